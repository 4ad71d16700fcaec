//! What happened, in words: the end of it is printed when a seed fails, and the digest of all of
//! it is the same each time the seed is played.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

/// Lines that are kept.
const KEPT: usize = 60;

/// The trace of one world.
#[derive(Default)]
pub struct Trace {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    last: VecDeque<String>,
    digest: Sha256,
    lines: usize,
}

impl Trace {
    /// Writes a line.
    pub fn line(&self, line: String) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if std::env::var_os("SIMULATION_TRACE").is_some() {
            println!("{line}");
        }
        inner.digest.update(line.as_bytes());
        inner.digest.update([b'\n']);
        inner.lines += 1;
        if inner.last.len() == KEPT {
            inner.last.pop_front();
        }
        inner.last.push_back(line);
    }

    /// The last lines.
    pub fn last(&self) -> String {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.last.iter().map(|line| format!("  {line}\n")).collect()
    }

    /// A digest of all lines.
    pub fn digest(&self) -> [u8; 32] {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.digest.clone().finalize().into()
    }
}
