//! The signed-rank test of Wilcoxon 1945, exact and two-sided.
//!
//! Differences of zero are dropped and ties get the mean of their ranks. Under the hypothesis
//! that every party was as likely to move up as down, all 2^n patterns of signs weigh the same;
//! counting them over doubled ranks keeps mean ranks whole and the count exact.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;

use crate::analysis::exact::ratio;
use crate::analysis::figure::Undefined;

/// The most moved parties whose 2^n patterns of signs are counted. Up to here every count fits
/// 128 bits; above it the test has no practical use, because the shift itself is visible.
pub const WILCOXON_MOVED_MAX: usize = 127;

/// The outcome of the test.
#[derive(Debug, Clone, PartialEq)]
pub struct Wilcoxon {
    /// The sum of the ranks of the parties that moved up.
    pub w_plus: BigRational,
    /// The sum of the ranks of the parties that moved down.
    pub w_minus: BigRational,
    /// The two-sided probability of a difference at least this large, above 0 and at most 1.
    pub p: BigRational,
}

/// The test on these differences, in steps of the scale; zeros are dropped, and without any
/// movement p is 1.
///
/// # Errors
/// More than [`WILCOXON_MOVED_MAX`] differences other than zero.
pub fn wilcoxon(differences: &[i64]) -> Result<Wilcoxon, Undefined> {
    let mut moved: Vec<i64> = differences.iter().copied().filter(|&d| d != 0).collect();
    if moved.len() > WILCOXON_MOVED_MAX {
        return Err(Undefined::TooManyParties);
    }
    moved.sort_unstable_by_key(|difference| difference.unsigned_abs());
    let ranks = doubled_ranks(&moved);
    let signed = moved.iter().zip(&ranks);
    let plus: usize = signed.filter(|(d, _)| **d > 0).map(|(_, rank)| rank).sum();
    let minus = ranks.iter().sum::<usize>() - plus;
    let tail = patterns_up_to(&ranks, plus.min(minus));
    let all = BigInt::one() << ranks.len();
    let p = BigRational::new(BigInt::from(tail) * 2, all).min(BigRational::one());
    Ok(Wilcoxon { w_plus: ratio(plus as i128, 2), w_minus: ratio(minus as i128, 2), p })
}

/// Twice the mean rank of each difference, in order of size.
fn doubled_ranks(moved: &[i64]) -> Vec<usize> {
    let mut ranks = Vec::with_capacity(moved.len());
    for tied in moved.chunk_by(|a, b| a.unsigned_abs() == b.unsigned_abs()) {
        let first = ranks.len() + 1;
        let last = ranks.len() + tied.len();
        ranks.extend(std::iter::repeat_n(first + last, tied.len()));
    }
    ranks
}

/// How many of the 2^n patterns of signs have a (doubled) sum of positive ranks up to `bound`.
fn patterns_up_to(ranks: &[usize], bound: usize) -> u128 {
    let mut patterns = vec![0_u128; bound + 1];
    patterns[0] = 1;
    for &rank in ranks {
        for sum in (rank..=bound).rev() {
            patterns[sum] += patterns[sum - rank];
        }
    }
    patterns.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_and_one_beyond() {
        let at = wilcoxon(&[1; WILCOXON_MOVED_MAX]).unwrap();
        assert_eq!(at.p, BigRational::new(1.into(), BigInt::one() << 126));
        let beyond = wilcoxon(&[1; WILCOXON_MOVED_MAX + 1]);
        assert_eq!(beyond, Err(Undefined::TooManyParties));
        let zeros = [vec![0; 500], vec![1; WILCOXON_MOVED_MAX]].concat();
        assert_eq!(wilcoxon(&zeros), Ok(at));
    }

    #[test]
    fn the_widest_count_does_not_overflow() {
        let alternating: Vec<i64> =
            (1..=127).map(|size| if size % 2 == 0 { size } else { -size }).collect();
        let test = wilcoxon(&alternating).unwrap();
        assert!(test.p <= BigRational::one());
        assert_eq!(&test.w_plus + &test.w_minus, ratio(127 * 128 / 2, 1));
    }
}
