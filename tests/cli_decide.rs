//! Files of ballots decided by the real program: every format, every degenerate case, and what is
//! wrong with a file.

#[path = "decide/cases.rs"]
mod cases;
mod cli;
#[allow(dead_code)]
#[path = "reference/compare.rs"]
mod compare;
#[allow(dead_code)]
#[path = "reference/folder.rs"]
mod folder;
#[path = "decide/wrong.rs"]
mod wrong;

use std::fs;

use serde_json::Value;

use cli::{beraad, exit_of, stderr, stdout};

/// A file with this content, gone when the folder is.
fn written(folder: &tempfile::TempDir, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.path().join(name);
    fs::write(&path, content).expect("a file");
    path.to_str().expect("UTF-8").to_owned()
}

/// What is decided about a file of this name.
fn decided(rule: &str, (name, content): (&str, &str), more: &[&str]) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let path = written(&folder, name, content);
    document(&[&["decide", "--rule", rule, &path, "--json"], more].concat())
}

fn document(arguments: &[&str]) -> Value {
    let ended = beraad(arguments);
    assert_eq!(exit_of(&ended), 0, "{arguments:?}: {}", stderr(&ended));
    serde_json::from_str(&stdout(&ended)).expect("JSON")
}

/// The lines about a file of this name, and the exit code.
fn lines(rule: &str, (name, content): (&str, &[u8]), more: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = written(&folder, name, content);
    let ended = beraad(&[&["decide", "--rule", rule, &path], more].concat());
    let told = stdout(&ended) + &stderr(&ended);
    (exit_of(&ended), told.replace(&path, name))
}

/// The names of what stands at a key.
fn names(document: &Value, key: &str) -> Vec<String> {
    let name = |id: &Value| {
        let options = document["options"].as_array().expect("options");
        let option = options.iter().find(|option| option["id"] == *id).expect("an id of an option");
        option["name"].as_str().expect("a name").to_owned()
    };
    document[key].as_array().expect("a list").iter().map(name).collect()
}

fn steps(document: &Value) -> Vec<(&str, &Value)> {
    let steps = document["steps"].as_array().expect("steps").iter();
    steps.map(|step| (step["name"].as_str().expect("a name"), &step["value"])).collect()
}

const HEAD: &str = "# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 9\n# NUMBER UNIQUE ORDERS: 3\n\
                    # ALTERNATIVE NAME 1: Oak\n# ALTERNATIVE NAME 2: Elm\n\
                    # ALTERNATIVE NAME 3: Ash\n";

#[test]
fn the_same_rankings_in_four_formats_have_the_same_outcome() {
    let csv = "count,Oak,Elm,Ash\n4,1,2,3\n3,3,1,2\n2,3,2,1\n";
    let json = r#"{"options": ["Oak", "Elm", "Ash"], "ballots": [
        {"count": 4, "ranking": ["Oak", "Elm", "Ash"]},
        {"count": 3, "ranking": [["Elm"], ["Ash"], ["Oak"]]},
        {"count": 2, "ranking": ["Ash", ["Elm"], "Oak"]}]}"#;
    let preflib = format!("{HEAD}4: 1,2,3\n3: 2,3,1\n2: 3,2,1\n");
    let votes = ["1,2,3"; 4].into_iter().chain(["2,3,1"; 3]).chain(["3,2,1"; 2]);
    let votes = votes.enumerate().map(|(voter, vote)| format!("{voter};{vote}\n"));
    let pabulib = format!(
        "META\nkey;value\nvote_type;ordinal\nnum_projects;3\nnum_votes;9\n\
         PROJECTS\nproject_id;cost;name\n1;1;Oak\n2;1;Elm\n3;1;Ash\nVOTES\nvoter_id;vote\n{}",
        votes.collect::<String>()
    );
    let files = [("a.csv", csv), ("a.json", json), ("a.soc", &preflib), ("a.pb", &pabulib)];
    for rule in ["condorcet", "schulze", "ranked_pairs"] {
        let all = files.map(|file| decided(rule, file, &[]));
        for (one, (name, _)) in all.iter().zip(files) {
            assert_eq!(names(one, "chosen"), ["Elm"], "{rule} {name}");
            assert_eq!(names(one, "ranking"), names(&all[0], "ranking"), "{rule} {name}");
            assert_eq!(steps(one), steps(&all[0]), "{rule} {name}");
            assert_eq!(one["parties"], 9, "{rule} {name}");
        }
    }
    assert_eq!(names(&decided("schulze", files[0], &[]), "ranking"), ["Elm", "Ash", "Oak"]);
}

