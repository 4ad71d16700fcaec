//! Commits to try a log with. A log does not look into events, so these hold any bytes.

use beraad::domain::ids::{DeliberationId, MemberId, MemberRef, PartyId, TextId};
use beraad::log::{
    Commit, Listed, SealedText, StoredCommit, StoredEvent, StoredRequest, Subject, TextClass,
    WrappedKey,
};

pub fn id(text: &str) -> DeliberationId {
    DeliberationId::parse(text).unwrap()
}

pub fn text_id(text: &str) -> TextId {
    TextId::parse(text).unwrap()
}

pub fn member(party: &str, member: Option<&str>) -> Subject {
    Subject::Member(MemberRef {
        party: PartyId::parse(party).unwrap(),
        member: member.map(|member| MemberId::parse(member).unwrap()),
    })
}

fn event(deliberation: &str, sequence: u64) -> StoredEvent {
    StoredEvent {
        sequence,
        envelope: format!("envelope {deliberation} {sequence}").into(),
        payload: format!("payload {deliberation} {sequence}").into(),
        salt: [u8::try_from(sequence % 251).unwrap(); 32],
    }
}

/// The ids of a page of the list.
pub fn ids(listed: Vec<Listed>) -> Vec<DeliberationId> {
    listed.into_iter().map(|listed| listed.deliberation).collect()
}

/// A commit of some events, with one request that they answer.
pub fn commit(deliberation: &str, after: u64, events: u64) -> Commit {
    let last = after + events;
    let number = u8::try_from(last % 251).unwrap();
    Commit {
        deliberation: id(deliberation),
        after,
        events: (after + 1..=last).map(|sequence| event(deliberation, sequence)).collect(),
        requests: vec![StoredRequest {
            id: [number; 16],
            body_digest: [number; 32],
            first_sequence: after + 1,
            last_sequence: last,
            outcome: format!("outcome {last}").into(),
        }],
        texts: Vec::new(),
        keys: Vec::new(),
        summary: format!("summary {last}").into(),
        destroy: Vec::new(),
        link: [number; 32],
        signature: [number; 64],
        at_ms: i64::try_from(last).unwrap() * 1000,
    }
}

pub fn text(name: &str, subject: &Subject, class: TextClass) -> SealedText {
    SealedText {
        id: text_id(name),
        subject: subject.clone(),
        class,
        sealed: format!("sealed text of {name} {}", "x".repeat(5000)).into(),
    }
}

pub fn key(subject: &Subject, class: TextClass) -> WrappedKey {
    WrappedKey {
        subject: subject.clone(),
        class,
        wrapped: format!("wrapped key of {subject:?} {class:?}").into(),
    }
}

/// What a log should give back for a commit.
pub fn stored(position: u64, commit: Commit) -> StoredCommit {
    StoredCommit {
        position,
        deliberation: commit.deliberation,
        events: commit.events,
        requests: commit.requests,
        link: commit.link,
        signature: commit.signature,
        at_ms: commit.at_ms,
    }
}
