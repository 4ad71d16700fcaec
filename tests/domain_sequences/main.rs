//! Commands of every kind in any order, from every phase and under every visibility: nothing
//! panics, nothing hidden shows, and the log alone gives the state.

#[path = "../commands/asked.rs"]
mod asked;
mod early;
mod taken;
#[path = "../commands/world.rs"]
mod world;

use std::collections::BTreeSet;

use beraad::domain::command::CommandBody;
use beraad::domain::decide::ALL_PHASES;
use beraad::domain::event::{Event, EventBody};
use beraad::engine::snapshot::{image_of, state_of};
use proptest::prelude::*;

use asked::{asked, commands};
use taken::{VISIBILITIES, apply_all, by_someone, start, take};

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
