//! The measures alone: definitions that enumerate, and what must not change a figure.

use std::collections::BTreeSet;

use beraad::analysis::figure::{Undefined, Value};
use beraad::analysis::ownership::lineage::{Lineage, Node, lineage};
use beraad::analysis::ownership::pulse::{felt, ownership};
use beraad::analysis::susceptibility::susceptibility;
use beraad::analysis::synergy::{Solo, Utilities, synergy};
use num_rational::BigRational;
use proptest::prelude::*;

fn fraction(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

fn shares(lineage: &Lineage, parties: usize) -> Vec<BigRational> {
    (0..parties).map(|party| lineage.shares.of(party).to_fraction().expect("finite")).collect()
}

/// Every order in which so many can come.
fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(n - 1);
    let places = |order: &Vec<usize>| {
        let insert = |at: usize| {
            let mut order = order.clone();
            order.insert(at, n - 1);
            order
        };
        (0..n).map(insert).collect::<Vec<_>>()
    };
    shorter.iter().flat_map(places).collect()
}

/// The Shapley value by its definition: what each party adds, on average over every order in which
/// the coalition of all can come together.
fn by_definition(parties: usize, lineage: &Lineage, weights: &[u64]) -> Vec<BigRational> {
    let worth = |coalition: &BTreeSet<usize>| {
        let own = lineage.clauses.iter().zip(weights).filter(|(clause, _)| {
            let mut family = clause.parties.iter();
            !clause.parties.is_empty() && family.all(|one| coalition.contains(&(one as usize)))
        });
        own.map(|(_, weight)| *weight as i64).sum::<i64>()
    };
    let all: BTreeSet<usize> = (0..parties).collect();
    let orders = orders(parties);
    let mut added = vec![0_i64; parties];
    for order in &orders {
        let mut coalition = BTreeSet::new();
        for party in order {
            let before = worth(&coalition);
            coalition.insert(*party);
            added[*party] += worth(&coalition) - before;
        }
    }
    let whole = worth(&all) * orders.len() as i64;
    added.into_iter().map(|added| fraction(added, whole)).collect()
}

/// A family tree over so many parties, and adopted clauses of it.
fn tree(parties: usize) -> impl Strategy<Value = (Vec<Node>, Vec<(usize, u64)>)> {
    let node = (
        prop::collection::vec(0..parties, 1..3),
        prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        prop::bool::weighted(0.8),
    );
    let nodes = prop::collection::vec(node, 1..9).prop_map(|nodes| {
        let made = |(at, (mut authors, parents, accepted)): (usize, (Vec<usize>, Vec<_>, bool))| {
            authors.sort_unstable();
            authors.dedup();
            let parents: Vec<prop::sample::Index> = if at == 0 { Vec::new() } else { parents };
            let parents: BTreeSet<usize> = parents.iter().map(|parent| parent.index(at)).collect();
            let parents: Vec<usize> = parents.into_iter().collect();
            let accepted = accepted || parents.is_empty();
            Node { authors, parents, accepted, sealed_solo: false }
        };
        nodes.into_iter().enumerate().map(made).collect::<Vec<_>>()
    });
    nodes.prop_flat_map(|nodes| {
        let adopted = prop::collection::vec((0..nodes.len(), 1..4_u64), 1..5);
        (Just(nodes), adopted)
    })
}

fn utilities(parties: usize, rows: &[Vec<i64>]) -> Vec<Utilities> {
    rows.iter().map(|row| (0..parties).map(|at| Some(fraction(row[at], 4))).collect()).collect()
}

fn solos(rows: &[Utilities]) -> Vec<Solo> {
    let own = rows.iter().enumerate();
    own.map(|(owner, utilities)| Solo { owner, utilities: utilities.clone() }).collect()
}

fn exact(value: &Result<Value, Undefined>) -> BigRational {
    value.as_ref().expect("it is defined").to_fraction().expect("finite")
}

