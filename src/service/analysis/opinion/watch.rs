//! Following the analysis: figures of the last closed round, and the opinion map.

use beraad_client::v1::*;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::analysis::opinion::Mode;
use crate::domain::ids::DeliberationId;
use crate::service::analysis::follow::{self, Sender};
use crate::service::analysis::opinion::told::Teller;
use crate::service::analysis::opinion::{mode, sheet};
use crate::service::analysis::report;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;

/// Sends the analysis at once, and again whenever it is another one.
pub(in crate::service) async fn watch(
    desk: &Desk,
    request: Request<WatchAnalysisRequest>,
) -> Result<Response<ReceiverStream<Result<WatchAnalysisResponse, Status>>>, Status> {
    let follow = |desk: Desk, call: Call, (id, mode), sender| async move {
        follow((&desk, &call), &id, mode, &sender).await
    };
    follow::answer(desk, request, read, follow).await
}

fn read(q: &WatchAnalysisRequest) -> Result<(DeliberationId, Mode), Failure> {
    let mut fields = Fields::default();
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let mode = mode(&mut fields, q.mode);
    match id {
        Some(id) => fields.check().map(|()| (id, mode)),
        None => Err(fields.failure()),
    }
}

/// Until nobody reads it any more.
async fn follow(
    (desk, call): (&Desk, &Call),
    id: &DeliberationId,
    mode: Mode,
    sender: &Sender<WatchAnalysisResponse>,
) -> Result<(), Failure> {
    let mut told: Option<[u8; 32]> = None;
    let mut through = 0;
    while let Some(state) = follow::after(desk, id, through, sender).await? {
        through = state.sequence;
        let sheet = sheet(desk, &state, (0, mode)).await?;
        // The digest covers the votes; rounds without rating on statements leave it as it is.
        let round = state.last_closed_round();
        let mut now = sheet.input.digest;
        now.iter_mut().zip(round.to_be_bytes()).for_each(|(own, round)| *own ^= round);
        if told != Some(now) {
            let name = names::of_deliberation(id);
            let rated = report::convergence((desk, call), &state, &name).await?;
            let figures = rated.map(|rated| rated.figures).unwrap_or_default();
            let message = WatchAnalysisResponse {
                round,
                figures,
                map: Some(Teller::of(call, &state, &sheet).map()),
                sequence: through,
            };
            if sender.send(Ok(message)).await.is_err() {
                return Ok(());
            }
        }
        told = Some(now);
        tokio::time::sleep(follow::GATHER).await;
    }
    Ok(())
}
