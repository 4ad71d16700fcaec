//! Reads the inputs of the cases; whatever is not understood stops the test.

use std::collections::BTreeSet;

use num_rational::BigRational;
use serde_json::{Map, Value};

use beraad::analysis::figure::{Measured, Undefined};
use beraad::analysis::ratings::{Answer, Ratings};
use beraad::domain::scale::Scale;

/// The object, after checking that it has no key besides these.
pub fn object<'a>(value: &'a Value, known: &[&str]) -> &'a Map<String, Value> {
    let object = value.as_object().unwrap_or_else(|| panic!("not an object: {value}"));
    for key in object.keys() {
        assert!(known.contains(&key.as_str()), "no adapter knows the input `{key}`");
    }
    object
}

pub fn scale(value: &Value) -> Scale {
    let bound = |index: usize| i32::try_from(value[index].as_i64().expect("a bound")).unwrap();
    Scale::new(bound(0), bound(1)).unwrap()
}

/// One answer: a whole number, `"abstain"` or `null`.
pub fn answer(value: &Value) -> Answer {
    match value {
        Value::Null => Answer::Missing,
        Value::String(text) if text == "abstain" => Answer::Pass,
        _ => Answer::Rated(stance(value)),
    }
}

fn stance(value: &Value) -> i32 {
    let whole = value.as_i64().unwrap_or_else(|| panic!("not a stance: {value}"));
    i32::try_from(whole).unwrap()
}

/// The answers of a party: one, or a list of one a member.
pub fn members(value: &Value) -> Vec<Answer> {
    match value {
        Value::Array(list) => list.iter().map(answer).collect(),
        _ => vec![answer(value)],
    }
}

/// `ballots` (a list of parties) or `party_ballots` (an object of parties) of a case.
pub fn ballots(input: &Map<String, Value>) -> Ratings {
    let parties: Vec<&Value> = match (input.get("ballots"), input.get("party_ballots")) {
        (Some(Value::Array(list)), None) => list.iter().collect(),
        (None, Some(Value::Object(parties))) => parties.values().collect(),
        _ => panic!("neither ballots nor party_ballots: {input:?}"),
    };
    let parties = parties.into_iter().map(members).collect();
    Ratings::new(scale(&input["scale"]), parties).unwrap()
}

/// Every key of these objects, in order: ties are broken by the lowest id.
pub fn ids<'a>(objects: &[&'a Map<String, Value>]) -> Vec<&'a str> {
    let keys = objects.iter().flat_map(|object| object.keys().map(String::as_str));
    keys.collect::<BTreeSet<_>>().into_iter().collect()
}

/// A decimal number as a fraction. Cases carry rounded decimals, so that what lies within 1e-12
/// of a threshold is meant to be on it; the program itself compares fractions exactly.
pub fn decimal(value: &Value) -> Measured {
    let Some(number) = value.as_f64() else {
        assert!(value.is_null(), "not a number: {value}");
        return Err(Undefined::NoExpressedStances);
    };
    let scaled = (number * 1e12).round() as i64;
    Ok(BigRational::new(scaled.into(), 1_000_000_000_000_i64.into()).into())
}
