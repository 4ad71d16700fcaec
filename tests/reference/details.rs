//! Adapters of the measures that are told as details: orders, reliability, bridging and reasons.

use std::collections::BTreeMap;
use std::path::Path;

use num_rational::BigRational;
use serde_json::{Map, Value, json};

use beraad::analysis::convergence::group_aware::{GroupAware, GroupVotes, group_aware};
use beraad::analysis::convergence::kendall::kendall;
use beraad::analysis::convergence::krippendorff::alpha;
use beraad::analysis::dri::{self, Answers};
use beraad::analysis::figure::{Measured, Value as Figure};

use super::compare::{measured, undefined};
use super::folder::Input;
use super::input::{answer, object};
use super::process::{fraction, list, map, place};

/// Any seed: the cases tell no probability that rests on drawn orders.
const SEED: u64 = 1;

fn rows(value: &Value) -> Vec<&Vec<Value>> {
    let rows = value.as_array().expect("rows").iter();
    rows.map(|row| row.as_array().expect("a row")).collect()
}

fn numbers(value: &Value) -> Answers {
    let number = |cell: &Value| (!cell.is_null()).then(|| fraction(cell));
    rows(value).into_iter().map(|row| row.iter().map(number).collect()).collect()
}

pub fn kendall_w(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["data"]);
    let seen = kendall(&numbers(&input["data"]), SEED);
    match seen.result {
        Err(reason) => map(json!({
            "value": undefined(reason), "reason": reason.as_str(), "m": seen.parties,
        })),
        Ok(found) => map(json!({
            "value": measured(&Ok(found.w.into())),
            "m": seen.parties,
            "n": seen.items,
            "chi2": measured(&Ok(found.chi2.into())),
            "df": found.df,
            "p": found.p,
        })),
    }
}

pub fn krippendorff_alpha(input: &Input) -> Map<String, Value> {
    use beraad::analysis::ratings::Answer;
    let input = object(input.value, &["data"]);
    let rows = rows(&input["data"]);
    let rated = |cell: &Value| match answer(cell) {
        Answer::Rated(stance) => Some(stance),
        Answer::Pass | Answer::Missing => None,
    };
    let all = || rows.iter().flat_map(|row| row.iter()).filter_map(rated);
    let (lo, hi) = (all().min().expect("a stance"), all().max().expect("a stance"));
    let items = (0..rows[0].len()).map(|item| {
        let mut counts = vec![0; (hi - lo + 1) as usize];
        for stance in rows.iter().filter_map(|row| rated(&row[item])) {
            counts[(stance - lo) as usize] += 1;
        }
        counts
    });
    let value = alpha(&items.collect::<Vec<_>>());
    with_reason(&value)
}

fn with_reason(value: &Measured) -> Map<String, Value> {
    let mut told = map(json!({ "value": measured(value) }));
    if let Err(reason) = value {
        told.insert("reason".to_owned(), json!(reason.as_str()));
    }
    told
}

fn whole(number: u64) -> BigRational {
    BigRational::from_integer(number.into())
}

/// The votes of each group: agreeing and all.
fn counted(votes: &[(u64, u64)]) -> GroupAware {
    let group = |(agree, all): &(u64, u64)| GroupVotes {
        agree: whole(*agree),
        all: whole(*all),
        parties: *all,
    };
    group_aware(&votes.iter().map(group).collect::<Vec<_>>())
}

pub fn group_aware_consensus(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["votes", "groups"]);
    let groups = list(&input["groups"]);
    let mut votes = vec![(0, 0); groups.len()];
    for vote in input["votes"].as_array().expect("votes") {
        let vote = object(vote, &["group", "vote"]);
        let group = &mut votes[place(&groups, vote["group"].as_str().expect("a group"))];
        match vote["vote"].as_str() {
            Some("agree") => *group = (group.0 + 1, group.1 + 1),
            Some("disagree" | "pass") => group.1 += 1,
            other => panic!("no vote: {other:?}"),
        }
    }
    let seen = counted(&votes);
    let of_group = groups.iter().zip(&seen.probability).map(|(group, probability)| {
        ((*group).to_owned(), measured(&Ok(Figure::from(probability.clone()))))
    });
    map(json!({
        "value": measured(&seen.product),
        "geometric_mean": measured(&seen.geometric_mean),
        "group_probability": Value::from(of_group.collect::<Map<_, _>>()),
        "weakest_group_probability": measured(&seen.weakest),
    }))
}

