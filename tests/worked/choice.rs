//! The decision rules on examples that were worked out by hand.

use std::path::Path;

use beraad::analysis::choice::ballot::{ConsentBallot, ConsentParty, Grouped, Vote, VoteParty};
use beraad::analysis::choice::consent::consent;
use beraad::analysis::choice::floors::Floors;
use beraad::analysis::choice::supermajority_floor::{Thresholds, supermajority_floor};
use beraad::analysis::choice::{Outcome, Step};
use beraad::analysis::fraction::Fraction;
use serde_json::{Value, json};

#[test]
fn outcomes_equal_those_worked_out_by_hand() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/choice.json");
    let document: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    for case in document["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        assert!(!case["by_hand"].as_array().unwrap().is_empty(), "{name} has no calculation");
        let outcome = outcome(case);
        let found = json!({
            "verdict": outcome.verdict.as_str(),
            "steps": outcome.steps.iter().map(step).collect::<Vec<_>>(),
            "open_objections": outcome.open_objections,
            "under": outcome.groups_under_floor,
            "without": outcome.groups_without_floor,
            "steamrolled": outcome.steamrolled(),
        });
        assert_eq!(found, case["expect"], "{name}");
    }
}

fn outcome(case: &Value) -> Outcome {
    let parties_min = case["parties_min"].as_u64().unwrap();
    let floors = Floors { floor: fraction(&case["floor"]), parties_min };
    let quorum = fraction(&case["quorum"]);
    match case["rule"].as_str().unwrap() {
        "consent" => {
            let parties = grouped(case, |party| ConsentParty {
                members: ballots(party, consent_ballot),
                objects: party.get("objects").is_some_and(|flag| flag.as_bool().unwrap()),
            });
            consent(&parties, quorum, floors)
        }
        "supermajority_floor" => {
            let parties = grouped(case, |party| VoteParty { members: ballots(party, vote) });
            let overall = fraction(&case["overall"]);
            supermajority_floor(&parties, &Thresholds { quorum, overall, floors })
        }
        other => panic!("unknown rule {other}"),
    }
}

fn grouped<P>(case: &Value, party: impl Fn(&Value) -> P) -> Grouped<P> {
    let group = |of: &Value| of["group"].as_u64().unwrap() as usize;
    let list = case["parties"].as_array().unwrap();
    let parties: Vec<_> = list.iter().map(|one| (group(one), party(one))).collect();
    let groups = parties.iter().map(|(group, _)| group + 1).max().unwrap();
    Grouped::new(groups, parties).unwrap()
}

fn ballots<B>(party: &Value, read: impl Fn(&str) -> B) -> Vec<Option<B>> {
    party["ballots"].as_array().unwrap().iter().map(|ballot| ballot.as_str().map(&read)).collect()
}

fn consent_ballot(text: &str) -> ConsentBallot {
    match text {
        "consent" => ConsentBallot::Consent,
        "concern" => ConsentBallot::Concern,
        "objection" => ConsentBallot::Objection,
        "abstain" => ConsentBallot::Abstain,
        other => panic!("unknown ballot {other}"),
    }
}

fn vote(text: &str) -> Vote {
    match text {
        "agree" => Vote::Agree,
        "disagree" => Vote::Disagree,
        "abstain" => Vote::Abstain,
        other => panic!("unknown vote {other}"),
    }
}

fn fraction(value: &Value) -> Fraction {
    let part = |index: usize| value[index].as_u64().unwrap() as u32;
    Fraction::new(part(0), part(1)).unwrap()
}

fn step(step: &Step) -> Value {
    let value = match &step.value {
        Ok(value) => value.to_string(),
        Err(reason) => reason.as_str().to_owned(),
    };
    json!([step.name, step.group, value, step.passed])
}
