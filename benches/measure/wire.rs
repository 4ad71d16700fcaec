//! A client that costs as little as it can, because it shares the cores with the server: HTTP/2
//! frames, one connection each, with requests that were encoded beforehand.

use std::net::SocketAddr;

use bytes::{BufMut, Bytes, BytesMut};
use h2::client::{ResponseFuture, SendRequest};
use h2::{RecvStream, SendStream};
use http::{HeaderMap, Method, Request};
use prost::Message;
use tokio::net::TcpStream;
use tonic::codegen::http;

use crate::Fallible;

/// Bytes the server may send before the client has looked.
const WINDOW_BYTES: u32 = 64 * 1024 * 1024;
/// Messages up to this size are copied behind their id, so that they leave in one frame.
const INLINE_BYTES_MAX: usize = 4096;
/// Key of field 20, `request_id`, and its length.
const REQUEST_ID_KEY: [u8; 3] = [0xA2, 0x01, 36];
const REQUEST_ID_BYTES: usize = REQUEST_ID_KEY.len() + 36;

/// A request whose bytes are ready but for its `request_id`.
pub struct Prepared {
    rest: Bytes,
    /// How many stances it carries.
    pub stances: u64,
}

impl Prepared {
    /// Of a message that leaves its `request_id` empty.
    pub fn new(message: &impl Message, stances: usize) -> Prepared {
        Prepared { rest: message.encode_to_vec().into(), stances: stances as u64 }
    }

    /// Its frames: the prefix of gRPC, the id when there is one, and the rest.
    fn frames(&self, id: Option<u128>) -> (Bytes, Option<Bytes>) {
        let id_bytes = if id.is_some() { REQUEST_ID_BYTES } else { 0 };
        let inline = self.rest.len() <= INLINE_BYTES_MAX;
        let room = 5 + id_bytes + if inline { self.rest.len() } else { 0 };
        let mut first = BytesMut::with_capacity(room);
        first.put_u8(0);
        first.put_u32((id_bytes + self.rest.len()) as u32);
        if let Some(id) = id {
            first.put_slice(&REQUEST_ID_KEY);
            put_uuid(&mut first, id);
        }
        if inline {
            first.put_slice(&self.rest);
        }
        (first.freeze(), (!inline).then(|| self.rest.clone()))
    }
}

/// The text of a UUID, without going through a formatter.
fn put_uuid(into: &mut BytesMut, id: u128) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (place, byte) in id.to_be_bytes().into_iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            into.put_u8(b'-');
        }
        into.put_u8(DIGITS[usize::from(byte >> 4)]);
        into.put_u8(DIGITS[usize::from(byte & 15)]);
    }
}

/// A method as one caller calls it: everything in front of the message.
#[derive(Clone)]
pub struct Call {
    head: Request<()>,
}

impl Call {
    /// `path` is such as `/beraad.v1.ParticipationService/CastStance`.
    pub fn new(address: SocketAddr, path: &str, metadata: &[(&str, String)]) -> Fallible<Call> {
        let mut head = Request::builder()
            .method(Method::POST)
            .uri(format!("http://{address}{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers");
        for (key, value) in metadata {
            head = head.header(*key, value);
        }
        Ok(Call { head: head.body(())? })
    }
}

/// One connection.
#[derive(Clone)]
pub struct Wire(SendRequest<Bytes>);

impl Wire {
    /// Connects; the connection is driven by a task of the current runtime.
    pub async fn connect(address: SocketAddr) -> Fallible<Wire> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut builder = h2::client::Builder::new();
        builder.initial_window_size(WINDOW_BYTES).initial_connection_window_size(WINDOW_BYTES);
        builder.max_send_buffer_size(WINDOW_BYTES as usize);
        let (send, connection) = builder.handshake(stream).await?;
        // A connection that breaks fails the calls on it, which say so.
        tokio::spawn(async move { drop(connection.await) });
        Ok(Wire(send))
    }

    /// Opens a call and leaves its sending side open.
    pub async fn open(&self, method: &Call) -> Fallible<(ResponseFuture, SendStream<Bytes>)> {
        let mut send = self.0.clone().ready().await?;
        Ok(send.send_request(method.head.clone(), false)?)
    }

    /// A unary call; gives the bytes of the answer's message.
    pub async fn call(
        &self,
        method: &Call,
        message: &Prepared,
        id: Option<u128>,
    ) -> Fallible<usize> {
        let (response, mut stream) = self.open(method).await?;
        send(&mut stream, message, id, true)?;
        let response = response.await?;
        succeeded(response.headers())?;
        let mut body = response.into_body();
        let mut bytes = 0;
        while let Some(chunk) = next(&mut body).await? {
            bytes += chunk.len();
        }
        Ok(bytes)
    }
}

/// Sends one message on an open call.
pub fn send(
    stream: &mut SendStream<Bytes>,
    message: &Prepared,
    id: Option<u128>,
    last: bool,
) -> Fallible<()> {
    let (first, rest) = message.frames(id);
    match rest {
        None => stream.send_data(first, last)?,
        Some(rest) => {
            stream.send_data(first, false)?;
            stream.send_data(rest, last)?;
        }
    }
    Ok(())
}

/// The next bytes of an answer; at its end the status is looked at.
pub async fn next(body: &mut RecvStream) -> Fallible<Option<Bytes>> {
    if let Some(chunk) = body.data().await {
        let chunk = chunk?;
        body.flow_control().release_capacity(chunk.len())?;
        return Ok(Some(chunk));
    }
    let trailers = body.trailers().await?.ok_or("the answer ended without a status")?;
    match trailers.get("grpc-status") {
        Some(_) => succeeded(&trailers)?,
        None => return Err("the answer ended without a status".into()),
    }
    Ok(None)
}

/// Fails when a status is there and is not OK.
pub fn succeeded(headers: &HeaderMap) -> Fallible<()> {
    match headers.get("grpc-status") {
        Some(status) if status != "0" => {
            let message = headers.get("grpc-message").and_then(|message| message.to_str().ok());
            let status = status.to_str().unwrap_or("?");
            Err(format!("status {status}: {}", message.unwrap_or("no message")).into())
        }
        _ => Ok(()),
    }
}
