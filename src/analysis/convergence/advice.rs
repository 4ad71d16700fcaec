//! What to advise after a round has closed: first whether the answers still move, then what they
//! are (Dajani, Sincoff & Talley 1979). Consensus alone is never a reason to stop (von der Gracht
//! 2012). The facilitator decides; this only advises.

use num_traits::Signed;

use crate::analysis::figure::{Measured, Value};
use crate::analysis::fraction::Fraction;
pub use crate::domain::figure::RoundAdvice;

/// The thresholds of the advice, frozen in the charter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// The least share of eligible parties that must have responded.
    pub quorum: Fraction,
    /// The changed share must stay strictly below this to be stable.
    pub stability: Fraction,
    /// The least share of voices for (or against) that counts as support (or opposition).
    pub support: Fraction,
    /// The least agreement A that counts as agreement.
    pub agreement: Fraction,
    /// Before this round nothing is final, because nobody has heard anybody yet.
    pub min_rounds: u32,
    /// From this round on no further round is advised.
    pub max_rounds: u32,
}

impl Default for Thresholds {
    /// Quorum 7/10, stability 3/20, support 3/4, agreement 3/5, two to four rounds. Quorum,
    /// stability and support are customary in Delphi studies; the agreement is policy.
    fn default() -> Thresholds {
        Thresholds {
            quorum: Fraction::literal(7, 10),
            stability: Fraction::literal(3, 20),
            support: Fraction::literal(3, 4),
            agreement: Fraction::literal(3, 5),
            min_rounds: 2,
            max_rounds: 4,
        }
    }
}

/// How one item stands at the close of a round.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The round, from 1.
    pub round: u32,
    /// Whether this round has been extended once already.
    pub extended: bool,
    /// Parties that could answer.
    pub eligible: u64,
    /// Parties that gave a stance or passed.
    pub responded: u64,
    /// Agreement A.
    pub agreement: &'a Measured,
    /// Share of the voices in favour; undefined when nobody gave a stance.
    pub support_share: &'a Measured,
    /// Share of the voices against.
    pub opposition_share: &'a Measured,
    /// Parties with a strong objection; 0 where `lo` is no veto.
    pub strong_objections: u64,
    /// Share of the voices that changed since the last round that rated this version; when that
    /// is undefined nothing has been heard twice, and the item is not stable.
    pub changed_share: &'a Measured,
}

/// The advice on an item with this standing.
#[must_use]
pub fn advise(standing: &Standing, thresholds: &Thresholds) -> RoundAdvice {
    let last = standing.round >= thresholds.max_rounds;
    if standing.eligible < 2 {
        return RoundAdvice::NotApplicable;
    }
    if !quorate(standing, thresholds) {
        let final_call = last || standing.extended;
        return if final_call { RoundAdvice::StopMaxRounds } else { RoundAdvice::ExtendRound };
    }
    if standing.round < thresholds.min_rounds {
        return RoundAdvice::Continue;
    }
    let changed = standing.changed_share;
    if changed.is_err() || thresholds.stability.is_reached_by_measured(changed) {
        return if last { RoundAdvice::StopMaxRounds } else { RoundAdvice::Continue };
    }
    classify(standing, thresholds, last)
}

/// The advice on a stable item.
fn classify(standing: &Standing, thresholds: &Thresholds, last: bool) -> RoundAdvice {
    let supported = thresholds.support.is_reached_by_measured(standing.support_share);
    let opposed = thresholds.support.is_reached_by_measured(standing.opposition_share);
    let agreed = thresholds.agreement.is_reached_by_measured(standing.agreement);
    if supported && standing.strong_objections > 0 {
        return if last { RoundAdvice::StopStableDissent } else { RoundAdvice::ResolveObjection };
    }
    match (agreed, supported, opposed) {
        (true, true, _) => RoundAdvice::StopConsensusFor,
        (true, false, true) => RoundAdvice::StopConsensusAgainst,
        _ if is_negative(standing.agreement) => RoundAdvice::StalematePolarised,
        _ => RoundAdvice::StopStableDissent,
    }
}

fn quorate(standing: &Standing, thresholds: &Thresholds) -> bool {
    let needed = u128::from(thresholds.quorum.numerator()) * u128::from(standing.eligible);
    let responded = u128::from(thresholds.quorum.denominator()) * u128::from(standing.responded);
    responded >= needed && standing.support_share.is_ok()
}

fn is_negative(measured: &Measured) -> bool {
    let value = measured.as_ref().ok().and_then(Value::to_fraction);
    value.is_some_and(|value| value.is_negative())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_thresholds_are_shares() {
        let Thresholds { quorum, stability, support, agreement, .. } = Thresholds::default();
        for share in [quorum, stability, support, agreement] {
            assert_eq!(Fraction::new(share.numerator(), share.denominator()), Ok(share));
        }
    }
}
