//! Limits, at the limit and one beyond: the state is written, not told, to come near them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::given::{
    Story, by, charter, clause, facilitator, member, member_id, of, party, plan, proposal, text,
    version,
};
use super::mandate::{body, clerk, precondition};
use super::{Case, case, check, verdict};
use crate::domain::act::{
    ConsequencesCheck, ContributionKind, Extras, Motion, MotionSubject, Provision, WorkingGroup,
};
use crate::domain::command::{Command, CommandBody};
use crate::domain::decide::decide;
use crate::domain::event::EventBody;
use crate::domain::ids::{GroupId, ItemId, ProposalId, StatementId};
use crate::domain::limits::{
    FRAMING_VERSIONS_MAX, GROUPS_MAX, ITEMS_MAX, MEMBERS_MAX, MOTIONS_MAX, PARTIES_MAX,
    RECORDS_MAX, ROUNDS_MAX, VERSIONS_MAX,
};
use crate::domain::party::PartyKind;
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, ClosingRule};
use crate::domain::state::Deliberation;

use Activity::{Contribute, Propose};

pub(super) fn cases() -> Vec<Case> {
    let rounds = plan(&[Contribute], ClosingRule::ByFacilitator);
    let groups = [
        pair("FRAMING_VERSIONS_MAX", FRAMING_VERSIONS_MAX as usize, challenges, revise()),
        pair("FRAMING_VERSIONS_MAX", FRAMING_VERSIONS_MAX as usize, charters, set()),
        pair("PARTIES_MAX", PARTIES_MAX, parties, add_party()),
        pair(
            "ROUNDS_MAX",
            ROUNDS_MAX,
            rounds_held,
            by(facilitator(), CommandBody::OpenRound(rounds)),
        ),
        pair("ITEMS_MAX", ITEMS_MAX, items, state_one()),
        pair("ITEMS_MAX", ITEMS_MAX, items, propose("q", 0)),
        pair("ITEMS_MAX", ITEMS_MAX, items, bring_one()),
        pair("VERSIONS_MAX", VERSIONS_MAX, versions, propose("p", VERSIONS_MAX as u32)),
        pair("GROUPS_MAX", GROUPS_MAX, groups_formed, form()),
        pair("MOTIONS_MAX", MOTIONS_MAX, motions, move_one()),
        pair("RECORDS_MAX", RECORDS_MAX, preconditions, limit_one()),
        pair("RECORDS_MAX", RECORDS_MAX, provisions, provide_one()),
        pair("RECORDS_MAX", RECORDS_MAX, checks, check_one()),
        pair("RECORDS_MAX", RECORDS_MAX, decisions, decide_one()),
    ];
    groups.into_iter().flatten().collect()
}

/// By itself, because a million seats take a third of a gigabyte with every table of cases.
#[test]
fn members_are_limited_too() {
    let cases = pair("MEMBERS_MAX", MEMBERS_MAX, members, add_member());
    cases.iter().for_each(check);
}

/// One case with room for one more, in which the command is accepted, and one without. What is
/// accepted is told by the other cases.
fn pair(
    limit: &'static str,
    most: usize,
    filled: fn(usize) -> Story,
    command: Command,
) -> Vec<Case> {
    let room = Deliberation::from(filled(most - 1));
    let last = match &command.body {
        CommandBody::AddProposalVersion { after_version, .. } if *after_version > 0 => {
            let mut earlier = command.clone();
            follow(&mut earlier, most as u32 - 1);
            earlier
        }
        _ => command.clone(),
    };
    let accepted = decide(&room, &last).expect("there is room for one more");
    let bodies: Vec<EventBody> = accepted.into_iter().map(|event| event.body).collect();
    assert!(!bodies.is_empty(), "{limit}");
    let actual = most + 1;
    let reached = Rejection::LimitReached { limit, most, actual };
    vec![case(limit, room, last, Ok(bodies)), case(limit, filled(most), command, Err(reached))]
}

fn follow(command: &mut Command, version: u32) {
    if let CommandBody::AddProposalVersion { after_version, .. } = &mut command.body {
        *after_version = version;
    }
}

fn revise() -> Command {
    let text = text("again");
    by(facilitator(), CommandBody::ReviseChallenge { text })
}

fn set() -> Command {
    by(facilitator(), CommandBody::SetCharter(charter(1)))
}

fn add_party() -> Command {
    let body = CommandBody::AddParty {
        party: party("z"),
        kind: PartyKind::Other,
        display_name: text("name"),
        affiliations: Vec::new(),
    };
    by(facilitator(), body)
}

fn add_member() -> Command {
    let body = CommandBody::AddMember {
        party: party("c"),
        member: member_id("z"),
        display_name: None,
        identity: None,
        spokesperson: false,
    };
    by(facilitator(), body)
}

fn bring_one() -> Command {
    let idea = super::contributions::q(ContributionKind::Idea, Some("a"));
    by(member("a"), CommandBody::AddContribution(idea))
}

fn state_one() -> Command {
    let body = CommandBody::AddStatement {
        statement: StatementId::parse("z").unwrap(),
        text: text("statement"),
        author: Some(of("a")),
        extras: Extras::default(),
    };
    by(member("a"), body)
}

