//! `beraad run`: plays scripts against a server and says whether all went as expected.

mod act;
mod charter;
mod expect;
mod participate;
mod read;
mod story;
mod world;

use std::path::{Path, PathBuf};

use beraad_client::v1;
use clap::Args;
use serde_json::{Value, json};

use crate::app::cli::embedded::{Host, Keep};
use crate::app::cli::failure::Failure;
use crate::app::cli::output::{Output, note};
use crate::app::cli::page::Lang;
use crate::app::cli::run::act::{Halt, perform};
use crate::app::cli::run::expect::{Closed, judge};
use crate::app::cli::run::story::Story;
use crate::app::cli::run::world::World;
use crate::app::cli::script::{self, Script, Step};

/// Plays scripts and says whether all went as they expect.
#[derive(Debug, Args)]
pub struct Run {
    /// Scripts to play, one after another, each on a server of its own.
    #[arg(required = true, value_name = "SCRIPT")]
    scripts: Vec<PathBuf>,
    /// Play them on this server; left out, on one inside this program.
    #[arg(long, value_name = "URL", conflicts_with_all = ["data", "memory"])]
    server: Option<String>,
    /// Keep the log of the embedded server in this folder; left out, in one that is removed.
    #[arg(long, visible_alias = "keep", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Keep the log of the embedded server in memory.
    #[arg(long, conflicts_with = "data")]
    memory: bool,
    /// Language of the sentences with the figures.
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
    /// Tell only the conclusion.
    #[arg(long)]
    quiet: bool,
}

/// Plays the scripts.
///
/// # Errors
/// A file that is wrong, before anything is sent; a missed expectation; or a server that does
/// not answer.
pub async fn run(command: &Run, json: bool) -> Result<(), Failure> {
    let output = Output { json, quiet: command.quiet };
    let scripts = load_all(command)?;
    let mut told = Vec::new();
    let mut passed = true;
    for (path, script) in &scripts {
        let keep = keep(command, path, scripts.len());
        let host = match &command.server {
            Some(url) => Host::at(url),
            None => Host::start(&keep, script.start).await?,
        };
        let played = play(&host, path, script, output, command.lang).await;
        host.stop().await;
        let document = played?;
        passed &= document["passed"] == true;
        told.push(document);
    }
    output.document(&json!({ "scripts": told }))?;
    if passed { Ok(()) } else { Err(Failure::expectation()) }
}

/// Reads every script before the first is played, and reports what is wrong in all of them.
fn load_all(command: &Run) -> Result<Vec<(&Path, Script)>, Failure> {
    let mut scripts = Vec::new();
    let mut failures: Vec<Failure> = Vec::new();
    for path in &command.scripts {
        match script::load(path) {
            Ok(script) if command.server.is_some() && script.start.is_some() => {
                failures.push(Failure::input(format!(
                    "{}: `start` and `at` set the clock, which only an embedded server lets you; \
                     leave out --server, or take `start` and `at` out of the script",
                    path.display()
                )));
            }
            Ok(script) => scripts.push((path.as_path(), script)),
            Err(failure) => failures.push(failure),
        }
    }
    let Some(first) = failures.first() else {
        return Ok(scripts);
    };
    let messages: Vec<&str> = failures.iter().map(|failure| failure.message.as_str()).collect();
    Err(Failure { code: first.code, message: messages.join("\n") })
}

fn keep(command: &Run, path: &Path, scripts: usize) -> Keep {
    match (&command.data, path.file_stem()) {
        (Some(folder), Some(stem)) if scripts > 1 => Keep::Folder(folder.join(stem)),
        (Some(folder), _) => Keep::Folder(folder.clone()),
        (None, _) if command.memory => Keep::Memory,
        (None, _) => Keep::Temporary,
    }
}

async fn play(
    host: &Host,
    path: &Path,
    script: &Script,
    output: Output,
    lang: Lang,
) -> Result<Value, Failure> {
    let file = path.display().to_string();
    let mut story = Story::begin(output, lang, &file, script)?;
    let client = host.connect().await?;
    let mut world = World::new(client, &script.people);
    let mut closed = Closed::default();
    let mut told_rounds = 0;
    for (number, step) in script.steps.iter().enumerate() {
        if let Some(at) = step.at {
            host.advance_to(at).await?;
            story.moment(at)?;
            tell_closed(&world, &mut closed, &mut story, &mut told_rounds).await?;
        }
        let outcome = match perform(&mut world, step).await {
            Ok(outcome) => outcome,
            Err(Halt::Missing(name)) => {
                story.left_out(step, &format!("it needs `{name}`, which no step made"))?;
                continue;
            }
            Err(Halt::Failed(error)) => return Err(lost(&file, step, error)),
        };
        let misses = judge(&world, &mut closed, step, &outcome).await;
        let misses = misses.map_err(|halt| match halt {
            Halt::Failed(error) => lost(&file, step, error),
            Halt::Missing(name) => Failure::internal(format!("`{name}` is unknown")),
        })?;
        story.step(&world, step, &outcome, &misses)?;
        tell_closed(&world, &mut closed, &mut story, &mut told_rounds).await?;
        if world.deliberation.is_empty()
            && step.action.name == "create_deliberation"
            && step.gives_names()
        {
            for step in &script.steps[number + 1..] {
                story.left_out(step, "there is no deliberation")?;
            }
            break;
        }
    }
    for miss in story.misses() {
        note(miss);
    }
    story.end(&world)
}

/// Tells the last round once it is closed, whatever closed it.
async fn tell_closed(
    world: &World,
    closed: &mut Closed,
    story: &mut Story,
    told: &mut u32,
) -> Result<(), Failure> {
    let round = world.last_round;
    if round <= *told {
        return Ok(());
    }
    let request = v1::GetDeliberationRequest {
        name: world.deliberation.clone(),
        at_least_sequence: world.sequence,
    };
    let answer = world.reader().deliberations().get_deliberation(request).await?;
    let phase = answer.deliberation.map_or(0, |deliberation| deliberation.phase);
    if phase == v1::Phase::RoundOpen as i32 || phase == v1::Phase::Tallying as i32 {
        return Ok(());
    }
    *told = round;
    let unreadable = |halt| match halt {
        Halt::Failed(error) => Failure::from(error),
        Halt::Missing(name) => Failure::internal(format!("`{name}` is unknown")),
    };
    let figures = closed.figures(world, round).await.map_err(unreadable)?.to_vec();
    let advice = closed.advice(world, round).await.map_err(unreadable)?;
    story.closed(world, round, &figures, advice)
}

fn lost(file: &str, step: &Step, error: beraad_client::Error) -> Failure {
    let failure = Failure::from(error);
    let place = step.place;
    let message = format!("{file}:{}:{}: {}", place.line, place.column, failure.message);
    Failure { message, ..failure }
}
