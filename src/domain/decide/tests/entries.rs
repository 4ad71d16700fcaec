//! What others enter for members, and what members say of it (rule 11).

use std::sync::Arc;

use super::checkpoints::signature;
use super::commitments::commitment;
use super::contributions::{deciding, q};
use super::dialogue::response;
use super::given::{
    FRESH, NOW, Story, app, by, facilitator, member, of, paper, party, plan, proposal, role,
    statement, text, version,
};
use super::{Case, case};
use crate::domain::act::{
    Appeal, Ballot, BallotCast, ChallengeRating, CommitmentSettlement, CommitmentWaiver,
    ConsentStance, ContributionKind, EditAcceptance, EntryConfirmation, EntryContest, Extras,
    Moderation, Motion, MotionConsent, MotionSubject, NewParty, NoticeAcknowledgement, Objection,
    ObjectionEnd, ObjectionSettlement, ObjectionUpholding, Pulse, PulseGiven, ResponseKind, Target,
    Understanding, View, Voice,
};
use crate::domain::caller::{Channel, Role};
use crate::domain::charter::Rule;
use crate::domain::command::{Command, CommandBody};
use crate::domain::decide::decide;
use crate::domain::event::{Answer, EventBody};
use crate::domain::evolve::evolve;
use crate::domain::ids::{ProposalId, StatementId};
use crate::domain::party::PartyKind;
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, BallotPlan, ClosingRule, RoundPlan};
use crate::domain::state::{Deliberation, EntryWord, Notice};

use Activity::{Ballot as Balloting, Commit, Contribute, Propose, Rate, Reflect, Respond};

/// With a stance that was entered for `c/m1`: event 15.
fn entered() -> Story {
    let story = Story::ready().statement("s").opened(plan(&[Rate], ClosingRule::ByFacilitator));
    story.stance("c/m1", version(statement("s"), 1), Answer::Stance(2))
}

fn confirmation(name: &str, entry: u64) -> EntryConfirmation {
    EntryConfirmation { entry, member: of(name) }
}

fn contest(name: &str, entry: u64) -> EntryContest {
    EntryContest { entry, member: of(name), reason: text("reason") }
}

fn contested(name: &str, entry: u64) -> EventBody {
    EventBody::EntryContested(contest(name, entry))
}

pub(super) fn cases() -> Vec<Case> {
    let yes = |name, entry| by(member(name), CommandBody::ConfirmEntry(confirmation(name, entry)));
    let no = |name, entry| by(member(name), CommandBody::ContestEntry(contest(name, entry)));
    let confirmed = || EventBody::EntryConfirmed(confirmation("c/m1", 15));
    let of_app = by(app("x"), CommandBody::ConfirmEntry(confirmation("c/m1", 15)));
    let other_app = by(app("y"), CommandBody::ContestEntry(contest("c/m1", 15)));
    let unknown = |entry| Err(Rejection::NumberUnknown("entry", entry));
    let already = || Err(Rejection::AlreadySettled("entry", 15));
    let mut cases = cases! {
        "that is right": entered(), yes("c/m1", 15) => Ok(vec![confirmed()]);
        "that is not": entered(), no("c/m1", 15) => Ok(vec![contested("c/m1", 15)]);
        "through an app": entered(), of_app => Ok(vec![confirmed()]);
        "not another's": entered(), other_app => Err(Rejection::MemberNotYours(of("c/m1")));
        "after the close":
            entered().tallied(&[]), no("c/m1", 15) => Ok(vec![contested("c/m1", 15)]);
        "to others it is not there": entered(), yes("c/m2", 15) => unknown(15);
        "as nothing is": entered(), yes("c/m2", 16) => unknown(16);
        "nor to another party": entered(), no("a", 15) => unknown(15);
        "what was entered": entered(), no("c/m1", 14) => unknown(14);
        "once": entered().then(confirmed()), yes("c/m1", 15) => already();
        "not the other way": entered().then(confirmed()), no("c/m1", 15) => already();
        "nor back": entered().then(contested("c/m1", 15)), yes("c/m1", 15) => already();
    };
    let needed = "member, spokesperson or app";
    for (one, body) in [
        ("confirm_entry", CommandBody::ConfirmEntry(confirmation("c/m1", 15))),
        ("contest_entry", CommandBody::ContestEntry(contest("c/m1", 15))),
    ] {
        let refused =
            || Err(Rejection::RoleNotAllowed { role: "facilitator", command: one, needed });
        cases.push(case("not by who entered it", entered(), paper(body), refused()));
    }
    let allowed = "draft, ready, round_open, tallying, between, concluded, decided, \
                   follow_up, recovery, closed";
    let late = Err(Rejection::PhaseNotAllowed {
        command: "contest_entry",
        phase: "cancelled",
        allowed: allowed.to_owned(),
    });
    let ended = entered().then(EventBody::DeliberationCancelled { reason: text("reason") });
    cases.push(case("not after the end", ended, no("c/m1", 15), late));
    cases
}

