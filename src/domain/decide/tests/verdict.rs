//! What a deciding body does with the outcome, and when follow-up starts.

use super::Case;
use super::given::{
    NOW, Story, at, by, clause, facilitator, of, paper, plan, proposal, record, text, version,
};
use super::mandate::{body, clerk, decided_by, precondition, ruling, under};
use crate::domain::act::{ClauseDecision, ClauseStatus, Decision, Resumption, Reversal, Term};
use crate::domain::charter::{AuthorityRole, Rule, Terms};
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::{Clause, EventBody, TallyRecord};
use crate::domain::ids::{ClauseId, ClauseRef, ItemId, ProposalId, Timestamp};
use crate::domain::limits::DAY_MS;
use crate::domain::outcome::{Outcome, OutcomeResult};
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, ClosingRule};
use crate::domain::state::{Deliberation, Phase};

pub(super) fn cases() -> Vec<Case> {
    let groups = [competence(), grounds(), once(), follow_up(), follow_up_with_a_term()];
    groups.into_iter().flatten().collect()
}

/// Clause `k` of proposal `p`, as a decision names it.
pub(super) fn clause_ref(id: &str) -> ClauseRef {
    let proposal = ProposalId::parse("p").unwrap();
    ClauseRef { proposal, clause: ClauseId::parse(id).unwrap() }
}

pub(super) fn outcome(result: OutcomeResult, adopted: &[&str]) -> Outcome {
    Outcome {
        rule: Rule::Consent,
        result,
        adopted: adopted.iter().map(|id| version(proposal(id), 1)).collect(),
        ranking: Vec::new(),
        tied: Vec::new(),
        groups_under_floor: Vec::new(),
        steps: Vec::new(),
        headcount: 4,
    }
}

/// The figures of a round or of the conclusion, with this outcome.
pub(super) fn figures(round: u32, conclusion: bool, outcome: Option<Outcome>) -> EventBody {
    EventBody::FiguresRecorded(TallyRecord { outcome, ..record(round, conclusion) })
}

/// Proposal `p` with clauses `k`, for the council to decide on, `l`, for the executive, and `m`,
/// for whoever does.
fn proposed(story: Story) -> Story {
    let of_body = |id: &str, to: &str| Clause { body: Some(body(to)), ..clause(id) };
    let opened = story.opened(plan(&[Activity::Propose], ClosingRule::ByFacilitator));
    opened.then(EventBody::ProposalVersionAdded {
        proposal: ProposalId::parse("p").unwrap(),
        version: 1,
        title: text("title"),
        author: of("a"),
        clauses: vec![of_body("k", "council"), of_body("l", "executive"), clause("m")],
        round: 1,
        sealed: true,
        public_before: false,
    })
}

/// Between the rounds, with proposal `p` open to all.
pub(super) fn between() -> Story {
    proposed(decided_by(Story::ready())).tallied(&[])
}

/// A ballot round that adopted this, and figures of it.
fn balloted(story: Story, adopted: &[&str]) -> Story {
    let story = story.opened(plan(&[Activity::Reflect], ClosingRule::ByFacilitator));
    let round = Deliberation::from(story.clone()).last_round();
    story.closed().then(figures(round, false, Some(outcome(OutcomeResult::Adopted, adopted))))
}

/// The end of the rounds, with this outcome.
pub(super) fn ended(story: Story, outcome: Option<Outcome>) -> Story {
    let round = Deliberation::from(story.clone()).last_round();
    let called = story.then(EventBody::ConclusionCalled { against_advice_reason: None });
    called.then(figures(round, true, outcome))
}

pub(super) fn adopted() -> Option<Outcome> {
    Some(outcome(OutcomeResult::Adopted, &["p"]))
}

/// Concluded with proposal `p` adopted.
pub(super) fn concluded() -> Story {
    ended(between(), adopted())
}

pub(super) fn on(id: &str, status: ClauseStatus, reasoned: bool) -> ClauseDecision {
    ClauseDecision { clause: clause_ref(id), status, reason: reasoned.then(|| text("reason")) }
}

