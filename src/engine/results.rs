//! How the results of a request are kept beside it in the log, for its retries.
//!
//! What was accepted as a whole, which is nearly everything, takes a byte or two a command; a batch
//! with refusals is kept as JSON. The first byte tells which: JSON begins with a bracket.

use bytes::{BufMut, Bytes, BytesMut};
use prost::encoding::{decode_varint, encode_varint};

use crate::engine::error::{EngineError, cause};
use crate::engine::submission::CommandResult;
use crate::log::StoredRequest;

/// The first byte of results that are all acceptances.
const ALL_ACCEPTED: u8 = 1;

/// The results of a request whose first event has sequence `first`.
///
/// # Panics
/// Never: results are plain data.
#[must_use]
pub fn encode(results: &[CommandResult], first: u64) -> Bytes {
    let mut bytes = BytesMut::with_capacity(1 + 2 * results.len());
    bytes.put_u8(ALL_ACCEPTED);
    for result in results {
        match result {
            // 0 stands for a command after which nothing had to be written.
            CommandResult::Accepted(0) => bytes.put_u8(0),
            CommandResult::Accepted(at) => encode_varint(at - first + 1, &mut bytes),
            CommandResult::Refused(_) => {
                return serde_json::to_vec(results).expect("results are plain data").into();
            }
        }
    }
    bytes.freeze()
}

/// The results of a stored request.
///
/// # Errors
/// [`EngineError::Unreadable`] when the bytes are not what was written.
pub fn decode(stored: &StoredRequest) -> Result<Vec<CommandResult>, EngineError> {
    let Some((&ALL_ACCEPTED, mut rest)) = stored.outcome.split_first() else {
        let results = serde_json::from_slice(&stored.outcome);
        return results.map_err(|error| EngineError::Unreadable(cause(error)));
    };
    let mut results = Vec::new();
    while !rest.is_empty() {
        let offset = decode_varint(&mut rest);
        let offset = offset.map_err(|error| EngineError::Unreadable(cause(error)))?;
        let at = if offset == 0 { 0 } else { stored.first_sequence.saturating_add(offset - 1) };
        results.push(CommandResult::Accepted(at));
    }
    Ok(results)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::submission::Refused;

    fn stored(outcome: Bytes, first: u64) -> StoredRequest {
        StoredRequest {
            id: [0; 16],
            body_digest: [0; 32],
            first_sequence: first,
            last_sequence: first,
            outcome,
        }
    }

    fn result(first: u64) -> impl Strategy<Value = CommandResult> {
        let refused = Refused {
            reason: "PHASE_MISMATCH".to_owned(),
            message: "not now".to_owned(),
            facts: vec![("phase".to_owned(), "CLOSED".to_owned())],
        };
        prop_oneof![
            8 => (first..first + 100_000).prop_map(CommandResult::Accepted),
            1 => Just(CommandResult::Accepted(0)),
            1 => Just(CommandResult::Refused(refused)),
        ]
    }

    proptest! {
        #[test]
        fn results_come_back_as_they_were(
            (first, results) in (1_u64..1 << 40).prop_flat_map(|first| {
                (Just(first), prop::collection::vec(result(first), 1..50))
            })
        ) {
            let back = decode(&stored(encode(&results, first), first)).expect("readable");
            prop_assert_eq!(back, results);
        }

        #[test]
        fn no_bytes_make_reading_panic(bytes: Vec<u8>, first: u64) {
            let _ = decode(&stored(bytes.into(), first));
        }
    }

    #[test]
    fn what_was_kept_as_json_stays_readable() {
        let kept = stored(Bytes::from_static(br#"[{"Accepted":7}]"#), 7);
        assert_eq!(decode(&kept).expect("readable"), [CommandResult::Accepted(7)]);
    }

    #[test]
    fn one_acceptance_takes_two_bytes() {
        assert_eq!(encode(&[CommandResult::Accepted(1 << 40)], 1 << 40).len(), 2);
    }
}
