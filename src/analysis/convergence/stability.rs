//! Stability between two rounds, on the members that gave a stance in both.
//!
//! Members are paired with themselves, averaged within their party, then over the parties with
//! at least one pair. The changed share is the headline (Chaffin & Talley 1980): the total
//! variation (the 15% rule of Scheibe, Skutsch & Schofer 1975) does not see two parties that
//! change places.
//!
//! Total variation and earth mover's distance compare two mixtures with the same weights, and
//! the pairing is one way to carry the first into the second. Therefore, also with parties of
//! several members: TV <= changed share; |mean shift| <= EMD <= mean absolute shift;
//! TV/(K-1) <= EMD <= TV.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::analysis::convergence::mixture::{Mixture, Tally};
use crate::analysis::convergence::wilcoxon::{Wilcoxon, wilcoxon};
use crate::analysis::exact::{Weights, Whole, distance, fast_or_big, ratio, times, total};
use crate::analysis::figure::{Measured, Undefined};
use crate::analysis::fraction::Fraction;
use crate::analysis::ratings::Ratings;

/// What moved between two rounds. Shifts and distances are shares of the range of the scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Stability {
    /// Parties with at least one member who gave a stance in both rounds.
    pub paired: u64,
    /// Parties with a stance now that are not paired; paired + entered have a stance now.
    pub entered: u64,
    /// Parties with a stance before that are not paired; paired + left had a stance before.
    pub left: u64,
    /// Share of the voices whose stance differs, from 0 to 1.
    pub changed_share: Measured,
    /// Half the sum of the differences between the two distributions, from 0 to 1.
    pub total_variation: Measured,
    /// Earth mover's distance between the two distributions, from 0 to 1.
    pub emd: Measured,
    /// Mean distance moved, from 0 to 1.
    pub mean_abs_shift: Measured,
    /// Mean movement, from -1 (all from `hi` to `lo`) to 1.
    pub mean_shift: Measured,
    /// Interquartile range now minus before, of the paired voices, in steps of the scale.
    pub iqr_change: Measured,
    /// The signed-rank test, only where every party has one member.
    pub wilcoxon: Result<Wilcoxon, Undefined>,
}

impl Stability {
    /// No comparison, for one reason.
    #[must_use]
    pub fn undefined(reason: Undefined) -> Stability {
        Stability {
            paired: 0,
            entered: 0,
            left: 0,
            changed_share: Err(reason),
            total_variation: Err(reason),
            emd: Err(reason),
            mean_abs_shift: Err(reason),
            mean_shift: Err(reason),
            iqr_change: Err(reason),
            wilcoxon: Err(reason),
        }
    }

    /// Whether the changed share stays strictly below the threshold.
    ///
    /// # Errors
    /// The reason why the changed share is undefined.
    pub fn stable(&self, threshold: Fraction) -> Result<bool, Undefined> {
        below(&self.changed_share, threshold)
    }

    /// Whether the distribution as a whole, blind to who is who, stays strictly below it.
    ///
    /// # Errors
    /// The reason why the total variation is undefined.
    pub fn group_stable(&self, threshold: Fraction) -> Result<bool, Undefined> {
        below(&self.total_variation, threshold)
    }
}

fn below(measured: &Measured, threshold: Fraction) -> Result<bool, Undefined> {
    measured.as_ref().map_err(|&reason| reason)?;
    Ok(!threshold.is_reached_by_measured(measured))
}

/// What moved between `previous` and `current`. Parties and members are matched by position;
/// one that is in one of the two only counts as not having answered in the other.
#[must_use]
pub fn stability(previous: &Ratings, current: &Ratings) -> Stability {
    if previous.scale() != current.scale() {
        return Stability::undefined(Undefined::ScalesDiffer);
    }
    let panel = Panel::new(previous, current);
    let mut stability = Stability {
        entered: panel.entered,
        left: panel.left,
        ..Stability::undefined(Undefined::NoPairedParties)
    };
    if panel.parties.is_empty() {
        return stability;
    }
    stability.paired = panel.parties.len() as u64;
    let moved = fast_or_big(|| movement::<i128>(&panel), || movement::<BigInt>(&panel));
    let [changed, variation, emd, abs_shift, shift, iqr_change] = moved;
    stability.changed_share = Ok(changed.into());
    stability.total_variation = Ok(variation.into());
    stability.emd = Ok(emd.into());
    stability.mean_abs_shift = Ok(abs_shift.into());
    stability.mean_shift = Ok(shift.into());
    stability.iqr_change = Ok(iqr_change.into());
    stability.wilcoxon = if previous.single_voiced() && current.single_voiced() {
        wilcoxon(&panel.differences())
    } else {
        Err(Undefined::MultiMemberParty)
    };
    stability
}

