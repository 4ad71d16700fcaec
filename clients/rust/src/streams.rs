//! The other calls that stream: an export, stances as they come, and what is followed.

use std::time::Duration;

use futures_util::stream::{self, BoxStream, Stream, StreamExt, TryStreamExt};
use tonic::Streaming;
use tonic::transport::Channel;

use crate::client::{ANSWER_BYTES_MAX, Client};
use crate::error::Error;
use crate::resume::{Resuming, begun, opened};
use crate::services::{Analysis, Log, Participation};
use crate::v1;
use crate::v1::analysis_service_client::AnalysisServiceClient;
use crate::v1::log_service_client::LogServiceClient;
use crate::v1::participation_service_client::ParticipationServiceClient;

impl Log<'_> {
    /// Streams the whole log as this caller may see it, in constant memory. It is begun like any
    /// call, with several attempts under one deadline; after that it goes on as long as it comes.
    ///
    /// # Errors
    /// [`Error::Refused`] with the engine's reason, or why there was no answer; the stream ends
    /// with the first error.
    pub async fn export(
        &self,
        request: v1::ExportRequest,
    ) -> Result<BoxStream<'static, Result<v1::ExportResponse, Error>>, Error> {
        let open = |client: &Client| {
            let (mut stub, request) = (log(client), client.request(request.clone())?);
            Ok(async move { stub.export(request).await })
        };
        Ok(messages(self.0, opened(self.0, open).await?))
    }

    /// Follows the log message by message, as the server sends them, until the stream breaks off:
    /// for what wants neither whole commits nor to go on by itself.
    ///
    /// # Errors
    /// As [`Log::export`].
    pub async fn watch_once(
        &self,
        request: v1::WatchRequest,
    ) -> Result<BoxStream<'static, Result<v1::WatchResponse, Error>>, Error> {
        let open = |client: &Client| {
            let (mut stub, request) = (log(client), client.request(request.clone())?);
            Ok(async move { stub.watch(request).await })
        };
        Ok(messages(self.0, opened(self.0, open).await?))
    }
}

macro_rules! followed {
    ($(#[$about:meta])* $method:ident($request:ident) -> $answer:ident;) => {
        $(#[$about])*
        /// When the stream breaks off it is taken up again, and then begins with everything. It
        /// goes on until it is dropped.
        ///
        /// # Errors
        /// [`Error::Refused`] with the engine's reason, or why there was no answer in any of the
        /// first attempts; the stream ends with it.
        pub fn $method(
            &self,
            request: v1::$request,
        ) -> BoxStream<'static, Result<v1::$answer, Error>> {
            let source = Resuming::new(self.0.clone(), Duration::MAX);
            stream::try_unfold((source, request), |(mut source, request)| async move {
                let open = |client: &Client| {
                    let (mut stub, request) = (analysis(client), client.request(request.clone())?);
                    Ok(async move { stub.$method(request).await })
                };
                let next = source.next(open).await?;
                Ok(next.map(|(message, _)| (message, (source, request))))
            })
            .boxed()
        }
    };
}

impl Analysis<'_> {
    followed! {
        /// Follows what happens with an item, or with what a party brought in: everything at once,
        /// and again what changed.
        watch_traces(WatchTracesRequest) -> WatchTracesResponse;
    }

    followed! {
        /// Follows figures and opinion map: at once, and again after every close.
        watch_analysis(WatchAnalysisRequest) -> WatchAnalysisResponse;
    }
}

impl Participation<'_> {
    /// Casts stances over a stream: `messages` go out as the server takes them, and the answers
    /// come in the same order. Give every message a request_id, so that one that got no answer can
    /// be sent again on a new stream.
    ///
    /// # Errors
    /// As [`Log::export`].
    pub async fn stream_stances<M>(
        &self,
        requests: M,
    ) -> Result<BoxStream<'static, Result<v1::StreamStancesResponse, Error>>, Error>
    where
        M: Stream<Item = v1::StreamStancesRequest> + Send + 'static,
    {
        let stub = ParticipationServiceClient::new(self.0.channel());
        let mut stub = stub.max_decoding_message_size(ANSWER_BYTES_MAX);
        let answers = begun(self.0, stub.stream_stances(self.0.request(requests)?)).await;
        let answers = answers.map_err(|status| self.0.error(&status, 1))?;
        Ok(messages(self.0, answers))
    }
}

pub(crate) fn log(client: &Client) -> LogServiceClient<Channel> {
    LogServiceClient::new(client.channel()).max_decoding_message_size(ANSWER_BYTES_MAX)
}

fn analysis(client: &Client) -> AnalysisServiceClient<Channel> {
    AnalysisServiceClient::new(client.channel()).max_decoding_message_size(ANSWER_BYTES_MAX)
}

fn messages<M: Send + 'static>(
    client: &Client,
    messages: Streaming<M>,
) -> BoxStream<'static, Result<M, Error>> {
    let client = client.clone();
    messages.map_err(move |status| client.error(&status, 1)).boxed()
}
