//! Moving the write-ahead log into the database, away from the appends.
//!
//! A thread of its own copies pages while the writer goes on. The file starts over only with a
//! transaction that begins when everything is copied, and the next one has often begun before the
//! thread is done; so when the file has grown, the thread asks the writer to copy the rest between
//! two groups, which is little: milliseconds, where copying all took most of a second.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use crate::log::OpenError;
use crate::log::sqlite::schema;

/// Bytes written after which the thread is woken: as much as SQLite's own habit.
const WAKE_BYTES: u64 = 4 * 1024 * 1024;

/// Bytes of write-ahead log beyond which the thread asks the writer to copy the rest.
const WAL_BYTES_LONG: u64 = 64 * 1024 * 1024;

/// Bytes beyond which the writer copies all by itself, however long that takes.
const WAL_BYTES_MAX: u64 = 512 * 1024 * 1024;

const PAGE_BYTES: u64 = 4096;

/// What is known of the write-ahead log, and who may checkpoint it now. SQLite does not wait when
/// two connections checkpoint at once, so they take turns here.
#[derive(Default)]
struct Shared {
    turn: Mutex<()>,
    wal_bytes: AtomicU64,
    /// Whether the thread waits for the writer to copy what is left, so that the file starts over.
    asks_writer: AtomicBool,
}

impl Shared {
    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Copies what can be copied, notes how long the file is, and tells whether all is copied.
    fn copy(&self, connection: &Connection) -> rusqlite::Result<bool> {
        let _turn = self.turn();
        let result = run(connection, "PASSIVE")?;
        self.wal_bytes.store(result.pages * PAGE_BYTES, Ordering::Relaxed);
        Ok(result.copied_pages == result.pages)
    }
}

struct Checkpoint {
    busy: bool,
    pages: u64,
    copied_pages: u64,
}

fn run(connection: &Connection, mode: &str) -> rusqlite::Result<Checkpoint> {
    connection.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| {
        Ok(Checkpoint {
            busy: row.get::<_, i64>(0)? != 0,
            pages: schema::unsigned(row.get(1)?),
            copied_pages: schema::unsigned(row.get(2)?),
        })
    })
}

/// The writer's side.
pub(super) struct Checkpoints {
    shared: Arc<Shared>,
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
    written_bytes: u64,
    truncate_pending: bool,
}

impl Checkpoints {
    /// Starts the thread.
    pub(super) fn start(path: &Path) -> Result<Checkpoints, OpenError> {
        let connection = schema::open_checkpointer(path)?;
        let (shared, (wake, woken)) = (Arc::new(Shared::default()), sync_channel(1));
        let theirs = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("log-checkpoint".to_owned())
            .spawn(move || follow(&connection, &theirs, &woken))
            .map_err(|error| OpenError::Database(Box::new(error)))?;
        Ok(Checkpoints {
            shared,
            wake: Some(wake),
            thread: Some(thread),
            written_bytes: 0,
            truncate_pending: false,
        })
    }

    /// Called after each group that was committed.
    pub(super) fn after_group(&mut self, connection: &Connection, bytes: u64, destroyed: bool) {
        self.truncate_pending |= destroyed;
        if self.truncate_pending {
            self.truncate(connection);
        }
        self.written_bytes += bytes;
        // The thread corrects this count when it has copied; it may be far behind.
        let wal_bytes = self.shared.wal_bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if self.shared.asks_writer.swap(false, Ordering::Relaxed) || wal_bytes > WAL_BYTES_MAX {
            let done = report(self.shared.copy(connection));
            if done {
                // The next transaction begins the file anew.
                self.shared.wal_bytes.store(0, Ordering::Relaxed);
            }
        } else if self.written_bytes > WAKE_BYTES {
            self.written_bytes = 0;
            // A full channel means that the thread is about to look anyway.
            if let Some(Err(TrySendError::Disconnected(()))) =
                self.wake.as_ref().map(|wake| wake.try_send(()))
            {
                report(self.shared.copy(connection));
            }
        }
    }

    /// Empties the write-ahead log, so that what was destroyed is in no file. A reader in the way
    /// makes it wait, and then try again after the next group and when the log is closed.
    fn truncate(&mut self, connection: &Connection) {
        let _turn = self.shared.turn();
        match run(connection, "TRUNCATE") {
            Ok(Checkpoint { busy: false, .. }) => {
                self.truncate_pending = false;
                self.written_bytes = 0;
                self.shared.wal_bytes.store(0, Ordering::Relaxed);
            }
            Ok(_) => tracing::warn!("erased bytes stay in the write-ahead log: a reader is busy"),
            Err(error) => tracing::warn!(%error, "the write-ahead log could not be emptied"),
        }
    }

    /// Ends the thread, and empties the write-ahead log.
    pub(super) fn finish(mut self, connection: &Connection) {
        drop(self.wake.take());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the checkpoint thread ended with a panic");
        }
        self.truncate(connection);
    }
}

fn follow(connection: &Connection, shared: &Shared, woken: &Receiver<()>) {
    while woken.recv().is_ok() {
        if shared.asks_writer.load(Ordering::Relaxed) {
            continue;
        }
        report(shared.copy(connection));
        let grown = shared.wal_bytes.load(Ordering::Relaxed) > WAL_BYTES_LONG;
        shared.asks_writer.store(grown, Ordering::Relaxed);
    }
}

/// Whether all is copied. A failed checkpoint loses nothing: the write-ahead log keeps what was
/// not.
fn report(result: rusqlite::Result<bool>) -> bool {
    result.unwrap_or_else(|error| {
        tracing::warn!(%error, "a checkpoint failed; the write-ahead log grows until one succeeds");
        false
    })
}
