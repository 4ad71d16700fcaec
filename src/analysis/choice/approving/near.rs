//! Numbers known up to an error that is known: what lies clearly apart is told apart quickly, and
//! only what does not is computed exactly.

use std::cmp::Ordering;
use std::ops::{Add, Sub};

use num_rational::BigRational;
use num_traits::ToPrimitive;

/// Twice the most that one rounding changes, relative to the result; it also makes up for the
/// rounding of the errors themselves.
pub(super) const ROUNDING: f64 = f64::EPSILON * 2.0;

/// A number within `error` of `value`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::analysis::choice) struct Near {
    pub(in crate::analysis::choice) value: f64,
    pub(in crate::analysis::choice) error: f64,
}

impl Near {
    pub(super) const ZERO: Near = Near { value: 0.0, error: 0.0 };
    pub(super) const ONE: Near = Near { value: 1.0, error: 0.0 };

    /// The number nearest to an exact one.
    pub(super) fn of(exact: &BigRational) -> Near {
        Near::rounded(exact.to_f64().unwrap_or(f64::INFINITY))
    }

    /// A number that was rounded once.
    pub(super) fn rounded(value: f64) -> Near {
        Near { value, error: value.abs() * ROUNDING }
    }

    /// The sum of `terms` numbers, none of them below zero, whose errors add up to `error`.
    pub(super) fn summed(value: f64, error: f64, terms: usize) -> Near {
        let each = ROUNDING * (terms + 1) as f64;
        Near { value, error: (error + value.abs() * each) * (1.0 + each) }
    }

    /// This many times the number; the factor is exact.
    pub(super) fn times(self, factor: f64) -> Near {
        let value = self.value * factor;
        Near { value, error: self.error * factor.abs() + value.abs() * ROUNDING }
    }

    pub(super) fn over(self, other: Near) -> Near {
        let value = self.value / other.value;
        let least = other.value.abs() - other.error;
        if least <= 0.0 {
            return Near { value, error: f64::INFINITY };
        }
        let error = (self.error + value.abs() * other.error) / least;
        Near { value, error: (error + value.abs() * ROUNDING) * (1.0 + ROUNDING) }
    }

    pub(in crate::analysis::choice) fn least(self) -> f64 {
        self.value - self.error
    }

    pub(in crate::analysis::choice) fn most(self) -> f64 {
        self.value + self.error
    }

    /// Which is larger; `None` where the errors leave it open.
    pub(super) fn order(self, other: Near) -> Option<Ordering> {
        let apart = (self.value - other.value).abs() * (1.0 - ROUNDING);
        (apart > self.error + other.error).then(|| self.value.total_cmp(&other.value))
    }

    /// How far one can go until a gap closes that now is this and grows by `change` a step:
    /// certainly no less than what is returned.
    pub(super) fn closes_after(self, change: Near) -> f64 {
        let towards = if self.value < 0.0 { change.most() } else { -change.least() };
        if towards <= 0.0 {
            return f64::INFINITY;
        }
        ((self.value.abs() - self.error) / towards * (1.0 - 4.0 * ROUNDING)).max(0.0)
    }
}

impl Add for Near {
    type Output = Near;

    fn add(self, other: Near) -> Near {
        let value = self.value + other.value;
        Near { value, error: self.error + other.error + value.abs() * ROUNDING }
    }
}

impl Sub for Near {
    type Output = Near;

    fn sub(self, other: Near) -> Near {
        self + Near { value: -other.value, error: other.error }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(near: Near, exact: &BigRational) -> bool {
        let bound = |value: f64| BigRational::from_float(value).unwrap();
        bound(near.least()) <= *exact && *exact <= bound(near.most())
    }

    proptest! {
        #[test]
        fn the_exact_number_stays_within_the_error(
            numbers in prop::collection::vec((1_i64..1_000_000_007, 1_i64..1_000_003), 3..20),
        ) {
            let exact: Vec<BigRational> =
                numbers.iter().map(|&(n, d)| BigRational::new(n.into(), d.into())).collect();
            let (mut near, mut whole) = (Near::of(&exact[0]), exact[0].clone());
            for (at, number) in exact[1..].iter().enumerate() {
                (near, whole) = match at % 3 {
                    0 => (near - Near::of(number), whole - number),
                    1 => (near.over(Near::of(number)), whole / number),
                    _ => (near + Near::of(number), whole + number),
                };
                prop_assert!(holds(near, &whole));
            }
            let sum: f64 = exact.iter().map(|number| Near::of(number).value).sum();
            let errors: f64 = exact.iter().map(|number| Near::of(number).error).sum();
            let whole: BigRational = exact.iter().sum();
            prop_assert!(holds(Near::summed(sum, errors, exact.len()), &whole));
        }
    }

    #[test]
    fn what_lies_too_close_is_left_open() {
        let third = Near::of(&BigRational::new(1.into(), 3.into()));
        assert_eq!(third.order(third), None);
        assert_eq!(third.order(Near::ONE), Some(Ordering::Less));
        assert_eq!(Near::ONE.over(Near::ZERO).error, f64::INFINITY);
    }

    #[test]
    fn a_gap_closes_no_sooner_than_is_said() {
        let near = |value| Near { value, error: 0.0 };
        let closes = |gap, change| near(gap).closes_after(near(change));
        assert!((closes(6.0, -2.0) - 3.0).abs() < 1e-9 && closes(6.0, -2.0) <= 3.0);
        assert!((closes(-6.0, 2.0) - 3.0).abs() < 1e-9);
        assert_eq!(closes(6.0, 2.0), f64::INFINITY);
        assert_eq!(closes(6.0, 0.0), f64::INFINITY);
    }
}
