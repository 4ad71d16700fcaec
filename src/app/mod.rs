//! Floor 6: putting it together. [`serve`] runs a server.

pub mod recompute;
pub mod serve;
