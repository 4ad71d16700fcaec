//! The vault: names, identities and free text, each under a key of its subject and class, so that
//! destroying a key destroys what it protects, in backups too.
//!
//! Whatever is sealed is `nonce ‖ ciphertext` of AES-256-GCM. The associated data says where the
//! bytes belong, so that a row moved to another place does not open.

use std::fmt;
use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

use crate::domain::ids::{DeliberationId, TextId, TextRef};
use crate::log::entropy::Entropy;
use crate::log::hex;
use crate::log::keyfile::{self, KeyFileError};
use crate::log::record::{SealedText, Subject, TextClass, WrappedKey};

#[cfg(test)]
mod tests;

const NONCE_BYTES: usize = 12;
const SALT_BYTES: usize = 32;

/// Why something sealed does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum VaultError {
    /// The key is not the one it was sealed with, or it was changed or moved.
    #[error("sealed bytes do not open: another key, or changed or moved since they were sealed")]
    DoesNotOpen,
    /// It opened, and what is inside has not the form it should have.
    #[error("sealed bytes open to something that is not a key or a salted text")]
    Malformed,
    /// The text is not the one that the reference was made for.
    #[error("the text does not have the digest that the log refers to")]
    OtherText,
}

/// SHA-256 over the text salt and the text, which is what a reference in the log holds.
#[must_use]
pub fn text_digest(salt: &[u8; 32], text: &str) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(text).finalize().into()
}

/// Makes the reference for a new text, and the salt that has to be sealed with it.
///
/// # Panics
/// Never: 32 hexadecimal digits are always a text id.
#[must_use]
pub fn new_text(entropy: &dyn Entropy, text: &str) -> (TextRef, [u8; 32]) {
    let (mut id, mut salt) = ([0; 16], [0; SALT_BYTES]);
    entropy.fill(&mut id);
    entropy.fill(&mut salt);
    let id = TextId::parse(&hex::encode(&id)).expect("32 hexadecimal digits are a text id");
    (TextRef { id, digest: text_digest(&salt, text) }, salt)
}

/// A secret of 32 bytes that is wiped when dropped and never printed.
struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    fn random(entropy: &dyn Entropy) -> Secret {
        let mut key = Zeroizing::new([0; 32]);
        entropy.fill(key.as_mut());
        Secret(key)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&(*self.0).into())
    }

    /// A random nonce of 96 bits is safe for 2^32 messages under one key; a subject writes far
    /// fewer texts, and a master key wraps far fewer keys.
    fn seal(&self, entropy: &dyn Entropy, plain: &[u8], place: &[u8]) -> Bytes {
        let mut nonce = [0; NONCE_BYTES];
        entropy.fill(&mut nonce);
        let ciphertext = self
            .cipher()
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: place })
            .expect("a text is shorter than the 64 gigabytes that AES-GCM can seal");
        [&nonce[..], &ciphertext].concat().into()
    }

    fn open(&self, sealed: &[u8], place: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (nonce, ciphertext) =
            sealed.split_first_chunk::<NONCE_BYTES>().ok_or(VaultError::DoesNotOpen)?;
        self.cipher()
            .decrypt(&Nonce::from(*nonce), Payload { msg: ciphertext, aad: place })
            .map(Zeroizing::new)
            .map_err(|_| VaultError::DoesNotOpen)
    }
}

/// Joins parts so that no other parts give the same bytes: each is led by its length.
fn place(parts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes
}

fn key_place(deliberation: &DeliberationId, subject: &Subject, class: TextClass) -> Vec<u8> {
    let class = match class {
        TextClass::Content => "content",
        TextClass::Identity => "identity",
    };
    let deliberation = deliberation.as_str();
    match subject {
        Subject::Deliberation => place(&["key", deliberation, class, "deliberation"]),
        Subject::Member(who) => {
            let member = who.member.as_ref().map_or("", |member| member.as_str());
            place(&["key", deliberation, class, "member", who.party.as_str(), member])
        }
    }
}

fn text_place(deliberation: &DeliberationId, id: &TextId) -> Vec<u8> {
    place(&["text", deliberation.as_str(), id.as_str()])
}

/// The key over all subjects' keys.
pub struct MasterKey(Secret);

