//! `beraad report`: everything of one deliberation, what is worst first.

mod document;
mod participation;
mod parts;
mod whole;

use beraad_client::{Caller, Client, v1};
use clap::{Args, ValueEnum};

use crate::app::cli::failure::Failure;
use crate::app::cli::json as render;
use crate::app::cli::names::deliberation_name;
use crate::app::cli::output::Output;
use crate::app::cli::page::Lang;

/// Reports on a deliberation: points of attention, promises, who was heard, and where input went.
#[derive(Debug, Args)]
pub struct Report {
    /// The deliberation: its id, or `deliberations/{id}`.
    deliberation: String,
    /// The server.
    #[arg(long, value_name = "URL", env = "BERAAD_SERVER")]
    server: String,
    /// What kind of report.
    #[arg(long = "as", value_enum, default_value_t)]
    kind: Kind,
    /// How it is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The participation policy that it was done under, for a participatieverslag.
    #[arg(long, value_name = "TEXT")]
    policy: Option<String>,
    /// Language of headings and sentences.
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Kind {
    /// Everything, what is worst first.
    #[default]
    Whole,
    /// Who was involved, how, with what result, under which policy, and what was done with input.
    Participatieverslag,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For a terminal.
    #[default]
    Terminal,
    /// Markdown.
    Markdown,
}

/// The most parties and traces that are told one by one.
const ROWS_MAX: i32 = 1000;

/// Reports.
///
/// # Errors
/// When the server refuses or does not answer.
pub async fn run(command: &Report, output: Output) -> Result<(), Failure> {
    let client = Client::connect(&command.server).await?;
    let client = client.acting_as(Caller::new(v1::Role::Observer, "report"));
    let request = v1::GetReportRequest {
        deliberation: deliberation_name(&command.deliberation),
        page_size: ROWS_MAX,
        at_least_sequence: 0,
    };
    let report = client.analysis().get_report(request).await?;
    output.document(&render::answer(&report))?;
    let told = parts::Told::new(&report, command.lang);
    let blocks = match command.kind {
        Kind::Whole => whole::blocks(&told),
        Kind::Participatieverslag => participation::blocks(&told, command.policy.as_deref()),
    };
    let lines = match command.format {
        Format::Terminal => document::terminal(&blocks),
        Format::Markdown => document::markdown(&blocks),
    };
    lines.iter().try_for_each(|line| output.line(line))
}
