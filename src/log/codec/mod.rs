//! Events as bytes: the domain's events on one side, the public messages on the other.
//!
//! An event is encoded once, when it is first written. Reading it back checks that the bytes are
//! those that were written, then lifts an older schema to the present one, and only then reads
//! what it means; so an upcaster never has a say in what the chain protects.

use beraad_client::v1::{self, EventEnvelope, EventPayload};
use bytes::Bytes;
use prost::Message;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::domain::charter::Charter;
use crate::domain::event::Event;
use crate::domain::ids::Timestamp;
use crate::domain::round::ClosingRule;
use crate::log::chain::payload_digest;
use crate::log::codec::wire::Wire;
use crate::log::record::StoredEvent;

mod acts;
mod body;
mod charter;
mod item;
mod lean;
mod record;
mod verdict;
mod voice;
pub(crate) mod wire;
pub(crate) mod words;

/// Version of the schema in which events are written.
pub const SCHEMA: u32 = 1;

/// Lifts a payload from the schema of its place in the list, counted from 1, to the next.
type Upcaster = fn(EventPayload) -> Result<EventPayload, DecodeError>;

/// Bytes of envelope and payload of most events.
const EVENT_BYTES_USUAL: usize = 256;

/// One upcaster for each schema before the present one, oldest first.
const UPCASTERS: [Upcaster; SCHEMA as usize - 1] = [];

/// Why bytes are not an event.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// They are no message of the contract.
    #[error("the {what} is no message of the contract: {cause}")]
    Malformed {
        /// Which bytes.
        what: &'static str,
        /// What the decoder says.
        cause: String,
    },
    /// The payload and its salt do not have the digest that the envelope names.
    #[error("payload and salt do not have the digest that the envelope names")]
    NotAsWritten,
    /// The envelope has another sequence than the place it stands in.
    #[error("the envelope of sequence {found} stands in the place of {expected}")]
    Misplaced {
        /// The sequence of its place.
        expected: u64,
        /// The sequence in the envelope.
        found: u64,
    },
    /// The payload was written by a later version of this program.
    #[error("the payload has schema {found} and this program knows up to {SCHEMA}; upgrade it")]
    SchemaTooNew {
        /// The schema of the payload.
        found: u32,
    },
    /// A field that every event of its kind has is not there.
    #[error("the field {0} is missing")]
    Missing(&'static str),
    /// A field holds what no event can hold.
    #[error("the field {field} does not hold what it should: {cause}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        cause: String,
    },
    /// The envelope names another kind of event than the payload is.
    #[error("the envelope says {envelope:?} and the payload is {payload:?}")]
    OtherKind {
        /// The kind in the envelope.
        envelope: String,
        /// The kind of the payload.
        payload: &'static str,
    },
}

/// The bytes of an event at its place in the log.
///
/// # Panics
/// Never: one event gives one stored event.
#[must_use]
pub fn encode(sequence: u64, event: &Event, salt: [u8; 32]) -> StoredEvent {
    let stored = encode_all(sequence, std::slice::from_ref(event), vec![salt]);
    stored.into_iter().next().expect("one for one")
}

/// The bytes of events at their places in the log, from the first on, each with its salt. They
/// share one piece of memory.
#[must_use]
pub fn encode_all(first: u64, events: &[Event], salts: Vec<[u8; 32]>) -> Vec<StoredEvent> {
    let mut bytes = Vec::with_capacity(events.len() * EVENT_BYTES_USUAL);
    let mut places = Vec::with_capacity(events.len());
    for (sequence, (event, salt)) in (first..).zip(events.iter().zip(&salts)) {
        let start = bytes.len();
        if !lean::stance(&mut bytes, event) {
            body::payload(event).encode(&mut bytes).expect("a vector grows as it must");
        }
        let middle = bytes.len();
        let digest = payload_digest(salt, &bytes[start..]);
        lean::envelope(&mut bytes, sequence, event, &digest);
        places.push((start..middle, middle..bytes.len()));
    }
    let bytes = Bytes::from(bytes);
    let stored = |(sequence, ((payload, envelope), salt))| StoredEvent {
        sequence,
        envelope: bytes.slice(envelope),
        payload: bytes.slice(payload),
        salt,
    };
    (first..).zip(places.into_iter().zip(salts)).map(stored).collect()
}

