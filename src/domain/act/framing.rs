//! Acts of framing: the challenge rated, the party list, and what all parties consent to later.

use crate::domain::charter::Charter;
use crate::domain::event::Answer;
use crate::domain::ids::{GroupId, MemberRef, PartyId, TextRef};
use crate::domain::party::PartyKind;

/// A party's view of the challenge's wording, public at once: framing is no round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengeRating {
    /// Who rates.
    pub member: MemberRef,
    /// Version of the challenge.
    pub version: u32,
    /// A step of the charter's scale, or a pass.
    pub answer: Answer,
}

/// The ties that a party declares; they replace the ones declared before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affiliations {
    /// The party.
    pub party: PartyId,
    /// The parties it has a tie with.
    pub affiliations: Vec<PartyId>,
}

/// A party that is to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewParty {
    /// Id.
    pub party: PartyId,
    /// Kind.
    pub kind: PartyKind,
    /// What it is called.
    pub display_name: TextRef,
    /// Parties it declares a tie with.
    pub affiliations: Vec<PartyId>,
}

/// What changes by the consent of all parties once round 1 has opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MotionSubject {
    /// Another charter.
    Charter(Box<Charter>),
    /// A party that enters late.
    Party(NewParty),
}

/// A change that every party is asked to consent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Motion {
    /// What changes.
    pub subject: MotionSubject,
    /// Why.
    pub reason: TextRef,
}

/// One party's consent to a motion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MotionConsent {
    /// The motion: sequence of the event that made it.
    pub motion: u64,
    /// Who consents for the party.
    pub member: MemberRef,
}

/// A motion taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MotionEnd {
    /// The motion: sequence of the event that made it.
    pub motion: u64,
    /// Why.
    pub reason: TextRef,
}

/// Some of the parties, working apart for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingGroup {
    /// Id.
    pub group: GroupId,
    /// What it is called.
    pub title: TextRef,
    /// The parties in it.
    pub parties: Vec<PartyId>,
}
