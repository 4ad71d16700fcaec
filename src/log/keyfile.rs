//! A secret of 32 bytes in a file that only its owner can read: one line of hexadecimal, so that
//! it can be copied to a safe.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;
use zeroize::Zeroizing;

use crate::log::entropy::Entropy;
use crate::log::hex;

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
    let failed = |source| KeyFileError::Io { path: path.to_owned(), source };
    match File::open(path) {
        Ok(file) => load(path, file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut key = Zeroizing::new([0; 32]);
            entropy.fill(key.as_mut());
            create(path, &key).map_err(failed)?;
            Ok(key)
        }
        Err(error) => Err(failed(error)),
    }
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
fn create(path: &Path, key: &[u8; 32]) -> io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let line = Zeroizing::new(hex::encode(key) + "\n");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(&unfinished)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
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
