//! Something per seat, in pieces that snapshots share.
//!
//! The open round of a city has columns of a hundred thousand seats, and every commit publishes a
//! snapshot of them. Writing one seat copies its leaf and the two lists above it, not the column.

use std::fmt;
use std::sync::Arc;

/// Seats in one leaf. Copying one costs as much as its bytes, and a commit of single stances copies
/// a leaf for each.
const LEAF_SEATS: usize = 16;
/// Leaves in one branch.
const BRANCH_LEAVES: usize = 64;

type Leaf<T> = [Option<T>; LEAF_SEATS];
type Branch<T> = [Option<Arc<Leaf<T>>>; BRANCH_LEAVES];

/// What is kept for each seat; most may have nothing.
#[derive(Clone)]
pub struct BySeat<T> {
    branches: Vec<Option<Arc<Branch<T>>>>,
}

fn place(seat: u32) -> (usize, usize, usize) {
    let seat = seat as usize;
    (seat / (LEAF_SEATS * BRANCH_LEAVES), seat / LEAF_SEATS % BRANCH_LEAVES, seat % LEAF_SEATS)
}

impl<T: Clone> BySeat<T> {
    /// What a seat has.
    #[must_use]
    pub fn get(&self, seat: u32) -> Option<&T> {
        let (branch, leaf, at) = place(seat);
        self.branches.get(branch)?.as_ref()?[leaf].as_ref()?[at].as_ref()
    }

    /// Changes what a seat has.
    pub fn set(&mut self, seat: u32, value: Option<T>) {
        *self.slot(seat) = value;
    }

    /// The place of a seat, made when there is none.
    pub fn slot(&mut self, seat: u32) -> &mut Option<T> {
        let (branch, leaf, at) = place(seat);
        if self.branches.len() <= branch {
            self.branches.resize(branch + 1, None);
        }
        let empty = || Arc::new([const { None }; BRANCH_LEAVES]);
        let branch = Arc::make_mut(self.branches[branch].get_or_insert_with(empty));
        let empty = || Arc::new([const { None }; LEAF_SEATS]);
        let leaf = Arc::make_mut(branch[leaf].get_or_insert_with(empty));
        &mut leaf[at]
    }

    /// The seats that have something, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        let branches = (0..).zip(&self.branches);
        let branches = branches.filter_map(|(at, branch)| Some((at, branch.as_ref()?)));
        let leaves = branches.flat_map(|(at, branch)| {
            let leaves = (at * BRANCH_LEAVES..).zip(branch.iter());
            leaves.filter_map(|(at, leaf)| Some((at, leaf.as_ref()?)))
        });
        leaves.flat_map(|(at, leaf)| {
            let seats = (at * LEAF_SEATS..).zip(leaf.iter());
            seats.filter_map(|(seat, value)| Some((seat as u32, value.as_ref()?)))
        })
    }

    /// What the seats have, in their order.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.iter().map(|(_, value)| value)
    }

    /// The seats that have something, in order.
    pub fn seats(&self) -> impl Iterator<Item = u32> {
        self.iter().map(|(seat, _)| seat)
    }
}

impl<T> Default for BySeat<T> {
    fn default() -> BySeat<T> {
        BySeat { branches: Vec::new() }
    }
}

/// Two are equal when every seat has the same: how the pieces came about does not matter.
impl<T: Clone + PartialEq> PartialEq for BySeat<T> {
    fn eq(&self, other: &BySeat<T>) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<T: Clone + fmt::Debug> fmt::Debug for BySeat<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_keeps_what_it_had_at_the_borders_of_pieces() {
        let mut column = BySeat::default();
        let seats = [0, 63, 64, 4_095, 4_096, 999_999];
        for seat in seats {
            let before = column.clone();
            column.set(seat, Some(seat));
            assert_eq!((before.get(seat), column.get(seat)), (None, Some(&seat)));
        }
        assert_eq!(column.iter().map(|(seat, value)| (seat, *value)).unzip(), {
            let list: (Vec<u32>, Vec<u32>) = (seats.to_vec(), seats.to_vec());
            list
        });
        assert_eq!((column.get(1), column.get(5_000), column.get(u32::MAX)), (None, None, None));
    }

    #[test]
    fn what_was_taken_back_leaves_no_trace() {
        let (mut one, none) = (BySeat::default(), BySeat::<u8>::default());
        one.set(70, Some(1));
        assert_ne!(one, none);
        one.set(70, None);
        assert_eq!((one.iter().count(), one), (0, none));
    }
}
