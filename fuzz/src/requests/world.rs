//! A server without a port: the routes of the service, an engine on a log in memory, and a clock
//! that stands still.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use beraad::domain::ids::Timestamp;
use beraad::engine::clock::ScriptClock;
use beraad::engine::{Engine, Ports};
use beraad::log::chain::SigningKey;
use beraad::log::entropy::Entropy;
use beraad::log::memory::MemoryLog;
use beraad::log::vault::MasterKey;
use beraad::service::routes;
use beraad_client::FILE_DESCRIPTOR_SET;
use bytes::Bytes;
use http_body::{Body as _, Frame};
use prost::Message;
use tokio::runtime::Runtime;
use tonic::body::Body;
use tonic::codegen::{Service, http};
use tonic::service::Routes;

/// When a story begins: 2026-03-02T09:00:00Z.
const BEGIN_MS: i64 = 1_772_442_000_000;
/// Parts of an answer that are read before it is left; a watch has no end.
const PARTS_MAX: usize = 16;
/// How long an answer is waited for. Nobody really waits: the time of the runtime stands still
/// until there is nothing to do.
const WAIT: Duration = Duration::from_secs(60);

/// Chance that begins again with every run.
#[derive(Default)]
struct Rewound(AtomicU64);

impl Entropy for Rewound {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            // SplitMix64, of Steele, Lea & Flood 2014.
            let mut mixed = self.0.fetch_add(1, Ordering::Relaxed) + 1;
            mixed = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let bytes = (mixed ^ (mixed >> 31)).to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}

/// Hands out another's chance.
struct Shared(Arc<Rewound>);

impl Entropy for Shared {
    fn fill(&self, buffer: &mut [u8]) {
        self.0.fill(buffer);
    }
}

/// What a call led to.
#[derive(Debug, Default)]
pub struct Answer {
    /// The code of its status; 0 also when it was left before its end.
    pub code: i32,
    /// The message of its status, escaped as it travels.
    pub message: String,
    /// The details of its status, in base64.
    pub details: Vec<u8>,
}

/// The server, and what a run has done to it.
pub struct World {
    runtime: Runtime,
    routes: Routes,
    engine: Engine,
    clock: Arc<ScriptClock>,
    chance: Arc<Rewound>,
    paths: Vec<(u32, String)>,
    now: i64,
    runs: u32,
    name: String,
}

impl World {
    /// A server in which nothing has happened.
    ///
    /// # Panics
    /// When the machine gives no runtime, or the contract cannot be served.
    #[must_use]
    pub fn new() -> World {
        let mut building = tokio::runtime::Builder::new_current_thread();
        let runtime = building.enable_time().start_paused(true).build().expect("a runtime");
        let clock = Arc::new(ScriptClock::new(Timestamp(BEGIN_MS)));
        let chance = Arc::new(Rewound::default());
        let (engine, routes) = runtime.block_on(async {
            let entropy = Arc::new(Shared(chance.clone()));
            let engine = Engine::new(Ports {
                log: Arc::new(MemoryLog::default()),
                clock: clock.clone(),
                signing_key: SigningKey::ephemeral(&*entropy),
                master_key: MasterKey::ephemeral(&*entropy),
                draft_ahead: 1,
                entropy,
            });
            let (routes, _) = routes(engine.clone()).await.expect("the contract is served");
            (engine, routes)
        });
        let (now, runs, name, paths) = (BEGIN_MS, 0, String::new(), paths());
        World { runtime, routes, engine, clock, chance, paths, now, runs, name }
    }

    /// Begins a run: another deliberation, and the same chance.
    pub fn begin(&mut self) {
        self.runs += 1;
        self.name = format!("e{:08}", self.runs);
        self.chance.0.store(0, Ordering::Relaxed);
    }

    /// The id of this run's deliberation.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs that have begun.
    #[must_use]
    pub fn runs(&self) -> u32 {
        self.runs
    }

