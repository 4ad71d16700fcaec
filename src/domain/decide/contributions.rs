//! What is brought in that is not voted on, what becomes of it, and who had the floor.

use crate::domain::act::{
    Basis, Contribution, ContributionKind, Disposal, Disposition, FloorGrant,
};
use crate::domain::command::Command;
use crate::domain::decide::lineage::clause_exists;
use crate::domain::decide::permission::seat_for;
use crate::domain::decide::stances::open_round;
use crate::domain::decide::{framing, within};
use crate::domain::event::EventBody;
use crate::domain::ids::{ItemId, Timestamp};
use crate::domain::limits::{DAY_MS, ITEMS_MAX, RECORDS_MAX};
use crate::domain::rejection::Rejection;
use crate::domain::round::Activity;
use crate::domain::state::{Deliberation, Phase};

/// The moment some days later.
pub(super) fn days_after(at: Timestamp, days: u32) -> Timestamp {
    Timestamp(at.0.saturating_add(i64::from(days) * DAY_MS))
}

/// The number of the open round; 0 outside a round.
pub(super) fn round_now(state: &Deliberation) -> u32 {
    match state.phase {
        Phase::RoundOpen { round } => round,
        _ => 0,
    }
}

/// Questions to the authority can be asked throughout, and what the facilitator or a clerk gives
/// can be given throughout; everything else belongs to a round for it. Only a question is put to
/// the authority.
pub(super) fn add(
    state: &Deliberation,
    command: &Command,
    added: &Contribution,
) -> Result<Vec<EventBody>, Rejection> {
    let asks = added.to_authority && added.kind == ContributionKind::Question;
    let mut round = round_now(state);
    if let Some(author) = &added.author {
        seat_for(state, command, author)?;
        if !asks {
            in_a_round(state)?;
            round = open_round(state, Activity::Contribute, &author.party, command.at)?;
        }
    }
    let mut answer_by = None;
    if asks {
        state.authority().ok_or(Rejection::AuthorityMissing)?;
        let days = state.charter.as_ref().and_then(|charter| charter.terms.answer_days);
        answer_by = days.map(|days| days_after(command.at, days));
    }
    let id = ItemId::Contribution(added.contribution.clone());
    if state.items.contains_key(&id) {
        return Err(Rejection::IdTaken(added.contribution.to_string()));
    }
    within("ITEMS_MAX", ITEMS_MAX, state.items.len() + 1)?;
    let added = Contribution { to_authority: asks, answer_by, round, ..added.clone() };
    Ok(vec![EventBody::ContributionAdded(added)])
}

/// What looks like a question to the authority passes the table of phases, and may be none.
fn in_a_round(state: &Deliberation) -> Result<(), Rejection> {
    match state.phase {
        Phase::RoundOpen { .. } => Ok(()),
        phase => Err(Rejection::PhaseNotAllowed {
            command: "add_contribution",
            phase: phase.as_str(),
            allowed: "round_open, and for a question to the authority at any time".to_owned(),
        }),
    }
}

/// A rejection with a reason says what the reason points at.
pub(super) fn dispose(
    state: &Deliberation,
    disposal: &Disposal,
) -> Result<Vec<EventBody>, Rejection> {
    let item = state.items.get(&disposal.item);
    let open = item.is_some_and(|item| item.versions.iter().any(|one| !state.is_sealed(one)));
    if !open {
        return Err(Rejection::ItemUnknown(disposal.item.clone()));
    }
    let reasoned = disposal.disposition == Disposition::RejectedWithReason;
    if reasoned && (disposal.reason.is_none() || disposal.basis.is_none()) {
        let what = "a rejection with a reason, which names a clause, precondition or criterion,";
        return Err(Rejection::ReasonMissing(what));
    }
    match &disposal.basis {
        Some(Basis::Clause(clause)) => clause_exists(state, clause)?,
        Some(Basis::Precondition(number)) => {
            if !state.mandate.preconditions.contains_key(number) {
                return Err(Rejection::NumberUnknown("precondition", *number));
            }
        }
        Some(Basis::Criterion(_)) | None => {}
    }
    Ok(vec![EventBody::Disposed(disposal.clone())])
}

pub(super) fn grant_floor(
    state: &Deliberation,
    grant: &FloorGrant,
) -> Result<Vec<EventBody>, Rejection> {
    framing::known_party(state, &grant.party)?;
    within("RECORDS_MAX", RECORDS_MAX, state.dialogue.floor.len() + 1)?;
    let round = round_now(state);
    Ok(vec![EventBody::FloorGranted(FloorGrant { round, ..grant.clone() })])
}
