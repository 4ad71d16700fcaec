//! Holding a log against receipts: what its server acknowledged when it was written. Whoever has
//! the signing key can rewrite a log and sign it anew, and it verifies; a receipt that was given
//! out before then convicts it, because it holds a link that the rewritten log no longer leads to.

mod read;

use std::collections::BTreeMap;
use std::fmt;

use crate::domain::ids::DeliberationId;
use crate::log::chain::payload_digest;
use crate::log::hex;
use crate::log::verify::{Summary, VerifiedEvent};

pub use read::{Misread, RECEIPTS_BYTES_MAX, RECEIPTS_MAX, read_receipts};

/// What a server acknowledged: one event, or a whole commit when it comes from a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The deliberation.
    pub deliberation: DeliberationId,
    /// Sequence of the event; of a commit, of its last event.
    pub sequence: u64,
    /// SHA-256 of the event's envelope; `None` of a whole commit.
    pub envelope_digest: Option<[u8; 32]>,
    /// Link of the commit.
    pub link: [u8; 32],
    /// Signature over the link.
    pub signature: [u8; 64],
    /// Payload and salt of the event, for its writer.
    pub content: Option<Content>,
}

/// Payload and salt of an event.
pub type Content = (Vec<u8>, [u8; 32]);

/// What a receipt says of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The log is, up to the end of the commit, as it was acknowledged.
    Agrees {
        /// Sequence of the last event of the commit.
        through: u64,
    },
    /// The log is not what was acknowledged.
    Convicts(Conviction),
    /// The receipt is no proof: it is of something else, or was changed itself.
    NoProof(Flaw),
    /// The part of the log that it is of is not in this file.
    BeforeStart {
        /// The sequence that the file starts after.
        start: u64,
    },
}

/// How a log differs from what was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conviction {
    /// The event is another.
    Event,
    /// The event is the same, and something before it in the log or in its commit is not.
    Link {
        /// Sequence of the last event of its commit in this log.
        through: u64,
    },
    /// No commit ends where one was acknowledged.
    Commit,
    /// The log ends before it.
    Missing {
        /// Sequence of the last event of the log.
        last: u64,
    },
}

/// Why a receipt proves nothing against this log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// It is of another deliberation.
    Deliberation {
        /// The deliberation of the log.
        log: DeliberationId,
    },
    /// No key of the log signed it.
    Signature {
        /// The keys of the log.
        keys: Vec<[u8; 32]>,
    },
    /// Its payload and salt are not those of the event that it names.
    Content,
}

impl Conviction {
    /// The sequence at or before which the log was changed, by what this receipt says.
    #[must_use]
    pub fn at_or_before(&self, sequence: u64) -> u64 {
        match self {
            Conviction::Link { through } => *through,
            Conviction::Event | Conviction::Commit | Conviction::Missing { .. } => sequence,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Agrees { through } => {
                write!(f, "the log is as acknowledged, up to sequence {through}")
            }
            Verdict::Convicts(conviction) => conviction.fmt(f),
            Verdict::NoProof(flaw) => flaw.fmt(f),
            Verdict::BeforeStart { start } => write!(
                f,
                "cannot be checked: this file starts after sequence {start}; verify an export of \
                 the whole log"
            ),
        }
    }
}

impl fmt::Display for Conviction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Conviction::Event => f.write_str(
                "the log holds another event here than was acknowledged: it was changed after \
                 this receipt was given",
            ),
            Conviction::Link { .. } => f.write_str(
                "the event is as acknowledged and the link of its commit is not: something \
                 before it, or in its commit, was changed after this receipt was given",
            ),
            Conviction::Commit => f.write_str(
                "the log has no commit with this link that ends here: something at or before it \
                 was changed after this checkpoint was given",
            ),
            Conviction::Missing { last } => {
                write!(f, "the log ends before what was acknowledged, at sequence {last}")
            }
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::Deliberation { log } => write!(
                f,
                "deliberation: the receipt is of another deliberation than this log, which is of \
                 deliberations/{log}; give it with the export of its own"
            ),
            Flaw::Signature { keys } => {
                let keys: Vec<String> = keys.iter().map(|key| hex::encode(key)).collect();
                write!(
                    f,
                    "signature: no key of this log signed the link ({}): the receipt was changed, \
                     or the log is signed with another key than the one that was published; \
                     verify the log with --key",
                    keys.join(", ")
                )
            }
            Flaw::Content => f.write_str(
                "payload: payload and salt do not have the digest in the envelope of this event; \
                 the receipt was changed, or was never true: give it as the server sent it",
            ),
        }
    }
}

