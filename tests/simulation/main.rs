//! Worlds played from seeds: several deliberations and their callers against the engine and its
//! services, on a log that fails, with a server that crashes. First nothing false may happen, and
//! when nothing fails any more, everybody gets an answer.
//!
//! `SIMULATION_SEEDS` says how many seeds are played, `SIMULATION_START` which is the first, and
//! `SIMULATION_TRACE` prints everything that happens.

mod asks;
mod chance;
mod clock;
mod disk;
mod figures;
mod judge;
mod last;
mod leader;
mod mirror;
mod panics;
mod reader;
mod speaker;
mod stage;
mod trace;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use world::End;

/// Seeds that are played when nobody says how many.
const SEEDS: u64 = 100;

fn number(name: &str, otherwise: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is {text}, not a number")),
        Err(_) => otherwise,
    }
}

/// Plays a seed, with what goes wrong in it.
fn play(seed: u64) -> End {
    panics::listen();
    let end = world::play(seed);
    panics::leave();
    end
}

/// What is printed of a seed that fails.
fn report(seed: u64, end: &End) -> String {
    let broken: Vec<String> =
        end.broken.iter().map(|broken| format!("{}: {}", broken.check, broken.detail)).collect();
    format!(
        "seed {seed} broke a promise\n  {}\n\nthe last that happened:\n{}\nplay it again with\n  \
         SIMULATION_START={seed} SIMULATION_SEEDS=1 cargo test --test simulation every_seed\n",
        broken.join("\n  "),
        end.trace
    )
}

#[test]
fn every_seed_keeps_every_promise() {
    let (start, seeds) = (number("SIMULATION_START", 1), number("SIMULATION_SEEDS", SEEDS));
    let (next, failed) = (AtomicU64::new(start), Mutex::new(None::<(u64, String)>));
    let stop = AtomicBool::new(false);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= start + seeds {
                        return;
                    }
                    let end = play(seed);
                    if !end.broken.is_empty() {
                        stop.store(true, Ordering::Relaxed);
                        let mut failed = failed.lock().expect("nobody panics with it");
                        let first = failed.as_ref().is_none_or(|(other, _)| seed < *other);
                        if first {
                            *failed = Some((seed, report(seed, &end)));
                        }
                    }
                }
            });
        }
    });
    if let Some((_, report)) = failed.into_inner().expect("nobody panics with it") {
        panic!("{report}");
    }
}
#[test]
fn a_seed_repeats_itself() {
    for seed in [1, 2, 3] {
        let [one, other] = [play(seed), play(seed)];
        assert_eq!(one.digest, other.digest, "seed {seed} was played in two ways");
    }
}
