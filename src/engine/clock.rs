//! The one source of time. The service asks the machine; a script sets the time itself.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::sync::watch;

use crate::domain::ids::Timestamp;

/// Tells the time and waits for it.
pub trait Clock: Send + Sync + 'static {
    /// The moment it is now.
    fn now(&self) -> Timestamp;
    /// Waits until the moment has come.
    fn until(&self, moment: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the port through which time comes in")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Timestamp(since.map_or(0, |since| since.as_millis() as i64))
    }

    fn until(&self, moment: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            // A clock that is set back meanwhile makes the wait longer, never shorter.
            while let Ok(rest) = u64::try_from(moment.0 - self.now().0)
                && rest > 0
            {
                tokio::time::sleep(Duration::from_millis(rest)).await;
            }
        })
    }
}

/// A clock that stands still until it is set, for scripts and tests.
#[derive(Debug)]
pub struct ScriptClock {
    now: watch::Sender<i64>,
}

/// A script asked for a moment before the one it had reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("time cannot go back from {now} to {asked} ms; give the steps in order of time")]
pub struct TimeGoesBack {
    /// The moment reached, in ms.
    pub now: i64,
    /// The moment asked for, in ms.
    pub asked: i64,
}

impl ScriptClock {
    /// A clock that stands at `start`.
    #[must_use]
    pub fn new(start: Timestamp) -> ScriptClock {
        ScriptClock { now: watch::Sender::new(start.0) }
    }

    /// Sets the clock forward.
    ///
    /// # Errors
    /// [`TimeGoesBack`] when the moment lies before the present one.
    pub fn advance_to(&self, moment: Timestamp) -> Result<(), TimeGoesBack> {
        let now = *self.now.borrow();
        if moment.0 < now {
            return Err(TimeGoesBack { now, asked: moment.0 });
        }
        self.now.send_replace(moment.0);
        Ok(())
    }
}

impl Clock for ScriptClock {
    fn now(&self) -> Timestamp {
        Timestamp(*self.now.borrow())
    }

    fn until(&self, moment: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut now = self.now.subscribe();
        Box::pin(async move {
            // The sender lives as long as this clock, so the wait cannot fail.
            let _ = now.wait_for(|now| *now >= moment.0).await;
        })
    }
}
