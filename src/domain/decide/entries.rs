//! What a member says of what was entered for it (rule 11).

use crate::domain::act::{EntryConfirmation, EntryContest};
use crate::domain::command::Command;
use crate::domain::decide::permission::seat_for;
use crate::domain::event::EventBody;
use crate::domain::ids::MemberRef;
use crate::domain::rejection::Rejection;
use crate::domain::state::{Deliberation, EntryWord};

pub(super) fn confirm(
    state: &Deliberation,
    command: &Command,
    word: &EntryConfirmation,
) -> Result<Vec<EventBody>, Rejection> {
    waits(state, command, word.entry, &word.member)?;
    Ok(vec![EventBody::EntryConfirmed(word.clone())])
}

pub(super) fn contest(
    state: &Deliberation,
    command: &Command,
    word: &EntryContest,
) -> Result<Vec<EventBody>, Rejection> {
    waits(state, command, word.entry, &word.member)?;
    Ok(vec![EventBody::EntryContested(word.clone())])
}

/// The entry is for this member, which has said nothing of it yet. To others it is not admitted
/// to exist: before a close, that something was entered would tell who answered.
fn waits(
    state: &Deliberation,
    command: &Command,
    number: u64,
    member: &MemberRef,
) -> Result<(), Rejection> {
    let seat = seat_for(state, command, member)?;
    let entry = state.entries.get(&number).filter(|entry| entry.seat == seat);
    let entry = entry.ok_or(Rejection::NumberUnknown("entry", number))?;
    match entry.word {
        EntryWord::Unconfirmed => Ok(()),
        EntryWord::Confirmed | EntryWord::Contested => {
            Err(Rejection::AlreadySettled("entry", number))
        }
    }
}
