//! The service on an engine whose time, keys and chance repeat themselves, so that every client
//! meets the same world, and which can be made to fail.

use std::net::Ipv4Addr;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use beraad::domain::ids::Timestamp;
use beraad::engine::clock::ScriptClock;
use beraad::engine::{Engine, Ports};
use beraad::log::chain::SigningKey;
use beraad::log::entropy::SeededEntropy;
use beraad::log::vault::MasterKey;
use beraad::service::{self, Deadlines, OnlyFrom};
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

use crate::trouble::Trouble;
use crate::trouble::failing_log::FailingLog;

/// The first of January 2026.
const START_MS: i64 = 1_767_225_600_000;

/// A running world, on a thread and a clock of its own.
pub struct World {
    url: String,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl World {
    /// Starts one.
    pub fn start() -> World {
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(serve(tell, stopped));
        });
        World { url: told.recv().expect("it listens"), stop, thread }
    }

    /// Where it is reached.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends it.
    pub fn stop(self) {
        // It is gone only when its thread panicked, which joining tells.
        let _ = self.stop.send(());
        self.thread.join().expect("the world did not panic");
    }
}

async fn serve(tell: mpsc::Sender<String>, stopped: oneshot::Receiver<()>) {
    let entropy = Arc::new(SeededEntropy::new(1));
    let log = Arc::new(FailingLog::new());
    let engine = Engine::new(Ports {
        log: log.clone(),
        clock: Arc::new(ScriptClock::new(Timestamp(START_MS))),
        signing_key: SigningKey::ephemeral(&*entropy),
        master_key: MasterKey::ephemeral(&*entropy),
        draft_ahead: 1,
        entropy,
    });
    let (routes, _) = service::routes(engine.clone()).await.expect("the services");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let server = Server::builder()
        .accept_http1(true)
        .layer(tonic_web::GrpcWebLayer::new())
        .layer(OnlyFrom::these(&[]))
        .layer(Deadlines)
        .layer(Trouble::over(engine.clone(), log))
        .add_routes(routes);
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    tell.send(format!("http://{address}")).expect("the test waits for it");
    tokio::select! {
        served = server.serve_with_incoming(incoming) => served.expect("the transport goes on"),
        _ = stopped => {}
    }
    engine.stop().await;
}
