//! What is kept by number is limited: there is room for the last one, and none for one more.

use std::sync::Arc;

use super::commitments::commitment;
use super::dialogue::{open, response};
use super::given::{Story, by, facilitator, member, of, party, proposal, statement, text, version};
use crate::domain::act::{FloorGrant, Moderation, Objection, ResponseKind, Target};
use crate::domain::command::{Command, CommandBody};
use crate::domain::decide::decide;
use crate::domain::event::EventBody;
use crate::domain::limits::RECORDS_MAX;
use crate::domain::rejection::Rejection;
use crate::domain::round::Activity;
use crate::domain::state::{Deliberation, Map};

/// As many as that, each like the one that is there; their numbers lie beyond all events.
fn fill<T: Clone>(records: &mut Map<u64, T>, count: usize) {
    let one = records.values().next().expect("one is there").clone();
    let more = (1_000_u64..).take(count - records.len());
    records.extend(more.map(|number| (number, one.clone())));
}

fn hold(there: Story, command: &Command, fill: fn(&mut Deliberation, usize)) {
    let name = command.body.name();
    let almost = Deliberation::from(there.clone().with(|state| fill(state, RECORDS_MAX - 1)));
    assert!(decide(&almost, command).is_ok(), "{name}");
    let full = Deliberation::from(there.with(|state| fill(state, RECORDS_MAX)));
    let (limit, actual) = ("RECORDS_MAX", RECORDS_MAX + 1);
    let reached = Rejection::LimitReached { limit, most: RECORDS_MAX, actual };
    assert_eq!(decide(&full, command), Err(reached), "{name}");
}

#[test]
fn what_parties_say_is_limited() {
    let said = response(statement("s"), "b", ResponseKind::Answer);
    let there = open(&[Activity::Respond]).then(EventBody::Responded(said.clone()));
    hold(there, &by(member("b"), CommandBody::Respond(said)), |state, count| {
        fill(&mut Arc::make_mut(&mut state.dialogue).responses, count);
    });
    let on = version(proposal("p"), 1);
    let objection = Objection { on, member: of("b"), reason: text("why"), round: 0 };
    let first = Story::round(&[Activity::Propose]).proposal("p", 1, "a", &["k"]).tallied(&[]);
    let there = first.then(EventBody::ObjectionRaised(objection.clone()));
    hold(there, &by(member("b"), CommandBody::RaiseObjection(objection)), |state, count| {
        fill(&mut state.objections, count);
    });
    let made = commitment("a");
    let there = Story::round(&[Activity::Commit]).then(EventBody::CommitmentMade(made.clone()));
    hold(there, &by(member("a"), CommandBody::MakeCommitment(made)), |state, count| {
        fill(&mut state.commitments, count);
    });
}

#[test]
fn what_the_facilitator_notes_is_limited() {
    let grant = FloorGrant {
        party: party("a"),
        granted_seconds: 1,
        used_seconds: 1,
        cut_short: false,
        round: 1,
    };
    let there = open(&[Activity::Respond]).then(EventBody::FloorGranted(grant.clone()));
    hold(there, &by(facilitator(), CommandBody::GrantFloor(grant)), |state, count| {
        fill(&mut Arc::make_mut(&mut state.dialogue).floor, count);
    });
    let hide = |id| Moderation { target: Target::Item(statement(id)), reason: text("why") };
    let there = open(&[Activity::Respond]).statement("t").then(EventBody::Moderated(hide("s")));
    hold(there, &by(facilitator(), CommandBody::Moderate(hide("t"))), |state, count| {
        fill(&mut Arc::make_mut(&mut state.dialogue).moderations, count);
    });
}
