//! Limits of a script by name, each with its reason.

/// Bytes in a script: a thousand times the example.
pub const FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Levels of nesting; the format itself needs ten.
pub const DEPTH_MAX: usize = 32;
/// Scalars, lists and maps in a script: a batch of 10,000 stances and much around it.
pub const NODES_MAX: usize = 200_000;
/// Steps in a script, those of all endings together: a year of rounds with a hundred steps a day.
pub const STEPS_MAX: usize = 20_000;
/// Endings of a script: each plays the common steps again, on a server of its own.
pub const ENDINGS_MAX: usize = 20;
/// Characters in a name.
pub const NAME_CHARS_MAX: usize = 200;
/// Problems that are listed before the rest is only counted.
pub const PROBLEMS_SHOWN_MAX: usize = 50;
