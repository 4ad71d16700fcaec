//! Numbers as people read them.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::analysis::figure::Value;
use crate::analysis::sentences::catalogue::Language;

/// From this number of parties on, shares are said as percentages.
const PERCENTAGES_FROM: u64 = 10;

impl Language {
    fn mark(self) -> char {
        if self == Language::Dutch { ',' } else { '.' }
    }
}

/// The value with at most two decimals, rounded half away from zero. A value that is too small
/// to show, or rounds to a whole number it does not reach, is announced as an approximation.
pub fn decimal(value: &Value, language: Language) -> String {
    match value.to_fraction() {
        Some(fraction) => approximated(&fraction, 2, language),
        None => String::new(),
    }
}

/// What a share is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    Party,
    Clause,
    Contribution,
    Response,
}

/// A share of the parties: `4 van de 5 partners`, or a percentage from ten parties on; the same of
/// other things.
pub(super) fn share(value: &Value, n: u64, of: Noun, language: Language) -> String {
    let Some(share) = value.to_fraction() else {
        return String::new();
    };
    let voices = &share * BigRational::from_integer(BigInt::from(n));
    let noun = match of {
        Noun::Party => noun(voices.is_integer(), n, language),
        other => things(other, n, language),
    };
    if n < PERCENTAGES_FROM {
        return part_of(&voices, n, noun, language);
    }
    let percent = share * BigRational::from_integer(BigInt::from(100));
    let percent = approximated(&percent, 0, language);
    match language {
        Language::Dutch => format!("{percent}% van de {noun}"),
        Language::English => format!("{percent}% of the {noun}"),
    }
}

/// A count out of `n` parties, whatever their number.
pub(super) fn count_of(value: &Value, n: u64, language: Language) -> String {
    let Some(count) = value.to_fraction() else {
        return String::new();
    };
    part_of(&count, n, noun(true, n, language), language)
}

/// A number of rungs with its noun, above or below.
pub(super) fn steps(value: &Value, language: Language) -> String {
    let number = decimal(&Value::Real(value.to_f64().abs()), language);
    let one = number == "1";
    let noun = match (language, one) {
        (Language::Dutch, true) => "trede",
        (Language::Dutch, false) => "treden",
        (Language::English, true) => "rung",
        (Language::English, false) => "rungs",
    };
    format!("{number} {noun}")
}

/// A number of items with its noun.
pub(super) fn items(n: u64, language: Language) -> String {
    match (language, n) {
        (Language::Dutch, 1) => "1 onderdeel".to_owned(),
        (Language::Dutch, _) => format!("{n} onderdelen"),
        (Language::English, 1) => "1 item".to_owned(),
        (Language::English, _) => format!("{n} items"),
    }
}

fn part_of(part: &BigRational, n: u64, noun: &str, language: Language) -> String {
    let part = approximated(part, 1, language);
    if n == 0 {
        return format!("{part} {noun}");
    }
    match language {
        Language::Dutch => format!("{part} van de {n} {noun}"),
        Language::English => format!("{part} of the {n} {noun}"),
    }
}

/// Parts of a party are said in voices: every party has one, which its members share.
fn noun(whole: bool, n: u64, language: Language) -> &'static str {
    match (language, whole, n) {
        (Language::Dutch, true, 1) => "partner",
        (Language::Dutch, true, _) => "partners",
        (Language::Dutch, false, 1) => "stem",
        (Language::Dutch, false, _) => "stemmen",
        (Language::English, true, 1) => "party",
        (Language::English, true, _) => "parties",
        (Language::English, false, 1) => "voice",
        (Language::English, false, _) => "voices",
    }
}

fn things(of: Noun, n: u64, language: Language) -> &'static str {
    let [nl, en] = match of {
        Noun::Party => [["partner", "partners"], ["party", "parties"]],
        Noun::Clause => [["bepaling", "bepalingen"], ["clause", "clauses"]],
        Noun::Contribution => [["bijdrage", "bijdragen"], ["contribution", "contributions"]],
        Noun::Response => [["reactie", "reacties"], ["response", "responses"]],
    };
    let forms = if language == Language::Dutch { nl } else { en };
    forms[usize::from(n != 1)]
}

