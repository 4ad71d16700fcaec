//! What is wrong with a file: each with its place, what was found, the rule and the remedy.

use std::fmt::Display;

use crate::app::cli::analyze::read::limits::{PROBLEMS_FOUND_MAX, PROBLEMS_SHOWN_MAX};
use crate::app::cli::failure::Failure;
use crate::app::cli::text::quoted;

/// Everything that was found wrong in a file so far.
#[derive(Debug)]
pub struct Problems {
    file: String,
    listed: Vec<String>,
    more: u64,
}

impl Problems {
    /// None yet, of this file.
    #[must_use]
    pub fn of(file: &str) -> Problems {
        Problems { file: file.to_owned(), listed: Vec::new(), more: 0 }
    }

    /// On this line.
    pub fn on_line(&mut self, line: u64, message: impl Display) {
        self.note(|file| format!("{file}:{line}: {message}"));
    }

    /// In the cell of this column.
    pub fn cell(&mut self, line: u64, column: &str, value: &[u8], rule: &str) {
        self.note(|file| {
            let value = quoted(&String::from_utf8_lossy(value));
            format!("{file}:{line}: column {column} is {value}; {rule}")
        });
    }

    /// In the file as a whole.
    pub fn whole(&mut self, message: impl Display) {
        self.note(|file| format!("{file}: {message}"));
    }

    fn note(&mut self, told: impl FnOnce(&str) -> String) {
        if self.listed.len() < PROBLEMS_SHOWN_MAX {
            self.listed.push(told(&self.file));
        } else {
            self.more += 1;
        }
    }

    /// Whether so much is wrong that reading on helps nobody.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.more >= PROBLEMS_FOUND_MAX
    }

    /// The value where nothing was found wrong.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn or<T>(self, value: T) -> Result<T, Failure> {
        if self.listed.is_empty() { Ok(value) } else { Err(self.failure()) }
    }

    /// All of them as one failure.
    #[must_use]
    pub fn failure(self) -> Failure {
        let at_least = if self.is_enough() { ", or more" } else { "" };
        let mut lines = self.listed;
        if self.more > 0 {
            lines.push(format!("… and {} more{at_least}", self.more));
        }
        lines.push("nothing was analyzed".to_owned());
        Failure::input(lines.join("\n"))
    }
}
