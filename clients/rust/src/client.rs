//! The client: one channel, a deadline for each call, and who is calling.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tonic::metadata::AsciiMetadataKey;
use tonic::transport::Channel;
use tonic::{Code, Request, Response, Status};

use crate::caller::{Caller, ascii};
use crate::connect::Builder;
use crate::error::Error;
use crate::retry::{ATTEMPTS_MAX, BACKOFF_FIRST, backoff, chance, delay};
use crate::v1;

/// Bytes in one answer: a page of a thousand long texts.
pub(crate) const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;
/// How long one logical call may take, all its attempts together, unless told otherwise.
const DEADLINE_DEFAULT: Duration = Duration::from_secs(40);

/// A connection to a server. Cloning is cheap and shares the connection.
#[derive(Debug, Clone)]
pub struct Client {
    channel: Channel,
    settings: Arc<Settings>,
    info: Arc<v1::GetServerInfoResponse>,
}

/// What goes with every call.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) deadline: Duration,
    attempts_max: u32,
    /// The longest wait before the second attempt.
    backoff: Duration,
    pub(crate) caller: Option<Caller>,
    language: Option<String>,
    headers: Vec<(String, String)>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            deadline: DEADLINE_DEFAULT,
            attempts_max: ATTEMPTS_MAX,
            backoff: BACKOFF_FIRST,
            caller: None,
            language: None,
            headers: Vec::new(),
        }
    }
}

impl Client {
    pub(crate) fn over(channel: Channel, settings: Settings) -> Client {
        Client { channel, settings: Arc::new(settings), info: Arc::default() }
    }

    pub(crate) fn knowing(self, info: v1::GetServerInfoResponse) -> Client {
        Client { info: Arc::new(info), ..self }
    }

    /// Connects to a server such as `http://127.0.0.1:7440`, with the default settings, and asks
    /// what it is. A server of another version than this client is written to the log as a warning.
    ///
    /// # Errors
    /// [`Error::AddressUnusable`] for an address that is none, [`Error::Unreachable`] when nothing
    /// answers there, and those of every call.
    pub async fn connect(url: &str) -> Result<Client, Error> {
        Client::builder(url).connect().await
    }

    /// A client with other settings.
    pub fn builder(url: &str) -> Builder {
        Builder::to(url, Settings::default())
    }

    /// What the server said of itself when this client connected.
    #[must_use]
    pub fn server_info(&self) -> &v1::GetServerInfoResponse {
        &self.info
    }

    /// The same connection for another caller.
    #[must_use]
    pub fn acting_as(&self, caller: Caller) -> Client {
        self.with(|settings| settings.caller = Some(caller))
    }

    /// The same connection, with refusals told in a language such as `nl`. The server speaks
    /// English when it does not know the language.
    #[must_use]
    pub fn in_language(&self, tag: &str) -> Client {
        self.with(|settings| settings.language = Some(tag.to_owned()))
    }

    /// The same connection, with another deadline for each logical call.
    #[must_use]
    pub fn with_deadline(&self, deadline: Duration) -> Client {
        self.with(|settings| settings.deadline = deadline)
    }

    /// The same connection, with at most so many attempts of each logical call; 1 never repeats.
    #[must_use]
    pub fn with_attempts(&self, attempts_max: u32) -> Client {
        self.with(|settings| settings.attempts_max = attempts_max.max(1))
    }

    /// The same connection, with one more header on every call, such as one that a proxy asks for.
    #[must_use]
    pub fn with_header(&self, key: &str, value: &str) -> Client {
        self.with(|settings| settings.headers.push((key.to_owned(), value.to_owned())))
    }

    fn with(&self, change: impl FnOnce(&mut Settings)) -> Client {
        let mut settings = Settings::clone(&self.settings);
        change(&mut settings);
        Client { settings: Arc::new(settings), ..self.clone() }
    }

    /// Sends a request until it is answered, refused for good, or too late.
    pub(crate) async fn send<Q, A, F, W>(&self, request: Q, send: F) -> Result<A, Error>
    where
        Q: Clone,
        F: Fn(Channel, Request<Q>) -> W,
        W: Future<Output = Result<Response<A>, Status>>,
    {
        self.send_repeating(true, request, send).await
    }

