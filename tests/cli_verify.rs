//! Logs held against receipts, and keys shown and rotated, through the real program.

mod cli;
mod rewrite;

use std::fs;

use std::path::{Path, PathBuf};

use beraad::app::serve::{ServeClock, ServeConfig, Server};
use beraad::log::chain::SigningKey;
use beraad::log::entropy::OsEntropy;
use beraad::log::jsonl::{read_line, write_line};
use beraad::log::keyring;
use serde_json::Value;
use tempfile::TempDir;

use cli::{beraad, exit_of, stderr, stdout};
use rewrite::rewritten;

/// A script that was played: its log, its receipts and its keys.
struct Played {
    folder: TempDir,
}

impl Played {
    fn new() -> Played {
        Played::of("tests/scripts/every_read.yaml", "every-action")
    }

    /// A script that gives its deliberation this id.
    fn of(script: &str, id: &str) -> Played {
        let played = Played { folder: tempfile::tempdir().expect("a folder") };
        let (data, receipts) = (played.named("data"), played.named("receipts"));
        let ended = beraad(&["run", script, "--quiet", "--data", &data, "--receipts", &receipts]);
        assert_eq!(exit_of(&ended), 0, "{}", stderr(&ended));
        played.export(id);
        played
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn named(&self, name: &str) -> String {
        self.path(name).to_str().expect("UTF-8").to_owned()
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).expect("a file");
        self.named(name)
    }

    /// Runs something while a server has the data folder open.
    fn while_served(&self, what: impl FnOnce(&str)) {
        let config = ServeConfig::on_this_machine(Some(self.path("data")), ServeClock::System);
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let server = runtime.block_on(Server::start(config)).expect("a server");
        what(&server.url());
        runtime.block_on(server.stop());
    }

    fn export(&self, id: &str) {
        let out = self.named("log.jsonl");
        self.while_served(|url| {
            let all = ["export", id, "--as", "auditor", "--server", url, "--out", &out];
            let ended = beraad(&all);
            assert_eq!(exit_of(&ended), 0, "{}", stderr(&ended));
        });
    }

    /// The receipts, by sequence.
    fn receipts(&self) -> Vec<(u64, String)> {
        let names = fs::read_dir(self.path("receipts")).expect("receipts");
        let names = names.map(|entry| entry.expect("an entry").path());
        let sequence = |path: &Path| {
            let name = path.file_stem()?.to_str()?;
            name.strip_prefix("receipt-")?.parse().ok()
        };
        let mut receipts: Vec<(u64, String)> = names
            .map(|path| (sequence(&path).expect("its number"), path.display().to_string()))
            .collect();
        receipts.sort_unstable();
        receipts
    }

    /// Writes the log anew with one event changed, signed with the real key.
    fn forge(&self, changed: u64) -> String {
        let path = keyring::path_in(&self.path("data"));
        let key = SigningKey::load_or_create(&path, &OsEntropy).expect("the key");
        let text = fs::read_to_string(self.path("log.jsonl")).expect("the log");
        let records: Vec<_> = text.lines().map(|line| read_line(line).expect("a line")).collect();
        let forged = rewritten(&records, changed, &key);
        let text: String = forged.iter().map(|record| write_line(record) + "\n").collect();
        self.write("forged.jsonl", &text)
    }

    fn verify(&self, log: &str, receipts: &[&str], more: &[&str]) -> (i32, String, String) {
        let flags = receipts.iter().flat_map(|path| ["--receipt", *path]);
        let arguments: Vec<&str> =
            ["verify", log].into_iter().chain(flags).chain(more.iter().copied()).collect();
        let ended = beraad(&arguments);
        (exit_of(&ended), stdout(&ended), stderr(&ended))
    }
}

#[test]
fn receipts_of_a_script_stand_and_convict_a_log_that_was_rewritten() {
    let played = Played::new();
    let (log, receipts) = (played.named("log.jsonl"), played.receipts());
    let paths: Vec<&str> = receipts.iter().map(|(_, path)| path.as_str()).collect();
    assert!(paths.len() > 10);
    let (exit, told, _) = played.verify(&log, &paths, &[]);
    assert_eq!(exit, 0, "{told}");
    let many = paths.len();
    assert!(told.contains(&format!("  as acknowledged: {many} of {many} receipts\n")), "{told}");

    let (middle, path) = &receipts[many / 2];
    let forged = played.forge(*middle);
    let (exit, told, _) = played.verify(&forged, &[], &[]);
    assert_eq!(exit, 0, "the real key makes it verify: {told}");
    let (exit, told, _) = played.verify(&forged, &[path], &[]);
    assert_eq!(exit, 1);
    let sequence = format!("convicts: sequence {middle}: the log holds another event here");
    assert!(told.contains(&sequence), "{told}");
    assert!(told.ends_with(&format!("at or before sequence {middle} it was changed\n")), "{told}");

    let (exit, told, _) = played.verify(&forged, &paths, &["--json"]);
    assert_eq!(exit, 1);
    let document: Value = serde_json::from_str(&told).expect("one document");
    assert_eq!(document["verified"], false);
    assert_eq!(document["changed"]["changedBy"], *middle);
    let sound = document["changed"]["soundThrough"].as_u64().expect("a number");
    assert!(sound < *middle && sound > 0, "{document}");
    for found in document["receipts"].as_array().expect("receipts") {
        let sequence = found["sequence"].as_u64().expect("a number");
        let verdict = if sequence >= *middle { "convicts" } else { "agrees" };
        assert_eq!(found["verdict"], verdict, "{found}");
    }
}

