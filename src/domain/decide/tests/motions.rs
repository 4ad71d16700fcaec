//! What changes after round 1 opened, by the consent of every party, and late admission.

use std::sync::Arc;

use super::Case;
use super::given::{
    Story, app, by, charter, facilitator, member, of, paper, party, plan, role, text,
};
use crate::domain::act::{Motion, MotionConsent, MotionEnd, MotionSubject, NewParty};
use crate::domain::caller::{Caller, Role};
use crate::domain::charter::{Admission, Charter, CharterGroup, Rule, StanceVisibility};
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::EventBody;
use crate::domain::ids::GroupId;
use crate::domain::limits::FRAMING_VERSIONS_MAX;
use crate::domain::party::PartyKind;
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, ClosingRule};
use crate::domain::scale::Scale;
use crate::domain::state::Deliberation;

pub(super) fn cases() -> Vec<Case> {
    let groups = [making(), amendments(), consenting(), carrying(), ending(), admission()];
    groups.into_iter().flatten().collect()
}

fn between() -> Story {
    Story::round(&[Activity::Contribute]).tallied(&[])
}

fn newcomer(id: &str, ties: &[&str]) -> NewParty {
    NewParty {
        party: party(id),
        kind: PartyKind::Other,
        display_name: text("name"),
        affiliations: ties.iter().map(|tie| party(tie)).collect(),
    }
}

fn entered(id: &str, ties: &[&str]) -> EventBody {
    let NewParty { party, kind, display_name, affiliations } = newcomer(id, ties);
    EventBody::PartyAdded { party, kind, display_name, affiliations }
}

/// The charter of the stories, in which only the support that is asked for differs.
fn amended(version: u32) -> Charter {
    let mut told = charter(version);
    told.thresholds.max_rounds = 7;
    told
}

fn to_amend(charter: Charter) -> Motion {
    Motion { subject: MotionSubject::Charter(Box::new(charter)), reason: text("reason") }
}

fn to_admit(id: &str, ties: &[&str]) -> Motion {
    Motion { subject: MotionSubject::Party(newcomer(id, ties)), reason: text("reason") }
}

fn make(motion: Motion) -> Command {
    by(facilitator(), CommandBody::MakeMotion(motion))
}

fn made(motion: Motion) -> Result<Vec<EventBody>, Rejection> {
    Ok(vec![EventBody::MotionMade(motion)])
}

/// After this motion, with its number.
fn moved(story: Story, motion: Motion) -> (Story, u64) {
    let story = story.then(EventBody::MotionMade(motion));
    let number = Deliberation::from(story.clone()).sequence;
    (story, number)
}

fn word(motion: u64, name: &str) -> MotionConsent {
    MotionConsent { motion, member: of(name) }
}

fn consent(motion: u64, name: &str) -> Command {
    by(member(name), CommandBody::ConsentToMotion(word(motion, name)))
}

fn consented(motion: u64, name: &str) -> EventBody {
    EventBody::MotionConsented(word(motion, name))
}

fn making() -> Vec<Case> {
    let speaker = Caller { member: Some(of("c/m1")), ..role(Role::Spokesperson) };
    let spoken = by(speaker, CommandBody::MakeMotion(to_admit("d", &[])));
    let plain = by(member("a"), CommandBody::MakeMotion(to_admit("d", &[])));
    let refused = Err(Rejection::RoleNotAllowed {
        role: "member",
        command: "make_motion",
        needed: "facilitator or spokesperson",
    });
    let early = Err(Rejection::PhaseNotAllowed {
        command: "make_motion",
        phase: "ready",
        allowed: "between".to_owned(),
    });
    let taken = Err(Rejection::IdTaken("a".into()));
    let stray = Err(Rejection::PartyUnknown(party("z")));
    cases! {
        "a late party is put to all":
            between(), make(to_admit("d", &["a"])) => made(to_admit("d", &["a"]));
        "by a spokesperson too": between(), spoken => made(to_admit("d", &[]));
        "not by just any member": between(), plain => refused;
        "its id is free": between(), make(to_admit("a", &[])) => taken;
        "its ties are with parties here": between(), make(to_admit("d", &["z"])) => stray;
        "before round 1 parties are simply added":
            Story::ready(), make(to_admit("d", &[])) => early;
    }
}

