//! The map in characters: each place of people as the letter of their group.

use std::collections::BTreeMap;

use crate::analysis::opinion::{Base, Point};

/// Characters of the widest map, and lines of the highest one.
const COLUMNS: usize = 60;
const LINES: usize = 20;
/// A line is about as high as two characters are wide, and so is what it stands for.
const LINE_HEIGHT: f64 = 2.0;
/// What is drawn where nobody is, along both axes.
const AXIS: char = '·';

/// The letter of a group.
#[must_use]
pub fn letter(group: usize) -> char {
    u8::try_from(group).map_or('?', |group| char::from(b'A' + group % 26))
}

/// A map.
#[derive(Debug, PartialEq, Eq)]
pub struct Drawing {
    /// Its lines, from top to bottom.
    pub lines: Vec<String>,
    /// From how many people on a place has a capital.
    pub capital: u64,
}

/// Draws clusters of people, both axes at the same scale; `None` where all lie at one place.
#[must_use]
pub fn draw(base: &[Base]) -> Option<Drawing> {
    let (mut low, mut high) = ([0.0_f64; 2], [0.0_f64; 2]);
    for Base { center, .. } in base {
        for axis in 0..2 {
            low[axis] = low[axis].min(center[axis]);
            high[axis] = high[axis].max(center[axis]);
        }
    }
    let wide = (high[0] - low[0]) / (COLUMNS - 1) as f64;
    let unit = wide.max((high[1] - low[1]) / (LINES - 1) as f64 / LINE_HEIGHT);
    if unit <= 0.0 || !unit.is_finite() {
        return None;
    }
    let place = |[x, y]: Point| {
        let column = ((x - low[0]) / unit).round() as usize;
        let line = ((high[1] - y) / unit / LINE_HEIGHT).round() as usize;
        (line.min(LINES - 1), column.min(COLUMNS - 1))
    };
    let (last_line, last_column) = (place([high[0], low[1]]).0, place([high[0], low[1]]).1);
    let (line, column) = place([0.0; 2]);
    let mut drawn = vec![vec![' '; last_column + 1]; last_line + 1];
    drawn[line].fill(AXIS);
    drawn.iter_mut().for_each(|line| line[column] = AXIS);
    let mut people: BTreeMap<(usize, usize), BTreeMap<usize, u64>> = BTreeMap::new();
    for one in base {
        *people.entry(place(one.center)).or_default().entry(one.group).or_default() += one.people;
    }
    let all: u64 = base.iter().map(|one| one.people).sum();
    let capital = (2 * all).div_ceil(people.len().max(1) as u64).max(2);
    for ((line, column), groups) in people {
        let most = groups.iter().max_by_key(|(group, people)| (**people, usize::MAX - **group));
        let letter = letter(most.map_or(0, |(group, _)| *group));
        let is_large = groups.values().sum::<u64>() >= capital;
        drawn[line][column] = if is_large { letter } else { letter.to_ascii_lowercase() };
    }
    let line = |line: Vec<char>| line.into_iter().collect::<String>().trim_end().to_owned();
    Some(Drawing { lines: drawn.into_iter().map(line).collect(), capital })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(x: f64, y: f64, people: u64, group: usize) -> Base {
        Base { center: [x, y], weight: people as f64, people, group }
    }

    #[test]
    fn groups_are_letters_and_large_clusters_capitals() {
        let drawn = draw(&[base(-59.0, 0.0, 1, 0), base(0.0, 2.0, 9, 1), base(0.0, -2.0, 1, 1)]);
        let drawn = drawn.expect("a map");
        let (gap, axis) = (" ".repeat(59), "·".repeat(59));
        let expected = [format!("{gap}B"), format!("a{axis}"), format!("{gap}b")];
        assert_eq!(drawn.lines, expected);
        assert_eq!(drawn.capital, 8);
    }

    #[test]
    fn one_place_is_no_map() {
        assert_eq!(draw(&[]), None);
        assert_eq!(draw(&[base(0.0, 0.0, 7, 0)]), None);
    }

    #[test]
    fn no_map_is_larger_than_the_page() {
        for (x, y) in [(1e-300, 1e300), (1e9, 1e-9), (5.0, 5.0)] {
            let drawn = draw(&[base(x, -y, 1, 0), base(-x, y, 1, 1)]).expect("a map");
            assert!(drawn.lines.len() <= LINES);
            assert!(drawn.lines.iter().all(|line| line.chars().count() <= COLUMNS));
        }
    }
}