/// A number of seconds, in the largest unit of which there is at least one.
pub(super) fn duration(value: &Value, language: Language) -> String {
    let Some(seconds) = value.to_fraction() else {
        return String::new();
    };
    let units: [(u32, [&str; 2], [&str; 2]); 4] = [
        (86_400, ["dag", "dagen"], ["day", "days"]),
        (3_600, ["uur", "uur"], ["hour", "hours"]),
        (60, ["minuut", "minuten"], ["minute", "minutes"]),
        (1, ["seconde", "seconden"], ["second", "seconds"]),
    ];
    let whole = |unit: u32| BigRational::from_integer(BigInt::from(unit));
    let fits = units.iter().find(|(unit, ..)| seconds >= whole(*unit));
    let (unit, nl, en) = fits.unwrap_or(&units[3]);
    let count = &seconds / whole(*unit);
    let forms = if language == Language::Dutch { nl } else { en };
    let form = forms[usize::from(!count.is_one())];
    format!("{} {form}", approximated(&count, 1, language))
}

fn approximated(value: &BigRational, places: u32, language: Language) -> String {
    let scaled = value * BigRational::from_integer(BigInt::from(10_u32).pow(places));
    let rounded = scaled.round().to_integer();
    let text = written(&rounded, places, language);
    // "0" must not be said of something, nor "100%" of nearly all.
    let hides = !value.is_integer() && (&rounded % BigInt::from(10_u32).pow(places)).is_zero();
    match (hides, language) {
        (false, _) => text,
        (true, Language::Dutch) => format!("ongeveer {text}"),
        (true, Language::English) => format!("about {text}"),
    }
}

fn written(rounded: &BigInt, places: u32, language: Language) -> String {
    let unit = if places == 0 { BigInt::one() } else { BigInt::from(10_u32).pow(places) };
    let (whole, rest) = rounded.abs().div_rem(&unit);
    let sign = if rounded.is_negative() { "-" } else { "" };
    if rest.is_zero() {
        return format!("{sign}{whole}");
    }
    let decimals = format!("{rest:0>width$}", width = places as usize);
    format!("{sign}{whole}{}{}", language.mark(), decimals.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::Language::{Dutch, English};
    use super::*;

    fn value(numerator: i64, denominator: i64) -> Value {
        BigRational::new(numerator.into(), denominator.into()).into()
    }

    #[test]
    fn decimals_keep_what_is_not_zero() {
        assert_eq!(decimal(&value(3, 2), Dutch), "1,5");
        assert_eq!(decimal(&value(7, 180), English), "0.04");
        assert_eq!(decimal(&value(-5, 2), English), "-2.5");
        assert_eq!(decimal(&value(2, 1), Dutch), "2");
        assert_eq!(decimal(&value(-1, 1000), Dutch), "ongeveer 0");
        assert_eq!(decimal(&value(999, 1000), English), "about 1");
    }

    #[test]
    fn shares_are_counts_below_ten_and_percentages_from_ten() {
        let share = |value: &Value, n, language| share(value, n, Noun::Party, language);
        assert_eq!(share(&value(1, 5), 5, Dutch), "1 van de 5 partners");
        assert_eq!(share(&value(8, 9), 9, English), "8 of the 9 parties");
        assert_eq!(share(&value(7, 10), 3, Dutch), "2,1 van de 3 stemmen");
        assert_eq!(share(&value(1, 1), 1, English), "1 of the 1 party");
        assert_eq!(share(&value(1, 5), 10, Dutch), "20% van de partners");
        assert_eq!(share(&value(1, 3), 12, English), "about 33% of the parties");
        assert_eq!(share(&value(999, 1000), 1000, Dutch), "ongeveer 100% van de partners");
        assert_eq!(count_of(&value(7, 1), 12, Dutch), "7 van de 12 partners");
        assert_eq!(count_of(&value(0, 1), 0, Dutch), "0 partners");
    }
}