fn k() -> ProposalId {
    ProposalId::parse("p").unwrap()
}

/// What members do in a round, each with what came before it, and who it is entered for.
fn acts_in_a_round() -> Vec<(Story, CommandBody)> {
    let member = of("c/m1");
    let open = |activities: &[Activity]| Story::round(activities).statement("s");
    let first = || Story::round(&[Propose]).proposal("p", 1, "a", &["k"]).tallied(&[]);
    let p = || version(proposal("p"), 1);
    let ballot_round = RoundPlan {
        ballot: Some(BallotPlan::plain(Rule::Consent, vec![p()])),
        ..plan(&[Balloting], ClosingRule::ByFacilitator)
    };
    let second = |activity| first().opened(plan(&[activity], ClosingRule::ByFacilitator));
    let edited = second(Propose).proposal("p", 2, "b", &["k"]).tallied(&[]);
    let ballot = Ballot::Consent { option: p(), stance: ConsentStance::Consent, reason: None };
    let state = CommandBody::AddStatement {
        statement: StatementId::parse("t").unwrap(),
        text: text("statement"),
        author: Some(member.clone()),
        extras: Extras::default(),
    };
    let propose = CommandBody::AddProposalVersion {
        proposal: k(),
        after_version: 0,
        title: text("title"),
        author: member.clone(),
        clauses: vec![super::given::clause("k")],
        public_before: false,
    };
    let stand = CommandBody::CastStance {
        item: statement("s"),
        version: 1,
        member: member.clone(),
        answer: Answer::Pass,
        pseudonym: FRESH,
    };
    let cast = CommandBody::CastBallot { member: member.clone(), ballot, pseudonym: FRESH };
    let pulse = Pulse::default();
    let feel = CommandBody::GivePulse { member: member.clone(), pulse, pseudonym: FRESH };
    let objection = Objection { on: p(), member: member.clone(), reason: text("why"), round: 0 };
    let idea = CommandBody::AddContribution(q(ContributionKind::Idea, Some("c/m1")));
    let answer = CommandBody::Respond(response(statement("s"), "c/m1", ResponseKind::Answer));
    let accept = EditAcceptance { edits: Vec::new(), member: member.clone() };
    let look = CommandBody::RecordView(View { item: statement("s"), member });
    vec![
        (open(&[Contribute]), state),
        (open(&[Propose]), propose),
        (open(&[Rate]), stand),
        (first().opened(ballot_round), cast),
        (open(&[Reflect]), feel),
        (open(&[Contribute]), idea),
        (open(&[Respond]), answer),
        (open(&[Rate]), look),
        (edited, CommandBody::AcceptEdits(accept)),
        (second(Respond), CommandBody::RaiseObjection(objection)),
        (open(&[Commit]), CommandBody::MakeCommitment(commitment("c/m1"))),
    ]
}