pub(super) fn decision(by: &str, clauses: Vec<ClauseDecision>) -> Decision {
    Decision { body: body(by), number: "2026-7".into(), decided: Timestamp(50), clauses }
}

pub(super) fn recorded(by: &str, clauses: Vec<ClauseDecision>) -> EventBody {
    EventBody::DecisionRecorded(decision(by, clauses))
}

fn decide(by: &str, clauses: Vec<ClauseDecision>) -> Command {
    clerk(CommandBody::RecordDecision(decision(by, clauses)))
}

fn done(by: &str, clauses: Vec<ClauseDecision>) -> Result<Vec<EventBody>, Rejection> {
    Ok(vec![recorded(by, clauses)])
}

fn competence() -> Vec<Case> {
    let honour = |id| vec![on(id, ClauseStatus::Honoured, false)];
    let kl = || [honour("k"), honour("m")].concat();
    let wrong = |id, by, to| {
        let (body, competent) = (body(by), body(to));
        Err(Rejection::BodyNotCompetent { clause: clause_ref(id), body, competent })
    };
    let unknown = |id| Err(Rejection::ClauseUnknown(clause_ref(id)));
    let sealed = proposed(decided_by(Story::ready()));
    let entered = |body| paper(CommandBody::RecordDecision(decision(body, honour("k"))));
    let unseen = CommandBody::RecordDecision(decision("council", honour("k")));
    let unseen = by(facilitator(), unseen);
    cases! {
        "a body decides on its clauses":
            concluded(), decide("council", kl()) => done("council", kl());
        "or the facilitator enters it":
            concluded(), entered("council") => done("council", honour("k"));
        "with evidence": concluded(), unseen => Err(Rejection::EvidenceMissing);
        "not on another body's":
            concluded(), decide("council", honour("l")) => wrong("l", "council", "executive");
        "whichever":
            concluded(), decide("executive", honour("k")) => wrong("k", "executive", "council");
        "what names no body is anyone's":
            concluded(), decide("executive", honour("m")) => done("executive", honour("m"));
        "it is a body of the charter":
            concluded(), decide("mayor", honour("m")) => Err(Rejection::BodyUnknown(body("mayor")));
        "on clauses that are there": concluded(), decide("council", honour("z")) => unknown("z");
        "and open to all": sealed, decide("council", honour("k")) => unknown("k");
        "an early decision is recorded":
            between(), decide("council", honour("k")) => done("council", honour("k"));
    }
}

