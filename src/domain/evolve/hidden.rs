//! Applies what is hidden until a round closes: stances, ballots and pulses.

use std::sync::Arc;

use crate::domain::act::{BallotCast, PulseGiven, Voice};
use crate::domain::caller::Entry;
use crate::domain::event::{Answer, Event, EventBody};
use crate::domain::evolve::framing::note_alone;
use crate::domain::evolve::items::restore;
use crate::domain::evolve::put;
use crate::domain::ids::ItemVersion;
use crate::domain::state::{Cell, Deliberation, Origin};

pub(super) fn apply(state: &mut Deliberation, event: &Event) {
    match &event.body {
        EventBody::PseudonymBound { member, pseudonym, .. } => {
            if let Some(seat) = state.seats.of(member) {
                note_alone(state, member);
                state.pseudonyms.bind(seat, pseudonym.clone());
            }
        }
        EventBody::StanceCast { on, voice, answer, round } => {
            stance(state, event, on, voice, *answer, *round);
        }
        EventBody::BallotCast(cast) => ballot(state, event, cast),
        EventBody::PulseGiven(given) => pulse(state, event, given),
        _ => {}
    }
}

/// The seat behind a voice, which has acted now, and where what it says comes from. `None` for a
/// pseudonym whose binding this reader does not have.
fn seated(state: &mut Deliberation, voice: &Voice, event: &Event) -> Option<(u32, Origin)> {
    let seat = state.seat_of_voice(voice)?;
    if let Some(member) = voice.member() {
        note_alone(state, member);
    }
    let origin = Origin {
        sequence: state.sequence,
        at: event.at,
        entered_by: entered_by(state, seat, &event.entry),
        channel: event.entry.channel,
    };
    Some((seat, origin))
}

/// The place of who entered it among those who did so for the seat: hardly ever more than one.
fn entered_by(state: &mut Deliberation, seat: u32, entry: &Entry) -> u32 {
    let known =
        |(role, credential): &(_, _)| *role == entry.role && *credential == entry.credential;
    if let Some(place) = state.entered_by.get(seat).and_then(|list| list.iter().position(known)) {
        return place as u32;
    }
    let list = Arc::make_mut(state.entered_by.slot(seat).get_or_insert_default());
    list.push((entry.role, entry.credential.clone()));
    list.len() as u32 - 1
}

fn stance(
    state: &mut Deliberation,
    event: &Event,
    on: &ItemVersion,
    voice: &Voice,
    answer: Answer,
    round: u32,
) {
    let Some((seat, origin)) = seated(state, voice, event) else {
        return;
    };
    let party = state.seats[seat].party_index as usize;
    let Some(round) = state.round_mut(round) else {
        return;
    };
    let column = round.columns.column(on);
    column.cells.set(seat, Some(Cell { answer, origin }));
    if column.responded.get(party) != Some(&true) {
        let responded = Arc::make_mut(&mut column.responded);
        put(responded, party, false);
        responded[party] = true;
        column.responded_count += 1;
    }
}

fn ballot(state: &mut Deliberation, event: &Event, cast: &BallotCast) {
    let Some((seat, origin)) = seated(state, &cast.voice, event) else {
        return;
    };
    if let Some(member) = state.member_at(seat) {
        restore(state, &member);
    }
    let Some(round) = state.round_mut(cast.round) else {
        return;
    };
    let column = round.ballots.entry(cast.ballot.option().cloned()).or_default();
    Arc::make_mut(column).cells.set(seat, Some((cast.ballot.clone(), origin)));
}

fn pulse(state: &mut Deliberation, event: &Event, given: &PulseGiven) {
    let Some((seat, origin)) = seated(state, &given.voice, event) else {
        return;
    };
    let Some(round) = state.round_mut(given.round) else {
        return;
    };
    Arc::make_mut(&mut round.pulses).cells.set(seat, Some((given.pulse.clone(), origin)));
}
