//! One plain sentence a step, in Dutch (B1) and in English.
//!
//! Parts are counted, never given as a percentage, and whatever was rounded says so: beside a
//! threshold that is met exactly, a rounded number could seem to pass or to fail.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::analysis::choice::step::{
    CONSENTS, FLOOR, OBJECTIONS, OVERALL, QUORUM, SMALL_GROUP, Step,
};
use crate::analysis::fraction::Fraction;
use crate::analysis::sentences::Sentence;

/// The sentence of this step. Groups are called by their label, or by their number from 1 where
/// there is none.
#[must_use]
pub fn sentence(step: &Step, groups: &[&str]) -> Sentence {
    let [nl, en] = match step.name {
        QUORUM => quorum(step),
        OBJECTIONS => objections(step),
        CONSENTS => consents(step),
        OVERALL | FLOOR => agreement(step, groups),
        SMALL_GROUP => small_group(step, groups),
        other => [other.to_owned(), other.to_owned()],
    };
    Sentence { nl, en }
}

/// In Dutch, then in English.
type Both = [String; 2];

const PARTIES: [[&str; 2]; 2] = [["partner", "partners"], ["party", "parties"]];
const VOICES: [[&str; 2]; 2] = [["stem", "stemmen"], ["voice", "voices"]];

fn quorum(step: &Step) -> Both {
    let Ok(share) = &step.value else {
        return [
            "Er doen geen partners mee, dus er valt niets te kiezen.".to_owned(),
            "No parties take part, so there is nothing to choose.".to_owned(),
        ];
    };
    let [nl, en] = part_of(&(share * &step.whole), &step.whole, PARTIES);
    let [needed_nl, needed_en] = needed(step.threshold);
    let [enough_nl, enough_en] =
        if step.passed { ["genoeg", "enough"] } else { ["te weinig", "too few"] };
    [
        format!("Er is antwoord van {nl}, en dat is {enough_nl}: {needed_nl}."),
        format!("An answer came in from {en}, which is {enough_en}: {needed_en}."),
    ]
}

fn objections(step: &Step) -> Both {
    if step.passed {
        return [
            "Geen enkele partner heeft nog een open overwegend bezwaar.".to_owned(),
            "No party has an objection that is still open.".to_owned(),
        ];
    }
    let [nl, en] = part_of(&found(step), &step.whole, PARTIES);
    [
        format!("Een overwegend bezwaar staat nog open bij {nl}, dus het voorstel wacht."),
        format!("An objection is still open from {en}, so the proposal waits."),
    ]
}

fn consents(step: &Step) -> Both {
    if !step.passed {
        return [
            "Niemand stemt in met het voorstel, en minstens één instemming is nodig.".to_owned(),
            "Nobody consents to the proposal, and at least one consent is needed.".to_owned(),
        ];
    }
    let [nl, en] = part_of(&found(step), &step.whole, VOICES);
    [
        format!("Er is instemming van {nl}; één instemming is al genoeg."),
        format!("There is consent from {en}; one consent is already enough."),
    ]
}

fn agreement(step: &Step, groups: &[&str]) -> Both {
    let [start_nl, start_en] = match step.group {
        Some(group) => {
            let [nl, en] = name(group, groups);
            [format!("In {nl} is er"), format!("In {en} there is")]
        }
        None => ["Er is".to_owned(), "There is".to_owned()],
    };
    let [needed_nl, needed_en] = needed(step.threshold);
    let Ok(share) = &step.value else {
        return [
            format!("{start_nl} niemand voor of tegen, en dat is te weinig: {needed_nl}."),
            format!("{start_en} nobody for or against, which is too little: {needed_en}."),
        ];
    };
    let [nl, en] = part_of(&(share * &step.whole), &step.whole, VOICES);
    let [enough_nl, enough_en] =
        if step.passed { ["genoeg", "enough"] } else { ["te weinig", "too little"] };
    [
        format!("{start_nl} steun van {nl} voor of tegen, en dat is {enough_nl}: {needed_nl}."),
        format!("{start_en} support from {en} for or against, which is {enough_en}: {needed_en}."),
    ]
}

