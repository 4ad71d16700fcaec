//! What a deliberation is at one moment: everything that judging the next command needs.
//!
//! The parts that grow lie behind `Arc`, so that publishing a snapshot costs little: writing
//! copies only what it touches.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::caller::Entry;
use crate::domain::charter::Charter;
use crate::domain::event::{Answer, Clause, TallyRecord};
use crate::domain::ids::{
    Credential, DeliberationId, ItemId, ItemVersion, MemberRef, PartyId, TextRef, Timestamp,
};
use crate::domain::party::{Party, Seat};
use crate::domain::round::{CloseCause, RoundPlan};

/// The phase, with what exists only in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was created yet: the state before the first event.
    Absent,
    /// Challenge, charter and party list are being made.
    Draft,
    /// Every party accepted.
    Ready,
    /// A round is open.
    RoundOpen {
        /// Its number.
        round: u32,
    },
    /// Figures are being computed.
    Tallying {
        /// Of this round; for a conclusion the last one.
        round: u32,
        /// Whether it is the conclusion that is tallied.
        conclusion: bool,
    },
    /// A round is closed and its figures are recorded.
    Between {
        /// Its number.
        round: u32,
    },
    /// The rounds are over.
    Concluded,
    /// Commitments are being followed.
    FollowUp,
    /// Finished.
    Closed,
    /// Ended before its conclusion.
    Cancelled,
}

impl Phase {
    /// The phase in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Absent => "absent",
            Phase::Draft => "draft",
            Phase::Ready => "ready",
            Phase::RoundOpen { .. } => "round_open",
            Phase::Tallying { .. } => "tallying",
            Phase::Between { .. } => "between",
            Phase::Concluded => "concluded",
            Phase::FollowUp => "follow_up",
            Phase::Closed => "closed",
            Phase::Cancelled => "cancelled",
        }
    }
}

/// A deliberation.
#[derive(Debug, Clone, PartialEq)]
pub struct Deliberation {
    /// Its id.
    pub id: DeliberationId,
    /// Its phase.
    pub phase: Phase,
    /// Sequence of the last event applied; 0 for none.
    pub sequence: u64,
    /// When the first event was logged.
    pub created: Timestamp,
    /// When the last event was logged.
    pub updated: Timestamp,
    /// Sequence of the last event that changed framing or phase: the etag. Framing is what the
    /// parties accept together: title, challenge, charter, party list and who accepted.
    pub framing: u64,
    /// Title; present from the first event on.
    pub title: Option<TextRef>,
    /// The challenge: version and text.
    pub challenge: Option<(u32, TextRef)>,
    /// The charter.
    pub charter: Option<Arc<Charter>>,
    /// The parties by id.
    pub parties: Arc<BTreeMap<PartyId, Party>>,
    /// All seats, in order of addition.
    pub seats: Arc<Vec<Seat>>,
    /// Seats by who sits there.
    pub seat_of: Arc<BTreeMap<MemberRef, u32>>,
    /// Statements and proposals by id.
    pub items: Arc<BTreeMap<ItemId, Item>>,
    /// The rounds, oldest first; round n lies at n - 1.
    pub rounds: Vec<Round>,
    /// The credentials that entered stances, in order of first use.
    pub credentials: Arc<Vec<Credential>>,
    /// Who is erased, and whether with the identity link.
    pub erased: Arc<BTreeMap<MemberRef, bool>>,
    /// Sequence of the call to conclude.
    pub concluded_at: Option<u64>,
    /// The figures of the conclusion.
    pub conclusion: Option<Arc<TallyRecord>>,
}

/// A statement or a proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its versions, oldest first; a statement has one.
    pub versions: Vec<Version>,
}

/// One version of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Title of a proposal, or the text of a statement.
    pub text: TextRef,
    /// The clauses; none for a statement.
    pub clauses: Arc<Vec<Clause>>,
    /// Who made it; `None` for the facilitator.
    pub author: Option<MemberRef>,
    /// Who entered it.
    pub entry: Entry,
    /// The round in which it was made; 0 outside a round.
    pub round: u32,
    /// When it was logged.
    pub at: Timestamp,
}

