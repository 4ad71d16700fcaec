//! The contract over real gRPC: a server on a free port, and clients that talk to it.
//!
//! Time stands still until a test moves it, and nothing waits but for what it asks for.

mod book;
mod browsers;
mod callers;
mod checkpoints;
mod crowd;
mod details;
mod erasure;
mod errors;
mod every_reader;
mod failing_log;
mod failures;
mod forms;
mod forum;
mod integrity;
mod keys;
mod opinion;
mod process;
mod reads;
mod receipts;
mod refusals;
mod requests;
mod rest;
#[path = "../rewrite/mod.rs"]
mod rewrite;
mod snapshots;
mod stream;
mod tick;
mod time;
mod town;
mod visibility;
mod watch;
mod whole_way;
