//! Acts around the mandate: what a deciding body promises, limits, delivers and acknowledges.

use crate::domain::ids::{BodyId, ContributionId, ItemVersion, TextRef, Timestamp};

/// The rungs of participation, lowest first (Edelenbos & Monnikhof).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Parties are told.
    Inform,
    /// Parties are asked.
    Consult,
    /// Parties advise; a deviation is explained.
    Advise,
    /// Parties make the solution together.
    CoProduce,
    /// Parties decide together.
    CoDecide,
}

/// A ground on which a deciding body may deviate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeviationGround {
    /// A precondition that it declared before round 1.
    Precondition,
    /// Something outside its power that binds it.
    ExternalBinding,
    /// A formal procedure that has to be followed.
    FormalProcedure,
}

/// What a deciding body promises to do with the outcome. A later promise replaces an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The body.
    pub body: BodyId,
    /// The participation level.
    pub level: Level,
    /// What it will adopt, in words.
    pub text: TextRef,
    /// The grounds on which it may deviate, in order and without repeats.
    pub grounds: Vec<DeviationGround>,
}

/// A promise taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseWithdrawal {
    /// The body.
    pub body: BodyId,
    /// Why.
    pub reason: TextRef,
}

/// A limit on what can be adopted, with what it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precondition {
    /// The body that sets it.
    pub body: BodyId,
    /// The limit.
    pub text: TextRef,
    /// What follows from it for the parties.
    pub consequence: TextRef,
    /// The question that it answers.
    pub answers: Option<ContributionId>,
}

/// A condition that the authority will deliver: a permit, money, ground, hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision {
    /// The body that will deliver it.
    pub body: BodyId,
    /// What it is.
    pub text: TextRef,
    /// When it is to be delivered.
    pub due: Option<Timestamp>,
}

/// Whether a provision was delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvisionSettlement {
    /// The provision: sequence of the event that declared it.
    pub provision: u64,
    /// Whether it was delivered; broken otherwise.
    pub kept: bool,
    /// Where that can be seen.
    pub evidence: Option<TextRef>,
}

/// A deciding body's formal word that it knows what adopting the outcome will ask of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The body.
    pub body: BodyId,
    /// Number of its decision.
    pub number: Box<str>,
    /// The date of its decision.
    pub decided: Timestamp,
    /// The end of its term of office, when the acknowledgement lapses.
    pub term_ends: Timestamp,
    /// The consequences, in words.
    pub text: TextRef,
}

/// What a deciding body says beforehand that adopting a version would lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsequencesCheck {
    /// The body.
    pub body: BodyId,
    /// The version of a proposal.
    pub on: ItemVersion,
    /// The precondition that it would break; `None` when it breaks none.
    pub breaks: Option<u64>,
    /// The consequences, in words.
    pub text: TextRef,
}
