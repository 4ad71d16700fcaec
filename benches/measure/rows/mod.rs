//! The measures, a file for what belongs together.

mod batch;
mod cold;
mod idle;
mod latency;
mod map;
mod rules;
mod sheets;
mod unary;
mod watchers;

use std::path::Path;
use std::sync::Arc;

use beraad_client::Client;

use crate::Fallible;
use crate::conditions::Run;
use crate::drive::{self, Load, Measured, Span};
use crate::process::Process;
use crate::statistics::Summary;
use crate::town::{self, Place, Plan};
use crate::wire::{Call, Prepared};

pub use map::child as map_child;

/// Many deliberations with a thousand possible stances each.
const NEIGHBOURHOODS: Plan =
    Plan { name: "neighbourhoods", deliberations: 256, parties: 4, members: 25, statements: 10 };
/// One with twenty thousand.
const ASSEMBLY: Plan =
    Plan { name: "assembly", deliberations: 1, parties: 10, members: 100, statements: 20 };

/// One with a million.
const CITY: Plan =
    Plan { name: "city", deliberations: 1, parties: 10, members: 1_000, statements: 100 };

/// All measures that were asked for.
pub async fn all(run: &mut Run) -> Fallible<()> {
    if run.wants("unary") {
        unary::measure(run).await?;
    }
    if run.wants("latency") {
        latency::measure(run).await?;
    }
    if run.wants("batch") {
        batch::measure(run).await?;
    }
    if run.wants("watchers") {
        watchers::measure(run).await?;
    }
    if run.wants("sheets") {
        sheets::measure(run)?;
    }
    if run.wants("rules") {
        rules::measure(run)?;
    }
    if run.wants("map") {
        map::measure(run)?;
    }
    if run.asks_for("map-large") {
        map::measure_large(run)?;
    }
    if run.wants("cold") {
        cold::first_read(run).await?;
    }
    if run.wants("start") {
        cold::start(run).await?;
    }
    if run.wants("idle") {
        idle::idle(run).await?;
    }
    Ok(())
}

/// How requests reach a server.
#[derive(Clone, Copy)]
struct Shape {
    method: &'static str,
    connections: usize,
    in_flight: usize,
    with_id: bool,
}

impl Shape {
    fn load(&self, process: &Process, messages: &Arc<Vec<Prepared>>) -> Fallible<Load> {
        let path = format!("/beraad.v1.ParticipationService/{}", self.method);
        let call = |number| Call::new(process.address, &path, &town::machine(number));
        Ok(Load {
            address: process.address,
            calls: (0..self.connections).map(call).collect::<Fallible<_>>()?,
            messages: Arc::clone(messages),
            with_id: self.with_id,
            connections: self.connections,
            in_flight: self.in_flight,
        })
    }
}

/// A closed loop, off the runtime's threads.
async fn closed(load: Load, span: Span) -> Fallible<Measured> {
    tokio::task::spawn_blocking(move || drive::closed(&load, span)).await?
}

/// A closed loop on the engine; fails when an acknowledged stance is not in the log, once.
async fn closed_and_counted(
    (client, places): (&Client, &[Place]),
    load: Load,
    span: Span,
) -> Fallible<Measured> {
    let before = town::events(client, places).await?;
    let measured = closed(load, span).await?;
    let written = town::events(client, places).await? - before;
    if written != measured.acknowledged {
        let acknowledged = measured.acknowledged;
        return Err(format!("{acknowledged} stances acknowledged, {written} in the log").into());
    }
    Ok(measured)
}

fn summary(values: &[f64]) -> Fallible<Summary> {
    Summary::of(values).ok_or_else(|| "nothing was measured".into())
}

fn ratios(values: &[f64], baseline: &[f64]) -> Fallible<Summary> {
    Summary::of_ratios(values, baseline).ok_or_else(|| "nothing was measured".into())
}

/// The folder on the disk that is measured.
fn disk(run: &Run) -> &Path {
    &run.cache
}
