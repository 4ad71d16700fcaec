//! Objections: raised, upheld, taken in, taken back, ruled out, and given as ballots.

use super::given::{
    Story, app, at, by, facilitator, member, of, paper, party, plan, proposal, role, statement,
    text, version,
};
use super::{Case, check};
use crate::domain::act::{
    Ballot, BallotCast, ConsentStance, Objection, ObjectionEnd, ObjectionSettlement,
    ObjectionUpholding, Voice,
};
use crate::domain::caller::Role;
use crate::domain::charter::Rule;
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::EventBody;
use crate::domain::ids::{ItemId, ItemVersion, Timestamp};
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, BallotPlan, ClosingRule, RoundPlan};
use crate::domain::state::{Deliberation, ObjectionOf};

use Activity::{Contribute, Propose, Rate, Respond};
use ObjectionEnd::{Integrated, NotArgued, Withdrawn};

pub(super) fn cases() -> Vec<Case> {
    let groups = [raised(), on_a_version(), upheld(), settled(), integrated()];
    groups.into_iter().flatten().collect()
}

fn p(number: u32) -> ItemVersion {
    version(proposal("p"), number)
}

fn objection(name: &str, on: ItemVersion) -> Objection {
    Objection { on, member: of(name), reason: text("reason"), round: 0 }
}

fn raise(name: &str, on: ItemVersion) -> Command {
    by(member(name), CommandBody::RaiseObjection(objection(name, on)))
}

fn done(name: &str, on: ItemVersion, round: u32) -> Result<Vec<EventBody>, Rejection> {
    Ok(vec![EventBody::ObjectionRaised(Objection { round, ..objection(name, on) })])
}

/// Proposal `p` of party `a`, open since round 1; the phase is between.
fn first() -> Story {
    Story::round(&[Propose]).proposal("p", 1, "a", &["k"]).tallied(&[])
}

fn second(activities: &[Activity]) -> Story {
    first().opened(plan(activities, ClosingRule::ByFacilitator))
}

fn raised() -> Vec<Case> {
    let open = || second(&[Respond]);
    let apart = RoundPlan {
        invited: vec![party("a"), party("c")],
        ..plan(&[Respond], ClosingRule::ByFacilitator)
    };
    let apart = first().opened(apart);
    let timed = first().opened(plan(&[Respond], ClosingRule::At(Timestamp(1_000))));
    let form = paper(CommandBody::RaiseObjection(objection("b", p(1))));
    let bare = by(facilitator(), CommandBody::RaiseObjection(objection("b", p(1))));
    let of_app = by(app("y"), CommandBody::RaiseObjection(objection("c/m2", p(1))));
    let other = by(member("a"), CommandBody::RaiseObjection(objection("b", p(1))));
    let not_open = Err(Rejection::ActivityNotOpen { round: 2, activity: Respond });
    let not_now = Err(Rejection::PhaseNotAllowed {
        command: "raise_objection",
        phase: "concluded",
        allowed: "round_open, between".to_owned(),
    });
    let over = Err(Rejection::RoundClosed { round: 2, phase: "round_open" });
    cases! {
        "with a reason": open(), raise("b", p(1)) => done("b", p(1), 2);
        "between rounds": first(), raise("b", p(1)) => done("b", p(1), 0);
        "through an app": open(), of_app => done("c/m2", p(1), 2);
        "from a form": open(), form => done("b", p(1), 2);
        "which is named": open(), bare => Err(Rejection::EvidenceMissing);
        "for itself": open(), other => Err(Rejection::MemberNotYours(of("b")));
        "in a round to respond": second(&[Rate]), raise("b", p(1)) => not_open;
        "until its moment": timed, at(1_000, raise("b", p(1))) => over;
        "that the party is in":
            apart, raise("b", p(1)) => Err(Rejection::NotInvited(party("b"), 2));
        "not after the rounds": first().concluded(), raise("b", p(1)) => not_now;
    }
}

/// The last version that everyone sees, from the moment that everyone does.
fn on_a_version() -> Vec<Case> {
    let both = [Propose, Respond];
    let solo = || Story::round(&both).proposal("p", 1, "a", &["k"]);
    let revised = || second(&both).proposal("p", 2, "a", &["l"]);
    let stale =
        |given, current| Err(Rejection::VersionStale { item: proposal("p"), given, current });
    let unknown = |item: ItemId| Err(Rejection::ItemUnknown(item));
    let given = Story::round(&[Contribute, Respond])
        .then(EventBody::ContributionAdded(super::contributions::asked()));
    let q = super::contributions::contribution("q");
    cases! {
        "not to what is sealed": solo(), raise("b", p(1)) => unknown(proposal("p"));
        "nor by its own party": solo(), raise("a", p(1)) => unknown(proposal("p"));
        "a sealed next version takes nothing away":
            revised(), raise("b", p(1)) => done("b", p(1), 2);
        "and is not shown": revised(), raise("b", p(2)) => stale(2, 1);
        "open, it is the one": revised().tallied(&[]), raise("b", p(2)) => done("b", p(2), 0);
        "not the older": revised().tallied(&[]), raise("b", p(1)) => stale(1, 2);
        "to something": first(), raise("b", version(statement("z"), 1)) => unknown(statement("z"));
        "that is voted on": given, raise("b", version(q.clone(), 1)) => unknown(q);
    }
}

