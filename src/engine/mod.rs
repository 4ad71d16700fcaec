//! Floor 4: a task per deliberation, around the pure rules.
//!
//! A command goes to the one task that owns its deliberation. The task drains its mailbox, judges
//! each command on a draft, appends one commit, publishes the new state, and only then answers.
//! Reads take the published state and send no message.

pub mod clock;
pub mod error;
pub mod results;
pub mod snapshot;
pub mod submission;

mod beside;
mod catalogue;
mod cell;
mod commit;
mod draft;
mod handle;
mod idle;
mod load;
mod registry;
mod reports;
mod requests;
mod slot;
mod summary;
mod tally;
mod texts;
mod timer;

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;

use crate::domain::decide::next_due;
use crate::domain::ids::DeliberationId;
use crate::domain::limits::WAIT_SECONDS_MAX;
use crate::domain::rejection::Rejection;
use crate::domain::state::Deliberation;
use crate::engine::clock::Clock;
use crate::engine::error::{EngineError, Plain, cause};
use crate::engine::handle::{CellHandle, Ended, Left};
use crate::engine::registry::Registry;
use crate::engine::submission::{Outcome, Submission};
use crate::engine::timer::Timer;
use crate::log::EventLog;
use crate::log::chain::SigningKey;
use crate::log::entropy::Entropy;
use crate::log::vault::MasterKey;

pub use crate::engine::handle::View;
pub use crate::engine::reports::{Process, Report};
pub use crate::engine::summary::Summary;
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
    /// Commands that must wait before they are judged while a commit is on its way.
    pub draft_ahead: usize,
}

/// The engine: all deliberations of one log.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

/// What all clones of an engine share. The tasks end with the last of them.
struct Shared {
    ports: Arc<Ports>,
    registry: Registry,
    timer: Arc<Timer>,
    tasks: Mutex<JoinSet<()>>,
}

impl Engine {
    /// An engine on these ports, in a tokio runtime. Deliberations are loaded when they are first
    /// asked for, or due.
    #[must_use]
    pub fn new(ports: Ports) -> Engine {
        let timer = Arc::new(Timer::default());
        catalogue::set_all(&*ports.log, &timer);
        let clock = ports.clock.clone();
        let shared = Arc::new(Shared {
            ports: Arc::new(ports),
            registry: Registry::default(),
            timer: timer.clone(),
            tasks: Mutex::default(),
        });
        // Only now can the tasks find the engine.
        let mut tasks = JoinSet::new();
        tasks.spawn(timer::run(Arc::downgrade(&shared), timer, clock));
        tasks.spawn(idle::run(Arc::downgrade(&shared)));
        *shared.tasks.lock().unwrap_or_else(PoisonError::into_inner) = tasks;
        Engine { shared }
    }

    /// The ports.
    #[must_use]
    pub fn ports(&self) -> &Ports {
        &self.shared.ports
    }

    /// Judges and writes a submission, and answers when it is durable.
    ///
    /// # Errors
    /// [`EngineError`]; a single command that the domain refuses is an error, the items of a batch
    /// are refused each by itself.
    pub async fn submit(&self, submission: Submission) -> Result<Outcome, EngineError> {
        let id = submission.deliberation.clone();
        if self.exists(&id) {
            self.settle(&id).await?;
        }
        let mut submission = Box::new(submission);
        loop {
            match self.cell(&id).submit(submission).await {
                Ok(answer) => return answer,
                Err(Ended(back)) => submission = back,
            }
        }
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
        if !self.exists(&id) {
            return Err(Rejection::DeliberationUnknown.into());
        }
        self.settle(&id).await?;
        let mut submission = Box::new(submission);
        loop {
            match self.cell(&id).hand_in(submission).await {
                Ok(answer) => return Ok(answer),
                Err(Ended(back)) => submission = back,
            }
        }
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
        if !self.exists(id) {
            return Err(Rejection::DeliberationUnknown.into());
        }
        self.settle(id).await?;
        let reached = self.reached(id, at_least);
        match tokio::time::timeout(Duration::from_secs(WAIT_SECONDS_MAX), reached).await {
            Ok(view) => view,
            Err(_) => Err(EngineError::NotReached {
                wanted: at_least,
                actual: self.shared.ports.log.head(id).map_or(0, |head| head.sequence),
            }),
        }
    }

    /// Closes what is due and waits until no tally is running, so that callers see a deliberation
    /// at rest. A tally that takes too long is left running: the caller then sees Tallying.
    ///
    /// # Errors
    /// [`EngineError`] when the deliberation cannot be loaded.
    pub async fn settle(&self, id: &DeliberationId) -> Result<(), EngineError> {
        for _ in 0..AFRESH_MAX {
            match self.settle_once(id).await {
                Ok(()) => return Ok(()),
                Err(Left::Failed(error)) => return Err(error),
                Err(Left::Ended) => {}
            }
        }
        Err(gone())
    }

