//! Reversal, whom it reaches, and the ways out of recovery.

use crate::domain::act::{
    ClauseStatus, NoticeAcknowledgement, Resumption, Reversal, Unreachability,
};
use crate::domain::command::Command;
use crate::domain::decide::framing::{known_party, named};
use crate::domain::decide::mandate::speaks;
use crate::domain::decide::permission::seat_for;
use crate::domain::event::EventBody;
use crate::domain::ids::{ClauseRef, PartyId};
use crate::domain::rejection::Rejection;
use crate::domain::state::{Deliberation, Notice, Phase};

/// What was decided can be undone, and then every party hears why.
pub(super) fn reverse(
    state: &Deliberation,
    command: &Command,
    reversal: &Reversal,
) -> Result<Vec<EventBody>, Rejection> {
    speaks(state, command, &reversal.body)?;
    let decided = |clause: &ClauseRef| {
        let status = state.verdict.clauses.get(clause).map(|(status, _)| status);
        status.is_some_and(|s| !matches!(s, ClauseStatus::Reversed | ClauseStatus::Pending))
    };
    let own = |clause: &ClauseRef| {
        let by = state.verdict.clauses.get(clause).map(|(_, number)| number);
        let decision = by.and_then(|number| state.verdict.decisions.get(number));
        decision.is_some_and(|decision| decision.decision.body == reversal.body)
    };
    let clauses: Vec<ClauseRef> = match reversal.clauses.as_slice() {
        [] => {
            let all = state.verdict.clauses.keys();
            all.filter(|clause| decided(clause) && own(clause)).cloned().collect()
        }
        named => named.to_vec(),
    };
    if clauses.is_empty() || !clauses.iter().all(decided) {
        return Err(Rejection::NothingToReverse);
    }
    Ok(vec![EventBody::DecisionReversed(Reversal { clauses, ..reversal.clone() })])
}

fn notice(state: &Deliberation, number: u64) -> Result<&Notice, Rejection> {
    let found = state.verdict.notices.get(&number);
    found.ok_or(Rejection::NumberUnknown("notice", number))
}

pub(super) fn acknowledge(
    state: &Deliberation,
    command: &Command,
    reached: &NoticeAcknowledgement,
) -> Result<Vec<EventBody>, Rejection> {
    seat_for(state, command, &reached.member)?;
    if notice(state, reached.notice)?.reached.contains(&reached.member.party) {
        return Err(Rejection::AlreadySettled("notice", reached.notice));
    }
    Ok(vec![EventBody::NoticeAcknowledged(reached.clone())])
}

pub(super) fn unreachable(
    state: &Deliberation,
    lost: &Unreachability,
) -> Result<Vec<EventBody>, Rejection> {
    known_party(state, &lost.party)?;
    let notice = notice(state, lost.notice)?;
    if notice.reached.contains(&lost.party) || notice.unreachable.contains(&lost.party) {
        return Err(Rejection::AlreadySettled("notice", lost.notice));
    }
    Ok(vec![EventBody::PartyUnreachable(lost.clone())])
}

/// The parties that a notice has yet to reach; the authority, whose own word it is, not among
/// them.
pub fn missing<'a>(
    state: &'a Deliberation,
    notice: &'a Notice,
) -> impl Iterator<Item = &'a PartyId> {
    let own = state.authority();
    let away = move |id: &&PartyId| {
        Some(*id) != own && !notice.reached.contains(*id) && !notice.unreachable.contains(*id)
    };
    state.parties.keys().filter(away)
}

fn everyone_reached(state: &Deliberation) -> Result<(), Rejection> {
    let reversals = state.verdict.notices.values().filter(|notice| notice.reversal);
    let mut away: Vec<&str> =
        reversals.flat_map(|notice| missing(state, notice)).map(PartyId::as_str).collect();
    away.sort_unstable();
    away.dedup();
    match away.as_slice() {
        [] => Ok(()),
        away => Err(Rejection::PartiesNotReached { count: away.len(), parties: named(away) }),
    }
}

/// The rounds go on with the named clauses reopened.
pub(super) fn resume(
    state: &Deliberation,
    resumption: &Resumption,
) -> Result<Vec<EventBody>, Rejection> {
    everyone_reached(state)?;
    let reversed = |clause: &ClauseRef| {
        let status = state.verdict.clauses.get(clause).map(|(status, _)| status);
        status == Some(&ClauseStatus::Reversed)
    };
    let reopened: Vec<ClauseRef> = match resumption.reopened.as_slice() {
        [] => state.verdict.clauses.keys().filter(|clause| reversed(clause)).cloned().collect(),
        named => named.to_vec(),
    };
    if let Some(other) = reopened.iter().find(|clause| !reversed(clause)) {
        return Err(Rejection::ClauseUnknown(other.clone()));
    }
    Ok(vec![EventBody::RecoveryResumed(Resumption { reopened })])
}

/// Out of recovery the deliberation closes only when everybody was reached.
pub(super) fn close(state: &Deliberation) -> Result<Vec<EventBody>, Rejection> {
    if state.phase == Phase::Recovery {
        everyone_reached(state)?;
    }
    Ok(vec![EventBody::DeliberationClosed])
}
