//! The family tree of clauses: every version of every clause, and what it derives from.

use std::collections::BTreeMap;

use crate::analysis::ownership::lineage::Node;
use crate::domain::act::ClauseVersion;
use crate::domain::decide::{authors, is_edit};
use crate::domain::ids::{ClauseId, ItemId, ItemVersion, PartyId, ProposalId};
use crate::domain::state::{Deliberation, Item, Version};

/// Every version of every clause, in order of entry.
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    /// The node of each clause in each version.
    places: BTreeMap<ClauseVersion, usize>,
    /// The versions that one party made under seal, of texts that nobody knew, each with its party.
    pub(super) solos: Vec<(ItemVersion, usize)>,
}

/// A clause as later ones may derive from it.
struct Known<'a> {
    node: usize,
    version: &'a Version,
}

impl Graph {
    pub(super) fn of(state: &Deliberation) -> Graph {
        let mut versions: Vec<(&ProposalId, &Item, u32, &Version)> = Vec::new();
        for (id, item) in state.items.iter() {
            if let ItemId::Proposal(id) = id {
                let open = |(_, version): &(u32, &Version)| !state.is_sealed(version);
                let numbered = (1..).zip(&item.versions).filter(open);
                versions.extend(numbered.map(|(number, version)| (id, item, number, version)));
            }
        }
        versions.sort_unstable_by_key(|(.., version)| version.sequence);
        let mut graph = Graph { nodes: Vec::new(), places: BTreeMap::new(), solos: Vec::new() };
        let mut known: BTreeMap<(&ProposalId, &ClauseId), Vec<Known>> = BTreeMap::new();
        // The one party behind everything a node descends from, accepted or not.
        let mut alone: Vec<Option<usize>> = Vec::new();
        for (proposal, item, number, version) in versions {
            let first = graph.nodes.len();
            for clause in version.clauses.iter() {
                let place = ClauseVersion {
                    proposal: proposal.clone(),
                    version: number,
                    clause: clause.id.clone(),
                };
                let named = clause.derives_from.iter();
                let named =
                    named.map(|(other, clause)| (other.as_ref().unwrap_or(proposal), clause));
                let sources = named.chain([(proposal, &clause.id)]);
                let mut parents: Vec<usize> =
                    sources.filter_map(|source| latest(known.get(&source)?, version)).collect();
                parents.sort_unstable();
                parents.dedup();
                let written: Vec<usize> = authors(version, clause)
                    .into_iter()
                    .filter_map(|id| index(state, id))
                    .collect();
                let accepted = !is_edit(&item.versions, number, clause)
                    || written.len() > 1
                    || state.dialogue.accepted_edits.contains_key(&place);
                let own = <[usize; 1]>::try_from(written.as_slice()).ok().map(|[own]| own);
                let one = own.filter(|own| parents.iter().all(|at| alone[*at] == Some(*own)));
                alone.push(one);
                graph.places.insert(place, graph.nodes.len());
                graph.nodes.push(Node { authors: written, parents, accepted, sealed_solo: false });
            }
            for (node, clause) in (first..).zip(version.clauses.iter()) {
                known.entry((proposal, &clause.id)).or_default().push(Known { node, version });
            }
            let owner = alone[first..].first().copied().flatten();
            let solo = owner.filter(|owner| alone[first..].iter().all(|one| *one == Some(*owner)));
            if let Some(owner) = solo.filter(|_| version.sealed && !version.extras.public_before) {
                let item = ItemId::Proposal(proposal.clone());
                graph.solos.push((ItemVersion { item, version: number }, owner));
                graph.nodes[first..].iter_mut().for_each(|node| node.sealed_solo = true);
            }
        }
        graph
    }

    /// The clauses of adopted versions with their nodes, in order.
    pub(super) fn adopted(
        &self,
        state: &Deliberation,
        adopted: &[ItemVersion],
    ) -> Vec<(ClauseVersion, usize)> {
        let mut clauses = Vec::new();
        for on in adopted {
            let ItemId::Proposal(proposal) = &on.item else { continue };
            let version = state.items.get(&on.item);
            let version = version.and_then(|item| item.versions.get(on.version as usize - 1));
            for clause in version.into_iter().flat_map(|version| version.clauses.iter()) {
                let place = ClauseVersion {
                    proposal: proposal.clone(),
                    version: on.version,
                    clause: clause.id.clone(),
                };
                if let Some(node) = self.places.get(&place) {
                    clauses.push((place, *node));
                }
            }
        }
        clauses
    }
}

/// The last version of a clause that whoever wrote `later` could see.
fn latest(known: &[Known], later: &Version) -> Option<usize> {
    let party = |version: &Version| version.author.as_ref().map(|author| author.party.clone());
    let seen = |known: &&Known| {
        let version = known.version;
        let sealed = version.sealed && version.round == later.round;
        !sealed || party(version) == party(later)
    };
    known.iter().rev().find(seen).map(|known| known.node)
}

fn index(state: &Deliberation, id: &PartyId) -> Option<usize> {
    state.parties.get(id).map(|party| party.index as usize)
}
