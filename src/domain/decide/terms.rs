//! Terms and reading time (rule 16): what is due, and what happens when it passes.

use crate::domain::decide::rounds;
use crate::domain::event::EventBody;
use crate::domain::ids::Timestamp;
use crate::domain::rejection::Rejection;
use crate::domain::round::CloseCause;
use crate::domain::state::{Deliberation, Phase};

/// The next moment at which something happens by itself: a round closes, or a term passes.
#[must_use]
pub fn next_due(state: &Deliberation) -> Option<Timestamp> {
    let term = state.terms.first().map(|(due, _)| *due);
    round_due(state).into_iter().chain(term).chain(answered_due(state)).min()
}

/// The end of the reading time, when all that keeps the open round from closing is that time.
fn answered_due(state: &Deliberation) -> Option<Timestamp> {
    let Phase::RoundOpen { round } = state.phase else {
        return None;
    };
    let until = state.reading_until?;
    rounds::all_answered(state, round, None).then_some(until)
}

/// The moment at which the open round closes by itself: not within the reading time.
fn round_due(state: &Deliberation) -> Option<Timestamp> {
    let Phase::RoundOpen { round } = state.phase else {
        return None;
    };
    let due = state.round(round)?.plan.closing.due()?;
    Some(due.max(state.reading_until.unwrap_or(due)))
}

/// Whether the open round takes nothing more at this moment.
pub(super) fn is_due(state: &Deliberation, now: Timestamp) -> bool {
    round_due(state).is_some_and(|due| due <= now)
}

/// What happens by itself at this moment: terms that passed, in order, and then the close.
pub(super) fn tick(state: &Deliberation, now: Timestamp) -> Vec<EventBody> {
    let passed = state.terms.iter().take_while(|(due, _)| *due <= now);
    let passed = passed.map(|(due, term)| EventBody::TermPassed { term: term.clone(), due: *due });
    let mut events: Vec<EventBody> = passed.collect();
    if let Phase::RoundOpen { round } = state.phase {
        if is_due(state, now) {
            events.extend(rounds::closing(state, round, CloseCause::Time, None));
        } else if rounds::all_answered(state, round, None) && !reading(state, now) {
            let cause = CloseCause::EveryPartyAnswered;
            events.extend(rounds::closing(state, round, cause, None));
        }
    }
    events
}

/// Whether new information still has to be read.
pub(super) fn reading(state: &Deliberation, now: Timestamp) -> bool {
    state.reading_until.is_some_and(|until| now < until)
}

/// No round closes within the reading time.
pub(super) fn read_enough(state: &Deliberation, now: Timestamp) -> Result<(), Rejection> {
    match state.reading_until {
        Some(until) if now < until => Err(Rejection::ReadingTime(until)),
        _ => Ok(()),
    }
}
