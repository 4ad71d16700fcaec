//! Bytes read from front to back. Behind their end everything is zero or empty, so that any bytes
//! mean something.

/// The bytes that were not read yet.
#[derive(Debug, Clone)]
pub struct Tape<'a> {
    left: &'a [u8],
}

impl<'a> Tape<'a> {
    /// All of these.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Tape<'a> {
        Tape { left: bytes }
    }

    /// Whether everything was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// The next so many bytes, or what is left.
    pub fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (taken, left) = self.left.split_at(count.min(self.left.len()));
        self.left = left;
        taken
    }

    /// Everything that is left.
    pub fn rest(&mut self) -> &'a [u8] {
        self.bytes(usize::MAX)
    }

    /// So many bytes, zeros behind the end.
    pub fn exactly<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        let taken = self.bytes(N);
        bytes[..taken.len()].copy_from_slice(taken);
        bytes
    }

    /// One byte.
    pub fn byte(&mut self) -> u8 {
        self.exactly::<1>()[0]
    }

    /// Two bytes as a number, lowest first.
    pub fn word(&mut self) -> u16 {
        u16::from_le_bytes(self.exactly())
    }

    /// Four bytes as a number, lowest first.
    pub fn number(&mut self) -> u32 {
        u32::from_le_bytes(self.exactly())
    }

    /// Bytes behind their length in two bytes.
    pub fn part(&mut self) -> &'a [u8] {
        let length = usize::from(self.word());
        self.bytes(length)
    }

    /// A byte's worth of choice among so many; 0 when there is nothing to choose.
    pub fn below(&mut self, most: usize) -> usize {
        usize::from(self.byte()) % most.max(1)
    }

    /// Changes bytes as the tape says: a place in two bytes, what is put there, and how many of
    /// the old ones go.
    pub fn edit(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..8 {
            if self.is_empty() {
                return;
            }
            let place = usize::from(self.word()) % (bytes.len() + 1);
            let (gone, more) = (self.below(64), self.below(64));
            let end = (place + gone).min(bytes.len());
            bytes.splice(place..end, self.bytes(more).iter().copied());
        }
    }
}
