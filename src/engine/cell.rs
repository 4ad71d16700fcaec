//! The task that owns one deliberation, and the handle that everybody else holds.

mod write;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::domain::charter::StanceVisibility;
use crate::domain::ids::DeliberationId;
use crate::domain::limits::{COMMIT_COMMANDS_MAX, MAILBOX_MAX};
use crate::domain::state::{Deliberation, Phase};
use crate::engine::beside::beside;
use crate::engine::cell::write::Drafted;
use crate::engine::commit::Proof;
use crate::engine::draft::{Draft, Judge, Reply, answer};
use crate::engine::error::{EngineError, Plain, cause, unreadable};
use crate::engine::handle::{CellHandle, Message, Slot, View};
use crate::engine::load::{Loaded, load};
use crate::engine::requests::{Remembered, Requests};
use crate::engine::results;
use crate::engine::slot::{Publisher, slot};
use crate::engine::snapshot::{Keeper, Snapshot};
use crate::engine::submission::{Outcome, RequestKey, Submission};
use crate::engine::summary::Summary;
use crate::engine::texts::Keyring;
use crate::engine::timer::Timer;
use crate::engine::{Ports, tally};
use crate::log::{AppendError, codec};

/// How long the task waits before it tries by itself what the log refused.
const FALTER: Duration = Duration::from_millis(500);

/// Starts the task of a deliberation, which begins by loading it, when the task before it is done.
pub(super) fn spawn(
    id: DeliberationId,
    (ports, timer): (Arc<Ports>, Arc<Timer>),
    before: Option<CellHandle>,
) -> CellHandle {
    let (sender, mailbox) = mpsc::channel(MAILBOX_MAX);
    let (publish, shown) = slot(Slot::Loading);
    let own = sender.downgrade();
    let handle = CellHandle::new(sender, shown, id.clone());
    tokio::spawn(async move {
        if let Some(before) = before {
            before.finished().await;
        }
        match load(&ports, &id).await {
            Ok(loaded) => Cell::new((ports, timer), loaded, mailbox, own, publish).run().await,
            Err(error) => {
                tracing::error!(deliberation = %id, error = ?error, "cannot load");
                fail(mailbox, &publish, &error);
            }
        }
    });
    handle
}

/// Answers everyone who waits with the error and takes no more, so that the next caller starts a
/// fresh task.
fn fail(mut mailbox: mpsc::Receiver<Message>, publish: &Publisher<Slot>, error: &EngineError) {
    mailbox.close();
    publish.show(Slot::Failed(error.clone()));
    while let Ok(message) = mailbox.try_recv() {
        if let Message::Submit(_, reply) = message {
            answer(reply, Err(error.clone()));
        }
    }
}

struct Cell {
    ports: Arc<Ports>,
    timer: Arc<Timer>,
    state: Arc<Deliberation>,
    summary: Summary,
    link: [u8; 32],
    signature: [u8; 64],
    requests: Requests,
    keyring: Keyring,
    mailbox: mpsc::Receiver<Message>,
    /// Taken from the mailbox and not yet judged.
    waiting: VecDeque<(Box<Submission>, Reply)>,
    /// Commands in what waits.
    commands_waiting: usize,
    own: mpsc::WeakSender<Message>,
    publish: Publisher<Slot>,
    tallying: bool,
    keeper: Keeper,
}

/// How a round of work ended.
enum Next {
    Go,
    Stop,
    Fail(EngineError),
}

impl Cell {
    fn new(
        (ports, timer): (Arc<Ports>, Arc<Timer>),
        loaded: Loaded,
        mailbox: mpsc::Receiver<Message>,
        own: mpsc::WeakSender<Message>,
        publish: Publisher<Slot>,
    ) -> Cell {
        Cell {
            ports,
            timer,
            summary: Summary::of(&loaded.state),
            state: Arc::new(loaded.state),
            link: loaded.link,
            signature: loaded.signature,
            requests: loaded.requests,
            keyring: loaded.keyring,
            mailbox,
            waiting: VecDeque::new(),
            commands_waiting: 0,
            own,
            publish,
            tallying: false,
            keeper: Keeper::new(loaded.kept),
        }
    }

