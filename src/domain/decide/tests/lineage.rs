//! Which edits there are, and who accepts them (rule 10).

use super::Case;
use super::given::{
    Story, app, by, clause, facilitator, member, of, paper, party, plan, proposal, text,
};
use crate::domain::act::{ClauseVersion, EditAcceptance};
use crate::domain::command::{Command, CommandBody};
use crate::domain::decide::{authors, is_edit};
use crate::domain::event::{Clause, EventBody};
use crate::domain::ids::{ClauseId, ClauseRef, ProposalId};
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, ClosingRule};
use crate::domain::state::Deliberation;

use Activity::Propose;

pub(super) fn cases() -> Vec<Case> {
    let groups = [listed(), waiting(), together(), refused()];
    groups.into_iter().flatten().collect()
}

fn edit(version: u32, id: &str) -> ClauseVersion {
    let proposal = ProposalId::parse("p").unwrap();
    ClauseVersion { proposal, version, clause: ClauseId::parse(id).unwrap() }
}

fn acceptance(name: &str, edits: &[(u32, &str)]) -> EditAcceptance {
    let edits = edits.iter().map(|(version, id)| edit(*version, id)).collect();
    EditAcceptance { edits, member: of(name) }
}

fn accept(name: &str, edits: &[(u32, &str)]) -> Command {
    by(member(name), CommandBody::AcceptEdits(acceptance(name, edits)))
}

fn event(name: &str, edits: &[(u32, &str)]) -> EventBody {
    EventBody::EditsAccepted(acceptance(name, edits))
}

fn done(name: &str, edits: &[(u32, &str)]) -> Result<Vec<EventBody>, Rejection> {
    Ok(vec![event(name, edits)])
}

/// Proposal `p` of party `a` with clause `k`, and round 2 open.
fn second() -> Story {
    let first = Story::round(&[Propose]).proposal("p", 1, "a", &["k"]).tallied(&[]);
    first.opened(plan(&[Propose], ClosingRule::ByFacilitator))
}

/// Party `b` edits `k`, derives `l` from it and adds `m` of its own: sealed in round 2.
fn edited() -> Story {
    second().proposal("p", 2, "b", &["k", "l<k", "m"])
}

fn none() -> Result<Vec<EventBody>, Rejection> {
    Err(Rejection::NothingToAccept)
}

fn listed() -> Vec<Case> {
    let open = || edited().tallied(&[]);
    let form = paper(CommandBody::AcceptEdits(acceptance("c/m1", &[(2, "k")])));
    let bare = by(facilitator(), CommandBody::AcceptEdits(acceptance("c/m1", &[(2, "k")])));
    let of_app = by(app("x"), CommandBody::AcceptEdits(acceptance("c/m1", &[(2, "l")])));
    let once = || open().then(event("a", &[(2, "k")]));
    cases! {
        "the previous author accepts": open(), accept("a", &[(2, "k")]) => done("a", &[(2, "k")]);
        "or a third party": open(), accept("c/m2", &[(2, "l")]) => done("c/m2", &[(2, "l")]);
        "through an app": open(), of_app => done("c/m1", &[(2, "l")]);
        "from a list at a meeting": open(), form => done("c/m1", &[(2, "k")]);
        "which is named": open(), bare => Err(Rejection::EvidenceMissing);
        "several at once":
            open(), accept("a", &[(2, "l"), (2, "k")]) => done("a", &[(2, "l"), (2, "k")]);
        "each once": open(), accept("a", &[(2, "k"), (2, "k")]) => done("a", &[(2, "k")]);
        "what it accepted before is accepted": once(), accept("a", &[(2, "k")]) => none();
        "what is new comes through":
            once(), accept("a", &[(2, "k"), (2, "l")]) => done("a", &[(2, "l")]);
        "each party for itself": once(), accept("c/m1", &[(2, "k")]) => done("c/m1", &[(2, "k")]);
        "what comes from nothing is no edit": open(), accept("a", &[(2, "m")]) => none();
        "nor is a first version": open(), accept("c/m1", &[(1, "k")]) => none();
    }
}

