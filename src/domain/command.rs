//! What is asked. A command is parsed at the edge: the values in it are valid in themselves, and
//! what remains to be judged is whether the deliberation allows it now.

use std::sync::Arc;

use crate::domain::act::{
    Acknowledgement, Affiliations, Appeal, AppealRuling, Ballot, ChallengeRating, Classification,
    Commitment, CommitmentSettlement, CommitmentWaiver, ConsequencesCheck, Contribution,
    Countersignature, Decision, Disposal, EditAcceptance, EntryConfirmation, EntryContest, Extras,
    FlagReply, FloorGrant, Moderation, Motion, MotionConsent, MotionEnd, NewParty,
    NoticeAcknowledgement, Objection, ObjectionSettlement, ObjectionUpholding, Precondition,
    Promise, PromiseWithdrawal, Provision, ProvisionSettlement, Pulse, Response, Resumption,
    Reversal, Understanding, Unreachability, View, WorkingGroup,
};
use crate::domain::caller::{Caller, Channel};
use crate::domain::charter::Charter;
use crate::domain::event::{Answer, Clause, ErasureScope, ProcessRecord, TallyRecord};
use crate::domain::ids::{
    FreshPseudonym, ItemId, MemberId, MemberRef, PartyId, ProposalId, StatementId, TextRef,
    Timestamp,
};
use crate::domain::party::PartyKind;
use crate::domain::round::RoundPlan;

