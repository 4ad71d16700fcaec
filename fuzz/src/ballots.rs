//! Files of ballots in every format, decided by every rule.

use beraad::app::cli::ballots_decided;

use crate::tape::Tape;

const NAMES: [&str; 5] =
    ["ballots.csv", "ballots.json", "ballots.toc", "ballots.cat", "ballots.pb"];
const RULES: [&str; 15] = [
    "consent",
    "supermajority_floor",
    "condorcet",
    "schulze",
    "ranked_pairs",
    "majority_judgment",
    "star",
    "score",
    "approval",
    "equal_shares",
    "sequential_phragmen",
    "budget_greedy",
    "budget_equal_shares",
    "budget_equal_shares_add1",
    "budget_equal_shares_add1_greedy",
];

/// Reads a file and decides; the format and the rule stand before it, in a byte each.
pub fn run(bytes: &[u8]) {
    let mut tape = Tape::new(bytes);
    let (name, rule) = (NAMES[tape.below(NAMES.len())], RULES[tape.below(RULES.len())]);
    match ballots_decided(name, rule, tape.rest()) {
        Ok(told) => assert!(told.contains("\"steps\""), "an outcome tells its steps"),
        Err(told) => assert!(told.contains(name), "a problem says where it is: {told}"),
    }
}
