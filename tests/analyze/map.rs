//! The map that is made of what was read.

use std::io::Read;

use flate2::read::GzDecoder;

use super::*;

const OUR_OWN: &str = "examples/conversation";

fn told(path: &Path, more: &[&str]) -> String {
    let ended = beraad(&[&["analyze", path.to_str().expect("UTF-8")], more].concat());
    assert_eq!(exit_of(&ended), 0, "{path:?} {more:?}: {}", stderr(&ended));
    stdout(&ended)
}

fn document(path: &Path, more: &[&str]) -> Value {
    serde_json::from_str(&told(path, &[more, &["--json"]].concat())).expect("JSON")
}

fn unpacked(path: &Path) -> String {
    let mut text = String::new();
    let packed = fs::read(path).expect("a packed file");
    GzDecoder::new(&packed[..]).read_to_string(&mut text).expect("gzip");
    text
}

fn sizes(document: &Value) -> Vec<u64> {
    let groups = document["groups"].as_array().expect("groups");
    groups.iter().map(|group| group["people"].as_u64().expect("a number")).collect()
}

/// The lines below the first one in another order.
fn shuffled(table: &str) -> String {
    let (header, rows) = table.split_once('\n').expect("a header");
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.sort_by_key(|row| {
        row.bytes().fold(7_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(23)
        })
    });
    format!("{header}\n{}\n", rows.join("\n"))
}

#[test]
fn a_report_is_for_people() {
    insta::assert_snapshot!("report_stable", told(Path::new(OUR_OWN), &[]));
    insta::assert_snapshot!("report_compat_quiet", {
        told(Path::new(OUR_OWN), &["--mode", "compat", "--quiet"])
    });
}

#[test]
fn a_document_has_every_statement_and_participant() {
    let own = document(Path::new(OUR_OWN), &[]);
    assert_eq!((counts(&own), &own["mode"]), ([386, 40, 12], &"stable".into()));
    assert_eq!(own["method"]["name"], "opinion_map/stable");
    let (statements, people) = (&own["statements"], &own["participants"]);
    assert_eq!((statements[9]["id"].as_str(), people[9]["id"].as_str()), (Some("10"), Some("10")));
    assert_eq!(statements[10]["undefined"]["x"], "moderatedAway");
    assert_eq!(statements[11]["undefined"]["x"], "meta");
    assert_eq!((statements[11]["x"].is_null(), &statements[11]["out"]), (true, &true.into()));
    let few = people.as_array().expect("people").iter().filter(|one| one["group"].is_null());
    assert!(few.clone().all(|one| one["undefined"]["group"] == "tooFewVotes"));
    assert_eq!(few.count(), 4);
    assert_eq!(sizes(&own).iter().sum::<u64>(), own["counts"]["onTheMap"].as_u64().expect("36"));
    assert!(own["oneGroup"].is_null() && own["bridging"][0]["statement"].is_string());
}

#[test]
fn participants_are_written_as_a_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("people.csv");
    told(Path::new(OUR_OWN), &["--participants", table.to_str().expect("UTF-8")]);
    let written = fs::read_to_string(&table).expect("the table");
    let lines: Vec<&str> = written.lines().collect();
    let header = "participant,x,y,group,centricness,coreness,extremeness";
    assert_eq!((lines.len(), lines[0]), (41, header));
    assert!(lines[11].starts_with("11,") && lines[11].ends_with(",,,,"), "{}", lines[11]);
    let nowhere = folder.path().join("no/people.csv");
    let nowhere = nowhere.to_str().expect("UTF-8");
    let ended = beraad(&["analyze", OUR_OWN, "--participants", nowhere]);
    assert_eq!(exit_of(&ended), 74, "{}", stderr(&ended));
}

#[test]
fn groups_in_compat_mode_are_those_of_the_reference() {
    let Some(root) = folder::root() else { return };
    let names = ["brexit-consensus", "scoop-hivemind.affordable-housing"];
    let cases =
        names.into_iter().chain(EXPORTS).map(|name| (name, root.join("opinion").join(name)));
    let exports = EXPORTS.into_iter().map(|name| (name, root.join("polis-export").join(name)));
    for (name, path) in cases.chain(exports) {
        let expected = root.join("opinion").join(name).join("expected_polis.json.gz");
        let expected: Value = serde_json::from_str(&unpacked(&expected)).expect("JSON");
        let compat = document(&path, &["--mode", "compat"]);
        let wanted: Vec<u64> =
            serde_json::from_value(expected["group_sizes"].clone()).expect("sizes");
        assert_eq!(sizes(&compat), wanted, "{path:?}");
        assert_eq!(compat["groups"].as_array().map(Vec::len), Some(wanted.len()), "k of {path:?}");
        assert_eq!(expected["k"], wanted.len(), "k of {path:?}");
        assert_eq!(compat["counts"]["votes"], expected["n_votes"], "{path:?}");
        let stable = document(&path, &[]);
        assert_eq!(stable["counts"]["votes"], expected["n_votes"], "{path:?}");
        assert!(!sizes(&stable).is_empty(), "{path:?}");
    }
}

