//! Changed bytes, and records that fit together but not with the chain.

use beraad::log::jsonl::write_line;
use beraad::log::verify::{Finding, Place, Rule, Verifier, VerifyError, verify_lines};
use beraad_client::v1::export_response::Record;
use beraad_client::v1::{Disclosed, ExportResponse, exported_event, exported_text};

use crate::build::{Export, export};

pub fn finding(bytes: &[u8]) -> Finding {
    match verify_lines(bytes, None, drop) {
        Err(VerifyError::Finding(finding)) => finding,
        other => panic!("{other:?}"),
    }
}

/// What goes wrong when a verifier that has read the lines before goes on with these bytes.
pub fn finding_from(mut verifier: Verifier, line: u64, bytes: &[u8]) -> Finding {
    for (number, line) in (line..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
        if let Err(finding) = verifier.push_line(number, line) {
            return finding;
        }
    }
    verifier.finish().unwrap_err()
}

/// Every byte, line feeds included, changed in four ways: its lowest bit, its highest bit (which
/// makes the line no UTF-8), a line feed, and a digit.
#[test]
fn any_changed_byte_is_found_and_named() {
    let Export { text, about, .. } = export();
    let (mut verifier, mut start, mut number) = (Verifier::new(None), 0, 1);
    for (line, about) in text.split_inclusive('\n').zip(about) {
        for (place, byte) in line.bytes().enumerate() {
            for other in [byte ^ 1, byte ^ 0x80, b'\n', b'0'] {
                let mut changed = text.as_bytes()[start..].to_vec();
                changed[place] = other;
                if other == byte {
                    continue;
                }
                let found = finding_from(verifier.clone(), number, &changed);
                if let Some((first, last)) = about {
                    let named = found.names(first) || found.names(last);
                    assert!(named, "byte {place} of line {number}: {found}");
                }
            }
        }
        verifier.push_line(number, line.as_bytes()).unwrap();
        (start, number) = (start + line.len(), number + 1);
    }
    assert_eq!(verifier.finish().unwrap().events, 6);
}

/// Changes one record and writes its line anew, so that only its content can give it away.
fn rewritten(index: usize, change: impl FnOnce(&mut Record)) -> Finding {
    let mut records = export().records;
    change(records[index].record.as_mut().unwrap());
    let text: String = records.iter().map(|record| write_line(record) + "\n").collect();
    finding(text.as_bytes())
}

fn disclosed(record: &mut Record) -> &mut Disclosed {
    let Record::Event(event) = record else { panic!("an event") };
    match &mut event.content {
        Some(exported_event::Content::Disclosed(disclosed)) => disclosed,
        _ => panic!("a disclosed event"),
    }
}

#[test]
fn a_record_that_is_written_well_and_says_something_else_is_found() {
    let found = rewritten(1, |record| disclosed(record).payload.push(0));
    assert_eq!((found.place, found.rule), (Place::Event(1), Rule::PayloadDigest));
    let found = rewritten(1, |record| disclosed(record).salt[0] ^= 1);
    assert_eq!((found.place, found.rule), (Place::Event(1), Rule::PayloadDigest));
    let found = rewritten(1, |record| match &mut disclosed(record).texts[0].content {
        Some(exported_text::Content::Text(text)) => text.value.push('!'),
        _ => panic!("a text that is shown"),
    });
    assert_eq!((found.place, found.rule), (Place::Event(1), Rule::Text));
    let found = rewritten(1, |record| disclosed(record).texts.clear());
    assert_eq!((found.place, found.rule), (Place::Event(1), Rule::Text));
    let found = rewritten(5, |record| {
        let Record::Event(event) = record else { panic!("an event") };
        event.content = Some(exported_event::Content::Withheld(99));
    });
    assert_eq!((found.place, found.rule), (Place::Event(4), Rule::Withheld));
    let found = rewritten(5, |record| {
        let Record::Event(event) = record else { panic!("an event") };
        event.content = None;
    });
    assert_eq!((found.place, found.rule), (Place::Event(4), Rule::Line));
    let second = Place::Commit { first: 3, last: 5 };
    let found = rewritten(7, |record| {
        let Record::Commit(commit) = record else { panic!("a commit") };
        commit.signature[10] ^= 1;
    });
    assert_eq!((found.place, found.rule), (second, Rule::Signature));
    let found = rewritten(7, |record| {
        let Record::Commit(commit) = record else { panic!("a commit") };
        commit.first_sequence = 4;
    });
    assert_eq!((found.place, found.rule), (second, Rule::Commit));
}

/// An envelope can be changed so that it still reads well; the link gives it away.
#[test]
fn a_changed_envelope_breaks_the_link() {
    let found = rewritten(5, |record| {
        let Record::Event(event) = record else { panic!("an event") };
        let mut envelope = beraad::log::codec::decode_envelope(&event.envelope).unwrap();
        envelope.party = "city".to_owned();
        event.envelope = prost::Message::encode_to_vec(&envelope).into();
    });
    let second = Place::Commit { first: 3, last: 5 };
    assert_eq!((found.place, found.rule), (second, Rule::Link));
}

#[test]
fn header_and_trailer_are_held_to_the_log() {
    type Change = fn(&mut Record);
    let header: [(Change, Place, Rule); 4] = [
        (
            |r| {
                if let Record::Header(h) = r {
                    h.format = 2
                }
            },
            Place::Header,
            Rule::Header,
        ),
        (
            |r| {
                if let Record::Header(h) = r {
                    h.start_link[0] = 1
                }
            },
            Place::Header,
            Rule::Header,
        ),
        (
            |r| {
                if let Record::Header(h) = r {
                    h.deliberation.push('x')
                }
            },
            Place::Commit { first: 1, last: 2 },
            Rule::Link,
        ),
        (
            |r| {
                if let Record::Header(h) = r {
                    h.public_key[0] ^= 1
                }
            },
            Place::Commit { first: 1, last: 2 },
            Rule::Signature,
        ),
    ];
    for (change, place, rule) in header {
        let found = rewritten(0, change);
        assert_eq!((found.place, found.rule), (place, rule));
    }
    let trailer: [Change; 2] = [
        |r| {
            if let Record::Trailer(t) = r {
                t.last_sequence = 5
            }
        },
        |r| {
            if let Record::Trailer(t) = r {
                t.link[0] ^= 1
            }
        },
    ];
    for change in trailer {
        let found = rewritten(10, change);
        assert_eq!((found.place, found.rule), (Place::Trailer, Rule::Trailer));
    }
    let empty = ExportResponse { record: None };
    assert_eq!(finding((write_line(&empty) + "\n").as_bytes()).rule, Rule::Line);
}
