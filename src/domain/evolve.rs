//! Applies what happened. Total: it judges nothing, and an event that the log holds always fits.
//! Events of which a reader has only the envelope are skipped with [`skip`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::caller::Entry;
use crate::domain::event::{Answer, ErasureScope, Event, EventBody, TallyRecord};
use crate::domain::ids::{
    Credential, ItemId, ItemVersion, MemberId, MemberRef, PartyId, TextRef, Timestamp,
};
use crate::domain::party::{Party, PartyKind, Seat};
use crate::domain::round::{Activity, CloseCause};
use crate::domain::state::{Cell, Closed, Deliberation, Item, Phase, Round, Version};

/// Applies the next event.
pub fn evolve(state: &mut Deliberation, event: &Event) {
    skip(state, event.at);
    if let Some(phase) = next_phase(state, &event.body) {
        state.phase = phase;
    }
    if changes_framing(&event.body) {
        state.framing = state.sequence;
    }
    match &event.body {
        EventBody::DeliberationCreated { title } => state.title = Some(title.clone()),
        EventBody::ChallengeRevised { version, text } => {
            state.challenge = Some((*version, text.clone()));
        }
        EventBody::CharterSet(charter) => state.charter = Some(Arc::new(charter.clone())),
        EventBody::PartyAdded { party, kind, display_name, affiliations } => {
            add_party(state, party, *kind, display_name, affiliations);
        }
        EventBody::MemberAdded { party, member, display_name, identity, spokesperson } => {
            let names = (display_name.clone(), identity.clone());
            add_member(state, party, member, names, *spokesperson);
        }
        EventBody::CharterAccepted { member, charter_version, challenge_version } => {
            accept(state, member, (*charter_version, *challenge_version))
        }
        EventBody::RoundOpened { plan, .. } => state.rounds.push(Round {
            plan: Arc::new(plan.clone()),
            opened: event.at,
            closed: None,
            columns: BTreeMap::new(),
            figures: None,
        }),
        EventBody::StatementAdded { .. }
        | EventBody::ProposalVersionAdded { .. }
        | EventBody::StanceCast { .. } => contribute(state, event),
        EventBody::RoundClosed { round, cause } => close(state, *round, *cause, event.at),
        EventBody::FiguresRecorded(record) => record_figures(state, record),
        EventBody::ConclusionCalled { .. } => state.concluded_at = Some(state.sequence),
        EventBody::Erased { member, scope } => {
            let whole = *scope == ErasureScope::All;
            erase(state, member, whole);
        }
        EventBody::ReadyDeclared { .. }
        | EventBody::ReturnedToDraft
        | EventBody::FollowUpStarted
        | EventBody::DeliberationClosed
        | EventBody::DeliberationCancelled { .. } => {}
    }
}

/// Applies what a party or the facilitator contributed.
fn contribute(state: &mut Deliberation, event: &Event) {
    match &event.body {
        EventBody::StatementAdded { statement, text, author, round } => {
            let version = Version {
                text: text.clone(),
                clauses: Arc::default(),
                author: author.clone(),
                entry: event.entry.clone(),
                round: *round,
                at: event.at,
            };
            add_version(state, ItemId::Statement(statement.clone()), version);
        }
        EventBody::ProposalVersionAdded { proposal, title, author, clauses, round, .. } => {
            let version = Version {
                text: title.clone(),
                clauses: Arc::new(clauses.clone()),
                author: Some(author.clone()),
                entry: event.entry.clone(),
                round: *round,
                at: event.at,
            };
            add_version(state, ItemId::Proposal(proposal.clone()), version);
        }
        EventBody::StanceCast { on, member, answer, round } => {
            cast(state, on, member, *answer, *round, (event.at, &event.entry));
        }
        _ => {}
    }
}

/// Counts an event of which only the envelope is known.
pub fn skip(state: &mut Deliberation, at: Timestamp) {
    state.sequence += 1;
    if state.sequence == 1 {
        state.created = at;
    }
    state.updated = at;
}

