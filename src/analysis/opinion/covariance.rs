//! The covariance of statements, as something that a vector can be multiplied with: as a matrix,
//! from the counts of pairs, or from the votes themselves where that is less work. Either way the
//! result does not depend on the order of participants or the number of threads.
//!
//! A missing vote is the mean of its statement, so that in the centred matrix it is zero: nothing
//! is done for it.

use crate::analysis::opinion::gram::{self, Gram};
use crate::analysis::opinion::krylov::norm;
use crate::analysis::opinion::parts::{in_parts, parts_for, ranges};
use crate::analysis::opinion::totals::Totals;
use crate::analysis::opinion::voices::Voices;
use crate::analysis::opinion::votes::{Vote, Votes};

/// The most statements for which pairs are counted: the counts take 16 bytes times the square.
const PAIRS_MAX: usize = 3_000;

/// Whether counting pairs is less work than walking through the votes for each product. It depends
/// on the votes alone, so that a map that is kept up to date takes the same way as a new one.
pub(super) fn by_pairs(votes: &Votes) -> bool {
    let columns = votes.columns() as u64;
    let (walk, square) = (60 * votes.len() as u64, 12 * columns * columns);
    votes.columns() <= PAIRS_MAX && gram::work(votes) + square < walk
}

/// A symmetric matrix.
pub(super) trait Symmetric {
    /// Its number of rows.
    fn size(&self) -> usize;

    /// The sum of its diagonal.
    fn trace(&self) -> f64;

    /// Its product with a vector.
    fn times(&self, vector: &[f64]) -> Vec<f64>;
}

/// The covariance as a matrix.
pub(super) struct Dense {
    size: usize,
    cells: Vec<f64>,
}

impl Dense {
    /// The covariance of these statements, in this order.
    pub(super) fn of(gram: &Gram, totals: &Totals, voices: &Voices, order: &[usize]) -> Dense {
        let size = order.len();
        let scale = per_participant(voices);
        let means: Vec<f64> = order.iter().map(|column| totals.mean(*column)).collect();
        let mut cells = vec![0.0; size * size];
        for (a, &column) in order.iter().enumerate() {
            cells[a * size + a] = variance(totals, column) * scale;
            for (b, &other) in order[..a].iter().enumerate() {
                let pair = gram.pair(column.min(other), column.max(other));
                // Own and other by the given order, so that nothing depends on the numbering.
                let (own, theirs) = match column < other {
                    true => (pair.first, pair.second),
                    false => (pair.second, pair.first),
                };
                let sum = pair.product as f64 - means[b] * own as f64 - means[a] * theirs as f64
                    + means[a] * means[b] * pair.both as f64;
                let cell = sum * scale;
                cells[a * size + b] = cell;
                cells[b * size + a] = cell;
            }
        }
        Dense { size, cells }
    }
}

/// What a sum over units is multiplied with to become a covariance.
fn per_participant(voices: &Voices) -> f64 {
    voices.weight(1) / (voices.present() as f64 - 1.0)
}

/// The squared distances of the votes on a statement from their mean, added up over units.
fn variance(totals: &Totals, column: usize) -> f64 {
    let mean = totals.mean(column);
    let [against, _, towards] = Vote::ALL.map(|vote| totals.get(column, vote));
    let all = totals.all(column) as f64;
    (against + towards) as f64 - mean * mean * all
}

impl Symmetric for Dense {
    fn size(&self) -> usize {
        self.size
    }

    fn trace(&self) -> f64 {
        (0..self.size).map(|at| self.cells[at * self.size + at]).sum()
    }

    fn times(&self, vector: &[f64]) -> Vec<f64> {
        self.cells.chunks_exact(self.size).map(|row| dot(row, vector)).collect()
    }
}

/// The sum of products, in eight parts that a processor can do side by side.
pub(super) fn dot(left: &[f64], right: &[f64]) -> f64 {
    let mut parts = [0.0; 8];
    let (left_chunks, right_chunks) = (left.chunks_exact(8), right.chunks_exact(8));
    let rest = left_chunks.remainder().iter().zip(right_chunks.remainder());
    let rest: f64 = rest.map(|(left, right)| left * right).sum();
    for (left, right) in left_chunks.zip(right_chunks) {
        for at in 0..8 {
            parts[at] += left[at] * right[at];
        }
    }
    parts.iter().sum::<f64>() + rest
}