/// Participants without a group are left out; an empty cell is no vote.
pub fn e2e_polis_gac(input: &Input) -> Map<String, Value> {
    let fields = object(input.value, &["file", "groups"]);
    let groups = list(&fields["groups"]);
    let file = input.folder.join(fields["file"].as_str().expect("a file"));
    let (headers, records) = table(&file);
    let group_at = headers.iter().position(|header| header == "group-id").expect("a group");
    // Comments are named by number; other columns say who the participant is.
    let comments = headers.iter().enumerate().filter(|(_, name)| name.parse::<u64>().is_ok());
    let told = comments.map(|(column, comment)| {
        let mut votes = vec![(0, 0); groups.len()];
        for record in records.iter().filter(|record| !record[group_at].is_empty()) {
            let group = &mut votes[place(&groups, &record[group_at])];
            match &record[column] {
                "" => {}
                "1" => *group = (group.0 + 1, group.1 + 1),
                "-1" | "0" => group.1 += 1,
                other => panic!("no vote: {other}"),
            }
        }
        let seen = counted(&votes);
        let figures = json!({
            "value": measured(&seen.product),
            "geometric_mean": measured(&seen.geometric_mean),
            "n_votes": votes.iter().map(|(_, all)| all).sum::<u64>(),
        });
        (comment.to_owned(), figures)
    });
    told.collect()
}

fn table(file: &Path) -> (csv::StringRecord, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_path(file).unwrap_or_else(|e| panic!("{file:?}: {e}"));
    let headers = reader.headers().expect("a heading").clone();
    (headers, reader.records().map(|row| row.expect("a readable row")).collect())
}

fn told(seen: &dri::Dri) -> Map<String, Value> {
    let mut told = with_reason(&seen.value);
    told.insert("unadjusted".to_owned(), measured(&seen.unadjusted));
    told.insert("pairs".to_owned(), json!(seen.pairs));
    told.insert("undefined_pairs".to_owned(), json!(seen.undefined_pairs));
    told.insert("individual".to_owned(), seen.individual.iter().map(measured).collect());
    if let Ok(test) = &seen.test {
        told.insert("permutation_mean".to_owned(), json!(test.mean));
        told.insert("permutation_p".to_owned(), measured(&Ok(test.p.p.clone().into())));
    }
    told
}

pub fn dri(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["considerations", "preferences"]);
    told(&dri::dri(&numbers(&input["considerations"]), &numbers(&input["preferences"]), SEED))
}

/// The rows of one forum at one stage; columns in which nobody answered are left out.
pub fn e2e_dri(input: &Input) -> Map<String, Value> {
    let known = ["file", "case", "stage_id", "parties", "considerations", "preferences"];
    let fields = object(input.value, &known);
    let (headers, records) = table(&input.folder.join(fields["file"].as_str().expect("a file")));
    let at = |name: &str| headers.iter().position(|header| header == name).expect("a column");
    let case = fields["case"].as_str().expect("a case");
    let stage = fields["stage_id"].to_string();
    let rows: Vec<&csv::StringRecord> = records
        .iter()
        .filter(|row| row[at("case")] == *case && row[at("stage_id")] == *stage)
        .collect();
    assert_eq!(json!(rows.len()), fields["parties"], "people of {case}");
    let answers = |letter: char| -> Answers {
        let named = headers.iter().enumerate().filter_map(|(column, name)| {
            let number = name.strip_prefix(letter)?;
            number.parse::<u32>().ok().map(|number| (number, column))
        });
        let answered = |column: &usize| rows.iter().any(|row| &row[*column] != "NA");
        let columns: Vec<usize> =
            named.collect::<BTreeMap<_, _>>().into_values().filter(answered).collect();
        let cell = |row: &csv::StringRecord, column: usize| match &row[column] {
            "NA" => None,
            number => {
                let number: f64 = number.parse().expect("a number");
                Some(BigRational::from_float(number).expect("a finite number"))
            }
        };
        rows.iter().map(|row| columns.iter().map(|column| cell(row, *column)).collect()).collect()
    };
    let (considerations, preferences) = (answers('C'), answers('P'));
    assert_eq!(json!(considerations[0].len()), fields["considerations"], "columns of {case}");
    assert_eq!(json!(preferences[0].len()), fields["preferences"], "columns of {case}");
    told(&dri::dri(&considerations, &preferences, SEED))
}
