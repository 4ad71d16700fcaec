//! Conversations read by the real program: every source, real exports and copies of them with the
//! sign turned around, and what is wrong with a file.

mod cli;
#[allow(dead_code)]
#[path = "reference/compare.rs"]
mod compare;
#[allow(dead_code)]
#[path = "reference/folder.rs"]
mod folder;
#[path = "analyze/map.rs"]
mod map;

use std::fs;
use std::io::Write;

use std::path::Path;

use beraad::app::serve::{ServeClock, ServeConfig, Server};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tempfile::TempDir;

use cli::{beraad, exit_of, stderr, stdout};

const EXPORTS: [&str; 2] = ["15-per-hour-seattle", "london.youth.policing"];

/// A folder with these files.
fn folder_of(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        fs::write(folder.path().join(name), content).expect("a file");
    }
    folder
}

fn packed(content: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(content).expect("memory can be written");
    packed.finish().expect("memory can be written")
}

/// What was read, and what is warned of.
fn read(path: &Path, more: &[&str]) -> (Value, String) {
    let path = path.to_str().expect("UTF-8");
    let ended = beraad(&[&["analyze", path, "--json"], more].concat());
    assert_eq!(exit_of(&ended), 0, "{path} {more:?}: {}", stderr(&ended));
    (serde_json::from_str(&stdout(&ended)).expect("JSON"), stderr(&ended))
}

/// What is told of a path that is wrong, without the folder's own name.
fn refused(folder: &TempDir, name: &str, more: &[&str]) -> Vec<String> {
    let path = folder.path().join(name);
    let ended = beraad(&[&["analyze", path.to_str().expect("UTF-8")], more].concat());
    let told = stderr(&ended);
    assert_eq!((exit_of(&ended), stdout(&ended).as_str()), (64, ""), "{told}");
    let within = format!("{}/", folder.path().display());
    told.replace(&within, "").lines().map(str::to_owned).collect()
}

fn counts(read: &Value) -> [u64; 3] {
    let counts = &read["counts"];
    ["votesRead", "participants", "statements"].map(|key| counts[key].as_u64().expect("a count"))
}

const VOTES: &str = "participant,statement,vote\n1,a,1\n2,a,-1\n1,b,0\n";
const STATEMENTS: &str = "id,text,moderated,meta\na,\"One, two\",1,0\nb,Three,-1,1\nc,Four,0,0\n";

#[test]
fn votes_are_read_alone_with_statements_beside_them_packed_and_from_a_folder() {
    let alone = folder_of(&[("mine.csv", VOTES.as_bytes())]);
    let (document, warned) = read(&alone.path().join("mine.csv"), &[]);
    assert_eq!((counts(&document), warned.as_str()), ([3, 2, 2], ""));
    assert_eq!((&document["kind"], &document["agreeValue"]), (&"votes".into(), &1.into()));

    let (votes, statements) = (packed(VOTES.as_bytes()), packed(STATEMENTS.as_bytes()));
    for files in [
        [("votes.csv", VOTES.as_bytes()), ("statements.csv", STATEMENTS.as_bytes())],
        [("votes.csv.gz", &votes[..]), ("statements.csv.gz", &statements[..])],
        [("r1-votes.csv", VOTES.as_bytes()), ("r1-statements.csv.gz", &statements[..])],
    ] {
        let folder = folder_of(&files);
        for path in [folder.path().to_owned(), folder.path().join(files[0].0)] {
            let (document, warned) = read(&path, &[]);
            assert_eq!((counts(&document), warned.as_str()), ([3, 2, 3], ""), "{path:?}");
            assert_eq!(document["files"].as_array().expect("files").len(), 2);
        }
    }
    let elsewhere = folder_of(&[("s.csv", STATEMENTS.as_bytes())]);
    let elsewhere = elsewhere.path().join("s.csv");
    let given = ["--statements", elsewhere.to_str().expect("UTF-8"), "--format", "votes"];
    assert_eq!(counts(&read(&alone.path().join("mine.csv"), &given).0), [3, 2, 3]);
}

