//! The command line. It speaks to a server as any client does, and what it can do offline it
//! does with the log's own functions.

pub mod analyze;
mod decide;
mod embedded;
mod explain;
mod export;
mod failure;
mod import;
mod json;
mod keys;
mod lines;
mod load;
mod names;
mod output;
mod page;
mod problems;
mod report;
mod run;
mod script;
mod serve;
mod show;
mod template;
mod text;
mod trace;
mod verify;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use decide::ballots_decided;
pub use failure::{Failure, exit};
pub use import::forum_problems;
pub use script::problems_in;
pub use script::schema::schema;

use crate::app::cli::output::{Output, note};

/// What `--help` says below the commands.
const EXIT_CODES: &str = "\
Exit codes:
  0   it went well
  1   an expectation was missed, or a log could not be verified
  2   the command line cannot be understood
  3   a load was sound, and slower than it may be
  64  a file or setting that was given is wrong; nothing was sent
  69  no server answers
  70  a bug, here or in the server
  74  a file cannot be read or written
  77  the server refused";

/// Structured rounds among parties of equal weight.
#[derive(Debug, Parser)]
#[command(name = "beraad", version, after_help = EXIT_CODES)]
#[command(propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Print one JSON document in place of lines.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Run(run::Run),
    Show(show::Show),
    Report(report::Report),
    Trace(trace::Trace),
    Explain(explain::Explain),
    Export(export::Export),
    Watch(watch::Watch),
    Verify(verify::Verify),
    Decide(decide::Decide),
    Analyze(analyze::Analyze),
    /// Shows and rotates the keys that sign a server's log, without a server.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Reads others' data and plays it as deliberations.
    #[command(subcommand)]
    Import(import::Import),
    Load(load::Load),
    Template(template::Template),
    /// Prints the JSON Schema of scripts.
    Schema,
}

impl Cli {
    /// Reads the command line; leaves the program when it cannot be understood or asks for help.
    #[must_use]
    pub fn from_arguments() -> Cli {
        Cli::parse()
    }

    /// Does what the command says.
    ///
    /// # Errors
    /// [`Failure`] with the exit code and what to tell.
    pub fn run(self) -> Result<(), Failure> {
        let runtime = tokio::runtime::Runtime::new();
        let runtime = runtime.map_err(|error| Failure::internal(format!("no runtime: {error}")))?;
        runtime.block_on(self.dispatch())
    }

    async fn dispatch(self) -> Result<(), Failure> {
        let json = self.json;
        let output = Output { json, quiet: false };
        output::tell_log(match self.command {
            Command::Serve(_) => "info",
            // What the client does by itself, such as taking a broken stream up again.
            _ => "beraad_client=warn",
        });
        match self.command {
            Command::Serve(command) => serve::run(&command, output).await,
            Command::Run(command) => run::run(&command, json).await,
            Command::Show(command) => show::run(&command, output).await,
            Command::Explain(command) => explain::run(&command, output).await,
            Command::Trace(command) => trace::run(&command, output).await,
            Command::Report(command) => report::run(&command, output).await,
            Command::Export(command) => export::run(&command, output).await,
            Command::Watch(command) => watch::run(&command, output).await,
            Command::Keys(command) => keys::run(&command, output),
            Command::Verify(command) => verify::run(&command, output),
            Command::Decide(command) => decide::run(&command, output),
            Command::Analyze(command) => analyze::run(&command, output),
            Command::Import(command) => import::run(&command, json).await,
            Command::Load(command) => load::run(&command, json).await,
            Command::Template(command) => template::run(&command, output),
            Command::Schema => Output { json: true, quiet: false }.document(&schema()),
        }
    }
}

/// Tells a failure and gives its exit code.
#[must_use]
pub fn exit_code(outcome: Result<(), Failure>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.message.is_empty() {
                note(&failure.message);
            }
            ExitCode::from(failure.code)
        }
    }
}
