//! `beraad load` as a process of its own, and what it found.

use std::fmt;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tokio::process::{Child, Command};

use crate::Fallible;

/// The profile that the scenarios share.
pub const KILLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/torture/profiles/kills.yaml");
/// One behind pseudonyms.
pub const HIDDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/torture/profiles/hidden.yaml");

/// What loads came to, added up.
#[derive(Debug, Clone, Default)]
pub struct Books {
    pub loads: u64,
    pub acknowledged: u64,
    pub refused: u64,
    pub unknown: u64,
    pub unknown_attempts: u64,
    pub events: u64,
    pub figures: u64,
    /// What was found, in words; empty when everything is as it was acknowledged.
    pub found: Vec<String>,
}

impl Books {
    /// Adds what another load came to.
    pub fn add(&mut self, other: Books) {
        self.loads += other.loads;
        self.acknowledged += other.acknowledged;
        self.refused += other.refused;
        self.unknown += other.unknown;
        self.unknown_attempts += other.unknown_attempts;
        self.events += other.events;
        self.figures += other.figures;
        self.found.extend(other.found);
    }

    /// Whether nothing was found, in something.
    pub fn is_sound(&self) -> bool {
        self.found.is_empty() && self.acknowledged > 0
    }
}

impl fmt::Display for Books {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Books { loads, acknowledged, unknown, unknown_attempts, events, figures, .. } = self;
        write!(
            f,
            "{loads} loads, {acknowledged} writes acknowledged, {unknown_attempts} attempts \
             unknown at first and {unknown} for good, {events} events verified, {figures} figures \
             equal; "
        )?;
        match self.found.as_slice() {
            [] => write!(f, "lost 0, duplicated 0"),
            found => write!(f, "FOUND {}: {}", found.len(), found.join("; ")),
        }
    }
}

/// A load that plays.
pub struct Load(Child);

impl Load {
    /// Starts one.
    pub fn start(url: &str, profile: &str, seed: u64) -> Fallible<Load> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beraad"));
        command.args(["load", profile, "--server", url, "--json", "--seed", &seed.to_string()]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(Load(command.kill_on_drop(true).spawn()?))
    }

    /// Waits for the end of it.
    pub async fn end(self) -> Fallible<Books> {
        let ended = self.0.wait_with_output().await?;
        let told: Value = match serde_json::from_slice(&ended.stdout) {
            Ok(told) => told,
            Err(_) => {
                let said = String::from_utf8_lossy(&ended.stderr);
                return Err(format!("the load ended with {}: {said}", ended.status).into());
            }
        };
        let number = |of: &Value| of.as_u64().unwrap_or_default();
        let audit = &told["audit"];
        let rpcs = told["rpcs"].as_array().into_iter().flatten();
        let findings = audit["findings"].as_array().into_iter().flatten();
        let mut found: Vec<String> = findings.map(|one| one.to_string()).collect();
        if found.is_empty() && !ended.status.success() {
            found.push(format!("the load ended with {}", ended.status));
        }
        Ok(Books {
            loads: 1,
            acknowledged: number(&audit["acknowledged"]),
            refused: number(&audit["refused"]),
            unknown: number(&audit["unknown"]),
            unknown_attempts: rpcs.map(|rpc| number(&rpc["unknownAttempts"])).sum(),
            events: number(&audit["events"]),
            figures: number(&audit["figures"]),
            found,
        })
    }
}

/// Plays a load and waits for its end.
pub async fn play(url: &str, profile: &str, seed: u64) -> Fallible<Books> {
    Load::start(url, profile, seed)?.end().await
}

/// Checks a log that was exported, offline.
pub async fn verify(file: &Path) -> Fallible<bool> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beraad"));
    let status = command.arg("verify").arg(file).stdout(Stdio::null()).status().await?;
    Ok(status.success())
}
