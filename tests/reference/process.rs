//! Adapters of the measures over a whole process: ownership, recognition, synergy, movement.

use std::collections::BTreeMap;

use num_rational::BigRational;
use serde_json::{Map, Value, json};

use beraad::analysis::figure::{Measured, Undefined, Value as Figure};
use beraad::analysis::ownership::commitments::{self, Standing};
use beraad::analysis::ownership::evenness::evenness as even;
use beraad::analysis::ownership::lineage::{Node, lineage};
use beraad::analysis::ownership::pulse;
use beraad::analysis::recognition::reciprocity as both_ways;
use beraad::analysis::recognition::three_g::{
    Closure, Contribution, Reaction, Shares, gap, three_g as measure,
};
use beraad::analysis::susceptibility::{self as movement, Stances};
use beraad::analysis::synergy::{Solo, Utilities, synergy as together};
use beraad::domain::state::PartySet;

use super::compare::{measured, undefined};
use super::folder::Input;
use super::input::object;

pub fn map(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { panic!("not an object: {value}") };
    map
}

pub fn list(value: &Value) -> Vec<&str> {
    let names = value.as_array().expect("a list").iter();
    names.map(|name| name.as_str().expect("a name")).collect()
}

pub fn place(names: &[&str], name: &str) -> usize {
    names.iter().position(|other| *other == name).expect("a name of the case")
}

fn by_name(names: &[&str], values: &[Measured]) -> Value {
    let pairs = names.iter().zip(values);
    pairs.map(|(name, value)| ((*name).to_owned(), measured(value))).collect::<Map<_, _>>().into()
}

pub fn fraction(value: &Value) -> BigRational {
    BigRational::from_float(value.as_f64().expect("a number")).expect("a finite number")
}

/// Decimal numbers as whole ones in the same proportion: cases carry at most six places.
pub fn parts(values: &[&Value]) -> Vec<u128> {
    let million = BigRational::from_integer(1_000_000.into());
    let whole = |value: &&Value| (fraction(value) * &million).round().to_integer();
    values.iter().map(|value| u128::try_from(whole(value)).expect("not below zero")).collect()
}

pub fn lineage_credit(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["parties", "nodes", "adopted"]);
    let parties = list(&input["parties"]);
    let given = input["nodes"].as_object().expect("nodes");
    // Parents come first, whatever the order of the file.
    let mut order: Vec<&str> = Vec::new();
    while order.len() < given.len() {
        let ready = given.iter().find(|(name, node)| {
            let known = |parent: &&str| order.contains(parent);
            !order.contains(&name.as_str()) && list(&node["parents"]).iter().all(known)
        });
        order.push(ready.expect("a case without a cycle").0);
    }
    let node = |name: &&str| {
        let node = object(&given[*name], &["parties", "parents", "accepted"]);
        Node {
            authors: list(&node["parties"]).iter().map(|name| place(&parties, name)).collect(),
            parents: list(&node["parents"]).iter().map(|name| place(&order, name)).collect(),
            accepted: node.get("accepted") != Some(&Value::Bool(false)),
            sealed_solo: false,
        }
    };
    let nodes: Vec<Node> = order.iter().map(node).collect();
    let adopted = input["adopted"].as_object().expect("clauses with weights");
    let weights = parts(&adopted.values().collect::<Vec<_>>());
    let weighed = adopted.keys().zip(weights);
    let weighed: Vec<(usize, u64)> =
        weighed.map(|(name, weight)| (place(&order, name), weight as u64)).collect();
    let credit = match lineage(parties.len(), &nodes, &weighed) {
        Ok(credit) => credit,
        Err(reason) => {
            return map(json!({ "shares": undefined(reason), "reason": reason.as_str() }));
        }
    };
    let shares: Vec<Measured> =
        (0..parties.len()).map(|party| Ok(credit.shares.of(party))).collect();
    let paths: Vec<Measured> =
        credit.path_shares.iter().map(|one| Ok(Figure::Real(*one))).collect();
    let families = adopted.keys().zip(&credit.clauses).map(|(name, clause)| {
        let mut names: Vec<&str> =
            clause.parties.iter().map(|party| parties[party as usize]).collect();
        names.sort_unstable();
        (name.clone(), json!(names))
    });
    map(json!({
        "shares": by_name(&parties, &shares),
        "equal_split_shares": by_name(&parties, &paths),
        "joint_clause_share": measured(&Ok(credit.joint_clause_share.clone())),
        "lineages": Value::from(families.collect::<Map<_, _>>()),
    }))
}

pub fn evenness(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["shares"]);
    let shares: Vec<&Value> = input["shares"].as_array().expect("shares").iter().collect();
    match even(&parts(&shares)) {
        Err(reason) => map(json!({ "pielou": undefined(reason), "reason": reason.as_str() })),
        Ok(even) => {
            let told = |value: &Figure| measured(&Ok(value.clone()));
            map(json!({
                "pielou": told(&even.pielou),
                "effective_parties": told(&even.effective_parties),
                "gini_evenness": told(&even.gini),
                "simpson_evenness": told(&even.simpson),
                "dominance": told(&even.dominance),
                "min_share_ratio": told(&even.min_share_ratio),
            }))
        }
    }
}

