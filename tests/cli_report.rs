//! `beraad report` and `beraad trace` as the real program, on the story in which least was real.

mod cli;

use std::path::Path;

use beraad::app::serve::{ServeClock, ServeConfig, Server};
use serde_json::Value;

use cli::{beraad, exit_of, stderr, stdout};

/// Plays a story, and asks a server about it; gives what was printed for each question. In the
/// questions `NAME` stands for the deliberation.
fn asked(script: &str, questions: &[&[&str]]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("UTF-8");
    let played = beraad(&["run", script, "--data", data, "--json"]);
    assert_eq!(exit_of(&played), 0, "{}", stderr(&played));
    let document: Value = serde_json::from_str(&stdout(&played)).expect("JSON");
    let name = document["scripts"][0]["deliberation"].as_str().expect("a name").to_owned();
    served(folder.path(), |url| {
        let ask = |question: &&[&str]| {
            let words = question.iter().map(|word| word.replace("NAME", &name));
            let words: Vec<String> = words.chain(["--server".into(), url.to_owned()]).collect();
            let ended = beraad(&words.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(exit_of(&ended), 0, "{question:?}: {}", stderr(&ended));
            stdout(&ended).replace(&name, "NAME")
        };
        questions.iter().map(ask).collect()
    })
}

fn served<T>(folder: &Path, what: impl FnOnce(&str) -> T) -> T {
    let config = ServeConfig::on_this_machine(Some(folder.to_owned()), ServeClock::System);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(Server::start(config)).expect("a server");
    let told = what(&server.url());
    runtime.block_on(server.stop());
    told
}

#[test]
fn a_report_is_for_a_terminal_for_markdown_and_for_programs() {
    let questions: [&[&str]; 5] = [
        &["report", "NAME", "--lang", "nl"],
        &["report", "NAME", "--lang", "nl", "--format", "markdown", "--as", "participatieverslag"],
        &["report", "NAME", "--json"],
        &["trace", "NAME", "--party", "bewoners", "--lang", "nl"],
        &["explain", "NAME", "agreement", "--item", "proposals/havenplan", "--lang", "nl"],
    ];
    let told = asked("examples/schijn.yaml", &questions);
    insta::assert_snapshot!("report_of_schijn", told[0]);
    insta::assert_snapshot!("participatieverslag_of_schijn", told[1]);
    let report: Value = serde_json::from_str(&told[2]).expect("JSON");
    assert_eq!(report["flags"].as_array().expect("a list").len(), 13);
    assert_eq!(report["integrity"]["criteria"].as_array().expect("a list").len(), 11);
    assert!(told[3].contains("Wie nu huurt kan straks niet blijven."), "{}", told[3]);
    assert!(!told[3].contains("laden en lossen"), "what others brought in is left out");
    assert!(told[4].starts_with("agreement = 1/24\n"), "{}", told[4]);
    assert!(told[4].contains("Het cijfer staat ook in het logboek zelf"), "{}", told[4]);
}

/// Details are told where they have a value, the group with the least support first.
#[test]
fn details_of_the_last_round_stand_in_the_report() {
    let questions: [&[&str]; 2] =
        [&["report", "NAME", "--lang", "en"], &["explain", "NAME", "dri", "--lang", "en"]];
    let told = asked("examples/een-en-een-is-drie.yaml", &questions);
    let (_, details) = told[0].split_once("Details of round 4\n").expect("details");
    assert!(details.trim_start().starts_with("- In the group with the least support for"));
    assert!(!details.contains("reasons and preferences"), "{details}");
    assert!(told[1].contains("no statements were rated"), "{}", told[1]);
}

/// The stories together raise every point of attention, each with what proves it.
#[test]
fn every_point_of_attention_is_raised_in_a_story() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let stories = std::fs::read_dir(folder).expect("stories").map(|entry| {
        let path = entry.expect("an entry").path();
        let is_script = path.extension().is_some_and(|kind| kind == "yaml");
        if is_script { std::fs::read_to_string(path).expect("a story") } else { String::new() }
    });
    let all: String = stories.collect();
    for flag in beraad::domain::flag::FlagCode::ALL {
        let expected = format!("\"flags[code={}].evidence.sequences\"", flag.as_str());
        assert!(all.contains(&expected), "{}", flag.as_str());
    }
}