/// The event behind stored bytes.
///
/// # Errors
/// [`DecodeError`] when they are not the bytes that were written, are of a later schema, or are
/// no event.
pub fn decode(stored: &StoredEvent) -> Result<Event, DecodeError> {
    let envelope = decode_envelope(&stored.envelope)?;
    if envelope.sequence != stored.sequence {
        return Err(DecodeError::Misplaced { expected: stored.sequence, found: envelope.sequence });
    }
    if envelope.payload_digest[..] != payload_digest(&stored.salt, &stored.payload) {
        return Err(DecodeError::NotAsWritten);
    }
    event(&envelope, decode_payload(&stored.payload)?)
}

/// The envelope behind its bytes.
///
/// # Errors
/// [`DecodeError::Malformed`] when they are no envelope.
pub fn decode_envelope(bytes: &[u8]) -> Result<EventEnvelope, DecodeError> {
    let malformed = |error: prost::DecodeError| DecodeError::Malformed {
        what: "envelope",
        cause: error.to_string(),
    };
    EventEnvelope::decode(bytes).map_err(malformed)
}

/// The payload behind its bytes, in the present schema.
///
/// # Errors
/// [`DecodeError`] when they are no payload, or of a later schema.
pub fn decode_payload(bytes: &[u8]) -> Result<EventPayload, DecodeError> {
    let malformed = |error: prost::DecodeError| DecodeError::Malformed {
        what: "payload",
        cause: error.to_string(),
    };
    upcast(EventPayload::decode(bytes).map_err(malformed)?)
}

/// Lifts a payload of any known schema to the present one.
///
/// # Errors
/// [`DecodeError::SchemaTooNew`] for a later schema, and [`DecodeError::Invalid`] for one that
/// never existed.
pub fn upcast(payload: EventPayload) -> Result<EventPayload, DecodeError> {
    match payload.schema {
        0 => Err(wire::invalid("schema", "0 was never in use")),
        found if found > SCHEMA => Err(DecodeError::SchemaTooNew { found }),
        found => UPCASTERS
            .iter()
            .skip(found as usize - 1)
            .try_fold(payload, |payload, upcaster| upcaster(payload)),
    }
}

/// The event that an envelope and a payload of the present schema mean.
///
/// # Errors
/// [`DecodeError`] when a field is missing or holds what no event can hold.
pub fn event(envelope: &EventEnvelope, payload: EventPayload) -> Result<Event, DecodeError> {
    let event = body::event(envelope, payload)?;
    if event.body.kind() != envelope.kind {
        return Err(DecodeError::OtherKind {
            envelope: envelope.kind.clone(),
            payload: event.body.kind(),
        });
    }
    Ok(event)
}

/// A closing rule as the public message.
#[must_use]
pub fn closing_to_wire(rule: ClosingRule) -> v1::ClosingRule {
    rule.to_wire()
}

/// A moment as the public message.
#[must_use]
pub fn timestamp(at: Timestamp) -> prost_types::Timestamp {
    at.to_wire()
}

/// The charter as a public message.
#[must_use]
pub fn charter_to_wire(charter: &Charter) -> v1::Charter {
    charter.to_wire()
}

/// The hash of a charter: SHA-256 over its public message without version, hash and frozen.
#[must_use]
pub fn charter_hash(charter: &Charter) -> [u8; 32] {
    let bare =
        v1::Charter { version: 0, hash: Vec::new(), frozen: false, ..charter_to_wire(charter) };
    Sha256::digest(bare.encode_to_vec()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_schema_is_refused_by_name_and_one_before_the_first_never_existed() {
        let payload = |schema| EventPayload { schema, ..EventPayload::default() };
        assert_eq!(upcast(payload(SCHEMA)), Ok(payload(SCHEMA)));
        let later = upcast(payload(SCHEMA + 1));
        assert_eq!(later, Err(DecodeError::SchemaTooNew { found: SCHEMA + 1 }));
        assert!(matches!(upcast(payload(0)), Err(DecodeError::Invalid { field: "schema", .. })));
    }
}
