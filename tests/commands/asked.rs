//! A command of every kind that only the phase can refuse, and who asks it.

use beraad::domain::act::*;
use beraad::domain::caller::Role;
use beraad::domain::command::{Command, CommandBody};
use beraad::domain::event::{Answer, Clause, ErasureScope, ProcessRecord};
use beraad::domain::flag::FlagCode;
use beraad::domain::ids::{ClauseRef, FreshPseudonym, ItemId, ItemVersion, MemberRef, Timestamp};

use crate::world::*;

/// Every kind of command with the name of its row.
pub fn commands() -> Vec<(&'static str, CommandBody)> {
    let mut commands = framing_commands();
    commands.extend(mandate_commands());
    commands.extend(round_commands());
    commands.extend(content_commands());
    commands.extend(dialogue_commands());
    commands.extend(verdict_commands());
    commands.extend(care_commands());
    commands
}

fn a() -> MemberRef {
    member("a", None)
}

fn framing_commands() -> Vec<(&'static str, CommandBody)> {
    let rating = ChallengeRating { member: a(), version: 1, answer: Answer::Stance(1) };
    let ties = Affiliations { party: party("a"), affiliations: vec![party("b")] };
    let subject = MotionSubject::Party(new_party("z"));
    let consent = MotionConsent { motion: base().motion, member: a() };
    let group = WorkingGroup { group: group("z"), title: text(), parties: vec![party("a")] };
    vec![
        ("CreateDeliberation", create()),
        ("ReviseChallenge", CommandBody::ReviseChallenge { text: text() }),
        ("SetCharter", CommandBody::SetCharter(charter())),
        ("RateChallenge", CommandBody::RateChallenge(rating)),
        ("AddParty", add_party("z")),
        ("DeclareAffiliations", CommandBody::DeclareAffiliations(ties)),
        ("AddMember", add_member("z")),
        ("AcceptCharter", accept("c", Some("m"))),
        ("DeclareReady", CommandBody::DeclareReady),
        ("MakeMotion", CommandBody::MakeMotion(Motion { subject, reason: text() })),
        ("ConsentToMotion", CommandBody::ConsentToMotion(consent)),
        ("EndMotion", CommandBody::EndMotion(MotionEnd { motion: base().motion, reason: text() })),
        ("FormWorkingGroup", CommandBody::FormWorkingGroup(group)),
    ]
}

fn mandate_commands() -> Vec<(&'static str, CommandBody)> {
    let word = Acknowledgement {
        body: body("raad"),
        number: "1".into(),
        decided: Timestamp(1),
        term_ends: Timestamp(i64::MAX),
        text: text(),
    };
    let settled = ProvisionSettlement { provision: base().provision, kept: true, evidence: None };
    let check =
        ConsequencesCheck { body: body("raad"), on: plan_version(2), breaks: None, text: text() };
    let withdrawal = PromiseWithdrawal { body: body("raad"), reason: text() };
    vec![
        ("MakePromise", CommandBody::MakePromise(promise())),
        ("WithdrawPromise", CommandBody::WithdrawPromise(withdrawal)),
        ("DeclarePrecondition", CommandBody::DeclarePrecondition(precondition())),
        ("DeclareProvision", CommandBody::DeclareProvision(provision())),
        ("SettleProvision", CommandBody::SettleProvision(settled)),
        ("AcknowledgeConsequences", CommandBody::AcknowledgeConsequences(word)),
        ("CheckConsequences", CommandBody::CheckConsequences(check)),
    ]
}

fn round_commands() -> Vec<(&'static str, CommandBody)> {
    let cancel = CommandBody::CancelDeliberation { reason: text() };
    let process = ProcessRecord { through: 1, input_digest: [1; 32], figures: Vec::new() };
    vec![
        ("OpenRound", open_round()),
        ("CloseRound", CommandBody::CloseRound { round: 1 }),
        ("Conclude", conclude()),
        ("StartFollowUp", CommandBody::StartFollowUp),
        ("CloseDeliberation", CommandBody::CloseDeliberation),
        ("CancelDeliberation", cancel),
        ("Tick", CommandBody::Tick),
        ("RecordFigures", record(false)),
        ("RecordProcess", CommandBody::RecordProcess(process)),
    ]
}