/// What members do about what is there: it lies in the last event of each story.
fn acts_on_something() -> Vec<(Story, CommandBody)> {
    let member = of("c/m1");
    let late = NewParty {
        party: party("d"),
        kind: PartyKind::Other,
        display_name: text("name"),
        affiliations: Vec::new(),
    };
    let motion = Motion { subject: MotionSubject::Party(late), reason: text("why") };
    let moved = Story::round(&[Rate]).tallied(&[]).then(EventBody::MotionMade(motion));
    let last = |story: &Story| Deliberation::from(story.clone()).sequence;
    let given = |author: &str| {
        let added = q(ContributionKind::Idea, Some(author));
        Story::round(&[Respond]).then(EventBody::ContributionAdded(added))
    };
    let q_item = || super::contributions::contribution("q");
    let answered =
        given("c/m1").then(EventBody::Responded(response(q_item(), "a", ResponseKind::Answer)));
    let on = version(proposal("p"), 1);
    let objection = Objection { on, member: member.clone(), reason: text("why"), round: 0 };
    let first = Story::round(&[Propose]).proposal("p", 1, "a", &["k"]).tallied(&[]);
    let objected = first.then(EventBody::ObjectionRaised(objection));
    let promised = |name| Story::round(&[Commit]).then(EventBody::CommitmentMade(commitment(name)));
    let reason = text("why");
    let hidden = Moderation { target: Target::Item(q_item()), reason: reason.clone() };
    let hidden = given("c/m1").then(EventBody::Moderated(hidden));
    let noticed = Story::round(&[Rate]).with(|state| {
        Arc::make_mut(&mut state.verdict).notices.insert(state.sequence, Notice::default());
    });
    let closed = Story::round(&[Rate]).tallied(&[]);
    let m = || member.clone();
    let consent = MotionConsent { motion: last(&moved), member: m() };
    let word = Understanding { response: last(&answered), member: m(), understood: true };
    let upheld = ObjectionUpholding { objection: last(&objected), member: m() };
    let ended = ObjectionSettlement {
        objection: last(&objected),
        end: ObjectionEnd::Withdrawn,
        member: Some(m()),
        reason: None,
    };
    let commitment = last(&promised("a"));
    let settled =
        CommitmentSettlement { commitment, kept: true, member: Some(m()), evidence: None };
    let waived = CommitmentWaiver { commitment, member: m() };
    let appeal = Appeal { moderation: last(&hidden), member: m(), reason };
    let reached = NoticeAcknowledgement { notice: last(&noticed), member: m() };
    let rating = ChallengeRating { member: m(), version: 1, answer: Answer::Pass };
    let accept =
        CommandBody::AcceptCharter { member: m(), charter_version: 1, challenge_version: 1 };
    vec![
        (Story::framed(), accept),
        (Story::framed(), CommandBody::RateChallenge(rating)),
        (moved, CommandBody::ConsentToMotion(consent)),
        (answered, CommandBody::MarkUnderstood(word)),
        (objected.clone(), CommandBody::UpholdObjection(upheld)),
        (objected, CommandBody::SettleObjection(ended)),
        (promised("c/m2"), CommandBody::SettleCommitment(settled)),
        (promised("a"), CommandBody::WaiveCommitment(waived)),
        (hidden, CommandBody::AppealModeration(appeal)),
        (noticed, CommandBody::AcknowledgeNotice(reached)),
        (closed.clone(), CommandBody::CountersignCheckpoint(signature("c/m1", last(&closed)))),
    ]
}

/// Every kind of act by a member can be entered by the facilitator, who says how it came in and
/// where that can be seen; then it waits for the member's word.
#[test]
fn every_act_of_a_member_can_be_entered_for_it() {
    let acts: Vec<_> = acts_in_a_round().into_iter().chain(acts_on_something()).collect();
    assert_eq!(acts.len(), 22);
    for (story, body) in acts {
        let name = body.name();
        let state = Deliberation::from(story);
        let missing = Err(Rejection::EvidenceMissing);
        let bare = by(facilitator(), body.clone());
        assert_eq!(decide(&state, &bare), missing, "{name}");
        let form = Command { channel: Channel::App, ..paper(body.clone()) };
        assert_eq!(decide(&state, &form), missing, "{name}, through an app");
        let told = Command { evidence: None, ..paper(body.clone()) };
        assert_eq!(decide(&state, &told), missing, "{name}, without evidence");
        for channel in [Channel::Paper, Channel::Meeting, Channel::Phone] {
            let command = Command { channel, ..paper(body.clone()) };
            let events = decide(&state, &command).expect(name);
            let mut after = state.clone();
            evolve(&mut after, &events[0]);
            let entry = &after.entries[&after.sequence];
            assert_eq!(after.member_at(entry.seat), Some(of("c/m1")), "{name}");
            assert_eq!(entry.word, EntryWord::Unconfirmed, "{name}");
            assert_eq!((entry.kind, entry.at), (events[0].body.kind(), NOW), "{name}");
            assert_eq!((entry.entry.role, entry.entry.channel), (Role::Facilitator, channel));
            assert_eq!(entry.entry.evidence, Some(text("form")), "{name}");
        }
        // By the member itself it is no entry.
        let events = decide(&state, &by(member("c/m1"), body)).expect(name);
        let mut after = state.clone();
        events.iter().for_each(|event| evolve(&mut after, event));
        assert!(!after.entries.contains_key(&(state.sequence + 1)), "{name}");
    }
    let clerk = by(role(Role::Clerk), CommandBody::MakeCommitment(commitment("c/m1")));
    let refused = decide(&Deliberation::from(Story::round(&[Commit])), &clerk);
    assert!(matches!(refused, Err(Rejection::RoleNotAllowed { .. })));
}

