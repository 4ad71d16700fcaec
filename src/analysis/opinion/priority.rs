//! Which statement to show next: what many have seen, agree with and what tells them apart, and
//! what is new.

use crate::analysis::opinion::statistics::Counts;

/// The priority of a statement about the conversation itself.
pub const META_PRIORITY: f64 = 49.0;

/// How much a statement matters to the map: more where few pass, more agree, and it lies far from
/// the middle. Passes and agreement as probabilities with one vote added.
#[must_use]
pub fn importance(counts: Counts, extremity: f64) -> f64 {
    let passes = counts.answered - counts.agree - counts.disagree;
    let pass = (passes + 1.0) / (counts.answered + 2.0);
    let agree = (counts.agree + 1.0) / (counts.answered + 2.0);
    (1.0 - pass) * (1.0 + extremity) * agree
}

/// The weight with which a statement is drawn for somebody who has not answered it: its importance,
/// up to nine times as much while it has few answers, squared.
#[must_use]
pub fn priority(counts: Counts, extremity: f64, meta: bool) -> f64 {
    if meta {
        return META_PRIORITY;
    }
    let fresh = 1.0 + 8.0 * libm::exp2(-counts.answered / 5.0);
    let weight = importance(counts, extremity) * fresh;
    weight * weight
}

/// Draws one of the statements with probability proportional to its priority, one without a
/// priority counting as 1; `chance` lies between 0 and 1. `None` where there is none.
#[must_use]
pub fn draw(open: &[(usize, f64)], chance: f64) -> Option<usize> {
    let weight = |priority: f64| if priority > 0.0 { priority } else { 1.0 };
    let whole: f64 = open.iter().map(|(_, priority)| weight(*priority)).sum();
    let mut left = chance.clamp(0.0, 1.0) * whole;
    for (column, priority) in open {
        left -= weight(*priority);
        if left < 0.0 {
            return Some(*column);
        }
    }
    open.last().map(|(column, _)| *column)
}
