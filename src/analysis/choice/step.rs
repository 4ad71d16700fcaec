//! The tests a rule makes, each with what was found and what was needed.

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

/// One test. Where there is a threshold the value must be at least that; equal is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which test: one of the names of this module.
    pub name: &'static str,
    /// The group it is about; `None` for all parties together.
    pub group: Option<usize>,
    /// What was found: a share from 0 to 1, a number of parties or a number of voices, as the
    /// name tells; the reason where there is nothing to take a share of.
    pub value: Result<BigRational, Undefined>,
    /// What the value is a part of: a number of parties (of voices, each party having one), or
    /// for [`OVERALL`] and [`FLOOR`] the voices in favour or against. 0 or more.
    pub whole: BigRational,
    /// The least share that passes; `None` where the test is no share.
    pub threshold: Option<Fraction>,
    /// Whether the test was passed.
    pub passed: bool,
}

impl Step {
    /// Answers of at least `quorum` times the parties; of no parties, none are enough.
    pub(super) fn quorum(answered: usize, parties: usize, quorum: Fraction) -> Step {
        let value = if parties == 0 {
            Err(Undefined::NoEligibleParties)
        } else {
            Ok(ratio_of_counts(answered as u64, parties as u64))
        };
        Step {
            name: QUORUM,
            group: None,
            passed: value.as_ref().map_or(true, |share| quorum.is_reached_by(share)),
            value,
            whole: count(parties),
            threshold: Some(quorum),
        }
    }

    /// No party objects.
    pub(super) fn objections(objecting: usize, parties: usize) -> Step {
        Step {
            name: OBJECTIONS,
            group: None,
            value: Ok(count(objecting)),
            whole: count(parties),
            threshold: None,
            passed: objecting == 0,
        }
    }

    /// At least one member of one party consents.
    pub(super) fn consents(voices: BigRational, parties: usize) -> Step {
        Step {
            name: CONSENTS,
            group: None,
            passed: !voices.is_zero(),
            value: Ok(voices),
            whole: count(parties),
            threshold: None,
        }
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
            name: if group.is_some() { FLOOR } else { OVERALL },
            group,
            passed: value.as_ref().is_ok_and(|share| threshold.is_reached_by(share)),
            value,
            whole: decided,
            threshold: Some(threshold),
        }
    }

    /// A group without a floor.
    pub(super) fn small_group(group: usize, parties: usize) -> Step {
        Step {
            name: SMALL_GROUP,
            group: Some(group),
            value: Ok(count(parties)),
            whole: count(parties),
            threshold: None,
            passed: true,
        }
    }
}

fn count(number: usize) -> BigRational {
    ratio_of_counts(number as u64, 1)
}
