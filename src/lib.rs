//! Beraad: a deliberation and consensus engine.
//!
//! The floors, from the bottom: [`domain`] holds the rules, pure. `analysis` holds the statistics,
//! pure. `log` is the one port to storage. `engine` runs a task per deliberation. `service` speaks
//! gRPC. `app` puts it together. Imports point down only.

#![warn(missing_docs)]

pub mod analysis;
pub mod app;
pub mod domain;
pub mod engine;
pub mod log;
pub mod service;
