//! The log on disk: one SQLite file in a folder of its own.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::{self, JoinHandle};

use bytes::Bytes;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task;

use crate::domain::ids::{DeliberationId, TextId};
use crate::log::record::{
    Commit, Head, Listed, SealedText, StoredCommit, Subject, TextClass, WrappedKey,
};
use crate::log::{AppendError, BoxFuture, EventLog, OpenError, ReadError, Source};

pub mod body;
mod checkpoint;
mod reader;
mod schema;
mod snapshots;
mod write;
mod writer;

#[cfg(test)]
mod tests;

use checkpoint::Checkpoints;
use reader::{READERS_MAX, Readers};
use snapshots::Snapshots;
use write::{Row, Tip, Tips};
use writer::{Append, CommitFn, Writer};

/// Name of the database in its folder; SQLite keeps its write-ahead log beside it.
pub const DATABASE_FILE: &str = "log.db";

/// Name of the file that is locked while the log is open.
pub const LOCK_FILE: &str = "log.lock";

/// Commits that wait for the writer; whoever comes then waits to be let in.
const WAITING_MAX: usize = 4096;

/// A log on disk. Dropping it waits until what was handed in is written, and frees the folder.
pub struct SqliteLog {
    append: Option<mpsc::Sender<Append>>,
    writer: Option<JoinHandle<()>>,
    tips: Arc<RwLock<Tips>>,
    readers: Arc<Readers>,
    turns: Arc<Semaphore>,
    snapshots: Snapshots,
    /// Holds the lock until everything else is closed.
    _lock: File,
}

impl SqliteLog {
    /// Opens the log in a folder, making both when there is none.
    ///
    /// # Errors
    /// [`OpenError`] when the folder cannot be used, somebody else has the log open, it was
    /// written by a later version, or it is damaged.
    pub fn open(folder: &Path) -> Result<SqliteLog, OpenError> {
        SqliteLog::open_with(folder, Box::new(|connection| connection.execute_batch("COMMIT")))
    }

    fn open_with(folder: &Path, commit: CommitFn) -> Result<SqliteLog, OpenError> {
        make_folder(folder).map_err(|source| unusable(folder, source))?;
        let lock = lock(&folder.join(LOCK_FILE))?;
        let path = folder.join(DATABASE_FILE);
        make_private(&path).map_err(|source| unusable(&path, source))?;
        let connection = schema::open_writer(&path)?;
        let (tips, position) = write::read_heads(&connection).map_err(OpenError::Damaged)?;
        let tips = Arc::new(RwLock::new(tips));
        let writer = Writer {
            connection,
            checkpoints: Checkpoints::start(&path)?,
            tips: Arc::clone(&tips),
            position,
            commit,
            stale: false,
        };
        let (append, waiting) = mpsc::channel(WAITING_MAX);
        let writer = thread::Builder::new()
            .name("log-writer".to_owned())
            .spawn(move || writer.run(waiting))
            .map_err(|error| OpenError::Database(Box::new(error)))?;
        Ok(SqliteLog {
            append: Some(append),
            writer: Some(writer),
            tips,
            readers: Arc::new(Readers::new(path)),
            turns: Arc::new(Semaphore::new(READERS_MAX)),
            snapshots: Snapshots::new(folder),
            _lock: lock,
        })
    }

    /// Runs a read where it may block.
    async fn blocking<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Readers) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let storage = |error: Source| ReadError::Storage(error);
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|error| storage(Box::new(error)))?;
        let readers = Arc::clone(&self.readers);
        let read = task::spawn_blocking(move || {
            let _turn = turn;
            read(&readers)
        });
        read.await.map_err(|error| storage(Box::new(error)))?
    }

    async fn hand_in(&self, commit: Arc<Commit>) -> Result<(), AppendError> {
        let refused = |error: Source| AppendError::Refused(error);
        commit.check().map_err(|fault| refused(Box::new(fault)))?;
        let (answer, answered) = oneshot::channel();
        let append = Append { row: Row::new(commit), answer };
        let closed = || refused("the log is closed".into());
        let writer = self.append.as_ref().ok_or_else(closed)?;
        writer.send(append).await.map_err(|_| closed())?;
        // A writer that ended without an answer may have written it before.
        answered.await.unwrap_or_else(|error| Err(AppendError::Unknown(Box::new(error))))
    }
}

