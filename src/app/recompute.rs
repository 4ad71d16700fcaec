//! Computing recorded figures again from an exported log, with nothing but the log at hand.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::analysis::sheet;
use crate::analysis::tally::{Tally, TallyInput};
use crate::domain::event::{Event, EventBody, ProcessRecord, TallyRecord};
use crate::domain::evolve::{evolve, skip};
use crate::domain::figure::{FigureResult, RecordedFigure};
use crate::domain::ids::{DeliberationId, Timestamp};
use crate::domain::state::Deliberation;
use crate::log::chain::GENESIS;
use crate::log::verify::VerifiedEvent;

/// Replays a log and computes the figures of each tally again.
pub struct Recomputer {
    state: Deliberation,
    withheld: Option<u64>,
    /// The link of the log up to the last event.
    link: [u8; 32],
}

/// What figures are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// A round.
    Round(u32),
    /// The conclusion.
    Conclusion,
    /// The whole process.
    Process,
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Recorded::Round(round) => write!(f, "round {round}"),
            Recorded::Conclusion => f.write_str("the conclusion"),
            Recorded::Process => f.write_str("the process"),
        }
    }
}

/// What became of one record of figures.
#[derive(Debug, Clone, PartialEq)]
pub struct TallyCheck {
    /// Sequence of the event that records the figures.
    pub sequence: u64,
    /// What they are about.
    pub about: Recorded,
    /// Whether they came out the same.
    pub outcome: Recomputed,
}

/// How a recomputation ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Recomputed {
    /// Everything is equal, bit for bit.
    Equal {
        /// Number of figures.
        figures: usize,
    },
    /// Something differs; one line each.
    Differs(Vec<String>),
    /// It could not be computed again, for this reason.
    Impossible(String),
}

impl Recomputer {
    /// For the whole log of a deliberation.
    #[must_use]
    pub fn new(id: DeliberationId) -> Recomputer {
        Recomputer { state: Deliberation::absent(id), withheld: None, link: GENESIS }
    }

    /// Takes the next event; when it records figures, computes them again.
    pub fn push(&mut self, verified: &VerifiedEvent) -> Option<TallyCheck> {
        let Some(event) = &verified.event else {
            let time = verified.envelope.time.unwrap_or_default();
            skip(
                &mut self.state,
                Timestamp(time.seconds * 1000 + i64::from(time.nanos) / 1_000_000),
            );
            self.withheld.get_or_insert(verified.sequence);
            self.link = verified.link;
            return None;
        };
        let check = self.check(verified.sequence, event);
        evolve(&mut self.state, event);
        self.link = verified.link;
        check
    }

    fn check(&self, sequence: u64, event: &Event) -> Option<TallyCheck> {
        let (about, outcome) = match &event.body {
            EventBody::FiguresRecorded(record) if record.conclusion => {
                (Recorded::Conclusion, self.recompute(record))
            }
            EventBody::FiguresRecorded(record) => {
                (Recorded::Round(record.round), self.recompute(record))
            }
            EventBody::ProcessRecorded(record) => (Recorded::Process, self.of_process(record)),
            _ => return None,
        };
        Some(TallyCheck { sequence, about, outcome })
    }

    fn of_process(&self, recorded: &ProcessRecord) -> Recomputed {
        if let Some(sequence) = self.withheld {
            return withheld(sequence);
        }
        let mut lines = Vec::new();
        if recorded.through != self.state.sequence {
            lines.push("they are not those of the moment before".to_owned());
        }
        if recorded.input_digest != self.link {
            lines.push("the recorded link is not that of the log".to_owned());
        }
        let computed = sheet::record(&self.state);
        if lines.is_empty() && computed == recorded.figures {
            return Recomputed::Equal { figures: computed.len() };
        }
        match other_version(&recorded.figures, &computed) {
            Some(reason) => Recomputed::Impossible(reason),
            None => {
                lines.extend(figures_that_differ(&recorded.figures, &computed));
                Recomputed::Differs(lines)
            }
        }
    }

    fn recompute(&self, recorded: &TallyRecord) -> Recomputed {
        if let Some(sequence) = self.withheld {
            return withheld(sequence);
        }
        let tally =
            if recorded.conclusion { Tally::Conclusion } else { Tally::Round(recorded.round) };
        let Some(input) = TallyInput::gather(&self.state, tally) else {
            return Recomputed::Differs(vec!["the log holds nothing to tally".to_owned()]);
        };
        let digest = Sha256::digest(input.canonical()).into();
        let computed = input.record(&input.report(), digest);
        if computed == *recorded {
            return Recomputed::Equal { figures: recorded.figures.len() };
        }
        match other_version(&recorded.figures, &computed.figures) {
            Some(reason) => Recomputed::Impossible(reason),
            None => Recomputed::Differs(differences(recorded, &computed)),
        }
    }
}

/// A figure computed by another version of its method may rightly differ.
fn other_version(recorded: &[RecordedFigure], computed: &[RecordedFigure]) -> Option<String> {
    recorded.iter().zip(computed).find_map(|(was, is)| {
        let same = was.method == is.method && was.method_version == is.method_version;
        (!same).then(|| {
            format!(
                "{} was computed with {} version {}, this program has {} version {}",
                was.name, was.method, was.method_version, is.method, is.method_version
            )
        })
    })
}

fn differences(recorded: &TallyRecord, computed: &TallyRecord) -> Vec<String> {
    let mut lines = Vec::new();
    if recorded.input_digest != computed.input_digest {
        lines.push("the recorded input digest is not that of the stances in the log".to_owned());
    }
    if recorded.advice != computed.advice {
        lines.push("the recorded advice is not what the figures lead to".to_owned());
    }
    lines.extend(figures_that_differ(&recorded.figures, &computed.figures));
    lines
}

fn figures_that_differ(recorded: &[RecordedFigure], computed: &[RecordedFigure]) -> Vec<String> {
    let mut lines = Vec::new();
    if recorded.len() != computed.len() {
        lines.push(format!("{} figures are recorded, {} come out", recorded.len(), computed.len()));
    }
    for (was, is) in recorded.iter().zip(computed).filter(|(was, is)| was != is) {
        lines.push(format!("{}: recorded {}, comes out as {}", named(was), said(was), said(is)));
    }
    lines
}

/// That an event before is not there to compute with.
fn withheld(sequence: u64) -> Recomputed {
    Recomputed::Impossible(format!("the payload of sequence {sequence} is withheld"))
}

fn named(figure: &RecordedFigure) -> String {
    let item = figure.item.as_ref().map(|item| format!(" of {item}"));
    let party = figure.party.as_ref().map(|party| format!(" of {party}"));
    format!("{}{}{}", figure.name, item.unwrap_or_default(), party.unwrap_or_default())
}

fn said(figure: &RecordedFigure) -> String {
    match &figure.result {
        FigureResult::Value { value, exact: Some(exact) } => format!("{value} ({exact})"),
        FigureResult::Value { value, exact: None } => format!("{value}"),
        FigureResult::Undefined(reason) => format!("undefined ({})", reason.as_str()),
    }
}
