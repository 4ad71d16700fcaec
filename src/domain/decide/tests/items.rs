//! Statements, proposals sealed in their round, and erasure.

use super::Case;
use super::commitments::commitment;
use super::contributions::with_authority;
use super::given::{
    Story, app, by, clause, facilitator, member, of, party, plan, proposal, role, text,
};
use crate::domain::act::{
    CommitmentSettlement, Contribution, ContributionKind, EntryContest, Extras, Objection,
    ObjectionEnd, ObjectionSettlement, ResponseKind,
};
use crate::domain::caller::{Caller, Channel, Role};
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::{Answer, ErasureScope, EventBody};
use crate::domain::ids::{BodyId, ProposalId, StatementId, Timestamp};
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, ClosingRule, RoundPlan};

use Activity::{Contribute, Propose, Rate};

pub(super) fn cases() -> Vec<Case> {
    let groups = [
        statements(),
        versions(),
        sealed(),
        together(),
        names(),
        derivations(),
        erasure(),
        erased_again(),
    ];
    groups.into_iter().flatten().collect()
}

fn state(caller: Caller, id: &str, author: Option<&str>) -> Command {
    let body = CommandBody::AddStatement {
        statement: StatementId::parse(id).unwrap(),
        text: text("statement"),
        author: author.map(of),
        extras: Extras::default(),
    };
    by(caller, body)
}

fn stated(id: &str, author: Option<&str>, round: u32) -> Result<Vec<EventBody>, Rejection> {
    Ok(vec![EventBody::StatementAdded {
        statement: StatementId::parse(id).unwrap(),
        text: text("statement"),
        author: author.map(of),
        round,
        extras: Extras::default(),
    }])
}

fn propose(caller: Caller, author: &str, id: &str, after: u32, clauses: &[&str]) -> Command {
    let body = CommandBody::AddProposalVersion {
        proposal: ProposalId::parse(id).unwrap(),
        after_version: after,
        title: text("title"),
        author: of(author),
        clauses: clauses.iter().map(|told| clause(told)).collect(),
        public_before: false,
    };
    by(caller, body)
}

/// The party proposes for itself.
fn p(author: &str, id: &str, after: u32, clauses: &[&str]) -> Command {
    propose(member(author), author, id, after, clauses)
}

fn proposed(
    author: &str,
    (id, version): (&str, u32),
    clauses: &[&str],
    round: u32,
) -> Result<Vec<EventBody>, Rejection> {
    Ok(vec![EventBody::ProposalVersionAdded {
        proposal: ProposalId::parse(id).unwrap(),
        version,
        title: text("title"),
        author: of(author),
        clauses: clauses.iter().map(|told| clause(told)).collect(),
        round,
        sealed: true,
        public_before: false,
    }])
}

fn statements() -> Vec<Case> {
    let open = || Story::round(&[Contribute]);
    let rating = || Story::ready().statement("s").opened(plan(&[Rate], ClosingRule::ByFacilitator));
    let timed = || {
        let moment = ClosingRule::At(Timestamp(1_000));
        Story::ready().opened(plan(&[Contribute], moment))
    };
    let not_open = || Err(Rejection::ActivityNotOpen { round: 1, activity: Contribute });
    let waits = Err(Rejection::PhaseNotAllowed {
        command: "add_statement",
        phase: "draft",
        allowed: "round_open".to_owned(),
    });
    let late = || Err(Rejection::RoundClosed { round: 1, phase: "round_open" });
    let own = |id| state(member("a"), id, Some("a"));
    let given = |id| state(facilitator(), id, None);
    cases! {
        "a member contributes": open(), own("s") => stated("s", Some("a"), 1);
        "an app contributes for it":
            open(), state(app("x"), "s", Some("c/m1")) => stated("s", Some("c/m1"), 1);
        "the facilitator seeds a draft": Story::created(), given("s") => stated("s", None, 0);
        "and between rounds": open().tallied(&[]), given("s") => stated("s", None, 0);
        "and in a round for it": open(), given("s") => stated("s", None, 1);
        "but adds nothing to what is being rated": rating(), given("t") => not_open();
        "nor does a member": rating(), own("t") => not_open();
        "a member waits for the round": Story::framed(), own("s") => waits;
        "at its moment a round is over": timed(), own("s") => late();
        "for the facilitator too": timed(), given("s") => late();
        "an id is given once":
            open().statement("s"), own("s") => Err(Rejection::IdTaken("s".into()));
    }
}