#[test]
fn a_stream_without_votes_beside_it_is_a_conversation_with_times() {
    let stream = "t,participant,statement,vote\n5,1,a,1\n1,2,a,-1\n";
    let folder = folder_of(&[("stream.csv", stream.as_bytes())]);
    let (document, _) = read(folder.path(), &[]);
    assert_eq!((counts(&document), &document["hasTimes"]), ([2, 2, 1], &true.into()));
    let ended = beraad(&["analyze", folder.path().to_str().expect("UTF-8")]);
    let told = stdout(&ended);
    assert!(
        told.starts_with("2 votes of 2 participants on 1 statement\n1 agrees: an assum"),
        "{told}"
    );
}

#[test]
fn a_header_alone_is_an_empty_conversation() {
    let folder = folder_of(&[("votes.csv", b"participant,statement,vote\n")]);
    assert_eq!(counts(&read(folder.path(), &[]).0), [0, 0, 0]);
}

#[test]
fn statements_that_the_table_lacks_are_warned_of() {
    let folder = folder_of(&[
        ("votes.csv", VOTES.as_bytes()),
        ("statements.csv", b"\xef\xbb\xbfid,text\r\na,One\r\n"),
    ]);
    let (_, warned) = read(folder.path(), &[]);
    let told = "statements.csv does not list 1 statement with votes (b): without text\n";
    assert!(warned.starts_with("warning: ") && warned.ends_with(told), "{warned}");
}

const COMMENTS: &str = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,\
                        comment-body\n1,x,0,1,3,1,1,\"First,\nof two\"\n2,x,1,1,0,2,0,Second\n";
const POLIS: &str = "timestamp,datetime,comment-id,voter-id,vote\n9,x,0,1,1\n8,x,0,2,1\n\
                     7,x,0,3,1\n6,x,0,4,-1\n5,x,1,1,-1\n4,x,1,2,-1\n3,x,1,3,0\n";

/// The votes with the sign turned around.
fn flipped(votes: &str) -> String {
    let mut lines = votes.lines();
    let mut flipped = format!("{}\n", lines.next().expect("a header"));
    for line in lines {
        let (before, vote) = line.rsplit_once(',').expect("columns");
        let vote = match vote {
            "1" => "-1",
            "-1" => "1",
            other => other,
        };
        flipped += &format!("{before},{vote}\n");
    }
    flipped
}

#[test]
fn an_export_tells_its_sign_and_the_opposite_one_is_refused() {
    let folder = folder_of(&[
        ("comments.csv", COMMENTS.as_bytes()),
        ("votes.csv", POLIS.as_bytes()),
        ("summary.csv", b"topic,Trees\nurl,x\n"),
    ]);
    let (document, warned) = read(folder.path(), &["--format", "polis"]);
    assert_eq!((counts(&document), warned.as_str()), ([7, 4, 2], ""));
    assert_eq!((&document["kind"], &document["title"]), (&"polis".into(), &"Trees".into()));
    assert_eq!(document["agreeValueConfirmedBy"].as_array().expect("files").len(), 1);
    let told = refused(&folder, "", &["--agree-value", "-1"]).join("\n");
    assert!(told.ends_with("\ngive --agree-value 1\nnothing was analyzed"), "{told}");

    fs::write(folder.path().join("votes.csv"), flipped(POLIS)).expect("a file");
    let told = refused(&folder, "", &[]);
    assert_eq!(told[0], "votes.csv: its votes have the opposite sign of what is assumed");
    assert_eq!(
        told[1],
        "  comments.csv counts 3 that agree and 3 that disagree; where 1 agrees the votes come to \
         3 and 3, which differs by 8 over the statements, and where -1 agrees to 3 and 3, which \
         differs by 0"
    );
    assert_eq!(told[2..], ["give --agree-value -1", "nothing was analyzed"]);
    let (document, _) = read(folder.path(), &["--agree-value", "-1"]);
    assert_eq!((counts(&document), &document["agreeValue"]), ([7, 4, 2], &(-1).into()));
}

