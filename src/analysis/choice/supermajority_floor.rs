//! A large majority overall and a least agreement in every group: for when consent is out of
//! reach and no known group may be outnumbered.
//!
//! Shares are agree / (agree + disagree) in voices; an empty ballot counts for the quorum only.
//! Whoever draws the groups shapes the result, so they are fixed before anybody votes. Demanding
//! agreement in each group is also the thought behind group-informed consensus (Small et al.
//! 2021, Polis), which ranks statements where this rule decides.

use crate::analysis::choice::ballot::{Grouped, VoteParty, answered};
use crate::analysis::choice::floors::{Floors, floor_steps, under, without};
use crate::analysis::choice::step::Step;
use crate::analysis::choice::voices::voices;
use crate::analysis::choice::{Outcome, Verdict};
use crate::analysis::fraction::Fraction;

/// The thresholds of the rule, each met by a share that equals it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// The least share of the parties that must have answered.
    pub quorum: Fraction,
    /// The least agree / (agree + disagree) among all voices.
    pub overall: Fraction,
    /// The floors of the groups.
    pub floors: Floors,
}

/// The outcome by supermajority with floors: enough parties answered, enough agreement overall,
/// and enough in every group that is large enough to have a floor. Where nobody is in favour or
/// against, no threshold is reached, 0 included.
#[must_use]
pub fn supermajority_floor(parties: &Grouped<VoteParty>, thresholds: &Thresholds) -> Outcome {
    let responded = parties.count(|party| answered(&party.members));
    let groups = floor_steps(parties, thresholds.floors);
    let (groups_under_floor, groups_without_floor) = (under(&groups), without(&groups));
    let mut steps = vec![
        Step::quorum(responded, parties.len(), thresholds.quorum),
        Step::agreement(None, &voices(parties.parties()), thresholds.overall),
    ];
    steps.extend(groups);
    Outcome {
        verdict: Verdict::of(&steps),
        steps,
        open_objections: Vec::new(),
        groups_under_floor,
        groups_without_floor,
    }
}
