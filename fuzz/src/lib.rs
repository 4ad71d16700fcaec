//! What the fuzz targets feed with bytes. Each target is a module with a function `run`; the
//! programs in `fuzz_targets/` hand it what libFuzzer makes up, and the test below hands it every
//! file of the corpus and of the crashes of the past, on any toolchain.

pub mod ballots;
pub mod commands;
pub mod conversations;
pub mod exports;
pub mod forums;
pub mod maps;
pub mod measures;
pub mod requests;
pub mod scripts;
pub mod snapshots;
pub mod stored;
pub mod tape;
pub mod words;

// What the tests build is built here as well.
#[allow(dead_code)]
#[path = "../../tests/commands/asked.rs"]
mod asked;
#[allow(dead_code)]
#[path = "../../tests/log_export/build.rs"]
mod build;
#[allow(dead_code)]
#[path = "../../tests/domain_sequences/taken.rs"]
mod taken;
#[allow(dead_code)]
#[path = "../../tests/commands/world.rs"]
mod world;

/// A target: it takes any bytes, and panics when it finds a mistake.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: [(&str, Target); 12] = [
    ("ballots", ballots::run),
    ("commands", commands::run),
    ("conversations", conversations::run),
    ("exports", exports::run),
    ("forums", forums::run),
    ("maps", maps::run),
    ("measures", measures::run),
    ("requests", requests::run),
    ("scripts", scripts::run),
    ("snapshots", snapshots::run),
    ("stored", stored::run),
    ("words", words::run),
];

#[cfg(test)]
mod corpus;
