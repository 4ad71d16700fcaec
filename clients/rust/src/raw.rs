//! A call by the name of its method, for callers that build messages from the contract itself.

use bytes::{Buf, BufMut, Bytes};
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::{Code, Status, transport};

use crate::client::{ANSWER_BYTES_MAX, Client};
use crate::error::Error;

impl Client {
    /// Calls a unary method by its path, such as `/beraad.v1.ParticipationService/AddStatement`,
    /// with an encoded request, and gives the encoded answer. Caller, language and deadline are
    /// those of every other call.
    ///
    /// `repeat` says that it may be sent again when the server is unavailable: true for a read,
    /// and for a write whose request carries a `request_id` (see [`crate::new_request_id`]).
    ///
    /// # Errors
    /// [`Error::Refused`] with the engine's reason, or why there was no answer;
    /// [`Error::UnexpectedStatus`] for a path that is none.
    pub async fn call_raw(&self, path: &str, request: Bytes, repeat: bool) -> Result<Bytes, Error> {
        let path = PathAndQuery::try_from(path).map_err(|_| Error::UnexpectedStatus {
            code: Code::InvalidArgument,
            message: format!("`{path}` is no path; write it as /package.Service/Method"),
        })?;
        let send = |channel, request| {
            let path = path.clone();
            async move {
                let mut grpc = Grpc::new(channel).max_decoding_message_size(ANSWER_BYTES_MAX);
                let ready = grpc.ready().await;
                ready.map_err(|error: transport::Error| Status::unavailable(error.to_string()))?;
                grpc.unary(request, path, Raw).await
            }
        };
        self.send_repeating(repeat, request, send).await
    }
}

/// Messages as the bytes they are.
#[derive(Debug, Clone, Copy, Default)]
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Raw;
    type Decoder = Raw;

    fn encoder(&mut self) -> Raw {
        Raw
    }

    fn decoder(&mut self) -> Raw {
        Raw
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put(message);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}
