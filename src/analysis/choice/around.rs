//! What goes around a rule wherever it is used: whether enough parties answered, whether anybody
//! said anything, and which groups are under their floor.

use std::collections::BTreeSet;

use crate::analysis::choice::ballot::{ConsentBallot, ConsentParty, Grouped, Vote, VoteParty};
use crate::analysis::choice::consent::consent;
use crate::analysis::choice::contest::{self, Ballots, Settings};
use crate::analysis::choice::floors::{Floors, groups_under_floor};
use crate::analysis::choice::supermajority_floor::{Thresholds, supermajority_floor};
use crate::analysis::choice::{Outcome, Step, Verdict};
use crate::analysis::fraction::Fraction;
use crate::domain::charter::Rule;
use crate::domain::outcome::OutcomeResult;

/// What is asked of the parties beside the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conditions {
    /// The least share of the parties that must have answered.
    pub quorum: Fraction,
    /// The least share that agrees, where agreement decides.
    pub threshold: Fraction,
    /// The floors of the groups.
    pub floors: Floors,
}

/// What came of a rule, options and groups by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What came of it.
    pub result: OutcomeResult,
    /// The options adopted or chosen, in order.
    pub chosen: Vec<usize>,
    /// The options, best first; empty where nothing is ranked.
    pub ranking: Vec<usize>,
    /// The options between which the lottery order decided, ascending.
    pub tied: Vec<usize>,
    /// The groups under their floor.
    pub groups_under_floor: BTreeSet<usize>,
    /// The steps, in the order in which they are read aloud.
    pub steps: Vec<Step>,
}

impl Told {
    fn nothing() -> Told {
        Told {
            result: OutcomeResult::NotReached,
            chosen: Vec::new(),
            ranking: Vec::new(),
            tied: Vec::new(),
            groups_under_floor: BTreeSet::new(),
            steps: Vec::new(),
        }
    }
}

/// All options together: enough of so many parties answered, somebody's ballot says something, and
/// then the rule. Without a quorum nothing is counted. `votes` gives how the parties speak of what
/// was chosen. `None` where the rule does not count such ballots, or lacks its budget.
#[must_use]
pub fn together(
    rule: Rule,
    (ballots, settings): (&Ballots, &Settings),
    parties: usize,
    conditions: &Conditions,
    votes: impl FnOnce(&[usize]) -> Grouped<VoteParty>,
) -> Option<Told> {
    let quorum = Step::quorum(ballots.answered(), parties, conditions.quorum);
    let expressed = ballots.expressed();
    let (enough, said) = (quorum.passed, expressed.passed);
    let mut told = Told { steps: vec![quorum, expressed], ..Told::nothing() };
    if !enough {
        told.result = OutcomeResult::NoQuorum;
    }
    if !enough || !said {
        return Some(told);
    }
    let choice = contest::choose(rule, ballots, settings)?;
    if !choice.chosen.is_empty() {
        told.result = OutcomeResult::Adopted;
        let under = groups_under_floor(&votes(&choice.chosen), conditions.floors);
        told.groups_under_floor = under.into_iter().collect();
    }
    told.steps.extend(choice.steps);
    (told.chosen, told.ranking, told.tied) = (choice.chosen, choice.ranking, choice.tied);
    Some(told)
}

/// Each option by itself, in order, with what every party says of it.
#[must_use]
pub fn apart(
    rule: Rule,
    options: impl Iterator<Item = Grouped<ConsentParty>>,
    conditions: &Conditions,
) -> Told {
    let mut told = Told::nothing();
    let mut verdicts = Vec::new();
    for (option, parties) in options.enumerate() {
        let decided = one(rule, &parties, conditions);
        verdicts.push(decided.verdict);
        if decided.verdict == Verdict::Adopted {
            told.chosen.push(option);
        }
        told.groups_under_floor.extend(decided.groups_under_floor);
        told.steps.extend(decided.steps.into_iter().map(|step| step.about(option)));
    }
    told.result = result(&verdicts);
    told
}

fn one(rule: Rule, parties: &Grouped<ConsentParty>, conditions: &Conditions) -> Outcome {
    let Conditions { quorum, threshold, floors } = *conditions;
    let votes = parties.map(votes);
    if rule == Rule::SupermajorityFloor {
        return supermajority_floor(&votes, &Thresholds { quorum, overall: threshold, floors });
    }
    let mut decided = consent(parties, quorum, floors);
    decided.groups_under_floor = groups_under_floor(&votes, floors);
    decided
}

/// A concern speaks against where shares are counted; in a consent round it blocks nothing.
fn votes(party: &ConsentParty) -> VoteParty {
    let vote = |ballot: &Option<ConsentBallot>| {
        ballot.map(|ballot| match ballot {
            ConsentBallot::Consent => Vote::Agree,
            ConsentBallot::Concern | ConsentBallot::Objection => Vote::Disagree,
            ConsentBallot::Abstain => Vote::Abstain,
        })
    };
    VoteParty { members: party.members.iter().map(vote).collect() }
}

/// What came of all options together.
fn result(verdicts: &[Verdict]) -> OutcomeResult {
    let any = |verdict| verdicts.contains(&verdict);
    if any(Verdict::Adopted) {
        OutcomeResult::Adopted
    } else if any(Verdict::Blocked) {
        OutcomeResult::Blocked
    } else if any(Verdict::NotReached) || any(Verdict::NoConsent) || verdicts.is_empty() {
        OutcomeResult::NotReached
    } else {
        OutcomeResult::NoQuorum
    }
}
