//! Every reading call of the contract, found in its descriptors, by every reader: no answer shows
//! what an open round hides, nor what a secret deliberation keeps afterwards.

use beraad_client::v1::*;
use beraad_client::{Client, Error, FILE_DESCRIPTOR_SET};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor, Value};

use crate::book;
use crate::forum::Forum;
use crate::town::Town;
use crate::visibility::{Sees, readers, sealed_round, shown};

/// The unary calls that only read.
fn reading() -> Vec<MethodDescriptor> {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("the contract");
    let services: Vec<_> = pool.services().filter(|s| s.package_name() == "beraad.v1").collect();
    let methods = services.iter().flat_map(|service| service.methods().collect::<Vec<_>>());
    let reads = |method: &MethodDescriptor| {
        let reads = method.name().starts_with("Get") || method.name().starts_with("List");
        reads && !method.is_server_streaming()
    };
    methods.filter(reads).collect()
}

/// The bytes of an answer, or all that a refusal says.
async fn ask(client: &Client, method: &MethodDescriptor, forum: &Forum) -> (bool, Vec<u8>) {
    let mut request = DynamicMessage::new(method.input());
    for field in ["deliberation", "name"] {
        if method.input().get_field_by_name(field).is_some() {
            request.set_field_by_name(field, Value::String(forum.name.clone()));
        }
    }
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    match client.call_raw(&path, request.encode_to_vec().into(), true).await {
        Ok(answer) => (true, answer.to_vec()),
        Err(error @ Error::Refused(_)) => (false, format!("{error:?}").into_bytes()),
        Err(error) => panic!("{}: {error:?}", method.name()),
    }
}

/// Asks everything as everybody, and holds what shows against what may.
async fn walk(town: &Town, forum: &Forum, may: impl Fn(&str, Sees) -> Sees) -> usize {
    let methods = reading();
    assert!(methods.len() >= 28, "{}", methods.len());
    let mut answered = 0;
    for reader in readers(town, forum) {
        let may = may(reader.label, reader.before);
        let hold = |what: &str, bytes: &[u8]| {
            for (shown, may) in shown(bytes).into_iter().zip(may) {
                assert!(may || !shown, "{what} shows too much to {}", reader.label);
            }
        };
        for method in &methods {
            let (answer, bytes) = ask(&reader.client, method, forum).await;
            answered += usize::from(answer);
            hold(method.name(), &bytes);
        }
        hold("Export", &book::bytes(&reader.client, &forum.name).await);
    }
    answered
}

async fn hides(visibility: StanceVisibility) {
    let town = Town::in_memory().await;
    let forum = sealed_round(&town, visibility).await;
    let answered = walk(&town, &forum, |_, before| before).await;
    assert!(answered >= 300, "{answered} calls were answered");
    forum.close(&town, 1).await;
    let secret = visibility == StanceVisibility::Secret;
    let after = |label: &str, before: Sees| match label {
        // The operator reads ids and no text.
        "admin" => [false, false, true],
        "auditor" => [true; 3],
        _ if secret => [before[0], before[1], true],
        _ => [true; 3],
    };
    walk(&town, &forum, after).await;
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_call_shows_what_an_attributed_round_hides() {
    hides(StanceVisibility::Attributed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_call_shows_what_a_pseudonymous_round_hides() {
    hides(StanceVisibility::Pseudonymous).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_call_shows_what_a_secret_deliberation_keeps() {
    hides(StanceVisibility::Secret).await;
}
