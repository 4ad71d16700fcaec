//! Where people are, in an order that depends on the places alone.

use crate::analysis::opinion::conversation::Conversation;
use crate::analysis::opinion::parts::{in_parts, parts_for, ranges};
use crate::analysis::opinion::points::Point;

/// A place is known to 32 binary digits after the point.
const DIGITS: i32 = 32;

/// More people than this, or more places, are put together in the cells of a grid.
const PEOPLE_MAX: usize = 20_000;
const PLACES_MAX: usize = 2_048;

/// The cells of the grid in either direction.
const CELLS: usize = 128;

/// People at one place, or in one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    /// Where they are in the middle.
    pub(super) at: Point,
    /// Their weight.
    pub(super) weight: f64,
    /// Their number.
    pub(super) people: u64,
}

/// People at one place while they are added up, in whole numbers.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    at: [i128; 2],
    units: u64,
    people: u64,
}

impl Sum {
    fn add(&mut self, other: &Sum) {
        self.at = [self.at[0] + other.at[0], self.at[1] + other.at[1]];
        self.units += other.units;
        self.people += other.people;
    }

    fn of(at: [i64; 2], units: u64) -> Sum {
        Sum { at: at.map(|at| i128::from(at) * i128::from(units)), units, people: 1 }
    }
}

/// The places of those who are on the map, from left to right and from below to above.
pub(super) fn spots(
    conversation: &Conversation,
    places: &[Point],
    inside: &[bool],
    threads: usize,
) -> Vec<Spot> {
    let unit = libm::ldexp(1.0, DIGITS);
    let whole = |row: usize| places[row].map(|number| (number * unit).round() as i64);
    let rows: Vec<usize> = (0..places.len()).filter(|row| inside[*row]).collect();
    let voices = conversation.voices();
    let sums = match rows.len() > PEOPLE_MAX {
        true => in_cells(&rows, whole, |row| voices.units(row), threads),
        false => {
            let mut sorted: Vec<([i64; 2], u64)> =
                rows.iter().map(|row| (whole(*row), voices.units(*row))).collect();
            sorted.sort_unstable();
            let at_one_place = |left: &([i64; 2], u64), right: &([i64; 2], u64)| left.0 == right.0;
            match sorted.chunk_by(at_one_place).count() > PLACES_MAX {
                true => in_cells(&rows, whole, |row| voices.units(row), threads),
                false => sorted.chunk_by(at_one_place).map(at_place).collect(),
            }
        }
    };
    let spot = |sum: &Sum| Spot {
        at: sum.at.map(|at| at as f64 / sum.units as f64 / unit),
        weight: voices.weight(sum.units),
        people: sum.people,
    };
    let mut spots: Vec<Spot> = sums.iter().filter(|sum| sum.people > 0).map(spot).collect();
    spots.sort_by(|left, right| {
        left.at[0].total_cmp(&right.at[0]).then(left.at[1].total_cmp(&right.at[1]))
    });
    spots
}

fn at_place(people: &[([i64; 2], u64)]) -> Sum {
    let mut sum = Sum::default();
    people.iter().for_each(|(at, units)| sum.add(&Sum::of(*at, *units)));
    sum
}

/// Adds people up by the cell of a grid over all of them.
fn in_cells(
    rows: &[usize],
    whole: impl Fn(usize) -> [i64; 2] + Sync,
    units: impl Fn(usize) -> u64 + Sync,
    threads: usize,
) -> Vec<Sum> {
    let parts = || ranges(rows.len(), parts_for(8 * rows.len(), threads));
    let bounds = in_parts(parts(), |part| {
        rows[part].iter().fold(([i64::MAX; 2], [i64::MIN; 2]), |(low, high), row| {
            let [x, y] = whole(*row);
            ([low[0].min(x), low[1].min(y)], [high[0].max(x), high[1].max(y)])
        })
    });
    let (low, high) = (bounds.into_iter())
        .reduce(|(low, high), (l, h)| {
            ([low[0].min(l[0]), low[1].min(l[1])], [high[0].max(h[0]), high[1].max(h[1])])
        })
        .expect("at least one part");
    let wide = |axis: usize| (high[axis] - low[axis]) as u64 / CELLS as u64 + 1;
    let widths = [wide(0), wide(1)];
    let sums = in_parts(parts(), |part| {
        let mut sums = vec![Sum::default(); CELLS * CELLS];
        for row in &rows[part] {
            let at = whole(*row);
            let [x, y] = [0, 1].map(|axis| ((at[axis] - low[axis]) as u64 / widths[axis]) as usize);
            sums[x * CELLS + y].add(&Sum::of(at, units(*row)));
        }
        sums
    });
    let add = |mut all: Vec<Sum>, part: Vec<Sum>| {
        all.iter_mut().zip(&part).for_each(|(all, part)| all.add(part));
        all
    };
    sums.into_iter().reduce(add).expect("at least one part")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::opinion::conversation::Standing;
    use crate::analysis::opinion::votes::{Arrival, Vote};

    /// The people of a conversation in which everybody voted once.
    fn people(count: usize) -> Conversation {
        let arrivals: Vec<Arrival> =
            (0..count).map(|row| Arrival::new(row, 0, Vote::Agree)).collect();
        Conversation::new(count, vec![Standing::default()], &arrivals, None, 1)
    }

    #[test]
    fn people_at_one_place_are_one_spot_and_others_are_not_seen() {
        let conversation = people(5);
        let places = [[1.0, 2.0], [0.0, 0.0], [1.0, 2.0], [7.0, 7.0], [0.0, -1.0]];
        let found = spots(&conversation, &places, &[true, true, true, false, true], 1);
        let spot = |x: f64, y: f64, people: u64| Spot { at: [x, y], weight: people as f64, people };
        assert_eq!(found, [spot(0.0, -1.0, 1), spot(0.0, 0.0, 1), spot(1.0, 2.0, 2)]);
        assert!(spots(&conversation, &places, &[false; 5], 1).is_empty());
    }

    #[test]
    fn many_places_are_put_together_and_nobody_is_lost() {
        let count = PLACES_MAX + 500;
        let conversation = people(count);
        let places: Vec<Point> =
            (0..count).map(|at| [(at % 61) as f64 / 7.0, (at * at % 977) as f64]).collect();
        let (one, two) = (
            spots(&conversation, &places, &vec![true; count], 1),
            spots(&conversation, &places, &vec![true; count], 2),
        );
        assert_eq!(one, two);
        assert!(one.len() <= CELLS * CELLS);
        assert_eq!(one.iter().map(|spot| spot.people).sum::<u64>(), count as u64);
        let mean: f64 = one.iter().map(|spot| spot.weight * spot.at[1]).sum();
        let plain: f64 = places.iter().map(|place| place[1]).sum();
        assert!((mean / plain - 1.0).abs() < 1e-9);
    }
}
