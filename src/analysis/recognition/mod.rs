//! Seen, heard and valued: what was done with each party's contributions, beside how that feels.

pub mod reciprocity;
pub mod three_g;
