//! Figures compared with a file of expected ones.

use std::collections::BTreeMap;
use std::path::Path;

use beraad_client::v1::figure;
use serde::Deserialize;
use serde_json::Value;

use crate::app::cli::failure::Failure;
use crate::app::cli::import::play::Played;
use crate::app::cli::page;

/// How far a figure may be off when the file does not say.
const TOLERANCE: f64 = 1e-9;

/// Expected figures, per case and item.
#[derive(Debug, Deserialize)]
pub struct Expected {
    #[serde(default = "tolerance")]
    tolerance: f64,
    cases: Vec<ExpectedCase>,
}

#[derive(Debug, Deserialize)]
struct ExpectedCase {
    id: String,
    expected: ExpectedItems,
}

#[derive(Debug, Deserialize)]
struct ExpectedItems {
    items: Vec<ExpectedItem>,
}

#[derive(Debug, Deserialize)]
struct ExpectedItem {
    item: String,
    #[serde(flatten)]
    figures: BTreeMap<String, Value>,
}

fn tolerance() -> f64 {
    TOLERANCE
}

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Items compared.
    pub items: usize,
    /// Figures compared.
    pub figures: usize,
    /// Each difference, in words.
    pub differences: Vec<String>,
}

impl Compared {
    /// Adds another comparison.
    pub fn add(&mut self, other: Compared) {
        self.items += other.items;
        self.figures += other.figures;
        self.differences.extend(other.differences);
    }

    /// The comparison in a few words.
    #[must_use]
    pub fn told(&self) -> String {
        let (items, figures) = (self.items, self.figures);
        match self.differences.len() {
            0 => format!("equal: {items} items, {figures} figures"),
            number => format!("different: {number} of {figures} figures"),
        }
    }
}

/// Reads expected figures.
///
/// # Errors
/// When the file cannot be read or has another form.
pub fn read(path: &Path) -> Result<Expected, Failure> {
    let shown = path.display();
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::io(format!("{shown} cannot be read: {error}")))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let form = "{tolerance, cases: [{id, expected: {items: [{item, …}]}}]}";
        Failure::input(format!("{shown}: {error}; the form is {form}"))
    })
}

impl Expected {
    /// The cases it has figures for.
    #[must_use]
    pub fn cases(&self) -> Vec<&str> {
        self.cases.iter().map(|case| case.id.as_str()).collect()
    }

    /// Compares a case; `None` when the file has no figures for it. `items` are those that were
    /// played: an expected one beyond them is left out.
    #[must_use]
    pub fn compare(&self, case: &str, items: &[String], played: &Played) -> Option<Compared> {
        let expected = self.cases.iter().find(|one| one.id == case)?;
        let mut compared = Compared::default();
        let wanted = expected.expected.items.iter();
        for item in wanted.filter(|item| items.contains(&item.item)) {
            compared.items += 1;
            for (name, value) in &item.figures {
                compared.figures += 1;
                let difference = self.difference(played, &item.item, name, value);
                compared.differences.extend(difference);
            }
        }
        Some(compared)
    }

    fn difference(
        &self,
        played: &Played,
        item: &str,
        name: &str,
        expected: &Value,
    ) -> Option<String> {
        // What is told of one stage names it; everything else compares the two, so stands with
        // the second.
        let (round, figure) = match (name.strip_suffix("_before"), name.strip_suffix("_after")) {
            (Some(figure), _) => (1, figure),
            (_, Some(figure)) => (2, figure),
            _ => (2, name),
        };
        let Some(found) = played.figure(round, item, figure) else {
            return Some(format!("{item} {name}: there is no such figure"));
        };
        let is = match found.result {
            Some(figure::Result::Value(value)) => Some(value),
            _ => None,
        };
        let equal = match (is, expected.as_f64()) {
            (Some(is), Some(expected)) => (is - expected).abs() <= self.tolerance,
            (None, None) => expected.is_null(),
            _ => false,
        };
        let shown = is.map_or_else(
            || page::undefined(found).unwrap_or("nothing").to_owned(),
            |is| is.to_string(),
        );
        (!equal).then(|| format!("{item} {name}: is {shown}, expected {expected}"))
    }
}
