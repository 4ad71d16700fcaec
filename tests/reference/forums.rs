//! The deliberative forums: people who rated the same considerations before and after.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use beraad::analysis::convergence::agreement::agreement;
use beraad::analysis::convergence::stability::stability;
use beraad::analysis::figure::Measured;
use beraad::analysis::ratings::{Answer, Ratings};

use super::compare::measured;
use super::folder::Input;
use super::input::{object, scale};

/// The considerations that are compared.
const CONSIDERATIONS: usize = 8;

/// The answers of one person before and after; none where the person was absent.
type Person = [Option<Vec<Answer>>; 2];

/// The people of a forum. A number alone is no person: it is unique within survey and case.
fn people(file: &Path, case: &str) -> Vec<Person> {
    let mut reader = csv::Reader::from_path(file).unwrap_or_else(|e| panic!("{file:?}: {e}"));
    let headers = reader.headers().expect("a heading").clone();
    let column = |name: &str| {
        headers.iter().position(|header| header == name).unwrap_or_else(|| panic!("no {name}"))
    };
    let key = ["survey", "case", "pnum"].map(column);
    let (case_column, stage_column) = (column("case"), column("stage_id"));
    let answers: Vec<usize> = (1..=CONSIDERATIONS).map(|c| column(&format!("C{c}"))).collect();
    let mut people: BTreeMap<[String; 3], Person> = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("a readable row");
        if &row[case_column] != case {
            continue;
        }
        let stage = match &row[stage_column] {
            "1" => 0,
            "2" => 1,
            other => panic!("unknown stage {other}"),
        };
        let person = people.entry(key.map(|c| row[c].to_owned())).or_default();
        assert!(person[stage].is_none(), "one person twice in one stage: {row:?}");
        person[stage] = Some(answers.iter().map(|&c| answer(&row[c])).collect());
    }
    assert!(!people.is_empty(), "no people in case {case}");
    people.into_values().collect()
}

fn answer(cell: &str) -> Answer {
    match cell {
        "NA" => Answer::Missing,
        _ => Answer::Rated(cell.parse().unwrap_or_else(|e| panic!("stance {cell:?}: {e}"))),
    }
}

/// One person is one party; the first stage is the previous round, the second the current one.
pub fn e2e_stability(input: &Input) -> Map<String, Value> {
    let fields = object(input.value, &["file", "case", "scale"]);
    let text = |key: &str| fields[key].as_str().expect("a text");
    let people = people(&input.folder.join(text("file")), text("case"));
    let ratings = |consideration: usize, stage: usize| {
        let of = |person: &Person| match &person[stage] {
            Some(answers) => vec![answers[consideration]],
            None => vec![Answer::Missing],
        };
        Ratings::new(scale(&fields["scale"]), people.iter().map(of).collect()).unwrap()
    };
    let items = (0..CONSIDERATIONS).map(|consideration| {
        let (before, after) = (ratings(consideration, 0), ratings(consideration, 1));
        let moved = stability(&before, &after);
        let p: Measured = moved.wilcoxon.map(|test| test.p.into());
        json!({
            "item": format!("C{}", consideration + 1),
            "agreement_before": measured(&agreement(&before)),
            "agreement_after": measured(&agreement(&after)),
            "paired": moved.paired,
            "entered": moved.entered,
            "left": moved.left,
            "total_variation": measured(&moved.total_variation),
            "emd": measured(&moved.emd),
            "changed_share": measured(&moved.changed_share),
            "mean_abs_shift": measured(&moved.mean_abs_shift),
            "mean_shift": measured(&moved.mean_shift),
            "iqr_change": measured(&moved.iqr_change),
            "wilcoxon_p": measured(&p),
        })
    });
    Map::from_iter([("items".to_owned(), items.collect())])
}
