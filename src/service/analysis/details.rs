//! The details of a closed round.

use beraad_client::v1::*;

use crate::analysis::figure::Value;
use crate::analysis::sheet::details::{Bridging, DetailsSheet};
use crate::domain::rejection::Rejection;
use crate::service::analysis::process::Told;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;

pub(super) async fn details(
    desk: Desk,
    call: Call,
    q: GetConvergenceDetailsRequest,
) -> Result<GetConvergenceDetailsResponse, Failure> {
    let mut fields = Fields::default();
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let Some(id) = id else { return Err(fields.failure()) };
    fields.check()?;
    let state = desk.state(&id, q.at_least_sequence).await?;
    let round = match (q.round, state.last_closed_round()) {
        (0, 0) => return Err(Rejection::RoundNotClosed { round: 1 }.into()),
        (0, last) => last,
        (round, _) => round,
    };
    let seen = desk.engine().details(&state, round).await?;
    let told = Told::of_round(&call, &state, (&seen.sheet, seen.through, seen.input_digest));
    told.named(&desk, |told| answer(told, &seen)).await
}

fn answer(told: &Told, seen: &DetailsSheet) -> GetConvergenceDetailsResponse {
    let shown = |name: &str| told.shown().any(|line| line.figure.name == name);
    let (ranks, reasons) = (shown("kendall_w"), shown("dri"));
    let (pairs, undefined_pairs) = seen.pairs;
    let concordance = seen.ranked.result.as_ref().ok().filter(|_| ranks);
    GetConvergenceDetailsResponse {
        round: seen.sheet.round,
        figures: told.shown().map(|line| told.line(line)).collect(),
        ranking_parties: if ranks { seen.ranked.parties as u32 } else { 0 },
        ranked_options: seen.ranked.items as u32,
        degrees_of_freedom: concordance.map_or(0, |one| one.df as u32),
        groups: groups(told, seen),
        statements_round: seen.statements_round,
        rankings_round: seen.rankings_round,
        pairs: if reasons { pairs } else { 0 },
        undefined_pairs: if reasons { undefined_pairs } else { 0 },
        headcount: told.state.headcount() as u32,
    }
}

/// The groups of each item of which the figure on all of them is shown and has a value.
fn groups(told: &Told, seen: &DetailsSheet) -> Vec<ItemGroups> {
    let bridges = |name: &str| name == "group_aware_consensus";
    let lines = told.shown().filter(|line| bridges(line.figure.name) && line.figure.value.is_ok());
    let items = lines.filter_map(|line| line.figure.item);
    items.map(|item| of_item(told.frame.item(item), &seen.groups[item])).collect()
}

fn of_item(item: String, of: &Bridging) -> ItemGroups {
    let support = of.seen.probability.iter().enumerate().map(|(group, probability)| GroupSupport {
        group: of.names[group].to_string(),
        parties: of.parties[group],
        probability: Value::from(probability.clone()).to_f64(),
        exact: probability.to_string(),
    });
    ItemGroups {
        item,
        groups: support.collect(),
        weakest: of.seen.weakest_group.map(|at| of.names[at].to_string()).unwrap_or_default(),
    }
}