/// A command with everything that judging it needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// Who asks.
    pub caller: Arc<Caller>,
    /// The moment it arrived.
    pub at: Timestamp,
    /// The way it came in.
    pub channel: Channel,
    /// Where that can be seen, when somebody else enters it for a member.
    pub evidence: Option<TextRef>,
    /// The framing the caller last saw, from the etag; `None` for no check.
    pub expected: Option<u64>,
    /// What is asked.
    pub body: CommandBody,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum CommandBody {
    /// Create the deliberation.
    CreateDeliberation {
        /// Title.
        title: TextRef,
        /// The challenge, when it is there already.
        challenge: Option<TextRef>,
        /// The charter, when it is there already; its version is set by the rules.
        charter: Option<Box<Charter>>,
        /// The party that starts it, when it is not the facilitator alone.
        initiator: Option<NewParty>,
        /// Who engaged the facilitator, in words.
        engaged_by: Option<TextRef>,
    },
    /// Give the challenge a new version.
    ReviseChallenge {
        /// The text.
        text: TextRef,
    },
    /// Give the charter a new version; its version is set by the rules.
    SetCharter(Charter),
    /// Add a party.
    AddParty {
        /// Id.
        party: PartyId,
        /// Kind.
        kind: PartyKind,
        /// What it is called.
        display_name: TextRef,
        /// Parties it declares a tie with.
        affiliations: Vec<PartyId>,
    },
    /// Add a member to a party.
    AddMember {
        /// The party.
        party: PartyId,
        /// The member's random id.
        member: MemberId,
        /// What the member is called.
        display_name: Option<TextRef>,
        /// Issuer and value of the external identity.
        identity: Option<(Box<str>, TextRef)>,
        /// Whether the member speaks for the party.
        spokesperson: bool,
    },
    /// Accept charter and challenge for a party.
    AcceptCharter {
        /// Who accepts.
        member: MemberRef,
        /// Version of the charter.
        charter_version: u32,
        /// Version of the challenge.
        challenge_version: u32,
    },
    /// Declare that round 1 can open.
    DeclareReady,
    /// Open the next round.
    OpenRound(RoundPlan),
    /// Close the open round.
    CloseRound {
        /// Its number.
        round: u32,
    },
    /// End the rounds.
    Conclude {
        /// Why, when against the advice.
        against_advice_reason: Option<TextRef>,
    },
    /// Start follow-up.
    StartFollowUp,
    /// Close the deliberation.
    CloseDeliberation,
    /// End the deliberation before its conclusion.
    CancelDeliberation {
        /// Why.
        reason: TextRef,
    },
    /// Add a statement.
    AddStatement {
        /// Id.
        statement: StatementId,
        /// The text.
        text: TextRef,
        /// Who gives it; `None` for the facilitator.
        author: Option<MemberRef>,
        /// What comes with it.
        extras: Extras,
    },
    /// Add a version to a proposal, or a new proposal.
    AddProposalVersion {
        /// The proposal.
        proposal: ProposalId,
        /// The version it follows; 0 for a new proposal.
        after_version: u32,
        /// Title.
        title: TextRef,
        /// Who makes it.
        author: MemberRef,
        /// Its clauses, in order.
        clauses: Vec<Clause>,
        /// Whether the text was public before.
        public_before: bool,
    },
    /// Cast a stance.
    CastStance {
        /// The item.
        item: ItemId,
        /// The version; 0 when the item has only one.
        version: u32,
        /// Whose stance.
        member: MemberRef,
        /// What is said.
        answer: Answer,
        /// A fresh pseudonym, in case the member needs one.
        pseudonym: FreshPseudonym,
    },
    /// Rate the challenge.
    RateChallenge(ChallengeRating),
    /// Declare ties.
    DeclareAffiliations(Affiliations),
    /// Put a change to all parties.
    MakeMotion(Motion),
    /// Consent to a motion.
    ConsentToMotion(MotionConsent),
    /// Take a motion back.
    EndMotion(MotionEnd),
    /// Form a working group.
    FormWorkingGroup(WorkingGroup),
    /// Make a promise.
    MakePromise(Promise),
    /// Take a promise back.
    WithdrawPromise(PromiseWithdrawal),
    /// Declare a precondition.
    DeclarePrecondition(Precondition),
    /// Declare a provision.
    DeclareProvision(Provision),
    /// Say whether a provision was delivered.
    SettleProvision(ProvisionSettlement),
    /// Acknowledge the consequences.
    AcknowledgeConsequences(Acknowledgement),
    /// Say what a version would lead to.
    CheckConsequences(ConsequencesCheck),
    /// Add a contribution.
    AddContribution(Contribution),
    /// Respond to an item.
    Respond(Response),
    /// Say whether a response understood the author.
    MarkUnderstood(Understanding),
    /// Classify a response.
    ClassifyResponse(Classification),
    /// Say that an item was opened.
    RecordView(View),
    /// Say what becomes of an item.
    Dispose(Disposal),
    /// Grant time to speak.
    GrantFloor(FloorGrant),
    /// Accept edits as substantive.
    AcceptEdits(EditAcceptance),
    /// Raise an objection.
    RaiseObjection(Objection),
    /// Uphold an objection.
    UpholdObjection(ObjectionUpholding),
    /// End an objection.
    SettleObjection(ObjectionSettlement),
    /// Record a decision.
    RecordDecision(Decision),
    /// Reverse a decision.
    ReverseDecision(Reversal),
    /// Confirm that a notice arrived.
    AcknowledgeNotice(NoticeAcknowledgement),
    /// Say that a party cannot be reached.
    RecordUnreachable(Unreachability),
    /// Go on after a recovery.
    Resume(Resumption),
    /// Make a commitment.
    MakeCommitment(Commitment),
    /// Say whether a commitment was kept.
    SettleCommitment(CommitmentSettlement),
    /// Let a party off a commitment.
    WaiveCommitment(CommitmentWaiver),
    /// Hide a text.
    Moderate(Moderation),
    /// Appeal against moderation.
    AppealModeration(Appeal),
    /// Rule on an appeal.
    RuleOnAppeal(AppealRuling),
    /// Confirm what was entered for a member.
    ConfirmEntry(EntryConfirmation),
    /// Contest what was entered for a member.
    ContestEntry(EntryContest),
    /// Countersign a checkpoint.
    CountersignCheckpoint(Countersignature),
    /// Cast a ballot.
    CastBallot {
        /// Whose.
        member: MemberRef,
        /// What it says.
        ballot: Ballot,
        /// A fresh pseudonym, in case the member needs one.
        pseudonym: FreshPseudonym,
    },
    /// Give a pulse.
    GivePulse {
        /// Whose.
        member: MemberRef,
        /// What it says.
        pulse: Pulse,
        /// A fresh pseudonym, in case the member needs one.
        pseudonym: FreshPseudonym,
    },
    /// Reply to a point of attention.
    ReplyToFlag(FlagReply),
    /// Destroy a subject's content.
    Erase {
        /// Whose.
        member: MemberRef,
        /// How much.
        scope: ErasureScope,
    },
    /// From the timer: close what is due.
    Tick,
    /// From the tally: record its figures.
    RecordFigures(TallyRecord),
    /// From what computes the process: record its figures.
    RecordProcess(ProcessRecord),
}

