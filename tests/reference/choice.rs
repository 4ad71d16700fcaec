//! Adapters of the decision rules. What the cases call a member is a party here.

use num_rational::BigRational;
use num_traits::ToPrimitive;
use serde_json::{Map, Value, json};

use beraad::analysis::choice::ballot::{ConsentBallot, ConsentParty, Grouped, Vote, VoteParty};
use beraad::analysis::choice::consent as by_consent;
use beraad::analysis::choice::floors::Floors;
use beraad::analysis::choice::supermajority_floor as by_majority;
use beraad::analysis::choice::{FLOOR, OVERALL, QUORUM, Verdict};
use beraad::analysis::fraction::Fraction;

use super::folder::Input;
use super::input::object;

/// No group is too small: the cases use the rule as it is.
const EVERY_GROUP: u64 = 0;

pub fn consent(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["members", "quorum", "stances"]);
    let given = input["stances"].as_array().expect("a list of stances");
    let mut parties: Vec<_> = given.iter().map(|stance| (0, consenting(stance))).collect();
    assert!(parties.len() <= count(&input["members"]), "more stances than members");
    let silent = || (0, ConsentParty { members: Vec::new(), objects: false });
    parties.resize_with(count(&input["members"]), silent);
    let floors = Floors { floor: fraction(&json!("0")), parties_min: EVERY_GROUP };
    let parties = Grouped::new(1, parties).unwrap();
    let outcome = by_consent::consent(&parties, fraction(&input["quorum"]), floors);
    let result = match outcome.verdict {
        Verdict::NoQuorum | Verdict::NoConsent => "no_decision",
        verdict => verdict.as_str(),
    };
    let computed = json!({ "result": result, "open_objections": outcome.open_objections });
    computed.as_object().cloned().unwrap()
}

fn consenting(stance: &Value) -> ConsentParty {
    let stance = object(stance, &["kind", "reasoned", "state"]);
    let ballot = match stance["kind"].as_str().expect("a kind of stance") {
        "consent" => ConsentBallot::Consent,
        "concern" => ConsentBallot::Concern,
        "object" => ConsentBallot::Objection,
        "abstain" => ConsentBallot::Abstain,
        other => panic!("no adapter knows the stance `{other}`"),
    };
    let objects = ballot == ConsentBallot::Objection
        && stance["reasoned"].as_bool().expect("a flag")
        && stance["state"].as_str().expect("a state") == "open";
    ConsentParty { members: vec![Some(ballot)], objects }
}

pub fn supermajority_floor(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["q", "floor", "quorum", "groups"]);
    let groups = input["groups"].as_array().expect("a list of groups");
    let voting = |(group, counts)| voting(counts).into_iter().map(move |party| (group, party));
    let parties: Vec<_> = groups.iter().enumerate().flat_map(voting).collect();
    let parties = Grouped::new(groups.len(), parties).unwrap();
    let thresholds = by_majority::Thresholds {
        quorum: fraction(&input["quorum"]),
        overall: fraction(&input["q"]),
        floors: Floors { floor: fraction(&input["floor"]), parties_min: EVERY_GROUP },
    };
    let outcome = by_majority::supermajority_floor(&parties, &thresholds);
    let passed = |name: &str| -> Vec<bool> {
        let steps = outcome.steps.iter().filter(|step| step.name == name);
        steps.map(|step| step.passed).collect()
    };
    let computed = json!({
        "quorum_met": passed(QUORUM)[0],
        "overall_reached": passed(OVERALL)[0],
        "group_reached": passed(FLOOR),
        "passes": outcome.verdict == Verdict::Adopted,
        "steamrolled_groups": outcome.steamrolled(),
    });
    computed.as_object().cloned().unwrap()
}

fn voting(counts: &Value) -> Vec<VoteParty> {
    let counts = object(counts, &["agree", "disagree", "abstain", "members"]);
    let kinds = [("agree", Vote::Agree), ("disagree", Vote::Disagree), ("abstain", Vote::Abstain)];
    let mut parties = Vec::new();
    for (key, vote) in kinds {
        let party = VoteParty { members: vec![Some(vote)] };
        parties.extend(std::iter::repeat_n(party, count(&counts[key])));
    }
    let members = count(&counts["members"]);
    assert!(parties.len() <= members, "more votes than members: {counts:?}");
    parties.resize(members, VoteParty::default());
    parties
}

fn count(value: &Value) -> usize {
    value.as_u64().expect("a count") as usize
}

/// A share written as `2/3`, `0` or `1`.
fn fraction(value: &Value) -> Fraction {
    let text = value.as_str().unwrap_or_else(|| panic!("not a fraction: {value}"));
    let share: BigRational = text.parse().unwrap_or_else(|e| panic!("{text}: {e:?}"));
    let part = |number: &num_bigint::BigInt| number.to_u32().expect("a short number");
    Fraction::new(part(share.numer()), part(share.denom())).unwrap()
}
