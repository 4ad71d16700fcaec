//! The calls in the README, made as they stand there, against a real server, and the checker of
//! logs in `docs/log-format.md`, run on what they wrote.

use std::path::Path;
use std::process::{Command, Output};

use beraad::app::serve::{ServeClock, ServeConfig, Server};

/// The content of the one block that opens with this fence.
fn block(readme: &str, fence: &str) -> String {
    let opening = format!("```{fence}\n");
    let mut parts = readme.split(&opening);
    let rest = parts.nth(1).unwrap_or_else(|| panic!("README has no block {opening}"));
    assert!(parts.next().is_none(), "README has two blocks {opening}");
    rest.split("```").next().expect("split gives a part").to_owned()
}

/// Runs lines of a shell with the README's `npx` standing for the pinned tool.
async fn shell(script: String) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let buf = root.join(".tools/node_modules/.bin/buf");
    assert!(buf.exists(), "buf is not installed; run scripts/setup.sh buf");
    let prelude = format!("npx() {{ shift; {} \"$@\"; }}\n", buf.display());
    let script = format!("set -euo pipefail\n{prelude}{script}");
    let run = move || Command::new("bash").arg("-c").arg(script).current_dir("/").output();
    tokio::task::spawn_blocking(run).await.expect("the shell ends").expect("bash starts")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calls_of_the_readme_work_as_they_stand_there() {
    let server = Server::start(ServeConfig::on_this_machine(None, ServeClock::System))
        .await
        .expect("the server starts");
    let folder = tempfile::tempdir().expect("a folder for what is exported");
    let readme = include_str!("../README.md");
    let here = |script: String| script.replace("http://127.0.0.1:7440", &server.url());

    let calls = here(block(readme, "sh curl"));
    let output = shell(calls.clone()).await;
    let printed = String::from_utf8_lossy(&output.stdout);
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{complaints}");
    for expected in [
        "beraad.v1.ParticipationService",
        "\"name\": \"deliberations/plein\"",
        "\"name\": \"deliberations/plein/rounds/1\"",
        "\"name\": \"support_share\"",
    ] {
        assert!(printed.contains(expected), "{expected} is missing in:\n{printed}");
    }

    for line in readme.lines().filter(|line| {
        ["beraad show ", "beraad export ", "beraad verify "].iter().any(|on| line.starts_with(on))
    }) {
        let program = env!("CARGO_BIN_EXE_beraad");
        let folder = folder.path().display();
        let arguments = line.strip_prefix("beraad").unwrap_or_default();
        let there = format!("cd {folder}; export BERAAD_SERVER={}", server.url());
        let output = shell(format!("{there}\n{program}{arguments}")).await;
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}\n{complaints}");
    }

    let checker = block(include_str!("../docs/log-format.md"), "python");
    let command = Command::new("python3")
        .args(["-c", &checker, "plein.jsonl"])
        .current_dir(folder.path())
        .output()
        .expect("python3 starts");
    let printed = String::from_utf8_lossy(&command.stdout);
    assert!(printed.starts_with("links, payloads and texts are as they were"), "{command:?}");

    let helpers = calls.split("as facilitator").next().unwrap_or_default();
    let output = shell(format!("{helpers}\n{}", block(readme, "sh curl-refused"))).await;
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "a bad request passed");
    for field in ["deliberation", "party_id", "display_name", "kind", "request_id"] {
        assert!(complaints.contains(&format!("{field}: ")), "{field} not named in {complaints}");
    }
    server.stop().await;
}
