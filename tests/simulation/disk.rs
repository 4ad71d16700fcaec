//! A log that fails as storage does: writes and answers get lost, come late or are refused, reading
//! does not work for a while, and a crash leaves open what was under way.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use beraad::domain::ids::{DeliberationId, TextId};
use beraad::log::memory::MemoryLog;
use beraad::log::{
    AppendError, BoxFuture, Commit, EventLog, Head, Listed, ReadError, SealedText, StoredCommit,
    Subject, TextClass, WrappedKey, codec,
};
use bytes::Bytes;
use futures::FutureExt;

use crate::chance::Chance;
use crate::clock::SimClock;
use crate::trace::Trace;

/// What befalls an append.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// It is not written, and nobody can tell.
    LostWrite,
    /// It is written, and nobody can tell.
    LostAnswer,
    /// It is surely not written.
    Refused,
    /// It is written after a while.
    LateWrite,
    /// It is written, and the answer comes after a while.
    LateAnswer,
}

const FAULTS: [Fault; 7] = [
    Fault::LostWrite,
    Fault::LostWrite,
    Fault::LostAnswer,
    Fault::LostAnswer,
    Fault::Refused,
    Fault::LateWrite,
    Fault::LateAnswer,
];

/// What is durable, and what is wrong with it.
pub struct Disk {
    durable: MemoryLog,
    clock: Arc<SimClock>,
    trace: Arc<Trace>,
    faulty: AtomicBool,
    inner: Mutex<Inner>,
}

struct Inner {
    chance: Chance,
    /// One in so many appends fails.
    one_in: u64,
    /// Until when nothing can be read.
    unreadable_until: i64,
    /// The round that is open, and the last that was opened.
    rounds: HashMap<DeliberationId, (Option<u32>, u32)>,
    /// Appends that were asked for and not answered.
    under_way: HashMap<DeliberationId, Arc<Commit>>,
}

impl Inner {
    fn new(chance: Chance) -> Inner {
        let (rounds, under_way) = (HashMap::new(), HashMap::new());
        Inner { chance, one_in: 1, unreadable_until: 0, rounds, under_way }
    }
}

impl Disk {
    /// An empty one.
    pub fn new(seed: u64, clock: Arc<SimClock>, trace: Arc<Trace>) -> Disk {
        let mut chance = Chance::new(seed, 1);
        let one_in = *chance.pick(&[3, 5, 8, 15]);
        let inner = Inner { one_in, unreadable_until: 0, ..Inner::new(chance) };
        let (durable, faulty) = (MemoryLog::new(), AtomicBool::new(true));
        Disk { durable, clock, trace, faulty, inner: Mutex::new(inner) }
    }

    /// From now on nothing fails.
    pub fn heal(&self) {
        self.faulty.store(false, Ordering::Relaxed);
        self.inner().unreadable_until = 0;
    }

    /// Cannot be read for a while.
    pub fn cover(&self, for_ms: u64) {
        if self.faulty.load(Ordering::Relaxed) {
            self.inner().unreadable_until = self.clock.elapsed() + for_ms as i64;
        }
    }

    /// The machine went down: what was under way is durable or not.
    pub fn crash(&self) {
        let mut under_way: Vec<_> = self.inner().under_way.drain().collect();
        under_way.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (id, commit) in under_way {
            let reached = self.inner().chance.one_in(2);
            // One that was written before its answer conflicts, and stays as it is.
            let written = reached && self.write(commit.clone()).is_ok();
            self.line(format!("{id}: after {} was under way, written {written}", commit.after));
        }
    }

