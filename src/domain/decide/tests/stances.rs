//! Casting a stance: on the version that everyone sees, in the round that is open.

use std::sync::Arc;

use super::Case;
use super::contributions::{contribution, deciding};
use super::given::{
    FIRST, FRESH, Story, app, at, by, facilitator, member, of, party, plan, proposal, pseudonym,
    statement, text, version,
};
use crate::domain::act::Voice;
use crate::domain::caller::{Channel, Role};
use crate::domain::charter::{Charter, StanceVisibility};
use crate::domain::command::{Command, CommandBody};
use crate::domain::decide::decide;
use crate::domain::event::{Answer, EventBody};
use crate::domain::ids::{ItemId, ItemVersion, Timestamp};
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, CloseCause, ClosingRule, RoundPlan};
use crate::domain::state::Deliberation;

use Activity::{Contribute, Propose, Rate};
use Answer::{Pass, Stance};

pub(super) fn cases() -> Vec<Case> {
    let groups = [on_the_scale(), in_time(), on_a_version(), closing(), named(), asked()];
    groups.into_iter().flatten().collect()
}

fn cast(name: &str, item: ItemId, version: u32, answer: Answer) -> Command {
    let body =
        CommandBody::CastStance { item, version, member: of(name), answer, pseudonym: FRESH };
    by(member(name), body)
}

fn stood(name: &str, on: ItemVersion, answer: Answer, round: u32) -> EventBody {
    EventBody::StanceCast { on, voice: Voice::Named(of(name)), answer, round }
}

fn s() -> ItemVersion {
    version(statement("s"), 1)
}

/// On statement `s`, at the version that is meant when none is given.
fn on_s(name: &str, answer: Answer) -> Command {
    cast(name, statement("s"), 0, answer)
}

fn done(name: &str, answer: Answer) -> Result<Vec<EventBody>, Rejection> {
    Ok(vec![stood(name, s(), answer, 1)])
}

fn rating(closing: ClosingRule) -> Story {
    Story::ready().statement("s").opened(plan(&[Rate], closing))
}

fn open() -> Story {
    rating(ClosingRule::ByFacilitator)
}

fn on_the_scale() -> Vec<Case> {
    let off = |value| Err(Rejection::StanceOutOfScale { value, lo: -2, hi: 2 });
    let blank = || open().with(|state| state.charter = None);
    cases! {
        "the lowest step": open(), on_s("a", Stance(-2)) => done("a", Stance(-2));
        "the highest step": open(), on_s("a", Stance(2)) => done("a", Stance(2));
        "a pass": open(), on_s("a", Pass) => done("a", Pass);
        "one below": open(), on_s("a", Stance(-3)) => off(-3);
        "one above": open(), on_s("a", Stance(3)) => off(3);
        "each member its own": open(), on_s("c/m2", Stance(0)) => done("c/m2", Stance(0));
        "a later one comes on top":
            open().stance("a", s(), Stance(1)), on_s("a", Stance(-1)) => done("a", Stance(-1));
        "an app casts for its member":
            open(), Command { caller: app("y").into(),..on_s("c/m2", Pass) } => done("c/m2", Pass);
        "a scale is a charter's": blank(), on_s("a", Pass) => Err(Rejection::CharterMissing);
    }
}

fn in_time() -> Vec<Case> {
    let timed = || rating(ClosingRule::At(Timestamp(1_000)));
    let closed = |phase| Err(Rejection::RoundClosed { round: 1, phase });
    let wrong = |phase| {
        Err(Rejection::PhaseNotAllowed {
            command: "cast_stance",
            phase,
            allowed: "round_open".to_owned(),
        })
    };
    let contributing =
        Story::ready().statement("s").opened(plan(&[Contribute], ClosingRule::ByFacilitator));
    let not_open = Err(Rejection::ActivityNotOpen { round: 1, activity: Rate });
    let cancelled = open().then(EventBody::DeliberationCancelled { reason: text("reason") });
    let now = || on_s("a", Pass);
    cases! {
        "just before its moment": timed(), at(999, now()) => done("a", Pass);
        "at its moment it is too late": timed(), at(1_000, now()) => closed("round_open");
        "during the tally": open().closed(), now() => closed("tallying");
        "between the rounds": open().tallied(&[]), now() => closed("between");
        "in a round for it": contributing, now() => not_open;
        "no round yet": Story::ready().statement("s"), now() => wrong("ready");
        "no round any more": open().tallied(&[]).concluded(), now() => wrong("concluded");
        "nor after a cancellation": cancelled, now() => wrong("cancelled");
    }
}

