//! Outcomes of the rules over all options at once.

use crate::analysis::choice::around;
use crate::analysis::choice::ballot::Grouped;
use crate::analysis::choice::budget::Budget;
use crate::analysis::choice::contest;
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::outcome::OutcomeInput;
use crate::domain::charter::Rule;
use crate::domain::ids::ItemVersion;
use crate::domain::outcome::Outcome;
use crate::domain::round::{BallotPlan, MissingGrades};

/// What the rules over all options need beside the ballots.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    seats: u32,
    budget: u64,
    costs: Vec<u64>,
    grade_max: u32,
    missing_grades: MissingGrades,
    seed: [u8; 32],
}

impl Settings {
    /// Those of a ballot round.
    pub(super) fn of(plan: &BallotPlan) -> Settings {
        Settings {
            seats: plan.seats,
            budget: plan.budget,
            costs: plan.costs.iter().map(|(_, cost)| *cost).collect(),
            grade_max: plan.grade_max,
            missing_grades: plan.missing_grades,
            seed: plan.seed.unwrap_or_default(),
        }
    }

    /// The same for the rules.
    fn for_rules(&self, options: &[ItemVersion]) -> contest::Settings {
        let names: Vec<String> = options.iter().map(ToString::to_string).collect();
        contest::Settings {
            seats: self.seats as usize,
            budget: Budget::new(self.budget, self.costs.clone()).ok(),
            grade_max: self.grade_max,
            missing_grades: self.missing_grades,
            lottery: Lottery::drawn(&self.seed, &names),
        }
    }

    pub(super) fn put(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.seats.to_be_bytes());
        bytes.extend(self.budget.to_be_bytes());
        self.costs.iter().for_each(|cost| bytes.extend(cost.to_be_bytes()));
        bytes.extend(self.grade_max.to_be_bytes());
        bytes.push(u8::from(self.missing_grades == MissingGrades::Lowest));
        bytes.extend(self.seed);
    }
}

impl OutcomeInput {
    /// About how many steps of work the outcome takes: the ballots looked at, for rankings with
    /// each pair of options, and where shares are raised once for each amount that can change
    /// something.
    pub(in crate::analysis) fn work(&self) -> u64 {
        let (parties, options) = (self.group_of.len() as u64, self.options.len() as u64);
        let marks = parties.saturating_mul(options);
        let budget = self.settings.as_ref().map_or(0, |settings| settings.budget);
        let times = match self.rule {
            Rule::Condorcet | Rule::Schulze | Rule::RankedPairs => options,
            Rule::BudgetEqualSharesAdd1 | Rule::BudgetEqualSharesAdd1Greedy => {
                marks.min(budget / parties.max(1)).max(1)
            }
            _ => 1,
        };
        marks.saturating_mul(times)
    }

    /// All options together: enough parties answered, somebody's ballot says something, and then
    /// the rule. Without a quorum nothing is counted.
    pub(super) fn whole(&self, settings: &Settings) -> Outcome {
        let ballots = self.cast.contest(self.options.len()).expect("ballots over all options");
        let votes = |chosen: &[usize]| {
            let votes = self.cast.votes(chosen, settings.grade_max);
            let placed = self.group_of.iter().copied().zip(votes).collect();
            Grouped::new(self.groups.len(), placed).expect("every group is counted")
        };
        let counted = (&ballots, &settings.for_rules(&self.options));
        let parties = self.group_of.len();
        let told = around::together(self.rule, counted, parties, &self.conditions(), votes);
        self.told(&told.expect("decide admits ballots of the form that the rule counts"))
    }
}
