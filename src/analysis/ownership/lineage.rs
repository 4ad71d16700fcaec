//! Contribution share: the Shapley value (Shapley 1953) of the clause-lineage game.
//!
//! The lineage of a clause is the set of parties whose accepted hand is in it or in anything it
//! descends from. A coalition is worth the weight of the adopted clauses whose whole lineage lies
//! within it: the part of the plan that it could have written by itself. That game is a sum of
//! unanimity games, so the Shapley value needs no enumeration: every adopted clause counts by its
//! weight and is shared equally by the parties in its lineage.

use std::sync::Arc;

use num_integer::Integer;
use num_rational::BigRational;
use num_traits::Zero;

use crate::analysis::exact::Weights;
use crate::analysis::figure::{Measured, Undefined, Value};
use crate::domain::state::PartySet;

/// From this difference between the two ways of sharing on, both are shown (a policy).
pub const PATHS_DIFFER_ABOVE: f64 = 0.15;

/// One version of a clause.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// The parties that wrote it together.
    pub authors: Vec<usize>,
    /// The versions it derives from, each earlier in the list.
    pub parents: Vec<usize>,
    /// Whether the edit was accepted as substantive; what is no edit always counts. One that was
    /// not passes on what it derives from and adds nothing.
    pub accepted: bool,
    /// Whether it stood in a proposal that one party made under seal.
    pub sealed_solo: bool,
}

/// The parts of the parties over one denominator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// The part of each party.
    pub numerators: Vec<u128>,
    /// What all parts together come to.
    pub denominator: u128,
    /// Whether the parts are exact. Otherwise they are binary fractions, rounded down, of which
    /// more than ninety places are right.
    pub exact: bool,
}

impl Shares {
    /// The share of a party.
    #[must_use]
    pub fn of(&self, party: usize) -> Value {
        let (part, whole) = (self.numerators[party], self.denominator);
        // Parts of whole numbers are brought to lowest terms before they become long ones.
        let common = part.gcd(&whole);
        self.told(BigRational::new_raw((part / common).into(), (whole / common).into()))
    }

    /// A value computed from the parts: exact when they are.
    #[must_use]
    pub fn told(&self, value: BigRational) -> Value {
        let value = Value::Exact(value);
        if self.exact { value } else { Value::Real(value.to_f64()) }
    }
}

/// Who wrote what was adopted.
#[derive(Debug, Clone)]
pub struct Lineage {
    /// The contribution share of each party: its Shapley value.
    pub shares: Shares,
    /// The companion: each version splits evenly over itself and what it derives from. It rewards
    /// writing late and often.
    pub path_shares: Vec<f64>,
    /// How far the two ways of sharing lie apart for the party for which they differ most.
    pub paths_differ: f64,
    /// Weight of the clauses with two parties or more in their lineage, as a share of all.
    pub joint_clause_share: Value,
    /// Weight of the clauses whose lineage reaches no sealed proposal of one party.
    pub novelty: Value,
    /// The lineage of each adopted clause, in the order given.
    pub clauses: Vec<ClauseLineage>,
}

/// The lineage of one adopted clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseLineage {
    /// The parties in it.
    pub parties: Arc<PartySet>,
    /// Whether it reaches a sealed proposal of one party.
    pub reaches_solo: bool,
}

/// The lineage of the adopted clauses, each a node with its weight. Weights count relative to each
/// other; the product gives every clause the same.
///
/// A clause in whose lineage nobody is counts for nobody and is left out.
///
/// # Errors
/// [`Undefined::NothingAdopted`] without an adopted clause that somebody wrote.
///
/// # Panics
/// When a node names a parent that does not come before it: a text cannot derive from a later one.
pub fn lineage(
    parties: usize,
    nodes: &[Node],
    adopted: &[(usize, u64)],
) -> Result<Lineage, Undefined> {
    let needed = needed(nodes, adopted);
    let families = families(nodes, &needed);
    let clauses: Vec<ClauseLineage> = adopted
        .iter()
        .map(|(node, _)| families[*node].clone().expect("an adopted clause is needed"))
        .collect();
    let counted = || {
        let weighed = clauses.iter().zip(adopted).map(|(clause, (_, weight))| (clause, *weight));
        weighed.filter(|(clause, weight)| !clause.parties.is_empty() && *weight > 0)
    };
    let total: u128 = counted().map(|(_, weight)| u128::from(weight)).sum();
    if total == 0 {
        return Err(Undefined::NothingAdopted);
    }
    let part = |select: fn(&ClauseLineage) -> bool| {
        let chosen = counted().filter(|(clause, _)| select(clause));
        let chosen: u128 = chosen.map(|(_, weight)| u128::from(weight)).sum();
        Value::Exact(BigRational::new(chosen.into(), total.into()))
    };
    let sets: Vec<(&PartySet, u64)> =
        counted().map(|(clause, weight)| (&*clause.parties, weight)).collect();
    let shares = shares(parties, &sets, total);
    let path_shares = path_shares(parties, nodes, &needed, adopted);
    let whole = shares.denominator as f64;
    let pairs = shares.numerators.iter().zip(&path_shares);
    let paths_differ = pairs.map(|(part, path)| (*part as f64 / whole - path).abs());
    Ok(Lineage {
        paths_differ: paths_differ.fold(0.0, f64::max),
        shares,
        path_shares,
        joint_clause_share: part(|clause| clause.parties.len() >= 2),
        novelty: part(|clause| !clause.reaches_solo),
        clauses,
    })
}