#[test]
fn totals_that_fit_neither_sign_are_warned_of_with_what_differs_most() {
    let comments = COMMENTS.replace(",3,1,1,", ",30,40,1,");
    let folder =
        folder_of(&[("comments.csv", comments.as_bytes()), ("votes.csv", POLIS.as_bytes())]);
    let (document, warned) = read(folder.path(), &[]);
    assert_eq!(document["agreeValueConfirmedBy"], Value::Array(Vec::new()));
    assert!(warned.contains("the totals do not confirm which vote agrees: "), "{warned}");
    assert!(warned.contains("counts 30 that agree and 42 that disagree"), "{warned}");
    assert!(warned.contains("; most: statement 0 30 and 40 against 3 and 1\n"), "{warned}");
}

#[test]
fn real_exports_are_read_and_copies_with_the_sign_turned_around_refused() {
    let Some(root) = folder::root() else { return };
    let root = root.join("polis-export");
    for (name, expected) in EXPORTS.into_iter().zip([[2995, 339, 54], [640, 26, 39]]) {
        let (document, warned) = read(&root.join(name), &[]);
        assert_eq!((counts(&document), warned.as_str()), (expected, ""), "{name}");
        let confirmed = document["agreeValueConfirmedBy"].as_array().expect("files");
        assert_eq!((confirmed.len(), &document["agreeValue"]), (2, &1.into()), "{name}");
        assert!(document["title"].is_string(), "{name}");

        let text = |file: &str| fs::read(root.join(name).join(file)).expect("a file of the export");
        let votes = String::from_utf8(text("votes.csv")).expect("UTF-8");
        let other = folder_of(&[
            ("comments.csv", &text("comments.csv")),
            ("participants-votes.csv", &text("participants-votes.csv")),
            ("votes.csv", flipped(&votes).as_bytes()),
        ]);
        let told = refused(&other, "", &[]);
        assert_eq!(told[0], "votes.csv: its votes have the opposite sign of what is assumed");
        assert_eq!(told[3], "give --agree-value -1", "{told:?}");
        let (document, warned) = read(other.path(), &["--agree-value", "-1"]);
        assert_eq!((counts(&document), warned.as_str()), (expected, ""), "{name}");
    }
}

#[test]
fn reference_cases_are_read_packed_as_they_are() {
    let Some(root) = folder::root() else { return };
    let case = root.join("opinion/15-per-hour-seattle");
    let (document, warned) = read(&case, &[]);
    assert_eq!((counts(&document), warned.as_str()), ([2872, 339, 54], ""));
    let (document, _) = read(&case.join("stream.csv.gz"), &[]);
    assert_eq!((counts(&document), &document["hasTimes"]), ([2995, 339, 54], &true.into()));
}

/// The log of a played script, as each of these readers exports it: `{reader}.jsonl`.
fn exported(script: &str, readers: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let named = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let played = beraad(&["run", script, "--json", "--data", &named("data")]);
    assert_eq!(exit_of(&played), 0, "{}", stderr(&played));
    let played: Value = serde_json::from_str(&stdout(&played)).expect("JSON");
    let name = played["scripts"][0]["deliberation"].as_str().expect("a name");
    let config = ServeConfig::on_this_machine(Some(folder.path().join("data")), ServeClock::System);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(Server::start(config)).expect("a server");
    for reader in readers {
        let out = named(&format!("{reader}.jsonl"));
        let to = ["--server", &server.url(), "--out", &out];
        let ended = beraad(&[&["export", name, "--as", reader][..], &to].concat());
        assert_eq!(exit_of(&ended), 0, "{}", stderr(&ended));
    }
    runtime.block_on(server.stop());
    folder
}

