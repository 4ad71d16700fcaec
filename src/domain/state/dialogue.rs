//! What the parties did with each other's input.

use std::collections::BTreeSet;

use crate::domain::act::{
    Appeal, Ballot, ClauseVersion, Commitment, Disposal, FlagReply, FloorGrant, Moderation,
    Objection, ObjectionEnd, Pulse, Response, Voice,
};
use crate::domain::caller::Entry;
use crate::domain::ids::{ItemId, PartyId, Timestamp};
use crate::domain::state::{Cell, Map, Origin, PartySet};

/// Responses, views, disposals and the rest, by item or by the sequence of the event.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dialogue {
    /// Responses.
    pub responses: Map<u64, ResponseState>,
    /// Which parties opened an item, by place in the order of addition.
    pub views: Map<ItemId, PartySet>,
    /// What became of an item last: the act, the sequence of its event and the moment.
    pub disposals: Map<ItemId, (Disposal, u64, Timestamp)>,
    /// Time granted to speak.
    pub floor: Map<u64, FloorGrant>,
    /// Edits that were accepted, with the parties that did.
    pub accepted_edits: Map<ClauseVersion, BTreeSet<PartyId>>,
    /// Moderations.
    pub moderations: Map<u64, ModerationState>,
    /// Replies to points of attention.
    pub replies: Map<u64, ReplyState>,
}

/// A reply to a point of attention as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplyState {
    /// The reply.
    pub reply: FlagReply,
    /// Who entered it.
    pub entry: Entry,
    /// When.
    pub at: Timestamp,
}

/// A response as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseState {
    /// The response.
    pub response: Response,
    /// Who entered it.
    pub entry: Entry,
    /// When.
    pub at: Timestamp,
    /// Whether it is substantive; `None` while nobody said.
    pub substantive: Option<bool>,
    /// Whether it was the facilitator who said so.
    pub classified: bool,
}

/// A moderation as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ModerationState {
    /// The moderation.
    pub moderation: Moderation,
    /// When.
    pub at: Timestamp,
    /// The appeal against it.
    pub appeal: Option<Appeal>,
    /// Whether the text was restored; `None` while nothing was ruled.
    pub restored: Option<bool>,
}

/// An objection as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectionState {
    /// The objection; one that was given as a ballot is here from the close on.
    pub objection: ObjectionOf,
    /// When it was made.
    pub at: Timestamp,
    /// Whether the party's spokesperson upholds it.
    pub upheld: bool,
    /// How it ended; `None` while it is open.
    pub end: Option<ObjectionEnd>,
    /// Sequences at which it was upheld and at which it ended; 0 while it was not.
    pub since: (u64, u64),
}

impl ObjectionState {
    /// Whether it stood open at a sequence, and was upheld by then.
    #[must_use]
    pub fn stood_at(&self, through: u64) -> (bool, bool) {
        let (upheld, ended) = self.since;
        (ended == 0 || ended > through, upheld > 0 && upheld <= through)
    }
}

/// Where an objection comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum ObjectionOf {
    /// It was raised in the open.
    Raised(Objection),
    /// It was given as a ballot, and became public with the others at the close.
    Ballot {
        /// The version of a proposal.
        on: crate::domain::ids::ItemVersion,
        /// Whose.
        voice: Voice,
        /// The seat it was given from.
        seat: u32,
        /// Why.
        reason: crate::domain::ids::TextRef,
        /// The round.
        round: u32,
    },
}

/// A commitment as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct CommitmentState {
    /// The commitment.
    pub commitment: Commitment,
    /// When it was made.
    pub at: Timestamp,
    /// Whether it was kept; `None` while it is open.
    pub kept: Option<bool>,
    /// Sequence at which that was said last; 0 while it is open.
    pub settled: u64,
    /// The parties that let it off.
    pub waived_by: BTreeSet<PartyId>,
    /// Whether all other parties did.
    pub waived: bool,
}

/// What somebody else entered for a member.
#[derive(Debug, Clone, PartialEq)]
pub struct AssistedEntry {
    /// The seat of the member.
    pub seat: u32,
    /// The kind of event, as in its envelope.
    pub kind: &'static str,
    /// The round; 0 outside a round.
    pub round: u32,
    /// Who entered it.
    pub entry: Entry,
    /// When.
    pub at: Timestamp,
    /// What the member says of it.
    pub word: EntryWord,
    /// What the member had said before, which counts again when this is contested in time.
    pub replaced: Option<Replaced>,
}

/// What an assisted entry took the place of, in a round that is open.
#[derive(Debug, Clone, PartialEq)]
pub enum Replaced {
    /// A stance.
    Stance(Cell),
    /// A ballot.
    Ballot(Ballot, Origin),
    /// A pulse.
    Pulse(Pulse, Origin),
}

impl Replaced {
    /// Sequence of its event.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        match self {
            Replaced::Stance(cell) => cell.origin.sequence,
            Replaced::Ballot(_, origin) | Replaced::Pulse(_, origin) => origin.sequence,
        }
    }
}

/// What a member says of what was entered for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryWord {
    /// Nothing yet.
    Unconfirmed,
    /// That it is right.
    Confirmed,
    /// That it is not; what was hidden until the close no longer counts when it was contested
    /// before.
    Contested,
}
