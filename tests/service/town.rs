//! A running server and the people who call it.

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;

use beraad::app::serve::{ServeClock, ServeConfig, Server};
use beraad::domain::ids::Timestamp;
use beraad::engine::clock::ScriptClock;
use beraad::engine::{Engine, Ports};
use beraad::log::EventLog;
use beraad::log::chain::SigningKey;
use beraad::log::entropy::SeededEntropy;
use beraad::log::vault::MasterKey;
use beraad_client::v1::{Reason, Role};
use beraad_client::{Caller, Client, Error, Refusal};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tonic::Request;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Endpoint};

/// The moment at which every clock begins: the first of January 2026.
pub const START_MS: i64 = 1_767_225_600_000;
/// An hour.
pub const HOUR_MS: i64 = 3_600_000;
/// The issuer of the neighbourhood's own app.
pub const BUURT_APP: &str = "app.buurt";

/// A running server, with one connection to it.
pub struct Town {
    url: String,
    client: Client,
    running: Running,
}

enum Running {
    /// The server as people start it.
    Server(Server),
    /// The services on an engine of the test's own.
    Services { engine: Engine, serving: JoinHandle<()> },
}

impl Town {
    /// A server that keeps everything in memory.
    pub async fn in_memory() -> Town {
        Town::start(None).await
    }

    /// A server on a folder.
    pub async fn on(folder: &Path) -> Town {
        Town::start(Some(folder)).await
    }

    async fn start(folder: Option<&Path>) -> Town {
        let config = ServeConfig::on_this_machine(
            folder.map(Path::to_owned),
            ServeClock::Script { start_ms: START_MS },
        );
        let server = Server::start(config).await.expect("the server starts");
        let url = server.url();
        let client = Client::connect(&url).await.expect("the server answers");
        Town { url, client, running: Running::Server(server) }
    }

    /// The services on any log, with keys that belong to a seed, so that a second one can read
    /// what the first one sealed.
    pub async fn over(log: Arc<dyn EventLog>) -> Town {
        Town::over_at(log, 0).await
    }

    /// The same, with a clock that stands so many ms after the start.
    pub async fn over_at(log: Arc<dyn EventLog>, after_start_ms: i64) -> Town {
        let keys = SeededEntropy::new(1);
        let engine = Engine::new(Ports {
            log,
            clock: Arc::new(ScriptClock::new(Timestamp(START_MS + after_start_ms))),
            signing_key: SigningKey::ephemeral(&keys),
            master_key: MasterKey::ephemeral(&keys),
            // As early as can be, so that it happens in every test that writes much at once.
            draft_ahead: 1,
            entropy: Arc::new(beraad::log::entropy::OsEntropy),
        });
        let (routes, _) = beraad::service::routes(engine.clone()).await.expect("services");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let serving = tokio::spawn(async move {
            let server = tonic::transport::Server::builder().add_routes(routes);
            let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
            server.serve_with_incoming(incoming).await.expect("the transport goes on");
        });
        let client = Client::connect(&url).await.expect("the services answer");
        Town { url, client, running: Running::Services { engine, serving } }
    }

    /// The engine under the services of [`Town::over`].
    pub fn engine(&self) -> &Engine {
        match &self.running {
            Running::Services { engine, .. } => engine,
            Running::Server(_) => panic!("a server keeps its engine to itself"),
        }
    }

    /// Where it is reached.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops the server when everything accepted is written.
    pub async fn stop(self) {
        drop(self.client);
        match self.running {
            Running::Server(server) => server.stop().await,
            Running::Services { engine, serving } => {
                serving.abort();
                engine.stop().await;
            }
        }
    }

    /// Moves the clock to so many ms after the start, and waits for what comes due.
    pub async fn advance(&self, after_start_ms: i64) {
        match &self.running {
            Running::Server(server) => {
                let moved = server.advance_to(START_MS + after_start_ms).await;
                moved.expect("time moves forward");
            }
            Running::Services { .. } => panic!("only a server has a script"),
        }
    }

    /// A client for any caller.
    pub fn acting(&self, caller: Caller) -> Client {
        self.client.acting_as(caller)
    }

    /// The one who runs the process.
    pub fn facilitator(&self) -> Client {
        self.acting(Caller::facilitator("facilitator"))
    }

    /// A member, by resource name.
    pub fn member(&self, name: &str) -> Client {
        self.acting(Caller::member("member-device", name))
    }

    /// Who only reads.
    pub fn observer(&self) -> Client {
        self.acting(Caller::new(Role::Observer, "observer"))
    }

    /// A connection without the client library around it.
    pub async fn channel(&self) -> Channel {
        let endpoint = Endpoint::from_shared(self.url.clone()).expect("an address");
        endpoint.connect().await.expect("the server answers")
    }
}

/// A request with metadata.
pub fn with<Q>(message: Q, metadata: &[(&'static str, &str)]) -> Request<Q> {
    let mut request = Request::new(message);
    for (key, value) in metadata {
        request.metadata_mut().insert(*key, value.parse().expect("visible ASCII"));
    }
    request
}

/// The metadata of the facilitator.
pub const FACILITATOR: &[(&str, &str)] = &[("beraad-role", "facilitator")];

/// The refusal that an answer should be.
pub fn refused<T: std::fmt::Debug>(answer: Result<T, Error>) -> Refusal {
    match answer {
        Err(Error::Refused(refusal)) => *refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// Asserts that an answer is a refusal for this reason.
pub fn refused_for<T: std::fmt::Debug>(answer: Result<T, Error>, reason: Reason) -> Refusal {
    let refusal = refused(answer);
    assert_eq!(refusal.reason, reason, "{refusal}");
    refusal
}

/// A request id that belongs to a number.
pub fn request_id(number: u128) -> String {
    uuid::Uuid::from_u128(number).to_string()
}
