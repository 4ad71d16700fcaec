//! Under what conditions a run measures: which parts, how long, and on which machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::Fallible;
use crate::drive::Span;
use crate::table::Row;

/// One run.
pub struct Run {
    /// Parts asked for; empty for all.
    parts: Vec<String>,
    /// Whether it is a short look, too short to quote.
    pub quick: bool,
    /// Where towns are kept.
    pub cache: PathBuf,
    /// What was measured so far.
    pub rows: Vec<Row>,
}

impl Run {
    /// As the environment says: `BENCH` names parts with commas, `QUICK` shortens.
    pub fn of_environment() -> Fallible<Run> {
        let named = std::env::var("BENCH").unwrap_or_default();
        let parts = named.split(',').map(|part| part.trim().to_owned());
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench-data");
        fs::create_dir_all(&cache)?;
        Ok(Run {
            parts: parts.filter(|part| !part.is_empty()).collect(),
            quick: std::env::var("QUICK").is_ok_and(|value| !value.is_empty() && value != "0"),
            cache,
            rows: Vec::new(),
        })
    }

    /// Whether a part was asked for.
    pub fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.asks_for(part)
    }

    /// Whether a part was asked for by name: one that takes too much of most machines.
    pub fn asks_for(&self, part: &str) -> bool {
        self.parts.iter().any(|wanted| wanted == part)
    }

    /// Whether all parts were asked for, at full length.
    pub fn is_whole(&self) -> bool {
        self.parts.is_empty() && !self.quick
    }

    /// Repetitions of each measure.
    pub fn repetitions(&self) -> usize {
        if self.quick { 1 } else { 3 }
    }

    /// How long one repetition takes.
    pub fn span(&self) -> Span {
        let (warm, time) = if self.quick { (300, 1_000) } else { (500, 2_000) };
        Span { warm: Duration::from_millis(warm), time: Duration::from_millis(time) }
    }

    /// Notes a row and shows it.
    pub fn note(&mut self, row: Row) {
        eprintln!("{} | {} | {:?} | {}", row.measure, row.ratio, row.verdict, row.figures);
        self.rows.push(row);
    }
}

/// What the figures belong to.
pub fn machine(run: &Run) -> Vec<String> {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let value = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
        line.split_once(':').map_or("unknown", |(_, value)| value.trim()).to_owned()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let mut lines = vec![
        format!("{cores} cores: {}", value(&read("/proc/cpuinfo"), "model name")),
        format!("memory: {}", value(&read("/proc/meminfo"), "MemTotal")),
        format!("kernel: {}", read("/proc/sys/kernel/osrelease").trim()),
        format!("load average at the end: {}", read("/proc/loadavg").trim()),
        format!("built with `cargo bench` (thin LTO), version {}", env!("CARGO_PKG_VERSION")),
    ];
    if run.quick {
        lines.push("`QUICK` was set: too short to quote".to_owned());
    }
    lines
}