    /// Everything durable of a deliberation.
    pub fn commits(&self, id: &DeliberationId) -> Vec<StoredCommit> {
        let mut all: Vec<StoredCommit> = Vec::new();
        loop {
            let after = all.last().map_or(0, StoredCommit::last_sequence);
            let page = self.durable.read(id, after, usize::MAX).now_or_never();
            let page = page.expect("memory answers at once").expect("memory can be read");
            if page.is_empty() {
                return all;
            }
            all.extend(page);
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn line(&self, line: String) {
        self.trace.line(format!("{:>8} disk {line}", self.clock.elapsed()));
    }

    /// The envelope of a durable event.
    pub fn envelope(&self, id: &DeliberationId, sequence: u64) -> Option<Bytes> {
        let page = self.durable.read(id, sequence - 1, 1).now_or_never()?.ok()?;
        let mut events = page.iter().flat_map(|commit| &commit.events);
        events.find(|event| event.sequence == sequence).map(|event| event.envelope.clone())
    }

    /// The round that is open on disk, and the last that was opened.
    pub fn round(&self, id: &DeliberationId) -> (Option<u32>, u32) {
        self.inner().rounds.get(id).copied().unwrap_or_default()
    }

    fn write(&self, commit: Arc<Commit>) -> Result<(), AppendError> {
        let written = self.durable.append(commit.clone()).now_or_never();
        written.expect("memory answers at once")?;
        let mut inner = self.inner();
        let (open, last) = inner.rounds.entry(commit.deliberation.clone()).or_default();
        for event in &commit.events {
            let envelope = codec::decode_envelope(&event.envelope).expect("an envelope");
            match envelope.kind.as_str() {
                "round_opened" => (*open, *last) = (Some(*last + 1), *last + 1),
                "round_closed" => *open = None,
                _ => {}
            }
        }
        Ok(())
    }

    fn next_fault(&self) -> (Option<Fault>, Duration) {
        let mut inner = self.inner();
        let (one_in, chance) = (inner.one_in, &mut inner.chance);
        let fault = chance.one_in(one_in).then(|| *chance.pick(&FAULTS));
        let most = *chance.pick(&[5, 50, 500, 4_000, 40_000]);
        let fault = fault.filter(|_| self.faulty.load(Ordering::Relaxed));
        (fault, Duration::from_millis(chance.between(1, most)))
    }

    async fn suffer(&self, commit: &Arc<Commit>) -> Result<(), AppendError> {
        let (fault, late) = self.next_fault();
        let what = (&commit.deliberation, commit.after, commit.events.len(), fault);
        self.line(format!("{}: append after {}, {} events: {:?}", what.0, what.1, what.2, what.3));
        tokio::time::sleep(Duration::from_millis(1)).await;
        match fault {
            None => self.write(commit.clone()),
            Some(Fault::Refused) => Err(AppendError::Refused("the disk is full".into())),
            Some(Fault::LostWrite) => {
                tokio::time::sleep(late).await;
                Err(AppendError::Unknown("no answer".into()))
            }
            Some(Fault::LostAnswer) => {
                self.write(commit.clone())?;
                tokio::time::sleep(late).await;
                Err(AppendError::Unknown("no answer".into()))
            }
            Some(Fault::LateWrite) => {
                tokio::time::sleep(late).await;
                self.write(commit.clone())
            }
            Some(Fault::LateAnswer) => {
                self.write(commit.clone())?;
                tokio::time::sleep(late).await;
                Ok(())
            }
        }
    }

    /// Whether it can be read at this moment, after the time that it takes.
    async fn seek(&self) -> Result<(), ReadError> {
        let wait = self.inner().chance.below(3);
        if wait > 0 {
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
        if self.clock.elapsed() < self.inner().unreadable_until {
            self.line("cannot be read".to_owned());
            return Err(ReadError::Storage("no answer".into()));
        }
        Ok(())
    }
}

impl EventLog for Disk {
    fn kind(&self) -> &'static str {
        "memory"
    }

    fn append(&self, commit: Arc<Commit>) -> BoxFuture<'_, Result<(), AppendError>> {
        Box::pin(async move {
            let id = commit.deliberation.clone();
            self.inner().under_way.insert(id.clone(), commit.clone());
            let end = self.suffer(&commit).await;
            self.inner().under_way.remove(&id);
            end
        })
    }

    fn head(&self, deliberation: &DeliberationId) -> Option<Head> {
        self.durable.head(deliberation)
    }

    fn read<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        after: u64,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<StoredCommit>, ReadError>> {
        Box::pin(async move {
            self.seek().await?;
            self.durable.read(deliberation, after, most).await
        })
    }

    fn tail(
        &self,
        position: u64,
        most: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredCommit>, ReadError>> {
        self.durable.tail(position, most)
    }

    fn deliberations(&self, after: Option<&DeliberationId>, most: usize) -> Vec<Listed> {
        self.durable.deliberations(after, most)
    }

    fn texts<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        ids: &'a [TextId],
    ) -> BoxFuture<'a, Result<Vec<SealedText>, ReadError>> {
        Box::pin(async move {
            self.seek().await?;
            self.durable.texts(deliberation, ids).await
        })
    }

    fn keys<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        only: Option<&'a BTreeSet<(Subject, TextClass)>>,
    ) -> BoxFuture<'a, Result<Vec<WrappedKey>, ReadError>> {
        Box::pin(async move {
            self.seek().await?;
            self.durable.keys(deliberation, only).await
        })
    }

    fn snapshot<'a>(&'a self, deliberation: &'a DeliberationId) -> BoxFuture<'a, Option<Bytes>> {
        Box::pin(async move {
            self.seek().await.ok()?;
            self.durable.snapshot(deliberation).await
        })
    }

    fn keep_snapshot<'a>(
        &'a self,
        deliberation: &'a DeliberationId,
        snapshot: Bytes,
    ) -> BoxFuture<'a, ()> {
        self.line(format!("{deliberation}: a snapshot of {} bytes", snapshot.len()));
        self.durable.keep_snapshot(deliberation, snapshot)
    }

    fn forget_snapshot<'a>(&'a self, deliberation: &'a DeliberationId) -> BoxFuture<'a, ()> {
        self.durable.forget_snapshot(deliberation)
    }
}
