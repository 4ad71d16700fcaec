//! What every figure is made of: a value or the reason why there is none, and where it is from.

use num_rational::BigRational;
use num_traits::ToPrimitive;

use crate::analysis::{exact, nearest};
pub use crate::domain::figure::Undefined;

/// A measured value. Never NaN.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// An exact fraction.
    Exact(BigRational),
    /// A finite floating-point number, for what no fraction can express.
    Real(f64),
}

impl Value {
    /// The exact value of a count.
    #[must_use]
    pub fn count(number: u64) -> Value {
        Value::Exact(exact::ratio_of_counts(number, 1))
    }

    /// The nearest double, ties to even.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        match self {
            Value::Exact(fraction) => to_f64(fraction),
            Value::Real(number) => *number,
        }
    }

    /// The exact fraction in lowest terms, `7/18` or `3`; `None` for a real number.
    #[must_use]
    pub fn exact(&self) -> Option<String> {
        match self {
            Value::Exact(fraction) => Some(fraction.to_string()),
            Value::Real(_) => None,
        }
    }

    /// The value as a fraction; a finite double is one too. `None` only for what is not finite.
    #[must_use]
    pub fn to_fraction(&self) -> Option<BigRational> {
        match self {
            Value::Exact(fraction) => Some(fraction.clone()),
            Value::Real(number) => BigRational::from_float(*number),
        }
    }
}

impl From<BigRational> for Value {
    fn from(fraction: BigRational) -> Value {
        Value::Exact(fraction)
    }
}

/// Numerator and denominator that doubles hold exactly need one division, which rounds once.
fn to_f64(fraction: &BigRational) -> f64 {
    const EXACT_MAX: i64 = 1 << 53;
    match (fraction.numer().to_i64(), fraction.denom().to_i64()) {
        (Some(n), Some(d)) if n.abs() <= EXACT_MAX && d <= EXACT_MAX => n as f64 / d as f64,
        _ => nearest::nearest(fraction),
    }
}

/// A value, or the reason why there is none.
pub type Measured = Result<Value, Undefined>;

/// One figure of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The name of the measure, in snake case.
    pub name: &'static str,
    /// The item it is about, by position in the agenda; `None` for the whole agenda.
    pub item: Option<usize>,
    /// The party it is about, by position; `None` for all parties together.
    pub party: Option<usize>,
    /// The value, or why there is none.
    pub value: Measured,
    /// What the figure rests on: the number of parties, or of items for `consensus_overall` and
    /// `proximity`.
    pub n: u64,
    /// The one party for which the figure is least favourable, by position. `None` when no such
    /// party is defined, and also when several are equally badly off: nobody is singled out by
    /// the order of a list.
    pub worst_off: Option<usize>,
    /// How it was computed: `measure/source`.
    pub method: &'static str,
    /// The version of that method; it rises when a value could change.
    pub version: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;

    #[test]
    fn fractions_are_written_in_lowest_terms() {
        let value = |n: i64, d: i64| Value::Exact(BigRational::new(n.into(), d.into()));
        assert_eq!(value(14, 36).exact().as_deref(), Some("7/18"));
        assert_eq!(value(6, 2).exact().as_deref(), Some("3"));
        assert_eq!(value(-1, 2).exact().as_deref(), Some("-1/2"));
        assert_eq!(Value::Real(0.5).exact(), None);
        assert_eq!(Value::Real(0.5).to_fraction(), Some(BigRational::new(1.into(), 2.into())));
    }

    #[test]
    fn both_ways_to_a_double_agree_where_they_meet() {
        for (n, d) in [(1_i64, 3_i64), (1 << 53, 3), ((1 << 53) + 1, 3), (-(1 << 53) - 1, 7)] {
            let fraction = BigRational::new(BigInt::from(n), BigInt::from(d));
            assert_eq!(to_f64(&fraction).to_bits(), nearest::nearest(&fraction).to_bits());
        }
    }

    #[test]
    fn every_reason_has_its_own_name() {
        let names: std::collections::BTreeSet<_> =
            Undefined::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(names.len(), Undefined::ALL.len());
    }
}
