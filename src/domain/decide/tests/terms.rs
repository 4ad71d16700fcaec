//! Terms that pass and reading time, through the timer: exactly at the moment, and once.

use std::sync::Arc;

use super::Case;
use super::given::{
    Story, at, by, charter, engine, facilitator, member, of, plan, statement, text, version,
};
use super::mandate::{body, decided_by};
use super::verdict::{concluded_with_a_term, on, recorded};
use crate::domain::act::{
    Acknowledgement, ClauseStatus, Commitment, CommitmentSettlement, CommitmentWaiver,
    Contribution, ContributionKind, Extras, Provision, ProvisionSettlement, Response, ResponseKind,
    Term,
};
use crate::domain::command::{Command, CommandBody};
use crate::domain::decide::next_due;
use crate::domain::event::{Answer, EventBody};
use crate::domain::ids::{ContributionId, ItemId, Timestamp};
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, CloseCause, ClosingRule};
use crate::domain::state::Deliberation;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = reading();
    for (told, term, due) in running() {
        cases.extend(passing(&told, &term, due));
    }
    cases.extend(ended().into_iter().flat_map(|told| {
        cases! { "what was done in time is not late": told, tick(900_000_000) => Ok(vec![]); }
    }));
    cases.extend(together());
    cases
}

fn tick(moment: i64) -> Command {
    at(moment, by(engine(), CommandBody::Tick))
}

fn open() -> Story {
    decided_by(Story::round(&[Activity::Contribute, Activity::Commit]))
}

fn passed(term: &Term, due: i64) -> EventBody {
    EventBody::TermPassed { term: term.clone(), due: Timestamp(due) }
}

fn number(story: &Story) -> u64 {
    Deliberation::from(story.clone()).sequence
}

fn question() -> Story {
    open().then(EventBody::ContributionAdded(Contribution {
        contribution: ContributionId::parse("q").unwrap(),
        kind: ContributionKind::Question,
        text: text("text"),
        author: Some(of("a")),
        to_authority: true,
        answer_by: Some(Timestamp(2_000)),
        extras: Extras::default(),
        round: 1,
    }))
}

fn provision() -> Story {
    let due = Some(Timestamp(2_000));
    let provision = Provision { body: body("council"), text: text("money"), due };
    open().then(EventBody::ProvisionDeclared(provision))
}

fn commitment() -> Story {
    let due = Some(Timestamp(2_000));
    let made = Commitment { member: of("a"), text: text("text"), due, round: 1 };
    open().then(EventBody::CommitmentMade(made))
}

fn office(term_ends: i64) -> EventBody {
    EventBody::ConsequencesAcknowledged(Acknowledgement {
        body: body("council"),
        number: "2026-1".into(),
        decided: Timestamp(10),
        term_ends: Timestamp(term_ends),
        text: text("consequences"),
    })
}

/// Every kind of term while it runs, and its end.
fn running() -> Vec<(Story, Term, i64)> {
    let (concluded, due) = concluded_with_a_term();
    let decide = Term::Decide(number(&concluded));
    let (delivers, commits) = (provision(), commitment());
    let asked = Term::Answer(ContributionId::parse("q").unwrap());
    vec![
        (question(), asked, 2_000),
        (concluded, decide, due),
        (delivers.clone(), Term::Provision(number(&delivers)), 2_000),
        (commits.clone(), Term::Commitment(number(&commits)), 2_000),
        (open().then(office(2_000)), Term::Office(body("council")), 2_000),
    ]
}

fn passing(told: &Story, term: &Term, due: i64) -> Vec<Case> {
    let over = told.clone().then(passed(term, due));
    let told = || told.clone();
    let done = || Ok(vec![passed(term, due)]);
    cases! {
        "a term runs to its last moment": told(), tick(due - 1) => Ok(vec![]);
        "passes at its end": told(), tick(due) => done();
        "or as soon as someone looks": told(), tick(due + 99) => done();
        "and once": over, tick(due + 99) => Ok(vec![]);
    }
}

/// What ends every kind of term before it passes.
fn ended() -> Vec<Story> {
    let (concluded, _) = concluded_with_a_term();
    let (delivers, commits) = (provision(), commitment());
    let (provision, commitment) = (number(&delivers), number(&commits));
    let answer = Response {
        to: ItemId::Contribution(ContributionId::parse("q").unwrap()),
        author: of("b"),
        text: text("text"),
        kind: ResponseKind::Answer,
        round: 1,
    };
    let delivered = ProvisionSettlement { provision, kept: true, evidence: None };
    let broken = ProvisionSettlement { provision, kept: false, evidence: None };
    let kept = CommitmentSettlement { commitment, kept: true, member: None, evidence: None };
    let let_off =
        |name| EventBody::CommitmentWaived(CommitmentWaiver { commitment, member: of(name) });
    let honoured = on("k", ClauseStatus::Honoured, false);
    vec![
        question().then(EventBody::Responded(answer)),
        concluded.then(recorded("council", vec![honoured])),
        delivers.clone().then(EventBody::ProvisionSettled(delivered)),
        delivers.then(EventBody::ProvisionSettled(broken)),
        commits.clone().then(EventBody::CommitmentSettled(kept)),
        commits.then(let_off("b")).then(let_off("c/m1")),
        open().then(office(2_000)).then(office(1_000_000_000)),
    ]
}

