//! Means over parties, and the party for which a figure is least favourable.

use num_rational::BigRational;

use crate::analysis::exact::{Weights, Whole, fast_or_big, ratio, times, total};
use crate::analysis::figure::{Measured, Value};

/// The mean of the fractions `part / whole`, one a party, over those with a whole; `None` without
/// any. It is exact.
pub(crate) fn mean_of_parts(parts: impl Iterator<Item = (u64, u64)> + Clone) -> Option<Value> {
    let there = parts.filter(|(_, whole)| *whole > 0);
    let n = there.clone().count() as u64;
    if n == 0 {
        return None;
    }
    let mean = fast_or_big(
        || mean::<i128>(there.clone(), n),
        || mean::<num_bigint::BigInt>(there.clone(), n),
    );
    Some(mean.into())
}

fn mean<T: Whole>(parts: impl Iterator<Item = (u64, u64)> + Clone, n: u64) -> Option<BigRational> {
    let weights = Weights::<T>::new(parts.clone().map(|(_, whole)| whole))?;
    let sum = total(parts.map(|(part, whole)| times(&weights.voice(whole), part)))?;
    Some(ratio(sum, times(&weights.party, n)?))
}

/// The least value, and the one party that has it; no party when several do.
pub(crate) fn lowest(parties: &[Measured]) -> (Option<Value>, Option<usize>) {
    let values =
        parties.iter().enumerate().filter_map(|(at, value)| Some((at, value.as_ref().ok()?)));
    let mut least: Option<(usize, f64, &Value)> = None;
    let mut alone = false;
    for (at, value) in values {
        let number = value.to_f64();
        match &least {
            Some((_, lowest, _)) if number > *lowest => {}
            Some((_, lowest, _)) if number == *lowest => alone = false,
            _ => (least, alone) = (Some((at, number, value)), true),
        }
    }
    let value = least.map(|(_, _, value)| value.clone());
    (value, least.filter(|_| alone).map(|(at, _, _)| at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::exact::ratio_of_counts;
    use crate::analysis::figure::Undefined;

    #[test]
    fn parties_without_a_whole_do_not_count_in_the_mean() {
        let parts = [(1, 3), (0, 0), (2, 4)];
        assert_eq!(mean_of_parts(parts.into_iter()).unwrap().exact().as_deref(), Some("5/12"));
        assert_eq!(mean_of_parts([(0, 0)].into_iter()), None);
        let long = (1..200_u64).map(|whole| (1, whole));
        assert!(mean_of_parts(long).is_some());
    }

    #[test]
    fn nobody_is_singled_out_when_two_are_equally_badly_off() {
        let value = |n| Ok(Value::Exact(ratio_of_counts(n, 4)));
        let none = || Err(Undefined::NoContributions);
        assert_eq!(lowest(&[value(2), value(1), none()]).1, Some(1));
        assert_eq!(lowest(&[value(1), value(1)]), (value(1).ok(), None));
        assert_eq!(lowest(&[value(1), value(1), value(0)]).1, Some(2));
        assert_eq!(lowest(&[none()]), (None, None));
    }
}
