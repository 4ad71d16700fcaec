//! Verifying an exported log: offline, record by record, with no more in memory than one commit.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};

use beraad_client::v1::{
    EventEnvelope, EventPayload, ExportResponse, Withheld, export_response::Record,
};
use thiserror::Error;

use crate::domain::event::Event;
use crate::domain::ids::DeliberationId;
use crate::log::jsonl::{LINE_BYTES_MAX, read_line};
use crate::log::rotation::KeyChain;

mod body;
mod countersign;
mod event;
mod finding;
pub mod receipt;

pub use event::VerifiedText;
pub use finding::{Finding, Place, Rule};

use body::{Body, begin};

/// Version of the export format.
pub const FORMAT: u32 = 1;

/// An event of which everything that the export shows was verified.
#[derive(Debug, Clone, PartialEq)]
pub struct VerifiedEvent {
    /// Its sequence.
    pub sequence: u64,
    /// Its envelope.
    pub envelope: EventEnvelope,
    /// SHA-256 of the envelope's bytes.
    pub envelope_digest: [u8; 32],
    /// Its payload in the present schema; `None` when it is withheld.
    pub payload: Option<EventPayload>,
    /// What the payload means; `None` when it is withheld.
    pub event: Option<Event>,
    /// Why the payload is withheld; `None` when it is not.
    pub withheld: Option<Withheld>,
    /// The texts that the payload refers to, in its order.
    pub texts: Vec<VerifiedText>,
    /// Link of the commit that holds it, which a receipt must have too.
    pub link: [u8; 32],
    /// Sequence of the last event of that commit.
    pub commit_end: u64,
}

/// What was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The deliberation.
    pub deliberation: DeliberationId,
    /// The sequence that the export starts after; 0 for a whole log. The link there is the
    /// exporter's word, which only a whole log or a checkpoint can prove.
    pub start_after_sequence: u64,
    /// Sequence of the last event.
    pub last_sequence: u64,
    /// Number of events.
    pub events: u64,
    /// Number of events of which the payload is withheld, by reason.
    pub withheld: BTreeMap<Withheld, u64>,
    /// Number of texts that are withheld, by reason.
    pub texts_withheld: BTreeMap<Withheld, u64>,
    /// Number of commits.
    pub commits: u64,
    /// Link of the last commit.
    pub link: [u8; 32],
    /// The link that the export starts after; of a part of a log the exporter's word.
    pub start_link: [u8; 32],
    /// The keys that can have signed commits: the first of them is the one that is published, and
    /// each later one took over with a certificate.
    pub keys: KeyChain,
    /// Number of countersignatures that were verified.
    pub countersignatures: u64,
    /// The countersignatures of checkpoints before the start, which a part of a log cannot prove:
    /// the sequence of each.
    pub countersignatures_unchecked: Vec<u64>,
}

impl Summary {
    /// The key that is published.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.keys.keys()[0]
    }
}

/// Verifies one export. After a finding it is of no more use. A clone goes on from where it was
/// made.
#[derive(Clone)]
pub struct Verifier {
    expected_key: Option<[u8; 32]>,
    body: Option<Body>,
    ended: bool,
    line: u64,
}

impl Verifier {
    /// A verifier that accepts any key, or only the expected one.
    #[must_use]
    pub fn new(expected_key: Option<[u8; 32]>) -> Verifier {
        Verifier { expected_key, body: None, ended: false, line: 0 }
    }

    /// Verifies the next record. Events come out when the seal over them is verified.
    ///
    /// # Errors
    /// The [`Finding`], at the first record that is not as it should be.
    pub fn push(
        &mut self,
        line: u64,
        response: ExportResponse,
    ) -> Result<Vec<VerifiedEvent>, Finding> {
        self.line = line;
        let found = |place, (rule, detail)| Finding { line, place, rule, detail };
        let Some(record) = response.record else {
            return Err(found(self.place(""), (Rule::Line, "the record is empty".to_owned())));
        };
        if self.ended {
            let detail = "nothing may follow the trailer".to_owned();
            return Err(found(Place::Trailer, (Rule::Order, detail)));
        }
        let Some(body) = &mut self.body else {
            let body = begin(record, self.expected_key);
            self.body = Some(body.map_err(|fault| found(Place::Header, fault))?);
            return Ok(Vec::new());
        };
        match record {
            Record::Header(_) => {
                let detail = "a second header".to_owned();
                Err(found(Place::After(body.sequence), (Rule::Order, detail)))
            }
            Record::Event(event) => {
                let place = Place::Event(body.sequence + 1);
                body.event(&event).map_err(|fault| found(place, fault))?;
                Ok(Vec::new())
            }
            Record::Commit(commit) => {
                let place = body.place_of(&commit);
                body.commit(&commit).map_err(|fault| found(place, fault))
            }
            Record::Trailer(trailer) => {
                body.trailer(&trailer).map_err(|fault| found(Place::Trailer, fault))?;
                self.ended = true;
                Ok(Vec::new())
            }
        }
    }

