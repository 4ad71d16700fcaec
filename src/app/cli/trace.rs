//! `beraad trace`: what happened with what was brought in.

use beraad_client::{Caller, Client, v1};
use clap::Args;
use futures::TryStreamExt;
use serde_json::Value;

use crate::app::cli::export::Reader;
use crate::app::cli::failure::Failure;
use crate::app::cli::json as render;
use crate::app::cli::names::{deliberation_name, within};
use crate::app::cli::output::{Output, strong};
use crate::app::cli::page::{self, Lang};
use crate::app::cli::text::wrapped;

/// Characters of a line.
const WIDTH: usize = 96;

/// Tells what happened with what was brought in: who opened it, who answered, where it went, and
/// what was decided.
#[derive(Debug, Args)]
pub struct Trace {
    /// The deliberation: its id, or `deliberations/{id}`.
    deliberation: String,
    /// Only this item: `contributions/{id}`, `statements/{id}` or `proposals/{id}`.
    #[arg(long, value_name = "ITEM")]
    item: Option<String>,
    /// Only what this party brought in: its id.
    #[arg(long, value_name = "PARTY")]
    party: Option<String>,
    /// Go on, and tell again what changes; needs an item or a party.
    #[arg(long)]
    follow: bool,
    /// The server.
    #[arg(long, value_name = "URL", env = "BERAAD_SERVER")]
    server: String,
    /// Language of the sentences.
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
    /// For whom: what is withheld from one may be shown to another.
    #[arg(long = "as", value_enum, default_value_t)]
    reader: Reader,
}

/// Tells.
///
/// # Errors
/// When the server refuses or does not answer.
pub async fn run(command: &Trace, output: Output) -> Result<(), Failure> {
    let client = Client::connect(&command.server).await?;
    let client = client.acting_as(Caller::new(command.reader.role(), "trace"));
    let deliberation = deliberation_name(&command.deliberation);
    let named = |name: &Option<String>, collection| {
        name.as_deref().map(|name| within(&deliberation, collection, name)).unwrap_or_default()
    };
    let (item, party) = (named(&command.item, "contributions"), named(&command.party, "parties"));
    if command.follow {
        let request = v1::WatchTracesRequest { deliberation, item, party };
        let mut changes = client.analysis().watch_traces(request);
        while let Some(change) = changes.try_next().await? {
            for trace in &change.traces {
                tell(trace, command.lang, output)?;
                output.record(&render::answer(trace).to_string())?;
            }
        }
        return Ok(());
    }
    let page_size = 1000;
    let request =
        v1::ListTracesRequest { deliberation, item, party, page_size, ..Default::default() };
    let all: Vec<v1::Trace> = client.analysis().all_traces(request).try_collect().await?;
    output.document(&Value::Array(all.iter().map(render::answer).collect()))?;
    all.iter().try_for_each(|trace| tell(trace, command.lang, output))
}

fn tell(trace: &v1::Trace, lang: Lang, output: Output) -> Result<(), Failure> {
    output.line(&strong(&page::text(trace.text.as_ref())))?;
    let lines = match lang {
        Lang::Nl => &trace.lines_nl,
        Lang::En => &trace.lines_en,
    };
    lines.iter().try_for_each(|line| output.line(&wrapped(&format!("  {line}"), WIDTH, 4)))
}
