//! Exported logs: any text is found to be none, and of a log that was written here no event can
//! be changed unnoticed. Receipts, which a log is held against: any text is read or refused.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use beraad::log::jsonl::{read_line, write_line};
use beraad::log::verify::receipt::{Judge, range, read_receipts};
use beraad::log::verify::{Summary, VerifiedEvent, verify_lines};

use crate::build::{export, signing_key};
use crate::tape::Tape;

/// What a verifier says of these lines, and the events that it vouched for.
fn verified(text: &[u8], key: Option<[u8; 32]>) -> (Option<Summary>, Vec<VerifiedEvent>) {
    let mut events = Vec::new();
    let summary = verify_lines(text, key, |event| events.push(event));
    (summary.ok(), events)
}

/// An export, and its events by sequence.
static WRITTEN: LazyLock<(Vec<u8>, BTreeMap<u64, VerifiedEvent>)> = LazyLock::new(|| {
    let text = export().text.into_bytes();
    let (summary, events) = verified(&text, Some(signing_key().public()));
    assert_eq!(summary.expect("a sound export").events, events.len() as u64);
    (text, events.into_iter().map(|event| (event.sequence, event)).collect())
});

/// An event may be withheld that was disclosed; whatever is shown is what was written.
fn is_as_written(event: &VerifiedEvent, written: &VerifiedEvent) {
    assert_eq!(event.envelope_digest, written.envelope_digest);
    assert_eq!(event.envelope, written.envelope);
    if written.event.is_none() {
        return;
    }
    assert!(event.event.is_none() || event.event == written.event, "another event verifies");
    assert!(event.payload.is_none() || event.payload == written.payload);
    for (text, own) in event.texts.iter().zip(&written.texts) {
        assert_eq!(text.id, own.id);
        assert!(text.content.is_err() || own.content.is_err() || text.content == own.content);
    }
}

/// A text is receipts or none, and what is read can be held against a log.
fn receipts(text: &str) {
    let Ok(receipts) = read_receipts(text) else { return };
    assert!(receipts.iter().all(|receipt| receipt.sequence > 0));
    let mut judge = Judge::new(&receipts);
    WRITTEN.1.values().for_each(|event| judge.see(event));
    let (summary, _) = verified(&WRITTEN.0, None);
    let verdicts = judge.verdicts(&summary.expect("a sound export"));
    assert_eq!(verdicts.len(), receipts.len());
    let changed = range(&receipts, &verdicts);
    assert!(changed.is_none_or(|range| range.changed_by > 0), "nothing lies before sequence 1");
}

/// Verifies bytes: as they are, or as changes to an export.
pub fn run(bytes: &[u8]) {
    receipts(&String::from_utf8_lossy(bytes));
    let mut tape = Tape::new(bytes);
    if tape.byte().is_multiple_of(2) {
        let text = tape.rest();
        let (summary, events) = verified(text, None);
        assert!(summary.is_none_or(|summary| summary.events == events.len() as u64));
        for line in String::from_utf8_lossy(text).lines() {
            if let Ok(record) = read_line(line) {
                assert_eq!(write_line(&record), line);
            }
        }
        return;
    }
    let (written, originals) = &*WRITTEN;
    let mut text = written.clone();
    tape.edit(&mut text);
    let (summary, events) = verified(&text, Some(signing_key().public()));
    for event in &events {
        let original = originals.get(&event.sequence).expect("no event is made up");
        is_as_written(event, original);
    }
    if text == *written {
        assert_eq!(summary.expect("nothing was changed").events, originals.len() as u64);
    }
}
