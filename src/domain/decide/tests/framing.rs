//! Challenge, charter and party list, until every party accepts.

use std::sync::Arc;

use super::Case;
use super::given::{
    Story, accepted_by, app, by, charter, facilitator, member, member_id, of, party, plan,
    ready_declared, statement, text, version,
};
use crate::domain::act::{Affiliations, ChallengeRating, NewParty, WorkingGroup};
use crate::domain::caller::{Caller, Role};
use crate::domain::charter::{Charter, CharterGroup};
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::{Answer, ErasureScope, EventBody};
use crate::domain::ids::GroupId;
use crate::domain::party::PartyKind;
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, ClosingRule};

pub(super) fn cases() -> Vec<Case> {
    let groups = [
        starting(),
        texts(),
        ratings(),
        parties(),
        ties(),
        working_groups(),
        members(),
        accepting(),
        readiness(),
    ];
    groups.into_iter().flatten().collect()
}

fn revise() -> Command {
    let text = text("again");
    by(facilitator(), CommandBody::ReviseChallenge { text })
}

fn set(charter: Charter) -> Command {
    by(facilitator(), CommandBody::SetCharter(charter))
}

fn add_party(id: &str, kind: PartyKind, affiliations: &[&str]) -> (Command, EventBody) {
    let affiliations: Vec<_> = affiliations.iter().map(|id| party(id)).collect();
    let added = EventBody::PartyAdded {
        party: party(id),
        kind,
        display_name: text("name"),
        affiliations: affiliations.clone(),
    };
    let body =
        CommandBody::AddParty { party: party(id), kind, display_name: text("name"), affiliations };
    (by(facilitator(), body), added)
}

fn add(caller: Caller, name: &str, issuer: Option<&str>, speaks: bool) -> (Command, EventBody) {
    let (to, id) = name.split_once('/').unwrap();
    let identity = issuer.map(|issuer| (issuer.into(), text("value")));
    let added = EventBody::MemberAdded {
        party: party(to),
        member: member_id(id),
        display_name: None,
        identity: identity.clone(),
        spokesperson: speaks,
    };
    let body = CommandBody::AddMember {
        party: party(to),
        member: member_id(id),
        display_name: None,
        identity,
        spokesperson: speaks,
    };
    (by(caller, body), added)
}

fn accept(caller: Caller, name: &str, charter: u32, challenge: u32) -> Command {
    let body = CommandBody::AcceptCharter {
        member: of(name),
        charter_version: charter,
        challenge_version: challenge,
    };
    by(caller, body)
}

fn texts() -> Vec<Case> {
    let again = || EventBody::ChallengeRevised { version: 2, text: text("again") };
    let second = || EventBody::CharterSet(charter(2));
    let open = || Story::round(&[Activity::Contribute]);
    cases! {
        "the challenge is versioned": Story::framed(), revise() => Ok(vec![again()]);
        "the charter is versioned": Story::framed(), set(charter(9)) => Ok(vec![second()]);
        "a change of the challenge asks all parties anew":
            Story::ready(), revise() => Ok(vec![again(), EventBody::ReturnedToDraft]);
        "a change of the charter asks all parties anew":
            Story::ready(), set(charter(1)) => Ok(vec![second(), EventBody::ReturnedToDraft]);
        "the charter is frozen from round 1 on":
            open(), set(charter(1)) => Err(Rejection::CharterFrozen);
        "the challenge is frozen with the charter":
            open().tallied(&[]), revise() => Err(Rejection::CharterFrozen);
    }
}

fn parties() -> Vec<Case> {
    let (resident, added) = add_party("d", PartyKind::Resident, &["a"]);
    let (municipality, of_kind) = add_party("d", PartyKind::Municipality, &[]);
    let (late, joined) = add_party("d", PartyKind::Other, &[]);
    let (twice, _) = add_party("a", PartyKind::Other, &[]);
    let (stray, _) = add_party("d", PartyKind::Other, &["z"]);
    cases! {
        "a party names its ties": Story::framed(), resident => Ok(vec![added]);
        "a municipality is a party like any other":
            Story::framed(), municipality => Ok(vec![of_kind]);
        "a new party in ready is asked too":
            Story::ready(), late => Ok(vec![joined, EventBody::ReturnedToDraft]);
        "a party's id is its own": Story::framed(), twice => Err(Rejection::IdTaken("a".into()));
        "a tie is with a party of this deliberation":
            Story::framed(), stray => Err(Rejection::PartyUnknown(party("z")));
    }
}

