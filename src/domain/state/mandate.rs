//! What deciding bodies promised, limited, will deliver and acknowledged.

use std::collections::BTreeMap;

use crate::domain::act::{
    Acknowledgement, ConsequencesCheck, Level, Precondition, Promise, Provision,
};
use crate::domain::ids::{BodyId, Timestamp};

/// The mandate, by body or by the sequence of the event that made it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mandate {
    /// Every promised level: sequence of its event, the body and the level.
    pub levels: Vec<(u64, BodyId, Level)>,
    /// Sequences of the events that took a promise back.
    pub withdrawals: Vec<u64>,
    /// The last promise of each body.
    pub promises: BTreeMap<BodyId, PromiseState>,
    /// Preconditions.
    pub preconditions: BTreeMap<u64, PreconditionState>,
    /// Provisions.
    pub provisions: BTreeMap<u64, ProvisionState>,
    /// The last acknowledgement of each body.
    pub acknowledgements: BTreeMap<BodyId, AcknowledgementState>,
    /// Consequences checks.
    pub checks: BTreeMap<u64, (ConsequencesCheck, Timestamp)>,
}

/// A promise as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct PromiseState {
    /// The promise.
    pub promise: Promise,
    /// Sequence of its event.
    pub sequence: u64,
    /// When it was made.
    pub at: Timestamp,
    /// The level that the body promised first.
    pub first_level: Level,
    /// Whether it was taken back.
    pub withdrawn: bool,
}

/// A precondition as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct PreconditionState {
    /// The precondition.
    pub precondition: Precondition,
    /// When it was declared.
    pub at: Timestamp,
    /// Whether round 1 had opened: then it justifies no deviation (rule 7).
    pub late: bool,
}

/// A provision as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ProvisionState {
    /// The provision.
    pub provision: Provision,
    /// When it was declared.
    pub at: Timestamp,
    /// Whether it was delivered; `None` while it is open.
    pub kept: Option<bool>,
    /// Sequence at which that was said last; 0 while it is open.
    pub settled: u64,
}

/// An acknowledgement as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct AcknowledgementState {
    /// The acknowledgement.
    pub acknowledgement: Acknowledgement,
    /// Sequence of its event.
    pub sequence: u64,
    /// Whether the body's term of office has ended.
    pub lapsed: bool,
}

/// What a deciding body's word is worth at this moment, from best to worst: a word taken back is
/// worse than one that lapsed, and that is worse than none yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MandateStatus {
    /// It promised, and acknowledged what that leads to.
    Acknowledged,
    /// It promised nothing, or has not acknowledged the consequences.
    NoPromiseYet,
    /// It did, and its term of office has ended since.
    Lapsed,
    /// It took its promise back.
    Withdrawn,
}

impl Mandate {
    /// What a body's word is worth.
    #[must_use]
    pub fn status(&self, body: &BodyId) -> MandateStatus {
        let acknowledged = self.acknowledgements.get(body).map(|state| state.lapsed);
        match (self.promises.get(body), acknowledged) {
            (Some(promise), _) if promise.withdrawn => MandateStatus::Withdrawn,
            (None, _) | (Some(_), None) => MandateStatus::NoPromiseYet,
            (Some(_), Some(true)) => MandateStatus::Lapsed,
            (Some(_), Some(false)) => MandateStatus::Acknowledged,
        }
    }
}
