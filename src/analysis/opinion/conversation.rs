//! A conversation as the map is made of it, kept up to date vote by vote.

use crate::analysis::opinion::covariance::{self, Dense, Sparse, Symmetric};
use crate::analysis::opinion::gram::Gram;
use crate::analysis::opinion::krylov::{self, Eigen};
use crate::analysis::opinion::order::Order;
use crate::analysis::opinion::points::Point;
use crate::analysis::opinion::totals::Totals;
use crate::analysis::opinion::voices::Voices;
use crate::analysis::opinion::votes::{Arrival, Votes};

/// Numbers on an axis that differ by less are one, for statements that cannot be told apart.
const SAME: f64 = 1e-11;

/// What is known of a statement beside the votes on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Moderated away: it stays out of map, groups and choices.
    pub out: bool,
    /// About the conversation itself and not about its subject; it stays out as well.
    pub meta: bool,
}

impl Standing {
    /// Whether it stays out of map, groups and choices.
    #[must_use]
    pub fn is_out(self) -> bool {
        self.out || self.meta
    }
}

/// The votes of a conversation with what follows from them at once. Sums over participants are
/// whole numbers, so that it makes no difference in which order votes came in, or whether they
/// came in one by one.
#[derive(Debug, Clone)]
pub struct Conversation {
    votes: Votes,
    /// The party of each participant, where parties have an equal voice; else people have.
    parties: Option<Vec<u32>>,
    standing: Vec<Standing>,
    voices: Voices,
    totals: Totals,
    gram: Option<Gram>,
    threads: usize,
}

impl Conversation {
    /// A conversation of so many participants on these statements. Where parties are given, that of
    /// each participant, every party has the same voice. The work is divided over so many threads.
    ///
    /// # Panics
    /// When an arrival lies outside, or there is not one party for each participant.
    #[must_use]
    pub fn new(
        rows: usize,
        standing: Vec<Standing>,
        arrivals: &[Arrival],
        parties: Option<Vec<u32>>,
        threads: usize,
    ) -> Conversation {
        let votes = Votes::new(rows, standing.len(), arrivals, threads);
        Conversation::of(votes, standing, parties, threads)
    }

    /// A conversation of these votes.
    ///
    /// # Panics
    /// When there is not one standing for each statement, or one party for each participant.
    #[must_use]
    pub fn of(
        votes: Votes,
        standing: Vec<Standing>,
        parties: Option<Vec<u32>>,
        threads: usize,
    ) -> Conversation {
        assert_eq!(votes.columns(), standing.len(), "a standing for each statement");
        let voices = voices(&votes, parties.as_deref());
        let totals = Totals::of(&votes, &voices, threads);
        let gram = covariance::by_pairs(&votes).then(|| Gram::of(&votes, &voices, threads));
        Conversation { votes, parties, standing, voices, totals, gram, threads }
    }

    /// The votes.
    #[must_use]
    pub fn votes(&self) -> &Votes {
        &self.votes
    }

    /// How much each participant weighs.
    #[must_use]
    pub fn voices(&self) -> &Voices {
        &self.voices
    }

    /// The votes on each statement, added up.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// The number of threads that it is worked on with.
    pub(super) fn threads(&self) -> usize {
        self.threads
    }

    /// Whether a statement stays out of map, groups and choices.
    #[must_use]
    pub fn is_out(&self, column: usize) -> bool {
        self.standing[column].is_out()
    }

    /// Whether a statement is about the conversation itself.
    #[must_use]
    pub fn is_meta(&self, column: usize) -> bool {
        self.standing[column].meta
    }

    /// Which statements stay out.
    pub(super) fn out(&self) -> Vec<bool> {
        (0..self.standing.len()).map(|column| self.is_out(column)).collect()
    }

    /// Whether a statement has votes and counts.
    pub(super) fn counts(&self, column: usize) -> bool {
        !self.is_out(column) && self.totals.all(column) > 0
    }