/// The covariance as the votes themselves.
pub(super) struct Sparse<'a> {
    votes: &'a Votes,
    voices: &'a Voices,
    order: &'a [usize],
    means: Vec<f64>,
    trace: f64,
    threads: usize,
    /// The binary digits after the point in the sums over a row, and over all rows.
    digits: (i32, i32),
}

impl<'a> Sparse<'a> {
    /// The covariance of these statements, in this order.
    pub(super) fn of(
        (votes, voices): (&'a Votes, &'a Voices),
        totals: &Totals,
        order: &'a [usize],
        threads: usize,
    ) -> Sparse<'a> {
        let means = order.iter().map(|column| totals.mean(*column)).collect();
        let sum: f64 = order.iter().map(|column| variance(totals, *column)).sum();
        let most = (0..votes.rows()).map(|row| votes.count(row)).max().unwrap_or(0);
        // |row sum| ≤ 2 √most for a vector of length 1, and the weights add up to those present.
        let row = 2.0 * (most.max(1) as f64).sqrt();
        let digits = (fraction_digits(row), fraction_digits(row * voices.present() as f64));
        let trace = sum * per_participant(voices);
        Sparse { votes, voices, order, means, trace, threads, digits }
    }
}

/// How many binary digits after the point a sum can have whose size is bounded by this.
fn fraction_digits(bound: f64) -> i32 {
    60 - libm::log2(bound.max(1.0)).ceil() as i32
}

/// The nearest whole number; quicker than `round`, which calls a function.
fn whole(number: f64) -> i64 {
    (number + 0.5_f64.copysign(number)) as i64
}

impl Symmetric for Sparse<'_> {
    fn size(&self) -> usize {
        self.order.len()
    }

    fn trace(&self) -> f64 {
        self.trace
    }

    fn times(&self, vector: &[f64]) -> Vec<f64> {
        // Of a vector that is longer than 1, sums are as many times larger.
        let length = norm(vector);
        let longer = if length > 2.0 { libm::log2(length).ceil() as i32 } else { 0 };
        let unit = |digits: i32| libm::ldexp(1.0, digits - longer);
        let (fine, coarse) = (unit(self.digits.0), unit(self.digits.1));
        // Both are powers of two, so this is exact.
        let back = coarse / fine;
        let mut table = vec![0i64; self.votes.columns() * 3];
        for ((&column, mean), weight) in self.order.iter().zip(&self.means).zip(vector) {
            for vote in Vote::ALL {
                let term = (vote.sign() as f64 - mean) * weight;
                table[column * 3 + vote as usize] = whole(term * fine);
            }
        }
        let work = parts_for(self.votes.len() / 4, self.threads);
        let sums = in_parts(ranges(self.votes.rows(), work), |rows| {
            let mut sums = vec![0i64; table.len()];
            for row in rows {
                let codes = self.votes.codes(row);
                let sum: i64 = codes.iter().map(|code| table[*code as usize]).sum();
                let weight = self.voices.weight(self.voices.units(row));
                let sum = whole(sum as f64 * (back * weight));
                codes.iter().for_each(|code| sums[*code as usize] += sum);
            }
            sums
        });
        let add = |mut all: Vec<i64>, part: Vec<i64>| {
            all.iter_mut().zip(part).for_each(|(all, part)| *all += part);
            all
        };
        let sums = sums.into_iter().reduce(add).expect("at least one part");
        let share = 1.0 / coarse / (self.voices.present() as f64 - 1.0);
        let value = |(&column, mean): (&usize, &f64)| {
            let [against, pass, towards] = Vote::ALL.map(|vote| sums[column * 3 + vote as usize]);
            let all = (against + pass + towards) as f64;
            ((towards - against) as f64 - mean * all) * share
        };
        self.order.iter().zip(&self.means).map(value).collect()
    }
}

#[cfg(test)]
mod tests;
