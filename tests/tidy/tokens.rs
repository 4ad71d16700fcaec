//! Rust code as a row of tokens: just enough to follow paths and braces.

use crate::lexer::{is_word, mask};

/// An identifier or number, `::`, or one other character; with its line, counted from 1.
#[derive(Debug)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

pub struct Tokens(Vec<Token>);

impl Tokens {
    pub fn of(source: &str) -> Self {
        let masked = mask(source);
        let mut tokens = Vec::new();
        for (number, line) in masked.lines().enumerate() {
            split_line(line, number + 1, &mut tokens);
        }
        Tokens(tokens)
    }

    pub fn iter(&self) -> impl Iterator<Item = (usize, &Token)> {
        self.0.iter().enumerate()
    }

    /// The text at a place, or nothing beyond the end.
    pub fn text(&self, at: usize) -> &str {
        self.0.get(at).map_or("", |token| &token.text)
    }

    pub fn line(&self, at: usize) -> usize {
        self.0.get(at).or(self.0.last()).map_or(1, |token| token.line)
    }

    pub fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.text(before))
    }

    /// Whether a path begins here, as `tonic` does in `use tonic::Status` and in `::tonic::Code`.
    pub fn begins_path(&self, at: usize) -> bool {
        let is_first = match self.before(at) {
            "." => false,
            "::" => at < 2 || !self.text(at - 2).chars().all(is_word),
            _ => true,
        };
        let leads_on = self.text(at + 1) == "::" || matches!(self.before(at), "use" | "crate");
        is_first && leads_on
    }

    /// The first names of what a path goes on with: one, or several out of `{a::b, c}`.
    pub fn heads(&self, at: usize) -> Vec<usize> {
        if self.text(at) != "{" {
            return vec![at];
        }
        let mut heads = Vec::new();
        let mut depth = 0;
        for place in at..self.0.len() {
            match self.text(place) {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            let opens = matches!((depth, self.text(place)), (1, "{" | ","));
            if opens && self.text(place + 1) != "}" {
                heads.push(place + 1);
            }
        }
        heads
    }

    /// The place of the bracket that closes the one here.
    pub fn close_of(&self, open: usize) -> usize {
        let mut depth = 0;
        for place in open..self.0.len() {
            match self.text(place) {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return place;
            }
        }
        self.0.len().saturating_sub(1)
    }

    /// Where the item that starts here ends: at its `;`, or at the brace that closes its body.
    pub fn end_of_item(&self, start: usize) -> usize {
        let mut place = start;
        while place < self.0.len() {
            match self.text(place) {
                ";" => return place,
                "{" => return self.close_of(place),
                "(" | "[" => place = self.close_of(place),
                _ => {}
            }
            place += 1;
        }
        self.0.len().saturating_sub(1)
    }
}

fn split_line(line: &str, number: usize, tokens: &mut Vec<Token>) {
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if is_word(first) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        let (text, after) = rest.split_at(length);
        tokens.push(Token { text: text.into(), line: number });
        rest = after.trim_start();
    }
}

#[test]
fn paths_begin_where_a_crate_is_named() {
    let begins = |source: &str| {
        let tokens = Tokens::of(source);
        tokens.iter().any(|(at, token)| token.text == "tonic" && tokens.begins_path(at))
    };
    assert!(begins("use tonic::Status;") && begins("use tonic as t;"));
    assert!(begins("fn f() -> ::tonic::Code {}") && begins("use {std::fmt, tonic::Code};"));
    assert!(
        !begins("crate::tonic::x()") && !begins("x.tonic::<u8>()") && !begins("let tonic = 1;")
    );
}

#[test]
fn heads_are_the_first_names_only() {
    let tokens = Tokens::of("use crate::{domain::{ids, limits}, log, engine::cell::*};");
    let names: Vec<&str> = tokens.heads(3).into_iter().map(|at| tokens.text(at)).collect();
    assert_eq!(names, ["domain", "log", "engine"]);
}
