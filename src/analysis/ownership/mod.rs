//! Who owns the outcome: whose hand is in the adopted clauses, who promised to do what, and whether
//! the plan feels like everybody's.

pub mod commitments;
pub mod evenness;
pub mod lineage;
pub mod pulse;