/// With an objection of this member to version 1, which is event 17: party `c` has a spokesperson,
/// `m3`, and party `a` has none.
fn objected(name: &str) -> Story {
    let story = Story::ready().member("c/m3", None, true);
    let story = story.opened(plan(&[Propose], ClosingRule::ByFacilitator));
    let story = story.proposal("p", 1, "b", &["k"]).closed();
    story.then(EventBody::ObjectionRaised(objection(name, p(1)))).with(|state| {
        state.phase = crate::domain::state::Phase::Between { round: 1 };
    })
}

fn word(name: &str) -> ObjectionUpholding {
    ObjectionUpholding { objection: 17, member: of(name) }
}

fn upheld() -> Vec<Case> {
    let uphold = |name| by(member(name), CommandBody::UpholdObjection(word(name)));
    let held = |name| EventBody::ObjectionUpheld(word(name));
    let nothing = ObjectionUpholding { objection: 16, member: of("a") };
    let nothing = by(member("a"), CommandBody::UpholdObjection(nothing));
    let ended = || objected("c/m1").then(end(Withdrawn, Some("c/m1"), false));
    let not_you = || Err(Rejection::NotTheAuthor("objection 17".into()));
    let settled = || Err(Rejection::AlreadySettled("objection", 17));
    let form = || paper(CommandBody::UpholdObjection(word("c/m3")));
    cases! {
        "by the spokesperson": objected("c/m1"), uphold("c/m3") => Ok(vec![held("c/m3")]);
        "from a form": objected("c/m1"), form() => Ok(vec![held("c/m3")]);
        "not by a member": objected("c/m1"), uphold("c/m1")
            => Err(Rejection::SpokespersonRequired(party("c")));
        "without a spokesperson by any": objected("a"), uphold("a") => Ok(vec![held("a")]);
        "not for another party": objected("c/m1"), uphold("a") => not_you();
        "once": objected("c/m1").then(held("c/m3")), uphold("c/m3") => settled();
        "while it is open": ended(), uphold("c/m3") => settled();
        "of an objection": objected("a"), nothing => Err(Rejection::NumberUnknown("objection", 16));
    }
}

fn settlement(how: ObjectionEnd, member: Option<&str>, reason: bool) -> ObjectionSettlement {
    let reason = reason.then(|| text("ruling"));
    ObjectionSettlement { objection: 17, end: how, member: member.map(of), reason }
}

fn end(how: ObjectionEnd, member: Option<&str>, reason: bool) -> EventBody {
    EventBody::ObjectionSettled(settlement(how, member, reason))
}

fn settled() -> Vec<Case> {
    let own = |name, how| {
        by(member(name), CommandBody::SettleObjection(settlement(how, Some(name), false)))
    };
    let ruled = |how, reason| {
        by(facilitator(), CommandBody::SettleObjection(settlement(how, None, reason)))
    };
    let given = || objected("c/m1");
    let not_you = || Err(Rejection::NotTheAuthor("objection 17".into()));
    let form = paper(CommandBody::SettleObjection(settlement(Withdrawn, Some("c/m1"), false)));
    let bare =
        by(facilitator(), CommandBody::SettleObjection(settlement(Withdrawn, Some("c/m1"), false)));
    let alone =
        by(member("c/m1"), CommandBody::SettleObjection(settlement(Withdrawn, None, false)));
    let nothing = ObjectionSettlement { objection: 16, ..settlement(Withdrawn, Some("a"), false) };
    let nothing = by(member("a"), CommandBody::SettleObjection(nothing));
    let ended = || given().then(end(Withdrawn, Some("c/m1"), false));
    let clerk =
        by(role(Role::Clerk), CommandBody::SettleObjection(settlement(NotArgued, None, true)));
    let alone_out =
        by(member("a"), CommandBody::SettleObjection(settlement(NotArgued, None, true)));
    let needed = "member, spokesperson, app, or facilitator who enters it for the member";
    let not_role =
        Err(Rejection::RoleNotAllowed { role: "clerk", command: "settle_objection", needed });
    cases! {
        "taken back":
            given(), own("c/m1", Withdrawn) => Ok(vec![end(Withdrawn, Some("c/m1"), false)]);
        "by the party":
            given(), own("c/m2", Withdrawn) => Ok(vec![end(Withdrawn, Some("c/m2"), false)]);
        "as said at a meeting": given(), form => Ok(vec![end(Withdrawn, Some("c/m1"), false)]);
        "that can be seen": given(), bare => Err(Rejection::EvidenceMissing);
        "not by another": given(), own("a", Withdrawn) => not_you();
        "nor by nobody": given(), ruled(Withdrawn, true) => not_you();
        "a member says who it is": given(), alone => not_you();
        "ruled out with a reason":
            given(), ruled(NotArgued, true) => Ok(vec![end(NotArgued, None, true)]);
        "not without": given(), ruled(NotArgued, false)
            => Err(Rejection::ReasonMissing("ruling an objection out"));
        "not by a party": given(), own("a", NotArgued) => not_you();
        "not even its own": given(), own("c/m1", NotArgued) => not_you();
        "nor by a member that leaves itself out": given(), alone_out => not_you();
        "nor by the body that decides": given(), clerk => not_role;
        "once": ended(), own("c/m1", Withdrawn) => Err(Rejection::AlreadySettled("objection", 17));
        "of an objection": given(), nothing => Err(Rejection::NumberUnknown("objection", 16));
    }
}

