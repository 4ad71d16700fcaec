//! Mandate integrity: which part of what the parties adopted and a body decided on was kept.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::analysis::figure::{Measured, Undefined, Value};

/// What became of an adopted clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Decided as it stands.
    Honoured,
    /// Decided otherwise, with the consent of the parties.
    AmendedWithConsent,
    /// Decided otherwise, on a precondition that was declared beforehand.
    DeviatedPredeclared,
    /// Decided otherwise, because something outside the body's power binds it, or decided that a
    /// formal procedure has to come first: not kept, and no reproach.
    Bound,
    /// Decided otherwise, on no ground that was declared beforehand.
    DeviatedUndeclared,
    /// Undone after it was decided.
    Reversed,
    /// Not decided yet.
    Pending,
}

/// How a mandate was kept, as shares of the clauses.
#[derive(Debug, Clone, PartialEq)]
pub struct Integrity {
    /// The share kept, of those decided: honoured, amended with consent, or deviated from on a
    /// precondition that was declared beforehand.
    pub plain: Measured,
    /// The same without the preconditions, always shown beside it: a mandate hedged with forty
    /// preconditions can be kept and give nothing.
    pub strict: Measured,
    /// The share that was undone, of those decided.
    pub reversal_rate: Measured,
    /// The share deviated from on no declared ground, of those decided; what was undone is in it.
    pub undeclared_deviation_rate: Measured,
    /// The share not decided yet, of all.
    pub pending_share: Measured,
}

/// The fates, from kept to not decided.
const FATES: [Fate; 7] = [
    Fate::Honoured,
    Fate::AmendedWithConsent,
    Fate::DeviatedPredeclared,
    Fate::Bound,
    Fate::DeviatedUndeclared,
    Fate::Reversed,
    Fate::Pending,
];

/// The integrity of a mandate over clauses with weights in any unit; a whole without weight has
/// nothing decided.
#[must_use]
pub fn mandate_integrity(clauses: &[(Fate, u128)]) -> Integrity {
    let sum = |fates: &[Fate]| -> BigInt {
        let among = clauses.iter().filter(|(fate, _)| fates.contains(fate));
        among.map(|(_, weight)| BigInt::from(*weight)).sum()
    };
    let all = sum(&FATES);
    let decided = sum(&FATES[..6]);
    let share = |part: BigInt, whole: &BigInt| match whole.sign() {
        num_bigint::Sign::Plus => Ok(Value::Exact(BigRational::new(part, whole.clone()))),
        _ => Err(Undefined::NothingDecided),
    };
    let of_decided = |fates: &[Fate]| share(sum(fates), &decided);
    Integrity {
        plain: of_decided(&FATES[..3]),
        strict: of_decided(&FATES[..2]),
        reversal_rate: of_decided(&[Fate::Reversed]),
        undeclared_deviation_rate: of_decided(&[Fate::DeviatedUndeclared, Fate::Reversed]),
        pending_share: share(sum(&[Fate::Pending]), &all),
    }
}