    async fn run(mut self) {
        self.timer.set(&self.state.id, self.summary.due);
        self.publish();
        self.keep();
        loop {
            match self.work().await {
                Next::Go => {}
                Next::Stop => return self.keep_last(),
                Next::Fail(error) => {
                    let waiting = self.waiting.into_iter().map(|(_, reply)| reply);
                    waiting.for_each(|reply| answer(reply, Err(error.clone())));
                    return fail(self.mailbox, &self.publish, &error);
                }
            }
        }
    }

    /// Waits for work, writes it, and answers.
    async fn work(&mut self) -> Next {
        if !self.gather().await {
            return Next::Stop;
        }
        let drafted = self.draft(None);
        let next = self.write(drafted).await;
        let waits = !self.waiting.is_empty() || !self.mailbox.is_empty();
        if self.state.phase == Phase::Absent && !waits {
            self.mailbox.close();
        }
        next
    }

    /// Takes what is there, and waits for it when nothing is; `false` when the mailbox is closed
    /// and nothing is left. Whoever comes after the close is told to ask a fresh task.
    async fn gather(&mut self) -> bool {
        if self.waiting.is_empty() {
            let Some(message) = self.mailbox.recv().await else { return false };
            self.take(message);
        }
        // Who was woken by the first of many runs before the others have come in; behind them, one
        // commit takes all.
        let mut taken = 0;
        while self.waiting.len() > taken {
            taken = self.waiting.len();
            tokio::task::yield_now().await;
            self.gather_more();
        }
        true
    }

    /// Takes what is there already.
    fn gather_more(&mut self) {
        while self.waiting.len() < COMMIT_COMMANDS_MAX {
            let Ok(message) = self.mailbox.try_recv() else { return };
            self.take(message);
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Submit(submission, reply) => {
                self.commands_waiting += submission.commands.len();
                self.waiting.push_back((submission, reply));
            }
            Message::Stop => self.mailbox.close(),
            Message::Rest => {
                if !self.tallying && self.waiting.is_empty() && self.mailbox.is_empty() {
                    self.mailbox.close();
                }
            }
        }
    }

    /// Judges what waits, as far as it fits into one commit: on the published state, or on what a
    /// commit that is on its way leads to.
    fn draft(&mut self, before: Option<&Drafted>) -> Drafted {
        let base = before.map_or(&*self.state, |before| &before.draft.state);
        let mut draft = Draft::new(base, self.ports.clock.now());
        let with = Judge { ports: &self.ports, requests: &self.requests, keyring: &self.keyring };
        let mut later = VecDeque::new();
        while let Some((submission, reply)) = self.waiting.pop_front() {
            // A retry of what is on its way gets its answer when that is written.
            if before.is_some_and(|before| before.draft.holds(&submission)) {
                later.push_back((submission, reply));
            } else if draft.has_room(&submission) {
                draft.take(&with, *submission, reply);
            } else {
                later.push_back((submission, reply));
                break;
            }
        }
        later.append(&mut self.waiting);
        self.waiting = later;
        let commands = self.waiting.iter().map(|(submission, _)| submission.commands.len());
        self.commands_waiting = commands.sum();
        self.sealed(draft, before)
    }

