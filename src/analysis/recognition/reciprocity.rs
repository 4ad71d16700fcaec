//! Reciprocity: how far parties answer each other as often as they are answered (Squartini and
//! others 2013). It depends on how much is said at all, so it is shown with the totals only.

use std::collections::BTreeMap;

use crate::analysis::exact::ratio_of_counts;
use crate::analysis::figure::{Measured, Undefined, Value};

/// Responses below which reciprocity says too little to be shown (a policy).
pub const RESPONSES_MIN: u64 = 10;

/// How far responses go both ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Reciprocity {
    /// The share of all responses that is matched by one the other way: Σ min(w_ij, w_ji) / Σ w_ij.
    pub weighted: Measured,
    /// The share of the pairs in which one answered the other where the other answered as well.
    pub binary: Measured,
    /// How many responses that rests on.
    pub responses: u64,
}

/// The reciprocity of numbers of substantive responses, from one party to another. Responses to
/// oneself do not count.
#[must_use]
pub fn reciprocity(numbers: &BTreeMap<(usize, usize), u64>) -> Reciprocity {
    let links = || numbers.iter().filter(|((from, to), number)| from != to && **number > 0);
    let back = |(from, to): &(usize, usize)| numbers.get(&(*to, *from)).copied().unwrap_or(0);
    let responses: u64 = links().map(|(_, number)| *number).sum();
    if responses == 0 {
        let none = || Err(Undefined::NoResponses);
        return Reciprocity { weighted: none(), binary: none(), responses };
    }
    let matched = links().map(|(pair, number)| *number.min(&back(pair))).sum();
    let answered = links().filter(|(pair, _)| back(pair) > 0).count() as u64;
    let share = |part, whole| Ok(Value::Exact(ratio_of_counts(part, whole)));
    Reciprocity {
        weighted: share(matched, responses),
        binary: share(answered, links().count() as u64),
        responses,
    }
}
