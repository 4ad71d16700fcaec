//! Commands of every kind taken one after the other, and what holds before and after each.

use std::collections::BTreeSet;
use std::sync::Arc;

use beraad::domain::caller::{Channel, Role};
use beraad::domain::charter::StanceVisibility;
use beraad::domain::command::{Command, CommandBody};
use beraad::domain::decide::{ALL_PHASES, decide, next_due};
use beraad::domain::event::Event;
use beraad::domain::evolve::evolve;
use beraad::domain::ids::Timestamp;
use beraad::domain::state::{Deliberation, Phase};

use crate::asked::asked;
use crate::world::{text, world};

/// What may become of stances.
pub const VISIBILITIES: [StanceVisibility; 3] =
    [StanceVisibility::Attributed, StanceVisibility::Pseudonymous, StanceVisibility::Secret];

/// A world in a phase, where what becomes of stances is as said.
pub fn start(phase: usize, visibility: usize) -> Deliberation {
    let phase = ALL_PHASES[phase % ALL_PHASES.len()];
    let mut state = world(phase, &CommandBody::Tick);
    let charter = Arc::make_mut(state.charter.as_mut().expect("every world has a charter"));
    charter.visibility = VISIBILITIES[visibility % VISIBILITIES.len()];
    state
}

/// What holds in every state.
fn sound(state: &Deliberation) {
    if let Phase::RoundOpen { round } | Phase::Between { round } = state.phase {
        assert_eq!(round, state.last_round());
    }
    let open = state.rounds.iter().filter(|round| round.closed.is_none()).count();
    let expected = usize::from(matches!(state.phase, Phase::RoundOpen { .. }));
    assert!(open == expected || state.phase == Phase::Cancelled);
    for (due, term) in state.terms.iter() {
        assert!(!state.passed.contains_key(term), "{term:?} at {due} runs and has passed");
    }
    for round in &state.rounds {
        for (_, column) in round.columns.iter() {
            let seats = column.cells.seats();
            let given: BTreeSet<u32> = seats.map(|seat| state.seats[seat].party_index).collect();
            assert_eq!(column.responded_count as usize, given.len());
        }
    }
    let _ = (next_due(state), state.headcount(), state.last_closed_round());
}

/// Takes a command: refused, nothing changes; accepted, what followed is applied.
pub fn take(state: &mut Deliberation, log: &mut Vec<Event>, command: &Command) -> bool {
    let before = state.clone();
    let answer = decide(state, command);
    assert_eq!(decide(state, command), answer, "the same question, another answer");
    let Ok(events) = answer else {
        assert_eq!(before, *state);
        return false;
    };
    assert_eq!(before, *state, "judging changes nothing");
    let sequence = state.sequence + events.len() as u64;
    for event in events {
        evolve(state, &event);
        log.push(event);
    }
    assert_eq!(state.sequence, sequence);
    sound(state);
    true
}

/// The command as somebody asks it: who may, the facilitator from paper, or anybody.
pub fn by_someone(body: &CommandBody, who: u8, moment: i64) -> Command {
    let command = Command { at: Timestamp(moment), ..asked(body) };
    match who {
        0..=5 => command,
        6 => {
            let evidence = Some(text());
            let mut paper = Command { channel: Channel::Paper, evidence, ..command };
            Arc::make_mut(&mut paper.caller).role = Role::Facilitator;
            paper
        }
        _ => {
            let mut other = command;
            Arc::make_mut(&mut other.caller).role =
                [Role::Spokesperson, Role::App, Role::Auditor][usize::from(who % 3)];
            other
        }
    }
}

/// What a log makes of a state.
pub fn apply_all(mut state: Deliberation, log: &[Event]) -> Deliberation {
    log.iter().for_each(|event| evolve(&mut state, event));
    state
}
