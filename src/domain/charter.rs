//! The charter: the rules of one deliberation, frozen when round 1 opens (rule 6).

use crate::domain::scale::Scale;

/// An exact fraction, so that a threshold of 3/20 is 3/20.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// Numerator.
    pub numerator: u32,
    /// Denominator, 1 or more.
    pub denominator: u32,
}

/// The charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charter {
    /// Version, from 1.
    pub version: u32,
    /// SHA-256 over the public message without version, hash and frozen.
    pub hash: [u8; 32],
    /// The scale of stances.
    pub scale: Scale,
    /// Labels of steps, in order of step.
    pub labels: Vec<(i32, Box<str>)>,
    /// Whether a stance at `lo` is a strong objection.
    pub lo_is_veto: bool,
    /// What becomes of stances after a close.
    pub visibility: StanceVisibility,
    /// The thresholds of the round advice.
    pub thresholds: Thresholds,
}

/// What becomes of a stance after the close (rule 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StanceVisibility {
    /// Shown with party and member id.
    Attributed,
    /// Shown under one random pseudonym per member.
    Pseudonymous,
    /// Shown to auditors only.
    Secret,
}

/// The thresholds of the round advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Least share of parties that responded.
    pub quorum: Ratio,
    /// A changed-stance share strictly below it is stable.
    pub stability: Ratio,
    /// Least share for support, or for opposition.
    pub support: Ratio,
    /// Least agreement A that counts as converged.
    pub agreement: Ratio,
    /// Rounds before which nothing is final.
    pub min_rounds: u32,
    /// Round after which the advice is to stop.
    pub max_rounds: u32,
}

impl Default for Thresholds {
    /// Quorum, stability and support are customary in Delphi studies (von der Gracht 2012;
    /// Scheibe, Skutsch & Schofer 1975; Diamond et al. 2014); agreement and rounds are policy.
    fn default() -> Thresholds {
        let ratio = |numerator, denominator| Ratio { numerator, denominator };
        Thresholds {
            quorum: ratio(7, 10),
            stability: ratio(3, 20),
            support: ratio(3, 4),
            agreement: ratio(3, 5),
            min_rounds: 2,
            max_rounds: 4,
        }
    }
}
