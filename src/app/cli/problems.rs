//! What is wrong with a file or with the settings beside it: each with its place, what was found,
//! the rule and the remedy.

use std::fmt::Display;

use crate::app::cli::failure::Failure;

pub use crate::app::cli::text::quoted;

/// How problems are told of one kind of file.
#[derive(Debug, Clone, Copy)]
pub struct Telling {
    /// Problems that are listed before the rest is only counted.
    pub shown: usize,
    /// Problems after which nothing more is read: the file is something else.
    pub found: usize,
    /// What the last line says.
    pub nothing: &'static str,
}

/// Everything that was found wrong so far.
#[derive(Debug)]
pub struct Problems {
    file: String,
    telling: Telling,
    listed: Vec<String>,
    more: usize,
}

impl Problems {
    /// None yet, of this file.
    #[must_use]
    pub fn of(file: &str, telling: Telling) -> Problems {
        Problems { file: file.to_owned(), telling, listed: Vec::new(), more: 0 }
    }

    /// On this line.
    pub fn on_line(&mut self, line: u64, message: impl Display) {
        self.note(|file| format!("{file}:{line}: {message}"));
    }

    /// On this line in this column of characters, both from 1.
    pub fn at(&mut self, (line, column): (u64, u64), message: impl Display) {
        self.note(|file| format!("{file}:{line}:{column}: {message}"));
    }

    /// In the cell of this column, by name.
    pub fn cell(&mut self, line: u64, column: &str, value: &[u8], rule: &str) {
        self.note(|file| {
            let value = quoted(&String::from_utf8_lossy(value));
            format!("{file}:{line}: column {column} is {value}; {rule}")
        });
    }

    /// At this path within a document.
    pub fn within(&mut self, path: &str, message: impl Display) {
        let colon = if path.is_empty() { "" } else { ": " };
        self.note(|file| format!("{file}: {path}{colon}{message}"));
    }

    /// In the file as a whole.
    pub fn whole(&mut self, message: impl Display) {
        self.within("", message);
    }

    /// In an option of the command line.
    pub fn given(&mut self, option: &str, message: impl Display) {
        self.note(|_| format!("{option}: {message}"));
    }

    fn note(&mut self, told: impl FnOnce(&str) -> String) {
        if self.listed.len() < self.telling.shown {
            self.listed.push(told(&self.file));
        } else {
            self.more += 1;
        }
    }

    /// How many were found.
    #[must_use]
    pub fn count(&self) -> usize {
        self.listed.len() + self.more
    }

    /// Whether so much is wrong that reading on helps nobody.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.count() >= self.telling.found
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
        lines.push(self.telling.nothing.to_owned());
        Failure::input(lines.join("\n"))
    }
}
