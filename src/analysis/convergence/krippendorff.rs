//! Krippendorff's alpha for ordinal values: how much less parties differ on the items of an agenda
//! than if their stances had been dealt out at random.
//!
//! Where everybody says the same about everything there is nothing to compare with chance, and it
//! is undefined: that is why it stands among the details, and no headline rests on it.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::analysis::figure::{Measured, Undefined};
use crate::analysis::ratings::Ratings;

/// Alpha, at most 1: 1 is no difference, 0 is what chance would give, below 0 more difference than
/// that. Exact; of each item the number of stances in each category, lowest category first. Items
/// with fewer than two stances are left aside, so that missing answers need no filling in.
///
/// α = 1 - D_o / D_e, with the distance between categories c and k
/// δ² = (Σ n_g for g from c to k, less half of n_c and n_k)² (Krippendorff 2011, ordinal metric).
///
/// # Errors
/// [`Undefined::NoPairableValues`] when no item has two stances, and [`Undefined::NoVariation`]
/// when all are equal.
///
/// # Panics
/// When items have different numbers of categories.
pub fn alpha(items: &[Vec<u64>]) -> Measured {
    let pairable = |counts: &&Vec<u64>| counts.iter().sum::<u64>() >= 2;
    let items: Vec<&Vec<u64>> = items.iter().filter(pairable).collect();
    let categories = items.first().ok_or(Undefined::NoPairableValues)?.len();
    let mut totals = vec![0_u64; categories];
    // Of items with equally many stances, pairs in each two categories; dividing comes last.
    let mut pairs: BTreeMap<u64, Vec<BigInt>> = BTreeMap::new();
    for counts in items {
        assert_eq!(counts.len(), categories, "as many categories for each item");
        let stances: u64 = counts.iter().sum();
        totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
        let sums =
            pairs.entry(stances).or_insert_with(|| vec![BigInt::zero(); categories * categories]);
        for (low, high) in twos(categories) {
            let both = u128::from(counts[low]) * u128::from(counts[high]);
            if both > 0 {
                sums[low * categories + high] += both;
            }
        }
    }
    let (mut observed, mut expected) = (BigRational::zero(), BigInt::zero());
    for (low, high) in twos(categories) {
        let distance = distance(&totals, low, high);
        expected += BigInt::from(totals[low]) * totals[high] * &distance;
        for (stances, sums) in &pairs {
            let sum = &sums[low * categories + high] * &distance;
            observed += BigRational::new(sum, (stances - 1).into());
        }
    }
    if expected.is_zero() {
        return Err(Undefined::NoVariation);
    }
    let all = BigInt::from(totals.iter().sum::<u64>());
    let disagreement = observed * (all - BigInt::one()) / expected;
    Ok((BigRational::one() - disagreement).into())
}

/// Alpha over the items of an agenda.
///
/// # Errors
/// As [`alpha`], and [`Undefined::MultiMemberParty`] unless every party has one member: alpha
/// compares voices one by one, and members of one party are no parties.
pub fn over_agenda(agenda: &[&Ratings]) -> Measured {
    if agenda.iter().any(|ratings| !ratings.single_voiced()) {
        return Err(Undefined::MultiMemberParty);
    }
    let counts = |ratings: &&Ratings| {
        let mut counts = vec![0; ratings.scale().categories()];
        ratings.stances().flatten().for_each(|stance| counts[stance] += 1);
        counts
    };
    alpha(&agenda.iter().map(counts).collect::<Vec<_>>())
}

/// Each two different categories once.
fn twos(categories: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..categories).flat_map(move |low| (low + 1..categories).map(move |high| (low, high)))
}

/// Four times the squared distance between two categories: the factor falls out of the quotient.
fn distance(totals: &[u64], low: usize, high: usize) -> BigInt {
    let between: u64 = totals[low..=high].iter().sum();
    let twice: BigInt = BigInt::from(between) * 2 - totals[low] - totals[high];
    twice.pow(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::ratings::Answer;
    use crate::domain::scale::Scale;

    fn exact(items: &[Vec<u64>]) -> String {
        alpha(items).unwrap().exact().unwrap()
    }

    /// Two parties, two items on three steps: 1 and 1, then 1 and 3. Four values, three of them 1:
    /// the distance of 1 to 3 is (4 - 2)² = 4; observed 1·4 / 1, expected 3·1·4, so
    /// α = 1 - 3 · 4 / 12 = 0.
    #[test]
    fn by_hand() {
        assert_eq!(exact(&[vec![2, 0, 0], vec![1, 0, 1]]), "0");
        assert_eq!(exact(&[vec![2, 0, 0], vec![0, 0, 2]]), "1");
        // 1 and 3 on both: distance (4 - 2)² = 4, observed 2·4, expected 4·4: 1 - 3·8/16.
        assert_eq!(exact(&[vec![1, 0, 1], vec![1, 0, 1]]), "-1/2");
    }

    #[test]
    fn without_two_stances_or_without_a_difference_there_is_none() {
        assert_eq!(alpha(&[]), Err(Undefined::NoPairableValues));
        assert_eq!(alpha(&[vec![1, 0], vec![0, 1]]), Err(Undefined::NoPairableValues));
        assert_eq!(alpha(&[vec![3, 0], vec![2, 0]]), Err(Undefined::NoVariation));
    }

    #[test]
    fn members_of_one_party_are_no_parties() {
        let scale = Scale::new(-2, 2).unwrap();
        let answers = vec![vec![Answer::Rated(1), Answer::Rated(2)], vec![Answer::Rated(1)]];
        let ratings = Ratings::new(scale, answers).unwrap();
        assert_eq!(over_agenda(&[&ratings]), Err(Undefined::MultiMemberParty));
    }
}
