//! The opinion map of a deliberation: stances on its statements as votes. Above the midpoint of the
//! scale agrees, below disagrees; the midpoint and a pass take no side.
//!
//! Of each statement the last closed round that rated it counts (rule 3: nothing of an open round),
//! and every party has one voice, divided over its members that voted (rule 1).

use sha2::{Digest, Sha256};

use crate::analysis::opinion::{
    Arrival, Conversation, Mode, OpinionMap, Standing, Vote, reference_order,
};
use crate::domain::charter::StanceVisibility;
use crate::domain::event::Answer;
use crate::domain::ids::{ItemId, ItemVersion, PartyId, StatementId};
use crate::domain::scale::{Scale, Side};
use crate::domain::state::{Closed, Column, Deliberation};
use crate::domain::visibility::moderated_items;

/// The method behind the map in either mode, with its version; it rises when a map could change.
pub const METHODS: [(&str, u32); 2] = [("opinion_map/stable", 1), ("opinion_map/polis", 1)];

/// The stances on statements of a deliberation up to some round, as a conversation.
#[derive(Debug, Clone)]
pub struct OpinionInput {
    /// The last closed round that it goes up to; 0 before any.
    pub round: u32,
    /// Sequence of the event that the votes go up to.
    pub through: u64,
    /// The statements that were rated, in order of their ids.
    pub statements: Vec<StatementId>,
    /// The seat of each participant.
    pub seats: Vec<u32>,
    /// Place in `parties` of each participant's party.
    pub party: Vec<u32>,
    /// The parties that voted, in order of addition.
    pub parties: Vec<PartyId>,
    /// Their votes.
    pub conversation: Conversation,
    /// SHA-256 of all that.
    pub digest: [u8; 32],
}

/// The opinion map of a deliberation.
#[derive(Debug, Clone)]
pub struct OpinionSheet {
    /// What it was made from.
    pub input: OpinionInput,
    /// The map; its participants and statements stand at the same places.
    pub map: OpinionMap,
    /// Of each statement the least number of people that answered it, over the groups, and those in
    /// no group, in which somebody did; empty where stances are attributed, and all is shown.
    pub fewest: Vec<u64>,
}

/// Makes the map up to a closed round. Groups are made as the mode says; the reference's depend on
/// order, which is that of a first look at all votes at once. The work is divided over so many
/// threads.
#[must_use]
pub fn opinion(state: &Deliberation, round: u32, mode: Mode, threads: usize) -> OpinionSheet {
    let input = gather(state, round, mode, threads);
    let map = OpinionMap::first(&input.conversation, mode);
    let fewest = match state.stance_visibility() {
        StanceVisibility::Attributed => Vec::new(),
        _ => fewest(&input.conversation, &map),
    };
    OpinionSheet { input, map, fewest }
}

/// The people behind the smallest count that tells how a group answered a statement.
fn fewest(conversation: &Conversation, map: &OpinionMap) -> Vec<u64> {
    let groups = map.groups.len();
    let votes = conversation.votes();
    let mut people = vec![vec![0u64; groups + 1]; votes.columns()];
    for (row, label) in map.labels.iter().enumerate() {
        // Those in no group are what is left of the counts of all without the groups.
        let group = label.unwrap_or(groups);
        votes.row(row).for_each(|(column, _)| people[column][group] += 1);
    }
    let least = |groups: &Vec<u64>| groups.iter().copied().filter(|count| *count > 0).min();
    people.iter().map(|groups| least(groups).unwrap_or(0)).collect()
}

