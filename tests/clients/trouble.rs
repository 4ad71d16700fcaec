//! What befalls a server, on request: a call with the header `x-trouble` meets it. Where a real
//! cause can be arranged it is; what no real cause can bring about is answered in its place.
//!
//! - `not_written`: the disk is full at the next append;
//! - `outcome_unknown`: the next append is written, and nobody can tell;
//! - `storage_unreadable`, `record_unreadable`: the engine starts anew, and its log cannot be read,
//!   or is damaged;
//! - `time_flies`: whatever the call waits for, its time is over at once;
//! - `caller_busy deliberations/d`: the caller has as many calls under way as it may have;
//! - `busy deliberations/d`: as many commands wait for this deliberation as may;
//! - `answer REASON CODE`: the answer itself, with a code such as `INTERNAL`.

#[allow(dead_code, reason = "the tests of the services ask more of it")]
#[path = "../service/failing_log.rs"]
pub mod failing_log;
#[path = "../service/tick.rs"]
mod tick;

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use beraad::domain::limits::{CALLS_OF_CALLER_MAX, MAILBOX_MAX};
use beraad::engine::Engine;
use beraad::engine::error::EngineError;
use beraad_client::v1::{AddStatementRequest, GetDeliberationRequest};
use bytes::Bytes;
use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use http_body_util::{BodyExt, Full};
use prost::Message;
use tonic::body::Body;
use tonic::codegen::{Service, http};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};
use tower::Layer;

use crate::trouble::failing_log::{FailingLog, Fault, Reads};
use crate::trouble::tick::tick;

/// The layer that brings trouble.
#[derive(Clone)]
pub struct Trouble {
    engine: Engine,
    log: Arc<FailingLog>,
}

impl Trouble {
    /// For an engine over this log.
    pub fn over(engine: Engine, log: Arc<FailingLog>) -> Trouble {
        Trouble { engine, log }
    }
}

impl<S> Layer<S> for Trouble {
    type Service = Troubled<S>;

    fn layer(&self, inner: S) -> Troubled<S> {
        Troubled { inner, trouble: self.clone() }
    }
}

/// A service in trouble.
#[derive(Clone)]
pub struct Troubled<S> {
    inner: S,
    trouble: Trouble,
}

type Asked = http::Request<Body>;
type Answer = Result<http::Response<Body>, Infallible>;

impl<S> Service<Asked> for Troubled<S>
where
    S: Service<Asked, Response = http::Response<Body>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Answer>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Asked) -> Self::Future {
        let asked = request.headers().get("x-trouble").and_then(|value| value.to_str().ok());
        let Some(asked) = asked.map(str::to_owned) else {
            return Box::pin(self.inner.call(request));
        };
        Box::pin(self.trouble.clone().meet(asked, self.inner.clone(), request))
    }
}

impl Trouble {
    async fn meet<S>(self, asked: String, mut inner: S, request: Asked) -> Answer
    where
        S: Service<Asked, Response = http::Response<Body>, Error = Infallible>,
    {
        match asked.split_whitespace().collect::<Vec<_>>()[..] {
            ["not_written"] => self.log.fail(&[Fault::Refused]),
            ["outcome_unknown"] => self.log.fail(&[Fault::UnknownAfterWriting]),
            ["storage_unreadable"] => return self.unread(Reads::NotNow, inner, request).await,
            ["record_unreadable"] => return self.unread(Reads::Damaged, inner, request).await,
            ["time_flies"] => {
                // With nothing else to do, paused time runs to the end of every wait; so the whole
                // request must have come first.
                let (head, body) = request.into_parts();
                let body = body.collect().await.expect("a whole request").to_bytes();
                let request = http::Request::from_parts(head, Body::new(Full::new(body)));
                tokio::time::pause();
                let answer = inner.call(request).await;
                tokio::time::resume();
                return answer;
            }
            ["caller_busy", of] => return crowded(of, inner, request).await,
            ["busy", deliberation] => return self.busy(deliberation, inner, request).await,
            ["answer", reason, code] => return Ok(answer(reason, code).into_http()),
            _ => panic!("unknown trouble {asked}"),
        }
        inner.call(request).await
    }

