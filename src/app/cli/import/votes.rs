//! A conversation as a deliberation: everybody a member of one party, one round, each vote a
//! stance in the order in which it came in; then the opinion map, held against the one of the file.

mod compare;

use std::path::PathBuf;

use beraad_client::{Caller, Client, Error, v1};
use clap::Args;
use futures::{StreamExt, TryStreamExt, stream};
use serde_json::json;

use crate::analysis::opinion::{Arrival, Vote};
use crate::app::cli::analyze::read::{self, Conversation, Options, Source, Statement};
use crate::app::cli::embedded::{Host, Keep};
use crate::app::cli::failure::Failure;
use crate::app::cli::import::play::{BATCH_STANCES, CALLS_MAX, cast};
use crate::app::cli::import::votes::compare::{Told, differences};
use crate::app::cli::output::{Output, progress};
use crate::app::cli::text::count;

/// The issuer of the identities of participants.
const ISSUER: &str = "conversation";
/// The party of all who voted, and the one that only gives the room: a deliberation has two.
const PARTIES: [(&str, &str); 2] = [("deelnemers", "Deelnemers"), ("gastheer", "Gastheer")];
/// Why a statement is hidden after the round.
const MODERATED: &str = "moderated away in the file";

/// Imports votes and holds the service's opinion map against that of the file.
#[derive(Debug, Args)]
pub struct Votes {
    /// A folder with an export of Polis, or a table of votes.
    #[arg(value_name = "PATH")]
    path: PathBuf,
    #[command(flatten)]
    options: Options,
    /// Import to this server; left out, to one inside this program that is gone afterwards.
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// Tell only the conclusion.
    #[arg(long)]
    quiet: bool,
}

/// Imports.
///
/// # Errors
/// A file that is wrong, before anything is written; a figure that differs; or a server that does
/// not answer.
pub async fn run(command: &Votes, json: bool) -> Result<(), Failure> {
    let output = Output { json, quiet: command.quiet };
    let conversation = match read::read(&command.path, &command.options)? {
        Source::Conversation(conversation) => *conversation,
        Source::Log(logged) => {
            let rule = format!("{} is a log of a deliberation already", logged.file);
            return Err(Failure::input(format!("{rule}; `beraad analyze` tells its opinion map")));
        }
    };
    let host = match &command.server {
        Some(url) => Host::at(url),
        None => Host::start(&Keep::Temporary, None).await?,
    };
    let imported = import(output, &host, &conversation).await;
    host.stop().await;
    imported
}

async fn import(output: Output, host: &Host, read: &Conversation) -> Result<(), Failure> {
    let client = host.connect().await?;
    let run = client.acting_as(Caller::facilitator("votes-import"));
    let app = client.acting_as(Caller::app("votes-import", ISSUER));
    let deliberation = create(&run, read).await?;
    let members = prepare(&run, &app, read, &deliberation).await?;
    vote(&run, &app, read, (&deliberation, &members)).await?;
    let told = Told::read(&run, &deliberation).await?;
    let found = differences(read, &told, &members);
    let (people, statements) = (read.participants.len(), read.statements.len());
    let groups = told.map.groups.len();
    output.document(&json!({
        "deliberation": deliberation,
        "participants": people,
        "statements": statements,
        "votes": read.votes.len(),
        "groups": groups,
        "compared": found.compared,
        "differences": found.told,
    }))?;
    let size = count(people, "participant", "participants");
    let on = count(statements, "statement", "statements");
    let votes = count(read.votes.len(), "vote", "votes");
    output.line(&format!("{deliberation}: {size}, {on}, {votes}"))?;
    output.line(&told.map.explanation_en)?;
    found.told.iter().try_for_each(|difference| output.conclusion(difference))?;
    if !found.told.is_empty() {
        return Err(Failure::expectation());
    }
    let compared = found.compared;
    output.conclusion(&format!("the service tells what the file tells: {compared} figures equal"))
}

async fn create(run: &Client, read: &Conversation) -> Result<String, Error> {
    let scale = v1::Scale { lo: -1, hi: 1, ..Default::default() };
    let title = read.origin.title.clone().unwrap_or_else(|| "Open statements".to_owned());
    let request = v1::CreateDeliberationRequest {
        challenge: title.clone(),
        title,
        charter: Some(v1::Charter { scale: Some(scale), ..Default::default() }),
        ..Default::default()
    };
    Ok(run.deliberations().create_deliberation(request).await?.name)
}

/// The id of a statement on the server; padded with zeros, so that all orders are the same.
fn statement_id(place: usize) -> String {
    format!("s{place:07}")
}

