//! Reading the entries of a profile one by one, collecting everything that is wrong.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::app::cli::load::profile::{Opinions, Pace, THRESHOLDS, Ways};
use crate::app::cli::load::rpc;
use crate::app::cli::script::node::{Kind, Node};
use crate::app::cli::script::problem::{Problem, did_you_mean};

/// The entries of a map, read one by one; what is wrong is collected.
pub(super) struct Fields<'a> {
    at: &'a Node,
    entries: Vec<(&'a str, &'a Node, &'a Node)>,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(node: &'a Node, what: &str, known: &[&str]) -> Fields<'a> {
        let mut fields = Fields { at: node, entries: Vec::new(), problems: Vec::new() };
        let Kind::Map(entries) = &node.kind else {
            let rule = format!("{what} is a map; this is {}", node.shown());
            fields.problems.push(Problem::new(node.at, rule));
            return fields;
        };
        for (key, value) in entries {
            let name = key.text().unwrap_or_default();
            if known.contains(&name) {
                fields.entries.push((name, key, value));
                continue;
            }
            let near = did_you_mean(name, known.iter().copied());
            let all = known.join(", ");
            let rule = format!("{what} has no `{name}`{near} (it has: {all})");
            fields.problems.push(Problem::new(key.at, rule));
        }
        fields
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Node> {
        self.entries.iter().find(|(key, ..)| *key == name).map(|(.., value)| *value)
    }

    pub(super) fn problem(&mut self, name: &str, rule: impl std::fmt::Display) {
        let at = self.get(name).unwrap_or(self.at).at;
        self.problems.push(Problem::new(at, format!("{name}: {rule}")));
    }

    pub(super) fn number(
        &mut self,
        name: &str,
        range: RangeInclusive<f64>,
        default: Option<f64>,
    ) -> f64 {
        let (lo, hi) = (*range.start(), *range.end());
        let Some(node) = self.get(name) else {
            if default.is_none() {
                self.problem(name, format!("is missing; give a number from {lo} to {hi}"));
            }
            return default.unwrap_or(lo);
        };
        let found = node.plain().and_then(|text| text.parse::<f64>().ok());
        match found.filter(|number| range.contains(number)) {
            Some(number) => number,
            None => {
                let shown = node.shown();
                self.problem(name, format!("is {shown}; give a number from {lo} to {hi}"));
                lo
            }
        }
    }

    pub(super) fn whole(
        &mut self,
        name: &str,
        range: RangeInclusive<u64>,
        default: Option<u32>,
    ) -> u32 {
        let (lo, hi) = (*range.start(), *range.end());
        let rule = format!("give a whole number from {lo} to {hi}");
        let Some(node) = self.get(name) else {
            if default.is_none() {
                self.problem(name, format!("is missing; {rule}"));
            }
            return default.unwrap_or(lo as u32);
        };
        let found = node.plain().and_then(|text| text.parse::<u64>().ok());
        match found.filter(|number| range.contains(number)) {
            Some(number) => number as u32,
            None => {
                let shown = node.shown();
                self.problem(name, format!("is {shown}; {rule}"));
                lo as u32
            }
        }
    }

    pub(super) fn text(&mut self, name: &str) -> String {
        match self.get(name).map(|node| (node, node.text())) {
            Some((_, Some(text))) if (1..=100).contains(&text.chars().count()) => text.to_owned(),
            Some((node, _)) => {
                let shown = node.shown();
                self.problem(name, format!("is {shown}; give 1 to 100 characters"));
                String::new()
            }
            None => {
                self.problem(name, "is missing; give 1 to 100 characters");
                String::new()
            }
        }
    }

    pub(super) fn word(&mut self, name: &str, words: &[&str]) -> usize {
        let Some(node) = self.get(name) else { return 0 };
        let found = node.text().and_then(|text| words.iter().position(|word| *word == text));
        if found.is_none() {
            let (shown, words) = (node.shown(), words.join(" or "));
            self.problem(name, format!("is {shown}; write {words}"));
        }
        found.unwrap_or_default()
    }

    pub(super) fn scale(&mut self) -> (i32, i32) {
        let Some(node) = self.get("scale") else { return (-2, 2) };
        let ends = match &node.kind {
            Kind::List(ends) if ends.len() == 2 => {
                let end = |at: usize| ends[at].plain().and_then(|text| text.parse::<i32>().ok());
                end(0).zip(end(1))
            }
            _ => None,
        };
        match ends.filter(|(lo, hi)| lo < hi && hi - lo <= 100) {
            Some(ends) => ends,
            None => {
                self.problem("scale", "write it as [lo, hi], lowest first, such as [-2, 2]");
                (-2, 2)
            }
        }
    }

    /// The weights in a map; when it is left out, all are 1.
    pub(super) fn weights<const N: usize>(&mut self, name: &str, known: [&str; N]) -> [u32; N] {
        let Some(node) = self.get(name) else { return [1; N] };
        let mut fields = Fields::of(node, name, &known);
        let weights = known.map(|known| fields.whole(known, 0..=1_000, Some(0)));
        self.problems.append(&mut fields.problems);
        if weights.iter().all(|weight| *weight == 0) {
            self.problem(name, "every weight is 0; give one of them more");
            return [1; N];
        }
        weights
    }

    pub(super) fn opinions(&mut self) -> Opinions {
        let known = ["stubborn", "movers", "bounded", "abstainers", "late"];
        let [stubborn, movers, bounded, abstainers, late] = self.weights("opinions", known);
        Opinions { stubborn, movers, bounded, abstainers, late }
    }

    pub(super) fn ways(&mut self) -> Ways {
        let [unary, batch, stream] = self.weights("ways", ["unary", "batch", "stream"]);
        Ways { unary, batch, stream }
    }

    pub(super) fn pace(&mut self) -> Pace {
        let Some(node) = self.get("pace") else { return Pace::Concurrency(32) };
        let known = ["concurrency", "rate", "days", "time_factor"];
        let mut fields = Fields::of(node, "pace", &known);
        let given: Vec<&str> = fields.entries.iter().map(|(name, ..)| *name).collect();
        let pace = match given.as_slice() {
            ["concurrency"] => Pace::Concurrency(fields.whole("concurrency", 1..=2_000, None)),
            ["rate"] => Pace::Rate(fields.number("rate", 0.1..=1_000_000.0, None)),
            ["days", "time_factor"] | ["time_factor", "days"] => Pace::Days {
                days: fields.number("days", 0.001..=365.0, None),
                time_factor: fields.number("time_factor", 1.0..=1_000_000.0, None),
            },
            _ => {
                let rule = "give `concurrency`, or `rate`, or `days` with `time_factor`";
                fields.problems.push(Problem::new(node.at, format!("pace: {rule}")));
                Pace::Concurrency(1)
            }
        };
        self.problems.append(&mut fields.problems);
        pace
    }

    pub(super) fn thresholds(&mut self) -> BTreeMap<&'static str, f64> {
        let Some(node) = self.get(THRESHOLDS) else { return BTreeMap::new() };
        let known = rpc::names();
        let mut fields = Fields::of(node, THRESHOLDS, &known);
        let given: Vec<&str> = fields.entries.iter().map(|(name, ..)| *name).collect();
        let limits = known.iter().filter(|name| given.contains(name));
        let limits = limits.map(|name| (*name, fields.number(name, 0.001..=3_600_000.0, None)));
        let limits = limits.collect();
        self.problems.append(&mut fields.problems);
        limits
    }
}
