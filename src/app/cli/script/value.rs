//! The value that is read from a field of a script.

use beraad_client::v1::Ratio;

use crate::app::cli::script::kind::{Field, Kind};
use crate::app::cli::script::moment::Moment;
use crate::app::cli::script::problem::Position;
use crate::app::cli::script::space::Space;

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Value {
    /// Where it stands.
    pub at: Position,
    /// What it is.
    pub data: Data,
}

/// What was read from a field.
#[derive(Debug, Clone)]
pub enum Data {
    /// A text.
    Text(String),
    /// A name, given or used.
    Name(String),
    /// Names that are used.
    Names(Vec<(Position, String)>),
    /// A whole number.
    Int(i64),
    /// Whole numbers.
    Ints(Vec<i64>),
    /// A number, with the fraction it was written as.
    Number(f64),
    /// A flag.
    Flag(bool),
    /// A fraction.
    Ratio(Ratio),
    /// The number of an enum value in the contract.
    Choice(i32),
    /// The numbers of enum values in the contract.
    Choices(Vec<i32>),
    /// A map.
    Object(Args),
    /// A list of maps.
    Objects(Vec<Args>),
    /// A moment.
    Time(Moment),
    /// Labels of steps of the scale.
    Labels(Vec<(i32, String)>),
    /// When a round closes.
    Closing(Closing),
    /// A stance, or `None` for a pass.
    Answer(Option<i32>),
    /// A table of stances.
    Stances(Vec<Row>),
    /// A name, perhaps with a version.
    Version(Versioned),
    /// Names, perhaps with versions.
    Versions(Vec<Versioned>),
    /// The places of a ranking, best first.
    Ranking(Vec<Vec<Versioned>>),
    /// Proposals, each with a number.
    Amounts(Vec<(Versioned, i64)>),
    /// Texts.
    Texts(Vec<String>),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Data {
    /// The names with versions in it.
    #[must_use]
    pub fn versioned(&self) -> Vec<&Versioned> {
        match self {
            Data::Version(one) => vec![one],
            Data::Versions(many) => many.iter().collect(),
            Data::Ranking(places) => places.iter().flatten().collect(),
            Data::Amounts(amounts) => amounts.iter().map(|(option, _)| option).collect(),
            _ => Vec::new(),
        }
    }
}

/// A name of what has versions.
#[derive(Debug, Clone)]
pub struct Versioned {
    /// Where it stands.
    pub at: Position,
    /// The name.
    pub name: String,
    /// The version; `None` for the current one.
    pub version: Option<u32>,
}

/// When a round closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// When the facilitator closes it.
    ByFacilitator,
    /// At a moment.
    At(Moment),
    /// When every party has answered, or at this moment at the latest.
    EveryPartyAnswered(Moment),
}

/// One stance of a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// Where it stands.
    pub at: Position,
    /// The item.
    pub item: String,
    /// Version of the item; `None` for the current one.
    pub version: Option<u32>,
    /// Whose it is; `None` for the actor of the step itself.
    pub speaker: Option<String>,
    /// The stance, or `None` for a pass.
    pub answer: Option<i32>,
}

/// The fields that were given, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Args(pub Vec<(&'static Field, Value)>);

impl Args {
    /// The value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Data> {
        let found = self.0.iter().find(|(field, _)| field.name == name);
        found.map(|(_, value)| &value.data)
    }

    /// A text or a name; empty when left out.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        match self.get(name) {
            Some(Data::Text(text) | Data::Name(text)) => text.clone(),
            _ => String::new(),
        }
    }

    /// A name that is used.
    #[must_use]
    pub fn name(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Data::Name(text)) => Some(text),
            _ => None,
        }
    }

    /// A whole number; 0 when left out.
    #[must_use]
    pub fn int(&self, name: &str) -> i64 {
        match self.get(name) {
            Some(Data::Int(number)) => *number,
            _ => 0,
        }
    }

    /// A number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.get(name) {
            Some(Data::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// A flag; false when left out.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Data::Flag(true)))
    }

    /// The number of an enum value; 0 when left out.
    #[must_use]
    pub fn choice(&self, name: &str) -> i32 {
        match self.get(name) {
            Some(Data::Choice(number)) => *number,
            _ => 0,
        }
    }

    /// The name that is given or used in a space, at this level.
    #[must_use]
    pub fn name_in(&self, space: Space) -> Option<&str> {
        let of = |kind| matches!(kind, Kind::Gives(of) | Kind::Uses(of) if of == space);
        let found = self.0.iter().find(|(field, _)| of(field.kind));
        found.and_then(|(field, _)| self.name(field.name))
    }

    /// Shows every value, those within objects included, with whether it is at the top.
    pub fn visit(&self, show: &mut impl FnMut(&'static Field, &Value, bool)) {
        self.visit_from(true, show);
    }

    fn visit_from(&self, is_top: bool, show: &mut impl FnMut(&'static Field, &Value, bool)) {
        for (field, value) in &self.0 {
            show(field, value, is_top);
            let inner = match &value.data {
                Data::Object(inner) => std::slice::from_ref(inner),
                Data::Objects(many) => many,
                _ => continue,
            };
            inner.iter().for_each(|args| args.visit_from(false, show));
        }
    }

    /// What stands at a path of field names such as `charter.scale`.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<(&'static Field, &Data)> {
        let (head, rest) = path.split_once('.').map_or((path, None), |(h, r)| (h, Some(r)));
        let (field, value) = self.0.iter().find(|(field, _)| field.name == head)?;
        match (rest, &value.data) {
            (None, data) => Some((field, data)),
            (Some(rest), Data::Object(inner)) => inner.at(rest),
            _ => None,
        }
    }
}