pub fn commitments(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["parties", "commitments"]);
    let parties = list(&input["parties"]);
    let one = |made: &Value| {
        let made = object(made, &["party", "status"]);
        let standing = match made["status"].as_str().expect("a status") {
            "kept" => Standing::Kept,
            "broken" => Standing::Broken,
            "overdue" => Standing::Overdue,
            "open" => Standing::Open,
            "waived_by_all" => Standing::Waived,
            other => panic!("no adapter knows the status `{other}`"),
        };
        (place(&parties, made["party"].as_str().expect("a party")), standing)
    };
    let made: Vec<_> = input["commitments"].as_array().expect("a list").iter().map(one).collect();
    let seen = commitments::commitments(parties.len(), &made);
    map(json!({
        "fulfilment": by_name(&parties, &seen.fulfilment),
        "fulfilment_mean": measured(&seen.mean),
        "fulfilment_min": measured(&seen.min),
        "coverage": measured(&seen.coverage),
        "evenness": measured(&seen.evenness),
    }))
}

pub fn ownership_pulse(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["scale", "responses"]);
    let lo = input["scale"][0].as_u64().expect("a bound") as u32;
    let steps = input["scale"][1].as_u64().expect("a bound") as u32 + 1 - lo;
    let given = input["responses"].as_object().expect("parties");
    let parties: Vec<&str> = given.keys().map(String::as_str).collect();
    let answers = |member: &Value| {
        let answers = member.as_array().expect("answers").iter();
        let steps = answers.map(|answer| Some(answer.as_u64()? as u32 + 1 - lo));
        steps.collect::<Option<Vec<u32>>>()
    };
    let members = |party: &Value| -> Vec<Vec<u32>> {
        party.as_array().expect("members").iter().filter_map(answers).collect()
    };
    let questions = given.values().find_map(|party| Some(party[0].as_array()?.len()));
    let all: Vec<Vec<Vec<u32>>> = given.values().map(members).collect();
    let seen = pulse::ownership(steps, questions.expect("questions"), &all);
    map(json!({
        "party": by_name(&parties, &seen.felt.party),
        "mean": measured(&seen.felt.mean),
        "min": measured(&seen.felt.min),
        "rwg_j": measured(&seen.within_group_agreement),
    }))
}

pub fn three_g(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["parties", "authority", "contributions", "pulse"]);
    let parties = list(&input["parties"]);
    let given = input["contributions"].as_array().expect("contributions");
    let opened: Vec<PartySet> = given
        .iter()
        .map(|one| {
            list(&one["viewed_by"]).iter().map(|name| place(&parties, name) as u32).collect()
        })
        .collect();
    let mut contributions = Vec::new();
    for (one, opened_by) in given.iter().zip(&opened) {
        object(one, &["id", "author", "viewed_by", "responses", "disposition"]);
        let response = |response: &Value| Reaction {
            by: place(&parties, response["by"].as_str().expect("a party")),
            substantive: response["substantive"].as_bool().expect("yes or no"),
            after: 0,
        };
        contributions.push(Contribution {
            author: place(&parties, one["author"].as_str().expect("a party")),
            opened_by,
            responses: one["responses"].as_array().expect("a list").iter().map(response).collect(),
            closure: match one["disposition"].as_str().expect("a disposition") {
                "adopted" => Closure::Adopted,
                "rejected_with_reason" => Closure::RejectedWithReason,
                "rejected_no_reason" | "deferred" | "open" => Closure::None,
                other => panic!("no adapter knows the disposition `{other}`"),
            },
        });
    }
    let authority = input["authority"].as_str().map(|name| place(&parties, name));
    let seen = measure(parties.len(), authority, &contributions);
    let shares = |shares: &Shares| {
        json!({
            "party": by_name(&parties, &shares.party),
            "mean": measured(&shares.mean),
            "min": measured(&shares.min),
        })
    };
    let pulses = input["pulse"].as_object().expect("pulses");
    let gaps = |question: &str, shares: &Shares| {
        let answer = |name: &&str| {
            let answer = pulses.get(*name).and_then(|pulse| pulse[question].as_u64());
            answer.map(|step| step as u32).into_iter().collect()
        };
        let answers: Vec<Vec<u32>> = parties.iter().map(answer).collect();
        gap(&shares.party, &pulse::felt(5, &answers).party)
    };
    let gaps = [("seen", &seen.seen), ("heard", &seen.heard), ("valued", &seen.valued)]
        .map(|(question, shares)| (question, gaps(question, shares)));
    let gap_of = |name: &String| {
        let at = place(&parties, name);
        let all = gaps.iter().map(|(question, gaps)| ((*question).to_owned(), measured(&gaps[at])));
        (name.clone(), Value::from(all.collect::<Map<_, _>>()))
    };
    map(json!({
        "seen": shares(&seen.seen),
        "heard": shares(&seen.heard),
        "valued": shares(&seen.valued),
        "uptake": shares(&seen.uptake),
        "authority_response_rate": measured(&seen.authority_response_rate),
        "gap": Value::from(pulses.keys().map(gap_of).collect::<Map<_, _>>()),
    }))
}