fn versions() -> Vec<Case> {
    let open = || Story::round(&[Propose]);
    let second = || {
        let story = open().proposal("p", 1, "a", &["k"]).tallied(&[]);
        story.opened(plan(&[Propose], ClosingRule::ByFacilitator))
    };
    let stale =
        |given, current| Err(Rejection::VersionStale { item: proposal("p"), given, current });
    let rating = Story::round(&[Rate]);
    let closed = Err(Rejection::ActivityNotOpen { round: 1, activity: Propose });
    let unknown = Err(Rejection::ItemUnknown(proposal("p")));
    let taken = Err(Rejection::IdTaken("proposals/p".into()));
    cases! {
        "a party proposes": open(), p("a", "p", 0, &["k"]) => proposed("a", ("p", 1), &["k"], 1);
        "in a round for it": rating, p("a", "p", 0, &["k"]) => closed;
        "a version follows one": open(), p("a", "p", 1, &["k"]) => unknown;
        "another party may follow it up":
            second(), p("b", "p", 1, &["l<k"]) => proposed("b", ("p", 2), &["l<k"], 2);
        "the current one": second(), p("b", "p", 2, &["l"]) => stale(2, 1);
        "or says that it is new, under an id of its own": second(), p("b", "p", 0, &["l"]) => taken;
    }
}

/// Rule 2: what another party seals is not there, except that its id is taken.
fn sealed() -> Vec<Case> {
    let open = || Story::round(&[Propose]);
    let solo = || open().proposal("p", 1, "a", &["k"]);
    let second = || {
        let story = solo().tallied(&[]);
        let story = story.opened(plan(&[Propose], ClosingRule::ByFacilitator));
        story.proposal("p", 2, "a", &["l"])
    };
    let unknown = || Err(Rejection::ItemUnknown(proposal("p")));
    let taken = Err(Rejection::IdTaken("proposals/p".into()));
    let waits = || Err(Rejection::StillSealed { item: proposal("p"), round: 2 });
    let shared = || Story::round(&[Propose]).proposal("p", 1, "c/m1", &["k"]);
    let again = || p("a", "p", 1, &["m"]);
    let entered = |story: Story| {
        let wide = |state: &mut crate::domain::state::Deliberation| {
            for id in state.items.keys().cloned().collect::<Vec<_>>() {
                for version in &mut state.items.get_mut(&id).expect("it is there").versions {
                    version.entry.role = Role::App;
                    version.entry.credential = app("x").credential;
                }
            }
        };
        story.party("d").member("d/m1", Some("x"), false).with(wide)
    };
    cases! {
        "a party works on behind its seal": solo(), again() => proposed("a", ("p", 2), &["m"], 1);
        "all its members do":
            shared(), p("c/m2", "p", 1, &["m"]) => proposed("c/m2", ("p", 2), &["m"], 1);
        "through an app that did not enter it as well":
            shared(), propose(app("y"), "c/m2", "p", 1, &["m"])
                => proposed("c/m2", ("p", 2), &["m"], 1);
        "another party finds nothing to follow": solo(), p("b", "p", 1, &["m"]) => unknown();
        "as if it were not there": open(), p("b", "p", 1, &["m"]) => unknown();
        "whatever version it tries": solo(), p("b", "p", 7, &["m"]) => unknown();
        "only the id is taken": solo(), p("b", "p", 0, &["m"]) => taken;
        "a public proposal waits for its sealed version":
            second(), p("b", "p", 1, &["m"]) => waits();
        "whatever version is tried": second(), p("b", "p", 2, &["m"]) => waits();
        "an app carries nothing from one party to another":
            entered(shared()), propose(app("x"), "d/m1", "p", 1, &["m"]) => unknown();
        "not in a derivation either":
            entered(shared()), propose(app("x"), "d/m1", "q", 0, &["m<p/k"]) => unknown();
    }
}