    async fn settle_once(&self, id: &DeliberationId) -> Result<(), Left> {
        let handle = self.cell(id);
        let clock = &self.shared.ports.clock;
        if handle.is_at_rest(clock.now()) {
            return Ok(());
        }
        let watcher = handle.watch();
        let view = watcher.wait(|_| true).await?;
        if next_due(&view.state).is_some_and(|due| due <= clock.now()) {
            handle.tick().await?;
        }
        let resting = |view: &View| !view.state.records();
        let limit = Duration::from_secs(WAIT_SECONDS_MAX);
        match tokio::time::timeout(limit, watcher.wait(resting)).await {
            Ok(settled) => settled.map(|_| ()),
            Err(_) => Ok(()),
        }
    }

    /// Settles every deliberation that is in memory or due; the others are settled when they are
    /// loaded.
    ///
    /// # Errors
    /// [`EngineError`] of the first that fails.
    pub async fn settle_all(&self) -> Result<(), EngineError> {
        let due = self.shared.timer.due_by(self.shared.ports.clock.now());
        for id in self.shared.registry.ids().into_iter().chain(due) {
            self.settle(&id).await?;
        }
        Ok(())
    }

    /// Waits until every command accepted so far is written. Nothing happens by itself any more.
    pub async fn stop(&self) {
        self.shared.tasks.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
        for handle in self.shared.registry.drain() {
            handle.stopped().await;
        }
    }

    /// Puts the least recently used deliberations to rest until at most `most` are in memory;
    /// those with work at hand stay. Nobody notices but by the time it takes to load them again.
    pub async fn rest(&self, most: usize) {
        self.shared.rest(0, most).await;
    }

    /// The number of deliberations in memory.
    #[must_use]
    pub fn in_memory(&self) -> usize {
        self.shared.registry.len()
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

    /// The details of a closed round, computed once for all who ask.
    ///
    /// # Errors
    /// [`EngineError`] when the round does not exist or is not closed.
    pub async fn details(
        &self,
        state: &Arc<Deliberation>,
        round: u32,
    ) -> Result<Arc<crate::analysis::sheet::details::DetailsSheet>, EngineError> {
        self.cell(&state.id).reports().details(state, round).await
    }

    /// The opinion map up to a closed round, or of no round when that is 0, computed once for all
    /// who ask.
    ///
    /// # Errors
    /// [`EngineError`] when the round does not exist or is not closed.
    pub async fn opinion(
        &self,
        state: &Arc<Deliberation>,
        round: u32,
        mode: crate::analysis::opinion::Mode,
    ) -> Result<Arc<crate::analysis::sheet::opinion::OpinionSheet>, EngineError> {
        self.cell(&state.id).reports().opinion(state, round, mode).await
    }

    /// Does work that takes long beside the tasks.
    ///
    /// # Errors
    /// [`EngineError::Bug`] when it did not end.
    pub async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, EngineError> {
        beside::beside(work).await.map_err(|error| EngineError::Bug(cause(error)))
    }

    /// The figures on the whole process, of a state that was read.
    #[must_use]
    pub fn process(&self, view: View) -> Arc<Process> {
        let id = view.state.id.clone();
        self.cell(&id).reports().process(view)
    }

    /// The first state after a sequence.
    async fn reached(&self, id: &DeliberationId, at_least: u64) -> Result<View, EngineError> {
        for _ in 0..AFRESH_MAX {
            match self.cell(id).watch().wait(|view| view.state.sequence >= at_least).await {
                Ok(view) => return Ok(view),
                Err(Left::Failed(error)) => return Err(error),
                Err(Left::Ended) => {}
            }
        }
        Err(gone())
    }

    fn exists(&self, id: &DeliberationId) -> bool {
        self.shared.ports.log.head(id).is_some()
    }

    fn cell(&self, id: &DeliberationId) -> CellHandle {
        let Shared { ports, registry, timer, .. } = &*self.shared;
        registry.open(id, |id, before| cell::spawn(id, (ports.clone(), timer.clone()), before))
    }
}

/// Fresh tasks that are asked for one answer, because the one that was asked had ended, as one
/// that is put to rest may. Tasks that end each time they are asked have a bug.
const AFRESH_MAX: usize = 8;

/// What a task that ended without an answer means: it may have written.
fn gone() -> EngineError {
    EngineError::OutcomeUnknown(cause(Plain("the task of the deliberation ended")))
}
