//! Tables of forums with the file of their scales.

use beraad::app::cli::forum_problems;

use crate::tape::Tape;

/// Reads a table; the scales stand before it, behind their length.
pub fn run(bytes: &[u8]) {
    let mut tape = Tape::new(bytes);
    let scales = tape.part();
    let problems = forum_problems(tape.rest(), scales);
    assert!(problems.is_none_or(|told| !told.is_empty()), "a problem says what it is");
}
