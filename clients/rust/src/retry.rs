//! When a call is sent again, and how long to wait before.

use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::StatusExt;

/// Attempts of one logical call, the first included.
pub(crate) const ATTEMPTS_MAX: u32 = 5;
/// The longest wait before the second attempt; it doubles with each further one.
const BACKOFF_FIRST: Duration = Duration::from_millis(100);
/// The longest wait before any attempt.
const BACKOFF_MAX: Duration = Duration::from_secs(2);

/// How long to wait before sending again; `None` when it must not be sent again.
///
/// Only what passes by itself is sent again: UNAVAILABLE, and RESOURCE_EXHAUSTED when the server
/// says after how long. The server's own delay is kept as a minimum. `chance` lies in 0..1 and
/// spreads callers that failed together.
pub(crate) fn delay(status: &Status, attempt: u32, chance: f64) -> Option<Duration> {
    if attempt >= ATTEMPTS_MAX {
        return None;
    }
    let info = status.get_details_retry_info();
    let asked = info.as_ref().and_then(|info| info.retry_delay);
    match status.code() {
        Code::Unavailable => {}
        Code::ResourceExhausted if info.is_some() => {}
        _ => return None,
    }
    let longest = BACKOFF_FIRST.saturating_mul(1 << (attempt - 1));
    let spread = longest.min(BACKOFF_MAX).mul_f64(chance);
    Some(asked.unwrap_or_default() + spread)
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
        let unavailable = Status::unavailable("");
        assert_eq!(delay(&unavailable, 1, 0.5), Some(Duration::from_millis(50)));
        assert_eq!(delay(&unavailable, 4, 0.5), Some(Duration::from_millis(400)));
        assert_eq!(delay(&unavailable, ATTEMPTS_MAX, 0.5), None);
        for status in [
            Status::resource_exhausted("a named limit"),
            Status::internal(""),
            Status::aborted(""),
            Status::deadline_exceeded(""),
        ] {
            assert_eq!(delay(&status, 1, 0.5), None, "{status}");
        }
    }

    #[test]
    fn the_delay_of_the_server_is_kept_as_a_minimum() {
        let asked = Duration::from_secs(3);
        let details = ErrorDetails::with_retry_info(Some(asked));
        let busy = Status::with_error_details(Code::ResourceExhausted, "busy", details);
        assert_eq!(delay(&busy, 1, 0.0), Some(asked));
    }

    #[test]
    fn chance_lies_below_one() {
        assert!((0..1000).all(|_| (0.0..1.0).contains(&chance())));
    }
}
