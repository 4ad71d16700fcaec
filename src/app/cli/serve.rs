//! `beraad serve`: runs the server until it is told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::app::cli::embedded;
use crate::app::cli::failure::Failure;
use crate::app::cli::output::Output;
use crate::app::serve::{Origin, ServeClock, ServeConfig};

/// Runs the server until it is interrupted.
#[derive(Debug, Args)]
pub struct Serve {
    /// The address to listen on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7440", env = "BERAAD_LISTEN")]
    listen: SocketAddr,
    /// Keep the log in this folder.
    #[arg(long, value_name = "DIR", default_value = "beraad-data", env = "BERAAD_DATA")]
    data: PathBuf,
    /// Keep the log in memory: it is gone when the server stops.
    #[arg(long, conflicts_with = "data")]
    memory: bool,
    /// Listen on an address that other machines reach, although every caller is believed.
    #[arg(long)]
    insecure_listen: bool,
    /// Let pages of this origin call from a browser, such as https://app.example; may be repeated.
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<Origin>,
}

/// Serves.
///
/// # Errors
/// When the address or the folder cannot be used.
pub async fn run(command: &Serve, output: Output) -> Result<(), Failure> {
    let config = ServeConfig {
        listen: command.listen,
        data: (!command.memory).then(|| command.data.clone()),
        clock: ServeClock::System,
        insecure_listen: command.insecure_listen,
        allow_origins: command.allow_origin.clone(),
    };
    embedded::serve(config, output).await
}
