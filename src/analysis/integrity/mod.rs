//! Whether promises were kept: what a deciding body did with what was adopted, how much of a say
//! parties got beside what they were promised, and what deserves attention.

pub mod flags;
pub mod level;
pub mod mandate;
