//! One plain sentence a step, in Dutch (B1) and in English, from the catalogue.
//!
//! Parts are counted, never given as a percentage, and whatever was rounded says so: beside a
//! threshold that is met exactly, a rounded number could seem to pass or to fail.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::analysis::choice::approving::equal_shares::COMPLETED;
use crate::analysis::choice::approving::phragmen::SEATED;
use crate::analysis::choice::budget::{
    BEYOND_BUDGET, FUNDED, NOT_PAID, RAISED, SHARE, SPENT, TOO_DEAR,
};
use crate::analysis::choice::grading::majority_judgment::{
    MAJORITY_ABOVE, MAJORITY_BELOW, MAJORITY_GRADE,
};
use crate::analysis::choice::grading::star::STAR_RUNOFF;
use crate::analysis::choice::ranking::schulze::SCHULZE_DIRECT;
use crate::analysis::choice::step::{FLOOR, OVERALL, QUORUM, Step};
pub use crate::analysis::choice::words::Labels;
use crate::analysis::choice::words::ordinal;
use crate::analysis::fraction::Fraction;
use crate::analysis::sentences::{Language, Sentence, say, text};

/// The sentence of this step.
#[must_use]
pub fn sentence(step: &Step, labels: &Labels) -> Sentence {
    Sentence {
        nl: in_language(step, labels, Language::Dutch),
        en: in_language(step, labels, Language::English),
    }
}

fn in_language(step: &Step, labels: &Labels, language: Language) -> String {
    let sentence = say(&key(step), language, |slot| match slot {
        "parties" => part_of(&counted(step), &whole(step), "party", language),
        "voices" => part_of(&counted(step), &whole(step), "voice", language),
        "backers" | "backed" => counted_noun(&backing(step), "backers", language),
        "paid" => money(&(against(step) / BigRational::from_integer(100.into())), language),
        "whole" => money(&whole(step), language),
        "places" => number(&counted(step), language),
        "few" => counted_noun(&counted(step), "parties", language),
        "group" => name(step.group.unwrap_or_default(), labels.groups, language),
        "needed" => needed(step.threshold, language),
        "option" => labels.option(step.option.unwrap_or_default(), language),
        "other" => labels.option(step.other.unwrap_or_default(), language),
        "options" => labels.options(&step.options, language),
        "rank" => ordinal(step.rank.unwrap_or_default(), language),
        "value" => told(step, &counted(step), labels, language),
        "against" => told(step, &against(step), labels, language),
        _ => String::new(),
    });
    capitalised(&sentence)
}

