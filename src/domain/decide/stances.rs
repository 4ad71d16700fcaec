//! Casting a stance: bound to a version, in the round that is open, by the member itself.

use crate::domain::caller::Caller;
use crate::domain::command::Command;
use crate::domain::decide::permission::{own_seat, seat_for};
use crate::domain::decide::rounds::{Just, closing_if_answered};
use crate::domain::decide::{terms, voices};
use crate::domain::event::{Answer, EventBody};
use crate::domain::ids::{
    FreshPseudonym, ItemId, ItemVersion, MemberRef, PartyId, StatementId, Timestamp,
};
use crate::domain::rejection::Rejection;
use crate::domain::round::Activity;
use crate::domain::state::{Deliberation, Item, Phase};
use crate::domain::visibility::{moderated_items, sealed_from};

pub(super) fn cast(
    state: &Deliberation,
    command: &Command,
    (item, version): (&ItemId, u32),
    whose: (&MemberRef, FreshPseudonym),
    answer: Answer,
) -> Result<Vec<EventBody>, Rejection> {
    let member = whose.0;
    let seat = seat_for(state, command, member)?;
    let round = open_round(state, Activity::Rate, &member.party, command.at)?;
    on_scale(state, answer)?;
    let on = rateable(state, member, (item, version), round)?;
    let (voice, mut events) = voices::voice(state, seat, whose);
    let closing = closing_if_answered(state, round, (Just::Stance(&on), seat), command.at);
    events.push(EventBody::StanceCast { on, voice, answer, round });
    events.extend(closing);
    Ok(events)
}

/// The statements of the open round that a member has yet to give a stance on, with the number of
/// the round. Only the member itself and an app that acts for it learn of it, because it tells what
/// the member answered.
///
/// # Errors
/// When the caller is not the member, or no round is open in which it may rate.
pub fn unanswered(
    state: &Deliberation,
    caller: &Caller,
    member: &MemberRef,
    now: Timestamp,
) -> Result<(u32, Vec<StatementId>), Rejection> {
    let seat = own_seat(state, caller, member)?;
    if !matches!(state.phase, Phase::RoundOpen { .. }) {
        let (round, phase) = (state.last_round(), state.phase.as_str());
        return Err(match round {
            0 => Rejection::RoundUnknown { round: 1, last: 0 },
            _ => Rejection::RoundClosed { round, phase },
        });
    }
    let number = open_round(state, Activity::Rate, &member.party, now)?;
    let answered = |on: &ItemVersion| {
        let column = state.round(number).and_then(|round| round.columns.get(on));
        column.is_some_and(|column| column.cells.get(seat).is_some())
    };
    let hidden = moderated_items(state);
    let statements = state.items.iter().filter_map(|(id, item)| {
        let ItemId::Statement(statement) = id else { return None };
        let version = state.rateable_version(id, item)?;
        let on = ItemVersion { item: id.clone(), version };
        (!hidden.contains(id) && !answered(&on)).then(|| statement.clone())
    });
    Ok((number, statements.collect()))
}

/// The open round, when the party takes part in it, it has the activity, and its moment has not
/// come.
pub(super) fn open_round(
    state: &Deliberation,
    activity: Activity,
    party: &PartyId,
    now: Timestamp,
) -> Result<u32, Rejection> {
    let number = has_activity(state, activity, now)?;
    if !state.is_invited(number, party) {
        return Err(Rejection::NotInvited(party.clone(), number));
    }
    Ok(number)
}

/// The open round, when it has the activity and its moment has not come.
pub(super) fn has_activity(
    state: &Deliberation,
    activity: Activity,
    now: Timestamp,
) -> Result<u32, Rejection> {
    let number = state.last_round();
    let Some(round) = state.rounds.last() else {
        return Err(Rejection::RoundUnknown { round: 1, last: 0 });
    };
    if terms::is_due(state, now) {
        return Err(Rejection::RoundClosed { round: number, phase: state.phase.as_str() });
    }
    if !round.plan.activities.contains(&activity) {
        return Err(Rejection::ActivityNotOpen { round: number, activity });
    }
    Ok(number)
}

/// A stance lies on the charter's scale.
pub(super) fn on_scale(state: &Deliberation, answer: Answer) -> Result<(), Rejection> {
    let Some(charter) = &state.charter else {
        return Err(Rejection::CharterMissing);
    };
    match answer {
        Answer::Stance(value) if !charter.scale.contains(value) => {
            Err(Rejection::StanceOutOfScale {
                value,
                lo: charter.scale.lo(),
                hi: charter.scale.hi(),
            })
        }
        Answer::Stance(_) | Answer::Pass => Ok(()),
    }
}

/// The version the stance is bound to: the last one that everyone sees. Of a proposal that another
/// party seals in this very round there is nothing to be known.
fn rateable(
    state: &Deliberation,
    member: &MemberRef,
    (id, given): (&ItemId, u32),
    round: u32,
) -> Result<ItemVersion, Rejection> {
    let unknown = || Rejection::ItemUnknown(id.clone());
    let item: &Item = state.items.get(id).ok_or_else(unknown)?;
    let hidden = |version| sealed_from(state, &member.party, id, version);
    let Some(current) = state.rateable_version(id, item) else {
        // A contribution is no more there to be rated than what another party seals.
        let nothing = item.contribution.is_some() || item.versions.iter().all(hidden);
        return Err(match nothing {
            true => unknown(),
            false => Rejection::StillSealed { item: id.clone(), round },
        });
    };
    if given != current && !(given == 0 && current == 1) {
        return Err(Rejection::VersionStale { item: id.clone(), given, current });
    }
    Ok(ItemVersion { item: id.clone(), version: current })
}