proptest! {
    #[test]
    fn the_formula_is_the_shapley_value((nodes, adopted) in tree(5)) {
        let found = lineage(5, &nodes, &adopted).expect("somebody wrote it");
        let weights: Vec<u64> = adopted.iter().map(|(_, weight)| *weight).collect();
        prop_assert!(found.shares.exact);
        prop_assert_eq!(shares(&found, 5), by_definition(5, &found, &weights));
    }

    #[test]
    fn a_version_in_between_of_the_same_party_changes_no_share(
        (nodes, adopted) in tree(4),
        accepted in any::<bool>(),
    ) {
        // The adopted clause is written once more by the same hand, before it is adopted.
        let (mut longer, mut later) = (nodes.clone(), adopted.clone());
        for (node, _) in &mut later {
            let authors = nodes[*node].authors.clone();
            let accepted = accepted && nodes[*node].accepted;
            longer.push(Node { authors, parents: vec![*node], accepted, sealed_solo: false });
            *node = longer.len() - 1;
        }
        let (one, other) = (lineage(4, &nodes, &adopted), lineage(4, &longer, &later));
        prop_assert_eq!(one.map(|found| found.shares).ok(), other.map(|found| found.shares).ok());
    }

    #[test]
    fn a_clause_split_in_two_halves_changes_no_share((nodes, adopted) in tree(4)) {
        let doubled = adopted.iter().map(|(node, one)| (*node, 2 * one));
        let whole: Vec<(usize, u64)> = doubled.collect();
        let halves: Vec<(usize, u64)> = adopted.iter().chain(&adopted).copied().collect();
        let (one, other) = (lineage(4, &nodes, &whole), lineage(4, &nodes, &halves));
        let (one, other) = (one.expect("adopted"), other.expect("adopted"));
        prop_assert_eq!(shares(&one, 4), shares(&other, 4));
        prop_assert_eq!(one.joint_clause_share, other.joint_clause_share);
    }

    #[test]
    fn an_edit_that_nobody_accepted_gives_its_author_nothing((nodes, adopted) in tree(4)) {
        let (mut longer, mut later) = (nodes.clone(), adopted.clone());
        for (node, _) in &mut later {
            let parents = vec![*node];
            longer.push(Node { authors: vec![4], parents, accepted: false, sealed_solo: false });
            *node = longer.len() - 1;
        }
        let (one, other) = (lineage(5, &nodes, &adopted), lineage(5, &longer, &later));
        let (one, other) = (one.expect("adopted"), other.expect("adopted"));
        prop_assert_eq!(shares(&one, 5), shares(&other, 5));
        prop_assert_eq!(one.path_shares, other.path_shares);
    }

    #[test]
    fn one_more_solo_proposal_can_only_lower_strong_synergy(
        rows in prop::collection::vec(prop::collection::vec(0..=4_i64, 4), 3..6),
    ) {
        let rows = utilities(4, &rows);
        let (joint, alone) = rows.split_first().expect("rows");
        let fewer = synergy(&solos(&alone[1..]), std::slice::from_ref(joint));
        let all = synergy(&solos(alone), std::slice::from_ref(joint));
        prop_assert!(exact(&all.strong_utilitarian) <= exact(&fewer.strong_utilitarian));
        prop_assert!(exact(&all.strong_egalitarian) <= exact(&fewer.strong_egalitarian));
    }

    #[test]
    fn a_scale_turned_round_turns_every_comparison_round(
        rows in prop::collection::vec(prop::collection::vec(0..=4_i64, 4), 2),
        answers in prop::collection::vec(prop::collection::vec(1..=7_u32, 4), 1..6),
        before in prop::collection::vec(prop::collection::vec(-2..=2_i64, 3), 3),
        after in prop::collection::vec(prop::collection::vec(-2..=2_i64, 3), 3),
    ) {
        let turned: Vec<Vec<i64>> =
            rows.iter().map(|row| row.iter().map(|step| 4 - step).collect()).collect();
        let seen = |rows: &[Vec<i64>]| {
            let rows = utilities(4, rows);
            synergy(&solos(&rows[..1]), &rows[1..])
        };
        let (one, other) = (seen(&rows), seen(&turned));
        prop_assert_eq!(exact(&one.strong_utilitarian), -exact(&other.strong_utilitarian));
        prop_assert_eq!(one.better_share, other.worse_share);
        let turn = |members: &[Vec<u32>]| -> Vec<Vec<u32>> {
            members.iter().map(|own| own.iter().map(|step| 8 - step).collect()).collect()
        };
        let (one, other) = (felt(7, &answers), felt(7, &turn(&answers)));
        prop_assert_eq!(exact(&one.mean) + exact(&other.mean), fraction(1, 1));
        let parties: Vec<Vec<Vec<u32>>> = answers.iter().map(|own| vec![own.clone()]).collect();
        let round: Vec<Vec<Vec<u32>>> = turn(&answers).into_iter().map(|own| vec![own]).collect();
        let (one, other) = (ownership(7, 4, &parties), ownership(7, 4, &round));
        prop_assert_eq!(one.within_group_agreement, other.within_group_agreement);
        let stances = |rows: &[Vec<i64>], sign: i64| -> Vec<Vec<Option<BigRational>>> {
            let stance = |one: &i64| Some(fraction(sign * one, 1));
            let row = |row: &Vec<i64>| row.iter().map(stance).collect();
            rows.iter().map(row).collect()
        };
        let moved = |sign| susceptibility(&stances(&before, sign), &stances(&after, sign));
        prop_assert_eq!(moved(1), moved(-1));
    }
}
