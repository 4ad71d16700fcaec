//! Floors: the least agreement in every group, so that no group is simply outnumbered.
//!
//! They belong to `supermajority_floor`, and are told beside the outcome of any other rule.

use crate::analysis::choice::ballot::{Grouped, VoteParty};
use crate::analysis::choice::step::{FLOOR, SMALL_GROUP, Step};
use crate::analysis::choice::voices::voices;
use crate::analysis::fraction::Fraction;

/// The floors of the charter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Floors {
    /// The least agree / (agree + disagree) in each group.
    pub floor: Fraction,
    /// A group of fewer parties, whether they answered or not, has no floor: with one, a single
    /// party in a group of its own could block alone. 0 and 1 give every group that has parties
    /// a floor, and 0 an empty one too.
    pub parties_min: u64,
}

/// The test of each group, in order of group: a floor, or that it is too small to have one.
#[must_use]
pub fn floor_steps(parties: &Grouped<VoteParty>, floors: Floors) -> Vec<Step> {
    let step = |group: usize| {
        let size = parties.of_group(group).map(|(_, count)| count as usize).sum();
        if (size as u64) < floors.parties_min {
            Step::small_group(group, size)
        } else {
            Step::agreement(Some(group), &voices(parties.of_group(group)), floors.floor)
        }
    };
    (0..parties.groups()).map(step).collect()
}

/// The groups under their floor, ascending. A group in which nobody decided is under it.
#[must_use]
pub fn groups_under_floor(parties: &Grouped<VoteParty>, floors: Floors) -> Vec<usize> {
    under(&floor_steps(parties, floors))
}

/// The groups that failed the test of their floor.
pub(super) fn under(steps: &[Step]) -> Vec<usize> {
    let failed = steps.iter().filter(|step| step.name == FLOOR && !step.passed);
    failed.filter_map(|step| step.group).collect()
}

/// The groups that are too small to have a floor.
pub(super) fn without(steps: &[Step]) -> Vec<usize> {
    let small = steps.iter().filter(|step| step.name == SMALL_GROUP);
    small.filter_map(|step| step.group).collect()
}
