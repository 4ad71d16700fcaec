//! Limits of a conversation by name, each with its reason.

use crate::app::cli::problems::Telling;

/// Votes: eight bytes each, so that the largest still fits in the memory of a server.
pub const VOTES_MAX: usize = 1_000_000_000;
/// Participants: more than the adults of the largest country of Europe.
pub const PARTICIPANTS_MAX: usize = 100_000_000;
/// Statements: three times as many must fit in 32 bits, and nobody reads a thousandth of them.
pub const STATEMENTS_MAX: usize = 10_000_000;
/// Bytes of a table of statements once unpacked; it is held whole while it is read.
pub const TABLE_BYTES_MAX: u64 = 1 << 30;
/// Bytes of one row: a quote that opens and is not closed by then never will be.
pub const ROW_BYTES_MAX: usize = 1 << 24;
/// Enough to see what is wrong with all of them; how many there are is counted on, since a file of
/// millions of rows can have one column wrong, up to where it is something else.
pub const PROBLEMS: Telling =
    Telling { shown: 10, found: 100_010, nothing: "nothing was analyzed" };
/// Statements that a warning names.
pub const NAMED_MAX: usize = 5;

/// How much of each there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Votes.
    pub votes: usize,
    /// Participants.
    pub participants: usize,
    /// Statements.
    pub statements: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { votes: VOTES_MAX, participants: PARTICIPANTS_MAX, statements: STATEMENTS_MAX }
    }
}
