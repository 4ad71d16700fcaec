//! Messages as people read them: the standard JSON form of protobuf.

use std::sync::LazyLock;

use beraad_client::FILE_DESCRIPTOR_SET;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use serde_json::Value;

/// The contract that this program was compiled with.
struct Contract {
    envelope: MessageDescriptor,
    payload: MessageDescriptor,
}

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET)
        .expect("the contract compiled into this program decodes");
    let message =
        |name| pool.get_message_by_name(name).expect("the contract has the messages of events");
    Contract {
        envelope: message("beraad.v1.EventEnvelope"),
        payload: message("beraad.v1.EventPayload"),
    }
});

/// An envelope as JSON; `null` when the bytes are none.
pub(crate) fn envelope(bytes: &[u8]) -> Value {
    render(&CONTRACT.envelope, bytes)
}

/// A payload as JSON; `null` when the bytes are none.
pub(crate) fn payload(bytes: &[u8]) -> Value {
    render(&CONTRACT.payload, bytes)
}

fn render(message: &MessageDescriptor, bytes: &[u8]) -> Value {
    DynamicMessage::decode(message.clone(), bytes)
        .ok()
        .and_then(|message| serde_json::to_value(message).ok())
        .unwrap_or(Value::Null)
}
