//! An exported log of Beraad, replayed into the state that it leads to.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::Path;

use crate::app::cli::analyze::read::file::Opened;
use crate::app::cli::failure::{Failure, with_causes};
use crate::app::cli::verify::deliberation;
use crate::domain::evolve::{evolve, skip};
use crate::domain::ids::{TextId, Timestamp};
use crate::domain::state::Deliberation;
use crate::log::verify::{VerifiedEvent, verify_lines};

/// What an exported log leads to.
#[derive(Debug)]
pub struct Logged {
    /// The file.
    pub file: String,
    /// The deliberation after the last event.
    pub state: Deliberation,
    /// The texts that the log shows, by the ids that the state has; those that were erased or are
    /// withheld from its reader are not there.
    pub texts: BTreeMap<TextId, String>,
    /// How many events the log has.
    pub events: u64,
    /// How many of them are withheld from its reader, so that the state lacks what they say.
    pub withheld: u64,
}

/// Reads a log, packed with gzip or not, and verifies it on the way.
///
/// # Errors
/// When it cannot be read or verified, or does not begin at its beginning.
pub fn read(path: &Path) -> Result<Logged, Failure> {
    let shown = path.display().to_string();
    // The replay must know the deliberation before the first event comes out.
    let header = Opened::at(path)?.lines();
    replay(&shown, header, Opened::at(path)?.lines())
}

/// Replays the lines of a log; `header` gives the same lines.
///
/// # Errors
/// When they cannot be verified, or do not begin at the beginning.
pub fn replay(file: &str, header: impl BufRead, lines: impl BufRead) -> Result<Logged, Failure> {
    let refused = |why: String| Failure::input(format!("{file}: {why}\nnothing was analyzed"));
    let Some(id) = deliberation(header) else {
        let remedy = "give a file that `beraad export` wrote";
        return Err(refused(format!("the first line is no header of an exported log; {remedy}")));
    };
    let mut state = Deliberation::absent(id);
    let mut texts = BTreeMap::new();
    let summary = verify_lines(lines, None, |event| apply(&mut state, &mut texts, event));
    let summary = summary.map_err(|error| {
        let remedy = "export the log again";
        refused(format!("this log is not sound: {}; {remedy}", with_causes(&error)))
    })?;
    if summary.start_after_sequence > 0 {
        let after = summary.start_after_sequence;
        let rule = format!("this log begins after sequence {after}");
        return Err(refused(format!("{rule}; export it from its beginning")));
    }
    let withheld = summary.withheld.values().sum();
    Ok(Logged { file: file.to_owned(), state, texts, events: summary.events, withheld })
}

fn apply(state: &mut Deliberation, texts: &mut BTreeMap<TextId, String>, event: VerifiedEvent) {
    match &event.event {
        Some(happened) => evolve(state, happened),
        None => {
            let time = event.envelope.time.unwrap_or_default();
            skip(
                state,
                Timestamp(
                    time.seconds
                        .saturating_mul(1000)
                        .saturating_add(i64::from(time.nanos) / 1_000_000),
                ),
            );
        }
    }
    for text in event.texts {
        if let Ok(content) = text.content {
            texts.insert(text.id, content);
        }
    }
}
