//! What is stored: events, rows, summaries and results. Whatever is read is written again to the
//! same meaning.

use std::sync::LazyLock;

use beraad::domain::evolve::evolve;
use beraad::domain::ids::DeliberationId;
use beraad::domain::state::Deliberation;
use beraad::domain::visibility::texts_of;
use beraad::engine::Summary;
use beraad::engine::results;
use beraad::engine::submission::CommandResult;
use beraad::log::chain::payload_digest;
use beraad::log::sqlite::body::{self, Frame, ROW_SCHEMA};
use beraad::log::{Commit, StoredCommit, StoredEvent, StoredRequest, codec};
use bytes::Bytes;
use prost::Message;

use crate::snapshots::comes_back;
use crate::tape::Tape;

const SALT: [u8; 32] = [7; 32];

static ID: LazyLock<DeliberationId> =
    LazyLock::new(|| DeliberationId::parse("park").expect("an id"));

/// Reads bytes as one of the four.
pub fn run(bytes: &[u8]) {
    let mut tape = Tape::new(bytes);
    match tape.byte() % 4 {
        0 => events(&mut tape),
        1 => row(&mut tape),
        2 => summary(tape.rest()),
        _ => answers(&mut tape),
    }
}

/// Envelopes and payloads, each behind its length. The envelope gets the digest that it should
/// have, or no payload that was made up would ever be read.
fn events(tape: &mut Tape) {
    let mut state = Deliberation::absent(ID.clone());
    while !tape.is_empty() {
        let (envelope, payload) = (tape.part(), tape.part());
        let untouched = StoredEvent {
            sequence: 1,
            envelope: Bytes::copy_from_slice(envelope),
            payload: Bytes::copy_from_slice(payload),
            salt: SALT,
        };
        drop(codec::decode(&untouched));
        drop(codec::decode_payload(payload));
        let Ok(mut envelope) = codec::decode_envelope(envelope) else { continue };
        envelope.payload_digest = payload_digest(&SALT, payload).to_vec();
        let sequence = envelope.sequence;
        let envelope = envelope.encode_to_vec().into();
        let Ok(event) = codec::decode(&StoredEvent { sequence, envelope, ..untouched }) else {
            continue;
        };
        let again = codec::encode(sequence, &event, SALT);
        let read = codec::decode(&again).expect("what was written can be read");
        assert!(codec::encode(sequence, &read, SALT) == again, "it changes as it is written");
        drop(texts_of(sequence, &event));
        // The log is replayed before anything judges it.
        evolve(&mut state, &event);
    }
    comes_back(&state);
}

/// The row of a commit, with a frame and a digest that fit.
fn row(tape: &mut Tape) {
    let (first, most) = (u64::from(tape.word()), tape.below(8) as u64);
    let bytes = Bytes::copy_from_slice(tape.rest());
    let frame =
        Frame { deliberation: ID.as_str(), first, last: first + most, row_schema: ROW_SCHEMA };
    let digest = frame.digest(&bytes);
    let Ok(stored) = body::decode(1, &frame, &digest, bytes) else { return };
    let again = body::encode(&commit(&stored));
    let digest = frame.digest(&again);
    assert_eq!(body::decode(1, &frame, &digest, again.into()).as_ref(), Ok(&stored));
    for event in &stored.events {
        drop(codec::decode(event));
    }
    for request in &stored.requests {
        drop(results::decode(request));
    }
}

fn commit(stored: &StoredCommit) -> Commit {
    Commit {
        deliberation: stored.deliberation.clone(),
        after: stored.first_sequence().saturating_sub(1),
        events: stored.events.clone(),
        requests: stored.requests.clone(),
        texts: Vec::new(),
        keys: Vec::new(),
        summary: Bytes::new(),
        destroy: Vec::new(),
        link: stored.link,
        signature: stored.signature,
        at_ms: stored.at_ms,
    }
}

fn summary(bytes: &[u8]) {
    if let Some(summary) = Summary::decode(bytes) {
        assert_eq!(Summary::decode(&summary.encode()), Some(summary));
    }
}

/// Results of a request. What a row claims to have been accepted before the request began is read
/// as it stands, and never written.
fn answers(tape: &mut Tape) {
    let first = u64::from(tape.number());
    let stored = StoredRequest {
        id: [0; 16],
        body_digest: [0; 32],
        first_sequence: first,
        last_sequence: first,
        outcome: Bytes::copy_from_slice(tape.rest()),
    };
    let Ok(results) = results::decode(&stored) else { return };
    let is_own = |result: &CommandResult| match result {
        CommandResult::Accepted(at) => *at == 0 || (first > 0 && *at >= first),
        CommandResult::Refused(_) => true,
    };
    if results.iter().all(is_own) {
        let again = StoredRequest { outcome: results::encode(&results, first), ..stored };
        assert_eq!(results::decode(&again).ok(), Some(results));
    }
}