fn content_commands() -> Vec<(&'static str, CommandBody)> {
    let propose = CommandBody::AddProposalVersion {
        proposal: proposal("z"),
        after_version: 0,
        title: text(),
        author: a(),
        clauses: vec![Clause {
            id: clause("k"),
            text: text(),
            derives_from: Vec::new(),
            authors: Vec::new(),
            body: None,
        }],
        public_before: false,
    };

    let cast = CommandBody::CastStance {
        item: statement("s"),
        version: 1,
        member: a(),
        answer: Answer::Stance(1),
        pseudonym: FreshPseudonym(7),
    };
    let stance = ConsentStance::Consent;
    let ballot = Ballot::Consent { option: plan_version(2), stance, reason: None };
    let ballot = CommandBody::CastBallot { member: a(), ballot, pseudonym: FreshPseudonym(7) };
    let pulse = Pulse { seen: Some(3), ..Pulse::default() };
    let pulse = CommandBody::GivePulse { member: a(), pulse, pseudonym: FreshPseudonym(7) };
    let erase = CommandBody::Erase { member: member("b", None), scope: ErasureScope::Texts };
    let question = Contribution { to_authority: true, ..contribution("z", Some(a())) };
    let contribution = |author| CommandBody::AddContribution(contribution("z", author));
    vec![
        ("AddContribution, without a member", contribution(None)),
        ("AddContribution, a question to the authority", CommandBody::AddContribution(question)),
        ("AddContribution, of a member", contribution(Some(a()))),
        ("AddStatement, without a member", add_statement("z", None)),
        ("AddStatement, of a member", add_statement("z", Some(a()))),
        ("AddProposalVersion", propose),
        ("CastStance", cast),
        ("CastBallot", ballot),
        ("GivePulse", pulse),
        ("Erase", erase),
    ]
}

fn dialogue_commands() -> Vec<(&'static str, CommandBody)> {
    let numbers = base();
    let answer = response("question", member("b", None));
    let word = Understanding { response: numbers.response, member: a(), understood: true };
    let classified =
        Classification { response: numbers.response, substantive: true, reason: text() };
    let view = View { item: idea("question"), member: member("c", Some("m")) };
    let disposal = Disposal {
        item: statement("s"),
        disposition: Disposition::Deferred,
        reason: None,
        basis: None,
    };
    let grant = FloorGrant {
        party: party("a"),
        granted_seconds: 60,
        used_seconds: 60,
        cut_short: false,
        round: 0,
    };
    let edits = EditAcceptance { edits: Vec::new(), member: a() };
    let upheld = ObjectionUpholding { objection: numbers.objection, member: a() };
    let settled = ObjectionSettlement {
        objection: numbers.objection,
        end: ObjectionEnd::Withdrawn,
        member: Some(a()),
        reason: None,
    };
    vec![
        ("Respond", CommandBody::Respond(answer)),
        ("MarkUnderstood", CommandBody::MarkUnderstood(word)),
        ("ClassifyResponse", CommandBody::ClassifyResponse(classified)),
        ("RecordView", CommandBody::RecordView(view)),
        ("Dispose", CommandBody::Dispose(disposal)),
        ("GrantFloor", CommandBody::GrantFloor(grant)),
        ("AcceptEdits", CommandBody::AcceptEdits(edits)),
        ("RaiseObjection", CommandBody::RaiseObjection(objection())),
        ("UpholdObjection", CommandBody::UpholdObjection(upheld)),
        ("SettleObjection", CommandBody::SettleObjection(settled)),
    ]
}

fn verdict_commands() -> Vec<(&'static str, CommandBody)> {
    let numbers = base();
    let mut other = decision(ClauseStatus::Honoured);
    other.clauses[0].clause.clause = clause("other");
    let reached = NoticeAcknowledgement { notice: numbers.notice, member: a() };
    let lost = Unreachability { notice: numbers.notice, party: party("c"), reason: text() };
    let settled = CommitmentSettlement {
        commitment: numbers.commitment,
        kept: true,
        member: Some(a()),
        evidence: None,
    };
    let waived = CommitmentWaiver { commitment: numbers.commitment, member: member("b", None) };
    vec![
        ("RecordDecision", CommandBody::RecordDecision(other)),
        ("ReverseDecision", CommandBody::ReverseDecision(reversal(Vec::new()))),
        ("AcknowledgeNotice", CommandBody::AcknowledgeNotice(reached)),
        ("RecordUnreachable", CommandBody::RecordUnreachable(lost)),
        ("Resume", CommandBody::Resume(Resumption { reopened: Vec::new() })),
        ("MakeCommitment", CommandBody::MakeCommitment(commitment())),
        ("SettleCommitment", CommandBody::SettleCommitment(settled)),
        ("WaiveCommitment", CommandBody::WaiveCommitment(waived)),
    ]
}

