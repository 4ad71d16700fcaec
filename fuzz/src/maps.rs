//! Opinion maps of small and odd conversations: numbers in their range, and the same map however
//! the votes came in.

use beraad::analysis::opinion::{
    Arrival, Axes, Conversation, History, OpinionMap, Point, Side, Standing, Vote,
};

use crate::tape::Tape;

/// Reads bytes as a conversation, and makes its map in every way.
pub fn run(bytes: &[u8]) {
    let odd = Odd::of(&mut Tape::new(bytes));
    let cold = odd.at_once(&odd.arrivals, 1);
    let map = OpinionMap::stable(&cold);
    in_range(&map);
    // What is not told by hand: everything in the map, to the last bit.
    let told = format!("{map:?}");
    assert_eq!(told, format!("{:?}", OpinionMap::stable(&odd.bit_by_bit())), "vote by vote");
    assert_eq!(told, format!("{:?}", OpinionMap::stable(&odd.at_once(&odd.latest(), 3))));
    odd.with_rows_moved(&map);
    for axes in [Axes::Exact, Axes::Steps] {
        odd.ticks(axes);
    }
}

/// A conversation that may lack anything.
struct Odd {
    rows: usize,
    standing: Vec<Standing>,
    parties: Option<Vec<u32>>,
    arrivals: Vec<Arrival>,
    /// How many votes come at a time.
    pace: usize,
    seed: usize,
}

impl Odd {
    fn of(tape: &mut Tape) -> Odd {
        let (shape, pace, seed) = (tape.byte(), 1 + tape.below(40), usize::from(tape.byte()));
        let (rows, columns) = (1 + tape.below(70), 1 + tape.below(24));
        let out = tape.byte();
        let standing = |_| match out {
            0..=127 => Standing::default(),
            128..=135 => Standing { out: true, meta: false },
            _ => match tape.byte() {
                byte if byte % 8 == 0 => Standing { out: true, meta: false },
                byte => Standing { out: false, meta: byte % 8 == 1 },
            },
        };
        let standing = (0..columns).map(standing).collect();
        let parties = shape & 8 != 0;
        let parties = parties.then(|| (0..rows).map(|_| u32::from(tape.byte() % 9)).collect());
        let mut arrivals = Vec::new();
        let vote = |byte: u8| Vote::ALL[usize::from(byte % 3)];
        match shape & 7 {
            // Any votes, pair by pair.
            0..=2 => {
                while !tape.is_empty() {
                    let (row, column) = (tape.below(rows), tape.below(columns));
                    arrivals.push(Arrival::new(row, column, vote(tape.byte())));
                }
            }
            // Some ways to vote, and everybody votes in one of them.
            3..=5 => {
                let ways: Vec<Vec<u8>> = (0..1 + tape.below(4))
                    .map(|_| (0..columns).map(|_| tape.byte()).collect())
                    .collect();
                for row in 0..rows {
                    let way = &ways[tape.below(ways.len())];
                    let given = way.iter().enumerate().filter(|(_, byte)| **byte < 240);
                    let given = given.map(|(at, byte)| Arrival::new(row, at, vote(*byte)));
                    arrivals.extend(given);
                }
            }
            // All pass, or all vote on one statement each.
            6 => {
                let cells = (0..rows * columns).map(|cell| (cell / columns, cell % columns));
                arrivals.extend(cells.map(|(row, at)| Arrival::new(row, at, Vote::Pass)));
            }
            _ => {
                let one = |row| Arrival::new(row, row % columns, vote(tape.byte()));
                arrivals.extend((0..rows).map(one));
            }
        }
        Odd { rows, standing, parties, arrivals, pace, seed }
    }

    fn at_once(&self, arrivals: &[Arrival], threads: usize) -> Conversation {
        let (standing, parties) = (self.standing.clone(), self.parties.clone());
        Conversation::new(self.rows, standing, arrivals, parties, threads)
    }

    /// In parts, with people and statements that are new each time.
    fn parts(&self, mut each: impl FnMut(&mut Conversation)) -> Conversation {
        let parties = self.parties.as_deref();
        let empty = parties.map(|_| Vec::new());
        let mut conversation = Conversation::new(0, Vec::new(), &[], empty, 1);
        for part in self.arrivals.chunks(self.pace) {
            let known = conversation.votes().rows();
            let rows = part.iter().map(|arrival| arrival.row() + 1).max().unwrap_or(0);
            conversation.add(part, parties.map_or(&[], |parties| &parties[..rows.max(known)]));
            each(&mut conversation);
        }
        conversation
    }

    /// In parts, up to the size of the conversation that has everything at once.
    fn bit_by_bit(&self) -> Conversation {
        let conversation = self.parts(|_| ());
        let (rows, columns) = (conversation.votes().rows(), conversation.votes().columns());
        // Who and what nobody heard of comes in with a vote that is there in both.
        if rows == self.rows && columns == self.standing.len() {
            let mut conversation = conversation;
            conversation.moderate(self.standing.clone());
            return conversation;
        }
        self.at_once(&self.arrivals, 2)
    }

