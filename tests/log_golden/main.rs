//! Events of every schema that was ever written keep their meaning.
//!
//! A golden file holds the bytes of one event as they were written once; the sample of the same
//! name says what they mean. Bytes never change. When a new schema is written, its files go in a
//! folder of their own, and the files of the older ones must go on meaning the same.

mod acts;
mod care;
mod grown;
mod samples;
mod voices;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use beraad::domain::event::Event;
use beraad::domain::visibility::texts_of;
use beraad::log::StoredEvent;
use beraad::log::codec::{SCHEMA, charter_hash, decode, encode};
use prost_reflect::{DescriptorPool, DynamicMessage, ReflectMessage};
use serde_json::{Value, json};

use samples::samples;

/// Set it to write the files that are missing. The test fails then too, so that nobody takes what
/// it wrote for what it checked.
const WRITE: &str = "BERAAD_WRITE_GOLDEN";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/schema_{SCHEMA}"))
}

fn write(path: &Path, sequence: u64, event: &Event) {
    let stored = encode(sequence, event, [u8::try_from(sequence).unwrap(); 32]);
    let content = json!({
        "sequence": stored.sequence,
        "envelope": STANDARD.encode(&stored.envelope),
        "payload": STANDARD.encode(&stored.payload),
        "salt": STANDARD.encode(stored.salt),
    });
    fs::create_dir_all(folder()).unwrap();
    fs::write(path, serde_json::to_string_pretty(&content).unwrap() + "\n").unwrap();
}

fn read(path: &Path) -> StoredEvent {
    let content: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let bytes = |key: &str| STANDARD.decode(content[key].as_str().unwrap()).unwrap();
    StoredEvent {
        sequence: content["sequence"].as_u64().unwrap(),
        envelope: bytes("envelope").into(),
        payload: bytes("payload").into(),
        salt: bytes("salt").try_into().unwrap(),
    }
}

#[test]
fn every_golden_file_means_what_it_meant() {
    let mut written = Vec::new();
    for (number, (name, event)) in (1..).zip(samples()) {
        let path = folder().join(format!("{name}.json"));
        if !path.exists() && std::env::var_os(WRITE).is_some() {
            write(&path, number, &event);
            written.push(name);
            continue;
        }
        assert!(path.exists(), "{name} has no golden file; write it with {WRITE}=1");
        let stored = read(&path);
        assert_eq!(decode(&stored), Ok(event.clone()), "{name}");
        let again = encode(stored.sequence, &event, stored.salt);
        assert_eq!(again, stored, "{name} is written in other bytes: that takes a new schema");
    }
    assert!(written.is_empty(), "wrote {written:?}: look at them, then run this again");
}

#[test]
fn every_kind_of_event_has_a_golden_file() {
    let pool = DescriptorPool::decode(beraad_client::FILE_DESCRIPTOR_SET).unwrap();
    let payload = pool.get_message_by_name("beraad.v1.EventPayload").unwrap();
    let body = payload.oneofs().find(|one| one.name() == "body").unwrap();
    let kinds: BTreeSet<String> = body.fields().map(|field| field.name().to_owned()).collect();
    assert_eq!(kinds.len(), 65);

    let files: BTreeMap<String, PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    let covered: BTreeSet<String> =
        files.keys().map(|name| name.split('.').next().unwrap().to_owned()).collect();
    assert_eq!(covered, kinds, "each kind of event needs a golden file, and no other");
    let named: BTreeSet<String> = samples().into_iter().map(|(name, _)| name).collect();
    assert_eq!(named, files.into_keys().collect(), "each golden file needs a sample");
}

#[test]
fn a_changed_byte_is_found_when_an_event_is_read() {
    let (_, event) = samples().swap_remove(0);
    let stored = encode(1, &event, [1; 32]);
    let mut salted = stored.clone();
    salted.salt[0] ^= 1;
    assert!(decode(&salted).is_err());
    for place in 0..stored.payload.len() {
        let mut payload = stored.payload.to_vec();
        payload[place] ^= 1;
        let changed = StoredEvent { payload: payload.into(), ..stored.clone() };
        assert!(decode(&changed).is_err());
    }
    let moved = StoredEvent { sequence: 2, ..stored };
    assert!(decode(&moved).is_err());
}

/// The hash says what was agreed, whichever version of the charter says it.
#[test]
fn the_hash_of_a_charter_leaves_out_its_version_and_itself() {
    let charter = samples::charter();
    let mut renumbered = charter.clone();
    renumbered.version += 1;
    renumbered.hash = [0; 32];
    assert_eq!(charter_hash(&renumbered), charter_hash(&charter));
    let mut changed = charter.clone();
    changed.lo_is_veto = !changed.lo_is_veto;
    assert_ne!(charter_hash(&changed), charter_hash(&charter));
}

/// Whoever gives out a payload also gives out the texts it refers to, so none may be forgotten.
#[test]
fn every_text_that_a_payload_refers_to_is_known_as_one() {
    let pool = DescriptorPool::decode(beraad_client::FILE_DESCRIPTOR_SET).unwrap();
    let descriptor = pool.get_message_by_name("beraad.v1.EventPayload").unwrap();
    for (name, event) in samples() {
        let stored = encode(7, &event, [7; 32]);
        let payload = DynamicMessage::decode(descriptor.clone(), stored.payload).unwrap();
        let mut held = Vec::new();
        texts_in(&payload, &mut held);
        let known = texts_of(7, &event);
        let known: Vec<&str> = known.iter().map(|(text, _)| text.id.as_str()).collect();
        assert_eq!(known, held, "{name}");
    }
}

fn texts_in(message: &DynamicMessage, held: &mut Vec<String>) {
    if message.descriptor().full_name() == "beraad.v1.TextRef" {
        let id = message.get_field_by_name("id").unwrap();
        held.push(id.as_str().unwrap().to_owned());
    }
    for (_, value) in message.fields() {
        for inside in value.as_list().unwrap_or(std::slice::from_ref(value)) {
            inside.as_message().into_iter().for_each(|inside| texts_in(inside, held));
        }
    }
}
