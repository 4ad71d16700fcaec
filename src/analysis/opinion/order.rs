//! An order of statements that follows from the votes on them alone.

use crate::analysis::opinion::conversation::Conversation;
use crate::analysis::opinion::votes::{Vote, column_of};
use crate::analysis::permutation::mix;

/// How often statements that look alike are told apart by who voted on them.
const LOOKS: usize = 3;

/// The statements that count, in an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    /// The statements, by position.
    pub(super) columns: Vec<usize>,
    /// Where runs of statements begin that cannot be told apart, of two or more; with their ends.
    pub(super) alike: Vec<std::ops::Range<usize>>,
}

impl Order {
    /// In order of number.
    pub(super) fn by_number(conversation: &Conversation) -> Order {
        let columns = 0..conversation.votes().columns();
        let columns = columns.filter(|column| conversation.counts(*column)).collect();
        Order { columns, alike: Vec::new() }
    }
}

/// An order that depends neither on how statements are numbered nor on who came first: by how many
/// are against, pass and agree, then by who these are, seen through their other votes. What still
/// looks alike then stays in order of number, and is named.
pub(super) fn canonical(conversation: &Conversation) -> Order {
    let totals = conversation.totals();
    let counts = |column: usize| Vote::ALL.map(|vote| totals.get(column, vote));
    let mut order = Order::by_number(conversation);
    order.columns.sort_by_key(|column| counts(*column));
    let same = |pair: &[usize]| counts(pair[0]) == counts(pair[1]);
    if order.columns.windows(2).any(same) {
        let looks = looks(conversation, &order.columns);
        let key = |column: usize| (counts(column), looks[column]);
        order.columns.sort_by_key(|column| key(*column));
        let mut start = 0;
        for run in order.columns.chunk_by(|left, right| key(*left) == key(*right)) {
            if run.len() > 1 {
                order.alike.push(start..start + run.len());
            }
            start += run.len();
        }
    }
    order
}

/// What each statement looks like, in a number: from its counts, and from the votes of those who
/// voted on it, seen so often.
fn looks(conversation: &Conversation, columns: &[usize]) -> Vec<u64> {
    let (votes, totals) = (conversation.votes(), conversation.totals());
    let mut looks: Vec<u64> = vec![0; votes.columns()];
    for &column in columns {
        let counts = Vote::ALL.map(|vote| totals.get(column, vote));
        looks[column] = counts.iter().fold(1, |look, count| mix(look ^ *count));
    }
    for _ in 0..LOOKS {
        let mut seen = vec![0u64; votes.columns()];
        for row in 0..votes.rows() {
            let codes = votes.codes(row);
            let of = |code: &u32| mix(looks[column_of(*code)] ^ u64::from(code % 3 + 1));
            let own = codes.iter().map(of).fold(0, u64::wrapping_add);
            let own = mix(own ^ conversation.voices().units(row));
            for code in codes {
                let seen = &mut seen[column_of(*code)];
                *seen = seen.wrapping_add(mix(own ^ u64::from(code % 3 + 5)));
            }
        }
        for &column in columns {
            looks[column] = mix(looks[column] ^ seen[column]);
        }
    }
    looks
}
