//! The distribution of stances in which every party weighs the same, and party means.
//!
//! A voice is 1 / (members of its party that expressed a stance). Over the least common multiple
//! of those member counts all voices are whole numbers, and the distribution is exact.

use std::collections::BTreeMap;

use num_rational::BigRational;

use crate::analysis::exact::{Weights, Whole, distance, ratio, times, total};

/// Raw counts of stances per category, kept apart by the number of stances in the party.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    categories: usize,
    parties: u64,
    by_size: BTreeMap<u64, Vec<u64>>,
}

impl Tally {
    /// Counts the stances (positions on a scale of `categories`) of each party; a party without
    /// stances drops out.
    pub(crate) fn new(categories: usize, parties: impl Iterator<Item = Vec<usize>>) -> Tally {
        let mut tally = Tally { categories, parties: 0, by_size: BTreeMap::new() };
        for stances in parties.filter(|stances| !stances.is_empty()) {
            tally.parties += 1;
            let size = stances.len() as u64;
            let counts = tally.by_size.entry(size).or_insert_with(|| vec![0; categories]);
            for stance in stances {
                counts[stance] += 1;
            }
        }
        tally
    }

    /// The number of parties with at least one stance.
    pub(crate) fn parties(&self) -> u64 {
        self.parties
    }
}

/// Whole-number weights per category; together they are the voices of all parties.
#[derive(Debug, Clone)]
pub(crate) struct Mixture<T> {
    /// The weight of each category.
    pub(crate) counts: Vec<T>,
    /// The sum of the weights.
    pub(crate) total: T,
}

impl<T: Whole> Mixture<T> {
    /// The voices over their least common denominator.
    pub(crate) fn new(tally: &Tally) -> Option<Self> {
        let weights = Weights::<T>::new(tally.by_size.keys().copied())?;
        let mut counts = vec![T::zero(); tally.categories];
        for (&size, raw) in &tally.by_size {
            let voice = weights.voice(size);
            for (count, &number) in counts.iter_mut().zip(raw).filter(|(_, number)| **number > 0) {
                *count = count.checked_add(&times(&voice, number)?)?;
            }
        }
        Some(Mixture { counts, total: times(&weights.party, tally.parties)? })
    }

    /// The share of the voices in the categories that `select` accepts.
    pub(crate) fn share(&self, select: impl Fn(usize) -> bool) -> Option<BigRational> {
        let chosen = self.counts.iter().enumerate().filter(|(category, _)| select(*category));
        Some(ratio(total(chosen.map(|(_, count)| Some(count.clone())))?, self.total.clone()))
    }

    /// The quantile at `quarters` / 4, in positions on the scale, of the replicated voices
    /// (Hyndman and Fan 1996, type 7), read from the counts without replicating anything.
    pub(crate) fn quantile(&self, quarters: u64) -> Option<BigRational> {
        let reach = times(&self.total.checked_sub(&T::one())?, quarters)?;
        let (below, rest) = reach.div_mod_floor(&T::from(4_u64));
        let low = self.category_at(&below)?;
        let high = if rest.is_zero() { low } else { self.category_at(&(below + T::one()))? };
        let step = times(&rest, high - low)?;
        Some(ratio(times(&T::from(4_u64), low)?.checked_add(&step)?, T::from(4_u64)))
    }

    /// The category of the voice at this place in order, the first at 0.
    fn category_at(&self, place: &T) -> Option<u64> {
        let mut reached = T::zero();
        for (category, count) in self.counts.iter().enumerate() {
            reached = reached.checked_add(count)?;
            if reached > *place {
                return Some(category as u64);
            }
        }
        None
    }
}

/// The mean position of each party with a stance, over one common denominator.
#[derive(Debug, Clone)]
pub(crate) struct Places<T> {
    /// The sum of the positions of each party times its voice weight; `None` without a stance.
    pub(crate) party: Vec<Option<T>>,
    /// What a party at the top of the scale would have.
    pub(crate) range: T,
    /// The sum over the parties.
    pub(crate) sum: T,
    /// The number of parties with a stance.
    pub(crate) n: u64,
}

