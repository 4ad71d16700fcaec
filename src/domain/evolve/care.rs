//! Applies what others enter for members, and what members say of it.

use std::sync::Arc;

use crate::domain::caller::Role;
use crate::domain::event::{Event, EventBody};
use crate::domain::evolve::framing::note_alone;
use crate::domain::evolve::items::restore;
use crate::domain::ids::MemberRef;
use crate::domain::state::{AssistedEntry, Column, Deliberation, EntryWord, Replaced};

pub(super) fn apply(state: &mut Deliberation, event: &Event) {
    if event.entry.role == Role::Facilitator {
        assisted(state, event);
    }
    match &event.body {
        EventBody::EntryConfirmed(word) => {
            note_alone(state, &word.member);
            said(state, word.entry, EntryWord::Confirmed);
        }
        EventBody::EntryContested(word) => {
            note_alone(state, &word.member);
            restore(state, &word.member);
            said(state, word.entry, EntryWord::Contested);
            void(state, word.entry);
        }
        _ => {}
    }
}

/// The member for whom an event was entered, and its round.
fn entered_for(state: &Deliberation, body: &EventBody) -> Option<(u32, u32)> {
    let seat = |member: &MemberRef| state.seats.of(member);
    match body {
        EventBody::CharterAccepted { member, .. } => Some((seat(member)?, 0)),
        EventBody::StatementAdded { author, round, .. } => Some((seat(author.as_ref()?)?, *round)),
        EventBody::ProposalVersionAdded { author, round, .. } => Some((seat(author)?, *round)),
        EventBody::StanceCast { voice, round, .. } => Some((state.seat_of_voice(voice)?, *round)),
        EventBody::BallotCast(cast) => Some((state.seat_of_voice(&cast.voice)?, cast.round)),
        EventBody::PulseGiven(given) => Some((state.seat_of_voice(&given.voice)?, given.round)),
        EventBody::ChallengeRated(rating) => Some((seat(&rating.member)?, 0)),
        EventBody::MotionConsented(consent) => Some((seat(&consent.member)?, 0)),
        EventBody::ContributionAdded(added) => Some((seat(added.author.as_ref()?)?, added.round)),
        EventBody::Responded(response) => Some((seat(&response.author)?, response.round)),
        EventBody::Understood(word) => Some((seat(&word.member)?, 0)),
        EventBody::Viewed(view) => Some((seat(&view.member)?, 0)),
        EventBody::EditsAccepted(accepted) => Some((seat(&accepted.member)?, 0)),
        EventBody::ObjectionRaised(raised) => Some((seat(&raised.member)?, raised.round)),
        EventBody::ObjectionUpheld(upheld) => Some((seat(&upheld.member)?, 0)),
        EventBody::ObjectionSettled(settled) => Some((seat(settled.member.as_ref()?)?, 0)),
        EventBody::NoticeAcknowledged(reached) => Some((seat(&reached.member)?, 0)),
        EventBody::CommitmentMade(made) => Some((seat(&made.member)?, made.round)),
        EventBody::CommitmentSettled(settled) => Some((seat(settled.member.as_ref()?)?, 0)),
        EventBody::CommitmentWaived(waived) => Some((seat(&waived.member)?, 0)),
        EventBody::CheckpointCountersigned(signed) => Some((seat(&signed.member)?, 0)),
        EventBody::ModerationAppealed(appeal) => Some((seat(&appeal.member)?, 0)),
        EventBody::FlagReplied(reply) => Some((seat(reply.member.as_ref()?)?, 0)),
        _ => None,
    }
}

fn assisted(state: &mut Deliberation, event: &Event) {
    let Some((seat, round)) = entered_for(state, &event.body) else {
        return;
    };
    let sequence = state.sequence;
    let entry = AssistedEntry {
        seat,
        kind: event.body.kind(),
        round,
        entry: event.entry.clone(),
        at: event.at,
        word: EntryWord::Unconfirmed,
        replaced: replaced(state, &event.body, seat),
    };
    state.entries.insert(sequence, entry);
}

fn said(state: &mut Deliberation, entry: u64, word: EntryWord) {
    if let Some(entry) = state.entries.get_mut(&entry) {
        entry.word = word;
    }
}

/// What a member had said in an open round before this event takes its place.
fn replaced(state: &Deliberation, body: &EventBody, seat: u32) -> Option<Replaced> {
    match body {
        EventBody::StanceCast { on, round, .. } => {
            state.round(*round)?.columns.get(on)?.cells.get(seat).copied().map(Replaced::Stance)
        }
        EventBody::BallotCast(cast) => {
            let round = state.round(cast.round)?;
            let column = round.ballots.get(&cast.ballot.option().cloned())?;
            let (ballot, origin) = column.cells.get(seat)?;
            Some(Replaced::Ballot(ballot.clone(), *origin))
        }
        EventBody::PulseGiven(given) => {
            let (pulse, origin) = state.round(given.round)?.pulses.cells.get(seat)?;
            Some(Replaced::Pulse(pulse.clone(), *origin))
        }
        _ => None,
    }
}

/// What counts again when an entry is contested: the last word before it that is not contested.
fn before(state: &Deliberation, number: u64) -> Option<Replaced> {
    let mut replaced = state.entries.get(&number)?.replaced.clone();
    while let Some(earlier) = replaced.as_ref().and_then(|r| state.entries.get(&r.sequence())) {
        if earlier.word != EntryWord::Contested {
            break;
        }
        replaced.clone_from(&earlier.replaced);
    }
    replaced
}

/// What is contested while its round is open no longer counts there, and what the member had said
/// before counts again; after the close it stays as it was counted, and is shown as contested.
fn void(state: &mut Deliberation, number: u64) {
    let Some((seat, round)) = state.entries.get(&number).map(|entry| (entry.seat, entry.round))
    else {
        return;
    };
    let before = before(state, number);
    let seats = state.seats.clone();
    let Some(round) = state.round_mut(round) else {
        return;
    };
    if round.closed.is_some() {
        return;
    }
    let own =
        |column: &Column| column.cells.get(seat).is_some_and(|cell| cell.origin.sequence == number);
    for column in round.columns.columns_where(own) {
        let restored = match &before {
            Some(Replaced::Stance(cell)) => Some(*cell),
            _ => None,
        };
        column.cells.set(seat, restored);
        let party = seats[seat].party_index;
        if !column.cells.seats().any(|seat| seats[seat].party_index == party) {
            Arc::make_mut(&mut column.responded)[party as usize] = false;
            column.responded_count -= 1;
        }
    }
    for column in round.ballots.values_mut() {
        if column.cells.get(seat).is_some_and(|(_, origin)| origin.sequence == number) {
            let restored = match &before {
                Some(Replaced::Ballot(ballot, origin)) => Some((ballot.clone(), *origin)),
                _ => None,
            };
            Arc::make_mut(column).cells.set(seat, restored);
        }
    }
    if round.pulses.cells.get(seat).is_some_and(|(_, origin)| origin.sequence == number) {
        let restored = match &before {
            Some(Replaced::Pulse(pulse, origin)) => Some((pulse.clone(), *origin)),
            _ => None,
        };
        Arc::make_mut(&mut round.pulses).cells.set(seat, restored);
    }
}
