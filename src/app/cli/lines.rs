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

/// The text behind a byte order mark.
///
/// # Errors
/// The line and the column of the first byte that is no UTF-8.
pub fn utf8(bytes: &[u8]) -> Result<&str, (u64, u64)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let sound = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let line = sound.matches('\n').count() as u64 + 1;
        let column = sound.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1;
        (line, column)
    })
}
