//! Whether what came of a step is what the script expected.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use beraad_client::v1;
use beraad_client::v1::figure;
use serde_json::Value;

use crate::app::cli::json;
use crate::app::cli::page;
use crate::app::cli::run::act::{Denial, Halt, Outcome};
use crate::app::cli::run::matching;
use crate::app::cli::run::world::{Thing, World};
use crate::app::cli::script::kind::{Args, Data, Space};
use crate::app::cli::script::problem::Position;
use crate::app::cli::script::{Expectation, Expected, Step};

/// How far a figure may be off when the script does not say.
const TOLERANCE: f64 = 1e-9;

/// An expectation that did not come true.
#[derive(Debug, Clone)]
pub struct Miss {
    /// Where the expectation stands.
    pub place: Position,
    /// What was expected and what came.
    pub message: String,
}

/// Figures and advice of closed rounds, read once each.
#[derive(Debug, Default)]
pub struct Closed {
    figures: BTreeMap<u32, Vec<v1::Figure>>,
    advice: BTreeMap<u32, v1::GetRoundAdviceResponse>,
}

impl Closed {
    /// The figures of a closed round.
    ///
    /// # Errors
    /// [`Halt::Failed`] when they cannot be read.
    pub async fn figures(&mut self, world: &World, round: u32) -> Result<&[v1::Figure], Halt> {
        match self.figures.entry(round) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(unknown) => {
                let request = v1::GetConvergenceRequest {
                    deliberation: world.deliberation.clone(),
                    round,
                    item: String::new(),
                    at_least_sequence: world.sequence,
                };
                let answer = world.reader().analysis().get_convergence(request).await?;
                Ok(unknown.insert(answer.figures))
            }
        }
    }

    /// The advice after a closed round.
    ///
    /// # Errors
    /// [`Halt::Failed`] when it cannot be read.
    pub async fn advice(
        &mut self,
        world: &World,
        round: u32,
    ) -> Result<&v1::GetRoundAdviceResponse, Halt> {
        match self.advice.entry(round) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(unknown) => {
                let request = v1::GetRoundAdviceRequest {
                    deliberation: world.deliberation.clone(),
                    round,
                    at_least_sequence: world.sequence,
                };
                let answer = world.reader().analysis().get_round_advice(request).await?;
                Ok(unknown.insert(answer))
            }
        }
    }
}

/// Compares an outcome with everything the step expects.
///
/// # Errors
/// [`Halt::Failed`] when the server stops answering.
pub async fn judge(
    world: &World,
    closed: &mut Closed,
    step: &Step,
    outcome: &Outcome,
) -> Result<Vec<Miss>, Halt> {
    let mut misses: Vec<Miss> = verdict(step, outcome).into_iter().collect();
    for expected in &step.expects {
        let miss = match &expected.what {
            Expectation::Answer(_) => {
                misses.extend(answer_misses(world, expected, outcome));
                continue;
            }
            Expectation::Accepted | Expectation::Refused(_) => None,
            Expectation::State { path, value } => state(world, outcome, path, value).await?,
            Expectation::Figure(args) => settle(figure_miss(world, closed, args).await, "figure")?,
            Expectation::Advice(args) => settle(advice_miss(world, closed, args).await, "advice")?,
        };
        let place = expected.place;
        misses.extend(miss.map(|message| Miss { place, message }));
    }
    Ok(misses)
}

/// Accepted or refused, as expected or not.
fn verdict(step: &Step, outcome: &Outcome) -> Option<Miss> {
    let of_refusal = |what: &Expectation| matches!(what, Expectation::Refused(_));
    let stated = step.expects.iter().find(|expected| of_refusal(&expected.what));
    let place = stated.map_or(step.place, |expected| expected.place);
    let message = match (step.refusal_expected(), outcome) {
        (None, Outcome::Done(_)) => None,
        (None, Outcome::Refused(denial)) => Some(format!("refused with {}", told(denial))),
        (None, Outcome::Table { refused, .. }) => {
            refused.first().map(|denial| format!("{} refused with {}", denial.what, told(denial)))
        }
        (Some(reason), Outcome::Done(_)) => {
            Some(format!("accepted; expected a refusal with {}", reason_name(reason)))
        }
        (Some(reason), Outcome::Refused(denial)) => other_reason(reason, denial),
        (Some(reason), Outcome::Table { refused, .. }) => match refused.as_slice() {
            [] => Some(format!("all accepted; expected {}", reason_name(reason))),
            refused => refused.iter().find_map(|denial| other_reason(reason, denial)),
        },
    };
    message.map(|message| Miss { place, message })
}

/// Every part of the answer that is not what it should be.
fn answer_misses(world: &World, expected: &Expected, outcome: &Outcome) -> Vec<Miss> {
    let (Expectation::Answer(wanted), Some(answer)) = (&expected.what, outcome.answer()) else {
        // What was refused is told by the verdict, unless it was to be refused.
        let message = "there is no answer to compare with: it was refused".to_owned();
        return vec![Miss { place: expected.place, message }];
    };
    let miss = |wanted: &crate::app::cli::script::Wanted| {
        let message = matching::miss(world, answer, &wanted.path, &wanted.value)?;
        Some(Miss { place: wanted.place, message })
    };
    wanted.iter().filter_map(miss).collect()
}

fn other_reason(expected: i32, denial: &Denial) -> Option<String> {
    let expected_name = reason_name(expected);
    let differs = denial.reason != expected;
    differs.then(|| format!("refused with {}; expected {expected_name}", told(denial)))
}

