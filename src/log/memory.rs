//! The log in memory: for tests, simulations and trying things out. It keeps every rule of the log
//! on disk except that it is gone with the process.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use crate::domain::ids::{DeliberationId, TextId};
use crate::log::record::{
    Commit, Head, Listed, PAGE_BYTES_MAX, SealedText, StoredCommit, Subject, TextClass, WrappedKey,
};
use crate::log::{AppendError, BoxFuture, CommitFault, EventLog, ReadError};

/// A log in memory.
#[derive(Debug, Default)]
pub struct MemoryLog {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The commit at position p is element p - 1.
    commits: Vec<StoredCommit>,
    deliberations: BTreeMap<DeliberationId, Stored>,
    snapshots: BTreeMap<DeliberationId, Bytes>,
}

#[derive(Debug)]
struct Stored {
    head: Head,
    summary: Bytes,
    /// Indexes of its commits, in order.
    commits: Vec<usize>,
    texts: BTreeMap<TextId, SealedText>,
    keys: BTreeMap<(Subject, TextClass), WrappedKey>,
}

impl MemoryLog {
    /// An empty log.
    #[must_use]
    pub fn new() -> MemoryLog {
        MemoryLog::default()
    }

    /// Nothing is changed before everything is checked, so a panic leaves the state whole and the
    /// lock can be used on.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn append(&mut self, commit: Commit) -> Result<(), AppendError> {
        let refused = |fault: CommitFault| AppendError::Refused(Box::new(fault));
        commit.check().map_err(refused)?;
        let known = self.deliberations.get(&commit.deliberation);
        let actual = known.map_or(0, |known| known.head.sequence);
        if actual != commit.after {
            return Err(AppendError::Conflict { actual });
        }
        if known.is_some_and(|known| known.holds_any(&commit)) {
            return Err(refused(CommitFault::VaultHolds));
        }
        self.write(commit);
        Ok(())
    }

    fn write(&mut self, commit: Commit) {
        let index = self.commits.len();
        let head = Head {
            sequence: commit.last_sequence(),
            link: commit.link,
            position: index as u64 + 1,
        };
        let entry = self.deliberations.entry(commit.deliberation.clone());
        let stored = entry.or_insert_with(|| Stored {
            head,
            summary: Bytes::new(),
            commits: Vec::new(),
            texts: BTreeMap::new(),
            keys: BTreeMap::new(),
        });
        stored.head = head;
        stored.summary = commit.summary;
        stored.commits.push(index);
        for (subject, class) in commit.destroy {
            stored.texts.retain(|_, text| (&text.subject, text.class) != (&subject, class));
            stored.keys.remove(&(subject, class));
        }
        let texts = commit.texts.into_iter();
        stored.texts.extend(texts.map(|text| (text.id.clone(), text)));
        let keys = commit.keys.into_iter();
        stored.keys.extend(keys.map(|key| ((key.subject.clone(), key.class), key)));
        self.commits.push(StoredCommit {
            position: head.position,
            deliberation: commit.deliberation,
            events: commit.events,
            requests: commit.requests,
            link: commit.link,
            signature: commit.signature,
            at_ms: commit.at_ms,
        });
    }

    fn read(&self, deliberation: &DeliberationId, after: u64, most: usize) -> Vec<StoredCommit> {
        let Some(stored) = self.deliberations.get(deliberation) else {
            return Vec::new();
        };
        let commits = &stored.commits;
        let start = commits.partition_point(|index| self.commits[*index].last_sequence() <= after);
        page(commits[start..].iter().map(|index| &self.commits[*index]), most)
    }
}

impl Stored {
    fn holds_any(&self, commit: &Commit) -> bool {
        let mut keys = commit.keys.iter().map(|key| (key.subject.clone(), key.class));
        commit.texts.iter().any(|text| self.texts.contains_key(&text.id))
            || keys.any(|key| self.keys.contains_key(&key))
    }
}

/// The commits up to the number and the bytes of one page.
fn page<'a>(commits: impl Iterator<Item = &'a StoredCommit>, most: usize) -> Vec<StoredCommit> {
    let mut bytes = 0;
    commits
        .take(most)
        .take_while(|commit| {
            let fits = bytes < PAGE_BYTES_MAX;
            bytes += commit.body_bytes();
            fits
        })
        .cloned()
        .collect()
}

impl EventLog for MemoryLog {
    fn kind(&self) -> &'static str {
        "memory"
    }

    fn append(&self, commit: Arc<Commit>) -> BoxFuture<'_, Result<(), AppendError>> {
        Box::pin(async move { self.state().append(Arc::unwrap_or_clone(commit)) })
    }

    fn head(&self, deliberation: &DeliberationId) -> Option<Head> {
        self.state().deliberations.get(deliberation).map(|stored| stored.head)
    }

    fn read<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        after: u64,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<StoredCommit>, ReadError>> {
        Box::pin(async move { Ok(self.state().read(deliberation, after, most)) })
    }

    fn tail(
        &self,
        position: u64,
        most: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredCommit>, ReadError>> {
        Box::pin(async move {
            let start = usize::try_from(position).unwrap_or(usize::MAX);
            Ok(page(self.state().commits.iter().skip(start), most))
        })
    }

    fn deliberations(&self, after: Option<&DeliberationId>, most: usize) -> Vec<Listed> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let state = self.state();
        let beyond = state.deliberations.range::<DeliberationId, _>((start, Bound::Unbounded));
        let listed = |(id, stored): (&DeliberationId, &Stored)| Listed {
            deliberation: id.clone(),
            summary: stored.summary.clone(),
        };
        beyond.take(most).map(listed).collect()
    }

    fn texts<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        ids: &'a [TextId],
    ) -> BoxFuture<'a, Result<Vec<SealedText>, ReadError>> {
        Box::pin(async move {
            let state = self.state();
            let stored = state.deliberations.get(deliberation);
            let text = |id| stored.and_then(|stored| stored.texts.get(id)).cloned();
            Ok(ids.iter().filter_map(text).collect())
        })
    }

    fn keys<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        only: Option<&'a BTreeSet<(Subject, TextClass)>>,
    ) -> BoxFuture<'a, Result<Vec<WrappedKey>, ReadError>> {
        Box::pin(async move {
            let state = self.state();
            let stored = state.deliberations.get(deliberation);
            let Some(stored) = stored else { return Ok(Vec::new()) };
            Ok(match only {
                None => stored.keys.values().cloned().collect(),
                Some(places) => {
                    places.iter().filter_map(|place| stored.keys.get(place)).cloned().collect()
                }
            })
        })
    }

    fn snapshot<'a>(&'a self, deliberation: &'a DeliberationId) -> BoxFuture<'a, Option<Bytes>> {
        Box::pin(async move { self.state().snapshots.get(deliberation).cloned() })
    }

    fn keep_snapshot<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        snapshot: Bytes,
    ) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            self.state().snapshots.insert(deliberation.clone(), snapshot);
        })
    }

    fn forget_snapshot<'a>(&'a self, deliberation: &'a DeliberationId) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            self.state().snapshots.remove(deliberation);
        })
    }
}
