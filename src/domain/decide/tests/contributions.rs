//! Contributions, what becomes of them, and the floor.

use std::sync::Arc;

use super::given::{
    NOW, Story, app, at, by, charter, facilitator, member, of, paper, party, plan, proposal, role,
    statement, text,
};
use super::{Case, case};
use crate::domain::act::{
    Basis, Contribution, ContributionKind, Disposal, Disposition, Extras, FloorGrant, Precondition,
};
use crate::domain::caller::{Caller, Role};
use crate::domain::charter::{Authority, AuthorityRole, Body, BodyKind, Charter, Terms};
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::EventBody;
use crate::domain::ids::{
    BodyId, ClauseId, ClauseRef, ContributionId, ItemId, ProposalId, Timestamp,
};
use crate::domain::limits::{DAY_MS, HOUR_MS};
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, CloseCause, ClosingRule, RoundPlan};

use Activity::{Contribute, Rate};
use ContributionKind::{Concern, Idea, Information, Perspective, Question};

pub(super) fn cases() -> Vec<Case> {
    let groups =
        [in_a_round(), anytime(), questions(), without_author(), reading(), disposals(), floor()];
    groups.into_iter().flatten().collect()
}

/// With party `b` as authority, whose body is `council`, three days to answer and an hour to read.
pub(super) fn with_authority(story: Story, role: AuthorityRole) -> Story {
    let council = Body {
        id: BodyId::parse("council").unwrap(),
        kind: BodyKind::Council,
        name: "council".into(),
    };
    let authority = Authority { party: party("b"), role, bodies: vec![council] };
    let terms = Terms { answer_days: Some(3), reading_hours: 1, ..Terms::default() };
    let told = Charter { authority: Some(authority), terms, ..charter(1) };
    story.with(|state| state.charter = Some(Arc::new(told)))
}

pub(super) fn deciding(story: Story) -> Story {
    with_authority(story, AuthorityRole::Deciding)
}

pub(super) fn contribution(id: &str) -> ItemId {
    ItemId::Contribution(ContributionId::parse(id).unwrap())
}

/// Contribution `q`, as it is asked for.
pub(super) fn q(kind: ContributionKind, author: Option<&str>) -> Contribution {
    Contribution {
        contribution: ContributionId::parse("q").unwrap(),
        kind,
        text: text("text"),
        author: author.map(of),
        to_authority: false,
        answer_by: None,
        extras: Extras::default(),
        round: 0,
    }
}

/// A question to the authority, asked by party `a`.
pub(super) fn asked() -> Contribution {
    Contribution { to_authority: true, ..q(Question, Some("a")) }
}

fn add(caller: Caller, added: Contribution) -> Command {
    by(caller, CommandBody::AddContribution(added))
}

fn added(contribution: Contribution, round: u32) -> Result<Vec<EventBody>, Rejection> {
    Ok(vec![EventBody::ContributionAdded(Contribution { round, ..contribution })])
}

fn not_in(phase: &'static str, allowed: &str) -> Result<Vec<EventBody>, Rejection> {
    Err(Rejection::PhaseNotAllowed {
        command: "add_contribution",
        phase,
        allowed: allowed.to_owned(),
    })
}

