//! Floor 6: putting it together. [`serve`] runs a server.

pub mod cli;
pub mod recompute;
pub mod serve;