fn amendments() -> Vec<Case> {
    let change = |write: fn(&mut Charter)| {
        let mut told = amended(1);
        write(&mut told);
        make(to_amend(told))
    };
    let core = || Err(Rejection::CharterCore);
    let stray = Err(Rejection::PartyUnknown(party("z")));
    let last =
        || between().with(|state| state.charter = Some(Arc::new(charter(FRAMING_VERSIONS_MAX))));
    let limit = Err(Rejection::LimitReached {
        limit: "FRAMING_VERSIONS_MAX",
        most: FRAMING_VERSIONS_MAX as usize,
        actual: FRAMING_VERSIONS_MAX as usize + 1,
    });
    let grouped = change(|told| {
        let group = GroupId::parse("g").unwrap();
        told.working_groups.push(CharterGroup { group, parties: vec![party("z")] });
    });
    cases! {
        "another charter gets the next version":
            between(), make(to_amend(amended(9))) => made(to_amend(amended(2)));
        "the scale stays": between(), change(|c| c.scale = Scale::new(0, 4).unwrap()) => core();
        "the visibility stays":
            between(), change(|c| c.visibility = StanceVisibility::Secret) => core();
        "and what its lowest step means": between(), change(|c| c.lo_is_veto = false) => core();
        "it can conclude":
            between(), change(|c| c.decision.rule = Rule::Approval)
                => Err(Rejection::RuleNeedsBallots(Rule::Approval));
        "it names parties that take part": between(), grouped => stray;
        "versions have a limit": last(), make(to_amend(amended(1))) => limit;
    }
}

fn consenting() -> Vec<Case> {
    let (open, number) = moved(between(), to_admit("d", &[]));
    let open = || open.clone();
    let done = |name| Ok(vec![consented(number, name)]);
    let spoken = between().member("c/m3", None, true);
    let (spoken, later) = moved(spoken, to_admit("d", &[]));
    let required = Err(Rejection::SpokespersonRequired(party("c")));
    let twice = Err(Rejection::AlreadyAccepted(party("c")));
    let entered = paper(CommandBody::ConsentToMotion(word(number, "a")));
    let unseen = by(facilitator(), CommandBody::ConsentToMotion(word(number, "a")));
    let mine = by(app("x"), CommandBody::ConsentToMotion(word(number, "c/m1")));
    cases! {
        "a party consents": open(), consent(number, "a") => done("a");
        "through any member when none speaks for it":
            open(), consent(number, "c/m2") => done("c/m2");
        "through its app": open(), mine => done("c/m1");
        "on paper": open(), entered => done("a");
        "with evidence": open(), unseen => Err(Rejection::EvidenceMissing);
        "its spokesperson does so":
            spoken.clone(), consent(later, "c/m3") => Ok(vec![consented(later, "c/m3")]);
        "alone": spoken, consent(later, "c/m1") => required;
        "once": open().then(consented(number, "c/m1")), consent(number, "c/m2") => twice;
        "to a motion that was made":
            open(), consent(99, "a") => Err(Rejection::NumberUnknown("motion", 99));
    }
}

