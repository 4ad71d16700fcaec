//! Reference cases of the rules, written as files and decided by the real program. Where there are
//! none this says so.

use std::fmt::Write;
use std::fs;

use super::*;

/// Options of a case that is written; larger ones are for the tests of the rules themselves.
const OPTIONS_MAX: usize = 40;
/// Cases of a rule that are written.
const CASES_MAX: usize = 40;

/// Decides cases of a rule, each through a file that `write` makes, and compares what is expected.
fn each_case(
    file: &str,
    rule: &str,
    write: impl Fn(&Value) -> (&'static str, String, Vec<String>),
    expected: impl Fn(&Value) -> Value,
    found: impl Fn(&Value) -> Value,
) {
    let Some(root) = folder::root() else { return };
    let choice = root.join("choice");
    let read = |name: &str| -> Value {
        let text = fs::read_to_string(choice.join(name)).expect("a file of cases");
        serde_json::from_str(&text).expect("JSON")
    };
    let cases = read(file);
    let cases = cases["instances"].as_array().expect("cases");
    let mut decided_cases = 0;
    for case in cases {
        let named = case["input_file"].as_str().map(read);
        let input = named.as_ref().unwrap_or(&case["input"]);
        let options = input["num_candidates"]
            .as_u64()
            .unwrap_or_else(|| input["projects"].as_array().expect("projects").len() as u64);
        if options as usize > OPTIONS_MAX || decided_cases == CASES_MAX {
            continue;
        }
        let (name, content, more) = write(input);
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        let told = decided(rule, (name, &content), &more);
        assert_eq!(found(&told), expected(&case["expected"]), "{file}: {}", case["id"]);
        decided_cases += 1;
    }
    println!("{file}: {decided_cases} cases through the program");
    assert!(decided_cases > 20, "{file}: {decided_cases} cases");
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn joined(values: &[Value], tell: impl Fn(&Value) -> String) -> String {
    values.iter().map(tell).collect::<Vec<_>>().join(",")
}

/// PrefLib counts alternatives from 1.
fn numbered(value: &Value) -> String {
    (value.as_u64().expect("a number") + 1).to_string()
}

#[test]
fn schulze_from_preflib() {
    let write = |input: &Value| {
        let mut text = format!("# NUMBER ALTERNATIVES: {}\n", input["num_candidates"]);
        writeln!(text, "# NUMBER VOTERS: {}", input["num_ballots"]).expect("a text");
        for ballot in list(&input["ballots"]) {
            let level = |level: &Value| format!("{{{}}}", joined(list(level), numbered));
            let order = joined(list(&ballot["ranking"]), level);
            writeln!(text, "{}: {order}", ballot["count"]).expect("a text");
        }
        let lottery = joined(list(&input["tie_order"]), numbered);
        ("case.toc", text, vec!["--lottery".to_owned(), lottery])
    };
    let expected = |expected: &Value| {
        let ranking = list(&expected["winning_votes"]["ranking_with_tie_order"]);
        ranking.iter().map(numbered).collect()
    };
    each_case("schulze.json", "schulze", write, expected, |told| told["ranking"].clone());
}

#[test]
fn star_from_json() {
    let write = |input: &Value| {
        let options = 0..input["num_candidates"].as_u64().expect("a number");
        let ballot = |ballot: &Value| {
            let grades = list(&ballot["grades"]).iter().enumerate();
            let grades: serde_json::Map<String, Value> =
                grades.map(|(option, grade)| (option.to_string(), grade.clone())).collect();
            serde_json::json!({"count": ballot["count"], "grades": grades})
        };
        let ids = |value: &Value| value.to_string();
        let document = serde_json::json!({
            "options": options.map(|option| option.to_string()).collect::<Vec<_>>(),
            "grade_max": input["max_grade"],
            "lottery": list(&input["tie_order"]).iter().map(ids).collect::<Vec<_>>(),
            "ballots": list(&input["ballots"]).iter().map(ballot).collect::<Vec<_>>(),
        });
        ("case.json", document.to_string(), Vec::new())
    };
    let expected = |expected: &Value| Value::from([expected["winner_with_tie_order"].to_string()]);
    each_case("star.json", "star", write, expected, |told| told["chosen"].clone());
}

#[test]
fn equal_shares_from_a_table() {
    let write = |input: &Value| {
        let options = input["num_candidates"].as_u64().expect("a number");
        let header: Vec<String> = (0..options).map(|option| format!("o{option}")).collect();
        let mut text = format!("count,{}\n", header.join(","));
        for ballot in list(&input["ballots"]) {
            let approves = |option: u64| list(&ballot["approves"]).contains(&option.into());
            let cells = (0..options).map(|option| if approves(option) { "x" } else { "" });
            let cells: Vec<&str> = cells.collect();
            writeln!(text, "{},{}", ballot["count"], cells.join(",")).expect("a text");
        }
        let seats = input["committee_size"].to_string();
        ("case.csv", text, vec!["--seats".to_owned(), seats])
    };
    let expected = |expected: &Value| {
        list(&expected["resolute"]).iter().map(|option| format!("o{option}")).collect()
    };
    let found = |told: &Value| {
        let mut chosen: Vec<&str> =
            list(&told["chosen"]).iter().map(|id| id.as_str().expect("an id")).collect();
        chosen.sort_by_key(|id| (id.len(), *id));
        chosen.into()
    };
    each_case("equal_shares.json", "equal_shares", write, expected, found);
}

#[test]
fn a_budget_by_equal_shares_from_pabulib() {
    let id = |id: &Value| id.as_str().expect("an id").to_owned();
    let write = |input: &Value| {
        let (budget, projects) = (&input["budget"], list(&input["projects"]));
        let mut text = format!("META\nkey;value\nbudget;{budget}\nvote_type;approval\n");
        writeln!(text, "num_votes;{}\nPROJECTS\nproject_id;cost", input["num_ballots"])
            .expect("a text");
        for project in projects {
            writeln!(text, "{};{}", id(&project["id"]), project["cost"]).expect("a text");
        }
        text += "VOTES\nvoter_id;vote\n";
        let mut voter = 0;
        for ballot in list(&input["ballots"]) {
            for _ in 0..ballot["count"].as_u64().expect("a count") {
                voter += 1;
                writeln!(text, "{voter};{}", joined(list(&ballot["approves"]), id))
                    .expect("a text");
            }
        }
        ("case.pb", text, Vec::new())
    };
    let expected = |expected: &Value| {
        let mut chosen: Vec<String> = list(&expected["resolute"]).iter().map(id).collect();
        chosen.sort();
        serde_json::json!([chosen, expected["total_cost"]])
    };
    let found = |told: &Value| {
        let mut chosen: Vec<String> = list(&told["chosen"]).iter().map(id).collect();
        chosen.sort();
        serde_json::json!([chosen, told["spent"]])
    };
    let rule = "budget_equal_shares_add1_greedy";
    each_case("pb_mes_cost_add1_greedy.json", rule, write, expected, found);
}
