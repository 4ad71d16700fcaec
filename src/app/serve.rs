//! A running server: storage, engine and services behind one address.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::transport::Server as Transport;
use tonic::transport::server::TcpIncoming;
use tower::util::option_layer;

use crate::domain::ids::Timestamp;
use crate::domain::limits::{DRAFT_AHEAD_COMMANDS, DRAIN_SECONDS_MAX, PEER_SILENCE_SECONDS_MAX};
use crate::engine::clock::{Clock, ScriptClock, SystemClock, TimeGoesBack};
use crate::engine::error::EngineError;
use crate::engine::{Engine, Ports};
use crate::log::chain::SigningKey;
use crate::log::entropy::{Entropy, OsEntropy};
use crate::log::keyring;
use crate::log::memory::MemoryLog;
use crate::log::sqlite::SqliteLog;
use crate::log::vault::MasterKey;
use crate::log::{EventLog, KeyFileError, OpenError};
pub use crate::service::Origin;
use crate::service::{self, Deadlines, Health, OnlyFrom, ReflectionError};

/// A peer that says nothing is asked whether it is there, and gets as long again to answer.
const PEER_SILENCE: Duration = Duration::from_secs(PEER_SILENCE_SECONDS_MAX);

/// What a server is started with.
#[derive(Debug, Clone)]
pub struct ServeConfig {
    /// The address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder that holds log, vault and keys; `None` keeps all in memory.
    pub data: Option<PathBuf>,
    /// Where time comes from.
    pub clock: ServeClock,
    /// Whether an address outside this machine is deliberate although nobody is authenticated.
    pub insecure_listen: bool,
    /// The origins of pages that may call from a browser; none may when it is empty.
    pub allow_origins: Vec<Origin>,
}

impl ServeConfig {
    /// On a free port that only this machine reaches.
    #[must_use]
    pub fn on_this_machine(data: Option<PathBuf>, clock: ServeClock) -> ServeConfig {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        ServeConfig { listen, data, clock, insecure_listen: false, allow_origins: Vec::new() }
    }
}

/// Where time comes from.
#[derive(Debug, Clone, Copy)]
pub enum ServeClock {
    /// The machine.
    System,
    /// A script, which sets it.
    Script {
        /// The moment to begin at, in ms since 1970-01-01T00:00:00Z.
        start_ms: i64,
    },
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is reachable from outside, and callers are not authenticated.
    #[error(
        "{0} can be reached from other machines, and this version believes every caller; listen \
         on 127.0.0.1, or say --insecure-listen if something in front of it guards it"
    )]
    NotLoopback(SocketAddr),
    /// The address cannot be used.
    #[error("cannot listen on {address}; choose another address or stop what uses it")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The folder cannot be made.
    #[error("cannot make the folder {path}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The log cannot be opened.
    #[error(transparent)]
    Log(#[from] OpenError),
    /// A key file cannot be used.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The contract cannot be served.
    #[error(transparent)]
    Reflection(#[from] ReflectionError),
}

/// Why a script's clock does not move.
#[derive(Debug, thiserror::Error)]
pub enum AdvanceError {
    /// The server runs on the machine's clock.
    #[error("this server keeps its own time; run the script on an embedded server")]
    SystemClock,
    /// Back in time.
    #[error(transparent)]
    Back(#[from] TimeGoesBack),
    /// What came due could not be done.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// A running server.
pub struct Server {
    address: SocketAddr,
    engine: Engine,
    script: Option<Arc<ScriptClock>>,
    health: Health,
    shutdown: oneshot::Sender<()>,
    running: JoinHandle<Result<(), tonic::transport::Error>>,
}

impl Server {
    /// Starts a server and answers when it accepts connections.
    ///
    /// # Errors
    /// [`ServeError`]; then nothing listens.
    pub async fn start(config: ServeConfig) -> Result<Server, ServeError> {
        if !config.listen.ip().is_loopback() && !config.insecure_listen {
            return Err(ServeError::NotLoopback(config.listen));
        }
        let script = match config.clock {
            ServeClock::System => None,
            ServeClock::Script { start_ms } => {
                Some(Arc::new(ScriptClock::new(Timestamp(start_ms))))
            }
        };
        let clock: Arc<dyn Clock> = match &script {
            Some(script) => script.clone(),
            None => Arc::new(SystemClock),
        };
        let engine = Engine::new(ports(config.data.as_deref(), clock).await?);
        let failed = |source| ServeError::Listen { address: config.listen, source };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (routes, health) = service::routes(engine.clone()).await?;
        // An answer is two small writes; held back until the first is acknowledged, it takes 40 ms.
        let incoming =
            TcpIncoming::from(listener).with_nodelay(Some(true)).with_keepalive(Some(PEER_SILENCE));
        let (shutdown, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(
            Transport::builder()
                .accept_http1(true)
                .http2_keepalive_interval(Some(PEER_SILENCE))
                .http2_keepalive_timeout(Some(PEER_SILENCE))
                .layer(option_layer(service::cors(&config.allow_origins)))
                .layer(tonic_web::GrpcWebLayer::new())
                .layer(OnlyFrom::these(&config.allow_origins))
                .layer(Deadlines)
                .add_routes(routes)
                .serve_with_incoming_shutdown(incoming, async {
                    // A server that is dropped stops as well.
                    let _ = stopped.await;
                }),
        );
        Ok(Server { address, engine, script, health, shutdown, running })
    }

    /// The URL to connect to.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sets a script's clock forward, closes what comes due and waits for the figures.
    ///
    /// # Errors
    /// [`AdvanceError`] without a script clock, back in time, or when the engine fails.
    pub async fn advance_to(&self, moment_ms: i64) -> Result<(), AdvanceError> {
        let clock = self.script.as_ref().ok_or(AdvanceError::SystemClock)?;
        clock.advance_to(Timestamp(moment_ms))?;
        Ok(self.engine.settle_all().await?)
    }

    /// Says that it is going, finishes what was accepted, and stops.
    pub async fn stop(self) {
        self.health.drain().await;
        // The receiver is gone only when the transport ended by itself.
        let _ = self.shutdown.send(());
        let abort = self.running.abort_handle();
        match tokio::time::timeout(Duration::from_secs(DRAIN_SECONDS_MAX), self.running).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => tracing::error!(error = ?error, "the transport failed"),
            Ok(Err(error)) => tracing::error!(error = %error, "the transport panicked"),
            Err(_) => {
                tracing::warn!("calls were still open after {DRAIN_SECONDS_MAX} s and were ended");
                abort.abort();
            }
        }
        self.engine.stop().await;
    }
}

async fn ports(data: Option<&Path>, clock: Arc<dyn Clock>) -> Result<Ports, ServeError> {
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let Some(folder) = data else {
        return Ok(Ports {
            log: Arc::new(MemoryLog::default()),
            clock,
            signing_key: SigningKey::ephemeral(&*entropy),
            master_key: MasterKey::ephemeral(&*entropy),
            draft_ahead: DRAFT_AHEAD_COMMANDS,
            entropy,
        });
    };
    std::fs::create_dir_all(folder)
        .map_err(|source| ServeError::Folder { path: folder.to_owned(), source })?;
    let log: Arc<dyn EventLog> = Arc::new(SqliteLog::open(folder)?);
    Ok(Ports {
        log,
        clock,
        signing_key: SigningKey::load_or_create(&keyring::path_in(folder), &*entropy)?,
        master_key: MasterKey::load_or_create(&folder.join("vault.key"), &*entropy)?,
        draft_ahead: DRAFT_AHEAD_COMMANDS,
        entropy,
    })
}
