//! The handle of a deliberation's task: what everybody else holds of it.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use crate::domain::command::CommandBody;
use crate::domain::decide::next_due;
use crate::domain::ids::{DeliberationId, Timestamp};
use crate::domain::limits::MAILBOX_MAX;
use crate::domain::state::Deliberation;
use crate::engine::draft::Reply;
use crate::engine::error::EngineError;
use crate::engine::reports::Reports;
use crate::engine::slot::Reader;
use crate::engine::submission::{Outcome, Submission};
use crate::engine::{gone, tally};

/// A published state with the signed head of its log.
#[derive(Debug, Clone)]
pub struct View {
    /// The state.
    pub state: Arc<Deliberation>,
    /// Link of the last commit.
    pub link: [u8; 32],
    /// Signature over it.
    pub signature: [u8; 64],
}

/// What readers see of the task.
#[derive(Debug, Clone)]
pub(super) enum Slot {
    Loading,
    Ready(View),
    Failed(EngineError),
}

/// What is sent to the task.
pub(super) enum Message {
    Submit(Box<Submission>, Reply),
    /// End when everything handed in is written.
    Stop,
    /// The same, unless there is work at hand.
    Rest,
}

/// Why a task gave no state.
pub(super) enum Left {
    /// It ended before: a fresh one can be asked.
    Ended,
    /// It cannot go on.
    Failed(EngineError),
}

/// A task had ended when it was handed a submission, which comes back as it was.
pub(super) struct Ended(pub(super) Box<Submission>);

/// The handle of a deliberation's task.
#[derive(Clone)]
pub(super) struct CellHandle {
    mailbox: mpsc::Sender<Message>,
    slot: Reader<Slot>,
    reports: Arc<Reports>,
    id: DeliberationId,
}

/// Waits for states.
pub(super) struct Watcher(Reader<Slot>);

impl Watcher {
    /// The first published state for which `wanted` holds.
    pub(super) async fn wait(&self, wanted: impl Fn(&View) -> bool) -> Result<View, Left> {
        let arrived = self.0.first(|slot| match slot {
            Slot::Loading => None,
            Slot::Ready(view) => wanted(view).then(|| Ok(view.clone())),
            Slot::Failed(error) => Some(Err(Left::Failed(error.clone()))),
        });
        arrived.await.unwrap_or(Err(Left::Ended))
    }
}

impl CellHandle {
    pub(super) fn new(
        mailbox: mpsc::Sender<Message>,
        slot: Reader<Slot>,
        id: DeliberationId,
    ) -> CellHandle {
        CellHandle { mailbox, slot, reports: Arc::default(), id }
    }

    /// Whether the task takes no more messages.
    pub(super) fn ended(&self) -> bool {
        self.mailbox.is_closed()
    }

    pub(super) fn watch(&self) -> Watcher {
        Watcher(self.slot.clone())
    }

    pub(super) fn reports(&self) -> &Reports {
        &self.reports
    }

    /// Hands a submission to the task and waits for its answer.
    pub(super) async fn submit(
        &self,
        submission: Box<Submission>,
    ) -> Result<Result<Outcome, EngineError>, Ended> {
        let (reply, answered) = oneshot::channel();
        match self.mailbox.try_send(Message::Submit(submission, reply)) {
            Ok(()) => Ok(answered.await.unwrap_or_else(|_| Err(gone()))),
            Err(mpsc::error::TrySendError::Full(_)) => {
                Ok(Err(EngineError::Busy { most: MAILBOX_MAX }))
            }
            Err(mpsc::error::TrySendError::Closed(message)) => Err(message.back()),
        }
    }

    /// Hands a submission to the task when there is room, and gives what waits for its answer.
    pub(super) async fn hand_in(
        &self,
        submission: Box<Submission>,
    ) -> Result<impl Future<Output = Result<Outcome, EngineError>> + Send + use<>, Ended> {
        let (reply, answered) = oneshot::channel();
        let sent = self.mailbox.send(Message::Submit(submission, reply)).await;
        sent.map_err(|refused| refused.0.back())?;
        Ok(async move { answered.await.unwrap_or_else(|_| Err(gone())) })
    }

    /// Whether the published state can be taken as it is: nothing is due and no tally runs.
    pub(super) fn is_at_rest(&self, now: Timestamp) -> bool {
        self.slot.look(|slot| {
            let Slot::Ready(View { state, .. }) = slot else { return false };
            !state.records() && next_due(state).is_none_or(|due| due > now)
        })
    }

    /// Closes what is due.
    pub(super) async fn tick(&self) -> Result<(), Left> {
        let submission = Box::new(tally::submission(self.id.clone(), CommandBody::Tick));
        match self.submit(submission).await {
            Ok(answer) => answer.map(|_| ()).map_err(Left::Failed),
            Err(Ended(_)) => Err(Left::Ended),
        }
    }

    /// Stops the task when everything before is written, and its last snapshot is kept.
    pub(super) async fn stopped(&self) {
        // A task that ended by itself needs no word.
        let _ = self.mailbox.send(Message::Stop).await;
        self.finished().await;
    }

    /// Asks the task to end when it is at rest; whether it was.
    pub(super) fn try_rest(&self, now: Timestamp) -> bool {
        // A task with a full mailbox has work.
        self.is_at_rest(now) && self.mailbox.try_send(Message::Rest).is_ok()
    }

    /// Waits until the task is done: everything is answered, and its last snapshot is kept.
    /// Whoever does the last of it holds the other end.
    pub(super) async fn finished(&self) {
        self.slot.ended().await;
    }

    /// Whether the task is done.
    pub(super) fn is_finished(&self) -> bool {
        self.slot.has_ended()
    }
}

impl Message {
    /// The submission in it, for a fresh task.
    fn back(self) -> Ended {
        match self {
            Message::Submit(submission, _) => Ended(submission),
            Message::Stop | Message::Rest => unreachable!("these are not handed back"),
        }
    }
}
