//! What a decision rule is told beside its options: seats, a budget, grades and a lottery.

use super::Case;
use super::ballots::{between, cast, on, open, opened, voting};
use crate::domain::act::Ballot;
use crate::domain::charter::Rule;
use crate::domain::rejection::{Rejection, Setting};
use crate::domain::round::{BallotPlan, ClosingRule, MissingGrades, RoundPlan};

use ClosingRule::ByFacilitator;

/// The refusals of this file.
pub(super) const REASONS: [&str; 5] =
    ["SEATS_NEEDED", "BUDGET_NEEDED", "COST_NEEDED", "SETTING_NOT_TAKEN", "GRADE_OUT_OF_SCALE"];

pub(super) fn cases() -> Vec<Case> {
    [rules(), settings(), grades()].into_iter().flatten().collect()
}

/// A round on p and q by this rule, with its settings changed.
fn set(rule: Rule, change: impl FnOnce(&mut BallotPlan)) -> RoundPlan {
    let mut plan = voting(rule, &[on("p", 1), on("q", 1)], ByFacilitator);
    change(plan.ballot.as_mut().unwrap());
    plan
}

fn spending(plan: &mut BallotPlan) {
    (plan.budget, plan.costs) = (100, vec![(on("p", 1), 60), (on("q", 1), 200)]);
}

fn rules() -> Vec<Case> {
    let plain = |rule| open(set(rule, |_| {}));
    let as_asked = |rule| opened(set(rule, |_| {}));
    let graded = |plan: &mut BallotPlan| plan.grade_max = 5;
    let seeded = |plan: &mut BallotPlan| plan.seed = Some([7; 32]);
    let both = || {
        set(Rule::Star, |plan| {
            seeded(plan);
            plan.grade_max = 9;
        })
    };
    cases! {
        "by consent": between(), plain(Rule::Consent) => as_asked(Rule::Consent);
        "by majority with a floor":
            between(), plain(Rule::SupermajorityFloor) => as_asked(Rule::SupermajorityFloor);
        "a rule over one option needs no lottery":
            between(), open(set(Rule::Consent, seeded)) => as_asked(Rule::Consent);
        "where options are ranked its seed is kept":
            between(), open(set(Rule::Schulze, seeded)) => opened(set(Rule::Schulze, seeded));
        "grades go up to five":
            between(), plain(Rule::Score) => opened(set(Rule::Score, graded));
        "or as far as is said": between(), open(both()) => opened(both());
    }
}

fn settings() -> Vec<Case> {
    let seats = |rule, seats| open(set(rule, |plan| plan.seats = seats));
    let needed = |rule| Err(Setting::SeatsNeeded { rule, options: 2 }.into());
    let unused = |rule, setting| Err(Setting::NotTaken(rule, setting).into());
    let spend = |change: fn(&mut BallotPlan)| {
        open(set(Rule::BudgetGreedy, |plan| {
            spending(plan);
            change(plan);
        }))
    };
    let turned = |plan: &mut BallotPlan| plan.costs.reverse();
    let two_seats = set(Rule::Approval, |plan| plan.seats = 2);
    let labels = |plan: &mut BallotPlan| plan.grade_labels = vec!["poor".into()];
    let lowest = |plan: &mut BallotPlan| plan.missing_grades = MissingGrades::Lowest;
    let costs = |plan: &mut BallotPlan| plan.costs = vec![(on("p", 1), 1)];
    cases! {
        "seats are said": between(), seats(Rule::Approval, 2) => opened(two_seats);
        "not left out": between(), seats(Rule::EqualShares, 0) => needed(Rule::EqualShares);
        "and no more than there are options":
            between(), seats(Rule::SequentialPhragmen, 3) => needed(Rule::SequentialPhragmen);
        "other rules take none":
            between(), seats(Rule::Schulze, 1) => unused(Rule::Schulze, "seats");
        "a budget and costs are said":
            between(), spend(|_| {}) => opened(set(Rule::BudgetGreedy, spending));
        "costs stand in the order of options":
            between(), spend(turned) => opened(set(Rule::BudgetGreedy, spending));
        "a budget is not left out":
            between(), spend(|plan| plan.budget = 0)
            => Err(Setting::BudgetNeeded(Rule::BudgetGreedy).into());
        "every option has a cost":
            between(), spend(|plan| { plan.costs.pop(); })
            => Err(Setting::CostNeeded(on("q", 1)).into());
        "that is above zero":
            between(), spend(|plan| plan.costs[0].1 = 0)
            => Err(Setting::CostNeeded(on("p", 1)).into());
        "and one only": between(), spend(|plan| plan.costs.push((on("p", 1), 9)))
            => Err(Rejection::OptionUnknown(on("p", 1)));
        "nothing else has one": between(), spend(|plan| plan.costs.push((on("r", 1), 9)))
            => Err(Rejection::OptionUnknown(on("r", 1)));
        "other rules take no budget": between(), open(set(Rule::Star, |plan| plan.budget = 9))
            => unused(Rule::Star, "budget");
        "nor costs": between(), open(set(Rule::Star, costs)) => unused(Rule::Star, "costs");
        "grades belong to rules that count them":
            between(), open(set(Rule::Schulze, |plan| plan.grade_max = 5))
            => unused(Rule::Schulze, "grade_max");
        "their names too":
            between(), open(set(Rule::Schulze, labels)) => unused(Rule::Schulze, "grade_labels");
        "and what a missing one means":
            between(), open(set(Rule::Schulze, lowest)) => unused(Rule::Schulze, "missing_grades");
    }
}

fn grades() -> Vec<Case> {
    let round = || between().opened(set(Rule::Star, |plan| plan.grade_max = 4));
    let give = |grade| cast("a", Ballot::Grades(vec![(on("p", 1), grade)]));
    let twice = cast("a", Ballot::Grades(vec![(on("p", 1), 1), (on("p", 1), 1)]));
    cases! {
        "a grade above the highest": round(), give(5)
            => Err(Setting::GradeOutOfScale { grade: 5, max: 4 }.into());
        "an option is graded once": round(), twice
            => Err(Rejection::OptionUnknown(on("p", 1)));
    }
}
