//! What a rule tells of its way to an outcome: tests with what was found and what was needed, and
//! what it did, in the order in which they are read aloud.

use num_rational::BigRational;
use num_traits::Zero;

use crate::analysis::choice::voices::Voices;
use crate::analysis::exact::ratio_of_counts;
use crate::analysis::figure::Undefined;
use crate::analysis::fraction::Fraction;

/// Enough parties answered. The value is the share of the parties that did.
pub const QUORUM: &str = "quorum";
/// No objection is open. The value is the number of parties that uphold one.
pub const OBJECTIONS: &str = "objections";
/// Somebody consents. The value is the sum of the consenting voices.
pub const CONSENTS: &str = "consents";
/// Enough agreement among all. The value is agree / (agree + disagree), in voices.
pub const OVERALL: &str = "overall";
/// Enough agreement in one group. The value is the same share within the group.
pub const FLOOR: &str = "floor";
/// A group too small to have a floor, which is told and always passed. The value is its number of
/// parties: a share would tell what the few in it voted.
pub const SMALL_GROUP: &str = "small_group";
/// Somebody's ballot says something. The value is the voices behind ballots that are not empty.
pub const EXPRESSED: &str = "expressed";
/// The lottery order decided between the options in `options`; the option is the one it put first.
pub const LOTTERY: &str = "lottery";

/// One step. Where there is a threshold the value must be at least that; equal is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is: one of the names of this module or of the module of a rule.
    pub name: &'static str,
    /// The option it is about, by number; `None` for the whole.
    pub option: Option<usize>,
    /// The option it is compared with.
    pub other: Option<usize>,
    /// More options that it is about, in order.
    pub options: Vec<usize>,
    /// The group it is about; `None` for all parties together.
    pub group: Option<usize>,
    /// Its place in a sequence, from 1; `None` where there is none.
    pub rank: Option<usize>,
    /// What was found: a share from 0 to 1, a number of parties, of voices or of money, as the
    /// name tells; 0 where there is nothing to count, and the reason where there is nothing to
    /// take a share of.
    pub value: Result<BigRational, Undefined>,
    /// What the value is a part of: a number of parties (of voices, each party having one), or
    /// for [`OVERALL`] and [`FLOOR`] the voices in favour or against. 0 or more; `None` where it
    /// is no part.
    pub whole: Option<BigRational>,
    /// What the value is held against: the other side of a comparison.
    pub against: Option<BigRational>,
    /// The least share that passes; `None` where the test is no share.
    pub threshold: Option<Fraction>,
    /// Whether the test was passed; what is no test is passed.
    pub passed: bool,
}

impl Step {
    /// A step that tests nothing, to which what it tells is added.
    #[must_use]
    pub fn new(name: &'static str) -> Step {
        Step {
            name,
            option: None,
            other: None,
            options: Vec::new(),
            group: None,
            rank: None,
            value: Ok(BigRational::zero()),
            whole: None,
            against: None,
            threshold: None,
            passed: true,
        }
    }

    /// About this option.
    #[must_use]
    pub fn about(self, option: usize) -> Step {
        Step { option: Some(option), ..self }
    }

    /// Compared with this option.
    #[must_use]
    pub fn over(self, other: usize) -> Step {
        Step { other: Some(other), ..self }
    }

    /// About these options.
    #[must_use]
    pub fn among(self, options: Vec<usize>) -> Step {
        Step { options, ..self }
    }

    /// At this place in a sequence, from 1.
    #[must_use]
    pub fn at(self, rank: usize) -> Step {
        Step { rank: Some(rank), ..self }
    }

    /// What was found.
    #[must_use]
    pub fn found(self, value: BigRational) -> Step {
        Step { value: Ok(value), ..self }
    }

    /// What it is a part of.
    #[must_use]
    pub fn of(self, whole: BigRational) -> Step {
        Step { whole: Some(whole), ..self }
    }

    /// What it is held against.
    #[must_use]
    pub fn against(self, other: BigRational) -> Step {
        Step { against: Some(other), ..self }
    }

    /// Whether it was passed.
    #[must_use]
    pub fn passed(self, passed: bool) -> Step {
        Step { passed, ..self }
    }

    /// The lottery order put this one of the tied options first.
    #[must_use]
    pub fn lottery(first: usize, tied: Vec<usize>) -> Step {
        Step::new(LOTTERY).about(first).among(tied)
    }

    /// Somebody's ballot says something.
    #[must_use]
    pub fn expressed(voices: BigRational, answered: usize) -> Step {
        Step::new(EXPRESSED).passed(!voices.is_zero()).found(voices).of(count(answered))
    }

    /// Answers of at least `quorum` times the parties; of no parties, none are enough.
    pub(in crate::analysis) fn quorum(answered: usize, parties: usize, quorum: Fraction) -> Step {
        let value = if parties == 0 {
            Err(Undefined::NoEligibleParties)
        } else {
            Ok(ratio_of_counts(answered as u64, parties as u64))
        };
        Step {
            passed: value.as_ref().map_or(true, |share| quorum.is_reached_by(share)),
            value,
            threshold: Some(quorum),
            ..Step::new(QUORUM).of(count(parties))
        }
    }

    /// No party objects.
    pub(super) fn objections(objecting: usize, parties: usize) -> Step {
        let step = Step::new(OBJECTIONS).found(count(objecting)).of(count(parties));
        step.passed(objecting == 0)
    }

    /// At least one member of one party consents.
    pub(super) fn consents(voices: BigRational, parties: usize) -> Step {
        Step::new(CONSENTS).passed(!voices.is_zero()).found(voices).of(count(parties))
    }

    /// Enough agreement among these voices; where nobody decided it is not enough.
    pub(super) fn agreement(group: Option<usize>, voices: &Voices, threshold: Fraction) -> Step {
        let decided = voices.decided();
        let value = if decided.is_zero() {
            Err(Undefined::NoExpressedStances)
        } else {
            Ok(&voices.agree / &decided)
        };
        Step {
            group,
            passed: value.as_ref().is_ok_and(|share| threshold.is_reached_by(share)),
            value,
            threshold: Some(threshold),
            ..Step::new(if group.is_some() { FLOOR } else { OVERALL }).of(decided)
        }
    }

    /// A group without a floor.
    pub(super) fn small_group(group: usize, parties: usize) -> Step {
        let step = Step::new(SMALL_GROUP).found(count(parties)).of(count(parties));
        Step { group: Some(group), ..step }
    }
}

/// A whole number.
pub(super) fn count(number: usize) -> BigRational {
    ratio_of_counts(number as u64, 1)
}
