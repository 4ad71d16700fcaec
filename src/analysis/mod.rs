//! Pure statistics over an immutable snapshot (floor 2), one measure a file.
//!
//! Nothing here reads a clock, draws a random number or depends on the order of a hash map: the
//! same answers give the same figures, bit for bit, whatever the order or the names of the
//! parties. Sums are exact; only what cannot be exact is a floating-point number.

pub mod chi_squared;
pub mod choice;
pub mod convergence;
pub mod dri;
mod exact;
pub mod figure;
pub mod fraction;
pub mod integrity;
mod means;
mod nearest;
pub mod opinion;
pub mod outcome;
pub mod ownership;
pub mod permutation;
mod ranks;
pub mod ratings;
pub mod recognition;
mod seating;
pub mod sentences;
pub mod sheet;
pub mod susceptibility;
pub mod synergy;
pub mod tally;
