//! Examples that were worked out by hand; each file in `tests/cases` tells how.

mod worked {
    pub mod choice;
}

use std::collections::BTreeSet;
use std::path::Path;

use beraad::analysis::convergence::advice::Thresholds;
use beraad::analysis::convergence::{ItemInput, RoundInput, RoundReport, report};
use beraad::analysis::figure::Figure;
use beraad::analysis::ratings::{Answer, Ratings};
use beraad::domain::scale::Scale;
use serde_json::{Map, Value};

/// A round from a file, with the ids that its positions stand for.
struct Example {
    input: RoundInput,
    items: Vec<String>,
    parties: Vec<String>,
}

#[test]
fn figures_equal_those_worked_out_by_hand() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut compared = 0;
    for file in ["within_a_round", "between_rounds", "advice"] {
        let text = std::fs::read_to_string(folder.join(file).with_extension("json")).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        for case in document["cases"].as_array().unwrap() {
            let name = format!("{file}: {}", case["name"].as_str().unwrap());
            assert!(!case["by_hand"].as_array().unwrap().is_empty(), "{name} has no calculation");
            compared +=
                compare(&name, &example(&case["round"]), case["expect"].as_object().unwrap());
        }
    }
    assert!(compared > 100, "only {compared} figures were compared");
}

fn example(round: &Value) -> Example {
    let now = round["now"].as_object().unwrap();
    let items: BTreeSet<String> = now.keys().cloned().collect();
    let rated = now.values().flat_map(|parties| parties.as_object().unwrap().keys());
    let parties: BTreeSet<String> = rated.cloned().collect();
    let (items, parties): (Vec<_>, Vec<_>) =
        (items.into_iter().collect(), parties.into_iter().collect());
    let number = |value: &Value| value.as_i64().unwrap() as i32;
    let scale = Scale::new(number(&round["scale"][0]), number(&round["scale"][1])).unwrap();
    let ratings = |answers: &Value| {
        let of = |party: &String| members(&answers[party]);
        Ratings::new(scale, parties.iter().map(of).collect()).unwrap()
    };
    let item = |id: &String| ItemInput {
        current: ratings(&round["now"][id]),
        previous: round.get("before").map(|before| ratings(&before[id])),
    };
    let input = RoundInput {
        scale,
        lo_is_veto: round["lo_is_veto"].as_bool().unwrap(),
        round: number(&round["round"]) as u32,
        extended: round.get("extended").is_some_and(|flag| flag.as_bool().unwrap()),
        thresholds: Thresholds::default(),
        parties: parties.len(),
        items: items.iter().map(item).collect(),
    };
    Example { input, items, parties }
}

fn members(answers: &Value) -> Vec<Answer> {
    let answer = |value: &Value| match value {
        Value::Null => Answer::Missing,
        Value::String(text) if text == "pass" => Answer::Pass,
        _ => Answer::Rated(value.as_i64().unwrap() as i32),
    };
    answers.as_array().unwrap().iter().map(answer).collect()
}

/// The exact value, the reason why there is none, or `absent`.
fn said(report: &RoundReport, select: impl Fn(&&Figure) -> bool) -> String {
    match report.figures.iter().find(select).map(|figure| &figure.value) {
        Some(Ok(value)) => value.exact().unwrap(),
        Some(Err(reason)) => reason.as_str().to_owned(),
        None => "absent".to_owned(),
    }
}

fn compare(name: &str, example: &Example, expect: &Map<String, Value>) -> usize {
    let report = report(&example.input);
    let place = |ids: &[String], id: &str| ids.iter().position(|one| one == id);
    let mut compared = 0;
    for (key, expected) in expect {
        let values = expected.as_object().into_iter().flatten();
        match key.as_str() {
            "focus" => {
                let focus = report.focus.map(|item| example.items[item].as_str());
                assert_eq!(focus, expected.as_str(), "{name}: focus");
            }
            "invite" => assert_eq!(&invited(&report, example), expected, "{name}: invite"),
            "advice" => values.for_each(|(item, advice)| {
                let item = place(&example.items, item).unwrap();
                assert_eq!(report.advice[item].1.as_str(), advice, "{name}: advice");
            }),
            "worst_off" => values.for_each(|(figure, party)| {
                let found = report.figures.iter().find(|f| f.name == figure).unwrap();
                let worst = found.worst_off.map(|party| example.parties[party].as_str());
                assert_eq!(worst, party.as_str(), "{name}: worst off in {figure}");
            }),
            "proximity" => values.for_each(|(party, value)| {
                let party = place(&example.parties, party);
                assert!(party.is_some(), "{name}: unknown party");
                let found = said(&report, |f| f.name == "proximity" && f.party == party);
                assert_eq!(&found, value, "{name}: proximity");
            }),
            item => values.for_each(|(figure, value)| {
                let item = place(&example.items, item);
                assert!(item.is_some() || key == "agenda", "{name}: unknown key {key}");
                let found = said(&report, |f| f.name == figure && f.item == item);
                assert_eq!(&found, value, "{name}: {figure}");
            }),
        }
        compared += expected.as_object().map_or(1, Map::len);
    }
    compared
}

fn invited(report: &RoundReport, example: &Example) -> Value {
    let side = |below: bool| if below { "below" } else { "above" };
    let one = |invite: &beraad::analysis::convergence::consensus::Invite| {
        serde_json::json!([example.parties[invite.party], side(invite.below_collective)])
    };
    report.invite.iter().map(one).collect()
}
