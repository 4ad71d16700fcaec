//! For each pair of statements what is needed of its votes, as whole numbers: they depend on no
//! order and on no number of threads, and one more vote changes as many of them as its participant
//! has given votes. Mean and covariance of the matrix in which missing votes are the mean of their
//! statement follow from them exactly.

use std::sync::Mutex;

use crate::analysis::opinion::parts::{in_parts, parts_for};
use crate::analysis::opinion::voices::Voices;
use crate::analysis::opinion::votes::{Vote, Votes, column_of, vote_of};

/// The sums over participants that voted on both statements of a pair, the first being the one of
/// lower position, in units of the voices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pair {
    /// Their number.
    pub both: i64,
    /// The product of the two votes.
    pub product: i64,
    /// The vote on the first statement.
    pub first: i64,
    /// The vote on the second statement.
    pub second: i64,
}

/// The pairs of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gram {
    columns: usize,
    /// Pair (i, j), i < j, at j (j - 1) / 2 + i: a new statement comes at the end.
    pairs: Vec<Pair>,
}

/// How many participants are counted in packed form before the counts must be unpacked: four
/// counters of 16 bits share a word, and each grows by at most two a participant.
const PACKED_MAX: usize = (u16::MAX / 2) as usize;

/// The place of the first pair of a statement.
fn base(column: usize) -> usize {
    column * column.saturating_sub(1) / 2
}

/// The work of counting all pairs: their number over all participants.
pub(super) fn work(votes: &Votes) -> u64 {
    (0..votes.rows()).map(|row| (votes.count(row) as u64).pow(2) / 2).sum()
}

impl Gram {
    /// Counts the pairs of all participants.
    #[must_use]
    pub fn of(votes: &Votes, voices: &Voices, threads: usize) -> Gram {
        let columns = votes.columns();
        let mut gram = Gram { columns, pairs: vec![Pair::default(); base(columns)] };
        // Those of equal weight together: a packed count is multiplied once.
        let mut rows: Vec<u32> = (0..votes.rows() as u32).collect();
        if !voices.are_equal() {
            rows.sort_by_key(|row| voices.units(*row as usize));
        }
        let shared = Mutex::new(&mut gram);
        let threads = parts_for(work(votes) as usize, threads);
        let next = Mutex::new(&rows[..]);
        in_parts((0..threads).collect(), |_| {
            let mut packed = Packed::new(columns);
            loop {
                let mut left = next.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let block = next_block(&mut left, votes, voices);
                drop(left);
                let Some(&first) = block.first() else { break };
                let units = voices.units(first as usize);
                let mut left = block;
                while !left.is_empty() {
                    let count = |row: &u32| votes.count(*row as usize);
                    let some = enough(left, count, AT_ONCE);
                    packed.add(left[..some].iter().map(|row| votes.codes(*row as usize)));
                    left = &left[some..];
                }
                let mut gram = shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                packed.pour(&mut gram.pairs, units as i64);
            }
        });
        gram
    }

    /// The pair of two statements, the first of lower position.
    #[must_use]
    pub fn pair(&self, first: usize, second: usize) -> Pair {
        self.pairs[base(second) + first]
    }

    /// Makes room for more statements.
    pub(super) fn grow(&mut self, columns: usize) {
        if columns > self.columns {
            self.columns = columns;
            self.pairs.resize(base(columns), Pair::default());
        }
    }

    /// Counts a vote that is not in the row yet, or that replaces one that is.
    pub(super) fn set(
        &mut self,
        row: impl Iterator<Item = (usize, Vote)>,
        (column, vote): (usize, Vote),
        before: Option<Vote>,
        units: u64,
    ) {
        let units = units as i64;
        let change = units * (vote.sign() - before.map_or(0, Vote::sign));
        let new = if before.is_none() { units } else { 0 };
        for (other, theirs) in row {
            let sign = theirs.sign();
            if other == column {
                continue;
            }
            let (first, second) = (other.min(column), other.max(column));
            let pair = &mut self.pairs[base(second) + first];
            pair.both += new;
            pair.product += change * sign;
            let (own, their) = match other < column {
                true => (&mut pair.second, &mut pair.first),
                false => (&mut pair.first, &mut pair.second),
            };
            *own += change;
            *their += new * sign;
        }
    }
}

