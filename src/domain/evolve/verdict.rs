//! Applies what deciding bodies do with the outcome, and whom that reaches.

use std::sync::Arc;

use crate::domain::act::{ClauseStatus, Decision, Resumption, Reversal};
use crate::domain::event::{Event, EventBody};
use crate::domain::evolve::framing::note_alone;
use crate::domain::state::{DecisionState, Deliberation, Notice, Verdict};

pub(super) fn apply(state: &mut Deliberation, event: &Event) {
    if let Some(due) = process_due(&event.body) {
        state.process_due = due;
    }
    match &event.body {
        EventBody::DecisionRecorded(decision) => decided(state, event, decision),
        EventBody::DecisionReversed(reversal) => reversed(state, event, reversal),
        EventBody::NoticeAcknowledged(word) => {
            note_alone(state, &word.member);
            if let Some(notice) = edit(state).notices.get_mut(&word.notice) {
                notice.unreachable.remove(&word.member.party);
                notice.reached.insert(word.member.party.clone());
            }
        }
        EventBody::PartyUnreachable(lost) => {
            if let Some(notice) = edit(state).notices.get_mut(&lost.notice) {
                notice.unreachable.insert(lost.party.clone());
            }
        }
        EventBody::RecoveryResumed(resumption) => resumed(state, resumption),
        _ => {}
    }
}

/// Whether an event asks for the figures on the process, or is their record.
fn process_due(body: &EventBody) -> Option<bool> {
    match body {
        EventBody::FiguresRecorded(record) => record.outcome.as_ref().map(|_| true),
        EventBody::DecisionRecorded(_) | EventBody::DecisionReversed(_) => Some(true),
        EventBody::ProcessRecorded(_) => Some(false),
        _ => None,
    }
}

fn edit(state: &mut Deliberation) -> &mut Verdict {
    Arc::make_mut(&mut state.verdict)
}

fn decided(state: &mut Deliberation, event: &Event, decision: &Decision) {
    let sequence = state.sequence;
    let early = state.verdict.outcome.is_none();
    let verdict = edit(state);
    for clause in &decision.clauses {
        verdict.clauses.insert(clause.clause.clone(), (clause.status.clone(), sequence));
    }
    if decision.clauses.iter().any(|clause| clause.status.deviates()) {
        verdict.notices.insert(sequence, Notice::default());
    }
    let decision = DecisionState { decision: decision.clone(), at: event.at, early };
    verdict.decisions.insert(sequence, decision);
}

fn reversed(state: &mut Deliberation, event: &Event, reversal: &Reversal) {
    let sequence = state.sequence;
    let verdict = edit(state);
    for clause in &reversal.clauses {
        verdict.clauses.insert(clause.clone(), (ClauseStatus::Reversed, sequence));
    }
    verdict.notices.insert(sequence, Notice { reversal: true, ..Notice::default() });
    verdict.reversals.insert(sequence, (reversal.clone(), event.at));
}

/// The outcome is superseded: the rounds go on, and end in another one. Reopened clauses are
/// undecided again.
fn resumed(state: &mut Deliberation, resumption: &Resumption) {
    let sequence = state.sequence;
    let verdict = edit(state);
    verdict.resumed.push(sequence);
    verdict.reopened.clone_from(&resumption.reopened);
    verdict.clauses.retain(|clause, _| !resumption.reopened.contains(clause));
    verdict.outcome = None;
    state.conclusion = None;
    state.concluded_at = None;
}
