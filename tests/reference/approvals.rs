//! Adapters of the rules over approvals: seats and budgets. In the cases the order by number, or by
//! id of the project, is the order that decides between equals.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use beraad::analysis::choice::approving::Approvals;
use beraad::analysis::choice::approving::approval::{NOT_APPROVED, approval};
use beraad::analysis::choice::approving::equal_shares::equal_shares;
use beraad::analysis::choice::approving::phragmen::seq_phragmen;
use beraad::analysis::choice::budget::Budget;
use beraad::analysis::choice::budget::equal_shares::{Completion, equal_shares as budget_shares};
use beraad::analysis::choice::budget::greedy::by_votes;
use beraad::analysis::choice::lottery::Lottery;
use beraad::analysis::choice::profile::Profile;
use beraad::analysis::choice::{Choice, LOTTERY};

use super::folder::Input;
use super::input::object;

type Rule = fn(&Profile<Approvals>, usize, &Lottery) -> Choice;

pub fn av(input: &Input) -> Map<String, Value> {
    let mut computed = committee(input, approval, true);
    let (profile, ..) = seats(input.value);
    let counts: Vec<usize> = (0..profile.options())
        .map(|option| {
            let list = input.value["ballots"].as_array().unwrap().iter();
            let approving = list.filter(|ballot| numbers(&ballot["approves"]).contains(&option));
            approving.map(count_of).sum::<u64>() as usize
        })
        .collect();
    computed.insert("approval_counts".to_owned(), json!(counts));
    computed
}

pub fn shares(input: &Input) -> Map<String, Value> {
    committee(input, equal_shares, false)
}

pub fn phragmen(input: &Input) -> Map<String, Value> {
    committee(input, seq_phragmen, false)
}

pub fn pb_greedy_votes(input: &Input) -> Map<String, Value> {
    package(input, by_votes, true)
}

pub fn pb_mes_cost(input: &Input) -> Map<String, Value> {
    let rule = |p: &_, b: &_, l: &_| budget_shares(p, b, Completion::None, l);
    package(input, rule, true)
}

pub fn pb_mes_cost_add1(input: &Input) -> Map<String, Value> {
    package(input, |p, b, l| budget_shares(p, b, Completion::Add1, l), false)
}

pub fn pb_mes_cost_add1_greedy(input: &Input) -> Map<String, Value> {
    package(input, |p, b, l| budget_shares(p, b, Completion::Add1Greedy, l), false)
}

/// A committee as the cases have it: in order of number. Where they list every committee that some
/// order among equals gives, all orders that matter are tried.
fn committee(input: &Input, rule: Rule, every: bool) -> Map<String, Value> {
    let (profile, options, seats) = seats(input.value);
    let run = |lottery: &Lottery| rule(&profile, seats, lottery);
    let chosen = sorted(&run(&Lottery::by_number(options)));
    let mut computed = object_of(json!({ "resolute": chosen }));
    // The results list all committees where that was feasible; these are the large ones.
    if options <= 40 && profile.answered() <= 500 || every {
        let all: Vec<Vec<usize>> = universes(options, &run).into_iter().collect();
        computed.insert("all_tied".to_owned(), json!(all));
        computed.insert("all_tied_complete".to_owned(), json!(true));
    }
    computed
}

