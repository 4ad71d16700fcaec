//! Which requests were answered, so that a retry with the same request id gets the same answer.
//!
//! In memory is only what finds the answer: the commit in the log that holds it, and with it the
//! digest of the body that was answered. A million requests take about 40 MB.

mod ring;

use std::hash::{BuildHasher, RandomState};

use crate::domain::ids::Timestamp;
use crate::domain::limits::{DAY_MS, REQUESTS_REMEMBERED_DAYS, REQUESTS_REMEMBERED_MAX};
use crate::log::StoredRequest;

pub(super) use ring::{Remembered, Ring};

/// The remembered requests of one deliberation.
pub(super) struct Requests {
    ring: Ring,
    /// How many are remembered at most.
    most: usize,
    /// The marks of all of them, each at the place its id hashes to or the next free one; 0 is
    /// free. The length is a power of two, and at most three quarters are taken.
    slots: Vec<u32>,
    /// Callers choose the ids, so the places must not be theirs to choose.
    hasher: RandomState,
}

/// Marks there are: more than are ever remembered at once, so that each leads to one position.
const MARKS: u64 = 1 << 31;

/// How a position in the ring stands in a slot.
fn mark(position: u64) -> u32 {
    (position % MARKS) as u32 + 1
}

/// What is known of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// Nothing: it is new.
    New,
    /// Its id was used; the commit tells whether for the same body, and what was answered.
    Used(Remembered),
}

/// The first moment at which a request may have been answered and is not forgotten at `now`.
fn horizon(now: Timestamp) -> Timestamp {
    Timestamp(now.0.saturating_sub(REQUESTS_REMEMBERED_DAYS * DAY_MS))
}

impl Requests {
    /// None yet, and never more than so many.
    fn of_at_most(most: usize) -> Requests {
        Requests { ring: Ring::default(), most, slots: Vec::new(), hasher: RandomState::new() }
    }

    /// Looks a request up that is judged at `now`.
    pub(super) fn look_up(&self, id: &[u8; 16], now: Timestamp) -> Known {
        match self.find(id) {
            Some(found) if found.at < horizon(now) => Known::New,
            Some(found) => Known::Used(*found),
            None => Known::New,
        }
    }

    /// Remembers a request of a commit of this moment, and forgets the oldest beyond the limits.
    pub(super) fn remember(&mut self, request: &StoredRequest, at: Timestamp) {
        let aged = |oldest: &Remembered| oldest.at < horizon(at);
        while self.ring.oldest().is_some_and(aged) || self.ring.len() >= self.most {
            self.forget_oldest();
        }
        if (self.ring.len() + 1) * 4 > self.slots.len() * 3 {
            self.spread(self.ring.len() + 1);
        }
        let position = self.ring.push(Remembered::of(request, at));
        self.place(position);
    }

    /// All of them, in order, as cheap to have as a few pointers.
    pub(super) fn ring(&self) -> &Ring {
        &self.ring
    }

    /// How many are remembered.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.ring.len()
    }

    fn home(&self, id: &[u8; 16]) -> usize {
        self.hasher.hash_one(u128::from_ne_bytes(*id)) as usize & (self.slots.len() - 1)
    }

    fn after(&self, place: usize) -> usize {
        (place + 1) & (self.slots.len() - 1)
    }

    fn marked(&self, slot: u32) -> &Remembered {
        let first = self.ring.positions().start;
        let offset = (u64::from(slot - 1) + MARKS - first % MARKS) % MARKS;
        self.ring.at(first + offset)
    }

    fn find(&self, id: &[u8; 16]) -> Option<&Remembered> {
        if self.slots.is_empty() {
            return None;
        }
        let mut place = self.home(id);
        while self.slots[place] != 0 {
            let found = self.marked(self.slots[place]);
            if found.id == *id {
                return Some(found);
            }
            place = self.after(place);
        }
        None
    }

    fn place(&mut self, position: u64) {
        let mut place = self.home(&self.ring.at(position).id);
        while self.slots[place] != 0 {
            place = self.after(place);
        }
        self.slots[place] = mark(position);
    }

    /// Gives all of them new places, of which there are enough for so many.
    fn spread(&mut self, count: usize) {
        let places = (count * 4 / 3 + 1).next_power_of_two().max(16);
        self.slots.clear();
        self.slots.resize(places, 0);
        self.ring.positions().for_each(|position| self.place(position));
    }

    /// Frees its place, and moves up what would no longer be found behind a free one.
    fn forget_oldest(&mut self) {
        let position = self.ring.positions().start;
        let mut free = self.home(&self.ring.at(position).id);
        while self.slots[free] != mark(position) {
            free = self.after(free);
        }
        let mask = self.slots.len() - 1;
        let mut next = self.after(free);
        while self.slots[next] != 0 {
            let home = self.home(&self.marked(self.slots[next]).id);
            if next.wrapping_sub(home) & mask >= next.wrapping_sub(free) & mask {
                self.slots[free] = self.slots[next];
                free = next;
            }
            next = self.after(next);
        }
        self.slots[free] = 0;
        self.ring.pop();
    }
}

impl Default for Requests {
    fn default() -> Requests {
        Requests::of_at_most(REQUESTS_REMEMBERED_MAX)
    }
}

impl From<Ring> for Requests {
    fn from(ring: Ring) -> Requests {
        let mut requests = Requests { ring, ..Requests::default() };
        requests.spread(requests.ring.len());
        requests
    }
}

#[cfg(test)]
mod tests;
