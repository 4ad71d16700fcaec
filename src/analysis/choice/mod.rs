//! Choice: what the decision rules make of the ballots on a proposal.
//!
//! Every party has one voice, which the members that cast a ballot share equally, an empty ballot
//! included; no rule takes a weight. All arithmetic is exact, so that a threshold is met or not.
//! The order of parties and of members changes nothing, except that lists name parties by
//! position.

pub mod approving;
pub mod around;
pub mod ballot;
pub mod budget;
pub mod consent;
pub mod contest;
pub mod favour;
pub mod floors;
pub mod grading;
pub mod lots;
pub mod lottery;
pub mod names;
pub mod profile;
pub mod ranking;
pub mod sentences;
mod step;
pub mod supermajority_floor;
pub mod voices;
mod words;

pub use step::{
    CONSENTS, EXPRESSED, FLOOR, LOTTERY, OBJECTIONS, OVERALL, QUORUM, SMALL_GROUP, Step,
};

/// What a rule over all options chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The options chosen, in order.
    pub chosen: Vec<usize>,
    /// The options that the rule puts in an order, best first; empty for a rule that ranks
    /// nothing.
    pub ranking: Vec<usize>,
    /// The options between which the lottery order decided, at any step, ascending; empty when it
    /// did not.
    pub tied: Vec<usize>,
    /// What the rule did, in the order in which it is read aloud.
    pub steps: Vec<Step>,
}

impl Choice {
    /// Nothing chosen yet.
    fn nothing() -> Choice {
        Choice { chosen: Vec::new(), ranking: Vec::new(), tied: Vec::new(), steps: Vec::new() }
    }

    /// Tells that the lottery order put this option before others that were as good, all of them
    /// ascending. Nothing where there were none, nor where the order between all of these was told
    /// before: of a thousand equal options a thousand lists would be told.
    fn draw(&mut self, first: usize, tied: &[usize]) {
        let among = |lot: &[usize]| tied.iter().all(|option| lot.binary_search(option).is_ok());
        let mut lots = self.steps.iter().filter(|step| step.name == LOTTERY);
        if !lots.any(|lot| among(&lot.options)) && !tied.is_empty() {
            self.steps.push(Step::lottery(first, tied.to_vec()));
            self.tied.extend(tied);
            self.tied.sort_unstable();
            self.tied.dedup();
        }
    }
}

/// What a rule computed on one proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What follows for the proposal.
    pub verdict: Verdict,
    /// Every test of the rule, in the order in which it is read aloud. All are made, those after
    /// a test that failed too.
    pub steps: Vec<Step>,
    /// The parties that uphold an open objection, by position, ascending; known to `consent` only
    /// and empty for another rule.
    pub open_objections: Vec<usize>,
    /// The groups under their floor, ascending, whether or not the rule has floors.
    pub groups_under_floor: Vec<usize>,
    /// The groups too small to have a floor, ascending.
    pub groups_without_floor: Vec<usize>,
}

impl Outcome {
    /// The groups over which the others would have their way: those under their floor when the
    /// overall threshold is reached. None for a rule without an overall threshold.
    #[must_use]
    pub fn steamrolled(&self) -> &[usize] {
        let reached = self.steps.iter().any(|step| step.name == OVERALL && step.passed);
        if reached { &self.groups_under_floor } else { &[] }
    }
}

/// What a rule says of a proposal: the first test that failed decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Every test was passed.
    Adopted,
    /// Too few parties answered, so there is no decision.
    NoQuorum,
    /// An objection is open.
    Blocked,
    /// Nobody objects and nobody consents, so there is no decision.
    NoConsent,
    /// The support is below a threshold, overall or in a group.
    NotReached,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 5] = [
        Verdict::Adopted,
        Verdict::NoQuorum,
        Verdict::Blocked,
        Verdict::NoConsent,
        Verdict::NotReached,
    ];

    /// The verdict in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Adopted => "adopted",
            Verdict::NoQuorum => "no_quorum",
            Verdict::Blocked => "blocked",
            Verdict::NoConsent => "no_consent",
            Verdict::NotReached => "not_reached",
        }
    }

    fn of(steps: &[Step]) -> Verdict {
        match steps.iter().find(|step| !step.passed).map(|step| step.name) {
            None => Verdict::Adopted,
            Some(QUORUM) => Verdict::NoQuorum,
            Some(OBJECTIONS) => Verdict::Blocked,
            Some(CONSENTS) => Verdict::NoConsent,
            Some(_) => Verdict::NotReached,
        }
    }
}