/// A stance before and after, as positions on the scale.
type Pair = (usize, usize);

/// The paired members of each paired party.
struct Panel {
    categories: usize,
    entered: u64,
    left: u64,
    parties: Vec<Vec<Pair>>,
}

impl Panel {
    fn new(previous: &Ratings, current: &Ratings) -> Panel {
        let categories = current.scale().categories();
        let mut panel = Panel { categories, entered: 0, left: 0, parties: Vec::new() };
        for party in 0..previous.parties().len().max(current.parties().len()) {
            let size = |ratings: &Ratings| ratings.parties().get(party).map_or(0, Vec::len);
            let (mut before, mut after, mut pairs) = (false, false, Vec::new());
            for member in 0..size(previous).max(size(current)) {
                let (old, new) = (previous.stance(party, member), current.stance(party, member));
                before |= old.is_some();
                after |= new.is_some();
                pairs.extend(old.zip(new));
            }
            if pairs.is_empty() {
                panel.entered += u64::from(after);
                panel.left += u64::from(before);
            } else {
                panel.parties.push(pairs);
            }
        }
        panel
    }

    fn tally(&self, stance: impl Fn(&Pair) -> usize) -> Tally {
        let of_party = |pairs: &Vec<Pair>| pairs.iter().map(&stance).collect();
        Tally::new(self.categories, self.parties.iter().map(of_party))
    }

    /// The sum of a quantity over the pairs, by the number of pairs in the party.
    fn by_size(&self, quantity: impl Fn(&Pair) -> u64) -> BTreeMap<u64, u64> {
        let mut sums = BTreeMap::new();
        for pairs in &self.parties {
            *sums.entry(pairs.len() as u64).or_insert(0) +=
                pairs.iter().map(&quantity).sum::<u64>();
        }
        sums
    }

    fn differences(&self) -> Vec<i64> {
        self.parties.iter().flatten().map(|&(old, new)| new as i64 - old as i64).collect()
    }
}

/// Changed share, total variation, earth mover's distance, mean absolute shift, mean shift and
/// change of the interquartile range.
fn movement<T: Whole>(panel: &Panel) -> Option<[BigRational; 6]> {
    let before = Mixture::<T>::new(&panel.tally(|&(old, _)| old))?;
    let after = Mixture::<T>::new(&panel.tally(|&(_, new)| new))?;
    let weights = Weights::<T>::new(panel.parties.iter().map(|pairs| pairs.len() as u64))?;
    let sum = |sums: BTreeMap<u64, u64>| {
        total(sums.iter().map(|(&size, &sum)| times(&weights.voice(size), sum)))
    };
    let changed = sum(panel.by_size(|&(old, new)| u64::from(old != new)))?;
    let up = sum(panel.by_size(|&(old, new)| new.saturating_sub(old) as u64))?;
    let down = sum(panel.by_size(|&(old, new)| old.saturating_sub(new) as u64))?;
    let all = before.total.clone();
    let range = times(&all, panel.categories as u64 - 1)?;
    let iqr = |mixture: &Mixture<T>| Some(mixture.quantile(3)? - mixture.quantile(1)?);
    Some([
        ratio(changed, all.clone()),
        ratio(absolute_difference(&before, &after)?, times(&all, 2)?),
        ratio(cumulative_difference(&before, &after)?, range.clone()),
        ratio(up.checked_add(&down)?, range.clone()),
        ratio(up.checked_sub(&down)?, range),
        iqr(&after)? - iqr(&before)?,
    ])
}

fn absolute_difference<T: Whole>(before: &Mixture<T>, after: &Mixture<T>) -> Option<T> {
    total(before.counts.iter().zip(&after.counts).map(|(old, new)| distance(old, new)))
}

fn cumulative_difference<T: Whole>(before: &Mixture<T>, after: &Mixture<T>) -> Option<T> {
    let (mut below_before, mut below_after, mut sum) = (T::zero(), T::zero(), T::zero());
    for (old, new) in before.counts.iter().zip(&after.counts) {
        below_before = below_before.checked_add(old)?;
        below_after = below_after.checked_add(new)?;
        sum = sum.checked_add(&distance(&below_before, &below_after)?)?;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_fast_path_equals_the_big_path(
            parties in prop::collection::vec(
                prop::collection::vec((0_usize..7, 0_usize..7), 1..9), 1..8),
        ) {
            let panel = Panel { categories: 7, entered: 0, left: 0, parties };
            prop_assert_eq!(movement::<i128>(&panel), movement::<BigInt>(&panel));
        }
    }
}
