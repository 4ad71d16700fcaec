//! The upper tail of the chi-squared distribution.

/// The probability that a chi-squared variable with `df` degrees of freedom is at least `x`, 0 to
/// 1: the regularised incomplete gamma function Q(df/2, x/2). It is correct to 1e-12.
///
/// For whole and half arguments that function is a finite sum of positive terms (Abramowitz and
/// Stegun 1964, 26.4.4 and 26.4.5), so nothing is lost by subtraction. The largest term is made
/// from logarithms and the others from it, each smaller than the one before.
///
/// # Panics
/// When `df` is 0, or `x` is below zero or not finite.
#[must_use]
pub fn chi_squared_upper(x: f64, df: u64) -> f64 {
    assert!(df > 0 && x >= 0.0 && x.is_finite(), "a chi-squared value with degrees of freedom");
    let half = x / 2.0;
    if half == 0.0 {
        return 1.0;
    }
    // Terms half^(k + offset) e^-half / Γ(k + offset + 1), for k from 0 up to `terms`.
    let (offset, terms, tail) = match df % 2 {
        0 => (0.0, df / 2, 0.0),
        _ => (0.5, df / 2, libm::erfc(libm::sqrt(half))),
    };
    (tail + terms_below(half, offset, terms)).min(1.0)
}

fn terms_below(half: f64, offset: f64, terms: u64) -> f64 {
    let Some(last) = terms.checked_sub(1) else { return 0.0 };
    // Terms rise as long as their exponent is below `half`.
    let peak = last.min((half - offset).max(0.0) as u64);
    let exponent = peak as f64 + offset;
    let largest = libm::exp(exponent * libm::log(half) - half - libm::lgamma(exponent + 1.0));
    let (mut sum, mut term) = (1.0, 1.0);
    for k in (1..=peak).rev() {
        term *= (k as f64 + offset) / half;
        sum += term;
    }
    term = 1.0;
    for k in peak + 1..=last {
        term *= half / (k as f64 + offset);
        sum += term;
    }
    largest * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: f64, expected: f64) {
        assert!((value - expected).abs() <= 1e-12, "{value} is not {expected}");
    }

    #[test]
    fn the_tail_is_that_of_closed_forms() {
        for x in [0.001, 0.5, 1.0, 3.84, 10.0, 50.0, 700.0, 2_000.0] {
            let half = x / 2.0;
            close(chi_squared_upper(x, 1), libm::erfc(libm::sqrt(half)));
            close(chi_squared_upper(x, 2), libm::exp(-half));
            close(chi_squared_upper(x, 4), libm::exp(-half) * (1.0 + half));
            let gauss = 2.0 * libm::exp(-half) * libm::sqrt(half / std::f64::consts::PI);
            close(chi_squared_upper(x, 3), libm::erfc(libm::sqrt(half)) + gauss);
        }
        close(chi_squared_upper(0.0, 5), 1.0);
    }

    /// Q(a + 1, x) = Q(a, x) + x^a e^-x / Γ(a + 1), by which many degrees follow from few.
    #[test]
    fn each_degree_follows_from_the_one_before_it() {
        for df in 1..400_u64 {
            let half = df as f64 / 2.0;
            for x in [half, 2.0 * half, 3.0 * half] {
                let a = df as f64 / 2.0;
                let y = x / 2.0;
                let step = libm::exp(a * libm::log(y) - y - libm::lgamma(a + 1.0));
                close(chi_squared_upper(x, df + 2), chi_squared_upper(x, df) + step);
            }
        }
    }

    /// With as many degrees the sum of all terms is nearly one, and with none nearly nothing.
    #[test]
    fn far_from_the_middle_the_tail_is_all_or_nothing() {
        close(chi_squared_upper(1.0, 999), 1.0);
        close(chi_squared_upper(9_990_000.0, 999), 0.0);
        assert!(chi_squared_upper(999.0, 999) > 0.49 && chi_squared_upper(999.0, 999) < 0.5);
    }
}
