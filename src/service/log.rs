//! LogService: the log of a deliberation as one caller may see it.

mod ahead;
mod checkpoints;
mod eyes;
mod feed;
mod hub;
mod watch;

pub(super) use ahead::Ahead;
pub(super) use hub::Hub;

use beraad_client::v1::log_service_server::LogService;
use beraad_client::v1::*;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::domain::caller::Caller;
use crate::domain::event::Event;
use crate::domain::ids::DeliberationId;
use crate::domain::limits::READ_COMMITS_MAX;
use crate::engine::View;
use crate::engine::error::{EngineError, cause, unreadable};
use crate::log::StoredCommit;
use crate::log::chain::GENESIS;
use crate::log::codec;
use crate::log::rotation::Rotation;
use crate::service::call::{Call, language};
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::log::eyes::Eyes;
use crate::service::{names, status};

/// Records that wait for a slow reader; the log is read on only as fast as they are taken.
const RECORDS_AHEAD_MAX: usize = 64;

#[tonic::async_trait]
impl LogService for Desk {
    type ExportStream = ReceiverStream<Result<ExportResponse, Status>>;

    async fn export(
        &self,
        request: Request<ExportRequest>,
    ) -> Result<Response<Self::ExportStream>, Status> {
        let language = language(request.metadata());
        let (sender, receiver) = mpsc::channel(RECORDS_AHEAD_MAX);
        let start = |desk: Desk, call: Call, q: ExportRequest| async move {
            let export = Export::begin(desk, call, q).await?;
            tokio::spawn(async move {
                if let Err(Stop::Failed(failure)) = export.run(&sender).await {
                    // A reader that is gone needs no word.
                    let _ = sender.send(Err(status::of(failure, language))).await;
                }
            });
            Ok(ReceiverStream::new(receiver))
        };
        self.call(request, start).await
    }

    type WatchStream = ReceiverStream<Result<WatchResponse, Status>>;

    /// Never reached: [`Ahead`] answers this call before it comes here, in bytes that are encoded
    /// once for all who watch.
    async fn watch(
        &self,
        _request: Request<WatchRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        Err(Status::internal("Watch is answered ahead of this service"))
    }

    async fn get_checkpoint(
        &self,
        request: Request<GetCheckpointRequest>,
    ) -> Result<Response<GetCheckpointResponse>, Status> {
        self.call(request, checkpoints::head).await
    }

    async fn list_checkpoints(
        &self,
        request: Request<ListCheckpointsRequest>,
    ) -> Result<Response<ListCheckpointsResponse>, Status> {
        self.call(request, checkpoints::list).await
    }

    async fn countersign_checkpoint(
        &self,
        request: Request<CountersignCheckpointRequest>,
    ) -> Result<Response<CountersignCheckpointResponse>, Status> {
        self.call(request, checkpoints::countersign).await
    }
}

fn rotation(rotation: &Rotation) -> KeyRotation {
    KeyRotation {
        old_public_key: rotation.old.to_vec(),
        new_public_key: rotation.new.to_vec(),
        signature: rotation.signature.to_vec(),
    }
}

/// Why an export ends early.
enum Stop {
    /// Nobody reads it any more.
    ReaderGone,
    /// It cannot go on.
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failed(failure)
    }
}

/// One running export.
struct Export {
    desk: Desk,
    id: DeliberationId,
    caller: Caller,
    view: View,
    after: u64,
    start_link: [u8; 32],
}

type Sender = mpsc::Sender<Result<ExportResponse, Status>>;

impl Export {
    async fn begin(desk: Desk, call: Call, q: ExportRequest) -> Result<Export, Failure> {
        let mut fields = Fields::default();
        let Some(id) = fields.take("deliberation", names::deliberation(&q.deliberation)) else {
            return Err(fields.failure());
        };
        let view = desk.engine().view(&id, q.at_least_sequence).await?;
        let after = q.start_after_sequence;
        let start_link = start_link(&desk, &id, after).await?;
        Ok(Export { caller: call.within(&id), desk, id, view, after, start_link })
    }

    async fn run(&self, sender: &Sender) -> Result<(), Stop> {
        use export_response::Record;
        let key = &self.desk.engine().ports().signing_key;
        let header = ExportHeader {
            format: 1,
            deliberation: names::of_deliberation(&self.id),
            public_key: key.first_public().to_vec(),
            start_after_sequence: self.after,
            start_link: self.start_link.to_vec(),
            rotations: key.rotations().iter().map(rotation).collect(),
        };
        send(sender, Record::Header(header)).await?;
        let (mut at, mut link) = (self.after, self.start_link);
        while at < self.view.state.sequence {
            let mut page = read(&self.desk, &self.id, at, READ_COMMITS_MAX).await?;
            // What was written after the export began belongs to the next one.
            page.retain(|commit| commit.last_sequence() <= self.view.state.sequence);
            if let Some(last) = page.last() {
                (at, link) = (last.last_sequence(), last.link);
            }
            self.send_page(sender, page).await?;
        }
        let trailer = ExportTrailer { last_sequence: at, link: link.to_vec() };
        send(sender, Record::Trailer(trailer)).await
    }

    /// Sends the commits of a page, whose texts are opened together.
    async fn send_page(&self, sender: &Sender, page: Vec<StoredCommit>) -> Result<(), Stop> {
        use export_response::Record;
        let eyes = Eyes { state: &self.view.state, caller: &self.caller };
        let decoded = decode(&page)?;
        let references = decoded.iter().flat_map(|events| eyes.references(events));
        let texts = self.desk.texts(&self.id, &references.collect::<Vec<_>>()).await?;
        for (commit, events) in page.iter().zip(&decoded) {
            for (stored, event) in commit.events.iter().zip(events) {
                send(sender, Record::Event(eyes.event(stored, event, &texts))).await?;
            }
            send(sender, Record::Commit(eyes::seal(commit))).await?;
        }
        Ok(())
    }
}

/// The link of the commit that ends at `after`.
async fn start_link(desk: &Desk, id: &DeliberationId, after: u64) -> Result<[u8; 32], Failure> {
    if after == 0 {
        return Ok(GENESIS);
    }
    let page = read(desk, id, after - 1, 1).await?;
    let Some(commit) = page.first().filter(|commit| commit.last_sequence() == after) else {
        let mut fields = Fields::default();
        let rule = "does not end a commit; give the last_sequence of a commit, or 0";
        fields.violate("start_after_sequence", rule);
        return Err(fields.failure());
    };
    Ok(commit.link)
}

/// The events of each commit.
fn decode(page: &[StoredCommit]) -> Result<Vec<Vec<Event>>, Failure> {
    let events = |commit: &StoredCommit| commit.events.iter().map(codec::decode).collect();
    let decoded = page.iter().map(events).collect::<Result<_, _>>();
    decoded.map_err(|error| EngineError::Unreadable(cause(error)).into())
}

async fn read(
    desk: &Desk,
    id: &DeliberationId,
    after: u64,
    most: usize,
) -> Result<Vec<StoredCommit>, Failure> {
    let read = desk.engine().ports().log.read(id, after, most).await;
    read.map_err(|error| unreadable(error).into())
}

async fn send(sender: &Sender, record: export_response::Record) -> Result<(), Stop> {
    let record = Ok(ExportResponse { record: Some(record) });
    sender.send(record).await.map_err(|_| Stop::ReaderGone)
}
