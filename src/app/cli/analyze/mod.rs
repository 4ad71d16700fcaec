//! `beraad analyze`: the opinion map of a conversation, without a server.

pub mod read;

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::app::cli::analyze::read::{Conversation, Logged, Options, Source, read};
use crate::app::cli::failure::Failure;
use crate::app::cli::output::{Output, note};
use crate::app::cli::text::count;

/// Reads a conversation and tells what is in it.
#[derive(Debug, Args)]
pub struct Analyze {
    /// A folder with an export of Polis, a table of votes, or a log that `beraad export` wrote.
    #[arg(value_name = "PATH")]
    path: PathBuf,
    #[command(flatten)]
    options: Options,
}

/// Analyzes.
///
/// # Errors
/// Every problem of what lies at the path, or a file that cannot be read.
pub fn run(command: &Analyze, output: Output) -> Result<(), Failure> {
    match read(&command.path, &command.options)? {
        Source::Conversation(conversation) => of_conversation(&conversation, output),
        Source::Log(logged) => of_log(&logged, output),
    }
}

fn of_conversation(conversation: &Conversation, output: Output) -> Result<(), Failure> {
    conversation.warnings.iter().for_each(|warning| note(&format!("warning: {warning}")));
    let origin = &conversation.origin;
    let (votes, people) = (conversation.votes.len(), conversation.participants.len());
    let statements = conversation.statements.len();
    let warnings: Vec<String> = conversation.warnings.iter().map(ToString::to_string).collect();
    output.document(&json!({
        "kind": origin.kind.as_str(),
        "files": origin.files,
        "title": origin.title,
        "votes": votes,
        "participants": people,
        "statements": statements,
        "hasTimes": conversation.times.is_some(),
        "agreeValue": origin.sign.agree_value,
        "agreeValueConfirmedBy": origin.sign.confirmed_by,
        "warnings": warnings,
    }))?;
    if let Some(title) = &origin.title {
        output.conclusion(title)?;
    }
    let votes = count(votes, "vote", "votes");
    let people = count(people, "participant", "participants");
    let statements = count(statements, "statement", "statements");
    output.conclusion(&format!("{votes} of {people} on {statements}"))?;
    output.conclusion(&origin.sign.to_string())
}

fn of_log(logged: &Logged, output: Output) -> Result<(), Failure> {
    let (file, events, withheld) = (&logged.file, logged.events, logged.withheld);
    let id = &logged.state.id;
    output.document(&json!({
        "kind": "log",
        "files": [file],
        "deliberation": format!("deliberations/{id}"),
        "events": events,
        "withheld": withheld,
    }))?;
    output.conclusion(&format!("deliberations/{id}: {events} events, {withheld} withheld"))
}
