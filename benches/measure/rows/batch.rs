//! Many stances a call, in one commit each.

use std::sync::Arc;

use crate::Fallible;
use crate::conditions::Run;
use crate::process::Process;
use crate::rows::{ASSEMBLY, NEIGHBOURHOODS, Shape, closed, closed_and_counted, ratios, summary};
use crate::table::{Row, Verdict, per_s, share};
use crate::town::Town;
use crate::wire::Prepared;

const GOAL_PER_S: f64 = 1e6;

struct Case {
    size: usize,
    together: bool,
    shape: Shape,
}

const fn shape(connections: usize, in_flight: usize) -> Shape {
    Shape { method: "BatchCastStances", connections, in_flight, with_id: true }
}

const CASES: [Case; 4] = [
    Case { size: 1_000, together: false, shape: shape(2, 8) },
    Case { size: 10_000, together: false, shape: shape(2, 2) },
    Case { size: 1_000, together: true, shape: shape(2, 16) },
    Case { size: 10_000, together: true, shape: shape(2, 2) },
];

pub(super) async fn measure(run: &mut Run) -> Fallible<()> {
    let noop = Process::noop().await?;
    for case in &CASES {
        let plan = if case.together { NEIGHBOURHOODS } else { ASSEMBLY };
        let town = Town::of(plan, &run.cache).await?;
        let (engine, _folder) = town.open().await?;
        let client = engine.client().await?;
        let count = if case.together { town.places.len() } else { 4 };
        let place = |n: usize| &town.places[n % town.places.len()];
        let messages: Vec<Prepared> =
            (0..count).map(|n| place(n).batch(n * case.size, case.size)).collect();
        let messages = Arc::new(messages);
        let (mut base, mut own) = (Vec::new(), Vec::new());
        for _ in 0..run.repetitions() {
            base.push(closed(case.shape.load(&noop, &messages)?, run.span()).await?.stances_per_s);
            let load = case.shape.load(&engine, &messages)?;
            let seen = closed_and_counted((&client, &town.places), load, run.span()).await?;
            own.push(seen.stances_per_s);
        }
        let own_s = summary(&own)?;
        let into = match count {
            4 => "one deliberation".to_owned(),
            count => format!("{count} deliberations"),
        };
        run.note(Row {
            measure: format!("batches of {} into {into}", case.size),
            ratio: format!("{} of the no-op server", share(ratios(&own, &base)?)),
            goal: "≥ 1M stances a second".to_owned(),
            verdict: Verdict::of(own_s.median >= GOAL_PER_S),
            figures: format!("{}; no-op {}", per_s(own_s), per_s(summary(&base)?)),
        });
    }
    Ok(())
}
