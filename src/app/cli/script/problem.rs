//! What is wrong in a script, and where.

use std::fmt;

/// A place in a file; line and column count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl Position {
    /// A place.
    #[must_use]
    pub fn new(line: usize, column: usize) -> Position {
        Position { line, column }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where.
    pub at: Position,
    /// Names the thing, the rule and the remedy.
    pub message: String,
}

impl Problem {
    /// A problem at a place.
    #[must_use]
    pub fn new(at: Position, message: impl Into<String>) -> Problem {
        Problem { at, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.at.line, self.at.column, self.message)
    }
}

/// `; did you mean …?` when one of the known names looks like the given one.
#[must_use]
pub fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let lower = given.to_lowercase();
    let scored = known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name));
    let near = 1 + given.chars().count() / 4;
    match scored.min().filter(|(distance, _)| *distance <= near) {
        Some((_, name)) => format!("; did you mean `{name}`?"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_near_name_is_offered() {
        let known = ["Bewoners", "Gemeente"];
        assert_eq!(did_you_mean("Bewonres", known), "; did you mean `Bewoners`?");
        assert_eq!(did_you_mean("gemeente", known), "; did you mean `Gemeente`?");
        assert_eq!(did_you_mean("Ondernemers", known), "");
    }
}
