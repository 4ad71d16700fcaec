//! Snapshots as files beside the database. They are a cache, so they are not in it: its backups
//! stay small, and a file can be deleted without asking anybody.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::task::spawn_blocking;

use crate::domain::ids::DeliberationId;
use crate::domain::limits::SNAPSHOT_BYTES_MAX;
use crate::log::sqlite::make_folder;

/// Name of their folder in the folder of the log.
pub(super) const SNAPSHOT_FOLDER: &str = "snapshots";

/// The files of one log.
pub(super) struct Snapshots {
    folder: PathBuf,
    /// Held by who writes or removes: one at a time, so that snapshots hold up nothing else.
    turn: Arc<Mutex<()>>,
}

impl Snapshots {
    /// Those of the log in this folder. Their own is made with the first one.
    pub(super) fn new(folder: &Path) -> Snapshots {
        Snapshots { folder: folder.join(SNAPSHOT_FOLDER), turn: Arc::default() }
    }

    /// An id is a DNS label, so it is a file name as well.
    fn path(&self, deliberation: &DeliberationId) -> PathBuf {
        self.folder.join(deliberation.as_str())
    }

    pub(super) async fn read(&self, deliberation: &DeliberationId) -> Option<Bytes> {
        let path = self.path(deliberation);
        told(deliberation, spawn_blocking(move || read(&path)).await, "read")?
    }

    pub(super) async fn keep(&self, deliberation: &DeliberationId, snapshot: Bytes) {
        let path = self.path(deliberation);
        // No id begins with a point, so this is the name of no snapshot.
        let unfinished = self.folder.join(format!(".{deliberation}.unfinished"));
        let turn = self.turn.clone();
        let kept = spawn_blocking(move || {
            let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            keep(&path, &unfinished, &snapshot)
        })
        .await;
        told(deliberation, kept, "kept");
    }

    pub(super) async fn forget(&self, deliberation: &DeliberationId) {
        let path = self.path(deliberation);
        let turn = self.turn.clone();
        let gone = spawn_blocking(move || {
            let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            remove(&path)
        });
        told(deliberation, gone.await, "removed");
    }
}

/// What came of it; a failure is said once and is nobody's else.
fn told<T>(
    deliberation: &DeliberationId,
    done: Result<io::Result<T>, tokio::task::JoinError>,
    what: &str,
) -> Option<T> {
    let done = done.map_err(io::Error::other).and_then(|done| done);
    done.inspect_err(|error| {
        tracing::warn!(deliberation = %deliberation, error = %error, "snapshot not {what}");
    })
    .ok()
}

fn read(path: &Path) -> io::Result<Option<Bytes>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let most = SNAPSHOT_BYTES_MAX as u64;
    let length = file.metadata()?.len();
    if length > most {
        return Err(io::Error::other(format!("{length} bytes are too many; at most {most}")));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    file.take(most).read_to_end(&mut bytes)?;
    Ok(Some(bytes.into()))
}

/// Writes beside the file and renames, so that a reader sees the old one or the new one. Nothing
/// is flushed to the disk: that would hold up the log, and what a crash leaves is told by its
/// digest.
fn keep(path: &Path, unfinished: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    // What a crash left may have other permissions than a file that is made.
    remove(unfinished)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(unfinished)?;
    file.write_all(bytes)?;
    drop(file);
    fs::rename(unfinished, path)
}

/// Removes a file that need not be there.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
