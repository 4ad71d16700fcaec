//! What an operator can do who has the signing key: rewrite a log, so that it verifies.

use beraad::domain::ids::DeliberationId;
use beraad::log::chain::{GENESIS, SigningKey, envelope_digest, link};
use beraad_client::v1::{EventEnvelope, ExportResponse, export_response::Record};
use prost::Message;

/// The log with one event a millisecond later, and every digest, link and signature behind that
/// made anew with the key.
pub fn rewritten(
    records: &[ExportResponse],
    changed: u64,
    key: &SigningKey,
) -> Vec<ExportResponse> {
    let mut deliberation = None;
    let (mut previous, mut digests) = (GENESIS, Vec::new());
    let mut records = records.to_vec();
    for response in &mut records {
        match response.record.as_mut().expect("a record") {
            Record::Header(header) => {
                let id = header.deliberation.trim_start_matches("deliberations/");
                deliberation = DeliberationId::parse(id).ok();
            }
            Record::Event(event) => {
                let mut envelope = EventEnvelope::decode(&event.envelope[..]).expect("an envelope");
                if envelope.sequence == changed {
                    envelope.time.as_mut().expect("a time").nanos += 1_000_000;
                    event.envelope = envelope.encode_to_vec().into();
                }
                digests.push(envelope_digest(&event.envelope));
            }
            Record::Commit(commit) => {
                let digests = std::mem::take(&mut digests);
                let id = deliberation.as_ref().expect("a name");
                previous = link(&previous, id, commit.first_sequence, &digests);
                commit.link = previous.to_vec();
                commit.signature = key.sign(&previous).to_vec();
            }
            Record::Trailer(trailer) => trailer.link = previous.to_vec(),
        }
    }
    records
}
