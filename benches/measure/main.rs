//! `make bench`: measures with their baselines in one run, and writes docs/benchmarks.md.
//!
//! `BENCH=unary,batch` runs a part and prints the report only; `QUICK=1` shortens.

mod conditions;
mod disk;
mod drive;
mod noop;
mod opinions;
mod postgres;
mod process;
mod rows;
mod statistics;
mod table;
mod town;
mod wire;

use std::error::Error;
use std::fs;

use conditions::Run;

/// The baselines and the client take and give back memory as the engine does, so that what is
/// compared is not the allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A measure that fails ends the run and says why.
type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Fallible<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|word| word == "--map") {
        return rows::map_child(&arguments[at + 1..]);
    }
    let runtime = tokio::runtime::Runtime::new()?;
    match arguments.iter().position(|word| word == "--noop") {
        Some(at) => {
            let address = arguments.get(at + 1).ok_or("--noop needs an address")?.parse()?;
            runtime.block_on(noop::serve(address))
        }
        None => runtime.block_on(measure()),
    }
}

async fn measure() -> Fallible<()> {
    let mut run = Run::of_environment()?;
    rows::all(&mut run).await?;
    let report = table::report(&conditions::machine(&run), &run.rows);
    if run.is_whole() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/benchmarks.md");
        fs::write(path, &report)?;
        eprintln!("written: docs/benchmarks.md");
    }
    println!("{report}");
    Ok(())
}
