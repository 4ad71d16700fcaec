//! The outcome, what deciding bodies did with it, and whom that reached.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::act::{ClauseStatus, Decision, Reversal};
use crate::domain::ids::{ClauseRef, PartyId, Timestamp};
use crate::domain::outcome::Outcome;

/// What followed from the rounds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verdict {
    /// The last outcome that is not superseded.
    pub outcome: Option<OutcomeState>,
    /// Decisions by the sequence of their event.
    pub decisions: BTreeMap<u64, DecisionState>,
    /// Reversals by the sequence of their event, with their moment.
    pub reversals: BTreeMap<u64, (Reversal, Timestamp)>,
    /// What was done last with each clause, and the sequence of that event.
    pub clauses: BTreeMap<ClauseRef, (ClauseStatus, u64)>,
    /// Deviations and reversals that have to reach every party, by the sequence of their event.
    pub notices: BTreeMap<u64, Notice>,
    /// Sequences at which the parties went on after a recovery.
    pub resumed: Vec<u64>,
    /// The clauses that the last recovery reopened.
    pub reopened: Vec<ClauseRef>,
}

/// An outcome as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeState {
    /// Sequence of the event that recorded it.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// The round; for a conclusion the last one.
    pub round: u32,
    /// Whether it is that of the conclusion.
    pub conclusion: bool,
    /// The outcome.
    pub outcome: Arc<Outcome>,
}

/// A decision as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionState {
    /// The decision.
    pub decision: Decision,
    /// When it was logged.
    pub at: Timestamp,
    /// Whether it came before there was an outcome: then it changed no phase.
    pub early: bool,
}

/// Whom a deviation or a reversal reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notice {
    /// Whether it is a reversal.
    pub reversal: bool,
    /// Parties that confirmed it.
    pub reached: BTreeSet<PartyId>,
    /// Parties that could not be reached.
    pub unreachable: BTreeSet<PartyId>,
}
