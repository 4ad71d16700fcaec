//! Limits of a file of ballots by name, each with its reason.

use crate::app::cli::problems::Telling;

/// Bytes in a file: ten million ballots over twenty options.
pub const FILE_BYTES_MAX: u64 = 1 << 30;
/// Options: more than the largest budget of a city has had projects.
pub const OPTIONS_MAX: usize = 10_000;
/// Options that are compared in pairs: the work grows with their third power.
pub const PAIRED_OPTIONS_MAX: usize = 500;
/// Rows with a ballot: the adults of a country of this size.
pub const ROWS_MAX: u64 = 10_000_000;
/// Parties, counted rows included: more than there are people.
pub const PARTIES_MAX: u64 = 10_000_000_000;
/// Groups: each has a floor of its own that is told.
pub const GROUPS_MAX: usize = 1_000;
/// Places, grades and stances that are kept at once: what fits in the memory of a laptop.
pub const CELLS_MAX: u64 = 200_000_000;
/// Characters in an id or a name: one line.
pub const NAME_CHARS_MAX: usize = 500;
/// A screen of problems; after a thousand the file is something else.
pub const PROBLEMS: Telling = Telling { shown: 50, found: 1_000, nothing: "nothing was decided" };
