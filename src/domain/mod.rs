//! Floor 1: the rules of a deliberation, pure.
//!
//! [`decide`](decide::decide) says what follows from a command, or why it is refused;
//! [`evolve`](evolve::evolve) applies what followed. Nothing here knows a clock, a network, a hash
//! or a random number: times, ids and digests arrive as arguments.

pub mod act;
pub mod caller;
pub mod charter;
pub mod command;
pub mod decide;
pub mod event;
pub mod evolve;
pub mod figure;
pub mod flag;
pub mod ids;
pub mod limits;
pub mod outcome;
pub mod party;
pub mod rejection;
pub mod round;
pub mod scale;
pub mod state;
pub mod visibility;
