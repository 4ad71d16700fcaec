//! The bytes of the two messages that make up nearly the whole log of a city, written without
//! making the messages first: the envelope of every event, and the payload of a stance.
//!
//! What is written here is, byte for byte, what the messages would encode to; a test holds the two
//! against each other.

use std::io::Write;

use prost::encoding::encode_varint;

use crate::domain::act::Voice;
use crate::domain::event::{Answer, Event, EventBody};
use crate::domain::ids::{ItemVersion, MemberRef, Timestamp};
use crate::log::codec::SCHEMA;
use crate::log::codec::wire::Wire;

/// Writes the envelope of an event.
pub(super) fn envelope(out: &mut Vec<u8>, sequence: u64, event: &Event, digest: &[u8; 32]) {
    number(out, 1, sequence);
    nested(out, 2, |out| time(out, event.at));
    text(out, 3, event.body.kind());
    if let Some(item) = event.body.item() {
        nested(out, 4, |out| display(out, &item));
    }
    text(out, 5, event.body.party().map_or("", |party| party.as_str()));
    nested(out, 6, |out| out.extend_from_slice(digest));
}

/// Writes the payload of a stance; says whether this event is one that it can write.
pub(super) fn stance(out: &mut Vec<u8>, event: &Event) -> bool {
    let (EventBody::StanceCast { on, voice, answer, round }, None) =
        (&event.body, &event.entry.evidence)
    else {
        return false;
    };
    number(out, 1, u64::from(SCHEMA));
    nested(out, 2, |out| {
        enumeration(out, 1, event.entry.role.to_wire());
        text(out, 2, event.entry.credential.as_str());
        enumeration(out, 3, event.entry.channel.to_wire());
    });
    nested(out, 21, |out| cast(out, on, voice, (*answer, *round)));
    true
}

fn cast(out: &mut Vec<u8>, on: &ItemVersion, voice: &Voice, (answer, round): (Answer, u32)) {
    nested(out, 1, |out| display(out, &on.item));
    number(out, 2, u64::from(on.version));
    if let Voice::Named(MemberRef { party, member })
    | Voice::PublicBody(MemberRef { party, member }) = voice
    {
        text(out, 3, party.as_str());
        text(out, 4, member.as_ref().map_or("", |member| member.as_str()));
    }
    number(out, 5, u64::from(round));
    match answer {
        // The arm of a oneof is written even when it holds a zero.
        Answer::Stance(value) => {
            key(out, 6, VARINT);
            encode_varint(i64::from(value) as u64, out);
        }
        Answer::Pass => nested(out, 7, |_| ()),
    }
    if let Voice::Pseudonym(pseudonym) = voice {
        text(out, 8, pseudonym.as_str());
    }
    number(out, 9, u64::from(matches!(voice, Voice::PublicBody(_))));
}

fn time(out: &mut Vec<u8>, at: Timestamp) {
    let prost_types::Timestamp { seconds, nanos } = super::timestamp(at);
    number(out, 1, seconds as u64);
    number(out, 2, i64::from(nanos) as u64);
}

const VARINT: u64 = 0;
const LENGTH_DELIMITED: u64 = 2;

fn key(out: &mut Vec<u8>, tag: u64, wire_type: u64) {
    encode_varint(tag << 3 | wire_type, out);
}

/// A number; zero is absent.
fn number(out: &mut Vec<u8>, tag: u64, value: u64) {
    if value != 0 {
        key(out, tag, VARINT);
        encode_varint(value, out);
    }
}

fn enumeration(out: &mut Vec<u8>, tag: u64, value: i32) {
    number(out, tag, i64::from(value) as u64);
}

/// A text; the empty one is absent.
fn text(out: &mut Vec<u8>, tag: u64, value: &str) {
    if !value.is_empty() {
        nested(out, tag, |out| out.extend_from_slice(value.as_bytes()));
    }
}

fn display(out: &mut Vec<u8>, value: &dyn std::fmt::Display) {
    write!(out, "{value}").expect("a vector takes whatever is written");
}

/// Bytes behind their length. Nearly all are shorter than 128, so that one byte is kept for the
/// length, and the few others are moved.
fn nested(out: &mut Vec<u8>, tag: u64, write: impl FnOnce(&mut Vec<u8>)) {
    key(out, tag, LENGTH_DELIMITED);
    let start = out.len();
    out.push(0);
    write(out);
    let length = out.len() - start - 1;
    if length < 0x80 {
        out[start] = length as u8;
        return;
    }
    let mut varint = Vec::with_capacity(4);
    encode_varint(length as u64, &mut varint);
    out.splice(start..=start, varint);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use prost::Message;

    use super::*;
    use crate::domain::caller::{Channel, Entry, Role};
    use crate::domain::ids::{
        Credential, ItemId, MemberId, PartyId, ProposalId, PseudonymId, StatementId,
    };
    use crate::log::codec::body;

    fn id() -> impl Strategy<Value = String> {
        "[a-z][a-z0-9-]{0,62}"
    }

    fn voice() -> impl Strategy<Value = Voice> {
        let party = |id: String| PartyId::parse(&id).unwrap();
        let member = (id(), proptest::option::of(id())).prop_map(move |(one, other)| MemberRef {
            party: party(one),
            member: other.map(|id| MemberId::parse(&id).unwrap()),
        });
        (member, id(), 0..3).prop_map(|(member, pseudonym, which)| match which {
            0 => Voice::Named(member),
            1 => Voice::PublicBody(member),
            _ => Voice::Pseudonym(PseudonymId::parse(&pseudonym).unwrap()),
        })
    }

    fn item() -> impl Strategy<Value = ItemVersion> {
        (id(), any::<u32>(), any::<bool>()).prop_map(|(id, version, proposal)| match proposal {
            true => {
                ItemVersion { item: ItemId::Proposal(ProposalId::parse(&id).unwrap()), version }
            }
            false => {
                let item = ItemId::Statement(StatementId::parse(&id).unwrap());
                ItemVersion { item, version: 1 }
            }
        })
    }

    fn event() -> impl Strategy<Value = Event> {
        let answer = prop_oneof![any::<i32>().prop_map(Answer::Stance), Just(Answer::Pass)];
        let roles = vec![Role::Member, Role::App, Role::Facilitator];
        let entry = (id(), proptest::sample::select(roles)).prop_map(|(id, role)| Entry {
            role,
            credential: Credential::parse(&id).unwrap(),
            channel: Channel::Paper,
            evidence: None,
        });
        // Moments are from 1970 on; before it nothing was ever logged.
        let at = (0..=i64::from(u32::MAX) * 1_000).prop_map(Timestamp);
        (item(), voice(), answer, any::<u32>(), entry, at).prop_map(
            |(on, voice, answer, round, entry, at)| Event {
                at,
                entry,
                body: EventBody::StanceCast { on, voice, answer, round },
            },
        )
    }

    proptest! {
        #[test]
        fn the_bytes_are_those_of_the_messages(
            event in event(), sequence: u64, digest: [u8; 32],
        ) {
            let mut payload = Vec::new();
            prop_assert!(stance(&mut payload, &event));
            prop_assert_eq!(payload, body::payload(&event).encode_to_vec());
            let mut written = Vec::new();
            envelope(&mut written, sequence, &event, &digest);
            prop_assert_eq!(written, body::envelope(sequence, &event, digest).encode_to_vec());
        }
    }
}