    /// Whether its clock does not stand where it began.
    #[must_use]
    pub fn has_moved(&self) -> bool {
        self.now != BEGIN_MS
    }

    /// Lets time go on, and what is due happen.
    ///
    /// # Panics
    /// When what is due cannot be done.
    pub fn go_on(&mut self, ms: i64) {
        self.now = self.now.saturating_add(ms);
        self.clock.advance_to(Timestamp(self.now)).expect("time goes on");
        let settled = self.runtime.block_on(self.engine.settle_all());
        settled.expect("what is due can be done");
    }

    /// The path with this number, or the next higher one.
    #[must_use]
    pub fn path(&self, number: u32) -> &str {
        let at = self.paths.partition_point(|(own, _)| *own < number);
        &self.paths[at % self.paths.len()].1
    }

    /// Calls, with metadata as lines of `key: value`.
    pub fn call(&mut self, path: u32, metadata: &[u8], body: Vec<u8>) -> Answer {
        let request = http::Request::builder().method("POST").uri(self.path(path));
        let mut request =
            request.header("content-type", "application/grpc").header("te", "trailers");
        for line in metadata.split(|byte| *byte == b'\n') {
            let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
            let (key, value) = (&line[..colon], line[colon + 1..].trim_ascii());
            let key = http::HeaderName::from_bytes(key.trim_ascii());
            if let (Ok(key), Ok(value)) = (key, http::HeaderValue::from_bytes(value)) {
                request = request.header(key, value);
            }
        }
        let request = request.body(Body::new(Whole(Some(body.into())))).expect("a sound request");
        let mut routes = self.routes.clone();
        self.runtime.block_on(async {
            let answered = async {
                let Ok(response) = routes.call(request).await;
                read(response).await
            };
            tokio::time::timeout(WAIT, answered).await.unwrap_or_default()
        })
    }
}

impl Default for World {
    fn default() -> World {
        World::new()
    }
}

/// A body that arrives at once.
struct Whole(Option<Bytes>);

impl http_body::Body for Whole {
    type Data = Bytes;
    type Error = tonic::Status;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, tonic::Status>>> {
        std::task::Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }
}

fn of(headers: &http::HeaderMap) -> Option<Answer> {
    let text = |key: &str| headers.get(key).map(|value| value.as_bytes().to_vec());
    let code = String::from_utf8(text("grpc-status")?).ok()?.parse().ok()?;
    let message = text("grpc-message").unwrap_or_default();
    let message = String::from_utf8_lossy(&message).into_owned();
    Some(Answer { code, message, details: text("grpc-status-details-bin").unwrap_or_default() })
}

async fn read(response: http::Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    if let Some(answer) = of(&parts.headers) {
        return answer;
    }
    let mut body = pin!(body);
    for _ in 0..PARTS_MAX {
        let frame = std::future::poll_fn(|context| body.as_mut().poll_frame(context)).await;
        match frame {
            Some(Ok(frame)) => {
                if let Some(answer) = frame.trailers_ref().and_then(of) {
                    return answer;
                }
            }
            Some(Err(status)) => {
                let (code, message) = (i32::from(status.code()), status.message().to_owned());
                return Answer { code, message, details: Vec::new() };
            }
            None => break,
        }
    }
    Answer::default()
}

/// The path of every call, in order of its number: a hash, so that a call more or less leaves the
/// others where they are.
fn paths() -> Vec<(u32, String)> {
    let files = prost_types::FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).expect("a contract");
    let mut paths = Vec::new();
    for file in &files.file {
        for service in &file.service {
            for method in &service.method {
                let path = format!("/{}.{}/{}", file.package(), service.name(), method.name());
                paths.push((number_of(&path), path));
            }
        }
    }
    paths.sort();
    assert!(paths.windows(2).all(|two| two[0].0 < two[1].0), "two paths have one number");
    paths
}

/// FNV-1a of a path.
#[must_use]
pub fn number_of(path: &str) -> u32 {
    path.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
