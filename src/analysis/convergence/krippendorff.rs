//! Krippendorff's alpha for ordinal values: how much less parties differ on the items of an agenda
//! than if their stances had been dealt out at random.
//!
//! Where everybody says the same about everything there is nothing to compare with chance, and it
//! is undefined: that is why it stands among the details, and no headline rests on it.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;

use crate::analysis::exact::{Whole, fast_or_big, ratio, times, total};
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
    let pairable = |counts: &&Vec<u64>| {
        counts.iter().filter(|count| **count > 0).count() > 1
            || counts.iter().any(|count| *count > 1)
    };
    let items: Vec<&Vec<u64>> = items.iter().filter(pairable).collect();
    let categories = items.first().ok_or(Undefined::NoPairableValues)?.len();
    assert!(
        items.iter().all(|counts| counts.len() == categories),
        "as many categories for each item"
    );
    fast_or_big(|| of_counts::<i128>(&items), || of_counts::<BigInt>(&items))
}

fn of_counts<T: Whole>(items: &[&Vec<u64>]) -> Option<Measured> {
    let totals: Vec<T> = (0..items[0].len())
        .map(|category| total(items.iter().map(|counts| Some(T::from(counts[category])))))
        .collect::<Option<_>>()?;
    let distances = distances(&totals)?;
    // Of items with equally many stances the differences are added up; dividing comes last.
    let mut differences: BTreeMap<u64, T> = BTreeMap::new();
    for counts in items {
        let used: Vec<usize> = (0..counts.len()).filter(|at| counts[*at] > 0).collect();
        let stances = counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count))?;
        let sum = differences.entry(stances).or_insert_with(T::zero);
        for (low, high) in twos(used.len()).map(|(one, two)| (used[one], used[two])) {
            let pairs = times(&T::from(counts[low]), counts[high])?;
            let apart = pairs.checked_mul(&distances[low * counts.len() + high])?;
            *sum = sum.checked_add(&apart)?;
        }
    }
    let mut expected = T::zero();
    for (low, high) in twos(totals.len()) {
        let pairs = totals[low].checked_mul(&totals[high])?;
        let apart = pairs.checked_mul(&distances[low * totals.len() + high])?;
        expected = expected.checked_add(&apart)?;
    }
    if expected.is_zero() {
        return Some(Err(Undefined::NoVariation));
    }
    let within = differences.into_iter().map(|(stances, sum)| ratio(sum, T::from(stances - 1)));
    let all: T = total(totals.into_iter().map(Some))?;
    let disagreement = within.sum::<BigRational>() * ratio(all - T::one(), expected);
    Some(Ok((BigRational::one() - disagreement).into()))
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

/// Four times the squared distance between each two categories, the lower one first: the factor
/// falls out of the quotient.
fn distances<T: Whole>(totals: &[T]) -> Option<Vec<T>> {
    let mut below = vec![T::zero()];
    for count in totals {
        let last = below.last()?;
        below.push(last.checked_add(count)?);
    }
    let mut distances = vec![T::zero(); totals.len() * totals.len()];
    for (low, high) in twos(totals.len()) {
        let between = times(&below[high + 1].checked_sub(&below[low])?, 2)?;
        let twice = between.checked_sub(&totals[low])?.checked_sub(&totals[high])?;
        distances[low * totals.len() + high] = twice.checked_mul(&twice)?;
    }
    Some(distances)
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
    fn both_widths_give_the_same() {
        let large = 1_000_000_000_000;
        let items = [vec![3 * large, 1, large], vec![0, large, 2], vec![large, large, 7]];
        let items: Vec<&Vec<u64>> = items.iter().collect();
        assert_eq!(of_counts::<i128>(&items), None);
        assert!(of_counts::<BigInt>(&items).is_some_and(|value| value.is_ok()));
        let small = [vec![3, 1, 4], vec![0, 5, 2]];
        let small: Vec<&Vec<u64>> = small.iter().collect();
        assert_eq!(of_counts::<i128>(&small), of_counts::<BigInt>(&small));
    }

    #[test]
    fn members_of_one_party_are_no_parties() {
        let scale = Scale::new(-2, 2).unwrap();
        let answers = vec![vec![Answer::Rated(1), Answer::Rated(2)], vec![Answer::Rated(1)]];
        let ratings = Ratings::new(scale, answers).unwrap();
        assert_eq!(over_agenda(&[&ratings]), Err(Undefined::MultiMemberParty));
    }
}
