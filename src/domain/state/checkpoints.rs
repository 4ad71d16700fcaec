//! Checkpoints, and the parties that signed them.

use std::collections::BTreeMap;

use crate::domain::act::{CheckpointCause, Countersignature};
use crate::domain::ids::{PartyId, Timestamp};
use crate::domain::state::{Deliberation, EntryWord, Map};

/// Where the checkpoints are. Their links and signatures stand in the log.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Checkpoints {
    /// Why, and in which round, by the sequence of the event: the commit that holds it is the
    /// checkpoint.
    pub marks: BTreeMap<u64, (CheckpointCause, u32)>,
    /// Countersignatures, by the sequence of the checkpoint and by party.
    pub countersigned: BTreeMap<u64, Map<PartyId, Countersigned>>,
}

impl Checkpoints {
    /// The number of countersignatures.
    #[must_use]
    pub fn signatures(&self) -> usize {
        self.countersigned.values().map(Map::len).sum()
    }
}

/// A countersignature as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Countersigned {
    /// What was signed.
    pub signed: Countersignature,
    /// When it was logged.
    pub at: Timestamp,
    /// Sequence of its event.
    pub sequence: u64,
}

impl Deliberation {
    /// Whether the member contested what was entered for it with this event.
    #[must_use]
    pub fn is_contested(&self, event: u64) -> bool {
        self.entries.get(&event).is_some_and(|entry| entry.word == EntryWord::Contested)
    }
}
