//! Acts of a deciding body on the outcome, and how they reach the parties.

use crate::domain::ids::{BodyId, ClauseRef, MemberRef, PartyId, TextRef, Timestamp};

/// What a deciding body did with a clause, and on which ground (rule 8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClauseStatus {
    /// As it stands.
    Honoured,
    /// Otherwise, with the consent of the parties in this later round.
    AmendedWithConsent {
        /// The ballot round that adopted the amended text.
        round: u32,
    },
    /// Otherwise, on a precondition that was declared before round 1.
    Precondition(u64),
    /// Otherwise, because something outside its power binds it.
    ExternalBinding {
        /// What binds it, and where that can be read.
        source: TextRef,
        /// Whether that can be contested.
        contestable: bool,
    },
    /// Later, because a formal procedure has to be followed first.
    FormalProcedure,
    /// Otherwise, because it changed its mind.
    ChangeOfMind,
    /// Undone after it was decided. Only a reversal says so.
    Reversed,
    /// Not decided yet.
    Pending,
}

impl ClauseStatus {
    /// Whether it departs from what the parties adopted, so that every party has to hear why
    /// (rule 9).
    #[must_use]
    pub fn deviates(&self) -> bool {
        match self {
            ClauseStatus::Honoured | ClauseStatus::AmendedWithConsent { .. } => false,
            ClauseStatus::Pending | ClauseStatus::FormalProcedure => false,
            ClauseStatus::Precondition(_)
            | ClauseStatus::ExternalBinding { .. }
            | ClauseStatus::ChangeOfMind
            | ClauseStatus::Reversed => true,
        }
    }
}

/// What was decided on one clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseDecision {
    /// The clause.
    pub clause: ClauseRef,
    /// What was done with it.
    pub status: ClauseStatus,
    /// Why; a deviation has one (rule 9).
    pub reason: Option<TextRef>,
}

/// What a deciding body did with the outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The body.
    pub body: BodyId,
    /// Number of a formal decision; empty without one.
    pub number: Box<str>,
    /// Its date.
    pub decided: Timestamp,
    /// What was decided, clause by clause.
    pub clauses: Vec<ClauseDecision>,
}

/// A deciding body undoes what it decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reversal {
    /// The body.
    pub body: BodyId,
    /// Number of a formal decision; empty without one.
    pub number: Box<str>,
    /// Its date.
    pub decided: Timestamp,
    /// The clauses; in a command none means all that it decided.
    pub clauses: Vec<ClauseRef>,
    /// Why.
    pub reason: TextRef,
}

/// A party confirms that a deviation or a reversal reached it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeAcknowledgement {
    /// The notice: sequence of the decision or the reversal.
    pub notice: u64,
    /// Who confirms for the party.
    pub member: MemberRef,
}

/// A party that could not be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreachability {
    /// The notice: sequence of the decision or the reversal.
    pub notice: u64,
    /// The party.
    pub party: PartyId,
    /// What was tried.
    pub reason: TextRef,
}

/// The way out of recovery: the parties go on with some clauses reopened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resumption {
    /// The clauses; in a command none means all that were reversed.
    pub reopened: Vec<ClauseRef>,
}