    /// The answer to a retry: the same as the first time, read back from the log.
    async fn replay(&self, key: &RequestKey, known: &Remembered) -> Result<Outcome, EngineError> {
        let first = known.first;
        let page = self.ports.log.read(&self.state.id, first - 1, 1).await.map_err(unreadable)?;
        let missing = || EngineError::Unreadable(cause(Plain("a remembered answer is not there")));
        let commit = page.first().ok_or_else(missing)?;
        let stored = commit.requests.iter().find(|request| request.id == key.id);
        let stored = stored.ok_or_else(missing)?;
        if stored.body_digest != key.body_digest {
            return Err(EngineError::RequestReused);
        }
        let last = stored.last_sequence;
        let own = commit.events.iter().filter(|event| (first..=last).contains(&event.sequence));
        let events = own.map(codec::decode).collect::<Result<Vec<_>, _>>();
        let results = results::decode(stored)?;
        let proof = Proof::of_stored(commit, is_secret(&self.state));
        Ok(Outcome {
            written: proof.written(&results, (first, last)),
            results,
            events: events.map_err(|error| EngineError::Unreadable(cause(error)))?.into(),
        })
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot {
            state: self.state.clone(),
            link: self.link,
            signature: self.signature,
            requests: self.requests.ring().clone(),
        }
    }

    /// Keeps a snapshot beside the work, when it is time for one.
    fn keep(&mut self) {
        if self.keeper.wants(&self.state) {
            self.keeper.keep(&self.ports, self.snapshot());
        }
    }

    /// Lets go of the mailbox, and keeps the last snapshot when it is worth it. The end that the
    /// handles listen to goes last, so that whoever stops the task can wait for that.
    fn keep_last(mut self) {
        if self.keeper.wants_last(self.state.sequence) {
            self.keeper.keep(&self.ports, self.snapshot());
        }
        let (keeper, publish) = (self.keeper, self.publish);
        tokio::spawn(async move {
            keeper.end().await;
            drop(publish);
        });
    }

    /// Shows the state to readers, and starts the tally that it asks for.
    fn publish(&mut self) {
        self.publish.show(Slot::Ready(View {
            state: self.state.clone(),
            link: self.link,
            signature: self.signature,
        }));
        let asked = self.state.records();
        // Figures on the process hold for one state; whatever happens makes them stale.
        let stale = !matches!(self.state.phase, Phase::Tallying { .. });
        if asked && (stale || !self.tallying) {
            self.tally(false);
        }
        self.tallying = asked;
    }

    /// The figures may be what the log refused; they are offered once more.
    fn tally_again(&self) {
        if self.state.records() {
            self.tally(true);
        }
    }

    fn tally(&self, faltered: bool) {
        let of = (self.state.clone(), self.link);
        tokio::spawn(tally_and_record(of, self.own.clone(), faltered));
    }
}

/// Computes the figures beside the task and hands them back. That a tally was overtaken, by a
/// cancellation, is no error.
async fn tally_and_record(
    (state, link): (Arc<Deliberation>, [u8; 32]),
    own: mpsc::WeakSender<Message>,
    faltered: bool,
) {
    if faltered {
        tokio::time::sleep(FALTER).await;
    }
    let id = state.id.clone();
    let computed = beside(move || tally::compute(&state, link)).await;
    match (computed, own.upgrade()) {
        (Ok(Some(command)), Some(mailbox)) => {
            let submission = tally::submission(id, command);
            let message = Message::Submit(Box::new(submission), oneshot::channel().0);
            // A task that ended meanwhile tallies again when it is loaded.
            let _ = mailbox.send(message).await;
        }
        (Err(error), _) => tracing::error!(deliberation = %id, error = %error, "tally failed"),
        (Ok(_), _) => {}
    }
}

/// Whether what members say is for auditors only, for good.
fn is_secret(state: &Deliberation) -> bool {
    state.stance_visibility() == StanceVisibility::Secret
}

/// What a failed append means, and whether the task must end because its state may be behind.
fn failure(error: AppendError) -> (EngineError, bool) {
    match error {
        AppendError::Refused(source) => (EngineError::NotWritten(source.into()), false),
        AppendError::Unknown(source) => (EngineError::OutcomeUnknown(source.into()), true),
        conflict @ AppendError::Conflict { .. } => {
            (EngineError::OutcomeUnknown(cause(conflict)), true)
        }
    }
}
