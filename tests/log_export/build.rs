//! A small log and its export.

use beraad::domain::act::Voice;
use beraad::domain::caller::{Channel, Entry, Role};
use beraad::domain::event::{Answer, Event, EventBody};
use beraad::domain::ids::{
    Credential, DeliberationId, ItemId, ItemVersion, MemberRef, PartyId, StatementId, TextRef,
    Timestamp,
};
use beraad::domain::party::PartyKind;
use beraad::log::StoredEvent;
use beraad::log::chain::{GENESIS, SigningKey, envelope_digest, link};
use beraad::log::codec::encode;
use beraad::log::entropy::SeededEntropy;
use beraad::log::jsonl::write_line;
use beraad::log::vault::new_text;
use beraad::log::verify::FORMAT;
use beraad_client::v1::{
    Disclosed, ExportHeader, ExportResponse, ExportTrailer, ExportedCommit, ExportedEvent,
    ExportedText, SaltedText, Withheld, export_response::Record, exported_event, exported_text,
};

pub struct Export {
    pub records: Vec<ExportResponse>,
    /// The sequences each line is about; none for header and trailer.
    pub about: Vec<Option<(u64, u64)>>,
    pub text: String,
}

pub fn signing_key() -> SigningKey {
    SigningKey::ephemeral(&SeededEntropy::new(1))
}

/// The lines without their line feeds.
pub fn lines(text: &str) -> Vec<&str> {
    text.strip_suffix('\n').unwrap().split('\n').collect()
}

struct Written {
    body: EventBody,
    texts: Vec<ExportedText>,
    withheld: Option<Withheld>,
}

impl Written {
    fn plain(body: EventBody) -> Written {
        Written { body, texts: Vec::new(), withheld: None }
    }
}

/// A text as an export gives it, or as erased.
fn text(entropy: &SeededEntropy, value: &str, erased: bool) -> (TextRef, Vec<ExportedText>) {
    let (reference, salt) = new_text(entropy, value);
    let content = if erased {
        exported_text::Content::Withheld(Withheld::Erased.into())
    } else {
        exported_text::Content::Text(SaltedText { salt: salt.to_vec(), value: value.to_owned() })
    };
    let exported = ExportedText { id: reference.id.to_string(), content: Some(content) };
    (reference, vec![exported])
}

fn stance(value: i32, withheld: Option<Withheld>) -> Written {
    let body = EventBody::StanceCast {
        on: ItemVersion { item: ItemId::Statement(StatementId::parse("s-1").unwrap()), version: 1 },
        voice: Voice::Named(MemberRef { party: PartyId::parse("shop").unwrap(), member: None }),
        answer: Answer::Stance(value),
        round: 1,
    };
    Written { withheld, ..Written::plain(body) }
}

/// Three commits: of two events, of three, and of one.
fn commits(entropy: &SeededEntropy) -> Vec<Vec<Written>> {
    let (title, shown) = text(entropy, "Park \"Oost\"\n", false);
    let (display_name, erased) = text(entropy, "De winkel", true);
    let created = Written {
        texts: shown,
        ..Written::plain(EventBody::DeliberationCreated {
            title,
            initiator: None,
            engaged_by: None,
        })
    };
    let added = Written {
        texts: erased,
        ..Written::plain(EventBody::PartyAdded {
            party: PartyId::parse("shop").unwrap(),
            kind: PartyKind::Entrepreneur,
            display_name,
            affiliations: Vec::new(),
        })
    };
    let hidden = stance(1, Some(Withheld::UntilRoundCloses));
    let draft = Written::plain(EventBody::ReturnedToDraft);
    let closed = Written::plain(EventBody::DeliberationClosed);
    vec![vec![created, draft], vec![added, hidden, stance(-2, None)], vec![closed]]
}

pub fn export() -> Export {
    export_after(0)
}

/// The export of what comes after a commit.
pub fn export_after(start: u64) -> Export {
    let (entropy, key) = (SeededEntropy::new(2), signing_key());
    let deliberation = DeliberationId::parse("park").unwrap();
    let (mut records, mut about) = (Vec::new(), Vec::new());
    let (mut last, mut head) = (0, GENESIS);
    let mut header = ExportHeader {
        format: FORMAT,
        deliberation: "deliberations/park".to_owned(),
        public_key: key.public().to_vec(),
        start_after_sequence: start,
        start_link: GENESIS.to_vec(),
        rotations: Vec::new(),
    };
    for commit in commits(&entropy) {
        let first = last + 1;
        let mut digests = Vec::new();
        for written in commit {
            last += 1;
            let stored = encode(last, &event(&written.body), [u8::try_from(last).unwrap(); 32]);
            digests.push(envelope_digest(&stored.envelope));
            records.push(Record::Event(exported(stored, written)));
            about.push(Some((last, last)));
        }
        head = link(&head, &deliberation, first, &digests);
        records.push(Record::Commit(ExportedCommit {
            first_sequence: first,
            last_sequence: last,
            link: head.to_vec(),
            signature: key.sign(&head).to_vec(),
        }));
        about.push(Some((first, last)));
        if last == start {
            header.start_link = head.to_vec();
            records.clear();
            about.clear();
        }
    }
    records.insert(0, Record::Header(header));
    records.push(Record::Trailer(ExportTrailer { last_sequence: last, link: head.to_vec() }));
    about.insert(0, None);
    about.push(None);
    let response = |record| ExportResponse { record: Some(record) };
    let records: Vec<_> = records.into_iter().map(response).collect();
    let text = records.iter().map(|record| write_line(record) + "\n").collect();
    Export { records, about, text }
}

fn event(body: &EventBody) -> Event {
    Event {
        at: Timestamp(1_764_000_000_500),
        entry: Entry {
            role: Role::Facilitator,
            credential: Credential::parse("key-1").unwrap(),
            channel: Channel::Paper,
            evidence: None,
        },
        body: body.clone(),
    }
}

fn exported(stored: StoredEvent, written: Written) -> ExportedEvent {
    let content = match written.withheld {
        Some(why) => exported_event::Content::Withheld(why.into()),
        None => exported_event::Content::Disclosed(Disclosed {
            payload: stored.payload.to_vec(),
            salt: stored.salt.to_vec(),
            texts: written.texts,
        }),
    };
    ExportedEvent { envelope: stored.envelope, content: Some(content) }
}
