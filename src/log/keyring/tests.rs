//! Rotations, finished and interrupted.

use super::*;
use crate::log::entropy::SeededEntropy;

const AT: Timestamp = Timestamp(1_764_000_000_000);

struct Folder {
    folder: tempfile::TempDir,
    entropy: SeededEntropy,
}

impl Folder {
    fn new() -> Folder {
        let folder =
            Folder { folder: tempfile::tempdir().unwrap(), entropy: SeededEntropy::new(1) };
        folder.key();
        folder
    }

    fn path(&self) -> PathBuf {
        path_in(self.folder.path())
    }

    fn key(&self) -> SigningKey {
        SigningKey::load_or_create(&self.path(), &self.entropy).unwrap()
    }

    fn rotate(&self) {
        rotate(&self.path(), &self.entropy, AT).unwrap();
    }

    fn copy(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).unwrap()
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        keyfile::replace(&self.folder.path().join(name), bytes).unwrap();
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> =
            names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_unstable();
        names
    }
}

#[test]
fn each_key_certifies_the_next_and_its_secret_is_gone() {
    let folder = Folder::new();
    let first = folder.key().public();
    let secret = folder.copy("signing.key");
    assert_eq!(listed(&folder.path()).unwrap().len(), 1);
    folder.rotate();
    folder.rotate();
    let key = folder.key();
    assert_eq!((key.first_public(), key.rotations().len()), (first, 2));
    assert!(KeyChain::new(first, key.rotations()).is_ok());
    let keys = listed(&folder.path()).unwrap();
    assert_eq!(keys.len(), 3);
    assert_eq!((keys[2].public, keys[2].since.as_str()), (key.public(), "2025-11-24T16:00:00Z"));
    assert_eq!(folder.names(), ["signing.history", "signing.key"]);
    for name in folder.names() {
        let bytes = folder.copy(&name);
        assert!(!bytes.windows(64).any(|window| window == &secret[..64]), "{name}");
    }
}

/// A crash after each step: before the certificate the old key goes on, after it the new one.
#[test]
fn an_interrupted_rotation_is_undone_or_finished() {
    let folder = Folder::new();
    let first = folder.key().public();
    let secret = folder.copy("signing.key");
    folder.rotate();
    let (second, next) = (folder.key().public(), folder.copy("signing.key"));
    let history = folder.copy("signing.history");

    folder.put("signing.key", &secret);
    folder.put("signing.next", &next);
    fs::remove_file(folder.folder.path().join("signing.history")).unwrap();
    assert_eq!(folder.key().public(), first);
    assert_eq!(folder.names(), ["signing.key"]);

    folder.put("signing.next", &next);
    folder.put("signing.history", &history);
    assert_eq!(listed(&folder.path()).unwrap().len(), 2);
    assert_eq!((folder.key().public(), folder.key().first_public()), (second, first));
    assert_eq!(folder.names(), ["signing.history", "signing.key"]);

    folder.put("signing.next", &secret);
    assert_eq!(folder.key().public(), second);
    assert_eq!(folder.names(), ["signing.history", "signing.key"]);
}

#[test]
fn a_key_that_the_certificates_do_not_lead_to_is_refused() {
    let folder = Folder::new();
    let secret = folder.copy("signing.key");
    folder.rotate();
    folder.put("signing.key", &secret);
    let load = || SigningKey::load_or_create(&folder.path(), &folder.entropy).unwrap_err();
    assert!(matches!(load(), KeyFileError::NotLast { .. }));
    fs::remove_file(folder.path()).unwrap();
    assert!(matches!(load(), KeyFileError::NotLast { .. }));
    folder.put("signing.history", b"now abc -\n");
    assert!(matches!(load(), KeyFileError::History { line: 1, .. }));
    let keys = Folder::new();
    keys.rotate();
    let text = String::from_utf8(keys.copy("signing.history")).unwrap();
    let digit = if text.ends_with("0\n") { "1\n" } else { "0\n" };
    let forged = text[..text.len() - 2].to_owned() + digit;
    folder.put("signing.history", forged.as_bytes());
    assert!(matches!(load(), KeyFileError::Certificates { .. }));
}

#[test]
fn without_a_key_there_is_nothing_to_rotate_or_show() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(folder.path());
    let entropy = SeededEntropy::new(1);
    assert!(matches!(rotate(&path, &entropy, AT), Err(KeyFileError::Missing { .. })));
    assert!(matches!(listed(&path), Err(KeyFileError::Missing { .. })));
}
