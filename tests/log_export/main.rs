//! An exported log verifies as it was written, and nobody can change a byte of it unnoticed.

mod build;
mod order;
mod tamper;

use beraad::domain::event::EventBody;
use beraad::log::jsonl::{read_line, write_line};
use beraad::log::verify::{Place, Rule, Verifier, VerifyError, verify_lines};
use beraad_client::v1::Withheld;
use beraad_client::v1::export_response::Record;

use build::{Export, export, lines, signing_key};

#[test]
fn an_export_verifies_and_gives_its_events() {
    let Export { text, records, .. } = export();
    let mut events = Vec::new();
    let key = signing_key().public();
    let summary = verify_lines(text.as_bytes(), Some(key), |event| events.push(event)).unwrap();
    assert_eq!((summary.events, summary.commits, summary.last_sequence), (6, 3, 6));
    assert_eq!(summary.deliberation.as_str(), "park");
    assert_eq!((summary.public_key(), summary.start_after_sequence), (key, 0));
    assert_eq!(summary.withheld, [(Withheld::UntilRoundCloses, 1)].into());
    assert_eq!(summary.texts_withheld, [(Withheld::Erased, 1)].into());
    let Some(Record::Trailer(trailer)) = &records.last().unwrap().record else {
        panic!("the last record is the trailer")
    };
    assert_eq!(trailer.link, summary.link);

    let sequences: Vec<u64> = events.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, [1, 2, 3, 4, 5, 6]);
    assert_eq!(events[0].texts[0].content, Ok("Park \"Oost\"\n".to_owned()));
    assert_eq!(events[2].texts[0].content, Err(Withheld::Erased));
    assert_eq!(events[3].withheld, Some(Withheld::UntilRoundCloses));
    assert_eq!((&events[3].payload, &events[3].event), (&None, &None));
    let closed = &events[5].event.as_ref().unwrap().body;
    assert!(matches!(closed, EventBody::DeliberationClosed));
    assert_eq!(events[5].link, summary.link);
    assert_eq!(events[0].link, events[1].link);
}

#[test]
fn a_line_is_written_in_one_way() {
    let Export { text, records, .. } = export();
    for (line, record) in lines(&text).iter().zip(&records) {
        assert_eq!(write_line(record), **line);
        assert_eq!(read_line(line).as_ref(), Ok(record));
    }
    let commit = lines(&text)[3];
    let (first, last) = (r#""firstSequence":"1""#, r#""lastSequence":"2""#);
    assert!(commit.starts_with(&format!("{{\"commit\":{{{first},{last},\"link\":\"")));
    for other in [
        commit.replace(r#""firstSequence""#, r#" "firstSequence""#),
        commit.replace(&format!("{first},{last}"), &format!("{last},{first}")),
        commit.replace(last, &format!("{last},\"more\":1")),
        commit.replace(last, &format!("{last},{last}")),
        commit.replace(r#""2""#, r#""02""#),
        commit.replace(r#""2""#, "2"),
        commit.replace("first", "\\u0066irst"),
        format!("{commit} "),
        format!("{commit}{commit}"),
        String::new(),
        "{}".to_owned(),
        "null".to_owned(),
    ] {
        assert_ne!(other, commit);
        assert!(read_line(&other).is_err(), "{other}");
    }
    let broken = commit.replace("signature", "signatur");
    assert_eq!(read_line(&broken).unwrap_err().sequence, Some(2));
}

/// The pages of an event as people read it: part of the format, so pinned here.
#[test]
fn an_event_is_readable() {
    let text = export().text;
    let event: serde_json::Value = serde_json::from_str(lines(&text)[5]).unwrap();
    let readable = &event["event"]["readable"];
    assert_eq!(readable["envelope"]["kind"], "stance");
    assert_eq!(readable["envelope"]["sequence"], "4");
    assert_eq!(readable["envelope"]["item"], "statements/s-1");
    assert!(readable.get("payload").is_none());
    assert_eq!(event["event"]["withheld"], "WITHHELD_UNTIL_ROUND_CLOSES");
    let event: serde_json::Value = serde_json::from_str(lines(&text)[6]).unwrap();
    let payload = &event["event"]["readable"]["payload"];
    assert_eq!(payload["entry"]["channel"], "CHANNEL_PAPER");
    assert_eq!(payload["stanceCast"]["value"], -2);
}

#[test]
fn another_key_than_the_expected_one_is_found_in_the_header() {
    let found = verify_lines(export().text.as_bytes(), Some([7; 32]), drop).unwrap_err();
    let VerifyError::Finding(found) = found else { panic!("{found}") };
    assert_eq!((found.line, found.place, found.rule), (1, Place::Header, Rule::ExpectedKey));
}

#[test]
fn a_later_part_of_a_log_verifies_by_itself() {
    let records = build::export_after(2).records;
    let mut verifier = Verifier::new(None);
    for (line, record) in (1..).zip(records) {
        verifier.push(line, record).unwrap();
    }
    let summary = verifier.finish().unwrap();
    assert_eq!((summary.start_after_sequence, summary.events), (2, 4));
}
