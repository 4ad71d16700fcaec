//! The opinion map: figures beside plain computations, voices of parties, and what changes nothing
//! or turns it around.

use beraad::analysis::opinion::{
    Arrival, Conversation, OpinionMap, Side, Standing, Vote, proportion_test, two_proportions_test,
};
use proptest::prelude::*;

use super::jacobi;

/// Votes of some people on some statements, row by row; `None` for none.
type Table = Vec<Vec<Option<Vote>>>;

fn vote() -> impl Strategy<Value = Option<Vote>> {
    prop_oneof![
        2 => Just(None),
        1 => Just(Some(Vote::Pass)),
        3 => Just(Some(Vote::Agree)),
        3 => Just(Some(Vote::Disagree)),
    ]
}

fn table() -> impl Strategy<Value = Table> {
    (1..40_usize, 1..10_usize).prop_flat_map(|(rows, columns)| {
        prop::collection::vec(prop::collection::vec(vote(), columns), rows)
    })
}

/// A table of which everybody voted on something, with the party of each.
fn parties() -> impl Strategy<Value = (Table, Vec<u32>)> {
    table().prop_flat_map(|mut table| {
        for row in &mut table {
            if row.iter().all(Option::is_none) {
                row[0] = Some(Vote::Pass);
            }
        }
        let rows = table.len();
        (Just(table), prop::collection::vec(0..6_u32, rows))
    })
}

fn arrivals(table: &Table) -> Vec<Arrival> {
    let row = |(row, votes): (usize, &Vec<Option<Vote>>)| {
        let votes = votes.iter().enumerate();
        let one = move |(at, vote): (usize, &Option<Vote>)| Some(Arrival::new(row, at, (*vote)?));
        votes.filter_map(one).collect::<Vec<_>>()
    };
    table.iter().enumerate().flat_map(row).collect()
}

fn conversation(table: &Table, parties: Option<Vec<u32>>) -> Conversation {
    let standing = vec![Standing::default(); table[0].len()];
    Conversation::new(table.len(), standing, &arrivals(table), parties, 1)
}

fn map(table: &Table, parties: Option<&[u32]>) -> OpinionMap {
    OpinionMap::stable(&conversation(table, parties.map(<[u32]>::to_vec)))
}

/// The covariance of the table with each missing vote as the mean of its statement, of those who
/// voted on anything.
fn covariance(table: &Table, weights: &[f64]) -> Vec<Vec<f64>> {
    let present: Vec<usize> =
        (0..table.len()).filter(|row| table[*row].iter().any(Option::is_some)).collect();
    let sign = |row: usize, column: usize| Some(table[row][column]?.sign() as f64);
    let centred = |column: usize| -> Vec<f64> {
        let voted = || present.iter().filter_map(|row| Some((weights[*row], sign(*row, column)?)));
        let whole: f64 = voted().map(|(weight, _)| weight).sum();
        let mean = voted().map(|(weight, sign)| weight * sign).sum::<f64>() / whole;
        present.iter().map(|row| sign(*row, column).map_or(0.0, |sign| sign - mean)).collect()
    };
    let columns: Vec<Vec<f64>> = (0..table[0].len()).map(centred).collect();
    let cell = |left: &[f64], right: &[f64]| {
        let products = left.iter().zip(right).zip(&present);
        products.map(|((left, right), row)| weights[*row] * left * right).sum::<f64>()
            / (present.len() as f64 - 1.0)
    };
    columns.iter().map(|left| columns.iter().map(|right| cell(left, right)).collect()).collect()
}

/// One over the size of the party, with a mean of 1.
fn weights(parties: &[u32]) -> Vec<f64> {
    let size = |party: &u32| parties.iter().filter(|other| *other == party).count() as f64;
    let raw: Vec<f64> = parties.iter().map(|party| 1.0 / size(party)).collect();
    let whole: f64 = raw.iter().sum();
    raw.into_iter().map(|weight| weight * parties.len() as f64 / whole).collect()
}

fn near(left: f64, right: f64, by: f64) -> bool {
    (left - right).abs() <= by * left.abs().max(right.abs()).max(1.0)
}

/// Whether two axes are told apart well enough to be compared one by one.
fn are_clear(map: &OpinionMap) -> bool {
    let [first, second] = map.variance;
    let third = map.whole_variance - first - second;
    second > 1e-6 && first > 1.05 * second && second > 1.05 * third
}

