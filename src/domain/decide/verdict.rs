//! What a deciding body does with the outcome, clause by clause (rules 8 and 9).

use crate::domain::act::Term;
use crate::domain::act::{ClauseDecision, ClauseStatus, Decision};
use crate::domain::charter::AuthorityRole;
use crate::domain::command::Command;
use crate::domain::decide::lineage::open_clauses;
use crate::domain::decide::mandate::speaks;
use crate::domain::decide::within;
use crate::domain::event::EventBody;
use crate::domain::ids::{BodyId, ItemId, Timestamp};
use crate::domain::limits::RECORDS_MAX;
use crate::domain::outcome::OutcomeResult;
use crate::domain::rejection::Rejection;
use crate::domain::state::{Deliberation, Phase};

/// A decision is recorded whenever it was taken; its grounds have to be what they claim to be.
pub(super) fn decide(
    state: &Deliberation,
    command: &Command,
    decision: &Decision,
) -> Result<Vec<EventBody>, Rejection> {
    speaks(state, command, &decision.body)?;
    within("RECORDS_MAX", RECORDS_MAX, state.verdict.decisions.len() + 1)?;
    for clause in &decision.clauses {
        competent(state, &decision.body, clause)?;
        undecided(state, clause)?;
        grounded(state, clause)?;
    }
    Ok(vec![EventBody::DecisionRecorded(decision.clone())])
}

fn competent(
    state: &Deliberation,
    body: &BodyId,
    decided: &ClauseDecision,
) -> Result<(), Rejection> {
    let clause = &decided.clause;
    let Some((_, last)) = open_clauses(state, clause).last() else {
        return Err(Rejection::ClauseUnknown(clause.clone()));
    };
    match &last.body {
        Some(competent) if competent != body => Err(Rejection::BodyNotCompetent {
            clause: clause.clone(),
            body: body.clone(),
            competent: competent.clone(),
        }),
        _ => Ok(()),
    }
}

/// What was decided on the outcome stands until it is reversed, and what was reversed until a
/// recovery reopens it: a change of mind is a reversal, by that name. What was pending, or decided
/// before there was an outcome, is decided now.
fn undecided(state: &Deliberation, decided: &ClauseDecision) -> Result<(), Rejection> {
    let Some((status, number)) = state.verdict.clauses.get(&decided.clause) else {
        return Ok(());
    };
    let early = state.verdict.decisions.get(number).is_some_and(|decision| decision.early);
    match status {
        ClauseStatus::Pending | ClauseStatus::FormalProcedure => Ok(()),
        _ if early => Ok(()),
        _ => Err(Rejection::AlreadySettled("decision", *number)),
    }
}

fn grounded(state: &Deliberation, decided: &ClauseDecision) -> Result<(), Rejection> {
    match &decided.status {
        ClauseStatus::Precondition(number) => {
            let precondition = state.mandate.preconditions.get(number);
            let unknown = Rejection::NumberUnknown("precondition", *number);
            if precondition.ok_or(unknown)?.late {
                return Err(Rejection::PreconditionLate(*number));
            }
        }
        ClauseStatus::AmendedWithConsent { round } => {
            if !adopted_in(state, *round, decided) {
                return Err(Rejection::ConsentMissing(*round));
            }
        }
        ClauseStatus::Reversed => return Err(Rejection::NothingToReverse),
        ClauseStatus::Honoured
        | ClauseStatus::ExternalBinding { .. }
        | ClauseStatus::FormalProcedure
        | ClauseStatus::ChangeOfMind
        | ClauseStatus::Pending => {}
    }
    if decided.status.deviates() && decided.reason.is_none() {
        return Err(Rejection::ReasonMissing("a deviation"));
    }
    Ok(())
}

/// Whether a ballot round adopted a version of the clause's proposal.
fn adopted_in(state: &Deliberation, round: u32, decided: &ClauseDecision) -> bool {
    let record = state.round(round).and_then(|round| round.figures.as_ref());
    let proposal = ItemId::Proposal(decided.clause.proposal.clone());
    let outcome = record.and_then(|record| record.outcome.as_ref());
    outcome.is_some_and(|outcome| outcome.adopted.iter().any(|on| on.item == proposal))
}

/// Follow-up begins after a decision; without one when nobody is to decide, when nothing was
/// adopted, or when the term to decide has passed.
pub(super) fn start_follow_up(
    state: &Deliberation,
    now: Timestamp,
) -> Result<Vec<EventBody>, Rejection> {
    let started = || Ok(vec![EventBody::FollowUpStarted]);
    let authority = state.charter.as_ref().and_then(|charter| charter.authority.as_ref());
    let decides = authority.is_some_and(|authority| {
        authority.role == AuthorityRole::Deciding && !authority.bodies.is_empty()
    });
    let outcome = state.verdict.outcome.as_ref();
    let adopted = outcome.filter(|at| at.outcome.result == OutcomeResult::Adopted);
    // Who decided on the outcome of a ballot round before the rounds ended has decided.
    let open = adopted.filter(|at| state.verdict.decisions.range(at.sequence..).next().is_none());
    if state.phase == Phase::Decided || !decides || open.is_none() {
        return started();
    }
    // A term that passed before a recovery was that of an outcome that no longer stands.
    let passed = |term: &Term| matches!(term, Term::Decide(of) if Some(*of) > state.concluded_at);
    let due = state.terms.iter().find(|(_, term)| passed(term)).map(|(due, _)| *due);
    match due {
        Some(due) if now < due => Err(Rejection::DecisionPending(Some(due))),
        Some(_) => started(),
        None if state.passed.keys().any(passed) => started(),
        None => Err(Rejection::DecisionPending(None)),
    }
}
