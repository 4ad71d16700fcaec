//! Exact whole-number arithmetic, written once and run at two widths.
//!
//! Each sum is tried in checked 128-bit integers first. Where the least common multiple of the
//! member counts does not fit, the same code runs on big integers: one text, so the two paths
//! can differ in speed only.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{CheckedAdd, CheckedMul, CheckedSub, ToPrimitive};

/// An integer whose overflow is seen: `i128` or [`BigInt`].
pub(crate) trait Whole:
    Clone
    + Ord
    + Integer
    + CheckedAdd
    + CheckedSub
    + CheckedMul
    + ToPrimitive
    + From<u64>
    + From<i64>
    + Into<BigInt>
{
}

impl Whole for i128 {}
impl Whole for BigInt {}

/// The result of the fast path, or of the big one where the fast path overflowed.
pub(crate) fn fast_or_big<R>(
    fast: impl FnOnce() -> Option<R>,
    big: impl FnOnce() -> Option<R>,
) -> R {
    fast().or_else(big).expect("big integers do not overflow")
}

/// `numerator / denominator` in lowest terms; the caller guarantees a denominator above zero.
pub(crate) fn ratio<T: Whole>(numerator: T, denominator: T) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

/// The fraction of two counts; the caller guarantees a denominator above zero.
pub(crate) fn ratio_of_counts(numerator: u64, denominator: u64) -> BigRational {
    ratio(i128::from(numerator), i128::from(denominator))
}

/// The distance between two numbers.
pub(crate) fn distance<T: Whole>(a: &T, b: &T) -> Option<T> {
    if a >= b { a.checked_sub(b) } else { b.checked_sub(a) }
}

/// The sum of the terms, `None` as soon as one is missing or the sum overflows.
pub(crate) fn total<T: Whole>(mut terms: impl Iterator<Item = Option<T>>) -> Option<T> {
    terms.try_fold(T::zero(), |sum, term| sum.checked_add(&term?))
}

/// `number` times a count.
pub(crate) fn times<T: Whole>(number: &T, count: u64) -> Option<T> {
    number.checked_mul(&T::from(count))
}

/// The least common multiple of `a` and a small positive `b`. Taking the remainder first keeps
/// the greatest common divisor in 64 bits however long `a` is.
pub(crate) fn lcm_with<T: Whole>(a: &T, b: u64) -> Option<T> {
    let rest = a.mod_floor(&T::from(b)).to_u64()?;
    times(a, b / rest.gcd(&b))
}

/// What one voice weighs in parties of each size, over the least common denominator.
#[derive(Debug, Clone)]
pub(crate) struct Weights<T> {
    /// The weight of a whole party: the least common multiple of the sizes.
    pub(crate) party: T,
    by_size: BTreeMap<u64, T>,
}

impl<T: Whole> Weights<T> {
    /// The weights for parties of these sizes, each above zero.
    pub(crate) fn new(sizes: impl Iterator<Item = u64>) -> Option<Self> {
        let mut by_size: BTreeMap<u64, T> = sizes.map(|size| (size, T::one())).collect();
        let party = by_size.keys().try_fold(T::one(), |lcm, &size| lcm_with(&lcm, size))?;
        for (&size, weight) in &mut by_size {
            *weight = party.div_floor(&T::from(size));
        }
        Some(Self { party, by_size })
    }

    /// The weight of one voice in a party with `size` voices; zero for a size not announced.
    pub(crate) fn voice(&self, size: u64) -> T {
        self.by_size.get(&size).cloned().unwrap_or_else(T::zero)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overflow_of_the_fast_path_is_seen_and_the_big_path_answers() {
        let primes = || [4_294_967_291_u64, 4_294_967_279, 4_294_967_231, 4_294_967_197, 3];
        assert!(Weights::<i128>::new(primes().into_iter()).is_none());
        let weights = Weights::<BigInt>::new(primes().into_iter()).unwrap();
        let product: BigInt = primes().into_iter().map(BigInt::from).product();
        assert_eq!(weights.party, product);
        assert_eq!(weights.voice(3) * 3, product);
    }

    #[test]
    fn least_common_multiples() {
        assert_eq!(lcm_with(&12_i128, 8), Some(24));
        assert_eq!(lcm_with(&1_i128, 7), Some(7));
        assert_eq!(Weights::<i128>::new([4, 6, 10, 4].into_iter()).unwrap().party, 60);
    }
}
