//! Which statements divide the groups most, and which bridge them.

use crate::analysis::opinion::{CHOSEN_MAX, Side};
use crate::app::cli::analyze::mapped::Mapped;

/// The statements whose probability of agreement differs most between two groups, at most
/// [`CHOSEN_MAX`], with the difference; none where there are no two groups.
#[must_use]
pub fn dividing(mapped: &Mapped) -> Vec<(usize, f64)> {
    let map = &mapped.map;
    let difference = |column: usize| {
        let groups = 0..map.groups.len();
        let agree = groups.map(|group| map.group_statement(group, column).agree.probability);
        let (low, high) =
            agree.fold((1.0_f64, 0.0_f64), |(low, high), agree| (low.min(agree), high.max(agree)));
        (column, high - low)
    };
    let mut all: Vec<(usize, f64)> = counted(mapped).map(difference).collect();
    all.sort_by(|left, right| right.1.total_cmp(&left.1));
    all.truncate(CHOSEN_MAX);
    all
}

/// The statements on which all groups are likeliest to take one side, at most [`CHOSEN_MAX`]: the
/// side, and the geometric mean over the groups of its probability, above one half. None where
/// there are no two groups.
#[must_use]
pub fn bridging(mapped: &Mapped) -> Vec<(usize, Side, f64)> {
    let map = &mapped.map;
    let mean = |column: usize| {
        let of = |side: Side| {
            let product = map.group_aware_consensus(column, side);
            (column, side, libm::pow(product, 1.0 / map.groups.len() as f64))
        };
        let (agree, disagree) = (of(Side::Agree), of(Side::Disagree));
        if agree.2 >= disagree.2 { agree } else { disagree }
    };
    let mut all: Vec<(usize, Side, f64)> = counted(mapped).map(mean).collect();
    all.retain(|(_, _, probability)| *probability > 0.5);
    all.sort_by(|left, right| right.2.total_cmp(&left.2));
    all.truncate(CHOSEN_MAX);
    all
}

/// The statements that count, where there are two groups.
fn counted(mapped: &Mapped) -> impl Iterator<Item = usize> + '_ {
    let all = if mapped.map.groups.len() < 2 { 0 } else { mapped.statements.len() };
    (0..all).filter(|column| !mapped.is_out(*column) && mapped.map.counts(*column).answered > 0.0)
}
