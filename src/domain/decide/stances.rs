//! Casting a stance: bound to a version, in the round that is open, by the member itself.

use crate::domain::command::Command;
use crate::domain::decide::permission::seat_for;
use crate::domain::event::{Answer, EventBody};
use crate::domain::ids::{ItemId, ItemVersion, MemberRef, Timestamp};
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, CloseCause, ClosingRule};
use crate::domain::state::{Deliberation, Item};
use crate::domain::visibility::sealed_from;

pub(super) fn cast(
    state: &Deliberation,
    command: &Command,
    (item, version): (&ItemId, u32),
    member: &MemberRef,
    answer: Answer,
) -> Result<Vec<EventBody>, Rejection> {
    let seat = seat_for(state, &command.caller, member)?;
    let round = open_round(state, Activity::Rate, command.at)?;
    on_scale(state, answer)?;
    let on = rateable(state, member, (item, version), round)?;
    let mut events =
        vec![EventBody::StanceCast { on: on.clone(), member: member.clone(), answer, round }];
    let party = state.seats[seat as usize].party_index as usize;
    if answers_everything(state, round, &on, party) {
        events.push(EventBody::RoundClosed { round, cause: CloseCause::EveryPartyAnswered });
    }
    Ok(events)
}

/// The open round, when it has the activity and its moment has not come.
pub(super) fn open_round(
    state: &Deliberation,
    activity: Activity,
    now: Timestamp,
) -> Result<u32, Rejection> {
    let number = state.last_round();
    let Some(round) = state.rounds.last() else {
        return Err(Rejection::RoundUnknown { round: 1, last: 0 });
    };
    if round.plan.closing.due().is_some_and(|due| due <= now) {
        return Err(Rejection::RoundClosed { round: number, phase: state.phase.as_str() });
    }
    if !round.plan.activities.contains(&activity) {
        return Err(Rejection::ActivityNotOpen { round: number, activity });
    }
    Ok(number)
}

fn on_scale(state: &Deliberation, answer: Answer) -> Result<(), Rejection> {
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
        return Err(match item.versions.iter().all(hidden) {
            true => unknown(),
            false => Rejection::StillSealed { item: id.clone(), round },
        });
    };
    if given != current && !(given == 0 && current == 1) {
        return Err(Rejection::VersionStale { item: id.clone(), given, current });
    }
    Ok(ItemVersion { item: id.clone(), version: current })
}

/// Whether with this stance every party has answered every item up for rating, in a round that
/// closes on that. Only a party's first answer on a version can bring that about.
fn answers_everything(state: &Deliberation, round: u32, on: &ItemVersion, party: usize) -> bool {
    let Some(open) = state.round(round) else {
        return false;
    };
    if !matches!(open.plan.closing, ClosingRule::EveryPartyAnswered { .. }) {
        return false;
    }
    let parties = state.parties.len() as u32;
    // Asked of this version first: only its last answer is worth a walk along all the others.
    let answered = |version: &ItemVersion| {
        let column = open.columns.get(version);
        let counted = column.map_or(0, |column| column.responded_count);
        let first = column.is_none_or(|column| column.responded.get(party) != Some(&true));
        counted + u32::from(version == on && first)
    };
    let everyone = |version: &ItemVersion| answered(version) == parties;
    everyone(on) && state.rateable().all(|version| everyone(&version))
}
