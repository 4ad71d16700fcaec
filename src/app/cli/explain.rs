//! `beraad explain`: one figure, how it is computed, and how to check it.

use beraad_client::{Caller, Client, v1};
use clap::Args;

use crate::app::cli::failure::Failure;
use crate::app::cli::json as render;
use crate::app::cli::names::{deliberation_name, within};
use crate::app::cli::output::{Output, strong};
use crate::app::cli::page::{self, Lang};
use crate::app::cli::text::wrapped;

/// Characters of a line.
const WIDTH: usize = 96;

/// Explains one figure: what it says, how it is computed, what it goes with, and how to check it.
#[derive(Debug, Args)]
pub struct Explain {
    /// The deliberation: its id, or `deliberations/{id}`.
    deliberation: String,
    /// Name of the figure, such as `agreement` or `mandate_integrity`.
    figure: String,
    /// The item it is about: `statements/{id}` or `proposals/{id}`.
    #[arg(long, value_name = "ITEM")]
    item: Option<String>,
    /// The party it is about: its id.
    #[arg(long, value_name = "PARTY")]
    party: Option<String>,
    /// The round; left out, the last closed one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    round: u32,
    /// The server.
    #[arg(long, value_name = "URL", env = "BERAAD_SERVER")]
    server: String,
    /// Language of the sentences.
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
}

/// Explains.
///
/// # Errors
/// When there is no such figure, which names those there are, or the server does not answer.
pub async fn run(command: &Explain, output: Output) -> Result<(), Failure> {
    let client = Client::connect(&command.server).await?;
    let client = client.acting_as(Caller::new(v1::Role::Observer, "explain"));
    let deliberation = deliberation_name(&command.deliberation);
    let named = |name: &Option<String>, collection| {
        name.as_deref().map(|name| within(&deliberation, collection, name)).unwrap_or_default()
    };
    let request = v1::ExplainFigureRequest {
        figure: command.figure.clone(),
        item: named(&command.item, "statements"),
        party: named(&command.party, "parties"),
        round: command.round,
        at_least_sequence: 0,
        deliberation,
    };
    let told = client.analysis().explain_figure(request).await?;
    output.document(&render::answer(&told))?;
    let lang = command.lang;
    let figure = told.figure.clone().unwrap_or_default();
    let sentence =
        |figure: &v1::Figure| lang.pick(&figure.explanation_nl, &figure.explanation_en).to_owned();
    output.line(&strong(&format!("{} = {}", figure.name, page::value(&figure))))?;
    let mut lines = vec![sentence(&figure)];
    lines.push(lang.pick(&told.method_nl, &told.method_en).to_owned());
    lines.push(format!("{} ({})", figure.method, figure.method_version));
    lines.extend(told.beside.iter().map(|one| format!("- {}", sentence(one))));
    lines.extend(match lang {
        Lang::Nl => told.check_nl,
        Lang::En => told.check_en,
    });
    lines.iter().try_for_each(|line| output.line(&wrapped(&format!("  {line}"), WIDTH, 4)))
}