    async fn unread<S>(self, reads: Reads, mut inner: S, request: Asked) -> Answer
    where
        S: Service<Asked, Response = http::Response<Body>, Error = Infallible>,
    {
        self.engine.stop().await;
        self.log.reads(reads);
        let answer = inner.call(request).await;
        self.log.reads(Reads::Well);
        answer
    }

    /// Fills the mailbox with commands that come to nothing, behind one that the log does not write
    /// yet.
    async fn busy<S>(self, of: &str, mut inner: S, request: Asked) -> Answer
    where
        S: Service<Asked, Response = http::Response<Body>, Error = Infallible>,
    {
        let text = "Wat in de weg zit.".to_owned();
        let deliberation = of.to_owned();
        let write = AddStatementRequest { deliberation, text, ..Default::default() };
        let path = "/beraad.v1.ParticipationService/AddStatement";
        let mut write = unary(path, &write, http::HeaderMap::new());
        write.headers_mut().insert("beraad-role", http::HeaderValue::from_static("facilitator"));
        self.log.set_open(false);
        let mut first = Box::pin(inner.call(write));
        tokio::select! {
            answer = &mut first => panic!("the log is shut: {answer:?}"),
            () = self.log.holds_an_append() => {}
        }
        let id = of.trim_start_matches("deliberations/");
        // The first time the task takes some out, to judge them on what it is writing.
        let mut waiting = FuturesUnordered::new();
        for _ in 0..2 {
            waiting.extend((0..=MAILBOX_MAX).map(|_| self.engine.submit(tick(id))));
            let full = waiting.next().await.expect("one of them");
            assert!(matches!(full, Err(EngineError::Busy { .. })), "{full:?}");
            tokio::task::yield_now().await;
        }
        let answer = inner.call(request).await;
        self.log.set_open(true);
        first.await.expect("it is written as soon as the log goes on").status();
        while waiting.next().await.is_some() {}
        answer
    }
}

/// A unary request as it comes in.
fn unary(path: &'static str, message: &impl Message, headers: http::HeaderMap) -> Asked {
    let bytes = message.encode_to_vec();
    let mut frame = vec![0];
    frame.extend((bytes.len() as u32).to_be_bytes());
    frame.extend(bytes);
    let mut request = http::Request::new(Body::new(Full::new(Bytes::from(frame))));
    *request.uri_mut() = http::Uri::from_static(path);
    *request.method_mut() = http::Method::POST;
    *request.headers_mut() = headers;
    let kind = http::HeaderValue::from_static("application/grpc");
    request.headers_mut().insert("content-type", kind);
    request
}

/// Has the caller wait for as much as it may, and then asks.
async fn crowded<S>(of: &str, mut inner: S, request: Asked) -> Answer
where
    S: Service<Asked, Response = http::Response<Body>, Error = Infallible>,
{
    // A read that waits for what never comes.
    let name = of.to_owned();
    let read = GetDeliberationRequest { name, at_least_sequence: u64::MAX };
    let path = "/beraad.v1.DeliberationService/GetDeliberation";
    let mut waiting = Vec::new();
    for _ in 0..CALLS_OF_CALLER_MAX {
        let mut wait = Box::pin(inner.call(unary(path, &read, request.headers().clone())));
        assert!(futures::poll!(&mut wait).is_pending(), "it waits");
        waiting.push(wait);
    }
    inner.call(request).await
}

/// An answer as the service would give it.
fn answer(reason: &str, code: &str) -> Status {
    let code = (0..17).map(Code::from_i32).find(|one| {
        let name = format!("{one:?}").to_uppercase();
        name == code.replace('_', "")
    });
    let mut details = ErrorDetails::new();
    let facts = HashMap::from([("arranged".to_owned(), "yes".to_owned())]);
    details.set_error_info(reason, "beraad", facts);
    details.set_localized_message("en", "This answer was arranged.");
    Status::with_error_details(code.expect("a gRPC code"), "this answer was arranged", details)
}