impl MasterKey {
    /// The key in a file of mode 0600, made when there is no such file. Keep a copy of it apart
    /// from copies of the log: without it no text opens, and with it all do.
    ///
    /// # Errors
    /// [`KeyFileError`] when the file cannot be used, can be read by others or holds no key.
    pub fn load_or_create(path: &Path, entropy: &dyn Entropy) -> Result<MasterKey, KeyFileError> {
        keyfile::load_or_create(path, entropy).map(|key| MasterKey(Secret(key)))
    }

    /// A key that is gone when the process ends.
    #[must_use]
    pub fn ephemeral(entropy: &dyn Entropy) -> MasterKey {
        MasterKey(Secret::random(entropy))
    }

    /// Seals a subject's key for the vault.
    #[must_use]
    pub fn wrap(
        &self,
        entropy: &dyn Entropy,
        deliberation: &DeliberationId,
        key: &SubjectKey,
    ) -> WrappedKey {
        let (subject, class) = (key.subject.clone(), key.class);
        let place = key_place(deliberation, &subject, class);
        let wrapped = self.0.seal(entropy, key.secret.0.as_ref(), &place);
        WrappedKey { subject, class, wrapped }
    }

    /// Opens a subject's key.
    ///
    /// # Errors
    /// [`VaultError`] when it was wrapped by another master key, or changed or moved.
    pub fn open_key(
        &self,
        deliberation: &DeliberationId,
        key: &WrappedKey,
    ) -> Result<SubjectKey, VaultError> {
        let plain = self.0.open(&key.wrapped, &key_place(deliberation, &key.subject, key.class))?;
        let secret = <[u8; 32]>::try_from(&plain[..]).map_err(|_| VaultError::Malformed)?;
        Ok(SubjectKey {
            subject: key.subject.clone(),
            class: key.class,
            secret: Secret(Zeroizing::new(secret)),
        })
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

/// The key over all texts of one subject and class.
pub struct SubjectKey {
    subject: Subject,
    class: TextClass,
    secret: Secret,
}

impl SubjectKey {
    /// A new key for a subject and class.
    #[must_use]
    pub fn create(entropy: &dyn Entropy, subject: Subject, class: TextClass) -> SubjectKey {
        SubjectKey { subject, class, secret: Secret::random(entropy) }
    }

    /// Whose key it is.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// What kind of texts it protects.
    #[must_use]
    pub fn class(&self) -> TextClass {
        self.class
    }

    /// Seals a text with its salt.
    #[must_use]
    pub fn seal(
        &self,
        entropy: &dyn Entropy,
        deliberation: &DeliberationId,
        id: &TextId,
        salt: &[u8; 32],
        text: &str,
    ) -> SealedText {
        let plain = Zeroizing::new([&salt[..], text.as_bytes()].concat());
        SealedText {
            id: id.clone(),
            subject: self.subject.clone(),
            class: self.class,
            sealed: self.secret.seal(entropy, &plain, &text_place(deliberation, id)),
        }
    }

    /// Opens a text.
    ///
    /// # Errors
    /// [`VaultError`] when it was sealed under another key, or changed or moved.
    pub fn open(
        &self,
        deliberation: &DeliberationId,
        text: &SealedText,
    ) -> Result<OpenedText, VaultError> {
        let plain = self.secret.open(&text.sealed, &text_place(deliberation, &text.id))?;
        let (salt, text) = plain.split_first_chunk::<SALT_BYTES>().ok_or(VaultError::Malformed)?;
        let text = std::str::from_utf8(text).map_err(|_| VaultError::Malformed)?;
        Ok(OpenedText { salt: *salt, text: text.to_owned() })
    }
}

impl fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SubjectKey({:?}, {:?}, ..)", self.subject, self.class)
    }
}

/// A text with its salt, as it comes out of the vault. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenedText {
    /// The text salt.
    pub salt: [u8; 32],
    /// The text.
    pub text: String,
}

impl OpenedText {
    /// Checks that this is the text a reference was made for.
    ///
    /// # Errors
    /// [`VaultError::OtherText`] when it is not.
    pub fn check(&self, reference: &TextRef) -> Result<(), VaultError> {
        let same = text_digest(&self.salt, &self.text) == reference.digest;
        if same { Ok(()) } else { Err(VaultError::OtherText) }
    }
}

impl Drop for OpenedText {
    fn drop(&mut self) {
        self.salt.zeroize();
        self.text.zeroize();
    }
}

impl fmt::Debug for OpenedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenedText(..)")
    }
}
