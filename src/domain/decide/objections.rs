//! Objections: reasoned and paramount, open until they are taken in, taken back, or ruled out.

use crate::domain::act::{Objection, ObjectionEnd, ObjectionSettlement, ObjectionUpholding};
use crate::domain::caller::Role;
use crate::domain::command::Command;
use crate::domain::decide::permission::seat_for;
use crate::domain::decide::stances::open_round;
use crate::domain::decide::within;
use crate::domain::event::EventBody;
use crate::domain::ids::{ItemId, ItemVersion, PartyId};
use crate::domain::limits::RECORDS_MAX;
use crate::domain::rejection::Rejection;
use crate::domain::round::Activity;
use crate::domain::state::{Deliberation, ObjectionOf, ObjectionState, Phase};

pub(super) fn raise(
    state: &Deliberation,
    command: &Command,
    objection: &Objection,
) -> Result<Vec<EventBody>, Rejection> {
    let party = &objection.member.party;
    seat_for(state, command, &objection.member)?;
    let round = match state.phase {
        Phase::RoundOpen { .. } => open_round(state, Activity::Respond, party, command.at)?,
        _ => 0,
    };
    current(state, &objection.on)?;
    within("RECORDS_MAX", RECORDS_MAX, state.objections.len() + 1)?;
    Ok(vec![EventBody::ObjectionRaised(Objection { round, ..objection.clone() })])
}

/// An objection is to the last version that everyone sees.
fn current(state: &Deliberation, on: &ItemVersion) -> Result<(), Rejection> {
    match last_open(state, &on.item) {
        0 => Err(Rejection::ItemUnknown(on.item.clone())),
        current if on.version == current => Ok(()),
        current => {
            Err(Rejection::VersionStale { item: on.item.clone(), given: on.version, current })
        }
    }
}

/// The last version that everyone sees of what is voted on; 0 for none. Once its round is over
/// that is one which nobody could rate yet.
fn last_open(state: &Deliberation, id: &ItemId) -> u32 {
    let versions = match (id, state.items.get(id)) {
        (ItemId::Proposal(_) | ItemId::Statement(_), Some(item)) => &item.versions[..],
        _ => &[],
    };
    let open = versions.iter().rposition(|version| !state.is_sealed(version));
    open.map_or(0, |at| at as u32 + 1)
}

fn open(state: &Deliberation, number: u64) -> Result<&ObjectionState, Rejection> {
    let found = state.objections.get(&number);
    let found = found.ok_or(Rejection::NumberUnknown("objection", number))?;
    match found.end {
        None => Ok(found),
        Some(_) => Err(Rejection::AlreadySettled("objection", number)),
    }
}

/// The version an objection is about.
fn version(objection: &ObjectionState) -> &ItemVersion {
    match &objection.objection {
        ObjectionOf::Raised(raised) => &raised.on,
        ObjectionOf::Ballot { on, .. } => on,
    }
}

fn party<'a>(state: &'a Deliberation, objection: &'a ObjectionState) -> &'a PartyId {
    match &objection.objection {
        ObjectionOf::Raised(raised) => &raised.member.party,
        ObjectionOf::Ballot { seat, .. } => &state.seats[*seat].party,
    }
}

/// An objection is a party's when its spokesperson upholds it, or, without one, at once.
pub(super) fn uphold(
    state: &Deliberation,
    command: &Command,
    word: &ObjectionUpholding,
) -> Result<Vec<EventBody>, Rejection> {
    let seat = seat_for(state, command, &word.member)?;
    let objection = open(state, word.objection)?;
    let own = &word.member.party;
    if party(state, objection) != own {
        return Err(Rejection::NotTheAuthor(format!("objection {}", word.objection)));
    }
    match state.parties[own].spokesperson {
        Some(spokesperson) if spokesperson != seat => {
            Err(Rejection::SpokespersonRequired(own.clone()))
        }
        _ if objection.upheld => Err(Rejection::AlreadySettled("objection", word.objection)),
        _ => Ok(vec![EventBody::ObjectionUpheld(word.clone())]),
    }
}

/// The objector says that a version took it in, or takes it back; the facilitator may record, with
/// a reason, that it was ruled not to be argued or not to be paramount. The engine never rules.
pub(super) fn settle(
    state: &Deliberation,
    command: &Command,
    settled: &ObjectionSettlement,
) -> Result<Vec<EventBody>, Rejection> {
    let number = settled.objection;
    if let Some(member) = &settled.member {
        seat_for(state, command, member)?;
    }
    let objection = open(state, number)?;
    match (settled.end, &settled.member) {
        (ObjectionEnd::NotArgued, None) if command.caller.role != Role::Facilitator => {
            return Err(Rejection::NotTheAuthor(format!("objection {number}")));
        }
        (ObjectionEnd::NotArgued, None) => {
            if settled.reason.is_none() {
                return Err(Rejection::ReasonMissing("ruling an objection out"));
            }
        }
        (ObjectionEnd::NotArgued, Some(_)) | (_, None) => {
            return Err(Rejection::NotTheAuthor(format!("objection {number}")));
        }
        (_, Some(member)) if member.party != *party(state, objection) => {
            return Err(Rejection::NotTheAuthor(format!("objection {number}")));
        }
        (ObjectionEnd::Integrated { version: given }, Some(_)) => {
            let on = version(objection);
            let current = last_open(state, &on.item);
            if given <= on.version || given > current {
                let item = on.item.clone();
                return Err(Rejection::VersionStale { item, given, current });
            }
        }
        (ObjectionEnd::Withdrawn, Some(_)) => {}
    }
    Ok(vec![EventBody::ObjectionSettled(settled.clone())])
}
