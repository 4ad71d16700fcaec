//! `beraad export`: the log of a deliberation as a file of JSON lines.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use beraad_client::v1::export_response::Record;
use beraad_client::{Caller, Client, v1};
use clap::{Args, ValueEnum};
use futures::TryStreamExt;
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use crate::app::cli::failure::Failure;
use crate::app::cli::names::deliberation_name;
use crate::app::cli::output::{Output, progress};
use crate::log::jsonl;

/// Writes the log of a deliberation to a file, whole or not at all.
#[derive(Debug, Args)]
pub struct Export {
    /// The deliberation: its id, or `deliberations/{id}`.
    deliberation: String,
    /// The server.
    #[arg(long, value_name = "URL", env = "BERAAD_SERVER")]
    server: String,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// For whom: what is withheld from one may be in the log of another.
    #[arg(long = "as", value_enum, default_value_t)]
    reader: Reader,
}

/// For whom a log is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Reader {
    /// Anybody.
    #[default]
    Observer,
    /// The one who runs the process.
    Facilitator,
    /// Whoever may see what only auditors may.
    Auditor,
}

impl Reader {
    /// The role in which it reads.
    #[must_use]
    pub fn role(self) -> v1::Role {
        match self {
            Reader::Observer => v1::Role::Observer,
            Reader::Facilitator => v1::Role::Facilitator,
            Reader::Auditor => v1::Role::Auditor,
        }
    }
}

/// Exports.
///
/// # Errors
/// When the server refuses or does not answer, or the file cannot be written.
pub async fn run(command: &Export, output: Output) -> Result<(), Failure> {
    let client = Client::connect(&command.server).await?;
    let client = client.acting_as(Caller::new(command.reader.role(), "export"));
    let request = v1::ExportRequest {
        deliberation: deliberation_name(&command.deliberation),
        ..Default::default()
    };
    let mut records = Box::pin(client.log().export(request).await?);
    let mut file = Atomic::create(&command.out)?;
    let bar = progress(0, "records");
    let mut lines = 0_u64;
    while let Some(record) = records.try_next().await? {
        file.line(&jsonl::write_line(&record))?;
        lines += 1;
        bar.inc_length(1);
        bar.inc(1);
    }
    file.finish()?;
    bar.finish_and_clear();
    let shown = command.out.display().to_string();
    output.document(&json!({ "file": shown, "records": lines }))?;
    output.conclusion(&format!("{shown}: {lines} records"))
}

/// How many records of each kind there are.
#[must_use]
pub fn record_kinds(records: &[v1::ExportResponse]) -> Value {
    let number = |wanted: fn(&Record) -> bool| {
        let present = records.iter().filter_map(|record| record.record.as_ref());
        present.filter(|record| wanted(record)).count()
    };
    json!({
        "records": records.len(),
        "events": number(|record| matches!(record, Record::Event(_))),
        "commits": number(|record| matches!(record, Record::Commit(_))),
    })
}

/// A file that appears under its name only once it is whole and on the disk.
struct Atomic {
    temporary: BufWriter<NamedTempFile>,
    path: PathBuf,
    folder: PathBuf,
}

impl Atomic {
    fn create(path: &Path) -> Result<Atomic, Failure> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let temporary = NamedTempFile::new_in(&folder);
        let cannot = |error| unwritable(path, &error);
        Ok(Atomic {
            temporary: BufWriter::new(temporary.map_err(cannot)?),
            path: path.to_owned(),
            folder,
        })
    }

    fn line(&mut self, line: &str) -> Result<(), Failure> {
        let line = line.trim_end_matches('\n');
        writeln!(self.temporary, "{line}").map_err(|error| unwritable(&self.path, &error))
    }

    fn finish(self) -> Result<(), Failure> {
        let path = self.path;
        let cannot = |error: std::io::Error| unwritable(&path, &error);
        let temporary = self.temporary.into_inner().map_err(|error| cannot(error.into_error()))?;
        temporary.as_file().sync_all().map_err(cannot)?;
        temporary.persist(&path).map_err(|error| cannot(error.error))?;
        let folder = File::open(&self.folder).map_err(cannot)?;
        folder.sync_all().map_err(cannot)
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::io(format!("{} cannot be written: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log.jsonl");
        let mut file = Atomic::create(&path).expect("writable");
        file.line("{}\n").expect("writable");
        drop(file);
        assert!(!path.exists(), "half a file");
        let mut file = Atomic::create(&path).expect("writable");
        file.line("{}").expect("writable");
        file.finish().expect("writable");
        assert_eq!(std::fs::read_to_string(&path).expect("readable"), "{}\n");
        let names = std::fs::read_dir(folder.path()).expect("readable").count();
        assert_eq!(names, 1, "no temporary file is left");
    }
}