fn places_near(left: &OpinionMap, right: &OpinionMap, rows: impl Fn(usize) -> usize) -> bool {
    let places = left.places.iter().enumerate();
    places.into_iter().all(|(row, place)| {
        let other = right.places[rows(row)];
        near(place[0], other[0], 1e-6) && near(place[1], other[1], 1e-6)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn variances_are_the_eigenvalues_of_the_covariance((table, parties) in parties()) {
        for parties in [None, Some(parties)] {
            let found = map(&table, parties.as_deref());
            let weights = parties.map_or(vec![1.0; table.len()], |parties| weights(&parties));
            let covariance = covariance(&table, &weights);
            let mut values = if table.len() < 2 { vec![] } else { jacobi::eigenvalues(covariance) };
            values.resize(values.len().max(2), 0.0);
            let whole: f64 = values.iter().sum();
            prop_assert!(near(found.whole_variance, whole, 1e-10));
            for (own, plain) in found.variance.iter().zip(values) {
                prop_assert!(near(*own, plain, 1e-10), "{own} {plain}");
            }
        }
    }

    /// A party that has every member twice has the same voice as before.
    #[test]
    fn twice_the_members_make_the_same_map((table, parties) in parties(), party in 0..6_u32) {
        let before = map(&table, Some(&parties));
        let again = (0..table.len()).filter(|row| parties[*row] == party);
        let rows: Vec<usize> = (0..table.len()).chain(again).collect();
        let more: Table = rows.iter().map(|row| table[*row].clone()).collect();
        let parties: Vec<u32> = rows.iter().map(|row| parties[*row]).collect();
        let after = map(&more, Some(&parties));
        for column in 0..table[0].len() {
            prop_assert!(near(before.mean(column), after.mean(column), 1e-12));
        }
        let share = |map: &OpinionMap| map.variance[0] / map.whole_variance.max(1e-9);
        prop_assert!(near(share(&before), share(&after), 1e-9));
        if are_clear(&before) {
            prop_assert!(places_near(&before, &after, |row| row));
        }
    }

    /// However many members, a party has one voice.
    #[test]
    fn parties_have_equal_voices((table, parties) in parties()) {
        let conversation = conversation(&table, Some(parties.clone()));
        let voices = conversation.voices();
        let of = |party: u32| -> f64 {
            let members = (0..table.len()).filter(|row| parties[*row] == party);
            members.map(|row| voices.weight(voices.units(row))).sum()
        };
        for party in &parties {
            prop_assert!(near(of(*party), of(parties[0]), 1e-12));
        }
    }

    /// Parties of one size change nothing, to the last bit.
    #[test]
    fn parties_of_one_size_are_as_no_parties((table, _) in parties(), size in 1..4_usize) {
        let whole: Table = table.iter().flat_map(|row| vec![row.clone(); size]).collect();
        let parties: Vec<u32> = (0..whole.len()).map(|row| (row / size) as u32).collect();
        let (with, without) = (map(&whole, Some(&parties)), map(&whole, None));
        prop_assert_eq!(format!("{with:?}"), format!("{without:?}"));
    }

    /// Person by person, everybody at the middle of their cluster.
    #[test]
    fn silhouettes_are_what_plain_counting_gives(table in table()) {
        let map = map(&table, None);
        let k = map.groups.len();
        if k < 2 {
            return Ok(());
        }
        let one_each = map.base.iter().flat_map(|base| vec![base; base.people as usize]);
        let people: Vec<_> = one_each.collect();
        let apart = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
        let mut sum = 0.0;
        for own in &people {
            let mean = |group: usize, less: f64| {
                let inside = people.iter().filter(|other| other.group == group);
                let distances: f64 = inside.clone().map(|o| apart(own.center, o.center)).sum();
                distances / (inside.count() as f64 - less)
            };
            let within = mean(own.group, 1.0);
            let beside = (0..k).filter(|group| *group != own.group).map(|group| mean(group, 0.0));
            let beside = beside.fold(f64::INFINITY, f64::min);
            sum += if within.is_finite() { (beside - within) / beside.max(within) } else { 0.0 };
        }
        let told = map.silhouettes.iter().find(|(groups, _)| *groups == k).expect("that number");
        prop_assert!(near(told.1, sum / people.len() as f64, 1e-9));
    }

    #[test]
    fn tests_of_proportions_are_their_formulas(
        (n, m) in (0..200_u32, 0..200_u32), (s, t) in (0.0..1.0_f64, 0.0..1.0_f64),
    ) {
        let (n, m) = (f64::from(n), f64::from(m));
        let (s, t) = ((s * n).round(), (t * m).round());
        let plain = 2.0 * (n + 1.0).sqrt() * ((s + 1.0) / (n + 1.0) - 0.5);
        prop_assert!(near(proportion_test(s, n), plain, 1e-12));
        let (p, q) = ((s + 1.0) / (n + 1.0), (t + 1.0) / (m + 1.0));
        let pooled = (s + t + 2.0) / (n + m + 2.0);
        let variance = pooled * (1.0 - pooled);
        let spread = (variance / (n + 1.0) + variance / (m + 1.0)).sqrt();
        let plain = if pooled == 1.0 { 0.0 } else { (p - q) / spread };
        prop_assert!(near(two_proportions_test((s, n), (t, m)), plain, 1e-9));
    }

    /// Other names for the groups, and nothing else is different.
    #[test]
    fn groups_may_be_named_otherwise(
        table in table(), labels in prop::collection::vec(prop::option::of(0..3_usize), 40),
        order in Just(vec![0, 1, 2_usize]).prop_shuffle(),
    ) {
        let conversation = conversation(&table, None);
        // All three names are used by somebody, or the last of them would not be known.
        let mut labels = labels[..table.len()].to_vec();
        labels.iter_mut().zip(0..3).for_each(|(label, name)| *label = Some(name));
        if labels.len() < 3 {
            return Ok(());
        }
        let renamed = labels.iter().map(|label| label.map(|label| order[label])).collect();
        let (own, other) = (
            OpinionMap::given(&conversation, labels),
            OpinionMap::given(&conversation, renamed),
        );
        for (group, name) in order.into_iter().enumerate() {
            prop_assert_eq!(&own.groups[group], &other.groups[name]);
            for column in 0..table[0].len() {
                let renamed = other.group_statement(name, column);
                prop_assert_eq!(own.group_statement(group, column), renamed);
            }
        }
        for column in 0..table[0].len() {
            prop_assert_eq!(own.priority(column), other.priority(column));
            let both = [&own, &other].map(|map| map.group_aware_consensus(column, Side::Agree));
            prop_assert!(near(both[0], both[1], 1e-12));
        }
    }

    /// Where everybody says the opposite, agreement and disagreement change places, and people lie
    /// on the other side or stay: the sign of an axis follows from its own numbers.
    #[test]
    fn the_opposite_of_every_vote_swaps_both_sides(table in table()) {
        let swap = |vote: &Option<Vote>| vote.and_then(|vote| Vote::of(-vote.sign()));
        let other: Table = table.iter().map(|row| row.iter().map(swap).collect()).collect();
        let labels: Vec<_> = (0..table.len()).map(|row| Some(row % 2)).collect();
        let (own, other) = (conversation(&table, None), conversation(&other, None));
        let (left, right) =
            (OpinionMap::given(&own, labels.clone()), OpinionMap::given(&other, labels));
        for column in 0..table[0].len() {
            prop_assert!(near(left.mean(column), -right.mean(column), 1e-15));
            for group in 0..left.groups.len() {
                let (left, right) =
                    (left.group_statement(group, column), right.group_statement(group, column));
                prop_assert_eq!(left.agree, right.disagree);
                prop_assert_eq!(left.disagree, right.agree);
            }
            let (agree, disagree) = (Side::Agree, Side::Disagree);
            let of = |map: &OpinionMap, side| map.group_aware_consensus(column, side);
            prop_assert_eq!(of(&left, agree), of(&right, disagree));
        }
        prop_assert_eq!(left.agreed.len(), right.rejected.len());
        for (left, right) in left.agreed.iter().zip(&right.rejected) {
            prop_assert_eq!(left, right);
        }
        if are_clear(&left) {
            // An axis whose cubes nearly add up to nothing may have either sign.
            for at in 0..2 {
                let sign = |row: usize| (left.places[row][at] * right.places[row][at]).signum();
                let far = (0..table.len()).filter(|row| left.places[*row][at].abs() > 1e-3);
                let signs: Vec<f64> = far.map(sign).collect();
                prop_assert!(signs.windows(2).all(|two| two[0] == two[1]), "as a whole");
            }
            for (left, right) in left.places.iter().zip(&right.places) {
                prop_assert!(near(left[0].abs(), right[0].abs(), 1e-6));
                prop_assert!(near(left[1].abs(), right[1].abs(), 1e-6));
            }
        }
    }
}