/// Which nodes an adopted clause descends from, itself included.
fn needed(nodes: &[Node], adopted: &[(usize, u64)]) -> Vec<bool> {
    let mut needed = vec![false; nodes.len()];
    adopted.iter().for_each(|(node, _)| needed[*node] = true);
    for at in (0..nodes.len()).rev() {
        if needed[at] {
            nodes[at].parents.iter().for_each(|parent| {
                assert!(*parent < at, "a text derives from what was there before it");
                needed[*parent] = true;
            });
        }
    }
    needed
}

/// The lineage of every node that is needed. A node that adds nobody shares the set of its parent.
fn families(nodes: &[Node], needed: &[bool]) -> Vec<Option<ClauseLineage>> {
    let mut families: Vec<Option<ClauseLineage>> = Vec::with_capacity(nodes.len());
    for (node, needed) in nodes.iter().zip(needed) {
        let parents = || node.parents.iter().filter_map(|parent| families[*parent].as_ref());
        let family = needed.then(|| {
            let mut parties = parents().next().map_or_else(Arc::default, |one| one.parties.clone());
            for parent in parents() {
                if !parties.holds(&parent.parties) {
                    Arc::make_mut(&mut parties).extend(&parent.parties);
                }
            }
            for author in node.authors.iter().filter(|_| node.accepted) {
                if !parties.contains(*author as u32) {
                    Arc::make_mut(&mut parties).insert(*author as u32);
                }
            }
            let reaches_solo = node.sealed_solo || parents().any(|parent| parent.reaches_solo);
            ClauseLineage { parties, reaches_solo }
        });
        families.push(family);
    }
    families
}

/// The Shapley value from the lineages of the clauses. Sums are of whole numbers, so that no order
/// of parties or clauses shows in them.
fn shares(parties: usize, clauses: &[(&PartySet, u64)], total: u128) -> Shares {
    let sizes = clauses.iter().map(|(set, _)| u64::from(set.len()));
    let common = Weights::<i128>::new(sizes).map(|weights| weights.party.unsigned_abs());
    let exact =
        common.filter(|common| common.checked_mul(total).is_some_and(|all| all >> 126 == 0));
    // Where no common denominator fits, the parts are binary fractions with room for the sum.
    let unit = exact.unwrap_or(1 << (126 - (u128::BITS - total.leading_zeros())));
    let mut numerators = vec![0_u128; parties];
    for (set, weight) in clauses {
        let part = unit / u128::from(set.len()) * u128::from(*weight);
        set.iter().for_each(|party| numerators[party as usize] += part);
    }
    Shares { numerators, denominator: unit * total, exact: exact.is_some() }
}

/// Binary places of the companion's fractions.
const PATH_UNIT: u128 = 1 << 100;

/// Each version splits its weight evenly over itself and its parents, and its own part over its
/// authors. All that reaches a node is added before it is split, so that no order shows.
fn path_shares(
    parties: usize,
    nodes: &[Node],
    needed: &[bool],
    adopted: &[(usize, u64)],
) -> Vec<f64> {
    let total: u128 = adopted.iter().map(|(_, weight)| u128::from(*weight)).sum();
    let mut credit = vec![0_u128; nodes.len()];
    for (node, weight) in adopted {
        credit[*node] += PATH_UNIT / total * u128::from(*weight);
    }
    let mut own = vec![0_u128; parties];
    for at in (0..nodes.len()).rev().filter(|at| needed[*at]) {
        let (node, whole) = (&nodes[at], credit[at]);
        let counts = node.accepted && !node.authors.is_empty();
        let ways = node.parents.len() as u128 + u128::from(counts);
        if whole.is_zero() || ways == 0 {
            continue;
        }
        let part = whole / ways;
        node.parents.iter().for_each(|parent| credit[*parent] += part);
        if counts {
            let each = part / node.authors.len() as u128;
            node.authors.iter().for_each(|author| own[*author] += each);
        }
    }
    own.into_iter().map(|part| part as f64 / PATH_UNIT as f64).collect()
}

/// What is undefined when nothing was adopted, as every part of a lineage is.
pub fn of_lineage(
    lineage: &Result<Lineage, Undefined>,
    part: impl Fn(&Lineage) -> Value,
) -> Measured {
    lineage.as_ref().map(part).map_err(|reason| *reason)
}
