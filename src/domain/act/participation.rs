//! Acts of taking part: what is brought in, answered, opened and done with.

use crate::domain::ids::{
    ClauseId, ClauseRef, ContributionId, ItemId, MemberRef, PartyId, ProposalId, TextRef, Timestamp,
};

/// What a contribution is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContributionKind {
    /// How it looks from there.
    Perspective,
    /// What somebody fears or misses.
    Concern,
    /// A way that it could go.
    Idea,
    /// Something somebody wants to know.
    Question,
    /// Facts for everyone, which need time to be read.
    Information,
}

/// A document kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Where it is.
    pub address: TextRef,
    /// Its media type, such as `application/pdf`.
    pub media_type: Box<str>,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// What may come with a contribution or a statement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extras {
    /// Documents kept elsewhere.
    pub attachments: Vec<Attachment>,
    /// The place it is about: latitude and longitude in degrees, and a name, divided by spaces.
    pub place: Option<TextRef>,
    /// Whether the text was public before.
    pub public_before: bool,
}

/// Something brought in that is not voted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// Id.
    pub contribution: ContributionId,
    /// What it is.
    pub kind: ContributionKind,
    /// The text.
    pub text: TextRef,
    /// Who gives it; `None` for the facilitator or a clerk.
    pub author: Option<MemberRef>,
    /// Whether it is a question to the authority.
    pub to_authority: bool,
    /// When an answer is due; set by the rules.
    pub answer_by: Option<Timestamp>,
    /// What comes with it.
    pub extras: Extras,
    /// The round; 0 outside a round. Set by the rules.
    pub round: u32,
}

/// What a response does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResponseKind {
    /// Answers.
    Answer,
    /// Speaks for it.
    Support,
    /// Speaks against it.
    Counter,
    /// Takes an objection seriously, whether or not it agrees.
    AcknowledgesObjection,
}

/// A response to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The item.
    pub to: ItemId,
    /// Who responds.
    pub author: MemberRef,
    /// What it does.
    pub kind: ResponseKind,
    /// The text.
    pub text: TextRef,
    /// The round; 0 outside a round. Set by the rules.
    pub round: u32,
}

/// "You understood me", from the author of the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understanding {
    /// The response: sequence of the event that made it.
    pub response: u64,
    /// Who feels understood.
    pub member: MemberRef,
    /// Whether the author feels understood; otherwise the response was not substantive to them.
    pub understood: bool,
}

/// What the facilitator says of a response whose item's author kept silent past the term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    /// The response: sequence of the event that made it.
    pub response: u64,
    /// Whether it is substantive.
    pub substantive: bool,
    /// Why.
    pub reason: TextRef,
}

/// A party opened an item; the first time is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The item.
    pub item: ItemId,
    /// Who opened it.
    pub member: MemberRef,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disposition {
    /// It is in the plan.
    Adopted,
    /// It is not, and this is why.
    RejectedWithReason,
    /// It is not.
    RejectedWithoutReason,
    /// It comes back later.
    Deferred,
    /// Nothing is decided about it.
    Open,
}

/// What a rejection with a reason points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// A clause that stands in its place.
    Clause(ClauseRef),
    /// A precondition: sequence of the event that declared it.
    Precondition(u64),
    /// A criterion, in words.
    Criterion(TextRef),
}

/// What is done with an item; a later disposal replaces an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposal {
    /// The item.
    pub item: ItemId,
    /// What becomes of it.
    pub disposition: Disposition,
    /// Why; a rejection with a reason has one.
    pub reason: Option<TextRef>,
    /// What the reason points at; a rejection with a reason has one.
    pub basis: Option<Basis>,
}

/// Time to speak at a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FloorGrant {
    /// The party.
    pub party: PartyId,
    /// Seconds given.
    pub granted_seconds: u32,
    /// Seconds used.
    pub used_seconds: u32,
    /// Whether the speaker was cut short.
    pub cut_short: bool,
    /// The round; 0 outside a round. Set by the rules.
    pub round: u32,
}

/// A clause in one version of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClauseVersion {
    /// The proposal.
    pub proposal: ProposalId,
    /// The version of the proposal.
    pub version: u32,
    /// The clause.
    pub clause: ClauseId,
}

/// A party accepts edits as substantive (rule 10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditAcceptance {
    /// The edits; in a command none means all that this party may accept now.
    pub edits: Vec<ClauseVersion>,
    /// Who accepts.
    pub member: MemberRef,
}
