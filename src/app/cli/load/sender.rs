//! One write until its outcome is known: the same bytes under the same id, attempt after attempt.
//! One in sixteen goes out twice at once and again when it was answered, as that of a caller who
//! has no patience: all must get the same answer, and it is written once.

use std::sync::atomic::{AtomicU64, Ordering};
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
/// One write in so many is that of a caller without patience.
const IMPATIENT_EVERY: u64 = 16;
/// The reason that a write is given of which two tries had different answers.
const ANSWERED_OTHERWISE: &str = "ANSWERED_OTHERWISE";

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
        Error::Unavailable { .. }
        | Error::DeadlineExceeded { .. }
        | Error::UnexpectedStatus { .. } => Verdict::Unknown,
        Error::Unreachable { .. }
        | Error::AddressUnusable { .. }
        | Error::CallerUnusable { .. } => Verdict::Refused,
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
    let impatient = SENT.fetch_add(1, Ordering::Relaxed).is_multiple_of(IMPATIENT_EVERY);
    let answer = loop {
        let first = client.call_raw(rpc.path, bytes.clone(), false);
        let tried = match impatient {
            true => twice(first, client.call_raw(rpc.path, bytes.clone(), false)).await,
            false => first.await.map(Some),
        };
        let error = match tried {
            Ok(None) => break otherwise(),
            Ok(Some(answer)) => match A::decode(answer.clone()) {
                Ok(_) if impatient && differs(client, rpc, &bytes, &answer).await => {
                    break otherwise();
                }
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

/// Writes sent so far.
static SENT: AtomicU64 = AtomicU64::new(0);

/// Two tries at once: the answer of one that was answered, and nothing when both were, otherwise.
async fn twice(
    one: impl Future<Output = Result<Bytes, Error>>,
    other: impl Future<Output = Result<Bytes, Error>>,
) -> Result<Option<Bytes>, Error> {
    match tokio::join!(one, other) {
        (Ok(one), Ok(other)) => Ok((one == other).then_some(one)),
        (Ok(answer), Err(_)) | (Err(_), Ok(answer)) => Ok(Some(answer)),
        (Err(error), Err(_)) => Err(error),
    }
}

/// Whether one more try is answered, and otherwise.
async fn differs(client: &Client, rpc: &Rpc, bytes: &Bytes, answer: &Bytes) -> bool {
    let again = client.call_raw(rpc.path, bytes.clone(), false).await;
    again.is_ok_and(|again| again != *answer)
}

fn otherwise<A>() -> Answer<A> {
    let message = "two tries of one request had different answers".to_owned();
    Answer::Refused(ANSWERED_OTHERWISE.to_owned(), message)
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
