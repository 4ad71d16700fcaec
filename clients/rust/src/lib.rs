//! Client of the Beraad deliberation engine: the wire types and a thin [`Client`] around them.
//!
//! It knows the contract and nothing of the server. Every call has a deadline, is repeated when
//! that is safe, and fails with a typed [`Error`].
//!
//! ```no_run
//! use beraad_client::{Caller, Client, v1};
//!
//! # async fn run() -> Result<(), beraad_client::Error> {
//! let client = Client::connect("http://127.0.0.1:7440").await?;
//! let facilitator = client.acting_as(Caller::facilitator("front-office"));
//! let request = v1::CreateDeliberationRequest {
//!     title: "A square for everybody".into(),
//!     ..Default::default()
//! };
//! let created = facilitator.deliberations().create_deliberation(request).await?;
//! println!("{}", created.name);
//! # Ok(())
//! # }
//! ```

#![warn(missing_docs)]

mod caller;
mod client;
mod connect;
mod error;
mod pages;
mod raw;
mod resume;
mod retry;
mod services;
mod streams;
mod watch;

pub use caller::Caller;
pub use client::Client;
pub use connect::Builder;
pub use error::{Error, Refusal, Violation};
pub use futures_util::{StreamExt, TryStreamExt};
pub use pages::Page;
pub use retry::new_request_id;
pub use services::{
    Admin, Analysis, Decisions, Deliberations, Entries, Log, Moderations, Named, Participation,
    Server,
};

pub use watch::{Cause, Event, Update};

/// Generated types of package `beraad.v1`.
#[allow(clippy::all, missing_docs)]
pub mod v1 {
    tonic::include_proto!("beraad.v1");
}

/// The compiled contract, for reflection and for rendering messages as JSON.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/beraad.bin"));