    /// The same, or at most once.
    pub(crate) async fn send_repeating<Q, A, F, W>(
        &self,
        repeat: bool,
        request: Q,
        send: F,
    ) -> Result<A, Error>
    where
        Q: Clone,
        F: Fn(Channel, Request<Q>) -> W,
        W: Future<Output = Result<Response<A>, Status>>,
    {
        let deadline = self.settings.deadline;
        let late = Error::DeadlineExceeded { after: deadline };
        let until = Instant::now() + deadline;
        let mut attempt = 1;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let mut request = self.request(request.clone())?;
            request.set_timeout(left);
            let sent = timeout(left, send(self.channel.clone(), request));
            let status = match sent.await {
                Ok(Ok(answer)) => return Ok(answer.into_inner()),
                Ok(Err(status)) if is_late(&status, until) => return Err(late),
                Ok(Err(status)) => status,
                Err(_) => return Err(late),
            };
            let Some(wait) = self.wait(&status, attempt).filter(|_| repeat) else {
                return Err(Error::of(&status, attempt));
            };
            if wait >= until.saturating_duration_since(Instant::now()) {
                return Err(Error::of(&status, attempt));
            }
            sleep(wait).await;
            attempt += 1;
        }
    }

    /// What a status is in the end.
    pub(crate) fn error(&self, status: &Status, attempts: u32) -> Error {
        match status.code() {
            Code::DeadlineExceeded => Error::DeadlineExceeded { after: self.settings.deadline },
            _ => Error::of(status, attempts),
        }
    }

    /// How long to wait after an attempt; `None` when it was the last.
    pub(crate) fn wait(&self, status: &Status, attempt: u32) -> Option<Duration> {
        let again = attempt < self.settings.attempts_max;
        delay(status, self.backoff(attempt)).filter(|_| again)
    }

    /// How long to wait after an attempt when the server does not say.
    pub(crate) fn backoff(&self, attempt: u32) -> Duration {
        backoff(self.settings.backoff, attempt, chance())
    }

    /// A request with the caller's metadata.
    pub(crate) fn request<Q>(&self, message: Q) -> Result<Request<Q>, Error> {
        let mut request = Request::new(message);
        let metadata = request.metadata_mut();
        if let Some(caller) = &self.settings.caller {
            caller.write(metadata)?;
        }
        if let Some(language) = &self.settings.language {
            metadata.insert("accept-language", ascii("accept-language", language)?);
        }
        for (key, value) in &self.settings.headers {
            let name = AsciiMetadataKey::from_bytes(key.as_bytes());
            let name = name
                .map_err(|_| Error::CallerUnusable { key: "header".into(), value: key.clone() })?;
            metadata.insert(name, ascii(key, value)?);
        }
        Ok(request)
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.settings.deadline
    }

    pub(crate) fn channel(&self) -> Channel {
        self.channel.clone()
    }
}

