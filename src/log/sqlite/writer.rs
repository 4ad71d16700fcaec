//! The one thread that writes. It takes what is waiting, writes it in one transaction, and answers
//! when that is on disk: one wait for the disk serves all who came in the meantime.

use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::{Connection, ErrorCode};
use tokio::sync::{mpsc, oneshot};

use crate::log::sqlite::checkpoint::Checkpoints;
use crate::log::sqlite::write::{Row, Tip, Tips, read_heads, write_heads};
use crate::log::{AppendError, CommitFault};

/// Commits in one transaction.
const GROUP_COMMITS_MAX: usize = 1024;

/// Bytes after which a transaction takes no more commits, so that nobody waits long for others.
const GROUP_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// A commit that waits for the writer, and where the answer goes.
pub(super) struct Append {
    pub(super) row: Row,
    pub(super) answer: oneshot::Sender<Result<(), AppendError>>,
}

/// How a transaction is ended; a test puts a failing disk here.
pub(super) type CommitFn = Box<dyn FnMut(&Connection) -> rusqlite::Result<()> + Send>;

pub(super) struct Writer {
    pub(super) connection: Connection,
    pub(super) checkpoints: Checkpoints,
    /// The heads that everyone reads; only this thread changes them.
    pub(super) tips: Arc<RwLock<Tips>>,
    pub(super) position: u64,
    pub(super) commit: CommitFn,
    /// Whether the heads in memory may differ from those stored.
    pub(super) stale: bool,
}

/// What is known of a commit before the transaction has ended.
enum Verdict {
    Written,
    Conflict { actual: u64 },
    Refused(CommitFault),
}

/// The text of an error that many callers hear of, and the error itself to none.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
struct Failure(String);

/// The heads and verdicts of a group in the making.
#[derive(Default)]
struct Group {
    tips: Tips,
    verdicts: Vec<Verdict>,
    written_bytes: u64,
    destroys: bool,
}

impl Writer {
    /// Writes until nobody can append any more.
    pub(super) fn run(mut self, mut waiting: mpsc::Receiver<Append>) {
        while let Some(first) = waiting.blocking_recv() {
            let mut bytes = first.row.bytes();
            let mut appends = vec![first];
            while appends.len() < GROUP_COMMITS_MAX && bytes < GROUP_BYTES_MAX {
                let Ok(next) = waiting.try_recv() else { break };
                bytes += next.row.bytes();
                appends.push(next);
            }
            self.append(appends);
        }
        self.checkpoints.finish(&self.connection);
    }

    fn append(&mut self, appends: Vec<Append>) {
        let group = match self.write(&appends) {
            Ok(group) => group,
            Err(failure) => return refuse_all(appends, &failure),
        };
        if let Err(error) = (self.commit)(&self.connection) {
            return self.commit_failed(appends, &Failure(error.to_string()));
        }
        let written = group.tips.values().map(|tip| tip.head.position).max();
        self.position = written.unwrap_or(self.position);
        self.tips.write().unwrap_or_else(PoisonError::into_inner).extend(group.tips);
        let bytes = group.written_bytes;
        self.checkpoints.after_group(&self.connection, bytes, group.destroys);
        for (append, verdict) in appends.into_iter().zip(group.verdicts) {
            answer(
                append,
                match verdict {
                    Verdict::Written => Ok(()),
                    Verdict::Conflict { actual } => Err(AppendError::Conflict { actual }),
                    Verdict::Refused(fault) => Err(AppendError::Refused(Box::new(fault))),
                },
            );
        }
    }

    /// Writes all commits of a group that fit. On an error nothing is written, for certain.
    fn write(&mut self, appends: &[Append]) -> Result<Group, Failure> {
        self.refresh()?;
        let failed = |error: rusqlite::Error| Failure(error.to_string());
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
        let written = self.write_rows(appends);
        written.map_err(|error| {
            self.roll_back();
            failed(error)
        })
    }

    fn write_rows(&self, appends: &[Append]) -> rusqlite::Result<Group> {
        let mut group = Group::default();
        let mut position = self.position;
        for append in appends {
            let row = &append.row;
            let verdict = match self.write_row(row, position + 1, &group.tips)? {
                Ok(tip) => {
                    position += 1;
                    group.tips.insert(row.commit.deliberation.clone(), tip);
                    group.written_bytes += row.bytes();
                    group.destroys |= row.destroys();
                    Verdict::Written
                }
                Err(verdict) => verdict,
            };
            group.verdicts.push(verdict);
        }
        write_heads(&self.connection, &group.tips)?;
        Ok(group)
    }

    /// One commit that cannot be written does not fail the others of its group: a conflict shows
    /// before anything is written, and what the vault refuses is undone to a savepoint.
    fn write_row(
        &self,
        row: &Row,
        position: u64,
        group: &Tips,
    ) -> rusqlite::Result<Result<Tip, Verdict>> {
        let tips = self.tips.read().unwrap_or_else(PoisonError::into_inner);
        let tip =
            group.get(&row.commit.deliberation).or_else(|| tips.get(&row.commit.deliberation));
        let actual = tip.map_or(0, |tip| tip.head.sequence);
        if actual != row.commit.after {
            return Ok(Err(Verdict::Conflict { actual }));
        }
        if !row.touches_vault() {
            return row.write(&self.connection, position, tip).map(Ok);
        }
        self.connection.execute_batch("SAVEPOINT one")?;
        match row.write(&self.connection, position, tip) {
            Ok(tip) => self.connection.execute_batch("RELEASE one").map(|()| Ok(tip)),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                self.connection.execute_batch("ROLLBACK TO one; RELEASE one")?;
                Ok(Err(Verdict::Refused(CommitFault::VaultHolds)))
            }
            Err(error) => Err(error),
        }
    }

    /// Nobody is told that it was written or that it was not: the disk may have it or not.
    fn commit_failed(&mut self, appends: Vec<Append>, failure: &Failure) {
        tracing::error!(%failure, commits = appends.len(), "a transaction did not end");
        self.stale = true;
        self.roll_back();
        for append in appends {
            answer(append, Err(AppendError::Unknown(Box::new(failure.clone()))));
        }
    }

    /// Reads the heads again after a transaction of which the end is not known.
    fn refresh(&mut self) -> Result<(), Failure> {
        if !self.connection.is_autocommit() {
            self.roll_back();
        }
        if self.stale {
            let (tips, position) = read_heads(&self.connection).map_err(Failure)?;
            *self.tips.write().unwrap_or_else(PoisonError::into_inner) = tips;
            self.position = position;
            self.stale = false;
        }
        Ok(())
    }

    fn roll_back(&mut self) {
        if self.connection.is_autocommit() {
            return;
        }
        if let Err(error) = self.connection.execute_batch("ROLLBACK") {
            self.stale = true;
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }
}

fn refuse_all(appends: Vec<Append>, failure: &Failure) {
    tracing::error!(%failure, commits = appends.len(), "commits were refused");
    for append in appends {
        answer(append, Err(AppendError::Refused(Box::new(failure.clone()))));
    }
}

/// Whoever stopped waiting for its answer gets none.
fn answer(append: Append, result: Result<(), AppendError>) {
    let _ = append.answer.send(result);
}
