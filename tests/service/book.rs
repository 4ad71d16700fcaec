//! Exported logs: taken, verified, and their figures computed again.

use beraad::app::recompute::{Recomputed, Recomputer, Recorded, TallyCheck};
use beraad::log::verify::{Summary, VerifiedEvent, Verifier};
use beraad_client::Client;
use beraad_client::v1::{
    EventEnvelope, ExportRequest, ExportResponse, WatchRequest, export_response::Record,
    watch_record,
};
use futures::TryStreamExt;
use prost::Message;

/// The whole log of a deliberation as this caller may see it.
pub async fn export(client: &Client, deliberation: &str) -> Vec<ExportResponse> {
    let request = ExportRequest { deliberation: deliberation.to_owned(), ..Default::default() };
    let records = client.log().export(request).await.expect("an export begins");
    records.try_collect().await.expect("an export ends")
}

/// The same as bytes, to be compared whole.
pub async fn bytes(client: &Client, deliberation: &str) -> Vec<u8> {
    let records = export(client, deliberation).await;
    records.iter().flat_map(Message::encode_length_delimited_to_vec).collect()
}

/// A verified export.
pub struct Book {
    pub events: Vec<VerifiedEvent>,
    pub summary: Summary,
    pub checks: Vec<TallyCheck>,
}

impl Book {
    /// Takes an export and verifies all of it.
    pub async fn of(client: &Client, deliberation: &str) -> Book {
        let mut verifier = Verifier::new(None);
        let mut events = Vec::new();
        for (line, record) in (1..).zip(export(client, deliberation).await) {
            events.extend(verifier.push(line, record).expect("the log is as it should be"));
        }
        let summary = verifier.finish().expect("the log is whole");
        let mut recomputer = Recomputer::new(summary.deliberation.clone());
        let checks = events.iter().filter_map(|event| recomputer.push(event)).collect();
        Book { events, summary, checks }
    }

    /// The kinds of its events, in order.
    pub fn kinds(&self) -> Vec<&str> {
        self.events.iter().map(|event| event.envelope.kind.as_str()).collect()
    }

    /// How many events there are of a kind.
    pub fn count(&self, kind: &str) -> usize {
        self.kinds().iter().filter(|found| **found == kind).count()
    }

    /// Asserts that so many tallies are recorded, each with the figures that come out again.
    pub fn figures_are_those_of_the_log(&self, tallies: usize) {
        let of_process = |check: &&TallyCheck| check.about == Recorded::Process;
        assert_eq!(self.checks.len() - self.checks.iter().filter(of_process).count(), tallies);
        for check in &self.checks {
            assert!(matches!(check.outcome, Recomputed::Equal { .. }), "{check:?}");
        }
    }
}

/// The envelopes of an export.
pub fn envelopes(records: &[ExportResponse]) -> Vec<EventEnvelope> {
    let envelope = |record: &ExportResponse| match &record.record {
        Some(Record::Event(event)) => EventEnvelope::decode(&event.envelope[..]).ok(),
        _ => None,
    };
    records.iter().filter_map(envelope).collect()
}

/// What a watch from the beginning tells until it has told everything.
pub async fn watched(client: &Client, deliberation: &str) -> Vec<watch_record::Record> {
    let request = WatchRequest { deliberation: deliberation.to_owned(), ..Default::default() };
    let messages = client.log().watch_once(request).await.expect("a watch begins");
    let mut messages = Box::pin(messages);
    let mut records = Vec::new();
    loop {
        let message = messages.try_next().await.expect("it goes on").expect("it does not end");
        for record in message.records.into_iter().filter_map(|one| one.record) {
            match record {
                watch_record::Record::Checkpoint(_) => return records,
                record => records.push(record),
            }
        }
    }
}
