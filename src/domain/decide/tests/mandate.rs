//! What deciding bodies promise, limit, deliver and acknowledge.

use std::sync::Arc;

use super::Case;
use super::given::{
    Story, accepted_by, at, by, charter, facilitator, paper, party, plan, proposal, ready_declared,
    role, text, version,
};
use crate::domain::act::{
    Acknowledgement, ConsequencesCheck, Level, Precondition, Promise, PromiseWithdrawal, Provision,
    ProvisionSettlement, Term,
};
use crate::domain::caller::Role;
use crate::domain::charter::{Authority, AuthorityRole, Body, BodyKind, Charter, Terms};
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::EventBody;
use crate::domain::ids::{BodyId, ContributionId, ItemId, Timestamp};
use crate::domain::limits::DAY_MS;
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, ClosingRule, RoundPlan};
use crate::domain::state::{Deliberation, MandateStatus};

pub(super) fn cases() -> Vec<Case> {
    let groups = [promises(), limits(), provisions(), words(), checks(), silence()];
    groups.into_iter().flatten().collect()
}

pub(super) fn body(id: &str) -> BodyId {
    BodyId::parse(id).unwrap()
}

/// The charter of the stories, with party `b` as authority in this role, whose bodies are the
/// `council` and the `executive`.
pub(super) fn ruling(role: AuthorityRole, terms: Terms) -> Charter {
    let named = |id: &str| Body { id: body(id), kind: BodyKind::Other, name: id.into() };
    let bodies = vec![named("council"), named("executive")];
    let authority = Some(Authority { party: party("b"), role, bodies });
    Charter { authority, terms, ..charter(1) }
}

/// The same story under this charter.
pub(super) fn under(story: Story, charter: Charter) -> Story {
    story.with(|state| state.charter = Some(Arc::new(charter)))
}

/// The same story with a deciding authority, without terms.
pub(super) fn decided_by(story: Story) -> Story {
    under(story, ruling(AuthorityRole::Deciding, Terms::default()))
}

pub(super) fn clerk(body: CommandBody) -> Command {
    by(role(Role::Clerk), body)
}

pub(super) fn promise(of: &str, level: Level) -> Promise {
    Promise { body: body(of), level, text: text("promise"), grounds: Vec::new() }
}

pub(super) fn precondition(answers: Option<&str>) -> Precondition {
    Precondition {
        body: body("council"),
        text: text("limit"),
        consequence: text("consequence"),
        answers: answers.map(|id| ContributionId::parse(id).unwrap()),
    }
}

fn provision() -> Provision {
    Provision { body: body("council"), text: text("money"), due: Some(Timestamp(2_000)) }
}

fn acknowledgement(term_ends: i64) -> Acknowledgement {
    Acknowledgement {
        body: body("council"),
        number: "2026-1".into(),
        decided: Timestamp(10),
        term_ends: Timestamp(term_ends),
        text: text("consequences"),
    }
}

fn draft() -> Story {
    decided_by(Story::framed())
}

fn ready() -> Story {
    decided_by(Story::ready())
}

fn open() -> Story {
    decided_by(Story::round(&[Activity::Contribute]))
}

fn promises() -> Vec<Case> {
    let make = |of| CommandBody::MakePromise(promise(of, Level::CoDecide));
    let made = || EventBody::PromiseMade(promise("council", Level::CoDecide));
    let withdrawal = || PromiseWithdrawal { body: body("council"), reason: text("reason") };
    let withdraw = || clerk(CommandBody::WithdrawPromise(withdrawal()));
    let withdrawn = || EventBody::PromiseWithdrawn(withdrawal());
    let promised = || ready().then(made());
    let number = Deliberation::from(promised()).sequence;
    let back = || EventBody::ReturnedToDraft;
    let stranger = || Err(Rejection::BodyUnknown(body("mayor")));
    let none = Err(Rejection::NumberUnknown("promise", 0));
    let again = Err(Rejection::AlreadySettled("promise", number));
    cases! {
        "a body promises through its clerk":
            draft(), clerk(make("council")) => Ok(vec![made()]);
        "or the facilitator enters it": draft(), paper(make("council")) => Ok(vec![made()]);
        "who says where that can be seen":
            draft(), by(facilitator(), make("council")) => Err(Rejection::EvidenceMissing);
        "of a body that the charter names": draft(), clerk(make("mayor")) => stranger();
        "and without an authority none is":
            Story::framed(), clerk(make("mayor")) => stranger();
        "in ready all are asked again":
            ready(), clerk(make("council")) => Ok(vec![made(), back()]);
        "later it is what the world did": open(), clerk(make("council")) => Ok(vec![made()]);
        "what was promised can be taken back":
            promised(), withdraw() => Ok(vec![withdrawn(), back()]);
        "also in a round": open().then(made()), withdraw() => Ok(vec![withdrawn()]);
        "what was not cannot": ready(), withdraw() => none;
        "and once": promised().then(withdrawn()), withdraw() => again;
    }
}