/// How many of the next participants have so many votes together; at least one.
fn enough(rows: &[u32], count: impl Fn(&u32) -> usize, goal: usize) -> usize {
    let mut votes = 0;
    let before = rows.iter().take_while(|row| {
        votes += count(row);
        votes <= goal
    });
    before.count().max(1)
}

/// The next participants of one weight, as many as may be counted before unpacking.
fn next_block<'a>(left: &mut &'a [u32], votes: &Votes, voices: &Voices) -> &'a [u32] {
    let Some(&first) = left.first() else { return &[] };
    let units = voices.units(first as usize);
    // Blocks of some millions of pairs, so that the threads end at about the same time.
    const PAIRS: usize = 1 << 26;
    let mut pairs = 0;
    let mut len = 0;
    for row in left.iter().take(PACKED_MAX) {
        if voices.units(*row as usize) != units || pairs > PAIRS {
            break;
        }
        pairs += votes.count(*row as usize).pow(2) / 2;
        len += 1;
    }
    let (block, rest) = left.split_at(len);
    *left = rest;
    block
}

/// What a pair counts, by the vote on the first statement and that on the second.
const STEPS: [[u64; 3]; 3] = {
    let mut steps = [[0; 3]; 3];
    let mut at = 0;
    while at < 9 {
        let (first, second) = (at / 3, at % 3);
        // The votes are these less one, and the product with one added is not negative either.
        let product = (first as i64 - 1) * (second as i64 - 1) + 1;
        steps[first][second] =
            1 | (product as u64) << 16 | (first as u64) << 32 | (second as u64) << 48;
        at += 1;
    }
    steps
};

/// How many votes are counted together: what that takes stays in the cache of one core.
const AT_ONCE: usize = 1 << 14;

/// Counters of 16 bits, four in a word a pair: how many, and the product, the first and the second
/// vote, each with one added so that it is not negative.
struct Packed {
    words: Vec<u64>,
    /// The votes at hand, participant by participant: the column, and what a pair with a vote on a
    /// later statement counts, by that vote.
    columns: Vec<u32>,
    steps: [Vec<u64>; 3],
    /// For each of them in order of column where it stands, where its participant begins, and the
    /// vote; with where each column begins, and where the last one ends.
    by_column: Vec<(u32, u32, Vote)>,
    ends: Vec<u32>,
    touched: bool,
}

impl Packed {
    fn new(columns: usize) -> Packed {
        Packed {
            words: vec![0; base(columns)],
            columns: Vec::new(),
            steps: Default::default(),
            by_column: Vec::new(),
            ends: vec![0; columns + 2],
            touched: false,
        }
    }

