//! The few actions that are more than one call: a table of stances, the whole log, and signing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use beraad_client::{Client, v1};
use futures::TryStreamExt;
use serde_json::json;

use crate::app::cli::export::record_kinds;
use crate::app::cli::json;
use crate::app::cli::json::Method;
use crate::app::cli::run::act::{Denial, Halt, Outcome, send};
use crate::app::cli::run::request::Request;
use crate::app::cli::run::world::{Thing, World};
use crate::app::cli::script::Step;
use crate::app::cli::script::kind::{Data, Row, Space};
use crate::app::cli::verify;

/// Casts a table of stances; each is accepted or refused by itself.
///
/// # Errors
/// [`Halt`] when there is no outcome to judge.
pub async fn stances(world: &mut World, client: &Client, step: &Step) -> Result<Outcome, Halt> {
    let rows = match step.args.get("stances") {
        Some(Data::Stances(rows)) => rows.as_slice(),
        _ => &[],
    };
    let who = |row: &Row| row.speaker.as_ref().unwrap_or(&step.actor.1).clone();
    let new_stance = |row: &Row| {
        let stance = new_stance(world, row, &who(row))?;
        let (channel, evidence) = (step.args.choice("channel"), step.args.text("evidence"));
        Ok(v1::NewStance { channel, evidence, ..stance })
    };
    let request = v1::BatchCastStancesRequest {
        deliberation: world.deliberation.clone(),
        stances: rows.iter().map(new_stance).collect::<Result<_, Halt>>()?,
        ..Default::default()
    };
    let answer = client.participation().batch_cast_stances(request).await?;
    let mut refused = Vec::new();
    for (row, result) in rows.iter().zip(&answer.results) {
        if let Some(v1::stance_result::Result::Refused(refusal)) = &result.result {
            refused.push(Denial {
                what: format!("{} on {}", who(row), row.item),
                reason: refusal.reason,
                message: refusal.message.clone(),
            });
        }
    }
    let answer = json::answer(&answer);
    world.wrote(&answer);
    Ok(Outcome::Table { answer, refused })
}

fn new_stance(world: &World, row: &Row, speaker: &str) -> Result<v1::NewStance, Halt> {
    let find = |space, name: &str| world.find(space, name).ok_or_else(|| Halt::missing(name));
    let Thing { resource, version } = find(Space::Item, &row.item)?;
    let answer = match row.answer {
        Some(value) => v1::new_stance::Answer::Value(value),
        None => v1::new_stance::Answer::Pass(v1::Pass {}),
    };
    Ok(v1::NewStance {
        item: resource,
        version: row.version.unwrap_or(version),
        member: find(Space::Speaker, speaker)?.resource,
        answer: Some(answer),
        ..Default::default()
    })
}

/// `export` counts the records of the log; `verify` checks each of them too.
///
/// # Errors
/// [`Halt`] when there is no outcome to judge.
pub async fn log(world: &mut World, client: &Client, step: &Step) -> Result<Outcome, Halt> {
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

/// Countersigns the checkpoint that the step names, or the last one, with the key that the script
/// keeps for the party.
///
/// # Errors
/// [`Halt`] when there is no outcome to judge.
pub async fn countersign(world: &mut World, client: &Client, step: &Step) -> Result<Outcome, Halt> {
    let method = Method::named(step.action.method);
    let request = Request::of(world, step);
    let mut body = request.body(|field| method.takes(field))?;
    let own = request.own;
    let asked = body["sequence"].as_u64();
    let (sequence, link) = checkpoint(world, client, asked).await?;
    let party = body["member"].as_str().and_then(|name| name.split("/members/").next());
    let (public_key, signature) = world.sign_for(party.unwrap_or_default(), &link);
    body["sequence"] = json!(sequence);
    body["link"] = json!(STANDARD.encode(link));
    body["publicKey"] = json!(STANDARD.encode(public_key));
    body["signature"] = json!(STANDARD.encode(signature));
    send(world, client, step, (body, own)).await
}

/// Sequence and link of the checkpoint that is asked for, or of the last one. Where there is none
/// the server says so.
async fn checkpoint(
    world: &World,
    client: &Client,
    asked: Option<u64>,
) -> Result<(u64, [u8; 32]), Halt> {
    let request = v1::ListCheckpointsRequest {
        deliberation: world.deliberation.clone(),
        at_least_sequence: world.sequence,
        ..Default::default()
    };
    let all: Vec<v1::Checkpoint> = client.log().all_checkpoints(request).try_collect().await?;
    let fits = |one: &&v1::Checkpoint| asked.is_none_or(|sequence| sequence == one.sequence);
    let found = all.iter().rfind(fits);
    let link = found.and_then(|one| one.link.as_slice().try_into().ok());
    let sequence = asked.or(found.map(|one| one.sequence));
    Ok((sequence.unwrap_or_default(), link.unwrap_or_default()))
}
