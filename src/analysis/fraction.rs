//! A share from 0 to 1 as two whole numbers, so that a threshold is met or not, never nearly.

use num_bigint::BigInt;
use num_rational::BigRational;
use thiserror::Error;

use crate::analysis::figure::Measured;

/// An exact share: `numerator / denominator`, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    numerator: u32,
    denominator: u32,
}

/// Two numbers that are no share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("fraction {numerator}/{denominator} is no share from 0 to 1; choose 0/1 up to n/n")]
pub struct FractionError {
    /// The numerator that was asked for.
    pub numerator: u32,
    /// The denominator that was asked for.
    pub denominator: u32,
}

impl Fraction {
    /// The share `numerator / denominator`.
    ///
    /// # Errors
    /// [`FractionError`] when the denominator is 0 or the numerator exceeds it.
    pub const fn new(numerator: u32, denominator: u32) -> Result<Fraction, FractionError> {
        if denominator == 0 || numerator > denominator {
            return Err(FractionError { numerator, denominator });
        }
        Ok(Fraction { numerator, denominator })
    }

    /// A share written in the source; the literals of the defaults are checked by a test.
    pub(crate) const fn literal(numerator: u32, denominator: u32) -> Fraction {
        Fraction { numerator, denominator }
    }

    /// The numerator.
    #[must_use]
    pub fn numerator(&self) -> u32 {
        self.numerator
    }

    /// The denominator, above 0.
    #[must_use]
    pub fn denominator(&self) -> u32 {
        self.denominator
    }

    /// Whether `value` is at least this share, exactly.
    #[must_use]
    pub fn is_reached_by(&self, value: &BigRational) -> bool {
        value.numer() * BigInt::from(self.denominator) >= value.denom() * self.numerator
    }

    /// Whether the measured value exists and is at least this share.
    #[must_use]
    pub fn is_reached_by_measured(&self, measured: &Measured) -> bool {
        let value = measured.as_ref().ok().and_then(|value| value.to_fraction());
        value.is_some_and(|value| self.is_reached_by(&value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_lies_between_0_and_1() {
        assert!(Fraction::new(0, 1).is_ok() && Fraction::new(4, 4).is_ok());
        assert!(Fraction::new(5, 4).is_err() && Fraction::new(0, 0).is_err());
    }

    #[test]
    fn a_threshold_is_met_exactly() {
        let share = Fraction::literal(3, 20);
        let value = |n: i64, d: i64| BigRational::new(n.into(), d.into());
        assert!(share.is_reached_by(&value(15, 100)));
        assert!(!share.is_reached_by(&value(1_499_999_999_999, 10_000_000_000_000)));
        assert!(!share.is_reached_by(&value(-1, 2)));
    }
}
