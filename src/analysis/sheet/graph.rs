//! The family tree of clauses: every version of every clause, and what it derives from.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::ownership::lineage::Node;
use crate::domain::act::ClauseVersion;
use crate::domain::event::Clause;
use crate::domain::ids::{ClauseId, ItemId, ItemVersion, PartyId, ProposalId};
use crate::domain::state::{Deliberation, Version};

/// Every version of every clause, in order of entry.
pub(super) struct Graph<'a> {
    pub(super) nodes: Vec<Node>,
    /// The proposal that each node stands in.
    of: Vec<&'a ProposalId>,
    /// The node of the first clause of each version; the others follow in order.
    first: BTreeMap<(&'a ProposalId, u32), usize>,
    /// The versions that one party made under seal, of texts that nobody knew, each with its party.
    pub(super) solos: Vec<(ItemVersion, usize)>,
    /// The one party behind everything that a node descends from, accepted or not.
    alone: Vec<Option<usize>>,
}

/// A version of a proposal.
#[derive(Clone, Copy)]
struct Entry<'a> {
    proposal: &'a ProposalId,
    number: u32,
    version: &'a Version,
    /// Whose it is.
    owner: Option<usize>,
}

/// A clause as later ones may derive from it.
struct Known<'a> {
    node: usize,
    entry: Entry<'a>,
}

/// The clauses that there are, each with the versions it stood in.
type AllKnown<'a> = BTreeMap<(&'a ProposalId, &'a ClauseId), Vec<Known<'a>>>;

impl<'a> Graph<'a> {
    pub(super) fn of(state: &'a Deliberation) -> Graph<'a> {
        let mut graph = Graph {
            nodes: Vec::new(),
            of: Vec::new(),
            first: BTreeMap::new(),
            solos: Vec::new(),
            alone: Vec::new(),
        };
        let mut known = AllKnown::new();
        for entry in entries(state) {
            let first = graph.nodes.len();
            graph.first.insert((entry.proposal, entry.number), first);
            for clause in entry.version.clauses.iter() {
                graph.add(state, &known, entry, clause);
            }
            for (node, clause) in (first..).zip(entry.version.clauses.iter()) {
                known.entry((entry.proposal, &clause.id)).or_default().push(Known { node, entry });
            }
            graph.note_solo(first, entry);
        }
        graph
    }

    fn add(
        &mut self,
        state: &Deliberation,
        known: &AllKnown,
        entry: Entry<'a>,
        clause: &'a Clause,
    ) {
        let own = known.get(&(entry.proposal, &clause.id));
        let named = clause.derives_from.iter();
        let named = named.map(|(other, id)| (other.as_ref().unwrap_or(entry.proposal), id));
        let sources = named.filter_map(|source| known.get(&source)).chain(own);
        let mut parents: Vec<usize> = sources.filter_map(|known| latest(known, entry)).collect();
        parents.sort_unstable();
        parents.dedup();
        let authors: Vec<usize> = match clause.authors.as_slice() {
            [] => entry.owner.into_iter().collect(),
            authors => authors.iter().filter_map(|id| index(state, id)).collect(),
        };
        // As the rules say what an edit is, and who accepts it by writing along.
        let edit = !clause.derives_from.is_empty() || own.is_some();
        let accepted = !edit || authors.len() > 1 || {
            let (proposal, version) = (entry.proposal.clone(), entry.number);
            let place = ClauseVersion { proposal, version, clause: clause.id.clone() };
            state.dialogue.accepted_edits.contains_key(&place)
        };
        let one = <[usize; 1]>::try_from(authors.as_slice()).ok().map(|[one]| one);
        self.alone.push(one.filter(|one| parents.iter().all(|at| self.alone[*at] == Some(*one))));
        self.of.push(entry.proposal);
        self.nodes.push(Node { authors, parents, accepted, sealed_solo: false });
    }

    /// Notes that one party made a version under seal, when that is so.
    fn note_solo(&mut self, first: usize, entry: Entry) {
        let owner = self.alone[first..].first().copied().flatten();
        let solo = owner.filter(|owner| self.alone[first..].iter().all(|one| *one == Some(*owner)));
        let hidden = entry.version.sealed && !entry.version.extras.public_before;
        if let Some(owner) = solo.filter(|_| hidden) {
            let item = ItemId::Proposal(entry.proposal.clone());
            self.solos.push((ItemVersion { item, version: entry.number }, owner));
            self.nodes[first..].iter_mut().for_each(|node| node.sealed_solo = true);
        }
    }

    /// The proposals that something in these nodes descends from, accepted as substantive or not.
    pub(super) fn sources(&self, nodes: impl Iterator<Item = usize>) -> BTreeSet<&'a ProposalId> {
        let mut reached = vec![false; self.nodes.len()];
        nodes.for_each(|node| reached[node] = true);
        // Parents come before their children.
        for node in (0..self.nodes.len()).rev() {
            if reached[node] {
                self.nodes[node].parents.iter().for_each(|parent| reached[*parent] = true);
            }
        }
        let reached = reached.iter().zip(&self.of).filter(|(reached, _)| **reached);
        reached.map(|(_, proposal)| *proposal).collect()
    }

    /// Whether each node descends from a clause of this proposal, or is one.
    pub(super) fn descends_from(&self, proposal: &ProposalId) -> Vec<bool> {
        let mut descends: Vec<bool> = Vec::with_capacity(self.nodes.len());
        for (node, of) in self.nodes.iter().zip(&self.of) {
            let inherits = node.parents.iter().any(|parent| descends[*parent]);
            descends.push(inherits || *of == proposal);
        }
        descends
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
            let first = self.first.get(&(proposal, on.version));
            for (version, first) in version.into_iter().zip(first) {
                let nodes = version.clauses.iter().zip(*first..);
                clauses.extend(nodes.map(|(clause, node)| {
                    let (proposal, clause) = (proposal.clone(), clause.id.clone());
                    (ClauseVersion { proposal, version: on.version, clause }, node)
                }));
            }
        }
        clauses
    }
}

/// The versions of proposals that everyone may see, in order of entry.
fn entries(state: &Deliberation) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    for (id, item) in state.items.iter() {
        let ItemId::Proposal(proposal) = id else { continue };
        for (number, version) in (1..).zip(&item.versions) {
            if !state.is_sealed(version) {
                let owner = version.author.as_ref().and_then(|one| index(state, &one.party));
                entries.push(Entry { proposal, number, version, owner });
            }
        }
    }
    entries.sort_unstable_by_key(|entry| entry.version.sequence);
    entries
}

/// The last version of a clause that whoever wrote the later one could see.
fn latest(known: &[Known], later: Entry) -> Option<usize> {
    let seen = |known: &&Known| {
        let entry = known.entry;
        let sealed = entry.version.sealed && entry.version.round == later.version.round;
        !sealed || entry.owner == later.owner
    };
    known.iter().rev().find(seen).map(|known| known.node)
}

fn index(state: &Deliberation, id: &PartyId) -> Option<usize> {
    state.parties.get(id).map(|party| party.index as usize)
}