fn carrying() -> Vec<Case> {
    let two =
        |story: Story, number| story.then(consented(number, "a")).then(consented(number, "c/m1"));
    let carried = |motion, effect| {
        Ok(vec![consented(motion, "b"), EventBody::MotionCarried { motion }, effect])
    };
    let (admit, one) = moved(between(), to_admit("d", &["a"]));
    let admit = two(admit, one);
    let (amend, other) = moved(between(), to_amend(amended(2)));
    let amend = two(amend, other);
    // A second motion was made with the number that the first one took.
    let (second, later) = moved(amend.clone(), to_amend(charter(2)));
    let second = two(second, later);
    let second =
        second.then(consented(other, "b")).then(EventBody::MotionCarried { motion: other });
    let second = second.then(EventBody::CharterSet(amended(2)));
    let joined = admit.clone().party("d");
    let grown = admit.clone().party("e");
    let taken = Err(Rejection::IdTaken("d".into()));
    let core = amend.clone().with(|state| {
        state.charter = Some(Arc::new(Charter { lo_is_veto: false, ..charter(1) }));
    });
    let done =
        admit.clone().then(consented(one, "b")).then(EventBody::MotionCarried { motion: one });
    let settled = Err(Rejection::AlreadySettled("motion", one));
    cases! {
        "with the last consent a party enters":
            admit, consent(one, "b") => carried(one, entered("d", &["a"]));
        "and a charter changes":
            amend, consent(other, "b") => carried(other, EventBody::CharterSet(amended(2)));
        "under the next version at that moment":
            second, consent(later, "b") => carried(later, EventBody::CharterSet(charter(3)));
        "what entered meanwhile enters once":
            joined.clone(), consent(one, "d") => Ok(vec![consented(one, "d")]);
        "so the effect is judged again":
            joined.then(consented(one, "d")), consent(one, "b") => taken;
        "the core too": core, consent(other, "b") => Err(Rejection::CharterCore);
        "who entered meanwhile consents too":
            grown, consent(one, "b") => Ok(vec![consented(one, "b")]);
        "a carried motion is done": done, consent(one, "b") => settled;
    }
}

fn ending() -> Vec<Case> {
    let (open, number) = moved(between(), to_admit("d", &[]));
    let word = |motion| MotionEnd { motion, reason: text("reason") };
    let end = |motion| by(facilitator(), CommandBody::EndMotion(word(motion)));
    let ended = || EventBody::MotionEnded(word(number));
    let settled = || Err(Rejection::AlreadySettled("motion", number));
    let unknown = Err(Rejection::NumberUnknown("motion", 99));
    let over = || open.clone().then(ended());
    cases! {
        "a motion is taken back": open.clone(), end(number) => Ok(vec![ended()]);
        "once": over(), end(number) => settled();
        "and nobody consents any more": over(), consent(number, "a") => settled();
        "there has to be one": open.clone(), end(99) => unknown;
    }
}

fn admission() -> Vec<Case> {
    let admits = |admission| {
        between().with(|state| {
            state.charter = Some(Arc::new(Charter { admission, ..charter(1) }));
        })
    };
    let add = || {
        let NewParty { party, kind, display_name, affiliations } = newcomer("d", &[]);
        let body = CommandBody::AddParty { party, kind, display_name, affiliations };
        by(facilitator(), body)
    };
    let open = Story::round(&[Activity::Contribute]);
    let busy = Err(Rejection::PhaseNotAllowed {
        command: "add_party",
        phase: "round_open",
        allowed: "draft, ready, between".to_owned(),
    });
    let joined = || Ok(vec![entered("d", &[])]);
    cases! {
        "nobody enters late": admits(Admission::Closed), add() => Err(Rejection::AdmissionClosed);
        "unless the facilitator may admit": admits(Admission::ByFacilitator), add() => joined();
        "or everybody consents":
            admits(Admission::ByConsent), add() => Err(Rejection::AdmissionByConsent);
        "not while a round is open": open, add() => busy;
    }
}

#[test]
fn who_consented_to_a_charter_accepted_it_and_who_enters_late_shows() {
    let (open, motion) = moved(between(), to_amend(amended(2)));
    let told = open.then(EventBody::MotionCarried { motion });
    let told = told.then(EventBody::CharterSet(amended(2))).party("d");
    let state =
        Deliberation::from(told.opened(plan(&[Activity::Rate], ClosingRule::ByFacilitator)));
    let of = |id| &state.parties[&party(id)];
    assert!(["a", "b", "c"].into_iter().all(|id| of(id).accepted == Some((2, 1))));
    assert_eq!((of("d").accepted, of("d").entered_after, of("a").entered_after), (None, 1, 0));
    let motion = &state.motions[&motion];
    assert!(motion.carried && !motion.open);
}
