//! One row of `commits`: what is in its body, and the digest that tells a damaged row.

use bytes::Bytes;
use prost::Message;
use sha2::{Digest, Sha256};

use crate::domain::ids::DeliberationId;
use crate::log::record::{Commit, StoredCommit, StoredEvent, StoredRequest};

/// Version of the form of a row. It changes apart from the schema of events: this is how the bytes
/// of events are kept, that is what they mean.
pub const ROW_SCHEMA: u32 = 1;

/// Body of a row. It is never shown outside this folder.
#[derive(Clone, PartialEq, Message)]
struct Body {
    #[prost(message, repeated, tag = "1")]
    events: Vec<BodyEvent>,
    #[prost(message, repeated, tag = "2")]
    requests: Vec<BodyRequest>,
    #[prost(bytes = "bytes", tag = "3")]
    link: Bytes,
    #[prost(bytes = "bytes", tag = "4")]
    signature: Bytes,
    #[prost(int64, tag = "5")]
    at_ms: i64,
}

#[derive(Clone, PartialEq, Message)]
struct BodyEvent {
    #[prost(bytes = "bytes", tag = "1")]
    envelope: Bytes,
    #[prost(bytes = "bytes", tag = "2")]
    payload: Bytes,
    #[prost(bytes = "bytes", tag = "3")]
    salt: Bytes,
}

#[derive(Clone, PartialEq, Message)]
struct BodyRequest {
    #[prost(bytes = "bytes", tag = "1")]
    id: Bytes,
    #[prost(bytes = "bytes", tag = "2")]
    body_digest: Bytes,
    #[prost(uint64, tag = "3")]
    first_sequence: u64,
    #[prost(uint64, tag = "4")]
    last_sequence: u64,
    #[prost(bytes = "bytes", tag = "5")]
    outcome: Bytes,
}

/// What stands beside the body.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Id of the deliberation.
    pub deliberation: &'a str,
    /// Sequence of the first event.
    pub first: u64,
    /// Sequence of the last event.
    pub last: u64,
    /// Version of the form of the row.
    pub row_schema: u32,
}

impl Frame<'_> {
    /// SHA-256 over frame and body. The position is not in it, because it is given out later; a
    /// row in a wrong place shows when a deliberation is walked.
    #[must_use]
    pub fn digest(&self, body: &[u8]) -> [u8; 32] {
        Sha256::new()
            .chain_update(self.row_schema.to_be_bytes())
            .chain_update(self.first.to_be_bytes())
            .chain_update(self.last.to_be_bytes())
            .chain_update((self.deliberation.len() as u64).to_be_bytes())
            .chain_update(self.deliberation)
            .chain_update(body)
            .finalize()
            .into()
    }
}

/// The body of the row that keeps a commit.
///
/// # Panics
/// Never: a vector grows as it must.
#[must_use]
pub fn encode(commit: &Commit) -> Vec<u8> {
    let size = commit.events.iter().map(|event| event.envelope.len() + event.payload.len() + 48);
    let mut bytes = Vec::with_capacity(size.sum::<usize>() + 256);
    for event in &commit.events {
        put_event(&mut bytes, event);
    }
    let requests = commit.requests.iter().map(|request| BodyRequest {
        id: Bytes::copy_from_slice(&request.id),
        body_digest: Bytes::copy_from_slice(&request.body_digest),
        first_sequence: request.first_sequence,
        last_sequence: request.last_sequence,
        outcome: request.outcome.clone(),
    });
    let body = Body {
        events: Vec::new(),
        requests: requests.collect(),
        link: Bytes::copy_from_slice(&commit.link),
        signature: Bytes::copy_from_slice(&commit.signature),
        at_ms: commit.at_ms,
    };
    // The fields of a message may be written one after another, and events come first.
    body.encode(&mut bytes).expect("a vector grows as it must");
    bytes
}

/// Writes one event as the first field of [`Body`], as many times as there are events: a message
/// for each would copy what is already bytes.
fn put_event(out: &mut Vec<u8>, event: &StoredEvent) {
    use prost::encoding::{WireType, encode_key, encode_varint, encoded_len_varint};
    let fields = [(1, &event.envelope[..]), (2, &event.payload[..]), (3, &event.salt[..])];
    let length = |field: &[u8]| 1 + encoded_len_varint(field.len() as u64) + field.len();
    encode_key(1, WireType::LengthDelimited, out);
    encode_varint(fields.iter().map(|(_, field)| length(field)).sum::<usize>() as u64, out);
    for (tag, field) in fields {
        encode_key(tag, WireType::LengthDelimited, out);
        encode_varint(field.len() as u64, out);
        out.extend_from_slice(field);
    }
}

