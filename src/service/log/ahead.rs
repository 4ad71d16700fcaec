//! Watch, answered ahead of the generated service, whose codec would encode every message once more
//! for every watcher.

use std::convert::Infallible;
use std::task::{Context, Poll};

use beraad_client::v1::{WatchRequest, WatchResponse};
use bytes::{BufMut, Bytes};
use tonic::body::Body;
use tonic::codec::{Codec, EncodeBuf, Encoder};
use tonic::codegen::{BoxFuture, Service, http};
use tonic::server::{Grpc, NamedService, ServerStreamingService};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;

use crate::domain::limits::REQUEST_BYTES_MAX;
use crate::service::desk::Desk;
use crate::service::log::watch::{Messages, watch};

/// The path of the call.
const PATH: &str = "/beraad.v1.LogService/Watch";

/// A service, and Watch before it.
#[derive(Clone)]
pub(in crate::service) struct Ahead<S> {
    inner: S,
    desk: Desk,
}

impl<S> Ahead<S> {
    pub(in crate::service) fn of(inner: S, desk: Desk) -> Ahead<S> {
        Ahead { inner, desk }
    }
}

impl<S: NamedService> NamedService for Ahead<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<http::Request<Body>> for Ahead<S>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        if request.uri().path() != PATH {
            return Box::pin(self.inner.call(request));
        }
        let handler = Handler(self.desk.clone());
        Box::pin(async move {
            let mut grpc = Grpc::new(Encoded::default())
                .apply_max_message_size_config(Some(REQUEST_BYTES_MAX), None);
            Ok(grpc.server_streaming(handler, request).await)
        })
    }
}

struct Handler(Desk);

impl ServerStreamingService<WatchRequest> for Handler {
    type Response = Bytes;
    type ResponseStream = Messages;
    type Future = BoxFuture<Response<Messages>, Status>;

    fn call(&mut self, request: Request<WatchRequest>) -> Self::Future {
        let desk = self.0.clone();
        Box::pin(async move { watch(&desk, request).await })
    }
}

/// Reads messages of the contract, and writes what is encoded already.
#[derive(Default)]
struct Encoded(ProstCodec<WatchResponse, WatchRequest>);

/// Writes bytes as they are.
struct AsTheyAre;

impl Codec for Encoded {
    type Encode = Bytes;
    type Decode = WatchRequest;
    type Encoder = AsTheyAre;
    type Decoder = <ProstCodec<WatchResponse, WatchRequest> as Codec>::Decoder;

    fn encoder(&mut self) -> AsTheyAre {
        AsTheyAre
    }

    fn decoder(&mut self) -> Self::Decoder {
        self.0.decoder()
    }
}

impl Encoder for AsTheyAre {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        out.put(message);
        Ok(())
    }
}
