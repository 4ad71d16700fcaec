//! Following what happens with an item, or with what a party brought in.

use std::time::Duration;

use beraad_client::v1::*;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::domain::ids::DeliberationId;
use crate::engine::error::EngineError;
use crate::service::analysis::trace::{Subject, traces};
use crate::service::call::{Call, language};
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::page::Page;
use crate::service::{names, status};

/// How long changes are gathered before a follower hears of them, so that a busy evening does not
/// send the same trace a thousand times.
const GATHER: Duration = Duration::from_millis(200);

/// The most traces that one follower gets at once.
const FOLLOWED_MAX: usize = 1000;

/// What a follower hears when the server is going.
const GOING: &str = "the server ends this; follow again, and everything comes anew";

/// Sends the traces at once, and those that changed whenever something of them does.
pub(in crate::service) async fn watch(
    desk: &Desk,
    request: Request<WatchTracesRequest>,
) -> Result<Response<ReceiverStream<Result<WatchTracesResponse, Status>>>, Status> {
    let language = language(request.metadata());
    let start = |desk: Desk, call: Call, q: WatchTracesRequest| async move {
        let (id, subject) = read(&q)?;
        desk.state(&id, 0).await?;
        let place = desk.hub().enter_apart()?;
        let (sender, receiver) = mpsc::channel(1);
        tokio::spawn(async move {
            let followed = tokio::select! {
                followed = follow((&desk, &call), &id, &subject, &sender) => followed,
                () = desk.hub().closing() => {
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

fn read(q: &WatchTracesRequest) -> Result<(DeliberationId, Subject), Failure> {
    let mut fields = Fields::default();
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let item = fields.inside_if_given("item", id.as_ref(), &q.item, names::item);
    let party = fields.inside_if_given("party", id.as_ref(), &q.party, names::party);
    if q.item.is_empty() == q.party.is_empty() {
        let rule = "give an item or a party, one of the two: a follower has one subject";
        fields.violate("item", rule);
    }
    match id {
        Some(id) => fields.check().map(|()| (id, Subject { item, party })),
        None => Err(fields.failure()),
    }
}

/// Until nobody reads it any more.
async fn follow(
    (desk, call): (&Desk, &Call),
    id: &DeliberationId,
    subject: &Subject,
    sender: &mpsc::Sender<Result<WatchTracesResponse, Status>>,
) -> Result<(), Failure> {
    let page = Page { size: FOLLOWED_MAX, after: None };
    let mut known: Vec<Trace> = Vec::new();
    let mut first = true;
    let mut through = 0;
    loop {
        let state = tokio::select! {
            state = desk.engine().state(id, through + 1) => state,
            () = sender.closed() => return Ok(()),
        };
        let state = match state {
            Ok(state) => state,
            // Nothing happened for a while.
            Err(EngineError::NotReached { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        through = state.sequence;
        let (now, _) = traces((desk, call), &state, (subject, &page)).await?;
        let fresh: Vec<Trace> =
            now.iter().filter(|trace| !known.contains(trace)).cloned().collect();
        if first || !fresh.is_empty() {
            let message = WatchTracesResponse { traces: fresh, sequence: through };
            if sender.send(Ok(message)).await.is_err() {
                return Ok(());
            }
        }
        (known, first) = (now, false);
        tokio::time::sleep(GATHER).await;
    }
}