fn package(
    input: &Input,
    rule: impl Fn(&Profile<Approvals>, &Budget, &Lottery) -> Choice,
    enumerate: bool,
) -> Map<String, Value> {
    let value = object(input.value, &["budget", "num_ballots", "projects", "ballots"]);
    let projects = value["projects"].as_array().expect("projects");
    let id = |project: &Value| project["id"].as_str().expect("an id").to_owned();
    let mut ids: Vec<String> = projects.iter().map(id).collect();
    ids.sort_unstable();
    let mut costs = vec![0; ids.len()];
    for project in projects {
        costs[ids.binary_search(&id(project)).unwrap()] = project["cost"].as_u64().unwrap();
    }
    let number = |id: &Value| ids.binary_search(&id.as_str().unwrap().to_owned()).unwrap();
    let ballots = value["ballots"].as_array().expect("ballots").iter().map(|ballot| {
        let approved: Vec<usize> =
            ballot["approves"].as_array().unwrap().iter().map(number).collect();
        (Approvals::new(ids.len(), &approved).unwrap(), count_of(ballot))
    });
    let profile = Profile::of_counts(ids.len(), ballots);
    assert_eq!(json!(profile.answered()), value["num_ballots"], "every ballot is counted");
    let budget = Budget::new(value["budget"].as_u64().unwrap(), costs).unwrap();
    let run = |lottery: &Lottery| rule(&profile, &budget, lottery);
    let names = |chosen: &[usize]| -> Vec<String> {
        chosen.iter().map(|option| ids[*option].clone()).collect()
    };
    let chosen = sorted(&run(&Lottery::by_number(ids.len())));
    let cost = budget.sum(&chosen);
    let mut computed = object_of(json!({ "resolute": names(&chosen), "total_cost": cost }));
    if enumerate && ids.len() <= 20 {
        let all: Vec<Vec<String>> =
            universes(ids.len(), &run).iter().map(|chosen| names(chosen)).collect();
        computed.insert("all_tied".to_owned(), json!(all));
    }
    computed
}

/// What every order among equals gives. Of equals the lottery order takes the first, so that one
/// order stands for each way to decide at each step: what was taken, in that order.
fn universes(options: usize, run: &impl Fn(&Lottery) -> Choice) -> BTreeSet<Vec<usize>> {
    let mut found = BTreeSet::new();
    let mut open: Vec<Vec<usize>> = vec![Vec::new()];
    while let Some(first) = open.pop() {
        let rest = (0..options).filter(|option| !first.contains(option));
        let order: Vec<usize> = first.iter().copied().chain(rest).collect();
        let choice = run(&Lottery::of_order(order).unwrap());
        found.insert(sorted(&choice));
        let (mut taken, mut lots): (Vec<usize>, Vec<&[usize]>) = (Vec::new(), Vec::new());
        for step in &choice.steps {
            match (step.name, step.rank) {
                (LOTTERY, _) => lots.push(&step.options),
                (NOT_APPROVED, _) | (_, None) => {}
                (_, Some(_)) => {
                    let own = step.option.unwrap();
                    let equals = lots.iter().filter(|lot| lot.contains(&own)).copied().flatten();
                    let others = equals.filter(|other| **other != own && !taken.contains(other));
                    if taken.len() >= first.len() {
                        open.extend(others.map(|other| [&taken[..], &[*other]].concat()));
                    }
                    taken.push(own);
                }
            }
        }
    }
    found
}

fn seats(value: &Value) -> (Profile<Approvals>, usize, usize) {
    let value = object(value, &["num_candidates", "committee_size", "num_ballots", "ballots"]);
    let number = |key: &str| value[key].as_u64().expect("a number") as usize;
    let options = number("num_candidates");
    let ballots = value["ballots"].as_array().expect("ballots").iter().map(|ballot| {
        let approved = numbers(&ballot["approves"]);
        (Approvals::new(options, &approved).unwrap(), count_of(ballot))
    });
    let profile = Profile::of_counts(options, ballots);
    assert_eq!(profile.answered(), number("num_ballots"), "every ballot is counted");
    (profile, options, number("committee_size"))
}

fn numbers(value: &Value) -> Vec<usize> {
    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap() as usize).collect()
}

fn count_of(ballot: &Value) -> u64 {
    ballot["count"].as_u64().expect("a count")
}

fn sorted(choice: &Choice) -> Vec<usize> {
    let mut chosen = choice.chosen.clone();
    chosen.sort_unstable();
    chosen
}

fn object_of(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}
