//! What a decision rule needs to know beside its options: seats, a budget, grades.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::charter::BallotKind;
use crate::domain::ids::ItemVersion;
use crate::domain::limits::GRADE_DEFAULT;
use crate::domain::rejection::{Rejection, Setting};
use crate::domain::round::{BallotPlan, MissingGrades};

/// The plan with these options, its settings complete: every setting that the rule needs is there,
/// and none that it does not use.
pub(super) fn of(asked: &BallotPlan, options: Vec<ItemVersion>) -> Result<BallotPlan, Rejection> {
    let kind = asked.rule.ballot();
    let unused = |given: bool, setting: &'static str| match given {
        true => Err(Setting::NotTaken(asked.rule, setting)),
        false => Ok(()),
    };
    if kind != BallotKind::Seats {
        unused(asked.seats > 0, "seats")?;
    } else if !(1..=options.len()).contains(&(asked.seats as usize)) {
        return Err(Setting::SeatsNeeded { rule: asked.rule, options: options.len() }.into());
    }
    if kind != BallotKind::Grades {
        unused(asked.grade_max > 0, "grade_max")?;
        unused(!asked.grade_labels.is_empty(), "grade_labels")?;
        unused(asked.missing_grades != MissingGrades::Exclude, "missing_grades")?;
    }
    let costs = if kind == BallotKind::Budget {
        costs(asked, &options)?
    } else {
        unused(asked.budget > 0, "budget")?;
        unused(!asked.costs.is_empty(), "costs")?;
        Vec::new()
    };
    let grade_max = match (kind, asked.grade_max) {
        (BallotKind::Grades, 0) => GRADE_DEFAULT,
        (_, most) => most,
    };
    let draws = !matches!(kind, BallotKind::Consent | BallotKind::Vote);
    let seed = asked.seed.filter(|_| draws);
    Ok(BallotPlan { options, costs, grade_max, seed, ..asked.clone() })
}

/// What the options cost, in their order.
fn costs(
    asked: &BallotPlan,
    options: &[ItemVersion],
) -> Result<Vec<(ItemVersion, u64)>, Rejection> {
    if asked.budget == 0 {
        return Err(Setting::BudgetNeeded(asked.rule).into());
    }
    let known: BTreeSet<&ItemVersion> = options.iter().collect();
    let mut given: BTreeMap<&ItemVersion, u64> = BTreeMap::new();
    for (option, cost) in &asked.costs {
        if !known.contains(option) || given.insert(option, *cost).is_some() {
            return Err(Rejection::OptionUnknown(option.clone()));
        }
    }
    let cost = |option: &ItemVersion| match given.get(option) {
        Some(cost) if *cost > 0 => Ok((option.clone(), *cost)),
        _ => Err(Setting::CostNeeded(option.clone()).into()),
    };
    options.iter().map(cost).collect()
}
