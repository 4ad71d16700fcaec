//! The signing key of a server over the years: the key file, the file beside it with every public
//! key and its certificate, and the rotation from one key to the next.
//!
//! A rotation is safe against a crash at any moment, because the certificate is durable before the
//! old secret is destroyed. It writes the new secret to `signing.next`, then the certificate to
//! `signing.history`, and then puts the new secret in the place of the old one. Whoever finds a
//! certificate for the key in `signing.next` finishes that; without one, that key never signed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use zeroize::Zeroizing;

use crate::domain::ids::Timestamp;
use crate::log::chain::SigningKey;
use crate::log::entropy::Entropy;
use crate::log::hex;
use crate::log::keyfile::{self, KeyFileError};
use crate::log::rotation::{BrokenKeys, KeyChain, ROTATIONS_MAX, Rotation};

/// A key of the server, and since when it signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInUse {
    /// The public key.
    pub public: [u8; 32],
    /// Since when, as in RFC 3339; the operator's own word.
    pub since: String,
}

/// The file with the key in a data folder.
#[must_use]
pub fn path_in(folder: &Path) -> PathBuf {
    folder.join("signing.key")
}

/// The keys of a server, the first first; the last one is in use.
///
/// # Errors
/// [`KeyFileError`] when there is none or a file cannot be used.
pub fn listed(path: &Path) -> Result<Vec<KeyInUse>, KeyFileError> {
    let history = History::read(path)?;
    let secret = history.secret(path)?;
    let secret = secret.ok_or_else(|| KeyFileError::Missing { path: path.to_owned() })?;
    history.or_of(path, &secret).map(|history| history.keys)
}

/// Makes a new key that takes over, certified by the old one, and destroys the old secret. The
/// caller sees to it that no server uses the folder.
///
/// # Errors
/// [`KeyFileError`] when there is no key, a file cannot be used, or there were too many rotations.
pub fn rotate(path: &Path, entropy: &dyn Entropy, at: Timestamp) -> Result<(), KeyFileError> {
    let history = settle(path)?;
    let secret = keyfile::read(path)?;
    let secret = secret.ok_or_else(|| KeyFileError::Missing { path: path.to_owned() })?;
    let mut history = history.or_of(path, &secret)?;
    let broken = BrokenKeys::TooMany(history.rotations.len() + 1);
    if history.rotations.len() >= ROTATIONS_MAX {
        return Err(KeyFileError::Certificates { path: history_of(path), broken });
    }
    let new = keyfile::create(&next_of(path), entropy)?;
    let old = SigningKey::from_secret(&secret);
    let public = SigningKey::from_secret(&new).public();
    history.rotations.push(Rotation::certify(&old, public));
    history.keys.push(KeyInUse { public, since: at.to_string() });
    history.write(path)?;
    take_over(path)
}

/// The key in the file, or a new one where there was none, and the certificates that lead to it.
pub(super) fn load_or_create(
    path: &Path,
    entropy: &dyn Entropy,
) -> Result<(Zeroizing<[u8; 32]>, Vec<Rotation>), KeyFileError> {
    let history = settle(path)?;
    Ok((keyfile::load_or_create(path, entropy)?, history.rotations))
}

/// Finishes a rotation that was interrupted, and checks that the certificates lead to the key.
fn settle(path: &Path) -> Result<History, KeyFileError> {
    let history = History::read(path)?;
    let current = keyfile::read(path)?;
    let next = keyfile::read(&next_of(path))?;
    let is_last = |secret: &Zeroizing<[u8; 32]>| history.leads_to(secret);
    match (history.keys.is_empty(), &current, &next) {
        (true, _, None) => {}
        (false, Some(current), None) if is_last(current) => {}
        (false, _, Some(next)) if is_last(next) => take_over(path)?,
        (true, _, Some(_)) => forget_next(path)?,
        (false, Some(current), Some(_)) if is_last(current) => forget_next(path)?,
        _ => return Err(KeyFileError::NotLast { path: path.to_owned() }),
    }
    Ok(history)
}

fn history_of(path: &Path) -> PathBuf {
    path.with_extension("history")
}

fn next_of(path: &Path) -> PathBuf {
    path.with_extension("next")
}

/// Removes a key that no certificate names: it never signed.
fn forget_next(path: &Path) -> Result<(), KeyFileError> {
    let next = next_of(path);
    let removed = fs::remove_file(&next).and_then(|()| keyfile::sync_folder(path));
    removed.map_err(|source| KeyFileError::Io { path: next, source })
}