#[test]
fn a_log_is_replayed_also_packed_and_a_damaged_one_refused() {
    let folder = exported("tests/scripts/every_read.yaml", &["auditor"]);
    let named = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let log = named("auditor.jsonl");
    let bytes = fs::read(&log).expect("the log");
    fs::write(named("log.gz"), packed(&bytes)).expect("a file");
    fs::write(named("cut.jsonl"), &bytes[..bytes.len() / 2]).expect("a file");
    fs::write(named("other.jsonl"), b"{\"a\": 1}\n").expect("a file");
    let (document, _) = read(Path::new(&log), &[]);
    assert_eq!((&document["kind"], &document["withheld"]), (&"log".into(), &0.into()));
    let verified: Value = serde_json::from_str(&stdout(&beraad(&["verify", &log, "--json"])))
        .expect("JSON of a log that is sound");
    assert_eq!(document["events"], verified["events"]);
    assert!(document["events"].as_u64().expect("a count") > 0);
    let (again, _) = read(&folder.path().join("log.gz"), &["--format", "log"]);
    assert_eq!((&again["events"], &again["kind"]), (&document["events"], &"log".into()));
    let told = refused(&folder, "cut.jsonl", &[]);
    assert!(told[0].starts_with("cut.jsonl: this log is not sound: "), "{told:?}");
    let told = refused(&folder, "other.jsonl", &[]);
    assert!(told[0].starts_with("other.jsonl: the first line is no header"), "{told:?}");
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_place_and_the_remedy() {
    let cut = &packed(VOTES.as_bytes())[..20];
    let folder = folder_of(&[
        ("vote.csv", b"participant,statement,vote\n1,1,1\n1,2,1.5\n"),
        ("header.csv", b"participant,statment,vote\n"),
        ("none.csv", b""),
        ("cut.csv.gz", cut),
        ("bad-votes.csv", VOTES.as_bytes()),
        ("bad-statements.csv", b"id,text\na,\xff\n"),
        ("twice-votes.csv", VOTES.as_bytes()),
        ("twice-statements.csv", b"id,text\na,One\na,Two\n"),
    ]);
    for (name, expected) in [
        ("vote.csv", "vote.csv:3: column vote is `1.5`; a vote is 1, 0 or -1, without spaces;"),
        ("header.csv", "header.csv:1: column statement (or comment-id, "),
        ("none.csv", "none.csv: the file is empty; its first line"),
        ("cut.csv.gz", "cut.csv.gz cannot be unpacked as gzip: "),
        ("bad-votes.csv", "bad-statements.csv:2:3: this byte is no UTF-8; save the file as UTF-8"),
        ("twice-votes.csv", "twice-statements.csv:3: id `a` is on line 2 as well; keep one"),
    ] {
        let told = refused(&folder, name, &[]);
        assert!(told[0].starts_with(expected), "{name}: {told:#?}");
    }
}

#[test]
fn a_folder_without_votes_or_with_two_of_them_and_a_wrong_format_are_told() {
    let folder = folder_of(&[("comments.csv", COMMENTS.as_bytes())]);
    let told = refused(&folder, "", &[]).join("\n");
    assert!(
        told.contains("holds comments.csv; a folder needs a votes.csv or stream.csv"),
        "{told}"
    );
    let folder = folder_of(&[("a-votes.csv", b""), ("b-votes.csv", b"")]);
    let told = refused(&folder, "", &[]);
    assert!(
        told[0].starts_with("a-votes.csv and b-votes.csv both hold the same part;"),
        "{told:?}"
    );
    let folder = folder_of(&[("votes.csv", VOTES.as_bytes())]);
    let told = refused(&folder, "votes.csv", &["--format", "polis"]);
    assert!(told[0].starts_with("votes.csv is no such thing: an export of Polis has"), "{told:?}");
    let told = refused(&folder, "", &["--format", "log"]);
    assert!(told[0].contains("is a folder; a log is a file"), "{told:?}");
    let ended = beraad(&["analyze", "nowhere.csv"]);
    assert_eq!(exit_of(&ended), 74);
    assert!(stderr(&ended).starts_with("nowhere.csv cannot be read: "), "{}", stderr(&ended));
    assert_eq!(exit_of(&beraad(&["analyze", "x", "--agree-value", "2"])), 2);
}
