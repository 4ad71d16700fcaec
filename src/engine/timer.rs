//! The one timer of all deliberations, in memory or not: who is due when, and what wakes them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};

use crate::domain::ids::{DeliberationId, Timestamp};
use crate::engine::clock::Clock;
use crate::engine::{Engine, Shared};

/// How long a deliberation that could not be woken is left alone at first.
const PAUSE: Duration = Duration::from_millis(500);

/// The same after it failed again and again.
const PAUSE_MAX: Duration = Duration::from_secs(60);

/// Deliberations that are woken at the same time, each of which may have to be loaded.
const WAKING_MAX: usize = 16;

/// Who is due when.
#[derive(Default)]
pub(super) struct Timer {
    dues: Mutex<Dues>,
    changed: Notify,
}

#[derive(Default)]
struct Dues {
    of: BTreeMap<DeliberationId, Timestamp>,
    order: BTreeSet<(Timestamp, DeliberationId)>,
}

impl Timer {
    /// Says when a deliberation is due next, in the place of what was said before.
    pub(super) fn set(&self, id: &DeliberationId, due: Option<Timestamp>) {
        let mut dues = self.dues();
        let before = match due {
            Some(due) => dues.of.insert(id.clone(), due),
            None => dues.of.remove(id),
        };
        if before == due {
            return;
        }
        if let Some(before) = before {
            dues.order.remove(&(before, id.clone()));
        }
        if let Some(due) = due {
            dues.order.insert((due, id.clone()));
        }
        drop(dues);
        self.changed.notify_one();
    }

    /// Those due by a moment, in order of id.
    pub(super) fn due_by(&self, now: Timestamp) -> Vec<DeliberationId> {
        let dues = self.dues();
        let due = dues.order.iter().take_while(|(due, _)| *due <= now);
        let mut ids: Vec<_> = due.map(|(_, id)| id.clone()).collect();
        ids.sort();
        ids
    }

    /// Takes out those due by a moment, first the first.
    fn take(&self, now: Timestamp) -> Vec<DeliberationId> {
        let mut dues = self.dues();
        let mut taken = Vec::new();
        while dues.order.first().is_some_and(|(due, _)| *due <= now) {
            if let Some((_, id)) = dues.order.pop_first() {
                dues.of.remove(&id);
                taken.push(id);
            }
        }
        taken
    }

    fn first(&self) -> Option<Timestamp> {
        self.dues().order.first().map(|(due, _)| *due)
    }

    /// Nothing that holds this lock can panic halfway through a change.
    fn dues(&self) -> MutexGuard<'_, Dues> {
        self.dues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes whoever is due, for as long as there is an engine.
pub(super) async fn run(engine: Weak<Shared>, timer: Arc<Timer>, clock: Arc<dyn Clock>) {
    let turns = Arc::new(Semaphore::new(WAKING_MAX));
    loop {
        match timer.first() {
            None => timer.changed.notified().await,
            Some(due) => tokio::select! {
                biased;
                () = timer.changed.notified() => {}
                () = clock.until(due) => {
                    for id in timer.take(clock.now()) {
                        tokio::spawn(wake(engine.clone(), id, turns.clone()));
                    }
                }
            },
        }
    }
}

/// Brings a deliberation to rest: what is due then happens, and it says itself when it is due
/// next. One that fails is tried again, each time a little later.
async fn wake(engine: Weak<Shared>, id: DeliberationId, turns: Arc<Semaphore>) {
    let mut pause = PAUSE;
    loop {
        let turn = turns.acquire().await;
        let Some(shared) = engine.upgrade() else { return };
        match (Engine { shared }).settle(&id).await {
            Ok(()) => return,
            Err(error) => tracing::error!(deliberation = %id, error = ?error, "due, and failed"),
        }
        drop(turn);
        tokio::time::sleep(pause).await;
        pause = (2 * pause).min(PAUSE_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_due_is_taken_once_in_order_of_time() {
        let timer = Timer::default();
        let id = |id| DeliberationId::parse(id).unwrap();
        timer.set(&id("b"), Some(Timestamp(5)));
        timer.set(&id("a"), Some(Timestamp(7)));
        timer.set(&id("c"), Some(Timestamp(9)));
        timer.set(&id("b"), Some(Timestamp(8)));
        timer.set(&id("c"), None);
        assert_eq!(timer.first(), Some(Timestamp(7)));
        assert_eq!(timer.due_by(Timestamp(8)), [id("a"), id("b")]);
        assert_eq!(timer.take(Timestamp(8)), [id("a"), id("b")]);
        assert_eq!((timer.first(), timer.take(Timestamp(99))), (None, vec![]));
    }
}
