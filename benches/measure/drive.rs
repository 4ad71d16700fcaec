//! Driving a server: in a closed loop, where every slot sends again when it was answered, or in an
//! open one, where requests leave at their moment whatever the server does.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use tokio::runtime;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::Fallible;
use crate::wire::{Call, Prepared, Wire};

/// Threads of the client, each with a runtime and connections of its own.
const THREADS: usize = 2;
/// How often an open loop looks which requests are due.
const TICK: Duration = Duration::from_millis(1);

/// What is sent, and to whom.
#[derive(Clone)]
pub struct Load {
    pub address: SocketAddr,
    /// The head of a call, a caller a piece; connections take them in turns. One caller alone would
    /// run into the limit for one caller.
    pub calls: Vec<Call>,
    pub messages: Arc<Vec<Prepared>>,
    /// Whether every request carries a `request_id`, as the contract asks of writers.
    pub with_id: bool,
    pub connections: usize,
    /// Calls on their way on each connection; of an open loop it is not used.
    pub in_flight: usize,
}

impl Load {
    fn head(&self, number: usize) -> &Call {
        &self.calls[number % self.calls.len()]
    }
}

/// How long.
#[derive(Clone, Copy)]
pub struct Span {
    pub warm: Duration,
    pub time: Duration,
}

/// What came of it.
#[derive(Default)]
pub struct Measured {
    /// Stances acknowledged in a second.
    pub stances_per_s: f64,
    /// Latencies in microseconds, in order.
    pub latencies_us: Vec<u32>,
    /// Stances acknowledged from the first request to the last, warm-up included.
    pub acknowledged: u64,
}

/// What one slot saw.
#[derive(Default)]
struct Seen {
    stances: u64,
    all: u64,
    latencies_us: Vec<u32>,
}

impl Seen {
    fn add(&mut self, other: Seen) {
        self.stances += other.stances;
        self.all += other.all;
        self.latencies_us.extend(other.latencies_us);
    }
}

/// Every slot sends when its last request was answered.
pub fn closed(load: &Load, span: Span) -> Fallible<Measured> {
    let rate = None;
    run(load, span, rate)
}

/// So many requests a second leave at their moments, and latency counts from these.
pub fn open(load: &Load, span: Span, per_s: f64) -> Fallible<Measured> {
    run(load, span, Some(per_s / THREADS as f64))
}

fn run(load: &Load, span: Span, rate: Option<f64>) -> Fallible<Measured> {
    let threads = THREADS.min(load.connections);
    let begin = Instant::now() + Duration::from_millis(100);
    let work = |thread: usize| {
        let load = load.clone();
        thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
            let share = (thread..load.connections).step_by(threads).count();
            runtime.block_on(async {
                let mut wires = Vec::new();
                for _ in 0..share {
                    wires.push(Wire::connect(load.address).await?);
                }
                let times = Times { begin, measured: begin + span.warm, span };
                match rate {
                    None => slots(Arc::new(load), &wires, times, thread).await,
                    Some(rate) => on_schedule(Arc::new(load), &wires, times, rate).await,
                }
            })
        })
    };
    let running: Vec<_> = (0..threads).map(work).collect();
    let mut seen = Seen::default();
    for thread in running {
        let part: Fallible<Seen> = thread.join().map_err(|_| "a thread of the client panicked")?;
        seen.add(part?);
    }
    seen.latencies_us.sort_unstable();
    Ok(Measured {
        stances_per_s: seen.stances as f64 / span.time.as_secs_f64(),
        latencies_us: seen.latencies_us,
        acknowledged: seen.all,
    })
}

#[derive(Clone, Copy)]
struct Times {
    begin: Instant,
    measured: Instant,
    span: Span,
}

impl Times {
    fn end(&self) -> Instant {
        self.measured + self.span.time
    }
}

async fn slots(load: Arc<Load>, wires: &[Wire], times: Times, thread: usize) -> Fallible<Seen> {
    let mut tasks = JoinSet::new();
    for (number, wire) in wires.iter().enumerate() {
        for slot in 0..load.in_flight {
            let (load, wire) = (load.clone(), wire.clone());
            // Slots begin at different messages, so that they spread over the deliberations.
            let start = (thread + THREADS * (number * load.in_flight + slot)) * 7;
            tasks.spawn(async move { slot_loop(&load, (&wire, number), times, start).await });
        }
    }
    let mut seen = Seen::default();
    while let Some(part) = tasks.join_next().await {
        seen.add(part??);
    }
    Ok(seen)
}

async fn slot_loop(
    load: &Load,
    (wire, place): (&Wire, usize),
    times: Times,
    start: usize,
) -> Fallible<Seen> {
    let mut seen = Seen::default();
    sleep_until(times.begin).await;
    let end = times.end();
    let mut sent = Instant::now();
    for number in start.. {
        let message = &load.messages[number % load.messages.len()];
        wire.call(load.head(place), message, load.with_id.then(fresh_id)).await?;
        let now = Instant::now();
        seen.all += message.stances;
        if now >= times.measured && now < end {
            seen.stances += message.stances;
            seen.latencies_us.push(micros(now - sent));
        }
        if now >= end {
            break;
        }
        sent = now;
    }
    Ok(seen)
}

async fn on_schedule(load: Arc<Load>, wires: &[Wire], times: Times, per_s: f64) -> Fallible<Seen> {
    let mut tasks: JoinSet<Fallible<(u64, Option<u32>)>> = JoinSet::new();
    let mut seen = Seen::default();
    let (mut sent, mut tick) = (0_usize, times.begin);
    while tick < times.end() {
        sleep_until(tick).await;
        let due = ((tick - times.begin).as_secs_f64() * per_s) as usize;
        while sent < due {
            let (load, wire) = (load.clone(), wires[sent % wires.len()].clone());
            let (number, counts) = (sent, tick >= times.measured);
            tasks.spawn(async move {
                let message = &load.messages[number % load.messages.len()];
                wire.call(load.head(number), message, load.with_id.then(fresh_id)).await?;
                Ok((message.stances, counts.then(|| micros(tick.elapsed()))))
            });
            sent += 1;
        }
        while let Some(done) = tasks.try_join_next() {
            note(&mut seen, done??);
        }
        tick += TICK;
    }
    while let Some(done) = tasks.join_next().await {
        note(&mut seen, done??);
    }
    Ok(seen)
}

fn note(seen: &mut Seen, (stances, latency_us): (u64, Option<u32>)) {
    seen.all += stances;
    if let Some(latency_us) = latency_us {
        seen.stances += stances;
        seen.latencies_us.push(latency_us);
    }
}

/// An id that no other request of this machine has: process, and count.
pub fn fresh_id() -> u128 {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    (u128::from(std::process::id()) << 64) | u128::from(count)
}

pub fn micros(duration: Duration) -> u32 {
    u32::try_from(duration.as_micros()).unwrap_or(u32::MAX)
}
