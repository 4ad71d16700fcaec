//! Checkpoints: commits at moments that matter, which a party may sign as well.

use crate::domain::event::EventBody;
use crate::domain::ids::MemberRef;

/// A party signs a checkpoint with a key of its own, so that a log which is rewritten afterwards,
/// by whomever, differs from what the party signed (rule 13).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Countersignature {
    /// Who signs for the party.
    pub member: MemberRef,
    /// Sequence of the last event of the commit.
    pub sequence: u64,
    /// Link of that commit.
    pub link: [u8; 32],
    /// The party's public key.
    pub public_key: [u8; 32],
    /// Its signature over the link. Whether it holds is checked before this is asked.
    pub signature: [u8; 64],
}

/// Why a commit is a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckpointCause {
    /// A round closed.
    RoundClosed,
    /// The figures of a round were recorded.
    FiguresRecorded,
    /// The end of the rounds was called.
    ConclusionCalled,
    /// The figures of the conclusion were recorded.
    Concluded,
    /// A deciding body decided.
    DecisionRecorded,
    /// A deciding body reversed what it had decided.
    DecisionReversed,
    /// The deliberation was closed.
    DeliberationClosed,
}

/// The kinds of event that make a commit a checkpoint, for whoever has only the envelopes.
pub const CHECKPOINT_KINDS: [&str; 6] = [
    "round_closed",
    "figures_recorded",
    "conclusion_called",
    "decision_recorded",
    "decision_reversed",
    "deliberation_closed",
];

impl CheckpointCause {
    /// Why the commit that holds this event is a checkpoint; `None` when the event makes it none.
    #[must_use]
    pub fn of(body: &EventBody) -> Option<CheckpointCause> {
        match body {
            EventBody::RoundClosed { .. } => Some(CheckpointCause::RoundClosed),
            EventBody::FiguresRecorded(record) if record.conclusion => {
                Some(CheckpointCause::Concluded)
            }
            EventBody::FiguresRecorded(_) => Some(CheckpointCause::FiguresRecorded),
            EventBody::ConclusionCalled { .. } => Some(CheckpointCause::ConclusionCalled),
            EventBody::DecisionRecorded(_) => Some(CheckpointCause::DecisionRecorded),
            EventBody::DecisionReversed(_) => Some(CheckpointCause::DecisionReversed),
            EventBody::DeliberationClosed => Some(CheckpointCause::DeliberationClosed),
            _ => None,
        }
    }
}
