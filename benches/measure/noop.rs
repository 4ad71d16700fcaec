//! The baseline of the calls: a server with the same contract and transport that decodes a
//! request, does nothing, and answers at once with an answer of the usual size.

use std::convert::Infallible;
use std::net::SocketAddr;

use beraad_client::v1::*;
use futures::future;
use tokio::net::TcpListener;
use tokio_stream::wrappers::ReceiverStream;
use tonic::body::Body;
use tonic::codegen::{BoxFuture, Service, http};
use tonic::server::{Grpc, NamedService, StreamingService, UnaryService};
use tonic::service::RoutesBuilder;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status, Streaming};
use tonic_prost::ProstCodec;

use beraad::domain::limits::REQUEST_BYTES_MAX;

use crate::Fallible;

/// Answers that wait for a slow reader of a stream.
const STREAM_WINDOW: usize = 64;

/// Serves until the process is ended, with the transport settings of `beraad serve`.
pub async fn serve(address: SocketAddr) -> Fallible<()> {
    let listener = TcpListener::bind(address).await?;
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let mut routes = RoutesBuilder::default();
    routes.add_service(NoOp { written: written() });
    Server::builder()
        .accept_http1(true)
        .layer(tonic_web::GrpcWebLayer::new())
        .add_routes(routes.routes())
        .serve_with_incoming(incoming)
        .await?;
    Ok(())
}

/// An acknowledgement as large as a real one.
fn written() -> Written {
    let receipt = Receipt {
        deliberation: "deliberations/d001".to_owned(),
        sequence: 123_456,
        envelope_digest: vec![1; 32],
        link: vec![2; 32],
        signature: vec![3; 64],
        payload: vec![4; 60],
        salt: vec![5; 32],
    };
    Written {
        deliberation: receipt.deliberation.clone(),
        sequence: receipt.sequence,
        time: Some(prost_types::Timestamp { seconds: 1_767_225_600, nanos: 0 }),
        receipt: Some(receipt),
        warnings: Vec::new(),
    }
}

#[derive(Clone)]
struct NoOp {
    written: Written,
}

impl NamedService for NoOp {
    const NAME: &'static str = "beraad.v1.ParticipationService";
}

impl Service<http::Request<Body>> for NoOp {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Infallible>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move {
            Ok(match request.uri().path().rsplit('/').next() {
                Some("CastStance") => {
                    let mut grpc = Grpc::new(ProstCodec::default());
                    grpc.unary(One(service), request).await
                }
                Some("BatchCastStances") => {
                    let mut grpc = Grpc::new(ProstCodec::default())
                        .max_decoding_message_size(REQUEST_BYTES_MAX);
                    grpc.unary(Many(service), request).await
                }
                Some("StreamStances") => {
                    let mut grpc = Grpc::new(ProstCodec::default())
                        .max_decoding_message_size(REQUEST_BYTES_MAX);
                    grpc.streaming(Stream(service), request).await
                }
                _ => Status::unimplemented("the baseline casts stances only").into_http(),
            })
        })
    }
}

type Ready<T> = future::Ready<Result<Response<T>, Status>>;

struct One(NoOp);

impl UnaryService<CastStanceRequest> for One {
    type Response = CastStanceResponse;
    type Future = Ready<CastStanceResponse>;

    fn call(&mut self, _: Request<CastStanceRequest>) -> Self::Future {
        let written = Some(self.0.written.clone());
        future::ready(Ok(Response::new(CastStanceResponse { written })))
    }
}

struct Many(NoOp);

impl UnaryService<BatchCastStancesRequest> for Many {
    type Response = BatchCastStancesResponse;
    type Future = Ready<BatchCastStancesResponse>;

    fn call(&mut self, request: Request<BatchCastStancesRequest>) -> Self::Future {
        let results = results(request.get_ref().stances.len());
        let written = Some(self.0.written.clone());
        future::ready(Ok(Response::new(BatchCastStancesResponse { written, results })))
    }
}

struct Stream(NoOp);

impl StreamingService<StreamStancesRequest> for Stream {
    type Response = StreamStancesResponse;
    type ResponseStream = ReceiverStream<Result<StreamStancesResponse, Status>>;
    type Future = Ready<Self::ResponseStream>;

    fn call(&mut self, request: Request<Streaming<StreamStancesRequest>>) -> Self::Future {
        let (sender, answers) = tokio::sync::mpsc::channel(STREAM_WINDOW);
        let written = self.0.written.clone();
        let mut messages = request.into_inner();
        tokio::spawn(async move {
            let mut message = 0;
            while let Ok(Some(given)) = messages.message().await {
                message += 1;
                let answer = StreamStancesResponse {
                    message,
                    written: Some(written.clone()),
                    results: results(given.stances.len()),
                    refused: None,
                };
                if sender.send(Ok(answer)).await.is_err() {
                    return;
                }
            }
        });
        future::ready(Ok(Response::new(ReceiverStream::new(answers))))
    }
}

fn results(stances: usize) -> Vec<StanceResult> {
    let result =
        |sequence| StanceResult { result: Some(stance_result::Result::Sequence(sequence)) };
    (1..=stances as u64).map(result).collect()
}
