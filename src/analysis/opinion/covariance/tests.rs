use super::*;
use crate::analysis::opinion::votes::Arrival;
use crate::analysis::permutation::mix;

/// Some votes of ten to thirty people, with parties of uneven sizes or without.
fn some(seed: u64) -> (Votes, Voices) {
    let mut state = seed << 20;
    let mut below = |n: u64| {
        state += 1;
        mix(state) % n
    };
    let (rows, columns) = (10 + below(20) as usize, 2 + below(9) as usize);
    let mut arrivals = Vec::new();
    for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
        if below(3) > 0 {
            arrivals.push(Arrival::new(row, column, Vote::ALL[below(3) as usize]));
        }
    }
    let votes = Votes::new(rows, columns, &arrivals, 1);
    let party: Vec<u32> = (0..rows).map(|row| (row as u32).isqrt()).collect();
    let voices = match seed % 2 {
        0 => Voices::equal(&votes),
        _ => Voices::of_parties(&votes, &party),
    };
    (votes, voices)
}

/// The matrix with each missing vote as the mean of its statement, and its covariance by its
/// definition, with weights.
fn plain(votes: &Votes, voices: &Voices, columns: &[usize]) -> Vec<Vec<f64>> {
    let weight = |row: usize| voices.weight(voices.units(row));
    let present: Vec<usize> = (0..votes.rows()).filter(|row| votes.count(*row) > 0).collect();
    let centred = |column: usize| -> Vec<f64> {
        let vote = |row: usize| Some(votes.get(row, column)?.sign() as f64);
        let voted = || present.iter().filter_map(|row| Some((weight(*row), vote(*row)?)));
        let whole: f64 = voted().map(|(weight, _)| weight).sum();
        let mean = voted().map(|(weight, vote)| weight * vote).sum::<f64>() / whole;
        let filled: Vec<f64> = present.iter().map(|row| vote(*row).unwrap_or(mean)).collect();
        filled.into_iter().map(|cell| cell - mean).collect()
    };
    let matrix: Vec<Vec<f64>> = columns.iter().map(|column| centred(*column)).collect();
    let cell = |left: &[f64], right: &[f64]| {
        let products = left.iter().zip(right).zip(&present);
        products.map(|((left, right), row)| weight(*row) * left * right).sum::<f64>()
            / (present.len() as f64 - 1.0)
    };
    matrix.iter().map(|left| matrix.iter().map(|right| cell(left, right)).collect()).collect()
}

#[test]
fn both_ways_give_the_covariance_of_the_filled_matrix() {
    for seed in 0..60 {
        let (votes, voices) = some(seed);
        let totals = Totals::of(&votes, &voices, 1);
        let gram = Gram::of(&votes, &voices, 1);
        let order: Vec<usize> =
            (0..votes.columns()).rev().filter(|column| totals.all(*column) > 0).collect();
        let expected = plain(&votes, &voices, &order);
        let dense = Dense::of(&gram, &totals, &voices, &order);
        let sparse = Sparse::of((&votes, &voices), &totals, &order, 1);
        assert!((dense.trace() - sparse.trace()).abs() < 1e-12);
        for (at, column) in expected.iter().enumerate() {
            for length in [1.0, 100.0] {
                let mut unit = vec![0.0; order.len()];
                unit[at] = length;
                let (by_pairs, by_votes) = (dense.times(&unit), sparse.times(&unit));
                for (other, cell) in column.iter().enumerate() {
                    assert!((by_pairs[other] / length - cell).abs() < 1e-12, "{seed}");
                    assert!((by_votes[other] / length - cell).abs() < 1e-9, "{seed}");
                }
            }
        }
    }
}

/// Sums over the votes of a long vector need more room than those of a vector of length 1.
#[test]
fn a_vector_of_ones_is_not_too_long() {
    let arrivals: Vec<Arrival> = (0..40_000)
        .map(|at| Arrival::new(at / 400, at % 400, Vote::ALL[(at / 400 + at % 400) % 3]))
        .collect();
    let votes = Votes::new(100, 400, &arrivals, 1);
    let voices = Voices::equal(&votes);
    let totals = Totals::of(&votes, &voices, 1);
    let order: Vec<usize> = (0..400).collect();
    let ones = vec![1.0; 400];
    let by_votes = Sparse::of((&votes, &voices), &totals, &order, 1).times(&ones);
    let gram = Gram::of(&votes, &voices, 1);
    let by_pairs = Dense::of(&gram, &totals, &voices, &order).times(&ones);
    let near = by_votes.iter().zip(&by_pairs).all(|(left, right)| (left - right).abs() < 1e-9);
    assert!(near, "{:?} {:?}", &by_votes[..3], &by_pairs[..3]);
}
