//! What can go wrong with a log.

use std::error::Error;
use std::path::PathBuf;

use thiserror::Error;

use crate::domain::limits::COMMIT_EVENTS_MAX;
use crate::log::record::COMMIT_BYTES_MAX;

/// The cause behind an error of the storage.
pub type Source = Box<dyn Error + Send + Sync + 'static>;

/// Why a commit was not acknowledged.
#[derive(Debug, Error)]
pub enum AppendError {
    /// The deliberation ends elsewhere; nothing was written.
    #[error("the deliberation ends at sequence {actual}; read what is new and decide again")]
    Conflict {
        /// The sequence it ends at.
        actual: u64,
    },
    /// It may or may not have been written.
    #[error("it is not known whether the commit was written; read the log before going on")]
    Unknown(#[source] Source),
    /// It was surely not written.
    #[error("the commit was not written")]
    Refused(#[source] Source),
}

/// Which rule a commit breaks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CommitFault {
    /// It holds no event.
    #[error("a commit holds at least one event")]
    Empty,
    /// It holds too many events.
    #[error("a commit of {0} events is too long; at most {COMMIT_EVENTS_MAX}")]
    TooManyEvents(usize),
    /// It holds too many bytes.
    #[error("a commit of {0} bytes is too large; at most {COMMIT_BYTES_MAX}")]
    TooLarge(usize),
    /// A sequence is missing, doubled or out of order.
    #[error("sequence {found} stands where {expected} belongs")]
    NotContiguous {
        /// The sequence that belongs there.
        expected: u64,
        /// The sequence that stands there.
        found: u64,
    },
    /// A sequence lies beyond what can be stored.
    #[error("sequence {0} is too high to be stored")]
    SequenceTooHigh(u64),
    /// A request claims events of another commit.
    #[error("a request claims sequences {first} to {last}, outside its commit")]
    RequestOutside {
        /// First sequence it claims.
        first: u64,
        /// Last sequence it claims.
        last: u64,
    },
    /// It writes for a subject that it also destroys.
    #[error("a commit writes texts or keys of a subject that it destroys; use two commits")]
    WritesWhatItDestroys,
    /// Two of its texts have one id, or two of its keys one subject and class.
    #[error("a commit holds one text id or one key twice")]
    VaultRepeats,
    /// A text id or key is in the vault already.
    #[error("a text id or key of the commit is in the vault already")]
    VaultHolds,
}

/// Why the log could not be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// One record cannot be read; others can.
    #[error("the record at position {position} cannot be read: {cause}")]
    Unreadable {
        /// Its position in the log of all deliberations.
        position: u64,
        /// The first sequence it should hold, where that is known.
        first_sequence: Option<u64>,
        /// What is wrong with it.
        cause: String,
    },
    /// The storage cannot be used.
    #[error("the storage cannot be read")]
    Storage(#[source] Source),
}

/// Why a log on disk could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The folder or a file in it cannot be used.
    #[error("{path} cannot be used")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Somebody else has it open.
    #[error("{path} is in use by another process; stop that one or choose another folder")]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// It was written by a later version of this program.
    #[error("the log has schema {found} and this program knows up to {known}; upgrade the program")]
    SchemaTooNew {
        /// The schema of the log.
        found: u32,
        /// The newest schema this program knows.
        known: u32,
    },
    /// It is not a log of this program, or damaged at its root.
    #[error("the log cannot be opened: {0}")]
    Damaged(String),
    /// The database refuses.
    #[error("the database cannot be opened")]
    Database(#[source] Source),
}
