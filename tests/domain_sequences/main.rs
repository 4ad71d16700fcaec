//! Commands of every kind in any order, from every phase and under every visibility: nothing
//! panics, nothing hidden shows, and the log alone gives the state.

#[path = "../commands/asked.rs"]
mod asked;
mod early;
#[path = "../commands/world.rs"]
mod world;

use std::collections::BTreeSet;
use std::sync::Arc;

use beraad::domain::caller::{Channel, Role};
use beraad::domain::charter::StanceVisibility;
use beraad::domain::command::{Command, CommandBody};
use beraad::domain::decide::{ALL_PHASES, decide, next_due};
use beraad::domain::event::{Event, EventBody};
use beraad::domain::evolve::evolve;
use beraad::domain::ids::Timestamp;
use beraad::domain::state::{Deliberation, Phase};
use beraad::engine::snapshot::{image_of, state_of};
use proptest::prelude::*;

use asked::{asked, commands};
use world::{text, world};

const VISIBILITIES: [StanceVisibility; 3] =
    [StanceVisibility::Attributed, StanceVisibility::Pseudonymous, StanceVisibility::Secret];

/// A world in a phase, where what becomes of stances is as said.
fn start(phase: usize, visibility: usize) -> Deliberation {
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
        assert!(!state.passed.contains(term), "{term:?} at {due} runs and has passed");
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
fn take(state: &mut Deliberation, log: &mut Vec<Event>, command: &Command) -> bool {
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
fn by_someone(body: &CommandBody, who: u8, moment: i64) -> Command {
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

fn apply_all(mut state: Deliberation, log: &[Event]) -> Deliberation {
    log.iter().for_each(|event| evolve(&mut state, event));
    state
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_commands_in_any_order(
        phase in 0..ALL_PHASES.len(),
        visibility in 0..3_usize,
        steps in prop::collection::vec((0..200_usize, 0..9_u8, 0..1_000_i64), 1..50),
    ) {
        let commands = commands();
        let begin = start(phase, visibility);
        let (mut state, mut log, mut now) = (begin.clone(), Vec::new(), 1);
        for (which, who, later) in steps {
            now += later * later * later;
            let body = &commands[which % commands.len()].1;
            take(&mut state, &mut log, &by_someone(body, who, now));
            early::nothing_shows(&state, &log);
            prop_assert_eq!(&state_of(&image_of(&state)).expect("an image"), &state);
        }
        prop_assert_eq!(apply_all(begin, &log), state);
    }
}

/// Every three commands that move a deliberation on, or that need what another one made, one
/// after the other, from every phase.
#[test]
fn every_three_of_a_small_alphabet() {
    let all = commands();
    let names = [
        "DeclareReady",
        "OpenRound",
        "CastStance",
        "CastBallot",
        "GivePulse",
        "CloseRound",
        "RecordFigures",
        "Conclude",
        "RecordDecision",
        "ReverseDecision",
        "Resume",
        "StartFollowUp",
        "CloseDeliberation",
        "ContestEntry",
        "RaiseObjection",
        "SettleObjection",
        "Tick",
    ];
    let alphabet: Vec<&CommandBody> =
        all.iter().filter(|(row, _)| names.contains(row)).map(|(_, body)| body).collect();
    assert_eq!(alphabet.len(), names.len());
    for phase in 0..ALL_PHASES.len() {
        for visibility in 0..VISIBILITIES.len() {
            let begin = start(phase, visibility);
            for first in &alphabet {
                let (mut state, mut log) = (begin.clone(), Vec::new());
                if !take(&mut state, &mut log, &asked(first)) {
                    continue;
                }
                for second in &alphabet {
                    let (mut state, mut log) = (state.clone(), log.clone());
                    take(&mut state, &mut log, &asked(second));
                    for third in &alphabet {
                        let (mut state, mut log) = (state.clone(), log.clone());
                        take(&mut state, &mut log, &asked(third));
                        early::nothing_shows(&state, &log);
                    }
                }
            }
        }
    }
}

/// The sequences reach enough to mean something.
#[test]
fn the_sequences_write_most_kinds_of_event() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let steps = prop::collection::vec((0..200_usize, 0..9_u8), 40..50);
    let commands = commands();
    let mut kinds = BTreeSet::new();
    for round in 0..300 {
        let mut state = start(round, round / 11);
        let mut log = Vec::new();
        let tree = steps.new_tree(&mut runner).expect("steps").current();
        for (now, (which, who)) in (1..).zip(tree) {
            let body = &commands[which % commands.len()].1;
            take(&mut state, &mut log, &by_someone(body, who, now * 50_000_000));
        }
        kinds.extend(log.iter().map(|event: &Event| EventBody::kind(&event.body)));
    }
    assert!(kinds.len() >= 50, "{}: {kinds:?}", kinds.len());
}
