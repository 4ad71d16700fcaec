//! `beraad import`: others' data as deliberations.

mod compare;
mod play;
mod scale;
mod table;
mod votes;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::app::cli::embedded::{Host, Keep};
use crate::app::cli::failure::Failure;
use crate::app::cli::import::compare::{Compared, Expected};
use crate::app::cli::import::play::{Played, play};
use crate::app::cli::import::scale::{Scaled, Scales};
use crate::app::cli::import::table::Case;
use crate::app::cli::json as render;
use crate::app::cli::output::Output;
use crate::app::cli::page;
use crate::app::cli::script::problem::did_you_mean;

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Deliberative forums: what people said before and after, one person a party.
    Forum(Forum),
    /// A conversation: votes on statements, given in the order in which they came in.
    Votes(votes::Votes),
}

/// Imports forums from a table with the columns survey, case, stage_id, pnum and C1, C2, …
#[derive(Debug, Args)]
pub struct Forum {
    /// The table.
    #[arg(value_name = "CSV")]
    table: PathBuf,
    /// Import this case.
    #[arg(long, value_name = "NAME", required_unless_present = "all")]
    case: Option<String>,
    /// The survey it belongs to, where several have a case of this name.
    #[arg(long, value_name = "NAME")]
    survey: Option<String>,
    /// Import every case, one after another.
    #[arg(long, conflicts_with = "case")]
    all: bool,
    /// A JSON file with the scale of each survey, as {"survey": [lo, hi]}.
    #[arg(long, value_name = "FILE", required_unless_present = "scale")]
    scales: Option<PathBuf>,
    /// The scale, such as 1..7 or -5..5.
    #[arg(
        long,
        value_name = "LO..HI",
        conflicts_with = "scales",
        allow_hyphen_values = true,
        value_parser = scale::parse_range
    )]
    scale: Option<(i32, i32)>,
    /// Take only the first N considerations; left out, all that the case has.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    items: Option<u32>,
    /// Compare the figures with those in this file.
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,
    /// Import to this server; left out, to one inside this program that is gone afterwards.
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// Tell only the conclusion.
    #[arg(long)]
    quiet: bool,
}

/// Imports.
///
/// # Errors
/// A file that is wrong, before anything is written; a figure that differs; or a server that
/// does not answer.
pub async fn run(command: &Import, json: bool) -> Result<(), Failure> {
    let command = match command {
        Import::Forum(command) => command,
        Import::Votes(command) => return votes::run(command, json).await,
    };
    let output = Output { json, quiet: command.quiet };
    let (cases, expected) = prepare(command)?;
    let host = match &command.server {
        Some(url) => Host::at(url),
        None => Host::start(&Keep::Temporary, None).await?,
    };
    let imported = import(command, output, &host, &cases, expected.as_ref()).await;
    host.stop().await;
    imported
}

/// What is wrong with a table of forums and the file with their scales; `None` when they are sound
/// and fit each other.
#[must_use]
pub fn forum_problems(table: &[u8], scales: &[u8]) -> Option<String> {
    let (of_table, of_scales) = (Path::new("the table"), Path::new("the scales"));
    let scaled = scale::parse(of_scales, scales).and_then(|scales| {
        let cases = table::checked(of_table, table)?;
        scales.fit(of_table, cases)
    });
    scaled.err().map(|failure| failure.message)
}

/// Reads and checks every file before anything is written.
fn prepare(command: &Forum) -> Result<(Vec<Scaled>, Option<Expected>), Failure> {
    let expected = command.expect.as_deref().map(compare::read).transpose()?;
    let scales = match (&command.scales, command.scale) {
        (Some(path), _) => scale::read(path)?,
        (None, Some(range)) => Scales::One(range),
        (None, None) => return Err(Failure::input("give --scales or --scale")),
    };
    let mut cases = chosen(command, table::read(&command.table)?)?;
    for case in &mut cases {
        let most = command.items.map_or(usize::MAX, |items| items as usize);
        case.items.truncate(most);
        for person in &mut case.people {
            person.answers.iter_mut().for_each(|answers| answers.truncate(most));
        }
    }
    if let (Some(expected), Some(case)) = (&expected, &command.case)
        && !expected.cases().contains(&case.as_str())
    {
        let known = expected.cases().join(", ");
        let rule = format!("no expected figures for case {case}; there are for: {known}");
        return Err(Failure::input(format!("--expect: {rule}")));
    }
    Ok((scales.fit(&command.table, cases)?, expected))
}

