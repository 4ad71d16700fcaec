//! From a part of the document to the value that a field may hold. Every problem is kept, and
//! reading goes on, so that an author sees them all at once.

use beraad_client::v1::Ratio;

use crate::app::cli::json::enum_values;
use crate::app::cli::script::kind::{Args, Choice, Closing, Data, Field, Kind, Unit, Value};
use crate::app::cli::script::limits::NAME_CHARS_MAX;
use crate::app::cli::script::moment::{Moment, hours};
use crate::app::cli::script::node::{Kind as Part, Node};
use crate::app::cli::script::problem::{Problem, did_you_mean};

/// The problems found so far.
#[derive(Debug, Default)]
pub struct Decoder {
    /// In the order in which they were found.
    pub problems: Vec<Problem>,
}

impl Decoder {
    /// Keeps a problem.
    pub fn problem(&mut self, node: &Node, message: impl Into<String>) {
        self.problems.push(Problem::new(node.at, message));
    }

    /// The entries of a map; `thing` names it in the problem when it is none.
    pub fn map<'n>(&mut self, node: &'n Node, thing: &str) -> Option<&'n [(Node, Node)]> {
        let Part::Map(entries) = &node.kind else {
            let message = format!("{thing} must be a map, not {}", node.shown());
            self.problem(node, message);
            return None;
        };
        Some(entries)
    }

    /// The parts of a list.
    pub fn list<'n>(&mut self, node: &'n Node, thing: &str) -> Option<&'n [Node]> {
        let Part::List(items) = &node.kind else {
            let message = format!("{thing} must be a list, not {}", node.shown());
            self.problem(node, message);
            return None;
        };
        Some(items)
    }

    /// The fields of a map, each by its kind; unknown and missing ones are problems.
    pub fn fields(
        &mut self,
        node: &Node,
        thing: &str,
        known: impl Iterator<Item = &'static Field> + Clone,
    ) -> Args {
        let mut args = Args::default();
        let Some(entries) = self.map(node, thing) else {
            return args;
        };
        for (key, value) in entries {
            let name = key.text().unwrap_or_default();
            let Some(field) = known.clone().find(|field| field.name == name) else {
                let names: Vec<&str> = known.clone().map(|field| field.name).collect();
                let near = did_you_mean(name, names.iter().copied());
                let may_have = match names.is_empty() {
                    true => "nothing".to_owned(),
                    false => names.join(", "),
                };
                let message =
                    format!("{thing} has no field `{name}`{near} (it may have: {may_have})");
                self.problem(key, message);
                continue;
            };
            if let Some(data) = self.data(value, field.name, field.kind) {
                args.0.push((field, Value { at: value.at, data }));
            }
        }
        for field in known.filter(|field| field.required) {
            if !entries.iter().any(|(key, _)| key.text() == Some(field.name)) {
                let message = format!("{thing} needs `{}`: {}", field.name, field.about);
                self.problem(node, message);
            }
        }
        args
    }

    /// The value of one field.
    pub fn data(&mut self, node: &Node, name: &str, kind: Kind) -> Option<Data> {
        match kind {
            Kind::Text(max) => self.text(node, name, max).map(Data::Text),
            Kind::Gives(_) => self.text(node, name, NAME_CHARS_MAX).map(Data::Name),
            Kind::Uses(_) => self.text(node, name, NAME_CHARS_MAX).map(Data::Name),
            Kind::UsesMany(_) => self.names(node, name),
            Kind::Int(lo, hi) => self.int(node, name, lo, hi).map(Data::Int),
            Kind::Ints(lo, hi) => {
                let items = self.list(node, &format!("`{name}`"))?;
                let each = items.iter().map(|item| self.int(item, name, lo, hi));
                each.collect::<Option<_>>().map(Data::Ints)
            }
            Kind::Number => self.number(node, name).map(Data::Number),
            Kind::Flag => self.flag(node, name).map(Data::Flag),
            Kind::Ratio => self.ratio(node, name).map(Data::Ratio),
            Kind::Choice(choice) => self.choice(node, name, choice).map(Data::Choice),
            Kind::Choices(choice) => {
                let items = self.list(node, &format!("`{name}`"))?;
                if items.is_empty() {
                    self.problem(node, format!("`{name}` is empty; name at least one"));
                }
                let chosen = items.iter().map(|item| self.choice(item, name, choice));
                chosen.collect::<Option<_>>().map(Data::Choices)
            }
            Kind::Object(fields) => {
                let args = self.fields(node, &format!("`{name}`"), fields.iter());
                Some(Data::Object(args))
            }
            Kind::Objects(fields) => {
                let items = self.list(node, &format!("`{name}`"))?;
                let thing = format!("each of `{name}`");
                let read = items.iter().map(|item| self.fields(item, &thing, fields.iter()));
                Some(Data::Objects(read.collect()))
            }
            Kind::Time => self.moment(node, name).map(Data::Time),
            Kind::Duration(unit) => self.duration(node, name, unit).map(Data::Int),
            Kind::Labels => self.labels(node, name).map(Data::Labels),
            Kind::Closing => self.closing(node, name).map(Data::Closing),
            Kind::Answer => self.answer(node, name).map(Data::Answer),
            Kind::Stances => self.stances(node, name).map(Data::Stances),
            Kind::Version(_) => self.version(node, name).map(Data::Version),
            Kind::Versions(_) => self.versions(node, name).map(Data::Versions),
            Kind::Ranking => self.ranking(node, name).map(Data::Ranking),
            Kind::Amounts(amount) => self.amounts(node, name, amount).map(Data::Amounts),
            Kind::Texts(max) => {
                let items = self.list(node, &format!("`{name}`"))?;
                let each = items.iter().map(|item| self.text(item, name, max));
                each.collect::<Option<_>>().map(Data::Texts)
            }
            Kind::Sha256 => self.digest(node, name).map(Data::Bytes),
        }
    }

    /// A text of 1 to `max` characters.
    pub fn text(&mut self, node: &Node, name: &str, max: usize) -> Option<String> {
        let Some(text) = node.text() else {
            self.problem(node, format!("`{name}` must be a text, not {}", node.shown()));
            return None;
        };
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 || length > max {
            let message = format!("`{name}` has {length} characters; give 1 to {max}");
            self.problem(node, message);
            return None;
        }
        Some(text.to_owned())
    }

    fn names(&mut self, node: &Node, name: &str) -> Option<Data> {
        let items = self.list(node, &format!("`{name}`"))?;
        let mut names = Vec::new();
        for item in items {
            names.push((item.at, self.text(item, name, NAME_CHARS_MAX)?));
        }
        Some(Data::Names(names))
    }

    /// A whole number in a range.
    pub fn int(&mut self, node: &Node, name: &str, lo: i64, hi: i64) -> Option<i64> {
        let number = node.plain().and_then(|text| text.parse::<i64>().ok());
        let number = number.filter(|number| (lo..=hi).contains(number));
        if number.is_none() {
            let shown = node.shown();
            let message = format!("`{name}` must be a whole number from {lo} to {hi}, not {shown}");
            self.problem(node, message);
        }
        number
    }

    fn number(&mut self, node: &Node, name: &str) -> Option<f64> {
        let text = node.text().unwrap_or_default();
        let number = match text.split_once('/') {
            Some((above, below)) => fraction(above, below),
            None => text.parse().ok().filter(|number: &f64| number.is_finite()),
        };
        if number.is_none() {
            let shown = node.shown();
            let message = format!("`{name}` must be a number or a fraction as 3/5, not {shown}");
            self.problem(node, message);
        }
        number
    }

    /// `true` or `false`.
    pub fn flag(&mut self, node: &Node, name: &str) -> Option<bool> {
        match node.plain() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                let message = format!("`{name}` must be true or false, not {}", node.shown());
                self.problem(node, message);
                None
            }
        }
    }

    /// A moment, or a time from now.
    pub fn moment(&mut self, node: &Node, name: &str) -> Option<Moment> {
        let moment = node.text().and_then(Moment::parse);
        if moment.is_none() {
            let shown = node.shown();
            let message = format!(
                "`{name}` must be a moment with an offset, such as 2026-03-02T19:30:00+01:00, \
                 or a time from now such as +14d or +36h, not {shown}"
            );
            self.problem(node, message);
        }
        moment
    }

    fn duration(&mut self, node: &Node, name: &str, unit: Unit) -> Option<i64> {
        let hours = node.text().and_then(hours);
        let (number, example) = match unit {
            Unit::Hours => (hours, "36h or 2d"),
            Unit::Days => (hours.filter(|hours| hours % 24 == 0).map(|hours| hours / 24), "14d"),
        };
        if number.is_none() {
            let message = format!("`{name}` must be as {example}, not {}", node.shown());
            self.problem(node, message);
        }
        number
    }

    fn ratio(&mut self, node: &Node, name: &str) -> Option<Ratio> {
        let parts = node.text().and_then(|text| text.split_once('/'));
        let ratio = parts.and_then(|(above, below)| {
            let numerator = above.trim().parse().ok()?;
            let denominator = below.trim().parse().ok().filter(|below| *below > 0)?;
            Some(Ratio { numerator, denominator })
        });
        if ratio.is_none() {
            let message = format!("`{name}` must be a fraction as 3/4, not {}", node.shown());
            self.problem(node, message);
        }
        ratio
    }

    /// A value of an enum of the contract.
    pub fn choice(&mut self, node: &Node, name: &str, choice: Choice) -> Option<i32> {
        let values = enum_values(choice.name, choice.prefix, choice.lower);
        let given = node.text().unwrap_or_default();
        if let Some((_, number)) = values.iter().find(|(value, _)| value == given) {
            return Some(*number);
        }
        let known = values.iter().map(|(value, _)| value.as_str());
        let near = did_you_mean(given, known.clone());
        let all = match values.len() {
            0..=12 => format!(" (one of: {})", known.collect::<Vec<_>>().join(", ")),
            _ => String::new(),
        };
        let message = format!("`{name}` cannot be {}{near}{all}", node.shown());
        self.problem(node, message);
        None
    }

    fn labels(&mut self, node: &Node, name: &str) -> Option<Vec<(i32, String)>> {
        let mut labels = Vec::new();
        for (key, value) in self.map(node, &format!("`{name}`"))? {
            let step = self.int(key, "a step of the scale", -1000, 1000);
            let label = self.text(value, "a label", 200);
            labels.push((i32::try_from(step?).ok()?, label?));
        }
        Some(labels)
    }

    fn closing(&mut self, node: &Node, name: &str) -> Option<Closing> {
        if node.text() == Some("by_facilitator") {
            return Some(Closing::ByFacilitator);
        }
        if let Part::Map(entries) = &node.kind
            && let [(key, moment)] = entries.as_slice()
        {
            match key.text() {
                Some("at") => return self.moment(moment, "at").map(Closing::At),
                Some("every_party_answered") => {
                    let latest = self.moment(moment, "every_party_answered");
                    return latest.map(Closing::EveryPartyAnswered);
                }
                _ => {}
            }
        }
        let message = format!(
            "`{name}` must be by_facilitator, {{at: TIME}} or {{every_party_answered: TIME}}, \
             not {}",
            node.shown()
        );
        self.problem(node, message);
        None
    }
}

fn fraction(above: &str, below: &str) -> Option<f64> {
    let above: i64 = above.trim().parse().ok()?;
    let below: i64 = below.trim().parse().ok().filter(|below| *below > 0)?;
    Some(above as f64 / below as f64)
}