fn members() -> Vec<Case> {
    let plain = add(facilitator(), "c/m3", Some("z"), false);
    let speaks = add(facilitator(), "c/m3", None, true);
    let own = add(app("x"), "c/m3", Some("x"), false);
    let foreign = add(app("x"), "c/m3", Some("y"), false);
    let stray = add(facilitator(), "z/m3", None, false);
    let twice = add(facilitator(), "c/m1", None, false);
    let alone = add(facilitator(), "a/m1", None, false);
    let spoken = || Story::framed().member("c/m0", None, true);
    let gone = || EventBody::Erased { member: of("c/m0"), scope: ErasureScope::All };
    let spoken_for = Err(Rejection::SpokespersonTaken(party("c")));
    let rated = || {
        let rate = plan(&[Activity::Rate], ClosingRule::ByFacilitator);
        let on = version(statement("s"), 1);
        let open = Story::framed().statement("s").opened(rate);
        open.stance("a", on, Answer::Pass)
    };
    let fixed = || Err(Rejection::MemberListFixed(party("a")));
    cases! {
        "members join": Story::framed(), plain.0.clone() => Ok(vec![plain.1.clone()]);
        "members join in ready": Story::ready(), plain.0.clone() => Ok(vec![plain.1]);
        "a party has one spokesperson":
            Story::framed(), speaks.0.clone() => Ok(vec![speaks.1.clone()]);
        "and only one": spoken(), speaks.0.clone() => spoken_for;
        "the place of a spokesperson erased whole is free":
            spoken().then(gone()), speaks.0 => Ok(vec![speaks.1]);
        "an app adds members of its own": Story::framed(), own.0 => Ok(vec![own.1]);
        "an app vouches for no other app's members":
            Story::framed(), foreign.0 => Err(Rejection::MemberNotYours(of("c/m3")));
        "a member is of a party":
            Story::framed(), stray.0 => Err(Rejection::PartyUnknown(party("z")));
        "a member's id is its own":
            Story::framed(), twice.0 => Err(Rejection::IdTaken("m1".into()));
        "before it acts a party can list members":
            Story::framed(), alone.0.clone() => Ok(vec![alone.1]);
        "a party that accepted alone has no members": Story::ready(), alone.0.clone() => fixed();
        "nor has one that spoke alone":
            Story::framed().proposal("p", 1, "a", &["k"]), alone.0.clone() => fixed();
        "nor one that rated alone": rated(), alone.0 => fixed();
    }
}

fn accepting() -> Vec<Case> {
    let done = |name| Ok(vec![accepted_by(name, 1, 1)]);
    let spoken = || Story::framed().member("c/m3", None, true);
    let speaker = Caller { role: Role::Spokesperson, ..member("c/m3") };
    let required = || Err(Rejection::SpokespersonRequired(party("c")));
    let stale = |what, given, current| Err(Rejection::FramingStale { what, given, current });
    let framed = Story::framed;
    let changed = || Story::accepted(&["a"]).then(EventBody::CharterSet(charter(2)));
    cases! {
        "a party by itself accepts": framed(), accept(member("a"), "a", 1, 1) => done("a");
        "any member accepts": framed(), accept(member("c/m2"), "c/m2", 1, 1) => done("c/m2");
        "its app accepts for it": framed(), accept(app("x"), "c/m1", 1, 1) => done("c/m1");
        "a spokesperson accepts": spoken(), accept(speaker, "c/m3", 1, 1) => done("c/m3");
        "and alone does so": spoken(), accept(member("c/m1"), "c/m1", 1, 1) => required();
        "through an app too": spoken(), accept(app("x"), "c/m1", 1, 1) => required();
        "a text that is no longer there is not accepted":
            framed().then(EventBody::CharterSet(charter(2))), accept(member("a"), "a", 1, 1)
                => stale("charter", 1, 2);
        "nor a challenge that is not there yet":
            framed(), accept(member("a"), "a", 1, 2) => stale("challenge", 2, 1);
        "a party accepts a text once":
            Story::accepted(&["c/m1"]), accept(member("c/m2"), "c/m2", 1, 1)
                => Err(Rejection::AlreadyAccepted(party("c")));
        "a new version is accepted anew":
            changed(), accept(member("a"), "a", 2, 1)
                => Ok(vec![accepted_by("a", 2, 1)]);
        "without a charter there is nothing to accept":
            Story::created().party("a"), accept(member("a"), "a", 1, 1)
                => Err(Rejection::CharterMissing);
    }
}

