//! Who counts in a tally: the parties that took part at the close, and their seats.

use crate::domain::ids::PartyId;
use crate::domain::party::Party;
use crate::domain::state::{Closed, Deliberation};

/// The parties in order of id, and the seats that count for each in order of addition.
#[derive(Debug, Clone)]
pub(super) struct Seating {
    pub(super) parties: Vec<PartyId>,
    pub(super) seats: Vec<Vec<u32>>,
}

impl Seating {
    /// At the close of a round: later parties and members did not take part, nor did parties that
    /// were not invited.
    pub(super) fn of(state: &Deliberation, round: u32, closed: &Closed) -> Seating {
        let there = |seat: &u32| *seat < closed.seats;
        let took_part = |(id, party): &(&PartyId, &Party)| {
            there(&party.own_seat) && state.is_invited(round, id)
        };
        let (parties, seats) = (state.parties.iter().filter(took_part))
            .map(|(id, party)| {
                let members: Vec<u32> = party.members.iter().copied().filter(there).collect();
                (id.clone(), if members.is_empty() { vec![party.own_seat] } else { members })
            })
            .unzip();
        Seating { parties, seats }
    }

    /// What each seat of each party gave.
    pub(super) fn map<T>(&self, of: impl Fn(u32) -> T) -> Vec<Vec<T>> {
        let one = |seats: &Vec<u32>| seats.iter().copied().map(&of).collect();
        self.seats.iter().map(one).collect()
    }
}
