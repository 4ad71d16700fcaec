//! Challenge, charter and party list, until every party accepts.

use super::Case;
use super::given::{
    Story, accepted_by, app, by, charter, facilitator, member, member_id, of, party, plan,
    statement, text, version,
};
use crate::domain::caller::{Caller, Role};
use crate::domain::charter::{Charter, StanceVisibility};
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::{Answer, ErasureScope, EventBody};
use crate::domain::party::PartyKind;
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, ClosingRule};

pub(super) fn cases() -> Vec<Case> {
    let groups = [texts(), parties(), members(), accepting(), readiness()];
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
    let pseudonymous = Charter { visibility: StanceVisibility::Pseudonymous, ..charter(1) };
    cases! {
        "the challenge is versioned": Story::framed(), revise() => Ok(vec![again()]);
        "the charter is versioned": Story::framed(), set(charter(9)) => Ok(vec![second()]);
        "a change of the challenge asks all parties anew":
            Story::ready(), revise() => Ok(vec![again(), EventBody::ReturnedToDraft]);
        "a change of the charter asks all parties anew":
            Story::ready(), set(charter(1)) => Ok(vec![second(), EventBody::ReturnedToDraft]);
        "a charter promises no more than is kept":
            Story::framed(), set(pseudonymous) => Err(Rejection::VisibilityNotAvailable);
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
    let ready = EventBody::ReadyDeclared { charter_version: 1, challenge_version: 1 };
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
