//! A commit in the making: commands judged one after another on a copy of the state.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use tokio::sync::oneshot;

use crate::domain::command::{Command, CommandBody};
use crate::domain::decide::decide;
use crate::domain::event::Event;
use crate::domain::evolve::evolve;
use crate::domain::ids::Timestamp;
use crate::domain::limits::COMMIT_EVENTS_MAX;
use crate::domain::state::Deliberation;
use crate::engine::Ports;
use crate::engine::commit::Proof;
use crate::engine::error::EngineError;
use crate::engine::requests::{Known, Remembered, Requests};
use crate::engine::results;
use crate::engine::submission::{CommandResult, Events, Outcome, Refused, RequestKey, Submission};
use crate::engine::texts::{Fresh, Keyring, VaultChange, destroyed};
use crate::log::StoredRequest;

/// The way back to a caller.
pub(super) type Reply = oneshot::Sender<Result<Outcome, EngineError>>;

/// What the draft judges with, and does not change.
pub(super) struct Judge<'a> {
    pub(super) ports: &'a Ports,
    pub(super) requests: &'a Requests,
    pub(super) keyring: &'a Keyring,
}

/// A commit in the making.
pub(super) struct Draft {
    pub(super) state: Deliberation,
    pub(super) events: Vec<Event>,
    pub(super) requests: Vec<StoredRequest>,
    pub(super) vault: VaultChange,
    pub(super) fresh: Fresh,
    /// Retries of what earlier commits answered.
    pub(super) replays: Vec<(RequestKey, Remembered, Reply)>,
    now: Timestamp,
    waiting: Vec<Waiting>,
    /// Answers that write nothing. They wait as well: they were judged on what this commit and the
    /// one before it lead to.
    early: Vec<(Reply, Result<Outcome, EngineError>)>,
    by_request: HashMap<[u8; 16], (usize, [u8; 32])>,
}

/// Who waits for this commit, and for what.
struct Waiting {
    replies: Vec<Reply>,
    results: Vec<CommandResult>,
    /// First and last sequence; `None` when nothing was written.
    span: Option<(u64, u64)>,
    /// The places of its events in the commit.
    events: Range<usize>,
}

impl Draft {
    pub(super) fn new(state: &Deliberation, now: Timestamp) -> Draft {
        Draft {
            // A clock that was set back must not make the log run backwards.
            now: now.max(state.updated),
            state: state.clone(),
            events: Vec::new(),
            requests: Vec::new(),
            vault: VaultChange::default(),
            fresh: Fresh::default(),
            replays: Vec::new(),
            waiting: Vec::new(),
            early: Vec::new(),
            by_request: HashMap::new(),
        }
    }

    /// The moment of everything in this draft.
    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// Whether a submission can join. An erasure stands alone, because a commit that also wrote
    /// for that subject would leave open which came first.
    pub(super) fn has_room(&self, submission: &Submission) -> bool {
        let erases = |command: &Command| matches!(command.body, CommandBody::Erase { .. });
        let alone = submission.commands.iter().any(erases) || !self.vault.destroy.is_empty();
        // No command of a caller writes more than five events.
        let grown = self.events.len() + 5 * submission.commands.len();
        self.events.is_empty() || (!alone && grown <= COMMIT_EVENTS_MAX)
    }

    /// Judges a submission and writes what follows into the draft.
    pub(super) fn take(&mut self, with: &Judge<'_>, mut submission: Submission, reply: Reply) {
        if let Some(key) = submission.request
            && !submission.validate_only
        {
            match self.known(with.requests, &key) {
                Ok(None) => {}
                Ok(Some(Earlier::Stored(known))) => return self.replays.push((key, known, reply)),
                Ok(Some(Earlier::Waiting(at))) => return self.waiting[at].replies.push(reply),
                Err(error) => return self.early.push((reply, Err(error))),
            }
        }
        if submission.validate_only {
            let validated = self.validate(submission);
            return self.early.push((reply, validated));
        }
        match self.write(with, &mut submission) {
            Ok(mut waiting) => {
                waiting.replies.push(reply);
                if let (Some(key), Some(span)) = (submission.request, waiting.span) {
                    self.remember(key, span, &waiting.results);
                }
                self.waiting.push(waiting);
            }
            Err(error) => self.early.push((reply, Err(error))),
        }
    }

    /// Whether a submission is a retry of something in this draft.
    pub(super) fn holds(&self, submission: &Submission) -> bool {
        let key = submission.request.filter(|_| !submission.validate_only);
        key.is_some_and(|key| self.by_request.contains_key(&key.id))
    }

    fn known(&self, requests: &Requests, key: &RequestKey) -> Result<Option<Earlier>, EngineError> {
        if let Some((at, digest)) = self.by_request.get(&key.id) {
            let same = *digest == key.body_digest;
            return if same { Ok(Some(Earlier::Waiting(*at))) } else { Err(reused()) };
        }
        Ok(match requests.look_up(&key.id, self.now) {
            Known::New => None,
            Known::Used(known) => Some(Earlier::Stored(known)),
        })
    }

