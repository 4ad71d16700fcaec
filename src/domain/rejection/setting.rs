//! What a ballot round does not tell its decision rule, or tells it in vain.

use thiserror::Error;

use crate::domain::charter::Rule;
use crate::domain::ids::ItemVersion;

/// Why the settings of a ballot round, or the grades on a ballot, do not fit the rule.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Setting {
    /// A rule that chooses a number of options, without a number that there are.
    #[error(
        "the rule {} chooses a number of options; give seats from 1 to {options}", .rule.as_str()
    )]
    SeatsNeeded {
        /// The rule.
        rule: Rule,
        /// How many options there are.
        options: usize,
    },
    /// A rule that spends a budget, without one.
    #[error(
        "the rule {} spends a budget; give budget, and costs with one for every option",
        .0.as_str()
    )]
    BudgetNeeded(Rule),
    /// An option without a cost.
    #[error("{0} has no cost; give costs with one for every option, in whole units of money")]
    CostNeeded(ItemVersion),
    /// A setting of another rule.
    #[error(
        "the rule {rule} does not take {setting}; leave it out",
        rule = .0.as_str(), setting = .1
    )]
    NotTaken(Rule, &'static str),
    /// A grade above the highest.
    #[error("grade {grade} is off the scale of this round; give 0 to {max}")]
    GradeOutOfScale {
        /// What was given.
        grade: u32,
        /// The highest.
        max: u32,
    },
}

impl Setting {
    /// The reason in the contract.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Setting::SeatsNeeded { .. } => "SEATS_NEEDED",
            Setting::BudgetNeeded(_) => "BUDGET_NEEDED",
            Setting::CostNeeded(_) => "COST_NEEDED",
            Setting::NotTaken(..) => "SETTING_NOT_TAKEN",
            Setting::GradeOutOfScale { .. } => "GRADE_OUT_OF_SCALE",
        }
    }

    /// The facts behind it.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Setting::SeatsNeeded { rule, options } => {
                vec![("rule", rule.as_str().into()), ("options", options.to_string())]
            }
            Setting::BudgetNeeded(rule) => vec![("rule", rule.as_str().into())],
            Setting::CostNeeded(option) => vec![("item", option.to_string())],
            Setting::NotTaken(rule, setting) => {
                vec![("rule", rule.as_str().into()), ("setting", (*setting).into())]
            }
            Setting::GradeOutOfScale { grade, max } => {
                vec![("value", grade.to_string()), ("hi", max.to_string())]
            }
        }
    }
}
