//! One vote, small enough for fifty million of them.

/// A vote: eight bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoteRow {
    participant: u32,
    /// Three times the statement, and the value from 0.
    code: u32,
}

impl VoteRow {
    /// Of a participant on a statement; only the sign of the value counts.
    #[must_use]
    pub fn new(participant: u32, statement: u32, value: i8) -> VoteRow {
        let value = (value.signum() + 1).unsigned_abs();
        VoteRow { participant, code: statement.wrapping_mul(3).wrapping_add(u32::from(value)) }
    }

    /// Who, as a place in the list of participants.
    #[must_use]
    pub fn participant(self) -> u32 {
        self.participant
    }

    /// On what, as a place in the list of statements.
    #[must_use]
    pub fn statement(self) -> u32 {
        self.code / 3
    }

    /// 1 agrees, -1 disagrees, 0 passes.
    #[must_use]
    pub fn value(self) -> i8 {
        match self.code % 3 {
            0 => -1,
            1 => 0,
            _ => 1,
        }
    }

    /// Three times the statement, and 0, 1 or 2 for -1, 0 or 1: one number to look things up by.
    #[must_use]
    pub fn code(self) -> u32 {
        self.code
    }

    /// The opposite.
    #[must_use]
    pub fn flipped(self) -> VoteRow {
        VoteRow::new(self.participant, self.statement(), -self.value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vote_is_eight_bytes_and_gives_back_what_was_put_in() {
        assert_eq!(size_of::<VoteRow>(), 8);
        for value in [-1, 0, 1] {
            let vote = VoteRow::new(7, 1_000_000_000, value);
            assert_eq!(
                (vote.participant(), vote.statement(), vote.value()),
                (7, 1_000_000_000, value)
            );
            assert_eq!(vote.flipped().value(), -value);
        }
    }
}
