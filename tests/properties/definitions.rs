//! The figures against their definitions, computed in the slowest and plainest way.

use beraad::analysis::convergence::agreement::{agreement, agreement_of_counts};
use beraad::analysis::convergence::consensus::consensus;
use beraad::analysis::convergence::wilcoxon::wilcoxon;
use beraad::analysis::figure::Measured;
use beraad::analysis::ratings::Ratings;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;

use super::generate::{round, whole};

fn fraction(measured: Measured) -> BigRational {
    measured.unwrap().to_fraction().unwrap()
}

/// The stances of each party with one, as positions on the scale.
fn stances(ratings: &Ratings) -> Vec<Vec<i64>> {
    let parties = ratings.parties().iter().enumerate().map(|(party, members)| {
        let places = (0..members.len()).filter_map(|member| ratings.stance(party, member));
        places.map(|place| place as i64).collect::<Vec<_>>()
    });
    parties.filter(|places| !places.is_empty()).collect()
}

/// Frequencies in which every party weighs one.
fn frequencies(ratings: &Ratings) -> Vec<BigRational> {
    let mut counts = vec![BigRational::zero(); ratings.scale().categories()];
    for places in stances(ratings) {
        for &place in &places {
            counts[place as usize] += BigRational::new(1.into(), places.len().into());
        }
    }
    counts
}

/// Van der Eijk's algorithm as he states it: peel off layers, look at every triple.
fn agreement_by_definition(counts: &[BigRational]) -> BigRational {
    let all: BigRational = counts.iter().sum();
    let mut rest = counts.to_vec();
    let mut sum = BigRational::zero();
    while let Some(height) = rest.iter().filter(|count| count.is_positive()).min().cloned() {
        let pattern: Vec<bool> = rest.iter().map(Signed::is_positive).collect();
        let filled = pattern.iter().filter(|&&one| one).count() as i64;
        sum += &height * whole(filled) / &all * layer(&pattern, filled);
        for count in rest.iter_mut().filter(|count| count.is_positive()) {
            *count -= &height;
        }
    }
    sum
}

fn layer(pattern: &[bool], filled: i64) -> BigRational {
    let k = pattern.len() as i64;
    if filled == 1 {
        return BigRational::one();
    }
    let (mut tu, mut tdu) = (0_i64, 0_i64);
    for a in 0..pattern.len() {
        for b in a + 1..pattern.len() {
            for c in b + 1..pattern.len() {
                match (pattern[a], pattern[b], pattern[c]) {
                    (true, true, false) | (false, true, true) => tu += 1,
                    (true, false, true) => tdu += 1,
                    _ => {}
                }
            }
        }
    }
    if tu + tdu == 0 {
        return BigRational::zero();
    }
    let unity = whole((k - 2) * tu - (k - 1) * tdu) / whole((k - 2) * (tu + tdu));
    unity * (BigRational::one() - whole(filled - 1) / whole(k - 1))
}

/// The mean over all pairs of parties of one minus the distance between their means.
fn degree_by_definition(ratings: &Ratings) -> Option<BigRational> {
    let range = whole(ratings.scale().categories() as i64 - 1);
    let mean = |places: &Vec<i64>| whole(places.iter().sum()) / whole(places.len() as i64) / &range;
    let means: Vec<BigRational> = stances(ratings).iter().map(mean).collect();
    let mut sum = BigRational::zero();
    let mut pairs = 0;
    for (index, a) in means.iter().enumerate() {
        for b in &means[index + 1..] {
            sum += BigRational::one() - (a - b).abs();
            pairs += 1;
        }
    }
    (pairs > 0).then(|| sum / whole(pairs))
}

/// Twice the smaller tail, over every pattern of signs, at most one.
fn p_by_enumeration(differences: &[i64]) -> BigRational {
    let moved: Vec<i64> = differences.iter().copied().filter(|&d| d != 0).collect();
    let doubled_rank = |d: &i64| -> i64 {
        let below = moved.iter().filter(|other| other.abs() < d.abs()).count();
        let equal = moved.iter().filter(|other| other.abs() == d.abs()).count();
        (2 * below + equal + 1) as i64
    };
    let ranks: Vec<i64> = moved.iter().map(doubled_rank).collect();
    let sum = |sign: &dyn Fn(usize) -> bool| -> i64 {
        ranks.iter().enumerate().filter(|(i, _)| sign(*i)).map(|(_, rank)| rank).sum()
    };
    let observed = sum(&|index| moved[index] > 0);
    let (mut lower, mut upper) = (0, 0);
    for pattern in 0..1_i64 << moved.len() {
        let plus = sum(&|index| pattern >> index & 1 == 1);
        lower += i64::from(plus <= observed);
        upper += i64::from(plus >= observed);
    }
    (whole(2 * lower.min(upper)) / whole(1 << moved.len())).min(BigRational::one())
}

proptest! {
    #[test]
    fn agreement_of_parties_is_as_defined(input in round()) {
        for item in &input.items {
            let computed = agreement(&item.current);
            if let Ok(value) = &computed {
                let expected = agreement_by_definition(&frequencies(&item.current));
                prop_assert_eq!(value.to_fraction().unwrap(), expected);
            }
        }
    }

    #[test]
    fn agreement_of_counts_is_as_defined(counts in prop::collection::vec(0_u64..9, 3..12)) {
        prop_assume!(counts.iter().any(|&count| count > 0));
        let frequencies: Vec<_> = counts.iter().map(|&count| whole(count as i64)).collect();
        let expected = agreement_by_definition(&frequencies);
        prop_assert_eq!(fraction(agreement_of_counts(&counts)), expected);
    }

    #[test]
    fn one_more_vote_for_the_largest_category_never_lowers_agreement(
        counts in prop::collection::vec(0_u64..9, 3..8),
    ) {
        prop_assume!(counts.iter().any(|&count| count > 0));
        let mut more = counts.clone();
        let largest = more.iter_mut().max().unwrap();
        *largest += 1;
        let before = fraction(agreement_of_counts(&counts));
        prop_assert!(fraction(agreement_of_counts(&more)) >= before);
    }

    #[test]
    fn the_consensus_degree_is_one_minus_the_gini_mean_difference(input in round()) {
        let ratings: Vec<&Ratings> = input.items.iter().map(|item| &item.current).collect();
        let consensus = consensus(&ratings, input.parties);
        for (ratings, computed) in ratings.into_iter().zip(consensus.items) {
            let computed = computed.degree.ok().map(|value| value.to_fraction().unwrap());
            prop_assert_eq!(computed, degree_by_definition(ratings));
        }
    }

    #[test]
    fn wilcoxon_counts_every_pattern_of_signs(
        differences in prop::collection::vec(-6_i64..=6, 0..=10),
    ) {
        let test = wilcoxon(&differences).unwrap();
        prop_assert_eq!(&test.p, &p_by_enumeration(&differences));
        let moved = differences.iter().filter(|&&d| d != 0).count() as i64;
        prop_assert_eq!(test.w_plus + test.w_minus, whole(moved * (moved + 1)) / whole(2));
    }
}
