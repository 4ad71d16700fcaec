//! The double nearest to an exact fraction, ties to even.
//!
//! Written by hand, because a figure must be the same on every platform and in every version of
//! a library: the quotient is taken with two bits more than fit, the remainder goes into the
//! last bit, and one rounding follows. IEEE 754-2019, section 4.3.1 (roundTiesToEven).

use num_bigint::BigUint;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// Bits in the significand of a double, the hidden one included.
const PRECISION_BITS: i64 = 53;
/// The exponent of the smallest positive double.
const EXPONENT_MIN: i64 = -1074;

/// The double nearest to `fraction`; infinite only beyond the range of doubles.
pub(crate) fn nearest(fraction: &BigRational) -> f64 {
    let magnitude = positive(fraction.numer().magnitude(), fraction.denom().magnitude());
    if fraction.numer().is_negative() { -magnitude } else { magnitude }
}

fn positive(numerator: &BigUint, denominator: &BigUint) -> f64 {
    if numerator.is_zero() {
        return 0.0;
    }
    let size = bits(numerator) - bits(denominator);
    if size > 1025 {
        return f64::INFINITY;
    }
    if size < EXPONENT_MIN - 2 {
        return 0.0;
    }
    // The quotient has 55 or 56 bits, fewer only where the result is subnormal.
    let shift = (PRECISION_BITS + 2 - size).min(2 - EXPONENT_MIN);
    let (quotient, rest) = shifted_quotient(numerator, denominator, shift);
    let quotient = quotient.to_u64().expect("the quotient has at most 56 bits");
    let sticky = quotient | u64::from(!rest.is_zero());
    let length = i64::from(u64::BITS - quotient.leading_zeros());
    let dropped = (length - PRECISION_BITS).max(shift + EXPONENT_MIN);
    let significand = round_half_even(sticky, dropped as u32);
    libm::ldexp(significand as f64, (dropped - shift) as i32)
}

fn bits(number: &BigUint) -> i64 {
    i64::try_from(number.bits()).unwrap_or(i64::MAX)
}

fn shifted_quotient(numerator: &BigUint, denominator: &BigUint, shift: i64) -> (BigUint, BigUint) {
    let places = shift.unsigned_abs();
    if shift >= 0 {
        (numerator << places).div_rem(denominator)
    } else {
        numerator.div_rem(&(denominator << places))
    }
}

fn round_half_even(number: u64, dropped: u32) -> u64 {
    let kept = number >> dropped;
    let rest = number & ((1 << dropped) - 1);
    let half = 1 << (dropped - 1);
    kept + u64::from(rest > half || (rest == half && kept & 1 == 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;
    use proptest::prelude::*;

    fn power(exponent: u32) -> BigInt {
        BigInt::from(1) << exponent
    }

    fn fraction(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> BigRational {
        BigRational::new(numerator.into(), denominator.into())
    }

    fn ten(exponent: u32) -> BigInt {
        BigInt::from(10).pow(exponent)
    }

    #[test]
    fn known_hard_cases() {
        let cases = [
            (fraction(1, 3), 1.0 / 3.0),
            (fraction(-1, 10), -0.1),
            (fraction(0, 5), 0.0),
            // Halfway between two doubles: to the even one, below and above.
            (fraction(power(53) + 1, 1), 9_007_199_254_740_992.0),
            (fraction(power(53) + 3, 1), 9_007_199_254_740_996.0),
            // A hair above halfway, further away than 64 bits can see.
            (fraction(power(153) + power(100) + 1, power(100)), 9_007_199_254_740_994.0),
            // Rounding up carries into a longer exponent.
            (fraction(power(54) - 1, 1), 18_014_398_509_481_984.0),
            // The smallest double, half of it (a tie, to zero), and three halves (a tie, up).
            (fraction(1, power(1074)), f64::from_bits(1)),
            (fraction(1, power(1075)), 0.0),
            (fraction(power(100) + 1, power(1175)), f64::from_bits(1)),
            (fraction(3, power(1075)), f64::from_bits(2)),
            (fraction(1, power(2000)), 0.0),
            // The largest subnormal rounds up to the smallest normal double.
            (fraction(power(53) - 1, power(1075)), f64::MIN_POSITIVE),
            // The largest double, and the tie above it, which is out of range.
            (fraction((power(53) - 1) << 971, 1), f64::MAX),
            (fraction((power(54) - 1) << 970, 1), f64::INFINITY),
            (fraction(((power(54) - 1) << 970) - 1, 1), f64::MAX),
            (fraction(power(5000), 1), f64::INFINITY),
            // The decimal on which naive conversions are known to loop or to round wrongly.
            (fraction(22_250_738_585_072_011_u64, ten(324)), 2.225_073_858_507_201e-308),
        ];
        for (exact, expected) in cases {
            assert_eq!(nearest(&exact).to_bits(), f64::to_bits(expected), "{exact}");
        }
    }

    proptest! {
        /// The standard library reads decimals correctly rounded: an independent oracle.
        #[test]
        fn decimals_agree_with_the_parser(digits in any::<u128>(), exponent in 0_u32..380) {
            let exact = fraction(digits, ten(exponent));
            let parsed: f64 = format!("{digits}e-{exponent}").parse().unwrap();
            prop_assert_eq!(nearest(&exact).to_bits(), parsed.to_bits());
        }

        /// Below 2^53 the division of two doubles is one correct rounding.
        #[test]
        fn small_fractions_agree_with_division(n in 0_u64..1 << 53, d in 1_u64..1 << 53) {
            let exact = fraction(n, d);
            prop_assert_eq!(nearest(&exact).to_bits(), (n as f64 / d as f64).to_bits());
        }

        #[test]
        fn every_double_returns_to_itself(bits in any::<u64>()) {
            let double = f64::from_bits(bits);
            prop_assume!(double.is_finite() && double != 0.0);
            let exact = BigRational::from_float(double).unwrap();
            prop_assert_eq!(nearest(&exact).to_bits(), bits);
        }
    }
}