fn propose(id: &str, after: u32) -> Command {
    let body = CommandBody::AddProposalVersion {
        proposal: ProposalId::parse(id).unwrap(),
        after_version: after,
        title: text("title"),
        author: of("a"),
        clauses: vec![clause("k")],
        public_before: false,
    };
    by(member("a"), body)
}

fn challenges(count: usize) -> Story {
    Story::framed().with(|state| state.challenge = Some((count as u32, text("challenge"))))
}

fn charters(count: usize) -> Story {
    Story::framed().with(|state| state.charter = Some(Arc::new(charter(count as u32))))
}

fn parties(count: usize) -> Story {
    Story::framed().with(|state| {
        let parties = &mut state.parties;
        let one = parties[&party("a")].clone();
        for n in 0..count - parties.len() {
            parties.insert(party(&format!("x{n}")), one.clone());
        }
    })
}

/// As many listed members as that; the parties' own seats are no members.
fn members(count: usize) -> Story {
    Story::framed().with(|state| {
        let one = state.seats[0].clone();
        while (state.seats.len() as usize) < count + 3 {
            state.seats.push(one.clone());
        }
    })
}

fn rounds_held(count: usize) -> Story {
    let story = Story::round(&[Contribute]).tallied(&[]);
    story.with(|state| {
        let one = state.rounds[0].clone();
        state.rounds.resize(count, one);
    })
}

fn items(count: usize) -> Story {
    let story = Story::round(&[Contribute, Propose]).statement("s");
    story.with(|state| {
        let items = &mut state.items;
        let one = items.values().next().unwrap().clone();
        for n in 0..count - items.len() {
            let id = StatementId::parse(&format!("x{n}")).unwrap();
            items.insert(ItemId::Statement(id), one.clone());
        }
    })
}

fn versions(count: usize) -> Story {
    let story = Story::round(&[Propose]).proposal("p", 1, "a", &["k"]);
    story.with(|state| {
        let item = state.items.get_mut(&proposal("p")).expect("it is there");
        let one = item.versions[0].clone();
        item.versions.resize(count, one);
    })
}

fn form() -> Command {
    let group = GroupId::parse("z").unwrap();
    let body = WorkingGroup { group, title: text("title"), parties: vec![party("a")] };
    by(facilitator(), CommandBody::FormWorkingGroup(body))
}

fn groups_formed(count: usize) -> Story {
    Story::framed().with(|state| {
        let groups = Arc::make_mut(&mut state.groups);
        for n in 0..count {
            let group = GroupId::parse(&format!("x{n}")).unwrap();
            let one = WorkingGroup { group: group.clone(), title: text("title"), parties: vec![] };
            groups.insert(group, one);
        }
    })
}

fn motion() -> Motion {
    Motion { subject: MotionSubject::Charter(Box::new(charter(1))), reason: text("reason") }
}

fn move_one() -> Command {
    by(facilitator(), CommandBody::MakeMotion(motion()))
}

fn motions(count: usize) -> Story {
    let story = Story::round(&[Contribute]).tallied(&[]).then(EventBody::MotionMade(motion()));
    story.with(|state| repeat(Arc::make_mut(&mut state.motions), count))
}

/// As many as that, all like the first, under numbers of their own.
fn repeat<T: Clone>(records: &mut BTreeMap<u64, T>, count: usize) {
    let one = records.values().next().unwrap().clone();
    records.extend((1_000_000..).take(count - records.len()).map(|number| (number, one.clone())));
}

fn provision() -> Provision {
    Provision { body: body("council"), text: text("money"), due: None }
}

fn limit_one() -> Command {
    clerk(CommandBody::DeclarePrecondition(precondition(None)))
}

fn provide_one() -> Command {
    clerk(CommandBody::DeclareProvision(provision()))
}

fn consequences() -> ConsequencesCheck {
    let on = version(proposal("p"), 1);
    ConsequencesCheck { body: body("council"), on, breaks: None, text: text("consequences") }
}

fn check_one() -> Command {
    clerk(CommandBody::CheckConsequences(consequences()))
}

fn decide_one() -> Command {
    clerk(CommandBody::RecordDecision(verdict::decision("council", Vec::new())))
}

fn preconditions(count: usize) -> Story {
    let told = verdict::between().then(EventBody::PreconditionDeclared(precondition(None)));
    told.with(|state| repeat(&mut Arc::make_mut(&mut state.mandate).preconditions, count))
}

fn provisions(count: usize) -> Story {
    let told = verdict::between().then(EventBody::ProvisionDeclared(provision()));
    told.with(|state| repeat(&mut Arc::make_mut(&mut state.mandate).provisions, count))
}

fn checks(count: usize) -> Story {
    let told = verdict::between().then(EventBody::ConsequencesChecked(consequences()));
    told.with(|state| repeat(&mut Arc::make_mut(&mut state.mandate).checks, count))
}

fn decisions(count: usize) -> Story {
    let told = verdict::between().then(verdict::recorded("council", Vec::new()));
    told.with(|state| repeat(&mut Arc::make_mut(&mut state.verdict).decisions, count))
}
