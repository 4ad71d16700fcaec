//! `make torture`: the real server is killed, starved, corrupted and ignored while `beraad load`
//! plays deliberations on it and afterwards holds every answer against the log.
//!
//! Arguments name the scenarios to run; without any, all run but the long one (`soak`). Faults are
//! injected into the system calls of the unchanged program, by strace.

mod clock;
mod corrupt;
mod disk;
mod kills;
mod load;
mod readers;
mod server;
mod soak;

use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

/// A scenario that cannot go on says why.
type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The scenarios, in the order in which they run.
const SCENARIOS: [&str; 10] = [
    "kills",
    "full-disk",
    "read-only",
    "slow-disk",
    "torn-sync",
    "corrupt",
    "clock-back",
    "no-reader",
    "half-open",
    "soak",
];

/// What a scenario came to.
struct Told {
    /// One line of what was seen.
    line: String,
    /// Whether it went as it must.
    sound: bool,
}

async fn play(scenario: &str) -> Fallible<Told> {
    match scenario {
        "kills" => kills::run().await,
        "full-disk" => disk::full().await,
        "read-only" => disk::read_only().await,
        "slow-disk" => disk::slow().await,
        "torn-sync" => disk::failing_sync().await,
        "corrupt" => corrupt::run().await,
        "clock-back" => clock::run().await,
        "no-reader" => readers::never_reads().await,
        "half-open" => readers::half_open().await,
        "soak" => soak::run().await,
        other => Err(format!("no scenario `{other}`; there are {}", SCENARIOS.join(", ")).into()),
    }
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut asked: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if asked.is_empty() {
        asked = SCENARIOS.map(str::to_owned).into();
        asked.retain(|name| name != "soak");
    }
    let mut failed = 0;
    for scenario in asked {
        let begun = Instant::now();
        let told = runtime.block_on(play(&scenario));
        let (word, line) = match told {
            Ok(Told { line, sound: true }) => ("ok", line),
            Ok(Told { line, sound: false }) => ("FAILED", line),
            Err(error) => ("FAILED", error.to_string()),
        };
        failed += usize::from(word == "FAILED");
        let seconds = begun.elapsed().as_secs();
        println!("{scenario:12} {word:6} {seconds:>5} s  {line}");
    }
    if failed > 0 {
        println!("{failed} scenarios failed");
    }
    ExitCode::from(u8::from(failed > 0))
}
