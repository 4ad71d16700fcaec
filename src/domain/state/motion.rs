//! Changes put to all parties.

use std::collections::BTreeSet;

use crate::domain::act::MotionSubject;
use crate::domain::ids::{PartyId, TextRef, Timestamp};

/// A motion as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct MotionState {
    /// What would change.
    pub subject: MotionSubject,
    /// Why.
    pub reason: TextRef,
    /// When it was made.
    pub at: Timestamp,
    /// The parties that consented.
    pub consented: BTreeSet<PartyId>,
    /// Whether it still waits for consent.
    pub open: bool,
    /// Whether it was carried.
    pub carried: bool,
}
