//! `beraad watch`: what happens in a deliberation, line by line, as it is written.

use beraad_client::v1::export_response::Record as Exported;
use beraad_client::{Caller, Cause, Client, Event, v1};
use clap::Args;
use futures::TryStreamExt;

use crate::app::cli::export::Reader;
use crate::app::cli::failure::Failure;
use crate::app::cli::names::deliberation_name;
use crate::app::cli::output::Output;
use crate::app::cli::text::moment;
use crate::log::jsonl;

/// Follows the log of a deliberation, and goes on by itself after a break.
#[derive(Debug, Args)]
pub struct Watch {
    /// The deliberation: its id, or `deliberations/{id}`.
    deliberation: String,
    /// The server.
    #[arg(long, value_name = "URL", env = "BERAAD_SERVER")]
    server: String,
    /// Begin after this sequence, which must end a commit.
    #[arg(long, value_name = "N", default_value_t = 0)]
    after: u64,
    /// End after this sequence; left out, go on for ever.
    #[arg(long, value_name = "N")]
    until: Option<u64>,
    /// For whom: what is withheld from one may be shown to another.
    #[arg(long = "as", value_enum, default_value_t)]
    reader: Reader,
}

/// Follows.
///
/// # Errors
/// When the server refuses, or did not answer at the start.
pub async fn run(command: &Watch, output: Output) -> Result<(), Failure> {
    let client = Client::connect(&command.server).await?;
    let client = client.acting_as(Caller::new(command.reader.role(), "watch"));
    let request = v1::WatchRequest {
        deliberation: deliberation_name(&command.deliberation),
        start_after_sequence: command.after,
    };
    let mut updates = client.log().watch(request);
    let mut at = command.after;
    while command.until.is_none_or(|until| at < until) {
        let Some(update) = updates.try_next().await? else { break };
        at = update.position;
        match update.cause {
            Cause::Commit(seal) => tell(output, update.events, seal)?,
            Cause::Disclosure(open) => {
                let from = open.start_after_sequence;
                output.line(&format!("round {} is open to read from {from} on", open.round))?;
            }
            Cause::Checkpoint(_) => {}
        }
    }
    Ok(())
}

/// The events of a commit: in JSON as an export writes them, with the seal.
fn tell(output: Output, events: Vec<Event>, seal: v1::ExportedCommit) -> Result<(), Failure> {
    for event in events {
        output.line(&line(&event))?;
        output.record(&jsonl::write_line(&exported(Exported::Event(event.exported))))?;
    }
    output.record(&jsonl::write_line(&exported(Exported::Commit(seal))))
}

fn exported(record: Exported) -> v1::ExportResponse {
    v1::ExportResponse { record: Some(record) }
}

/// Sequence, moment, what happened and to what, and why the content is withheld.
fn line(event: &Event) -> String {
    let envelope = &event.envelope;
    let mut told = vec![format!("{:>6}  {}", event.sequence, moment(envelope.time.as_ref()))];
    told.push(event.kind.replace('_', " "));
    let about = [&envelope.party, &envelope.item].into_iter().filter(|about| !about.is_empty());
    told.extend(about.cloned());
    if let Some(reason) = event.withheld {
        let reason = reason.as_str_name().trim_start_matches("WITHHELD_").replace('_', " ");
        told.push(format!("(withheld: {})", reason.to_lowercase()));
    }
    told.join("  ")
}