#[test]
fn the_outcome_of_every_rule_is_counted_again_from_its_log() {
    let outcomes = [("tests/scripts/every_rule.yaml", "every-rule", 19)];
    for (script, id, rounds) in outcomes.into_iter().chain([BUDGET]) {
        let played = Played::of(script, id);
        let log = played.named("log.jsonl");
        let (exit, told, error) = played.verify(&log, &[], &["--json"]);
        assert_eq!(exit, 0, "{told}{error}");
        let text = fs::read_to_string(&log).expect("the log");
        let recorded = text.matches("\"figuresRecorded\"").count();
        assert!(recorded >= rounds, "{recorded}");
    }
}

/// A budget, with approvals of members.
const BUDGET: (&str, &str, usize) = ("examples/buurtbudget.yaml", "buurtbudget", 2);

#[test]
fn a_receipt_that_proves_nothing_says_what_to_do() {
    let played = Played::new();
    let (log, receipts) = (played.named("log.jsonl"), played.receipts());
    let (last, path) = receipts.last().expect("a receipt");
    let text = fs::read_to_string(path).expect("a receipt");
    let changed = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        played.write("changed.json", &text.replacen(from, to, 1))
    };
    for (from, to, told) in [
        ("every-action", "every-other", "deliberation: the receipt is of another"),
        (
            &format!("\"sequence\": {last}"),
            "\"sequence\": 999",
            "the log ends before what was acknowledged",
        ),
    ] {
        let (exit, found, _) = played.verify(&log, &[&changed(from, to)], &[]);
        assert!(exit == 1 && found.contains(told), "{found}");
    }
    let wrong = changed("\"link\": \"", "\"link\": \"?");
    let (exit, found, told) = played.verify(&log, &[&wrong, &played.write("x.json", "")], &[]);
    assert_eq!((exit, found.as_str()), (64, ""));
    assert!(told.contains("changed.json: link: is not base64; give it as the"), "{told}");
    assert!(told.contains("x.json: it is empty; give a receipt"), "{told}");
    let (exit, _, told) = played.verify(&log, &["nowhere.json"], &[]);
    assert!(exit == 74 && told.contains("nowhere.json"), "{told}");
}

/// What GetCheckpoint and ListCheckpoints answer is a receipt of a whole commit.
#[test]
fn a_checkpoint_is_a_receipt() {
    let played = Played::new();
    let log = fs::read_to_string(played.path("log.jsonl")).expect("the log");
    let mut commits = log.lines().filter(|line| line.starts_with("{\"commit\""));
    let commit: Value = serde_json::from_str(commits.next_back().expect("a commit")).expect("JSON");
    let commit = &commit["commit"];
    let checkpoint = serde_json::json!({ "checkpoints": [{
        "deliberation": "deliberations/every-action",
        "sequence": commit["lastSequence"],
        "link": commit["link"],
        "signature": commit["signature"],
        "publicKey": "AAAA",
        "cause": "CHECKPOINT_CAUSE_DELIBERATION_CLOSED",
    }] });
    let checkpoint = played.write("checkpoint.json", &checkpoint.to_string());
    let (exit, told, _) = played.verify(&played.named("log.jsonl"), &[&checkpoint], &[]);
    assert_eq!(exit, 0, "{told}");
    let (exit, told, _) = played.verify(&played.forge(3), &[&checkpoint], &[]);
    assert_eq!(exit, 1);
    assert!(told.contains("the log has no commit with this link that ends here"), "{told}");
}

#[test]
fn keys_are_shown_and_rotated_while_no_server_runs() {
    let played = Played::new();
    let data = played.named("data");
    let show = || {
        let ended = beraad(&["keys", "show", "--data", &data, "--json"]);
        let document: Value = serde_json::from_str(&stdout(&ended)).expect("one document");
        document["keys"].as_array().expect("keys").clone()
    };
    let first = show()[0]["publicKey"].as_str().expect("a key").to_owned();
    played.while_served(|_| {
        let ended = beraad(&["keys", "rotate", "--data", &data]);
        assert_eq!(exit_of(&ended), 74);
        let told = stderr(&ended);
        assert!(told.contains("is in use by another process; stop that one"), "{told}");
    });
    assert_eq!(show().len(), 1);
    let ended = beraad(&["keys", "rotate", "--data", &data]);
    assert_eq!(exit_of(&ended), 0, "{}", stderr(&ended));
    assert!(stdout(&ended).contains(&format!("{first} since ")));
    assert!(stdout(&ended).contains("; publish this one\n") && stdout(&ended).contains(", in use"));
    let keys = show();
    assert_eq!((keys.len(), keys[0]["publicKey"].as_str()), (2, Some(first.as_str())));

    fs::rename(played.path("log.jsonl"), played.path("old.jsonl")).expect("another name");
    played.export("every-action");
    let log = played.named("log.jsonl");
    let receipts = played.receipts();
    let paths: Vec<&str> = receipts.iter().map(|(_, path)| path.as_str()).collect();
    let (exit, told, _) = played.verify(&log, &paths, &["--key", &first]);
    assert_eq!(exit, 0, "{told}");
    let second = keys[1]["publicKey"].as_str().expect("a key");
    assert!(told.contains(&format!("  and later with {second}\n")), "{told}");
    let (exit, told, _) = played.verify(&log, &[], &["--key", second]);
    assert!(exit == 1 && told.contains("give the first key"), "{told}");

    let ended = beraad(&["keys", "rotate", "--data", &played.named("none")]);
    assert_eq!(exit_of(&ended), 74);
    assert!(stderr(&ended).contains("the server makes it at its first start"));
    assert!(!played.path("none").exists());
}