fn limits() -> Vec<Case> {
    let declare = |answers| clerk(CommandBody::DeclarePrecondition(precondition(answers)));
    let declared = || EventBody::PreconditionDeclared(precondition(None));
    let back = || EventBody::ReturnedToDraft;
    let unknown =
        Err(Rejection::ItemUnknown(ItemId::Contribution(ContributionId::parse("q").unwrap())));
    let stranger = Precondition { body: body("mayor"), ..precondition(None) };
    let stranger = clerk(CommandBody::DeclarePrecondition(stranger));
    let nobody = Err(Rejection::BodyUnknown(body("mayor")));
    cases! {
        "a limit in draft": draft(), declare(None) => Ok(vec![declared()]);
        "in ready all are asked again": ready(), declare(None) => Ok(vec![declared(), back()]);
        "a late limit is accepted as reality": open(), declare(None) => Ok(vec![declared()]);
        "it answers a question that was asked": open(), declare(Some("q")) => unknown;
        "it is that of a body": open(), stranger => nobody;
    }
}

fn provisions() -> Vec<Case> {
    let declare = |of| {
        let provision = Provision { body: body(of), ..provision() };
        clerk(CommandBody::DeclareProvision(provision))
    };
    let declared = || EventBody::ProvisionDeclared(provision());
    let there = || open().then(declared());
    let number = Deliberation::from(there()).sequence;
    let word = |kept| ProvisionSettlement { provision: number, kept, evidence: None };
    let settle = |kept| clerk(CommandBody::SettleProvision(word(kept)));
    let settled = |kept| EventBody::ProvisionSettled(word(kept));
    let nobody = Err(Rejection::BodyUnknown(body("mayor")));
    let twice = || Err(Rejection::AlreadySettled("provision", number));
    let unknown = Err(Rejection::NumberUnknown("provision", number));
    let unseen = by(facilitator(), CommandBody::SettleProvision(word(true)));
    let (kept, broken) = (|| settled(true), || settled(false));
    cases! {
        "a provision in draft": draft(), declare("council") => Ok(vec![declared()]);
        "in ready all are asked again":
            ready(), declare("council") => Ok(vec![declared(), EventBody::ReturnedToDraft]);
        "a late one is welcome": open(), declare("council") => Ok(vec![declared()]);
        "it is that of a body": open(), declare("mayor") => nobody;
        "it is delivered": there(), settle(true) => Ok(vec![kept()]);
        "or broken": there(), settle(false) => Ok(vec![broken()]);
        "a broken one is delivered after all":
            there().then(broken()), settle(true) => Ok(vec![kept()]);
        "it is not broken twice": there().then(broken()), settle(false) => twice();
        "a delivered one is done": there().then(kept()), settle(true) => twice();
        "it cannot be broken": there().then(kept()), settle(false) => twice();
        "there has to be one": open(), settle(true) => unknown;
        "who enters it says where it can be seen":
            there(), unseen => Err(Rejection::EvidenceMissing);
    }
}

fn words() -> Vec<Case> {
    let word = |of| Acknowledgement { body: body(of), ..acknowledgement(5_000) };
    let say = |of| clerk(CommandBody::AcknowledgeConsequences(word(of)));
    let said = || EventBody::ConsequencesAcknowledged(word("council"));
    let nobody = Err(Rejection::BodyUnknown(body("mayor")));
    cases! {
        "a body says that it knows what it takes": draft(), say("council") => Ok(vec![said()]);
        "nothing changes for the others": ready(), say("council") => Ok(vec![said()]);
        "it can say so again": open().then(said()), say("council") => Ok(vec![said()]);
        "it is that of a body": open(), say("mayor") => nobody;
    }
}