#[test]
fn the_same_approvals_in_four_formats_have_the_same_outcome() {
    let csv = "Oak,Elm,Ash\nx,1,\nyes,0,\nja,nee,no\n,,1\n";
    let json = r#"{"options": [{"id": "Oak", "cost": 60}, {"id": "Elm", "cost": 40},
        {"id": "Ash", "cost": 50}], "budget": 100, "ballots": [{"approves": ["Oak", "Elm"]},
        {"count": 2, "approves": ["Oak"]}, {"approves": ["Ash"]}]}"#;
    let cat = "# DATA TYPE: cat\n# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 4\n\
               # NUMBER CATEGORIES: 2\n# CATEGORY NAME 1: Yes\n# CATEGORY NAME 2: No\n\
               # ALTERNATIVE NAME 1: Oak\n# ALTERNATIVE NAME 2: Elm\n# ALTERNATIVE NAME 3: Ash\n\
               1: {1,2},3\n2: 1,{2,3}\n1: {3},{1,2}\n";
    let pb = "META\nkey;value\nbudget;100\nvote_type;cumulative\nnum_projects;3\nnum_votes;4\n\
              PROJECTS\nproject_id;name;cost\n1;Oak;60\n2;Elm;40.00\n3;Ash;50\n\
              VOTES\nvoter_id;vote;points\na;1,2;3,1\nb;1;4\nc;1,2;4,0\nd;3;4\n";
    let files = [("a.csv", csv), ("a.json", json), ("a.cat", cat), ("a.pb", pb)];
    for file in files {
        let seats = decided("equal_shares", file, &["--seats", "2"]);
        assert_eq!(names(&seats, "chosen"), ["Oak", "Ash"], "{}", file.0);
        let costs = if file.0 == "a.cat" { "1=60,2=40,3=50" } else { "Oak=60,Elm=40,Ash=50" };
        let given = ["--budget", "100", "--costs", costs];
        let given = if matches!(file.0, "a.csv" | "a.cat") { &given[..] } else { &[] };
        let budget = decided("budget_greedy", file, given);
        assert_eq!(names(&budget, "chosen"), ["Oak", "Elm"], "{}", file.0);
        assert_eq!((&budget["spent"], &budget["left"]), (&100.into(), &0.into()), "{}", file.0);
    }
}

#[test]
fn grades_come_from_tables_documents_and_points() {
    let csv = "count,Oak,Elm\n3,5,4\n2,0,4\n";
    let json = r#"{"options": ["Oak", "Elm"], "grade_max": 5, "ballots": [
        {"count": 3, "grades": {"Oak": 5, "Elm": 4}}, {"count": 2, "grades": {"Oak": 0,
        "Elm": 4}}]}"#;
    let pb = "META\nkey;value\nvote_type;scoring\nmax_points;5\nPROJECTS\nproject_id;cost\n\
              Oak;1\nElm;1\nVOTES\nvoter_id;vote;points\na;Oak,Elm;5,4\nb;Oak,Elm;5,4\n\
              c;Elm,Oak;4,5\nd;Oak,Elm;0,4\ne;Oak,Elm;0,4\n";
    for (file, more) in
        [(("a.csv", csv), &["--grade-max", "5"][..]), (("a.json", json), &[]), (("a.pb", pb), &[])]
    {
        let star = decided("star", file, more);
        assert_eq!(names(&star, "chosen"), ["Oak"], "{}", file.0);
        assert_eq!(names(&decided("score", file, more), "chosen"), ["Elm"], "{}", file.0);
        let judged = decided("majority_judgment", file, more);
        assert_eq!(names(&judged, "chosen"), ["Oak"], "{}", file.0);
    }
}

#[test]
fn members_share_the_voice_of_their_party() {
    // Three members against one: a voice each, so that the two parties are equal.
    let csv = "party,member,A,B\np,1,1,2\np,2,1,2\np,3,1,2\nq,,2,1\n";
    let one = decided("schulze", ("a.csv", csv), &[]);
    assert_eq!((&one["parties"], &one["ballots"]), (&2.into(), &4.into()));
    assert_eq!(names(&one, "tied"), ["A", "B"]);
    // A party of its own breaks the tie; a count is as many parties.
    let more = decided("schulze", ("a.csv", &format!("{csv},,2,1\n")), &[]);
    assert_eq!((names(&more, "chosen"), &more["parties"]), (vec!["B".to_owned()], &3.into()));
}

#[test]
fn consent_and_votes_decide_each_option_by_itself() {
    let consent = "party,A,B\np,consent,consent\nq,Concern,objection\nr,abstain,\n";
    let one = decided("consent", ("a.csv", consent), &["--quorum", "1/2"]);
    assert_eq!((names(&one, "chosen"), &one["result"]), (vec!["A".into()], &"adopted".into()));
    let json = r#"{"options": ["A"], "ballots": [{"count": 2, "group": "x", "votes": {"A":
    "agree"}},
        {"group": "y", "votes": {"A": "disagree"}}, {"group": "y", "votes": {"A": "disagree"}},
        {"count": 4, "group": "x", "votes": {"A": "agree"}}]}"#;
    let votes = decided("supermajority_floor", ("a.json", json), &[]);
    assert_eq!(
        (&votes["result"], &votes["chosen"]),
        (&"not_reached".into(), &Value::from([""; 0]))
    );
    assert_eq!(votes["groups_under_floor"], Value::from(["y"]));
    let floor = ["--group-min", "3"];
    let votes = decided("supermajority_floor", ("a.json", json), &floor);
    assert_eq!((&votes["result"], &votes["answered"]), (&"adopted".into(), &8.into()));
}

