//! Writing what was drafted: append, then publish, then answer; and drafting the next commit while
//! one is on its way.

use std::sync::Arc;
use std::task::Poll;

use crate::domain::ids::Timestamp;
use crate::domain::limits::COMMIT_COMMANDS_MAX;
use crate::engine::cell::{Cell, Next, failure, is_secret};
use crate::engine::commit::{Proof, Tip, seal};
use crate::engine::draft::{Draft, answer};
use crate::engine::summary::Summary;
use crate::log::{AppendError, BoxFuture, Commit};

/// What was judged and sealed, with everyone who waits for it.
pub(super) struct Drafted {
    pub(super) draft: Draft,
    summary: Summary,
    /// `None` when nothing has to be written.
    commit: Option<Arc<Commit>>,
    /// Whether the next commit can be drafted before this one is written. One that changes the
    /// vault changes the keys with which texts are sealed.
    can_be_followed: bool,
}

impl Cell {
    /// Seals a draft on top of the published state, or of a commit that is on its way.
    pub(super) fn sealed(&self, mut draft: Draft, before: Option<&Drafted>) -> Drafted {
        let state = before.map_or(&*self.state, |before| &before.draft.state);
        let summary = before.map_or(&self.summary, |before| &before.summary);
        let summary = summary.next(state, &draft.state);
        if draft.events.is_empty() {
            return Drafted { draft, summary, commit: None, can_be_followed: false };
        }
        let link = before.and_then(|before| before.commit.as_ref()).map(|commit| commit.link);
        let link = link.unwrap_or(self.link);
        let tip = Tip { deliberation: &state.id, sequence: state.sequence, link };
        let requests = std::mem::take(&mut draft.requests);
        let vault = std::mem::take(&mut draft.vault);
        let can_be_followed = vault.is_empty();
        let sealed = seal(&self.ports, &tip, (&draft.events, draft.now()), requests, vault);
        let commit = Arc::new(Commit { summary: summary.encode(), ..sealed });
        Drafted { draft, summary, commit: Some(commit), can_be_followed }
    }

    /// Writes what was drafted, and what is drafted meanwhile. A failure that leaves the outcome
    /// open ends the task.
    pub(super) async fn write(&mut self, first: Drafted) -> Next {
        let mut next = Some(first);
        while let Some(mut drafted) = next.take() {
            let replays = std::mem::take(&mut drafted.draft.replays);
            match self.append(&drafted).await {
                (Ok(()), following) => {
                    self.written(drafted);
                    next = following;
                }
                (Err(error), following) => {
                    let (error, ends) = failure(error);
                    tracing::error!(deliberation = %self.state.id, error = ?error, "append");
                    drafted.draft.fail_all(&error);
                    // It was drafted on top of what is not there.
                    following.into_iter().for_each(|next| next.draft.fail_all(&error));
                    if ends {
                        replays.into_iter().for_each(|(_, _, reply)| {
                            answer(reply, Err(error.clone()));
                        });
                        return Next::Fail(error);
                    }
                    self.tally_again();
                }
            }
            for (key, stored, reply) in replays {
                let replayed = self.replay(&key, &stored).await;
                answer(reply, replayed);
            }
            self.keep();
        }
        Next::Go
    }

    async fn append(&mut self, drafted: &Drafted) -> (Result<(), AppendError>, Option<Drafted>) {
        let Some(commit) = &drafted.commit else { return (Ok(()), None) };
        let ports = self.ports.clone();
        let append = ports.log.append(commit.clone());
        match drafted.can_be_followed {
            true => self.draft_meanwhile(append, drafted).await,
            false => (append.await, None),
        }
    }

    /// Waits for an append. When enough waits meanwhile, it is judged on what the commit on its way
    /// leads to, so that it can be appended at once; with less, commits would only become smaller.
    async fn draft_meanwhile(
        &mut self,
        mut append: BoxFuture<'_, Result<(), AppendError>>,
        before: &Drafted,
    ) -> (Result<(), AppendError>, Option<Drafted>) {
        // The log has it before anything else is begun.
        if let Poll::Ready(written) = futures::poll!(&mut append) {
            return (written, None);
        }
        let mut next = None;
        loop {
            if next.is_none() && self.commands_waiting >= self.ports.draft_ahead {
                self.gather_more();
                next = Some(self.draft(Some(before)));
            }
            let more = next.is_none() && self.waiting.len() < COMMIT_COMMANDS_MAX;
            tokio::select! {
                biased;
                written = &mut append => return (written, next),
                Some(message) = self.mailbox.recv(), if more => self.take(message),
            }
        }
    }

    fn written(&mut self, drafted: Drafted) {
        let Drafted { draft, summary, commit, .. } = drafted;
        let (state, fresh, answers) = draft.finish();
        let Some(commit) = commit else { return answers.send(None) };
        if summary.due != self.summary.due {
            self.timer.set(&self.state.id, summary.due);
        }
        self.summary = summary;
        self.state = Arc::new(state);
        self.link = commit.link;
        self.signature = commit.signature;
        self.keyring.apply(fresh, &commit.destroy);
        for request in &commit.requests {
            self.requests.remember(request, Timestamp(commit.at_ms));
        }
        if !commit.destroy.is_empty() {
            self.keeper.forget(&self.ports, &commit.deliberation);
        }
        self.publish();
        answers.send(Some(&Proof::of_commit(&commit, is_secret(&self.state))));
    }
}
