//! Figures and advice as lines that a person reads; the same in `run`, `show` and `import`.

use beraad_client::v1::{self, figure};
use clap::ValueEnum;

use crate::analysis::sentences::{self, Language};

/// The language of the sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Lang {
    /// Dutch.
    Nl,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// Its tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.pick("nl", "en")
    }

    /// One of two texts.
    #[must_use]
    pub fn pick<'a>(self, nl: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Nl => nl,
            Lang::En => en,
        }
    }
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Language {
        match lang {
            Lang::Nl => Language::Dutch,
            Lang::En => Language::English,
        }
    }
}

/// A text of the catalogue, its slots filled.
#[must_use]
pub fn say(lang: Lang, key: &str, slots: &[(&str, &str)]) -> String {
    sentences::say(key, lang.into(), |slot| {
        let found = slots.iter().find(|(name, _)| *name == slot);
        found.map(|(_, text)| (*text).to_owned()).unwrap_or_default()
    })
}

/// A number of things, with their noun in the right number.
#[must_use]
pub fn counted(lang: Lang, things: &str, number: usize) -> String {
    let one_or_more = if number == 1 { "one" } else { "more" };
    say(lang, &format!("page.{things}.{one_or_more}"), &[("number", &number.to_string())])
}

/// How many parties and how many people: never one without the other.
#[must_use]
pub fn headcount(lang: Lang, parties: usize, people: usize) -> String {
    format!("{}, {}", counted(lang, "partners", parties), counted(lang, "people", people))
}

/// The word for a value of the contract, such as `PHASE_DRAFT` under `phase`.
fn word(lang: Lang, of: &str, name: &str) -> &'static str {
    let key = format!("page.{of}.{}", name.to_ascii_lowercase());
    sentences::text(&key, lang.into()).unwrap_or_default()
}

/// The figures of an item that tell most; the others are in `--json`.
const KEY_FIGURES: &[&str] =
    &["agreement", "support_share", "opposition_share", "strong_objections", "changed_share"];

/// Characters of the widest key figure's name.
const NAME_WIDTH: usize = 17;
/// Characters of a value.
const VALUE_WIDTH: usize = 8;

/// The key figures of one item, or of the agenda when `item` is empty: name, value, sentence.
#[must_use]
pub fn figure_lines(figures: &[v1::Figure], item: &str, lang: Lang) -> Vec<String> {
    let about = figures.iter().filter(|figure| figure.item == item && figure.party.is_empty());
    let told =
        about.filter(|figure| item.is_empty() || KEY_FIGURES.contains(&figure.name.as_str()));
    let line = |figure: &v1::Figure| {
        let sentence = lang.pick(&figure.explanation_nl, &figure.explanation_en);
        let (name, value) = (&figure.name, value(figure));
        let line = format!("{name:NAME_WIDTH$} {value:>VALUE_WIDTH$}  {sentence}");
        line.trim_end().to_owned()
    };
    told.map(line).collect()
}

/// The value of a figure, exact when that is short; `–` when it has none.
#[must_use]
pub fn value(figure: &v1::Figure) -> String {
    match figure.result {
        Some(figure::Result::Value(_)) if (1..=VALUE_WIDTH).contains(&figure.exact.len()) => {
            figure.exact.clone()
        }
        Some(figure::Result::Value(value)) => decimal(value),
        _ => "–".to_owned(),
    }
}

/// At most four decimals, without trailing zeros.
#[must_use]
pub fn decimal(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

/// Why a figure has no value, without its prefix.
#[must_use]
pub fn undefined(figure: &v1::Figure) -> Option<&'static str> {
    match figure.result {
        Some(figure::Result::Undefined(reason)) => {
            let reason = v1::UndefinedReason::try_from(reason).unwrap_or_default();
            Some(reason.as_str_name().trim_start_matches("UNDEFINED_REASON_"))
        }
        _ => None,
    }
}

/// An advice without its prefix.
#[must_use]
pub fn advice(advice: i32) -> &'static str {
    let advice = v1::RoundAdvice::try_from(advice).unwrap_or_default();
    advice.as_str_name().trim_start_matches("ROUND_ADVICE_")
}

/// An advice as words.
#[must_use]
pub fn advice_told(told: i32, lang: Lang) -> &'static str {
    word(lang, "advice", advice(told))
}

/// A phase as words.
#[must_use]
pub fn phase(phase: i32, lang: Lang) -> &'static str {
    let phase = v1::Phase::try_from(phase).unwrap_or_default().as_str_name();
    word(lang, "phase", phase.trim_start_matches("PHASE_"))
}

/// A kind of party as words.
#[must_use]
pub fn kind(kind: i32, lang: Lang) -> &'static str {
    let kind = v1::PartyKind::try_from(kind).unwrap_or_default().as_str_name();
    word(lang, "kind", kind.trim_start_matches("PARTY_KIND_"))
}

/// A text, or why it is not shown.
#[must_use]
pub fn text(text: Option<&v1::Text>) -> String {
    match text.and_then(|text| text.content.as_ref()) {
        Some(v1::text::Content::Value(text)) => text.clone(),
        Some(v1::text::Content::Withheld(why)) => {
            let why = v1::Withheld::try_from(*why).unwrap_or_default();
            let bare = why.as_str_name().trim_start_matches("WITHHELD_");
            format!("({})", bare.to_lowercase().replace('_', " "))
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(name: &str, value: f64, exact: &str) -> v1::Figure {
        v1::Figure {
            name: name.into(),
            item: "i".into(),
            result: Some(figure::Result::Value(value)),
            exact: exact.into(),
            explanation_nl: "Een zin.".into(),
            explanation_en: "A sentence.".into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_value_is_exact_when_that_is_short() {
        assert_eq!(value(&figure("agreement", 0.6, "3/5")), "3/5");
        assert_eq!(value(&figure("agreement", 1.0 / 3.0, "123456789/370370367")), "0.3333");
        assert_eq!(value(&v1::Figure::default()), "–");
        assert_eq!(decimal(-0.00001), "0");
    }

    #[test]
    fn every_advice_phase_and_kind_has_words() {
        for lang in [Lang::Nl, Lang::En] {
            for number in 0..=9 {
                assert!(!advice_told(number, lang).is_empty(), "advice {number}");
            }
            for number in 0..=11 {
                assert!(!phase(number, lang).is_empty(), "phase {number}");
            }
            for number in 0..=6 {
                assert!(!kind(number, lang).is_empty(), "kind {number}");
            }
        }
        assert_eq!(advice_told(99, Lang::En), "unknown");
        assert_eq!(headcount(Lang::Nl, 1, 4), "1 partner, 4 mensen");
    }

    #[test]
    fn only_what_tells_most_is_shown_in_the_language_asked_for() {
        let figures = [figure("agreement", 0.6, "3/5"), figure("q1", 1.0, "1")];
        assert_eq!(figure_lines(&figures, "i", Lang::Nl), ["agreement              3/5  Een zin."]);
    }
}
