//! Adapters of the decision rules over rankings and over grades. What the cases call a candidate
//! is an option here, and each ballot is that of a party with one member.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use beraad::analysis::choice::grading::majority_judgment::MissingGrades;
use beraad::analysis::choice::grading::{Grades, majority_judgment as judging};
use beraad::analysis::choice::grading::{score as summing, star as running};
use beraad::analysis::choice::lottery::Lottery;
use beraad::analysis::choice::profile::Profile;
use beraad::analysis::choice::ranking::condorcet::condorcet as head_to_head;
use beraad::analysis::choice::ranking::pairwise::{Pairwise, Strength};
use beraad::analysis::choice::ranking::schulze as widest;
use beraad::analysis::choice::ranking::{Ranking, condorcet as winning, ranked_pairs as locking};

use super::folder::Input;
use super::input::object;

/// Cases list the matrix up to this number of options.
const MATRIX_OPTIONS_MAX: usize = 25;
/// Cases list the defeats up to this number of options.
const DEFEATS_OPTIONS_MAX: usize = 12;
/// Every order of equal pairs is tried up to this number of options, and of states.
const ORDERS_OPTIONS_MAX: usize = 8;
const STATES_MAX: usize = 20_000;

const STRENGTHS: [(&str, Strength); 2] =
    [("winning_votes", Strength::WinningVotes), ("margins", Strength::Margins)];

struct Ranked {
    profile: Profile<Ranking>,
    lottery: Lottery,
}

fn ranked(input: &Input) -> Ranked {
    let known = ["num_candidates", "num_ballots", "ballots", "tie_order"];
    let input = object(input.value, &known);
    let options = number(&input["num_candidates"]);
    let ballots = input["ballots"].as_array().expect("a list of ballots").iter().map(|ballot| {
        let ballot = object(ballot, &["count", "ranking"]);
        let levels = ballot["ranking"].as_array().expect("a list of levels");
        let levels: Vec<Vec<usize>> = levels.iter().map(numbers).collect();
        (Ranking::new(options, &levels).unwrap(), number(&ballot["count"]) as u64)
    });
    let profile = Profile::of_counts(options, ballots);
    assert_eq!(profile.answered(), number(&input["num_ballots"]), "the counts add up");
    Ranked { profile, lottery: lottery(&input["tie_order"]) }
}

struct Graded {
    profile: Profile<Grades>,
    max: u32,
    lottery: Lottery,
}

fn graded(input: &Input) -> Graded {
    let known = ["num_candidates", "max_grade", "num_ballots", "tie_order", "ballots"];
    let input = object(input.value, &known);
    let (options, max) = (number(&input["num_candidates"]), number(&input["max_grade"]) as u32);
    let ballots = input["ballots"].as_array().expect("a list of ballots").iter().map(|ballot| {
        let ballot = object(ballot, &["count", "grades"]);
        let grades = numbers(&ballot["grades"]).into_iter().map(|grade| grade as u32);
        let grades: Vec<(usize, u32)> = grades.enumerate().collect();
        (Grades::new(options, max, &grades).unwrap(), number(&ballot["count"]) as u64)
    });
    let profile = Profile::of_counts(options, ballots);
    assert_eq!(profile.answered(), number(&input["num_ballots"]), "the counts add up");
    Graded { profile, max, lottery: lottery(&input["tie_order"]) }
}

fn number(value: &Value) -> usize {
    value.as_u64().unwrap_or_else(|| panic!("not a count: {value}")) as usize
}

fn numbers(value: &Value) -> Vec<usize> {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}")).iter().map(number).collect()
}

