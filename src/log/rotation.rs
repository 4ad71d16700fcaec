//! Signing keys that take over from each other, and the certificates that lead from the first one
//! to the present one.

use thiserror::Error;

use crate::log::chain::{self, SigningKey};
use crate::log::hex;

/// What a certificate begins with. Links are 32 bytes, so that no certificate can pass for one.
const BEGIN: &[u8] = b"beraad key rotation";

/// Rotations of one server: one a month for forty years.
pub const ROTATIONS_MAX: usize = 500;

/// The certificate with which a key hands over to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The public key that hands over.
    pub old: [u8; 32],
    /// The public key that takes over.
    pub new: [u8; 32],
    /// Ed25519 signature of the old key over `beraad key rotation`, the old and the new key.
    pub signature: [u8; 64],
}

impl Rotation {
    /// The certificate of a key for the one after it.
    #[must_use]
    pub fn certify(old: &SigningKey, new: [u8; 32]) -> Rotation {
        let public = old.public();
        let signature = old.sign_bytes(&message(&public, &new));
        Rotation { old: public, new, signature }
    }

    /// Whether the old key signed it.
    #[must_use]
    pub fn is_certified(&self) -> bool {
        chain::verify_bytes(&self.old, &message(&self.old, &self.new), &self.signature)
    }
}

fn message(old: &[u8; 32], new: &[u8; 32]) -> Vec<u8> {
    [BEGIN, old, new].concat()
}

/// Why certificates do not lead from a key to another.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BrokenKeys {
    /// More than there can be.
    #[error("there are {0} rotations, and at most {ROTATIONS_MAX} can be")]
    TooMany(usize),
    /// One that begins elsewhere than the one before it ended.
    #[error(
        "rotation {place} hands over from the key {found}, and the key before it is {expected}"
    )]
    Elsewhere {
        /// Which one, from 1.
        place: usize,
        /// The key that it should begin with.
        expected: String,
        /// The key that it begins with.
        found: String,
    },
    /// One to a key that was there before: commits could no longer be told apart by key.
    #[error("rotation {place} hands over to the key {key}, which was used before")]
    Again {
        /// Which one, from 1.
        place: usize,
        /// The key.
        key: String,
    },
    /// One that the old key did not sign.
    #[error(
        "rotation {place} is not signed by the key {key} that it hands over from: it is forged"
    )]
    Forged {
        /// Which one, from 1.
        place: usize,
        /// The key.
        key: String,
    },
}

/// Public keys that took over from each other, oldest first; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyChain(Vec<[u8; 32]>);

impl KeyChain {
    /// The keys that certificates lead to from the first one.
    ///
    /// # Errors
    /// [`BrokenKeys`] at the first certificate that does not hold.
    pub fn new(first: [u8; 32], rotations: &[Rotation]) -> Result<KeyChain, BrokenKeys> {
        if rotations.len() > ROTATIONS_MAX {
            return Err(BrokenKeys::TooMany(rotations.len()));
        }
        let (mut keys, mut last) = (vec![first], first);
        for (place, rotation) in (1..).zip(rotations) {
            if rotation.old != last {
                let (expected, found) = (hex::encode(&last), hex::encode(&rotation.old));
                return Err(BrokenKeys::Elsewhere { place, expected, found });
            }
            if keys.contains(&rotation.new) {
                return Err(BrokenKeys::Again { place, key: hex::encode(&rotation.new) });
            }
            if !rotation.is_certified() {
                return Err(BrokenKeys::Forged { place, key: hex::encode(&rotation.old) });
            }
            last = rotation.new;
            keys.push(last);
        }
        Ok(KeyChain(keys))
    }

    /// The keys, oldest first.
    #[must_use]
    pub fn keys(&self) -> &[[u8; 32]] {
        &self.0
    }

    /// The place of the key that signed a link, among those from a place on: the older ones have
    /// handed over.
    #[must_use]
    pub fn signer(&self, from: usize, link: &[u8; 32], signature: &[u8; 64]) -> Option<usize> {
        let later = self.0.iter().enumerate().skip(from);
        let mut signed = later.filter(|(_, key)| chain::verify(key, link, signature));
        signed.next().map(|(place, _)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::entropy::SeededEntropy;

    fn key(seed: u64) -> SigningKey {
        SigningKey::ephemeral(&SeededEntropy::new(seed))
    }

    #[test]
    fn certificates_lead_from_key_to_key() {
        let (first, second, third) = (key(1), key(2), key(3));
        let rotations = [
            Rotation::certify(&first, second.public()),
            Rotation::certify(&second, third.public()),
        ];
        let keys = KeyChain::new(first.public(), &rotations).unwrap();
        assert_eq!(keys.keys(), [first.public(), second.public(), third.public()]);
        let link = [7; 32];
        assert_eq!(keys.signer(0, &link, &first.sign(&link)), Some(0));
        assert_eq!(keys.signer(1, &link, &first.sign(&link)), None);
        assert_eq!(keys.signer(1, &link, &third.sign(&link)), Some(2));
        assert_eq!(keys.signer(0, &link, &key(4).sign(&link)), None);
    }

    #[test]
    fn a_certificate_that_does_not_hold_is_named() {
        let (first, second) = (key(1), key(2));
        let sound = Rotation::certify(&first, second.public());
        let forged = Rotation { new: key(3).public(), ..sound.clone() };
        let found = KeyChain::new(first.public(), &[forged]);
        assert!(matches!(found, Err(BrokenKeys::Forged { place: 1, .. })));
        let found = KeyChain::new(key(4).public(), std::slice::from_ref(&sound));
        assert!(matches!(found, Err(BrokenKeys::Elsewhere { place: 1, .. })));
        let back = Rotation::certify(&second, first.public());
        let found = KeyChain::new(first.public(), &[sound.clone(), back]);
        assert!(matches!(found, Err(BrokenKeys::Again { place: 2, .. })));
        let many = vec![sound; ROTATIONS_MAX + 1];
        assert_eq!(KeyChain::new(first.public(), &many), Err(BrokenKeys::TooMany(501)));
    }
}
