//! The votes of a conversation: who agreed with which statement, the latest vote of a pair only.

mod arrange;

use crate::analysis::opinion::parts::{in_parts, parts_for};
use crate::analysis::opinion::votes::arrange::{BLOCKS, Blocks, CHUNK, Scratch, counts};

/// What a participant thinks of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vote {
    /// Against it.
    Disagree,
    /// Saw it and takes no side.
    Pass,
    /// For it.
    Agree,
}

impl Vote {
    /// The three of them, from against to for.
    pub const ALL: [Vote; 3] = [Vote::Disagree, Vote::Pass, Vote::Agree];

    /// The vote with this sign, agree being 1; `None` for any other number.
    #[must_use]
    pub fn of(sign: i64) -> Option<Vote> {
        match sign {
            -1 => Some(Vote::Disagree),
            0 => Some(Vote::Pass),
            1 => Some(Vote::Agree),
            _ => None,
        }
    }

    /// The other side; a pass stays one.
    #[must_use]
    pub fn opposite(self) -> Vote {
        match self {
            Vote::Disagree => Vote::Agree,
            Vote::Pass => Vote::Pass,
            Vote::Agree => Vote::Disagree,
        }
    }

    /// Its sign: 1 for agree, 0 for pass, -1 for disagree.
    #[must_use]
    pub fn sign(self) -> i64 {
        self as i64 - 1
    }
}

/// A vote as it came in, in eight bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Arrival {
    row: u32,
    code: u32,
}

impl Arrival {
    /// The vote of a participant on a statement, both by position.
    ///
    /// # Panics
    /// When a position is beyond [`ROWS_MAX`] or [`COLUMNS_MAX`].
    #[must_use]
    #[inline]
    pub fn new(row: usize, column: usize, vote: Vote) -> Arrival {
        assert!(row < ROWS_MAX && column < COLUMNS_MAX, "a position within the limits");
        Arrival { row: row as u32, code: code(column, vote) }
    }

    /// The participant, by position.
    #[must_use]
    #[inline]
    pub fn row(self) -> usize {
        self.row as usize
    }

    /// The statement, by position.
    #[must_use]
    #[inline]
    pub fn column(self) -> usize {
        column_of(self.code)
    }

    /// The vote.
    #[must_use]
    #[inline]
    pub fn vote(self) -> Vote {
        vote_of(self.code)
    }
}

/// The place of each participant when they are put in order of appearance as the reference sees it,
/// with all votes at once in order of statement and then of participant.
#[must_use]
pub fn reference_order(rows: usize, arrivals: &[Arrival]) -> Vec<usize> {
    let mut first = vec![usize::MAX; rows];
    for arrival in arrivals {
        let first = &mut first[arrival.row()];
        *first = (*first).min(arrival.column());
    }
    let mut order: Vec<usize> = (0..rows).collect();
    order.sort_by_key(|row| first[*row]);
    let mut places = vec![0; rows];
    order.into_iter().enumerate().for_each(|(place, row)| places[row] = place);
    places
}

/// The most participants of one conversation.
pub const ROWS_MAX: usize = u32::MAX as usize;

/// The most statements of one conversation.
pub const COLUMNS_MAX: usize = u32::MAX as usize / 3;

/// A statement and a vote in one number: three times the column, plus 0, 1 or 2.
fn code(column: usize, vote: Vote) -> u32 {
    column as u32 * 3 + vote as u32
}

/// The column of a code.
pub(super) fn column_of(code: u32) -> usize {
    (code / 3) as usize
}

/// The vote of a code.
pub(super) fn vote_of(code: u32) -> Vote {
    Vote::ALL[(code % 3) as usize]
}

/// A matrix of votes, participants by statements, of which most cells are empty. Rows lie in one
/// block, each in order of column and with room to grow, so that walking all votes is walking
/// through memory, and one more vote moves at most its own row.
#[derive(Debug, Clone, Default)]
pub struct Votes {
    columns: usize,
    rows: Vec<Row>,
    codes: Vec<u32>,
    len: usize,
}

/// Where the votes of one participant lie.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    start: usize,
    len: u32,
    room: u32,
}

impl Row {
    fn range(self) -> std::ops::Range<usize> {
        self.start..self.start + self.len as usize
    }
}

impl Votes {
    /// The votes of so many participants on so many statements, from what came in: of a pair the
    /// latest counts.
    ///
    /// # Panics
    /// When an arrival lies outside of that, or there are more of either than the limits allow.
    #[must_use]
    pub fn new(rows: usize, columns: usize, arrivals: &[Arrival], threads: usize) -> Votes {
        assert!(rows <= ROWS_MAX && columns <= COLUMNS_MAX, "sizes within the limits");
        let mut votes = Votes { columns, rows: Vec::with_capacity(rows), ..Votes::default() };
        let mut start = 0;
        for room in counts(rows, arrivals, threads) {
            votes.rows.push(Row { start, len: 0, room });
            start += room as usize;
        }
        votes.codes = vec![0; start];
        votes.scatter(arrivals, threads);
        votes.settle(threads);
        votes
    }

