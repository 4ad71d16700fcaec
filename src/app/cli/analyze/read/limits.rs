//! Limits of a conversation by name, each with its reason.

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
/// Problems that are listed before the rest is only counted.
pub const PROBLEMS_SHOWN_MAX: usize = 10;
/// Problems after which nothing more is read: the file is something else.
pub const PROBLEMS_FOUND_MAX: u64 = 100_000;
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
