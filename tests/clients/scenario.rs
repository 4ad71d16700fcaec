//! A scenario as it stands in its file: steps that every client plays, and what must come of them.
//!
//! ```yaml
//! about: What it shows.
//! callers:
//!   host: { role: facilitator, credential: host }
//! steps:
//!   - as: host
//!     call: DeliberationService.AddMember
//!     request: { party: deliberations/d/parties/p, displayName: Anna }
//!     save: { anna: answer.name }
//!   - as: host
//!     call: …
//!     request: { member: "${anna}" }
//!     refused: MEMBER_NOT_YOURS
//! ```
//!
//! `as` names a caller or is one. `expect` holds part of the outcome: what it leaves out may be
//! anything, and a list that it gives is the whole list. A step without `refused`, `failed` or
//! `expect` must get an answer. `save` keeps values of the outcome by their path for later steps.
//! `only: [rust, python]` leaves out clients that cannot do this, such as a browser that streams.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::programs::Program;

/// A scenario.
pub struct Scenario {
    name: String,
    only: Vec<String>,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

/// A step.
pub struct Step {
    number: usize,
    /// What the players get to read of it.
    pub played: Value,
    expected: Value,
    save: BTreeMap<String, String>,
}

/// Values of outcomes, by name.
#[derive(Default)]
pub struct Saved(BTreeMap<String, String>);

impl Scenario {
    /// Every scenario in a folder, in order of name.
    pub fn all_in(folder: &Path) -> Vec<Scenario> {
        let entries = std::fs::read_dir(folder).expect("the folder of the scenarios");
        let paths = entries.map(|entry| entry.expect("a file").path());
        let mut paths: Vec<_> =
            paths.filter(|path| path.extension().is_some_and(|kind| kind == "yaml")).collect();
        paths.sort();
        paths.iter().map(|path| Scenario::read(path)).collect()
    }

    fn read(path: &Path) -> Scenario {
        let text = std::fs::read_to_string(path).expect("a scenario");
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let whole: Value = serde_saphyr::from_str(&text)
            .unwrap_or_else(|error| panic!("{name} is not YAML: {error}"));
        only_keys(&name, &whole, &["about", "callers", "only", "steps"]);
        assert!(whole["about"].is_string(), "{name} does not say what it is about");
        let only = whole["only"].as_array().into_iter().flatten();
        let only = only.map(|one| one.as_str().expect("a client").to_owned()).collect();
        let steps = whole["steps"].as_array().unwrap_or_else(|| panic!("{name} has no steps"));
        let read = |(number, step)| Step::read(&name, number + 1, step, &whole["callers"]);
        let steps = steps.iter().enumerate().map(read).collect();
        Scenario { name, only, steps }
    }

    /// Whether this client plays it.
    pub fn is_for(&self, program: &Program) -> bool {
        self.only.is_empty() || self.only.iter().any(|one| one == program.name)
    }

    /// The steps in parts that each need nothing of their own outcomes.
    pub fn parts(&self) -> impl Iterator<Item = &[Step]> {
        self.steps.split_inclusive(|step| !step.save.is_empty())
    }
}

const PLAYED: [&str; 12] = [
    "as",
    "language",
    "headers",
    "attempts",
    "deadline_ms",
    "call",
    "pages",
    "request",
    "export",
    "watch",
    "stances",
    "analysis",
];
const OTHER: [&str; 6] = ["traces", "take", "expect", "refused", "failed", "save"];

impl Step {
    fn read(scenario: &str, number: usize, step: &Value, callers: &Value) -> Step {
        let at = format!("{scenario}, step {number}");
        only_keys(&at, step, &[&PLAYED[..], &OTHER[..]].concat());
        let mut played = step.as_object().expect("a map").clone();
        let mut expected = json!({});
        if let Some(reason) = played.remove("refused") {
            expected = json!({ "refused": { "reason": reason } });
        }
        if let Some(failure) = played.remove("failed") {
            expected = json!({ "failed": failure });
        }
        if let Some(more) = played.remove("expect") {
            merge(&mut expected, more);
        }
        if let Some(Value::String(caller)) = played.get("as") {
            let caller = callers.get(caller).unwrap_or_else(|| panic!("{at}: who is {caller}?"));
            played.insert("as".into(), caller.clone());
        }
        let save = played.remove("save").unwrap_or_else(|| json!({}));
        let save = serde_json::from_value(save).unwrap_or_else(|error| panic!("{at}: {error}"));
        Step { number, played: Value::Object(played), expected, save }
    }

