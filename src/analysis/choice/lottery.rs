//! The lottery: one random order of the options, fixed before anybody votes.
//!
//! Where ballots leave options equal, whichever comes first in it goes first. An order by name or
//! by number would silently favour whoever was first to enter something.

use sha2::{Digest, Sha256};

/// An order of options, drawn by lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lottery {
    order: Vec<usize>,
    place: Vec<usize>,
}

impl Lottery {
    /// The order that a seed gives: options by SHA-256(seed ‖ name), ascending. Names are distinct.
    #[must_use]
    pub fn drawn(seed: &[u8; 32], names: &[String]) -> Lottery {
        let mut lots: Vec<([u8; 32], usize)> = (names.iter().enumerate())
            .map(|(option, name)| {
                let lot = Sha256::new().chain_update(seed).chain_update(name.as_bytes());
                (lot.finalize().into(), option)
            })
            .collect();
        lots.sort_unstable();
        Lottery::of_valid(lots.into_iter().map(|(_, option)| option).collect())
    }

    /// This very order; `None` unless it holds each option from 0 up exactly once.
    #[must_use]
    pub fn of_order(order: Vec<usize>) -> Option<Lottery> {
        let mut seen = vec![false; order.len()];
        for option in &order {
            *seen.get_mut(*option)? = true;
        }
        seen.iter().all(|seen| *seen).then(|| Lottery::of_valid(order))
    }

    /// The order in which options are numbered.
    #[must_use]
    pub fn by_number(options: usize) -> Lottery {
        Lottery::of_valid((0..options).collect())
    }

    fn of_valid(order: Vec<usize>) -> Lottery {
        let mut place = vec![0; order.len()];
        for (at, option) in order.iter().enumerate() {
            place[*option] = at;
        }
        Lottery { order, place }
    }

    /// The options in this order.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Where an option stands in the order, from 0.
    #[must_use]
    pub fn place(&self, option: usize) -> usize {
        self.place[option]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_order_and_every_option_once() {
        let names: Vec<String> = (0..50).map(|n| format!("proposals/p{n}@1")).collect();
        let first = Lottery::drawn(&[7; 32], &names);
        assert_eq!(first, Lottery::drawn(&[7; 32], &names));
        assert_ne!(first, Lottery::drawn(&[8; 32], &names));
        assert_eq!(Lottery::of_order(first.order().to_vec()), Some(first.clone()));
        assert!((0..50).all(|option| first.order()[first.place(option)] == option));
        let swapped: Vec<String> = names.iter().rev().cloned().collect();
        let other = Lottery::drawn(&[7; 32], &swapped);
        let named = |lottery: &Lottery, names: &[String]| -> Vec<String> {
            lottery.order().iter().map(|option| names[*option].clone()).collect()
        };
        assert_eq!(named(&first, &names), named(&other, &swapped));
    }

    #[test]
    fn only_an_order_of_all_options_is_one() {
        assert_eq!(Lottery::of_order(vec![1, 0]).map(|order| order.place(0)), Some(1));
        assert_eq!(Lottery::of_order(vec![0, 0]), None);
        assert_eq!(Lottery::of_order(vec![0, 2]), None);
    }
}
