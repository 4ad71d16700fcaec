//! What holds for every tale of commands and events, however it goes.

#[path = "domain_properties/absurd.rs"]
mod absurd;
#[path = "domain_properties/moves.rs"]
mod moves;
#[path = "domain_properties/names.rs"]
mod names;
#[path = "domain_properties/sight.rs"]
mod sight;
#[path = "domain_properties/told.rs"]
mod told;

use std::collections::{BTreeMap, BTreeSet};

use beraad::domain::act::Voice;
use beraad::domain::command::Command;
use beraad::domain::decide::decide;
use beraad::domain::event::{Event, EventBody};
use beraad::domain::evolve::{evolve, skip};
use beraad::domain::ids::{DeliberationId, ItemVersion, MemberRef};
use beraad::domain::rejection::Rejection;
use beraad::domain::state::{Cell, Deliberation};
use beraad::engine::snapshot::{image_of, state_of};
use proptest::prelude::*;

use moves::{Actor, Move, moves};
use names::{Names, PLAIN};
use told::{commands, creation, opening};

/// What became of one command.
pub struct Step {
    pub before: Deliberation,
    pub command: Command,
    pub answer: Result<Vec<Event>, Rejection>,
}

/// A tale: its steps, its log, and the state after every event, kept as it was.
#[derive(Default)]
pub struct Tale {
    pub steps: Vec<Step>,
    pub log: Vec<Event>,
    pub states: Vec<Deliberation>,
}

pub fn absent() -> Deliberation {
    Deliberation::absent(DeliberationId::parse("d").unwrap())
}

pub fn replay(log: &[Event]) -> Deliberation {
    let mut state = absent();
    for event in log {
        evolve(&mut state, event);
    }
    state
}

/// Plays the moves after the opening, in these names.
pub fn tell(moves: &[(Actor, Move)], names: Names) -> Tale {
    let mut tale = Tale::default();
    let mut state = absent();
    let told = opening();
    play(&mut tale, &mut state, creation());
    for (n, step) in told.iter().chain(moves).enumerate() {
        for command in commands(step, &state, names, n as i64 + 1) {
            play(&mut tale, &mut state, command);
        }
    }
    tale
}

fn play(tale: &mut Tale, state: &mut Deliberation, command: Command) {
    let before = state.clone();
    let answer = decide(state, &command);
    for event in answer.iter().flatten() {
        evolve(state, event);
        tale.log.push(event.clone());
        tale.states.push(state.clone());
    }
    let step = Step { before, command, answer };
    tale.steps.push(step);
}

/// The last stance of each member on each version in each round, as the log tells it.
type Last = BTreeMap<(u32, ItemVersion, MemberRef), (u64, EventBody)>;

fn last_stances(log: &[Event]) -> Last {
    let mut last = Last::new();
    for (event, sequence) in log.iter().zip(1..) {
        if let EventBody::StanceCast { on, voice: Voice::Named(member), round, .. } = &event.body {
            let key = (*round, on.clone(), member.clone());
            last.insert(key, (sequence, event.body.clone()));
        }
    }
    last
}

