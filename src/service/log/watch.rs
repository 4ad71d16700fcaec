//! Following a log: replay from a sequence, then the feed, and back to the log when it is behind.

use std::sync::Arc;
use std::time::Duration;

use beraad_client::v1::*;
use bytes::{Bytes, BytesMut};
use prost::Message;
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};
use watch_record::Record;

use crate::domain::caller::Caller;
use crate::domain::ids::DeliberationId;
use crate::domain::limits::{WATCH_MESSAGE_BYTES_MAX, WATCH_QUIET_SECONDS_MAX};
use crate::log::codec::timestamp;
use crate::service::call::{Call, language};
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::log::feed::{self, News};
use crate::service::log::hub::{self, Place};
use crate::service::log::start_link;
use crate::service::{names, status};

/// Messages that wait for a slow reader.
const MESSAGES_AHEAD_MAX: usize = 2;

/// Encoded messages of the contract.
pub(super) type Messages = ReceiverStream<Result<Bytes, Status>>;

/// Follows the log for one caller.
pub(super) async fn watch(
    desk: &Desk,
    request: Request<WatchRequest>,
) -> Result<Response<Messages>, Status> {
    let language = language(request.metadata());
    let start = |desk: Desk, call: Call, q: WatchRequest| async move {
        let (sender, receiver) = mpsc::channel(MESSAGES_AHEAD_MAX);
        let watcher = Watcher::begin(desk, &call, &q, sender.clone()).await?;
        tokio::spawn(async move {
            let last = match watcher.run().await {
                Stop::ReaderGone => return,
                Stop::Going => Status::unavailable(GOING),
                Stop::Failed(failure) => status::of(failure, language),
            };
            // A reader that takes nothing more needs no word either.
            let _ = sender.try_send(Err(last));
        });
        Ok(ReceiverStream::new(receiver))
    };
    desk.call(request, start).await
}

const GOING: &str =
    "the server ends this watch; take it up again after the last commit that you received";

/// Why a watch ends.
enum Stop {
    /// Nobody reads it any more.
    ReaderGone,
    /// The server goes down, or the feed ended.
    Going,
    /// It cannot go on.
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failed(failure)
    }
}

/// A cursor on the log of one deliberation.
struct Watcher {
    desk: Desk,
    id: DeliberationId,
    caller: Caller,
    /// Everything up to and including this was sent.
    at: u64,
    link: [u8; 32],
    news: broadcast::Receiver<Arc<News>>,
    sender: mpsc::Sender<Result<Bytes, Status>>,
    _place: Place,
}

impl Watcher {
    async fn begin(
        desk: Desk,
        call: &Call,
        q: &WatchRequest,
        sender: mpsc::Sender<Result<Bytes, Status>>,
    ) -> Result<Watcher, Failure> {
        let mut fields = Fields::default();
        let Some(id) = fields.take("deliberation", names::deliberation(&q.deliberation)) else {
            return Err(fields.failure());
        };
        let view = desk.engine().view(&id, 0).await?;
        let link = start_link(&desk, &id, q.start_after_sequence).await?;
        let feed = |news| {
            tokio::spawn(hub::follow(desk.clone(), id.clone(), view.state.sequence, news));
        };
        // Whoever joins a feed that runs already finds what lies between in the log.
        let (place, news) = desk.hub().enter(&id, feed)?;
        let (caller, at) = (call.within(&id), q.start_after_sequence);
        Ok(Watcher { desk, id, caller, at, link, news, sender, _place: place })
    }

    async fn run(mut self) -> Stop {
        let hub = self.desk.hub().clone();
        let sender = self.sender.clone();
        tokio::select! {
            biased;
            () = hub.closing() => Stop::Going,
            () = sender.closed() => Stop::ReaderGone,
            Err(stop) = self.go_on() => stop,
        }
    }

    async fn go_on(&mut self) -> Result<(), Stop> {
        self.catch_up().await?;
        self.tell_end().await?;
        let quiet = Duration::from_secs(WATCH_QUIET_SECONDS_MAX);
        loop {
            match tokio::time::timeout(quiet, self.news.recv()).await {
                Ok(Ok(news)) => {
                    // The feed may have begun behind where this watcher stands, or after it.
                    let first = news.commits.first().map(|told| told.first_sequence());
                    if first.is_some_and(|first| first > self.at + 1) {
                        self.catch_up().await?;
                    }
                    self.tell(&news).await?;
                }
                Ok(Err(broadcast::error::RecvError::Lagged(_))) => self.catch_up().await?,
                Ok(Err(broadcast::error::RecvError::Closed)) => return Err(Stop::Going),
                Err(_) => self.tell_end().await?,
            }
        }
    }

    /// Sends what lies in the log and was not sent.
    async fn catch_up(&mut self) -> Result<(), Stop> {
        while let Some(news) = feed::after(&self.desk, &self.id, self.at).await? {
            self.tell(&news).await?;
        }
        Ok(())
    }

    /// Sends the news that this watcher does not have, as few messages.
    async fn tell(&mut self, news: &News) -> Result<(), Stop> {
        let mut message = BytesMut::new();
        let at = self.at;
        for told in news.commits.iter().filter(|told| told.last_sequence > at) {
            assert_eq!(told.first_sequence(), self.at + 1, "a watch leaves nothing out");
            for piece in news.seen_by(&self.desk, &self.caller, told).await? {
                if !message.is_empty() && message.len() + piece.len() > WATCH_MESSAGE_BYTES_MAX {
                    self.send(std::mem::take(&mut message).freeze()).await?;
                }
                if message.is_empty() && piece.len() > WATCH_MESSAGE_BYTES_MAX / 2 {
                    // Shared with everybody as it is.
                    self.send(piece).await?;
                } else {
                    message.extend_from_slice(&piece);
                }
            }
            (self.at, self.link) = (told.last_sequence, told.link());
        }
        if message.is_empty() { Ok(()) } else { self.send(message.freeze()).await }
    }

    async fn tell_end(&self) -> Result<(), Stop> {
        let checkpoint = WatchCheckpoint {
            sequence: self.at,
            link: self.link.to_vec(),
            time: Some(timestamp(self.desk.engine().ports().clock.now())),
        };
        let record = WatchRecord { record: Some(Record::Checkpoint(checkpoint)) };
        self.send(WatchResponse { records: vec![record] }.encode_to_vec().into()).await
    }

    async fn send(&self, message: Bytes) -> Result<(), Stop> {
        self.sender.send(Ok(message)).await.map_err(|_| Stop::ReaderGone)
    }
}
