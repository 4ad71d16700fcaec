//! `beraad load` as the real program: a small load on a real server with a log on disk.

mod cli;

use std::fs;

use cli::{beraad, exit_of, stderr, stdout};
use serde_json::Value;

/// A load of a second or so, in which everything happens.
const SMALL: &str = "load: 1\nname: small\ndeliberations: 2\nrounds: 2\nparties: 4\nmembers: 12\n\
    statements: 3\nproposals: 1\nways: {unary: 2, batch: 1, stream: 1}\nbatch: 5\nwindow: 4\n\
    clashes: 2\nrestated: 0.2\npace: {concurrency: 8}\n";

fn in_folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("it can be written");
    }
    folder
}

fn path(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

#[test]
fn a_load_is_played_measured_and_found_sound_and_two_runs_are_compared() {
    let folder = in_folder(&[("small.yaml", SMALL)]);
    let ended = beraad(&["load", &path(&folder, "small.yaml"), "--seed", "7", "--json"]);
    assert_eq!(exit_of(&ended), 0, "{}{}", stdout(&ended), stderr(&ended));
    let told: Value = serde_json::from_str(&stdout(&ended)).expect("JSON");
    let audit = &told["audit"];
    for (kind, number) in audit["found"].as_object().expect("a map") {
        assert_eq!(number, 0, "{kind}");
    }
    assert_eq!((&audit["clashes"], &audit["unknown"]), (&8.into(), &0.into()), "{audit}");
    assert_eq!(audit["refused"], 8, "of each pair of edits one was refused: {audit}");
    assert!(audit["acknowledged"].as_u64() > Some(100), "{audit}");
    assert!(audit["figures"].as_u64() > Some(300), "{audit}");
    let rpcs: Vec<&str> = told["rpcs"].as_array().expect("a list").iter().map(name).collect();
    for rpc in ["CastStance", "BatchCastStances", "StreamStances", "CloseRound"] {
        assert!(rpcs.contains(&rpc), "{rpcs:?}");
    }
    fs::write(folder.path().join("first.json"), stdout(&ended)).expect("it can be written");
    let (profile, first) = (path(&folder, "small.yaml"), path(&folder, "first.json"));
    let ended = beraad(&["load", &profile, "--compare", &first]);
    assert_eq!(exit_of(&ended), 0, "{}", stderr(&ended));
    assert!(stdout(&ended).contains("compared: CastStance"), "{}", stdout(&ended));
    assert!(stdout(&ended).contains("\nsound: 0 lost, 0 duplicated, "), "{}", stdout(&ended));
}

fn name(row: &Value) -> &str {
    row["rpc"].as_str().unwrap_or_default()
}

#[test]
fn a_pace_is_kept_names_are_hidden_where_asked_and_a_passed_threshold_has_its_own_exit_code() {
    let hidden = SMALL.replace("proposals: 1\n", "").replace("clashes: 2\n", "")
        + "visibility: pseudonymous\n";
    let folder = in_folder(&[("hidden.yaml", &hidden)]);
    let profile = path(&folder, "hidden.yaml");
    let limit = "CastStance=0.001";
    let ended = beraad(&["load", &profile, "--rate", "2000", "--most-p99-ms", limit]);
    assert_eq!(exit_of(&ended), 3, "{}{}", stdout(&ended), stderr(&ended));
    let told = stdout(&ended);
    assert!(told.contains("sound: 0 lost"), "{told}");
    assert!(told.contains("threshold passed: p99 of CastStance"), "{told}");
}

#[test]
fn what_is_wrong_is_told_before_anything_is_sent() {
    let folder = in_folder(&[("bad.yaml", "load: 1\nname: x\nparties: 1\nmembers: 3\n")]);
    let bad = path(&folder, "bad.yaml");
    let ended = beraad(&["load", &bad]);
    assert_eq!(exit_of(&ended), 64);
    let told = stderr(&ended);
    assert!(told.contains("bad.yaml:3:10: parties: is `1`"), "{told}");
    assert!(told.contains("statements: is missing"), "{told}");
    let ended = beraad(&["load", "smok"]);
    assert!(stderr(&ended).contains("did you mean `smoke`?"), "{}", stderr(&ended));
    let ended = beraad(&["load", "smoke", "--server", "http://127.0.0.1:1"]);
    assert_eq!(exit_of(&ended), 69, "{}", stderr(&ended));
    let ended = beraad(&["load", "smoke", "--compare", &bad]);
    assert_eq!(exit_of(&ended), 64);
    assert!(stderr(&ended).contains("give what `beraad load --json` printed"));
}
