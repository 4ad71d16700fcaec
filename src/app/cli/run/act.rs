//! One step of a script, as a call.

use beraad_client::{Client, Error, Named, v1};
use serde_json::Value;

use crate::app::cli::json;
use crate::app::cli::run::world::{Missing, World};
use crate::app::cli::run::{charter, participate, read};
use crate::app::cli::script::Step;
use crate::app::cli::script::kind::{Args, Closing, Data};
use crate::app::cli::text::timestamp;

/// What came of a step.
#[derive(Debug)]
pub enum Outcome {
    /// It was accepted.
    Done(Value),
    /// It was refused.
    Refused(Denial),
    /// A table of stances was taken in, except for these.
    Table {
        /// The answer.
        answer: Value,
        /// How many were written.
        accepted: usize,
        /// What was refused.
        refused: Vec<Denial>,
    },
}

/// A refusal.
#[derive(Debug, Clone)]
pub struct Denial {
    /// What was refused, when it is one of several.
    pub what: String,
    /// The reason.
    pub reason: i32,
    /// Names the thing, the rule and the remedy.
    pub message: String,
}

/// Why a step has no outcome.
#[derive(Debug)]
pub enum Halt {
    /// It needs something that an earlier step did not make.
    Missing(String),
    /// The server did not answer as one does.
    Failed(Error),
}

impl From<Missing> for Halt {
    fn from(missing: Missing) -> Halt {
        Halt::Missing(missing.0)
    }
}

impl From<Error> for Halt {
    fn from(error: Error) -> Halt {
        Halt::Failed(error)
    }
}

/// Does what a step says.
///
/// # Errors
/// [`Halt`] when there is no outcome to judge.
pub async fn perform(world: &mut World, step: &Step) -> Result<Outcome, Halt> {
    let client = world.client_of(&step.actor.1)?;
    let done = dispatch(world, &client, step).await;
    match done {
        Err(Halt::Failed(Error::Refused(refusal))) => {
            let violations = refusal.violations.iter();
            let told = violations.map(|one| format!("; {}: {}", one.field, one.description));
            Ok(Outcome::Refused(Denial {
                what: String::new(),
                reason: refusal.reason.into(),
                message: refusal.message.clone() + &told.collect::<String>(),
            }))
        }
        other => other,
    }
}

async fn dispatch(world: &mut World, client: &Client, step: &Step) -> Result<Outcome, Halt> {
    let args = &step.args;
    match step.action.name {
        "create_deliberation" => charter::create(world, client, args).await,
        "revise_challenge" => charter::revise_challenge(world, client, args).await,
        "set_charter" => charter::set_charter(world, client, args).await,
        "add_party" => charter::add_party(world, client, args).await,
        "add_member" => charter::add_member(world, client, args).await,
        "accept_charter" => charter::accept(world, client, step).await,
        "add_statement" => participate::add_statement(world, client, step).await,
        "add_proposal" | "revise_proposal" => participate::propose(world, client, step).await,
        "cast_stance" => participate::cast(world, client, step).await,
        "stances" => participate::cast_many(world, client, step).await,
        "open_round" => open_round(world, client, args).await,
        "declare_ready"
        | "close_round"
        | "conclude"
        | "start_follow_up"
        | "close_deliberation"
        | "cancel_deliberation"
        | "erase_subject" => advance(world, client, step).await,
        _ => read::read(world, client, step).await,
    }
}

async fn open_round(world: &mut World, client: &Client, args: &Args) -> Result<Outcome, Halt> {
    use v1::closing_rule::Rule;
    let rule = match args.get("closing") {
        Some(Data::Closing(Closing::At(at))) => Rule::At(timestamp(*at)),
        Some(Data::Closing(Closing::EveryPartyAnswered(latest))) => {
            let latest = Some(timestamp(*latest));
            Rule::EveryPartyAnswered(v1::EveryPartyAnswered { latest })
        }
        _ => Rule::ByFacilitator(v1::ByFacilitator {}),
    };
    let activities = match args.get("activities") {
        Some(Data::Choices(activities)) => activities.clone(),
        _ => Vec::new(),
    };
    let request = v1::OpenRoundRequest {
        deliberation: world.deliberation.clone(),
        title: args.text("title"),
        activities,
        closing: Some(v1::ClosingRule { rule: Some(rule) }),
        extension: args.flag("extension"),
        against_advice_reason: args.text("against_advice_reason"),
        request_id: args.text("request_id"),
        validate_only: args.flag("validate_only"),
        etag: String::new(),
    };
    let answer = client.deliberations().open_round(request).await?;
    if !args.flag("validate_only") {
        let number = answer.name.rsplit('/').next().and_then(|last| last.parse().ok());
        world.add_round(&args.text("name"), number.unwrap_or(world.last_round + 1));
    }
    Ok(done(world, answer.written.as_ref(), &answer))
}

/// The acts that take the deliberation further and say little.
async fn advance(world: &mut World, client: &Client, step: &Step) -> Result<Outcome, Halt> {
    let args = &step.args;
    let deliberation = world.deliberation.clone();
    let request_id = args.text("request_id");
    let validate_only = args.flag("validate_only");
    let etag = String::new();
    let calls = client.deliberations();
    macro_rules! call {
        ($method:ident, $request:ident { $($field:ident),* }) => {{
            let request = v1::$request { $($field,)* request_id, validate_only, etag };
            let answer = calls.$method(request).await?;
            Ok(done(world, answer.written.as_ref(), &answer))
        }};
    }
    match step.action.name {
        "declare_ready" => call!(declare_ready, DeclareReadyRequest { deliberation }),
        "close_round" => {
            let round = world.round(args.name("round"))?;
            let name = format!("{deliberation}/rounds/{round}");
            call!(close_round, CloseRoundRequest { name })
        }
        "conclude" => {
            let against_advice_reason = args.text("against_advice_reason");
            call!(conclude, ConcludeRequest { deliberation, against_advice_reason })
        }
        "start_follow_up" => call!(start_follow_up, StartFollowUpRequest { deliberation }),
        "close_deliberation" => {
            call!(close_deliberation, CloseDeliberationRequest { deliberation })
        }
        "cancel_deliberation" => {
            let reason = args.text("reason");
            call!(cancel_deliberation, CancelDeliberationRequest { deliberation, reason })
        }
        _ => {
            let request = v1::EraseSubjectRequest {
                member: world.speaker(args.name("for").unwrap_or_default())?,
                scope: args.choice("scope"),
                request_id,
                validate_only,
            };
            let answer = client.admin().erase_subject(request).await?;
            Ok(done(world, answer.written.as_ref(), &answer))
        }
    }
}

/// An accepted write.
pub(super) fn done<M: Named>(
    world: &mut World,
    written: Option<&v1::Written>,
    answer: &M,
) -> Outcome {
    world.wrote(written);
    Outcome::Done(json::answer(answer))
}
