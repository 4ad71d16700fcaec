//! Floor 3: the one port to storage, and everything that must be able to judge a stored log
//! without the rest of the engine: chain, vault, codec, export format and verification.
//!
//! [`EventLog`] has two implementations, [`memory::MemoryLog`] and [`sqlite::SqliteLog`], and one
//! suite of rules that both must pass. What is stored are the bytes of the public messages; this
//! floor never encodes an event a second time.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

use crate::domain::ids::{DeliberationId, TextId};

pub mod chain;
pub mod codec;
pub mod entropy;
mod error;
mod hex;
pub mod jsonl;
mod keyfile;
pub mod keyring;
pub mod memory;
mod readable;
mod record;
pub mod rotation;
pub mod sqlite;
pub mod vault;
pub mod verify;

pub use error::{AppendError, CommitFault, OpenError, ReadError, Source};
pub use keyfile::KeyFileError;
pub use record::{
    COMMIT_BYTES_MAX, Commit, Head, Listed, PAGE_BYTES_MAX, SealedText, StoredCommit, StoredEvent,
    StoredRequest, Subject, TextClass, WrappedKey,
};

/// A future behind a pointer, so that [`EventLog`] can be used as `dyn EventLog`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Storage of commits, of the vault that belongs to them, and of nothing else.
///
/// All deliberations share one log, in which every commit has a position; a deliberation is the
/// sequence of its own commits. Commits, vault rows and destructions of one [`Commit`] are stored
/// together or not at all.
pub trait EventLog: Send + Sync + 'static {
    /// Which implementation it is: `memory` or `sqlite`.
    fn kind(&self) -> &'static str;

    /// Appends a commit, which whoever hands it in goes on using; durably for a log on disk: once
    /// it answers `Ok`, a crash cannot undo it. Dropping the future does not take the commit back.
    ///
    /// # Errors
    /// [`AppendError::Conflict`] when the deliberation does not end at `commit.after`,
    /// [`AppendError::Refused`] when the commit was surely not written, and
    /// [`AppendError::Unknown`] when only reading again can tell.
    fn append(&self, commit: Arc<Commit>) -> BoxFuture<'_, Result<(), AppendError>>;

    /// The end of a deliberation; `None` when nothing is stored of it. Heads live in memory.
    fn head(&self, deliberation: &DeliberationId) -> Option<Head>;

    /// Commits of a deliberation whose last sequence lies beyond `after`, in order. A page holds
    /// at most `most` commits and about [`PAGE_BYTES_MAX`] bytes, and ends before a record that
    /// cannot be read; it is empty only when there is nothing beyond `after`.
    ///
    /// # Errors
    /// [`ReadError::Unreadable`] when the first record of the page cannot be read, and
    /// [`ReadError::Storage`] when the storage cannot be used at all.
    fn read<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        after: u64,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<StoredCommit>, ReadError>>;

    /// Commits of all deliberations beyond a position, in order of position; positions begin at 1
    /// and have no gaps. Pages are as those of [`EventLog::read`].
    ///
    /// # Errors
    /// As [`EventLog::read`]; an unreadable record names its position, so that a reader can
    /// decide to go on behind it.
    fn tail(
        &self,
        position: u64,
        most: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredCommit>, ReadError>>;

    /// At most `most` deliberations beyond `after`, in order of id, each as its last commit
    /// summed it up. The list lives in memory.
    fn deliberations(&self, after: Option<&DeliberationId>, most: usize) -> Vec<Listed>;

    /// The sealed texts among `ids` that still exist, in the order asked for.
    ///
    /// # Errors
    /// [`ReadError::Storage`] when the storage cannot be used.
    fn texts<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        ids: &'a [TextId],
    ) -> BoxFuture<'a, Result<Vec<SealedText>, ReadError>>;

    /// The wrapped keys of a deliberation that still exist, in order of subject and class: all of
    /// them, or only those in these places.
    ///
    /// # Errors
    /// [`ReadError::Storage`] when the storage cannot be used.
    fn keys<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        only: Option<&'a BTreeSet<(Subject, TextClass)>>,
    ) -> BoxFuture<'a, Result<Vec<WrappedKey>, ReadError>>;

    /// The snapshot that was kept last; `None` when there is none or it cannot be read. It is a
    /// cache beside the log: nothing vouches for its bytes but what is in them.
    fn snapshot<'a>(&'a self, _: &'a DeliberationId) -> BoxFuture<'a, Option<Bytes>> {
        Box::pin(async { None })
    }

    /// Keeps a snapshot in the place of the one before. That it cannot be kept is said in the
    /// server's own log only. A log need not keep any.
    fn keep_snapshot<'a>(&'a self, _: &'a DeliberationId, _: Bytes) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }

    /// Removes the snapshot, when there is one.
    fn forget_snapshot<'a>(&'a self, _: &'a DeliberationId) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}