fn in_a_round() -> Vec<Case> {
    let open = || Story::round(&[Contribute]);
    let own = |kind| add(member("a"), q(kind, Some("a")));
    let done = |kind| added(q(kind, Some("a")), 1);
    let of_m1 = || q(Idea, Some("c/m1"));
    let form = paper(CommandBody::AddContribution(of_m1()));
    let apart = RoundPlan {
        invited: vec![party("b"), party("c")],
        ..plan(&[Contribute], ClosingRule::ByFacilitator)
    };
    let timed = Story::ready().opened(plan(&[Contribute], ClosingRule::At(NOW)));
    let not_open = Err(Rejection::ActivityNotOpen { round: 1, activity: Contribute });
    let over = Err(Rejection::RoundClosed { round: 1, phase: "round_open" });
    let there = || open().then(EventBody::ContributionAdded(q(Idea, None)));
    let nobody = add(member("z"), q(Idea, Some("z")));
    let for_c = || add(app("y"), of_m1());
    cases! {
        "a perspective": open(), own(Perspective) => done(Perspective);
        "a concern": open(), own(Concern) => done(Concern);
        "an idea": open(), own(Idea) => done(Idea);
        "a question to all": open(), own(Question) => done(Question);
        "information": open(), own(Information) => done(Information);
        "an app contributes for its member": open(), add(app("x"), of_m1()) => added(of_m1(), 1);
        "not for another app's": open(), for_c() => Err(Rejection::MemberNotYours(of("c/m1")));
        "the facilitator from a form": open(), form => added(of_m1(), 1);
        "which it names":
            open(), add(facilitator(), of_m1()) => Err(Rejection::EvidenceMissing);
        "of a party that is": open(), nobody => Err(Rejection::PartyUnknown(party("z")));
        "in a round for it": Story::round(&[Rate]), own(Idea) => not_open;
        "that the party is in": Story::ready().opened(apart), own(Idea)
            => Err(Rejection::NotInvited(party("a"), 1));
        "until its moment": timed, own(Idea) => over;
        "not before the rounds": Story::framed(), own(Idea) => not_in("draft", "round_open");
        "nor between them": open().tallied(&[]), own(Idea) => not_in("between", "round_open");
        "an id is given once": there(), own(Idea) => Err(Rejection::IdTaken("q".into()));
    }
}

