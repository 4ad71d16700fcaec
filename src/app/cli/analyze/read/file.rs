//! Files as they lie on disk, packed with gzip or not.

use std::fs::File;
use std::io::{BufRead, BufReader, Chain, Cursor, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use crate::app::cli::analyze::read::limits::TABLE_BYTES_MAX;
use crate::app::cli::failure::Failure;
use crate::app::cli::lines::utf8;

const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Bytes that are read at once: more are not faster, and these stay in the cache.
const BLOCK_BYTES: usize = 1 << 18;

/// A file with the first bytes put back that told what it is.
type Begun = BufReader<Chain<Cursor<Vec<u8>>, File>>;

/// A file that is open to be read.
pub struct Opened {
    shown: String,
    bytes: Unpacked,
}

enum Unpacked {
    Plain(Begun),
    Gzip(Box<BufReader<MultiGzDecoder<Begun>>>),
}

impl Opened {
    /// Opens a file; its first bytes tell whether it is packed.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn at(path: &Path) -> Result<Opened, Failure> {
        let shown = path.display().to_string();
        let cannot = |error| Failure::io(format!("{shown} cannot be read: {error}"));
        let mut file = File::open(path).map_err(cannot)?;
        let mut first = Vec::with_capacity(GZIP.len());
        file.by_ref().take(GZIP.len() as u64).read_to_end(&mut first).map_err(cannot)?;
        let is_packed = first == GZIP;
        let begun = BufReader::with_capacity(BLOCK_BYTES, Cursor::new(first).chain(file));
        let bytes = if is_packed {
            let unpacked = MultiGzDecoder::new(begun);
            Unpacked::Gzip(Box::new(BufReader::with_capacity(BLOCK_BYTES, unpacked)))
        } else {
            Unpacked::Plain(begun)
        };
        Ok(Opened { shown, bytes })
    }

    /// Its bytes, unpacked.
    pub fn lines(self) -> Box<dyn BufRead> {
        match self.bytes {
            Unpacked::Plain(bytes) => Box::new(bytes),
            Unpacked::Gzip(bytes) => bytes,
        }
    }

    /// The first byte that is no white space, when one stands at the beginning.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn first(&mut self) -> Result<Option<u8>, Failure> {
        let begun = match &mut self.bytes {
            Unpacked::Plain(bytes) => bytes.fill_buf(),
            Unpacked::Gzip(bytes) => bytes.fill_buf(),
        };
        match begun {
            Ok(begun) => Ok(begun.iter().copied().find(|byte| !byte.is_ascii_whitespace())),
            Err(error) => Err(self.cannot(&error)),
        }
    }

    /// Hands over the bytes block by block, until `take` wants no more.
    ///
    /// # Errors
    /// When the file cannot be read or unpacked.
    pub fn blocks(mut self, mut take: impl FnMut(&[u8]) -> bool) -> Result<(), Failure> {
        loop {
            let read = match &mut self.bytes {
                Unpacked::Plain(bytes) => block(bytes, &mut take),
                Unpacked::Gzip(bytes) => block(bytes, &mut take),
            };
            match read {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.cannot(&error)),
            }
        }
    }

    /// The whole text, without a byte order mark.
    ///
    /// # Errors
    /// When the file cannot be read, is too large or is not UTF-8.
    pub fn text(self) -> Result<String, Failure> {
        let shown = self.shown.clone();
        let mut bytes = Vec::new();
        self.blocks(|block| {
            bytes.extend_from_slice(block);
            bytes.len() as u64 <= TABLE_BYTES_MAX
        })?;
        if bytes.len() as u64 > TABLE_BYTES_MAX {
            let rule = format!("has more than {TABLE_BYTES_MAX} bytes (TABLE_BYTES_MAX)");
            return Err(Failure::input(format!("{shown} {rule}; leave out what is not needed")));
        }
        if let Err((line, column)) = utf8(&bytes) {
            let rule = "this byte is no UTF-8; save the file as UTF-8";
            return Err(Failure::input(format!("{shown}:{line}:{column}: {rule}")));
        }
        let text = String::from_utf8(bytes).unwrap_or_default();
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }

    fn cannot(&self, error: &std::io::Error) -> Failure {
        let shown = &self.shown;
        match &self.bytes {
            Unpacked::Plain(_) => Failure::io(format!("{shown} cannot be read: {error}")),
            Unpacked::Gzip(_) => {
                let remedy = "pack it again, or give it unpacked";
                Failure::input(format!("{shown} cannot be unpacked as gzip: {error}; {remedy}"))
            }
        }
    }
}

/// Hands over one block; whether there may be more.
fn block(bytes: &mut impl BufRead, take: &mut impl FnMut(&[u8]) -> bool) -> std::io::Result<bool> {
    let block = bytes.fill_buf()?;
    let length = block.len();
    let wants_more = length > 0 && take(block);
    bytes.consume(length);
    Ok(wants_more)
}
