//! What happened. Events hold outcomes, never intentions, and applying them cannot fail.

use crate::domain::caller::Entry;
use crate::domain::charter::Charter;
use crate::domain::figure::{ItemAdvice, RecordedFigure};
use crate::domain::ids::{
    ClauseId, ItemId, ItemVersion, MemberId, MemberRef, PartyId, ProposalId, StatementId, TextRef,
    Timestamp,
};
use crate::domain::party::PartyKind;
use crate::domain::round::{CloseCause, RoundPlan};

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The moment it was logged.
    pub at: Timestamp,
    /// Who entered it.
    pub entry: Entry,
    /// What happened.
    pub body: EventBody,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum EventBody {
    /// A deliberation was created.
    DeliberationCreated {
        /// Title.
        title: TextRef,
    },
    /// The challenge got a new version.
    ChallengeRevised {
        /// Version, from 1.
        version: u32,
        /// The text.
        text: TextRef,
    },
    /// The charter got a new version.
    CharterSet(Charter),
    /// A party was added.
    PartyAdded {
        /// Id.
        party: PartyId,
        /// Kind.
        kind: PartyKind,
        /// What it is called.
        display_name: TextRef,
        /// Parties it declares a tie with.
        affiliations: Vec<PartyId>,
    },
    /// A member was added.
    MemberAdded {
        /// The party.
        party: PartyId,
        /// The member.
        member: MemberId,
        /// What the member is called.
        display_name: Option<TextRef>,
        /// Issuer and value of the external identity.
        identity: Option<(Box<str>, TextRef)>,
        /// Whether the member speaks for the party.
        spokesperson: bool,
    },
    /// A party accepted charter and challenge.
    CharterAccepted {
        /// Who accepted for it.
        member: MemberRef,
        /// Version of the charter.
        charter_version: u32,
        /// Version of the challenge.
        challenge_version: u32,
    },
    /// Every condition for round 1 is met.
    ReadyDeclared {
        /// Version of the charter.
        charter_version: u32,
        /// Version of the challenge.
        challenge_version: u32,
    },
    /// A change took the deliberation back to Draft.
    ReturnedToDraft,
    /// A round opened.
    RoundOpened {
        /// Number, from 1.
        round: u32,
        /// What opened.
        plan: RoundPlan,
        /// Hash of the charter.
        charter_hash: [u8; 32],
    },
    /// A statement was added.
    StatementAdded {
        /// Id.
        statement: StatementId,
        /// The text.
        text: TextRef,
        /// Who gave it; `None` when the facilitator did.
        author: Option<MemberRef>,
        /// The round; 0 outside a round.
        round: u32,
    },
    /// A proposal got a version.
    ProposalVersionAdded {
        /// The proposal.
        proposal: ProposalId,
        /// Number, from 1.
        version: u32,
        /// Title.
        title: TextRef,
        /// Who made it.
        author: MemberRef,
        /// Its clauses, in order.
        clauses: Vec<Clause>,
        /// The round; 0 outside a round.
        round: u32,
    },
    /// A stance was cast.
    StanceCast {
        /// The version it is bound to.
        on: ItemVersion,
        /// Whose it is.
        member: MemberRef,
        /// What was said.
        answer: Answer,
        /// The round in which it counts.
        round: u32,
    },
    /// A round closed.
    RoundClosed {
        /// Number.
        round: u32,
        /// What closed it.
        cause: CloseCause,
    },
    /// The figures of a close or of the conclusion were recorded.
    FiguresRecorded(TallyRecord),
    /// The end of the rounds was called.
    ConclusionCalled {
        /// Why the facilitator went against the advice.
        against_advice_reason: Option<TextRef>,
    },
    /// Follow-up started.
    FollowUpStarted,
    /// The deliberation was closed.
    DeliberationClosed,
    /// The deliberation was cancelled.
    DeliberationCancelled {
        /// Why.
        reason: TextRef,
    },
    /// A subject's content was destroyed.
    Erased {
        /// Whose.
        member: MemberRef,
        /// How much.
        scope: ErasureScope,
    },
}

/// What a member says on an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// An explicit pass: responded, without a stance.
    Pass,
    /// A step of the scale.
    Stance(i32),
}

/// One clause of a proposal version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Id within the proposal.
    pub id: ClauseId,
    /// The text.
    pub text: TextRef,
    /// What it derives from: a clause of this proposal, or of another.
    pub derives_from: Vec<(Option<ProposalId>, ClauseId)>,
}

/// The figures of one tally.
#[derive(Debug, Clone, PartialEq)]
pub struct TallyRecord {
    /// The round; for a conclusion the last one.
    pub round: u32,
    /// Whether they are those of the conclusion.
    pub conclusion: bool,
    /// SHA-256 of the input.
    pub input_digest: [u8; 32],
    /// The figures.
    pub figures: Vec<RecordedFigure>,
    /// The advice per item.
    pub advice: Vec<ItemAdvice>,
}

/// How much an erasure destroys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErasureScope {
    /// Names and texts.
    Texts,
    /// Names, texts and the link to the external identity.
    All,
}

impl EventBody {
    /// The neutral name of the kind of event, in snake case: it never tells the content.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            EventBody::DeliberationCreated { .. } => "deliberation_created",
            EventBody::ChallengeRevised { .. } => "challenge_revised",
            EventBody::CharterSet(_) => "charter_set",
            EventBody::PartyAdded { .. } => "party_added",
            EventBody::MemberAdded { .. } => "member_added",
            EventBody::CharterAccepted { .. } => "charter_accepted",
            EventBody::ReadyDeclared { .. } => "ready_declared",
            EventBody::ReturnedToDraft => "returned_to_draft",
            EventBody::RoundOpened { .. } => "round_opened",
            EventBody::StatementAdded { .. } => "statement",
            EventBody::ProposalVersionAdded { .. } => "proposal",
            EventBody::StanceCast { .. } => "stance",
            EventBody::RoundClosed { .. } => "round_closed",
            EventBody::FiguresRecorded(_) => "figures_recorded",
            EventBody::ConclusionCalled { .. } => "conclusion_called",
            EventBody::FollowUpStarted => "follow_up_started",
            EventBody::DeliberationClosed => "deliberation_closed",
            EventBody::DeliberationCancelled { .. } => "deliberation_cancelled",
            EventBody::Erased { .. } => "erased",
        }
    }

    /// The item the envelope names.
    #[must_use]
    pub fn item(&self) -> Option<ItemVersion> {
        match self {
            EventBody::StatementAdded { statement, .. } => {
                Some(ItemVersion { item: ItemId::Statement(statement.clone()), version: 1 })
            }
            EventBody::StanceCast { on, .. } => Some(on.clone()),
            // A proposal is sealed until its round closes, its id included (rule 2).
            _ => None,
        }
    }

    /// The party the envelope names.
    #[must_use]
    pub fn party(&self) -> Option<&PartyId> {
        match self {
            EventBody::PartyAdded { party, .. } | EventBody::MemberAdded { party, .. } => {
                Some(party)
            }
            EventBody::CharterAccepted { member, .. }
            | EventBody::StanceCast { member, .. }
            | EventBody::Erased { member, .. } => Some(&member.party),
            EventBody::StatementAdded { author, .. } => author.as_ref().map(|a| &a.party),
            EventBody::ProposalVersionAdded { author, .. } => Some(&author.party),
            _ => None,
        }
    }
}
