//! Figures and advice as lines that a person reads; the same in `run`, `show` and `import`.

use beraad_client::v1::{self, figure};
use clap::ValueEnum;

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
pub fn advice_told(advice: i32, lang: Lang) -> &'static str {
    use v1::RoundAdvice as Is;
    let (nl, en) = match Is::try_from(advice).unwrap_or_default() {
        Is::Unspecified => ("onbekend", "unknown"),
        Is::NotApplicable => ("geen advies: te weinig partners", "no advice: too few parties"),
        Is::ExtendRound => ("verleng de ronde", "extend the round"),
        Is::Continue => ("ga door", "continue"),
        Is::ResolveObjection => ("gesteund, los eerst het bezwaar op", "resolve the objection"),
        Is::StopConsensusFor => ("klaar: eensgezind vóór", "done: agreement in favour"),
        Is::StopConsensusAgainst => ("klaar: eensgezind tegen", "done: agreement against"),
        Is::StalematePolarised => {
            ("twee kampen: verander de werkwijze", "two camps: change method")
        }
        Is::StopStableDissent => ("klaar: blijvend verschil", "done: lasting dissent"),
        Is::StopMaxRounds => ("klaar: de laatste ronde is voorbij", "done: the last round is over"),
    };
    lang.pick(nl, en)
}

/// A phase as words.
#[must_use]
pub fn phase(phase: i32, lang: Lang) -> &'static str {
    let (nl, en) = match v1::Phase::try_from(phase).unwrap_or_default() {
        v1::Phase::Unspecified => ("onbekend", "unknown"),
        v1::Phase::Draft => ("in voorbereiding", "in preparation"),
        v1::Phase::Ready => ("klaar om te beginnen", "ready to begin"),
        v1::Phase::RoundOpen => ("ronde open", "round open"),
        v1::Phase::Tallying => ("wordt geteld", "being tallied"),
        v1::Phase::Between => ("tussen twee rondes", "between rounds"),
        v1::Phase::Concluded => ("afgerond", "concluded"),
        v1::Phase::Decided => ("besloten", "decided"),
        v1::Phase::FollowUp => ("opvolging", "follow-up"),
        v1::Phase::Closed => ("gesloten", "closed"),
        v1::Phase::Cancelled => ("afgebroken", "cancelled"),
        v1::Phase::Recovery => ("herstel", "recovery"),
    };
    lang.pick(nl, en)
}

/// A kind of party as words.
#[must_use]
pub fn kind(kind: i32, lang: Lang) -> &'static str {
    let (nl, en) = match v1::PartyKind::try_from(kind).unwrap_or_default() {
        v1::PartyKind::Resident => ("inwoners", "residents"),
        v1::PartyKind::Entrepreneur => ("ondernemers", "entrepreneurs"),
        v1::PartyKind::PaidProfessional => ("betaalde professionals", "paid professionals"),
        v1::PartyKind::UnpaidProfessional => ("onbetaalde professionals", "unpaid professionals"),
        v1::PartyKind::Municipality => ("gemeente", "municipality"),
        v1::PartyKind::Other | v1::PartyKind::Unspecified => ("anders", "other"),
    };
    lang.pick(nl, en)
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
    fn only_what_tells_most_is_shown_in_the_language_asked_for() {
        let figures = [figure("agreement", 0.6, "3/5"), figure("q1", 1.0, "1")];
        assert_eq!(figure_lines(&figures, "i", Lang::Nl), ["agreement              3/5  Een zin."]);
    }
}
