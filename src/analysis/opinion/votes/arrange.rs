//! Putting votes in order: those of a participant together, each in order of statement.

use crate::analysis::opinion::parts::{in_parts, parts_for, ranges};
use crate::analysis::opinion::votes::{Arrival, column_of};

/// In how many blocks rows are put together, about, and how many arrivals at a time.
pub(super) const BLOCKS: usize = 128;
pub(super) const CHUNK: usize = 1 << 18;

/// The number of arrivals of each row.
pub(super) fn counts(rows: usize, arrivals: &[Arrival], threads: usize) -> Vec<u32> {
    let parts = ranges(arrivals.len(), parts_for(arrivals.len(), threads));
    let counted = in_parts(parts, |part| {
        let mut counts = vec![0u32; rows];
        arrivals[part].iter().for_each(|arrival| counts[arrival.row()] += 1);
        counts
    });
    let add = |mut all: Vec<u32>, part: Vec<u32>| {
        all.iter_mut().zip(part).for_each(|(all, part)| *all += part);
        all
    };
    counted.into_iter().reduce(add).expect("at least one part")
}

/// Arrivals in order of their block of rows, else as they came.
#[derive(Default)]
pub(super) struct Blocks {
    sorted: Vec<Arrival>,
    /// Where each block begins, and where the last one ends.
    ends: Vec<usize>,
}

impl Blocks {
    /// Puts these in order; a block is so many binary digits of rows wide.
    pub(super) fn fill(&mut self, chunk: &[Arrival], shift: u32) {
        let block = |arrival: &Arrival| arrival.row() >> shift;
        self.ends.clear();
        self.ends.resize(2 * BLOCKS + 2, 0);
        chunk.iter().for_each(|arrival| self.ends[block(arrival) + 2] += 1);
        for at in 1..self.ends.len() {
            self.ends[at] += self.ends[at - 1];
        }
        self.sorted.resize(chunk.len(), Arrival::default());
        for arrival in chunk {
            let place = &mut self.ends[block(arrival) + 1];
            self.sorted[*place] = *arrival;
            *place += 1;
        }
    }

    /// The arrivals of a block.
    pub(super) fn of(&self, block: usize) -> &[Arrival] {
        &self.sorted[self.ends[block]..self.ends[block + 1]]
    }
}

/// What putting rows in order needs: for each column whether it was seen, and the last vote on it.
pub(super) struct Scratch {
    seen: Vec<u64>,
    votes: Vec<u8>,
}

impl Scratch {
    pub(super) fn new(columns: usize) -> Scratch {
        Scratch { seen: vec![0; columns.div_ceil(64)], votes: vec![0; columns] }
    }

    /// Puts codes in order of column, keeps the last of each column in front, and gives their
    /// number.
    pub(super) fn settle(&mut self, codes: &mut [u32]) -> u32 {
        if codes.len() * 16 < self.seen.len() {
            return settle_few(codes);
        }
        for code in &*codes {
            let column = column_of(*code);
            self.seen[column / 64] |= 1 << (column % 64);
            self.votes[column] = (code % 3) as u8;
        }
        let mut kept = 0;
        for (place, word) in self.seen.iter_mut().enumerate() {
            while *word != 0 {
                let column = place * 64 + word.trailing_zeros() as usize;
                *word &= *word - 1;
                codes[kept] = column as u32 * 3 + u32::from(self.votes[column]);
                kept += 1;
            }
        }
        kept as u32
    }
}

/// The same for a few codes among very many columns.
fn settle_few(codes: &mut [u32]) -> u32 {
    codes.sort_by_key(|code| column_of(*code));
    let mut kept = 0;
    for at in 0..codes.len() {
        if codes.get(at + 1).is_none_or(|next| column_of(*next) != column_of(codes[at])) {
            codes[kept] = codes[at];
            kept += 1;
        }
    }
    kept as u32
}
