//! News of a log: each commit read, opened and encoded once for all who may see the same of it.

use std::sync::Arc;

use beraad_client::v1::*;
use bytes::{Bytes, BytesMut};
use prost::Message;
use watch_record::Record;

use crate::domain::caller::{Caller, Role};
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::{Credential, DeliberationId};
use crate::domain::limits::WATCH_MESSAGE_BYTES_MAX;
use crate::domain::state::Deliberation;
use crate::log::StoredCommit;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::log::eyes::{Eyes, Kept, seal};
use crate::service::log::{decode, read};

/// Commits in order, with the state in which they were looked at.
pub(super) struct News {
    pub(super) state: Arc<Deliberation>,
    pub(super) commits: Vec<Told>,
}

/// One commit with what anybody may see of it.
pub(super) struct Told {
    pub(super) last_sequence: u64,
    commit: StoredCommit,
    events: Vec<Event>,
    /// What of each event is withheld from a stranger.
    kept: Vec<Kept>,
    /// What a stranger gets, encoded.
    bytes: Vec<Bytes>,
    /// Where what was hidden can be read, when a round closed in it.
    disclosures: Vec<Record>,
}

impl Told {
    pub(super) fn first_sequence(&self) -> u64 {
        self.commit.first_sequence()
    }

    pub(super) fn link(&self) -> [u8; 32] {
        self.commit.link
    }
}

impl News {
    /// The news that a page of commits brings.
    pub(super) async fn of(
        desk: &Desk,
        state: Arc<Deliberation>,
        page: Vec<StoredCommit>,
    ) -> Result<News, Failure> {
        let decoded = decode(&page)?;
        let stranger = stranger();
        let eyes = Eyes { state: &state, caller: &stranger };
        let references = decoded.iter().flat_map(|events| eyes.references(events));
        let texts = desk.texts(&state.id, &references.collect::<Vec<_>>()).await?;
        let mut commits = Vec::with_capacity(page.len());
        for (commit, events) in page.into_iter().zip(decoded) {
            let disclosures = disclosures(desk, &state, &events).await?;
            let told = commit.events.iter().zip(&events);
            let records = told.clone().map(|(stored, event)| eyes.event(stored, event, &texts));
            let bytes = encode(records, &commit, &disclosures);
            let kept = told.map(|(stored, event)| eyes.kept(stored.sequence, event)).collect();
            let last_sequence = commit.last_sequence();
            commits.push(Told { last_sequence, commit, events, kept, bytes, disclosures });
        }
        Ok(News { state, commits })
    }

    /// What this caller gets of one of the commits, in pieces of messages.
    pub(super) async fn seen_by(
        &self,
        desk: &Desk,
        caller: &Caller,
        told: &Told,
    ) -> Result<Vec<Bytes>, Failure> {
        let eyes = Eyes { state: &self.state, caller };
        let events = told.commit.events.iter().zip(&told.events);
        let alike = |((stored, event), kept): ((&crate::log::StoredEvent, &Event), &Kept)| {
            eyes.kept(stored.sequence, event) == *kept
        };
        if caller.role == Role::Observer || events.clone().zip(&told.kept).all(alike) {
            return Ok(told.bytes.clone());
        }
        let texts = desk.texts(&self.state.id, &eyes.references(&told.events)).await?;
        let records = events.map(|(stored, event)| eyes.event(stored, event, &texts));
        Ok(encode(records, &told.commit, &told.disclosures))
    }
}

/// Who sees no more than anybody.
fn stranger() -> Caller {
    Caller {
        role: Role::Observer,
        credential: Credential::parse("stranger").expect("a literal of the right form"),
        member: None,
        issuer: None,
    }
}

/// The records of a commit as encoded messages. Encoded messages one after another are one
/// message, so that news is put together without encoding it again.
fn encode(
    events: impl Iterator<Item = ExportedEvent>,
    commit: &StoredCommit,
    disclosures: &[Record],
) -> Vec<Bytes> {
    // The seal comes last: a reader that goes on after it has had everything before it.
    let records = events.map(Record::Event).chain(disclosures.iter().cloned());
    let records = records.chain([Record::Commit(seal(commit))]);
    let (mut pieces, mut piece) = (Vec::new(), BytesMut::new());
    for record in records {
        let message = WatchResponse { records: vec![WatchRecord { record: Some(record) }] };
        if !piece.is_empty() && piece.len() + message.encoded_len() > WATCH_MESSAGE_BYTES_MAX {
            pieces.push(std::mem::take(&mut piece).freeze());
        }
        message.encode(&mut piece).expect("a growing buffer has room");
    }
    pieces.push(piece.freeze());
    pieces
}

/// For each round that closed, the end of the commit before it opened.
async fn disclosures(
    desk: &Desk,
    state: &Deliberation,
    events: &[Event],
) -> Result<Vec<Record>, Failure> {
    let mut found = Vec::new();
    for event in events {
        let EventBody::RoundClosed { round, .. } = event.body else { continue };
        let Some(opened_by) = state.round(round).map(|round| round.opened_by) else { continue };
        let opening = read(desk, &state.id, opened_by - 1, 1).await?;
        let Some(opening) = opening.first() else { continue };
        let start_after_sequence = opening.first_sequence() - 1;
        found.push(Record::Disclosure(WatchDisclosure { round, start_after_sequence }));
    }
    Ok(found)
}

/// The next page of news after a sequence; `None` when there is none.
pub(super) async fn after(
    desk: &Desk,
    id: &DeliberationId,
    after: u64,
) -> Result<Option<News>, Failure> {
    let view = desk.engine().view(id, 0).await?;
    if view.state.sequence <= after {
        return Ok(None);
    }
    let mut page = read(desk, id, after, crate::domain::limits::READ_COMMITS_MAX).await?;
    // What was written since is looked at with the state of its own time.
    page.retain(|commit| commit.last_sequence() <= view.state.sequence);
    News::of(desk, view.state, page).await.map(Some)
}