fn checks() -> Vec<Case> {
    let both = |open_proposals| {
        let plan = plan(&[Activity::Propose], ClosingRule::ByFacilitator);
        let opened = Story::ready().opened(RoundPlan { open_proposals, ..plan });
        decided_by(opened).proposal("p", 1, "a", &["k"])
    };
    let check = |of, on: u32, breaks| ConsequencesCheck {
        body: body(of),
        on: version(proposal("p"), on),
        breaks,
        text: text("consequences"),
    };
    let ask = |of, on, breaks| clerk(CommandBody::CheckConsequences(check(of, on, breaks)));
    let seen = || both(false).tallied(&[]);
    let limited = || seen().then(EventBody::PreconditionDeclared(precondition(None)));
    let number = Deliberation::from(limited()).sequence;
    let done = |breaks| Ok(vec![EventBody::ConsequencesChecked(check("council", 1, breaks))]);
    let unknown = || Err(Rejection::ItemUnknown(proposal("p")));
    let breaks = |number| Err(Rejection::NumberUnknown("precondition", number));
    cases! {
        "a body says what a version would lead to": seen(), ask("council", 1, None) => done(None);
        "and what it would break": limited(), ask("council", 1, Some(number)) => done(Some(number));
        "which has to be declared": seen(), ask("council", 1, Some(number)) => breaks(number);
        "under its own number": limited(), ask("council", 1, Some(1)) => breaks(1);
        "versions count from 1": seen(), ask("council", 0, None) => unknown();
        "up to the last": seen(), ask("council", 2, None) => unknown();
        "a sealed version is not there": both(false), ask("council", 1, None) => unknown();
        "by a body": seen(), ask("mayor", 1, None) => Err(Rejection::BodyUnknown(body("mayor")));
    }
}

/// Every event of the mandate that asks the parties again.
fn changes() -> [EventBody; 4] {
    let withdrawal = PromiseWithdrawal { body: body("council"), reason: text("reason") };
    [
        EventBody::PromiseMade(promise("council", Level::Advise)),
        EventBody::PromiseWithdrawn(withdrawal),
        EventBody::PreconditionDeclared(precondition(None)),
        EventBody::ProvisionDeclared(provision()),
    ]
}

#[test]
fn a_change_of_the_mandate_voids_acceptances_until_round_1_opens() {
    let accepting = |state: &Deliberation| {
        state.parties.values().filter(|party| party.accepted.is_some()).count()
    };
    for change in changes() {
        let early = Deliberation::from(ready().then(change.clone()));
        assert_eq!(accepting(&early), 0, "{change:?}");
        let late = Deliberation::from(open().then(change.clone()));
        assert_eq!(accepting(&late), 3, "{change:?}");
    }
}

#[test]
fn a_precondition_is_late_from_the_moment_round_1_opened() {
    let declared = || EventBody::PreconditionDeclared(precondition(None));
    let late = |story: Story| {
        let state = Deliberation::from(story.then(declared()));
        state.mandate.preconditions[&state.sequence].late
    };
    assert!(!late(draft()));
    assert!(!late(ready()));
    assert!(late(open()));
    assert!(late(open().tallied(&[])));
}

#[test]
fn the_first_level_stays_known_when_a_promise_is_lowered() {
    let made = |level| EventBody::PromiseMade(promise("council", level));
    let told = draft().then(made(Level::CoDecide)).then(made(Level::Inform));
    let state = Deliberation::from(told);
    let held = &state.mandate.promises[&body("council")];
    assert_eq!((held.first_level, held.promise.level), (Level::CoDecide, Level::Inform));
}

