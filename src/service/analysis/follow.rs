//! Streams that send what is computed, at once and again when it changes.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::domain::ids::DeliberationId;
use crate::domain::state::Deliberation;
use crate::engine::error::EngineError;
use crate::service::call::{Call, language};
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::status;

/// How long changes are gathered before a follower hears of them, so that a busy evening does not
/// send the same thing a thousand times.
pub(super) const GATHER: Duration = Duration::from_millis(200);

/// What a follower hears when the server is going.
const GOING: &str = "the server ends this; follow again, and everything comes anew";

/// Where messages to one follower go.
pub(super) type Sender<A> = mpsc::Sender<Result<A, Status>>;

/// Answers with a stream: reads the request, sees that the deliberation is there, and lets `follow`
/// send until nobody reads it any more or the server is going.
pub(super) async fn answer<Q, A, S, F>(
    desk: &Desk,
    request: Request<Q>,
    read: impl FnOnce(&Q) -> Result<(DeliberationId, S), Failure>,
    follow: impl FnOnce(Desk, Call, (DeliberationId, S), Sender<A>) -> F + Send + 'static,
) -> Result<Response<ReceiverStream<Result<A, Status>>>, Status>
where
    A: Send + 'static,
    S: Send + 'static,
    F: Future<Output = Result<(), Failure>> + Send,
{
    let language = language(request.metadata());
    let start = |desk: Desk, call: Call, q: Q| async move {
        let (id, subject) = read(&q)?;
        desk.state(&id, 0).await?;
        let place = desk.hub().enter_apart()?;
        let (sender, receiver) = mpsc::channel(1);
        tokio::spawn(async move {
            let hub = desk.hub().clone();
            let followed = tokio::select! {
                followed = follow(desk, call, (id, subject), sender.clone()) => followed,
                () = hub.closing() => {
                    let _ = sender.try_send(Err(Status::unavailable(GOING)));
                    Ok(())
                }
            };
            drop(place);
            if let Err(failure) = followed {
                let _ = sender.send(Err(status::of(failure, language))).await;
            }
        });
        Ok(ReceiverStream::new(receiver))
    };
    desk.call(request, start).await
}

/// The state once something happened after a sequence; `None` when nobody reads any more.
pub(super) async fn after<A>(
    desk: &Desk,
    id: &DeliberationId,
    sequence: u64,
    sender: &Sender<A>,
) -> Result<Option<Arc<Deliberation>>, Failure> {
    loop {
        let state = tokio::select! {
            state = desk.engine().state(id, sequence + 1) => state,
            () = sender.closed() => return Ok(None),
        };
        match state {
            Ok(state) => return Ok(Some(state)),
            // Nothing happened for a while.
            Err(EngineError::NotReached { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