fn chosen(command: &Forum, cases: Vec<Case>) -> Result<Vec<Case>, Failure> {
    let Some(name) = &command.case else {
        return Ok(cases);
    };
    let (found, others): (Vec<Case>, Vec<Case>) =
        cases.into_iter().partition(|case| case.name == *name);
    let surveys: Vec<&str> = found.iter().map(|case| case.survey.as_str()).collect();
    match (&command.survey, surveys.as_slice()) {
        (None, [_]) => Ok(found),
        (None, []) => {
            let known: Vec<&str> = others.iter().map(|case| case.name.as_str()).collect();
            let near = did_you_mean(name, known.iter().copied());
            let all = known.join(", ");
            Err(Failure::input(format!("--case: no case is called {name}{near} (it has: {all})")))
        }
        (None, several) => {
            let all = several.join(", ");
            let rule = format!("several surveys have a case {name}: {all}");
            Err(Failure::input(format!("{rule}; choose one with --survey")))
        }
        (Some(survey), _) => {
            let all = surveys.join(", ");
            let one: Vec<Case> =
                found.iter().filter(|case| case.survey == *survey).cloned().collect();
            if one.is_empty() {
                let rule = format!("no survey {survey} has a case {name} (there is: {all})");
                return Err(Failure::input(format!("--survey: {rule}")));
            }
            Ok(one)
        }
    }
}

async fn import(
    command: &Forum,
    output: Output,
    host: &Host,
    cases: &[Scaled],
    expected: Option<&Expected>,
) -> Result<(), Failure> {
    let client = host.connect().await?;
    let mut documents = Vec::new();
    let mut total = Compared::default();
    let mut compared_cases = 0;
    for (case, scale) in cases {
        let played = play(&client, case, *scale).await?;
        let compared =
            expected.and_then(|expected| expected.compare(&case.name, &case.items, &played));
        tell(command, output, (case, *scale), &played, compared.as_ref())?;
        documents.push(document(case, *scale, &played, compared.as_ref()));
        compared_cases += usize::from(compared.is_some());
        total.add(compared.unwrap_or_default());
    }
    output.document(&json!({
        "cases": documents,
        "equal": expected.map(|_| total.differences.is_empty()),
    }))?;
    if expected.is_some() && compared_cases == 0 {
        return Err(Failure::input("--expect: the file has figures for none of these cases"));
    }
    if command.all {
        let number = cases.len();
        let told = match expected {
            Some(_) => format!("{number} cases, {compared_cases} compared, {}", total.told()),
            None => format!("{number} cases"),
        };
        output.conclusion(&told)?;
    }
    if total.differences.is_empty() { Ok(()) } else { Err(Failure::expectation()) }
}

/// One line for a case of many; a small table for one alone.
fn tell(
    command: &Forum,
    output: Output,
    (case, (lo, hi)): (&Case, (i32, i32)),
    played: &Played,
    compared: Option<&Compared>,
) -> Result<(), Failure> {
    let (people, items) = (case.people.len(), case.items.len());
    let found = compared.map(Compared::told);
    if command.all {
        let found = match (&found, &command.expect) {
            (Some(found), _) => found,
            (None, Some(_)) => "not compared: no expected figures",
            (None, None) => "",
        };
        let line = format!("{:26} {people:>3} people {items:>3} items  {found}", case.name);
        output.line(line.trim_end())?;
    } else {
        let (name, survey) = (&case.name, &case.survey);
        let size = format!("{people} people, {items} considerations, scale {lo}..{hi}");
        output.line(&format!("{name} ({survey}): {size}"))?;
        for item in &case.items {
            let shown = |round, name| {
                let figure = played.figure(round, item, name);
                figure.map_or_else(
                    || "–".into(),
                    |figure| match page::undefined(figure) {
                        Some(_) => "–".to_owned(),
                        None => page::decimal(number(figure)),
                    },
                )
            };
            let (before, after) = (shown(1, "agreement"), shown(2, "agreement"));
            let changed = shown(2, "changed_share");
            let agreement = format!("agreement {before:>7} → {after:>7}");
            output.line(&format!("  {item:4} {agreement}   changed share {changed:>7}"))?;
        }
        if let Some(found) = &found {
            output.conclusion(found)?;
        }
    }
    for difference in compared.iter().flat_map(|compared| &compared.differences) {
        output.conclusion(&format!("  {}: {difference}", case.name))?;
    }
    Ok(())
}

fn number(figure: &beraad_client::v1::Figure) -> f64 {
    match figure.result {
        Some(beraad_client::v1::figure::Result::Value(value)) => value,
        _ => 0.0,
    }
}

fn document(
    case: &Case,
    (lo, hi): (i32, i32),
    played: &Played,
    compared: Option<&Compared>,
) -> Value {
    let figures = |round: usize| {
        let answer = beraad_client::v1::GetConvergenceResponse {
            figures: played.rounds[round].clone(),
            ..Default::default()
        };
        render::answer(&answer)["figures"].take()
    };
    json!({
        "survey": case.survey,
        "case": case.name,
        "deliberation": played.deliberation,
        "people": case.people.len(),
        "items": case.items,
        "scale": [lo, hi],
        "before": figures(0),
        "after": figures(1),
        "compared": compared.map(|compared| json!({
            "items": compared.items,
            "figures": compared.figures,
            "differences": compared.differences,
        })),
    })
}
