//! One step of a script, as a call.

use beraad_client::{Client, Error, Refusal};
use serde_json::Value;

use crate::app::cli::json::Method;
use crate::app::cli::run::request::{Own, Request};
use crate::app::cli::run::special;
use crate::app::cli::run::world::World;
use crate::app::cli::script::Step;

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
        /// What was refused.
        refused: Vec<Denial>,
    },
}

impl Outcome {
    /// The answer, unless it was refused.
    #[must_use]
    pub fn answer(&self) -> Option<&Value> {
        match self {
            Outcome::Done(answer) | Outcome::Table { answer, .. } => Some(answer),
            Outcome::Refused(_) => None,
        }
    }
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
    /// It cannot be done, and why.
    LeftOut(String),
    /// The server did not answer as one does.
    Failed(Error),
}

impl Halt {
    /// It needs a name that an earlier step did not make.
    #[must_use]
    pub fn missing(name: &str) -> Halt {
        Halt::LeftOut(format!("it needs `{name}`, which no step made"))
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
    let actor = &step.actor.1;
    let client = world.client_of(actor).or_else(|| world.client_of_initiator(step));
    let client = client.ok_or_else(|| Halt::missing(actor))?;
    let done = match step.action.name {
        "stances" | "enter_stances" => special::stances(world, &client, step).await,
        "countersign_checkpoint" => special::countersign(world, &client, step).await,
        "export" | "verify" => special::log(world, &client, step).await,
        _ => call(world, &client, step).await,
    };
    match done {
        Err(Halt::Failed(Error::Refused(refusal))) => Ok(Outcome::Refused(denial(&refusal))),
        other => other,
    }
}

/// Calls the method of an action as the table says.
async fn call(world: &mut World, client: &Client, step: &Step) -> Result<Outcome, Halt> {
    let method = Method::named(step.action.method);
    let request = Request::of(world, step);
    let body = request.body(|field| method.takes(field))?;
    let own = request.own;
    send(world, client, step, (body, own)).await
}

/// Sends the request of a step, and keeps what later steps need of the answer.
///
/// # Errors
/// [`Halt`] when there is no outcome to judge.
pub async fn send(
    world: &mut World,
    client: &Client,
    step: &Step,
    (body, own): (Value, Vec<Own>),
) -> Result<Outcome, Halt> {
    let method = Method::named(step.action.method);
    let unfit = |problem| Halt::LeftOut(format!("it does not fit the contract: {problem}"));
    let bytes = method.request(&body).map_err(unfit)?;
    // Every write carries a request id, so that it may be sent again.
    let answer = client.call_raw(&method.path(), bytes.into(), true).await?;
    let answer = method.answer(&answer).map_err(unfit)?;
    world.wrote(&answer);
    if step.action.writes && !step.args.flag("validate_only") {
        world.accept(step, own, &answer);
    }
    Ok(Outcome::Done(answer))
}

fn denial(refusal: &Refusal) -> Denial {
    let violations = refusal.violations.iter();
    let told = violations.map(|one| format!("; {}: {}", one.field, one.description));
    let message = refusal.localized.as_ref().unwrap_or(&refusal.message);
    Denial {
        what: String::new(),
        reason: refusal.reason.into(),
        message: message.clone() + &told.collect::<String>(),
    }
}