/// Puts the next key in the place of the present one, and writes over the bytes of that.
fn take_over(path: &Path) -> Result<(), KeyFileError> {
    let failed = |source| KeyFileError::Io { path: path.to_owned(), source };
    let old = match OpenOptions::new().write(true).open(path) {
        Ok(file) => Some(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    let renamed = fs::rename(next_of(path), path).and_then(|()| keyfile::sync_folder(path));
    renamed.map_err(failed)?;
    old.map_or(Ok(()), wipe).map_err(failed)
}

fn wipe(mut file: File) -> io::Result<()> {
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX).min(4096);
    file.write_all(&vec![b'0'; length])?;
    file.sync_all()
}

/// What the file beside the key holds: a line for each key, with since when, the public key in
/// hexadecimal, and the certificate by the key before it, or `-` for the first.
#[derive(Debug, Default)]
struct History {
    keys: Vec<KeyInUse>,
    rotations: Vec<Rotation>,
}

impl History {
    fn read(path: &Path) -> Result<History, KeyFileError> {
        let own = history_of(path);
        let text = match fs::read_to_string(&own) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(History::default()),
            Err(source) => return Err(KeyFileError::Io { path: own, source }),
        };
        let mut history = History::default();
        for (line, entry) in (1..).zip(text.lines()) {
            let rule = history.add(entry).err();
            if let Some(rule) = rule {
                return Err(KeyFileError::History { path: own, line, rule });
            }
        }
        let Some(first) = history.keys.first() else {
            let rule = "a file with certificates begins with the first key";
            return Err(KeyFileError::History { path: own, line: 1, rule });
        };
        match KeyChain::new(first.public, &history.rotations) {
            Ok(_) => Ok(history),
            Err(broken) => Err(KeyFileError::Certificates { path: own, broken }),
        }
    }

    fn add(&mut self, line: &str) -> Result<(), &'static str> {
        let [since, public, signature] = line.split(' ').collect::<Vec<_>>()[..] else {
            return Err("a line holds since when, a public key, and its certificate or -");
        };
        let new = hex::decode(public.as_bytes()).ok_or("a public key is 64 hexadecimal digits")?;
        match (self.keys.last(), signature) {
            (None, "-") => {}
            (Some(old), signature) => {
                let rule = "a certificate is 128 hexadecimal digits";
                let signature = hex::decode(signature.as_bytes()).ok_or(rule)?;
                self.rotations.push(Rotation { old: old.public, new, signature });
            }
            (None, _) => return Err("the first key has no certificate, but -"),
        }
        self.keys.push(KeyInUse { public: new, since: since.to_owned() });
        Ok(())
    }

    /// The history when there is one; otherwise that of a key which was never rotated.
    fn or_of(self, path: &Path, secret: &[u8; 32]) -> Result<History, KeyFileError> {
        if !self.keys.is_empty() {
            return Ok(self);
        }
        let failed = |source| KeyFileError::Io { path: path.to_owned(), source };
        let written = fs::metadata(path).and_then(|file| file.modified()).map_err(failed)?;
        let written_ms = written.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let since = Timestamp(i64::try_from(written_ms).unwrap_or_default()).to_string();
        let public = SigningKey::from_secret(secret).public();
        Ok(History { keys: vec![KeyInUse { public, since }], rotations: Vec::new() })
    }

    /// The secret of the last key: in its place, or where an interrupted rotation left it.
    fn secret(&self, path: &Path) -> Result<Option<Zeroizing<[u8; 32]>>, KeyFileError> {
        let current = keyfile::read(path)?;
        if self.keys.is_empty() || current.as_ref().is_some_and(|secret| self.leads_to(secret)) {
            return Ok(current);
        }
        let next = keyfile::read(&next_of(path))?.filter(|secret| self.leads_to(secret));
        next.map(Some).ok_or_else(|| KeyFileError::NotLast { path: path.to_owned() })
    }

    fn leads_to(&self, secret: &[u8; 32]) -> bool {
        let public = SigningKey::from_secret(secret).public();
        self.keys.last().is_some_and(|last| last.public == public)
    }

    fn write(&self, path: &Path) -> Result<(), KeyFileError> {
        let certified = self.rotations.iter().map(|rotation| hex::encode(&rotation.signature));
        let certificates = std::iter::once("-".to_owned()).chain(certified);
        let line = |(key, certificate): (&KeyInUse, String)| {
            format!("{} {} {certificate}\n", key.since, hex::encode(&key.public))
        };
        let text: String = self.keys.iter().zip(certificates).map(line).collect();
        let own = history_of(path);
        let failed = |source| KeyFileError::Io { path: own.clone(), source };
        keyfile::replace(&own, text.as_bytes()).map_err(failed)
    }
}

#[cfg(test)]
mod tests;
