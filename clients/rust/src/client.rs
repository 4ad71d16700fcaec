//! The client: one channel, a deadline for each call, and who is calling.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Response, Status};

use crate::caller::{Caller, ascii};
use crate::error::Error;
use crate::retry::{chance, delay};
use crate::services::{
    Admin, Analysis, Decisions, Deliberations, Entries, Log, Moderations, Participation, Server,
};

/// Bytes in one answer: a page of a thousand long texts.
pub(crate) const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;
/// How long one logical call may take, all its attempts together, unless told otherwise.
const DEADLINE_DEFAULT: Duration = Duration::from_secs(40);
/// How long connecting may take.
const CONNECT_DEADLINE: Duration = Duration::from_secs(5);

/// A connection to a server. Cloning is cheap and shares the connection.
#[derive(Debug, Clone)]
pub struct Client {
    channel: Channel,
    deadline: Duration,
    caller: Option<Arc<Caller>>,
    language: Option<Arc<str>>,
}

/// Settings of a [`Client`] before it connects.
#[derive(Debug, Clone)]
#[must_use]
pub struct Builder {
    url: String,
    deadline: Duration,
    caller: Option<Arc<Caller>>,
}

impl Client {
    /// Connects to a server such as `http://127.0.0.1:7440`, with the default settings.
    ///
    /// # Errors
    /// [`Error::Address`] for an address that is none, [`Error::Unreachable`] when nothing
    /// answers there.
    pub async fn connect(url: &str) -> Result<Client, Error> {
        Client::builder(url).connect().await
    }

    /// A client with other settings.
    pub fn builder(url: &str) -> Builder {
        Builder { url: url.to_owned(), deadline: DEADLINE_DEFAULT, caller: None }
    }

    /// The same connection for another caller.
    #[must_use]
    pub fn acting_as(&self, caller: Caller) -> Client {
        Client { caller: Some(Arc::new(caller)), ..self.clone() }
    }

    /// The same connection, with refusals told in a language such as `nl`. The server speaks
    /// English when it does not know the language.
    #[must_use]
    pub fn in_language(&self, tag: &str) -> Client {
        Client { language: Some(tag.into()), ..self.clone() }
    }

    /// Charter, parties, rounds and lifecycle.
    #[must_use]
    pub fn deliberations(&self) -> Deliberations<'_> {
        Deliberations(self)
    }

    /// Mandates, outcomes, decisions, and whom these reach.
    #[must_use]
    pub fn decisions(&self) -> Decisions<'_> {
        Decisions(self)
    }

    /// Hiding texts with a reason, and the appeal against it.
    #[must_use]
    pub fn moderations(&self) -> Moderations<'_> {
        Moderations(self)
    }

    /// What others entered for members and bodies.
    #[must_use]
    pub fn entries(&self) -> Entries<'_> {
        Entries(self)
    }

    /// What parties and members do: contribute, propose, respond, rate, object and commit.
    #[must_use]
    pub fn participation(&self) -> Participation<'_> {
        Participation(self)
    }

    /// Figures and advice of closed rounds.
    #[must_use]
    pub fn analysis(&self) -> Analysis<'_> {
        Analysis(self)
    }

    /// The log, for everyone who wants to verify it.
    #[must_use]
    pub fn log(&self) -> Log<'_> {
        Log(self)
    }

    /// Care of personal data.
    #[must_use]
    pub fn admin(&self) -> Admin<'_> {
        Admin(self)
    }

    /// What the server is.
    #[must_use]
    pub fn server(&self) -> Server<'_> {
        Server(self)
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
        let late = Error::Deadline { after: self.deadline };
        let until = Instant::now() + self.deadline;
        let mut attempt = 1;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let mut request = self.request(request.clone())?;
            request.set_timeout(left);
            let sent = timeout(left, send(self.channel.clone(), request));
            let status = match sent.await {
                Ok(Ok(answer)) => return Ok(answer.into_inner()),
                Ok(Err(status)) => status,
                Err(_) => return Err(late),
            };
            let Some(wait) = delay(&status, attempt, chance()).filter(|_| repeat) else {
                return Err(Error::of(&status, attempt));
            };
            if wait >= until.saturating_duration_since(Instant::now()) {
                return Err(Error::of(&status, attempt));
            }
            sleep(wait).await;
            attempt += 1;
        }
    }

    /// A request with the caller's metadata.
    pub(crate) fn request<Q>(&self, message: Q) -> Result<Request<Q>, Error> {
        let mut request = Request::new(message);
        if let Some(caller) = &self.caller {
            caller.write(request.metadata_mut())?;
        }
        if let Some(language) = &self.language {
            let key = "accept-language";
            request.metadata_mut().insert(key, ascii(key, language)?);
        }
        Ok(request)
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.deadline
    }

    pub(crate) fn channel(&self) -> Channel {
        self.channel.clone()
    }
}

impl Builder {
    /// How long one logical call may take, all its attempts together; 40 s unless told.
    pub fn deadline(self, deadline: Duration) -> Builder {
        Builder { deadline, ..self }
    }

    /// Who is calling.
    pub fn caller(self, caller: Caller) -> Builder {
        Builder { caller: Some(Arc::new(caller)), ..self }
    }

    /// Connects.
    ///
    /// # Errors
    /// [`Error::Address`] for an address that is none, [`Error::Unreachable`] when nothing
    /// answers there.
    pub async fn connect(self) -> Result<Client, Error> {
        let unusable =
            |problem: &str| Error::Address { url: self.url.clone(), problem: problem.to_owned() };
        if !self.url.starts_with("http://") {
            return Err(unusable("it does not begin with http://"));
        }
        let endpoint = Endpoint::from_shared(self.url.clone())
            .map_err(|_| unusable("it is not an address"))?
            .connect_timeout(CONNECT_DEADLINE);
        let channel = endpoint.connect().await;
        let channel = channel.map_err(|error| Error::Unreachable {
            url: self.url.clone(),
            cause: root_cause(&error),
        })?;
        Ok(Client { channel, deadline: self.deadline, caller: self.caller, language: None })
    }
}

/// The innermost cause: what the operating system said.
fn root_cause(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(inner) => root_cause(inner),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use tonic::Code;
    use tonic::transport::Server as Transport;
    use tonic::transport::server::TcpIncoming;

    use super::*;
    use crate::v1;
    use crate::v1::admin_service_server::{AdminService, AdminServiceServer};

    /// Fails with a code a number of times, then answers; keeps what it was sent.
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
        let server = Transport::builder().add_service(AdminServiceServer::new(faulty));
        let running = tokio::spawn(server.serve_with_incoming(incoming));
        let client = Client::connect(&format!("http://{address}")).await.expect("it listens");
        let client = client.acting_as(Caller::facilitator("test"));
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
        assert!(matches!(outcome, Err(Error::Status { code: Code::Internal, .. })));
        assert_eq!(seen.len(), 1);
    }

    #[tokio::test]
    async fn what_is_no_address_is_told_without_connecting() {
        for url in ["127.0.0.1:7440", "https://127.0.0.1:7440", "http://"] {
            let refused = Client::connect(url).await.expect_err(url);
            assert!(matches!(refused, Error::Address { .. } | Error::Unreachable { .. }), "{url}");
        }
    }
}
