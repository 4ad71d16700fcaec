//! Convergence: how far the parties came together, within a round and between rounds.
//!
//! Every party weighs the same, whatever its number of members. The figures do not depend on the
//! order of parties or members; only ties between items (focus) and between equally far parties
//! (the order of the invitations) are broken by position.

pub mod advice;
pub mod agreement;
pub mod consensus;
pub mod group_aware;
pub mod kendall;
pub mod krippendorff;
pub(crate) mod mixture;
mod report;
pub mod stability;
pub mod support;
pub mod wilcoxon;

pub use report::{METHODS, report};

use crate::analysis::convergence::advice::{RoundAdvice, Thresholds};
use crate::analysis::convergence::consensus::Invite;
use crate::analysis::figure::{Figure, Undefined};
use crate::analysis::ratings::Ratings;
use crate::domain::scale::Scale;

/// The answers of one round, with what is needed to compare and to advise.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundInput {
    /// The scale on which every item is rated.
    pub scale: Scale,
    /// Whether the lowest value of the scale is a strong objection.
    pub lo_is_veto: bool,
    /// The round, from 1.
    pub round: u32,
    /// Whether this round has been extended once already.
    pub extended: bool,
    /// The thresholds of the charter.
    pub thresholds: Thresholds,
    /// The number of parties; every ratings has as many.
    pub parties: usize,
    /// The items, in order of their ids; ties between items go to the first.
    pub items: Vec<ItemInput>,
}

/// The answers on one item.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemInput {
    /// The answers of this round.
    pub current: Ratings,
    /// The answers of the last earlier round that rated the same version.
    pub previous: Option<Ratings>,
}

/// Everything that is computed after a round.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundReport {
    /// The figures: item by item, then those of the agenda, then one proximity a party.
    pub figures: Vec<Figure>,
    /// The advice on each item, by position.
    pub advice: Vec<(usize, RoundAdvice)>,
    /// The item on which the parties differ most.
    pub focus: Option<usize>,
    /// Why there is no such item.
    pub focus_reason: Option<Undefined>,
    /// The parties to ask what is missing for them in the focus item, furthest first.
    pub invite: Vec<Invite>,
}
