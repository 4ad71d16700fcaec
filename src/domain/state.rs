//! What a deliberation is at one moment: everything that judging the next command needs.
//!
//! The parts that grow lie behind `Arc`, so that publishing a snapshot costs little: writing
//! copies only what it touches.

mod by_seat;
mod checkpoints;
mod columns;
mod dialogue;
mod hidden;
mod mandate;
mod map;
mod motion;
mod party_set;
mod phase;
mod seats;
mod verdict;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::act::{ContributionKind, Extras, Term, Voice, WorkingGroup};
use crate::domain::caller::Entry;
use crate::domain::charter::{Body, Charter, StanceVisibility};
use crate::domain::event::{Clause, TallyRecord};
use crate::domain::ids::{
    BodyId, DeliberationId, GroupId, ItemId, ItemVersion, MemberRef, PartyId, TextRef, Timestamp,
};
use crate::domain::party::{Party, PartyKind};
use crate::domain::round::{CloseCause, RoundPlan};

pub use by_seat::BySeat;
pub use checkpoints::{Checkpoints, Countersigned};
pub use columns::Columns;
pub use dialogue::{
    AssistedEntry, CommitmentState, Dialogue, EntryWord, ModerationState, ObjectionOf,
    ObjectionState, Replaced, ReplyState, ResponseState,
};
pub use hidden::{BallotColumn, Cell, Column, EnteredBy, Origin, PulseColumn};
pub use mandate::{
    AcknowledgementState, Mandate, MandateStatus, PreconditionState, PromiseState, ProvisionState,
};
pub use map::Map;
pub use motion::MotionState;
pub use party_set::PartySet;
pub use phase::Phase;
pub use seats::{Pseudonyms, Seats};
pub use verdict::{DecisionState, Notice, OutcomeState, Verdict};

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
    pub parties: Map<PartyId, Party>,
    /// All seats, in order of addition.
    pub seats: Seats,
    /// Statements and proposals by id.
    pub items: Map<ItemId, Item>,
    /// The rounds, oldest first; round n lies at n - 1.
    pub rounds: Vec<Arc<Round>>,
    /// Who entered stances, ballots and pulses of each seat, in order of first use.
    pub entered_by: BySeat<Arc<Vec<EnteredBy>>>,
    /// Who is erased, and whether with the identity link.
    pub erased: Arc<BTreeMap<MemberRef, bool>>,
    /// Sequence of the call to conclude.
    pub concluded_at: Option<u64>,
    /// Whether there was an outcome, a decision or a reversal since the figures on the process were
    /// recorded.
    pub process_due: bool,
    /// The figures of the conclusion.
    pub conclusion: Option<Arc<TallyRecord>>,
    /// The party that started it; `None` when the facilitator did.
    pub initiator: Option<PartyId>,
    /// Who engaged the facilitator.
    pub engaged_by: Option<TextRef>,
    /// When the charter got its present version.
    pub charter_set: Timestamp,
    /// What deciding bodies promised, limited and acknowledged.
    pub mandate: Arc<Mandate>,
    /// Changes put to all parties, by the sequence of the event that made them.
    pub motions: Arc<BTreeMap<u64, MotionState>>,
    /// Working groups; those of the charter are in the charter.
    pub groups: Arc<BTreeMap<GroupId, WorkingGroup>>,
    /// What parties did with each other's input.
    pub dialogue: Arc<Dialogue>,
    /// Objections by the sequence of the event that made them.
    pub objections: Map<u64, ObjectionState>,
    /// The outcome and what was done with it.
    pub verdict: Arc<Verdict>,
    /// Commitments by the sequence of the event that made them.
    pub commitments: Map<u64, CommitmentState>,
    /// What others entered for members, by the sequence of the event.
    pub entries: Map<u64, AssistedEntry>,
    /// Pseudonyms, where stances are not attributed.
    pub pseudonyms: Pseudonyms,
    /// Terms that run, by their end.
    pub terms: Arc<BTreeSet<(Timestamp, Term)>>,
    /// Terms that passed, with the sequence of the event that says so.
    pub passed: Arc<BTreeMap<Term, u64>>,
    /// The end of the reading time after the last new information.
    pub reading_until: Option<Timestamp>,
    /// Checkpoints, and who signed them.
    pub checkpoints: Arc<Checkpoints>,
}

/// A contribution, a statement or a proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its versions, oldest first; only a proposal can have more than one.
    pub versions: Vec<Version>,
    /// What only a contribution has.
    pub contribution: Option<ContributionState>,
}

/// What only a contribution has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContributionState {
    /// What it is.
    pub kind: ContributionKind,
    /// Whether it is a question to the authority.
    pub to_authority: bool,
    /// When an answer is due.
    pub answer_by: Option<Timestamp>,
    /// The first answer of the authority: sequence of its event.
    pub answered: Option<u64>,
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
    /// Sequence of its event.
    pub sequence: u64,
    /// Whether it is hidden until its round closes.
    pub sealed: bool,
    /// What comes with it.
    pub extras: Arc<Extras>,
}

