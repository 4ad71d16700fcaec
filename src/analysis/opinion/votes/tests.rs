use std::collections::BTreeMap;

use super::*;
use crate::analysis::permutation::mix;

fn drawn(count: u64, rows: u64, columns: u64) -> Vec<Arrival> {
    let draw = |at: u64, what: u64, n: u64| (mix(at * 4 + what) % n) as usize;
    (0..count)
        .map(|at| {
            // Most of the first people and statements.
            let row = draw(at, 0, 1 + draw(at, 3, rows) as u64);
            Arrival::new(row, draw(at, 1, columns), Vote::ALL[draw(at, 2, 3)])
        })
        .collect()
}

fn cells(votes: &Votes) -> BTreeMap<(usize, usize), Vote> {
    let row = |row: usize| votes.row(row).map(move |(column, vote)| ((row, column), vote));
    (0..votes.rows()).flat_map(row).collect()
}

#[test]
fn of_each_pair_the_last_vote_counts() {
    for (count, rows, columns) in [(0, 1, 1), (500, 1, 3), (4_000, 300, 40), (3_000, 20, 9_000)] {
        let arrivals = drawn(count, rows, columns);
        let votes = Votes::new(rows as usize, columns as usize, &arrivals, 1);
        let last: BTreeMap<(usize, usize), Vote> =
            arrivals.iter().map(|one| ((one.row(), one.column()), one.vote())).collect();
        assert_eq!(cells(&votes), last);
        assert_eq!(votes.len(), last.len());
        let sorted = |row: usize| votes.codes(row).is_sorted();
        assert!((0..votes.rows()).all(sorted));
    }
}

/// More arrivals than are put in order at a time, on several threads.
#[test]
fn many_arrivals_are_put_in_order_as_few_are() {
    let arrivals = drawn(3 * CHUNK as u64 + 17, 1_000, 50);
    let (one, many) = (Votes::new(1_000, 50, &arrivals, 1), Votes::new(1_000, 50, &arrivals, 5));
    assert_eq!(one.len(), many.len());
    assert!((0..1_000).all(|row| one.codes(row) == many.codes(row)));
    let last = arrivals.last().expect("many");
    assert_eq!(one.get(last.row(), last.column()), Some(last.vote()));
}

#[test]
fn votes_one_by_one_are_those_at_once() {
    let arrivals = drawn(6_000, 200, 60);
    let mut votes = Votes::default();
    let mut seen: BTreeMap<(usize, usize), Vote> = BTreeMap::new();
    for one in &arrivals {
        votes.grow(one.row() + 1, one.column() + 1);
        let before = votes.set(one.row(), one.column(), one.vote());
        assert_eq!(before, seen.insert((one.row(), one.column()), one.vote()));
        assert_eq!(votes.len(), seen.len());
    }
    assert_eq!(cells(&votes), seen);
    assert_eq!(cells(&votes), cells(&Votes::new(200, 60, &arrivals, 1)));
}

/// Rows that grow leave room behind, which does not pile up.
#[test]
fn room_that_lies_idle_is_given_back() {
    let mut votes = Votes::default();
    votes.grow(300, 400);
    for (column, row) in (0..400).flat_map(|column| (0..300).map(move |row| (column, row))) {
        votes.set(row, column, Vote::Pass);
        assert!(votes.codes.len() <= 4 * votes.len() + 1024 + 600);
    }
    assert_eq!(votes.len(), 120_000);
    assert!((0..300).all(|row| votes.row(row).map(|(column, _)| column).eq(0..400)));
}
