//! What goes into the log and comes out of it.

use std::collections::BTreeSet;
use std::fmt;

use bytes::Bytes;

use crate::domain::ids::{DeliberationId, MemberRef, TextId};
use crate::domain::limits::COMMIT_EVENTS_MAX;
use crate::log::error::CommitFault;

/// Bytes of events and answers in one commit: far above the largest batch, far below what one row
/// of SQLite can hold (a gigabyte), and little enough to have in memory a few times.
pub const COMMIT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Bytes after which a page of commits ends, so that a page of large commits stays small. One
/// commit always fits, however large it is.
pub const PAGE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// One event as it was first written.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Place in the deliberation's log, from 1 without gaps.
    pub sequence: u64,
    /// Bytes of its `EventEnvelope`.
    pub envelope: Bytes,
    /// Bytes of its `EventPayload`.
    pub payload: Bytes,
    /// The payload salt.
    pub salt: [u8; 32],
}

impl fmt::Debug for StoredEvent {
    /// Shows sizes only: a payload may hold a stance.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredEvent")
            .field("sequence", &self.sequence)
            .field("envelope_bytes", &self.envelope.len())
            .field("payload_bytes", &self.payload.len())
            .finish_non_exhaustive()
    }
}

/// The answer to an accepted request, kept so that a retry gets the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRequest {
    /// The idempotency key that the caller chose.
    pub id: [u8; 16],
    /// SHA-256 of the request without its key, so that a key used for another body is noticed.
    pub body_digest: [u8; 32],
    /// First sequence that the request wrote.
    pub first_sequence: u64,
    /// Last sequence that the request wrote; one less than the first when it wrote nothing.
    pub last_sequence: u64,
    /// The answer; opaque to the log.
    pub outcome: Bytes,
}

/// Whose content a text or key is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Of the deliberation itself: title, challenge, names of parties.
    Deliberation,
    /// Of a member, or of a party that is its own only member.
    Member(MemberRef),
}

/// What kind of text a key protects. The two have keys of their own, so that erasing what somebody
/// wrote can leave the link to who it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextClass {
    /// Names and written text.
    Content,
    /// The value of an external identity.
    Identity,
}

/// A text under its subject's key.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedText {
    /// The text's random id, unique in its deliberation.
    pub id: TextId,
    /// Whose text it is.
    pub subject: Subject,
    /// What kind of text it is.
    pub class: TextClass,
    /// Nonce and ciphertext.
    pub sealed: Bytes,
}

impl fmt::Debug for SealedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedText").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A subject's key under the master key.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey {
    /// Whose key it is.
    pub subject: Subject,
    /// What kind of texts it protects.
    pub class: TextClass,
    /// Nonce and ciphertext.
    pub wrapped: Bytes,
}

impl fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WrappedKey")
            .field("subject", &self.subject)
            .field("class", &self.class)
            .finish_non_exhaustive()
    }
}

/// A deliberation in the list of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The deliberation.
    pub deliberation: DeliberationId,
    /// The summary that its last commit brought; empty when that was written before there were
    /// summaries.
    pub summary: Bytes,
}

/// What is appended at once: stored whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The deliberation.
    pub deliberation: DeliberationId,
    /// The sequence the deliberation must end at; 0 for one that does not exist yet.
    pub after: u64,
    /// The events, contiguous from `after + 1`; at least one.
    pub events: Vec<StoredEvent>,
    /// The requests answered by it.
    pub requests: Vec<StoredRequest>,
    /// New texts for the vault.
    pub texts: Vec<SealedText>,
    /// New keys for the vault; one that exists already is refused.
    pub keys: Vec<WrappedKey>,
    /// What a list tells of the deliberation after this commit, in the place of what it told
    /// before; opaque to the log, and no part of what is signed.
    pub summary: Bytes,
    /// Keys to destroy, each with all the texts under it.
    pub destroy: Vec<(Subject, TextClass)>,
    /// The chain's link.
    pub link: [u8; 32],
    /// Ed25519 signature over the link.
    pub signature: [u8; 64],
    /// The moment it was logged, in milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: i64,
}

impl Commit {
    /// Sequence of its last event.
    #[must_use]
    pub fn last_sequence(&self) -> u64 {
        self.after.saturating_add(self.events.len() as u64)
    }

