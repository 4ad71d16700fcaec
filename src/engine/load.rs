//! Bringing a deliberation back: from its snapshot when there is one that fits, and then from the
//! events behind it.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::domain::event::{Event, EventBody};
use crate::domain::evolve::evolve;
use crate::domain::ids::{DeliberationId, Timestamp};
use crate::domain::limits::REPLAY_COMMITS_MAX;
use crate::domain::state::Deliberation;
use crate::engine::Ports;
use crate::engine::beside::beside;
use crate::engine::error::{EngineError, cause, unreadable};
use crate::engine::requests::Requests;
use crate::engine::snapshot::{Snapshot, Unfit};
use crate::engine::texts::Keyring;
use crate::log::chain::GENESIS;
use crate::log::{StoredCommit, StoredRequest, codec};

/// What a cell starts with.
pub(super) struct Loaded {
    pub(super) state: Deliberation,
    pub(super) link: [u8; 32],
    pub(super) signature: [u8; 64],
    pub(super) requests: Requests,
    pub(super) keyring: Keyring,
    /// Sequence of the snapshot that is kept of it; 0 for none.
    pub(super) kept: u64,
}

/// Brings back everything that the log holds of a deliberation; nothing is a state too.
pub(super) async fn load(ports: &Arc<Ports>, id: &DeliberationId) -> Result<Loaded, EngineError> {
    let keyring = Keyring::load(ports, id, None).await?;
    let begin = match restored(ports, id).await {
        Some(begin) => begin,
        None => Begin {
            state: Deliberation::absent(id.clone()),
            link: GENESIS,
            signature: [0; 64],
            requests: Requests::default(),
            erases: false,
        },
    };
    let mut kept = begin.state.sequence;
    let Begin { state, link, signature, requests, erases } = replayed(ports, id, begin).await?;
    if kept > 0 && erases {
        // Somebody was erased behind it, and the server ended before it could be forgotten.
        ports.log.forget_snapshot(id).await;
        kept = 0;
    }
    Ok(Loaded { state, link, signature, requests, keyring, kept })
}

/// Where a replay begins, and how far it came.
struct Begin {
    state: Deliberation,
    link: [u8; 32],
    signature: [u8; 64],
    requests: Requests,
    /// Whether somebody was erased on the way.
    erases: bool,
}

/// What the snapshot holds. Whatever is wrong with it costs time and nothing else.
async fn restored(ports: &Arc<Ports>, id: &DeliberationId) -> Option<Begin> {
    let bytes = ports.log.snapshot(id).await?;
    let (own, public) = (id.clone(), ports.signing_key.public());
    let opened = beside(move || {
        let snapshot = Snapshot::open(&bytes, &own, &public)?;
        Ok(Begin {
            state: Arc::unwrap_or_clone(snapshot.state),
            link: snapshot.link,
            signature: snapshot.signature,
            requests: Requests::from(snapshot.requests),
            erases: false,
        })
    });
    let fit = match opened.await.unwrap_or(Err(Unfit::Untakable)) {
        Ok(begin) => fits(ports, id, begin).await,
        Err(unfit) => Err(unfit),
    };
    let unused = |unfit: &Unfit| {
        tracing::warn!(deliberation = %id, error = %unfit, "snapshot not used, replaying the log");
    };
    fit.inspect_err(unused).ok()
}

/// Holds a snapshot against the log: a log that was put back from a copy may end before it, or
/// have gone on otherwise.
async fn fits(ports: &Ports, id: &DeliberationId, begin: Begin) -> Result<Begin, Unfit> {
    let sequence = begin.state.sequence;
    let stands = match ports.log.head(id) {
        Some(head) if head.sequence == sequence => head.link == begin.link,
        Some(head) if head.sequence > sequence && sequence > 0 => {
            let page = ports.log.read(id, sequence - 1, 1).await;
            let commit = page.ok().and_then(|page| page.into_iter().next());
            let is_it = |commit: &StoredCommit| {
                commit.last_sequence() == sequence && commit.link == begin.link
            };
            commit.as_ref().is_some_and(is_it)
        }
        _ => false,
    };
    if stands { Ok(begin) } else { Err(Unfit::NotOfThisLog(sequence)) }
}

/// A commit as it is replayed.
struct Told {
    events: Vec<Event>,
    requests: Vec<StoredRequest>,
    link: [u8; 32],
    signature: [u8; 64],
    at: Timestamp,
}

/// A page whose events are being decoded.
type Page = JoinHandle<Result<Vec<Told>, EngineError>>;

/// Applies everything behind the beginning. While one page is applied, the next is decoded and
/// the one after that is read.
async fn replayed(
    ports: &Arc<Ports>,
    id: &DeliberationId,
    mut reached: Begin,
) -> Result<Begin, EngineError> {
    let (sender, mut pages) = mpsc::channel(1);
    tokio::spawn(read_on(ports.clone(), id.clone(), reached.state.sequence, sender));
    while let Some(page) = pages.recv().await {
        let page = page?.await.map_err(|error| EngineError::Bug(cause(error)))??;
        let applied = beside(move || {
            page.into_iter().for_each(|told| apply(&mut reached, told));
            reached
        });
        reached = applied.await.map_err(|error| EngineError::Bug(cause(error)))?;
    }
    Ok(reached)
}

/// Reads page after page, until there is none or nobody wants it.
async fn read_on(
    ports: Arc<Ports>,
    id: DeliberationId,
    mut after: u64,
    sender: mpsc::Sender<Result<Page, EngineError>>,
) {
    loop {
        let page = match ports.log.read(&id, after, REPLAY_COMMITS_MAX).await {
            Ok(page) => page,
            Err(error) => {
                // Who loads may have failed for another reason already.
                let _ = sender.send(Err(unreadable(error))).await;
                return;
            }
        };
        let Some(last) = page.last() else { return };
        after = last.last_sequence();
        let decoding = beside(move || page.into_iter().map(told).collect());
        if sender.send(Ok(decoding)).await.is_err() {
            return;
        }
    }
}

fn told(commit: StoredCommit) -> Result<Told, EngineError> {
    let events = commit.events.iter().map(codec::decode).collect::<Result<_, _>>();
    Ok(Told {
        events: events.map_err(|error| EngineError::Unreadable(cause(error)))?,
        requests: commit.requests,
        link: commit.link,
        signature: commit.signature,
        at: Timestamp(commit.at_ms),
    })
}

fn apply(reached: &mut Begin, told: Told) {
    for event in &told.events {
        reached.erases |= matches!(event.body, EventBody::Erased { .. });
        evolve(&mut reached.state, event);
    }
    reached.link = told.link;
    reached.signature = told.signature;
    for request in &told.requests {
        reached.requests.remember(request, told.at);
    }
}
