//! What a script may ask without changing anything.

use beraad_client::{Client, v1};
use futures::TryStreamExt;
use serde_json::{Value, json};

use crate::app::cli::export::record_kinds;
use crate::app::cli::json;
use crate::app::cli::run::act::{Halt, Outcome};
use crate::app::cli::run::world::World;
use crate::app::cli::script::Step;
use crate::app::cli::verify;

/// Results on a page: as many as one answer may hold.
const PAGE_SIZE: i32 = 1000;

macro_rules! call {
    ($client:ident.$service:ident.$method:ident, $request:ident { $($field:ident),* }) => {{
        let request = v1::$request { $($field),* };
        json::answer(&$client.$service().$method(request).await?)
    }};
}

pub(super) async fn read(world: &mut World, client: &Client, step: &Step) -> Result<Outcome, Halt> {
    let args = &step.args;
    let deliberation = world.deliberation.clone();
    let at_least_sequence = world.sequence;
    let answer = match step.action.name {
        "get_server_info" => call!(client.server.get_server_info, GetServerInfoRequest {}),
        "get_deliberation" => {
            let name = deliberation;
            call!(
                client.deliberations.get_deliberation,
                GetDeliberationRequest { name, at_least_sequence }
            )
        }
        "get_convergence" => {
            let (round, item) = (world.round(args.name("round"))?, item(world, step)?);
            call!(
                client.analysis.get_convergence,
                GetConvergenceRequest { deliberation, round, item, at_least_sequence }
            )
        }
        "get_round_advice" => {
            let round = world.round(args.name("round"))?;
            call!(
                client.analysis.get_round_advice,
                GetRoundAdviceRequest { deliberation, round, at_least_sequence }
            )
        }
        "get_checkpoint" => call!(
            client.log.get_checkpoint,
            GetCheckpointRequest { deliberation, at_least_sequence }
        ),
        "export" | "verify" => return log(world, client, step).await,
        _ => list(world, client, step).await?,
    };
    Ok(Outcome::Done(answer))
}

/// The first page of a list, as long as a page can be.
async fn list(world: &World, client: &Client, step: &Step) -> Result<Value, Halt> {
    let args = &step.args;
    let deliberation = world.deliberation.clone();
    let at_least_sequence = world.sequence;
    let page_size = PAGE_SIZE;
    let page_token = String::new();
    Ok(match step.action.name {
        "list_deliberations" => call!(
            client.deliberations.list_deliberations,
            ListDeliberationsRequest { page_size, page_token }
        ),
        "list_parties" => call!(
            client.deliberations.list_parties,
            ListPartiesRequest { deliberation, page_size, page_token, at_least_sequence }
        ),
        "list_members" => {
            let party = args.name("party").map(|name| world.party(name)).transpose()?;
            let party = party.unwrap_or_default();
            call!(
                client.deliberations.list_members,
                ListMembersRequest {
                    deliberation,
                    party,
                    page_size,
                    page_token,
                    at_least_sequence
                }
            )
        }
        "list_rounds" => call!(
            client.deliberations.list_rounds,
            ListRoundsRequest { deliberation, page_size, page_token, at_least_sequence }
        ),
        "list_statements" => call!(
            client.participation.list_statements,
            ListStatementsRequest { deliberation, page_size, page_token, at_least_sequence }
        ),
        "list_proposals" => call!(
            client.participation.list_proposals,
            ListProposalsRequest { deliberation, page_size, page_token, at_least_sequence }
        ),
        _ => {
            let round = args.name("round").map(|name| world.round(Some(name))).transpose()?;
            let (round, item) = (round.unwrap_or_default(), item(world, step)?);
            let request = v1::ListStancesRequest {
                deliberation,
                round,
                item,
                page_size,
                page_token,
                at_least_sequence,
            };
            json::answer(&client.participation().list_stances(request).await?)
        }
    })
}

fn item(world: &World, step: &Step) -> Result<String, Halt> {
    let name = step.args.name("item");
    let item = name.map(|name| world.item(name)).transpose()?;
    Ok(item.map(|item| item.resource.clone()).unwrap_or_default())
}

/// `export` counts the records of the log; `verify` checks each of them too.
async fn log(world: &World, client: &Client, step: &Step) -> Result<Outcome, Halt> {
    let request = v1::ExportRequest {
        deliberation: world.deliberation.clone(),
        start_after_sequence: 0,
        at_least_sequence: world.sequence,
    };
    let records: Vec<v1::ExportResponse> =
        client.log().export(request).await?.try_collect().await?;
    let mut answer = record_kinds(&records);
    if step.action.name == "verify" {
        answer["verified"] = match verify::records(&records) {
            Ok(()) => json!(true),
            Err(problem) => json!(problem),
        };
    }
    Ok(Outcome::Done(answer))
}