fn on_a_version() -> Vec<Case> {
    let both = [Propose, Rate];
    let first = || Story::round(&both).proposal("p", 1, "a", &["k"]);
    let second = || first().tallied(&[]).opened(plan(&both, ClosingRule::ByFacilitator));
    let revised = || second().proposal("p", 2, "b", &["l"]);
    let third = || revised().tallied(&[]).opened(plan(&both, ClosingRule::ByFacilitator));
    let on = |name, given| cast(name, proposal("p"), given, Pass);
    let p = |name, number, round| {
        let on = version(proposal("p"), number);
        Ok(vec![stood(name, on, Pass, round)])
    };
    let unknown = |item| Err(Rejection::ItemUnknown(item));
    let stale = |item, given, current| Err(Rejection::VersionStale { item, given, current });
    let waits = Err(Rejection::StillSealed { item: proposal("p"), round: 1 });
    let old = |given, current| stale(proposal("p"), given, current);
    let two = cast("a", statement("s"), 2, Pass);
    cases! {
        "of something": open(), cast("a", statement("t"), 0, Pass) => unknown(statement("t"));
        "a statement has one version": open(), two => stale(statement("s"), 2, 1);
        "which may be named": open(), cast("a", statement("s"), 1, Pass) => done("a", Pass);
        "what another party seals is not there": first(), on("b", 1) => unknown(proposal("p"));
        "its own party waits": first(), on("a", 1) => waits;
        "open, it is rated": second(), on("b", 1) => p("b", 1, 2);
        "the only version needs no number": second(), on("b", 0) => p("b", 1, 2);
        "a sealed next version takes nothing away": revised(), on("c/m1", 1) => p("c/m1", 1, 2);
        "and shows nothing": revised(), on("c/m1", 2) => old(2, 1);
        "as if there were none": second(), on("c/m1", 2) => old(2, 1);
        "open, it is the one": third(), on("c/m1", 2) => p("c/m1", 2, 3);
        "not the older": third(), on("c/m1", 1) => old(1, 2);
        "and it must be named": third(), on("c/m1", 0) => old(0, 2);
    }
}

/// A round that closes when every party has answered everything up for rating.
fn closing() -> Vec<Case> {
    let latest = Timestamp(9_000);
    let rule = ClosingRule::EveryPartyAnswered { latest };
    let round = || rating(rule);
    let pass = |story: Story, name: &str| story.stance(name, s(), Pass);
    let two = || pass(pass(round(), "a"), "c/m1");
    let closes = |name| {
        Ok(vec![
            stood(name, s(), Pass, 1),
            EventBody::RoundClosed { round: 1, cause: CloseCause::EveryPartyAnswered },
        ])
    };
    let wide = || {
        let story = Story::ready().statement("s").statement("t");
        let story = story.opened(plan(&[Propose, Rate], rule));
        ["a", "b", "c/m1"].iter().fold(story, |story, name| pass(story, name))
    };
    let t = || version(statement("t"), 1);
    let last = |story: Story| {
        let story = story.stance("a", t(), Pass).stance("b", t(), Pass);
        (story, cast("c/m2", statement("t"), 1, Pass))
    };
    let answered = Ok(vec![
        stood("c/m2", t(), Pass, 1),
        EventBody::RoundClosed { round: 1, cause: CloseCause::EveryPartyAnswered },
    ]);
    let (all, closing) = last(wide());
    let (sealed, beside) = last(wide().proposal("p", 1, "a", &["k"]));
    let free = pass(pass(open(), "a"), "c/m1");
    let two_of_both = ["a", "c/m1"].iter().fold(
        Story::ready().statement("s").statement("t").opened(plan(&[Rate], rule)),
        |story, name| pass(story, name).stance(name, t(), Pass),
    );
    cases! {
        "an answer on one is none on the other":
            two_of_both, on_s("b", Pass) => done("b", Pass);
        "the last party's answer closes": two(), on_s("b", Pass) => closes("b");
        "a party answers through one member": two(), on_s("c/m2", Pass) => done("c/m2", Pass);
        "a second answer is no other party's": two(), on_s("a", Pass) => done("a", Pass);
        "everything is answered": wide(), on_s("a", Pass) => done("a", Pass);
        "before it closes": all, closing => answered.clone();
        "what is sealed waits for no answer": sealed, beside => answered;
        "other rounds stay open": free, on_s("b", Pass) => done("b", Pass);
    }
}

