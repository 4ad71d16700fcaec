//! Collects everything that is wrong with a request, so that all of it is told at once.

use std::fmt::Display;

use crate::domain::ids::{DeliberationId, IdError};
use crate::service::failure::{Failure, Violation};
use crate::service::names::Parsed;

/// The violations of one request so far.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<Violation>);

impl Fields {
    /// Notes a violation.
    pub(super) fn violate(&mut self, field: impl Into<String>, rule: impl Display) {
        let description = rule.to_string();
        self.0.push(Violation { field: field.into(), description });
    }

    /// The value, or a violation.
    pub(super) fn take<T, E: Display>(&mut self, field: &str, value: Result<T, E>) -> Option<T> {
        value.map_err(|rule| self.violate(field, rule)).ok()
    }

    /// A text of 1 to `most` characters.
    pub(super) fn text<'a>(&mut self, field: &str, text: &'a str, most: usize) -> Option<&'a str> {
        self.take(field, text_rule(text, most))
    }

    /// A text of 1 to `most` characters, or nothing; the inner value says which.
    pub(super) fn optional_text<'a>(
        &mut self,
        field: &str,
        text: &'a str,
        most: usize,
    ) -> Option<&'a str> {
        if text.is_empty() { None } else { self.text(field, text, most) }
    }

    /// An id, or one that is made now when none is given.
    pub(super) fn id<T>(
        &mut self,
        field: &str,
        given: &str,
        parse: impl Fn(&str) -> Result<T, IdError>,
        make: impl FnOnce() -> String,
    ) -> Option<T> {
        if given.is_empty() {
            return self.take(field, parse(&make()));
        }
        self.take(field, parse(given).map_err(|error| format!("the id {error}")))
    }

    /// A resource name that must lie in this deliberation.
    pub(super) fn inside<T>(
        &mut self,
        field: &str,
        deliberation: Option<&DeliberationId>,
        parsed: Parsed<(DeliberationId, T)>,
    ) -> Option<T> {
        let (id, value) = self.take(field, parsed)?;
        match deliberation {
            Some(expected) if *expected != id => {
                let rule = format!("names deliberation {id}; name one in {expected}");
                self.violate(field, rule);
                None
            }
            _ => Some(value),
        }
    }

    /// As [`Fields::inside`], or nothing when no name is given.
    pub(super) fn inside_if_given<T>(
        &mut self,
        field: &str,
        deliberation: Option<&DeliberationId>,
        name: &str,
        parse: impl Fn(&str) -> Parsed<(DeliberationId, T)>,
    ) -> Option<T> {
        if name.is_empty() { None } else { self.inside(field, deliberation, parse(name)) }
    }

    /// Fails when anything was violated.
    pub(super) fn check(self) -> Result<(), Failure> {
        if self.0.is_empty() { Ok(()) } else { Err(Failure::Invalid(self.0)) }
    }

    /// The failure of a request of which a needed value is missing.
    pub(super) fn failure(self) -> Failure {
        Failure::Invalid(self.0)
    }
}

/// Whether a text has 1 to `most` characters, of which one can be seen, and no control
/// characters but line breaks and tabs.
pub(super) fn text_rule(text: &str, most: usize) -> Result<&str, String> {
    let length = text.chars().count();
    if text.trim().is_empty() {
        return Err(format!("is empty; give 1 to {most} characters"));
    }
    if length > most {
        return Err(format!("has {length} characters; give 1 to {most}"));
    }
    if text.chars().any(|c| c.is_control() && !"\n\r\t".contains(c)) {
        return Err("has control characters; use printable text and line breaks".to_owned());
    }
    Ok(text)
}

/// Whether a text is a Dutch citizen service number: nine digits, once separators are left out,
/// that pass the eleven-test. No identity may be one (rule 14).
pub(super) fn is_bsn(text: &str) -> bool {
    let kept = text.chars().filter(|c| !" .-".contains(*c));
    let digits: Option<Vec<i32>> = kept.map(|c| c.to_digit(10).map(|d| d as i32)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 9) else {
        return false;
    };
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let sum: i32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
    sum % 11 == 0 && digits.iter().any(|digit| *digit != 0)
}

/// Whether a text holds a word that is a citizen service number.
pub(super) fn mentions_bsn(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').any(is_bsn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleven_test_finds_a_citizen_service_number() {
        assert!(is_bsn("111222333"));
        assert!(is_bsn("1112.22.333"));
        assert!(!is_bsn("111222334"));
        assert!(!is_bsn("11122233"));
        assert!(!is_bsn("000000000"));
        assert!(!is_bsn("a11222333"));
        assert!(mentions_bsn("Mijn nummer is 111222333, bel me."));
        assert!(!mentions_bsn("Bel 0612345678 in 2026, of 111222334."));
    }

    #[test]
    fn a_text_is_checked_at_the_limit_and_one_beyond() {
        assert!(text_rule("aé", 2).is_ok());
        assert!(text_rule("aéb", 2).is_err());
        assert!(text_rule(" \n", 2).is_err());
        assert!(text_rule("a\0", 9).is_err());
    }
}