/// Once per session, with an empty list.
fn waiting() -> Vec<Case> {
    let open = || edited().tallied(&[]);
    let all = [(2, "k"), (2, "l")];
    let once = || open().then(event("c/m1", &[(2, "k")]));
    let both = || open().then(event("c/m1", &all));
    cases! {
        "everything that waits": open(), accept("a", &[]) => done("a", &all);
        "for a third party too": open(), accept("c/m2", &[]) => done("c/m2", &all);
        "what somebody accepted waits no more": once(), accept("a", &[]) => done("a", &[(2, "l")]);
        "all accepted, nothing waits": both(), accept("a", &[]) => none();
        "its own edits never do": open(), accept("b", &[]) => none();
        "what is sealed does not yet": edited(), accept("a", &[]) => none();
        "without edits nothing does": second(), accept("c/m1", &[]) => none();
    }
}

/// Version 2 of `p` by this party, whose clause `k` these parties wrote.
fn written(maker: &str, by: &[&str]) -> Story {
    let authors = by.iter().map(|name| party(name)).collect();
    second().then(EventBody::ProposalVersionAdded {
        proposal: ProposalId::parse("p").unwrap(),
        version: 2,
        title: text("title"),
        author: of(maker),
        clauses: vec![Clause { authors, ..clause("k") }],
        round: 2,
        sealed: true,
        public_before: false,
    })
}

fn together() -> Vec<Case> {
    let table = || written("b", &["a", "b"]).tallied(&[]);
    let other = || written("b", &["a"]);
    let own = |name| Err(Rejection::OwnAct(party(name), "accept an edit of"));
    let unknown = || Err(Rejection::ClauseUnknown(k("k")));
    cases! {
        "co-authors accepted by writing it": table(), accept("a", &[]) => none();
        "for all of them": table(), accept("a", &[(2, "k")]) => own("a");
        "nobody waits for a third party": table(), accept("c/m1", &[]) => none();
        "which may still accept": table(), accept("c/m1", &[(2, "k")]) => done("c/m1", &[(2, "k")]);
        "naming another as author is no way to accept one's own":
            other().tallied(&[]), accept("b", &[(2, "k")]) => own("b");
        "nor all at once": other().tallied(&[]), accept("b", &[]) => none();
        "nor to show what is sealed": other(), accept("b", &[(2, "k")]) => unknown();
    }
}

fn k(id: &str) -> ClauseRef {
    ClauseRef { proposal: ProposalId::parse("p").unwrap(), clause: ClauseId::parse(id).unwrap() }
}

fn refused() -> Vec<Case> {
    let open = || edited().tallied(&[]);
    let own = Err(Rejection::OwnAct(party("b"), "accept an edit of"));
    let unknown = |id| Err(Rejection::ClauseUnknown(k(id)));
    let others = by(member("c/m2"), CommandBody::AcceptEdits(acceptance("c/m1", &[])));
    let draft = Err(Rejection::PhaseNotAllowed {
        command: "accept_edits",
        phase: "ready",
        allowed: "round_open, between".to_owned(),
    });
    cases! {
        "no party its own": open(), accept("b", &[(2, "k")]) => own;
        "no version that is not": open(), accept("a", &[(3, "k")]) => unknown("k");
        "none before the first": open(), accept("a", &[(0, "k")]) => unknown("k");
        "no clause that is not": open(), accept("a", &[(2, "z")]) => unknown("z");
        "nothing unseen": edited(), accept("a", &[(2, "k")]) => unknown("k");
        "as if it were not there": second(), accept("a", &[(2, "k")]) => unknown("k");
        "nor beside what is seen": edited(), accept("c/m1", &[(1, "k"), (2, "k")]) => unknown("k");
        "a member for itself": open(), others => Err(Rejection::MemberNotYours(of("c/m1")));
        "in or between rounds": Story::ready(), accept("a", &[]) => draft;
    }
}

#[test]
fn an_edit_changes_what_was_there() {
    let state = Deliberation::from(edited());
    let versions = &state.items[&proposal("p")].versions;
    let told = |number: u32, at: usize| {
        let version = &versions[number as usize - 1];
        let clause = &version.clauses[at];
        (is_edit(versions, number, clause), authors(version, clause))
    };
    let (a, b) = (party("a"), party("b"));
    assert_eq!(told(1, 0), (false, vec![&a]));
    assert_eq!(told(2, 0), (true, vec![&b]));
    assert_eq!(told(2, 1), (true, vec![&b]));
    assert_eq!(told(2, 2), (false, vec![&b]));
}
