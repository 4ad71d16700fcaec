//! Hiding a text with a reason, the appeal, and the ruling of somebody else (rule 12).

use super::dialogue::{open, response};
use super::given::{
    Story, app, by, facilitator, member, of, paper, proposal, role, statement, text,
};
use super::{Case, case};
use crate::domain::act::{Appeal, AppealRuling, Moderation, ResponseKind, Target};
use crate::domain::caller::Role;
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::EventBody;
use crate::domain::ids::ItemId;
use crate::domain::rejection::Rejection;
use crate::domain::round::Activity;
use crate::domain::state::Deliberation;
use crate::domain::visibility::is_moderated;

use Activity::{Propose, Respond};

pub(super) fn cases() -> Vec<Case> {
    let groups = [moderated(), appealed(), ruled()];
    groups.into_iter().flatten().collect()
}

/// Statement `s` of party `a`, event 14, and a response of party `b` to it, event 15.
fn given() -> Story {
    let response = response(statement("s"), "b", ResponseKind::Counter);
    open(&[Respond]).then(EventBody::Responded(response))
}

fn s() -> Target {
    Target::Item(statement("s"))
}

fn moderation(target: Target) -> Moderation {
    Moderation { target, reason: text("reason") }
}

fn hide(target: Target) -> Command {
    by(facilitator(), CommandBody::Moderate(moderation(target)))
}

fn hidden(target: Target) -> EventBody {
    EventBody::Moderated(moderation(target))
}

fn moderated() -> Vec<Case> {
    let sealed = || Story::round(&[Propose]).proposal("p", 1, "a", &["k"]);
    let p = || Target::Item(proposal("p"));
    let done = |target| Ok(vec![hidden(target)]);
    let unknown = |item: ItemId| Err(Rejection::ItemUnknown(item));
    let again = || given().then(hidden(s())).then(appeal("a", 16)).then(ruling(16, true));
    let denied = || given().then(hidden(s())).then(appeal("a", 16)).then(ruling(16, false));
    let hidden_twice = || Err(Rejection::AlreadyModerated);
    let no_number = |number| Err(Rejection::NumberUnknown("response", number));
    let mut cases = cases! {
        "an item": given(), hide(s()) => done(s());
        "a response": given(), hide(Target::Response(15)) => done(Target::Response(15));
        "that is one": given(), hide(Target::Response(14)) => no_number(14);
        "an item that is": given(), hide(Target::Item(statement("t"))) => unknown(statement("t"));
        "not one that is sealed": sealed(), hide(p()) => unknown(proposal("p"));
        "once open it is": sealed().tallied(&[]), hide(p()) => done(p());
        "once": given().then(hidden(s())), hide(s()) => hidden_twice();
        "also after an appeal in vain": denied(), hide(s()) => hidden_twice();
        "again when it was shown again": again(), hide(s()) => done(s());
        "each by itself":
            given().then(hidden(s())), hide(Target::Response(15)) => done(Target::Response(15));
    };
    for one in [Role::Member, Role::Clerk, Role::Admin, Role::Auditor, Role::App, Role::Observer] {
        let needed = "facilitator";
        let refused =
            Err(Rejection::RoleNotAllowed { role: one.as_str(), command: "moderate", needed });
        let asked = by(role(one), CommandBody::Moderate(moderation(s())));
        cases.push(case("by the facilitator alone", given(), asked, refused));
    }
    cases
}

fn plea(name: &str, moderation: u64) -> Appeal {
    Appeal { moderation, member: of(name), reason: text("plea") }
}

fn appeal(name: &str, moderation: u64) -> EventBody {
    EventBody::ModerationAppealed(plea(name, moderation))
}

fn appealed() -> Vec<Case> {
    let plead = |name, number| by(member(name), CommandBody::AppealModeration(plea(name, number)));
    let of_item = || given().then(hidden(s()));
    let of_response = || given().then(hidden(Target::Response(15)));
    let not_you = || Err(Rejection::NotTheAuthor("this text".into()));
    let form = paper(CommandBody::AppealModeration(plea("a", 16)));
    let other = by(app("x"), CommandBody::AppealModeration(plea("a", 16)));
    let nobody = Story::round(&[Respond]).statement("s").then(hidden(s()));
    cases! {
        "by the author of an item": of_item(), plead("a", 16) => Ok(vec![appeal("a", 16)]);
        "not by another": of_item(), plead("b", 16) => not_you();
        "by the author of a response": of_response(), plead("b", 16) => Ok(vec![appeal("b", 16)]);
        "not by that of its item": of_response(), plead("a", 16) => not_you();
        "what nobody gave, nobody defends": nobody, plead("a", 15) => not_you();
        "from a letter": of_item(), form => Ok(vec![appeal("a", 16)]);
        "not by anyone's app": of_item(), other => Err(Rejection::MemberNotYours(of("a")));
        "once": of_item().then(appeal("a", 16)), plead("a", 16)
            => Err(Rejection::AlreadySettled("appeal", 16));
        "of a moderation":
            of_item(), plead("a", 15) => Err(Rejection::NumberUnknown("moderation", 15));
    }
}

fn ruling(moderation: u64, restored: bool) -> EventBody {
    EventBody::AppealRuled(AppealRuling { moderation, restored, reason: text("ruling") })
}

fn ruled() -> Vec<Case> {
    let rule_as = |one, moderation, restored| {
        let ruling = AppealRuling { moderation, restored, reason: text("ruling") };
        by(role(one), CommandBody::RuleOnAppeal(ruling))
    };
    let rule = |moderation, restored| rule_as(Role::Auditor, moderation, restored);
    let silent = || given().then(hidden(s()));
    let pleaded = || silent().then(appeal("a", 16));
    let needed = "auditor";
    let not_you =
        Err(Rejection::RoleNotAllowed { role: "facilitator", command: "rule_on_appeal", needed });
    let settled = || Err(Rejection::AlreadySettled("appeal", 16));
    cases! {
        "shown again": pleaded(), rule(16, true) => Ok(vec![ruling(16, true)]);
        "or not": pleaded(), rule(16, false) => Ok(vec![ruling(16, false)]);
        "not by who hid it": pleaded(), rule_as(Role::Facilitator, 16, true) => not_you;
        "once": pleaded().then(ruling(16, true)), rule(16, false) => settled();
        "either way": pleaded().then(ruling(16, false)), rule(16, true) => settled();
        "on an appeal": silent(), rule(16, true) => Err(Rejection::NumberUnknown("appeal", 16));
        "against a moderation": silent(), rule(15, true)
            => Err(Rejection::NumberUnknown("moderation", 15));
    }
}

#[test]
fn a_text_is_hidden_until_an_appeal_restores_it() {
    let is_hidden = |story: Story| is_moderated(&Deliberation::from(story), &s());
    assert!(!is_hidden(given()));
    let hidden = given().then(hidden(s()));
    assert!(is_hidden(hidden.clone()));
    let pleaded = hidden.then(appeal("a", 16));
    assert!(is_hidden(pleaded.clone()));
    assert!(is_hidden(pleaded.clone().then(ruling(16, false))));
    assert!(!is_hidden(pleaded.then(ruling(16, true))));
}
