//! `beraad watch`: what happens in a deliberation, line by line, as it is written.

use std::time::Duration;

use beraad_client::v1::export_response::Record as Exported;
use beraad_client::v1::watch_record::Record;
use beraad_client::{Caller, Client, Error, v1};
use clap::Args;
use futures::TryStreamExt;
use prost::Message;

use crate::app::cli::export::Reader;
use crate::app::cli::failure::Failure;
use crate::app::cli::names::deliberation_name;
use crate::app::cli::output::{Output, note};
use crate::app::cli::text::moment;
use crate::log::jsonl;

/// Between two attempts to take a watch up again.
const PAUSE: Duration = Duration::from_secs(1);

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
    let mut at = command.after;
    loop {
        match follow(&client, command, &mut at, output).await {
            Ok(()) => return Ok(()),
            Err(Ended::Broken(Error::Unavailable { .. } | Error::Deadline { .. })) => {
                note(&format!("the watch broke off; taking it up again after sequence {at}"));
                tokio::time::sleep(PAUSE).await;
            }
            Err(Ended::Broken(error)) => return Err(error.into()),
            Err(Ended::Untold(failure)) => return Err(failure),
        }
    }
}

/// Why a watch ended before its end.
enum Ended {
    Broken(Error),
    Untold(Failure),
}

impl From<Error> for Ended {
    fn from(error: Error) -> Ended {
        Ended::Broken(error)
    }
}

/// Tells every whole commit once; `at` is the end of the last one told.
async fn follow(
    client: &Client,
    command: &Watch,
    at: &mut u64,
    output: Output,
) -> Result<(), Ended> {
    let request = v1::WatchRequest {
        deliberation: deliberation_name(&command.deliberation),
        start_after_sequence: *at,
    };
    let mut messages = Box::pin(client.log().watch(request).await?);
    let mut commit = Vec::new();
    while command.until.is_none_or(|until| *at < until) {
        let Some(message) = messages.try_next().await? else {
            return Err(Error::Unavailable { attempts: 1, message: "it ended".into() }.into());
        };
        for record in message.records.into_iter().filter_map(|record| record.record) {
            match record {
                Record::Event(event) => commit.push(event),
                Record::Commit(seal) => {
                    *at = seal.last_sequence;
                    tell(output, commit.drain(..), seal).map_err(Ended::Untold)?;
                }
                Record::Disclosure(open) => {
                    let from = open.start_after_sequence;
                    let told = format!("round {} is open to read from {from} on", open.round);
                    output.line(&told).map_err(Ended::Untold)?;
                }
                Record::Checkpoint(_) => {}
            }
        }
    }
    Ok(())
}

/// The events of a commit: in JSON as an export writes them, with the seal.
fn tell(
    output: Output,
    events: impl Iterator<Item = v1::ExportedEvent>,
    seal: v1::ExportedCommit,
) -> Result<(), Failure> {
    for event in events {
        output.line(&line(&event))?;
        output.record(&jsonl::write_line(&exported(Exported::Event(event))))?;
    }
    output.record(&jsonl::write_line(&exported(Exported::Commit(seal))))
}

fn exported(record: Exported) -> v1::ExportResponse {
    v1::ExportResponse { record: Some(record) }
}

/// Sequence, moment, what happened and to what, and why the content is withheld.
fn line(event: &v1::ExportedEvent) -> String {
    use v1::exported_event::Content;
    let Ok(envelope) = v1::EventEnvelope::decode(event.envelope.as_ref()) else {
        return "an event that this program cannot read".to_owned();
    };
    let mut told = vec![format!("{:>6}  {}", envelope.sequence, moment(envelope.time.as_ref()))];
    told.push(envelope.kind.replace('_', " "));
    told.extend([envelope.party, envelope.item].into_iter().filter(|about| !about.is_empty()));
    if let Some(Content::Withheld(reason)) = event.content {
        let reason = v1::Withheld::try_from(reason).unwrap_or_default().as_str_name();
        let reason = reason.trim_start_matches("WITHHELD_").replace('_', " ").to_lowercase();
        told.push(format!("(withheld: {reason})"));
    }
    told.join("  ")
}
