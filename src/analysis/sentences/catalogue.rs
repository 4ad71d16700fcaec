//! The sentences themselves: one file a language, with one key a sentence.
//!
//! Slots are `{item}`, `{party}`, `{worst}` (names), `{value}` (a number), `{share}`, `{clauses}`,
//! `{contributions}`, `{responses}` (a share of so many), `{count}` (a count of the parties), `{n}`
//! (a number of items) and `{duration}` (a time); other texts name theirs where they are filled.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The language of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Dutch.
    Dutch,
    /// English.
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Language; 2] = [Language::Dutch, Language::English];
}

type Catalogue = BTreeMap<&'static str, String>;

static DUTCH: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("nl.txt")));
static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("en.txt")));

fn catalogue(language: Language) -> &'static Catalogue {
    match language {
        Language::Dutch => &DUTCH,
        Language::English => &ENGLISH,
    }
}

/// The text under a key, with its slots; `None` when there is none.
#[must_use]
pub fn text(key: &str, language: Language) -> Option<&'static str> {
    catalogue(language).get(key).map(String::as_str)
}

/// The text under a key, each `{slot}` filled in one pass, so that a name with braces in it stays
/// as it is. A key without a text, which a test excludes, is said as it is.
#[must_use]
pub fn say(key: &str, language: Language, slot: impl Fn(&str) -> String) -> String {
    let Some(mut rest) = text(key, language) else { return key.replace(['.', '_'], " ") };
    let mut filled = String::with_capacity(rest.len() + 32);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(&slot(name));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// All keys.
#[cfg(test)]
pub(crate) fn keys() -> impl Iterator<Item = &'static str> {
    DUTCH.keys().copied()
}

/// The names of all figures that have a sentence.
#[cfg(test)]
pub(super) fn figures() -> Vec<&'static str> {
    DUTCH.keys().filter_map(|key| key.strip_suffix(".topic")).collect()
}

/// `key = text`, with lines that begin with a space as part of the one before; `#` begins a line
/// for whoever reads the file.
fn read(file: &'static str) -> Catalogue {
    let mut texts = Catalogue::new();
    let mut last = "";
    for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(more) = line.strip_prefix(' ') {
            if let Some(text) = texts.get_mut(last) {
                text.push(' ');
                text.push_str(more.trim());
            }
        } else if let Some((key, text)) = line.split_once(" = ") {
            last = key;
            texts.insert(key, text.to_owned());
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn slots(text: &str) -> BTreeSet<&str> {
        let parts = text.split('{').skip(1);
        parts.map(|part| part.split_once('}').expect("a slot ends").0).collect()
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let keys = |of: Language| catalogue(of).keys().copied().collect::<Vec<_>>();
        assert_eq!(keys(Language::Dutch), keys(Language::English));
        // A refusal in Dutch may leave out a fact that only a program needs, or tell one more; a
        // test of the refusals holds the facts against both.
        for (key, nl) in DUTCH.iter().filter(|(key, _)| !key.starts_with("refused.")) {
            assert_eq!(slots(nl), slots(&ENGLISH[key]), "{key}");
        }
    }

    #[test]
    fn a_line_is_a_comment_a_text_or_the_rest_of_one_and_no_key_comes_twice() {
        for file in [include_str!("nl.txt"), include_str!("en.txt")] {
            let lines = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            let mut keys = BTreeSet::new();
            for line in lines.filter(|line| !line.starts_with(' ')) {
                let (key, text) = line.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
                assert!(!text.is_empty() && keys.insert(key), "{line}");
            }
            assert!(file.lines().all(|line| line.chars().count() <= 100), "a line is too long");
        }
    }

    #[test]
    fn every_method_flag_and_rung_is_explained() {
        let methods =
            crate::analysis::sheet::methods().map(|(method, _)| format!("method.{method}"));
        let flags =
            crate::domain::flag::FlagCode::ALL.map(|flag| format!("flag.{}", flag.as_str()));
        let titles = flags.clone().map(|flag| format!("{flag}.title"));
        let rungs = (0..=6).map(|rung| format!("level.{rung}"));
        for key in methods.chain(flags).chain(titles).chain(rungs) {
            assert!(text(&key, Language::Dutch).is_some(), "{key} has no text");
        }
    }

    /// Dutch at level B1: short sentences, nobody is blamed, and no word of the law stands for
    /// something else.
    #[test]
    fn every_sentence_is_short_and_blames_nobody() {
        let law = ["mandaat", "toezegging", "inzage", "bezwaarschrift", "beschikking", "lid "];
        let blame = ["schuld", "liegen", "leugen", "nep", "falen", "faalt", "slecht "];
        for (key, text) in DUTCH.iter() {
            let plain = text.to_lowercase();
            for word in law.iter().chain(&blame) {
                assert!(!plain.contains(word), "{key}: {word}");
            }
            assert!(!plain.replace("overwegend bezwaar", "").contains("bezwaar"), "{key}");
        }
        let blame = ["fault", "guilt", "fake", "failed", "sham", "pretend"];
        for (key, text) in ENGLISH.iter() {
            let plain = text.to_lowercase();
            assert!(!blame.iter().any(|word| plain.contains(word)), "{key}");
        }
        for language in Language::ALL {
            for (key, text) in catalogue(language) {
                // A refusal is one line, in which a semicolon parts the reason from the remedy.
                let refusal = key.starts_with("refused.");
                let ends = |c| matches!(c, '.' | '?' | ':') || (refusal && c == ';');
                let sentences = text.split_inclusive(ends);
                for sentence in sentences {
                    let words = sentence.split_whitespace().count();
                    assert!(words <= 26, "{key} has {words} words: {sentence}");
                }
            }
        }
    }
}
