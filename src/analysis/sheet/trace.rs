//! Where input went: the adopted clauses that something ended up in.

use std::collections::BTreeMap;

use crate::analysis::sheet::graph::Graph;
use crate::domain::act::{Basis, ClauseVersion, Disposition};
use crate::domain::ids::{ClauseRef, ItemId};
use crate::domain::state::Deliberation;

/// For each item the clauses of the last outcome that it went into, in order: those that descend
/// from a clause of the proposal, or the one that stands for the contribution.
#[must_use]
pub fn went_into(state: &Deliberation, items: &[ItemId]) -> Vec<Vec<ClauseVersion>> {
    let graph = Graph::of(state);
    let outcome = state.verdict.outcome.as_ref();
    let adopted = outcome.map_or(&[][..], |outcome| &outcome.outcome.adopted);
    let adopted = graph.adopted(state, adopted);
    let place =
        |of: &ClauseVersion| ClauseRef { proposal: of.proposal.clone(), clause: of.clause.clone() };
    let by_place: BTreeMap<ClauseRef, &ClauseVersion> =
        adopted.iter().map(|(clause, _)| (place(clause), clause)).collect();
    let of_item = |id: &ItemId| match id {
        ItemId::Proposal(proposal) => {
            let descends = graph.descends_from(proposal);
            let clauses = adopted.iter().filter(|(_, node)| descends[*node]);
            clauses.map(|(clause, _)| clause.clone()).collect()
        }
        ItemId::Contribution(_) | ItemId::Statement(_) => {
            let disposal = state.dialogue.disposals.get(id).map(|(disposal, ..)| disposal);
            let adopted = disposal.filter(|one| one.disposition == Disposition::Adopted);
            let clause = match adopted.and_then(|one| one.basis.as_ref()) {
                Some(Basis::Clause(clause)) => by_place.get(clause),
                _ => None,
            };
            clause.into_iter().map(|clause| (*clause).clone()).collect()
        }
    };
    items.iter().map(of_item).collect()
}
