//! Properties of whole runs: what the log holds is the state, at every moment, and no figure
//! depends on what parties are called, where they stand in the list, or who was first.

mod replay {
    pub mod run;
    pub mod script;
}

use beraad::analysis::tally::{Tally, TallyInput};
use beraad::domain::event::TallyRecord;
use beraad::domain::evolve::evolve;
use beraad::domain::state::{Deliberation, Phase};
use beraad::engine::snapshot::{image_of, state_of};
use beraad::log::codec;
use proptest::prelude::*;

use replay::run::{Run, named};
use replay::script::{Script, Shuffle, script, shuffle};

/// Encodes every event, reads it back and replays it: after each the state must be the one of
/// the run, and the bytes must be those that encoding writes.
fn replays(run: &Run) -> Result<(), TestCaseError> {
    let mut state = Deliberation::absent(run.states[0].id.clone());
    prop_assert_eq!(&state, &run.states[0]);
    for (place, event) in run.events.iter().enumerate() {
        let stored = codec::encode(place as u64 + 1, event, [place as u8; 32]);
        let read = codec::decode(&stored);
        prop_assert_eq!(read.as_ref(), Ok(event));
        let again = codec::encode(place as u64 + 1, event, stored.salt);
        prop_assert_eq!(again, stored);
        evolve(&mut state, event);
        prop_assert_eq!(&state, &run.states[place + 1], "after event {}", place + 1);
        // Going on from its image is going on from the state.
        let image = image_of(&state);
        state = state_of(&image).expect("an image");
        prop_assert_eq!(&state, &run.states[place + 1], "from the image after {}", place + 1);
        prop_assert_eq!(image_of(&state), image);
    }
    Ok(())
}

/// A refused command leaves the state as it was, and gives the same refusal again.
fn refusals_change_nothing(run: &Run) -> Result<(), TestCaseError> {
    for (state, command, rejection) in &run.refused {
        let again = beraad::domain::decide::decide(state, command);
        prop_assert_eq!(again.as_ref().err(), Some(rejection));
    }
    Ok(())
}

/// The figures of all rounds and of the conclusion.
fn tallies(run: &Run) -> Vec<TallyRecord> {
    let state = run.states.last().expect("a run has states");
    let rounds = (1..=state.last_closed_round()).map(Tally::Round);
    let conclusion = (state.phase == Phase::Concluded).then_some(Tally::Conclusion);
    let all = rounds.chain(conclusion);
    let record = |tally| {
        let input = TallyInput::gather(state, tally).expect("closed rounds are tallied");
        input.record(&input.report(), [0; 32])
    };
    all.map(record).collect()
}

/// The figures with the parties called as in the other run, in one order; the bits of a value are
/// compared, so that not even a zero may change its sign.
fn comparable(records: &[TallyRecord], shuffle: &Shuffle) -> Vec<String> {
    let figure = |figure: &beraad::domain::figure::RecordedFigure| {
        let party = figure.party.as_ref().map(|party| named(shuffle, party));
        let item = figure.item.as_ref().map(ToString::to_string);
        let bits = match &figure.result {
            beraad::domain::figure::FigureResult::Value { value, .. } => Some(value.to_bits()),
            beraad::domain::figure::FigureResult::Undefined(_) => None,
        };
        format!("{} {item:?} {party:?} {:?} {bits:?} {}", figure.name, figure.result, figure.n)
    };
    let record = |record: &TallyRecord| {
        let mut lines: Vec<String> = record.figures.iter().map(figure).collect();
        lines.sort();
        let (round, advice) = (record.round, &record.advice);
        format!("{round} {} {advice:?}\n{}", record.conclusion, lines.join("\n"))
    };
    records.iter().map(record).collect()
}

fn unchanged(script: &Script) -> Shuffle {
    let parties = script.parties.len();
    Shuffle { labels: (0..parties).collect(), order: (0..parties).collect(), reversed: false }
}

fn with_shuffle() -> impl Strategy<Value = (Script, Shuffle)> {
    script().prop_flat_map(|script| {
        let parties = script.parties.len();
        (Just(script), shuffle(parties))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn every_prefix_of_the_log_replays_to_the_state_of_that_moment(script in script()) {
        let run = Run::of(&script, &unchanged(&script));
        replays(&run)?;
        refusals_change_nothing(&run)?;
    }

    #[test]
    fn figures_and_advice_do_not_depend_on_names_and_order((script, shuffle) in with_shuffle()) {
        let plain = unchanged(&script);
        let (one, other) = (Run::of(&script, &plain), Run::of(&script, &shuffle));
        let (one, other) = (tallies(&one), tallies(&other));
        prop_assert_eq!(comparable(&one, &plain), comparable(&other, &shuffle));
    }

    #[test]
    fn recorded_figures_are_those_of_the_log(script in script()) {
        let run = Run::of(&script, &unchanged(&script));
        let computed = tallies(&run);
        prop_assert_eq!(run.recorded.len(), computed.len());
        let tallies = script.rounds.len() + usize::from(script.concludes);
        prop_assert_eq!(computed.len(), tallies, "no run stands still");
        for (was, is) in run.recorded.iter().zip(computed) {
            prop_assert_eq!(was, &TallyRecord { input_digest: was.input_digest, ..is });
        }
    }
}
