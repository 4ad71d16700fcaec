//! What a field of a script may hold, and the value that is read from it.

use beraad_client::v1::Ratio;

use crate::app::cli::script::problem::Position;

/// The kinds of names in a script. A name is given once and used from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Space {
    /// A party.
    Party,
    /// Whoever gives stances: a member, or a party that lists none.
    Speaker,
    /// A statement or a proposal.
    Item,
    /// A proposal.
    Proposal,
    /// A round.
    Round,
}

/// What a field may hold.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A text of 1 to so many characters.
    Text(usize),
    /// A name that this action gives, usable in later steps.
    Gives(Space),
    /// A name that was given before.
    Uses(Space),
    /// A list of names that were given before.
    UsesMany(Space),
    /// A whole number in a range.
    Int(i64, i64),
    /// A number, or a fraction such as `3/5`.
    Number,
    /// `true` or `false`.
    Flag,
    /// A fraction such as `3/4`.
    Ratio,
    /// A value of an enum of the contract, without its prefix.
    Choice(Choice),
    /// A list of one or more values of such an enum.
    Choices(Choice),
    /// A map with these fields.
    Object(&'static [Field]),
    /// A list of maps with these fields.
    Objects(&'static [Field]),
    /// A list of texts.
    Texts(usize),
    /// A map of steps of the scale and their labels.
    Labels,
    /// `by_facilitator`, `{at: TIME}` or `{every_party_answered: TIME}`.
    Closing,
    /// A stance, or `pass`.
    Answer,
    /// A table of stances.
    Stances,
}

/// An enum of the contract as a script writes it.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// Its full name.
    pub name: &'static str,
    /// What each of its values begins with.
    pub prefix: &'static str,
    /// Whether a script writes it in small letters.
    pub lower: bool,
}

/// A field of an action.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// One sentence on it.
    pub about: &'static str,
}

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
    /// A list of texts.
    Texts(Vec<String>),
    /// Labels of steps of the scale.
    Labels(Vec<(i32, String)>),
    /// When a round closes.
    Closing(Closing),
    /// A stance, or `None` for a pass.
    Answer(Option<i32>),
    /// A table of stances.
    Stances(Vec<Row>),
}

/// When a round closes; moments in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// When the facilitator closes it.
    ByFacilitator,
    /// At a moment.
    At(i64),
    /// When every party has answered, or at this moment at the latest.
    EveryPartyAnswered(i64),
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

    /// A fraction.
    #[must_use]
    pub fn ratio(&self, name: &str) -> Option<Ratio> {
        match self.get(name) {
            Some(Data::Ratio(ratio)) => Some(*ratio),
            _ => None,
        }
    }

    /// A map.
    #[must_use]
    pub fn object(&self, name: &str) -> Option<&Args> {
        match self.get(name) {
            Some(Data::Object(args)) => Some(args),
            _ => None,
        }
    }
}
