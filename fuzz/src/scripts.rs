//! Scripts: any text has its problems told, or none.

use beraad::app::cli::problems_in;

/// Reads bytes as a script.
pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let problems = problems_in(&text);
    assert_eq!(problems, problems_in(&text), "the same text, other problems");
}