    /// Counts the pairs of some participants, whose codes are in order of column: statement by
    /// statement, so that one row of counters is written to at a time.
    fn add<'a>(&mut self, rows: impl Iterator<Item = &'a [u32]> + Clone) {
        self.touched = true;
        self.columns.clear();
        self.steps.iter_mut().for_each(Vec::clear);
        self.ends.fill(0);
        for code in rows.clone().flatten() {
            let vote = vote_of(*code) as usize;
            let column = column_of(*code);
            self.columns.push(column as u32);
            self.ends[column + 2] += 1;
            for later in Vote::ALL {
                self.steps[later as usize].push(STEPS[vote][later as usize]);
            }
        }
        for at in 1..self.ends.len() {
            self.ends[at] += self.ends[at - 1];
        }
        self.by_column.resize(self.columns.len(), (0, 0, Vote::Pass));
        let mut at = 0;
        for codes in rows {
            let start = at;
            for code in codes {
                let place = &mut self.ends[column_of(*code) + 1];
                self.by_column[*place as usize] = (at, start, vote_of(*code));
                *place += 1;
                at += 1;
            }
        }
        for column in 0..self.ends.len() - 2 {
            let words = &mut self.words[base(column)..base(column) + column];
            let voted = self.ends[column] as usize..self.ends[column + 1] as usize;
            for (at, start, vote) in &self.by_column[voted] {
                let before = *start as usize..*at as usize;
                let steps = &self.steps[*vote as usize][before.clone()];
                for (first, step) in self.columns[before].iter().zip(steps) {
                    words[*first as usize] += step;
                }
            }
        }
    }

    /// Adds what was counted, so many units each, and starts anew.
    fn pour(&mut self, pairs: &mut [Pair], units: i64) {
        if !std::mem::take(&mut self.touched) {
            return;
        }
        for (pair, word) in pairs.iter_mut().zip(&mut self.words) {
            let counted = std::mem::take(word);
            if counted == 0 {
                continue;
            }
            let lane = |at: u32| (counted >> (16 * at) & 0xffff) as i64;
            let both = lane(0);
            pair.both += units * both;
            pair.product += units * (lane(1) - both);
            pair.first += units * (lane(2) - both);
            pair.second += units * (lane(3) - both);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::opinion::votes::Arrival;
    use crate::analysis::permutation::mix;

    fn plain(votes: &Votes, voices: &Voices, first: usize, second: usize) -> Pair {
        let mut pair = Pair::default();
        for row in 0..votes.rows() {
            let units = voices.units(row) as i64;
            let both = votes.get(row, first).zip(votes.get(row, second));
            let Some((first, second)) = both.map(|(a, b)| (a.sign(), b.sign())) else { continue };
            pair.both += units;
            pair.product += units * first * second;
            pair.first += units * first;
            pair.second += units * second;
        }
        pair
    }

    fn arrivals(count: u64, rows: u64, columns: u64) -> Vec<Arrival> {
        let draw = |at: u64, what: u64, n: u64| (mix(at * 4 + what) % n) as usize;
        (0..count)
            .map(|at| {
                let vote = Vote::ALL[draw(at, 2, 3)];
                Arrival::new(draw(at, 0, rows), draw(at, 1, columns), vote)
            })
            .collect()
    }

    #[test]
    fn pairs_are_what_plain_counting_gives() {
        let arrivals = arrivals(900, 50, 24);
        let votes = Votes::new(50, 24, &arrivals, 1);
        let party: Vec<u32> = (0..50).map(|row: u32| row.isqrt()).collect();
        for voices in [Voices::equal(&votes), Voices::of_parties(&votes, &party)] {
            let gram = Gram::of(&votes, &voices, 2);
            for (first, second) in (0..24).flat_map(|b| (0..b).map(move |a| (a, b))) {
                assert_eq!(gram.pair(first, second), plain(&votes, &voices, first, second));
            }
        }
    }

    /// More people of one voice than the packed counters hold at once.
    #[test]
    fn counters_are_emptied_before_they_are_full() {
        let people = PACKED_MAX + 10;
        let both = |row| [Arrival::new(row, 0, Vote::Agree), Arrival::new(row, 1, Vote::Agree)];
        let arrivals: Vec<Arrival> = (0..people).flat_map(both).collect();
        let votes = Votes::new(people, 2, &arrivals, 1);
        let all = people as i64;
        let pair = Gram::of(&votes, &Voices::equal(&votes), 1).pair(0, 1);
        assert_eq!(pair, Pair { both: all, product: all, first: all, second: all });
    }

    #[test]
    fn votes_one_by_one_give_the_same_pairs() {
        let arrivals = arrivals(1_500, 30, 20);
        let mut votes = Votes::new(30, 0, &[], 1);
        let mut gram = Gram::of(&votes, &Voices::equal(&votes), 1);
        for one in arrivals {
            votes.grow(30, one.column() + 1);
            gram.grow(one.column() + 1);
            let before = votes.set(one.row(), one.column(), one.vote());
            gram.set(votes.row(one.row()), (one.column(), one.vote()), before, 1);
        }
        assert_eq!(gram, Gram::of(&votes, &Voices::equal(&votes), 1));
    }
}