    /// Of each pair the vote that counts, in an order that has nothing to do with time.
    fn latest(&self) -> Vec<Arrival> {
        let latest: std::collections::BTreeMap<(usize, usize), Arrival> =
            self.arrivals.iter().map(|one| ((one.row(), one.column()), *one)).collect();
        let mut latest: Vec<Arrival> = latest.into_values().collect();
        shuffle(&mut latest, self.seed);
        latest
    }

    /// With everybody at another place.
    fn with_rows_moved(&self, map: &OpinionMap) {
        let mut to: Vec<usize> = (0..self.rows).collect();
        shuffle(&mut to, self.seed + 1);
        let moved: Vec<Arrival> = (self.arrivals.iter())
            .map(|one| Arrival::new(to[one.row()], one.column(), one.vote()))
            .collect();
        let parties = self.parties.as_ref().map(|parties| {
            let mut moved = vec![0; self.rows];
            to.iter().zip(parties).for_each(|(to, party)| moved[*to] = *party);
            moved
        });
        let standing = self.standing.clone();
        let other = OpinionMap::stable(&Conversation::new(self.rows, standing, &moved, parties, 2));
        for (row, to) in to.into_iter().enumerate() {
            assert_eq!(map.labels[row], other.labels[to]);
            assert_eq!(map.places[row].map(f64::to_bits), other.places[to].map(f64::to_bits));
        }
        assert_eq!(format!("{:?}", map.groups), format!("{:?}", other.groups));
        assert_eq!(format!("{:?}", map.base), format!("{:?}", other.base));
        assert_eq!(format!("{:?}", map.axes), format!("{:?}", other.axes));
        assert_eq!(map.silhouettes, other.silhouettes);
    }

    /// One computation after another as the reference makes them.
    fn ticks(&self, axes: Axes) {
        let mut history = History::default();
        let conversation = self.parts(|conversation| {
            in_range(&OpinionMap::compat(conversation, &mut history, axes));
            let columns = conversation.votes().columns();
            conversation.moderate(self.standing[..columns].to_vec());
            in_range(&OpinionMap::compat(conversation, &mut history, axes));
        });
        in_range(&OpinionMap::compat(&conversation, &mut History::default(), axes));
    }
}

fn shuffle<T>(list: &mut [T], seed: usize) {
    let mut state = seed as u64;
    for at in (1..list.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        list.swap(at, (state >> 33) as usize % (at + 1));
    }
}

/// Every number is one, and lies where it can.
fn in_range(map: &OpinionMap) {
    let groups = map.groups.len();
    let finite =
        |places: &[Point]| assert!(places.iter().flatten().all(|number| number.is_finite()));
    finite(&map.axes);
    finite(&map.places);
    finite(&map.statement_places);
    assert!(map.labels.iter().flatten().all(|label| *label < groups));
    assert!(map.variance.iter().all(|number| number.is_finite() && *number > -1e-9));
    assert!(map.whole_variance.is_finite() && map.whole_variance >= -1e-9);
    for (k, silhouette) in &map.silhouettes {
        assert!((-1.0..=1.0).contains(silhouette), "{k}: {silhouette}");
        if let Some(labels) = map.grouping_of(*k) {
            assert!(labels.iter().flatten().all(|label| label < k));
        }
    }
    let distinct: std::collections::BTreeSet<usize> =
        map.silhouettes.iter().map(|(k, _)| *k).collect();
    assert_eq!(distinct.len(), map.silhouettes.len(), "each number of groups once");
    let labelled = map.labels.iter().flatten().count() as u64;
    assert_eq!(map.groups.iter().map(|group| group.people).sum::<u64>(), labelled);
    assert!(map.base.iter().all(|base| base.group < groups.max(1)));
    if groups > 0 {
        assert_eq!(map.base.iter().map(|base| base.people).sum::<u64>(), labelled);
    }
    for (at, group) in map.groups.iter().enumerate() {
        finite(&[group.center]);
        assert!(group.weight.is_finite() && group.weight >= 0.0);
        assert_eq!(
            map.labels.iter().filter(|label| **label == Some(at)).count() as u64,
            group.people
        );
        for one in &group.representative {
            assert!(one.figures.representativeness_test.is_finite());
        }
    }
    for row in 0..map.places.len() {
        let Some(person) = map.person(row) else { continue };
        finite(&[[person.centricness, person.coreness], [person.extremeness, 0.0]]);
    }
    for column in 0..map.axes.len() {
        assert!((-1.0..=1.0).contains(&map.mean(column)));
        finite(&[[map.extremity(column), map.importance(column)], [map.priority(column), 0.0]]);
        assert!(map.priority(column) >= 0.0);
        for side in [Side::Agree, Side::Disagree] {
            assert!((0.0..=1.0).contains(&map.group_aware_consensus(column, side)));
            for group in 0..groups {
                let figures = *map.group_statement(group, column).on(side);
                assert!((0.0..=1.0).contains(&figures.probability));
                finite(&[[figures.probability_test, figures.representativeness_test]]);
                assert!(figures.representativeness.is_finite() && figures.representativeness > 0.0);
            }
        }
    }
}