fn grounds() -> Vec<Case> {
    let one = |status: ClauseStatus, reasoned| vec![on("k", status, reasoned)];
    let external =
        |contestable| ClauseStatus::ExternalBinding { source: text("source"), contestable };
    let limit = || EventBody::PreconditionDeclared(precondition(None));
    let early = decided_by(Story::ready()).then(limit());
    let pre = Deliberation::from(early.clone()).sequence;
    let early = || ended(proposed(early.clone()).tallied(&[]), adopted());
    let late = || concluded().then(limit());
    let post = Deliberation::from(late()).sequence;
    let rests = |number| one(ClauseStatus::Precondition(number), true);
    let amended = |round| one(ClauseStatus::AmendedWithConsent { round }, false);
    let voted = || ended(balloted(balloted(between(), &["p"]), &["q"]), None);
    let no_consent = |round| Err(Rejection::ConsentMissing(round));
    let missing = || Err(Rejection::ReasonMissing("a deviation"));
    let ask = |clauses| decide("council", clauses);
    let same = |clauses| done("council", clauses);
    use ClauseStatus::{ChangeOfMind, FormalProcedure, Honoured, Pending, Reversed};
    cases! {
        "honoured needs no reason":
            concluded(), ask(one(Honoured, false)) => same(one(Honoured, false));
        "nor does what is pending":
            concluded(), ask(one(Pending, false)) => same(one(Pending, false));
        "nor a formal procedure":
            concluded(), ask(one(FormalProcedure, false)) => same(one(FormalProcedure, false));
        "a change of mind does": concluded(), ask(one(ChangeOfMind, false)) => missing();
        "and has it": concluded(), ask(one(ChangeOfMind, true)) => same(one(ChangeOfMind, true));
        "so does what binds from outside":
            concluded(), ask(one(external(true), false)) => missing();
        "and is recorded":
            concluded(), ask(one(external(true), true)) => same(one(external(true), true));
        "contestable or not":
            concluded(), ask(one(external(false), true)) => same(one(external(false), true));
        "a precondition declared beforehand justifies":
            early(), ask(rests(pre)) => same(rests(pre));
        "with a reason": early(), ask(one(ClauseStatus::Precondition(pre), false)) => missing();
        "a late one does not": late(), ask(rests(post)) => Err(Rejection::PreconditionLate(post));
        "nor one that is none":
            concluded(), ask(rests(1)) => Err(Rejection::NumberUnknown("precondition", 1));
        "amended with the consent of a ballot round": voted(), ask(amended(2)) => same(amended(2));
        "not of one that adopted something else": voted(), ask(amended(3)) => no_consent(3);
        "nor of one that decided nothing": voted(), ask(amended(1)) => no_consent(1);
        "nor of one that never was": voted(), ask(amended(4)) => no_consent(4);
        "nor of round 0": voted(), ask(amended(0)) => no_consent(0);
        "a reversal is no decision":
            concluded(), ask(one(Reversed, true)) => Err(Rejection::NothingToReverse);
    }
}

/// What was decided stands until it is reversed and reopened.
fn once() -> Vec<Case> {
    let honoured = || vec![on("k", ClauseStatus::Honoured, false)];
    let pending = || recorded("council", vec![on("k", ClauseStatus::Pending, false)]);
    let decided = || concluded().then(recorded("council", honoured()));
    let number = Deliberation::from(decided()).sequence;
    let reversed = || {
        decided().then(EventBody::DecisionReversed(Reversal {
            body: body("council"),
            number: "".into(),
            decided: Timestamp(60),
            clauses: vec![clause_ref("k")],
            reason: text("reason"),
        }))
    };
    let reopened = EventBody::RecoveryResumed(Resumption { reopened: vec![clause_ref("k")] });
    let settled = |number| Err(Rejection::AlreadySettled("decision", number));
    let again = || decide("council", honoured());
    let done = || done("council", honoured());
    let early = ended(between().then(recorded("council", honoured())), adopted());
    cases! {
        "a clause is decided once": decided(), again() => settled(number);
        "what was pending is decided now": concluded().then(pending()), again() => done();
        "what was decided before the outcome too": early, again() => done();
        "a reversed clause waits for the recovery": reversed(), again() => settled(number + 1);
        "which reopens it": reversed().then(reopened), again() => done();
    }
}

fn follow_up() -> Vec<Case> {
    let start = || by(facilitator(), CommandBody::StartFollowUp);
    let started = || Ok(vec![EventBody::FollowUpStarted]);
    let honour = || recorded("council", vec![on("k", ClauseStatus::Honoured, false)]);
    let nothing = |result| ended(between(), Some(outcome(result, &[])));
    let waits = || Err(Rejection::DecisionPending(None));
    let facilitating = ruling(AuthorityRole::Facilitating, Terms::default());
    let mut bodiless = ruling(AuthorityRole::Deciding, Terms::default());
    bodiless.authority.iter_mut().for_each(|authority| authority.bodies.clear());
    let early = || ended(between().then(honour()), adopted());
    let since = || ended(balloted(between(), &["p"]).then(honour()), None);
    let before = Err(Rejection::PhaseNotAllowed {
        command: "start_follow_up",
        phase: "between",
        allowed: "concluded, decided".to_owned(),
    });
    cases! {
        "after a decision": concluded().then(honour()), start() => started();
        "not while a body has yet to decide": concluded(), start() => waits();
        "nor on a decision before the outcome": early(), start() => waits();
        "one after the outcome of the ballot will do": since(), start() => started();
        "without a deciding body": under(concluded(), facilitating), start() => started();
        "or one without bodies": under(concluded(), bodiless), start() => started();
        "or an adoption":
            nothing(OutcomeResult::Blocked), start() => started();
        "for whichever reason": nothing(OutcomeResult::NoQuorum), start() => started();
        "or an outcome": ended(between(), None), start() => started();
        "not before the conclusion": between(), start() => before;
    }
}

