//! One event of every kind, with a text in every place that can hold one.

use std::collections::BTreeSet;

use super::checkpoints::signed;
use super::commitments::commitment;
use super::contributions::asked;
use super::dialogue::response;
use super::given::{
    charter, clause, created, of, party, plan, proposal, pseudonym, ready_declared, record,
    statement, text, version,
};
use crate::domain::act::{
    Acknowledgement, Affiliations, Appeal, AppealRuling, Attachment, Ballot, BallotCast, Basis,
    ChallengeRating, Classification, ClauseDecision, ClauseStatus, CommitmentSettlement,
    CommitmentWaiver, ConsentStance, ConsequencesCheck, Contribution, Decision, Disposal,
    Disposition, EditAcceptance, EntryConfirmation, EntryContest, Extras, FlagReply, FloorGrant,
    Level, Moderation, Motion, MotionConsent, MotionEnd, MotionSubject, NewParty,
    NoticeAcknowledgement, Objection, ObjectionEnd, ObjectionSettlement, ObjectionUpholding,
    Precondition, Promise, PromiseWithdrawal, Provision, ProvisionSettlement, Pulse, PulseGiven,
    ResponseKind, Resumption, Reversal, Target, Term, Understanding, Unreachability, View, Voice,
    WorkingGroup,
};
use crate::domain::event::{Answer, ErasureScope, EventBody, ProcessRecord};
use crate::domain::flag::FlagCode;
use crate::domain::ids::{
    BodyId, ClauseId, ClauseRef, GroupId, ItemVersion, ProposalId, StatementId, Timestamp,
};
use crate::domain::party::PartyKind;
use crate::domain::round::{Activity, CloseCause, ClosingRule, RoundPlan};

/// One of every kind, in round 1; the hidden acts are those of `c/m1`.
pub(super) fn all() -> Vec<EventBody> {
    let groups = [
        framing(),
        process(),
        mandate(),
        participation(),
        hidden_acts(&Voice::Named(of("c/m1"))),
        objections(),
        verdict(),
        care(),
    ];
    groups.into_iter().flatten().collect()
}

/// A stance, a ballot and a pulse.
pub(super) fn hidden_acts(voice: &Voice) -> Vec<EventBody> {
    let voice = voice.clone();
    let ballot = Ballot::Consent {
        option: p(),
        stance: ConsentStance::Objection,
        reason: Some(text("reason")),
    };
    vec![
        EventBody::StanceCast {
            on: version(statement("s"), 1),
            voice: voice.clone(),
            answer: Answer::Pass,
            round: 1,
        },
        EventBody::BallotCast(BallotCast { voice: voice.clone(), ballot, round: 1 }),
        EventBody::PulseGiven(PulseGiven { voice, pulse: Pulse::default(), round: 1 }),
    ]
}

/// Whether an event is hidden from somebody by the rules on stances, pseudonyms and seals. A kind
/// that is new does not compile until it says so.
pub(super) fn is_hidden_act(body: &EventBody) -> bool {
    use EventBody as E;
    match body {
        E::StanceCast { .. } | E::BallotCast(_) | E::PulseGiven(_) | E::PseudonymBound { .. } => {
            true
        }
        E::ProposalVersionAdded { sealed, .. } => *sealed,
        E::DeliberationCreated { .. } | E::ChallengeRevised { .. } | E::CharterSet(_) => false,
        E::PartyAdded { .. } | E::MemberAdded { .. } | E::CharterAccepted { .. } => false,
        E::ReadyDeclared { .. } | E::ReturnedToDraft | E::RoundOpened { .. } => false,
        E::StatementAdded { .. } | E::RoundClosed { .. } | E::FiguresRecorded(_) => false,
        E::ProcessRecorded(_) => false,
        E::ConclusionCalled { .. } | E::FollowUpStarted | E::DeliberationClosed => false,
        E::DeliberationCancelled { .. } | E::Erased { .. } | E::ChallengeRated(_) => false,
        E::AffiliationsDeclared(_) | E::MotionMade(_) | E::MotionConsented(_) => false,
        E::MotionCarried { .. } | E::MotionEnded(_) | E::WorkingGroupFormed(_) => false,
        E::PromiseMade(_) | E::PromiseWithdrawn(_) | E::PreconditionDeclared(_) => false,
        E::ProvisionDeclared(_) | E::ProvisionSettled(_) => false,
        E::ConsequencesAcknowledged(_) | E::ConsequencesChecked(_) => false,
        E::ContributionAdded(_) | E::Responded(_) | E::Understood(_) => false,
        E::ResponseClassified(_) | E::Viewed(_) | E::Disposed(_) | E::FloorGranted(_) => false,
        E::EditsAccepted(_) | E::RollPublished { .. } | E::ObjectionRaised(_) => false,
        E::ObjectionUpheld(_) | E::ObjectionSettled(_) | E::DecisionRecorded(_) => false,
        E::DecisionReversed(_) | E::NoticeAcknowledged(_) | E::PartyUnreachable(_) => false,
        E::RecoveryResumed(_) | E::CommitmentMade(_) | E::CommitmentSettled(_) => false,
        E::CommitmentWaived(_) | E::Moderated(_) | E::ModerationAppealed(_) => false,
        // Of an entry that is not there.
        E::AppealRuled(_) | E::EntryConfirmed(_) | E::EntryContested(_) => false,
        E::FlagReplied(_) | E::CheckpointCountersigned(_) => false,
        E::TermPassed { .. } => false,
    }
}

