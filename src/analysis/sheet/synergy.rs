//! Whether together was more than alone, from a deliberation.

use std::collections::BTreeMap;

use crate::analysis::convergence::mixture::Places;
use crate::analysis::exact::{Whole, fast_or_big, ratio};
use crate::analysis::figure::{Measured, Undefined};
use crate::analysis::means::mean_of_parts;
use crate::analysis::ownership::lineage::lineage;
use crate::analysis::ratings::Ratings;
use crate::analysis::seating::Seating;
use crate::analysis::sheet::graph::Graph;
use crate::analysis::sheet::{Kind, Sheet, last_pulse};
use crate::analysis::synergy::{Solo, Synergy, Utilities, synergy as measure};
use crate::analysis::tally::{ratings_of, sequences};
use crate::domain::ids::{ItemId, ItemVersion, ProposalId};
use crate::domain::state::{Deliberation, PartySet};

const SYNERGY: &str = "synergy/larson_2010";
const PARETO: &str = "synergy/pareto";
const OWN: &str = "synergy/own_proposal";
const PULSE: &str = "pulse/party_mean";

/// The version of every method in this list; it rises when a value could change.
const VERSION: u32 = 1;

/// The methods behind the figures, with the version of each.
pub const METHODS: [(&str, u32); 4] =
    [(SYNERGY, VERSION), (PARETO, VERSION), (OWN, VERSION), (PULSE, VERSION)];

/// The figures on synergy, with the plans that were compared.
#[derive(Debug, Clone, Default)]
pub struct SynergySheet {
    /// The figures; its items are the solo proposals, then the joint plans.
    pub sheet: Sheet,
    /// How many of the items are solo proposals.
    pub solos: usize,
    /// The solo proposal that the parties find best, by position among the items.
    pub best_solo: Option<usize>,
    /// The joint plan that they find best, by position among the items.
    pub best_joint: Option<usize>,
}

/// The plans to compare, in the round in which all were rated.
struct Plans {
    round: u32,
    solos: Vec<(ItemVersion, usize)>,
    joint: Vec<ItemVersion>,
}

/// Computes the figures.
#[must_use]
pub fn synergy(state: &Deliberation) -> SynergySheet {
    let plans = match plans(state) {
        Ok(plans) => plans,
        Err(reason) => return without(state, reason),
    };
    let closing = state.round(plans.round).and_then(|round| Some((round, round.closed.as_ref()?)));
    let (Some((round, closed)), Some(charter)) = (closing, &state.charter) else {
        return without(state, Undefined::NoOutcome);
    };
    let seating = Seating::of(state, plans.round, closed);
    let rated =
        |on: &ItemVersion| utilities(&ratings_of(charter.scale, &seating, round.columns.get(on)));
    let order = super::all_parties(state);
    let owner = |party: usize| seating.parties.binary_search(&order[party]).ok();
    let solos: Vec<(ItemVersion, Solo)> = plans
        .solos
        .iter()
        .filter_map(|(on, party)| {
            Some((on.clone(), Solo { owner: owner(*party)?, utilities: rated(on) }))
        })
        .collect();
    let joint: Vec<Utilities> = plans.joint.iter().map(rated).collect();
    let alone: Vec<Solo> = solos.iter().map(|(_, solo)| solo.clone()).collect();
    let seen = measure(&alone, &joint);
    let mut sheet = Sheet::of(state, seating.parties.clone());
    sheet.round = plans.round;
    sheet.items = solos.iter().map(|(on, _)| on.clone()).chain(plans.joint).collect();
    let stances = sheet.items.iter().flat_map(|on| sequences(round.columns.get(on))).collect();
    let evidence = sheet.prove(stances);
    lines(&mut sheet, state, (&seen, evidence));
    let best_joint = seen.best_joint.map(|at| solos.len() + at);
    if let Some(item) = best_joint {
        sheet.lines.iter_mut().for_each(|line| line.figure.item = Some(item));
    }
    SynergySheet { solos: solos.len(), best_solo: seen.best_solo, best_joint, sheet }
}

/// The adopted plans in which several parties have a hand, as far as they were rated in the last
/// round in which one was, and the sealed solo proposals that were rated in it again.
fn plans(state: &Deliberation) -> Result<Plans, Undefined> {
    let outcome = state.verdict.outcome.as_ref().ok_or(Undefined::NoOutcome)?;
    let adopted = &outcome.outcome.adopted;
    if adopted.is_empty() {
        return Err(Undefined::NothingAdopted);
    }
    let graph = Graph::of(state);
    let joint: Vec<ItemVersion> = joint(state, &graph, adopted);
    if joint.is_empty() {
        return Err(Undefined::NotJoint);
    }
    let rated = |on: &ItemVersion| state.rated_before(on, state.last_closed_round() + 1);
    let round = joint.iter().filter_map(rated).max().ok_or(Undefined::NoExpressedStances)?;
    let closing = state.round(round).ok_or(Undefined::NoExpressedStances)?;
    let there = |on: &ItemVersion| closing.columns.get(on).is_some();
    let mut solos: Vec<(ItemVersion, usize)> =
        graph.solos.iter().filter(|(on, _)| there(on) && !joint.contains(on)).cloned().collect();
    solos.sort();
    Ok(Plans { round, solos, joint: joint.into_iter().filter(|on| there(on)).collect() })
}

