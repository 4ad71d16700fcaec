//! One plain row of a table of votes, byte by byte: no quotes, and nothing wrong with it.

use crate::analysis::opinion::Vote;
use crate::app::cli::analyze::read::header::Columns;
use crate::app::cli::analyze::read::ids;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing that is asked for.
    Other,
    /// Who voted.
    Participant,
    /// On what.
    Statement,
    /// What.
    Vote,
    /// When.
    Time,
}

/// The role of each column.
#[must_use]
pub fn roles(columns: &Columns) -> Vec<Role> {
    let mut roles = vec![Role::Other; columns.named.len()];
    let named = [
        (Some(columns.participant), Role::Participant),
        (Some(columns.statement), Role::Statement),
        (Some(columns.vote), Role::Vote),
        (columns.time, Role::Time),
    ];
    for (at, role) in named {
        if let Some(found) = at.and_then(|at| roles.get_mut(at)) {
            *found = role;
        }
    }
    roles
}

/// An id: its number, or the bytes of its text.
#[derive(Debug, Clone, Copy)]
pub enum Id<'a> {
    /// A whole number without leading zeros.
    Number(u64),
    /// Anything else.
    Text(&'a [u8]),
}

/// A row.
#[derive(Debug)]
pub struct Row<'a> {
    /// Who.
    pub participant: Id<'a>,
    /// On what.
    pub statement: Id<'a>,
    /// With the sign that the file has.
    pub vote: Vote,
    /// When; 0 where no column says so.
    pub time: i64,
    /// Where the next row begins.
    pub next: usize,
}

/// The row that begins at a place; `None` when it is not plain and has to be read with care.
#[inline]
pub fn plain<'a>(roles: &[Role], bytes: &'a [u8], start: usize) -> Option<Row<'a>> {
    let (none, vote_none) = (Id::Number(0), Vote::Pass);
    let mut row = Row { participant: none, statement: none, vote: vote_none, time: 0, next: start };
    let mut at = start;
    let mut left = roles.len();
    for role in roles {
        match role {
            Role::Participant => (row.participant, at) = id(bytes, at)?,
            Role::Statement => (row.statement, at) = id(bytes, at)?,
            Role::Vote => (row.vote, at) = vote(bytes, at)?,
            Role::Time => {
                let (number, end) = digits(bytes, at)?;
                (row.time, at) = (i64::try_from(number).ok()?, end);
            }
            Role::Other => at += bytes.get(at..)?.iter().position(|byte| ends(*byte))?,
        }
        left -= 1;
        at = match (bytes.get(at)?, left) {
            (b',', 1..) | (b'\n', 0) => at + 1,
            (b'\r', 0) if bytes.get(at + 1) == Some(&b'\n') => at + 2,
            _ => return None,
        };
    }
    row.next = at;
    Some(row)
}

/// Whether a cell may end before this byte, or has to be read with care from there on.
#[inline]
fn ends(byte: u8) -> bool {
    matches!(byte, b',' | b'\n' | b'\r' | b'"')
}

/// Without a branch on what the vote is: no processor can guess that.
#[inline]
fn vote(bytes: &[u8], at: usize) -> Option<(Vote, usize)> {
    let is_minus = *bytes.get(at)? == b'-';
    let end = at + usize::from(is_minus);
    let digit = *bytes.get(end)?;
    let is_sound = (digit == b'1') | ((digit == b'0') & !is_minus);
    let is_one = digit == b'1';
    let place = 1 + usize::from(is_one) - 2 * usize::from(is_one & is_minus);
    is_sound.then_some((Vote::ALL[place.min(2)], end + 1))
}

const ZEROS: u64 = u64::from_le_bytes(*b"00000000");
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
/// Added to a byte it reaches the high bit from ten on.
const TO_HIGH_BIT: u64 = 0x7676_7676_7676_7676;

/// A number of at most 19 digits without leading zeros, and where it ends.
#[inline]
fn digits(bytes: &[u8], start: usize) -> Option<(u64, usize)> {
    let eight = bytes.get(start..)?.first_chunk::<8>();
    let Some(eight) = eight else { return many_digits(bytes, start) };
    let word = u64::from_le_bytes(*eight) ^ ZEROS;
    let others = (word.wrapping_add(TO_HIGH_BIT) | word) & HIGH_BITS;
    // Up to the first byte that is no digit; a carry can only have changed what comes after it.
    let bits = others.trailing_zeros() & !7;
    if bits == 64 {
        return many_digits(bytes, start);
    }
    let has_leading_zero = (word & 0xff == 0) & (bits > 8);
    if (bits == 0) | has_leading_zero {
        return None;
    }
    Some((eight_digits(word << (64 - bits)), start + (bits / 8) as usize))
}

/// The number that eight digits make, the first in the lowest byte: two, four, then all at once.
#[inline]
fn eight_digits(word: u64) -> u64 {
    let twos = (word.wrapping_mul(10) + (word >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (twos.wrapping_mul(100) + (twos >> 16)) & 0x0000_ffff_0000_ffff;
    (fours.wrapping_mul(10_000) + (fours >> 32)) & 0xffff_ffff
}

/// The same byte by byte, for numbers of more digits and for the end of a block.
fn many_digits(bytes: &[u8], start: usize) -> Option<(u64, usize)> {
    let rest = bytes.get(start..)?;
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    Some((ids::number(rest.get(..count)?)?, start + count))
}

#[inline]
fn id(bytes: &[u8], start: usize) -> Option<(Id<'_>, usize)> {
    match digits(bytes, start) {
        Some((number, end)) if bytes.get(end).is_some_and(|byte| ends(*byte)) => {
            Some((Id::Number(number), end))
        }
        _ => text(bytes, start),
    }
}

/// A text that is not empty and has no spaces around it.
fn text(bytes: &[u8], start: usize) -> Option<(Id<'_>, usize)> {
    let rest = bytes.get(start..)?;
    let text = rest.get(..rest.iter().position(|byte| ends(*byte))?)?;
    let is_trimmed = text.trim_ascii().len() == text.len() && !text.is_empty();
    is_trimmed.then_some((Id::Text(text), start + text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_length_are_read_wherever_they_stand() {
        let numbers = ["0", "7", "10", "42", "99999999", "12345678", "1234567", "123456789"];
        for number in numbers.into_iter().chain(["9999999999999999999", "1000000000000000001"]) {
            for after in [",", ",1,1,1,1,1,1", "\n", "/", ":", "\u{80}\u{ff}", "\0"] {
                let text = format!("x{number}{after}");
                let read = digits(text.as_bytes(), 1);
                assert_eq!(read, Some((number.parse().unwrap(), 1 + number.len())), "{text:?}");
            }
        }
    }

    #[test]
    fn what_is_no_plain_number_is_not_read_as_one() {
        for text in [
            "",
            ",",
            "-1,",
            "00,",
            "01,......",
            "01",
            "10000000000000000000,",
            " 1,.....",
            "/",
            ":",
        ] {
            assert_eq!(digits(text.as_bytes(), 0), None, "{text:?}");
        }
        assert_eq!(digits(b"1", 2), None);
    }

    #[test]
    fn only_three_values_are_votes() {
        assert_eq!(vote(b"1,", 0), Some((Vote::Agree, 1)));
        assert_eq!(vote(b"0,", 0), Some((Vote::Pass, 1)));
        assert_eq!(vote(b"-1", 0), Some((Vote::Disagree, 2)));
        for text in [&b""[..], b"-", b"-0", b"2", b"--1", b"+1", b" 1", b"x"] {
            assert_eq!(vote(text, 0), None, "{text:?}");
        }
    }
}