fn p() -> ItemVersion {
    version(proposal("p"), 1)
}

fn k() -> ClauseRef {
    ClauseRef { proposal: ProposalId::parse("p").unwrap(), clause: ClauseId::parse("k").unwrap() }
}

fn council() -> BodyId {
    BodyId::parse("council").unwrap()
}

fn framing() -> Vec<EventBody> {
    let (challenge_version, charter_version, member) = (1, 1, of("c/m1"));
    let title = text("title");
    let late = NewParty {
        party: party("d"),
        kind: PartyKind::Other,
        display_name: text("name"),
        affiliations: Vec::new(),
    };
    let group = GroupId::parse("g").unwrap();
    vec![
        created(),
        EventBody::DeliberationCreated { title, initiator: None, engaged_by: Some(text("who")) },
        EventBody::ChallengeRevised { version: 1, text: text("challenge") },
        EventBody::CharterSet(charter(1)),
        EventBody::PartyAdded {
            party: party("d"),
            kind: PartyKind::Other,
            display_name: text("name"),
            affiliations: Vec::new(),
        },
        EventBody::MemberAdded {
            party: party("c"),
            member: super::given::member_id("m1"),
            display_name: Some(text("name")),
            identity: Some(("x".into(), text("value"))),
            spokesperson: false,
        },
        EventBody::CharterAccepted { member: member.clone(), charter_version, challenge_version },
        ready_declared(&["b"]),
        EventBody::ReturnedToDraft,
        EventBody::ChallengeRated(ChallengeRating { member, version: 1, answer: Answer::Pass }),
        EventBody::AffiliationsDeclared(Affiliations { party: party("c"), affiliations: vec![] }),
        EventBody::MotionMade(Motion { subject: MotionSubject::Party(late), reason: text("why") }),
        EventBody::MotionConsented(MotionConsent { motion: 1, member: of("c/m1") }),
        EventBody::MotionCarried { motion: 1 },
        EventBody::MotionEnded(MotionEnd { motion: 1, reason: text("why") }),
        EventBody::WorkingGroupFormed(WorkingGroup { group, title: text("t"), parties: vec![] }),
    ]
}

fn process() -> Vec<EventBody> {
    let against_advice_reason = Some(text("why"));
    let opened = RoundPlan {
        title: Some(text("title")),
        against_advice_reason: against_advice_reason.clone(),
        ..plan(&[Activity::Rate], ClosingRule::ByFacilitator)
    };
    vec![
        EventBody::RoundOpened { round: 1, plan: opened, charter_hash: [3; 32] },
        EventBody::RoundClosed { round: 1, cause: CloseCause::Time },
        EventBody::FiguresRecorded(record(1, false)),
        EventBody::ProcessRecorded(ProcessRecord {
            through: 1,
            input_digest: [1; 32],
            figures: record(1, false).figures,
        }),
        EventBody::RollPublished { round: 1, members: vec![of("c/m1")] },
        EventBody::PseudonymBound { member: of("c/m1"), pseudonym: pseudonym("y"), round: 1 },
        EventBody::ConclusionCalled { against_advice_reason },
        EventBody::FollowUpStarted,
        EventBody::DeliberationClosed,
        EventBody::DeliberationCancelled { reason: text("why") },
        EventBody::Erased { member: of("c/m1"), scope: ErasureScope::All },
        EventBody::TermPassed { term: Term::Decide(1), due: Timestamp(1) },
    ]
}

fn mandate() -> Vec<EventBody> {
    let promise = Promise {
        body: council(),
        level: Level::Advise,
        text: text("promise"),
        grounds: Vec::new(),
    };
    let limit = Precondition {
        body: council(),
        text: text("limit"),
        consequence: text("consequence"),
        answers: None,
    };
    let word = Acknowledgement {
        body: council(),
        number: "1".into(),
        decided: Timestamp(1),
        term_ends: Timestamp(2),
        text: text("consequences"),
    };
    let check =
        ConsequencesCheck { body: council(), on: p(), breaks: None, text: text("consequences") };
    let evidence = Some(text("evidence"));
    vec![
        EventBody::PromiseMade(promise),
        EventBody::PromiseWithdrawn(PromiseWithdrawal { body: council(), reason: text("why") }),
        EventBody::PreconditionDeclared(limit),
        EventBody::ProvisionDeclared(Provision { body: council(), text: text("t"), due: None }),
        EventBody::ProvisionSettled(ProvisionSettlement { provision: 1, kept: true, evidence }),
        EventBody::ConsequencesAcknowledged(word),
        EventBody::ConsequencesChecked(check),
    ]
}

