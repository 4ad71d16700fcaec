//! Words for options, grades and places in the sentences of steps.

use num_rational::BigRational;
use num_traits::ToPrimitive;

use crate::analysis::sentences::{Language, say};

/// What options, groups and grades are called, by number. Whatever has no label is called by its
/// number: options and groups from 1, grades as they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Labels<'a> {
    /// The options.
    pub options: &'a [String],
    /// The groups.
    pub groups: &'a [&'a str],
    /// The grades in words, the lowest first.
    pub grades: &'a [String],
}

/// At most this number of options is named in one sentence; of the others their number is told.
const NAMED_MAX: usize = 10;

impl Labels<'_> {
    pub(super) fn option(&self, option: usize, language: Language) -> String {
        let numbered = || say("step.option", language, |_| (option + 1).to_string());
        self.options.get(option).cloned().unwrap_or_else(numbered)
    }

    /// `A`, `A and B`, or `A, B and C`.
    pub(super) fn options(&self, options: &[usize], language: Language) -> String {
        let named = if options.len() > NAMED_MAX { &options[..NAMED_MAX - 1] } else { options };
        let mut names: Vec<String> =
            named.iter().map(|option| self.option(*option, language)).collect();
        if named.len() < options.len() {
            let others = (options.len() - named.len()).to_string();
            names.push(say("step.options.others", language, |_| others.clone()));
        }
        let Some((last, first)) = names.split_last() else { return String::new() };
        if first.is_empty() {
            return last.clone();
        }
        say("step.options.and", language, |slot| match slot {
            "first" => first.join(", "),
            _ => last.clone(),
        })
    }

    /// The word for a grade, `None` where there is none.
    pub(super) fn grade(&self, grade: &BigRational) -> Option<String> {
        let at = grade.is_integer().then(|| grade.to_integer().to_usize())??;
        self.grades.get(at).cloned()
    }
}

/// A place in words up to the twelfth, then `13th` or `13e`.
pub(super) fn ordinal(rank: usize, language: Language) -> String {
    const WORDS: [[&str; 2]; 12] = [
        ["eerste", "first"],
        ["tweede", "second"],
        ["derde", "third"],
        ["vierde", "fourth"],
        ["vijfde", "fifth"],
        ["zesde", "sixth"],
        ["zevende", "seventh"],
        ["achtste", "eighth"],
        ["negende", "ninth"],
        ["tiende", "tenth"],
        ["elfde", "eleventh"],
        ["twaalfde", "twelfth"],
    ];
    let is_english = language == Language::English;
    if let Some(word) = rank.checked_sub(1).and_then(|at| WORDS.get(at)) {
        return word[usize::from(is_english)].to_owned();
    }
    let ending = match (is_english, rank % 10, rank % 100) {
        (false, ..) => "e",
        (true, _, 11..=13) => "th",
        (true, 1, _) => "st",
        (true, 2, _) => "nd",
        (true, 3, _) => "rd",
        (true, ..) => "th",
    };
    format!("{rank}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_words_up_to_the_twelfth() {
        let both = |rank| Language::ALL.map(|language| ordinal(rank, language)).join(" ");
        assert_eq!(both(3), "derde third");
        assert_eq!([both(12), both(13)], ["twaalfde twelfth", "13e 13th"]);
        assert_eq!([both(21), both(32), both(111)], ["21e 21st", "32e 32nd", "111e 111th"]);
        assert_eq!([both(43), both(100), both(0)], ["43e 43rd", "100e 100th", "0e 0th"]);
    }

    #[test]
    fn options_are_named_or_numbered_and_many_are_cut_short() {
        let options = ["Plan {A}".to_owned(), "Plan B".to_owned()];
        let labels = Labels { options: &options, ..Labels::default() };
        let [nl, en] = Language::ALL;
        assert_eq!(labels.options(&[1], nl), "Plan B");
        assert_eq!(labels.options(&[0, 1], en), "Plan {A} and Plan B");
        assert_eq!(labels.options(&[0, 1, 2], nl), "Plan {A}, Plan B en optie 3");
        let many: Vec<usize> = (2..22).collect();
        assert!(labels.options(&many, en).ends_with("option 11 and 11 others"));
        assert_eq!(labels.options(&[], en), "");
    }
}
