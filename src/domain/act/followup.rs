//! Acts of follow-up: who does what by when, and the terms that pass.

use crate::domain::ids::{BodyId, ContributionId, MemberRef, TextRef, Timestamp};

/// Who does what by when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// Who commits, for its party.
    pub member: MemberRef,
    /// What.
    pub text: TextRef,
    /// By when.
    pub due: Option<Timestamp>,
    /// The round; 0 outside a round. Set by the rules.
    pub round: u32,
}

/// Whether a commitment was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentSettlement {
    /// The commitment: sequence of the event that made it.
    pub commitment: u64,
    /// Whether it was kept; broken otherwise.
    pub kept: bool,
    /// The member who says so; `None` for the facilitator.
    pub member: Option<MemberRef>,
    /// Where that can be seen.
    pub evidence: Option<TextRef>,
}

/// A party lets another one off. When all others did, the commitment is waived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentWaiver {
    /// The commitment: sequence of the event that made it.
    pub commitment: u64,
    /// Who waives it for its party.
    pub member: MemberRef,
}

/// A term that has an end (rule 16).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// To answer a question.
    Answer(ContributionId),
    /// To decide on the outcome, or on the conclusion without one: sequence of its figures.
    Decide(u64),
    /// To deliver a provision: sequence of the event that declared it.
    Provision(u64),
    /// To keep a commitment: sequence of the event that made it.
    Commitment(u64),
    /// The term of office of a body, with which its acknowledgement lapses.
    Office(BodyId),
}
