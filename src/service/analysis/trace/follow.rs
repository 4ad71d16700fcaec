//! Following what happens with an item, or with what a party brought in.

use beraad_client::v1::*;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::domain::ids::DeliberationId;
use crate::service::analysis::follow;
use crate::service::analysis::trace::{Subject, traces};
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;
use crate::service::page::Page;

/// The most traces that one follower gets at once.
const FOLLOWED_MAX: usize = 1000;

/// Sends the traces at once, and those that changed whenever something of them does.
pub(in crate::service) async fn watch(
    desk: &Desk,
    request: Request<WatchTracesRequest>,
) -> Result<Response<ReceiverStream<Result<WatchTracesResponse, Status>>>, Status> {
    let follow = |desk: Desk, call: Call, (id, subject), sender| async move {
        follow((&desk, &call), &id, &subject, &sender).await
    };
    follow::answer(desk, request, read, follow).await
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
    while let Some(state) = follow::after(desk, id, through, sender).await? {
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
        tokio::time::sleep(follow::GATHER).await;
    }
    Ok(())
}
