//! How near the parties are to each other and to their common mean, and whom to ask what is
//! missing. After Herrera-Viedma et al. 2007, IEEE Transactions on Fuzzy Systems 15(5), on
//! ratings; the advice is to listen to the parties that are far away, not to correct them.
//!
//! A party of several members stands at the mean of their stances. The consensus degree is one
//! minus the Gini mean difference of those means.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::analysis::convergence::mixture::{Places, only_greatest};
use crate::analysis::exact::{Whole, distance, fast_or_big, ratio, times, total};
use crate::analysis::figure::{Measured, Undefined};
use crate::analysis::ratings::Ratings;

/// Consensus on one item.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemConsensus {
    /// Parties with a stance.
    pub stances: u64,
    /// Mean over the pairs of parties of 1 - |difference|, from 0 to 1.
    pub degree: Measured,
    /// Mean of the parties, from 0 at `lo` to 1 at `hi`.
    pub collective: Measured,
    /// The party furthest from that mean, when there is only one.
    pub furthest: Option<usize>,
}

/// The proximity of one party to the collective, over the agenda.
#[derive(Debug, Clone, PartialEq)]
pub struct Proximity {
    /// Items on which the party gave a stance.
    pub rated: u64,
    /// Mean over those items of 1 - |own mean - collective|, from 0 to 1.
    pub value: Measured,
}

/// A party to ask what is missing for it in the focus item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invite {
    /// The party, by position.
    pub party: usize,
    /// Whether it stands below the collective, rather than above it.
    pub below_collective: bool,
}

/// Consensus over the agenda.
#[derive(Debug, Clone, PartialEq)]
pub struct Consensus {
    /// One entry an item, in the given order.
    pub items: Vec<ItemConsensus>,
    /// Mean of the defined consensus degrees, from 0 to 1.
    pub overall: Measured,
    /// Items with a defined consensus degree.
    pub compared: u64,
    /// One entry a party, in the given order.
    pub proximity: Vec<Proximity>,
    /// The party with the lowest proximity, when there is only one and another is nearer.
    pub furthest: Option<usize>,
    /// The item with the lowest consensus degree; the first of equals. None without a difference.
    pub focus: Option<usize>,
    /// Why there is no focus.
    pub focus_reason: Option<Undefined>,
    /// The parties whose proximity on the focus item lies strictly below the mean proximity
    /// there, furthest first, equals in the given order. Two camps equally far invite nobody.
    pub invite: Vec<Invite>,
}

/// Consensus of `parties` parties over these items.
#[must_use]
pub fn consensus(items: &[&Ratings], parties: usize) -> Consensus {
    let stances: Vec<(usize, Vec<Vec<usize>>)> = items
        .iter()
        .map(|ratings| (ratings.scale().categories(), ratings.stances().collect()))
        .collect();
    fast_or_big(|| over::<i128>(&stances, parties), || over::<BigInt>(&stances, parties))
}

fn over<T: Whole>(stances: &[(usize, Vec<Vec<usize>>)], parties: usize) -> Option<Consensus> {
    let places: Vec<Places<T>> = stances
        .iter()
        .map(|(categories, parties)| Places::new(*categories, parties))
        .collect::<Option<_>>()?;
    let distances: Vec<Vec<Option<T>>> =
        places.iter().map(Places::distances).collect::<Option<_>>()?;
    let items: Vec<ItemConsensus> = places
        .iter()
        .zip(&distances)
        .map(|(places, distances)| item(places, distances))
        .collect::<Option<_>>()?;
    let (focus, focus_reason) = focus(&items);
    let invite = match focus {
        Some(focus) => invite(&places[focus], &distances[focus])?,
        None => Vec::new(),
    };
    let proximity = proximity(&places, &distances, parties)?;
    let (overall, compared) = overall(&items);
    let furthest = lowest(&proximity);
    Some(Consensus { items, overall, compared, proximity, furthest, focus, focus_reason, invite })
}

fn item<T: Whole>(places: &Places<T>, distances: &[Option<T>]) -> Option<ItemConsensus> {
    let degree = match places.n {
        0 => Err(Undefined::NoExpressedStances),
        1 => Err(Undefined::FewerThanTwoParties),
        _ => Ok(degree(places)?.into()),
    };
    let collective = match places.n {
        0 => Err(Undefined::NoExpressedStances),
        _ => Ok(ratio(places.sum.clone(), places.distance_unit()?).into()),
    };
    let away = distances.iter().enumerate().filter_map(|(party, d)| Some((party, d.as_ref()?)));
    let furthest = only_greatest(away).filter(|_| places.n > 1);
    Some(ItemConsensus { stances: places.n, degree, collective, furthest })
}

