//! Import, show, export and verify through the real program.

mod cli;
#[allow(dead_code)]
#[path = "reference/compare.rs"]
mod compare;
#[allow(dead_code)]
#[path = "reference/folder.rs"]
mod folder;

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use cli::{beraad, exit_of, stderr, stdout};
use tempfile::TempDir;

const TABLE: &str = "survey,case,stage_id,pnum,C1,C2\n\
    s,Hall,1,1,1,5\ns,Hall,1,2,2,NA\ns,Hall,1,3,5,5\n\
    s,Hall,2,1,2,5\ns,Hall,2,2,2,4\ns,Hall,2,3,4,5\n";

fn written(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("writable");
    path.to_str().expect("UTF-8").to_owned()
}

#[test]
fn a_forum_becomes_two_rounds_with_the_figures_of_both() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = written(&folder, "forum.csv", TABLE);
    // C1 before 1, 2, 5 and after 2, 2, 4: two of three moved. C2: nobody of the two paired.
    let expected = r#"{"tolerance": 1e-9, "cases": [{"id": "Hall", "expected": {"items": [
        {"item": "C1", "paired": 3, "changed_share": 0.66666666666667},
        {"item": "C2", "paired": 2, "changed_share": 0, "total_variation": 0}]}}]}"#;
    let expected = written(&folder, "expected.json", expected);
    let ended = beraad(&[
        "import", "forum", &table, "--case", "Hall", "--scale", "1..5", "--expect", &expected,
    ]);
    assert_eq!(exit_of(&ended), 0, "{}{}", stdout(&ended), stderr(&ended));
    let told = stdout(&ended);
    assert!(told.starts_with("Hall (s): 3 people, 2 considerations, scale 1..5\n"), "{told}");
    assert!(told.ends_with("equal: 2 items, 5 figures\n"), "{told}");
}

#[test]
fn a_figure_that_differs_is_told_and_ends_with_1() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = written(&folder, "forum.csv", TABLE);
    let expected = r#"{"cases": [{"id": "Hall", "expected": {"items": [
        {"item": "C1", "paired": 2, "agreement_before": null}]}}]}"#;
    let expected = written(&folder, "expected.json", expected);
    let ended = beraad(&[
        "import", "forum", &table, "--all", "--quiet", "--scale", "1..5", "--expect", &expected,
    ]);
    assert_eq!(exit_of(&ended), 1);
    let told = stdout(&ended);
    assert!(told.contains("  Hall: C1 paired: is 3, expected 2\n"), "{told}");
    assert!(told.contains("C1 agreement_before: is "), "{told}");
    assert!(told.ends_with("1 cases, 1 compared, different: 2 of 2 figures\n"), "{told}");
}

#[test]
fn a_bad_table_is_told_whole_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = written(&folder, "bad.csv", "survey,case,stage_id,pnum,C1\ns,c,9,1,x\ns,c,1\n");
    let ended = beraad(&["import", "forum", &table, "--all", "--scale", "1..5"]);
    assert_eq!(exit_of(&ended), 64);
    let told = stderr(&ended).replace(&table, "bad.csv");
    assert_eq!(
        told,
        "bad.csv:2: column stage_id is `9`; write 1 before, 2 after\n\
         bad.csv:2: column C1 is `x`; write a whole number or NA\n\
         bad.csv:3: 3 columns; the header has 5\n\
         nothing was written\n"
    );
    let beyond = written(&folder, "forum.csv", TABLE);
    let ended = beraad(&["import", "forum", &beyond, "--case", "Hall", "--scale", "1..4"]);
    assert_eq!(exit_of(&ended), 64);
    assert!(stderr(&ended).contains("person 3, stage 1, column C1: 5 lies outside 1..4"));
}

/// A server of its own for one test.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(folder: &TempDir) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_beraad"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("data"))
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let told = BufReader::new(child.stderr.take().expect("piped"));
        let lines = told.lines().map(|line| line.expect("UTF-8"));
        let listens = |line: String| Some(line.split_once("listens on ")?.1.to_owned());
        let rest = lines.map(listens).find_map(|found| found).expect("it says where");
        let url = rest.split(',').next().expect("an address").to_owned();
        Server { child, url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().expect("it runs until then");
        self.child.wait().expect("it ends");
    }
}

