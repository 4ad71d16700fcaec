//! What a decision rule computed: frozen once it is recorded.

use crate::domain::charter::Rule;
use crate::domain::ids::ItemVersion;

/// What came of a decision rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutcomeResult {
    /// One or more versions are adopted.
    Adopted,
    /// Nothing is adopted: an objection stands open.
    Blocked,
    /// Nothing is adopted: a threshold was not reached.
    NotReached,
    /// Nothing is adopted: too few parties answered.
    NoQuorum,
}

/// The outcome of a ballot round or of a conclusion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The rule.
    pub rule: Rule,
    /// What came of it.
    pub result: OutcomeResult,
    /// The versions adopted, in order.
    pub adopted: Vec<ItemVersion>,
    /// The options, best first; empty for rules that rank nothing.
    pub ranking: Vec<ItemVersion>,
    /// The options between which the lottery order decided at some step; empty when it did not.
    pub tied: Vec<ItemVersion>,
    /// The groups under their floor, by name; whatever the rule.
    pub groups_under_floor: Vec<Box<str>>,
    /// The tests in the order in which they are read aloud.
    pub steps: Vec<OutcomeStep>,
    /// People behind the parties that could take part.
    pub headcount: u32,
}

/// One step of a decision rule: a test, or what it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeStep {
    /// Its name in snake case, such as `quorum`.
    pub name: Box<str>,
    /// The option it is about; `None` for the whole.
    pub option: Option<ItemVersion>,
    /// The option that it is compared with.
    pub other: Option<ItemVersion>,
    /// More options that it is about.
    pub options: Vec<ItemVersion>,
    /// Its place in a sequence, from 1; 0 where there is none.
    pub rank: u32,
    /// The group that was tested; `None` for all parties together.
    pub group: Option<Box<str>>,
    /// What was found: an exact fraction or whole number.
    pub value: Box<str>,
    /// What the value is a part of; `None` where it is no part.
    pub whole: Option<Box<str>>,
    /// The other side of a comparison; `None` where there is none.
    pub against: Option<Box<str>>,
    /// What was asked for; `None` where the test has no threshold.
    pub threshold: Option<Box<str>>,
    /// Whether it was passed; what is no test is passed.
    pub passed: bool,
}
