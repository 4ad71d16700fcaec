//! Where everybody sits, and who sits where.

use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Index;

use crate::domain::ids::{MemberRef, PseudonymId};
use crate::domain::party::Seat;
use crate::domain::state::BySeat;

/// Buckets before anybody sits.
const BUCKETS_MIN: u32 = 64;

/// Seats by the hash of what they are looked up by, in pieces that snapshots share: a city adds a
/// hundred thousand members, each to a copy of what was published.
#[derive(Clone)]
struct Places {
    buckets: BySeat<Vec<u32>>,
    /// A power of two.
    count: u32,
    filled: u32,
}

/// The same in every process: the hasher's keys are fixed.
fn hash(key: impl Hash) -> u32 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish() as u32
}

impl Places {
    /// The seat of this hash for which `is` holds.
    fn find(&self, hash: u32, is: impl Fn(u32) -> bool) -> Option<u32> {
        let bucket = self.buckets.get(hash & (self.count - 1))?;
        bucket.iter().copied().find(|seat| is(*seat))
    }

    /// Adds a seat; `hash_of` gives the hash of those that are there.
    fn add(&mut self, hash: u32, seat: u32, hash_of: impl Fn(u32) -> u32) {
        if self.filled == self.count {
            let there: Vec<u32> = self.buckets.values().flatten().copied().collect();
            *self = Places { count: self.count * 4, ..Places::default() };
            there.into_iter().for_each(|seat| self.put(hash_of(seat), seat));
        }
        self.put(hash, seat);
    }

    fn put(&mut self, hash: u32, seat: u32) {
        let bucket = self.buckets.slot(hash & (self.count - 1));
        bucket.get_or_insert_default().push(seat);
        self.filled += 1;
    }
}

impl Default for Places {
    fn default() -> Places {
        Places { buckets: BySeat::default(), count: BUCKETS_MIN, filled: 0 }
    }
}

/// All seats, numbered from 0 in order of addition.
#[derive(Clone, Default)]
pub struct Seats {
    list: BySeat<Seat>,
    len: u32,
    places: Places,
}

impl Seats {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// A seat by its number.
    #[must_use]
    pub fn get(&self, seat: u32) -> Option<&Seat> {
        self.list.get(seat)
    }

    /// Where a member sits; `None` for nobody of this deliberation.
    #[must_use]
    pub fn of(&self, member: &MemberRef) -> Option<u32> {
        let sits = |seat: u32| {
            let seat = &self[seat];
            seat.member == member.member && seat.party == member.party
        };
        self.places.find(hash((&member.party, &member.member)), sits)
    }

    /// Adds a seat, and gives its number.
    pub fn push(&mut self, seat: Seat) -> u32 {
        let number = self.len;
        let hash_of = |seat: &Seat| hash((&seat.party, &seat.member));
        self.places.add(hash_of(&seat), number, |seat| self.list.get(seat).map_or(0, hash_of));
        self.list.set(number, Some(seat));
        self.len += 1;
        number
    }

    /// The seats in order.
    pub fn iter(&self) -> impl Iterator<Item = &Seat> {
        self.list.values()
    }
}

impl Index<u32> for Seats {
    type Output = Seat;

    /// # Panics
    /// When there is no such seat: numbers come from the state itself.
    fn index(&self, seat: u32) -> &Seat {
        self.get(seat).expect("a seat of this state")
    }
}

impl PartialEq for Seats {
    fn eq(&self, other: &Seats) -> bool {
        self.list == other.list
    }
}

impl fmt::Debug for Seats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list.fmt(f)
    }
}

/// The pseudonyms of members, both ways.
#[derive(Clone, Default)]
pub struct Pseudonyms {
    of: BySeat<PseudonymId>,
    places: Places,
}

impl Pseudonyms {
    /// The pseudonym of a seat; `None` as long as it has none.
    #[must_use]
    pub fn of(&self, seat: u32) -> Option<&PseudonymId> {
        self.of.get(seat)
    }

    /// The seat behind a pseudonym; `None` when its binding is not known here.
    #[must_use]
    pub fn seat_of(&self, pseudonym: &PseudonymId) -> Option<u32> {
        self.places.find(hash(pseudonym), |seat| self.of.get(seat) == Some(pseudonym))
    }

    /// The seats that have one, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &PseudonymId)> {
        self.of.iter()
    }

    /// Binds a pseudonym to a seat.
    pub fn bind(&mut self, seat: u32, pseudonym: PseudonymId) {
        let hash_of = |seat: u32| self.of.get(seat).map_or(0, hash);
        self.places.add(hash(&pseudonym), seat, hash_of);
        self.of.set(seat, Some(pseudonym));
    }
}

impl PartialEq for Pseudonyms {
    fn eq(&self, other: &Pseudonyms) -> bool {
        self.of == other.of
    }
}

impl fmt::Debug for Pseudonyms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.of.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{MemberId, PartyId};

    fn seat(party: &str, member: Option<&str>) -> Seat {
        Seat {
            party: PartyId::parse(party).expect("an id"),
            party_index: 0,
            member: member.map(|id| MemberId::parse(id).expect("an id")),
            display_name: None,
            identity: None,
        }
    }

    #[test]
    fn everybody_is_found_however_many_came_after() {
        let mut seats = Seats::default();
        for number in 0..1_000 {
            let before = seats.clone();
            let id = format!("m{number}");
            let added =
                seat(&format!("p{}", number % 7), Some(&id).filter(|_| number > 6).map(|s| &**s));
            let who = MemberRef { party: added.party.clone(), member: added.member.clone() };
            assert_eq!((seats.of(&who), seats.push(added)), (None, number));
            assert_eq!((before.of(&who), seats.of(&who)), (None, Some(number)));
        }
        assert_eq!((seats.len(), seats.iter().count()), (1_000, 1_000));
        let all = (0..seats.len()).map(|number| {
            let seat = &seats[number];
            seats.of(&MemberRef { party: seat.party.clone(), member: seat.member.clone() })
        });
        assert!(all.eq((0..1_000).map(Some)));
    }

    #[test]
    fn a_pseudonym_leads_to_its_seat_and_back() {
        let mut bound = Pseudonyms::default();
        let id = |n: u32| PseudonymId::parse(&format!("y{n}")).expect("an id");
        for seat in (0..300).rev() {
            bound.bind(seat, id(seat));
        }
        for seat in 0..300 {
            assert_eq!((bound.of(seat), bound.seat_of(&id(seat))), (Some(&id(seat)), Some(seat)));
        }
        assert_eq!((bound.of(300), bound.seat_of(&id(300))), (None, None));
    }
}