#[test]
fn what_was_imported_can_be_shown_exported_and_verified() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = written(&folder, "forum.csv", TABLE);
    let server = Server::start(&folder);
    let url = server.url.as_str();
    let ended = beraad(&[
        "import", "forum", &table, "--case", "Hall", "--scale", "1..5", "--server", url, "--json",
    ]);
    assert_eq!(exit_of(&ended), 0, "{}", stderr(&ended));
    let document: serde_json::Value = serde_json::from_slice(&ended.stdout).expect("JSON");
    let name = document["cases"][0]["deliberation"].as_str().expect("a name");

    let shown = stdout(&beraad(&["show", name, "--server", url, "--lang", "nl"]));
    assert!(shown.starts_with("Hall (s)\n"), "{shown}");
    assert!(shown.contains("3 partners, 3 mensen"), "{shown}");
    assert!(shown.contains("Cijfers van ronde 2"), "{shown}");

    let log: PathBuf = folder.path().join("log.jsonl");
    let log = log.to_str().expect("UTF-8");
    let ended = beraad(&["export", name, "--server", url, "--out", log]);
    assert_eq!(exit_of(&ended), 0, "{}", stderr(&ended));
    let ended = beraad(&["verify", log]);
    assert_eq!(exit_of(&ended), 0, "{}", stdout(&ended));
    assert!(stdout(&ended).contains(" figures computed again\n"), "{}", stdout(&ended));

    let ended = beraad(&["verify", log, "--key", &"00".repeat(32)]);
    assert_eq!(exit_of(&ended), 1, "another key");
    let whole = std::fs::read_to_string(log).expect("readable");
    let cut: Vec<&str> =
        whole.lines().filter(|line| !line.contains("\"kind\":\"stance\"")).collect();
    assert!(cut.len() < whole.lines().count(), "stances stand in the log");
    let cut = written(&folder, "cut.jsonl", &(cut.join("\n") + "\n"));
    let ended = beraad(&["verify", &cut]);
    assert_eq!(exit_of(&ended), 1);
    assert!(stdout(&ended).contains("sequence"), "{}", stdout(&ended));
}

#[test]
fn the_reference_forums_come_out_equal() {
    let cases = std::env::var("BERAAD_CASES").unwrap_or_else(|_| "../shared/cases".into());
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(cases);
    let path = |file: &str| cases.join(file).to_str().expect("UTF-8").to_owned();
    let table = path("forums/deliberr_human_data.csv");
    if !PathBuf::from(&table).exists() {
        assert!(std::env::var_os("CI").is_none(), "no reference cases at {table}");
        eprintln!("not run: no reference cases at {table}");
        return;
    }
    let scales = path("forums/deliberr_scale.json");
    let expected = path("measures/e2e_stability.json");
    let ended = beraad(&[
        "import",
        "forum",
        &table,
        "--case",
        "Fremantle",
        "--items",
        "8",
        "--scales",
        &scales,
        "--expect",
        &expected,
        "--quiet",
    ]);
    assert_eq!(exit_of(&ended), 0, "{}{}", stdout(&ended), stderr(&ended));
    assert_eq!(stdout(&ended), "equal: 8 items, 56 figures\n");
}

/// Two camps of ten on eight statements, one who changed its mind, and one statement that is
/// moderated away.
fn conversation(folder: &TempDir) -> String {
    let mut votes = String::from("t,participant,statement,vote\n");
    for person in 0..20 {
        for statement in 0..8 {
            let vote = match (person % 2 == 0, statement) {
                (_, 7) => 1,
                (_, s) if s == person % 7 => 0,
                (true, s) if s < 4 => 1,
                (false, s) if s >= 4 => 1,
                _ => -1,
            };
            votes += &format!("{},{},{statement},{vote}\n", statement * 20 + person, person + 100);
        }
    }
    votes += "900,100,3,-1\n";
    written(
        folder,
        "statements.csv",
        "id,text,moderated,meta\n0,Meer groen.,1,0\n5,Reclame,-1,0\n",
    );
    written(folder, "stream.csv", &votes)
}

#[test]
fn votes_become_a_deliberation_with_the_opinion_map_of_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let votes = conversation(&folder);
    let ended = beraad(&["import", "votes", &votes]);
    assert_eq!(exit_of(&ended), 0, "{}{}", stdout(&ended), stderr(&ended));
    let told = stdout(&ended);
    assert!(told.contains(": 20 participants, 8 statements, 161 votes\n"), "{told}");
    assert!(told.contains("fall into 2 groups that think alike"), "{told}");
    assert!(told.contains("the service tells what the file tells: "), "{told}");
    let ended = beraad(&["import", "votes", &votes, "--json", "--agree-value", "-1"]);
    let told: serde_json::Value = serde_json::from_str(&stdout(&ended)).expect("JSON");
    assert_eq!((&told["groups"], &told["differences"]), (&2.into(), &serde_json::json!([])));
    let bad = written(&folder, "bad.csv", "participant,statement,vote\n1,2,7\n");
    let ended = beraad(&["import", "votes", &bad]);
    assert_eq!(exit_of(&ended), 64);
    assert!(stderr(&ended).contains("bad.csv:2: column vote is `7`"), "{}", stderr(&ended));
}

#[test]
fn real_streams_through_the_service_end_with_the_figures_of_the_file() {
    let Some(root) = folder::root() else { return };
    for name in ["15-per-hour-seattle", "brexit-consensus", "london.youth.policing"] {
        let case = root.join("opinion").join(name);
        let path = |file: &str| case.join(file).to_str().expect("UTF-8").to_owned();
        let (stream, statements) = (path("stream.csv.gz"), path("statements.csv.gz"));
        let ended = beraad(&["import", "votes", &stream, "--statements", &statements]);
        assert_eq!(exit_of(&ended), 0, "{name}: {}{}", stdout(&ended), stderr(&ended));
        assert!(stdout(&ended).contains("the service tells what the file tells: "), "{name}");
    }
}