fn small_group(step: &Step, groups: &[&str]) -> Both {
    let parties = found(step);
    let [nl, en] = name(step.group.unwrap_or_default(), groups);
    let [number_nl, number_en] = number(&parties);
    let [noun_nl, noun_en] = noun(&parties, PARTIES);
    [
        format!(
            "Voor {nl} geldt geen ondergrens, want die groep heeft maar {number_nl} {noun_nl}."
        ),
        format!("No floor holds for {en}, because that group has only {number_en} {noun_en}."),
    ]
}

fn found(step: &Step) -> BigRational {
    step.value.clone().unwrap_or_else(|_| BigRational::zero())
}

fn name(group: usize, groups: &[&str]) -> Both {
    match groups.get(group) {
        Some(label) => [format!("de groep {label}"), format!("the group {label}")],
        None => [format!("groep {}", group + 1), format!("group {}", group + 1)],
    }
}

/// A share of everything or of nothing is said in words.
fn needed(threshold: Option<Fraction>) -> Both {
    let of = |share: Fraction| ratio_of(share.numerator(), share.denominator());
    match threshold.map(of) {
        Some(share) if share.is_one() => ["nodig is alles".into(), "all of it is needed".into()],
        Some(share) if !share.is_zero() => {
            [format!("nodig is minstens {share}"), format!("at least {share} is needed")]
        }
        _ => ["een minimum is er niet".into(), "there is no minimum".into()],
    }
}

fn ratio_of(numerator: u32, denominator: u32) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

fn part_of(part: &BigRational, whole: &BigRational, nouns: [[&str; 2]; 2]) -> Both {
    let [part_nl, part_en] = number(part);
    let [whole_nl, whole_en] = number(whole);
    let [noun_nl, noun_en] = noun(whole, nouns);
    [
        format!("{part_nl} van de {whole_nl} {noun_nl}"),
        format!("{part_en} of the {whole_en} {noun_en}"),
    ]
}

fn noun<'a>(number: &BigRational, nouns: [[&'a str; 2]; 2]) -> [&'a str; 2] {
    nouns.map(|[one, more]| if number.is_one() { one } else { more })
}

/// The number, 0 or more, with at most one decimal; `ongeveer` and `about` mark a rounded one.
fn number(value: &BigRational) -> Both {
    let ten = BigInt::from(10);
    let tenths = value * BigRational::from_integer(ten.clone());
    let rounded = tenths.round().to_integer();
    let (whole, rest) = (&rounded / &ten, &rounded % &ten);
    let written = |mark: char| {
        if rest.is_zero() { whole.to_string() } else { format!("{whole}{mark}{rest}") }
    };
    if tenths.is_integer() {
        [written(','), written('.')]
    } else {
        [format!("ongeveer {}", written(',')), format!("about {}", written('.'))]
    }
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
        steps.iter().map(|step| sentence(step, &["bewoners"])).collect()
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
                "Er is antwoord van 4 van de 5 partners, en dat is genoeg: nodig is minstens 1/2.",
                "Er is steun van ongeveer 2,2 van de 4 stemmen voor of tegen, en dat is te weinig: \
                 nodig is minstens 2/3.",
                "In de groep bewoners is er steun van 1,5 van de 2 stemmen voor of tegen, en dat \
                 is genoeg: nodig is minstens 1/3.",
                "In groep 2 is er steun van 0 van de 1 stem voor of tegen, en dat is te weinig: \
                 nodig is minstens 1/3.",
                "Voor groep 3 geldt geen ondergrens, want die groep heeft maar 1 partner.",
            ]
        );
        assert_eq!(
            said[1].en,
            "There is support from about 2.2 of the 4 voices for or against, which is too little: \
             at least 2/3 is needed."
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
            let both = sentence(step, &[]);
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
        assert_eq!(needed(Some(Fraction::literal(4, 4)))[0], "nodig is alles");
        assert_eq!(needed(Some(Fraction::literal(0, 3)))[1], "there is no minimum");
        assert_eq!(needed(Some(Fraction::literal(4, 6)))[1], "at least 2/3 is needed");
    }

    #[test]
    fn what_was_rounded_says_so() {
        let number = |n: i64, d: i64| number(&BigRational::new(n.into(), d.into()))[0].clone();
        assert_eq!(number(9, 2), "4,5");
        assert_eq!(number(3, 1), "3");
        assert_eq!(number(1999, 1000), "ongeveer 2");
        assert_eq!(number(1, 100), "ongeveer 0");
    }
}
