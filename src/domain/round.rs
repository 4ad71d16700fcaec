//! Rounds, what may be done in them, and when they close.

use crate::domain::charter::Rule;
use crate::domain::ids::{GroupId, ItemVersion, PartyId, TextRef, Timestamp};

/// What may be done in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Activity {
    /// Contribute statements and other input.
    Contribute,
    /// Table proposals; they stay sealed until the round closes.
    Propose,
    /// Respond to items.
    Respond,
    /// Give stances.
    Rate,
    /// Cast ballots for a decision rule.
    Ballot,
    /// Make commitments.
    Commit,
    /// Say how it went.
    Reflect,
}

impl Activity {
    /// The activity in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Activity::Contribute => "contribute",
            Activity::Propose => "propose",
            Activity::Respond => "respond",
            Activity::Rate => "rate",
            Activity::Ballot => "ballot",
            Activity::Commit => "commit",
            Activity::Reflect => "reflect",
        }
    }
}

/// When a round closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosingRule {
    /// At a moment.
    At(Timestamp),
    /// When every party has answered every item up for rating, or at the latest moment.
    EveryPartyAnswered {
        /// The latest moment.
        latest: Timestamp,
    },
    /// When the facilitator closes it.
    ByFacilitator,
}

impl ClosingRule {
    /// The moment at which the round closes by itself; a stance at that moment is too late.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        match self {
            ClosingRule::At(moment) | ClosingRule::EveryPartyAnswered { latest: moment } => {
                Some(*moment)
            }
            ClosingRule::ByFacilitator => None,
        }
    }
}

/// What closed a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CloseCause {
    /// Its moment came.
    Time,
    /// Every party had answered.
    EveryPartyAnswered,
    /// The facilitator closed it.
    Facilitator,
}

/// What opens with a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundPlan {
    /// Title.
    pub title: Option<TextRef>,
    /// What may be done in it, in order and without repeats.
    pub activities: Vec<Activity>,
    /// When it closes.
    pub closing: ClosingRule,
    /// Whether it extends the round before it.
    pub extension: bool,
    /// Why the facilitator goes against the advice.
    pub against_advice_reason: Option<TextRef>,
    /// Whether proposals of this round are open at once, to build together; sealed otherwise.
    pub open_proposals: bool,
    /// The parties that take part, in order; none means all.
    pub invited: Vec<PartyId>,
    /// The working group that the round is for; then its parties are the ones invited.
    pub group: Option<GroupId>,
    /// What a ballot round decides; present exactly in a round with the activity ballot.
    pub ballot: Option<BallotPlan>,
}

impl RoundPlan {
    /// A round for all parties, without title, ballot or extension.
    #[must_use]
    pub fn plain(activities: Vec<Activity>, closing: ClosingRule) -> RoundPlan {
        RoundPlan {
            title: None,
            activities,
            closing,
            extension: false,
            against_advice_reason: None,
            open_proposals: false,
            invited: Vec::new(),
            group: None,
            ballot: None,
        }
    }
}

/// What a ballot round decides: one rule, and the options it decides between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BallotPlan {
    /// The decision rule.
    pub rule: Rule,
    /// The versions on the ballot, in order; in a command none means every proposal as it is.
    pub options: Vec<ItemVersion>,
    /// How many options are chosen; 0 for a rule that takes no seats.
    pub seats: u32,
    /// What there is to spend, in whole units of money; 0 for a rule without a budget.
    pub budget: u64,
    /// What the options cost, in their order; empty for a rule without a budget.
    pub costs: Vec<(ItemVersion, u64)>,
    /// The highest grade; 0 for a rule that counts no grades, and in a command for the default.
    pub grade_max: u32,
    /// What the grades are called, from 0 up; empty where they are not called anything.
    pub grade_labels: Vec<Box<str>>,
    /// What becomes of an option that a ballot with grades leaves out.
    pub missing_grades: MissingGrades,
    /// The seed of the lottery order; `None` for a rule over one option, which needs none.
    pub seed: Option<[u8; 32]>,
}

impl BallotPlan {
    /// A plan with nothing but a rule and options.
    #[must_use]
    pub fn plain(rule: Rule, options: Vec<ItemVersion>) -> BallotPlan {
        BallotPlan {
            rule,
            options,
            seats: 0,
            budget: 0,
            costs: Vec::new(),
            grade_max: 0,
            grade_labels: Vec::new(),
            missing_grades: MissingGrades::Exclude,
            seed: None,
        }
    }
}

/// What becomes of an option that a ballot with grades leaves out. An empty ballot leaves nothing
/// out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum MissingGrades {
    /// It is not compared, because not all have judged it, and comes after all others.
    #[default]
    Exclude,
    /// It has the lowest grade on that ballot, which is 0.
    Lowest,
}