/// Whether an attempt ended because its time was over, by whichever clock said so first.
fn is_late(status: &Status, until: Instant) -> bool {
    let ended = status.code() == Code::Cancelled && Instant::now() >= until;
    ended || status.code() == Code::DeadlineExceeded
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use tonic::transport::Server as Transport;
    use tonic::transport::server::TcpIncoming;

    use super::*;
    use crate::Caller;
    use crate::v1::admin_service_server::{AdminService, AdminServiceServer};
    use crate::v1::server_service_server::{ServerService, ServerServiceServer};

    /// Fails with a code a number of times, then answers; keeps what it was sent.
    #[derive(Clone)]
    struct Faulty {
        code: Code,
        failures: usize,
        seen: Arc<Mutex<Vec<(String, String)>>>,
    }

    #[tonic::async_trait]
    impl AdminService for Faulty {
        async fn erase_subject(
            &self,
            request: Request<v1::EraseSubjectRequest>,
        ) -> Result<Response<v1::EraseSubjectResponse>, Status> {
            let of = |key| request.metadata().get(key).and_then(|value| value.to_str().ok());
            let told =
                format!("{} {}", of("beraad-role").unwrap_or("-"), of("grpc-timeout").is_some());
            let mut seen = self.seen.lock().expect("no panic while it is held");
            seen.push((request.get_ref().request_id.clone(), told));
            match seen.len() > self.failures {
                true => Ok(Response::new(v1::EraseSubjectResponse::default())),
                false => Err(Status::new(self.code, "not now")),
            }
        }
    }

    #[tonic::async_trait]
    impl ServerService for Faulty {
        async fn get_server_info(
            &self,
            _: Request<v1::GetServerInfoRequest>,
        ) -> Result<Response<v1::GetServerInfoResponse>, Status> {
            Ok(Response::new(v1::GetServerInfoResponse::default()))
        }
    }

    /// Erases once at a server that fails so often; gives the outcome and what the server saw.
    async fn erase(code: Code, failures: usize) -> (Result<(), Error>, Vec<(String, String)>) {
        let erase = async |client: Client| {
            client.admin().erase_subject(v1::EraseSubjectRequest::default()).await.map(drop)
        };
        at_faulty(code, failures, erase).await
    }

    async fn at_faulty(
        code: Code,
        failures: usize,
        call: impl AsyncFnOnce(Client) -> Result<(), Error>,
    ) -> (Result<(), Error>, Vec<(String, String)>) {
        let incoming = TcpIncoming::bind(([127, 0, 0, 1], 0).into()).expect("a free port");
        let address = incoming.local_addr().expect("an address");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let faulty = Faulty { code, failures, seen: seen.clone() };
        let server = Transport::builder()
            .add_service(AdminServiceServer::new(faulty.clone()))
            .add_service(ServerServiceServer::new(faulty));
        let running = tokio::spawn(server.serve_with_incoming(incoming));
        let client = Client::connect(&format!("http://{address}")).await.expect("it listens");
        let client = client.acting_as(Caller::facilitator("test"));
        let client = client.with(|settings| settings.backoff = Duration::from_millis(1));
        let outcome = call(client).await;
        running.abort();
        let seen = seen.lock().expect("no panic while it is held").clone();
        (outcome, seen)
    }

    #[tokio::test]
    async fn a_raw_call_is_repeated_with_the_same_bytes_or_not_at_all() {
        let request = v1::EraseSubjectRequest { request_id: "r".into(), ..Default::default() };
        let bytes = bytes::Bytes::from(prost::Message::encode_to_vec(&request));
        let path = "/beraad.v1.AdminService/EraseSubject";
        let call = |repeat: bool| {
            let bytes = bytes.clone();
            async move |client: Client| client.call_raw(path, bytes, repeat).await.map(drop)
        };
        let (outcome, seen) = at_faulty(Code::Unavailable, 2, call(true)).await;
        assert!(outcome.is_ok());
        let sent = ("r".to_owned(), "facilitator true".to_owned());
        assert_eq!(seen, [sent.clone(), sent.clone(), sent.clone()]);
        let (outcome, seen) = at_faulty(Code::Unavailable, 2, call(false)).await;
        assert!(matches!(outcome, Err(Error::Unavailable { attempts: 1, .. })));
        assert_eq!(seen, [sent]);
    }

    #[tokio::test]
    async fn all_attempts_of_a_call_carry_the_same_request_id() {
        let (outcome, seen) = erase(Code::Unavailable, 2).await;
        assert!(outcome.is_ok());
        assert_eq!(seen.len(), 3);
        assert_eq!(seen[0].0.len(), 36, "an id was filled in");
        assert!(seen.iter().all(|(id, told)| *id == seen[0].0 && told == "facilitator true"));
    }

    #[tokio::test]
    async fn five_attempts_are_all() {
        let (outcome, seen) = erase(Code::Unavailable, 9).await;
        assert!(matches!(outcome, Err(Error::Unavailable { attempts: 5, .. })));
        assert_eq!(seen.len(), 5);
    }

    #[tokio::test]
    async fn what_will_not_pass_is_sent_once() {
        let (outcome, seen) = erase(Code::Internal, 9).await;
        assert!(matches!(outcome, Err(Error::UnexpectedStatus { code: Code::Internal, .. })));
        assert_eq!(seen.len(), 1);
    }
}