/// What is kept of an event that a receipt is about.
struct Seen {
    envelope_digest: [u8; 32],
    payload_digest: Vec<u8>,
    link: [u8; 32],
    commit_end: u64,
}

/// Holds a log against receipts, while it is verified event by event.
pub struct Judge<'r> {
    receipts: &'r [Receipt],
    seen: BTreeMap<u64, Option<Seen>>,
}

impl<'r> Judge<'r> {
    /// A judge with these receipts.
    #[must_use]
    pub fn new(receipts: &'r [Receipt]) -> Judge<'r> {
        let seen = receipts.iter().map(|receipt| (receipt.sequence, None)).collect();
        Judge { receipts, seen }
    }

    /// Takes note of an event.
    pub fn see(&mut self, event: &VerifiedEvent) {
        if let Some(place) = self.seen.get_mut(&event.sequence) {
            *place = Some(Seen {
                envelope_digest: event.envelope_digest,
                payload_digest: event.envelope.payload_digest.clone(),
                link: event.link,
                commit_end: event.commit_end,
            });
        }
    }

    /// What each receipt says, in their order, once the whole log is verified.
    #[must_use]
    pub fn verdicts(&self, summary: &Summary) -> Vec<Verdict> {
        self.receipts.iter().map(|receipt| self.verdict(receipt, summary)).collect()
    }

    fn verdict(&self, receipt: &Receipt, summary: &Summary) -> Verdict {
        if receipt.deliberation != summary.deliberation {
            let log = summary.deliberation.clone();
            return Verdict::NoProof(Flaw::Deliberation { log });
        }
        if summary.keys.signer(0, &receipt.link, &receipt.signature).is_none() {
            let keys = summary.keys.keys().to_vec();
            return Verdict::NoProof(Flaw::Signature { keys });
        }
        let (start, sequence) = (summary.start_after_sequence, receipt.sequence);
        if sequence < start {
            return Verdict::BeforeStart { start };
        }
        if sequence == start {
            // A file starts after the end of a commit, so that the link of this event is known.
            return match receipt.link == summary.start_link {
                true => Verdict::Agrees { through: start },
                false => Verdict::Convicts(Conviction::Commit),
            };
        }
        match self.seen.get(&sequence).and_then(Option::as_ref) {
            Some(seen) => held_against(receipt, seen),
            None => Verdict::Convicts(Conviction::Missing { last: summary.last_sequence }),
        }
    }
}

fn held_against(receipt: &Receipt, seen: &Seen) -> Verdict {
    let through = seen.commit_end;
    match receipt.envelope_digest {
        Some(digest) if digest != seen.envelope_digest => {
            return Verdict::Convicts(Conviction::Event);
        }
        Some(_) if receipt.link != seen.link => {
            return Verdict::Convicts(Conviction::Link { through });
        }
        None if receipt.link != seen.link || receipt.sequence != through => {
            return Verdict::Convicts(Conviction::Commit);
        }
        _ => {}
    }
    let told = receipt.content.as_ref().map(|(payload, salt)| payload_digest(salt, payload));
    if told.is_some_and(|digest| digest != *seen.payload_digest) {
        return Verdict::NoProof(Flaw::Content);
    }
    Verdict::Agrees { through }
}

/// Where a log was changed, as narrow as several receipts together can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Up to this sequence everything is as the receipts say; 0 when none says so.
    pub sound_through: u64,
    /// At or before this sequence it was changed.
    pub changed_by: u64,
}

/// The range in which a log was changed; `None` when no receipt convicts.
#[must_use]
pub fn range(receipts: &[Receipt], verdicts: &[Verdict]) -> Option<Range> {
    let pairs = || receipts.iter().zip(verdicts);
    let changed = pairs().filter_map(|(receipt, verdict)| match verdict {
        Verdict::Convicts(conviction) => Some(conviction.at_or_before(receipt.sequence)),
        _ => None,
    });
    let sound = pairs().filter_map(|(_, verdict)| match verdict {
        Verdict::Agrees { through } => Some(*through),
        _ => None,
    });
    let changed_by = changed.min()?;
    Some(Range { sound_through: sound.max().unwrap_or_default(), changed_by })
}

#[cfg(test)]
mod tests;