    fn validate(&self, submission: Submission) -> Result<Outcome, EngineError> {
        let mut results = Vec::new();
        let mut would = Vec::new();
        for mut command in submission.commands {
            command.at = self.now;
            match decide(&self.state, &command) {
                Ok(events) => {
                    results.push(CommandResult::Accepted(0));
                    would.extend(events);
                }
                Err(rejection) if !submission.batch => return Err(rejection.into()),
                Err(rejection) => {
                    results.push(CommandResult::Refused(Refused::from(&rejection)));
                }
            }
        }
        Ok(Outcome { results, written: None, events: would.into() })
    }

    fn write(
        &mut self,
        with: &Judge<'_>,
        submission: &mut Submission,
    ) -> Result<Waiting, EngineError> {
        let before = self.state.sequence;
        let mut results = Vec::with_capacity(submission.commands.len());
        let written_from = self.events.len();
        for mut command in std::mem::take(&mut submission.commands) {
            command.at = self.now;
            match decide(&self.state, &command) {
                Ok(events) => {
                    let own = events.iter().position(|event| !event.body.prepares());
                    let own = own.map_or(0, |at| self.state.sequence + 1 + at as u64);
                    results.push(CommandResult::Accepted(own));
                    self.apply(events);
                }
                Err(rejection) if !submission.batch => return Err(rejection.into()),
                Err(rejection) => results.push(CommandResult::Refused((&rejection).into())),
            }
        }
        let wrote = self.state.sequence > before;
        if wrote {
            let id = &submission.deliberation;
            let (change, fresh) = (&mut self.vault, &mut self.fresh);
            with.keyring.seal(with.ports, id, &submission.texts, change, fresh);
        }
        Ok(Waiting {
            replies: Vec::new(),
            results,
            span: wrote.then_some((before + 1, self.state.sequence)),
            events: written_from..self.events.len(),
        })
    }

    fn apply(&mut self, events: Vec<Event>) {
        for event in events {
            evolve(&mut self.state, &event);
            self.vault.destroy.extend(destroyed(&event.body));
            self.events.push(event);
        }
    }

    fn remember(&mut self, key: RequestKey, span: (u64, u64), results: &[CommandResult]) {
        let outcome = results::encode(results, span.0);
        self.by_request.insert(key.id, (self.waiting.len(), key.body_digest));
        self.requests.push(StoredRequest {
            id: key.id,
            body_digest: key.body_digest,
            first_sequence: span.0,
            last_sequence: span.1,
            outcome,
        });
    }

    /// What a written commit leads to: the state, the keys that exist now, and the answers, which
    /// wait until the state is published.
    pub(super) fn finish(self) -> (Deliberation, Fresh, Answers) {
        let Draft { state, fresh, waiting, early, events, .. } = self;
        (state, fresh, Answers { waiting, early, events: Arc::new(events) })
    }

    /// Tells everyone who waited for this commit why it failed.
    pub(super) fn fail_all(self, error: &EngineError) {
        let replays = self.replays.into_iter().map(|(_, _, reply)| reply);
        let early = self.early.into_iter().map(|(reply, _)| reply);
        let waiting = self.waiting.into_iter().flat_map(|waiting| waiting.replies);
        for reply in waiting.chain(early).chain(replays) {
            answer(reply, Err(error.clone()));
        }
    }
}

/// The answers of one commit.
pub(super) struct Answers {
    waiting: Vec<Waiting>,
    early: Vec<(Reply, Result<Outcome, EngineError>)>,
    events: Arc<Vec<Event>>,
}

impl Answers {
    /// Answers everyone who waited for the commit; without a proof nothing was written.
    pub(super) fn send(self, proof: Option<&Proof<'_>>) {
        self.early.into_iter().for_each(|(reply, result)| answer(reply, result));
        for waiting in self.waiting {
            let written = match (waiting.span, proof) {
                (Some((first, last)), Some(proof)) => {
                    proof.written(&waiting.results, (first, last))
                }
                _ => None,
            };
            let events = Events::of(&self.events, waiting.events);
            let outcome = Outcome { results: waiting.results, written, events };
            let mut replies = waiting.replies.into_iter();
            // Hardly ever more than one: only a retry that came before the answer.
            let first = replies.next();
            replies.for_each(|reply| answer(reply, Ok(outcome.clone())));
            if let Some(reply) = first {
                answer(reply, Ok(outcome));
            }
        }
    }
}

/// What was done with the same request before.
enum Earlier {
    /// Its answer stands in the log, if it was for this body.
    Stored(Remembered),
    /// It waits in this very draft.
    Waiting(usize),
}

fn reused() -> EngineError {
    EngineError::RequestReused
}

/// A caller that went away needs no answer.
pub(super) fn answer(reply: Reply, result: Result<Outcome, EngineError>) {
    let _ = reply.send(result);
}
