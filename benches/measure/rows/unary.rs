//! One stance a call: against a server that does nothing, against the disk, and against what
//! somebody would write instead.

use std::sync::Arc;

use crate::conditions::Run;
use crate::disk;
use crate::process::Process;
use crate::rows::{NEIGHBOURHOODS, Shape, closed, closed_and_counted, ratios, summary};
use crate::statistics::{Summary, percentile};
use crate::table::{Row, Verdict, ms, per_s, share, times};
use crate::town::{Place, Town};
use crate::wire::Prepared;
use crate::{Fallible, postgres};

const SHARE_GOAL: &str = "≥ 40 % of the no-op server (aim 70 %)";
const POSTGRES_GOAL: &str = "≥ 2 × pgbench";

struct Case {
    name: &'static str,
    deliberations: usize,
    shape: Shape,
}

const fn shape(connections: usize, with_id: bool) -> Shape {
    Shape { method: "CastStance", connections, in_flight: 64, with_id }
}

const CASES: [Case; 4] = [
    Case { name: "16 deliberations, 2 × 64", deliberations: 16, shape: shape(2, true) },
    Case { name: "16 deliberations, 4 × 64", deliberations: 16, shape: shape(4, true) },
    Case { name: "1 deliberation, 4 × 64", deliberations: 1, shape: shape(4, true) },
    Case {
        name: "16 deliberations, 4 × 64, no request_id",
        deliberations: 16,
        shape: shape(4, false),
    },
];
/// The case that the goals are about.
const HEADLINE: usize = 1;

/// Prepared stances, the deliberations by turns.
pub(super) fn messages(places: &[Place]) -> Arc<Vec<Prepared>> {
    let turns = 4096 / places.len();
    let all = (0..turns).flat_map(|n| places.iter().map(move |place| place.unary(n)));
    Arc::new(all.collect())
}

pub(super) async fn measure(run: &mut Run) -> Fallible<()> {
    let town = Town::of(NEIGHBOURHOODS, &run.cache).await?;
    let noop = Process::noop().await?;
    for (number, case) in CASES.iter().enumerate() {
        let (engine, _folder) = town.open().await?;
        let client = engine.client().await?;
        let places = &town.places[..case.deliberations];
        let messages = messages(places);
        let (mut base, mut own, mut p50, mut p99) = (vec![], vec![], vec![], vec![]);
        let mut postgres = Vec::new();
        for _ in 0..run.repetitions() {
            base.push(closed(case.shape.load(&noop, &messages)?, run.span()).await?.stances_per_s);
            let load = case.shape.load(&engine, &messages)?;
            let seen = closed_and_counted((&client, places), load, run.span()).await?;
            own.push(seen.stances_per_s);
            p50.extend(percentile(&seen.latencies_us, 50.0).map(f64::from));
            p99.extend(percentile(&seen.latencies_us, 99.0).map(f64::from));
            if number == HEADLINE && postgres::available().is_ok() {
                postgres.push(postgres::inserts_per_s(run.quick)?);
            }
        }
        let (own_s, base_s, ratio) = (summary(&own)?, summary(&base)?, ratios(&own, &base)?);
        let goal = if number == HEADLINE { SHARE_GOAL } else { "" };
        run.note(Row {
            measure: format!("unary, {}", case.name),
            ratio: format!("{} of the no-op server", share(ratio)),
            goal: goal.to_owned(),
            verdict: if goal.is_empty() {
                Verdict::Reported
            } else {
                Verdict::of(ratio.median >= 0.4)
            },
            figures: format!(
                "{}, p50 {}, p99 {}; no-op {}",
                per_s(own_s),
                ms(summary(&p50)?),
                ms(summary(&p99)?),
                per_s(base_s)
            ),
        });
        if number == HEADLINE {
            against_postgres(run, &own, &postgres)?;
        }
    }
    plain_file(run).await
}

fn against_postgres(run: &mut Run, own: &[f64], postgres: &[f64]) -> Fallible<()> {
    let measure = "unary, 16 deliberations, 4 × 64, against PostgreSQL inserts of a row each";
    if let Err(why) = postgres::available() {
        run.note(Row::not_run(measure, POSTGRES_GOAL, &why));
        return Ok(());
    }
    let ratio = ratios(own, postgres)?;
    run.note(Row {
        measure: measure.to_owned(),
        ratio: format!("{} pgbench with 64 clients", times(ratio)),
        goal: POSTGRES_GOAL.to_owned(),
        verdict: Verdict::of(ratio.median >= 2.0),
        figures: format!("pgbench {}", per_s(summary(postgres)?)),
    });
    Ok(())
}

/// The disk itself, in the same minutes.
async fn plain_file(run: &mut Run) -> Fallible<()> {
    let folder = tempfile::TempDir::with_prefix_in("plain-", super::disk(run))?;
    for callers in [1, 64, 1024] {
        let mut rates = Vec::new();
        for _ in 0..run.repetitions() {
            rates.push(disk::appends(folder.path(), callers, run.span()).await?.stances_per_s);
        }
        run.note(Row {
            measure: format!("baseline: plain file, a sync for a group, {callers} callers"),
            ratio: String::new(),
            goal: String::new(),
            verdict: Verdict::Reported,
            figures: format!("{}, {} bytes a record", per_s(summary(&rates)?), disk::RECORD_BYTES),
        });
    }
    let syncs = disk::syncs(folder.path(), run.span().time)?;
    let at = |percent| {
        let us = percentile(&syncs, percent).map_or(0.0, f64::from);
        ms(Summary { median: us, least: us, most: us })
    };
    run.note(Row {
        measure: "baseline: raw fdatasync".to_owned(),
        ratio: String::new(),
        goal: String::new(),
        verdict: Verdict::Reported,
        figures: format!("p50 {}, p99 {}", at(50.0), at(99.0)),
    });
    Ok(())
}