fn lottery(order: &Value) -> Lottery {
    Lottery::of_order(numbers(order)).expect("an order of all candidates")
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

pub fn condorcet(input: &Input) -> Map<String, Value> {
    let Ranked { profile, .. } = ranked(input);
    let pairwise = Pairwise::of(&profile);
    let options = pairwise.options();
    let cell = |a: usize, b: usize| -> Value {
        serde_json::from_str(&pairwise.support(a, b).to_string()).unwrap()
    };
    let row = |a: usize| -> Value { (0..options).map(|b| cell(a, b)).collect() };
    let support: Value = match options {
        0..=MATRIX_OPTIONS_MAX => (0..options).map(row).collect(),
        _ => Value::Null,
    };
    let found = head_to_head(&pairwise);
    let choice = winning::choose(&profile);
    assert_eq!(choice.chosen, found.winner.into_iter().collect::<Vec<_>>());
    map(json!({
        "support": support,
        "condorcet_winner": found.winner,
        "condorcet_loser": found.loser,
        "smith_set": found.smith,
        "copeland_winners": found.copeland,
    }))
}

pub fn schulze(input: &Input) -> Map<String, Value> {
    let Ranked { profile, lottery } = ranked(input);
    let pairwise = Pairwise::of(&profile);
    let options = pairwise.options();
    let mut computed = Map::new();
    for (name, strength) in STRENGTHS {
        let found = widest::schulze(&pairwise, strength, &lottery);
        let choice = widest::choose(&profile, strength, &lottery);
        assert_eq!(choice.ranking, found.ranking);
        let pairs = (0..options).flat_map(|a| (0..options).map(move |b| (a, b)));
        let defeats: Vec<_> = pairs.filter(|(a, b)| found.defeats(*a, *b)).collect();
        let digest = Sha256::digest(serde_json::to_string(&defeats).unwrap());
        let mut one = json!({
            "winners": found.winners,
            "levels": found.levels,
            "ranking_with_tie_order": found.ranking,
            "num_defeats": defeats.len(),
            "defeats_sha256": digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
        });
        if options <= DEFEATS_OPTIONS_MAX {
            one["defeats"] = json!(defeats);
        }
        computed.insert(name.to_owned(), one);
    }
    computed
}

pub fn ranked_pairs(input: &Input) -> Map<String, Value> {
    let Ranked { profile, lottery } = ranked(input);
    let pairwise = Pairwise::of(&profile);
    let mut computed = Map::new();
    for (name, strength) in STRENGTHS {
        let found = locking::ranked_pairs(&pairwise, strength, &lottery);
        let choice = locking::choose(&profile, strength, &lottery);
        assert_eq!((&choice.ranking, &choice.chosen[..]), (&found.ranking, &found.ranking[..1]));
        let mut one = json!({
            "ranking_with_tie_order": found.ranking,
            "winner": found.ranking[0],
        });
        if let Some(winners) = all_tied_winners(&pairwise, strength) {
            assert!(winners.contains(&found.ranking[0]));
            // Where it says that no lot decided, no order of equal pairs makes another winner.
            assert!(!found.lots.is_empty() || winners.len() == 1);
            one["all_tied_winners"] = json!(winners);
        }
        computed.insert(name.to_owned(), one);
    }
    computed
}

/// For each option, one bit for each option below it.
type Below = Vec<u64>;

/// The winners over every order of pairs of equal strength; `None` where those are too many.
fn all_tied_winners(pairwise: &Pairwise, strength: Strength) -> Option<Vec<usize>> {
    let options = pairwise.options();
    if options > ORDERS_OPTIONS_MAX {
        return None;
    }
    let pairs = (0..options).flat_map(|a| (0..options).map(move |b| (a, b)));
    let worth = |a, b| match strength {
        Strength::WinningVotes => pairwise.support(a, b),
        Strength::Margins => pairwise.support(a, b) - pairwise.support(b, a),
    };
    let mut strong: Vec<_> = pairs
        .filter(|(a, b)| a != b && !pairwise.beats(*b, *a))
        .map(|(a, b)| (worth(a, b), a, b))
        .collect();
    strong.sort_by(|(one, ..), (other, ..)| other.cmp(one));
    let mut states: BTreeSet<Below> = BTreeSet::from([vec![0; options]]);
    for group in strong.chunk_by(|(one, ..), (other, ..)| one == other) {
        let mut done = BTreeSet::new();
        let mut seen = states.clone();
        let mut open: Vec<Below> = states.into_iter().collect();
        while let Some(below) = open.pop() {
            let mut is_done = true;
            for (_, a, b) in group {
                if below[*b] >> a & 1 == 0 && below[*a] >> b & 1 == 0 {
                    is_done = false;
                    let more = locked(&below, *a, *b);
                    if seen.insert(more.clone()) {
                        open.push(more);
                    }
                }
            }
            if is_done {
                done.insert(below);
            }
            if seen.len() > STATES_MAX {
                return None;
            }
        }
        states = done;
    }
    let winner = |below: &Below| {
        below.iter().position(|row| row.count_ones() as usize + 1 == options).expect("an order")
    };
    Some(states.iter().map(winner).collect::<BTreeSet<_>>().into_iter().collect())
}

fn locked(below: &Below, a: usize, b: usize) -> Below {
    let gained = below[b] | 1 << b;
    let above = |(at, row): (usize, &u64)| at == a || row >> a & 1 == 1;
    let rows = below.iter().enumerate();
    rows.map(|(at, row)| if above((at, row)) { row | gained } else { *row }).collect()
}

pub fn score(input: &Input) -> Map<String, Value> {
    let Graded { profile, lottery, .. } = graded(input);
    let found = summing::score(&profile, &lottery);
    let choice = summing::choose(&profile, &lottery);
    assert_eq!((&choice.ranking, &choice.chosen[..]), (&found.ranking, &found.ranking[..1]));
    let sum = |sum: &num_rational::BigRational| -> Value {
        serde_json::from_str(&sum.to_string()).unwrap()
    };
    map(json!({
        "sums": found.sums.iter().map(sum).collect::<Value>(),
        "winners": found.winners,
        "ranking_with_tie_order": found.ranking,
    }))
}

pub fn star(input: &Input) -> Map<String, Value> {
    let Graded { profile, max, lottery } = graded(input);
    let found = running::star(&profile, max, &lottery);
    let choice = running::choose(&profile, max, &lottery);
    assert_eq!(choice.chosen, found.finalists[..1]);
    let mut computed = map(json!({
        "winner_with_tie_order": found.finalists[0],
        "unbreakable_tie": !found.lots.is_empty(),
    }));
    if let Some((lot, chosen)) = found.lots.first() {
        let mut lot = lot.clone();
        lot.sort_unstable();
        computed.insert("tied_candidates".to_owned(), json!(lot));
        computed.insert("to_choose".to_owned(), json!(chosen));
    }
    computed
}

pub fn majority_judgment(input: &Input) -> Map<String, Value> {
    let Graded { profile, lottery, .. } = graded(input);
    let found = judging::majority_judgment(&profile, MissingGrades::default(), &lottery);
    let choice = judging::choose(&profile, MissingGrades::Lowest, &lottery);
    assert_eq!((&choice.ranking, &choice.chosen[..]), (&found.ranking, &found.ranking[..1]));
    map(json!({
        "lower_medians": found.medians,
        "winners": found.winners,
        "levels": found.levels,
        "ranking_with_tie_order": found.ranking,
    }))
}