    /// More votes, in order of arrival, on statements and by participants that may be new; a new
    /// participant's party is that of the same position in `parties`.
    ///
    /// # Panics
    /// When there is not one party for each participant of a conversation among parties.
    pub fn add(&mut self, arrivals: &[Arrival], parties: &[u32]) {
        let rows = arrivals.iter().map(|arrival| arrival.row() + 1).max().unwrap_or(0);
        let columns = arrivals.iter().map(|arrival| arrival.column() + 1).max().unwrap_or(0);
        self.votes.grow(rows, columns);
        self.standing.resize(self.votes.columns(), Standing::default());
        self.totals.grow(columns);
        if let Some(own) = &mut self.parties {
            own.extend(parties.iter().skip(own.len()));
            assert_eq!(own.len(), self.votes.rows(), "a party for each participant");
        }
        if let Some(gram) = &mut self.gram {
            gram.grow(columns);
        }
        // Where somebody joins a party, all its members weigh less, and everything is added up
        // anew.
        let anew = self.parties.is_some()
            && arrivals.iter().any(|arrival| self.votes.count(arrival.row()) == 0);
        if anew {
            for arrival in arrivals {
                self.votes.set(arrival.row(), arrival.column(), arrival.vote());
            }
            self.voices = voices(&self.votes, self.parties.as_deref());
            self.totals = Totals::of(&self.votes, &self.voices, self.threads);
            self.gram = None;
        } else {
            arrivals.iter().for_each(|arrival| self.set(*arrival));
            self.voices = voices(&self.votes, self.parties.as_deref());
        }
        if covariance::by_pairs(&self.votes) {
            let count = || Gram::of(&self.votes, &self.voices, self.threads);
            self.gram.get_or_insert_with(count);
        }
    }

    fn set(&mut self, arrival: Arrival) {
        let (row, column, vote) = (arrival.row(), arrival.column(), arrival.vote());
        let before = self.votes.set(row, column, vote);
        let units = self.voices.units(row);
        if let Some(before) = before {
            self.totals.take(column, before, units);
        }
        self.totals.add(column, vote, units);
        if let Some(gram) = &mut self.gram {
            gram.set(self.votes.row(row), (column, vote), before, units);
        }
    }

    /// Sets which statements count.
    ///
    /// # Panics
    /// When there is not one standing for each statement.
    pub fn moderate(&mut self, standing: Vec<Standing>) {
        assert_eq!(standing.len(), self.standing.len(), "a standing for each statement");
        self.standing = standing;
    }

    /// The axes along which opinions differ most, over the statements in this order.
    pub(super) fn principal(&self, order: &[usize], wanted: usize) -> Principal {
        let none = Principal { trace: 0.0, found: Vec::new() };
        self.with_covariance(order, &Largest(wanted)).unwrap_or(none)
    }

    /// Does something with the covariance of statements, in whichever form is less work; `None`
    /// where there is no statement, or are too few people for a covariance.
    pub(super) fn with_covariance<W: Work>(&self, order: &[usize], work: &W) -> Option<W::Made> {
        if self.voices.present() < 2 || order.is_empty() {
            return None;
        }
        Some(match self.gram.as_ref().filter(|_| covariance::by_pairs(&self.votes)) {
            Some(gram) => work.with(&Dense::of(gram, &self.totals, &self.voices, order)),
            None => {
                let source = (&self.votes, &self.voices);
                work.with(&Sparse::of(source, &self.totals, order, self.threads))
            }
        })
    }
}

fn voices(votes: &Votes, parties: Option<&[u32]>) -> Voices {
    match parties {
        Some(parties) => Voices::of_parties(votes, parties),
        None => Voices::equal(votes),
    }
}

/// Something to do with a covariance.
pub(super) trait Work {
    type Made;

    fn with(&self, matrix: &impl Symmetric) -> Self::Made;
}

/// Finds so many of the largest eigenvalues.
struct Largest(usize);

impl Work for Largest {
    type Made = Principal;

    fn with(&self, matrix: &impl Symmetric) -> Principal {
        Principal { trace: matrix.trace(), found: krylov::largest(matrix, self.0) }
    }
}

/// The axes along which opinions differ most.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Principal {
    /// The variance of all statements together.
    pub(super) trace: f64,
    /// The variance along each axis, with its direction over the statements that count.
    pub(super) found: Vec<Eigen>,
}

impl Principal {
    /// Two axes over all statements, zero for those that do not count. Their sign is such that the
    /// cubes add up to more than zero, so that it does not depend on how they were found.
    /// Statements that cannot be told apart get one number, and not one that differs in its last
    /// digit.
    pub(super) fn axes(&self, order: &Order, columns: usize) -> Vec<Point> {
        let mut axes = vec![[0.0; 2]; columns];
        if self.found.len() < 2 {
            return axes;
        }
        for (at, eigen) in self.found.iter().take(2).enumerate() {
            let mut axis = eigen.vector.clone();
            for alike in &order.alike {
                let run = &mut axis[alike.clone()];
                let first = run[0];
                if run.iter().all(|number| (number - first).abs() < SAME) {
                    run.fill(first);
                }
            }
            let cubes: f64 = axis.iter().map(|number| number * number * number).sum();
            let sign = if cubes < 0.0 { -1.0 } else { 1.0 };
            for (column, number) in order.columns.iter().zip(&axis) {
                axes[*column][at] = sign * number;
            }
        }
        axes
    }
}
