//! One plain row of a table of votes, byte by byte: no quotes, and nothing wrong with it.

use crate::app::cli::analyze::read::header::Columns;

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
    /// -1, 0 or 1.
    pub vote: i8,
    /// When; 0 where no column says so.
    pub time: i64,
    /// Where the next row begins.
    pub next: usize,
}

/// The row that begins at a place; `None` when it is not plain and has to be read with care.
#[inline]
pub fn plain<'a>(roles: &[Role], bytes: &'a [u8], start: usize) -> Option<Row<'a>> {
    let mut row =
        Row { participant: Id::Number(0), statement: Id::Number(0), vote: 0, time: 0, next: start };
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

#[inline]
fn vote(bytes: &[u8], at: usize) -> Option<(i8, usize)> {
    match bytes.get(at)? {
        b'1' => Some((1, at + 1)),
        b'0' => Some((0, at + 1)),
        b'-' if bytes.get(at + 1) == Some(&b'1') => Some((-1, at + 2)),
        _ => None,
    }
}

/// A number of at most 19 digits without leading zeros, and where it ends.
#[inline]
fn digits(bytes: &[u8], start: usize) -> Option<(u64, usize)> {
    let mut number = 0_u64;
    let mut at = start;
    while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|d| *d < 10) {
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    let is_plain = match at - start {
        1 => true,
        2..=19 => bytes.get(start) != Some(&b'0'),
        _ => false,
    };
    is_plain.then_some((number, at))
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
