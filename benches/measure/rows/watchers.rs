//! How soon those who follow a deliberation see a stance, counted from the moment at which it
//! should have left, and whether they see everything, in order.

use std::time::Duration;

use beraad_client::v1::watch_record::Record;
use beraad_client::v1::{CastStanceRequest, Role, WatchRequest};
use beraad_client::{Caller, Client};
use futures::{Stream, TryStreamExt};
use prost::Message;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::Fallible;
use crate::conditions::Run;
use crate::rows::{ASSEMBLY, summary};
use crate::statistics::percentile;
use crate::table::{Row, Verdict, ms};
use crate::town::{self, Place, Town};

/// Stances in a second.
const RATE: u32 = 1_000;
/// Watchers, and whether their number has a goal.
const CROWDS: [(usize, bool); 2] = [(200, true), (1_000, false)];
const GOAL_US: f64 = 500_000.0;

pub(super) async fn measure(run: &mut Run) -> Fallible<()> {
    let town = Town::of(ASSEMBLY, &run.cache).await?;
    for (watchers, has_goal) in CROWDS {
        let (mut median, mut late) = (Vec::new(), Vec::new());
        for _ in 0..run.repetitions() {
            let (engine, _folder) = town.open().await?;
            let stances = RATE * run.span().time.as_secs() as u32;
            let client = engine.client().await?;
            let latencies = followed(&client, &town.places[0], watchers, stances).await?;
            median.extend(percentile(&latencies, 50.0).map(f64::from));
            late.extend(percentile(&latencies, 99.0).map(f64::from));
        }
        let p99 = summary(&late)?;
        run.note(Row {
            measure: format!("{watchers} watchers of one deliberation at {RATE} stances a second"),
            ratio: String::new(),
            goal: if has_goal { "p99 < 500 ms" } else { "" }.to_owned(),
            verdict: match has_goal {
                true => Verdict::of(p99.median < GOAL_US),
                false => Verdict::Reported,
            },
            figures: format!("p50 {}, p99 {}; all seen, in order", ms(summary(&median)?), ms(p99)),
        });
    }
    Ok(())
}

/// Latencies in microseconds of every stance at every watcher, in order of length. Fails when a
/// watcher misses one, or sees one out of order.
async fn followed(
    client: &Client,
    place: &Place,
    watchers: usize,
    stances: u32,
) -> Fallible<Vec<u32>> {
    let from = town::events(client, std::slice::from_ref(place)).await?;
    let mut following = JoinSet::new();
    for number in 0..watchers {
        let caller = Caller::new(Role::Observer, format!("watcher-{number}"));
        let request = WatchRequest { deliberation: place.name.clone(), start_after_sequence: from };
        let messages = Box::pin(client.acting_as(caller).log().watch_once(request).await?);
        following.spawn(arrivals(messages, from, stances));
    }
    let sent = send(client, place, stances, Instant::now()).await?;
    let mut latencies = Vec::with_capacity(watchers * stances as usize);
    while let Some(arrived) = following.join_next().await {
        for (at, sequence) in arrived??.into_iter().zip(from + 1..) {
            let left = sent[(sequence - from - 1) as usize];
            latencies.push(at.saturating_duration_since(left).as_micros() as u32);
        }
    }
    latencies.sort_unstable();
    Ok(latencies)
}

/// When each of so many events arrived, from the one after `from` on.
async fn arrivals<E: std::error::Error + Send + Sync + 'static>(
    mut messages: impl Stream<Item = Result<beraad_client::v1::WatchResponse, E>> + Unpin,
    from: u64,
    count: u32,
) -> Fallible<Vec<Instant>> {
    let mut arrived = Vec::with_capacity(count as usize);
    while arrived.len() < count as usize {
        let message = messages.try_next().await?.ok_or("a watch ended early")?;
        let at = Instant::now();
        for record in message.records.into_iter().filter_map(|record| record.record) {
            if let Record::Event(event) = record {
                let envelope = beraad_client::v1::EventEnvelope::decode(event.envelope.as_ref())?;
                arrived.push(at);
                if envelope.sequence != from + arrived.len() as u64 {
                    return Err(format!("a watcher saw {} out of order", envelope.sequence).into());
                }
            }
        }
    }
    Ok(arrived)
}

/// Casts stances on schedule, and tells when that of each sequence should have left.
async fn send(
    client: &Client,
    place: &Place,
    stances: u32,
    begin: Instant,
) -> Fallible<Vec<Instant>> {
    let app = client.acting_as(Caller::app("bench", town::ISSUER));
    let mut sending = JoinSet::new();
    for number in 0..stances {
        let due = begin + Duration::from_secs(1) / RATE * number;
        sleep_until(due).await;
        let stance = Some(place.stance(number as usize));
        let app = app.clone();
        sending.spawn(async move {
            let request = CastStanceRequest { stance, ..Default::default() };
            let answer = app.participation().cast_stance(request).await?;
            let written = answer.written.unwrap_or_default();
            Ok::<_, beraad_client::Error>((written.sequence, due))
        });
    }
    let mut sent = Vec::with_capacity(stances as usize);
    while let Some(answer) = sending.join_next().await {
        sent.push(answer??);
    }
    sent.sort_unstable();
    Ok(sent.into_iter().map(|(_, due)| due).collect())
}