fn readiness() -> Vec<Case> {
    let declare = || by(facilitator(), CommandBody::DeclareReady);
    let missing = |count, parties: &str, charter| {
        Err(Rejection::CharterNotAccepted { count, parties: parties.into(), charter, challenge: 1 })
    };
    let challenge = EventBody::ChallengeRevised { version: 1, text: text("challenge") };
    let bare = Story::created().then(EventBody::CharterSet(charter(1)));
    let lone = bare.clone().then(challenge).party("a");
    let all = || Story::accepted(&["a", "b", "c/m1"]);
    let crowd = (0..11).fold(all(), |story, n| story.party(&format!("d{n:02}")));
    let ready = ready_declared(&[]);
    cases! {
        "all parties accepted": all(), declare() => Ok(vec![ready]);
        "no charter, no start": Story::created(), declare() => Err(Rejection::CharterMissing);
        "no challenge, no start": bare, declare() => Err(Rejection::ChallengeMissing);
        "one party is too few": lone, declare() => Err(Rejection::PartiesTooFew { count: 1 });
        "silence is no acceptance": Story::accepted(&["b"]), declare() => missing(2, "a, c", 1);
        "acceptance of an older text is none":
            all().then(EventBody::CharterSet(charter(2))), declare() => missing(3, "a, b, c", 2);
        "many who did not are counted":
            crowd, declare()
                => missing(11, "d00, d01, d02, d03, d04, d05, d06, d07, d08, d09 and 1 more", 1);
    }
}

fn starting() -> Vec<Case> {
    let start = |caller, initiator: Option<&str>, ties: &[&str]| {
        let initiator = initiator.map(|id| NewParty {
            party: party(id),
            kind: PartyKind::Resident,
            display_name: text("name"),
            affiliations: ties.iter().map(|tie| party(tie)).collect(),
        });
        let body = CommandBody::CreateDeliberation {
            title: text("title"),
            challenge: None,
            charter: None,
            initiator,
            engaged_by: Some(text("engaged")),
        };
        by(caller, body)
    };
    let created = |initiator: Option<&str>| EventBody::DeliberationCreated {
        title: text("title"),
        initiator: initiator.map(party),
        engaged_by: Some(text("engaged")),
    };
    let (_, first) = add_party("a", PartyKind::Resident, &[]);
    let done = || Ok(vec![created(Some("a")), first.clone()]);
    let not_you = || Err(Rejection::InitiatorNotYou);
    let speaker = || Caller { role: Role::Spokesperson, ..member("a/m") };
    let nobody = Caller { member: None, ..member("a") };
    let absent = Story::absent;
    let unlisted = Err(Rejection::PartyUnknown(party("b")));
    cases! {
        "a party starts in its own name": absent(), start(member("a"), Some("a"), &[]) => done();
        "through its spokesperson too": absent(), start(speaker(), Some("a"), &[]) => done();
        "not in another's": absent(), start(member("a"), Some("b"), &[]) => not_you();
        "nor in nobody's": absent(), start(member("a"), None, &[]) => not_you();
        "nor without being one": absent(), start(nobody, Some("a"), &[]) => not_you();
        "an app starts for a party": absent(), start(app("x"), Some("a"), &[]) => done();
        "and so does the facilitator": absent(), start(facilitator(), Some("a"), &[]) => done();
        "who can start alone": absent(), start(facilitator(), None, &[]) => Ok(vec![created(None)]);
        "the first party has no ties yet":
            absent(), start(member("a"), Some("a"), &["b"]) => unlisted;
    }
}

