//! The one port to randomness: everything that needs a random byte on this floor is handed one of
//! these, so that tests and simulations can repeat themselves.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use zeroize::Zeroize;

/// A source of random bytes.
pub trait Entropy: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// Bytes, and how many of them are left.
type Stock = ([u8; STOCK_BYTES], usize);

/// Bytes that a thread keeps ready: asking the system costs more than most that is asked for.
const STOCK_BYTES: usize = 1024;

thread_local! {
    /// Bytes of the operating system that were not given out yet.
    static STOCK: RefCell<Stock> = const { RefCell::new(([0; STOCK_BYTES], 0)) };
}

/// The operating system's source.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    /// # Panics
    /// When the operating system has no randomness: nothing could be sealed or salted then, and
    /// going on with a guess would be worse than stopping.
    #[expect(clippy::disallowed_methods, reason = "this is the port through which chance comes in")]
    fn fill(&self, buffer: &mut [u8]) {
        let fetch = |buffer: &mut [u8]| {
            getrandom::fill(buffer).expect("the operating system provides randomness");
        };
        if buffer.len() > STOCK_BYTES {
            return fetch(buffer);
        }
        STOCK.with_borrow_mut(|(stock, left)| {
            if *left < buffer.len() {
                fetch(stock);
                *left = STOCK_BYTES;
            }
            let taken = &mut stock[*left - buffer.len()..*left];
            buffer.copy_from_slice(taken);
            // Nobody finds later in memory what was given out.
            taken.zeroize();
            *left -= buffer.len();
        });
    }
}

/// A repeatable source, for tests and simulations only: who knows the seed knows every byte.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    blocks: AtomicU64,
}

impl SeededEntropy {
    /// The source that belongs to a seed.
    #[must_use]
    pub fn new(seed: u64) -> SeededEntropy {
        SeededEntropy { seed, blocks: AtomicU64::new(0) }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let block = self.blocks.fetch_add(1, Ordering::Relaxed);
            let digest = Sha256::new()
                .chain_update(self.seed.to_be_bytes())
                .chain_update(block.to_be_bytes())
                .finalize();
            chunk.copy_from_slice(&digest[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(entropy: &dyn Entropy) -> [u8; 48] {
        let mut bytes = [0; 48];
        entropy.fill(&mut bytes);
        bytes
    }

    #[test]
    fn a_seed_repeats_itself_and_two_draws_differ() {
        let (one, two) = (SeededEntropy::new(7), SeededEntropy::new(7));
        let first = draw(&one);
        assert_eq!(first, draw(&two));
        assert_ne!(first, draw(&one));
        assert_ne!(first, draw(&SeededEntropy::new(8)));
        assert_ne!(draw(&OsEntropy), draw(&OsEntropy));
    }
}
