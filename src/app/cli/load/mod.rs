//! `beraad load`: deliberations from a seed, played on a server all at once, measured, and held
//! against the load's own books afterwards.

mod act;
mod audit;
mod drive;
mod figures;
mod lane;
mod ledger;
mod meter;
mod opinion;
mod pace;
mod plan;
mod probe;
mod profile;
mod random;
mod report;
mod rpc;
mod sender;
mod setup;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use futures::{StreamExt, TryStreamExt, stream};
use tokio::task::JoinSet;

use crate::app::cli::embedded::{Host, Keep};
use crate::app::cli::failure::{Failure, exit};
use crate::app::cli::load::audit::{Audit, audit};
use crate::app::cli::load::drive::{Played, Run, play};
use crate::app::cli::load::plan::Plan;
use crate::app::cli::load::profile::{Pace, Profile};
use crate::app::cli::load::report::Result as Outcome;
use crate::app::cli::load::setup::{Place, prepare};
use crate::app::cli::output::{Output, progress};

/// Deliberations that are prepared, or read again, at once.
const AT_ONCE: usize = 8;

/// Plays generated deliberations on a server, measures it, and checks every answer it gave.
#[derive(Debug, Args)]
pub struct Load {
    /// What the load is made of: smoke, hall, city, ingest, or a file.
    #[arg(value_name = "PROFILE", default_value = "smoke")]
    profile: String,
    /// The server; left out, one inside this program with a log on disk that is gone afterwards.
    #[arg(long, value_name = "URL", env = "BERAAD_SERVER")]
    server: Option<String>,
    /// Where the numbers come from: the same seed, the same people and stances.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// So many deliberations, in place of what the profile says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    deliberations: Option<u32>,
    /// So many calls a second, whatever the server does, in place of the pace of the profile.
    #[arg(long, value_name = "N", conflicts_with = "concurrency", value_parser = parse_rate)]
    rate: Option<f64>,
    /// So many calls at once, in place of the pace of the profile.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=2_000))]
    concurrency: Option<u32>,
    /// So many seconds at the beginning are measured apart.
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds)]
    warm_up: Option<f64>,
    /// At most so many milliseconds for the 99th percentile of a call; ends with 3 when passed.
    #[arg(long, value_name = "CALL=MS", value_parser = parse_threshold)]
    most_p99_ms: Vec<(&'static str, f64)>,
    /// What `--json` printed of another run, to be told as ratios.
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
    /// Tell only the conclusion.
    #[arg(long)]
    quiet: bool,
}

/// Plays, measures and checks.
///
/// # Errors
/// A profile that is wrong, before anything is sent; a server that refuses a step or does not
/// answer; exit code 1 when the server was convicted, 3 when it was only too slow.
pub async fn run(command: &Load, json: bool) -> Result<(), Failure> {
    let output = Output { json, quiet: command.quiet };
    let mut profile = profile::read(&command.profile)?;
    change(&mut profile, command);
    let other = command.compare.as_deref().map(report::read).transpose()?;
    let host = match &command.server {
        Some(url) => Host::at(url),
        None => Host::start(&Keep::Temporary, None).await?,
    };
    let outcome = load(host.url(), profile, command.seed).await;
    host.stop().await;
    let outcome = outcome?;
    let compared = other.map(|other| report::compare(&outcome.document(&[]), &other));
    let compared = compared.unwrap_or_default();
    output.document(&outcome.document(&compared))?;
    outcome.tell(output, &compared)?;
    if !report::is_sound(&outcome.audit) {
        return Err(Failure::expectation());
    }
    match outcome.thresholds().iter().all(report::Threshold::met) {
        true => Ok(()),
        false => Err(Failure { code: exit::THRESHOLD, message: String::new() }),
    }
}

fn change(profile: &mut Profile, command: &Load) {
    profile.deliberations = command.deliberations.unwrap_or(profile.deliberations);
    profile.warm_up = command.warm_up.unwrap_or(profile.warm_up);
    profile.pace = command.rate.map_or(profile.pace, Pace::Rate);
    profile.pace = command.concurrency.map_or(profile.pace, Pace::Concurrency);
    profile.most_p99_ms.extend(command.most_p99_ms.iter().copied());
}

async fn load(url: &str, profile: Profile, seed: u64) -> Result<Outcome, Failure> {
    let people = u64::from(profile.members) * u64::from(profile.deliberations);
    let bar = progress(people, &profile.name);
    let run = Arc::new(Run::connect(url, (profile, seed), bar).await?);
    let played = play_all(&run).await?;
    let seconds = run.meter.seconds();
    let found = read_again(&run, &played).await;
    drop(played);
    run.bar.finish_and_clear();
    let run = Arc::into_inner(run).ok_or_else(|| Failure::internal("a call is still out"))?;
    Ok(Outcome::new(run, seconds, found))
}

/// Prepares all deliberations, and then plays them at once.
async fn play_all(run: &Arc<Run>) -> Result<Vec<Played>, Failure> {
    let prepared = (0..run.profile.deliberations).map(|number| async move {
        let plan = Plan::new(&run.profile, run.seed, number);
        let place = prepare(run, &plan, number).await?;
        Ok::<(Place, Plan), Failure>((place, plan))
    });
    let prepared: Vec<(Place, Plan)> =
        stream::iter(prepared).buffered(AT_ONCE).try_collect().await?;
    let mut playing = JoinSet::new();
    for (number, ready) in (0..).zip(prepared) {
        playing.spawn(play(Arc::clone(run), ready, number));
    }
    let mut played = Vec::new();
    while let Some(one) = playing.join_next().await {
        let one = one.map_err(|error| Failure::internal(format!("a deliberation: {error}")))?;
        played.push(one?);
    }
    Ok(played)
}

async fn read_again(run: &Run, played: &[Played]) -> Audit {
    let audits = played.iter().enumerate().map(|(number, played)| {
        let observer = &run.clients(number).observer;
        audit(observer, played, &run.profile)
    });
    let mut all = Audit::default();
    let mut audits = stream::iter(audits).buffer_unordered(AT_ONCE);
    while let Some(one) = audits.next().await {
        all.add(one);
    }
    all
}

fn parse_rate(text: &str) -> Result<f64, String> {
    let rate = text.parse::<f64>().ok().filter(|rate| (0.1..=1_000_000.0).contains(rate));
    rate.ok_or_else(|| "give a number from 0.1 to 1000000".to_owned())
}

fn parse_seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| (0.0..=3_600.0).contains(seconds));
    seconds.ok_or_else(|| "give a number from 0 to 3600".to_owned())
}

fn parse_threshold(text: &str) -> Result<(&'static str, f64), String> {
    let parsed = text.split_once('=').and_then(|(name, most)| {
        let name = rpc::names().into_iter().find(|known| *known == name)?;
        Some((name, most.parse::<f64>().ok().filter(|most| *most > 0.0)?))
    });
    parsed.ok_or_else(|| {
        format!(
            "write it as CALL=MS, such as CastStance=250; a call is one of {}",
            rpc::names().join(", ")
        )
    })
}