/// The phase that an event leads to; `None` when it stays. The conclusion is tallied over the last
/// round, whose number only the state knows.
fn next_phase(state: &Deliberation, body: &EventBody) -> Option<Phase> {
    match body {
        EventBody::DeliberationCreated { .. } | EventBody::ReturnedToDraft => Some(Phase::Draft),
        EventBody::ReadyDeclared { .. } => Some(Phase::Ready),
        EventBody::RoundOpened { round, .. } => Some(Phase::RoundOpen { round: *round }),
        EventBody::RoundClosed { round, .. } => {
            Some(Phase::Tallying { round: *round, conclusion: false })
        }
        EventBody::FiguresRecorded(record) if record.conclusion => Some(Phase::Concluded),
        EventBody::FiguresRecorded(record) => Some(Phase::Between { round: record.round }),
        EventBody::ConclusionCalled { .. } => {
            Some(Phase::Tallying { round: state.last_round(), conclusion: true })
        }
        EventBody::FollowUpStarted => Some(Phase::FollowUp),
        EventBody::DeliberationClosed => Some(Phase::Closed),
        EventBody::DeliberationCancelled { .. } => Some(Phase::Cancelled),
        _ => None,
    }
}

/// Whether an event changes what the etag stands for: framing and phase, not who sits in a party
/// and what is contributed. A thousand members arriving must not turn the facilitator away.
fn changes_framing(body: &EventBody) -> bool {
    !matches!(
        body,
        EventBody::StatementAdded { .. }
            | EventBody::ProposalVersionAdded { .. }
            | EventBody::StanceCast { .. }
            | EventBody::MemberAdded { .. }
            | EventBody::Erased { .. }
    )
}

fn accept(state: &mut Deliberation, member: &MemberRef, versions: (u32, u32)) {
    if let Some(party) = Arc::make_mut(&mut state.parties).get_mut(&member.party) {
        party.accepted = Some(versions);
        party.acted_alone |= member.member.is_none();
    }
}

fn add_party(
    state: &mut Deliberation,
    id: &PartyId,
    kind: PartyKind,
    display_name: &TextRef,
    affiliations: &[PartyId],
) {
    let index = state.parties.len() as u32;
    let own_seat = state.seats.len() as u32;
    Arc::make_mut(&mut state.seats).push(Seat {
        party: id.clone(),
        party_index: index,
        member: None,
        display_name: None,
        identity: None,
    });
    let own = MemberRef { party: id.clone(), member: None };
    Arc::make_mut(&mut state.seat_of).insert(own, own_seat);
    let party = Party {
        index,
        kind,
        display_name: display_name.clone(),
        affiliations: affiliations.to_vec(),
        members: Vec::new(),
        own_seat,
        acted_alone: false,
        spokesperson: None,
        accepted: None,
    };
    Arc::make_mut(&mut state.parties).insert(id.clone(), party);
}

fn add_member(
    state: &mut Deliberation,
    party_id: &PartyId,
    member: &MemberId,
    (display_name, identity): (Option<TextRef>, Option<(Box<str>, TextRef)>),
    spokesperson: bool,
) {
    let seat = state.seats.len() as u32;
    let Some(party) = Arc::make_mut(&mut state.parties).get_mut(party_id) else {
        return;
    };
    party.members.push(seat);
    if spokesperson {
        party.spokesperson = Some(seat);
    }
    Arc::make_mut(&mut state.seats).push(Seat {
        party: party_id.clone(),
        party_index: party.index,
        member: Some(member.clone()),
        display_name,
        identity,
    });
    let seated = MemberRef { party: party_id.clone(), member: Some(member.clone()) };
    Arc::make_mut(&mut state.seat_of).insert(seated, seat);
}

