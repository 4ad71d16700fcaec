//! What callers hand to the engine, and what they get back.

use std::ops::{Deref, Range};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::command::Command;
use crate::domain::event::Event;
use crate::domain::ids::{DeliberationId, Timestamp};
use crate::domain::rejection::Rejection;
use crate::engine::texts::PlainText;

/// Commands for one deliberation that share a request: one, or the items of a batch.
#[derive(Debug)]
pub struct Submission {
    /// The deliberation.
    pub deliberation: DeliberationId,
    /// The commands; each is accepted or refused by itself. Their moment is set by the engine.
    pub commands: Vec<Command>,
    /// What makes a retry recognisable; `None` when the caller gave no request id.
    pub request: Option<RequestKey>,
    /// The texts the commands refer to.
    pub texts: Vec<PlainText>,
    /// Judge and write nothing.
    pub validate_only: bool,
    /// Whether each command is refused by itself; otherwise the refusal of the one command is the
    /// answer.
    pub batch: bool,
}

/// A request id and the digest of the body it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestKey {
    /// The UUID.
    pub id: [u8; 16],
    /// SHA-256 of the request.
    pub body_digest: [u8; 32],
}

/// What became of a submission.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// A result for each command, in order.
    pub results: Vec<CommandResult>,
    /// Where it was written; `None` when nothing was.
    pub written: Option<Written>,
    /// The events that were written, for answers that tell more than where; when nothing was
    /// written because nothing should, those that would have been.
    pub events: Events,
}

/// A stretch of the events of one commit, which all its callers share.
#[derive(Debug, Clone, Default)]
pub struct Events {
    commit: Arc<Vec<Event>>,
    own: Range<usize>,
}

impl Events {
    /// The events at these places of a commit.
    #[must_use]
    pub fn of(commit: &Arc<Vec<Event>>, own: Range<usize>) -> Events {
        Events { commit: commit.clone(), own }
    }
}

impl From<Vec<Event>> for Events {
    fn from(events: Vec<Event>) -> Events {
        Events { own: 0..events.len(), commit: Arc::new(events) }
    }
}

impl Deref for Events {
    type Target = [Event];

    fn deref(&self) -> &[Event] {
        &self.commit[self.own.clone()]
    }
}

/// What became of one command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommandResult {
    /// Accepted; the sequence of its own event, which stands before what follows from it and
    /// behind what prepares it; 0 when nothing had to be written.
    Accepted(u64),
    /// Refused.
    Refused(Refused),
}

/// A refusal as it is remembered for a retry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The reason.
    pub reason: String,
    /// The message.
    pub message: String,
    /// The facts.
    pub facts: Vec<(String, String)>,
}

impl From<&Rejection> for Refused {
    fn from(rejection: &Rejection) -> Refused {
        let fact = |(key, value): (&str, String)| (key.to_owned(), value);
        Refused {
            reason: rejection.reason().to_owned(),
            message: rejection.to_string(),
            facts: rejection.facts().into_iter().map(fact).collect(),
        }
    }
}

/// Where something was written, with the proof of the event of its first accepted command.
#[derive(Debug, Clone)]
pub struct Written {
    /// Sequence of its first event.
    pub first_sequence: u64,
    /// Sequence of its last event.
    pub last_sequence: u64,
    /// Sequence of the event that is proved.
    pub proved: u64,
    /// The moment of the commit.
    pub at: Timestamp,
    /// SHA-256 of that event's envelope.
    pub envelope_digest: [u8; 32],
    /// The commit's link.
    pub link: [u8; 32],
    /// The signature over the link.
    pub signature: [u8; 64],
    /// That event's payload bytes.
    pub payload: bytes::Bytes,
    /// That event's payload salt.
    pub salt: [u8; 32],
}