/// A sentence may begin with an option that has a number and no name.
fn capitalised(sentence: &str) -> String {
    let mut rest = sentence.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// One side of a comparison: a grade in its word, voices with their noun, or a bare number.
fn told(step: &Step, value: &BigRational, labels: &Labels, language: Language) -> String {
    match step.name {
        MAJORITY_GRADE | MAJORITY_BELOW | MAJORITY_ABOVE => {
            labels.grade(value).unwrap_or_else(|| number(value, language))
        }
        SCHULZE_DIRECT => counted_noun(value, "counted", language),
        STAR_RUNOFF if !is_equal(step) => counted_noun(value, "counted", language),
        SHARE | RAISED | FUNDED | TOO_DEAR | BEYOND_BUDGET | NOT_PAID | SPENT => {
            money(value, language)
        }
        _ => number(value, language),
    }
}

/// The voices that approve of an option that was chosen, or not.
fn backing(step: &Step) -> BigRational {
    match step.name {
        SEATED => counted(step),
        _ => whole(step),
    }
}

fn against(step: &Step) -> BigRational {
    step.against.clone().unwrap_or_else(BigRational::zero)
}

/// Whether both sides of a comparison are equal.
fn is_equal(step: &Step) -> bool {
    step.against.is_some() && step.value.as_ref().ok() == step.against.as_ref()
}

/// The key of what is said: whether both sides are equal, whether it passed, and whether there was
/// anything to count. A step whose name is a key has one sentence for all.
fn key(step: &Step) -> String {
    let named = format!("step.{}", step.name);
    let equal = format!("{named}.equal");
    if is_equal(step) && text(&equal, Language::Dutch).is_some() {
        return equal;
    }
    let special = match step.name {
        FUNDED | NOT_PAID | SEATED if backing(step).is_zero() => ".nobody",
        FUNDED if step.against.is_some() => ".shared",
        FUNDED if backing(step).is_one() => ".one",
        COMPLETED if counted(step).is_one() => ".one",
        _ => "",
    };
    if !special.is_empty() {
        return named + special;
    }
    if text(&named, Language::Dutch).is_some() {
        return named;
    }
    let came_out = match (step.name, step.passed) {
        (QUORUM | OVERALL | FLOOR, _) if step.value.is_err() => "nobody",
        (_, true) => "passed",
        (_, false) => "short",
    };
    format!("{named}.{came_out}")
}

/// What was found, as a number of parties or of voices: these steps hold a share, the others that
/// number itself.
fn counted(step: &Step) -> BigRational {
    let found = step.value.clone().unwrap_or_else(|_| BigRational::zero());
    match step.name {
        QUORUM | OVERALL | FLOOR => found * whole(step),
        _ => found,
    }
}

fn whole(step: &Step) -> BigRational {
    step.whole.clone().unwrap_or_else(BigRational::zero)
}

fn name(group: usize, groups: &[&str], language: Language) -> String {
    let (key, name) = match groups.get(group) {
        Some(label) => {
            // A group by kind of party is called as people call that kind.
            let kind = text(&format!("page.kind.{label}"), language);
            ("step.group.named", kind.unwrap_or(label).to_owned())
        }
        None => ("step.group.numbered", (group + 1).to_string()),
    };
    say(key, language, |_| name.clone())
}

/// A share of everything or of nothing is said in words.
fn needed(threshold: Option<Fraction>, language: Language) -> String {
    let of = |share: Fraction| ratio_of(share.numerator(), share.denominator());
    let (key, share) = match threshold.map(of) {
        Some(share) if share.is_one() => ("step.needed.all", String::new()),
        Some(share) if !share.is_zero() => ("step.needed.share", share.to_string()),
        _ => ("step.needed.none", String::new()),
    };
    say(key, language, |_| share.clone())
}

fn ratio_of(numerator: u32, denominator: u32) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

/// A part of a number of parties or voices, the noun in the number of the whole.
fn part_of(part: &BigRational, whole: &BigRational, of: &str, language: Language) -> String {
    let one_or_more = if whole.is_one() { "one" } else { "more" };
    say(&format!("step.{of}.{one_or_more}"), language, |slot| match slot {
        "part" => number(part, language),
        _ => number(whole, language),
    })
}

fn counted_noun(count: &BigRational, of: &str, language: Language) -> String {
    let one_or_more = if count.is_one() { "one" } else { "more" };
    say(&format!("step.{of}.{one_or_more}"), language, |_| number(count, language))
}

/// The number, 0 or more, with at most one decimal; `ongeveer` and `about` mark a rounded one.
fn number(value: &BigRational, language: Language) -> String {
    let ten = BigInt::from(10);
    let tenths = value * BigRational::from_integer(ten.clone());
    let rounded = tenths.round().to_integer();
    let (whole, rest) = (&rounded / &ten, &rounded % &ten);
    let (mark, about) = match language {
        Language::Dutch => (',', "ongeveer "),
        Language::English => ('.', "about "),
    };
    let about = if tenths.is_integer() { "" } else { about };
    if rest.is_zero() { format!("{about}{whole}") } else { format!("{about}{whole}{mark}{rest}") }
}

/// An amount of money with its thousands apart, and with two decimals where it is not whole.
#[must_use]
pub fn money(value: &BigRational, language: Language) -> String {
    let hundred = BigInt::from(100);
    let rounded = (value * BigRational::from_integer(hundred.clone())).round().to_integer();
    let (units, cents) = (&rounded / &hundred, &rounded % &hundred);
    let (thousands, decimals) = match language {
        Language::Dutch => ('.', ','),
        Language::English => (',', '.'),
    };
    let digits = units.to_string();
    let mut told = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            told.push(thousands);
        }
        told.push(digit);
    }
    if !cents.is_zero() {
        told.push_str(&format!("{decimals}{cents:0>2}"));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::choice::ballot::Vote::{Abstain, Agree, Disagree};
    use crate::analysis::choice::ballot::{ConsentBallot, ConsentParty, Grouped, Vote, VoteParty};
    use crate::analysis::choice::consent::consent;
    use crate::analysis::choice::floors::Floors;
    use crate::analysis::choice::supermajority_floor::{Thresholds, supermajority_floor};

    const HALF: Fraction = Fraction::literal(1, 2);
    const FLOORS: Floors = Floors { floor: Fraction::literal(1, 3), parties_min: 2 };

    fn voted(ballots: &[(usize, &[Vote])]) -> Vec<Step> {
        let members = |votes: &[Vote]| votes.iter().copied().map(Some).collect();
        let party =
            |&(group, votes): &(usize, &[Vote])| (group, VoteParty { members: members(votes) });
        let parties = Grouped::new(3, ballots.iter().map(party).collect()).unwrap();
        let overall = Fraction::literal(2, 3);
        let thresholds = Thresholds { quorum: HALF, overall, floors: FLOORS };
        supermajority_floor(&parties, &thresholds).steps
    }

    fn consented(ballots: &[Option<ConsentBallot>], objects: bool) -> Vec<Step> {
        let party = |&ballot: &Option<ConsentBallot>| {
            (0, ConsentParty { members: vec![ballot], objects: objects && ballot.is_some() })
        };
        let parties = Grouped::new(1, ballots.iter().map(party).collect()).unwrap();
        consent(&parties, HALF, FLOORS).steps
    }

    fn said(steps: &[Step]) -> Vec<Sentence> {
        let labels = Labels { groups: &["bewoners"], ..Labels::default() };
        steps.iter().map(|step| sentence(step, &labels)).collect()
    }

    #[test]
    fn steps_are_read_aloud_with_counts_and_what_was_needed() {
        let groups: [(usize, &[Vote]); 5] = [
            (0, &[Agree]),
            (0, &[Agree, Disagree]),
            (1, &[Disagree]),
            (1, &[]),
            (2, &[Agree, Agree, Disagree]),
        ];
        let said = said(&voted(&groups));
        let nl: Vec<&str> = said.iter().map(|sentence| sentence.nl.as_str()).collect();
        assert_eq!(
            nl,
            [
                "Er is antwoord van 4 van de 5 partners. Dat is genoeg: nodig is minstens 1/2.",
                "Van wie voor of tegen is, is er steun van ongeveer 2,2 van de 4 stemmen. Dat is \
                 te weinig: nodig is minstens 2/3.",
                "Van wie in de groep bewoners voor of tegen is, is er steun van 1,5 van de 2 \
                 stemmen. Dat is genoeg: nodig is minstens 1/3.",
                "Van wie in groep 2 voor of tegen is, is er steun van 0 van de 1 stem. Dat is te \
                 weinig: nodig is minstens 1/3.",
                "Voor groep 3 geldt geen ondergrens, want die groep heeft maar 1 partner.",
            ]
        );
        assert_eq!(
            said[1].en,
            "Of those for or against, there is support from about 2.2 of the 4 voices. That is \
             too little: at least 2/3 is needed."
        );
    }

    #[test]
    fn every_step_has_a_whole_sentence_of_its_own_passed_or_failed() {
        use ConsentBallot::{Concern, Consent};
        let lists = [
            voted(&[(0, &[Agree]), (0, &[]), (1, &[Abstain]), (1, &[Abstain])]),
            voted(&[(0, &[]), (0, &[]), (0, &[Agree])]),
            voted(&[]),
            consented(&[Some(Consent), Some(Concern), None], false),
            consented(&[Some(Concern), None, None], true),
            consented(&[], false),
        ];
        let mut kinds: Vec<(&str, bool)> = Vec::new();
        for step in lists.iter().flatten() {
            let both = sentence(step, &Labels::default());
            for text in [&both.nl, &both.en] {
                assert!(text.ends_with('.') && text.contains(' ') && !text.contains('%'), "{text}");
                assert!(text.split_whitespace().count() <= 26, "too long: {text}");
            }
            kinds.push((step.name, step.passed));
        }
        kinds.sort_unstable();
        kinds.dedup();
        assert_eq!(kinds.len(), 11, "{kinds:?}");
    }

    #[test]
    fn a_share_of_all_or_of_nothing_is_said_in_words() {
        assert_eq!(needed(Some(Fraction::literal(4, 4)), Language::Dutch), "nodig is alles");
        assert_eq!(needed(Some(Fraction::literal(0, 3)), Language::English), "there is no minimum");
        assert_eq!(
            needed(Some(Fraction::literal(4, 6)), Language::English),
            "at least 2/3 is needed"
        );
    }

    #[test]
    fn money_has_its_thousands_apart_and_cents_only_where_there_are_any() {
        let told = |n: i64, d: i64| {
            Language::ALL.map(|language| money(&BigRational::new(n.into(), d.into()), language))
        };
        assert_eq!(told(1_234_567, 1), ["1.234.567", "1,234,567"]);
        assert_eq!(told(100_005, 100), ["1.000,05", "1,000.05"]);
        assert_eq!([told(999, 1), told(0, 1)], [["999", "999"], ["0", "0"]]);
        assert_eq!(told(2, 3), ["0,67", "0.67"]);
    }

    #[test]
    fn what_was_rounded_says_so() {
        let number =
            |n: i64, d: i64| number(&BigRational::new(n.into(), d.into()), Language::Dutch);
        assert_eq!(number(9, 2), "4,5");
        assert_eq!(number(3, 1), "3");
        assert_eq!(number(1999, 1000), "ongeveer 2");
        assert_eq!(number(1, 100), "ongeveer 0");
    }
}