    /// Verifies the next line of an export in JSON Lines, its line feed included.
    ///
    /// # Errors
    /// The [`Finding`], when the line or its record is not as it should be.
    pub fn push_line(&mut self, line: u64, bytes: &[u8]) -> Result<Vec<VerifiedEvent>, Finding> {
        self.line = line;
        let response = self.read_record(bytes)?;
        self.push(line, response)
    }

    fn read_record(&self, bytes: &[u8]) -> Result<ExportResponse, Finding> {
        let text = String::from_utf8_lossy(bytes);
        let found = |detail: String| Finding {
            line: self.line,
            place: self.place(&text),
            rule: Rule::Line,
            detail,
        };
        let whole = bytes.strip_suffix(b"\n");
        let whole =
            whole.ok_or_else(|| found("the line does not end: it was cut off".to_owned()))?;
        let whole =
            std::str::from_utf8(whole).map_err(|_| found("the line is not UTF-8".to_owned()))?;
        read_line(whole).map_err(|error| {
            let claim = error.sequence.map(|sequence| format!(" (it says sequence {sequence})"));
            found(format!("{error}{}", claim.unwrap_or_default()))
        })
    }

    /// What was verified, when the whole export was.
    ///
    /// # Errors
    /// The [`Finding`] that the export ends too early.
    pub fn finish(self) -> Result<Summary, Finding> {
        let place = self.place("");
        match self.body {
            Some(body) if self.ended => Ok(body.summary),
            _ => Err(Finding {
                line: self.line + 1,
                place,
                rule: Rule::Order,
                detail: "the log ends without a trailer: it was cut off".to_owned(),
            }),
        }
    }

    /// The place of a line that may be damaged, as far as the line itself tells what it was.
    fn place(&self, line: &str) -> Place {
        let Some(body) = &self.body else {
            return Place::Header;
        };
        let begins = |start: &str| line.starts_with(start);
        let holds = |keys: &[&str]| keys.iter().any(|key| line.contains(key));
        if self.ended || begins("{\"trailer\"") {
            Place::Trailer
        } else if begins("{\"event\"") {
            Place::Event(body.sequence + 1)
        } else if begins("{\"commit\"") || holds(&["\"firstSequence\":", "\"signature\":"]) {
            body.next_commit()
        } else if holds(&["\"envelope\":", "\"readable\":"]) {
            Place::Event(body.sequence + 1)
        } else if holds(&["\"lastSequence\":"]) {
            Place::Trailer
        } else {
            Place::After(body.sequence)
        }
    }
}

/// Why a log could not be verified.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// It is not as it should be.
    #[error(transparent)]
    Finding(#[from] Finding),
    /// It cannot be read.
    #[error("the exported log cannot be read")]
    Io(#[from] io::Error),
}

/// Verifies an export in JSON Lines, handing over each event when the seal over it is verified.
///
/// # Errors
/// [`VerifyError::Finding`] at the first line that is not as it should be, and
/// [`VerifyError::Io`] when the lines cannot be read.
pub fn verify_lines(
    mut lines: impl BufRead,
    expected_key: Option<[u8; 32]>,
    mut on_event: impl FnMut(VerifiedEvent),
) -> Result<Summary, VerifyError> {
    let mut verifier = Verifier::new(expected_key);
    let mut buffer = Vec::new();
    for number in 1.. {
        buffer.clear();
        let mut line = lines.by_ref().take(LINE_BYTES_MAX as u64 + 2);
        if line.read_until(b'\n', &mut buffer)? == 0 {
            break;
        }
        let events = verifier.push_line(number, &buffer)?;
        events.into_iter().for_each(&mut on_event);
    }
    Ok(verifier.finish()?)
}
