//! A log that fails when it is told to.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use beraad::domain::ids::{DeliberationId, TextId};
use beraad::log::memory::MemoryLog;
use beraad::log::{
    AppendError, BoxFuture, Commit, EventLog, Head, Listed, ReadError, SealedText, StoredCommit,
    Subject, TextClass, WrappedKey,
};
use bytes::Bytes;
use tokio::sync::watch;

/// What befalls an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is written, and nobody can tell.
    UnknownAfterWriting,
    /// It is not written, and nobody can tell.
    UnknownWithoutWriting,
    /// It is surely not written.
    Refused,
    /// It goes well, and the next fault waits for the next append.
    None,
}

/// How reading goes.
#[derive(Clone, Copy)]
pub enum Reads {
    /// As it should.
    Well,
    /// A record is damaged.
    Damaged,
    /// The storage cannot be used for the moment.
    NotNow,
}

/// A log in memory that fails.
pub struct FailingLog {
    inner: MemoryLog,
    faults: Mutex<VecDeque<Fault>>,
    reads: watch::Sender<Reads>,
    open: watch::Sender<bool>,
    /// Appends that wait until it opens.
    waiting: watch::Sender<usize>,
    /// Sequences behind which commits were read.
    read: Mutex<BTreeSet<u64>>,
    /// How many snapshots were kept.
    kept: watch::Sender<usize>,
}

impl FailingLog {
    /// One that does not fail yet.
    pub fn new() -> FailingLog {
        FailingLog {
            inner: MemoryLog::new(),
            faults: Mutex::default(),
            reads: watch::Sender::new(Reads::Well),
            open: watch::Sender::new(true),
            waiting: watch::Sender::new(0),
            read: Mutex::default(),
            kept: watch::Sender::new(0),
        }
    }

    /// What befalls the next appends, in order.
    pub fn fail(&self, faults: &[Fault]) {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).extend(faults);
    }

    /// How it is read from now on.
    pub fn reads(&self, reads: Reads) {
        self.reads.send_replace(reads);
    }

    /// Whether appends are let through; otherwise they wait.
    pub fn set_open(&self, open: bool) {
        self.open.send_replace(open);
    }

    /// Waits until an append waits.
    pub async fn holds_an_append(&self) {
        let mut waiting = self.waiting.subscribe();
        waiting.wait_for(|waiting| *waiting > 0).await.expect("the log outlives its appends");
    }

    /// Sequences behind which commits were read since this was last asked.
    pub fn take_read(&self) -> BTreeSet<u64> {
        std::mem::take(&mut *self.read.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until so many snapshots were kept.
    pub async fn keeps(&self, snapshots: usize) {
        let mut kept = self.kept.subscribe();
        kept.wait_for(|kept| *kept >= snapshots).await.expect("the log outlives its snapshots");
    }

    fn next_fault(&self) -> Fault {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.pop_front().unwrap_or(Fault::None)
    }
}

impl EventLog for FailingLog {
    fn kind(&self) -> &'static str {
        "memory"
    }

    fn append(&self, commit: Arc<Commit>) -> BoxFuture<'_, Result<(), AppendError>> {
        Box::pin(async move {
            let mut open = self.open.subscribe();
            self.waiting.send_modify(|waiting| *waiting += 1);
            open.wait_for(|open| *open).await.expect("the log outlives its appends");
            self.waiting.send_modify(|waiting| *waiting -= 1);
            match self.next_fault() {
                Fault::None => self.inner.append(commit).await,
                Fault::Refused => Err(AppendError::Refused("the disk is full".into())),
                Fault::UnknownWithoutWriting => Err(AppendError::Unknown("no answer".into())),
                Fault::UnknownAfterWriting => {
                    self.inner.append(commit).await?;
                    Err(AppendError::Unknown("no answer".into()))
                }
            }
        })
    }

    fn head(&self, deliberation: &DeliberationId) -> Option<Head> {
        self.inner.head(deliberation)
    }

    fn read<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        after: u64,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<StoredCommit>, ReadError>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(after);
        let error = match *self.reads.borrow() {
            Reads::Well => return self.inner.read(deliberation, after, most),
            Reads::Damaged => {
                let cause = "rust".to_owned();
                ReadError::Unreadable { position: 1, first_sequence: None, cause }
            }
            Reads::NotNow => ReadError::Storage("rust".into()),
        };
        Box::pin(async move { Err(error) })
    }

    fn tail(
        &self,
        position: u64,
        most: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredCommit>, ReadError>> {
        self.inner.tail(position, most)
    }

    fn deliberations(&self, after: Option<&DeliberationId>, most: usize) -> Vec<Listed> {
        self.inner.deliberations(after, most)
    }

    fn texts<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        ids: &'a [TextId],
    ) -> BoxFuture<'a, Result<Vec<SealedText>, ReadError>> {
        self.inner.texts(deliberation, ids)
    }

    fn keys<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        only: Option<&'a BTreeSet<(Subject, TextClass)>>,
    ) -> BoxFuture<'a, Result<Vec<WrappedKey>, ReadError>> {
        self.inner.keys(deliberation, only)
    }

    fn snapshot<'a>(&'a self, deliberation: &'a DeliberationId) -> BoxFuture<'a, Option<Bytes>> {
        self.inner.snapshot(deliberation)
    }

    fn keep_snapshot<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        snapshot: Bytes,
    ) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            self.inner.keep_snapshot(deliberation, snapshot).await;
            self.kept.send_modify(|kept| *kept += 1);
        })
    }

    fn forget_snapshot<'a>(&'a self, deliberation: &'a DeliberationId) -> BoxFuture<'a, ()> {
        self.inner.forget_snapshot(deliberation)
    }
}
