//! `beraad analyze`: the opinion map of a conversation, without a server.

mod chosen;
mod document;
mod draw;
mod mapped;
mod order;
pub mod read;
mod stream;
mod table;
mod tell;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use indicatif::ProgressBar;

use crate::app::cli::analyze::mapped::{Groups, Mapped};
use crate::app::cli::analyze::read::{Options, Source, read};
use crate::app::cli::failure::Failure;
use crate::app::cli::output::{Output, note, progress};

/// Reading, ordering, counting, and mapping.
const STEPS: u64 = 4;

/// Maps the opinions in a conversation: groups, what tells them apart, and what they share.
#[derive(Debug, Args)]
pub struct Analyze {
    /// A folder with an export of Polis, a table of votes, or a log that `beraad export` wrote.
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// How groups are made.
    #[arg(long, value_enum, default_value_t)]
    mode: Groups,
    #[command(flatten)]
    options: Options,
    /// Write where each participant lies to this CSV file.
    #[arg(long, value_name = "FILE")]
    participants: Option<PathBuf>,
    /// Tell only what was read and the groups.
    #[arg(long)]
    quiet: bool,
}

/// Analyzes.
///
/// # Errors
/// Every problem of what lies at the path, or a file that cannot be read or written.
pub fn run(command: &Analyze, output: Output) -> Result<(), Failure> {
    let output = Output { quiet: command.quiet, ..output };
    let bar = match output.json || output.quiet {
        true => ProgressBar::hidden(),
        false => progress(STEPS, "reading"),
    };
    let source = read(&command.path, &command.options).inspect_err(|_| bar.finish_and_clear())?;
    let step = |what: &str| {
        bar.inc(1);
        bar.set_message(what.to_owned());
    };
    let mapped = match source {
        Source::Conversation(read) => Mapped::of_votes(*read, command.mode, step),
        Source::Log(logged) => {
            step("mapping");
            Mapped::of_log(&logged, command.mode)
        }
    };
    bar.finish_and_clear();
    mapped.warnings.iter().for_each(|warning| note(&format!("warning: {warning}")));
    if let Some(file) = &command.participants {
        table::write(&mapped, file)?;
    }
    if output.json {
        return print(&mapped);
    }
    tell::tell(&mapped, output)
}

/// Prints the document.
fn print(mapped: &Mapped) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match document::write(mapped, &mut out).and_then(|()| out.flush()) {
        // A reader that stops early, such as `head`, has what it wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Failure::io(format!("stdout: {error}"))),
    }
}