impl CommandBody {
    /// The name of the command, in snake case.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            CommandBody::CreateDeliberation { .. } => "create_deliberation",
            CommandBody::ReviseChallenge { .. } => "revise_challenge",
            CommandBody::SetCharter(_) => "set_charter",
            CommandBody::AddParty { .. } => "add_party",
            CommandBody::AddMember { .. } => "add_member",
            CommandBody::AcceptCharter { .. } => "accept_charter",
            CommandBody::DeclareReady => "declare_ready",
            CommandBody::OpenRound(_) => "open_round",
            CommandBody::CloseRound { .. } => "close_round",
            CommandBody::Conclude { .. } => "conclude",
            CommandBody::StartFollowUp => "start_follow_up",
            CommandBody::CloseDeliberation => "close_deliberation",
            CommandBody::CancelDeliberation { .. } => "cancel_deliberation",
            CommandBody::AddStatement { .. } => "add_statement",
            CommandBody::AddProposalVersion { .. } => "add_proposal_version",
            CommandBody::CastStance { .. } => "cast_stance",
            CommandBody::RateChallenge(_) => "rate_challenge",
            CommandBody::DeclareAffiliations(_) => "declare_affiliations",
            CommandBody::MakeMotion(_) => "make_motion",
            CommandBody::ConsentToMotion(_) => "consent_to_motion",
            CommandBody::EndMotion(_) => "end_motion",
            CommandBody::FormWorkingGroup(_) => "form_working_group",
            CommandBody::MakePromise(_) => "make_promise",
            CommandBody::WithdrawPromise(_) => "withdraw_promise",
            CommandBody::DeclarePrecondition(_) => "declare_precondition",
            CommandBody::DeclareProvision(_) => "declare_provision",
            CommandBody::SettleProvision(_) => "settle_provision",
            CommandBody::AcknowledgeConsequences(_) => "acknowledge_consequences",
            CommandBody::CheckConsequences(_) => "check_consequences",
            CommandBody::AddContribution(_) => "add_contribution",
            CommandBody::Respond(_) => "respond",
            CommandBody::MarkUnderstood(_) => "mark_understood",
            CommandBody::ClassifyResponse(_) => "classify_response",
            CommandBody::RecordView(_) => "record_view",
            CommandBody::Dispose(_) => "dispose",
            CommandBody::GrantFloor(_) => "grant_floor",
            CommandBody::AcceptEdits(_) => "accept_edits",
            CommandBody::RaiseObjection(_) => "raise_objection",
            CommandBody::UpholdObjection(_) => "uphold_objection",
            CommandBody::SettleObjection(_) => "settle_objection",
            CommandBody::RecordDecision(_) => "record_decision",
            CommandBody::ReverseDecision(_) => "reverse_decision",
            CommandBody::AcknowledgeNotice(_) => "acknowledge_notice",
            CommandBody::RecordUnreachable(_) => "record_unreachable",
            CommandBody::Resume(_) => "resume",
            CommandBody::MakeCommitment(_) => "make_commitment",
            CommandBody::SettleCommitment(_) => "settle_commitment",
            CommandBody::WaiveCommitment(_) => "waive_commitment",
            CommandBody::Moderate(_) => "moderate",
            CommandBody::AppealModeration(_) => "appeal_moderation",
            CommandBody::RuleOnAppeal(_) => "rule_on_appeal",
            CommandBody::ConfirmEntry(_) => "confirm_entry",
            CommandBody::ContestEntry(_) => "contest_entry",
            CommandBody::ReplyToFlag(_) => "reply_to_flag",
            CommandBody::CountersignCheckpoint(_) => "countersign_checkpoint",
            CommandBody::CastBallot { .. } => "cast_ballot",
            CommandBody::GivePulse { .. } => "give_pulse",
            CommandBody::Erase { .. } => "erase",
            CommandBody::Tick => "tick",
            CommandBody::RecordFigures(_) => "record_figures",
            CommandBody::RecordProcess(_) => "record_process",
        }
    }
}
