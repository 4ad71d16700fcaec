//! Hiding a text, with a reason and an appeal (rule 12).

use crate::domain::act::{Appeal, AppealRuling, FlagReply, Moderation, Target};
use crate::domain::command::Command;
use crate::domain::decide::dialogue::author_of;
use crate::domain::decide::permission::seat_for;
use crate::domain::decide::within;
use crate::domain::event::EventBody;
use crate::domain::ids::PartyId;
use crate::domain::limits::RECORDS_MAX;
use crate::domain::rejection::Rejection;
use crate::domain::state::{Deliberation, ModerationState};
use crate::domain::visibility::is_moderated;

pub(super) fn moderate(
    state: &Deliberation,
    moderation: &Moderation,
) -> Result<Vec<EventBody>, Rejection> {
    match &moderation.target {
        Target::Item(id) => {
            let item = state.items.get(id);
            let open = item.is_some_and(|item| item.versions.iter().any(|v| !state.is_sealed(v)));
            if !open {
                return Err(Rejection::ItemUnknown(id.clone()));
            }
        }
        Target::Response(number) => {
            if !state.dialogue.responses.contains_key(number) {
                return Err(Rejection::NumberUnknown("response", *number));
            }
        }
    }
    if is_moderated(state, &moderation.target) {
        return Err(Rejection::AlreadyModerated);
    }
    within("RECORDS_MAX", RECORDS_MAX, state.dialogue.moderations.len() + 1)?;
    Ok(vec![EventBody::Moderated(moderation.clone())])
}

fn found(state: &Deliberation, number: u64) -> Result<&ModerationState, Rejection> {
    let found = state.dialogue.moderations.get(&number);
    found.ok_or(Rejection::NumberUnknown("moderation", number))
}

fn author<'a>(state: &'a Deliberation, target: &Target) -> Option<&'a PartyId> {
    match target {
        Target::Item(id) => state.items.get(id).and_then(author_of),
        Target::Response(number) => {
            let response = state.dialogue.responses.get(number);
            response.map(|response| &response.response.author.party)
        }
    }
}

pub(super) fn appeal(
    state: &Deliberation,
    command: &Command,
    appeal: &Appeal,
) -> Result<Vec<EventBody>, Rejection> {
    seat_for(state, command, &appeal.member)?;
    let hidden = found(state, appeal.moderation)?;
    if author(state, &hidden.moderation.target) != Some(&appeal.member.party) {
        return Err(Rejection::NotTheAuthor("this text".to_owned()));
    }
    if hidden.appeal.is_some() {
        return Err(Rejection::AlreadySettled("appeal", appeal.moderation));
    }
    Ok(vec![EventBody::ModerationAppealed(appeal.clone())])
}

/// Somebody else than who hid the text rules on the appeal.
pub(super) fn rule(
    state: &Deliberation,
    ruling: &AppealRuling,
) -> Result<Vec<EventBody>, Rejection> {
    let hidden = found(state, ruling.moderation)?;
    if hidden.appeal.is_none() {
        return Err(Rejection::NumberUnknown("appeal", ruling.moderation));
    }
    if hidden.restored.is_some() {
        return Err(Rejection::AlreadySettled("appeal", ruling.moderation));
    }
    Ok(vec![EventBody::AppealRuled(ruling.clone())])
}

/// Everybody concerned can reply to a point of attention, raised or not: nobody has to wait until
/// something is held against it.
pub(super) fn reply(
    state: &Deliberation,
    command: &Command,
    reply: &FlagReply,
) -> Result<Vec<EventBody>, Rejection> {
    if let Some(member) = &reply.member {
        seat_for(state, command, member)?;
    }
    within("RECORDS_MAX", RECORDS_MAX, state.dialogue.replies.len() + 1)?;
    Ok(vec![EventBody::FlagReplied(reply.clone())])
}
