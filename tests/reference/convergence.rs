//! Adapters of the convergence measures.

use serde_json::{Map, Value, json};

use beraad::analysis::convergence::advice::{Standing, Thresholds, advise};
use beraad::analysis::convergence::agreement::{agreement, agreement_of_counts};
use beraad::analysis::convergence::consensus::consensus;
use beraad::analysis::convergence::{stability as between, support as within};
use beraad::analysis::figure::Undefined;
use beraad::analysis::ratings::{Answer, Ratings};

use super::compare::{measured, undefined};
use super::folder::Input;
use super::input::{ballots, decimal, ids, members, object, scale};

fn map(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { panic!("not an object: {value}") };
    map
}

fn reason<T>(result: &Result<T, Undefined>) -> Value {
    json!(result.as_ref().err().map(|reason| reason.as_str()))
}

pub fn support(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["scale", "ballots", "party_ballots"]);
    let support = within::support(&ballots(input));
    map(json!({
        "eligible": support.eligible,
        "expressed": support.expressed,
        "abstained": support.abstained,
        "missing": support.missing,
        "response_rate": measured(&support.response_rate),
        "expression_rate": measured(&support.expression_rate),
        "support_share": measured(&support.support_share),
        "opposition_share": measured(&support.opposition_share),
        "strong_objections": support.strong_objections,
        "strong_objection_share": measured(&support.strong_objection_share),
        "median": measured(&support.median),
        "q1": measured(&support.q1),
        "q3": measured(&support.q3),
        "iqr": measured(&support.iqr),
        "reason": reason(&support.support_share),
    }))
}

pub fn agreement_a(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["scale", "ballots", "party_ballots", "weights"]);
    let value = match input.get("weights") {
        Some(weights) => {
            let weights = weights.as_array().expect("a list of frequencies").iter();
            let counts: Vec<u64> = weights.map(|w| w.as_u64().expect("a count")).collect();
            agreement_of_counts(&counts)
        }
        None => agreement(&ballots(input)),
    };
    map(json!({ "value": measured(&value), "reason": reason(&value) }))
}

pub fn stability(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["scale", "previous", "current"]);
    let side = |key: &str| input[key].as_object().expect("parties with stances");
    let (previous, current) = (side("previous"), side("current"));
    let parties = ids(&[previous, current]);
    let ratings = |answers: &Map<String, Value>| {
        let of = |party: &&str| answers.get(*party).map_or(vec![Answer::Missing], members);
        Ratings::new(scale(&input["scale"]), parties.iter().map(of).collect()).unwrap()
    };
    let stability = between::stability(&ratings(previous), &ratings(current));
    let threshold = Thresholds::default().stability;
    let flag = |result: Result<bool, Undefined>| result.map_or_else(undefined, Value::from);
    let fraction = |value: &num_rational::BigRational| measured(&Ok(value.clone().into()));
    let test = stability.wilcoxon.as_ref();
    let [w_plus, w_minus, p] = match test {
        Ok(test) => [&test.w_plus, &test.w_minus, &test.p].map(fraction),
        Err(&reason) => [undefined(reason), undefined(reason), undefined(reason)],
    };
    map(json!({
        "paired": stability.paired,
        "entered": stability.entered,
        "left": stability.left,
        "total_variation": measured(&stability.total_variation),
        "emd": measured(&stability.emd),
        "changed_share": measured(&stability.changed_share),
        "mean_abs_shift": measured(&stability.mean_abs_shift),
        "mean_shift": measured(&stability.mean_shift),
        "iqr_change": measured(&stability.iqr_change),
        "wilcoxon_w_plus": w_plus,
        "wilcoxon_w_minus": w_minus,
        "wilcoxon_p": p,
        "group_stable": flag(stability.group_stable(threshold)),
        "stable": flag(stability.stable(threshold)),
        "reason": reason(&stability.changed_share),
    }))
}

pub fn consensus_reaching(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["scale", "ratings", "proposals"]);
    let ratings = input["ratings"].as_object().expect("parties with ratings");
    let parties = ids(&[ratings]);
    let proposals = input["proposals"].as_array().expect("a list of proposals");
    let mut items: Vec<&str> = proposals.iter().map(|id| id.as_str().expect("an id")).collect();
    items.sort_unstable();
    let of_item = |item: &&str| {
        let of = |party: &&str| ratings[*party].get(*item).map_or(vec![Answer::Missing], members);
        Ratings::new(scale(&input["scale"]), parties.iter().map(of).collect()).unwrap()
    };
    let answers: Vec<Ratings> = items.iter().map(of_item).collect();
    let result = consensus(&answers.iter().collect::<Vec<_>>(), parties.len());
    let by_item = |value: &dyn Fn(usize) -> Value| -> Map<String, Value> {
        items.iter().enumerate().map(|(index, id)| (id.to_string(), value(index))).collect()
    };
    let proximity = parties.iter().zip(&result.proximity);
    let proximity: Map<String, Value> =
        proximity.map(|(id, one)| (id.to_string(), measured(&one.value))).collect();
    let invite: Vec<Value> = result
        .invite
        .iter()
        .map(|one| json!({ "party": parties[one.party], "below_collective": one.below_collective }))
        .collect();
    map(json!({
        "consensus_degree": by_item(&|index| measured(&result.items[index].degree)),
        "collective": by_item(&|index| measured(&result.items[index].collective)),
        "overall": measured(&result.overall),
        "proximity": proximity,
        "focus": result.focus.map(|item| items[item]),
        "invite": invite,
        "reason": result.focus_reason.map(Undefined::as_str),
    }))
}

pub fn round_decision(input: &Input) -> Map<String, Value> {
    let known = [
        "round",
        "eligible",
        "responded",
        "agreement",
        "support_share",
        "opposition_share",
        "strong_objections",
        "changed_share",
        "extended",
        "min_rounds",
        "max_rounds",
    ];
    let input = object(input.value, &known);
    let count = |key: &str| input[key].as_u64().expect("a count");
    let rounds = |key: &str, default: u32| {
        input.get(key).map_or(default, |value| value.as_u64().expect("a count") as u32)
    };
    let defaults = Thresholds::default();
    let thresholds = Thresholds {
        min_rounds: rounds("min_rounds", defaults.min_rounds),
        max_rounds: rounds("max_rounds", defaults.max_rounds),
        ..defaults
    };
    let standing = Standing {
        round: count("round") as u32,
        extended: input.get("extended").is_some_and(|flag| flag.as_bool().expect("a flag")),
        eligible: count("eligible"),
        responded: count("responded"),
        agreement: &decimal(&input["agreement"]),
        support_share: &decimal(&input["support_share"]),
        opposition_share: &decimal(&input["opposition_share"]),
        strong_objections: count("strong_objections"),
        changed_share: &decimal(&input["changed_share"]),
    };
    map(json!({ "decision": advise(&standing, &thresholds).as_str() }))
}
