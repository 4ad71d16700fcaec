//! Applies terms: which run, and which have passed.

use std::sync::Arc;

use crate::domain::act::{ContributionKind, Response, ResponseKind, Term};
use crate::domain::charter::AuthorityRole;
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::{ItemId, Timestamp};
use crate::domain::limits::DAY_MS;
use crate::domain::outcome::OutcomeResult;
use crate::domain::state::Deliberation;

pub(super) fn apply(state: &mut Deliberation, event: &Event) {
    let sequence = state.sequence;
    match &event.body {
        EventBody::ContributionAdded(added) => {
            begin(state, added.answer_by, Term::Answer(added.contribution.clone()));
        }
        EventBody::Responded(response) => answered(state, response),
        EventBody::ProvisionDeclared(declared) => {
            begin(state, declared.due, Term::Provision(sequence));
        }
        EventBody::ProvisionSettled(settled) => end(state, &Term::Provision(settled.provision)),
        EventBody::CommitmentMade(made) => begin(state, made.due, Term::Commitment(sequence)),
        EventBody::CommitmentSettled(settled) => {
            end(state, &Term::Commitment(settled.commitment));
        }
        EventBody::CommitmentWaived(waived) => {
            let number = waived.commitment;
            if state.commitments.get(&number).is_some_and(|commitment| commitment.waived) {
                end(state, &Term::Commitment(number));
            }
        }
        EventBody::ConsequencesAcknowledged(word) => {
            let term = Term::Office(word.body.clone());
            end(state, &term);
            begin(state, Some(word.term_ends), term);
        }
        EventBody::FiguresRecorded(record) if record.conclusion => {
            let due = decide_by(state, event.at);
            begin(state, due, Term::Decide(sequence));
        }
        EventBody::DecisionRecorded(_) if state.verdict.outcome.is_some() => decided(state),
        EventBody::RecoveryResumed(_) => decided(state),
        EventBody::TermPassed { term, .. } => {
            end(state, term);
            Arc::make_mut(&mut state.passed).insert(term.clone(), sequence);
        }
        _ => {}
    }
}

fn begin(state: &mut Deliberation, due: Option<Timestamp>, term: Term) {
    if let Some(due) = due {
        Arc::make_mut(&mut state.passed).remove(&term);
        Arc::make_mut(&mut state.terms).insert((due, term));
    }
}

fn end(state: &mut Deliberation, term: &Term) {
    if state.terms.iter().any(|(_, running)| running == term) {
        Arc::make_mut(&mut state.terms).retain(|(_, running)| running != term);
    }
}

/// A decision on the outcome, or the end of the outcome itself.
fn decided(state: &mut Deliberation) {
    if state.terms.iter().any(|(_, term)| matches!(term, Term::Decide(_))) {
        let terms = Arc::make_mut(&mut state.terms);
        terms.retain(|(_, term)| !matches!(term, Term::Decide(_)));
    }
}

fn answered(state: &mut Deliberation, response: &Response) {
    let ItemId::Contribution(question) = &response.to else {
        return;
    };
    let asked = state.items.get(&response.to).and_then(|item| item.contribution);
    let asked = asked.is_some_and(|asked| asked.kind == ContributionKind::Question);
    let answers = response.kind == ResponseKind::Answer;
    if asked && answers && state.authority() == Some(&response.author.party) {
        end(state, &Term::Answer(question.clone()));
    }
}

/// When a deciding body has to have decided on what was adopted.
fn decide_by(state: &Deliberation, at: Timestamp) -> Option<Timestamp> {
    let charter = state.charter.as_ref()?;
    let authority = charter.authority.as_ref()?;
    let outcome = state.verdict.outcome.as_ref()?;
    let adopted = outcome.outcome.result == OutcomeResult::Adopted;
    let decides = authority.role == AuthorityRole::Deciding && !authority.bodies.is_empty();
    let days = charter.terms.decide_days.filter(|_| adopted && decides)?;
    // What was decided on an outcome that recovery superseded does not count for this one.
    let decided = state.verdict.decisions.range(outcome.sequence..).next().is_some();
    (!decided).then(|| Timestamp(at.0.saturating_add(i64::from(days) * DAY_MS)))
}
