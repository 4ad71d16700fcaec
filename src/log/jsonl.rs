//! An exported log as JSON Lines: one record a line, in the standard JSON form of its message,
//! with for events a readable form of the bytes beside them.
//!
//! There is one way to write a record, and only lines written that way are read: a line is
//! written again after reading, and every byte must be the same. So the readable form cannot say
//! anything else than the bytes that the chain protects.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use beraad_client::v1::{
    Disclosed, ExportHeader, ExportResponse, ExportTrailer, ExportedCommit, ExportedEvent,
    ExportedText, KeyRotation, SaltedText, Withheld, export_response::Record, exported_event,
    exported_text,
};
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;
use thiserror::Error;

use crate::log::readable;
use crate::log::record::COMMIT_BYTES_MAX;

/// Bytes in one line: base64 and the readable form make an event at most some six times longer,
/// and a whole commit is never one event.
pub const LINE_BYTES_MAX: usize = 2 * COMMIT_BYTES_MAX;

/// Why a line is not a record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{fault}")]
pub struct LineError {
    /// The sequence that the line says it is of, where that can be read.
    pub sequence: Option<u64>,
    /// What is wrong with it.
    pub fault: LineFault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LineFault {
    /// Longer than any record is.
    #[error("the line has more than {LINE_BYTES_MAX} bytes")]
    TooLong,
    /// No record of this format.
    #[error("the line is no record of this format: {0}")]
    NotARecord(String),
    /// A record that was not written this way.
    #[error("the line differs at byte {0} from what its own bytes say")]
    Differs(usize),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum Line {
    Header(HeaderLine),
    Event(EventLine),
    Commit(CommitLine),
    Trailer(TrailerLine),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct HeaderLine {
    format: u32,
    deliberation: String,
    public_key: Base64,
    start_after_sequence: Number,
    start_link: Base64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rotations: Vec<RotationLine>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RotationLine {
    old_public_key: Base64,
    new_public_key: Base64,
    signature: Base64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EventLine {
    envelope: Base64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    disclosed: Option<DisclosedLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    withheld: Option<String>,
    readable: Readable,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DisclosedLine {
    payload: Base64,
    salt: Base64,
    texts: Vec<TextLine>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TextLine {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<SaltedLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    withheld: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SaltedLine {
    salt: Base64,
    value: String,
}

/// What people read; it is written from the bytes and never read back.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Readable {
    envelope: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    payload: Option<Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CommitLine {
    first_sequence: Number,
    last_sequence: Number,
    link: Base64,
    signature: Base64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TrailerLine {
    last_sequence: Number,
    link: Base64,
}

/// Bytes, in the standard alphabet with padding.
struct Base64(Bytes);

impl Base64 {
    fn vec(self) -> Vec<u8> {
        self.0.into()
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Base64, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(|bytes| Base64(bytes.into())).map_err(de::Error::custom)
    }
}

/// A 64-bit number, as text: JSON's own numbers lose digits in many programs.
struct Number(u64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Number).map_err(de::Error::custom)
    }
}

/// A record as its line, without the line feed. A response without a record, which no server
/// sends, becomes a line that is not read back.
#[must_use]
pub fn write_line(response: &ExportResponse) -> String {
    let line = match &response.record {
        None => return "{}".to_owned(),
        Some(Record::Header(header)) => Line::Header(HeaderLine {
            format: header.format,
            deliberation: header.deliberation.clone(),
            public_key: base64(&header.public_key),
            start_after_sequence: Number(header.start_after_sequence),
            start_link: base64(&header.start_link),
            rotations: header.rotations.iter().map(rotation_line).collect(),
        }),
        Some(Record::Event(event)) => Line::Event(event_line(event)),
        Some(Record::Commit(commit)) => Line::Commit(CommitLine {
            first_sequence: Number(commit.first_sequence),
            last_sequence: Number(commit.last_sequence),
            link: base64(&commit.link),
            signature: base64(&commit.signature),
        }),
        Some(Record::Trailer(trailer)) => Line::Trailer(TrailerLine {
            last_sequence: Number(trailer.last_sequence),
            link: base64(&trailer.link),
        }),
    };
    serde_json::to_string(&line).expect("text, numbers and lists of them always become JSON")
}

fn base64(bytes: &[u8]) -> Base64 {
    Base64(Bytes::copy_from_slice(bytes))
}

fn rotation_line(rotation: &KeyRotation) -> RotationLine {
    RotationLine {
        old_public_key: base64(&rotation.old_public_key),
        new_public_key: base64(&rotation.new_public_key),
        signature: base64(&rotation.signature),
    }
}

fn rotation(line: RotationLine) -> KeyRotation {
    KeyRotation {
        old_public_key: line.old_public_key.vec(),
        new_public_key: line.new_public_key.vec(),
        signature: line.signature.vec(),
    }
}

fn event_line(event: &ExportedEvent) -> EventLine {
    use exported_event::Content;
    let (disclosed, withheld, payload) = match &event.content {
        None => (None, None, None),
        Some(Content::Withheld(why)) => (None, Some(withheld_name(*why)), None),
        Some(Content::Disclosed(disclosed)) => {
            let payload = readable::payload(&disclosed.payload);
            (Some(disclosed_line(disclosed)), None, Some(payload))
        }
    };
    EventLine {
        envelope: Base64(event.envelope.clone()),
        disclosed,
        withheld,
        readable: Readable { envelope: readable::envelope(&event.envelope), payload },
    }
}

fn disclosed_line(disclosed: &Disclosed) -> DisclosedLine {
    use exported_text::Content;
    let texts = disclosed.texts.iter().map(|text| {
        let (salted, withheld) = match &text.content {
            None => (None, None),
            Some(Content::Withheld(why)) => (None, Some(withheld_name(*why))),
            Some(Content::Text(text)) => {
                let (salt, value) = (base64(&text.salt), text.value.clone());
                (Some(SaltedLine { salt, value }), None)
            }
        };
        let id = text.id.clone();
        TextLine { id, text: salted, withheld }
    });
    DisclosedLine {
        payload: base64(&disclosed.payload),
        salt: base64(&disclosed.salt),
        texts: texts.collect(),
    }
}

/// The contract's name; a number that it does not know becomes the name that is never used, and
/// so a line that verification refuses.
fn withheld_name(why: i32) -> String {
    let why = Withheld::try_from(why).unwrap_or(Withheld::Unspecified);
    why.as_str_name().to_owned()
}

/// The record that a line holds.
///
/// # Errors
/// [`LineError`] when the line is not exactly as [`write_line`] writes its record.
pub fn read_line(line: &str) -> Result<ExportResponse, LineError> {
    if line.len() > LINE_BYTES_MAX {
        let fault = LineFault::TooLong;
        return Err(LineError { sequence: None, fault });
    }
    let failed = |fault| LineError { sequence: claimed_sequence(line), fault };
    let not_a_record = |cause: String| failed(LineFault::NotARecord(cause));
    let parsed: Line = serde_json::from_str(line).map_err(|e| not_a_record(e.to_string()))?;
    let response = ExportResponse { record: Some(record(parsed).map_err(not_a_record)?) };
    let again = write_line(&response);
    if again == line {
        return Ok(response);
    }
    let same = again.bytes().zip(line.bytes()).take_while(|(a, b)| a == b).count();
    Err(failed(LineFault::Differs(same + 1)))
}

fn record(line: Line) -> Result<Record, String> {
    Ok(match line {
        Line::Header(header) => Record::Header(ExportHeader {
            format: header.format,
            deliberation: header.deliberation,
            public_key: header.public_key.vec(),
            start_after_sequence: header.start_after_sequence.0,
            start_link: header.start_link.vec(),
            rotations: header.rotations.into_iter().map(rotation).collect(),
        }),
        Line::Event(event) => Record::Event(ExportedEvent {
            content: Some(event_content(event.disclosed, event.withheld)?),
            envelope: event.envelope.0,
        }),
        Line::Commit(commit) => Record::Commit(ExportedCommit {
            first_sequence: commit.first_sequence.0,
            last_sequence: commit.last_sequence.0,
            link: commit.link.vec(),
            signature: commit.signature.vec(),
        }),
        Line::Trailer(trailer) => Record::Trailer(ExportTrailer {
            last_sequence: trailer.last_sequence.0,
            link: trailer.link.vec(),
        }),
    })
}

fn event_content(
    disclosed: Option<DisclosedLine>,
    withheld: Option<String>,
) -> Result<exported_event::Content, String> {
    use exported_event::Content;
    match (disclosed, withheld) {
        (None, Some(why)) => Ok(Content::Withheld(withheld_number(&why)?)),
        (Some(disclosed), None) => Ok(Content::Disclosed(Disclosed {
            payload: disclosed.payload.vec(),
            salt: disclosed.salt.vec(),
            texts: disclosed.texts.into_iter().map(text).collect::<Result<_, _>>()?,
        })),
        _ => Err("an event is either disclosed or withheld".to_owned()),
    }
}

fn text(text: TextLine) -> Result<ExportedText, String> {
    use exported_text::Content;
    let content = match (text.text, text.withheld) {
        (None, Some(why)) => Content::Withheld(withheld_number(&why)?),
        (Some(text), None) => {
            let (salt, value) = (text.salt.vec(), text.value);
            Content::Text(SaltedText { salt, value })
        }
        _ => return Err("a text is either given or withheld".to_owned()),
    };
    let (id, content) = (text.id, Some(content));
    Ok(ExportedText { id, content })
}

fn withheld_number(name: &str) -> Result<i32, String> {
    let why = Withheld::from_str_name(name);
    why.map(Into::into).ok_or_else(|| "a reason to withhold is not of the contract".to_owned())
}

/// The last sequence that a line claims, even when the line is damaged elsewhere.
fn claimed_sequence(line: &str) -> Option<u64> {
    ["\"lastSequence\":\"", "\"sequence\":\""].iter().find_map(|key| {
        let (_, rest) = line.split_once(key)?;
        rest.split_once('"')?.0.parse().ok()
    })
}
