//! `beraad show`: one deliberation as a page to read.

mod process;

use std::collections::BTreeMap;

use beraad_client::{Caller, Client, Error, v1};
use clap::Args;
use futures::TryStreamExt;
use serde_json::{Value, json};

use crate::app::cli::failure::Failure;
use crate::app::cli::json as render;
use crate::app::cli::names::deliberation_name;
use crate::app::cli::output::{Output, strong};
use crate::app::cli::page::{self, Lang, figure_lines};
use crate::app::cli::text::{moment, short};

/// Characters of an item's text on the page.
const TEXT_WIDTH: usize = 76;
/// Characters of a party's name that still stands in line.
const PARTY_WIDTH: usize = 24;

/// Shows a deliberation: parties, rounds, items, key figures and advice.
#[derive(Debug, Args)]
pub struct Show {
    /// The deliberation: its id, or `deliberations/{id}`.
    deliberation: String,
    /// The server.
    #[arg(long, value_name = "URL", env = "BERAAD_SERVER")]
    server: String,
    /// Show the figures of this round; left out, of the last closed one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    round: u32,
    /// Language of headings and sentences.
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
}

/// Everything on the page.
struct Page {
    deliberation: v1::Deliberation,
    parties: Vec<v1::Party>,
    rounds: Vec<v1::Round>,
    items: Vec<(String, String)>,
    convergence: Option<v1::GetConvergenceResponse>,
    advice: Option<v1::GetRoundAdviceResponse>,
    process: process::Process,
}

/// Shows.
///
/// # Errors
/// When the server refuses or does not answer.
pub async fn run(command: &Show, output: Output) -> Result<(), Failure> {
    let client = Client::connect(&command.server).await?;
    let client = client.acting_as(Caller::new(v1::Role::Observer, "show"));
    let page = read(&client, &deliberation_name(&command.deliberation), command.round).await?;
    output.document(&document(&page))?;
    for line in lines(&page, command.lang) {
        output.line(&line)?;
    }
    Ok(())
}

async fn read(client: &Client, name: &str, round: u32) -> Result<Page, Failure> {
    let calls = client.deliberations();
    let request = v1::GetDeliberationRequest { name: name.to_owned(), at_least_sequence: 0 };
    let answer = calls.get_deliberation(request).await?;
    let deliberation = answer.deliberation.unwrap_or_default();
    macro_rules! all {
        ($service:ident.$method:ident, $request:ident) => {{
            let deliberation = name.to_owned();
            let request = v1::$request { deliberation, page_size: 1000, ..Default::default() };
            client.$service().$method(request).try_collect::<Vec<_>>().await?
        }};
    }
    let statements = all!(participation.all_statements, ListStatementsRequest);
    let proposals = all!(participation.all_proposals, ListProposalsRequest);
    let statements = statements.into_iter().map(|one| (one.name, page::text(one.text.as_ref())));
    let versions = proposals.into_iter().flat_map(|proposal| {
        let name = proposal.name;
        let told = move |version: v1::ProposalVersion| {
            let item = format!("{name}/versions/{}", version.version);
            (item, page::text(version.title.as_ref()))
        };
        proposal.versions.into_iter().map(told)
    });
    let request =
        v1::GetConvergenceRequest { deliberation: name.to_owned(), round, ..Default::default() };
    let convergence = if_closed(client.analysis().get_convergence(request).await)?;
    let request =
        v1::GetRoundAdviceRequest { deliberation: name.to_owned(), round, at_least_sequence: 0 };
    let advice = if_closed(client.analysis().get_round_advice(request).await)?;
    Ok(Page {
        deliberation,
        parties: all!(deliberations.all_parties, ListPartiesRequest),
        rounds: all!(deliberations.all_rounds, ListRoundsRequest),
        items: statements.chain(versions).collect(),
        convergence,
        advice,
        process: process::Process::read(client, name).await?,
    })
}

/// Nothing is computed before the first close: then the page goes without.
fn if_closed<T>(answer: Result<T, Error>) -> Result<Option<T>, Failure> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) => match error.reason() {
            Some(v1::Reason::RoundNotClosed | v1::Reason::RoundUnknown) => Ok(None),
            _ => Err(error.into()),
        },
    }
}

