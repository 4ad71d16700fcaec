//! What was answered to each statement, added up.

use crate::analysis::opinion::parts::{in_parts, parts_for, ranges};
use crate::analysis::opinion::voices::Voices;
use crate::analysis::opinion::votes::{Vote, Votes};

/// The votes on each statement, in units of the voices: at three times the statement's position
/// those against, the passes, and those for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals(Vec<u64>);

impl Totals {
    /// Adds up the votes of all participants.
    #[must_use]
    pub fn of(votes: &Votes, voices: &Voices, threads: usize) -> Totals {
        let mut all = Totals::by_group(votes, voices, (1, |_| Some(0)), threads);
        all.pop().expect("one group")
    }

    /// Adds up the votes of each of so many groups; the function tells the group of a participant.
    pub(super) fn by_group(
        votes: &Votes,
        voices: &Voices,
        (groups, group): (usize, impl Fn(usize) -> Option<usize> + Sync),
        threads: usize,
    ) -> Vec<Totals> {
        let parts = ranges(votes.rows(), parts_for(votes.len(), threads));
        let sums = in_parts(parts, |rows| {
            let mut sums = vec![vec![0; votes.columns() * 3]; groups];
            for row in rows {
                let Some(group) = group(row) else { continue };
                let units = voices.units(row);
                let sums = &mut sums[group];
                votes.codes(row).iter().for_each(|code| sums[*code as usize] += units);
            }
            sums
        });
        let add = |mut all: Vec<Vec<u64>>, part: Vec<Vec<u64>>| {
            for (all, part) in all.iter_mut().zip(part) {
                all.iter_mut().zip(part).for_each(|(all, part)| *all += part);
            }
            all
        };
        let all = sums.into_iter().reduce(add).expect("at least one part");
        all.into_iter().map(Totals).collect()
    }

    /// The units behind an answer to a statement.
    #[must_use]
    pub fn get(&self, column: usize, vote: Vote) -> u64 {
        self.0[column * 3 + vote as usize]
    }

    /// The units behind a statement, passes included.
    #[must_use]
    pub fn all(&self, column: usize) -> u64 {
        self.0[column * 3..column * 3 + 3].iter().sum()
    }

    /// The mean vote on a statement: 1 when all agree, -1 when all disagree; 0 without votes.
    #[must_use]
    pub fn mean(&self, column: usize) -> f64 {
        let [against, _, towards] = Vote::ALL.map(|vote| self.get(column, vote) as i64);
        let all = self.all(column);
        if all == 0 { 0.0 } else { (towards - against) as f64 / all as f64 }
    }

    /// The number of statements.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.0.len() / 3
    }

    /// Makes room for more statements.
    pub(super) fn grow(&mut self, columns: usize) {
        if columns * 3 > self.0.len() {
            self.0.resize(columns * 3, 0);
        }
    }

    /// Adds a vote.
    pub(super) fn add(&mut self, column: usize, vote: Vote, units: u64) {
        self.0[column * 3 + vote as usize] += units;
    }

    /// Takes a vote away.
    pub(super) fn take(&mut self, column: usize, vote: Vote, units: u64) {
        self.0[column * 3 + vote as usize] -= units;
    }
}
