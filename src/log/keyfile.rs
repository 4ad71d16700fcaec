//! A secret of 32 bytes in a file that only its owner can read: one line of hexadecimal, so that
//! it can be copied to a safe.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;
use zeroize::Zeroizing;

use crate::log::entropy::Entropy;
use crate::log::hex;
use crate::log::rotation::BrokenKeys;

/// Why a key file cannot be used.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// It cannot be read or written.
    #[error("key file {path} cannot be used")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Others than the owner can read it.
    #[error("key file {path} can be read by others (mode {mode:o}); make it mode 600")]
    Open {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The certificates in the file beside it do not hold.
    #[error("{path} does not hold: {broken}; restore it from a copy")]
    Certificates {
        /// The file with the certificates.
        path: PathBuf,
        /// Why.
        broken: BrokenKeys,
    },
    /// The file with certificates is none.
    #[error("{path}, line {line}: {rule}; restore it from a copy")]
    History {
        /// The file with the certificates.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What it should be.
        rule: &'static str,
    },
    /// The certificates lead to another key.
    #[error(
        "key file {path} is missing or holds another key than the certificates beside it \
             lead to; restore both from one copy"
    )]
    NotLast {
        /// The file with the key.
        path: PathBuf,
    },
    /// There is no key yet.
    #[error(
        "there is no key file {path}; the server makes it at its first start, or name the \
             folder of a server that has run"
    )]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// It holds something else than a key.
    #[error("key file {path} does not hold 64 hexadecimal digits; restore it from a copy")]
    Malformed {
        /// The file.
        path: PathBuf,
    },
}

/// The key in the file, or a new one that is in the file when this returns.
pub(crate) fn load_or_create(
    path: &Path,
    entropy: &dyn Entropy,
) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
    match read(path)? {
        Some(key) => Ok(key),
        None => create(path, entropy),
    }
}

/// The key in the file; `None` when there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<Zeroizing<[u8; 32]>>, KeyFileError> {
    match File::open(path) {
        Ok(file) => load(path, file).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(KeyFileError::Io { path: path.to_owned(), source }),
    }
}

/// A new key, which is in the file when this returns, in the place of what was there.
pub(super) fn create(
    path: &Path,
    entropy: &dyn Entropy,
) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
    let mut key = Zeroizing::new([0; 32]);
    entropy.fill(key.as_mut());
    let line = Zeroizing::new(hex::encode(&*key) + "\n");
    let failed = |source| KeyFileError::Io { path: path.to_owned(), source };
    replace(path, line.as_bytes()).map_err(failed)?;
    Ok(key)
}

fn load(path: &Path, file: File) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
    let failed = |source| KeyFileError::Io { path: path.to_owned(), source };
    let mode = mode(&file).map_err(failed)?;
    if mode & 0o077 != 0 {
        return Err(KeyFileError::Open { path: path.to_owned(), mode });
    }
    let mut text = Zeroizing::new(Vec::with_capacity(128));
    file.take(128).read_to_end(&mut text).map_err(failed)?;
    let key = hex::decode(text.trim_ascii());
    key.map(Zeroizing::new).ok_or_else(|| KeyFileError::Malformed { path: path.to_owned() })
}

/// Writes beside the file and renames, so that a crash leaves no half key under the final name.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    sync_folder(path)
}

/// Makes what happened to names beside this file durable.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn mode(file: &File) -> io::Result<u32> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &File) -> io::Result<u32> {
    Ok(0o600)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::log::entropy::SeededEntropy;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signing.key");
        let entropy = SeededEntropy::new(1);
        let made = load_or_create(&path, &entropy).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(*load_or_create(&path, &entropy).unwrap(), *made);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let refused = load_or_create(&path, &entropy);
        assert!(matches!(refused, Err(KeyFileError::Open { mode: 0o640, .. })));
    }

    #[test]
    fn a_damaged_key_file_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signing.key");
        let entropy = SeededEntropy::new(1);
        load_or_create(&path, &entropy).unwrap();
        fs::write(&path, "abc").unwrap();
        let refused = load_or_create(&path, &entropy);
        assert!(matches!(refused, Err(KeyFileError::Malformed { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"abc");
    }
}
