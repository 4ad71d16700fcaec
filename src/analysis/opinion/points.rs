//! Where participants and statements lie on the map.

use crate::analysis::opinion::parts::{in_parts, parts_for, ranges};
use crate::analysis::opinion::totals::Totals;
use crate::analysis::opinion::votes::{Vote, Votes};

/// A place on the map.
pub type Point = [f64; 2];

/// The binary digits after the point in the sums that places are made of: whole numbers, so that
/// the order of a participant's votes makes no difference.
const DIGITS: i32 = 44;

/// How far out who answered some of all statements is put, so that few answers do not mean the
/// middle: the root of all over those answered, no answer counting as one.
#[must_use]
pub fn stretch(all: usize, answered: usize) -> f64 {
    (all as f64 / answered.max(1) as f64).sqrt()
}

/// Where each participant lies: the votes given, beside the mean of each statement, along both
/// axes, stretched by the root of all statements over those answered. A statement that was
/// moderated away counts as answered by everybody, and adds nothing.
pub(super) fn participants(
    votes: &Votes,
    totals: &Totals,
    axes: &[Point],
    out: &[bool],
    threads: usize,
) -> Vec<Point> {
    let fine = libm::ldexp(1.0, DIGITS);
    let columns = votes.columns();
    let mut table = vec![[0i64; 2]; columns * 3];
    for (column, axes) in axes.iter().enumerate().filter(|(column, _)| !out[*column]) {
        let mean = totals.mean(column);
        for vote in Vote::ALL {
            let term = |axis: f64| ((vote.sign() as f64 - mean) * axis * fine).round() as i64;
            table[column * 3 + vote as usize] = axes.map(term);
        }
    }
    // What a vote adds to the number of answers.
    let seen: Vec<bool> = (0..columns).map(|column| totals.all(column) > 0).collect();
    let moderated = (0..columns).filter(|column| out[*column] && seen[*column]).count();
    let all = seen.iter().filter(|seen| **seen).count();
    let parts = ranges(votes.rows(), parts_for(votes.len(), threads));
    let places = in_parts(parts, |rows| {
        let place = |row: usize| {
            let codes = votes.codes(row);
            let mut sum = [0i64; 2];
            let mut on_moderated = 0;
            for code in codes {
                let [x, y] = table[*code as usize];
                sum = [sum[0] + x, sum[1] + y];
            }
            if moderated > 0 {
                let moderated = codes.iter().filter(|code| out[**code as usize / 3]);
                on_moderated = moderated.count();
            }
            let answered = codes.len() - on_moderated + moderated;
            sum.map(|sum| sum as f64 / fine * stretch(all, answered))
        };
        rows.map(place).collect::<Vec<_>>()
    });
    places.into_iter().flatten().collect()
}

/// Where each statement lies: where somebody would be who only agrees with it.
pub(super) fn statements(totals: &Totals, axes: &[Point], out: &[bool]) -> Vec<Point> {
    let all = (0..totals.columns()).filter(|column| totals.all(*column) > 0).count();
    let stretch = (all as f64).sqrt();
    let place = |(column, axes): (usize, &Point)| match out[column] {
        true => [0.0; 2],
        false => axes.map(|axis| stretch * (1.0 - totals.mean(column)) * axis),
    };
    axes.iter().enumerate().map(place).collect()
}

/// The distance from the middle of the map.
pub(super) fn length(point: Point) -> f64 {
    (point[0] * point[0] + point[1] * point[1]).sqrt()
}

/// The distance between two places.
pub(super) fn distance(left: Point, right: Point) -> f64 {
    square_distance(left, right).sqrt()
}

/// The square of the distance between two places.
pub(super) fn square_distance(left: Point, right: Point) -> f64 {
    let (x, y) = (left[0] - right[0], left[1] - right[1]);
    x * x + y * y
}
