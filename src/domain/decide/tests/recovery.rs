//! Reversal, whom it reaches, and the ways out of recovery.

use super::Case;
use super::given::{Story, app, by, facilitator, member, of, paper, party};
use super::mandate::{body, clerk};
use super::verdict::{
    adopted, between, clause_ref, concluded, concluded_with_a_term, ended, on, recorded,
};
use crate::domain::act::{
    ClauseStatus, NoticeAcknowledgement, Resumption, Reversal, Term, Unreachability,
};
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::EventBody;
use crate::domain::ids::Timestamp;
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, ClosingRule};
use crate::domain::state::{Deliberation, Phase};

use super::given::{plan, record, text};

pub(super) fn cases() -> Vec<Case> {
    let groups = [reversing(), elsewhere(), reaching(), leaving(), again()];
    groups.into_iter().flatten().collect()
}

fn reversal(by: &str, clauses: &[&str]) -> Reversal {
    Reversal {
        body: body(by),
        number: "2026-9".into(),
        decided: Timestamp(60),
        clauses: clauses.iter().map(|id| clause_ref(id)).collect(),
        reason: text("reason"),
    }
}

fn reverse(by: &str, clauses: &[&str]) -> Command {
    clerk(CommandBody::ReverseDecision(reversal(by, clauses)))
}

fn reversed(by: &str, clauses: &[&str]) -> EventBody {
    EventBody::DecisionReversed(reversal(by, clauses))
}

/// The council honoured `k` and has `m` pending; the executive honoured `l`.
fn decided(story: Story) -> Story {
    let honoured = |id| on(id, ClauseStatus::Honoured, false);
    let pending = on("m", ClauseStatus::Pending, false);
    let story = story.then(recorded("council", vec![honoured("k"), pending]));
    story.then(recorded("executive", vec![honoured("l")]))
}

fn done() -> Story {
    decided(concluded())
}

fn in_recovery() -> (Story, u64) {
    let story = done().then(reversed("council", &["k"]));
    let notice = Deliberation::from(story.clone()).sequence;
    (story, notice)
}

fn reversing() -> Vec<Case> {
    let followed = || done().then(EventBody::FollowUpStarted);
    let closed = || followed().then(EventBody::DeliberationClosed);
    let (recovering, _) = in_recovery();
    let yes = |by, clauses: &[&str]| Ok(vec![reversed(by, clauses)]);
    let nothing = || Err(Rejection::NothingToReverse);
    let entered = paper(CommandBody::ReverseDecision(reversal("council", &["k"])));
    let unseen = by(facilitator(), CommandBody::ReverseDecision(reversal("council", &["k"])));
    cases! {
        "what was decided is undone": done(), reverse("council", &["k"]) => yes("council", &["k"]);
        "or the facilitator enters it": done(), entered => yes("council", &["k"]);
        "with evidence": done(), unseen => Err(Rejection::EvidenceMissing);
        "without clauses, all that this body decided":
            done(), reverse("council", &[]) => yes("council", &["k"]);
        "and no other body": done(), reverse("executive", &[]) => yes("executive", &["l"]);
        "in follow-up": followed(), reverse("council", &["k"]) => yes("council", &["k"]);
        "and after the end": closed(), reverse("council", &["k"]) => yes("council", &["k"]);
        "what is pending is not undone": done(), reverse("council", &["m"]) => nothing();
        "nor what nobody decided on": done(), reverse("council", &["z"]) => nothing();
        "nor some of each": done(), reverse("council", &["k", "m"]) => nothing();
        "nor twice": recovering.clone(), reverse("council", &["k"]) => nothing();
        "nor the rest of nothing": recovering.clone(), reverse("council", &[]) => nothing();
        "but what else there is":
            recovering, reverse("executive", &["l"]) => yes("executive", &["l"]);
        "nothing, when nothing was decided": concluded(), reverse("council", &[]) => nothing();
        "by a body of the charter":
            done(), reverse("mayor", &["k"]) => Err(Rejection::BodyUnknown(body("mayor")));
    }
}

