//! What happens in a random run, told without names.

use beraad::domain::event::Answer;
use proptest::prelude::*;
use proptest::sample::Index;

/// A run: parties by their number of listed members, and rounds.
#[derive(Debug, Clone)]
pub struct Script {
    /// Members of each party; 0 for a party that is its own only member.
    pub parties: Vec<usize>,
    /// Statements that are there before round 1.
    pub statements: usize,
    /// Whether the lowest step is a veto.
    pub lo_is_veto: bool,
    /// The rounds.
    pub rounds: Vec<RoundScript>,
    /// Whether the end is called after them.
    pub concludes: bool,
}

/// One round.
#[derive(Debug, Clone)]
pub struct RoundScript {
    /// Whether it closes when every party has answered.
    pub waits_for_all: bool,
    /// Whether it extends the round before.
    pub extension: bool,
    /// A proposal, by the party that tables it; the version that a second one follows.
    pub proposals: Vec<(Index, bool)>,
    /// Stances: whose, on what, and what. Some lie off the scale.
    pub stances: Vec<(Index, Index, Answer)>,
}

/// How the parties are called and ordered in a run.
#[derive(Debug, Clone)]
pub struct Shuffle {
    /// The label of each party of the script.
    pub labels: Vec<usize>,
    /// The order in which the parties are added.
    pub order: Vec<usize>,
    /// Whether the stances of different seats are cast in the reverse order.
    pub reversed: bool,
}

/// Any script.
pub fn script() -> impl Strategy<Value = Script> {
    let parties = prop::collection::vec(0..4_usize, 2..6);
    let rounds = prop::collection::vec(round(), 1..4);
    (parties, 1..4_usize, any::<bool>(), rounds, any::<bool>()).prop_map(
        |(parties, statements, lo_is_veto, rounds, concludes)| Script {
            parties,
            statements,
            lo_is_veto,
            rounds,
            concludes,
        },
    )
}

fn round() -> impl Strategy<Value = RoundScript> {
    let answer = prop_oneof![
        1 => Just(Answer::Pass),
        8 => (-2..=2_i32).prop_map(Answer::Stance),
        1 => Just(Answer::Stance(3)),
    ];
    let stance = (any::<Index>(), any::<Index>(), answer);
    let proposals = prop::collection::vec((any::<Index>(), any::<bool>()), 0..3);
    (any::<bool>(), any::<bool>(), proposals, prop::collection::vec(stance, 0..24)).prop_map(
        |(waits_for_all, extension, proposals, stances)| RoundScript {
            waits_for_all,
            extension,
            proposals,
            stances,
        },
    )
}

/// Other labels and another order.
pub fn shuffle(parties: usize) -> impl Strategy<Value = Shuffle> {
    let all = || Just((0..parties).collect::<Vec<_>>()).prop_shuffle();
    (all(), all(), any::<bool>()).prop_map(|(labels, order, reversed)| Shuffle {
        labels,
        order,
        reversed,
    })
}
