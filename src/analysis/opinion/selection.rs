//! Which statements tell a group from the others, and which all share.

use crate::analysis::opinion::statistics::{
    Counts, GroupStatement, SIGNIFICANT, Side, SideFigures,
};

/// The most statements of each kind that are chosen.
pub const CHOSEN_MAX: usize = 5;

/// A statement that tells a group from the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Representative {
    /// The statement, by position.
    pub column: usize,
    /// The side that the group takes.
    pub side: Side,
    /// The weighted number of the group's members on that side.
    pub successes: f64,
    /// The weighted number of them that answered, passes included.
    pub trials: f64,
    /// The figures of that side.
    pub figures: SideFigures,
    /// The weighted number that agree, for the statement that the group agrees with best.
    pub best_agree: Option<f64>,
}

impl Representative {
    fn of(column: usize, group: &GroupStatement) -> Representative {
        let side = group.side();
        Representative {
            column,
            side,
            successes: group.counts.on(side),
            trials: group.counts.answered,
            figures: *group.on(side),
            best_agree: None,
        }
    }

    /// By what the chosen ones are ordered.
    fn weight(&self) -> f64 {
        product(&self.figures)
    }
}

fn product(figures: &SideFigures) -> f64 {
    figures.representativeness
        * figures.representativeness_test
        * figures.probability
        * figures.probability_test
}

/// The statements that tell a group from the others, at most [`CHOSEN_MAX`], those it agrees with
/// first: where one side is both likely in the group and likelier than elsewhere. Where there is no
/// such statement, the one it agrees with best, or else the one in which it differs most.
/// Statements are looked at in the order given, which decides between equals.
#[must_use]
pub fn representative(
    order: &[usize],
    group: impl Fn(usize) -> GroupStatement,
) -> Vec<Representative> {
    let mut sufficient: Vec<Representative> = Vec::new();
    // How much the one differs that differs most, in single precision, as the reference keeps it.
    let mut best: Option<(usize, f64)> = None;
    let mut best_agree: Option<(usize, GroupStatement)> = None;
    for &column in order {
        let statement = &group(column);
        if is_sufficient(statement) {
            sufficient.push(Representative::of(column, statement));
        }
        let differs = (statement.agree.representativeness_test)
            .max(statement.disagree.representativeness_test);
        if sufficient.is_empty() && best.is_none_or(|(_, most)| differs > most) {
            best = Some((column, f64::from(differs as f32)));
        }
        if agrees_better(statement, best_agree.as_ref().map(|(_, best)| best)) {
            best_agree = Some((column, *statement));
        }
    }
    let best_agree = best_agree.map(|(column, statement)| Representative {
        best_agree: Some(statement.counts.agree),
        ..Representative::of(column, &statement)
    });
    if sufficient.is_empty() {
        let best = best.map(|(column, _)| Representative::of(column, &group(column)));
        return best_agree.or(best).into_iter().collect();
    }
    sufficient.retain(|one| best_agree.is_none_or(|best| best.column != one.column));
    sufficient.sort_by(|left, right| right.weight().total_cmp(&left.weight()));
    let mut chosen: Vec<Representative> =
        best_agree.into_iter().chain(sufficient).take(CHOSEN_MAX).collect();
    chosen.sort_by_key(|one| one.side);
    chosen
}

fn is_sufficient(statement: &GroupStatement) -> bool {
    [Side::Agree, Side::Disagree].into_iter().any(|side| {
        let figures = statement.on(side);
        figures.representativeness_test > SIGNIFICANT && figures.probability_test > SIGNIFICANT
    })
}

/// Whether a group agrees with a statement better than with the best one so far.
fn agrees_better(statement: &GroupStatement, best: Option<&GroupStatement>) -> bool {
    if statement.counts.agree == 0.0 && statement.counts.disagree == 0.0 {
        return false;
    }
    let agree = &statement.agree;
    let likely = |figures: &SideFigures| figures.probability * figures.probability_test;
    match best.map(|best| &best.agree) {
        Some(best) if best.representativeness > 1.0 => product(agree) > product(best),
        Some(best) => likely(agree) > likely(best),
        None => {
            agree.probability_test > SIGNIFICANT
                || (agree.representativeness > 1.0 && agree.probability > 0.5)
        }
    }
}

/// A statement on which all participants together take one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shared {
    /// The statement, by position.
    pub column: usize,
    /// The weighted number on that side.
    pub successes: f64,
    /// The weighted number that answered, passes included.
    pub trials: f64,
    /// The probability that somebody takes that side.
    pub probability: f64,
    /// How sure it is that more than half take it, in standard deviations.
    pub probability_test: f64,
}

/// The statements on which most participants take this side, at most [`CHOSEN_MAX`], the surest
/// first; between equals the order given decides.
#[must_use]
pub fn shared(order: &[usize], all: impl Fn(usize) -> Counts, side: Side) -> Vec<Shared> {
    let of = |column: usize| {
        let counts = all(column);
        Shared {
            column,
            successes: counts.on(side),
            trials: counts.answered,
            probability: counts.probability(side),
            probability_test: counts.probability_test(side),
        }
    };
    let mut shared: Vec<Shared> = (order.iter().map(|column| of(*column)))
        .filter(|one| one.probability > 0.5 && one.probability_test > SIGNIFICANT)
        .collect();
    let weight = |one: &Shared| one.probability * one.probability_test;
    shared.sort_by(|left, right| weight(right).total_cmp(&weight(left)));
    shared.truncate(CHOSEN_MAX);
    shared
}
