//! Verifying an exported log: offline, record by record, with no more in memory than one commit.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};

use beraad_client::v1::{
    EventEnvelope, EventPayload, ExportHeader, ExportResponse, ExportTrailer, ExportedCommit,
    ExportedEvent, Withheld, export_response::Record, exported_event::Content,
};
use thiserror::Error;

use crate::domain::event::Event;
use crate::domain::ids::DeliberationId;
use crate::domain::limits::COMMIT_EVENTS_MAX;
use crate::log::chain::{self, GENESIS, LinkBuilder, envelope_digest};
use crate::log::codec;
use crate::log::hex;
use crate::log::jsonl::{LINE_BYTES_MAX, read_line};
use crate::log::verify_event;

pub use crate::log::finding::{Finding, Place, Rule};
pub use crate::log::verify_event::VerifiedText;

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
    /// The key that signed the commits.
    pub public_key: [u8; 32],
}

/// Verifies one export. After a finding it is of no more use.
pub struct Verifier {
    expected_key: Option<[u8; 32]>,
    body: Option<Body>,
    ended: bool,
    line: u64,
}

/// What is known once the header is read.
struct Body {
    summary: Summary,
    /// Sequence of the last event, sealed or not.
    sequence: u64,
    /// Events that no seal has covered yet.
    pending: Vec<VerifiedEvent>,
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
                let place = body.next_commit();
                body.commit(&commit).map_err(|fault| found(place, fault))
            }
            Record::Trailer(trailer) => {
                body.trailer(&trailer).map_err(|fault| found(Place::Trailer, fault))?;
                self.ended = true;
                Ok(Vec::new())
            }
        }
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

/// A rule that is broken, and how.
pub(super) type Fault = (Rule, String);

fn begin(record: Record, expected_key: Option<[u8; 32]>) -> Result<Body, Fault> {
    let Record::Header(header) = record else {
        return Err((Rule::Order, "a log begins with its header".to_owned()));
    };
    let summary = read_header(&header).map_err(|detail| (Rule::Header, detail))?;
    if let Some(expected) = expected_key.filter(|key| *key != summary.public_key) {
        let (expected, found) = (hex::encode(&expected), hex::encode(&summary.public_key));
        let detail = format!("expected the key {expected}, found {found}");
        return Err((Rule::ExpectedKey, detail));
    }
    Ok(Body { sequence: summary.start_after_sequence, summary, pending: Vec::new() })
}

fn read_header(header: &ExportHeader) -> Result<Summary, String> {
    if header.format != FORMAT {
        return Err(format!("expected format {FORMAT}, found {}", header.format));
    }
    let name = header.deliberation.strip_prefix("deliberations/");
    let deliberation = name.and_then(|id| DeliberationId::parse(id).ok());
    let start = header.start_after_sequence;
    let link = exact(&header.start_link).ok_or("expected a start link of 32 bytes")?;
    if start == 0 && link != GENESIS {
        return Err("expected 32 zero bytes as the link before sequence 1".to_owned());
    }
    Ok(Summary {
        deliberation: deliberation.ok_or("expected the name of a deliberation")?,
        start_after_sequence: start,
        last_sequence: start,
        events: 0,
        withheld: BTreeMap::new(),
        texts_withheld: BTreeMap::new(),
        commits: 0,
        link,
        public_key: exact(&header.public_key).ok_or("expected a public key of 32 bytes")?,
    })
}

pub(super) fn exact<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

impl Body {
    fn next_commit(&self) -> Place {
        Place::Commit { first: self.summary.last_sequence.saturating_add(1), last: self.sequence }
    }