fn ratings() -> Vec<Case> {
    let word = |name, version, answer| ChallengeRating { member: of(name), version, answer };
    let rate = |name, version, answer| {
        by(member(name), CommandBody::RateChallenge(word(name, version, answer)))
    };
    let rated = |name, answer| Ok(vec![EventBody::ChallengeRated(word(name, 1, answer))]);
    let stale = |given| Err(Rejection::FramingStale { what: "challenge", given, current: 1 });
    let off = |value| Err(Rejection::StanceOutOfScale { value, lo: -2, hi: 2 });
    let bare = Story::created().party("a");
    let challenge = EventBody::ChallengeRevised { version: 1, text: text("challenge") };
    let unscaled = bare.clone().then(challenge);
    let worded = bare.then(EventBody::CharterSet(charter(1)));
    let other = by(member("a"), CommandBody::RateChallenge(word("b", 1, Answer::Pass)));
    let later = Err(Rejection::PhaseNotAllowed {
        command: "rate_challenge",
        phase: "ready",
        allowed: "draft".to_owned(),
    });
    let framed = Story::framed;
    use Answer::{Pass, Stance};
    cases! {
        "a party rates the challenge": framed(), rate("a", 1, Stance(2)) => rated("a", Stance(2));
        "down to the lowest step": framed(), rate("a", 1, Stance(-2)) => rated("a", Stance(-2));
        "or passes": framed(), rate("c/m1", 1, Pass) => rated("c/m1", Pass);
        "not above the scale": framed(), rate("a", 1, Stance(3)) => off(3);
        "nor below it": framed(), rate("a", 1, Stance(-3)) => off(-3);
        "nor a version to come": framed(), rate("a", 2, Pass) => stale(2);
        "nor none": framed(), rate("a", 0, Pass) => stale(0);
        "there is a scale": unscaled, rate("a", 1, Pass) => Err(Rejection::CharterMissing);
        "and a challenge": worded, rate("a", 1, Pass) => Err(Rejection::ChallengeMissing);
        "for itself": framed(), other => Err(Rejection::MemberNotYours(of("b")));
        "until all accepted": Story::ready(), rate("a", 1, Pass) => later;
    }
}

fn ties() -> Vec<Case> {
    let word = |id: &str, ties: &[&str]| Affiliations {
        party: party(id),
        affiliations: ties.iter().map(|tie| party(tie)).collect(),
    };
    let tell = |caller, id: &str, ties: &[&str]| {
        by(caller, CommandBody::DeclareAffiliations(word(id, ties)))
    };
    let told = |id: &str, ties: &[&str]| Ok(vec![EventBody::AffiliationsDeclared(word(id, ties))]);
    let other = |id: &str| Err(Rejection::NotTheAuthor(format!("the ties of party {id}")));
    let unknown = || Err(Rejection::PartyUnknown(party("z")));
    let own = Err(Rejection::OwnAct(party("a"), "declare a tie with"));
    let framed = Story::framed;
    cases! {
        "a party declares its ties":
            framed(), tell(member("a"), "a", &["b", "c"]) => told("a", &["b", "c"]);
        "or that it has none any more": framed(), tell(member("a"), "a", &[]) => told("a", &[]);
        "through any member": framed(), tell(member("c/m2"), "c", &["a"]) => told("c", &["a"]);
        "the facilitator says what everybody sees":
            framed(), tell(facilitator(), "a", &["b"]) => told("a", &["b"]);
        "an app speaks for its members": framed(), tell(app("x"), "c", &["a"]) => told("c", &["a"]);
        "not for a party without them": framed(), tell(app("x"), "a", &["b"]) => other("a");
        "nor does another app": framed(), tell(app("z"), "c", &["b"]) => other("c");
        "nobody speaks for another party": framed(), tell(member("b"), "a", &["b"]) => other("a");
        "nor one whom its party does not list":
            framed(), tell(member("c/m9"), "c", &["b"]) => other("c");
        "of a party that is here": framed(), tell(facilitator(), "z", &["a"]) => unknown();
        "with one that is here": framed(), tell(member("a"), "a", &["b", "z"]) => unknown();
        "and not with itself": framed(), tell(member("a"), "a", &["a"]) => own;
    }
}

fn working_groups() -> Vec<Case> {
    let group = |ids: &[&str]| WorkingGroup {
        group: GroupId::parse("g").unwrap(),
        title: text("title"),
        parties: ids.iter().map(|id| party(id)).collect(),
    };
    let form = |ids| by(facilitator(), CommandBody::FormWorkingGroup(group(ids)));
    let formed = |ids| EventBody::WorkingGroupFormed(group(ids));
    let named = || {
        Story::framed().with(|state| {
            let WorkingGroup { group, parties, .. } = group(&["b"]);
            let working_groups = vec![CharterGroup { group, parties }];
            state.charter = Some(Arc::new(Charter { working_groups, ..charter(1) }));
        })
    };
    let taken = || Err(Rejection::IdTaken("g".into()));
    let framed = Story::framed;
    cases! {
        "some parties form a group": framed(), form(&["a", "c"]) => Ok(vec![formed(&["a", "c"])]);
        "under its own id": framed().then(formed(&["a"])), form(&["b"]) => taken();
        "which the charter has not given": named(), form(&["a"]) => taken();
        "of parties that are here":
            framed(), form(&["a", "z"]) => Err(Rejection::PartyUnknown(party("z")));
    }
}
