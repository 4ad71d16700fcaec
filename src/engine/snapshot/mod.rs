//! Snapshots: the state of a deliberation as it was at one sequence, so that a reader waits for
//! the events behind it only.
//!
//! A snapshot is a cache of the log and never more than that. It is used when its version is
//! ours, its bytes are those that this server signed, and its link is that of the log at its
//! sequence; otherwise the log is replayed, and one line of the server's own log says why. What it
//! holds stands in the log too: references to texts, and no text.

mod acts;
mod column;
pub(super) mod image;
mod keeper;
mod names;
mod plain;
mod rules;
mod seats;
mod state;

use std::sync::Arc;

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::domain::ids::DeliberationId;
use crate::domain::state::Deliberation;
use crate::engine::requests::Ring;
use crate::log::chain::{SigningKey, verify};

pub use crate::engine::snapshot::image::Damaged;

pub(super) use image::{Image, Reader, image};
pub(super) use keeper::Keeper;

/// Version of what snapshots hold. It is raised whenever an image changes its shape, and whenever
/// the same events lead to another state: snapshots of other versions are left aside.
pub const SNAPSHOT_VERSION: u32 = 4;

/// What every snapshot begins with; it also keeps what is signed here apart from links.
const BEGIN: &[u8; 16] = b"beraad snapshot\n";

/// Bytes of digest and signature at the end.
const SEAL: usize = 32 + 64;

/// The image of a state.
#[must_use]
pub fn image_of(state: &Deliberation) -> Vec<u8> {
    let mut image = Vec::new();
    state.put(&mut image);
    image
}

/// The state behind an image.
///
/// # Errors
/// [`Damaged`] when the bytes are no image of a state.
pub fn state_of(image: &[u8]) -> Result<Deliberation, Damaged> {
    let mut reader = Reader::new(image);
    let state = Deliberation::take(&mut reader)?;
    reader.end().map(|()| state)
}

/// The state in a snapshot that a server with this public key kept.
///
/// # Errors
/// Why it would be left aside.
pub fn opened(
    bytes: &[u8],
    id: &DeliberationId,
    public: &[u8; 32],
) -> Result<Arc<Deliberation>, String> {
    let opened = Snapshot::open(bytes, id, public).map_err(|unfit| unfit.to_string())?;
    Ok(opened.state)
}

/// A state with all that a task needs to go on from it.
pub(super) struct Snapshot {
    pub(super) state: Arc<Deliberation>,
    /// Link of the commit that the state ends with.
    pub(super) link: [u8; 32],
    /// Signature over that link.
    pub(super) signature: [u8; 64],
    pub(super) requests: Ring,
}

/// Why a snapshot is not used.
#[derive(Debug, PartialEq, Eq, Error)]
pub(super) enum Unfit {
    /// It is too short, or begins otherwise.
    #[error("it is no snapshot")]
    Strange,
    /// It was made by another version of this program.
    #[error("its version is {0} and this program's is {SNAPSHOT_VERSION}")]
    Version(u32),
    /// Its bytes changed.
    #[error("its bytes do not have the digest at its end")]
    Digest,
    /// It was signed with another key.
    #[error("it is not signed with this server's key")]
    Signature,
    /// Its bytes mean nothing.
    #[error(transparent)]
    Damaged(#[from] Damaged),
    /// It is of another deliberation.
    #[error("it is of the deliberation {0}")]
    Other(DeliberationId),
    /// The log does not have its link at its sequence.
    #[error("the log does not have its link at sequence {0}")]
    NotOfThisLog(u64),
    /// Taking it ended in a panic.
    #[error("it cannot be taken")]
    Untakable,
}

impl Snapshot {
    /// The bytes that are kept.
    pub(super) fn seal(&self, key: &SigningKey) -> Vec<u8> {
        let mut bytes = BEGIN.to_vec();
        SNAPSHOT_VERSION.to_le_bytes().put(&mut bytes);
        self.state.id.put(&mut bytes);
        self.link.put(&mut bytes);
        self.signature.put(&mut bytes);
        self.state.put(&mut bytes);
        self.requests.put(&mut bytes);
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        digest.put(&mut bytes);
        key.sign(&digest).put(&mut bytes);
        bytes
    }

    /// The snapshot of a deliberation behind bytes that this server kept.
    pub(super) fn open(
        bytes: &[u8],
        id: &DeliberationId,
        public: &[u8; 32],
    ) -> Result<Snapshot, Unfit> {
        let body = bytes.len().checked_sub(SEAL).ok_or(Unfit::Strange)?;
        let (body, seal) = bytes.split_at(body);
        let mut reader = Reader::new(body);
        if reader.bytes(BEGIN.len()) != Ok(BEGIN) {
            return Err(Unfit::Strange);
        }
        let version = u32::from_le_bytes(Image::take(&mut reader)?);
        if version != SNAPSHOT_VERSION {
            return Err(Unfit::Version(version));
        }
        let (digest, signature) = Image::take(&mut Reader::new(seal))?;
        if digest != <[u8; 32]>::from(Sha256::digest(body)) {
            return Err(Unfit::Digest);
        }
        if !verify(public, &digest, &signature) {
            return Err(Unfit::Signature);
        }
        let other = DeliberationId::take(&mut reader)?;
        if other != *id {
            return Err(Unfit::Other(other));
        }
        let (link, signature) = (Image::take(&mut reader)?, Image::take(&mut reader)?);
        let snapshot = Snapshot {
            state: Arc::new(Deliberation::take(&mut reader)?),
            link,
            signature,
            requests: Ring::take(&mut reader)?,
        };
        reader.end()?;
        if snapshot.state.id != *id { Err(Unfit::Other(other)) } else { Ok(snapshot) }
    }
}

#[cfg(test)]
mod tests;