fn participation() -> Vec<EventBody> {
    let attachment = Attachment {
        address: text("address"),
        media_type: "application/pdf".into(),
        sha256: [1; 32],
    };
    let place = Some(text("place"));
    let extras = Extras { attachments: vec![attachment], place, public_before: true };
    let disposal = Disposal {
        item: statement("s"),
        disposition: Disposition::RejectedWithReason,
        reason: Some(text("why")),
        basis: Some(Basis::Criterion(text("criterion"))),
    };
    let grant = FloorGrant {
        party: party("c"),
        granted_seconds: 1,
        used_seconds: 1,
        cut_short: false,
        round: 1,
    };
    let (response, member) = (1, of("c/m1"));
    let view = View { item: statement("s"), member: member.clone() };
    let word = Classification { response, substantive: true, reason: text("why") };
    vec![
        EventBody::StatementAdded {
            statement: StatementId::parse("s").unwrap(),
            text: text("statement"),
            author: Some(member.clone()),
            round: 1,
            extras: extras.clone(),
        },
        EventBody::ProposalVersionAdded {
            proposal: ProposalId::parse("p").unwrap(),
            version: 1,
            title: text("title"),
            author: member.clone(),
            clauses: vec![clause("k"), clause("l")],
            round: 1,
            sealed: true,
            public_before: false,
        },
        EventBody::ContributionAdded(Contribution { extras, ..asked() }),
        EventBody::Responded(self::response(statement("s"), "c/m1", ResponseKind::Answer)),
        EventBody::Understood(Understanding { response, member: member.clone(), understood: true }),
        EventBody::ResponseClassified(word),
        EventBody::Viewed(view),
        EventBody::Disposed(disposal),
        EventBody::FloorGranted(grant),
        EventBody::EditsAccepted(EditAcceptance { edits: Vec::new(), member }),
    ]
}

fn objections() -> Vec<EventBody> {
    let (member, objection, reason) = (of("c/m1"), 1, text("why"));
    let settled = ObjectionSettlement {
        objection,
        end: ObjectionEnd::NotArgued,
        member: None,
        reason: Some(text("why")),
    };
    let raised = Objection { on: p(), member: member.clone(), reason, round: 1 };
    vec![
        EventBody::ObjectionRaised(raised),
        EventBody::ObjectionUpheld(ObjectionUpholding { objection, member }),
        EventBody::ObjectionSettled(settled),
    ]
}

fn verdict() -> Vec<EventBody> {
    let (number, decided, reason) = (Box::<str>::default(), Timestamp(1), text("why"));
    let status = ClauseStatus::ExternalBinding { source: text("source"), contestable: true };
    let one = ClauseDecision { clause: k(), status, reason: Some(reason.clone()) };
    let decision =
        Decision { body: council(), number: number.clone(), decided, clauses: vec![one] };
    let reversal =
        Reversal { body: council(), number, decided, clauses: vec![k()], reason: reason.clone() };
    let lost = Unreachability { notice: 1, party: party("c"), reason };
    let reached = NoticeAcknowledgement { notice: 1, member: of("c/m1") };
    vec![
        EventBody::DecisionRecorded(decision),
        EventBody::DecisionReversed(reversal),
        EventBody::NoticeAcknowledged(reached),
        EventBody::PartyUnreachable(lost),
        EventBody::RecoveryResumed(Resumption { reopened: vec![k()] }),
    ]
}

fn care() -> Vec<EventBody> {
    let (member, reason, evidence) = (of("c/m1"), text("why"), Some(text("evidence")));
    let (commitment_number, moderation, entry) = (1, 1, 999);
    let settled =
        CommitmentSettlement { commitment: commitment_number, kept: true, member: None, evidence };
    let waived = CommitmentWaiver { commitment: commitment_number, member: member.clone() };
    let hidden = Moderation { target: Target::Response(1), reason: reason.clone() };
    let appeal = Appeal { moderation, member: member.clone(), reason: reason.clone() };
    let ruling = AppealRuling { moderation, restored: true, reason: reason.clone() };
    let flag = FlagCode::SameReason;
    let reply = FlagReply { flag, member: Some(member.clone()), text: reason.clone() };
    vec![
        EventBody::CommitmentMade(commitment("c/m1")),
        EventBody::CommitmentSettled(settled),
        EventBody::CommitmentWaived(waived),
        EventBody::Moderated(hidden),
        EventBody::ModerationAppealed(appeal),
        EventBody::AppealRuled(ruling),
        EventBody::EntryConfirmed(EntryConfirmation { entry, member: member.clone() }),
        EventBody::EntryContested(EntryContest { entry, member, reason }),
        EventBody::FlagReplied(reply),
        signed("c/m1", 1),
    ]
}

#[test]
fn there_is_one_of_every_kind() {
    let kinds: BTreeSet<&str> = all().iter().map(EventBody::kind).collect();
    assert_eq!(kinds.len(), 65);
}
