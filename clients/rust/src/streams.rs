//! The calls that stream: the log, whole or followed, and stances as they come.

use std::future::Future;

use futures_util::stream::{MapErr, Stream, TryStreamExt};
use tonic::{Response, Status, Streaming};

use crate::client::{ANSWER_BYTES_MAX, Client};
use crate::error::Error;
use crate::services::{Analysis, Log, Participation};
use crate::v1;
use crate::v1::analysis_service_client::AnalysisServiceClient;
use crate::v1::log_service_client::LogServiceClient;
use crate::v1::participation_service_client::ParticipationServiceClient;

impl Log<'_> {
    /// Streams the whole log as this caller may see it, in constant memory. The deadline holds
    /// for the beginning of the answer; after that the stream goes on as long as it comes.
    ///
    /// # Errors
    /// [`Error::Refused`] with the engine's reason, or why there was no answer; the stream ends
    /// with the first error.
    pub async fn export(
        &self,
        request: v1::ExportRequest,
    ) -> Result<impl Stream<Item = Result<v1::ExportResponse, Error>> + use<>, Error> {
        let mut stub = log(self.0);
        begun(self.0, stub.export(self.0.request(request)?)).await
    }

    /// Follows the log as this caller may see it. The deadline holds for the beginning of the
    /// answer; after that the stream goes on until it is dropped or the server ends it. Take it up
    /// again after the last commit that was received.
    ///
    /// # Errors
    /// As [`Log::export`].
    pub async fn watch(
        &self,
        request: v1::WatchRequest,
    ) -> Result<impl Stream<Item = Result<v1::WatchResponse, Error>> + use<>, Error> {
        let mut stub = log(self.0);
        begun(self.0, stub.watch(self.0.request(request)?)).await
    }
}

impl Analysis<'_> {
    /// Follows what happens with an item, or with what a party brought in: everything at once, and
    /// again what changed. The deadline holds for the beginning of the answer.
    ///
    /// # Errors
    /// As [`Log::export`].
    pub async fn watch_traces(
        &self,
        request: v1::WatchTracesRequest,
    ) -> Result<impl Stream<Item = Result<v1::WatchTracesResponse, Error>> + use<>, Error> {
        let stub = AnalysisServiceClient::new(self.0.channel());
        let mut stub = stub.max_decoding_message_size(ANSWER_BYTES_MAX);
        begun(self.0, stub.watch_traces(self.0.request(request)?)).await
    }

    /// Follows figures and opinion map: at once, and again after every close. The deadline holds
    /// for the beginning of the answer.
    ///
    /// # Errors
    /// As [`Log::export`].
    pub async fn watch_analysis(
        &self,
        request: v1::WatchAnalysisRequest,
    ) -> Result<impl Stream<Item = Result<v1::WatchAnalysisResponse, Error>> + use<>, Error> {
        let stub = AnalysisServiceClient::new(self.0.channel());
        let mut stub = stub.max_decoding_message_size(ANSWER_BYTES_MAX);
        begun(self.0, stub.watch_analysis(self.0.request(request)?)).await
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
        messages: M,
    ) -> Result<impl Stream<Item = Result<v1::StreamStancesResponse, Error>> + use<M>, Error>
    where
        M: Stream<Item = v1::StreamStancesRequest> + Send + 'static,
    {
        let stub = ParticipationServiceClient::new(self.0.channel());
        let mut stub = stub.max_decoding_message_size(ANSWER_BYTES_MAX);
        begun(self.0, stub.stream_stances(self.0.request(messages)?)).await
    }
}

fn log(client: &Client) -> LogServiceClient<tonic::transport::Channel> {
    LogServiceClient::new(client.channel()).max_decoding_message_size(ANSWER_BYTES_MAX)
}

/// The messages of a stream, once it has begun.
async fn begun<M>(
    client: &Client,
    call: impl Future<Output = Result<Response<Streaming<M>>, Status>>,
) -> Result<MapErr<Streaming<M>, fn(Status) -> Error>, Error> {
    let deadline = client.deadline();
    let answer = tokio::time::timeout(deadline, call).await;
    let answer = answer.map_err(|_| Error::Deadline { after: deadline })?;
    let messages = answer.map_err(|status| Error::of(&status, 1))?.into_inner();
    Ok(messages.map_err(|status| Error::of(&status, 1)))
}