/// Rule 4: under one pseudonym where stances are not attributed; a public body under its name.
fn named() -> Vec<Case> {
    let in_mode = |mode| {
        deciding(open()).with(|state| {
            let told = (**state.charter.as_ref().unwrap()).clone();
            state.charter = Some(Arc::new(Charter { visibility: mode, ..told }));
        })
    };
    let bound = || EventBody::PseudonymBound { member: of("a"), pseudonym: FRESH.id(), round: 1 };
    let said = |voice| EventBody::StanceCast { on: s(), voice, answer: Pass, round: 1 };
    let known =
        || EventBody::PseudonymBound { member: of("a"), pseudonym: pseudonym("z"), round: 1 };
    let under = |id| said(Voice::Pseudonym(pseudonym(id)));
    let body = || Ok(vec![said(Voice::PublicBody(of("b")))]);
    use StanceVisibility::{Pseudonymous, Secret};
    cases! {
        "a pseudonym comes with the first":
            in_mode(Pseudonymous), on_s("a", Pass) => Ok(vec![bound(), under(FIRST)]);
        "and stays": in_mode(Pseudonymous).then(known()), on_s("a", Pass) => Ok(vec![under("z")]);
        "also in secret": in_mode(Secret), on_s("a", Pass) => Ok(vec![bound(), under(FIRST)]);
        "one for each member": in_mode(Secret).then(known()), on_s("c/m1", Pass) => Ok(vec![
            EventBody::PseudonymBound { member: of("c/m1"), pseudonym: FRESH.id(), round: 1 },
            under(FIRST),
        ]);
        "the authority is named": in_mode(Pseudonymous), on_s("b", Pass) => body();
        "as it is in secret": in_mode(Secret), on_s("b", Pass) => body();
    }
}

/// Who is asked, and about what.
fn asked() -> Vec<Case> {
    let apart = RoundPlan {
        invited: vec![party("b"), party("c")],
        ..plan(&[Rate], ClosingRule::ByFacilitator)
    };
    let apart = || Story::ready().statement("s").opened(apart.clone());
    let q = || contribution("q");
    let idea = open().then(EventBody::ContributionAdded(super::contributions::asked()));
    let paper = |command: Command| Command {
        caller: Arc::new(facilitator()),
        channel: Channel::Phone,
        evidence: Some(text("note")),
        ..command
    };
    let bare = Command { caller: facilitator().into(), ..on_s("a", Pass) };
    let clerk = Command { caller: super::given::role(Role::Clerk).into(), ..on_s("b", Pass) };
    let needed = "member, spokesperson, app, or facilitator who enters it for the member";
    let not_role = Err(Rejection::RoleNotAllowed { role: "clerk", command: "cast_stance", needed });
    cases! {
        "a party that is not invited waits":
            apart(), on_s("a", Pass) => Err(Rejection::NotInvited(party("a"), 1));
        "one that is answers": apart(), on_s("b", Pass) => done("b", Pass);
        "a contribution is not voted on":
            idea, cast("a", q(), 1, Pass) => Err(Rejection::ItemUnknown(q()));
        "by telephone, with a note": open(), paper(on_s("a", Pass)) => done("a", Pass);
        "which is named": open(), bare => Err(Rejection::EvidenceMissing);
        "no clerk for its party": open(), clerk => not_role;
    }
}

/// Behind a pseudonym no credential shows, nor on the close that follows from the last answer:
/// that would tell who gave it.
#[test]
fn no_credential_lifts_a_pseudonym() {
    let rule = ClosingRule::EveryPartyAnswered { latest: Timestamp(9_000) };
    let story = rating(rule).stance("a", s(), Pass).stance("b", s(), Pass).with(|state| {
        let told = (**state.charter.as_ref().unwrap()).clone();
        let visibility = StanceVisibility::Secret;
        state.charter = Some(Arc::new(Charter { visibility, ..told }));
    });
    let state = Deliberation::from(story);
    let by_app = Command { caller: app("x").into(), ..on_s("c/m1", Pass) };
    let by_hand = Command {
        caller: Arc::new(facilitator()),
        channel: Channel::Paper,
        evidence: Some(text("form")),
        ..on_s("c/m1", Pass)
    };
    for command in [on_s("c/m1", Pass), by_app.clone(), by_hand] {
        let events = decide(&state, &command).expect("the last answer");
        let kinds: Vec<&str> = events.iter().map(|event| event.body.kind()).collect();
        assert_eq!(kinds, ["pseudonym_bound", "stance", "round_closed", "roll_published"]);
        for event in &events[2..] {
            assert_eq!(event.entry.evidence, None, "{}", event.body.kind());
        }
        if command.caller.role != Role::Facilitator {
            for event in &events[1..] {
                assert_eq!(event.entry.role, Role::Member, "{}", event.body.kind());
                assert_eq!(event.entry.credential.as_str(), "pseudonymous");
            }
        }
    }
}
