//! `beraad keys`: the signing keys of a data folder, shown and rotated without a server.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use crate::app::cli::failure::{Failure, with_causes};
use crate::app::cli::output::Output;
use crate::app::cli::script::moment::Time;
use crate::domain::ids::Timestamp;
use crate::log::entropy::OsEntropy;
use crate::log::keyring::{self, KeyInUse};
use crate::log::sqlite::FolderLock;

/// What can be done with the keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Shows the public keys, the first one first: that is the one to publish.
    Show(Folder),
    /// Makes a new key that takes over, certified by the old one, and destroys the old secret.
    /// Stop the server first.
    Rotate(Folder),
}

/// The data folder of a server.
#[derive(Debug, Args)]
pub struct Folder {
    /// The folder that holds the log and the keys.
    #[arg(long, value_name = "DIR", default_value = "beraad-data", env = "BERAAD_DATA")]
    data: PathBuf,
}

/// Does it.
///
/// # Errors
/// When there is no key, a file cannot be used, or a server uses the folder.
pub fn run(command: &Keys, output: Output) -> Result<(), Failure> {
    match command {
        Keys::Show(folder) => show(&folder.data, output),
        Keys::Rotate(folder) => {
            let (data, path) = (&folder.data, keyring::path_in(&folder.data));
            // Asked first, so that no lock file is made in a folder that is none of a server.
            listed(data)?;
            let _lock = FolderLock::take(data).map_err(|error| failed(&error))?;
            let now = Timestamp(Time::of_the_machine().ms);
            keyring::rotate(&path, &OsEntropy, now).map_err(|error| failed(&error))?;
            show(data, output)
        }
    }
}

fn failed(error: &dyn std::error::Error) -> Failure {
    Failure::io(with_causes(error))
}

fn listed(data: &Path) -> Result<Vec<KeyInUse>, Failure> {
    keyring::listed(&keyring::path_in(data)).map_err(|error| failed(&error))
}

fn show(data: &Path, output: Output) -> Result<(), Failure> {
    let keys = listed(data)?;
    let shown = |key: &KeyInUse| {
        let public: String = key.public.iter().map(|byte| format!("{byte:02x}")).collect();
        (public, key.since.clone())
    };
    let shown: Vec<(String, String)> = keys.iter().map(shown).collect();
    let each = shown.iter().map(|(key, since)| json!({ "publicKey": key, "since": since }));
    output.document(&json!({ "keys": each.collect::<Vec<_>>() }))?;
    for (place, (key, since)) in shown.iter().enumerate() {
        let role = match (place, place + 1 == shown.len()) {
            (0, true) => ", in use; publish this one",
            (0, false) => "; publish this one",
            (_, true) => ", in use",
            (_, false) => "",
        };
        output.conclusion(&format!("{key} since {since}{role}"))?;
    }
    Ok(())
}
