//! The last questions, when nothing fails any more: is everything as the log says, and does the log
//! prove itself?

use std::time::Duration;

use beraad::app::recompute::{Recomputed, Recomputer, Recorded};
use beraad::domain::event::Event;
use beraad::domain::evolve::evolve;
use beraad::domain::ids::DeliberationId;
use beraad::domain::state::{Deliberation, Phase};
use beraad::engine::Engine;
use beraad::log::verify::Verifier;
use tonic::service::Routes;

use crate::asks::Who;
use crate::figures;
use crate::reader::export;
use crate::stage::Stage;

/// How often it is looked whether a deliberation is concluded; each may take half a minute.
const LOOKS: usize = 10;

/// Asks all of them.
pub async fn ask(stage: &Stage, engine: &Engine, routes: &Routes) {
    for id in &stage.ids {
        concluded(engine, id).await;
        let events = stage.events(id);
        // As it is in memory, and as it is after it was loaded.
        replayed(stage, engine, id, &events).await;
        engine.rest(0).await;
        replayed(stage, engine, id, &events).await;
        let role = if stage.seed.is_multiple_of(2) { "observer" } else { "auditor" };
        verified(stage, routes, id, role).await;
        figures::compare(stage, id, &events);
    }
}

/// Waits for figures that were under way when the last answer came, and may be late.
async fn concluded(engine: &Engine, id: &DeliberationId) {
    for _ in 0..LOOKS {
        if engine.state(id, 0).await.is_ok_and(|state| state.phase == Phase::Concluded) {
            return;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// The state is the one that the log replays to, and it is concluded.
async fn replayed(stage: &Stage, engine: &Engine, id: &DeliberationId, events: &[(u64, Event)]) {
    let mut replayed = Deliberation::absent(id.clone());
    events.iter().for_each(|(_, event)| evolve(&mut replayed, event));
    match engine.state(id, 0).await {
        Ok(state) if *state == replayed => {}
        Ok(state) => {
            let (is, was) = (state.sequence, replayed.sequence);
            let detail = format!("{id}: the state of {is} is not what replaying to {was} gives");
            stage.broke("state is replay", detail);
        }
        Err(error) => stage.broke("state is replay", format!("{id}: {error}")),
    }
    if replayed.phase != Phase::Concluded {
        stage.broke("liveness", format!("{id} ends as {:?}", replayed.phase));
    }
}

/// The export verifies, and its figures come out again.
async fn verified(stage: &Stage, routes: &Routes, id: &DeliberationId, role: &'static str) {
    let records = match export(routes, &Who::role(role), id).await {
        Ok(records) => records,
        Err(status) => return stage.broke("export", format!("{id}: {status:?}")),
    };
    let (mut verifier, mut events) = (Verifier::new(None), Vec::new());
    for (line, record) in (1..).zip(records) {
        match verifier.push(line, record) {
            Ok(more) => events.extend(more),
            Err(finding) => return stage.broke("export", format!("{id}: {finding:?}")),
        }
    }
    let summary = match verifier.finish() {
        Ok(summary) => summary,
        Err(finding) => return stage.broke("export", format!("{id}: {finding:?}")),
    };
    let mut recomputer = Recomputer::new(summary.deliberation.clone());
    let checks: Vec<_> = events.iter().filter_map(|event| recomputer.push(event)).collect();
    for check in &checks {
        if !matches!(check.outcome, Recomputed::Equal { .. }) {
            stage.broke("figures", format!("{id}: {check:?}"));
        }
    }
    let closed = events.iter().filter(|event| event.envelope.kind == "round_closed").count();
    // The conclusion brings the one outcome, and with it the figures on the process.
    let process = checks.iter().filter(|check| check.about == Recorded::Process).count();
    let tallies = checks.len() - process;
    if (tallies, process) != (closed + 1, 1) {
        let detail =
            format!("{id}: {tallies} tallies of {closed} rounds and an end, {process} of 1");
        stage.broke("figures", detail);
    }
}
