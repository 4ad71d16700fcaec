//! The few actions that are more than one call: a table of stances, and the whole log.

use beraad_client::{Client, v1};
use futures::TryStreamExt;
use serde_json::json;

use crate::app::cli::export::record_kinds;
use crate::app::cli::json;
use crate::app::cli::run::act::{Denial, Halt, Outcome};
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