fn elsewhere() -> Vec<Case> {
    let yes = || Ok(vec![reversed("council", &["k"])]);
    let open = || decided(between());
    let cancelled = open().then(EventBody::DeliberationCancelled { reason: text("reason") });
    let over = Err(Rejection::PhaseNotAllowed {
        command: "reverse_decision",
        phase: "cancelled",
        allowed: "draft, ready, round_open, tallying, between, concluded, decided, follow_up, \
                  recovery, closed"
            .to_owned(),
    });
    cases! {
        "an early decision is undone early": open(), reverse("council", &["k"]) => yes();
        "or after the conclusion":
            ended(open(), adopted()), reverse("council", &["k"]) => yes();
        "not after a cancellation": cancelled, reverse("council", &["k"]) => over;
    }
}

#[test]
fn recovery_is_entered_from_decided_follow_up_and_closed_alone() {
    let phase = |story: Story| Deliberation::from(story.then(reversed("council", &["k"]))).phase;
    let followed = done().then(EventBody::FollowUpStarted);
    assert_eq!(phase(done()), Phase::Recovery);
    assert_eq!(phase(followed.clone()), Phase::Recovery);
    assert_eq!(phase(followed.then(EventBody::DeliberationClosed)), Phase::Recovery);
    assert_eq!(phase(decided(between())), Phase::Between { round: 1 });
    assert_eq!(phase(ended(decided(between()), adopted())), Phase::Concluded);
}

fn word(notice: u64, name: &str) -> NoticeAcknowledgement {
    NoticeAcknowledgement { notice, member: of(name) }
}

fn heard(notice: u64, name: &str) -> EventBody {
    EventBody::NoticeAcknowledged(word(notice, name))
}

fn lost(notice: u64, id: &str) -> Unreachability {
    Unreachability { notice, party: party(id), reason: text("reason") }
}

fn reaching() -> Vec<Case> {
    let (open, notice) = in_recovery();
    let acknowledge = |name| by(member(name), CommandBody::AcknowledgeNotice(word(notice, name)));
    let through = by(app("x"), CommandBody::AcknowledgeNotice(word(notice, "c/m1")));
    let other = by(app("x"), CommandBody::AcknowledgeNotice(word(notice, "c/m2")));
    let give_up = |number, id| by(facilitator(), CommandBody::RecordUnreachable(lost(number, id)));
    let gone = |id| EventBody::PartyUnreachable(lost(notice, id));
    let settled = || Err(Rejection::AlreadySettled("notice", notice));
    let unknown = || Err(Rejection::NumberUnknown("notice", 1));
    let first = by(member("a"), CommandBody::AcknowledgeNotice(word(1, "a")));
    let heard = |name| heard(notice, name);
    let after = |event| open.clone().then(event);
    cases! {
        "a party says that it heard": open.clone(), acknowledge("a") => Ok(vec![heard("a")]);
        "through its app": open.clone(), through => Ok(vec![heard("c/m1")]);
        "not through another's":
            open.clone(), other => Err(Rejection::MemberNotYours(of("c/m2")));
        "once a party": after(heard("c/m1")), acknowledge("c/m2") => settled();
        "of a notice there was": open.clone(), first => unknown();
        "a party is out of reach": open.clone(), give_up(notice, "a") => Ok(vec![gone("a")]);
        "once": after(gone("a")), give_up(notice, "a") => settled();
        "not when it heard": after(heard("a")), give_up(notice, "a") => settled();
        "but it can hear after all": after(gone("a")), acknowledge("a") => Ok(vec![heard("a")]);
        "it takes part":
            open.clone(), give_up(notice, "z") => Err(Rejection::PartyUnknown(party("z")));
        "of such a notice": open.clone(), give_up(1, "a") => unknown();
    }
}

fn resume(clauses: &[&str]) -> Command {
    let reopened = clauses.iter().map(|id| clause_ref(id)).collect();
    by(facilitator(), CommandBody::Resume(Resumption { reopened }))
}

fn resumed(clauses: &[&str]) -> EventBody {
    let reopened = clauses.iter().map(|id| clause_ref(id)).collect();
    EventBody::RecoveryResumed(Resumption { reopened })
}

/// In recovery, with every party reached in one way or the other.
fn reached() -> Story {
    let (open, notice) = in_recovery();
    let open = open.then(heard(notice, "a"));
    open.then(EventBody::PartyUnreachable(lost(notice, "c")))
}