/// A round for building together hides nothing; what was sealed before is open by then.
fn together() -> Vec<Case> {
    let build =
        || RoundPlan { open_proposals: true, ..plan(&[Propose], ClosingRule::ByFacilitator) };
    let unsealed = |author, (id, version), clauses: &[&str], round| {
        let mut events = proposed(author, (id, version), clauses, round).unwrap();
        for event in &mut events {
            if let EventBody::ProposalVersionAdded { sealed, .. } = event {
                *sealed = false;
            }
        }
        events
    };
    let open = || Story::ready().opened(build());
    let first = || {
        let event = unsealed("a", ("p", 1), &["k"], 1).remove(0);
        open().then(event)
    };
    let later =
        || Story::round(&[Propose]).proposal("p", 1, "a", &["k"]).tallied(&[]).opened(build());
    let apart = || RoundPlan { invited: vec![party("a")], ..build() };
    let left_out = Err(Rejection::NotInvited(party("b"), 1));
    cases! {
        "a version is open at once":
            open(), p("a", "p", 0, &["k"]) => Ok(unsealed("a", ("p", 1), &["k"], 1));
        "and followed up by another party":
            first(), p("b", "p", 1, &["l<k"]) => Ok(unsealed("b", ("p", 2), &["l<k"], 1));
        "in the same round, on the current one": first(), p("b", "p", 2, &["l"])
            => Err(Rejection::VersionStale { item: proposal("p"), given: 2, current: 1 });
        "derived from by another":
            first(), p("b", "q", 0, &["m<p/k"]) => Ok(unsealed("b", ("q", 1), &["m<p/k"], 1));
        "on what was sealed before":
            later(), p("b", "p", 1, &["l"]) => Ok(unsealed("b", ("p", 2), &["l"], 2));
        "by the parties that are in it":
            Story::ready().opened(apart()), p("b", "p", 0, &["k"]) => left_out;
    }
}

/// Co-authors, the competent body, and an authority that facilitates.
fn names() -> Vec<Case> {
    use crate::domain::charter::AuthorityRole::{Deciding, Facilitating};
    let written = |author: &str, names: &[&str], body: Option<&str>| {
        let mut command = p(author, "p", 0, &["k"]);
        if let CommandBody::AddProposalVersion { clauses, .. } = &mut command.body {
            clauses[0].authors = names.iter().map(|name| party(name)).collect();
            clauses[0].body = body.map(|body| BodyId::parse(body).unwrap());
        }
        command
    };
    let done = |author: &str, command: &Command| {
        let mut events = proposed(author, ("p", 1), &["k"], 1).unwrap();
        if let (
            EventBody::ProposalVersionAdded { clauses, .. },
            CommandBody::AddProposalVersion { clauses: asked, .. },
        ) = (&mut events[0], &command.body)
        {
            clauses.clone_from(asked);
        }
        Ok(events)
    };
    let open = |role| with_authority(Story::round(&[Propose]), role);
    let table = written("a", &["a", "b"], None);
    let council = written("a", &[], Some("council"));
    let other = written("a", &[], Some("mayor"));
    let own = || written("b", &[], None);
    let with_b = written("a", &["a", "b"], Some("council"));
    let no_body = |body| Err(Rejection::BodyUnknown(BodyId::parse(body).unwrap()));
    let bare = Story::round(&[Propose]);
    let form = Command { caller: facilitator().into(), ..own() };
    let paper = Command { channel: Channel::Paper, evidence: Some(text("form")), ..form };
    let facilitates = || Err(Rejection::AuthorityFacilitates(party("b")));
    cases! {
        "written at one table": open(Deciding), table.clone() => done("a", &table);
        "by parties that are": open(Deciding), written("a", &["a", "z"], None)
            => Err(Rejection::PartyUnknown(party("z")));
        "for the body that is competent": open(Deciding), council.clone() => done("a", &council);
        "of the charter": open(Deciding), other => no_body("mayor");
        "which may name none": bare, council => no_body("council");
        "an authority that decides is a party like any": open(Deciding), own() => done("b", &own());
        "one that facilitates tables nothing": open(Facilitating), own() => facilitates();
        "not on paper either": open(Facilitating), paper => facilitates();
        "and writes along with others": open(Facilitating), with_b.clone() => done("a", &with_b);
    }
}