/// What is due at once comes in the order of its moments, and the close last.
fn together() -> Vec<Case> {
    let timed = plan(&[Activity::Contribute], ClosingRule::At(Timestamp(1_500)));
    let told = Story::ready().opened(timed).then(office(2_000));
    let due = Some(Timestamp(1_900));
    let made = Commitment { member: of("a"), text: text("text"), due, round: 1 };
    let told = told.then(EventBody::CommitmentMade(made));
    let commitment = Term::Commitment(number(&told));
    let closed = EventBody::RoundClosed { round: 1, cause: CloseCause::Time };
    let office = Term::Office(body("council"));
    let all = vec![passed(&commitment, 1_900), passed(&office, 2_000), closed.clone()];
    let waived = CommitmentWaiver { commitment: number(&told), member: of("b") };
    let one = told.clone().then(EventBody::CommitmentWaived(waived));
    let some = vec![passed(&commitment, 1_900), closed.clone()];
    cases! {
        "first the close": told.clone(), tick(1_500) => Ok(vec![closed]);
        "all that is due": told, tick(2_000) => Ok(all);
        "one party lets nobody off alone": one, tick(1_999) => Ok(some);
    }
}

/// A rating round with reading time until 3000.
fn read(closing: ClosingRule) -> Story {
    let story = Story::ready().statement("s").opened(plan(&[Activity::Rate], closing));
    story.with(|state| state.reading_until = Some(Timestamp(3_000)))
}

fn answered(closing: ClosingRule) -> Story {
    let s = || version(statement("s"), 1);
    read(closing).stance("a", s(), Answer::Pass).stance("c/m1", s(), Answer::Pass)
}

const LATEST: ClosingRule = ClosingRule::EveryPartyAnswered { latest: Timestamp(9_000) };

fn pass() -> CommandBody {
    CommandBody::CastStance {
        item: statement("s"),
        version: 1,
        member: of("b"),
        answer: Answer::Pass,
        pseudonym: super::given::FRESH,
    }
}

fn reading() -> Vec<Case> {
    let timed = |moment| read(ClosingRule::At(Timestamp(moment)));
    let by_hand = || read(ClosingRule::ByFacilitator);
    let close = |moment| at(moment, by(facilitator(), CommandBody::CloseRound { round: 1 }));
    let shut = |cause| EventBody::RoundClosed { round: 1, cause };
    let closed = |cause| Ok(vec![shut(cause)]);
    let unread = || Err(Rejection::ReadingTime(Timestamp(3_000)));
    let cast = |moment| at(moment, by(member("b"), pass()));
    let on = version(statement("s"), 1);
    let voice = crate::domain::act::Voice::Named(of("b"));
    let stood = || EventBody::StanceCast {
        on: on.clone(),
        voice: voice.clone(),
        answer: Answer::Pass,
        round: 1,
    };
    let all = || answered(LATEST).then(stood());
    let late = Err(Rejection::RoundClosed { round: 1, phase: "round_open" });
    use CloseCause::{EveryPartyAnswered, Facilitator, Time};
    cases! {
        "no round closes within the reading time": by_hand(), close(2_999) => unread();
        "at the end of it one does": by_hand(), close(3_000) => closed(Facilitator);
        "a timed close moves to its end": timed(2_000), tick(2_999) => Ok(vec![]);
        "and comes then": timed(2_000), tick(3_000) => closed(Time);
        "nobody forces it": timed(2_000), close(2_500) => unread();
        "answers are taken until then": timed(2_000), cast(2_999) => Ok(vec![stood()]);
        "and no longer": timed(2_000), cast(3_000) => late;
        "a later close stays where it was": timed(4_000), tick(3_999) => Ok(vec![]);
        "to the moment": timed(4_000), tick(4_000) => closed(Time);
        "the last answer waits too": answered(LATEST), cast(2_999) => Ok(vec![stood()]);
        "or closes": answered(LATEST), cast(3_000) => Ok(vec![stood(), shut(EveryPartyAnswered)]);
        "all answers wait for the end": all(), tick(2_999) => Ok(vec![]);
        "and close the round then": all(), tick(3_000) => closed(EveryPartyAnswered);
        "an answer that is missing closes nothing": answered(LATEST), tick(3_000) => Ok(vec![]);
    }
}

#[test]
fn the_timer_wakes_for_what_comes_first() {
    let due = |story: Story| next_due(&Deliberation::from(story)).map(|due| due.0);
    let none = Story::round(&[Activity::Rate]);
    assert_eq!(due(none), None);
    assert_eq!(due(read(ClosingRule::At(Timestamp(2_000)))), Some(3_000));
    assert_eq!(due(read(ClosingRule::At(Timestamp(4_000)))), Some(4_000));
    assert_eq!(due(read(ClosingRule::ByFacilitator)), None);
    assert_eq!(due(commitment()), Some(2_000));
    assert_eq!(due(answered(LATEST)), Some(9_000));
    let s = version(statement("s"), 1);
    assert_eq!(due(answered(LATEST).stance("b", s, Answer::Pass)), Some(3_000));
}

#[test]
fn nobody_has_to_decide_on_what_was_not_adopted_or_without_a_term() {
    let (adopted, _) = concluded_with_a_term();
    assert_eq!(Deliberation::from(adopted.clone()).terms.len(), 1);
    let bare = super::verdict::concluded();
    assert!(Deliberation::from(bare).terms.is_empty());
    let facilitated = super::verdict::between().with(|state| {
        let mut told = charter(1);
        told.terms.decide_days = Some(3);
        state.charter = Some(Arc::new(told));
    });
    let facilitated = super::verdict::ended(facilitated, super::verdict::adopted());
    assert!(Deliberation::from(facilitated).terms.is_empty());
}
