//! Opinion maps of conversations that nobody would have on purpose.

use beraad::analysis::opinion::{Arrival, Axes, Conversation, History, OpinionMap, Standing, Vote};

fn conversation(rows: usize, columns: usize, arrivals: &[Arrival]) -> Conversation {
    Conversation::new(rows, vec![Standing::default(); columns], arrivals, None, 2)
}

/// Numbers that look random.
fn draws(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |n| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    }
}

fn is_finite(map: &OpinionMap) -> bool {
    [&map.axes, &map.places, &map.statement_places]
        .into_iter()
        .all(|list| list.iter().flatten().all(|number| number.is_finite()))
}

/// Each statement with one vote says nothing of who thinks alike.
#[test]
fn a_million_statements_with_a_vote_each() {
    let columns = 1_000_000;
    let arrivals: Vec<Arrival> = (0..columns)
        .map(|column| Arrival::new(column % 1_000, column, Vote::ALL[column % 3]))
        .collect();
    let map = OpinionMap::stable(&conversation(1_000, columns, &arrivals));
    assert_eq!((map.statements, map.votes), (1_000_000, 1_000_000));
    assert!(is_finite(&map));
    assert_eq!((map.whole_variance, map.groups.len()), (0.0, 1));
}

/// More statements than pairs are counted of: two camps, and they are found.
#[test]
fn twenty_thousand_statements() {
    let (rows, columns) = (2_000, 20_000);
    let mut below = draws(3);
    let arrivals: Vec<Arrival> = (0..rows * 30)
        .map(|at| {
            let (row, column) = (at % rows, below(columns));
            let vote = match (below(10), (row + column) % 2) {
                (0, _) => Vote::Pass,
                (_, 0) => Vote::Agree,
                _ => Vote::Disagree,
            };
            Arrival::new(row, column, vote)
        })
        .collect();
    let kept = conversation(rows, columns, &arrivals);
    let map = OpinionMap::stable(&kept);
    assert!(is_finite(&map));
    let right = (0..rows).filter(|row| (map.places[*row][0] > 0.0) == (row % 2 == 0)).count();
    assert!(right > rows * 9 / 10 || right < rows / 10, "{right} of {rows}");
    assert!(is_finite(&OpinionMap::compat(&kept, &mut History::default(), Axes::Exact)));
}

#[test]
fn statements_that_all_have_the_same_votes() {
    let vote = |row: usize| Vote::ALL[row % 3];
    let arrivals: Vec<Arrival> = (0..60)
        .flat_map(|row| (0..40).map(move |column| Arrival::new(row, column, vote(row))))
        .collect();
    let map = OpinionMap::stable(&conversation(60, 40, &arrivals));
    assert!(is_finite(&map));
    let first = map.axes[0][0];
    assert!(map.axes.iter().all(|axes| axes[0] == first), "they cannot be told apart");
    assert!(map.variance[1].abs() < 1e-12 * map.variance[0]);
    assert_eq!(map.groups.len(), 3);
    assert!(map.labels.iter().enumerate().all(|(row, label)| *label == map.labels[row % 3]));
}

/// Two blocks of people who vote on statements of their own in the same way: both axes have the
/// same variance. The map is then still that of the votes alone, for any order of people.
#[test]
fn two_blocks_that_are_the_same() {
    let block =
        |row: usize, column: usize| (row / 30 == column / 8).then_some((row % 30, column % 8));
    let mut arrivals: Vec<Arrival> = (0..60)
        .flat_map(|row| (0..16).map(move |column| (row, column)))
        .filter_map(|(row, column)| {
            let (own, at) = block(row, column)?;
            Some(Arrival::new(row, column, Vote::ALL[(own * (at + 3) + own / 3) % 3]))
        })
        .collect();
    let map = OpinionMap::stable(&conversation(60, 16, &arrivals));
    assert!(is_finite(&map));
    assert!((map.variance[0] - map.variance[1]).abs() < 1e-9 * map.variance[0]);
    arrivals.reverse();
    let other = OpinionMap::stable(&conversation(60, 16, &arrivals));
    assert_eq!(format!("{map:?}"), format!("{other:?}"));
}

#[test]
fn participants_with_thousands_of_votes() {
    let (rows, columns) = (12, 4_000);
    let mut below = draws(8);
    let arrivals: Vec<Arrival> = (0..rows * columns)
        .map(|cell| {
            let side = if (cell / columns) % 2 == 0 { Vote::Agree } else { Vote::Disagree };
            let vote = if below(5) == 0 { Vote::Pass } else { side };
            Arrival::new(cell / columns, cell % columns, vote)
        })
        .collect();
    let map = OpinionMap::stable(&conversation(rows, columns, &arrivals));
    assert!(is_finite(&map));
    assert_eq!(map.groups.len(), 2);
    assert!((0..rows).all(|row| map.labels[row] == map.labels[row % 2]));
}

/// Sizes from 1 to 40 have no common multiple that is small enough: units are rounded.
#[test]
fn parties_of_all_sizes_up_to_forty() {
    let parties: Vec<u32> = (1..=40).flat_map(|size| vec![size - 1; size as usize]).collect();
    let mut below = draws(5);
    let arrivals: Vec<Arrival> = (0..parties.len() * 10)
        .map(|at| {
            let row = at / 10;
            let vote = if below(4) == 0 { Vote::Pass } else { Vote::ALL[row % 2 * 2] };
            Arrival::new(row, at % 10, vote)
        })
        .collect();
    let standing = vec![Standing::default(); 10];
    let rows = parties.len();
    let kept = Conversation::new(rows, standing, &arrivals, Some(parties.clone()), 1);
    let voices = kept.voices();
    for party in 0..40 {
        let members = (0..rows).filter(|row| parties[*row] == party);
        let own: f64 = members.map(|row| voices.weight(voices.units(row))).sum();
        assert!((own - 820.0 / 40.0).abs() < 1e-7, "{party}: {own}");
    }
    let map = OpinionMap::stable(&kept);
    assert!(is_finite(&map));
    let whole: f64 = map.groups.iter().map(|group| group.weight).sum();
    assert!((whole - 820.0).abs() < 1e-6);
}
