//! Messages of the contract as canonical protobuf JSON, and the values of its enums.

use std::sync::LazyLock;

use beraad_client::{FILE_DESCRIPTOR_SET, Named};
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};
use serde_json::Value;

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("the build compiled the contract")
});

/// An answer as JSON, fields with their default value included.
#[must_use]
pub fn answer<M: Named>(message: &M) -> Value {
    message_named(M::NAME, &message.encode_to_vec())
}

/// A message of this full name, from its bytes.
fn message_named(name: &str, bytes: &[u8]) -> Value {
    let descriptor =
        POOL.get_message_by_name(name).expect("an answer is a message of the contract");
    let message =
        DynamicMessage::decode(descriptor, bytes).expect("the bytes were encoded just now");
    let options =
        SerializeOptions::new().skip_default_fields(false).stringify_64_bit_integers(false);
    let json = message.serialize_with_options(serde_json::value::Serializer, &options);
    json.expect("a message of the contract has a JSON form")
}

/// The values of an enum as a script writes them, with their numbers; the unused 0 is left out.
#[must_use]
pub fn enum_values(name: &str, prefix: &str, lower: bool) -> Vec<(String, i32)> {
    let Some(found) = POOL.get_enum_by_name(name) else {
        return Vec::new();
    };
    let used = found.values().filter(|value| value.number() != 0);
    let shown = used.map(|value| {
        let bare = value.name().trim_start_matches(prefix);
        let text = if lower { bare.to_lowercase() } else { bare.to_owned() };
        (text, value.number())
    });
    shown.collect()
}

/// The value at a path such as `phase` or `advice.0.advice`; segments may be written in
/// snake_case or camelCase.
#[must_use]
pub fn at<'a>(json: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(json, |value, segment| match value {
        Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
        Value::Object(fields) => fields.get(segment).or_else(|| fields.get(&camel(segment))),
        _ => None,
    })
}

/// A scalar as a person writes it; anything else as JSON.
#[must_use]
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn camel(snake: &str) -> String {
    let mut parts = snake.split('_');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use beraad_client::v1;

    #[test]
    fn paths_reach_into_answers_in_either_spelling() {
        let deliberation = v1::Deliberation {
            phase: v1::Phase::Between.into(),
            party_count: 3,
            ..Default::default()
        };
        let json = answer(&v1::GetDeliberationResponse { deliberation: Some(deliberation) });
        let text = |path| at(&json, path).map(shown);
        assert_eq!(text("deliberation.phase").as_deref(), Some("PHASE_BETWEEN"));
        assert_eq!(text("deliberation.party_count").as_deref(), Some("3"));
        assert_eq!(text("deliberation.partyCount").as_deref(), Some("3"));
        assert_eq!(text("deliberation.round").as_deref(), Some("0"));
        assert_eq!(text("deliberation.nothing"), None);
    }

    #[test]
    fn enums_come_from_the_contract() {
        let kinds = enum_values("beraad.v1.PartyKind", "PARTY_KIND_", true);
        assert_eq!(kinds[0], ("resident".to_owned(), 1));
        assert_eq!(kinds.len(), 6);
    }
}