/// The adopted versions in whose clauses several parties have a hand.
fn joint(state: &Deliberation, graph: &Graph, adopted: &[ItemVersion]) -> Vec<ItemVersion> {
    let clauses = graph.adopted(state, adopted);
    let weighed: Vec<(usize, u64)> = clauses.iter().map(|(_, node)| (*node, 1)).collect();
    let Ok(credit) = lineage(state.parties.len(), &graph.nodes, &weighed) else {
        return Vec::new();
    };
    let mut hands: BTreeMap<&ProposalId, PartySet> = BTreeMap::new();
    for ((clause, _), family) in clauses.iter().zip(&credit.clauses) {
        hands.entry(&clause.proposal).or_default().extend(&family.parties);
    }
    let several = |on: &&ItemVersion| {
        let hands = match &on.item {
            ItemId::Proposal(proposal) => hands.get(proposal),
            ItemId::Statement(_) | ItemId::Contribution(_) => None,
        };
        hands.is_some_and(|hands| hands.len() >= 2)
    };
    adopted.iter().filter(several).cloned().collect()
}

/// The mean of each party's members as a share of the way up the scale.
pub(super) fn utilities(ratings: &Ratings) -> Utilities {
    let stances: Vec<Vec<usize>> = ratings.stances().collect();
    let categories = ratings.scale().categories();
    fast_or_big(
        || of_places::<i128>(categories, &stances),
        || of_places::<num_bigint::BigInt>(categories, &stances),
    )
}

fn of_places<T: Whole>(categories: usize, stances: &[Vec<usize>]) -> Option<Utilities> {
    let places = Places::<T>::new(categories, stances)?;
    let share = |place: &Option<T>| place.clone().map(|place| ratio(place, places.range.clone()));
    Some(places.party.iter().map(share).collect())
}

fn lines(sheet: &mut Sheet, state: &Deliberation, (seen, evidence): (&Synergy, usize)) {
    let kind = |method| Kind { method, version: VERSION, evidence, from_hidden: true };
    let n = seen.raters;
    sheet.lines.extend([
        kind(SYNERGY).line("synergy_egalitarian", &seen.strong_egalitarian, n),
        kind(SYNERGY).line("synergy_utilitarian", &seen.strong_utilitarian, n),
        kind(SYNERGY).line("synergy_nash", &seen.strong_nash, n),
        kind(SYNERGY).line("synergy_weak", &seen.weak_utilitarian, n),
        kind(PARETO).line("better_than_best_solo", &seen.better_share, n),
        kind(PARETO).line("worse_than_best_solo", &seen.worse_share, n),
        kind(PARETO).line("pareto_improvement", &seen.pareto_improvement, n),
        kind(OWN).line("own_proposal_matched", &seen.own_proposal_matched_share, seen.owners),
        kind(OWN).line("own_proposal_surpassed", &seen.own_proposal_surpassed_share, seen.owners),
    ]);
    let pulses = last_pulse(state).map(|(_, pulses)| pulses);
    let said = super::answers(state, pulses, state.parties.len(), |pulse| pulse.better_than_own);
    let parts: Vec<(u64, u64)> = said
        .iter()
        .map(|members| (members.iter().filter(|yes| **yes).count() as u64, members.len() as u64))
        .collect();
    let answered = parts.iter().filter(|(_, members)| *members > 0).count() as u64;
    let evidence = sheet.prove(super::pulse_sequences(pulses));
    let felt: Measured = mean_of_parts(parts.into_iter()).ok_or(Undefined::NoPulse);
    let kind = Kind { method: PULSE, version: VERSION, evidence, from_hidden: true };
    sheet.lines.push(kind.line("better_than_own_felt", &felt, answered));
}

/// A sheet in which every figure has the same reason for having no value.
fn without(state: &Deliberation, reason: Undefined) -> SynergySheet {
    let mut sheet = Sheet::of(state, super::all_parties(state));
    let evidence = sheet.prove(Vec::new());
    lines(&mut sheet, state, (&Synergy::undefined(reason, 0), evidence));
    SynergySheet { sheet, ..SynergySheet::default() }
}