/// A round.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// What opened.
    pub plan: Arc<RoundPlan>,
    /// When it opened.
    pub opened: Timestamp,
    /// How it closed.
    pub closed: Option<Closed>,
    /// The last stances given in it, by version rated.
    pub columns: BTreeMap<ItemVersion, Arc<Column>>,
    /// Its figures.
    pub figures: Option<Arc<TallyRecord>>,
}

/// How a round closed, and what there was to answer at that moment: what is added later changes
/// nothing about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub cause: CloseCause,
    /// Sequence of the event.
    pub sequence: u64,
    /// The versions that could be rated, in order; none in a round without rating.
    pub agenda: Arc<Vec<ItemVersion>>,
    /// How many seats there were; later ones did not take part.
    pub seats: u32,
}

/// The last stances on one version in one round, by seat.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    /// The cell of each seat; seats beyond the end gave none.
    pub cells: Vec<Option<Cell>>,
    /// Whether each party responded, by place in the order of addition.
    pub responded: Vec<bool>,
    /// How many parties responded.
    pub responded_count: u32,
}

/// The last stance of one seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// What was said.
    pub answer: Answer,
    /// Sequence of its event.
    pub sequence: u64,
    /// When it was logged.
    pub at: Timestamp,
    /// Who entered it: place in the list of credentials.
    pub entered_by: u32,
}

impl Deliberation {
    /// The state before the first event.
    #[must_use]
    pub fn absent(id: DeliberationId) -> Deliberation {
        Deliberation {
            id,
            phase: Phase::Absent,
            sequence: 0,
            created: Timestamp(0),
            updated: Timestamp(0),
            framing: 0,
            title: None,
            challenge: None,
            charter: None,
            parties: Arc::default(),
            seats: Arc::default(),
            seat_of: Arc::default(),
            items: Arc::default(),
            rounds: Vec::new(),
            credentials: Arc::default(),
            erased: Arc::default(),
            concluded_at: None,
            conclusion: None,
        }
    }

    /// A round by number.
    #[must_use]
    pub fn round(&self, number: u32) -> Option<&Round> {
        self.rounds.get((number as usize).checked_sub(1)?)
    }

    /// The number of the last round; 0 for none.
    #[must_use]
    pub fn last_round(&self) -> u32 {
        self.rounds.len() as u32
    }

    /// The last round that is closed; 0 for none.
    #[must_use]
    pub fn last_closed_round(&self) -> u32 {
        let closed = |round: &Round| round.closed.is_some();
        self.rounds.iter().rposition(closed).map_or(0, |at| at as u32 + 1)
    }

    /// People behind the parties.
    #[must_use]
    pub fn headcount(&self) -> usize {
        self.parties.values().map(Party::headcount).sum()
    }

    /// Whether the charter can no longer change.
    #[must_use]
    pub fn frozen(&self) -> bool {
        !self.rounds.is_empty()
    }

    /// The versions that can be rated in the last round, in order: all statements, and of each
    /// proposal the last version from before this round. One made in the round is sealed, and
    /// must not take the version that everyone sees out of the rating.
    pub fn rateable(&self) -> impl Iterator<Item = ItemVersion> + '_ {
        self.items.iter().filter_map(|(id, item)| {
            let version = self.rateable_version(id, item)?;
            Some(ItemVersion { item: id.clone(), version })
        })
    }

    /// The current version of every item, sealed or not, in order.
    pub fn current_versions(&self) -> impl Iterator<Item = ItemVersion> + '_ {
        self.items
            .iter()
            .map(|(id, item)| ItemVersion { item: id.clone(), version: item.versions.len() as u32 })
    }

    /// The version of an item that can be rated in the last round; `None` when every one of them
    /// was made, and so sealed, in that round.
    #[must_use]
    pub fn rateable_version(&self, id: &ItemId, item: &Item) -> Option<u32> {
        let round = self.last_round();
        let open = match id {
            ItemId::Statement(_) => item.versions.len(),
            ItemId::Proposal(_) => (item.versions.iter())
                .rposition(|version| version.round != round)
                .map_or(0, |at| at + 1),
        };
        (open > 0).then_some(open as u32)
    }

    /// The last round before `before` in which this version was rated.
    #[must_use]
    pub fn rated_before(&self, on: &ItemVersion, before: u32) -> Option<u32> {
        (1..before).rev().find(|number| {
            let column = self.round(*number).and_then(|round| round.columns.get(on));
            column.is_some_and(|column| column.responded_count > 0)
        })
    }
}