/// The phases in which the deliberation goes on talking.
fn talking() -> [(&'static str, Story, u32); 5] {
    let rating = || Story::ready().statement("s").opened(plan(&[Rate], ClosingRule::ByFacilitator));
    [
        ("draft", Story::framed(), 0),
        ("ready", Story::ready(), 0),
        ("round_open", rating(), 1),
        ("between", rating().tallied(&[]), 0),
        ("concluded", rating().tallied(&[]).concluded(), 0),
    ]
}

fn anytime() -> Vec<Case> {
    let due = Timestamp(NOW.0 + 3 * DAY_MS);
    let answer_by = Some(due);
    let facts = || q(Information, None);
    let mut cases = Vec::new();
    for (phase, story, round) in talking() {
        let story = deciding(story);
        let asks = added(Contribution { answer_by, ..asked() }, round);
        cases.push(case(phase, story.clone(), add(member("a"), asked()), asks));
        cases.push(case(phase, story.clone(), add(facilitator(), facts()), added(facts(), round)));
        cases.push(case(phase, story, add(role(Role::Clerk), facts()), added(facts(), round)));
    }
    let allowed =
        "draft, ready, round_open, between, concluded, decided, follow_up, recovery".to_owned();
    let closed = |phase| {
        Err(Rejection::PhaseNotAllowed {
            command: "add_contribution",
            phase,
            allowed: allowed.clone(),
        })
    };
    let tallying = || deciding(Story::round(&[Rate]).closed());
    let ended = deciding(Story::round(&[Rate]))
        .then(EventBody::DeliberationCancelled { reason: text("reason") });
    cases.extend(cases! {
        "no question while figures are made":
            tallying(), add(member("a"), asked()) => closed("tallying");
        "nor information": tallying(), add(facilitator(), facts()) => closed("tallying");
        "nor after the end": ended, add(member("a"), asked()) => closed("cancelled");
    });
    cases
}

fn questions() -> Vec<Case> {
    let free = deciding(Story::round(&[Rate])).with(|state| {
        let mut told = (**state.charter.as_ref().unwrap()).clone();
        told.terms.answer_days = None;
        state.charter = Some(Arc::new(told));
    });
    let apart = RoundPlan {
        invited: vec![party("b"), party("c")],
        ..plan(&[Rate], ClosingRule::ByFacilitator)
    };
    let apart = || deciding(Story::ready().statement("s").opened(apart.clone()));
    let due = Some(Timestamp(NOW.0 + 3 * DAY_MS));
    let form = paper(CommandBody::AddContribution(asked()));
    let open = || deciding(Story::round(&[Contribute]));
    let between = || open().tallied(&[]);
    let no_question = || Contribution { to_authority: true, ..q(Idea, Some("a")) };
    let as_idea = added(q(Idea, Some("a")), 1);
    let only = "round_open, and for a question to the authority at any time";
    let asks = || add(member("a"), asked());
    cases! {
        "a charter without a term has no moment": free, asks() => added(asked(), 1);
        "a party that sits this round out may ask":
            apart(), asks() => added(Contribution { answer_by: due, ..asked() }, 1);
        "a question on paper":
            apart(), form => added(Contribution { answer_by: due, ..asked() }, 1);
        "somebody has to be there to answer":
            Story::round(&[Rate]), asks() => Err(Rejection::AuthorityMissing);
        "nothing else is put to the authority":
            open(), add(member("a"), no_question()) => as_idea;
        "or goes round the rounds that way":
            between(), add(member("a"), no_question()) => not_in("between", only);
    }
}

fn without_author() -> Vec<Case> {
    let open = || Story::round(&[Contribute]);
    let facts = || q(Information, None);
    let refused = |role: Role| {
        let needed = "facilitator or clerk, or name the member who gives it";
        Err(Rejection::RoleNotAllowed { role: role.as_str(), command: "add_contribution", needed })
    };
    let by_role = |one: Role| add(role(one), facts());
    cases! {
        "a member names itself": open(), add(member("a"), facts()) => refused(Role::Member);
        "so does an app": open(), add(app("x"), facts()) => refused(Role::App);
        "an observer reads": open(), by_role(Role::Observer) => refused(Role::Observer);
        "an auditor reads": open(), by_role(Role::Auditor) => refused(Role::Auditor);
        "an admin operates": open(), by_role(Role::Admin) => refused(Role::Admin);
    }
}

/// Rule 16: no round closes while new information is being read.
fn reading() -> Vec<Case> {
    let close = || by(facilitator(), CommandBody::CloseRound { round: 1 });
    let open = || deciding(Story::round(&[Contribute]));
    let told = |kind, author| open().then(EventBody::ContributionAdded(q(kind, author)));
    // Event 14, told at moment 13.
    let until = 13 + HOUR_MS;
    let waits = || Err(Rejection::ReadingTime(Timestamp(until)));
    let cause = CloseCause::Facilitator;
    let closed = || Ok(vec![EventBody::RoundClosed { round: 1, cause }]);
    let earlier = told(Information, None).with(|state| state.reading_until = Some(Timestamp(5)));
    cases! {
        "information of the facilitator": told(Information, None), close() => waits();
        "and of a party": told(Information, Some("a")), close() => waits();
        "just before the end of it": told(Information, None), at(until - 1, close()) => waits();
        "at the end of it": told(Information, None), at(until, close()) => closed();
        "an idea is no news": told(Idea, Some("a")), close() => closed();
        "what was read is read": earlier, close() => closed();
    }
}

fn disposals() -> Vec<Case> {
    use Disposition::{Adopted, Deferred, Open, RejectedWithReason, RejectedWithoutReason};
    let sealed = || Story::round(&[Contribute]).statement("s").proposal("p", 1, "a", &["k"]);
    let limit = Precondition {
        body: BodyId::parse("council").unwrap(),
        text: text("limit"),
        consequence: text("consequence"),
        answers: None,
    };
    // Event 16.
    let open = || sealed().then(EventBody::PreconditionDeclared(limit.clone())).tallied(&[]);
    let on = |item: ItemId, disposition, reason: bool, basis: Option<Basis>| Disposal {
        item,
        disposition,
        reason: reason.then(|| text("reason")),
        basis,
    };
    let s = |disposition, reason, basis| on(statement("s"), disposition, reason, basis);
    let k = |id: &str| {
        let proposal = ProposalId::parse("p").unwrap();
        ClauseRef { proposal, clause: ClauseId::parse(id).unwrap() }
    };
    let clause = |id: &str| Some(Basis::Clause(k(id)));
    let criterion = || Some(Basis::Criterion(text("criterion")));
    let dispose = |disposal: &Disposal| by(facilitator(), CommandBody::Dispose(disposal.clone()));
    let clerk = |disposal: &Disposal| by(role(Role::Clerk), CommandBody::Dispose(disposal.clone()));
    let done = |disposal: &Disposal| Ok(vec![EventBody::Disposed(disposal.clone())]);
    let why = "a rejection with a reason, which names a clause, precondition or criterion,";
    let bare = || Err(Rejection::ReasonMissing(why));
    let no_clause = |id: &str| Err(Rejection::ClauseUnknown(k(id)));
    let no_item = |item| Err(Rejection::ItemUnknown(item));
    let plain = [Adopted, Deferred, Open, RejectedWithoutReason].map(|one| s(one, false, None));
    let mut cases: Vec<Case> =
        plain.iter().map(|one| case("as it is", open(), dispose(one), done(one))).collect();
    let r = |reason, basis| s(RejectedWithReason, reason, basis);
    let limited = |number| r(true, Some(Basis::Precondition(number)));
    let p = on(proposal("p"), Adopted, false, None);
    let nothing = on(contribution("z"), Adopted, false, None);
    cases.extend(cases! {
        "a reason points at a clause":
            open(), dispose(&r(true, clause("k"))) => done(&r(true, clause("k")));
        "at a precondition": open(), clerk(&limited(16)) => done(&limited(16));
        "at a criterion": open(), dispose(&r(true, criterion())) => done(&r(true, criterion()));
        "and says what it is": open(), dispose(&r(false, criterion())) => bare();
        "and points somewhere": open(), dispose(&r(true, None)) => bare();
        "at a clause that is": open(), dispose(&r(true, clause("z"))) => no_clause("z");
        "not one that is sealed": sealed(), dispose(&r(true, clause("k"))) => no_clause("k");
        "at a precondition that is": open(), dispose(&limited(15))
            => Err(Rejection::NumberUnknown("precondition", 15));
        "of an item that is": open(), dispose(&nothing) => no_item(contribution("z"));
        "not one that is sealed yet": sealed(), dispose(&p) => no_item(proposal("p"));
        "once open it is": open(), dispose(&p) => done(&p);
    });
    cases
}

fn floor() -> Vec<Case> {
    let grant = |name| FloorGrant {
        party: party(name),
        granted_seconds: 120,
        used_seconds: 150,
        cut_short: true,
        round: 0,
    };
    let give = |caller, name| by(caller, CommandBody::GrantFloor(grant(name)));
    let granted = Ok(vec![EventBody::FloorGranted(FloorGrant { round: 1, ..grant("a") })]);
    let open = || Story::round(&[Rate]);
    let after = Err(Rejection::PhaseNotAllowed {
        command: "grant_floor",
        phase: "between",
        allowed: "round_open".to_owned(),
    });
    let needed = "facilitator";
    let not_you = Err(Rejection::RoleNotAllowed { role: "member", command: "grant_floor", needed });
    cases! {
        "time to speak": open(), give(facilitator(), "a") => granted;
        "for a party that is":
            open(), give(facilitator(), "z") => Err(Rejection::PartyUnknown(party("z")));
        "in a round": open().tallied(&[]), give(facilitator(), "a") => after;
        "given by the facilitator": open(), give(member("a"), "a") => not_you;
    }
}