/// In order of value the k-th of n (from 0) is added in k pairs and subtracted in n - 1 - k.
fn degree<T: Whole>(places: &Places<T>) -> Option<BigRational> {
    let mut sorted: Vec<&T> = places.party.iter().flatten().collect();
    sorted.sort_unstable();
    let (mut added, mut subtracted) = (T::zero(), T::zero());
    for (place, k) in sorted.into_iter().zip(0..places.n) {
        added = added.checked_add(&times(place, k)?)?;
        subtracted = subtracted.checked_add(&times(place, places.n - 1 - k)?)?;
    }
    let pairs = places.n * (places.n - 1) / 2;
    let spread = ratio(distance(&added, &subtracted)?, times(&places.range, pairs)?);
    Some(BigRational::one() - spread)
}

fn overall(items: &[ItemConsensus]) -> (Measured, u64) {
    let (mut sum, mut compared) = (BigRational::zero(), 0_u64);
    for degree in defined_degrees(items) {
        sum += degree.1;
        compared += 1;
    }
    match compared {
        0 => (Err(Undefined::NoItemWithTwoStances), 0),
        _ => (Ok((sum / ratio(i128::from(compared), 1)).into()), compared),
    }
}

fn focus(items: &[ItemConsensus]) -> (Option<usize>, Option<Undefined>) {
    // `min_by` keeps the first of equals, which is the lowest id.
    match defined_degrees(items).min_by(|a, b| a.1.cmp(&b.1)) {
        None => (None, Some(Undefined::NoItemWithTwoStances)),
        Some((_, degree)) if degree.is_one() => (None, Some(Undefined::FullConsensus)),
        Some((item, _)) => (Some(item), None),
    }
}

fn defined_degrees(items: &[ItemConsensus]) -> impl Iterator<Item = (usize, BigRational)> + '_ {
    items.iter().enumerate().filter_map(|(index, item)| {
        let degree = item.degree.as_ref().ok()?.to_fraction()?;
        Some((index, degree))
    })
}

/// A proximity below the mean proximity is a distance above the mean distance.
fn invite<T: Whole>(places: &Places<T>, distances: &[Option<T>]) -> Option<Vec<Invite>> {
    let sum = total(distances.iter().flatten().cloned().map(Some))?;
    let mut far: Vec<(&T, Invite)> = Vec::new();
    for (party, (place, away)) in places.party.iter().zip(distances).enumerate() {
        let (Some(place), Some(away)) = (place, away) else {
            continue;
        };
        if times(away, places.n)? > sum {
            let below_collective = times(place, places.n)? < places.sum;
            far.push((away, Invite { party, below_collective }));
        }
    }
    far.sort_by(|a, b| b.0.cmp(a.0));
    Some(far.into_iter().map(|(_, invite)| invite).collect())
}

/// The distances of all items over one common unit, so that each party needs one division.
fn proximity<T: Whole>(
    places: &[Places<T>],
    distances: &[Vec<Option<T>>],
    parties: usize,
) -> Option<Vec<Proximity>> {
    let units: Vec<Option<T>> = places
        .iter()
        .map(|places| if places.n == 0 { Some(None) } else { places.distance_unit().map(Some) })
        .collect::<Option<_>>()?;
    let common = units
        .iter()
        .flatten()
        .try_fold(T::one(), |lcm, unit| lcm.div_floor(&lcm.gcd(unit)).checked_mul(unit))?;
    let mut sums: Vec<(u64, T)> = vec![(0, T::zero()); parties];
    for (unit, distances) in units.iter().zip(distances) {
        let Some(unit) = unit else { continue };
        let factor = common.div_floor(unit);
        for ((rated, sum), away) in sums.iter_mut().zip(distances) {
            let Some(away) = away else { continue };
            *rated += 1;
            *sum = sum.checked_add(&away.checked_mul(&factor)?)?;
        }
    }
    sums.into_iter().map(|(rated, sum)| mean_proximity(rated, sum, &common)).collect()
}

fn mean_proximity<T: Whole>(rated: u64, sum: T, common: &T) -> Option<Proximity> {
    let value = match rated {
        0 => Err(Undefined::NoExpressedStances),
        _ => Ok((BigRational::one() - ratio(sum, times(common, rated)?)).into()),
    };
    Some(Proximity { rated, value })
}

fn lowest(proximity: &[Proximity]) -> Option<usize> {
    let defined = |(party, proximity): (usize, &Proximity)| {
        let value = proximity.value.as_ref().ok()?.to_fraction()?;
        Some((party, std::cmp::Reverse(value)))
    };
    let values: Vec<_> = proximity.iter().enumerate().filter_map(defined).collect();
    if values.len() < 2 { None } else { only_greatest(values.into_iter()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_fast_path_equals_the_big_path(
            items in prop::collection::vec(
                prop::collection::vec(prop::collection::vec(0_usize..5, 0..5), 6), 0..5),
        ) {
            let stances: Vec<_> = items.into_iter().map(|parties| (5, parties)).collect();
            if let Some(fast) = over::<i128>(&stances, 6) {
                prop_assert_eq!(Some(fast), over::<BigInt>(&stances, 6));
            }
        }
    }
}
