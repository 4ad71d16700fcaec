//! Who may do what, and for whom.

use super::Case;
use super::given::{
    FRESH, Story, app, by, facilitator, member, of, party, plan, role, statement, text,
};
use super::verdict::{concluded, decision, on};
use crate::domain::act::{ClauseStatus, Extras, Voice};
use crate::domain::caller::{Caller, Role};
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::{Answer, ErasureScope, EventBody};
use crate::domain::ids::StatementId;
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, ClosingRule};

pub(super) fn cases() -> Vec<Case> {
    let groups = [acting_for(), without_author(), for_a_body(), of_the_process()];
    groups.into_iter().flatten().collect()
}

fn cast(caller: Caller, name: &str) -> Command {
    let body = CommandBody::CastStance {
        item: statement("s"),
        version: 1,
        member: of(name),
        answer: Answer::Pass,
        pseudonym: FRESH,
    };
    by(caller, body)
}

fn acting_for() -> Vec<Case> {
    let open = || {
        let rate = plan(&[Activity::Rate], ClosingRule::ByFacilitator);
        Story::ready().statement("s").opened(rate)
    };
    let erased = |name, scope| {
        let member = of(name);
        open().then(EventBody::Erased { member, scope })
    };
    let done = |name| {
        Ok(vec![EventBody::StanceCast {
            on: super::given::version(statement("s"), 1),
            voice: Voice::Named(of(name)),
            answer: Answer::Pass,
            round: 1,
        }])
    };
    let not_yours = |name| Err(Rejection::MemberNotYours(of(name)));
    let unknown = |name| Err(Rejection::MemberUnknown(of(name)));
    let nowhere = Err(Rejection::PartyUnknown(party("z")));
    let bare = role(Role::App);
    let lost = role(Role::Member);
    use ErasureScope::{All, Texts};
    cases! {
        "a member for itself": open(), cast(member("c/m1"), "c/m1") => done("c/m1");
        "not for another": open(), cast(member("c/m1"), "c/m2") => not_yours("c/m2");
        "nor for another party": open(), cast(member("a"), "b") => not_yours("b");
        "nor without being one": open(), cast(lost, "a") => not_yours("a");
        "a party that lists members is not one": open(), cast(member("c"), "c") => unknown("c");
        "a party has the members it lists": open(), cast(member("a/z"), "a/z") => unknown("a/z");
        "a member is of a party that is": open(), cast(member("z"), "z") => nowhere;
        "an app for its issuer's": open(), cast(app("x"), "c/m1") => done("c/m1");
        "not for another issuer's": open(), cast(app("x"), "c/m2") => not_yours("c/m2");
        "nor without an identity": open(), cast(app("x"), "a") => not_yours("a");
        "nor without an issuer": open(), cast(bare, "a") => not_yours("a");
        "texts erased, it still acts":
            erased("c/m1", Texts), cast(app("x"), "c/m1") => done("c/m1");
        "erased whole, no app acts":
            erased("c/m1", All), cast(app("x"), "c/m1") => not_yours("c/m1");
        "nor anyone": erased("c/m1", All), cast(member("c/m1"), "c/m1") => not_yours("c/m1");
        "a party has no link to break": erased("a", All), cast(member("a"), "a") => done("a");
    }
}

fn without_author() -> Vec<Case> {
    let add = |caller, author: Option<&str>| {
        let body = CommandBody::AddStatement {
            statement: StatementId::parse("s").unwrap(),
            text: text("statement"),
            author: author.map(of),
            extras: Extras::default(),
        };
        by(caller, body)
    };
    let open = || Story::round(&[Activity::Contribute]);
    let refused = |role: Role, needed| {
        Err(Rejection::RoleNotAllowed { role: role.as_str(), command: "add_statement", needed })
    };
    let unnamed = "facilitator, or name the member who gives it";
    cases! {
        "a member names itself": open(), add(member("a"), None) => refused(Role::Member, unnamed);
        "who enters for another says how it came in":
            open(), add(facilitator(), Some("a")) => Err(Rejection::EvidenceMissing);
    }
}

/// What a deciding body does is entered by its clerk or the facilitator, and by nobody else.
fn for_a_body() -> Vec<Case> {
    let needed = "clerk, or facilitator who enters it for the body";
    let decide = || {
        let clauses = vec![on("k", ClauseStatus::Honoured, false)];
        CommandBody::RecordDecision(decision("council", clauses))
    };
    let refused = |caller: Role| {
        let role = caller.as_str();
        Err(Rejection::RoleNotAllowed { role, command: "record_decision", needed })
    };
    let others = [
        Role::Member,
        Role::Spokesperson,
        Role::Observer,
        Role::Auditor,
        Role::Admin,
        Role::App,
        Role::Engine,
    ];
    let by_other = |caller| {
        let ask = by(role(caller), decide());
        cases! { "a body has one voice here": concluded(), ask => refused(caller); }
    };
    others.into_iter().flat_map(by_other).collect()
}

/// Who only records what a body does runs no process, and the facilitator is no timer.
fn of_the_process() -> Vec<Case> {
    let refused = |caller: Role, command, needed| {
        Err(Rejection::RoleNotAllowed { role: caller.as_str(), command, needed })
    };
    let follow = |caller| by(role(caller), CommandBody::StartFollowUp);
    let start = |caller| refused(caller, "start_follow_up", "facilitator");
    let tick = by(facilitator(), CommandBody::Tick);
    let timer = refused(Role::Facilitator, "tick", "the service itself");
    cases! {
        "a clerk runs nothing": concluded(), follow(Role::Clerk) => start(Role::Clerk);
        "nor does an app": concluded(), follow(Role::App) => start(Role::App);
        "the timer is the service's": concluded(), tick => timer;
    }
}
