//! Statements, proposals and stances.

use beraad_client::{Client, v1};

use crate::app::cli::json;
use crate::app::cli::run::act::{Denial, Halt, Outcome, done};
use crate::app::cli::run::charter::whose;
use crate::app::cli::run::world::World;
use crate::app::cli::script::Step;
use crate::app::cli::script::kind::{Args, Data, Row};

pub(super) async fn add_statement(
    world: &mut World,
    client: &Client,
    step: &Step,
) -> Result<Outcome, Halt> {
    let args = &step.args;
    let name = args.text("name");
    let request = v1::AddStatementRequest {
        deliberation: world.deliberation.clone(),
        member: whose(world, step)?,
        statement_id: world.new_id(&name),
        text: args.text("text"),
        channel: args.choice("channel"),
        request_id: args.text("request_id"),
        validate_only: args.flag("validate_only"),
    };
    let answer = client.participation().add_statement(request).await?;
    if !args.flag("validate_only") {
        world.add_item(&name, answer.name.clone(), None);
    }
    Ok(done(world, answer.written.as_ref(), &answer))
}

/// A new proposal, or a new version of one.
pub(super) async fn propose(
    world: &mut World,
    client: &Client,
    step: &Step,
) -> Result<Outcome, Halt> {
    let args = &step.args;
    let (name, proposal_id, current) = match args.name("proposal") {
        Some(name) => {
            let item = world.item(name)?;
            let id = item.resource.rsplit('/').next().unwrap_or_default();
            (name.to_owned(), id.to_owned(), item.version)
        }
        None => {
            let name = args.text("name");
            let id = world.new_id(&name);
            (name, id, 0)
        }
    };
    let after_version = match args.get("after_version") {
        Some(Data::Int(version)) => u32::try_from(*version).unwrap_or_default(),
        _ => current,
    };
    let request = v1::AddProposalVersionRequest {
        deliberation: world.deliberation.clone(),
        proposal_id,
        after_version,
        title: args.text("title"),
        clauses: clauses(args),
        member: whose(world, step)?,
        channel: args.choice("channel"),
        request_id: args.text("request_id"),
        validate_only: args.flag("validate_only"),
    };
    let answer = client.participation().add_proposal_version(request).await?;
    if !args.flag("validate_only") {
        world.add_item(&name, answer.name.clone(), Some(answer.version));
    }
    Ok(done(world, answer.written.as_ref(), &answer))
}

fn clauses(args: &Args) -> Vec<v1::NewClause> {
    let Some(Data::Objects(clauses)) = args.get("clauses") else {
        return Vec::new();
    };
    let clause = |clause: &Args| v1::NewClause {
        id: clause.text("id"),
        text: clause.text("text"),
        derives_from: match clause.get("derives_from") {
            Some(Data::Texts(ids)) => ids.clone(),
            _ => Vec::new(),
        },
    };
    clauses.iter().map(clause).collect()
}

pub(super) async fn cast(world: &mut World, client: &Client, step: &Step) -> Result<Outcome, Halt> {
    let args = &step.args;
    let item = world.item(args.name("item").unwrap_or_default())?;
    let answer = match args.get("value") {
        Some(Data::Answer(answer)) => *answer,
        _ => None,
    };
    let version = match args.get("version") {
        Some(Data::Int(version)) => u32::try_from(*version).unwrap_or_default(),
        _ => item.version,
    };
    let stance = v1::NewStance {
        item: item.resource.clone(),
        version,
        member: whose(world, step)?,
        answer: Some(said(answer)),
        channel: args.choice("channel"),
    };
    let request = v1::CastStanceRequest {
        stance: Some(stance),
        request_id: args.text("request_id"),
        validate_only: args.flag("validate_only"),
    };
    let answer = client.participation().cast_stance(request).await?;
    Ok(done(world, answer.written.as_ref(), &answer))
}

pub(super) async fn cast_many(
    world: &mut World,
    client: &Client,
    step: &Step,
) -> Result<Outcome, Halt> {
    let Some(Data::Stances(rows)) = step.args.get("stances") else {
        return Err(Halt::Missing("stances".into()));
    };
    let stances: Result<Vec<_>, Halt> =
        rows.iter().map(|row| new_stance(world, step, row)).collect();
    let request = v1::BatchCastStancesRequest {
        deliberation: world.deliberation.clone(),
        stances: stances?,
        ..Default::default()
    };
    let answer = client.participation().batch_cast_stances(request).await?;
    world.wrote(answer.written.as_ref());
    let mut refused = Vec::new();
    for (row, result) in rows.iter().zip(&answer.results) {
        if let Some(v1::stance_result::Result::Refused(refusal)) = &result.result {
            let who = row.speaker.as_deref().unwrap_or(&step.actor.1);
            refused.push(Denial {
                what: format!("{who} on {}", row.item),
                reason: refusal.reason,
                message: refusal.message.clone(),
            });
        }
    }
    let accepted = answer.results.len() - refused.len();
    let answer = json::answer(&answer);
    Ok(Outcome::Table { answer, accepted, refused })
}

fn new_stance(world: &World, step: &Step, row: &Row) -> Result<v1::NewStance, Halt> {
    let item = world.item(&row.item)?;
    let speaker = row.speaker.as_deref().unwrap_or(&step.actor.1);
    Ok(v1::NewStance {
        item: item.resource.clone(),
        version: row.version.unwrap_or(item.version),
        member: world.speaker(speaker)?,
        answer: Some(said(row.answer)),
        channel: v1::Channel::Unspecified.into(),
    })
}

fn said(answer: Option<i32>) -> v1::new_stance::Answer {
    match answer {
        Some(value) => v1::new_stance::Answer::Value(value),
        None => v1::new_stance::Answer::Pass(v1::Pass {}),
    }
}
