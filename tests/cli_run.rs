//! Scripts through the real program with a real server in it.

mod cli;

use std::path::Path;

use cli::{beraad, exit_of, stderr, stdout};
use std::collections::BTreeSet;

use serde_json::Value;

fn json(arguments: &[&str]) -> (i32, Value) {
    let ended = beraad(arguments);
    let document = serde_json::from_slice(&ended.stdout);
    (exit_of(&ended), document.unwrap_or_else(|_| panic!("one document: {}", stderr(&ended))))
}

#[test]
fn the_example_goes_as_its_author_computed_by_hand() {
    let ended = beraad(&["run", "examples/buurtplein.yaml", "--lang", "nl"]);
    assert_eq!(exit_of(&ended), 0, "{}", stderr(&ended));
    assert_eq!(stderr(&ended), "");
    insta::assert_snapshot!(stdout(&ended));
}

#[test]
fn every_action_reaches_the_server() {
    let scripts = [
        "tests/scripts/every_read.yaml",
        "tests/scripts/every_act.yaml",
        "examples/buurthuis.yaml",
        "examples/schijn.yaml",
        "examples/een-en-een-is-drie.yaml",
        "examples/avond-op-papier.yaml",
        "examples/buurtbudget.yaml",
        "tests/scripts/every_rule.yaml",
    ];
    for script in scripts {
        let (exit, document) = json(&["run", script, "--json"]);
        assert_eq!(document["scripts"][0]["missed"], Value::Array(vec![]));
        assert_eq!(exit, 0, "{script}");
    }
}

#[test]
fn every_action_is_in_a_script_that_is_tested() {
    let scripts = [
        include_str!("scripts/every_read.yaml"),
        include_str!("scripts/every_act.yaml"),
        include_str!("../examples/buurtplein.yaml"),
        include_str!("../examples/schijn.yaml"),
        include_str!("../examples/templates/opgave.yaml"),
        include_str!("../examples/templates/initiative.yaml"),
    ];
    let (_, schema) = json(&["schema"]);
    let actions = schema["$defs"]["step"]["properties"]["do"]["anyOf"][1]["properties"].clone();
    let actions = actions.as_object().expect("actions by name");
    assert_eq!(actions.len(), 109);
    for action in actions.keys() {
        assert!(scripts.iter().any(|script| script.contains(action)), "{action} is not tested");
    }
}

#[test]
fn every_problem_of_a_file_is_told_at_once_and_nothing_is_sent() {
    let ended = beraad(&["run", "tests/scripts/many_problems.yaml"]);
    assert_eq!(exit_of(&ended), 64);
    assert_eq!(stdout(&ended), "");
    insta::assert_snapshot!(stderr(&ended));
}

#[test]
fn missed_expectations_are_all_told_and_the_script_goes_on() {
    let ended = beraad(&["run", "tests/scripts/missed.yaml", "--quiet"]);
    assert_eq!(exit_of(&ended), 1);
    insta::assert_snapshot!(stdout(&ended) + "---\n" + &stderr(&ended));
}

#[test]
fn a_script_that_sets_the_clock_needs_a_server_inside() {
    let ended = beraad(&["run", "examples/buurtplein.yaml", "--server", "http://127.0.0.1:9"]);
    assert_eq!(exit_of(&ended), 64);
    assert!(stderr(&ended).contains("leave out --server"), "{}", stderr(&ended));
}

#[test]
fn the_log_is_kept_where_that_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = folder.path().join("kept");
    let ended = beraad(&[
        "run",
        "tests/scripts/every_read.yaml",
        "--quiet",
        "--keep",
        kept.to_str().expect("UTF-8"),
    ]);
    assert_eq!(exit_of(&ended), 0, "{}", stderr(&ended));
    let files = std::fs::read_dir(&kept).expect("the folder is there").count();
    assert!(files > 0, "the log is in it");
}

#[test]
fn the_schema_accepts_the_scripts_and_refuses_a_weight() {
    let (_, schema) = json(&["schema"]);
    let sound = jsonschema::validator_for(&schema).expect("a sound schema");
    let step = |fields: &str| {
        let script = format!(
            r#"{{"beraad": 1, "title": "t", "steps": [{{"as": "a", "do":
               {{"add_party": {{"name": "P", "kind": "resident"{fields}}}}}}}]}}"#
        );
        serde_json::from_str::<Value>(&script).expect("JSON")
    };
    assert!(sound.is_valid(&step("")));
    assert!(!sound.is_valid(&step(r#", "weight": 2"#)));
}

#[test]
fn the_example_names_its_schema() {
    let example = include_str!("../examples/buurtplein.yaml");
    let first = example.lines().next().expect("a line");
    let schema = first.strip_prefix("# yaml-language-server: $schema=").expect("its schema");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    assert!(examples.join(schema).exists(), "{schema}");
}

#[test]
fn each_ending_is_played_in_a_deliberation_of_its_own() {
    let (exit, document) = json(&["run", "examples/wijk-aan-zet.yaml", "--json"]);
    let script = &document["scripts"][0];
    assert_eq!(script["missed"], Value::Array(vec![]));
    assert_eq!(exit, 0);
    let endings = script["endings"].as_array().expect("endings");
    assert_eq!(endings.len(), 5);
    assert_eq!(endings[0]["deliberation"], script["deliberation"]);
    let names: BTreeSet<String> = endings.iter().map(|e| e["deliberation"].to_string()).collect();
    assert_eq!(names.len(), 5);
    assert_eq!(script["rounds"].as_array().map(Vec::len), Some(9));
    assert_eq!(endings[4]["rounds"].as_array().map(Vec::len), Some(2));
}

#[test]
fn one_ending_can_be_asked_for_by_name() {
    let script = "examples/wijk-aan-zet.yaml";
    let ended = beraad(&["run", script, "--ending", "Kader", "--lang", "nl"]);
    assert_eq!(exit_of(&ended), 0, "{}", stderr(&ended));
    let told = stdout(&ended);
    assert!(told.contains("\nAfloop: Kader\n") && !told.contains("Afloop: Gehouden"));
    let ended = beraad(&["run", script, "--ending", "Kadr"]);
    assert_eq!(exit_of(&ended), 64);
    assert!(stderr(&ended).contains("no ending is called `Kadr`; did you mean `Kader`?"));
    let ended = beraad(&["run", "examples/buurtplein.yaml", "--ending", "Kader"]);
    assert_eq!(exit_of(&ended), 64);
    assert!(stderr(&ended).contains("it has no endings"), "{}", stderr(&ended));
}
