//! `beraad run`: plays scripts against a server and says whether all went as expected.

mod act;
mod expect;
mod matching;
pub mod outcome;
mod play;
mod receipts;
mod request;
mod special;
mod story;
mod tell;
mod world;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::app::cli::embedded::{Host, Keep};
use crate::app::cli::failure::Failure;
use crate::app::cli::output::{Output, note};
use crate::app::cli::page::Lang;
use crate::app::cli::run::play::Course;
use crate::app::cli::run::story::Story;
use crate::app::cli::script::problem::did_you_mean;
use crate::app::cli::script::{self, Ending, Script};
use crate::app::cli::text::slug;

/// Plays scripts and says whether all went as they expect.
#[derive(Debug, Args)]
pub struct Run {
    /// Scripts to play, one after another, each on a server of its own.
    #[arg(required = true, value_name = "SCRIPT")]
    scripts: Vec<PathBuf>,
    /// Play only this ending; left out, each that the script has, in a deliberation of its own.
    #[arg(long, value_name = "NAME")]
    ending: Option<String>,
    /// Play them on this server; left out, on one inside this program.
    #[arg(long, value_name = "URL", conflicts_with_all = ["data", "memory"])]
    server: Option<String>,
    /// Keep the log of the embedded server in this folder; left out, in one that is removed.
    #[arg(long, visible_alias = "keep", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Keep the log of the embedded server in memory.
    #[arg(long, conflicts_with = "data")]
    memory: bool,
    /// Write the receipt of each accepted write to this folder, as receipt-{sequence}.json.
    #[arg(long, value_name = "DIR")]
    receipts: Option<PathBuf>,
    /// Language of the story.
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
        let document = play(command, path, script, scripts.len(), output).await?;
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
            Ok(script) => match ending_problem(command, &script) {
                Some(problem) => {
                    failures.push(Failure::input(format!("{}: {problem}", path.display())));
                }
                None => scripts.push((path.as_path(), script)),
            },
            Err(failure) => failures.push(failure),
        }
    }
    let Some(first) = failures.first() else {
        return Ok(scripts);
    };
    let messages: Vec<&str> = failures.iter().map(|failure| failure.message.as_str()).collect();
    Err(Failure { code: first.code, message: messages.join("\n") })
}

/// What is wrong with the ending that is asked for.
fn ending_problem(command: &Run, script: &Script) -> Option<String> {
    let wanted = command.ending.as_ref()?;
    let names: Vec<&str> = script.endings.iter().map(|ending| ending.name.as_str()).collect();
    if names.contains(&wanted.as_str()) {
        return None;
    }
    let near = did_you_mean(wanted, names.iter().copied());
    Some(match names.is_empty() {
        true => "it has no endings; leave out --ending".to_owned(),
        false => format!("no ending is called `{wanted}`{near} (it has: {})", names.join(", ")),
    })
}

/// The endings to play; a script without any is one course without an ending.
fn chosen<'s>(command: &Run, script: &'s Script) -> Vec<Option<&'s Ending>> {
    if script.endings.is_empty() {
        return vec![None];
    }
    let wanted = command.ending.as_ref();
    let endings = script.endings.iter();
    endings.filter(|ending| wanted.is_none_or(|name| *name == ending.name)).map(Some).collect()
}

/// Where a course is kept: by the name of the script when there are several, and of the ending.
fn keep(command: &Run, path: &Path, scripts: usize, ending: Option<&Ending>) -> Keep {
    match &command.data {
        Some(folder) => Keep::Folder(own_folder(folder, path, scripts, ending)),
        None if command.memory => Keep::Memory,
        None => Keep::Temporary,
    }
}

/// The folder of one course in that of all.
fn own_folder(folder: &Path, path: &Path, scripts: usize, ending: Option<&Ending>) -> PathBuf {
    let mut folder = folder.to_owned();
    if let Some(stem) = path.file_stem().filter(|_| scripts > 1) {
        folder.push(stem);
    }
    if let Some(ending) = ending {
        folder.push(slug(&ending.name));
    }
    folder
}

/// Plays a script, each ending on a server of its own.
async fn play(
    command: &Run,
    path: &Path,
    script: &Script,
    scripts: usize,
    output: Output,
) -> Result<Value, Failure> {
    let courses = chosen(command, script);
    let file = path.display().to_string();
    let mut story = Story::begin(output, command.lang, &file, script, &courses)?;
    for ending in courses {
        let host = match &command.server {
            Some(url) => Host::at(url),
            None => {
                let keep = keep(command, path, scripts, ending);
                Host::start(&keep, script.start.map(|start| start.ms)).await?
            }
        };
        let receipts = command.receipts.as_ref();
        let receipts = receipts.map(|folder| own_folder(folder, path, scripts, ending));
        let course = Course { script, ending, receipts };
        let played = course.play(&host, command.lang, &mut story).await;
        host.stop().await;
        played?;
    }
    for miss in story.misses() {
        note(miss);
    }
    story.end()
}