/// Adds statements, parties and members up to the open round; gives the members.
async fn prepare(
    run: &Client,
    app: &Client,
    read: &Conversation,
    deliberation: &str,
) -> Result<Vec<String>, Failure> {
    let people = read.participants.len();
    let bar = progress((read.statements.len() + people) as u64, "participants");
    let statements = read.statements.iter().enumerate().map(|(place, statement)| {
        let request = v1::AddStatementRequest {
            deliberation: deliberation.to_owned(),
            statement_id: statement_id(place),
            text: text(statement),
            ..Default::default()
        };
        async {
            let added = run.participation().add_statement(request).await;
            bar.inc(1);
            added.map(drop)
        }
    });
    stream::iter(statements).buffered(CALLS_MAX).try_collect::<Vec<()>>().await?;
    let mut parties = Vec::new();
    for (id, name) in PARTIES {
        let request = v1::AddPartyRequest {
            deliberation: deliberation.to_owned(),
            party_id: id.to_owned(),
            display_name: name.to_owned(),
            kind: v1::PartyKind::Other.into(),
            ..Default::default()
        };
        parties.push(run.deliberations().add_party(request).await?.name);
    }
    let ids = read.participants.iter().map(|id| (parties[0].clone(), id.into_owned()));
    let host = [(parties[1].clone(), PARTIES[1].1.to_owned())];
    let seats = ids.chain(host).map(|(party, id)| {
        let identity = v1::ExternalIdentity { issuer: ISSUER.into(), value: id.clone() };
        let request = v1::AddMemberRequest {
            party,
            display_name: id,
            identity: Some(identity),
            ..Default::default()
        };
        async {
            let added = app.deliberations().add_member(request).await;
            bar.inc(1);
            added.map(|added| added.name)
        }
    });
    let seats: Vec<_> = seats.collect();
    let mut members: Vec<String> = stream::iter(seats).buffered(CALLS_MAX).try_collect().await?;
    bar.finish_and_clear();
    let speaks = members.first().filter(|_| people > 0).into_iter().chain(members.last());
    for member in speaks {
        let request = v1::AcceptCharterRequest {
            member: member.clone(),
            charter_version: 1,
            challenge_version: 1,
            ..Default::default()
        };
        app.deliberations().accept_charter(request).await?;
    }
    members.truncate(people);
    Ok(members)
}

/// The text of a statement, or else its id.
fn text(statement: &Statement) -> String {
    let text = statement.text.as_deref().filter(|text| !text.trim().is_empty());
    text.map_or_else(|| format!("statement {}", statement.id), str::to_owned)
}

/// Opens a round, gives every vote in order, closes the round and hides what was moderated away.
async fn vote(
    run: &Client,
    app: &Client,
    read: &Conversation,
    (deliberation, members): (&str, &[String]),
) -> Result<(), Failure> {
    let ready =
        v1::DeclareReadyRequest { deliberation: deliberation.to_owned(), ..Default::default() };
    run.deliberations().declare_ready(ready).await?;
    let rule = v1::closing_rule::Rule::ByFacilitator(v1::ByFacilitator {});
    let request = v1::OpenRoundRequest {
        deliberation: deliberation.to_owned(),
        title: "Statements".into(),
        activities: vec![v1::Activity::Rate.into()],
        closing: Some(v1::ClosingRule { rule: Some(rule) }),
        ..Default::default()
    };
    let name = run.deliberations().open_round(request).await?.name;
    let bar = progress(read.votes.len() as u64, "votes");
    for votes in read.votes.chunks(BATCH_STANCES) {
        let stance = |arrival: &Arrival| v1::NewStance {
            item: format!("{deliberation}/statements/{}", statement_id(arrival.column())),
            member: members[arrival.row()].clone(),
            answer: Some(match arrival.vote() {
                Vote::Pass => v1::new_stance::Answer::Pass(v1::Pass {}),
                Vote::Agree => v1::new_stance::Answer::Value(1),
                Vote::Disagree => v1::new_stance::Answer::Value(-1),
            }),
            channel: v1::Channel::App.into(),
            ..Default::default()
        };
        let stances: Vec<v1::NewStance> = votes.iter().map(stance).collect();
        cast(app, deliberation, &stances).await?;
        bar.inc(votes.len() as u64);
    }
    bar.finish_and_clear();
    let request = v1::CloseRoundRequest { name, ..Default::default() };
    run.deliberations().close_round(request).await?;
    let out = read.statements.iter().enumerate().filter(|(_, statement)| statement.is_out());
    for (place, _) in out {
        let request = v1::ModerateRequest {
            target: format!("{deliberation}/statements/{}", statement_id(place)),
            reason: MODERATED.to_owned(),
            ..Default::default()
        };
        run.moderations().moderate(request).await?;
    }
    Ok(())
}
