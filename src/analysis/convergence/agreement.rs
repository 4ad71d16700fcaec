//! Agreement A: do the stances lie together (1), everywhere (0), or in two camps (-1)?
//!
//! Van der Eijk 2001, Quality & Quantity 35: 325-341. The counts are peeled into layers; in each
//! layer a category is filled or not. With S of K categories filled, the triples of categories
//! of which two are filled number C(S,2)(K-S), so that the agreement of a layer with 1 < S < K
//! reduces to 2((K-2)TU - (K-1)TDU) / ((K-1)(K-2)S(S-1)): TU counts the triples 110 and 011, TDU
//! the triples 101. Weighted with S/N per layer the factor S cancels, and only S-1 is left in
//! the denominators.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::analysis::convergence::mixture::{Mixture, Tally};
use crate::analysis::exact::{Whole, fast_or_big, lcm_with, ratio, total};
use crate::analysis::figure::{Measured, Undefined};
use crate::analysis::ratings::Ratings;

/// The fewest categories in which two camps differ from a spread.
pub const AGREEMENT_CATEGORIES_MIN: usize = 3;

/// Agreement A of the parties' stances, from -1 to 1.
///
/// # Errors
/// No party with a stance, only one, or a scale of two categories.
pub fn agreement(ratings: &Ratings) -> Measured {
    of_tally(&Tally::new(ratings.scale().categories(), ratings.stances()))
}

/// Agreement A of plain frequencies, one a category, from -1 to 1.
///
/// # Errors
/// All frequencies 0, or fewer than three categories.
pub fn agreement_of_counts(counts: &[u64]) -> Measured {
    if counts.iter().all(|&count| count == 0) {
        return Err(Undefined::NoExpressedStances);
    }
    if counts.len() < AGREEMENT_CATEGORIES_MIN {
        return Err(Undefined::ScaleTooShort);
    }
    Ok(fast_or_big(|| of_frequencies::<i128>(counts), || of_frequencies::<BigInt>(counts)).into())
}

fn of_frequencies<T: Whole>(counts: &[u64]) -> Option<BigRational> {
    let counts: Vec<T> = counts.iter().map(|&count| T::from(count)).collect();
    layered(&counts)
}

pub(crate) fn of_tally(tally: &Tally) -> Measured {
    match tally.parties() {
        0 => return Err(Undefined::NoExpressedStances),
        1 => return Err(Undefined::FewerThanTwoParties),
        _ => {}
    }
    let exact = fast_or_big(|| of_mixture::<i128>(tally), || of_mixture::<BigInt>(tally));
    exact.map(Into::into).ok_or(Undefined::ScaleTooShort)
}

/// The inner `None` is a scale that is too short, the outer one an overflow.
fn of_mixture<T: Whole>(tally: &Tally) -> Option<Option<BigRational>> {
    let mixture = Mixture::<T>::new(tally)?;
    if mixture.counts.len() < AGREEMENT_CATEGORIES_MIN {
        return Some(None);
    }
    Some(Some(layered(&mixture.counts)?))
}

/// One layer: its height, how many categories it fills, and (K-2)TU - (K-1)TDU.
struct Layer<T> {
    height: T,
    filled: u64,
    unity: i64,
}

/// The sum over the layers; the caller guarantees three categories and a count above zero.
fn layered<T: Whole>(counts: &[T]) -> Option<BigRational> {
    let categories = counts.len() as u64;
    let layers = layers(counts)?;
    let scale = T::from((categories - 1) * (categories - 2));
    let common = layers.iter().filter(|layer| layer.filled > 1);
    let common = common.clone().try_fold(T::one(), |lcm, l| lcm_with(&lcm, l.filled - 1))?;
    let mut sum = T::zero();
    for layer in &layers {
        let part = match layer.filled {
            1 => common.checked_mul(&scale)?,
            filled if filled == categories => T::zero(),
            filled => {
                common.div_floor(&T::from(filled - 1)).checked_mul(&T::from(2 * layer.unity))?
            }
        };
        sum = sum.checked_add(&layer.height.checked_mul(&part)?)?;
    }
    let all = total(counts.iter().cloned().map(Some))?;
    Some(ratio(sum, common.checked_mul(&scale)?.checked_mul(&all)?))
}

fn layers<T: Whole>(counts: &[T]) -> Option<Vec<Layer<T>>> {
    let mut levels: Vec<&T> = counts.iter().filter(|count| !count.is_zero()).collect();
    levels.sort_unstable();
    levels.dedup();
    let mut below = T::zero();
    let mut layers = Vec::with_capacity(levels.len());
    for level in levels {
        let (filled, unity) = pattern(counts, level);
        layers.push(Layer { height: level.checked_sub(&below)?, filled, unity });
        below = level.clone();
    }
    Some(layers)
}

/// How many categories reach this level, and (K-2)TU - (K-1)TDU of that pattern: an empty
/// category makes a 101 with each pair that it separates, and a 110 or 011 with each that it
/// does not.
fn pattern<T: Whole>(counts: &[T], level: &T) -> (u64, i64) {
    let filled = counts.iter().filter(|count| *count >= level).count() as i64;
    let (mut left, mut together, mut apart) = (0_i64, 0_i64, 0_i64);
    for count in counts {
        if count >= level {
            left += 1;
            continue;
        }
        let right = filled - left;
        apart += left * right;
        together += left * (left - 1) / 2 + right * (right - 1) / 2;
    }
    let categories = counts.len() as i64;
    (filled as u64, (categories - 2) * together - (categories - 1) * apart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_layers_of_the_longest_scale_fit_somewhere() {
        let counts: Vec<u64> = (1..=101).collect();
        let exact = agreement_of_counts(&counts).unwrap().to_f64();
        assert!(exact > 0.0 && exact < 1.0);
        assert!(of_frequencies::<i128>(&counts).is_none(), "this case must overflow 128 bits");
    }

    proptest! {
        #[test]
        fn the_fast_path_equals_the_big_path(counts in prop::collection::vec(0_u64..50, 3..40)) {
            prop_assume!(counts.iter().any(|&count| count > 0));
            if let Some(fast) = of_frequencies::<i128>(&counts) {
                prop_assert_eq!(fast, of_frequencies::<BigInt>(&counts).unwrap());
            }
        }
    }
}