#[test]
fn the_order_of_lines_makes_no_difference() {
    let votes = fs::read_to_string(Path::new(OUR_OWN).join("votes.csv")).expect("votes");
    let mut tables =
        vec![(votes, "statements.csv", fs::read(Path::new(OUR_OWN).join("statements.csv")))];
    if let Some(root) = folder::root() {
        let case = root.join("opinion/brexit-consensus");
        let votes = unpacked(&case.join("votes.csv.gz"));
        tables.push((votes, "statements.csv.gz", fs::read(case.join("statements.csv.gz"))));
        let export = root.join("polis-export/15-per-hour-seattle");
        let votes = fs::read_to_string(export.join("votes.csv")).expect("votes");
        tables.push((votes, "comments.csv", fs::read(export.join("comments.csv"))));
    }
    for (votes, name, statements) in tables {
        let statements = statements.expect("statements");
        let folder = folder_of(&[("votes.csv", votes.as_bytes()), (name, &statements)]);
        for mode in ["stable", "compat"] {
            fs::write(folder.path().join("votes.csv"), &votes).expect("a file");
            let before = told(folder.path(), &["--json", "--mode", mode]);
            fs::write(folder.path().join("votes.csv"), shuffled(&votes)).expect("a file");
            let after = told(folder.path(), &["--json", "--mode", mode]);
            assert!(before == after, "{mode}, beside {name}");
        }
    }
}

#[test]
fn a_stream_gives_the_figures_of_its_last_votes() {
    let Some(root) = folder::root() else { return };
    let case = root.join("opinion/15-per-hour-seattle");
    for mode in ["stable", "compat"] {
        let figures = |name: &str| {
            let mut one = document(&case.join(name), &["--mode", mode]);
            for key in ["files", "hasTimes"] {
                one[key] = Value::Null;
            }
            one["counts"]["votesRead"] = Value::Null;
            one
        };
        assert!(figures("stream.csv.gz") == figures("votes.csv.gz"), "{mode}");
    }
}

#[test]
fn what_makes_no_groups_says_why() {
    let each = |people: u32, votes: &[&str]| {
        let row = |one: u32| votes.iter().map(move |vote| format!("{one},{vote}\n"));
        (1..=people).flat_map(row).collect::<String>()
    };
    let half: String = (1..=20).map(|one| format!("{one},1,{}\n", one % 2)).collect();
    let away = "id,text,moderated\n1,One,-1\n2,Two,-1\n";
    for (rows, statements, code, words) in [
        (String::new(), "", "noVotes", "No groups: nobody voted, so there is no map."),
        (each(1, &["1,1", "2,-1"]), "", "tooFewPeople", "One group: people on the map: 1, too few"),
        ("1,1,1\n2,1,-1\n".into(), "", "tooFewPeople", "One group: people on the map: 2, too"),
        (each(20, &["1,1", "2,-1"]), "", "noVariation", "One group: all people lie at one place"),
        (each(20, &["1,0", "2,0"]), "", "noVariation", "One group: all people lie at one place"),
        (half, "", "noVariation", "One group: all people lie at one place"),
        (each(20, &["1,1", "2,0"]), away, "noVariation", "One group: everything with votes was"),
    ] {
        let votes = format!("participant,statement,vote\n{rows}");
        let mut files = vec![("votes.csv", votes.as_bytes())];
        if !statements.is_empty() {
            files.push(("statements.csv", statements.as_bytes()));
        }
        let folder = folder_of(&files);
        assert_eq!(document(folder.path(), &[])["oneGroup"], code, "{rows}");
        let told = told(folder.path(), &[]);
        assert!(told.contains(words), "{told}");
        document(folder.path(), &["--mode", "compat"]);
        super::map::told(folder.path(), &["--mode", "compat"]);
    }
}

#[test]
fn statements_of_a_deliberation_are_mapped_and_what_is_withheld_is_told() {
    let folder = exported("examples/buurtplein.yaml", &["auditor"]);
    let (one, warned) = read(&folder.path().join("auditor.jsonl"), &[]);
    assert_eq!(warned, "");
    assert_eq!((&one["kind"], &one["round"]), (&"log".into(), &3.into()));
    let id = one["statements"][0]["id"].as_str().expect("an id");
    assert!(id.starts_with("deliberations/") && id.contains("/statements/"), "{id}");
    assert!(one["statements"][0]["text"].is_string());
    let person = one["participants"][0]["id"].as_str().expect("an id");
    assert!(person.contains("/parties/"), "{person}");
    let report = told(&folder.path().join("auditor.jsonl"), &[]);
    assert!(report.contains("every party has one voice"), "{report}");

    let folder = exported("examples/avond-op-papier.yaml", &["observer"]);
    let (_, warned) = read(&folder.path().join("observer.jsonl"), &["--mode", "compat"]);
    assert!(warned.contains("withheld from the reader of this log: stances among"), "{warned}");
}

#[test]
fn a_log_without_statements_says_so() {
    let folder = exported("examples/schijn.yaml", &["auditor"]);
    let log = folder.path().join("auditor.jsonl");
    assert_eq!(document(&log, &[])["oneGroup"], "noVotes");
    let told = told(&log, &[]);
    assert!(
        told.contains("No groups: this deliberation has no statements, and so no map."),
        "{told}"
    );
}
