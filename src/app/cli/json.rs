//! Messages of the contract as canonical protobuf JSON, and the values of its enums.

use std::sync::LazyLock;

use beraad_client::{FILE_DESCRIPTOR_SET, Named};
use prost_reflect::prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, MessageDescriptor, MethodDescriptor, SerializeOptions,
};
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
    message(descriptor, bytes).expect("the bytes were encoded just now")
}

fn message(descriptor: MessageDescriptor, bytes: &[u8]) -> Result<Value, String> {
    let message = DynamicMessage::decode(descriptor, bytes).map_err(|error| error.to_string())?;
    let options =
        SerializeOptions::new().skip_default_fields(false).stringify_64_bit_integers(false);
    let json = message.serialize_with_options(serde_json::value::Serializer, &options);
    json.map_err(|error| error.to_string())
}

/// A method of the contract, called with JSON.
#[derive(Debug, Clone)]
pub struct Method(MethodDescriptor);

impl Method {
    /// The method with a name such as `ParticipationService/AddStatement`.
    ///
    /// # Panics
    /// When the contract has none; a test walks the table of actions.
    #[must_use]
    pub fn named(name: &str) -> Method {
        Method::find(name).expect("the table names methods of the contract")
    }

    /// The same, when the contract has it.
    #[must_use]
    pub fn find(name: &str) -> Option<Method> {
        let (service, method) = name.split_once('/')?;
        let service = POOL.get_service_by_name(&format!("beraad.v1.{service}"))?;
        let method = service.methods().find(|found| found.name() == method);
        method.map(Method)
    }

    /// Where it is called.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/{}/{}", self.0.parent_service().full_name(), self.0.name())
    }

    /// Whether its request has this field.
    #[must_use]
    pub fn takes(&self, field: &str) -> bool {
        self.0.input().get_field_by_name(field).is_some()
    }

    /// A request as bytes.
    ///
    /// # Errors
    /// What in it does not fit the contract.
    pub fn request(&self, body: &Value) -> Result<Vec<u8>, String> {
        let message = DynamicMessage::deserialize(self.0.input(), body);
        message.map(|message| message.encode_to_vec()).map_err(|error| error.to_string())
    }

    /// An answer as JSON.
    ///
    /// # Errors
    /// Why the bytes are no answer of this method.
    pub fn answer(&self, bytes: &[u8]) -> Result<Value, String> {
        message(self.0.output(), bytes)
    }

    /// Its descriptor, for a test that walks the contract.
    #[cfg(test)]
    pub fn descriptor(&self) -> &MethodDescriptor {
        &self.0
    }
}

/// The contract, for a test that walks it.
#[cfg(test)]
pub fn contract() -> &'static DescriptorPool {
    &POOL
}

/// The value of an enum of the contract as a script writes it: `between` for `PHASE_BETWEEN`.
#[must_use]
pub fn bare_enum(value: &str) -> Option<String> {
    let mut enums = POOL.all_enums().filter(|found| found.get_value_by_name(value).is_some());
    let mut prefix = String::new();
    for letter in enums.next()?.name().chars() {
        if letter.is_uppercase() && !prefix.is_empty() {
            prefix.push('_');
        }
        prefix.push(letter.to_ascii_uppercase());
    }
    let bare = value.strip_prefix(&prefix)?.strip_prefix('_')?;
    Some(bare.to_lowercase())
}

/// The values of an enum as a script writes them, with their numbers; the unused 0 is left out.
#[must_use]
pub fn enum_values(name: &str, prefix: &str, lower: bool) -> Vec<(String, i32)> {
    let Some(found) = POOL.get_enum_by_name(name) else {
        return Vec::new();
    };
    let used = found.values().filter(|value| value.number() != 0);
    let shown = used.map(|value| {
        let bare = value.name().strip_prefix(prefix).unwrap_or(value.name());
        let text = if lower { bare.to_lowercase() } else { bare.to_owned() };
        (text, value.number())
    });
    shown.collect()
}

/// The field of a map; its name may be written in snake_case or camelCase.
#[must_use]
pub fn field<'a>(json: &'a Value, name: &str) -> Option<&'a Value> {
    json.get(name).or_else(|| json.get(camel(name)))
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

    #[test]
    fn a_value_of_an_enum_loses_the_name_of_its_enum() {
        assert_eq!(bare_enum("PHASE_ROUND_OPEN").as_deref(), Some("round_open"));
        assert_eq!(bare_enum("PARTY_KIND_OTHER").as_deref(), Some("other"));
        assert_eq!(bare_enum("SOMETHING_ELSE"), None);
    }

    #[test]
    fn enums_come_from_the_contract() {
        let kinds = enum_values("beraad.v1.PartyKind", "PARTY_KIND_", true);
        assert_eq!(kinds[0], ("resident".to_owned(), 1));
        assert_eq!(kinds.len(), 6);
    }
}