impl Drop for SqliteLog {
    fn drop(&mut self) {
        self.readers.close();
        drop(self.append.take());
        if self.writer.take().is_some_and(|writer| writer.join().is_err()) {
            tracing::error!("the log's writer ended with a panic");
        }
    }
}

impl EventLog for SqliteLog {
    fn kind(&self) -> &'static str {
        "sqlite"
    }

    fn append(&self, commit: Arc<Commit>) -> BoxFuture<'_, Result<(), AppendError>> {
        Box::pin(self.hand_in(commit))
    }

    fn head(&self, deliberation: &DeliberationId) -> Option<Head> {
        let tips = self.tips.read().unwrap_or_else(PoisonError::into_inner);
        tips.get(deliberation).map(|tip| tip.head)
    }

    fn read<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        after: u64,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<StoredCommit>, ReadError>> {
        let Some(head) = self.head(deliberation).filter(|head| head.sequence > after) else {
            return Box::pin(async { Ok(Vec::new()) });
        };
        let deliberation = deliberation.clone();
        Box::pin(self.blocking(move |readers| {
            readers.with(|connection| reader::read(connection, &deliberation, &head, after, most))
        }))
    }

    fn tail(
        &self,
        position: u64,
        most: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredCommit>, ReadError>> {
        Box::pin(self.blocking(move |readers| {
            readers.with(|connection| reader::tail(connection, position, most))
        }))
    }

    fn deliberations(&self, after: Option<&DeliberationId>, most: usize) -> Vec<Listed> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let tips = self.tips.read().unwrap_or_else(PoisonError::into_inner);
        let beyond = tips.range::<DeliberationId, _>((start, Bound::Unbounded));
        let listed = |(id, tip): (&DeliberationId, &Tip)| Listed {
            deliberation: id.clone(),
            summary: tip.summary.clone(),
        };
        beyond.take(most).map(listed).collect()
    }

    fn texts<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        ids: &'a [TextId],
    ) -> BoxFuture<'a, Result<Vec<SealedText>, ReadError>> {
        let (deliberation, ids) = (deliberation.clone(), ids.to_vec());
        Box::pin(self.blocking(move |readers| {
            readers.with(|connection| reader::texts(connection, &deliberation, &ids))
        }))
    }

    fn keys<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        only: Option<&'a BTreeSet<(Subject, TextClass)>>,
    ) -> BoxFuture<'a, Result<Vec<WrappedKey>, ReadError>> {
        let (deliberation, only) = (deliberation.clone(), only.cloned());
        Box::pin(self.blocking(move |readers| {
            readers.with(|connection| match &only {
                None => reader::keys(connection, &deliberation),
                Some(places) => reader::keys_of(connection, &deliberation, places),
            })
        }))
    }

    fn snapshot<'a>(&'a self, deliberation: &'a DeliberationId) -> BoxFuture<'a, Option<Bytes>> {
        Box::pin(self.snapshots.read(deliberation))
    }

    fn keep_snapshot<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        snapshot: Bytes,
    ) -> BoxFuture<'a, ()> {
        Box::pin(self.snapshots.keep(deliberation, snapshot))
    }

    fn forget_snapshot<'a>(&'a self, deliberation: &'a DeliberationId) -> BoxFuture<'a, ()> {
        Box::pin(self.snapshots.forget(deliberation))
    }
}

/// The right to a folder that no log has open, for work on the files beside the database.
#[derive(Debug)]
pub struct FolderLock {
    _lock: File,
}

impl FolderLock {
    /// Takes it, until it is dropped.
    ///
    /// # Errors
    /// [`OpenError::Locked`] when a server uses the folder, or that it cannot be used at all.
    pub fn take(folder: &Path) -> Result<FolderLock, OpenError> {
        Ok(FolderLock { _lock: lock(&folder.join(LOCK_FILE))? })
    }
}

fn unusable(path: &Path, source: std::io::Error) -> OpenError {
    OpenError::Folder { path: PathBuf::from(path), source }
}

/// Locks a file beside the database: a lock on the database itself would shut out the readers.
fn lock(path: &Path) -> Result<File, OpenError> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path);
    let file = file.map_err(|source| unusable(path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(unusable(path, source)),
    }
}

/// Makes the database file before SQLite does, readable for its owner only; SQLite gives the files
/// beside it the same permissions.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

pub(super) fn make_folder(folder: &Path) -> std::io::Result<()> {
    if fs::metadata(folder).is_ok_and(|found| found.is_dir()) {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
