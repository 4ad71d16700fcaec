//! LogService: the log of a deliberation as one caller may see it.

use beraad_client::v1::log_service_server::LogService;
use beraad_client::v1::{self as wire, *};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::domain::caller::Caller;
use crate::domain::event::Event;
use crate::domain::ids::{DeliberationId, TextRef};
use crate::domain::limits::READ_COMMITS_MAX;
use crate::domain::visibility::{self, TextUse};
use crate::engine::error::{EngineError, cause};
use crate::engine::{Texts, View};
use crate::log::chain::GENESIS;
use crate::log::codec::{self, timestamp};
use crate::log::{StoredCommit, StoredEvent};
use crate::service::call::{Call, language};
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::render::withheld;
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

    async fn watch(
        &self,
        _request: Request<WatchRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        Err(Status::unimplemented("this server does not follow a log yet; read it with Export"))
    }

    async fn get_checkpoint(
        &self,
        request: Request<GetCheckpointRequest>,
    ) -> Result<Response<GetCheckpointResponse>, Status> {
        self.call(request, checkpoint).await
    }
}

async fn checkpoint(
    desk: Desk,
    _: Call,
    q: GetCheckpointRequest,
) -> Result<GetCheckpointResponse, Failure> {
    let mut fields = Fields::default();
    let Some(id) = fields.take("deliberation", names::deliberation(&q.deliberation)) else {
        return Err(fields.failure());
    };
    let view = desk.engine().view(&id, q.at_least_sequence).await?;
    Ok(GetCheckpointResponse {
        deliberation: names::of_deliberation(&id),
        sequence: view.state.sequence,
        link: view.link.to_vec(),
        signature: view.signature.to_vec(),
        public_key: desk.engine().ports().signing_key.public().to_vec(),
        time: Some(timestamp(view.state.updated)),
    })
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
        let start_link = match after {
            0 => GENESIS,
            after => {
                let page = read(&desk, &id, after - 1, 1).await?;
                let ends = page.first().filter(|commit| commit.last_sequence() == after);
                let Some(commit) = ends else {
                    let rule = "does not end a commit; give the last_sequence of a commit, or 0";
                    fields.violate("start_after_sequence", rule);
                    return Err(fields.failure());
                };
                commit.link
            }
        };
        Ok(Export { caller: call.within(&id), desk, id, view, after, start_link })
    }

    async fn run(&self, sender: &Sender) -> Result<(), Stop> {
        use export_response::Record;
        let header = ExportHeader {
            format: 1,
            deliberation: names::of_deliberation(&self.id),
            public_key: self.desk.engine().ports().signing_key.public().to_vec(),
            start_after_sequence: self.after,
            start_link: self.start_link.to_vec(),
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
        let decoded: Vec<Event> = (page.iter().flat_map(|commit| &commit.events))
            .map(|stored| codec::decode(stored).map_err(unreadable))
            .collect::<Result<_, _>>()?;
        let shown =
            |event: &&Event| visibility::event(&self.view.state, &self.caller, event).is_none();
        let references: Vec<&TextRef> = (decoded.iter().filter(shown))
            // Which texts there are does not depend on the place in the log.
            .flat_map(|event| visibility::texts_of(0, event))
            .map(|(reference, _)| reference)
            .collect();
        let texts = self.desk.texts(&self.id, &references).await?;
        let mut decoded = decoded.iter();
        for commit in page {
            self.send_commit(sender, commit, &mut decoded, &texts).await?;
        }
        Ok(())
    }

    async fn send_commit(
        &self,
        sender: &Sender,
        commit: StoredCommit,
        decoded: &mut std::slice::Iter<'_, Event>,
        texts: &Texts,
    ) -> Result<(), Stop> {
        use export_response::Record;
        let (first_sequence, last_sequence) = (commit.first_sequence(), commit.last_sequence());
        for (sequence, (stored, event)) in
            (first_sequence..).zip(commit.events.into_iter().zip(decoded))
        {
            send(sender, Record::Event(self.event(stored, (sequence, event), texts))).await?;
        }
        let seal = ExportedCommit {
            first_sequence,
            last_sequence,
            link: commit.link.to_vec(),
            signature: commit.signature.to_vec(),
        };
        send(sender, Record::Commit(seal)).await
    }

    fn event(
        &self,
        stored: StoredEvent,
        (sequence, event): (u64, &Event),
        texts: &Texts,
    ) -> ExportedEvent {
        use exported_event::Content;
        let content = match visibility::event(&self.view.state, &self.caller, event) {
            Some(reason) => Content::Withheld(withheld(reason).into()),
            None => Content::Disclosed(Disclosed {
                payload: stored.payload.to_vec(),
                salt: stored.salt.to_vec(),
                texts: (visibility::texts_of(sequence, event).iter())
                    .map(|(reference, usage)| self.text(reference, usage, texts))
                    .collect(),
            }),
        };
        ExportedEvent { envelope: stored.envelope, content: Some(content) }
    }

    fn withheld(&self, usage: &TextUse) -> Option<visibility::Withheld> {
        visibility::text(&self.view.state, &self.caller, usage)
    }

    fn text(&self, reference: &TextRef, usage: &TextUse, texts: &Texts) -> ExportedText {
        use exported_text::Content;
        let content = match (self.withheld(usage), texts.get(reference)) {
            (_, None) => Content::Withheld(wire::Withheld::Erased.into()),
            (Some(reason), _) => Content::Withheld(withheld(reason).into()),
            (None, Some(opened)) => {
                Content::Text(SaltedText { salt: opened.salt.to_vec(), value: opened.text.clone() })
            }
        };
        ExportedText { id: reference.id.to_string(), content: Some(content) }
    }
}

async fn read(
    desk: &Desk,
    id: &DeliberationId,
    after: u64,
    most: usize,
) -> Result<Vec<StoredCommit>, Failure> {
    let read = desk.engine().ports().log.read(id, after, most).await;
    read.map_err(unreadable)
}

fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    EngineError::Unreadable(cause(error)).into()
}

async fn send(sender: &Sender, record: export_response::Record) -> Result<(), Stop> {
    let record = Ok(ExportResponse { record: Some(record) });
    sender.send(record).await.map_err(|_| Stop::ReaderGone)
}