fn told(denial: &Denial) -> String {
    format!("{}: {}", reason_name(denial.reason), denial.message)
}

/// A reason without its prefix.
#[must_use]
pub fn reason_name(reason: i32) -> &'static str {
    let reason = v1::Reason::try_from(reason).unwrap_or_default();
    // Only once: one reason is called REASON_MISSING itself.
    let name = reason.as_str_name();
    name.strip_prefix("REASON_").unwrap_or(name)
}

async fn state(
    world: &World,
    outcome: &Outcome,
    path: &str,
    value: &str,
) -> Result<Option<String>, Halt> {
    let own = outcome.answer().and_then(|answer| matching::at(world, answer, path));
    let found = match own {
        Some(found) => Some(json::shown(found)),
        None => matching::at(world, &deliberation(world).await?, path).map(json::shown),
    };
    Ok(match found {
        Some(found) if found == value => None,
        Some(found) => Some(format!("{path} = {found}; expected {value}")),
        None => Some(format!(
            "{path} stands neither in the answer nor in the deliberation; see --json for both"
        )),
    })
}

async fn deliberation(world: &World) -> Result<Value, Halt> {
    if world.deliberation.is_empty() {
        return Ok(Value::Null);
    }
    let request = v1::GetDeliberationRequest {
        name: world.deliberation.clone(),
        at_least_sequence: world.sequence,
    };
    let answer = world.reader().deliberations().get_deliberation(request).await?;
    let mut json = json::answer(&answer);
    Ok(json["deliberation"].take())
}

async fn figure_miss(
    world: &World,
    closed: &mut Closed,
    args: &Args,
) -> Result<Option<String>, Halt> {
    let round = round_of(world, args)?;
    let item = item_of(world, args)?;
    let party = args.name("party").map(|name| find(world, Space::Party, name)).transpose()?;
    let party = party.map(|party| party.resource).unwrap_or_default();
    let name = args.text("name");
    let figures = closed.figures(world, round).await?;
    let mut matching = figures.iter().filter(|figure| figure.item == item && figure.party == party);
    let Some(found) = matching.clone().find(|figure| figure.name == name) else {
        let known: Vec<&str> = matching.by_ref().map(|figure| figure.name.as_str()).collect();
        let known = match known.as_slice() {
            [] => "none at all; look at item and party".to_owned(),
            known => known.join(", "),
        };
        return Ok(Some(format!("round {round} has no figure {name} there, but: {known}")));
    };
    let about = args.name("item").map_or_else(|| "the agenda".into(), str::to_owned);
    let told = |is: String, expected: String| {
        Some(format!("{name} of {about} in round {round} is {is}; expected {expected}"))
    };
    let is = page::undefined(found).map_or_else(|| page::value(found), str::to_owned);
    if let Some(Data::Choice(reason)) = args.get("undefined") {
        let same = found.result == Some(figure::Result::Undefined(*reason));
        let reason = v1::UndefinedReason::try_from(*reason).unwrap_or_default();
        let expected = reason.as_str_name().trim_start_matches("UNDEFINED_REASON_");
        return Ok(if same { None } else { told(is, expected.to_owned()) });
    }
    let expected = args.number("value").unwrap_or_default();
    let tolerance = args.number("tolerance").unwrap_or(TOLERANCE);
    Ok(match found.result {
        Some(figure::Result::Value(value)) if (value - expected).abs() <= tolerance => None,
        Some(figure::Result::Value(value)) => told(format!("{is} ({value})"), expected.to_string()),
        _ => told(is, expected.to_string()),
    })
}

async fn advice_miss(
    world: &World,
    closed: &mut Closed,
    args: &Args,
) -> Result<Option<String>, Halt> {
    let round = round_of(world, args)?;
    let item = item_of(world, args)?;
    let expected = args.choice("is");
    let answer = closed.advice(world, round).await?;
    let Some(found) = answer.advice.iter().find(|advice| advice.item == item) else {
        return Ok(Some(format!("round {round} has no advice on {item}")));
    };
    let told = || {
        let (is, expected) = (page::advice(found.advice), page::advice(expected));
        let about = args.name("item").unwrap_or_default();
        format!("the advice on {about} in round {round} is {is}; expected {expected}")
    };
    Ok((found.advice != expected).then(told))
}

fn item_of(world: &World, args: &Args) -> Result<String, Halt> {
    let version = u32::try_from(args.int("version")).unwrap_or_default();
    let item = args.name("item").map(|name| find(world, Space::Item, name)).transpose()?;
    Ok(item.map(|item| item.in_figures(version)).unwrap_or_default())
}

fn round_of(world: &World, args: &Args) -> Result<u32, Halt> {
    let Some(name) = args.name("round") else {
        return Ok(world.last_round);
    };
    let round = find(world, Space::Round, name)?.resource;
    Ok(round.rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or_default())
}

fn find(world: &World, space: Space, name: &str) -> Result<Thing, Halt> {
    world.find(space, name).ok_or_else(|| Halt::missing(name))
}

/// What cannot be read because it was refused, or because of an earlier step, is a miss too.
fn settle(judged: Result<Option<String>, Halt>, what: &str) -> Result<Option<String>, Halt> {
    match judged {
        Err(Halt::Failed(error)) if error.refusal().is_some() => {
            Ok(Some(format!("the {what} cannot be read: {error}")))
        }
        Err(Halt::LeftOut(why)) => Ok(Some(format!("the {what} cannot be read: {why}"))),
        other => other,
    }
}
