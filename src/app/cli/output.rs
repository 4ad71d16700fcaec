//! Where things are told: results on stdout, everything else on stderr, progress on a terminal.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use tracing_subscriber::EnvFilter;

use crate::app::cli::failure::Failure;

/// Has the log told on stderr: so much of it as `RUST_LOG` asks for, or this filter.
pub fn tell_log(unless_asked: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(unless_asked));
    let told = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    // Somebody who set a subscriber before keeps it.
    let _ = told.try_init();
}

/// How a command tells what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output {
    /// One JSON document in place of lines.
    pub json: bool,
    /// No more than the conclusion.
    pub quiet: bool,
}

impl Output {
    /// A line of the story; left out when quiet or when JSON is asked for.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn line(&self, text: &str) -> Result<(), Failure> {
        if self.json || self.quiet {
            return Ok(());
        }
        self.print(text)
    }

    /// A conclusion; left out only when JSON is asked for.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn conclusion(&self, text: &str) -> Result<(), Failure> {
        if self.json {
            return Ok(());
        }
        self.print(text)
    }

    /// The one JSON document, when that is asked for.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn document(&self, document: &Value) -> Result<(), Failure> {
        if !self.json {
            return Ok(());
        }
        self.print(&format!("{document:#}"))
    }

    /// One line of JSON of many, when JSON is asked for.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn record(&self, line: &str) -> Result<(), Failure> {
        if !self.json {
            return Ok(());
        }
        self.print(line.trim_end_matches('\n'))
    }

    fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        let written = writeln!(out, "{text}").and_then(|()| out.flush());
        match written {
            // A reader that stops early, such as `head`, has what it wanted.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(|error| Failure::io(format!("stdout: {error}"))),
        }
    }
}

/// Tells something that is not a result.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Bold on a terminal that wants it, plain elsewhere.
#[must_use]
pub fn strong(text: &str) -> String {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if plain || !io::stdout().is_terminal() {
        return text.to_owned();
    }
    format!("\u{1b}[1m{text}\u{1b}[0m")
}

/// Progress on stderr; invisible unless that is a terminal.
#[must_use]
pub fn progress(total: u64, what: &str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total).with_message(what.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:24} {pos}/{len}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