/// Concluded with three days to decide; the moment at which they are over.
pub(super) fn concluded_with_a_term() -> (Story, i64) {
    let terms = Terms { decide_days: Some(3), ..Terms::default() };
    let story = ended(under(between(), ruling(AuthorityRole::Deciding, terms)), adopted());
    let state = Deliberation::from(story.clone());
    (story, state.updated.0 + 3 * DAY_MS)
}

fn follow_up_with_a_term() -> Vec<Case> {
    let (open, due) = concluded_with_a_term();
    let number = Deliberation::from(open.clone()).sequence;
    let start = |moment| at(moment, by(facilitator(), CommandBody::StartFollowUp));
    let started = || Ok(vec![EventBody::FollowUpStarted]);
    let pending = || Err(Rejection::DecisionPending(Some(Timestamp(due))));
    let term = Term::Decide(number);
    let passed = open.clone().then(EventBody::TermPassed { term, due: Timestamp(due) });
    cases! {
        "a body has its time": open.clone(), start(NOW.0) => pending();
        "to the last moment": open.clone(), start(due - 1) => pending();
        "and no longer": open, start(due) => started();
        "a term that passed has passed": passed, start(due + 1) => started();
    }
}

fn after(story: Story) -> Deliberation {
    Deliberation::from(story)
}

#[test]
fn only_a_decision_on_the_outcome_changes_the_phase_and_only_once_the_rounds_are_over() {
    let honour = || recorded("council", vec![on("k", ClauseStatus::Honoured, false)]);
    let early = after(between().then(honour()));
    assert_eq!(early.phase, Phase::Between { round: 1 });
    assert!(early.verdict.decisions.values().all(|decision| decision.early));
    let decided = after(concluded().then(honour()));
    assert_eq!(decided.phase, Phase::Decided);
    assert!(decided.verdict.decisions.values().all(|decision| !decision.early));
    let without = after(ended(between(), None).then(honour()));
    assert_eq!(without.phase, Phase::Concluded);
    let followed = concluded().then(honour()).then(EventBody::FollowUpStarted).then(honour());
    assert_eq!(after(followed).phase, Phase::FollowUp);
}

#[test]
fn a_deviation_has_to_reach_every_party_and_nothing_else_does() {
    let notices = |status| {
        let decided = recorded("council", vec![on("k", status, true)]);
        after(concluded().then(decided)).verdict.notices.len()
    };
    assert_eq!(notices(ClauseStatus::ChangeOfMind), 1);
    assert_eq!(notices(ClauseStatus::Precondition(1)), 1);
    assert_eq!(notices(ClauseStatus::Honoured), 0);
    assert_eq!(notices(ClauseStatus::AmendedWithConsent { round: 1 }), 0);
    assert_eq!(notices(ClauseStatus::FormalProcedure), 0);
    assert_eq!(notices(ClauseStatus::Pending), 0);
}

#[test]
fn the_outcome_of_the_conclusion_takes_the_place_of_that_of_a_ballot_round() {
    let told = balloted(between(), &["q"]);
    let of = |state: &Deliberation| {
        let outcome = state.verdict.outcome.as_ref().unwrap();
        (outcome.conclusion, outcome.outcome.adopted[0].item.clone())
    };
    let q: ItemId = proposal("q");
    assert_eq!(of(&after(told.clone())), (false, q.clone()));
    assert_eq!(of(&after(ended(told.clone(), None))), (false, q));
    assert_eq!(of(&after(ended(told, adopted()))), (true, proposal("p")));
}
