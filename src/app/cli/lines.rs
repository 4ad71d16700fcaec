//! The lines of a table, as an editor counts them.

/// Counts the lines of the file itself: the reader's own count lags behind by one where lines end
/// in CR LF.
#[derive(Debug)]
pub struct Lines<'a> {
    bytes: &'a [u8],
    byte: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    /// From the beginning of a table.
    #[must_use]
    pub fn of(bytes: &'a [u8]) -> Lines<'a> {
        Lines { bytes, byte: 0, line: 1 }
    }

    /// The line in which a record begins; records come in order.
    pub fn at(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.map_or(self.byte, |position| position.byte() as usize);
        let ends = |byte: &&u8| **byte == b'\n' || **byte == b'\r';
        let rest = self.bytes.get(start..).unwrap_or_default();
        let start = start + rest.iter().take_while(ends).count();
        let passed = self.bytes.get(self.byte..start).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.byte = start;
        self.line
    }
}