    /// Checks what every log demands of a commit, before anything is written.
    ///
    /// # Errors
    /// [`CommitFault`] names the first rule that it breaks.
    pub fn check(&self) -> Result<(), CommitFault> {
        if self.events.is_empty() {
            return Err(CommitFault::Empty);
        }
        if self.events.len() > COMMIT_EVENTS_MAX {
            return Err(CommitFault::TooManyEvents(self.events.len()));
        }
        let last = i64::try_from(self.last_sequence());
        if last.is_err() {
            return Err(CommitFault::SequenceTooHigh(self.after));
        }
        for (expected, event) in (self.after + 1..).zip(&self.events) {
            if event.sequence != expected {
                return Err(CommitFault::NotContiguous { expected, found: event.sequence });
            }
        }
        let bytes = self.body_bytes();
        if bytes > COMMIT_BYTES_MAX {
            return Err(CommitFault::TooLarge(bytes));
        }
        self.check_requests()?;
        self.check_vault()
    }

    fn check_requests(&self) -> Result<(), CommitFault> {
        for request in &self.requests {
            let (first, last) = (request.first_sequence, request.last_sequence);
            let within = self.after < first && last <= self.last_sequence();
            if !within || first > last + 1 {
                return Err(CommitFault::RequestOutside { first, last });
            }
        }
        Ok(())
    }

    /// A commit that writes for a subject and destroys it leaves open which comes first, so it is
    /// refused: the writer ends its commit in between.
    fn check_vault(&self) -> Result<(), CommitFault> {
        let destroyed: BTreeSet<_> = self.destroy.iter().map(|(s, c)| (s, *c)).collect();
        let texts = self.texts.iter().map(|text| (&text.subject, text.class));
        let keys = self.keys.iter().map(|key| (&key.subject, key.class));
        if texts.chain(keys).any(|written| destroyed.contains(&written)) {
            return Err(CommitFault::WritesWhatItDestroys);
        }
        let ids: BTreeSet<_> = self.texts.iter().map(|text| &text.id).collect();
        let keys: BTreeSet<_> = self.keys.iter().map(|k| (&k.subject, k.class)).collect();
        if ids.len() < self.texts.len() || keys.len() < self.keys.len() {
            return Err(CommitFault::VaultRepeats);
        }
        Ok(())
    }

    fn body_bytes(&self) -> usize {
        let events = self.events.iter().map(|e| e.envelope.len() + e.payload.len() + 32);
        let requests = self.requests.iter().map(|request| request.outcome.len() + 64);
        let texts = self.texts.iter().map(|text| text.sealed.len());
        events.chain(requests).chain(texts).sum()
    }
}

/// A commit as it comes out of the log; the vault's part is read apart, because it can be gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCommit {
    /// Place in the log of all deliberations, from 1 without gaps.
    pub position: u64,
    /// The deliberation.
    pub deliberation: DeliberationId,
    /// The events, contiguous; at least one.
    pub events: Vec<StoredEvent>,
    /// The requests answered by it.
    pub requests: Vec<StoredRequest>,
    /// The chain's link.
    pub link: [u8; 32],
    /// Ed25519 signature over the link.
    pub signature: [u8; 64],
    /// The moment it was logged, in milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: i64,
}

impl StoredCommit {
    /// Sequence of its first event; 0 when it holds none, which no log gives out.
    #[must_use]
    pub fn first_sequence(&self) -> u64 {
        self.events.first().map_or(0, |event| event.sequence)
    }

    /// Sequence of its last event; 0 when it holds none, which no log gives out.
    #[must_use]
    pub fn last_sequence(&self) -> u64 {
        self.events.last().map_or(0, |event| event.sequence)
    }

    pub(crate) fn body_bytes(&self) -> usize {
        let events = self.events.iter().map(|e| e.envelope.len() + e.payload.len() + 32);
        events.chain(self.requests.iter().map(|r| r.outcome.len() + 64)).sum()
    }
}

/// The end of a deliberation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Sequence of its last event.
    pub sequence: u64,
    /// Link of its last commit.
    pub link: [u8; 32],
    /// Position of its last commit in the log of all deliberations.
    pub position: u64,
}
