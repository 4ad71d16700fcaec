//! Rules over approvals: a number of options that together speak for as many as possible.

pub mod approval;
pub(in crate::analysis::choice) mod electorate;
pub mod equal_shares;
mod exactly;
mod ledger;
pub(in crate::analysis::choice) mod near;
pub mod phragmen;
pub(in crate::analysis::choice) mod shares;

use crate::analysis::choice::profile::{Ballot, BallotError, once};

/// One ballot that approves of options.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Approvals(Box<[u32]>);

impl Approvals {
    /// The ballot that approves of these options.
    ///
    /// # Errors
    /// [`BallotError`] for an option that is not there or stands on it twice.
    pub fn new(options: usize, approved: &[usize]) -> Result<Approvals, BallotError> {
        once(options, approved.iter().copied())?;
        let mut approved: Vec<u32> = approved.iter().map(|option| *option as u32).collect();
        approved.sort_unstable();
        Ok(Approvals(approved.into()))
    }

    /// The options approved of, ascending.
    pub fn options(&self) -> impl ExactSizeIterator<Item = usize> {
        self.0.iter().map(|option| *option as usize)
    }

    /// Whether it approves of this option.
    #[must_use]
    pub fn approves(&self, option: usize) -> bool {
        self.0.binary_search(&(option as u32)).is_ok()
    }
}

impl Ballot for Approvals {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