#[test]
fn a_word_is_worth_what_was_promised_acknowledged_and_has_not_lapsed() {
    let made = EventBody::PromiseMade(promise("council", Level::CoDecide));
    let said = |ends| EventBody::ConsequencesAcknowledged(acknowledgement(ends));
    let lapse = |due| {
        let term = Term::Office(body("council"));
        EventBody::TermPassed { term, due: Timestamp(due) }
    };
    let taken = PromiseWithdrawal { body: body("council"), reason: text("reason") };
    let status = |story: &Story| Deliberation::from(story.clone()).mandate.status(&body("council"));
    let promised = draft().then(made);
    assert_eq!(status(&draft().then(said(9))), MandateStatus::NoPromiseYet);
    assert_eq!(status(&promised), MandateStatus::NoPromiseYet);
    let word = promised.then(said(5_000));
    assert_eq!(status(&word), MandateStatus::Acknowledged);
    let lapsed = word.then(lapse(5_000));
    assert_eq!(status(&lapsed), MandateStatus::Lapsed);
    let renewed = lapsed.then(said(9_000));
    assert_eq!(status(&renewed), MandateStatus::Acknowledged);
    let office = Term::Office(body("council"));
    let state = Deliberation::from(renewed.clone());
    assert!(!state.passed.contains_key(&office));
    assert_eq!(state.terms.iter().filter(|(_, term)| *term == office).count(), 1);
    let gone = renewed.then(EventBody::PromiseWithdrawn(taken));
    assert_eq!(status(&gone), MandateStatus::Withdrawn);
}

/// Party `b` is the authority in this role, with three days to accept; `a` and `c` accepted. The
/// moment at which the charter was set comes along.
fn waiting(role: AuthorityRole, initiator: Option<&str>) -> (Story, i64) {
    let terms = Terms { accept_days: Some(3), ..Terms::default() };
    let set = EventBody::CharterSet(ruling(role, terms));
    let story = Story::framed().with(|state| state.initiator = initiator.map(party)).then(set);
    let asked = Deliberation::from(story.clone()).updated.0;
    (story.then(accepted_by("a", 1, 1)).then(accepted_by("c/m1", 1, 1)), asked)
}

fn silence() -> Vec<Case> {
    let declare = |moment| at(moment, by(facilitator(), CommandBody::DeclareReady));
    let missing = |challenge| {
        let (count, parties, charter) = (1, "b".to_owned(), 1);
        Err(Rejection::CharterNotAccepted { count, parties, charter, challenge })
    };
    use AuthorityRole::{Deciding, Facilitating};
    let (open, asked) = waiting(Facilitating, Some("a"));
    let due = asked + 3 * DAY_MS;
    let (decides, _) = waiting(Deciding, Some("a"));
    let (alone, _) = waiting(Facilitating, None);
    let (own, _) = waiting(Facilitating, Some("b"));
    let endless = under(open.clone(), ruling(Facilitating, Terms::default()));
    let again = EventBody::ChallengeRevised { version: 2, text: text("again") };
    let changed = open.clone().then(again);
    let later = Deliberation::from(changed.clone()).updated.0 + 3 * DAY_MS;
    let changed = || {
        let story = changed.clone().then(accepted_by("a", 1, 2));
        story.then(accepted_by("c/m1", 1, 2))
    };
    let others = open.clone().party("d");
    let accepted = open.clone().then(accepted_by("b", 1, 1));
    let declared = EventBody::ReadyDeclared {
        charter_version: 1,
        challenge_version: 2,
        silent: vec![party("b")],
    };
    let d = Err(Rejection::CharterNotAccepted {
        count: 1,
        parties: "d".to_owned(),
        charter: 1,
        challenge: 1,
    });
    cases! {
        "in an initiative a facilitating authority has its term":
            open.clone(), declare(due - 1) => missing(1);
        "then its silence is recorded": open, declare(due) => Ok(vec![ready_declared(&["b"])]);
        "not when it spoke": accepted, declare(due) => Ok(vec![ready_declared(&[])]);
        "no other party's silence is": others, declare(due) => d;
        "an authority that decides is waited for": decides, declare(due) => missing(1);
        "and one that started it itself": own, declare(due) => missing(1);
        "and where no party started": alone, declare(due) => missing(1);
        "and without a term": endless, declare(due) => missing(1);
        "a change asks it anew": changed(), declare(later - 1) => missing(2);
        "for a whole term": changed(), declare(later) => Ok(vec![declared]);
    }
}

#[test]
fn an_authority_that_came_later_has_its_whole_term() {
    let terms = Terms { accept_days: Some(3), ..Terms::default() };
    let set = EventBody::CharterSet(ruling(AuthorityRole::Facilitating, terms));
    let since = |story: Story| Deliberation::from(story).charter_set.0;
    let story = Story::created().then(set).party("a");
    assert_eq!(since(story.clone()), 1);
    assert_eq!(since(story.party("b")), 3);
}
