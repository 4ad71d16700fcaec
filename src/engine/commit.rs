//! Making a commit: encode each event once, salt it, digest it, link it and sign the link.

use crate::domain::event::Event;
use crate::domain::ids::{DeliberationId, Timestamp};
use crate::engine::Ports;
use crate::engine::submission::{CommandResult, Written};
use crate::engine::texts::VaultChange;
use crate::log::chain::{envelope_digest, link};
use crate::log::{Commit, StoredCommit, StoredEvent, StoredRequest, codec};

/// Where a commit continues.
pub(super) struct Tip<'a> {
    pub(super) deliberation: &'a DeliberationId,
    pub(super) sequence: u64,
    pub(super) link: [u8; 32],
}

/// The commit that holds these events after the tip.
pub(super) fn seal(
    ports: &Ports,
    tip: &Tip<'_>,
    (events, at): (&[Event], Timestamp),
    requests: Vec<StoredRequest>,
    vault: VaultChange,
) -> Commit {
    let mut salts = vec![[0; 32]; events.len()];
    ports.entropy.fill(salts.as_flattened_mut());
    let stored = codec::encode_all(tip.sequence + 1, events, salts);
    let digests: Vec<_> = stored.iter().map(|event| envelope_digest(&event.envelope)).collect();
    let link = link(&tip.link, tip.deliberation, tip.sequence + 1, &digests);
    Commit {
        deliberation: tip.deliberation.clone(),
        after: tip.sequence,
        events: stored,
        requests,
        texts: vault.texts,
        keys: vault.keys,
        summary: Default::default(),
        destroy: vault.destroy,
        link,
        signature: ports.signing_key.sign(&link),
        at_ms: at.0,
    }
}

/// The proof of what one submission wrote, from its commit.
pub(super) struct Proof<'a> {
    pub(super) events: &'a [StoredEvent],
    pub(super) link: [u8; 32],
    pub(super) signature: [u8; 64],
    pub(super) at: Timestamp,
    /// Whether stances are secret, so that a receipt must not prove to others what was said.
    pub(super) secret: bool,
}

impl<'a> Proof<'a> {
    pub(super) fn of_commit(commit: &'a Commit, secret: bool) -> Proof<'a> {
        Proof {
            events: &commit.events,
            link: commit.link,
            signature: commit.signature,
            at: Timestamp(commit.at_ms),
            secret,
        }
    }

    pub(super) fn of_stored(commit: &'a StoredCommit, secret: bool) -> Proof<'a> {
        Proof {
            events: &commit.events,
            link: commit.link,
            signature: commit.signature,
            at: Timestamp(commit.at_ms),
            secret,
        }
    }

    /// Where sequences `first` to `last` were written, with the proof of what was accepted first;
    /// `None` when this commit does not hold it.
    pub(super) fn written(
        &self,
        results: &[CommandResult],
        (first, last): (u64, u64),
    ) -> Option<Written> {
        let own = results.iter().find_map(|result| match result {
            CommandResult::Accepted(own) if *own > 0 => Some(*own),
            _ => None,
        });
        let proved = own.unwrap_or(first);
        let place = proved.checked_sub(self.events.first()?.sequence)?;
        let event = self.events.get(place as usize)?;
        let payload = if self.secret { Default::default() } else { event.payload.clone() };
        let salt = if self.secret { [0; 32] } else { event.salt };
        Some(Written {
            first_sequence: first,
            last_sequence: last,
            proved,
            at: self.at,
            envelope_digest: envelope_digest(&event.envelope),
            link: self.link,
            signature: self.signature,
            payload,
            salt,
        })
    }
}
