//! The log as it is written: whole commits, each once, through every break of the connection.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use futures_util::stream::{self, BoxStream, StreamExt};
use prost::Message;

use crate::client::Client;
use crate::error::Error;
use crate::resume::Resuming;
use crate::services::Log;
use crate::streams::log;
use crate::v1::watch_record::Record;
use crate::v1::{self, exported_event, exported_text};

/// The server says something every 15 seconds; three times as long is silence.
const SILENCE: Duration = Duration::from_secs(45);

/// What a watch gives at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// Where to go on from: keep it when this update is handled, and watch from there in another
    /// process or on another day.
    pub position: u64,
    /// The events of a commit, in order; none otherwise.
    pub events: Vec<Event>,
    /// Why it came.
    pub cause: Cause,
}

/// Why an update came.
#[derive(Debug, Clone, PartialEq)]
pub enum Cause {
    /// A commit was written; its seal.
    Commit(v1::ExportedCommit),
    /// Everything that there was has been sent, or nothing happened for a while.
    Checkpoint(v1::WatchCheckpoint),
    /// A round closes in the commit that follows, so that events that came before as withheld may
    /// be open: export from where it says to read them.
    Disclosure(v1::WatchDisclosure),
}

/// An event, decoded as far as this caller may read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Place in the log, from 1 without gaps.
    pub sequence: u64,
    /// What kind of event it is, in snake_case, such as `round_opened`.
    pub kind: String,
    /// What everyone may know of it.
    pub envelope: v1::EventEnvelope,
    /// Its content; `None` when it is withheld.
    pub payload: Option<v1::EventPayload>,
    /// Why the content is withheld.
    pub withheld: Option<v1::Withheld>,
    /// The texts that the payload refers to, by id; `None` for one that is withheld.
    pub texts: BTreeMap<String, Option<String>>,
    /// The event as the log exports it, to the byte.
    pub exported: v1::ExportedEvent,
}

impl Event {
    /// Decodes an event of an export or a watch.
    ///
    /// # Errors
    /// [`Error::UnexpectedStatus`] for bytes that are no event.
    pub fn read(exported: v1::ExportedEvent) -> Result<Event, Error> {
        let unreadable = |error: prost::DecodeError| Error::UnexpectedStatus {
            code: tonic::Code::DataLoss,
            message: format!("an event of the log cannot be read: {error}"),
        };
        let envelope = v1::EventEnvelope::decode(&exported.envelope[..]).map_err(unreadable)?;
        let (mut payload, mut withheld, mut texts) = (None, None, BTreeMap::new());
        match &exported.content {
            Some(exported_event::Content::Disclosed(open)) => {
                payload = Some(v1::EventPayload::decode(&open.payload[..]).map_err(unreadable)?);
                texts.extend(open.texts.iter().map(|text| match &text.content {
                    Some(exported_text::Content::Text(text_of)) => {
                        (text.id.clone(), Some(text_of.value.clone()))
                    }
                    _ => (text.id.clone(), None),
                }));
            }
            Some(exported_event::Content::Withheld(why)) => {
                withheld = Some(v1::Withheld::try_from(*why).unwrap_or_default());
            }
            None => {}
        }
        let (sequence, kind) = (envelope.sequence, envelope.kind.clone());
        Ok(Event { sequence, kind, envelope, payload, withheld, texts, exported })
    }
}

impl Log<'_> {
    /// Follows the log as this caller may see it: whole commits with their events decoded, each
    /// once and in order, checkpoints and disclosures. When the stream breaks off, falls silent or
    /// ends, it is taken up again after the last commit that came whole; it goes on until it is
    /// dropped.
    ///
    /// # Errors
    /// [`Error::Refused`] with the engine's reason, or why there was no answer in any of the first
    /// attempts; the stream ends with it.
    pub fn watch(&self, request: v1::WatchRequest) -> BoxStream<'static, Result<Update, Error>> {
        let following = Following {
            source: Resuming::new(self.0.clone(), SILENCE),
            position: request.start_after_sequence,
            deliberation: request.deliberation,
            events: Vec::new(),
            disclosures: Vec::new(),
            ready: VecDeque::new(),
        };
        stream::try_unfold(following, |mut following| async move {
            let update = following.next().await?;
            Ok(update.map(|update| (update, following)))
        })
        .boxed()
    }
}

/// A watch under way.
struct Following {
    source: Resuming<v1::WatchResponse>,
    deliberation: String,
    position: u64,
    /// Events and disclosures whose commit has not come whole yet.
    events: Vec<Event>,
    disclosures: Vec<v1::WatchDisclosure>,
    ready: VecDeque<Update>,
}

impl Following {
    async fn next(&mut self) -> Result<Option<Update>, Error> {
        loop {
            if let Some(update) = self.ready.pop_front() {
                return Ok(Some(update));
            }
            let request = v1::WatchRequest {
                deliberation: self.deliberation.clone(),
                start_after_sequence: self.position,
            };
            let open = |client: &Client| {
                let (mut stub, request) = (log(client), client.request(request.clone())?);
                Ok(async move { stub.watch(request).await })
            };
            let Some((message, first)) = self.source.next(open).await? else {
                return Ok(None);
            };
            if first {
                self.events.clear();
                self.disclosures.clear();
            }
            for record in message.records {
                self.take(record.record)?;
            }
        }
    }

    fn take(&mut self, record: Option<Record>) -> Result<(), Error> {
        match record {
            Some(Record::Event(event)) => self.events.push(Event::read(event)?),
            Some(Record::Disclosure(disclosure)) => self.disclosures.push(disclosure),
            Some(Record::Commit(seal)) => {
                for disclosure in std::mem::take(&mut self.disclosures) {
                    self.give(Vec::new(), Cause::Disclosure(disclosure));
                }
                self.position = seal.last_sequence;
                let events = std::mem::take(&mut self.events);
                self.give(events, Cause::Commit(seal));
            }
            Some(Record::Checkpoint(checkpoint)) => {
                self.give(Vec::new(), Cause::Checkpoint(checkpoint));
            }
            // A record that this client does not know yet.
            None => {}
        }
        Ok(())
    }

    fn give(&mut self, events: Vec<Event>, cause: Cause) {
        self.ready.push_back(Update { position: self.position, events, cause });
    }
}