    /// Puts each arrival behind those of its row. Some at a time are first put in order of blocks
    /// of rows, so that what is written to at one time stays close to the processor.
    fn scatter(&mut self, arrivals: &[Arrival], threads: usize) {
        let threads = parts_for(arrivals.len(), threads);
        let wide = (self.rows.len() / BLOCKS + 1).next_power_of_two();
        let per_thread = (self.rows.len().div_ceil(wide)).div_ceil(threads) * wide;
        let mut all: Vec<Blocks> = (0..threads).map(|_| Blocks::default()).collect();
        for some in arrivals.chunks(threads * CHUNK) {
            let chunks = some.chunks(CHUNK).zip(&mut all).collect();
            in_parts(chunks, |(chunk, blocks): (_, &mut Blocks)| blocks.fill(chunk, wide.ilog2()));
            let sorted = &all[..some.len().div_ceil(CHUNK)];
            let mut jobs = Vec::new();
            let (mut rows, mut codes) = (&mut self.rows[..], &mut self.codes[..]);
            let mut block = 0;
            while !rows.is_empty() {
                let (now, later) = rows.split_at_mut(per_thread.min(rows.len()));
                let room = now.iter().map(|row| row.room as usize).sum();
                let (here, there) = codes.split_at_mut(room);
                jobs.push((now, here, block));
                block += per_thread / wide;
                (rows, codes) = (later, there);
            }
            in_parts(jobs, |(rows, codes, first_block)| {
                let first = rows[0].start;
                let first_row = first_block * wide;
                for block in first_block..first_block + rows.len().div_ceil(wide) {
                    for chunk in sorted {
                        for arrival in chunk.of(block) {
                            let row = &mut rows[arrival.row() - first_row];
                            codes[row.start - first + row.len as usize] = arrival.code;
                            row.len += 1;
                        }
                    }
                }
            });
        }
    }

    /// Puts each row in order of column, and keeps the last of each pair.
    fn settle(&mut self, threads: usize) {
        let columns = self.columns;
        let threads = parts_for(self.codes.len(), threads);
        let mut jobs = Vec::new();
        let (mut rows, mut codes) = (&mut self.rows[..], &mut self.codes[..]);
        for part in 0..threads {
            let count = rows.len().div_ceil(threads - part);
            let (now, later) = rows.split_at_mut(count);
            let room = now.iter().map(|row| row.room as usize).sum();
            let (here, there) = codes.split_at_mut(room);
            jobs.push((now, here));
            (rows, codes) = (later, there);
        }
        let settled = in_parts(jobs, |(rows, codes)| {
            let mut scratch = Scratch::new(columns);
            let first = rows.first().map_or(0, |row| row.start);
            let mut kept = 0;
            for row in rows {
                let range = row.range();
                row.len = scratch.settle(&mut codes[range.start - first..range.end - first]);
                kept += row.len as usize;
            }
            kept
        });
        self.len = settled.into_iter().sum();
    }

    /// The number of participants.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The number of statements.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The number of votes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no vote.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The number of votes of a participant, passes included.
    #[must_use]
    pub fn count(&self, row: usize) -> usize {
        self.rows[row].len as usize
    }

    /// The votes of a participant, in order of statement.
    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = (usize, Vote)> + '_ {
        self.codes(row).iter().map(|code| (column_of(*code), vote_of(*code)))
    }

    /// The vote of a participant on a statement.
    #[must_use]
    pub fn get(&self, row: usize, column: usize) -> Option<Vote> {
        let codes = self.codes(row);
        let at = codes.binary_search_by_key(&column, |code| column_of(*code)).ok()?;
        Some(vote_of(codes[at]))
    }

    /// The votes of a participant as codes, in order of statement.
    pub(super) fn codes(&self, row: usize) -> &[u32] {
        &self.codes[self.rows[row].range()]
    }

    /// Makes room for so many participants and statements; what is there stays.
    ///
    /// # Panics
    /// When there are more of either than the limits allow.
    pub fn grow(&mut self, rows: usize, columns: usize) {
        assert!(rows <= ROWS_MAX && columns <= COLUMNS_MAX, "sizes within the limits");
        self.columns = self.columns.max(columns);
        if rows > self.rows.len() {
            self.rows.resize(rows, Row::default());
        }
    }

    /// Records a vote, and gives the one that it replaces.
    ///
    /// # Panics
    /// When it lies outside of the matrix; see [`Votes::grow`].
    pub fn set(&mut self, row: usize, column: usize, vote: Vote) -> Option<Vote> {
        assert!(column < self.columns, "a statement of the conversation");
        let codes = self.codes(row);
        match codes.binary_search_by_key(&column, |code| column_of(*code)) {
            Ok(at) => {
                let place = &mut self.codes[self.rows[row].start + at];
                let before = vote_of(*place);
                *place = code(column, vote);
                Some(before)
            }
            Err(at) => {
                if self.rows[row].len == self.rows[row].room {
                    self.move_row(row);
                }
                let place = &mut self.rows[row];
                place.len += 1;
                let codes = &mut self.codes[place.range()];
                let last = codes.len() - 1;
                codes.copy_within(at..last, at + 1);
                codes[at] = code(column, vote);
                self.len += 1;
                None
            }
        }
    }

    /// Gives a row that is full more room, at the end; when most of the block lies idle by that,
    /// all rows move together.
    fn move_row(&mut self, row: usize) {
        let Row { start, len, .. } = self.rows[row];
        let room = (len * 3 / 2).max(8);
        let moved = self.codes.len();
        self.codes.extend_from_within(start..start + len as usize);
        self.codes.resize(moved + room as usize, 0);
        self.rows[row] = Row { start: moved, len, room };
        if self.codes.len() > 4 * self.len + 1024 {
            let mut codes = Vec::with_capacity(2 * self.len);
            for row in &mut self.rows {
                let start = codes.len();
                codes.extend_from_slice(&self.codes[row.range()]);
                codes.resize(start + row.room.min(row.len + row.len / 4 + 1) as usize, 0);
                row.start = start;
                row.room = (codes.len() - start) as u32;
            }
            self.codes = codes;
        }
    }
}

#[cfg(test)]
mod tests;