fn document(page: &Page) -> Value {
    let deliberation =
        v1::GetDeliberationResponse { deliberation: Some(page.deliberation.clone()) };
    let parties = v1::ListPartiesResponse { parties: page.parties.clone(), ..Default::default() };
    let rounds = v1::ListRoundsResponse { rounds: page.rounds.clone(), ..Default::default() };
    let items = page.items.iter().map(|(name, text)| json!({ "name": name, "text": text }));
    let mut document = json!({
        "deliberation": render::answer(&deliberation)["deliberation"],
        "parties": render::answer(&parties)["parties"],
        "rounds": render::answer(&rounds)["rounds"],
        "items": items.collect::<Vec<_>>(),
        "convergence": page.convergence.as_ref().map(render::answer),
        "advice": page.advice.as_ref().map(render::answer),
    });
    if let Value::Object(parts) = &mut document {
        parts.extend(page.process.document());
    }
    document
}

fn lines(page: &Page, lang: Lang) -> Vec<String> {
    let deliberation = &page.deliberation;
    let mut lines = vec![
        strong(&page::text(deliberation.title.as_ref())),
        format!("{}  {}", deliberation.name, page::phase(deliberation.phase, lang)),
    ];
    if let Some(challenge) = &deliberation.challenge {
        lines.push(String::new());
        lines.push(short(&page::text(challenge.text.as_ref()), 4 * TEXT_WIDTH));
    }
    lines.extend(parties(page, lang));
    lines.extend(rounds(page, lang));
    lines.extend(items(page, lang));
    if let Some(advice) = &page.advice {
        let sentence = lang.pick(&advice.explanation_nl, &advice.explanation_en);
        lines.push(String::new());
        lines.push(strong(&page::say(lang, "page.advice", &[])));
        lines.push(format!("  {sentence}"));
    }
    let named = |party: &v1::Party| (party.name.clone(), page::text(party.display_name.as_ref()));
    let names: BTreeMap<String, String> = page.parties.iter().map(named).collect();
    lines.extend(page.process.lines(&names, lang));
    lines
}

fn parties(page: &Page, lang: Lang) -> Vec<String> {
    let people = usize::try_from(page.deliberation.headcount).unwrap_or_default();
    let heading = page::headcount(lang, page.parties.len(), people);
    let mut lines = vec![String::new(), strong(&heading)];
    for party in &page.parties {
        let kind = page::kind(party.kind, lang);
        let (name, head) = (page::text(party.display_name.as_ref()), party.headcount);
        lines.push(format!("  {name:PARTY_WIDTH$} {head:>5}  {kind}"));
    }
    lines
}

fn rounds(page: &Page, lang: Lang) -> Vec<String> {
    if page.rounds.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), strong(&page::say(lang, "page.rounds", &[]))];
    for round in &page.rounds {
        let (number, title) = (round.number, page::text(round.title.as_ref()));
        let state = match &round.close_time {
            Some(time) => page::say(lang, "page.round.closed", &[("time", &moment(Some(time)))]),
            None => page::say(lang, "page.round.open", &[]),
        };
        lines.push(format!("  {number}  {title:PARTY_WIDTH$} {state}"));
    }
    lines
}

fn items(page: &Page, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let figures = page.convergence.as_ref().map_or(&[][..], |answer| &answer.figures);
    if let Some(answer) = &page.convergence {
        let round = answer.round.to_string();
        lines.push(String::new());
        lines.push(strong(&page::say(lang, "page.figures", &[("round", &round)])));
    } else if !page.items.is_empty() {
        lines.push(String::new());
        lines.push(strong(&page::say(lang, "page.items", &[])));
    }
    for (item, text) in &page.items {
        let told = figure_lines(figures, item, lang);
        if told.is_empty() && page.convergence.is_some() {
            continue;
        }
        let advice = page.advice.iter().flat_map(|answer| &answer.advice);
        let advice = advice.into_iter().find(|advice| advice.item == *item);
        let advice = advice.map_or("", |advice| page::advice(advice.advice));
        lines.push(format!("  {}  {advice}", short(text, TEXT_WIDTH)).trim_end().to_owned());
        lines.extend(told.into_iter().map(|line| format!("    {line}")));
    }
    let agenda = figure_lines(figures, "", lang);
    lines.extend(agenda.into_iter().map(|line| format!("  {line}")));
    lines
}
