//! Every file of the corpus, and every crash of the past, on the toolchain of the other tests.

use std::fs;
use std::path::{Path, PathBuf};

use crate::TARGETS;

/// The folder of the targets, whichever package runs this.
fn folder() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    if package.ends_with("fuzz") { package.to_owned() } else { package.join("fuzz") }
}

/// The files of a folder, in order; none when it is not there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

#[test]
fn every_kept_input_passes() {
    for (name, run) in TARGETS {
        let corpus = files(&folder().join("corpus").join(name));
        assert!(!corpus.is_empty(), "the corpus of {name} is empty: keep a few seeds");
        for file in corpus.into_iter().chain(files(&folder().join("crashes").join(name))) {
            let bytes = fs::read(&file).expect("a file that was listed can be read");
            let passed = std::panic::catch_unwind(|| run(&bytes));
            assert!(passed.is_ok(), "{name} fails on {}", file.display());
        }
    }
}

/// A target that nobody runs finds nothing.
#[test]
fn every_target_has_a_program() {
    let programs = files(&folder().join("fuzz_targets"));
    let programs = programs.iter().filter_map(|file| file.file_stem()?.to_str());
    let names: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(programs.collect::<Vec<_>>(), names);
    let manifest = fs::read_to_string(folder().join("Cargo.toml")).expect("a manifest");
    for name in names {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} is no [[bin]]");
    }
}
