//! Where a task shows its state, and where everybody else waits for it.
//!
//! Whoever waits first is woken first. The channel of tokio that does the same wakes by lot, so
//! that a run from a seed could not repeat itself.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Notify;

/// The side that shows. The readers hear when it is dropped.
pub(super) struct Publisher<T>(Arc<Shared<T>>);

/// The side that sees.
pub(super) struct Reader<T>(Arc<Shared<T>>);

struct Shared<T> {
    shown: RwLock<T>,
    ended: AtomicBool,
    told: Notify,
}

/// A place that shows this.
pub(super) fn slot<T>(shown: T) -> (Publisher<T>, Reader<T>) {
    let (ended, told) = (AtomicBool::new(false), Notify::new());
    let shared = Arc::new(Shared { shown: RwLock::new(shown), ended, told });
    (Publisher(shared.clone()), Reader(shared))
}

impl<T> Publisher<T> {
    /// Shows this from now on.
    pub(super) fn show(&self, what: T) {
        let before = {
            // Nothing that holds this lock can panic halfway through a change.
            let mut shown = self.0.shown.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *shown, what)
        };
        self.0.told.notify_waiters();
        // What was shown before may be much, and nobody should wait until it is gone.
        drop(before);
    }
}

impl<T> Drop for Publisher<T> {
    fn drop(&mut self) {
        self.0.ended.store(true, Ordering::Release);
        self.0.told.notify_waiters();
    }
}

impl<T> Clone for Reader<T> {
    fn clone(&self) -> Reader<T> {
        Reader(self.0.clone())
    }
}

impl<T> Reader<T> {
    /// Looks at what is shown.
    pub(super) fn look<R>(&self, at: impl FnOnce(&T) -> R) -> R {
        at(&self.0.shown.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether nothing else will be shown.
    pub(super) fn has_ended(&self) -> bool {
        self.0.ended.load(Ordering::Acquire)
    }

    /// The first that `pick` takes of what is shown; `None` when it ended without.
    pub(super) async fn first<R>(&self, pick: impl Fn(&T) -> Option<R>) -> Option<R> {
        loop {
            let told = self.0.told.notified();
            tokio::pin!(told);
            // Whatever is shown from here on wakes us.
            told.as_mut().enable();
            let ended = self.has_ended();
            if let Some(picked) = self.look(&pick) {
                return Some(picked);
            }
            if ended {
                return None;
            }
            told.await;
        }
    }

    /// Waits until nothing else will be shown.
    pub(super) async fn ended(&self) {
        self.first(|_| None::<()>).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[test]
    fn who_waits_is_woken_by_what_it_waits_for_and_by_the_end() {
        let (publisher, reader) = slot(1);
        let even = |reader: &Reader<i32>| {
            let reader = reader.clone();
            async move { reader.first(|shown| (shown % 2 == 0).then_some(*shown)).await }
        };
        let mut waits = Box::pin(even(&reader));
        assert_eq!((&mut waits).now_or_never(), None);
        publisher.show(3);
        assert_eq!((&mut waits).now_or_never(), None);
        publisher.show(4);
        assert_eq!(waits.now_or_never(), Some(Some(4)));
        publisher.show(5);
        let mut waits = Box::pin(even(&reader));
        assert_eq!((&mut waits).now_or_never(), None);
        assert!(!reader.has_ended() && reader.ended().now_or_never().is_none());
        drop(publisher);
        assert_eq!(waits.now_or_never(), Some(None));
        assert!(reader.has_ended() && reader.ended().now_or_never().is_some());
        assert_eq!(reader.look(|shown| *shown), 5, "what was shown last stays");
    }
}