pub fn reciprocity(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["responses"]);
    let given = input["responses"].as_object().expect("responses");
    let parties: Vec<&str> = given.keys().map(String::as_str).collect();
    let mut numbers = BTreeMap::new();
    for (from, to) in given {
        for (to, number) in to.as_object().expect("numbers") {
            let pair = (place(&parties, from), place(&parties, to));
            numbers.insert(pair, number.as_u64().expect("a number"));
        }
    }
    let seen = both_ways::reciprocity(&numbers);
    map(json!({
        "weighted": measured(&seen.weighted),
        "binary": measured(&seen.binary),
        "reason": seen.weighted.as_ref().err().map(|reason| reason.as_str()),
    }))
}

pub fn synergy(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["scale", "parties", "proposals", "ratings", "adopted"]);
    let parties = list(&input["parties"]);
    let (lo, hi) = (fraction(&input["scale"][0]), fraction(&input["scale"][1]));
    let utilities = |name: &str| -> Utilities {
        let rating = |party: &&str| {
            let stance = &input["ratings"][name][*party];
            (!stance.is_null()).then(|| (fraction(stance) - &lo) / (&hi - &lo))
        };
        parties.iter().map(rating).collect()
    };
    let proposals = input["proposals"].as_object().expect("proposals");
    let alone = proposals.iter().filter(|(_, proposal)| proposal["kind"] == "solo");
    let mut alone: Vec<(&str, usize)> = alone
        .map(|(name, solo)| (&**name, place(&parties, solo["owner"].as_str().expect("an owner"))))
        .collect();
    alone.sort_unstable();
    let solos: Vec<Solo> = alone
        .iter()
        .map(|(name, owner)| Solo { owner: *owner, utilities: utilities(name) })
        .collect();
    let adopted = input["adopted"].as_str().expect("a proposal");
    let joint =
        if proposals[adopted]["kind"] == "joint" { vec![utilities(adopted)] } else { vec![] };
    let seen = together(&solos, &joint);
    let flag = |value: &Measured| match value {
        Ok(value) => json!(value.to_f64() == 1.0),
        Err(reason) => undefined(*reason),
    };
    map(json!({
        "n_raters": seen.raters,
        "best_solo": seen.best_solo.map(|at| alone[at].0),
        "strong_utilitarian": measured(&seen.strong_utilitarian),
        "weak_utilitarian": measured(&seen.weak_utilitarian),
        "strong_egalitarian": measured(&seen.strong_egalitarian),
        "strong_nash": measured(&seen.strong_nash),
        "better_share": measured(&seen.better_share),
        "worse_share": measured(&seen.worse_share),
        "pareto_improvement": flag(&seen.pareto_improvement),
        "own_proposal_surpassed_share": measured(&seen.own_proposal_surpassed_share),
        "own_proposal_matched_share": measured(&seen.own_proposal_matched_share),
        "reason": seen.strong_utilitarian.as_ref().err().map(|reason: &Undefined| reason.as_str()),
    }))
}

pub fn susceptibility(input: &Input) -> Map<String, Value> {
    let known = ["scale", "previous", "current", "W", "lambda", "initial"];
    let input = object(input.value, &known);
    let numbers = |value: &Value| -> Vec<BigRational> {
        value.as_array().expect("numbers").iter().map(fraction).collect()
    };
    if let Some(weights) = input.get("W") {
        let weights: Vec<_> = weights.as_array().expect("rows").iter().map(numbers).collect();
        let (lambda, initial) = (numbers(&input["lambda"]), numbers(&input["initial"]));
        let rest = movement::steady_state(&weights, &lambda, &initial).expect("one point of rest");
        let rest: Vec<Value> =
            rest.into_iter().map(|one| measured(&Ok(Figure::Exact(one)))).collect();
        return map(json!({ "final": rest }));
    }
    let before = input["previous"].as_object().expect("parties");
    let parties: Vec<&str> = before.keys().map(String::as_str).collect();
    let stances = |round: &str| -> Stances {
        let own = |party: &&str| input[round][*party].as_array().expect("stances").iter();
        let stance = |value: &Value| value.is_number().then(|| fraction(value));
        parties.iter().map(|party| own(party).map(stance).collect()).collect()
    };
    let seen = movement::susceptibility(&stances("previous"), &stances("current"));
    map(json!({
        "raw": by_name(&parties, &seen.raw),
        "susceptibility": by_name(&parties, &seen.susceptibility),
        "movement_share": by_name(&parties, &seen.movement_share),
    }))
}
