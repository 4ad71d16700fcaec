//! Reading what is said of versions and of the scale: answers, tables of stances, ballots.

use crate::app::cli::script::decode::Decoder;
use crate::app::cli::script::kind::Amount;
use crate::app::cli::script::limits::NAME_CHARS_MAX;
use crate::app::cli::script::node::{Kind as Part, Node};
use crate::app::cli::script::value::{Row, Versioned};

impl Decoder {
    /// A step of the scale, or a pass.
    pub fn answer(&mut self, node: &Node, name: &str) -> Option<Option<i32>> {
        if node.text() == Some("pass") {
            return Some(None);
        }
        let value = node.plain().and_then(|text| text.parse::<i32>().ok());
        if value.is_none() {
            let shown = node.shown();
            let message = format!("`{name}` must be a step of the scale or pass, not {shown}");
            self.problem(node, message);
        }
        value.map(Some)
    }

    /// A table of stances.
    pub fn stances(&mut self, node: &Node, name: &str) -> Option<Vec<Row>> {
        let mut rows = Vec::new();
        for (key, value) in self.map(node, &format!("`{name}`"))? {
            let given = self.text(key, "an item", NAME_CHARS_MAX)?;
            let (item, version) = versioned(&given);
            let row =
                |at, speaker, answer| Row { at, item: item.to_owned(), version, speaker, answer };
            let Part::Map(cells) = &value.kind else {
                let answer = self.answer(value, &given);
                rows.extend(answer.map(|answer| row(value.at, None, answer)));
                continue;
            };
            for (speaker, cell) in cells {
                let who = self.text(speaker, "a member", NAME_CHARS_MAX);
                let answer = self.answer(cell, &given);
                rows.extend(answer.map(|answer| row(speaker.at, who, answer)));
            }
        }
        Some(rows)
    }

    /// A name, perhaps with a version.
    pub fn version(&mut self, node: &Node, name: &str) -> Option<Versioned> {
        let given = self.text(node, name, NAME_CHARS_MAX)?;
        let (name, version) = versioned(&given);
        Some(Versioned { at: node.at, name: name.to_owned(), version })
    }

    /// A list of those.
    pub fn versions(&mut self, node: &Node, name: &str) -> Option<Vec<Versioned>> {
        let items = self.list(node, &format!("`{name}`"))?;
        items.iter().map(|item| self.version(item, name)).collect()
    }

    /// `[A, [B, C], D]`: B and C share the second place.
    pub fn ranking(&mut self, node: &Node, name: &str) -> Option<Vec<Vec<Versioned>>> {
        let mut places = Vec::new();
        for place in self.list(node, &format!("`{name}`"))? {
            places.push(match &place.kind {
                Part::List(_) => self.versions(place, name)?,
                _ => vec![self.version(place, name)?],
            });
        }
        Some(places)
    }

    /// A map of options, each with a number.
    pub fn amounts(
        &mut self,
        node: &Node,
        name: &str,
        of: Amount,
    ) -> Option<Vec<(Versioned, i64)>> {
        let mut amounts = Vec::new();
        for (key, value) in self.map(node, &format!("`{name}`"))? {
            let option = self.version(key, "an option");
            let amount = self.int(value, of.field, of.lo, of.hi);
            amounts.push((option?, amount?));
        }
        Some(amounts)
    }

    /// 32 bytes as hexadecimal digits.
    pub fn digest(&mut self, node: &Node, name: &str) -> Option<Vec<u8>> {
        let digits = node.text().unwrap_or_default().as_bytes();
        let pairs = digits.chunks(2).map(|pair| {
            let pair = std::str::from_utf8(pair).ok().filter(|pair| !pair.starts_with('+'));
            u8::from_str_radix(pair?, 16).ok()
        });
        let bytes = pairs.collect::<Option<Vec<u8>>>().filter(|_| digits.len() == 64);
        if bytes.is_none() {
            let shown = node.shown();
            self.problem(node, format!("`{name}` must be 64 hexadecimal digits, not {shown}"));
        }
        bytes
    }
}

/// `Plan@2` is version 2 of `Plan`.
fn versioned(given: &str) -> (&str, Option<u32>) {
    match given.rsplit_once('@') {
        Some((item, version)) => match version.parse() {
            Ok(version) => (item, Some(version)),
            Err(_) => (given, None),
        },
        None => (given, None),
    }
}
