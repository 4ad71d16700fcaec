//! A server inside this program, for commands that were given none.

use std::path::PathBuf;

use beraad_client::Client;
use serde_json::json;
use tempfile::TempDir;

use crate::app::cli::failure::{Failure, with_causes};
use crate::app::cli::output::{Output, note};
use crate::app::serve::{ServeClock, ServeConfig, ServeError, Server};

/// Where an embedded server keeps its log.
#[derive(Debug, Clone)]
pub enum Keep {
    /// In memory.
    Memory,
    /// On disk, in a folder that is removed afterwards.
    Temporary,
    /// On disk, in this folder.
    Folder(PathBuf),
}

/// A server to talk to: one inside this program, or another.
pub struct Host {
    url: String,
    inside: Option<Server>,
    // Dropped after the server, so that the folder outlives what is written into it.
    _folder: Option<TempDir>,
}

impl Host {
    /// A server that runs elsewhere.
    #[must_use]
    pub fn at(url: &str) -> Host {
        Host { url: url.to_owned(), inside: None, _folder: None }
    }

    /// Starts a server on a free port of this machine. With `start_ms` its clock stands at that
    /// moment until it is told to go on.
    ///
    /// # Errors
    /// When the folder cannot be used or the server does not start.
    pub async fn start(keep: &Keep, start_ms: Option<i64>) -> Result<Host, Failure> {
        let folder = match keep {
            Keep::Temporary => {
                let made = TempDir::with_prefix("beraad-");
                let problem = |error| Failure::io(format!("no temporary folder: {error}"));
                Some(made.map_err(problem)?)
            }
            Keep::Memory | Keep::Folder(_) => None,
        };
        let data = match keep {
            Keep::Memory => None,
            Keep::Temporary => folder.as_ref().map(|folder| folder.path().to_owned()),
            Keep::Folder(folder) => Some(folder.clone()),
        };
        let clock = match start_ms {
            Some(start_ms) => ServeClock::Script { start_ms },
            None => ServeClock::System,
        };
        let started = Server::start(ServeConfig::on_this_machine(data, clock)).await;
        let told = |error| Failure::io(format!("embedded server: {}", with_causes(&error)));
        let server = started.map_err(told)?;
        Ok(Host { url: server.url(), inside: Some(server), _folder: folder })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Connects to it.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn connect(&self) -> Result<Client, Failure> {
        Ok(Client::connect(&self.url).await?)
    }

    /// Lets the clock of an embedded server go on to a moment.
    ///
    /// # Errors
    /// When the server is not inside this program, or refuses.
    pub async fn advance_to(&self, ms: i64) -> Result<(), Failure> {
        let Some(server) = &self.inside else {
            return Err(Failure::internal("only an embedded server has a clock to set"));
        };
        let advanced = server.advance_to(ms).await;
        advanced.map_err(|error| Failure::internal(format!("embedded server: {error}")))
    }

    /// Stops an embedded server.
    pub async fn stop(self) {
        if let Some(server) = self.inside {
            server.stop().await;
        }
    }
}

/// Serves until it is interrupted or asked to end.
///
/// # Errors
/// When the server does not start.
pub async fn serve(config: ServeConfig, output: Output) -> Result<(), Failure> {
    let kept = match &config.data {
        Some(folder) => format!("log in {}", folder.display()),
        None => "log in memory".to_owned(),
    };
    let started = Server::start(config).await;
    let server = started.map_err(|error| match error {
        // What was asked for is wrong, before any port was bound.
        ServeError::NotLoopback(_) => Failure::input(format!("server: {error}")),
        error => Failure::io(format!("server: {}", with_causes(&error))),
    })?;
    note(&format!("beraad listens on {}, {kept}", server.url()));
    output.record(&json!({ "url": server.url() }).to_string())?;
    asked_to_end().await;
    note("beraad stops");
    server.stop().await;
    Ok(())
}

#[cfg(unix)]
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return drop(tokio::signal::ctrl_c().await);
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    drop(tokio::signal::ctrl_c().await);
}
