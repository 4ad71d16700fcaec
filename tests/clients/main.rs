//! The same scenarios through every client: Rust, Python and TypeScript, in all their ways of
//! calling. What came of them must be the same to the letter.

mod breaks;
mod player;
mod programs;
mod readme;
mod running;
mod scenario;
mod trouble;
mod world;

use std::collections::BTreeSet;
use std::path::PathBuf;

use beraad_client::v1::Reason;
use futures::StreamExt;
use futures::future::join_all;
use serde_json::Value;

use crate::programs::{Program, programs};
use crate::scenario::Scenario;
use crate::world::World;

/// How many scenarios are played at once: some of them wait for attempts that are to fail.
const SCENARIOS_AT_ONCE: usize = 3;

/// Where the scenarios lie; `SCENARIOS` names another folder while one is being written.
fn folder() -> PathBuf {
    let ours = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    std::env::var_os("SCENARIOS").map_or_else(ours, PathBuf::from)
}

/// Plays a scenario with one client on a server of its own, and judges what came of it.
async fn play(scenario: &Scenario, program: &Program) -> Vec<Value> {
    let world = World::start();
    let mut transcript = Vec::new();
    let mut saved = scenario::Saved::default();
    for part in scenario.parts() {
        let steps = part.iter().map(|step| saved.fill(&step.played)).collect();
        let outcomes = program.play(world.url(), steps).await;
        assert_eq!(outcomes.len(), part.len(), "{}: an outcome a step", program.name);
        for (step, outcome) in part.iter().zip(&outcomes) {
            let told = |problem| panic!("{} by {}: {problem}", step.at(scenario), program.name);
            step.judge(&saved, outcome).unwrap_or_else(told);
            step.save(&mut saved, outcome);
        }
        transcript.extend(outcomes);
    }
    world.stop();
    transcript
}

/// Plays a scenario with every client and compares; gives the types of refusals that arrived.
async fn compare(scenario: &Scenario) -> Vec<String> {
    let programs: Vec<Program> =
        programs().into_iter().filter(|program| scenario.is_for(program)).collect();
    let ours = play(scenario, &Program::rust()).await;
    let played = programs.iter().map(|program| play(scenario, program));
    for (program, theirs) in programs.iter().zip(join_all(played).await) {
        for (step, (ours, theirs)) in scenario.steps.iter().zip(ours.iter().zip(&theirs)) {
            let (ours, theirs) = (scenario::comparable(ours), scenario::comparable(theirs));
            let (at, name) = (step.at(scenario), program.name);
            assert!(ours == theirs, "{at}: by rust\n{ours:#}\nby {name}\n{theirs:#}");
        }
    }
    let refused = ours.iter().filter_map(|outcome| outcome["refused"]["type"].as_str());
    refused.map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_goes_the_same_in_every_client() {
    let scenarios = Scenario::all_in(&folder());
    assert!(!scenarios.is_empty(), "no scenarios in {}", folder().display());
    let arrived: BTreeSet<String> = futures::stream::iter(&scenarios)
        .map(compare)
        .buffer_unordered(SCENARIOS_AT_ONCE)
        .flat_map(futures::stream::iter)
        .collect()
        .await;
    // The players write the name of the type that arrived, so what is the same is of its type.
    let every = (1..1000).filter_map(|number| Reason::try_from(number).ok());
    let missing: Vec<String> = every
        .map(|reason| format!("{reason:?}"))
        .filter(|reason| !arrived.contains(reason))
        .collect();
    assert!(missing.is_empty(), "no scenario provokes {missing:?}");
}