impl<T: Whole> Places<T> {
    /// The mean positions of parties with these stances on a scale of `categories`.
    pub(crate) fn new(categories: usize, parties: &[Vec<usize>]) -> Option<Self> {
        let sizes = parties.iter().map(|stances| stances.len() as u64).filter(|&size| size > 0);
        let n = sizes.clone().count() as u64;
        let weights = Weights::<T>::new(sizes)?;
        let mut party = Vec::with_capacity(parties.len());
        for stances in parties {
            let sum = stances.iter().map(|&stance| stance as u64).sum();
            let place = times(&weights.voice(stances.len() as u64), sum)?;
            party.push((!stances.is_empty()).then_some(place));
        }
        let sum = total(party.iter().flatten().cloned().map(Some))?;
        let range = times(&weights.party, categories as u64 - 1)?;
        Some(Places { party, range, sum, n })
    }

    /// The distance of each party to the mean of all, over [`Places::distance_unit`].
    pub(crate) fn distances(&self) -> Option<Vec<Option<T>>> {
        let one = |place: &Option<T>| match place {
            Some(place) => Some(Some(distance(&times(place, self.n)?, &self.sum)?)),
            None => Some(None),
        };
        self.party.iter().map(one).collect()
    }

    /// The distance that spans the whole scale.
    pub(crate) fn distance_unit(&self) -> Option<T> {
        times(&self.range, self.n)
    }
}

/// The position of the greatest element; `None` when there is none or it is not the only one.
pub(crate) fn only_greatest<T: Ord>(elements: impl Iterator<Item = (usize, T)>) -> Option<usize> {
    let mut best: Option<(usize, T)> = None;
    let mut tied = false;
    for (place, element) in elements {
        let order = best.as_ref().map(|(_, greatest)| element.cmp(greatest));
        match order {
            Some(std::cmp::Ordering::Less) => {}
            Some(std::cmp::Ordering::Equal) => tied = true,
            Some(std::cmp::Ordering::Greater) | None => {
                best = Some((place, element));
                tied = false;
            }
        }
    }
    best.filter(|_| !tied).map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;
    use proptest::prelude::*;

    fn parties() -> impl Strategy<Value = Vec<Vec<usize>>> {
        prop::collection::vec(prop::collection::vec(0_usize..5, 0..9), 0..7)
    }

    fn wide<T: Whole>(numbers: &[T]) -> Vec<BigInt> {
        numbers.iter().map(|number| number.clone().into()).collect()
    }

    /// All voices one by one, in order: what the quantile must not need.
    fn replicated(mixture: &Mixture<i128>) -> Vec<u64> {
        let repeat = |(category, count): (usize, &i128)| {
            std::iter::repeat_n(category as u64, usize::try_from(*count).unwrap())
        };
        mixture.counts.iter().enumerate().flat_map(repeat).collect()
    }

    proptest! {
        #[test]
        fn the_fast_path_equals_the_big_path(parties in parties()) {
            let tally = Tally::new(5, parties.iter().cloned());
            let fast = Mixture::<i128>::new(&tally).unwrap();
            let big = Mixture::<BigInt>::new(&tally).unwrap();
            prop_assert_eq!(wide(&fast.counts), big.counts.clone());
            for quarters in 1..4 {
                prop_assert_eq!(fast.quantile(quarters), big.quantile(quarters));
            }
            let fast = Places::<i128>::new(5, &parties).unwrap();
            let big = Places::<BigInt>::new(5, &parties).unwrap();
            prop_assert_eq!(BigInt::from(fast.sum), big.sum);
        }

        #[test]
        fn quantiles_equal_those_of_the_replicated_voices(parties in parties()) {
            let mixture = Mixture::<i128>::new(&Tally::new(5, parties.into_iter())).unwrap();
            let all = replicated(&mixture);
            prop_assert_eq!(all.len() as i128, mixture.total);
            prop_assume!(!all.is_empty());
            for quarters in 1..4_usize {
                let reach = (all.len() - 1) * quarters;
                let (low, rest) = (reach / 4, reach % 4);
                let high = (low + 1).min(all.len() - 1);
                let value = 4 * all[low] + rest as u64 * (all[high] - all[low]);
                let expected = ratio(i128::from(value), 4);
                prop_assert_eq!(mixture.quantile(quarters as u64).unwrap(), expected);
            }
        }
    }

    #[test]
    fn only_a_single_greatest_is_named() {
        let greatest = |list: &[u8]| only_greatest(list.iter().copied().enumerate());
        assert_eq!(greatest(&[]), None);
        assert_eq!(greatest(&[1, 3, 2]), Some(1));
        assert_eq!(greatest(&[3, 1, 3]), None);
        assert_eq!(greatest(&[1, 1, 2]), Some(2));
    }
}
