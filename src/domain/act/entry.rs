//! Acts of care for the record: moderation with appeal, and what others entered for a member.

use crate::domain::flag::FlagCode;
use crate::domain::ids::{ItemId, MemberRef, TextRef};

/// What moderation hides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// An item, in all its versions.
    Item(ItemId),
    /// A response: sequence of the event that made it.
    Response(u64),
}

/// A text hidden from the others, with the reason. It can be appealed against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moderation {
    /// What is hidden.
    pub target: Target,
    /// Why.
    pub reason: TextRef,
}

/// An author's appeal against moderation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// The moderation: sequence of the event that made it.
    pub moderation: u64,
    /// The author.
    pub member: MemberRef,
    /// Why.
    pub reason: TextRef,
}

/// An auditor's word on an appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppealRuling {
    /// The moderation: sequence of the event that made it.
    pub moderation: u64,
    /// Whether the text is shown again.
    pub restored: bool,
    /// Why.
    pub reason: TextRef,
}

/// A member confirms what was entered for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryConfirmation {
    /// The entry: sequence of its event.
    pub entry: u64,
    /// The member.
    pub member: MemberRef,
}

/// A member contests what was entered for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryContest {
    /// The entry: sequence of its event.
    pub entry: u64,
    /// The member.
    pub member: MemberRef,
    /// Why.
    pub reason: TextRef,
}

/// What somebody concerned says of a point of attention: it stands beside it, wherever that is
/// shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagReply {
    /// The point of attention.
    pub flag: FlagCode,
    /// Who replies for its party; `None` for the facilitator or a clerk.
    pub member: Option<MemberRef>,
    /// The reply.
    pub text: TextRef,
}
