//! The opinion map of a conversation: who thinks alike, what tells groups apart, and what they
//! share.

mod compat;
mod conversation;
mod covariance;
mod gram;
mod krylov;
mod map;
mod order;
mod parts;
mod points;
mod priority;
mod selection;
mod small;
mod stable;
mod statistics;
mod totals;
mod voices;
mod votes;

pub use compat::{Axes, Cluster, History, Smoother, Tick, max_groups};
pub use conversation::{Conversation, Standing};
pub use map::{Group, Mode, OpinionMap, Person};
pub use points::{Point, stretch};
pub use priority::{META_PRIORITY, draw, importance, priority};
pub use selection::{CHOSEN_MAX, Representative, Shared, representative, shared};
pub use stable::{Base, OneGroup, PEOPLE_MIN, SILHOUETTE_MIN};
pub use statistics::{
    Counts, GroupStatement, SIGNIFICANT, Side, SideFigures, Statistics, proportion_test,
    two_proportions_test,
};
pub use totals::Totals;
pub use voices::Voices;
pub use votes::{Arrival, COLUMNS_MAX, ROWS_MAX, Vote, Votes, reference_order};