/// The commit that a row keeps.
///
/// # Errors
/// What is wrong with the row.
pub fn decode(
    position: u64,
    frame: &Frame<'_>,
    digest: &[u8],
    body: Bytes,
) -> Result<StoredCommit, String> {
    if frame.row_schema > ROW_SCHEMA {
        let newest = format!("this program knows up to {ROW_SCHEMA}");
        return Err(format!("its row schema is {}, and {newest}", frame.row_schema));
    }
    if frame.digest(&body)[..] != *digest {
        return Err("its bytes do not have the digest they were stored with".to_owned());
    }
    let deliberation = DeliberationId::parse(frame.deliberation)
        .map_err(|error| format!("its deliberation is no id: {error}"))?;
    let body = Body::decode(body).map_err(|error| format!("its body does not decode: {error}"))?;
    let commit = stored(position, deliberation, frame.first, body);
    commit
        .filter(|commit| !commit.events.is_empty() && commit.last_sequence() == frame.last)
        .ok_or_else(|| "its body does not hold what its frame says".to_owned())
}

fn stored(
    position: u64,
    deliberation: DeliberationId,
    first: u64,
    body: Body,
) -> Option<StoredCommit> {
    let event = |(sequence, event): (u64, BodyEvent)| {
        let (envelope, payload) = (event.envelope, event.payload);
        Some(StoredEvent { sequence, envelope, payload, salt: exact(&event.salt)? })
    };
    let request = |request: BodyRequest| {
        Some(StoredRequest {
            id: exact(&request.id)?,
            body_digest: exact(&request.body_digest)?,
            first_sequence: request.first_sequence,
            last_sequence: request.last_sequence,
            outcome: request.outcome,
        })
    };
    Some(StoredCommit {
        position,
        deliberation,
        events: (first..).zip(body.events).map(event).collect::<Option<_>>()?,
        requests: body.requests.into_iter().map(request).collect::<Option<_>>()?,
        link: exact(&body.link)?,
        signature: exact(&body.signature)?,
        at_ms: body.at_ms,
    })
}

fn exact<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::hex;

    fn commit() -> Commit {
        Commit {
            deliberation: DeliberationId::parse("park").unwrap(),
            after: 4,
            events: vec![StoredEvent {
                sequence: 5,
                envelope: Bytes::from_static(b"envelope"),
                payload: Bytes::from_static(b"payload"),
                salt: [1; 32],
            }],
            requests: vec![StoredRequest {
                id: [2; 16],
                body_digest: [3; 32],
                first_sequence: 5,
                last_sequence: 5,
                outcome: Bytes::from_static(b"outcome"),
            }],
            texts: Vec::new(),
            keys: Vec::new(),
            summary: Default::default(),
            destroy: Vec::new(),
            link: [4; 32],
            signature: [5; 64],
            at_ms: 6,
        }
    }

    /// Rows of schema 1 are on people's disks: if this digest changes, write schema 2 instead.
    #[test]
    fn a_row_of_schema_1_keeps_its_bytes() {
        let (commit, frame) =
            (commit(), Frame { deliberation: "park", first: 5, last: 5, row_schema: 1 });
        let body = encode(&commit);
        let digest = frame.digest(&body);
        assert_eq!(
            hex::encode(&digest),
            "4986b92e5a445b1dbecfb1c03ebf8118bac1bc1791c969c355a9675f94053eb9"
        );
        let back = decode(9, &frame, &digest, body.into()).unwrap();
        assert_eq!(
            (back.position, back.events, back.requests),
            (9, commit.events, commit.requests)
        );
        assert_eq!((back.link, back.signature, back.at_ms), ([4; 32], [5; 64], 6));
    }

    #[test]
    fn a_row_with_any_byte_changed_is_refused() {
        let frame = Frame { deliberation: "park", first: 5, last: 5, row_schema: 1 };
        let body = encode(&commit());
        let digest = frame.digest(&body);
        for place in 0..body.len() {
            let mut changed = body.clone();
            changed[place] ^= 1;
            assert!(decode(9, &frame, &digest, changed.into()).is_err());
        }
        for frame in [
            Frame { deliberation: "parc", ..frame },
            Frame { first: 4, ..frame },
            Frame { last: 6, ..frame },
            Frame { row_schema: 2, ..frame },
        ] {
            assert!(decode(9, &frame, &digest, body.clone().into()).is_err());
        }
    }
}
