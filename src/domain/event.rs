//! What happened. Events hold outcomes, never intentions, and applying them cannot fail.

mod envelope;

use crate::domain::act::{
    Acknowledgement, Affiliations, Appeal, AppealRuling, BallotCast, ChallengeRating,
    Classification, Commitment, CommitmentSettlement, CommitmentWaiver, ConsequencesCheck,
    Contribution, Countersignature, Decision, Disposal, EditAcceptance, EntryConfirmation,
    EntryContest, Extras, FlagReply, FloorGrant, Moderation, Motion, MotionConsent, MotionEnd,
    NoticeAcknowledgement, Objection, ObjectionSettlement, ObjectionUpholding, Precondition,
    Promise, PromiseWithdrawal, Provision, ProvisionSettlement, PulseGiven, Response, Resumption,
    Reversal, Term, Understanding, Unreachability, View, Voice, WorkingGroup,
};
use crate::domain::caller::Entry;
use crate::domain::charter::Charter;
use crate::domain::figure::{ItemAdvice, RecordedFigure};
use crate::domain::ids::{
    BodyId, ClauseId, ItemVersion, MemberId, MemberRef, PartyId, ProposalId, PseudonymId,
    StatementId, TextRef, Timestamp,
};
use crate::domain::outcome::Outcome;
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
        /// The party that started it; `None` when the facilitator did.
        initiator: Option<PartyId>,
        /// Who engaged the facilitator, in words.
        engaged_by: Option<TextRef>,
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
        /// Facilitating authorities that kept silent past their term.
        silent: Vec<PartyId>,
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
        /// What comes with it.
        extras: Extras,
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
        /// Whether it is hidden until the round closes.
        sealed: bool,
        /// Whether the text was public before.
        public_before: bool,
    },
    /// A stance was cast.
    StanceCast {
        /// The version it is bound to.
        on: ItemVersion,
        /// Whose it is.
        voice: Voice,
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
    /// The figures on the whole process were recorded, after an outcome, a decision or a reversal.
    ProcessRecorded(ProcessRecord),
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
    /// A party rated the challenge.
    ChallengeRated(ChallengeRating),
    /// A party declared its ties.
    AffiliationsDeclared(Affiliations),
    /// A change was put to all parties.
    MotionMade(Motion),
    /// A party consented to a motion.
    MotionConsented(MotionConsent),
    /// Every party consented to a motion; what it changes follows.
    MotionCarried {
        /// The motion: sequence of the event that made it.
        motion: u64,
    },
    /// A motion was taken back.
    MotionEnded(MotionEnd),
    /// A working group was formed.
    WorkingGroupFormed(WorkingGroup),
    /// A deciding body made a promise.
    PromiseMade(Promise),
    /// A deciding body took its promise back.
    PromiseWithdrawn(PromiseWithdrawal),
    /// A precondition was declared.
    PreconditionDeclared(Precondition),
    /// A provision was declared.
    ProvisionDeclared(Provision),
    /// A provision was delivered or broken.
    ProvisionSettled(ProvisionSettlement),
    /// A deciding body acknowledged the consequences.
    ConsequencesAcknowledged(Acknowledgement),
    /// A deciding body said what a version would lead to.
    ConsequencesChecked(ConsequencesCheck),
    /// A contribution was added.
    ContributionAdded(Contribution),
    /// A party responded to an item.
    Responded(Response),
    /// The author of an item said whether a response understood it.
    Understood(Understanding),
    /// The facilitator classified a response.
    ResponseClassified(Classification),
    /// A party opened an item for the first time.
    Viewed(View),
    /// Something was done with an item.
    Disposed(Disposal),
    /// Time to speak was granted.
    FloorGranted(FloorGrant),
    /// Edits were accepted as substantive.
    EditsAccepted(EditAcceptance),
    /// A member got its pseudonym.
    PseudonymBound {
        /// The member.
        member: MemberRef,
        /// The pseudonym.
        pseudonym: PseudonymId,
        /// The round in which it was given.
        round: u32,
    },
    /// A ballot was cast.
    BallotCast(BallotCast),
    /// A pulse was given.
    PulseGiven(PulseGiven),
    /// Who took part in a secret round.
    RollPublished {
        /// The round.
        round: u32,
        /// The members, in order.
        members: Vec<MemberRef>,
    },
    /// An objection was raised.
    ObjectionRaised(Objection),
    /// A spokesperson upheld an objection.
    ObjectionUpheld(ObjectionUpholding),
    /// An objection ended.
    ObjectionSettled(ObjectionSettlement),
    /// A deciding body decided.
    DecisionRecorded(Decision),
    /// A deciding body reversed what it had decided.
    DecisionReversed(Reversal),
    /// A party confirmed that a notice reached it.
    NoticeAcknowledged(NoticeAcknowledgement),
    /// A party could not be reached with a notice.
    PartyUnreachable(Unreachability),
    /// The parties went on after a recovery.
    RecoveryResumed(Resumption),
    /// A commitment was made.
    CommitmentMade(Commitment),
    /// A commitment was kept or broken.
    CommitmentSettled(CommitmentSettlement),
    /// A party let another off a commitment.
    CommitmentWaived(CommitmentWaiver),
    /// A text was hidden.
    Moderated(Moderation),
    /// An author appealed against moderation.
    ModerationAppealed(Appeal),
    /// An appeal was ruled on.
    AppealRuled(AppealRuling),
    /// A member confirmed what was entered for it.
    EntryConfirmed(EntryConfirmation),
    /// A member contested what was entered for it.
    EntryContested(EntryContest),
    /// Somebody concerned replied to a point of attention.
    FlagReplied(FlagReply),
    /// A party countersigned a checkpoint.
    CheckpointCountersigned(Countersignature),
    /// A term passed without what was to be done in it.
    TermPassed {
        /// The term.
        term: Term,
        /// Its end.
        due: Timestamp,
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
    /// The parties that wrote it together; none means the party of the version alone.
    pub authors: Vec<PartyId>,
    /// The deciding body that is competent for it.
    pub body: Option<BodyId>,
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
    /// What the decision rule computed; in a ballot round and a conclusion.
    pub outcome: Option<Outcome>,
}

/// The figures on the whole process at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct ProcessRecord {
    /// Sequence of the last event that they were computed through: the one before this.
    pub through: u64,
    /// The link of the log there, which stands for everything that they follow from.
    pub input_digest: [u8; 32],
    /// The figures.
    pub figures: Vec<RecordedFigure>,
}

/// How much an erasure destroys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErasureScope {
    /// Names and texts.
    Texts,
    /// Names, texts and the link to the external identity.
    All,
}
