//! Permutation tests: how often chance alone would give at least what was measured.
//!
//! Where all orders can be gone through, they are. Otherwise a fixed number of them is drawn with
//! numbers that look random and follow from a seed alone (SplitMix64, Steele, Lea and Flood 2014),
//! so that everyone can repeat the test. They are not for secrets.

use num_rational::BigRational;

use crate::analysis::exact::ratio_of_counts;

/// How many orders are drawn where not all can be gone through.
pub const DRAWN: u64 = 999;

/// Which orders a test went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orders {
    /// All of them: the probability is exact.
    All,
    /// [`DRAWN`] of them, by a seed: the probability is an estimate.
    Drawn,
}

/// The probability of a value at least as large when only chance is at work, above 0 and at most 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermutationP {
    /// The probability: the part of all orders that reach the value, or of those drawn together
    /// with the one that was measured, (1 + reached) / (1 + [`DRAWN`]) (Phipson and Smyth 2010).
    pub p: BigRational,
    /// Which orders it follows from.
    pub orders: Orders,
}

impl PermutationP {
    /// The probability when so many of the orders that were drawn reach the value.
    pub(crate) fn drawn(reached: u64) -> PermutationP {
        PermutationP { p: ratio_of_counts(1 + reached, 1 + DRAWN), orders: Orders::Drawn }
    }
}

/// What SplitMix64 goes on by (Steele, Lea and Flood 2014).
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A number whose bits depend on all bits of another.
pub(crate) fn mix(number: u64) -> u64 {
    finish(number.wrapping_mul(STEP))
}

fn finish(state: u64) -> u64 {
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A row of numbers that a seed fixes.
#[derive(Debug, Clone)]
pub(crate) struct Draws {
    state: u64,
}

impl Draws {
    /// The row of this seed.
    pub(crate) fn new(seed: u64) -> Draws {
        Draws { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        finish(self.state)
    }

    /// A number below a bound above zero, each as likely: what lies in the last, incomplete
    /// stretch of the 2^64 numbers is drawn again.
    fn below(&mut self, bound: u64) -> u64 {
        let incomplete = bound.wrapping_neg() % bound;
        loop {
            let number = self.next();
            if number >= incomplete {
                return number % bound;
            }
        }
    }

    /// Puts a list in an order in which each is as likely (Fisher and Yates 1938).
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let place = self.below(last as u64 + 1) as usize;
            list.swap(last, place);
        }
    }
}

/// The next order of a list in the order of lists; `false`, and the first one again, after the
/// last. Equal elements are not told apart, so each different order comes once.
pub(crate) fn next_order<T: Ord>(list: &mut [T]) -> bool {
    let Some(pivot) = list.windows(2).rposition(|pair| pair[0] < pair[1]) else {
        list.reverse();
        return false;
    };
    let larger = list.iter().rposition(|element| *element > list[pivot]);
    list.swap(pivot, larger.expect("the next element is larger"));
    list[pivot + 1..].reverse();
    true
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The first numbers that the authors' program gives for the seed 1234567.
    #[test]
    fn the_generator_is_the_published_one() {
        let mut draws = Draws::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| draws.next()).collect();
        let published =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(first, published);
    }

    #[test]
    fn every_order_comes_up_about_as_often() {
        let mut draws = Draws::new(7);
        let mut seen: BTreeMap<Vec<u8>, u32> = BTreeMap::new();
        for _ in 0..6_000 {
            let mut list = vec![0, 1, 2];
            draws.shuffle(&mut list);
            *seen.entry(list).or_default() += 1;
        }
        assert_eq!(seen.len(), 6);
        // Five standard deviations of a count with mean 1000.
        assert!(seen.values().all(|count| count.abs_diff(1_000) < 145), "{seen:?}");
    }

    #[test]
    fn each_different_order_comes_once_and_then_the_first_again() {
        let orders = |mut list: Vec<u8>| {
            let first = list.clone();
            let mut count = 1;
            while next_order(&mut list) {
                count += 1;
            }
            assert_eq!(list, first);
            count
        };
        assert_eq!(orders(vec![1, 2, 3, 4]), 24);
        assert_eq!(orders(vec![1, 2, 2, 3]), 12);
        assert_eq!(orders(vec![5, 5]), 1);
        assert_eq!(orders(vec![]), 1);
    }
}