fn leaving() -> Vec<Case> {
    let (open, notice) = in_recovery();
    let one = || open.clone().then(heard(notice, "c/m1"));
    let close = || by(facilitator(), CommandBody::CloseDeliberation);
    let closed = || Ok(vec![EventBody::DeliberationClosed]);
    let away =
        |count, parties: &str| Err(Rejection::PartiesNotReached { count, parties: parties.into() });
    let second = || reached().then(reversed("executive", &["l"]));
    let unknown = |id| Err(Rejection::ClauseUnknown(clause_ref(id)));
    let outside = Err(Rejection::PhaseNotAllowed {
        command: "resume",
        phase: "decided",
        allowed: "recovery".to_owned(),
    });
    cases! {
        "every party hears why before the rounds go on":
            open.clone(), resume(&[]) => away(2, "a, c");
        "every single one": one(), resume(&[]) => away(1, "a");
        "also before the end": open.clone(), close() => away(2, "a, c");
        "even the last": one(), close() => away(1, "a");
        "reached, they go on with what was reversed":
            reached(), resume(&[]) => Ok(vec![resumed(&["k"])]);
        "or with what is named": reached(), resume(&["k"]) => Ok(vec![resumed(&["k"])]);
        "of what was reversed": reached(), resume(&["l"]) => unknown("l");
        "and nothing else": reached(), resume(&["k", "m"]) => unknown("m");
        "or they end": reached(), close() => closed();
        "a second reversal is heard as well": second(), resume(&[]) => away(2, "a, c");
        "there is something to recover from": done(), resume(&[]) => outside;
    }
}

/// After a recovery, with the reversed clause open again.
fn back() -> Story {
    reached().then(resumed(&["k"]))
}

fn again() -> Vec<Case> {
    let start = || by(facilitator(), CommandBody::StartFollowUp);
    let figures = |conclusion| {
        by(
            crate::domain::decide::tests::given::engine(),
            CommandBody::RecordFigures(record(1, conclusion)),
        )
    };
    let calling = || back().then(EventBody::ConclusionCalled { against_advice_reason: None });
    let same = |conclusion| Ok(vec![EventBody::FiguresRecorded(record(1, conclusion))]);
    let rounds = plan(&[Activity::Contribute], ClosingRule::ByFacilitator);
    let opened = EventBody::RoundOpened { round: 2, plan: rounds.clone(), charter_hash: [3; 32] };
    let open = by(facilitator(), CommandBody::OpenRound(rounds));
    let second = || ended(back(), adopted());
    cases! {
        "the rounds go on": back(), open => Ok(vec![opened]);
        "a second conclusion has its figures": calling(), figures(true) => same(true);
        "and is decided on anew":
            second(), start() => Err(Rejection::DecisionPending(None));
        "by a decision on it": decided(second()), start() => Ok(vec![EventBody::FollowUpStarted]);
    }
}

#[test]
fn recovery_takes_the_outcome_away_and_the_next_one_has_a_term_of_its_own() {
    let (open, due) = concluded_with_a_term();
    let passed = |state: &Deliberation, due| {
        let (_, term) = state.terms.first().cloned().unwrap();
        EventBody::TermPassed { term, due: Timestamp(due) }
    };
    let first = Deliberation::from(open.clone());
    let term = passed(&first, due);
    let told = decided(open.then(term)).then(reversed("council", &["k"])).then(resumed(&["k"]));
    let state = Deliberation::from(told.clone());
    assert_eq!(state.phase, Phase::Between { round: 1 });
    assert_eq!(state.verdict.reopened, [clause_ref("k")]);
    assert!(state.verdict.outcome.is_none() && state.conclusion.is_none());
    assert!(state.terms.is_empty());
    let second = Deliberation::from(ended(told, adopted()));
    let running: Vec<&Term> = second.terms.iter().map(|(_, term)| term).collect();
    assert_eq!(running, [&Term::Decide(second.sequence)]);
    assert_eq!(second.phase, Phase::Concluded);
}

#[test]
fn a_term_that_passed_before_a_recovery_lets_nobody_off_the_next_one() {
    let (open, due) = concluded_with_a_term();
    let (_, term) = Deliberation::from(open.clone()).terms.first().cloned().unwrap();
    let told = open.then(EventBody::TermPassed { term, due: Timestamp(due) });
    let told = decided(told).then(reversed("council", &["k"])).then(resumed(&["k"]));
    let told = super::mandate::decided_by(told);
    let start = by(facilitator(), CommandBody::StartFollowUp);
    let answer = super::decide(&Deliberation::from(ended(told, adopted())), &start);
    assert_eq!(answer, Err(Rejection::DecisionPending(None)));
}
