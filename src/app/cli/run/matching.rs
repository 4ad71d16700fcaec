//! Paths into an answer, and whether what stands there is what a script says.

use serde_json::Value;

use crate::app::cli::json::{bare_enum, field, shown};
use crate::app::cli::run::world::World;

/// The value at a path such as `phase`, `advice.0.item`, `parties[0].kind` or
/// `decisions[number=12].status`, which is the first of the list whose field has that value. An
/// answer that holds one message may be entered without naming it.
#[must_use]
pub fn at<'a>(world: &World, json: &'a Value, path: &str) -> Option<&'a Value> {
    let found = walk(world, json, path);
    found.or_else(|| match json.as_object()?.values().collect::<Vec<_>>().as_slice() {
        [only] if only.is_object() => walk(world, only, path),
        _ => None,
    })
}

/// What is wrong when the value at a path is not the expected one.
#[must_use]
pub fn miss(world: &World, json: &Value, path: &str, expected: &str) -> Option<String> {
    match at(world, json, path) {
        Some(found) if same(world, found, expected) => None,
        Some(found) => Some(format!("{path} is {}; expected {expected}", shown(found))),
        None if expected.is_empty() => None,
        None => Some(format!("{path} is not in the answer; expected {expected}; see --json")),
    }
}

/// Whether a value is what a script writes: a number against a list is its length, a fraction is
/// a ratio, a name is what it stands for, and a value of an enum may be short.
fn same(world: &World, found: &Value, expected: &str) -> bool {
    match found {
        Value::Null => expected.is_empty(),
        Value::Bool(flag) => flag.to_string() == expected,
        Value::Array(items) => items.len().to_string() == expected,
        Value::Number(number) => match (number.as_f64(), expected.parse::<f64>()) {
            (Some(found), Ok(expected)) => (found - expected).abs() <= f64::EPSILON,
            _ => false,
        },
        Value::String(text) => {
            text == expected
                || bare_enum(text).is_some_and(|bare| bare == expected.to_lowercase())
                || text.starts_with("deliberations/") && world.name_of(text) == expected
        }
        Value::Object(fields) => match (fields.get("value"), fields.get("numerator")) {
            (Some(value), _) => same(world, value, expected),
            (_, Some(numerator)) => {
                let denominator = fields.get("denominator").unwrap_or(&Value::Null);
                format!("{numerator}/{denominator}") == expected.replace(' ', "")
            }
            _ => false,
        },
    }
}

fn walk<'a>(world: &World, json: &'a Value, path: &str) -> Option<&'a Value> {
    let mut at = json;
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (selector, after) = inside.split_once(']')?;
            at = match selector.split_once('=') {
                Some((name, value)) => {
                    let has = |item: &&Value| {
                        walk(world, item, name.trim())
                            .is_some_and(|found| same(world, found, value.trim()))
                    };
                    at.as_array()?.iter().find(has)?
                }
                None => at.get(selector.trim().parse::<usize>().ok()?)?,
            };
            rest = after.strip_prefix('.').unwrap_or(after);
            continue;
        }
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (segment, after) = rest.split_at(end);
        at = match at {
            Value::Array(items) => items.get(segment.parse::<usize>().ok()?)?,
            other => field(other, segment)?,
        };
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    Some(at)
}