/// A stance of `c/m1`, event 16, a ballot and a pulse, all entered for it in one round.
fn three() -> Story {
    let on = version(proposal("p"), 1);
    let round = RoundPlan {
        ballot: Some(BallotPlan::plain(Rule::Consent, vec![on.clone()])),
        ..plan(&[Rate, Balloting, Reflect], ClosingRule::ByFacilitator)
    };
    let voice = Voice::Named(of("c/m1"));
    let reason = Some(text("why"));
    let ballot = Ballot::Consent { option: on, stance: ConsentStance::Objection, reason };
    let ballot = BallotCast { voice: voice.clone(), ballot, round: 1 };
    let pulse = PulseGiven { voice, pulse: Pulse::default(), round: 1 };
    deciding(Story::ready().statement("s"))
        .opened(round)
        .stance("c/m2", version(statement("s"), 1), Answer::Stance(-2))
        .stance("c/m1", version(statement("s"), 1), Answer::Stance(2))
        .then(EventBody::BallotCast(ballot))
        .then(EventBody::PulseGiven(pulse))
}

/// Stances, ballots and pulses that count, and the parties that responded.
fn counts(story: Story) -> (usize, usize, usize, u32) {
    let state = Deliberation::from(story);
    let round = &state.rounds[0];
    let column = round.columns.get(&version(statement("s"), 1)).expect("a column");
    let stances = column.cells.values().count();
    let ballots = round.ballots.values().flat_map(|column| column.cells.values()).count();
    (stances, ballots, round.pulses.cells.values().count(), column.responded_count)
}

#[test]
fn what_is_contested_in_an_open_round_no_longer_counts() {
    assert_eq!(counts(three()), (2, 1, 1, 1));
    assert_eq!(counts(three().then(contested("c/m1", 16))), (1, 1, 1, 1));
    assert_eq!(counts(three().then(contested("c/m1", 17))), (2, 0, 1, 1));
    assert_eq!(counts(three().then(contested("c/m1", 18))), (2, 1, 0, 1));
    let both = three().then(contested("c/m1", 16)).then(contested("c/m2", 15));
    assert_eq!(counts(both), (0, 1, 1, 0), "nobody of the party answered any more");
    let confirmed = three().then(EventBody::EntryConfirmed(confirmation("c/m1", 16)));
    assert_eq!(counts(confirmed), (2, 1, 1, 1));
}

#[test]
fn what_is_contested_after_the_close_stays_as_it_was_counted() {
    let after = three().closed().then(contested("c/m1", 16)).then(contested("c/m1", 17));
    assert_eq!(counts(after.clone()), (2, 1, 1, 1));
    let state = Deliberation::from(after);
    assert_eq!(state.entries[&16].word, EntryWord::Contested);
    assert!(state.objections.contains_key(&17), "it was public");
    let before = Deliberation::from(three().then(contested("c/m1", 17)).closed());
    assert!(before.objections.is_empty(), "a contested ballot raises no objection");
}

/// What counts of `c/m1` on the statement.
fn word(story: Story) -> Option<Answer> {
    let state = Deliberation::from(story);
    let column = state.rounds[0].columns.get(&version(statement("s"), 1)).expect("a column");
    column.cells.get(state.seats.of(&of("c/m1"))?).map(|cell| cell.answer)
}

#[test]
fn what_an_entry_took_the_place_of_counts_again() {
    let twice = three().stance("c/m1", version(statement("s"), 1), Answer::Stance(-1));
    assert_eq!(word(twice.clone()), Some(Answer::Stance(-1)));
    let newest = twice.clone().then(contested("c/m1", 19));
    assert_eq!(word(newest.clone()), Some(Answer::Stance(2)));
    assert_eq!(counts(newest), (2, 1, 1, 1));
    let both = twice.then(contested("c/m1", 16)).then(contested("c/m1", 19));
    assert_eq!(word(both), None, "neither was the member's word");
}

/// What the member gave itself since then is its own word.
#[test]
fn contesting_an_older_entry_takes_nothing_newer_away() {
    let again = three().stance("c/m1", version(statement("s"), 1), Answer::Stance(0));
    assert_eq!(counts(again.then(contested("c/m1", 16))), (2, 1, 1, 1));
}
