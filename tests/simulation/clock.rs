//! A clock that follows the paused time of the runtime, and can be set back.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use beraad::domain::ids::Timestamp;
use beraad::engine::clock::Clock;
use tokio::time::Instant;

/// The moment at which every world begins: the first of January 2026.
pub const START_MS: i64 = 1_767_225_600_000;

/// Time in a world, over all lives of its server.
#[derive(Default)]
pub struct SimClock {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// What went by in the lives before, in ms.
    before: i64,
    began: Option<Instant>,
    /// How far the clock was set back, in ms.
    back: i64,
}

impl SimClock {
    /// A life begins, in a fresh runtime.
    pub fn begin(&self) {
        self.inner().began = Some(Instant::now());
    }

    /// A life ends.
    pub fn end(&self) {
        let elapsed = self.elapsed();
        let mut inner = self.inner();
        inner.before = elapsed;
        inner.began = None;
    }

    /// Sets the clock back, in ms.
    pub fn set_back(&self, by: u64) {
        self.inner().back += by as i64;
    }

    /// What went by since the world began, whatever the clock says, in ms.
    pub fn elapsed(&self) -> i64 {
        let inner = self.inner();
        inner.before + inner.began.map_or(0, |began| began.elapsed().as_millis() as i64)
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        let elapsed = self.elapsed();
        Timestamp(START_MS + elapsed - self.inner().back)
    }

    fn until(&self, moment: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            while let Ok(rest) = u64::try_from(moment.0 - self.now().0)
                && rest > 0
            {
                tokio::time::sleep(Duration::from_millis(rest)).await;
            }
        })
    }
}
