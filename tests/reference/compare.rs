//! Compares expected figures with computed ones, both as JSON.

use serde_json::{Map, Value, json};

use beraad::analysis::figure::{Measured, Undefined};

/// What has been compared so far.
pub struct Comparison {
    /// How far numbers may differ; `None` where they must be the same number.
    tolerance: Option<f64>,
    pub compared: usize,
    pub differences: Vec<String>,
}

/// A measured value as JSON: a number, or an object that names why there is none.
pub fn measured(measured: &Measured) -> Value {
    match measured {
        Ok(value) => json!(value.to_f64()),
        Err(reason) => undefined(*reason),
    }
}

/// An undefined value, which an expected `null` accepts.
pub fn undefined(reason: Undefined) -> Value {
    json!({ "undefined": reason.as_str() })
}

/// A key by which computed figures say that nothing besides them was computed, so that one that was
/// not expected is a difference too.
pub const NOTHING_ELSE: &str = "=";

impl Comparison {
    pub fn new(tolerance: Option<f64>) -> Comparison {
        Comparison { tolerance, compared: 0, differences: Vec::new() }
    }

    /// Compares every expected key; one that was not computed is a difference.
    pub fn keys(&mut self, path: &str, expected: &Map<String, Value>, actual: &Map<String, Value>) {
        for (key, expected) in expected {
            let path = format!("{path}/{key}");
            match actual.get(key) {
                Some(actual) => self.value(&path, expected, actual),
                None => self.differences.push(format!("{path}: no adapter knows this key")),
            }
        }
        if actual.contains_key(NOTHING_ELSE) {
            self.compared += 1;
            let extra = |key: &&String| *key != NOTHING_ELSE && !expected.contains_key(*key);
            for key in actual.keys().filter(extra) {
                self.differences.push(format!("{path}/{key}: computed, and not expected"));
            }
        }
    }

    fn value(&mut self, path: &str, expected: &Value, actual: &Value) {
        match (expected, actual) {
            (Value::Object(expected), Value::Object(actual)) => self.keys(path, expected, actual),
            (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
                self.compared += usize::from(expected.is_empty());
                for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                    self.value(&format!("{path}/{index}"), expected, actual);
                }
            }
            _ => self.leaf(path, expected, actual),
        }
    }

    fn leaf(&mut self, path: &str, expected: &Value, actual: &Value) {
        self.compared += 1;
        let same = match (expected, actual) {
            (Value::Null, Value::Object(actual)) => actual.contains_key("undefined"),
            (Value::Number(expected), Value::Number(actual)) => match self.tolerance {
                Some(tolerance) => {
                    let pair = expected.as_f64().zip(actual.as_f64());
                    pair.is_some_and(|(expected, actual)| (expected - actual).abs() <= tolerance)
                }
                None => expected == actual,
            },
            _ => expected == actual,
        };
        if !same {
            self.differences.push(format!("{path}: expected {expected}, computed {actual}"));
        }
    }
}

mod tests {
    use super::*;

    fn differences(expected: Value, actual: Value) -> (usize, usize) {
        within(Some(1e-9), expected, actual)
    }

    fn within(tolerance: Option<f64>, expected: Value, actual: Value) -> (usize, usize) {
        let mut comparison = Comparison::new(tolerance);
        comparison.value("", &expected, &actual);
        (comparison.compared, comparison.differences.len())
    }

    #[test]
    fn the_comparison_itself_sees_differences() {
        assert_eq!(differences(json!({"a": 1.0}), json!({"a": 1, "b": 2})), (1, 0));
        assert_eq!(differences(json!({"a": 1.0}), json!({"a": 1.00000001})), (1, 1));
        assert_eq!(differences(json!({"c": 1}), json!({"a": 1})), (0, 1));
        assert_eq!(differences(json!([1, 2]), json!([1])), (1, 1));
        assert_eq!(differences(json!(null), json!(0)), (1, 1));
        assert_eq!(differences(json!(0), undefined(Undefined::NoVariation)), (1, 1));
        assert_eq!(differences(json!(null), undefined(Undefined::NoVariation)), (1, 0));
        assert_eq!(differences(json!("a"), json!("b")), (1, 1));
        assert_eq!(differences(json!([]), json!([])), (1, 0));
    }
    #[test]
    fn without_a_tolerance_numbers_must_be_equal() {
        let (large, larger) = (9_007_199_254_740_992_u64, 9_007_199_254_740_993_u64);
        assert_eq!(within(None, json!(large), json!(large)), (1, 0));
        assert_eq!(within(None, json!(large), json!(larger)), (1, 1));
        assert_eq!(within(None, json!([1, "2/3"]), json!([1, "2/3"])), (2, 0));
    }
}
