//! Responses, "you understood me", and who opened what.

use crate::domain::act::{
    Classification, ContributionKind, Response, ResponseKind, Understanding, View,
};
use crate::domain::command::Command;
use crate::domain::decide::contributions::{days_after, round_now};
use crate::domain::decide::permission::seat_for;
use crate::domain::decide::stances::open_round;
use crate::domain::decide::within;
use crate::domain::event::EventBody;
use crate::domain::ids::{ItemId, PartyId};
use crate::domain::limits::{RECORDS_MAX, UNDERSTOOD_DAYS_DEFAULT};
use crate::domain::rejection::Rejection;
use crate::domain::round::Activity;
use crate::domain::state::{Deliberation, Item, Phase, ResponseState};
use crate::domain::visibility::sealed_from;

/// An item of which this party can see a version.
pub(super) fn visible_item<'a>(
    state: &'a Deliberation,
    party: &PartyId,
    id: &ItemId,
) -> Result<&'a Item, Rejection> {
    let item = state.items.get(id);
    let seen =
        |item: &&Item| item.versions.iter().any(|version| !sealed_from(state, party, id, version));
    item.filter(seen).ok_or_else(|| Rejection::ItemUnknown(id.clone()))
}

/// An item of which everyone can see a version. Responses are public, so that one to a proposal
/// that is still sealed would tell the others of it (rule 2), even when it is the party's own.
fn open_item<'a>(
    state: &'a Deliberation,
    party: &PartyId,
    id: &ItemId,
) -> Result<&'a Item, Rejection> {
    let item = visible_item(state, party, id)?;
    match item.versions.iter().all(|version| state.is_sealed(version)) {
        true => Err(Rejection::StillSealed { item: id.clone(), round: state.last_round() }),
        false => Ok(item),
    }
}

/// The party that gave an item; `None` for the facilitator.
pub(super) fn author_of(item: &Item) -> Option<&PartyId> {
    item.versions.first()?.author.as_ref().map(|author| &author.party)
}

/// In a round for it, or at any time from the authority to a question that was put to it.
pub(super) fn respond(
    state: &Deliberation,
    command: &Command,
    response: &Response,
) -> Result<Vec<EventBody>, Rejection> {
    let party = &response.author.party;
    seat_for(state, command, &response.author)?;
    let item = open_item(state, party, &response.to)?;
    let asked = item
        .contribution
        .is_some_and(|asked| asked.to_authority && asked.kind == ContributionKind::Question);
    let answers =
        asked && response.kind == ResponseKind::Answer && state.authority() == Some(party);
    let round = match (answers, state.phase) {
        (true, _) => round_now(state),
        (false, Phase::RoundOpen { .. }) => {
            open_round(state, Activity::Respond, party, command.at)?
        }
        (false, phase) => {
            return Err(Rejection::PhaseNotAllowed {
                command: "respond",
                phase: phase.as_str(),
                allowed: "round_open, and for the authority to a question that was put to it"
                    .to_owned(),
            });
        }
    };
    within("RECORDS_MAX", RECORDS_MAX, state.dialogue.responses.len() + 1)?;
    Ok(vec![EventBody::Responded(Response { round, ..response.clone() })])
}

fn response(state: &Deliberation, number: u64) -> Result<&ResponseState, Rejection> {
    let found = state.dialogue.responses.get(&number);
    found.ok_or(Rejection::NumberUnknown("response", number))
}

/// Only who gave the item can say that a response understood it. The author's word stands above
/// the facilitator's.
pub(super) fn mark_understood(
    state: &Deliberation,
    command: &Command,
    word: &Understanding,
) -> Result<Vec<EventBody>, Rejection> {
    seat_for(state, command, &word.member)?;
    let found = response(state, word.response)?;
    let to = &found.response.to;
    let author = state.items.get(to).and_then(author_of);
    if author != Some(&word.member.party) {
        return Err(Rejection::NotTheAuthor(to.to_string()));
    }
    if found.response.author.party == word.member.party {
        let party = word.member.party.clone();
        return Err(Rejection::OwnAct(party, "be understood by a response of"));
    }
    if found.substantive.is_some() && !found.classified {
        return Err(Rejection::AlreadySettled("response", word.response));
    }
    Ok(vec![EventBody::Understood(word.clone())])
}

/// The author of the item has its say first.
pub(super) fn classify(
    state: &Deliberation,
    command: &Command,
    word: &Classification,
) -> Result<Vec<EventBody>, Rejection> {
    let found = response(state, word.response)?;
    if found.substantive.is_some() {
        return Err(Rejection::AlreadySettled("response", word.response));
    }
    let days = state.charter.as_ref().and_then(|charter| charter.terms.understood_days);
    let until = days_after(found.at, days.unwrap_or(UNDERSTOOD_DAYS_DEFAULT));
    if command.at < until {
        return Err(Rejection::TermRunning("the author of the item", until));
    }
    Ok(vec![EventBody::ResponseClassified(word.clone())])
}

/// The first time counts: opening again, or opening one's own, says nothing new.
pub(super) fn record_view(
    state: &Deliberation,
    command: &Command,
    view: &View,
) -> Result<Vec<EventBody>, Rejection> {
    seat_for(state, command, &view.member)?;
    let party = &view.member.party;
    let item = visible_item(state, party, &view.item)?;
    let place = state.parties[party].index;
    let seen = state.dialogue.views.get(&view.item).is_some_and(|seen| seen.contains(place));
    if seen || author_of(item) == Some(party) {
        return Ok(Vec::new());
    }
    Ok(vec![EventBody::Viewed(view.clone())])
}