fn integrated() -> Vec<Case> {
    let revised = || {
        let story = objected("c/m1").opened(plan(&[Propose], ClosingRule::ByFacilitator));
        story.proposal("p", 2, "b", &["l"])
    };
    let own = |name, version| {
        let how = Integrated { version };
        by(member(name), CommandBody::SettleObjection(settlement(how, Some(name), false)))
    };
    let done = Ok(vec![end(Integrated { version: 2 }, Some("c/m1"), false)]);
    let stale =
        |given, current| Err(Rejection::VersionStale { item: proposal("p"), given, current });
    let open = || revised().tallied(&[]);
    let nobody = by(
        facilitator(),
        CommandBody::SettleObjection(settlement(Integrated { version: 2 }, None, true)),
    );
    let not_you = || Err(Rejection::NotTheAuthor("objection 17".into()));
    cases! {
        "a later version takes it in": open(), own("c/m1", 2) => done;
        "the objector says so": open(), own("b", 2) => not_you();
        "not the facilitator": open(), nobody => not_you();
        "not the version it was about": open(), own("c/m1", 1) => stale(1, 2);
        "not one that is not there": open(), own("c/m1", 3) => stale(3, 2);
        "nor one that is sealed": revised(), own("c/m1", 2) => stale(2, 1);
    }
}

/// A consent ballot of this member on `p`.
fn ballot(name: &str, stance: ConsentStance, reason: bool) -> EventBody {
    let reason = reason.then(|| text("reason"));
    let ballot = Ballot::Consent { option: p(1), stance, reason };
    EventBody::BallotCast(BallotCast { voice: Voice::Named(of(name)), ballot, round: 2 })
}

/// Three ballots: events 18 to 20.
fn balloted() -> Story {
    let ballot_plan = BallotPlan::plain(Rule::Consent, vec![p(1)]);
    let round = RoundPlan {
        ballot: Some(ballot_plan),
        ..plan(&[Activity::Ballot], ClosingRule::ByFacilitator)
    };
    let story = first().opened(round);
    assert_eq!(Deliberation::from(story.clone()).sequence, 17);
    let story = story.then(ballot("a", ConsentStance::Objection, false));
    let story = story.then(ballot("b", ConsentStance::Consent, true));
    story.then(ballot("c/m1", ConsentStance::Objection, true))
}

/// Rule 3: consent and objections given as ballots are hidden like all ballots.
#[test]
fn an_objection_given_as_a_ballot_is_there_from_the_close_on() {
    assert!(Deliberation::from(balloted()).objections.is_empty());
    let state = Deliberation::from(balloted().closed());
    let numbers: Vec<u64> = state.objections.keys().copied().collect();
    assert_eq!(numbers, [20], "one without a reason is a concern");
    let ObjectionOf::Ballot { on, voice, round, .. } = &state.objections[&20].objection else {
        panic!("it was a ballot");
    };
    assert_eq!((on, round), (&p(1), &2));
    assert_eq!(voice, &Voice::Named(of("c/m1")));

    let again = balloted().then(ballot("c/m1", ConsentStance::Consent, false)).closed();
    assert!(Deliberation::from(again).objections.is_empty(), "the last ballot counts");
}

/// Nobody learns of it by asking, and after the close it is settled like any other.
#[test]
fn an_objection_given_as_a_ballot_is_settled_after_the_close() {
    let of = |name: &str| {
        let settled =
            ObjectionSettlement { objection: 20, ..settlement(Withdrawn, Some(name), false) };
        (by(member(name), CommandBody::SettleObjection(settled.clone())), settled)
    };
    let (own, settled) = of("c/m1");
    let (other, _) = of("a");
    let unknown = Err(Rejection::NumberUnknown("objection", 20));
    let table = cases! {
        "hidden": balloted(), own.clone() => unknown;
        "open": balloted().tallied(&[]), own => Ok(vec![EventBody::ObjectionSettled(settled)]);
        "its own": balloted().tallied(&[]), other
            => Err(Rejection::NotTheAuthor("objection 20".into()));
    };
    table.iter().for_each(check);
}
