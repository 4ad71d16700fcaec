//! Framing: the deliberation, its charter, its parties and their acceptance.

use beraad_client::{Client, v1};

use crate::app::cli::run::act::{Halt, Outcome, done};
use crate::app::cli::run::world::World;
use crate::app::cli::script::Step;
use crate::app::cli::script::kind::{Args, Data};

pub(super) async fn create(
    world: &mut World,
    client: &Client,
    args: &Args,
) -> Result<Outcome, Halt> {
    let request = v1::CreateDeliberationRequest {
        deliberation_id: args.text("id"),
        title: args.text("title"),
        challenge: args.text("challenge"),
        charter: args.object("charter").map(charter),
        request_id: args.text("request_id"),
        validate_only: args.flag("validate_only"),
    };
    let (challenged, chartered) = (!request.challenge.is_empty(), request.charter.is_some());
    let answer = client.deliberations().create_deliberation(request).await?;
    if !args.flag("validate_only") {
        world.deliberation.clone_from(&answer.name);
        world.challenge_version = u32::from(challenged);
        world.charter_version = u32::from(chartered);
    }
    Ok(done(world, answer.written.as_ref(), &answer))
}

pub(super) async fn revise_challenge(
    world: &mut World,
    client: &Client,
    args: &Args,
) -> Result<Outcome, Halt> {
    let request = v1::ReviseChallengeRequest {
        deliberation: world.deliberation.clone(),
        text: args.text("text"),
        request_id: args.text("request_id"),
        validate_only: args.flag("validate_only"),
        etag: String::new(),
    };
    let answer = client.deliberations().revise_challenge(request).await?;
    if !args.flag("validate_only") {
        world.challenge_version = answer.version;
    }
    Ok(done(world, answer.written.as_ref(), &answer))
}

pub(super) async fn set_charter(
    world: &mut World,
    client: &Client,
    args: &Args,
) -> Result<Outcome, Halt> {
    let request = v1::SetCharterRequest {
        deliberation: world.deliberation.clone(),
        charter: Some(charter(args)),
        request_id: args.text("request_id"),
        validate_only: args.flag("validate_only"),
        etag: String::new(),
    };
    let answer = client.deliberations().set_charter(request).await?;
    if !args.flag("validate_only") {
        world.charter_version = answer.version;
    }
    Ok(done(world, answer.written.as_ref(), &answer))
}

fn charter(args: &Args) -> v1::Charter {
    v1::Charter {
        scale: args.object("scale").map(scale),
        stance_visibility: args.choice("stance_visibility"),
        thresholds: args.object("thresholds").map(thresholds),
        ..Default::default()
    }
}

fn scale(args: &Args) -> v1::Scale {
    let labels = match args.get("labels") {
        Some(Data::Labels(labels)) => labels.clone(),
        _ => Vec::new(),
    };
    let label = |(value, label)| v1::ScaleLabel { value, label };
    v1::Scale {
        lo: small(args, "lo"),
        hi: small(args, "hi"),
        labels: labels.into_iter().map(label).collect(),
        lo_is_veto: args.flag("lo_is_veto"),
    }
}

fn thresholds(args: &Args) -> v1::Thresholds {
    v1::Thresholds {
        quorum: args.ratio("quorum"),
        stability: args.ratio("stability"),
        support: args.ratio("support"),
        agreement: args.ratio("agreement"),
        min_rounds: small(args, "min_rounds").unsigned_abs(),
        max_rounds: small(args, "max_rounds").unsigned_abs(),
    }
}

/// A whole number that the table of actions keeps small.
fn small(args: &Args, name: &str) -> i32 {
    i32::try_from(args.int(name)).unwrap_or_default()
}

pub(super) async fn add_party(
    world: &mut World,
    client: &Client,
    args: &Args,
) -> Result<Outcome, Halt> {
    let name = args.text("name");
    let mut affiliations = Vec::new();
    if let Some(Data::Names(names)) = args.get("affiliations") {
        for (_, name) in names {
            let resource = world.party(name)?;
            affiliations.extend(resource.rsplit('/').next().map(str::to_owned));
        }
    }
    let request = v1::AddPartyRequest {
        deliberation: world.deliberation.clone(),
        party_id: world.new_id(&name),
        display_name: name.clone(),
        kind: args.choice("kind"),
        affiliations,
        request_id: args.text("request_id"),
        validate_only: args.flag("validate_only"),
        etag: String::new(),
    };
    let answer = client.deliberations().add_party(request).await?;
    if !args.flag("validate_only") {
        world.add_party(&name, answer.name.clone());
    }
    Ok(done(world, answer.written.as_ref(), &answer))
}

pub(super) async fn add_member(
    world: &mut World,
    client: &Client,
    args: &Args,
) -> Result<Outcome, Halt> {
    let name = args.text("name");
    let identity = args.object("identity").map(|identity| v1::ExternalIdentity {
        issuer: identity.text("issuer"),
        value: identity.text("value"),
    });
    let request = v1::AddMemberRequest {
        party: world.party(args.name("party").unwrap_or_default())?,
        display_name: name.clone(),
        identity,
        spokesperson: args.flag("spokesperson"),
        request_id: args.text("request_id"),
        validate_only: args.flag("validate_only"),
        etag: String::new(),
    };
    let spokesperson = request.spokesperson;
    let answer = client.deliberations().add_member(request).await?;
    if !args.flag("validate_only") {
        world.add_member(&name, answer.name.clone(), spokesperson);
    }
    Ok(done(world, answer.written.as_ref(), &answer))
}

pub(super) async fn accept(
    world: &mut World,
    client: &Client,
    step: &Step,
) -> Result<Outcome, Halt> {
    let version = |name, current| match step.args.get(name) {
        Some(Data::Int(version)) => u32::try_from(*version).unwrap_or_default(),
        _ => current,
    };
    let request = v1::AcceptCharterRequest {
        member: whose(world, step)?,
        charter_version: version("charter_version", world.charter_version),
        challenge_version: version("challenge_version", world.challenge_version),
        request_id: step.args.text("request_id"),
        validate_only: step.args.flag("validate_only"),
    };
    let answer = client.deliberations().accept_charter(request).await?;
    Ok(done(world, answer.written.as_ref(), &answer))
}

/// Whose act a step is: of the one named with `for`, or else of the actor when that is a member.
pub(super) fn whose(world: &World, step: &Step) -> Result<String, Halt> {
    let actor = &step.actor.1;
    match step.args.name("for") {
        Some(name) => Ok(world.speaker(name)?),
        None if world.is_speaker(actor) => Ok(world.speaker(actor)?),
        None => Ok(String::new()),
    }
}
