//! When a task keeps a snapshot: beside its work, one at a time, and not too often.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::domain::ids::DeliberationId;
use crate::domain::limits::{
    SNAPSHOT_BYTES_MAX, SNAPSHOT_EVENTS, SNAPSHOT_EVENTS_SHARE, SNAPSHOT_LAST_EVENTS,
    SNAPSHOT_PAUSES, SNAPSHOT_SECONDS,
};
use crate::domain::state::{Deliberation, Phase};
use crate::engine::Ports;
use crate::engine::beside::beside;
use crate::engine::snapshot::Snapshot;

/// What a task remembers of the snapshots it keeps.
pub(in crate::engine) struct Keeper {
    /// Sequence of the last one that was kept or is being kept.
    kept: u64,
    /// The phase when it was last asked.
    phase: Phase,
    /// When this task began to keep it.
    began: Option<Instant>,
    /// How long that took.
    took: Arc<AtomicU64>,
    /// What is being done.
    running: Option<JoinHandle<()>>,
}

impl Keeper {
    /// The keeper of a task that began with a snapshot of this sequence; 0 for none.
    pub(in crate::engine) fn new(kept: u64) -> Keeper {
        Keeper { kept, phase: Phase::Absent, began: None, took: Arc::default(), running: None }
    }

    /// Whether a snapshot of this state should be kept while the task goes on: after so many
    /// events, or after fewer when something closed.
    pub(in crate::engine) fn wants(&mut self, state: &Deliberation) -> bool {
        let behind = state.sequence.saturating_sub(self.kept);
        let ends = matches!(
            state.phase,
            Phase::Between { .. } | Phase::Concluded | Phase::Closed | Phase::Cancelled
        );
        let closed = ends && std::mem::replace(&mut self.phase, state.phase) != state.phase;
        let least = SNAPSHOT_EVENTS.max(state.sequence / SNAPSHOT_EVENTS_SHARE);
        (behind > least && self.rested() || closed && behind > SNAPSHOT_LAST_EVENTS)
            && self.running.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Whether enough time went by since the last one, which may have been much work.
    fn rested(&self) -> bool {
        let took = Duration::from_millis(self.took.load(Ordering::Relaxed));
        let pause = Duration::from_secs(SNAPSHOT_SECONDS).max(took * SNAPSHOT_PAUSES);
        self.began.is_none_or(|began| began.elapsed() >= pause)
    }

    /// Whether a snapshot of this sequence should be kept now that the task ends.
    pub(in crate::engine) fn wants_last(&self, sequence: u64) -> bool {
        sequence.saturating_sub(self.kept) > SNAPSHOT_LAST_EVENTS
    }

    /// Keeps a snapshot, after what is being done.
    pub(in crate::engine) fn keep(&mut self, ports: &Arc<Ports>, snapshot: Snapshot) {
        self.kept = snapshot.state.sequence;
        self.began = Some(Instant::now());
        let (ports, before, took) = (ports.clone(), self.running.take(), self.took.clone());
        self.running = Some(tokio::spawn(async move {
            ended(before).await;
            let began = Instant::now();
            keep(&ports, snapshot).await;
            let spent = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
            took.store(spent, Ordering::Relaxed);
        }));
    }

    /// Forgets the snapshot, after what is being done: it was made before something was erased.
    /// It holds no text, but there is no reason to leave it either.
    pub(in crate::engine) fn forget(&mut self, ports: &Arc<Ports>, id: &DeliberationId) {
        self.kept = 0;
        let (ports, id, before) = (ports.clone(), id.clone(), self.running.take());
        self.running = Some(tokio::spawn(async move {
            ended(before).await;
            ports.log.forget_snapshot(&id).await;
        }));
    }

    /// Waits until everything is done.
    pub(in crate::engine) async fn end(self) {
        ended(self.running).await;
    }
}

async fn ended(before: Option<JoinHandle<()>>) {
    if let Some(before) = before
        && let Err(error) = before.await
    {
        tracing::error!(error = %error, "keeping a snapshot failed");
    }
}

async fn keep(ports: &Arc<Ports>, snapshot: Snapshot) {
    let id = snapshot.state.id.clone();
    let own = ports.clone();
    match beside(move || snapshot.seal(&own.signing_key)).await {
        Ok(bytes) if bytes.len() <= SNAPSHOT_BYTES_MAX => {
            ports.log.keep_snapshot(&id, bytes.into()).await;
        }
        Ok(bytes) => {
            let most = SNAPSHOT_BYTES_MAX;
            tracing::warn!(deliberation = %id, bytes = bytes.len(), most, "snapshot too large");
        }
        Err(error) => tracing::error!(deliberation = %id, error = %error, "snapshot failed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::clock::SystemClock;
    use crate::engine::requests::Ring;
    use crate::log::chain::SigningKey;
    use crate::log::entropy::SeededEntropy;
    use crate::log::memory::MemoryLog;
    use crate::log::vault::MasterKey;

    fn state(phase: Phase, sequence: u64) -> Deliberation {
        let id = DeliberationId::parse("plein").unwrap();
        Deliberation { phase, sequence, ..Deliberation::absent(id) }
    }

    fn wants(kept: u64, phase: Phase, sequence: u64) -> bool {
        Keeper::new(kept).wants(&state(phase, sequence))
    }

    #[test]
    fn a_snapshot_waits_for_enough_events() {
        let open = Phase::RoundOpen { round: 1 };
        assert!(!wants(0, open, SNAPSHOT_EVENTS) && wants(0, open, SNAPSHOT_EVENTS + 1));
        // Of many events, an eighth: 7/8 of them have a snapshot.
        let many = 8 * SNAPSHOT_EVENTS * SNAPSHOT_EVENTS_SHARE;
        let kept = many - many / SNAPSHOT_EVENTS_SHARE;
        assert!(!wants(kept, open, many) && wants(kept - 1, open, many));
        let keeper = Keeper::new(7);
        assert!(!keeper.wants_last(7 + SNAPSHOT_LAST_EVENTS));
        assert!(keeper.wants_last(8 + SNAPSHOT_LAST_EVENTS));
    }

    #[test]
    fn a_close_is_a_reason_once() {
        let closed = Phase::Between { round: 1 };
        assert!(!wants(0, closed, SNAPSHOT_LAST_EVENTS));
        let mut keeper = Keeper::new(0);
        assert!(keeper.wants(&state(closed, SNAPSHOT_LAST_EVENTS + 1)));
        assert!(!keeper.wants(&state(closed, SNAPSHOT_LAST_EVENTS + 2)));
        assert!(keeper.wants(&state(Phase::Concluded, SNAPSHOT_LAST_EVENTS + 3)));
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_one_waits_a_while() {
        let entropy = Arc::new(SeededEntropy::new(1));
        let ports = Arc::new(Ports {
            log: Arc::new(MemoryLog::new()),
            clock: Arc::new(SystemClock),
            signing_key: SigningKey::ephemeral(&*entropy),
            master_key: MasterKey::ephemeral(&*entropy),
            entropy,
            draft_ahead: 1,
        });
        let at = |number: u64| state(Phase::RoundOpen { round: 1 }, number * (SNAPSHOT_EVENTS + 1));
        let first = Arc::new(at(1));
        let id = first.id.clone();
        let mut keeper = Keeper::new(0);
        assert!(keeper.wants(&first));
        let (link, signature) = ([1; 32], [2; 64]);
        keeper.keep(&ports, Snapshot { state: first, link, signature, requests: Ring::default() });
        ended(keeper.running.take()).await;
        assert!(ports.log.snapshot(&id).await.is_some());
        assert!(!keeper.wants(&at(2)));
        tokio::time::advance(Duration::from_secs(SNAPSHOT_SECONDS)).await;
        assert!(keeper.wants(&at(2)));
        // One that took longer is followed by a longer rest.
        keeper.took.store(SNAPSHOT_SECONDS * 1_000, Ordering::Relaxed);
        assert!(!keeper.wants(&at(2)));
        let pause = Duration::from_secs(SNAPSHOT_SECONDS) * (SNAPSHOT_PAUSES - 1);
        tokio::time::advance(pause).await;
        assert!(keeper.wants(&at(2)));
        keeper.forget(&ports, &id);
        keeper.end().await;
        assert!(ports.log.snapshot(&id).await.is_none());
    }
}
