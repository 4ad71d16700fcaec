//! What is hidden until a round closes: stances, ballots and pulses, in columns by seat.

use std::sync::Arc;

use crate::domain::act::{Ballot, Pulse};
use crate::domain::caller::{Channel, Role};
use crate::domain::event::Answer;
use crate::domain::ids::{Credential, Timestamp};
use crate::domain::state::BySeat;

/// The last stances on one version in one round, by seat.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    /// The cell of each seat.
    pub cells: BySeat<Cell>,
    /// Whether each party responded, by place in the order of addition.
    pub responded: Arc<Vec<bool>>,
    /// How many parties responded.
    pub responded_count: u32,
}

/// Where something hidden came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Sequence of its event.
    pub sequence: u64,
    /// When it was logged.
    pub at: Timestamp,
    /// Who entered it: place in the list of those who did so for this seat.
    pub entered_by: u32,
    /// The way it came in.
    pub channel: Channel,
}

/// The last stance of one seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// What was said.
    pub answer: Answer,
    /// Where it came from.
    pub origin: Origin,
}

/// The last ballots of one round on one option, or over all options, by seat.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BallotColumn {
    /// The ballot of each seat.
    pub cells: BySeat<(Ballot, Origin)>,
}

/// The last pulses of one round, by seat.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PulseColumn {
    /// The pulse of each seat.
    pub cells: BySeat<(Pulse, Origin)>,
}

/// A credential in a role, as those who enter are told apart.
pub type EnteredBy = (Role, Credential);
