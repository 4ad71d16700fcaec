//! Applies what happened. Total: it judges nothing, and an event that the log holds always fits.
//! Events of which a reader has only the envelope are skipped with [`skip`].

mod care;
mod checkpoints;
mod dialogue;
mod framing;
mod hidden;
mod items;
mod mandate;
mod rounds;
mod terms;
mod verdict;

use crate::domain::event::{Event, EventBody};
use crate::domain::ids::Timestamp;
use crate::domain::state::{Deliberation, Phase};

/// Applies the next event.
pub fn evolve(state: &mut Deliberation, event: &Event) {
    skip(state, event.at);
    if let Some(phase) = next_phase(state, &event.body) {
        state.phase = phase;
    }
    if changes_framing(&event.body) {
        state.framing = state.sequence;
    }
    framing::apply(state, event);
    mandate::apply(state, event);
    items::apply(state, event);
    dialogue::apply(state, event);
    // What an entry takes the place of is noted before it does.
    care::apply(state, event);
    hidden::apply(state, event);
    rounds::apply(state, event);
    verdict::apply(state, event);
    terms::apply(state, event);
    checkpoints::apply(state, event);
}

/// Counts an event of which only the envelope is known.
pub fn skip(state: &mut Deliberation, at: Timestamp) {
    state.sequence += 1;
    if state.sequence == 1 {
        state.created = at;
    }
    state.updated = at;
}

/// The phase that an event leads to; `None` when it stays. The conclusion is tallied over the last
/// round, whose number only the state knows.
fn next_phase(state: &Deliberation, body: &EventBody) -> Option<Phase> {
    match body {
        EventBody::DeliberationCreated { .. } | EventBody::ReturnedToDraft => Some(Phase::Draft),
        EventBody::ReadyDeclared { .. } => Some(Phase::Ready),
        EventBody::RoundOpened { round, .. } => Some(Phase::RoundOpen { round: *round }),
        EventBody::RoundClosed { round, .. } => {
            Some(Phase::Tallying { round: *round, conclusion: false })
        }
        EventBody::FiguresRecorded(record) if record.conclusion => Some(Phase::Concluded),
        EventBody::FiguresRecorded(record) => Some(Phase::Between { round: record.round }),
        EventBody::ConclusionCalled { .. } => {
            Some(Phase::Tallying { round: state.last_round(), conclusion: true })
        }
        EventBody::DecisionRecorded(_) if state.phase == Phase::Concluded => {
            state.verdict.outcome.as_ref().map(|_| Phase::Decided)
        }
        EventBody::DecisionReversed(_) => match state.phase {
            Phase::Decided | Phase::FollowUp | Phase::Closed => Some(Phase::Recovery),
            _ => None,
        },
        EventBody::RecoveryResumed(_) => Some(Phase::Between { round: state.last_round() }),
        EventBody::FollowUpStarted => Some(Phase::FollowUp),
        EventBody::DeliberationClosed => Some(Phase::Closed),
        EventBody::DeliberationCancelled { .. } => Some(Phase::Cancelled),
        _ => None,
    }
}

/// Whether an event changes what the etag stands for: framing, mandate and phase, not who sits in
/// a party and what is contributed. A thousand members arriving must not turn the facilitator away.
fn changes_framing(body: &EventBody) -> bool {
    matches!(
        body,
        EventBody::DeliberationCreated { .. }
            | EventBody::ChallengeRevised { .. }
            | EventBody::CharterSet(_)
            | EventBody::PartyAdded { .. }
            | EventBody::CharterAccepted { .. }
            | EventBody::AffiliationsDeclared(_)
            | EventBody::MotionMade(_)
            | EventBody::MotionEnded(_)
            | EventBody::MotionCarried { .. }
            | EventBody::PromiseMade(_)
            | EventBody::PromiseWithdrawn(_)
            | EventBody::PreconditionDeclared(_)
            | EventBody::ProvisionDeclared(_)
            | EventBody::ConsequencesAcknowledged(_)
            | EventBody::ReadyDeclared { .. }
            | EventBody::ReturnedToDraft
            | EventBody::RoundOpened { .. }
            | EventBody::RoundClosed { .. }
            | EventBody::FiguresRecorded(_)
            | EventBody::ConclusionCalled { .. }
            | EventBody::DecisionRecorded(_)
            | EventBody::DecisionReversed(_)
            | EventBody::RecoveryResumed(_)
            | EventBody::FollowUpStarted
            | EventBody::DeliberationClosed
            | EventBody::DeliberationCancelled { .. }
    )
}

/// Makes place `at` exist.
fn put<T: Clone>(list: &mut Vec<T>, at: usize, empty: T) {
    if list.len() <= at {
        list.resize(at + 1, empty);
    }
}
