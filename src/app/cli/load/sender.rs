//! One write until its outcome is known: the same bytes under the same id, attempt after attempt.

use std::time::Duration;

use beraad_client::v1::Reason;
use beraad_client::{Client, Error};
use bytes::Bytes;
use prost::Message;
use tokio::time::{Instant, sleep};

use crate::app::cli::load::meter::{Call, Ended, Meter};
use crate::app::cli::load::rpc::Rpc;

/// How long an outcome may stay unknown before it is left so: long enough to start a server again.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// The pause before the second attempt; it doubles with each further one.
const PAUSE_FIRST: Duration = Duration::from_millis(20);
/// The longest pause.
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// How a write ended.
#[derive(Debug)]
pub enum Answer<A> {
    /// It was acknowledged.
    Acknowledged(A),
    /// It was refused, with the reason and the message.
    Refused(String, String),
    /// Nobody knows; what was said last.
    Unknown(String),
}

/// What an error says about the write behind it.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was written, and it may be sent again.
    PutOff,
    /// Nobody knows whether it was written.
    Unknown,
    /// It was refused for good.
    Refused,
}

/// What an error says about the write behind it.
#[must_use]
pub fn judge(error: &Error) -> Verdict {
    match error {
        Error::Refused(refusal) => judge_reason(refusal.reason),
        Error::Unavailable { .. } | Error::Deadline { .. } | Error::Status { .. } => {
            Verdict::Unknown
        }
        Error::Unreachable { .. } | Error::Address { .. } | Error::Caller { .. } => {
            Verdict::Refused
        }
    }
}

/// What a reason says about the write that it refuses.
#[must_use]
pub fn judge_reason(reason: Reason) -> Verdict {
    match reason {
        Reason::Busy
        | Reason::CallerBusy
        | Reason::Draining
        | Reason::NotWritten
        | Reason::SequenceNotReached
        | Reason::StorageUnreadable => Verdict::PutOff,
        Reason::OutcomeUnknown => Verdict::Unknown,
        _ => Verdict::Refused,
    }
}

/// Sends a write until its outcome is known, and notes what it took. `amount` gives how much an
/// answer acknowledges.
pub async fn write<Q, A>(
    (client, meter): (&Client, &Meter),
    rpc: &Rpc,
    request: &Q,
    since: Instant,
    amount: impl Fn(&A) -> u64,
) -> Answer<A>
where
    Q: Message,
    A: Message + Default,
{
    let bytes = Bytes::from(request.encode_to_vec());
    let mut call =
        Call { since, ended: Ended::Unknown, amount: 0, unknown_attempts: 0, put_off: 0 };
    let until = Instant::now() + PATIENCE;
    let mut pause = PAUSE_FIRST;
    let answer = loop {
        let error = match client.call_raw(rpc.path, bytes.clone(), false).await {
            Ok(answer) => match A::decode(answer) {
                Ok(answer) => break Answer::Acknowledged(answer),
                Err(error) => break Answer::Unknown(format!("the answer is none: {error}")),
            },
            Err(error) => error,
        };
        match judge(&error) {
            Verdict::PutOff => call.put_off += 1,
            Verdict::Unknown => call.unknown_attempts += 1,
            Verdict::Refused => {
                let reason = error.refusal().map_or("-", |refusal| &refusal.reason_name);
                break Answer::Refused(reason.to_owned(), error.to_string());
            }
        }
        if Instant::now() + pause > until {
            break Answer::Unknown(error.to_string());
        }
        sleep(pause).await;
        pause = (2 * pause).min(PAUSE_MAX);
    };
    (call.ended, call.amount) = match &answer {
        Answer::Acknowledged(answer) => (Ended::Acknowledged, amount(answer)),
        Answer::Refused(reason, _) => (Ended::Refused(reason.clone()), 0),
        Answer::Unknown(_) => (Ended::Unknown, 0),
    };
    meter.note(rpc, call);
    answer
}

/// Reads until the server answers, or patience is at an end.
///
/// # Errors
/// The last error.
pub async fn read<A, F>(mut call: impl FnMut() -> F) -> Result<A, Error>
where
    F: Future<Output = Result<A, Error>>,
{
    let until = Instant::now() + PATIENCE;
    loop {
        match call().await {
            Err(error) if judge(&error) != Verdict::Refused && Instant::now() < until => {
                sleep(PAUSE_MAX).await;
            }
            other => return other,
        }
    }
}
