//! How evenly something is spread over the parties: a party that has none counts.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

use crate::analysis::figure::{Undefined, Value};

/// How evenly parts are spread. All but the first two are exact when the parts are.
#[derive(Debug, Clone, PartialEq)]
pub struct Evenness {
    /// Pielou's J = H / ln n (Pielou 1966): 0 when one party has all, 1 when all have the same. It
    /// forgives: (½, ½, 0) gives 0.63.
    pub pielou: Value,
    /// Hill's number of order 1, e^H: how many parties with equal parts would be spread as much.
    pub effective_parties: Value,
    /// 1 - G · n / (n - 1), with G the Gini coefficient: 0 when one party has all, 1 when all have
    /// the same.
    pub gini: Value,
    /// (1 - Σp²) / (1 - 1/n), of Simpson's index: 0 when one party has all, 1 when all have the
    /// same.
    pub simpson: Value,
    /// The largest part (Berger and Parker 1970).
    pub dominance: Value,
    /// n times the smallest part: 0 when a party has nothing, 1 when all have the same.
    pub min_share_ratio: Value,
}

/// The evenness of parts of one whole, in any unit.
///
/// # Errors
/// [`Undefined::FewerThanTwoParties`], and [`Undefined::NoContributions`] when all parts are zero.
pub fn evenness(parts: &[u128]) -> Result<Evenness, Undefined> {
    let n = parts.len();
    if n < 2 {
        return Err(Undefined::FewerThanTwoParties);
    }
    let mut sorted = parts.to_vec();
    sorted.sort_unstable();
    let whole: BigInt = sorted.iter().map(|part| BigInt::from(*part)).sum();
    if whole.is_zero() {
        return Err(Undefined::NoContributions);
    }
    let count = BigInt::from(n);
    let of_whole = |part: BigInt| BigRational::new(part, whole.clone());
    let (least, most) = (BigInt::from(sorted[0]), BigInt::from(sorted[n - 1]));
    // Gini from the parts in order: (2 Σ i·x_i) / (n Σx) - (n + 1) / n.
    let ranked: BigInt =
        (1_u64..).zip(&sorted).map(|(rank, part)| BigInt::from(*part) * rank).sum();
    let gini =
        BigRational::new(ranked * 2_u32 - (&count + 1_u32) * &whole, (&count - 1_u32) * &whole);
    let squares: BigInt = sorted.iter().map(|part| BigInt::from(*part).pow(2)).sum();
    let simpson = BigRational::new(squares, &whole * &whole);
    let one = || BigRational::from_integer(1.into());
    let (pielou, effective_parties) = entropy(&sorted, &whole);
    Ok(Evenness {
        pielou,
        effective_parties,
        gini: (one() - gini).into(),
        simpson: ((one() - simpson) / BigRational::new(&count - 1_u32, count.clone())).into(),
        dominance: of_whole(most).into(),
        min_share_ratio: of_whole(least * &count).into(),
    })
}

/// Pielou's J and e^H. Logarithms are summed in order of the parts; where they are all the same,
/// the result is known without one.
fn entropy(sorted: &[u128], whole: &BigInt) -> (Value, Value) {
    let n = sorted.len() as u64;
    if sorted[0] == sorted[sorted.len() - 1] {
        return (Value::count(1), Value::count(n));
    }
    let whole = whole.to_f64().unwrap_or(f64::INFINITY);
    let shares = sorted.iter().filter(|part| **part > 0).map(|part| *part as f64 / whole);
    let entropy: f64 = shares.map(|share| -share * libm::log(share)).sum();
    // One party has all: the sum may be a negative zero.
    let entropy = if entropy > 0.0 { entropy } else { 0.0 };
    let most = libm::log(n as f64);
    (Value::Real((entropy / most).min(1.0)), Value::Real(libm::exp(entropy).min(n as f64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(value: &Value) -> String {
        value.exact().unwrap_or_default()
    }

    #[test]
    fn equal_parts_are_even_to_the_last_digit_however_many_there_are() {
        for n in [2, 3, 7, 10_000] {
            let even = evenness(&vec![5; n]).unwrap();
            for value in [&even.pielou, &even.gini, &even.simpson, &even.min_share_ratio] {
                assert_eq!(exact(value), "1", "{n}");
            }
            assert_eq!(exact(&even.effective_parties), n.to_string());
        }
    }

    #[test]
    fn one_party_that_has_all_is_as_uneven_as_it_gets() {
        let even = evenness(&[0, 9, 0]).unwrap();
        assert_eq!((even.pielou, even.effective_parties), (Value::Real(0.0), Value::Real(1.0)));
        assert_eq!((exact(&even.gini), exact(&even.simpson)), ("0".into(), "0".into()));
        assert_eq!(
            (exact(&even.dominance), exact(&even.min_share_ratio)),
            ("1".into(), "0".into())
        );
    }

    #[test]
    fn nothing_to_spread_and_nobody_to_spread_it_over_have_no_evenness() {
        assert_eq!(evenness(&[1]), Err(Undefined::FewerThanTwoParties));
        assert_eq!(evenness(&[0, 0]), Err(Undefined::NoContributions));
    }
}
