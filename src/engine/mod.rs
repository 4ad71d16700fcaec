//! Floor 4: a task per deliberation, around the pure rules.
//!
//! A command goes to the one task that owns its deliberation. The task drains its mailbox, judges
//! each command on a draft, appends one commit, publishes the new state, and only then answers.
//! Reads take the published state and send no message.

pub mod clock;
pub mod error;
pub mod snapshot;
pub mod submission;

mod cell;
mod commit;
mod draft;
mod handle;
mod load;
mod registry;
mod reports;
mod requests;
mod results;
mod tally;
mod texts;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::decide::next_due;
use crate::domain::ids::DeliberationId;
use crate::domain::limits::WAIT_SECONDS_MAX;
use crate::domain::rejection::Rejection;
use crate::domain::state::{Deliberation, Phase};
use crate::engine::clock::Clock;
use crate::engine::error::{EngineError, Plain, cause};
use crate::engine::handle::CellHandle;
use crate::engine::registry::Registry;
use crate::engine::submission::{Outcome, Submission};
use crate::log::EventLog;
use crate::log::chain::SigningKey;
use crate::log::entropy::Entropy;
use crate::log::vault::MasterKey;

pub use crate::engine::handle::View;
pub use crate::engine::reports::Report;
pub use crate::engine::texts::{PlainText, Texts};

/// What the engine stands on.
pub struct Ports {
    /// Storage.
    pub log: Arc<dyn EventLog>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Signs each commit.
    pub signing_key: SigningKey,
    /// Wraps the keys of the vault.
    pub master_key: MasterKey,
}

/// The engine: all deliberations of one log.
#[derive(Clone)]
pub struct Engine {
    ports: Arc<Ports>,
    registry: Arc<Registry>,
}

impl Engine {
    /// An engine on these ports. Deliberations are loaded when they are first asked for.
    #[must_use]
    pub fn new(ports: Ports) -> Engine {
        Engine { ports: Arc::new(ports), registry: Arc::default() }
    }

    /// The ports.
    #[must_use]
    pub fn ports(&self) -> &Ports {
        &self.ports
    }

    /// Judges and writes a submission, and answers when it is durable.
    ///
    /// # Errors
    /// [`EngineError`]; a single command that the domain refuses is an error, the items of a batch
    /// are refused each by itself.
    pub async fn submit(&self, submission: Submission) -> Result<Outcome, EngineError> {
        let id = submission.deliberation.clone();
        if self.ports.log.head(&id).is_some() {
            self.settle(&id).await?;
        }
        let outcome = self.cell(&id).submit(submission).await;
        if outcome.is_err() && self.ports.log.head(&id).is_none() {
            self.registry.forget_ended(&id);
        }
        outcome
    }

    /// Hands a submission in, waiting for room where [`Engine::submit`] refuses, and gives what
    /// waits for its answer. What is handed in one after another is judged in that order.
    ///
    /// # Errors
    /// [`EngineError`] when the deliberation does not exist or cannot be loaded; the answer fails
    /// as [`Engine::submit`] does.
    pub async fn hand_in(
        &self,
        submission: Submission,
    ) -> Result<impl Future<Output = Result<Outcome, EngineError>> + Send + use<>, EngineError>
    {
        let id = submission.deliberation.clone();
        if self.ports.log.head(&id).is_none() {
            return Err(Rejection::DeliberationUnknown.into());
        }
        self.settle(&id).await?;
        Ok(self.cell(&id).hand_in(submission).await)
    }

    /// The state of a deliberation, after everything that is due by now, and after `at_least`.
    ///
    /// # Errors
    /// [`EngineError`] when it does not exist, cannot be loaded, or does not get that far in time.
    pub async fn state(
        &self,
        id: &DeliberationId,
        at_least: u64,
    ) -> Result<Arc<Deliberation>, EngineError> {
        self.view(id, at_least).await.map(|view| view.state)
    }

    /// As [`Engine::state`], with the signed head of the log.
    ///
    /// # Errors
    /// As [`Engine::state`].
    pub async fn view(&self, id: &DeliberationId, at_least: u64) -> Result<View, EngineError> {
        if self.ports.log.head(id).is_none() {
            return Err(Rejection::DeliberationUnknown.into());
        }
        self.settle(id).await?;
        let mut watcher = self.cell(id).watch();
        let reached = watcher.wait(|view| view.state.sequence >= at_least);
        match tokio::time::timeout(Duration::from_secs(WAIT_SECONDS_MAX), reached).await {
            Ok(view) => view,
            Err(_) => Err(EngineError::NotReached {
                wanted: at_least,
                actual: self.ports.log.head(id).map_or(0, |head| head.sequence),
            }),
        }
    }

    /// Closes what is due and waits until no tally is running, so that callers see a deliberation
    /// at rest. A tally that takes too long is left running: the caller then sees Tallying.
    ///
    /// # Errors
    /// [`EngineError`] when the deliberation cannot be loaded.
    pub async fn settle(&self, id: &DeliberationId) -> Result<(), EngineError> {
        let handle = self.cell(id);
        if handle.is_at_rest(self.ports.clock.now()) {
            return Ok(());
        }
        let mut watcher = handle.watch();
        let view = watcher.wait(|_| true).await?;
        if next_due(&view.state).is_some_and(|due| due <= self.ports.clock.now()) {
            handle.tick().await?;
        }
        let resting = |view: &View| !matches!(view.state.phase, Phase::Tallying { .. });
        let limit = Duration::from_secs(WAIT_SECONDS_MAX);
        match tokio::time::timeout(limit, watcher.wait(resting)).await {
            Ok(settled) => settled.map(|_| ()),
            Err(_) => Ok(()),
        }
    }

    /// Settles every deliberation in memory; those that are not are settled when they are loaded.
    ///
    /// # Errors
    /// [`EngineError`] of the first that fails.
    pub async fn settle_all(&self) -> Result<(), EngineError> {
        for id in self.registry.ids() {
            self.settle(&id).await?;
        }
        Ok(())
    }

    /// Waits until every command accepted so far is written, and takes no more.
    pub async fn stop(&self) {
        for handle in self.registry.drain() {
            handle.stopped().await;
        }
    }

    /// The figures of a closed round or of the conclusion, computed once for all who ask.
    ///
    /// # Errors
    /// [`EngineError`] when there are none yet.
    pub async fn report(
        &self,
        state: &Arc<Deliberation>,
        tally: crate::analysis::tally::Tally,
    ) -> Result<Arc<Report>, EngineError> {
        self.cell(&state.id).reports().get(state, tally).await
    }

    fn cell(&self, id: &DeliberationId) -> CellHandle {
        self.registry.open(id, |id| cell::spawn(id, self.ports.clone()))
    }
}

/// What a task that ended without an answer means: it may have written.
fn gone() -> EngineError {
    EngineError::OutcomeUnknown(cause(Plain("the task of the deliberation ended")))
}