fn care_commands() -> Vec<(&'static str, CommandBody)> {
    let numbers = base();
    let moderation = Moderation { target: Target::Item(statement("s")), reason: text() };
    let appeal = Appeal { moderation: numbers.moderation, member: a(), reason: text() };
    let ruling = AppealRuling { moderation: numbers.appealed, restored: true, reason: text() };
    let confirmed = EntryConfirmation { entry: numbers.entry, member: a() };
    let reply = |member| {
        let flag = FlagCode::LatePrecondition;
        CommandBody::ReplyToFlag(FlagReply { flag, member, text: text() })
    };
    let contested = EntryContest { entry: numbers.entry, member: a(), reason: text() };
    let signed = Countersignature {
        member: a(),
        sequence: numbers.notice,
        link: [1; 32],
        public_key: [2; 32],
        signature: [3; 64],
    };
    vec![
        ("Moderate", CommandBody::Moderate(moderation)),
        ("AppealModeration", CommandBody::AppealModeration(appeal)),
        ("RuleOnAppeal", CommandBody::RuleOnAppeal(ruling)),
        ("ConfirmEntry", CommandBody::ConfirmEntry(confirmed)),
        ("ContestEntry", CommandBody::ContestEntry(contested)),
        ("ReplyToFlag, of a member", reply(Some(a()))),
        ("ReplyToFlag, without a member", reply(None)),
        ("CountersignCheckpoint", CommandBody::CountersignCheckpoint(signed)),
    ]
}

/// The member in whose name a command is asked.
fn own(body: &CommandBody) -> Option<&MemberRef> {
    use CommandBody as C;
    match body {
        C::AcceptCharter { member, .. }
        | C::CastStance { member, .. }
        | C::CastBallot { member, .. }
        | C::GivePulse { member, .. } => Some(member),
        C::AddStatement { author, .. } => author.as_ref(),
        C::AddContribution(added) => added.author.as_ref(),
        C::AddProposalVersion { author, .. } => Some(author),
        C::RateChallenge(rating) => Some(&rating.member),
        C::ConsentToMotion(consent) => Some(&consent.member),
        C::Respond(response) => Some(&response.author),
        C::MarkUnderstood(word) => Some(&word.member),
        C::RecordView(view) => Some(&view.member),
        C::AcceptEdits(accepted) => Some(&accepted.member),
        C::RaiseObjection(raised) => Some(&raised.member),
        C::UpholdObjection(upheld) => Some(&upheld.member),
        C::SettleObjection(settled) => settled.member.as_ref(),
        C::AcknowledgeNotice(reached) => Some(&reached.member),
        C::MakeCommitment(made) => Some(&made.member),
        C::SettleCommitment(settled) => settled.member.as_ref(),
        C::WaiveCommitment(waived) => Some(&waived.member),
        C::AppealModeration(appeal) => Some(&appeal.member),
        C::ConfirmEntry(word) => Some(&word.member),
        C::ContestEntry(word) => Some(&word.member),
        C::ReplyToFlag(reply) => reply.member.as_ref(),
        C::CountersignCheckpoint(signed) => Some(&signed.member),
        _ => None,
    }
}

/// The command, asked by somebody who may.
pub fn asked(body: &CommandBody) -> Command {
    use CommandBody as C;
    let own = own(body);
    let role = match (body, own) {
        (C::Tick | C::RecordFigures(_) | C::RecordProcess(_), _) => Role::Engine,
        (
            C::MakePromise(_)
            | C::WithdrawPromise(_)
            | C::DeclarePrecondition(_)
            | C::DeclareProvision(_)
            | C::SettleProvision(_)
            | C::AcknowledgeConsequences(_)
            | C::CheckConsequences(_)
            | C::RecordDecision(_)
            | C::ReverseDecision(_),
            _,
        ) => Role::Clerk,
        (C::RuleOnAppeal(_), _) => Role::Auditor,
        (_, Some(_)) => Role::Member,
        (_, None) => Role::Facilitator,
    };
    let command = by(role, own.cloned(), body.clone());
    // The author of the item has its say first.
    match body {
        C::ClassifyResponse(_) => Command { at: Timestamp(i64::MAX), ..command },
        _ => command,
    }
}

/// The clause that was decided on.
pub fn decided() -> ClauseRef {
    ClauseRef { proposal: proposal("plan"), clause: clause("k") }
}

/// A version of the plan.
pub fn plan_version(version: u32) -> ItemVersion {
    ItemVersion { item: ItemId::Proposal(proposal("plan")), version }
}
