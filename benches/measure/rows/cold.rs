//! The first read of a large deliberation after a start, and the start of a server with many
//! events in its log.

use std::fs;
use std::path::Path;

use beraad_client::v1::{BatchCastStancesRequest, GetDeliberationRequest};
use beraad_client::{Caller, Client};
use futures::{StreamExt, TryStreamExt, stream};
use tokio::time::Instant;

use crate::Fallible;
use crate::conditions::Run;
use crate::process::Process;
use crate::rows::{CITY, NEIGHBOURHOODS, ratios, summary};
use crate::table::{Row, Verdict, count, ms, times};
use crate::town::{self, Place, Town};

/// Stances in one request.
const BATCH: usize = 10_000;
/// Stances come in another order than members lie in: a prime, so that each comes once.
const STRIDE: usize = 7_919;
/// Requests on their way at once.
const AT_ONCE: usize = 4;
const FIRST_READ_GOAL_US: f64 = 1e6;
const START_GOAL_US: f64 = 5e6;

/// The first read of a deliberation, with its snapshot and from its log alone.
pub(super) async fn first_read(run: &mut Run) -> Fallible<()> {
    let stances = if run.quick { 100_000 } else { 1_000_000 };
    let town = Town::of(CITY, &run.cache).await?;
    let (engine, folder) = town.open().await?;
    fill(&engine.client().await?, &town.places, stances).await?;
    engine.stop().await?;
    let snapshots = folder.path().join("snapshots");
    let (mut kept, mut replayed) = (Vec::new(), Vec::new());
    for _ in 0..run.repetitions() {
        kept.push(read_after_start(folder.path(), &town.places[0]).await?);
    }
    let bytes = bytes_of(&snapshots)?;
    for _ in 0..run.repetitions() {
        // The server that read the log was killed, perhaps before it kept another.
        if snapshots.exists() {
            fs::remove_dir_all(&snapshots)?;
        }
        replayed.push(read_after_start(folder.path(), &town.places[0]).await?);
    }
    let kept_us = summary(&kept)?;
    run.note(Row {
        measure: format!("first read of a deliberation of {} stances", count(stances as f64)),
        ratio: format!("{} as fast as without its snapshot", times(ratios(&replayed, &kept)?)),
        goal: "< 1 s".to_owned(),
        verdict: Verdict::of(kept_us.median < FIRST_READ_GOAL_US),
        figures: format!(
            "{}; without {}; snapshot {}B",
            ms(kept_us),
            ms(summary(&replayed)?),
            count(bytes as f64)
        ),
    });
    Ok(())
}

/// From the moment a server is asked for until it answers about one of its deliberations: after it
/// was stopped, and after it was killed.
pub(super) async fn start(run: &mut Run) -> Fallible<()> {
    let stances = if run.quick { 200_000 } else { 10_000_000 };
    let town = Town::of(NEIGHBOURHOODS, &run.cache).await?;
    let (engine, folder) = town.open().await?;
    let client = engine.client().await?;
    fill(&client, &town.places, stances).await?;
    let events = town::events(&client, &town.places).await?;
    drop(client);
    // The first start is that after a kill: the server had no time to keep or flush anything.
    drop(engine);
    let killed_us = start_and_read(folder.path(), &town.places[0]).await?;
    Process::serve(folder.path()).await?.stop().await?;
    let mut stopped = Vec::new();
    for _ in 0..run.repetitions() {
        stopped.push(start_and_read(folder.path(), &town.places[0]).await?);
    }
    let stopped_us = summary(&stopped)?;
    run.note(Row {
        measure: format!("start with {} stored events", count(events as f64)),
        ratio: String::new(),
        goal: "< 5 s".to_owned(),
        verdict: Verdict::of(stopped_us.median < START_GOAL_US),
        figures: format!(
            "{} until the first answer; {} after a kill under load; {} deliberations",
            ms(stopped_us),
            ms(summary(&[killed_us])?),
            town.places.len()
        ),
    });
    Ok(())
}

/// Casts so many stances, in turns over the places.
async fn fill(client: &Client, places: &[Place], stances: usize) -> Fallible<()> {
    let app = client.acting_as(Caller::app("bench", town::ISSUER));
    let cast = |n: usize| {
        let place = &places[n % places.len()];
        let first = n / places.len() * BATCH;
        let stances = (first..first + BATCH).map(|n| place.stance(n.wrapping_mul(STRIDE)));
        let request = BatchCastStancesRequest {
            deliberation: place.name.clone(),
            stances: stances.collect(),
            ..Default::default()
        };
        let app = &app;
        async move { app.participation().batch_cast_stances(request).await.map(drop) }
    };
    stream::iter(0..stances.div_ceil(BATCH))
        .map(cast)
        .buffer_unordered(AT_ONCE)
        .try_collect::<()>()
        .await?;
    Ok(())
}

/// Microseconds that the first read takes on a server that listens; the server is killed.
async fn read_after_start(folder: &Path, place: &Place) -> Fallible<f64> {
    let engine = Process::serve(folder).await?;
    let client = engine.client().await?;
    let begin = Instant::now();
    read(&client, place).await?;
    Ok(begin.elapsed().as_secs_f64() * 1e6)
}

/// Microseconds from nothing to the answer of a server; it is killed.
async fn start_and_read(folder: &Path, place: &Place) -> Fallible<f64> {
    let begin = Instant::now();
    let engine = Process::serve(folder).await?;
    read(&engine.client().await?, place).await?;
    Ok(begin.elapsed().as_secs_f64() * 1e6)
}

async fn read(client: &Client, place: &Place) -> Fallible<()> {
    let name = place.name.clone();
    let request = GetDeliberationRequest { name, ..Default::default() };
    let observer = client.acting_as(Caller::facilitator("bench"));
    observer.deliberations().get_deliberation(request).await?;
    Ok(())
}

fn bytes_of(folder: &Path) -> Fallible<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}
