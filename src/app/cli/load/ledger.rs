//! What a load sent, and what became of it: the load's own books, which no server fills in.

use std::collections::BTreeMap;

/// An answer on an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cast {
    /// The member, by position.
    pub member: u32,
    /// The statement, by position.
    pub item: u16,
    /// The stance; `None` is a pass.
    pub answer: Option<i32>,
}

/// What became of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It was acknowledged as written at this sequence.
    Acknowledged(u64),
    /// It was refused for this reason.
    Refused(String),
    /// Nobody knows: the server was asked again under the same id until patience was at an end.
    Unknown,
}

/// A cast in a round, with its fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The round.
    pub round: u32,
    /// What was cast.
    pub cast: Cast,
    /// What became of it.
    pub fate: Fate,
}

/// A version of a proposal that somebody sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The proposal, by position.
    pub proposal: u32,
    /// The version it would be.
    pub version: u32,
    /// The member, by position.
    pub member: u32,
    /// What became of it.
    pub fate: Fate,
}

/// Everything that one deliberation was sent.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Casts, in no order.
    pub casts: Vec<Entry>,
    /// Versions of proposals, in no order.
    pub edits: Vec<Edit>,
}

/// The last answer of every member on every item in a round, with its sequence.
pub type Finals = BTreeMap<(u16, u32), (u64, Option<i32>)>;

impl Ledger {
    /// The answers that count in a round: of what was written, the last by sequence.
    #[must_use]
    pub fn finals(&self, round: u32) -> Finals {
        let mut finals = Finals::new();
        for entry in self.casts.iter().filter(|entry| entry.round == round) {
            let Fate::Acknowledged(sequence) = entry.fate else { continue };
            let place = finals.entry((entry.cast.item, entry.cast.member));
            let last = place.or_insert((sequence, entry.cast.answer));
            if sequence >= last.0 {
                *last = (sequence, entry.cast.answer);
            }
        }
        finals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_answer_by_sequence_counts_whatever_order_answers_came_in() {
        let entry = |round, answer, fate| Entry {
            round,
            cast: Cast { member: 1, item: 2, answer: Some(answer) },
            fate,
        };
        let casts = vec![
            entry(1, 2, Fate::Acknowledged(9)),
            entry(1, -1, Fate::Acknowledged(7)),
            entry(1, 0, Fate::Unknown),
            entry(2, 1, Fate::Acknowledged(20)),
        ];
        let ledger = Ledger { casts, edits: Vec::new() };
        assert_eq!(ledger.finals(1), Finals::from([((2, 1), (9, Some(2)))]));
    }
}