    /// Where it stands.
    pub fn at(&self, scenario: &Scenario) -> String {
        format!("{}, step {}", scenario.name, self.number)
    }

    /// What is not as expected.
    pub fn judge(&self, saved: &Saved, outcome: &Value) -> Result<(), String> {
        let expected = saved.fill(&self.expected);
        for kind in ["refused", "failed"] {
            if outcome.get(kind).is_some() && expected.get(kind).is_none() {
                return Err(format!("it got no answer\n{outcome:#}"));
            }
        }
        holds(&expected, outcome, "").map_err(|problem| format!("{problem}\n{outcome:#}"))
    }

    /// Keeps what later steps need.
    pub fn save(&self, saved: &mut Saved, outcome: &Value) {
        for (name, path) in &self.save {
            let mut value = outcome;
            for part in path.split('.') {
                value = match part.parse::<usize>() {
                    Ok(place) => &value[place],
                    Err(_) => &value[part],
                };
            }
            let text = value.as_str().unwrap_or_else(|| panic!("no text at {path} in {outcome:#}"));
            saved.0.insert(name.clone(), text.to_owned());
        }
    }
}

impl Saved {
    /// A value with every `${name}` in its texts replaced.
    pub fn fill(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => {
                let mut text = text.clone();
                for (name, saved) in &self.0 {
                    text = text.replace(&format!("${{{name}}}"), saved);
                }
                assert!(!text.contains("${"), "nothing was saved for {text}");
                Value::String(text)
            }
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect(),
            Value::Object(fields) => {
                let fill = |(key, value): (&String, &Value)| (key.clone(), self.fill(value));
                Value::Object(fields.iter().map(fill).collect())
            }
            other => other.clone(),
        }
    }
}

/// An outcome for comparison: numbers as JSON has them, whatever way they were written, and
/// incidents, which get a new id each, left out.
pub fn comparable(outcome: &Value) -> Value {
    match outcome {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.iter().map(comparable).collect(),
        Value::Object(fields) => {
            let mut same: Map<String, Value> = Map::new();
            for (key, value) in fields {
                let value = match key.as_str() {
                    "incident" => json!("…"),
                    _ => comparable(value),
                };
                same.insert(key.clone(), value);
            }
            Value::Object(same)
        }
        other => other.clone(),
    }
}

fn holds(expected: &Value, actual: &Value, path: &str) -> Result<(), String> {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            expected.iter().try_for_each(|(key, value)| {
                let path = format!("{path}.{key}");
                let there = actual.get(key).ok_or_else(|| format!("{path} is missing"))?;
                holds(value, there, &path)
            })
        }
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            let pairs = expected.iter().zip(actual).enumerate();
            pairs.into_iter().try_for_each(|(place, (expected, actual))| {
                holds(expected, actual, &format!("{path}[{place}]"))
            })
        }
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => Ok(()),
        _ if expected == actual => Ok(()),
        _ => Err(format!("{path} is {actual} and should be {expected}")),
    }
}

fn merge(into: &mut Value, more: Value) {
    match (into, more) {
        (Value::Object(into), Value::Object(more)) => {
            for (key, value) in more {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, more) => *into = more,
    }
}

fn only_keys(at: &str, value: &Value, known: &[&str]) {
    let map = value.as_object().unwrap_or_else(|| panic!("{at} is no map"));
    for key in map.keys() {
        assert!(known.contains(&key.as_str()), "{at}: unknown key {key}; known are {known:?}");
    }
}
