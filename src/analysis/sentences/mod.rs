//! One plain sentence a figure, in Dutch (B1) and in English.
//!
//! Below ten parties a share is said as a count, because a percentage would suggest a precision
//! that is not there. A figure without a value says why. No sentence blames anybody.

mod catalogue;
mod number;

use std::cmp::Ordering;

use crate::analysis::figure::{Figure, Value};
#[cfg(test)]
pub(crate) use catalogue::keys;
pub use catalogue::{Language, say, text};
use number::Noun;
pub use number::decimal;

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The sentence in Dutch.
    pub nl: String,
    /// The sentence in English.
    pub en: String,
}

/// How items and parties are called, by position. A name that is missing becomes a number.
pub trait Names {
    /// The name of an item.
    fn item(&self, place: usize) -> Option<String>;
    /// The name of a party.
    fn party(&self, place: usize) -> Option<String>;
}

/// Names in lists.
#[derive(Debug, Clone, Copy, Default)]
pub struct Labels<'a> {
    /// The names of the items.
    pub items: &'a [String],
    /// The names of the parties.
    pub parties: &'a [String],
}

impl Names for Labels<'_> {
    fn item(&self, place: usize) -> Option<String> {
        self.items.get(place).cloned()
    }

    fn party(&self, place: usize) -> Option<String> {
        self.parties.get(place).cloned()
    }
}

/// The sentence of this figure; for a name that is not of this list it only states the value.
#[must_use]
pub fn sentence(figure: &Figure, labels: &dyn Names) -> Sentence {
    Sentence {
        nl: in_language(figure, labels, Language::Dutch),
        en: in_language(figure, labels, Language::English),
    }
}

/// The key of what is said of a figure: of some it depends on whether they are above, at or below
/// zero.
fn key(figure: &Figure) -> String {
    let value = figure.value.as_ref().map_or(0.0, Value::to_f64);
    let signed = match value.partial_cmp(&0.0) {
        Some(Ordering::Greater) => "above",
        Some(Ordering::Less) => "below",
        _ => "zero",
    };
    let signed = format!("{}.{signed}", figure.name);
    match text(&signed, Language::Dutch) {
        Some(_) => signed,
        None => figure.name.to_owned(),
    }
}

fn in_language(figure: &Figure, labels: &dyn Names, language: Language) -> String {
    match &figure.value {
        Ok(value) => say(&key(figure), language, |slot| match slot {
            "value" => number::decimal(value, language),
            "share" => number::share(value, figure.n, Noun::Party, language),
            "clauses" => number::share(value, figure.n, Noun::Clause, language),
            "contributions" => number::share(value, figure.n, Noun::Contribution, language),
            "responses" => number::share(value, figure.n, Noun::Response, language),
            "duration" => number::duration(value, language),
            "count" => number::count_of(value, figure.n, language),
            "n" => number::items(figure.n, language),
            "level" => level(value, language),
            "steps" => number::steps(value, language),
            _ => name(slot, figure, labels, language),
        }),
        Err(reason) => {
            let topic = format!("{}.topic", figure.name);
            let topic = say(&topic, language, |slot| name(slot, figure, labels, language));
            let why = say(&format!("undefined.{}", reason.as_str()), language, |_| String::new());
            say("undefined", language, |slot| match slot {
                "topic" => topic.clone(),
                _ => why.clone(),
            })
        }
    }
}

/// The name of a rung of participation.
fn level(rung: &Value, language: Language) -> String {
    say(&format!("level.{}", rung.to_f64()), language, |_| String::new())
}

