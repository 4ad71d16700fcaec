//! Asking: the calls that the descriptors name, and what their answers hold.

use std::collections::BTreeSet;

use beraad_client::v1::export_response::Record;
use beraad_client::v1::*;
use beraad_client::{Client, Error, FILE_DESCRIPTOR_SET};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor, ReflectMessage, Value};

use crate::book;
use crate::forum::Forum;

/// An answer and what stands in it.
#[derive(Default)]
pub struct Asked {
    pub answered: bool,
    /// All of it, or all that a refusal says.
    pub bytes: Vec<u8>,
    /// The acts it shows: stances, ballots and pulses, or events of an export, by sequence.
    pub acts: BTreeSet<u64>,
    /// The entries that it shows with the member they are for, by number.
    pub entries: BTreeSet<u64>,
    /// Whether a pseudonym stands beside a party or a member.
    pub links: bool,
}

/// The unary calls of the contract.
pub fn unary() -> Vec<MethodDescriptor> {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("the contract");
    let services: Vec<_> = pool.services().filter(|s| s.package_name() == "beraad.v1").collect();
    let methods = services.iter().flat_map(|service| service.methods().collect::<Vec<_>>());
    methods.filter(|one| !one.is_server_streaming() && !one.is_client_streaming()).collect()
}

/// Whether a call only reads.
pub fn reads(method: &MethodDescriptor) -> bool {
    ["Get", "List", "Explain"].iter().any(|word| method.name().starts_with(word))
}

/// The unary calls that only read.
pub fn reading() -> Vec<MethodDescriptor> {
    unary().into_iter().filter(reads).collect()
}

/// Calls with a request that is a message of the contract.
pub async fn send(client: &Client, method: &MethodDescriptor, request: &DynamicMessage) -> Asked {
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    match client.call_raw(&path, request.encode_to_vec().into(), true).await {
        Ok(answer) => {
            let mut asked = Asked { answered: true, bytes: answer.to_vec(), ..Asked::default() };
            let answer = DynamicMessage::decode(method.output(), answer).expect("an answer");
            look(&answer, &mut asked);
            asked
        }
        Err(error @ Error::Refused(_)) => {
            Asked { bytes: format!("{error:?}").into_bytes(), ..Asked::default() }
        }
        Err(error) => panic!("{}: {error:?}", method.name()),
    }
}

/// Asks a reading call about the deliberation.
pub async fn ask(client: &Client, method: &MethodDescriptor, forum: &Forum) -> Asked {
    let mut request = DynamicMessage::new(method.input());
    for field in ["deliberation", "name"] {
        if method.input().get_field_by_name(field).is_some() {
            request.set_field_by_name(field, Value::String(forum.name.clone()));
        }
    }
    if method.input().get_field_by_name("figure").is_some() {
        request.set_field_by_name("figure", Value::String("heard_felt_min".to_owned()));
    }
    if method.input().get_field_by_name("page_size").is_some() {
        request.set_field_by_name("page_size", Value::I32(1000));
    }
    send(client, method, &request).await
}

/// Exports the deliberation.
pub async fn export(client: &Client, forum: &Forum) -> Asked {
    let records = book::export(client, &forum.name).await;
    let mut asked = Asked { answered: true, ..Asked::default() };
    for record in &records {
        asked.bytes.extend(record.encode_length_delimited_to_vec());
        let Some(Record::Event(event)) = &record.record else { continue };
        if let Some(exported_event::Content::Disclosed(_)) = event.content {
            let envelope = EventEnvelope::decode(&event.envelope[..]).expect("an envelope");
            asked.acts.insert(envelope.sequence);
        }
    }
    asked
}

/// Follows the deliberation until everything was told.
pub async fn watch(client: &Client, forum: &Forum) -> Asked {
    use watch_record::Record;
    let mut asked = Asked { answered: true, ..Asked::default() };
    for record in book::watched(client, &forum.name).await {
        if let Record::Event(event) = &record
            && let Some(exported_event::Content::Disclosed(_)) = event.content
        {
            let envelope = EventEnvelope::decode(&event.envelope[..]).expect("an envelope");
            asked.acts.insert(envelope.sequence);
        }
        let record = WatchRecord { record: Some(record) };
        asked.bytes.extend(record.encode_length_delimited_to_vec());
    }
    asked
}

/// Looks through a message and all messages in it.
fn look(message: &DynamicMessage, asked: &mut Asked) {
    let text = |field: &str| match message.get_field_by_name(field).as_deref() {
        Some(Value::String(text)) => text.clone(),
        _ => String::new(),
    };
    let named = !text("member").is_empty() || !text("party").is_empty();
    asked.links |= named && !text("pseudonym").is_empty();
    match message.descriptor().name() {
        "Stance" | "Ballot" | "Pulse" => {
            if let Some(Value::U64(sequence)) = message.get_field_by_name("sequence").as_deref() {
                asked.acts.insert(*sequence);
            }
        }
        "AssistedEntry" if named => {
            let name = text("name");
            let number: Option<u64> = name.rsplit('/').next().and_then(|n| n.parse().ok());
            asked.entries.extend(number);
        }
        _ => {}
    }
    for (_, value) in message.fields() {
        match value {
            Value::Message(inner) => look(inner, asked),
            Value::List(list) => {
                list.iter().filter_map(Value::as_message).for_each(|inner| look(inner, asked));
            }
            _ => {}
        }
    }
}