fn cells(state: &Deliberation) -> Vec<((u32, ItemVersion, MemberRef), Cell)> {
    let mut cells = Vec::new();
    for (round, number) in state.rounds.iter().zip(1..) {
        for (on, column) in round.columns.iter() {
            for (seat, cell) in column.cells.iter() {
                let member = state.member_at(seat).expect("a seat");
                cells.push(((number, on.clone(), member), *cell));
            }
        }
    }
    cells
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Every prefix of the log, played from nothing, gives the state of that moment; what was
    /// published then is not touched by what came later.
    #[test]
    fn replay_gives_the_state_of_every_moment(moves in moves()) {
        let tale = tell(&moves, PLAIN);
        for (length, state) in (1..).zip(&tale.states) {
            prop_assert_eq!(&replay(&tale.log[..length]), state);
            prop_assert_eq!(state.sequence, length as u64);
        }
    }

    /// The image of a state gives it back at every moment, and going on from there leads where
    /// playing everything leads.
    #[test]
    fn an_image_gives_the_state_of_every_moment(moves in moves(), at in any::<usize>()) {
        let tale = tell(&moves, PLAIN);
        for state in &tale.states {
            prop_assert_eq!(&state_of(&image_of(state)).expect("an image"), state);
        }
        let length = at % tale.log.len();
        let mut state = state_of(&image_of(&replay(&tale.log[..length]))).unwrap();
        tale.log[length..].iter().for_each(|event| evolve(&mut state, event));
        prop_assert_eq!(Some(&state), tale.states.last());
    }

    /// A refusal leaves everything as it was, and the same question gets the same answer.
    #[test]
    fn a_refusal_changes_nothing(moves in moves()) {
        let tale = tell(&moves, PLAIN);
        let mut length = 0;
        for step in &tale.steps {
            prop_assert_eq!(&decide(&step.before, &step.command), &step.answer);
            prop_assert_eq!(step.before.sequence, length);
            prop_assert_eq!(&step.before, &replay(&tale.log[..length as usize]));
            length += step.answer.as_ref().map_or(0, |events| events.len() as u64);
        }
    }

    /// Rule 1: other kinds, other names and another order of names change no answer.
    #[test]
    fn acceptance_depends_on_no_kind_and_no_name(moves in moves(), shift in 0..6_u8) {
        let other = Names { reversed: true, shift };
        let (plain, other_tale) = (tell(&moves, PLAIN), tell(&moves, other));
        prop_assert_eq!(plain.steps.len(), other_tale.steps.len());
        for (one, two) in plain.steps.iter().zip(&other_tale.steps) {
            match (&one.answer, &two.answer) {
                (Ok(one), Ok(two)) => {
                    let told = |names: Names, events: &[Event]| -> Vec<String> {
                        events.iter().map(|event| names.plainly(event)).collect()
                    };
                    prop_assert_eq!(told(PLAIN, one), told(other, two));
                }
                (one, two) => prop_assert_eq!(
                    one.as_ref().map(|_| ()).map_err(Rejection::reason),
                    two.as_ref().map(|_| ()).map_err(Rejection::reason)
                ),
            }
        }
    }

    /// The last stance before the close counts; the earlier ones are in the log only.
    #[test]
    fn the_last_stance_counts(moves in moves()) {
        let tale = tell(&moves, PLAIN);
        let state = replay(&tale.log);
        let last = last_stances(&tale.log);
        let cells = cells(&state);
        prop_assert_eq!(cells.len(), last.len());
        for (key, cell) in cells {
            let (sequence, body) = &last[&key];
            let EventBody::StanceCast { answer, .. } = body else {
                return Err(TestCaseError::fail("only stances are gathered"));
            };
            prop_assert_eq!((cell.answer, cell.origin.sequence), (*answer, *sequence));
            prop_assert_eq!(cell.origin.at, tale.log[*sequence as usize - 1].at);
        }
        for (round, number) in state.rounds.iter().zip(1..) {
            for (on, column) in round.columns.iter() {
                let of = last.keys().filter(|key| (key.0, &key.1) == (number, on));
                let parties: BTreeSet<_> = of.map(|key| &key.2.party).collect();
                prop_assert_eq!(column.responded_count as usize, parties.len());
                for (id, party) in state.parties.iter() {
                    let responded = column.responded.get(party.index as usize);
                    prop_assert_eq!(responded == Some(&true), parties.contains(id));
                }
            }
        }
    }

    /// No stance is logged outside an open round or after its moment, whatever is tried.
    #[test]
    fn a_stance_lies_between_opening_and_close(moves in moves()) {
        let tale = tell(&moves, PLAIN);
        let mut open = None;
        for event in &tale.log {
            match &event.body {
                EventBody::RoundOpened { round, plan, .. } => open = Some((*round, plan.closing)),
                EventBody::RoundClosed { .. } | EventBody::DeliberationCancelled { .. } => {
                    open = None;
                }
                EventBody::StanceCast { round, .. }
                | EventBody::ProposalVersionAdded { round, .. } => {
                    let (number, closing) = open.expect("a round is open");
                    prop_assert_eq!(number, *round);
                    prop_assert!(closing.due().is_none_or(|due| event.at < due));
                }
                _ => {}
            }
        }
    }

    /// Applying is total: events in any order, with any numbers, are applied without a panic, and
    /// what is asked of the state afterwards is answered.
    #[test]
    fn any_events_can_be_applied(events in absurd::events(), moves in moves()) {
        let mut state = absent();
        for event in &events {
            evolve(&mut state, event);
        }
        let last = events.last().map_or(state.updated, |event| event.at);
        skip(&mut state, last);
        prop_assert_eq!(state.sequence, events.len() as u64 + 1);
        prop_assert_eq!(&state_of(&image_of(&state)).expect("an image"), &state);
        let rateable: Vec<ItemVersion> = state.rateable().collect();
        for on in &rateable {
            let _ = state.rated_before(on, state.last_round() + 1);
        }
        let _ = (state.headcount(), state.last_closed_round(), state.frozen());
        for step in &moves {
            for command in commands(step, &state, PLAIN, 1) {
                let _ = decide(&state, &command);
            }
        }
        sight::look_at_everything(&state, &events);
    }

    /// Rules 2 and 3: of every event each caller gets exactly what it may, at every moment.
    #[test]
    fn nothing_is_visible_early(moves in moves()) {
        let tale = tell(&moves, PLAIN);
        for (length, state) in (1..).zip(&tale.states) {
            sight::check(state, &tale.log[..length])?;
        }
    }

    /// A refusal tells nothing either: with other sealed proposals and other hidden stances of the
    /// other parties, whoever acts gets the same answer.
    #[test]
    fn no_answer_depends_on_what_is_hidden(moves in moves()) {
        let tale = tell(&moves, PLAIN);
        let mut length = 0;
        for step in &tale.steps {
            let disguised = sight::disguise(&tale.log[..length], &step.command);
            let answer = decide(&replay(&disguised), &step.command);
            prop_assert_eq!(&answer, &step.answer);
            length += step.answer.as_ref().map_or(0, Vec::len);
        }
    }
}

/// The tales go far enough to mean something: without this, a generator that never leaves Draft
/// would prove all of the above.
#[test]
fn the_tales_reach_every_phase_and_most_events() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut phases, mut kinds, mut reasons) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for _ in 0..300 {
        let moves = moves().new_tree(&mut runner).expect("a tale").current();
        let tale = tell(&moves, PLAIN);
        phases.extend(tale.states.iter().map(|state| state.phase.as_str()));
        kinds.extend(tale.log.iter().map(|event| event.body.kind()));
        let refused = tale.steps.iter().filter_map(|step| step.answer.as_ref().err());
        reasons.extend(refused.map(Rejection::reason));
    }
    assert_eq!(phases.len(), 9, "{phases:?}");
    assert_eq!(kinds.len(), 19, "{kinds:?}");
    assert!(reasons.len() >= 20, "{reasons:?}");
}
