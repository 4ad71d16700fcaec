//! How long a single stance takes at seven tenths of what the engine can take, counted from the
//! moment at which it should have left.

use crate::conditions::Run;
use crate::rows::unary::messages;
use crate::rows::{NEIGHBOURHOODS, Shape, closed_and_counted, ratios, summary};
use crate::statistics::percentile;
use crate::table::{Row, Verdict, count, ms, times};
use crate::town::Town;
use crate::{Fallible, disk, drive};

const DELIBERATIONS: usize = 16;
const SHARE_OF_PEAK: f64 = 0.7;
const GOAL_TIMES: f64 = 5.0;

pub(super) async fn measure(run: &mut Run) -> Fallible<()> {
    let town = Town::of(NEIGHBOURHOODS, &run.cache).await?;
    let plain = tempfile::TempDir::with_prefix_in("plain-", super::disk(run))?;
    let (engine, _folder) = town.open().await?;
    let client = engine.client().await?;
    let places = &town.places[..DELIBERATIONS];
    let messages = messages(places);
    let shape = Shape { method: "CastStance", connections: 4, in_flight: 64, with_id: true };
    let (mut own, mut median, mut raw, mut rates) = (vec![], vec![], vec![], vec![]);
    for _ in 0..run.repetitions() {
        let load = shape.load(&engine, &messages)?;
        let peak = closed_and_counted((&client, places), load, run.span()).await?.stances_per_s;
        let (load, span) = (shape.load(&engine, &messages)?, run.span());
        let rate = peak * SHARE_OF_PEAK;
        let seen = tokio::task::spawn_blocking(move || drive::open(&load, span, rate)).await??;
        own.extend(percentile(&seen.latencies_us, 99.0).map(f64::from));
        median.extend(percentile(&seen.latencies_us, 50.0).map(f64::from));
        let syncs = disk::syncs(plain.path(), span.time)?;
        raw.extend(percentile(&syncs, 99.0).map(f64::from));
        rates.push(rate);
    }
    let ratio = ratios(&own, &raw)?;
    run.note(Row {
        measure: "unary at 70 % of its peak: p99 against the raw fdatasync p99".to_owned(),
        ratio: times(ratio),
        goal: "≤ 5 ×".to_owned(),
        verdict: Verdict::of(ratio.median <= GOAL_TIMES),
        figures: format!(
            "p50 {}, p99 {} at {}/s; raw fdatasync p99 {}",
            ms(summary(&median)?),
            ms(summary(&own)?),
            count(summary(&rates)?.median),
            ms(summary(&raw)?)
        ),
    });
    Ok(())
}