fn name(slot: &str, figure: &Figure, names: &dyn Names, language: Language) -> String {
    let (place, named, numbered) = match slot {
        "item" => (figure.item, figure.item.and_then(|at| names.item(at)), "name.item"),
        "worst" if figure.worst_off.is_none() => {
            return say("name.worst", language, |_| String::new());
        }
        "worst" => {
            (figure.worst_off, figure.worst_off.and_then(|at| names.party(at)), "name.party")
        }
        "party" => (figure.party, figure.party.and_then(|at| names.party(at)), "name.party"),
        _ => return figure.name.replace('_', " "),
    };
    match (named, place) {
        (Some(label), _) => label,
        (None, Some(place)) => say(numbered, language, |_| (place + 1).to_string()),
        (None, None) => say("name.agenda", language, |_| String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::convergence::advice::Thresholds;
    use crate::analysis::convergence::{ItemInput, RoundInput, report};
    use crate::analysis::figure::Undefined;
    use crate::analysis::ratings::{Answer, Ratings};
    use crate::domain::scale::Scale;

    fn figures(now: &[i32], before: Option<&[i32]>) -> Vec<Figure> {
        let scale = Scale::new(-2, 2).unwrap();
        let ratings = |stances: &[i32]| {
            let parties = stances.iter().map(|&stance| vec![Answer::Rated(stance)]).collect();
            Ratings::new(scale, parties).unwrap()
        };
        let item = ItemInput { current: ratings(now), previous: before.map(ratings) };
        let input = RoundInput {
            scale,
            lo_is_veto: true,
            round: 2,
            extended: false,
            thresholds: Thresholds::default(),
            parties: now.len(),
            items: vec![item],
        };
        report(&input).figures
    }

    fn said(figures: &[Figure], name: &str) -> Sentence {
        let labels = Labels { items: &["Plan {A}".into()], parties: &["De buurt".into()] };
        sentence(figures.iter().find(|figure| figure.name == name).unwrap(), &labels)
    }

    #[test]
    fn sentences_name_the_item_and_count_the_parties() {
        let figures = figures(&[2, 2, 2, 2, -2], Some(&[2, 2, 2, 1, -2]));
        assert_eq!(
            said(&figures, "support_share").nl,
            "Voor Plan {A} is er steun van 4 van de 5 partners."
        );
        assert_eq!(
            said(&figures, "changed_share").en,
            "A different stance on Plan {A} was chosen by 1 of the 5 parties."
        );
        assert!(said(&figures, "proximity").nl.starts_with("Hoe dicht De buurt bij"));
        let unnamed = sentence(&figures[0], &Labels::default());
        assert!(unnamed.nl.contains("onderdeel 1") && unnamed.en.contains("item 1"));
    }

    #[test]
    fn every_figure_has_a_whole_sentence_of_its_own_with_or_without_a_value() {
        let lists = [
            figures(&[2, 1, 0], Some(&[2, 0, 1])),
            figures(&[2], None),
            figures(&[], None),
            figures(&[1; 12], None),
        ];
        for figure in lists.iter().flatten() {
            assert!(text(&key(figure), Language::Dutch).is_some(), "{} has no text", figure.name);
            let both = sentence(figure, &Labels::default());
            for text in [&both.nl, &both.en] {
                assert!(text.ends_with('.') && !text.contains(['{', '}', '_']), "{text}");
                assert!(text.split_whitespace().count() <= 26, "too long: {text}");
                assert!(figure.n >= 10 || !text.contains('%'), "a percentage of few: {text}");
            }
        }
    }

    #[test]
    fn every_reason_is_said_in_both_languages() {
        let figure = figures(&[2], None).remove(0);
        for reason in Undefined::ALL {
            let both =
                sentence(&Figure { value: Err(reason), ..figure.clone() }, &Labels::default());
            let beginning = "Er is niets te zeggen over het aantal partners bij onderdeel 1: ";
            assert!(both.nl.starts_with(beginning));
            let why = text(&format!("undefined.{}", reason.as_str()), Language::English);
            assert!(both.en.ends_with(&format!(": {}.", why.expect("a text"))));
        }
    }

    /// Every figure of the sheets, with small and large numbers, above, at and below zero.
    #[test]
    fn every_figure_of_a_process_has_a_whole_sentence() {
        for name in catalogue::figures() {
            for (n, value) in [(4, 1), (4, 0), (12, 1), (12, 0), (12, -1)] {
                let value = Value::Exact(num_rational::BigRational::new(value.into(), 4.into()));
                let (party, worst_off) = (Some(0), (n > 4).then_some(0));
                let (method, version) = ("", 1);
                for value in [Ok(value), Err(Undefined::NoOutcome)] {
                    let item = None;
                    let figure = Figure { name, item, party, value, n, worst_off, method, version };
                    let both =
                        sentence(&figure, &Labels { items: &[], parties: &["De buurt".into()] });
                    let never = name.starts_with("changes") || name == "pareto_improvement";
                    let below = figure.value.as_ref().is_ok_and(|value| value.to_f64() < 0.0);
                    for text in [both.nl, both.en].iter().filter(|_| !(never && below)) {
                        let whole = text.ends_with('.') && !text.contains(['{', '}', '_']);
                        assert!(whole, "{name}: {text}");
                        assert!(text.split_whitespace().count() <= 26, "too long: {text}");
                        assert!(n >= 10 || !text.contains('%'), "a percentage of few: {text}");
                    }
                }
            }
        }
    }
}
