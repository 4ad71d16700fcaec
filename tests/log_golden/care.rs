//! The verdict, follow-up, and care for the record.

use beraad::domain::act::{
    Appeal, AppealRuling, ClauseDecision, ClauseStatus, Commitment, CommitmentSettlement,
    CommitmentWaiver, Countersignature, Decision, EntryConfirmation, EntryContest, FlagReply,
    Moderation, NoticeAcknowledgement, Resumption, Reversal, Target, Term, Unreachability,
};
use beraad::domain::event::{EventBody, ProcessRecord};
use beraad::domain::flag::FlagCode;
use beraad::domain::ids::{ContributionId, Timestamp};

use crate::acts::{body, clause};
use crate::samples::{Named, member, named, party, statement, text};

const DATE: Timestamp = Timestamp(1_780_000_000_000);

pub fn samples() -> Vec<Named> {
    [verdict(), followup(), terms(), care()].into_iter().flatten().collect()
}

fn verdict() -> Vec<Named> {
    let statuses = [
        ClauseStatus::Honoured,
        ClauseStatus::AmendedWithConsent { round: 4 },
        ClauseStatus::Precondition(52),
        ClauseStatus::ExternalBinding { source: text(70), contestable: true },
        ClauseStatus::ExternalBinding { source: text(71), contestable: false },
        ClauseStatus::FormalProcedure,
        ClauseStatus::ChangeOfMind,
        ClauseStatus::Reversed,
        ClauseStatus::Pending,
    ];
    let decided_on = |status: ClauseStatus| ClauseDecision {
        reason: status.deviates().then(|| text(72)),
        clause: clause("1"),
        status,
    };
    let decision = Decision {
        body: body("council"),
        number: "2026-41".into(),
        decided: DATE,
        clauses: statuses.map(decided_on).to_vec(),
    };
    let bare = Decision { number: "".into(), clauses: Vec::new(), ..decision.clone() };
    let reversal = Reversal {
        body: body("council"),
        number: "".into(),
        decided: DATE,
        clauses: vec![clause("1"), clause("2")],
        reason: text(73),
    };
    let reached = NoticeAcknowledgement { notice: 80, member: member(None) };
    let lost = Unreachability { notice: 80, party: party("shop"), reason: text(74) };
    let resumption = Resumption { reopened: vec![clause("2")] };
    vec![
        named("decision_recorded", EventBody::DecisionRecorded(decision)),
        named("decision_recorded.bare", EventBody::DecisionRecorded(bare)),
        named("decision_reversed", EventBody::DecisionReversed(reversal)),
        named("notice_acknowledged", EventBody::NoticeAcknowledged(reached)),
        named("party_unreachable", EventBody::PartyUnreachable(lost)),
        named("recovery_resumed", EventBody::RecoveryResumed(resumption)),
    ]
}

fn followup() -> Vec<Named> {
    let made = |due, round| {
        let (member, text) = (member(Some("m-1")), text(75));
        EventBody::CommitmentMade(Commitment { member, text, due, round })
    };
    let settled = |kept, member, evidence| {
        let commitment = 90;
        EventBody::CommitmentSettled(CommitmentSettlement { commitment, kept, member, evidence })
    };
    let waiver = CommitmentWaiver { commitment: 90, member: member(None) };
    vec![
        named("commitment_made", made(Some(DATE), 3)),
        named("commitment_made.bare", made(None, 0)),
        named("commitment_settled.kept", settled(true, Some(member(None)), Some(text(76)))),
        named("commitment_settled.broken", settled(false, None, None)),
        named("commitment_waived", EventBody::CommitmentWaived(waiver)),
    ]
}

fn terms() -> Vec<Named> {
    [
        ("answer", Term::Answer(ContributionId::parse("c-1").unwrap())),
        ("decide", Term::Decide(95)),
        ("provision", Term::Provision(50)),
        ("commitment", Term::Commitment(90)),
        ("office", Term::Office(body("council"))),
    ]
    .map(|(name, term)| {
        named(&format!("term_passed.{name}"), EventBody::TermPassed { term, due: DATE })
    })
    .to_vec()
}

fn care() -> Vec<Named> {
    let hidden = |target| EventBody::Moderated(Moderation { target, reason: text(77) });
    let own = || member(Some("m-1"));
    let ruled = |restored| {
        EventBody::AppealRuled(AppealRuling { moderation: 100, restored, reason: text(79) })
    };
    let appeal = Appeal { moderation: 100, member: own(), reason: text(78) };
    let replied = |member| {
        let flag = FlagCode::UnexplainedDeviation;
        EventBody::FlagReplied(FlagReply { flag, member, text: text(81) })
    };
    let figures = crate::samples::tally().figures;
    let process = ProcessRecord { through: 147, input_digest: [84; 32], figures };
    let signed = Countersignature {
        member: member(None),
        sequence: 110,
        link: [81; 32],
        public_key: [82; 32],
        signature: [83; 64],
    };
    let contest = EntryContest { entry: 101, member: own(), reason: text(80) };
    vec![
        named("moderated.item", hidden(Target::Item(statement("s-1").item))),
        named("moderated.response", hidden(Target::Response(60))),
        named("moderation_appealed", EventBody::ModerationAppealed(appeal)),
        named("appeal_ruled.restored", ruled(true)),
        named("appeal_ruled.hidden", ruled(false)),
        named(
            "entry_confirmed",
            EventBody::EntryConfirmed(EntryConfirmation { entry: 101, member: own() }),
        ),
        named("entry_contested", EventBody::EntryContested(contest)),
        named("flag_replied.member", replied(Some(own()))),
        named("flag_replied.clerk", replied(None)),
        named("checkpoint_countersigned", EventBody::CheckpointCountersigned(signed)),
        named("process_recorded", EventBody::ProcessRecorded(process)),
    ]
}