fn derivations() -> Vec<Case> {
    let first = || Story::round(&[Propose]).proposal("p", 1, "a", &["k"]);
    let second = || first().tallied(&[]).opened(plan(&[Propose], ClosingRule::ByFacilitator));
    let from = |told| p("b", "q", 0, &[told]);
    let unknown = |id| Err(Rejection::ItemUnknown(proposal(id)));
    let done = |told, round| proposed("b", ("q", 1), &[told], round);
    let own = || first().proposal("q", 1, "b", &["l"]);
    cases! {
        "a clause derives from what is open": second(), from("m<p/k") => done("m<p/k", 2);
        "not from what is sealed": first(), from("m<p/k") => unknown("p");
        "nor from what is not there": second(), from("m<z/k") => unknown("z");
        "nor from a clause that is not": second(), from("m<p/z") => unknown("p");
        "nor a new one from itself": first(), from("m<m") => unknown("q");
        "a next version derives from its own":
            own(), p("b", "q", 1, &["m<l"]) => proposed("b", ("q", 2), &["m<l"], 1);
    }
}

fn erasure() -> Vec<Case> {
    let erase = |name, scope| {
        let member = of(name);
        by(role(Role::Admin), CommandBody::Erase { member, scope })
    };
    let erased = |name, scope| EventBody::Erased { member: of(name), scope };
    let after = |scope| Story::framed().then(erased("c/m1", scope));
    let already = || Err(Rejection::AlreadyErased(of("c/m1")));
    use ErasureScope::{All, Texts};
    cases! {
        "texts go": Story::framed(), erase("c/m1", Texts) => Ok(vec![erased("c/m1", Texts)]);
        "a party's too": Story::framed(), erase("a", All) => Ok(vec![erased("a", All)]);
        "the link may follow": after(Texts), erase("c/m1", All) => Ok(vec![erased("c/m1", All)]);
        "texts go once": after(Texts), erase("c/m1", Texts) => already();
        "all goes once": after(All), erase("c/m1", All) => already();
        "and leaves no texts": after(All), erase("c/m1", Texts) => already();
        "of a member that is":
            Story::framed(), erase("c/z", All) => Err(Rejection::MemberUnknown(of("c/z")));
        "in a party that is":
            Story::framed(), erase("z", All) => Err(Rejection::PartyUnknown(party("z")));
    }
}

/// Who gives a text after an erasure has something to erase again; who gives none has not.
fn erased_again() -> Vec<Case> {
    use super::contributions::q;
    use super::given::{statement, version};
    let erase = || {
        let body = CommandBody::Erase { member: of("a"), scope: ErasureScope::Texts };
        by(role(Role::Admin), body)
    };
    let (item, a) = (statement("s"), of("a"));
    let erased = EventBody::Erased { member: a.clone(), scope: ErasureScope::Texts };
    let story = Story::round(&[Contribute, Rate]).statement("s").proposal("p", 1, "b", &["k"]);
    let story = story.then(EventBody::CommitmentMade(commitment("a")));
    let on = version(proposal("p"), 1);
    let raised = Objection { on, member: a.clone(), reason: text("why"), round: 1 };
    let stand = |story: Story| story.stance("a", version(statement("s"), 1), Answer::Pass);
    // Events 16 to 19: the commitment, the objection, the stance and the erasure.
    let after = stand(story.then(EventBody::ObjectionRaised(raised.clone()))).then(erased.clone());
    let idea: Contribution = q(ContributionKind::Idea, Some("a"));
    let reason = text("why");
    let settled = ObjectionSettlement {
        objection: 17,
        end: ObjectionEnd::Withdrawn,
        member: Some(a.clone()),
        reason: Some(reason.clone()),
    };
    let kept = CommitmentSettlement {
        commitment: 16,
        kept: true,
        member: Some(a.clone()),
        evidence: Some(text("evidence")),
    };
    let given = [
        stated("t", Some("a"), 1).unwrap().remove(0),
        proposed("a", ("q", 1), &["k"], 1).unwrap().remove(0),
        EventBody::ContributionAdded(idea),
        EventBody::Responded(super::dialogue::response(item, "a", ResponseKind::Answer)),
        EventBody::ObjectionRaised(raised),
        EventBody::ObjectionSettled(settled),
        EventBody::CommitmentMade(commitment("a")),
        EventBody::CommitmentSettled(kept),
        EventBody::EntryContested(EntryContest { entry: 18, member: a, reason }),
    ];
    let again = |body: EventBody| {
        let done = Ok(vec![erased.clone()]);
        super::case("a text of later", after.clone().then(body), erase(), done)
    };
    let mut cases: Vec<Case> = given.into_iter().map(again).collect();
    let already = Err(Rejection::AlreadyErased(of("a")));
    cases.push(super::case("a stance is no text", stand(after), erase(), already));
    cases
}
