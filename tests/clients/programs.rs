//! The players: this program itself, and those of the other languages.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::player;

/// A player.
pub struct Program {
    /// Which client, and how it calls.
    pub name: &'static str,
    command: Vec<PathBuf>,
}

/// Every player but this program itself; of another folder of scenarios there is none, so that
/// they can be tried before the other clients are installed.
pub fn programs() -> Vec<Program> {
    if std::env::var_os("SCENARIOS").is_some() {
        return Vec::new();
    }
    let python = [".tools/python/bin/python", "clients/python/tests/player.py"];
    let typescript = ["node", "clients/typescript/build/player.js"];
    let program =
        |name, words: &[&str]| Program { name, command: words.iter().map(PathBuf::from).collect() };
    vec![
        program("python", &python),
        program("python-async", &[&python[..], &["--async"]].concat()),
        program("typescript", &typescript),
        program("typescript-web", &[&typescript[..], &["--web"]].concat()),
    ]
}

impl Program {
    /// The client in Rust.
    pub fn rust() -> Program {
        Program { name: "rust", command: Vec::new() }
    }

    /// Plays steps on a server and gives an outcome for each.
    pub async fn play(&self, server: &str, steps: Vec<Value>) -> Vec<Value> {
        let Some((program, arguments)) = self.command.split_first() else {
            return player::play(server, &steps).await;
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let found =
            if program.components().count() > 1 { root.join(program) } else { program.clone() };
        let mut player = Command::new(&found)
            .args(arguments)
            .current_dir(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "{}: {}: {error}; run scripts/setup.sh python typescript",
                    self.name,
                    found.display()
                )
            });
        let scenario = json!({ "server": server, "steps": steps }).to_string();
        let mut input = player.stdin.take().expect("it reads");
        input.write_all(scenario.as_bytes()).await.expect("it reads everything");
        drop(input);
        let output = player.wait_with_output().await.expect("it ends");
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{} failed:\n{complaints}", self.name);
        let transcript: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{} wrote no JSON: {error}\n{complaints}", self.name));
        transcript["steps"].as_array().expect("a list of outcomes").clone()
    }
}
