//! The remembered requests in order, in chunks that a snapshot can share.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use crate::domain::ids::Timestamp;
#[cfg(test)]
use crate::engine::snapshot::image::Shapes;
use crate::engine::snapshot::image::{Damaged, Image, Reader, put_varint, unzigzag, zigzag};
use crate::log::StoredRequest;

/// Requests in a chunk: what is copied at most because a snapshot still reads it.
const CHUNK: usize = 4096;

/// What is remembered of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct Remembered {
    /// Its id.
    pub(in crate::engine) id: [u8; 16],
    /// First sequence that it wrote, which leads to its commit.
    pub(in crate::engine) first: u64,
    /// The moment of its commit.
    pub(in crate::engine) at: Timestamp,
}

impl Remembered {
    pub(in crate::engine) fn of(request: &StoredRequest, at: Timestamp) -> Remembered {
        Remembered { id: request.id, first: request.first_sequence, at }
    }
}

/// Requests in order of their commits. A clone shares the chunks.
#[derive(Debug, Clone, Default)]
pub(in crate::engine) struct Ring {
    /// All but the last are full.
    chunks: VecDeque<Arc<Vec<Remembered>>>,
    /// Position of the first one in the first chunk.
    base: u64,
    /// How many of the first chunk are forgotten.
    gone: usize,
}

impl Ring {
    /// An empty one whose first position is another than 0.
    #[cfg(test)]
    pub(in crate::engine) fn from_position(base: u64) -> Ring {
        Ring { base, ..Ring::default() }
    }

    /// How many there are.
    pub(in crate::engine) fn len(&self) -> usize {
        let last = self.chunks.back().map_or(0, |last| last.len());
        self.chunks.len().saturating_sub(1) * CHUNK + last - self.gone
    }

    /// The positions that are taken: one keeps its position until it is forgotten.
    pub(in crate::engine) fn positions(&self) -> Range<u64> {
        let first = self.base + self.gone as u64;
        first..first + self.len() as u64
    }

    /// The one at a position that is taken.
    pub(in crate::engine) fn at(&self, position: u64) -> &Remembered {
        let offset = (position - self.base) as usize;
        &self.chunks[offset / CHUNK][offset % CHUNK]
    }

    /// The oldest.
    pub(in crate::engine) fn oldest(&self) -> Option<&Remembered> {
        self.chunks.front()?.get(self.gone)
    }

    /// Adds the newest, and tells its position.
    pub(in crate::engine) fn push(&mut self, request: Remembered) -> u64 {
        let position = self.positions().end;
        match self.chunks.back_mut().filter(|last| last.len() < CHUNK) {
            Some(last) => Arc::make_mut(last).push(request),
            None => self.chunks.push_back(Arc::new(vec![request])),
        }
        position
    }

    /// Forgets the oldest.
    pub(in crate::engine) fn pop(&mut self) {
        self.gone += 1;
        if self.chunks.front().is_some_and(|first| first.len() == self.gone) {
            self.chunks.pop_front();
            self.base += self.gone as u64;
            self.gone = 0;
        }
    }

    fn iter(&self) -> impl Iterator<Item = &Remembered> {
        self.chunks.iter().flat_map(|chunk| chunk.iter()).skip(self.gone)
    }
}

/// Two of the same requests in the same order; positions are nobody's business.
impl PartialEq for Ring {
    fn eq(&self, other: &Ring) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

/// Sequences and moments as differences from the one before.
impl Image for Ring {
    fn put(&self, out: &mut Vec<u8>) {
        out.reserve(self.len() * 19);
        put_varint(self.len() as u64, out);
        let (mut sequence, mut moment) = (0_u64, 0_i64);
        for Remembered { id, first, at } in self.iter() {
            id.put(out);
            put_varint(zigzag(first.wrapping_sub(sequence) as i64), out);
            put_varint(zigzag(at.0.wrapping_sub(moment)), out);
            (sequence, moment) = (*first, at.0);
        }
    }

    fn take(from: &mut Reader<'_>) -> Result<Ring, Damaged> {
        let mut ring = Ring::default();
        let (mut sequence, mut moment) = (0_u64, 0_i64);
        for _ in 0..from.count()? {
            let id = Image::take(from)?;
            sequence = sequence.wrapping_add(unzigzag(from.varint()?) as u64);
            moment = moment.wrapping_add(unzigzag(from.varint()?));
            if sequence == 0 {
                return Err(Damaged("a request wrote nowhere"));
            }
            ring.push(Remembered { id, first: sequence, at: Timestamp(moment) });
        }
        Ok(ring)
    }

    #[cfg(test)]
    fn shape(_: &mut Shapes) -> String {
        "differences of id, first, at".to_owned()
    }
}
