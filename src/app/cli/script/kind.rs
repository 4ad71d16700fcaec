//! What a field of a script may hold, and what becomes of it in a request.

pub use crate::app::cli::script::space::Space;
pub use crate::app::cli::script::value::{Args, Closing, Data, Row, Value, Versioned};

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
    /// A list of whole numbers in a range.
    Ints(i64, i64),
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
    /// A moment, or a time from now such as `+14d`.
    Time,
    /// A whole number of days or hours, such as `14d`.
    Duration(Unit),
    /// A map of steps of the scale and their labels.
    Labels,
    /// `by_facilitator`, `{at: TIME}` or `{every_party_answered: TIME}`.
    Closing,
    /// A stance, or `pass`.
    Answer,
    /// A table of stances.
    Stances,
    /// A name that was given before, of what has versions: `PLAN` for the current one, `PLAN@2`
    /// for another. For a clause the version is that of its proposal.
    Version(Space),
    /// A list of those.
    Versions(Space),
    /// Proposals in order of preference; those that share a place stand in a list of their own.
    Ranking,
    /// A map of proposals, each with a number.
    Amounts(Amount),
    /// A list of texts of 1 to so many characters.
    Texts(usize),
    /// SHA-256 as 64 hexadecimal digits.
    Sha256,
}

impl Kind {
    /// The kind of name whose versions it holds; `None` when it holds none.
    #[must_use]
    pub fn versions_of(self) -> Option<Space> {
        match self {
            Kind::Version(space) | Kind::Versions(space) => Some(space),
            Kind::Ranking | Kind::Amounts(_) => Some(Space::Proposal),
            _ => None,
        }
    }
}

/// A number that a proposal has, in a message of the contract with the proposal.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// The field of the number.
    pub field: &'static str,
    /// The least.
    pub lo: i64,
    /// The most.
    pub hi: i64,
}

/// A grade that the contract knows.
pub const GRADE: Amount = Amount { field: "grade", lo: 0, hi: 100 };
/// A cost in whole units of money.
pub const COST: Amount = Amount { field: "cost", lo: 1, hi: 1_000_000_000_000_000 };

/// The unit in which the contract counts a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Hours.
    Hours,
    /// Days of 24 hours.
    Days,
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
    /// How a reader is told its values, from 1 on, in Dutch and in English; where there is
    /// nothing, as a script writes them.
    pub told: &'static [(&'static str, &'static str)],
}

/// The form in which a name that is used reaches the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The resource name.
    Resource,
    /// The ids in it, such as `plan/one` for a clause.
    Ids,
    /// The last part.
    Id,
    /// The last part; the name may also be given by a later step.
    LaterId,
    /// A message of the proposal and the id of the clause.
    Clause,
    /// The resource name with another collection: what the same number names elsewhere.
    Among(&'static str),
    /// The last part as a number.
    Number,
}

/// What is sent for a field that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Nothing.
    Nothing,
    /// The actor, who must be a member or a party that lists none.
    Actor,
    /// The same, and nothing for anyone else.
    ActorIfMember,
    /// The last round that was opened.
    LastRound,
    /// What an answer gave and [`Action::keeps`] kept under this name.
    ///
    /// [`Action::keeps`]: crate::app::cli::script::actions::Action::keeps
    Kept(&'static str),
    /// The current version of what this other field names.
    VersionOf(&'static str),
}

/// Not sent to the server.
pub const NOWHERE: &str = "-";
/// For a map: its fields fill the message that the map itself stands in.
pub const HERE: &str = ".";

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
    /// Path of the request's field that it fills, in the message that its map fills; empty for
    /// the same name, [`NOWHERE`] for none, [`HERE`] for a map that has none of its own. For an
    /// answer it is the path of the value.
    pub to: &'static str,
    /// For a name that is given: path of the field that takes an id made from it; empty for none.
    pub id_to: &'static str,
    /// For names that are used: the form in which they are sent.
    pub form: Form,
    /// What is sent when it is left out.
    pub fill: Fill,
}

impl Field {
    /// Fills this path.
    #[must_use]
    pub const fn to(self, to: &'static str) -> Field {
        Field { to, ..self }
    }

    /// Gives an id made from the name to this path.
    #[must_use]
    pub const fn id_to(self, id_to: &'static str) -> Field {
        Field { id_to, ..self }
    }

    /// Is sent in this form.
    #[must_use]
    pub const fn form(self, form: Form) -> Field {
        Field { form, ..self }
    }

    /// Is filled with this when it is left out.
    #[must_use]
    pub const fn or(self, fill: Fill) -> Field {
        Field { fill, ..self }
    }

    /// The path that it fills, unless it is not sent.
    #[must_use]
    pub fn path(&self) -> Option<&'static str> {
        match self.to {
            NOWHERE => None,
            "" => Some(self.name),
            to => Some(to),
        }
    }
}
