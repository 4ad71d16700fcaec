//! The opinion map: real conversations beside another library, and large ones beside a dense
//! computation.

mod conversations;
mod large;
mod reading;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use beraad::analysis::opinion::{Arrival, Standing};
use serde_json::Value;

use crate::Fallible;
use crate::conditions::Run;

pub use large::child;

/// All measures but those of a million people.
pub(super) fn measure(run: &mut Run) -> Fallible<()> {
    conversations::measure(run)?;
    large::measure(run)?;
    large::tick(run)?;
    reading::measure(run)
}

/// A million people, and a hundred thousand beside.
pub(super) fn measure_large(run: &mut Run) -> Fallible<()> {
    large::measure(run)?;
    large::measure_million(run)
}

/// A conversation before anything is computed of it.
struct Votes {
    people: usize,
    standing: Vec<Standing>,
    arrivals: Vec<Arrival>,
}

/// On so many threads maps are made.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What the library says; `None` where it is not installed.
fn library(arguments: &[&str], path: &Path) -> Fallible<Option<Value>> {
    let Ok(python) = std::env::var("BENCH_PYTHON") else { return Ok(None) };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/measure/maps.py");
    let run = Command::new(python)
        .args([script, arguments[0]])
        .arg(path)
        .args(&arguments[1..])
        .env("PYTHONWARNINGS", "ignore")
        .stderr(Stdio::inherit())
        .output()?;
    if !run.status.success() {
        return Err(format!("maps.py {} ended with {}", arguments[0], run.status).into());
    }
    Ok(Some(serde_json::from_slice(&run.stdout)?))
}

/// The seconds that a library or a child took, in milliseconds.
fn milliseconds(told: &Value) -> Vec<f64> {
    let seconds = told["seconds"].as_array().into_iter().flatten();
    seconds.filter_map(Value::as_f64).map(|seconds| seconds * 1e3).collect()
}

fn least(times: &[f64]) -> f64 {
    times.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The folder with conversations, where it is there.
fn cases() -> Option<PathBuf> {
    let named = std::env::var_os("BERAAD_CASES").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    let folder = |root: PathBuf| root.join("opinion");
    named.into_iter().chain([beside]).map(folder).find(|folder| folder.is_dir())
}
