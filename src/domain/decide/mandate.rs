//! What deciding bodies promise, limit, deliver and acknowledge (rules 7 and 8). What the world
//! did is recorded whenever it did it; what came late is shown as late.

use crate::domain::act::{
    Acknowledgement, ConsequencesCheck, Precondition, Promise, PromiseWithdrawal, Provision,
    ProvisionSettlement,
};
use crate::domain::command::Command;
use crate::domain::decide::permission::evidenced;
use crate::domain::decide::{framing, within};
use crate::domain::event::EventBody;
use crate::domain::ids::{BodyId, ItemId, ItemVersion};
use crate::domain::limits::RECORDS_MAX;
use crate::domain::rejection::Rejection;
use crate::domain::state::Deliberation;

/// A body speaks through its clerk, or the facilitator enters what it said; the charter names it.
pub(super) fn speaks(
    state: &Deliberation,
    command: &Command,
    body: &BodyId,
) -> Result<(), Rejection> {
    evidenced(command)?;
    match state.body(body) {
        Some(_) => Ok(()),
        None => Err(Rejection::BodyUnknown(body.clone())),
    }
}

pub(super) fn promise(
    state: &Deliberation,
    command: &Command,
    promise: &Promise,
) -> Result<Vec<EventBody>, Rejection> {
    speaks(state, command, &promise.body)?;
    Ok(framing::back_to_draft(state, EventBody::PromiseMade(promise.clone())))
}

pub(super) fn withdraw(
    state: &Deliberation,
    command: &Command,
    withdrawal: &PromiseWithdrawal,
) -> Result<Vec<EventBody>, Rejection> {
    speaks(state, command, &withdrawal.body)?;
    match state.mandate.promises.get(&withdrawal.body) {
        None => Err(Rejection::NumberUnknown("promise", 0)),
        Some(promise) if promise.withdrawn => {
            Err(Rejection::AlreadySettled("promise", promise.sequence))
        }
        Some(_) => {
            let withdrawn = EventBody::PromiseWithdrawn(withdrawal.clone());
            Ok(framing::back_to_draft(state, withdrawn))
        }
    }
}

pub(super) fn declare_precondition(
    state: &Deliberation,
    command: &Command,
    precondition: &Precondition,
) -> Result<Vec<EventBody>, Rejection> {
    speaks(state, command, &precondition.body)?;
    within("RECORDS_MAX", RECORDS_MAX, state.mandate.preconditions.len() + 1)?;
    if let Some(question) = &precondition.answers {
        let id = ItemId::Contribution(question.clone());
        if !state.items.contains_key(&id) {
            return Err(Rejection::ItemUnknown(id));
        }
    }
    let declared = EventBody::PreconditionDeclared(precondition.clone());
    Ok(framing::back_to_draft(state, declared))
}

pub(super) fn declare_provision(
    state: &Deliberation,
    command: &Command,
    provision: &Provision,
) -> Result<Vec<EventBody>, Rejection> {
    speaks(state, command, &provision.body)?;
    within("RECORDS_MAX", RECORDS_MAX, state.mandate.provisions.len() + 1)?;
    Ok(framing::back_to_draft(state, EventBody::ProvisionDeclared(provision.clone())))
}

/// A broken provision can be delivered after all; a delivered one is done.
pub(super) fn settle_provision(
    state: &Deliberation,
    command: &Command,
    settled: &ProvisionSettlement,
) -> Result<Vec<EventBody>, Rejection> {
    evidenced(command)?;
    let number = settled.provision;
    let provision = state.mandate.provisions.get(&number);
    match provision.ok_or(Rejection::NumberUnknown("provision", number))?.kept {
        None => {}
        Some(false) if settled.kept => {}
        Some(_) => return Err(Rejection::AlreadySettled("provision", number)),
    }
    Ok(vec![EventBody::ProvisionSettled(settled.clone())])
}

pub(super) fn acknowledge(
    state: &Deliberation,
    command: &Command,
    word: &Acknowledgement,
) -> Result<Vec<EventBody>, Rejection> {
    speaks(state, command, &word.body)?;
    Ok(vec![EventBody::ConsequencesAcknowledged(word.clone())])
}

pub(super) fn check_consequences(
    state: &Deliberation,
    command: &Command,
    check: &ConsequencesCheck,
) -> Result<Vec<EventBody>, Rejection> {
    speaks(state, command, &check.body)?;
    within("RECORDS_MAX", RECORDS_MAX, state.mandate.checks.len() + 1)?;
    open_version(state, &check.on)?;
    if let Some(number) = check.breaks
        && !state.mandate.preconditions.contains_key(&number)
    {
        return Err(Rejection::NumberUnknown("precondition", number));
    }
    Ok(vec![EventBody::ConsequencesChecked(check.clone())])
}

/// A version that everyone can see.
pub(super) fn open_version(state: &Deliberation, on: &ItemVersion) -> Result<(), Rejection> {
    let item = state.items.get(&on.item);
    let version = item.and_then(|item| item.versions.get((on.version as usize).wrapping_sub(1)));
    match version {
        Some(version) if !state.is_sealed(version) => Ok(()),
        _ => Err(Rejection::ItemUnknown(on.item.clone())),
    }
}
