//! The time that a caller gives a call, as `grpc-timeout`: when it is over the answer is
//! DEADLINE_EXCEEDED. The transport ends such a call as well, but says CANCELLED, by which a client
//! cannot tell what happened.

use std::convert::Infallible;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::timeout;
use tonic::Status;
use tonic::codegen::http::{HeaderMap, Request, Response};
use tonic::codegen::{BoxFuture, Service};
use tower::Layer;

/// Digits of a timeout at most.
const DIGITS_MAX: usize = 8;

/// The layer that keeps calls to their callers' time; for a stream it is the time until the first
/// answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deadlines;

impl<S> Layer<S> for Deadlines {
    type Service = InTime<S>;

    fn layer(&self, inner: S) -> InTime<S> {
        InTime(inner)
    }
}

/// A service that answers in its callers' time.
#[derive(Debug, Clone)]
pub struct InTime<S>(S);

impl<S, Q, A> Service<Request<Q>> for InTime<S>
where
    S: Service<Request<Q>, Response = Response<A>, Error = Infallible>,
    S::Future: Send + 'static,
    A: Default + Send + 'static,
{
    type Response = Response<A>;
    type Error = Infallible;
    type Future = BoxFuture<Response<A>, Infallible>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<Q>) -> Self::Future {
        let given = time_of(request.headers());
        let answer = self.0.call(request);
        Box::pin(async move {
            let Some(given) = given else { return answer.await };
            let late = |_| {
                let told = "no answer within the time of the caller; send it again with the same \
                            request_id";
                Ok(Status::deadline_exceeded(told).into_http())
            };
            timeout(given, answer).await.unwrap_or_else(late)
        })
    }
}

/// The time in `grpc-timeout`; `None` without one, and for one that is malformed.
fn time_of(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get("grpc-timeout")?.to_str().ok()?;
    let (number, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    if number.len() > DIGITS_MAX || !number.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number: u64 = number.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(number * 60 * 60),
        "M" => Duration::from_secs(number * 60),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &'static str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert("grpc-timeout", value.parse().expect("a header"));
        time_of(&headers)
    }

    #[test]
    fn every_unit_is_read_and_nothing_else() {
        let seconds = |number| Some(Duration::from_secs(number));
        assert_eq!(
            (read("2H"), read("3M"), read("99999999S")),
            (seconds(7200), seconds(180), seconds(99_999_999),)
        );
        let small = [read("250m"), read("250000u"), read("250000000n")];
        assert_eq!(small[..2], [Some(Duration::from_millis(250)); 2]);
        assert_eq!(small[2], None, "nine digits");
        for malformed in ["", "S", "5", "-5S", "5s", "1.5S", "999999999S"] {
            assert_eq!(read(malformed), None, "{malformed}");
        }
        assert_eq!(time_of(&HeaderMap::new()), None);
    }
}
