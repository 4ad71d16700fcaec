//! Which deliberations stay in memory: those in use lately, up to a number. The others are put to
//! rest, and come back from their log when somebody asks.

use std::collections::VecDeque;
use std::sync::Weak;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::domain::limits::{IDLE_SECONDS, IN_MEMORY_MAX};
use crate::engine::Shared;
use crate::engine::handle::CellHandle;

/// Looks at uses in the time that a deliberation may be idle.
const LOOKS: usize = 4;

/// How long a task may take to write down what it was handed and to keep its last snapshot before
/// the next are looked at.
const PATIENCE: Duration = Duration::from_secs(5);

/// Deliberations left in memory when there were too many: so many fewer that it is not done again
/// for each that comes.
const LEFT: usize = IN_MEMORY_MAX - IN_MEMORY_MAX / 8;

/// Puts deliberations to rest, for as long as there is an engine.
pub(super) async fn run(engine: Weak<Shared>) {
    let mut looks = interval(Duration::from_secs(IDLE_SECONDS) / LOOKS as u32);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // What the count of uses was at the last looks.
    let mut uses = VecDeque::new();
    loop {
        let Some(crowded) = engine.upgrade().map(|shared| shared.registry.crowded()) else {
            return;
        };
        let is_crowded = tokio::select! {
            biased;
            () = crowded.notified() => true,
            _ = looks.tick() => false,
        };
        let Some(shared) = engine.upgrade() else { return };
        if !is_crowded {
            uses.push_back(shared.registry.uses());
        }
        let unused_since = if uses.len() > LOOKS { uses.pop_front() } else { None };
        let most = if is_crowded { LEFT } else { IN_MEMORY_MAX };
        shared.rest(unused_since.unwrap_or(0), most).await;
    }
}

impl Shared {
    /// Puts to rest what was not used since the count of uses stood at `unused_since`, and the
    /// least recently used beyond `most`. Who has work at hand stays.
    pub(super) async fn rest(&self, unused_since: u64, most: usize) {
        let now = self.ports.clock.now();
        let resting = self.registry.idle(unused_since, most);
        let resting: Vec<CellHandle> =
            resting.into_iter().filter(|cell| cell.try_rest(now)).collect();
        let ended = async {
            for cell in &resting {
                cell.finished().await;
            }
        };
        // Who is not done is forgotten at a later look.
        let _ = timeout(PATIENCE, ended).await;
        self.registry.forget_finished();
        let (asked, left) = (resting.len(), self.registry.len());
        tracing::debug!(asked, left, "deliberations were put to rest");
    }
}
