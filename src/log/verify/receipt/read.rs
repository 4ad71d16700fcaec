//! Reading receipts from JSON as clients of the contract print it: one object, an array, or one
//! object a line; a receipt by itself or within the answer that brought it; a checkpoint too.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::DecodePaddingMode::Indifferent;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Deserializer, Map, Value};
use thiserror::Error;

use crate::domain::ids::DeliberationId;
use crate::log::verify::receipt::{Content, Receipt};

/// Bytes of one file with receipts.
pub const RECEIPTS_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Receipts in one file.
pub const RECEIPTS_MAX: usize = 100_000;

/// Why a file holds no receipts.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Misread {
    /// No JSON.
    #[error("it is not JSON ({0}); give a receipt as the server's answer held it")]
    NotJson(String),
    /// JSON that is no receipt.
    #[error(
        "{0}there is no receipt in it; give a receipt, an answer with `written.receipt`, or a \
         checkpoint"
    )]
    NoReceipt(Place),
    /// Nothing at all.
    #[error("it is empty; give a receipt as the server's answer held it")]
    Empty,
    /// Too many.
    #[error("it holds more than {RECEIPTS_MAX} receipts; divide them over several files")]
    TooMany,
    /// A field that is not what it should be.
    #[error("{place}{field}: {rule}")]
    Field {
        /// Which receipt.
        place: Place,
        /// The field.
        field: &'static str,
        /// What it should be, and how.
        rule: String,
    },
}

/// Which receipt of a file, from 1; told only when there are several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(Option<usize>);

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.map_or(Ok(()), |number| write!(f, "receipt {number}: "))
    }
}

/// The receipts in a text, in their order.
///
/// # Errors
/// [`Misread`] names the field, the rule and the remedy.
pub fn read_receipts(text: &str) -> Result<Vec<Receipt>, Misread> {
    let mut found = Vec::new();
    for value in Deserializer::from_str(text).into_iter::<Value>() {
        collect(value.map_err(|error| Misread::NotJson(error.to_string()))?, &mut found)?;
    }
    let several = found.len() > 1;
    let place = |at: usize| Place(several.then_some(at));
    let read = |(at, value): (usize, &Value)| match value {
        Value::Object(object) => receipt(object, place(at)),
        _ => Err(Misread::NoReceipt(place(at))),
    };
    let receipts: Vec<Receipt> = (1..).zip(&found).map(read).collect::<Result<_, _>>()?;
    if receipts.is_empty() { Err(Misread::Empty) } else { Ok(receipts) }
}

/// Takes receipts out of what they come in.
fn collect(value: Value, found: &mut Vec<Value>) -> Result<(), Misread> {
    match value {
        Value::Array(list) => list.into_iter().try_for_each(|value| collect(value, found)),
        Value::Object(mut object) => {
            let inside = ["written", "receipt", "checkpoints"];
            let wrapped = inside.into_iter().find_map(|name| object.remove(name));
            match wrapped {
                Some(value) => collect(value, found),
                None => put(Value::Object(object), found),
            }
        }
        other => put(other, found),
    }
}

fn put(value: Value, found: &mut Vec<Value>) -> Result<(), Misread> {
    if found.len() == RECEIPTS_MAX {
        return Err(Misread::TooMany);
    }
    found.push(value);
    Ok(())
}

fn receipt(object: &Map<String, Value>, place: Place) -> Result<Receipt, Misread> {
    let fields = Fields { object, place };
    if !["link", "signature"].iter().any(|name| object.contains_key(*name)) {
        return Err(Misread::NoReceipt(place));
    }
    // A checkpoint names its key, and no event.
    let is_commit = fields.get("publicKey", "public_key").is_some();
    let is_event = fields.get("envelopeDigest", "envelope_digest").is_some();
    let envelope_digest = match is_commit && !is_event {
        true => None,
        false => Some(fields.exactly("envelopeDigest", "envelope_digest")?),
    };
    Ok(Receipt {
        deliberation: fields.deliberation()?,
        sequence: fields.sequence()?,
        envelope_digest,
        link: fields.exactly("link", "link")?,
        signature: fields.exactly("signature", "signature")?,
        content: fields.content()?,
    })
}

/// The fields of one receipt, by the name of the contract's JSON or of its text.
struct Fields<'a> {
    object: &'a Map<String, Value>,
    place: Place,
}

impl Fields<'_> {
    /// A field; one that is empty counts as absent, as in the contract.
    fn get(&self, camel: &str, snake: &str) -> Option<&Value> {
        let value = self.object.get(camel).or_else(|| self.object.get(snake))?;
        Some(value).filter(|value| !value.is_null() && value.as_str() != Some(""))
    }

    fn wrong<T>(&self, field: &'static str, rule: impl Into<String>) -> Result<T, Misread> {
        Err(Misread::Field { place: self.place, field, rule: rule.into() })
    }

    fn bytes(&self, camel: &'static str, snake: &str) -> Result<Option<Vec<u8>>, Misread> {
        let Some(value) = self.get(camel, snake) else {
            return Ok(None);
        };
        match value.as_str().and_then(decoded) {
            Some(bytes) => Ok(Some(bytes)),
            None => self.wrong(camel, "is not base64; give it as the answer held it"),
        }
    }

    fn exactly<const N: usize>(
        &self,
        camel: &'static str,
        snake: &str,
    ) -> Result<[u8; N], Misread> {
        let Some(bytes) = self.bytes(camel, snake)? else {
            let rule = format!("is missing; give the {N} bytes that the answer held");
            return self.wrong(camel, rule);
        };
        match bytes.as_slice().try_into() {
            Ok(bytes) => Ok(bytes),
            Err(_) => {
                let length = bytes.len();
                let rule = format!("has {length} bytes; give the {N} bytes that the answer held");
                self.wrong(camel, rule)
            }
        }
    }

    fn deliberation(&self) -> Result<DeliberationId, Misread> {
        let field = "deliberation";
        let Some(name) = self.get(field, field).and_then(Value::as_str) else {
            return self.wrong(field, "is missing; give the name, deliberations/{deliberation}");
        };
        let id = name.strip_prefix("deliberations/").map(DeliberationId::parse);
        match id {
            Some(Ok(id)) => Ok(id),
            _ => self.wrong(field, "is no name; use the form deliberations/{deliberation}"),
        }
    }

    fn sequence(&self) -> Result<u64, Misread> {
        let field = "sequence";
        let given = self.get(field, field);
        let number = given.and_then(|given| match given {
            Value::String(text) => text.parse().ok(),
            given => given.as_u64(),
        });
        match number {
            Some(number) if number > 0 => Ok(number),
            _ => self.wrong(field, "is missing or no whole number from 1; give that of the answer"),
        }
    }

    fn content(&self) -> Result<Option<Content>, Misread> {
        let rule = "is missing beside the other; give payload and salt, or neither";
        match (self.bytes("payload", "payload")?, self.bytes("salt", "salt")?) {
            (None, None) => Ok(None),
            (Some(_), None) => self.wrong("salt", rule),
            (None, Some(_)) => self.wrong("payload", rule),
            (Some(payload), Some(_)) => Ok(Some((payload, self.exactly("salt", "salt")?))),
        }
    }
}

/// Bytes in either alphabet of base64, with or without padding, as the JSON of protobuf allows.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(Indifferent);
    let alphabets = [STANDARD, URL_SAFE];
    alphabets.iter().find_map(|one| GeneralPurpose::new(one, config).decode(text).ok())
}
