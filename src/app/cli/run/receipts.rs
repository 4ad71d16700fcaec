//! Receipts as files: what `beraad verify --receipt` takes, one for each accepted write.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::app::cli::failure::Failure;

/// A folder with receipts.
pub struct Receipts {
    folder: PathBuf,
}

impl Receipts {
    /// Receipts go into this folder, which is made when there is none.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn into_folder(folder: PathBuf) -> Result<Receipts, Failure> {
        match fs::create_dir_all(&folder) {
            Ok(()) => Ok(Receipts { folder }),
            Err(error) => {
                Err(Failure::io(format!("folder {} cannot be made: {error}", folder.display())))
            }
        }
    }

    /// Keeps the receipt in an answer; one that wrote nothing has none.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep(&self, answer: &Value) -> Result<(), Failure> {
        let receipt = &answer["written"]["receipt"];
        let Some(sequence) = receipt["sequence"].as_u64() else {
            return Ok(());
        };
        let path = self.folder.join(format!("receipt-{sequence}.json"));
        fs::write(&path, format!("{receipt:#}\n"))
            .map_err(|error| Failure::io(format!("{} cannot be written: {error}", path.display())))
    }
}