fn add_version(state: &mut Deliberation, id: ItemId, version: Version) {
    if let Some(author) = &version.author {
        note_alone(state, author);
        // There is something to erase again.
        if state.erased.contains_key(author) {
            Arc::make_mut(&mut state.erased).remove(author);
        }
    }
    let items = Arc::make_mut(&mut state.items);
    items.entry(id).or_insert_with(|| Item { versions: Vec::new() }).versions.push(version);
}

/// A party that acts as its own only member can list no members afterwards.
fn note_alone(state: &mut Deliberation, member: &MemberRef) {
    let first = |state: &Deliberation| {
        let party = state.parties.get(&member.party);
        member.member.is_none() && party.is_some_and(|party| !party.acted_alone)
    };
    if first(state)
        && let Some(party) = Arc::make_mut(&mut state.parties).get_mut(&member.party)
    {
        party.acted_alone = true;
    }
}

fn cast(
    state: &mut Deliberation,
    on: &ItemVersion,
    member: &MemberRef,
    answer: Answer,
    round: u32,
    (at, entry): (Timestamp, &Entry),
) {
    let Some(&seat) = state.seat_of.get(member) else {
        return;
    };
    note_alone(state, member);
    let entered_by = credential_place(state, &entry.credential);
    let party = state.seats[seat as usize].party_index as usize;
    let Some(round) = state.rounds.get_mut((round as usize).wrapping_sub(1)) else {
        return;
    };
    let column = Arc::make_mut(round.columns.entry(on.clone()).or_default());
    put(&mut column.cells, seat as usize, None);
    column.cells[seat as usize] = Some(Cell { answer, sequence: state.sequence, at, entered_by });
    put(&mut column.responded, party, false);
    column.responded_count += u32::from(!column.responded[party]);
    column.responded[party] = true;
}

/// A member erased whole acts no more, so that its party can name another spokesperson.
fn erase(state: &mut Deliberation, member: &MemberRef, whole: bool) {
    Arc::make_mut(&mut state.erased).insert(member.clone(), whole);
    let Some(&seat) = state.seat_of.get(member).filter(|_| whole) else {
        return;
    };
    if let Some(party) = Arc::make_mut(&mut state.parties).get_mut(&member.party)
        && party.spokesperson == Some(seat)
    {
        party.spokesperson = None;
    }
}

/// Makes place `at` exist.
fn put<T: Clone>(list: &mut Vec<T>, at: usize, empty: T) {
    if list.len() <= at {
        list.resize(at + 1, empty);
    }
}

fn credential_place(state: &mut Deliberation, credential: &Credential) -> u32 {
    let found = state.credentials.iter().rposition(|known| known == credential);
    let place = found.unwrap_or_else(|| {
        Arc::make_mut(&mut state.credentials).push(credential.clone());
        state.credentials.len() - 1
    });
    place as u32
}

/// What could be rated at the close is what the figures are about: the agenda of that moment, and
/// whatever was rated before a later version took its place.
fn close(state: &mut Deliberation, round: u32, cause: CloseCause, at: Timestamp) {
    let rateable: BTreeSet<ItemVersion> = state.rateable().collect();
    let (sequence, seats) = (state.sequence, state.seats.len() as u32);
    let Some(round) = state.rounds.get_mut((round as usize).wrapping_sub(1)) else {
        return;
    };
    let mut agenda = BTreeSet::new();
    if round.plan.activities.contains(&Activity::Rate) {
        agenda.extend(rateable);
        agenda.extend(round.columns.keys().cloned());
    }
    let agenda = Arc::new(agenda.into_iter().collect());
    round.closed = Some(Closed { at, cause, sequence, agenda, seats });
}

fn record_figures(state: &mut Deliberation, record: &TallyRecord) {
    let record = Arc::new(record.clone());
    if record.conclusion {
        state.conclusion = Some(record);
    } else if let Some(round) = state.rounds.get_mut((record.round as usize).wrapping_sub(1)) {
        round.figures = Some(record);
    }
}