#[test]
fn a_quorum_counts_parties_that_are_in_no_file() {
    let csv = "A,B\n1,2\n1,2\n";
    let more = ["--quorum", "1/2", "--parties"];
    let enough = decided("schulze", ("a.csv", csv), &[&more[..], &["4"]].concat());
    assert_eq!(enough["result"], "adopted");
    let few = decided("schulze", ("a.csv", csv), &[&more[..], &["5"]].concat());
    assert_eq!((&few["result"], steps(&few).len()), (&"no_quorum".into(), 2));
    let votes = ("a.csv", "A\nagree\n");
    let few = decided("supermajority_floor", votes, &[&more[..], &["3"]].concat());
    assert_eq!(few["result"], "no_quorum");
}

#[test]
fn groups_under_their_floor_are_told_beside_any_rule() {
    let csv = "group,count,A,B\nnorth,6,x,\nsouth,2,,x\n,2,x,x\n";
    let one = decided("approval", ("a.csv", csv), &["--seats", "1"]);
    assert_eq!(one["groups"], Value::from(["north", "others", "south"]));
    assert_eq!(
        (names(&one, "chosen"), &one["groups_under_floor"][0]),
        (vec!["A".into()], &"south".into())
    );
}

#[test]
fn an_order_is_drawn_given_or_that_of_the_file() {
    let file = ("a.csv", "B,A\n1,1\n");
    let (code, told) = lines("schulze", (file.0, file.1.as_bytes()), &[]);
    assert_eq!(code, 0, "{told}");
    let undrawn = "No lot was drawn: the order of the file decided. Give --seed for an order";
    assert!(told.contains(undrawn) && told.contains("chosen: B\n"), "{told}");
    let given = decided("schulze", file, &["--lottery", "A,B"]);
    assert_eq!(
        (names(&given, "chosen"), &given["settings"]["order_by"]),
        (vec!["A".into()], &"lottery".into())
    );
    let seeds = ["00", "01", "02", "03", "04", "05", "06", "07"].map(|byte| byte.repeat(32));
    let drawn = seeds.map(|seed| names(&decided("schulze", file, &["--seed", &seed]), "chosen"));
    assert!(drawn.contains(&vec!["A".to_owned()]) && drawn.contains(&vec!["B".to_owned()]));
    let pb = "META\nkey;value\nvote_type;ordinal\nPROJECTS\nproject_id;cost\nb;1\na;1\n\
              VOTES\nvoter_id;vote\n1;a,b\n2;b,a\n";
    let (_, told) = lines("schulze", ("a.pb", pb.as_bytes()), &["--lang", "nl"]);
    assert!(
        told.contains("de volgorde van de ids besliste") && told.contains("gekozen: a\n"),
        "{told}"
    );
}

#[test]
fn people_read_the_outcome_in_both_languages() {
    let buurt = "examples/ballots/buurt.csv";
    let told =
        |lang: &str| stdout(&beraad(&["decide", "--rule", "schulze", buurt, "--lang", lang]));
    insta::assert_snapshot!("decide_nl", told("nl"));
    insta::assert_snapshot!("decide_en", told("en"));
    let pb = "META\nkey;value\nbudget;10000\nvote_type;approval\nPROJECTS\nproject_id;cost;name\n\
              1;6000;\"Trees; benches\"\n2;9000;Slide\n3;20000;Pool\nVOTES\nvoter_id;vote\n\
              a;1\nb;1,2\nc;2,3\n";
    let (_, told) = lines("budget_equal_shares_add1_greedy", ("a.pb", pb.as_bytes()), &[]);
    insta::assert_snapshot!("decide_budget", told);
}

#[test]
fn the_example_of_the_readme_is_as_it_stands_there() {
    let readme = fs::read_to_string("README.md").expect("the README");
    let block = readme.split("```text decided\n").nth(1).expect("a block with what was decided");
    let told = stdout(&beraad(&["decide", "--rule", "condorcet", "examples/ballots/buurt.csv"]));
    assert_eq!(block.split("```").next(), Some(told.as_str()));
    let table = fs::read_to_string("examples/ballots/buurt.csv").expect("the example");
    let documented = fs::read_to_string("docs/decide.md").expect("the document");
    assert!(documented.contains(&format!("```csv\n{table}```")));
}

#[test]
fn the_document_for_programs_is_as_documented() {
    let json = r#"{"options": [{"id": "A", "name": "Trees", "cost": 60}, {"id": "B", "cost": 50}],
        "budget": 100, "ballots": [{"party": "p", "member": "m", "group": "g", "approves":
        ["A"]}]}"#;
    let mut document = decided("budget_greedy", ("a.json", json), &[]);
    document["file"] = "a.json".into();
    insta::assert_json_snapshot!("decide_document", document);
}