/// A round.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// What opened.
    pub plan: Arc<RoundPlan>,
    /// When it opened.
    pub opened: Timestamp,
    /// Sequence of the event that opened it.
    pub opened_by: u64,
    /// How it closed.
    pub closed: Option<Closed>,
    /// The last stances given in it, by version rated.
    pub columns: Columns,
    /// The last ballots cast in it, by option; `None` for ballots over all options.
    pub ballots: BTreeMap<Option<ItemVersion>, Arc<BallotColumn>>,
    /// The last pulses given in it.
    pub pulses: Arc<PulseColumn>,
    /// Its figures.
    pub figures: Option<Arc<TallyRecord>>,
    /// Sequence of the event that recorded them; 0 while none did.
    pub figures_at: u64,
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
            parties: Map::default(),
            seats: Seats::default(),
            items: Map::default(),
            rounds: Vec::new(),
            entered_by: BySeat::default(),
            erased: Arc::default(),
            concluded_at: None,
            process_due: false,
            conclusion: None,
            initiator: None,
            engaged_by: None,
            charter_set: Timestamp(0),
            mandate: Arc::default(),
            motions: Arc::default(),
            groups: Arc::default(),
            dialogue: Arc::default(),
            objections: Map::default(),
            verdict: Arc::default(),
            commitments: Map::default(),
            entries: Map::default(),
            pseudonyms: Pseudonyms::default(),
            terms: Arc::default(),
            passed: Arc::default(),
            reading_until: None,
            checkpoints: Arc::default(),
        }
    }

    /// A round by number.
    #[must_use]
    pub fn round(&self, number: u32) -> Option<&Round> {
        self.rounds.get((number as usize).checked_sub(1)?).map(AsRef::as_ref)
    }

    /// A round by number, to write in.
    pub fn round_mut(&mut self, number: u32) -> Option<&mut Round> {
        self.rounds.get_mut((number as usize).checked_sub(1)?).map(Arc::make_mut)
    }

    /// The number of the last round; 0 for none.
    #[must_use]
    pub fn last_round(&self) -> u32 {
        self.rounds.len() as u32
    }

    /// The last round that is closed; 0 for none.
    #[must_use]
    pub fn last_closed_round(&self) -> u32 {
        let closed = |round: &Arc<Round>| round.closed.is_some();
        self.rounds.iter().rposition(closed).map_or(0, |at| at as u32 + 1)
    }

    /// People behind the parties.
    #[must_use]
    pub fn headcount(&self) -> usize {
        self.parties.values().map(Party::headcount).sum()
    }

    /// The deciding bodies.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        let authority = self.charter.as_ref().and_then(|charter| charter.authority.as_ref());
        authority.into_iter().flat_map(|authority| &authority.bodies)
    }

    /// The worst word of its deciding bodies; `None` without one.
    #[must_use]
    pub fn mandate_status(&self) -> Option<MandateStatus> {
        self.bodies().map(|body| self.mandate.status(&body.id)).max()
    }

    /// Whether the charter can no longer change.
    #[must_use]
    pub fn frozen(&self) -> bool {
        !self.rounds.is_empty()
    }

    /// The member of a seat.
    #[must_use]
    pub fn member_at(&self, seat: u32) -> Option<MemberRef> {
        let seat = self.seats.get(seat)?;
        Some(MemberRef { party: seat.party.clone(), member: seat.member.clone() })
    }

    /// Whether figures are being computed that will be recorded.
    #[must_use]
    pub fn records(&self) -> bool {
        self.process_due || matches!(self.phase, Phase::Tallying { .. })
    }

    /// The seat behind a voice; `None` when the binding of its pseudonym is not known here.
    #[must_use]
    pub fn seat_of_voice(&self, voice: &Voice) -> Option<u32> {
        match voice {
            Voice::Named(member) | Voice::PublicBody(member) => self.seats.of(member),
            Voice::Pseudonym(pseudonym) => self.pseudonyms.seat_of(pseudonym),
        }
    }

    /// What becomes of stances after a close.
    #[must_use]
    pub fn stance_visibility(&self) -> StanceVisibility {
        self.charter.as_ref().map_or(StanceVisibility::Attributed, |charter| charter.visibility)
    }

    /// The authority's party, when the charter names one.
    #[must_use]
    pub fn authority(&self) -> Option<&PartyId> {
        Some(&self.charter.as_ref()?.authority.as_ref()?.party)
    }

    /// A deciding body that the charter names.
    #[must_use]
    pub fn body(&self, id: &BodyId) -> Option<&Body> {
        let authority = self.charter.as_ref()?.authority.as_ref()?;
        authority.bodies.iter().find(|body| body.id == *id)
    }

    /// Whether a party is a public body, which is named after a close whatever the visibility
    /// (rule 4): the authority, or a municipality.
    #[must_use]
    pub fn is_public_body(&self, id: &PartyId) -> bool {
        let municipal = |party: &Party| party.kind == PartyKind::Municipality;
        self.authority() == Some(id) || self.parties.get(id).is_some_and(municipal)
    }

    /// Whether a party takes part in a round.
    #[must_use]
    pub fn is_invited(&self, round: u32, party: &PartyId) -> bool {
        let invited = self.round(round).map(|round| &round.plan.invited);
        invited.is_none_or(|invited| invited.is_empty() || invited.contains(party))
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
