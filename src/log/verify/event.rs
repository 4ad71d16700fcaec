//! Verifying one exported event by itself.

use beraad_client::v1::{Disclosed, EventEnvelope, ExportedText, Withheld, exported_text::Content};

use crate::domain::event::Event;
use crate::domain::ids::TextId;
use crate::domain::visibility::texts_of;
use crate::log::chain::payload_digest;
use crate::log::codec;
use crate::log::vault::text_digest;
use crate::log::verify::VerifiedEvent;
use crate::log::verify::body::{Fault, exact};
use crate::log::verify::finding::Rule;

/// A text that a payload refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedText {
    /// Its id.
    pub id: TextId,
    /// The text, or why it is withheld.
    pub content: Result<String, Withheld>,
}

pub(super) fn envelope(envelope: &EventEnvelope, expected: u64) -> Result<(), Fault> {
    let found = envelope.sequence;
    if found != expected {
        let detail = format!("expected sequence {expected}, found {found}");
        return Err((Rule::Contiguous, detail));
    }
    let complete = envelope.time.is_some() && !envelope.kind.is_empty();
    if !complete || envelope.payload_digest.len() != 32 {
        let detail = "expected a time, a kind and a payload digest of 32 bytes".to_owned();
        return Err((Rule::Envelope, detail));
    }
    Ok(())
}

pub(super) fn withheld(why: i32) -> Result<Withheld, Fault> {
    match Withheld::try_from(why) {
        Ok(Withheld::Unspecified) | Err(_) => {
            Err((Rule::Withheld, "expected a reason of the contract".to_owned()))
        }
        Ok(why) => Ok(why),
    }
}

/// Verifies the content against the envelope, and adds it to what is verified.
pub(super) fn disclosed(event: &mut VerifiedEvent, disclosed: &Disclosed) -> Result<(), Fault> {
    let salt = exact(&disclosed.salt);
    let digest = salt.map(|salt| payload_digest(&salt, &disclosed.payload));
    if digest.is_none_or(|digest| event.envelope.payload_digest != digest) {
        let detail = "payload and salt do not have the digest in the envelope".to_owned();
        return Err((Rule::PayloadDigest, detail));
    }
    let unreadable = |error: codec::DecodeError| (Rule::Payload, error.to_string());
    let payload = codec::decode_payload(&disclosed.payload).map_err(unreadable)?;
    let meaning = codec::event(&event.envelope, payload.clone()).map_err(unreadable)?;
    event.texts = texts(event.envelope.sequence, &meaning, &disclosed.texts)?;
    event.event = Some(meaning);
    event.payload = Some(payload);
    Ok(())
}

fn texts(
    sequence: u64,
    meaning: &Event,
    texts: &[ExportedText],
) -> Result<Vec<VerifiedText>, Fault> {
    let fault = |detail: String| (Rule::Text, detail);
    let references = texts_of(sequence, meaning);
    if references.len() != texts.len() {
        let (expected, found) = (references.len(), texts.len());
        return Err(fault(format!("expected {expected} texts, found {found}")));
    }
    let pairs = references.into_iter().zip(texts);
    let verified = pairs.map(|((reference, _), text)| {
        if reference.id.as_str() != text.id {
            return Err(fault(format!("expected text {}, found another", reference.id)));
        }
        let id = reference.id.clone();
        let content = match &text.content {
            None => return Err(fault(format!("expected text {id}, or why it is withheld"))),
            Some(Content::Withheld(why)) => Err(withheld(*why)?),
            Some(Content::Text(salted)) => {
                let digest = exact(&salted.salt).map(|salt| text_digest(&salt, &salted.value));
                if digest.is_none_or(|digest| reference.digest != digest) {
                    return Err(fault(format!("text {id} has not the digest of its reference")));
                }
                Ok(salted.value.clone())
            }
        };
        Ok(VerifiedText { id, content })
    });
    verified.collect()
}
