//! The chain: digests, links and signatures that let anyone find a changed or missing event.

use std::fmt;
use std::path::Path;

use ed25519_dalek::{Signature, Signer, VerifyingKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::domain::ids::DeliberationId;
use crate::log::entropy::Entropy;
use crate::log::keyfile::KeyFileError;
use crate::log::keyring;
use crate::log::rotation::Rotation;

/// The link before the first commit.
pub const GENESIS: [u8; 32] = [0; 32];

/// SHA-256 over the payload salt and the payload bytes. The salt keeps a reader who may see only
/// the digest from trying out the few payloads that are possible.
#[must_use]
pub fn payload_digest(salt: &[u8; 32], payload: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(payload).finalize().into()
}

/// SHA-256 over the bytes of an envelope.
#[must_use]
pub fn envelope_digest(envelope: &[u8]) -> [u8; 32] {
    Sha256::digest(envelope).into()
}

/// The link of a commit: SHA-256 over the previous link, the deliberation's id, the first sequence
/// as 8 bytes big-endian, and the digest of each envelope in order.
#[must_use]
pub fn link(
    previous: &[u8; 32],
    deliberation: &DeliberationId,
    first_sequence: u64,
    envelope_digests: &[[u8; 32]],
) -> [u8; 32] {
    let mut link = LinkBuilder::new(previous, deliberation, first_sequence);
    envelope_digests.iter().for_each(|digest| link.add(digest));
    link.finish()
}

/// Computes a [`link`] one envelope at a time.
///
/// Two different inputs never give the same bytes to hash. The previous link has 32 bytes, and an
/// id has 1 to 63 characters out of letters, digits and hyphens. A sequence is stored as a signed
/// number and written by adding one at a time, so its first byte is 0 and cannot belong to the id:
/// the first zero byte behind the link ends the id. Eight bytes of sequence follow, and what is
/// left are whole digests of 32 bytes.
#[derive(Clone)]
pub struct LinkBuilder(Sha256);

impl LinkBuilder {
    /// Begins the link of a commit.
    #[must_use]
    pub fn new(previous: &[u8; 32], deliberation: &DeliberationId, first_sequence: u64) -> Self {
        LinkBuilder(
            Sha256::new()
                .chain_update(previous)
                .chain_update(deliberation.as_str())
                .chain_update(first_sequence.to_be_bytes()),
        )
    }

    /// Adds the digest of the next envelope.
    pub fn add(&mut self, envelope_digest: &[u8; 32]) {
        self.0.update(envelope_digest);
    }

    /// The link.
    #[must_use]
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// The key that signs links, with the certificates that lead to it from the first one. It is wiped
/// from memory when dropped and never printed.
pub struct SigningKey {
    key: ed25519_dalek::SigningKey,
    rotations: Vec<Rotation>,
}

impl SigningKey {
    /// The key in a file of mode 0600, made when there is no such file, and the certificates in
    /// the file beside it.
    ///
    /// # Errors
    /// [`KeyFileError`] when a file cannot be used, the key can be read by others or is none, or
    /// the certificates lead elsewhere.
    pub fn load_or_create(path: &Path, entropy: &dyn Entropy) -> Result<SigningKey, KeyFileError> {
        let (secret, rotations) = keyring::load_or_create(path, entropy)?;
        Ok(SigningKey { rotations, ..SigningKey::from_secret(&secret) })
    }

    pub(super) fn from_secret(secret: &[u8; 32]) -> SigningKey {
        let key = ed25519_dalek::SigningKey::from_bytes(secret);
        SigningKey { key, rotations: Vec::new() }
    }

    /// A key that is gone when the process ends.
    #[must_use]
    pub fn ephemeral(entropy: &dyn Entropy) -> SigningKey {
        let mut secret = Zeroizing::new([0; 32]);
        entropy.fill(secret.as_mut());
        SigningKey::from_secret(&secret)
    }

    /// The public key that verifies its signatures.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// The public key from which the certificates lead to this one: the one that was published.
    #[must_use]
    pub fn first_public(&self) -> [u8; 32] {
        self.rotations.first().map_or_else(|| self.public(), |rotation| rotation.old)
    }

    /// The certificates that lead to this key, oldest first.
    #[must_use]
    pub fn rotations(&self) -> &[Rotation] {
        &self.rotations
    }

    /// The public key, among this one and those before it, that signed a link; this one when none
    /// did.
    #[must_use]
    pub fn signer_of(&self, link: &[u8; 32], signature: &[u8; 64]) -> [u8; 32] {
        let mut older = self.rotations.iter().rev();
        let signed = |rotation: &&Rotation| verify(&rotation.old, link, signature);
        if self.rotations.is_empty() || verify(&self.public(), link, signature) {
            return self.public();
        }
        older.find(signed).map_or_else(|| self.public(), |rotation| rotation.old)
    }

    /// Signs a link.
    #[must_use]
    pub fn sign(&self, link: &[u8; 32]) -> [u8; 64] {
        self.sign_bytes(link)
    }

    pub(super) fn sign_bytes(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// Whether a signature over a link is of this public key. The strict check of Ed25519 is used, so
/// that all verifiers agree and a signature cannot be varied.
#[must_use]
pub fn verify(public: &[u8; 32], link: &[u8; 32], signature: &[u8; 64]) -> bool {
    verify_bytes(public, link, signature)
}

pub(super) fn verify_bytes(public: &[u8; 32], bytes: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public)
        .is_ok_and(|key| key.verify_strict(bytes, &Signature::from_bytes(signature)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::entropy::SeededEntropy;
    use crate::log::hex;

    fn id(text: &str) -> DeliberationId {
        DeliberationId::parse(text).unwrap()
    }

    /// Computed apart, with the coreutils: `printf` of the bytes through `sha256sum`.
    #[test]
    fn digests_are_what_the_contract_says() {
        assert_eq!(
            hex::encode(&payload_digest(&[0; 32], b"abc")),
            "365aa7d8f7f9402c4b9434502b4cc89ddb09fe50d7cd95b493b834c62d5a5370"
        );
        assert_eq!(
            hex::encode(&link(&GENESIS, &id("park"), 1, &[envelope_digest(b"one")])),
            "151ea4d86569884097d14087fc37cffd1c1ac6e33e59471762209d903e86a596"
        );
    }

    #[test]
    fn a_link_depends_on_every_part() {
        let (a, b) = (envelope_digest(b"a"), envelope_digest(b"b"));
        let whole = link(&GENESIS, &id("park"), 1, &[a, b]);
        assert_ne!(whole, link(&[1; 32], &id("park"), 1, &[a, b]));
        assert_ne!(whole, link(&GENESIS, &id("parc"), 1, &[a, b]));
        assert_ne!(whole, link(&GENESIS, &id("park"), 2, &[a, b]));
        assert_ne!(whole, link(&GENESIS, &id("park"), 1, &[b, a]));
        assert_ne!(whole, link(&GENESIS, &id("park"), 1, &[a]));
    }

    #[test]
    fn a_signature_holds_for_one_link_and_one_key() {
        let key = SigningKey::ephemeral(&SeededEntropy::new(1));
        let other = SigningKey::ephemeral(&SeededEntropy::new(2));
        let signature = key.sign(&[5; 32]);
        assert!(verify(&key.public(), &[5; 32], &signature));
        assert!(!verify(&key.public(), &[6; 32], &signature));
        assert!(!verify(&other.public(), &[5; 32], &signature));
        assert!(!verify(&[0xff; 32], &[5; 32], &signature));
        assert_eq!(format!("{key:?}"), "SigningKey(..)");
    }

    #[test]
    fn a_key_knows_which_key_before_it_signed() {
        let [first, second, third] =
            [1, 2, 3].map(|seed| SigningKey::ephemeral(&SeededEntropy::new(seed)));
        let keys = [first.public(), second.public(), third.public()];
        let signatures = [&first, &second, &third].map(|key| key.sign(&[5; 32]));
        let rotations = vec![
            Rotation::certify(&first, second.public()),
            Rotation::certify(&second, third.public()),
        ];
        let last = SigningKey { rotations, ..third };
        assert_eq!((last.first_public(), last.public()), (keys[0], keys[2]));
        for (key, signature) in keys.iter().zip(signatures) {
            assert_eq!(last.signer_of(&[5; 32], &signature), *key);
        }
    }
}