    fn event(&mut self, event: &ExportedEvent) -> Result<(), Fault> {
        if self.pending.len() == COMMIT_EVENTS_MAX {
            let detail = format!("expected a commit after {COMMIT_EVENTS_MAX} events at most");
            return Err((Rule::Commit, detail));
        }
        let envelope = codec::decode_envelope(&event.envelope)
            .map_err(|error| (Rule::Envelope, error.to_string()))?;
        verify_event::envelope(&envelope, self.sequence.saturating_add(1))?;
        let mut verified = VerifiedEvent {
            sequence: envelope.sequence,
            envelope,
            envelope_digest: envelope_digest(&event.envelope),
            payload: None,
            event: None,
            withheld: None,
            texts: Vec::new(),
            link: GENESIS,
        };
        match &event.content {
            None => {
                let detail = "expected the content, or why it is withheld".to_owned();
                return Err((Rule::Withheld, detail));
            }
            Some(Content::Withheld(why)) => {
                verified.withheld = Some(verify_event::withheld(*why)?);
            }
            Some(Content::Disclosed(disclosed)) => {
                verify_event::disclosed(&mut verified, disclosed)?;
            }
        }
        self.sequence = verified.sequence;
        self.pending.push(verified);
        Ok(())
    }

    fn commit(&mut self, commit: &ExportedCommit) -> Result<Vec<VerifiedEvent>, Fault> {
        let summary = &mut self.summary;
        let expected = (summary.last_sequence.saturating_add(1), self.sequence);
        let found = (commit.first_sequence, commit.last_sequence);
        if self.pending.is_empty() || found != expected {
            let (first, last) = found;
            let detail = format!("it says {first} to {last}, which are not the events before it");
            return Err((Rule::Commit, detail));
        }
        let mut link = LinkBuilder::new(&summary.link, &summary.deliberation, expected.0);
        self.pending.iter().for_each(|event| link.add(&event.envelope_digest));
        let link = link.finish();
        if commit.link != link {
            let (expected, found) = (hex::encode(&link), hex::encode(&commit.link));
            return Err((Rule::Link, format!("expected {expected}, found {found}")));
        }
        let signed = exact(&commit.signature)
            .is_some_and(|signature| chain::verify(&summary.public_key, &link, &signature));
        if !signed {
            let key = hex::encode(&summary.public_key);
            return Err((Rule::Signature, format!("expected a signature of {key} over the link")));
        }
        (summary.link, summary.last_sequence) = (link, self.sequence);
        summary.commits += 1;
        let mut events = std::mem::take(&mut self.pending);
        for event in &mut events {
            event.link = link;
            summary.count(event);
        }
        Ok(events)
    }

    fn trailer(&self, trailer: &ExportTrailer) -> Result<(), Fault> {
        let summary = &self.summary;
        if !self.pending.is_empty() {
            let (first, last) = (summary.last_sequence + 1, self.sequence);
            let detail = format!("expected the commit of sequences {first} to {last} before it");
            return Err((Rule::Order, detail));
        }
        if trailer.last_sequence != summary.last_sequence {
            let (expected, found) = (summary.last_sequence, trailer.last_sequence);
            let detail = format!("expected last sequence {expected}, found {found}");
            return Err((Rule::Trailer, detail));
        }
        if trailer.link != summary.link {
            let (expected, found) = (hex::encode(&summary.link), hex::encode(&trailer.link));
            return Err((Rule::Trailer, format!("expected link {expected}, found {found}")));
        }
        Ok(())
    }
}

impl Summary {
    fn count(&mut self, event: &VerifiedEvent) {
        self.events += 1;
        if let Some(why) = event.withheld {
            *self.withheld.entry(why).or_default() += 1;
        }
        for why in event.texts.iter().filter_map(|text| text.content.as_ref().err()) {
            *self.texts_withheld.entry(*why).or_default() += 1;
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
        let record = read_record(&verifier, number, &buffer)?;
        verifier.push(number, record)?.into_iter().for_each(&mut on_event);
    }
    Ok(verifier.finish()?)
}

fn read_record(verifier: &Verifier, line: u64, bytes: &[u8]) -> Result<ExportResponse, Finding> {
    let text = String::from_utf8_lossy(bytes);
    let found =
        |detail: String| Finding { line, place: verifier.place(&text), rule: Rule::Line, detail };
    let whole = bytes.strip_suffix(b"\n");
    let whole = whole.ok_or_else(|| found("the line does not end: it was cut off".to_owned()))?;
    let whole =
        std::str::from_utf8(whole).map_err(|_| found("the line is not UTF-8".to_owned()))?;
    read_line(whole).map_err(|error| {
        let claim = error.sequence.map(|sequence| format!(" (it says sequence {sequence})"));
        found(format!("{error}{}", claim.unwrap_or_default()))
    })
}