/// The votes up to a closed round. Which statements are moderated away is that of this moment.
#[must_use]
pub fn gather(state: &Deliberation, round: u32, mode: Mode, threads: usize) -> OpinionInput {
    let scale = state.charter.as_ref().map(|charter| charter.scale);
    let mut statements = Vec::new();
    let mut standing = Vec::new();
    let mut columns: Vec<&Column> = Vec::new();
    let moderated = moderated_items(state);
    for id in state.items.keys() {
        let ItemId::Statement(statement) = id else { continue };
        let Some(column) = last_column(state, id, round) else { continue };
        statements.push(statement.clone());
        standing.push(Standing { out: moderated.contains(id), meta: false });
        columns.push(column);
    }
    let mut seats: Vec<u32> = columns.iter().flat_map(|column| column.cells.seats()).collect();
    seats.sort_unstable();
    seats.dedup();
    let mut arrivals = arrivals(scale, &columns, &seats);
    if mode == Mode::Compat {
        let order = reference_order(seats.len(), &arrivals);
        let arrived = |one: &Arrival| Arrival::new(order[one.row()], one.column(), one.vote());
        arrivals = arrivals.iter().map(arrived).collect();
        let mut placed = vec![0; seats.len()];
        seats.iter().zip(&order).for_each(|(seat, place)| placed[*place] = *seat);
        seats = placed;
    }
    let (party, parties) = parties(state, &seats);
    let through = (1..=round).rev().find_map(|number| closed(state, number));
    let digest = digest(&statements, &standing, (&seats, &party), &arrivals);
    let conversation =
        Conversation::new(seats.len(), standing, &arrivals, Some(party.clone()), threads);
    let through = through.map_or(0, |closed| closed.sequence);
    OpinionInput { round, through, statements, seats, party, parties, conversation, digest }
}

fn closed(state: &Deliberation, round: u32) -> Option<&Closed> {
    state.round(round)?.closed.as_ref()
}

/// The stances on a statement in the last closed round that rated it.
fn last_column<'a>(state: &'a Deliberation, item: &ItemId, through: u32) -> Option<&'a Column> {
    let on = ItemVersion { item: item.clone(), version: 1 };
    (1..=through).rev().find_map(|number| {
        let round = state.round(number).filter(|round| round.closed.is_some())?;
        round.columns.get(&on).filter(|column| column.responded_count > 0)
    })
}

fn arrivals(scale: Option<Scale>, columns: &[&Column], seats: &[u32]) -> Vec<Arrival> {
    let mut arrivals = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        arrivals.extend(column.cells.iter().map(|(seat, cell)| {
            let row = seats.binary_search(&seat).expect("every seat is on the list");
            Arrival::new(row, at, vote(scale, cell.answer))
        }));
    }
    arrivals
}

/// A stance as a vote.
fn vote(scale: Option<Scale>, answer: Answer) -> Vote {
    let side = match (scale, answer) {
        (Some(scale), Answer::Stance(value)) => scale.side(value),
        _ => Side::Neutral,
    };
    match side {
        Side::Opposes => Vote::Disagree,
        Side::Neutral => Vote::Pass,
        Side::Supports => Vote::Agree,
    }
}

/// The party of each seat, as a place in the list of those that are there.
fn parties(state: &Deliberation, seats: &[u32]) -> (Vec<u32>, Vec<PartyId>) {
    let index = |seat: &u32| state.seats[*seat].party_index;
    let mut there: Vec<u32> = seats.iter().map(index).collect();
    there.sort_unstable();
    there.dedup();
    let place = |seat: &u32| there.binary_search(&index(seat)).expect("on the list") as u32;
    let party: Vec<u32> = seats.iter().map(place).collect();
    let mut names: Vec<Option<PartyId>> = vec![None; there.len()];
    for (seat, place) in seats.iter().zip(&party) {
        let name = &mut names[*place as usize];
        if name.is_none() {
            *name = state.member_at(*seat).map(|member| member.party);
        }
    }
    (party, names.into_iter().flatten().collect())
}

fn digest(
    statements: &[StatementId],
    standing: &[Standing],
    (seats, party): (&[u32], &[u32]),
    arrivals: &[Arrival],
) -> [u8; 32] {
    let mut hash = Sha256::new();
    for (id, standing) in statements.iter().zip(standing) {
        hash.update((id.as_str().len() as u64).to_be_bytes());
        hash.update(id.as_str());
        hash.update([u8::from(standing.out)]);
    }
    for (seat, party) in seats.iter().zip(party) {
        hash.update(seat.to_be_bytes());
        hash.update(party.to_be_bytes());
    }
    for arrival in arrivals {
        hash.update((arrival.row() as u32).to_be_bytes());
        hash.update((arrival.column() as u32).to_be_bytes());
        hash.update([arrival.vote() as u8]);
    }
    hash.finalize().into()
}
