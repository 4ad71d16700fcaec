//! When a call is sent again, and how long to wait before.

use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::StatusExt;

/// Attempts of one logical call, the first included.
pub(crate) const ATTEMPTS_MAX: u32 = 5;
/// The longest wait before the second attempt.
pub(crate) const BACKOFF_FIRST: Duration = Duration::from_millis(250);
/// How much longer each further wait is: five attempts outlast a restart of the server.
const BACKOFF_GROWTH: u32 = 3;

/// How long to wait before sending again; `None` when it must not be sent again.
///
/// Only what passes by itself is sent again: no answer, and RESOURCE_EXHAUSTED when the server
/// says after how long. The server's own delay is kept as a minimum.
pub(crate) fn delay(status: &Status, backoff: Duration) -> Option<Duration> {
    let info = status.get_details_retry_info();
    let asked = info.as_ref().and_then(|info| info.retry_delay);
    let busy = status.code() == Code::ResourceExhausted && info.is_some();
    (passes(status) || busy).then(|| backoff.max(asked.unwrap_or_default()))
}

/// How long to wait after this attempt: between half of the longest wait and the whole of it.
/// `chance` lies in 0..1 and spreads callers that failed together.
pub(crate) fn backoff(first: Duration, attempt: u32, chance: f64) -> Duration {
    let longest = first.saturating_mul(BACKOFF_GROWTH.saturating_pow(attempt.saturating_sub(1)));
    longest.mul_f64(0.5 + chance / 2.0)
}

/// Whether nobody answered: the server says that it is unavailable, or the connection broke, which
/// only this side can tell, with the cause.
pub(crate) fn passes(status: &Status) -> bool {
    let broken = std::error::Error::source(status).is_some();
    status.code() == Code::Unavailable || (broken && status.code() != Code::DeadlineExceeded)
}

/// A number in 0..1 for the spread.
pub(crate) fn chance() -> f64 {
    let bits = random_uuid().as_u128() as u32;
    f64::from(bits) / (f64::from(u32::MAX) + 1.0)
}

/// A new request id: a random UUID. A write that carries one may be sent again, because the same
/// id and body get the same answer.
#[must_use]
pub fn new_request_id() -> String {
    random_uuid().to_string()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the client is the edge: here ids and chance are made"
)]
fn random_uuid() -> uuid::Uuid {
    uuid::Uuid::new_v4()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic_types::ErrorDetails;

    #[test]
    fn only_what_passes_by_itself_is_sent_again() {
        let short = Duration::from_millis(7);
        assert_eq!(delay(&Status::unavailable(""), short), Some(short));
        for status in [
            Status::resource_exhausted("a named limit"),
            Status::internal(""),
            Status::aborted(""),
            Status::deadline_exceeded(""),
        ] {
            assert_eq!(delay(&status, short), None, "{status}");
        }
    }

    #[test]
    fn waits_grow_and_spread() {
        let wait = |attempt, chance| backoff(BACKOFF_FIRST, attempt, chance).as_millis();
        assert_eq!((wait(1, 0.0), wait(1, 1.0)), (125, 250));
        assert_eq!((wait(4, 0.0), wait(4, 1.0)), (3375, 6750));
    }

    #[test]
    fn the_delay_of_the_server_is_kept_as_a_minimum() {
        let asked = Duration::from_secs(3);
        let details = ErrorDetails::with_retry_info(Some(asked));
        let busy = Status::with_error_details(Code::ResourceExhausted, "busy", details);
        assert_eq!(delay(&busy, Duration::ZERO), Some(asked));
        assert_eq!(delay(&busy, asked * 2), Some(asked * 2));
    }

    #[test]
    fn chance_lies_below_one() {
        assert!((0..1000).all(|_| (0.0..1.0).contains(&chance())));
    }
}
