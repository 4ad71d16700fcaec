//! Verifying the records between header and trailer.

use std::collections::BTreeMap;

use beraad_client::v1::{
    ExportHeader, ExportTrailer, ExportedCommit, ExportedEvent, KeyRotation,
    export_response::Record, exported_event::Content,
};

use crate::domain::ids::DeliberationId;
use crate::domain::limits::COMMIT_EVENTS_MAX;
use crate::log::chain::{GENESIS, LinkBuilder, envelope_digest};
use crate::log::codec;
use crate::log::hex;
use crate::log::rotation::{KeyChain, Rotation};
use crate::log::verify::countersign::Checkpoints;
use crate::log::verify::finding::{Place, Rule};
use crate::log::verify::{FORMAT, Summary, VerifiedEvent, event};

/// What is known once the header is read.
#[derive(Clone)]
pub(super) struct Body {
    pub(super) summary: Summary,
    /// Sequence of the last event, sealed or not.
    pub(super) sequence: u64,
    /// Events that no seal has covered yet.
    pending: Vec<VerifiedEvent>,
    /// Place of the key of the last commit: those before it have handed over.
    key: usize,
    checkpoints: Checkpoints,
}

/// A rule that is broken, and how.
pub(super) type Fault = (Rule, String);

/// Reads the header.
pub(super) fn begin(record: Record, expected_key: Option<[u8; 32]>) -> Result<Body, Fault> {
    let Record::Header(header) = record else {
        return Err((Rule::Order, "a log begins with its header".to_owned()));
    };
    let key = exact(&header.public_key).ok_or("expected a public key of 32 bytes");
    let key = key.map_err(|detail| (Rule::Header, detail.to_owned()))?;
    let keys = read_keys(key, &header.rotations)?;
    if let Some(expected) = expected_key.filter(|expected| *expected != key) {
        let (wanted, found) = (hex::encode(&expected), hex::encode(&key));
        let later = match keys.keys().contains(&expected) {
            true => ", from which the expected one took over: give the first key",
            false => "",
        };
        return Err((
            Rule::ExpectedKey,
            format!("expected the key {wanted}, found {found}{later}"),
        ));
    }
    let summary = read_header(&header, keys).map_err(|detail| (Rule::Header, detail))?;
    Ok(Body {
        sequence: summary.start_after_sequence,
        checkpoints: Checkpoints::after(summary.start_after_sequence, summary.link),
        summary,
        pending: Vec::new(),
        key: 0,
    })
}

fn read_keys(first: [u8; 32], rotations: &[KeyRotation]) -> Result<KeyChain, Fault> {
    let read = |rotation: &KeyRotation| {
        Some(Rotation {
            old: exact(&rotation.old_public_key)?,
            new: exact(&rotation.new_public_key)?,
            signature: exact(&rotation.signature)?,
        })
    };
    let rotations: Option<Vec<Rotation>> = rotations.iter().map(read).collect();
    let detail = "expected rotations of two keys of 32 bytes and a signature of 64 bytes";
    let rotations = rotations.ok_or_else(|| (Rule::Rotation, detail.to_owned()))?;
    KeyChain::new(first, &rotations).map_err(|broken| (Rule::Rotation, broken.to_string()))
}

fn read_header(header: &ExportHeader, keys: KeyChain) -> Result<Summary, String> {
    if header.format != FORMAT {
        return Err(format!("expected format {FORMAT}, found {}", header.format));
    }
    let name = header.deliberation.strip_prefix("deliberations/");
    let deliberation = name.and_then(|id| DeliberationId::parse(id).ok());
    let start = header.start_after_sequence;
    let link = exact(&header.start_link).ok_or("expected a start link of 32 bytes")?;
    if start == 0 && link != GENESIS {
        return Err("expected 32 zero bytes as the link before sequence 1".to_owned());
    }
    Ok(Summary {
        deliberation: deliberation.ok_or("expected the name of a deliberation")?,
        start_after_sequence: start,
        last_sequence: start,
        events: 0,
        withheld: BTreeMap::new(),
        texts_withheld: BTreeMap::new(),
        commits: 0,
        link,
        start_link: link,
        keys,
        countersignatures: 0,
        countersignatures_unchecked: Vec::new(),
    })
}

pub(super) fn exact<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

impl Body {
    /// The seal over the events that have none yet.
    pub(super) fn next_commit(&self) -> Place {
        if self.pending.is_empty() {
            return Place::After(self.sequence);
        }
        Place::Commit { first: self.summary.last_sequence.saturating_add(1), last: self.sequence }
    }

    /// A seal over more events than there are says too much, or an event before it is missing.
    pub(super) fn place_of(&self, commit: &ExportedCommit) -> Place {
        if commit.last_sequence > self.sequence {
            return Place::After(self.sequence);
        }
        self.next_commit()
    }

    pub(super) fn event(&mut self, event: &ExportedEvent) -> Result<(), Fault> {
        if self.pending.len() == COMMIT_EVENTS_MAX {
            let detail = format!("expected a commit after {COMMIT_EVENTS_MAX} events at most");
            return Err((Rule::Commit, detail));
        }
        let envelope = codec::decode_envelope(&event.envelope)
            .map_err(|error| (Rule::Envelope, error.to_string()))?;
        event::envelope(&envelope, self.sequence.saturating_add(1))?;
        let mut verified = VerifiedEvent {
            sequence: envelope.sequence,
            envelope,
            envelope_digest: envelope_digest(&event.envelope),
            payload: None,
            event: None,
            withheld: None,
            texts: Vec::new(),
            link: GENESIS,
            commit_end: 0,
        };
        match &event.content {
            None => {
                let detail = "expected the content, or why it is withheld".to_owned();
                return Err((Rule::Withheld, detail));
            }
            Some(Content::Withheld(why)) => {
                verified.withheld = Some(event::withheld(*why)?);
            }
            Some(Content::Disclosed(disclosed)) => {
                event::disclosed(&mut verified, disclosed)?;
            }
        }
        if let Some(is_checked) = self.checkpoints.countersigned(&verified)? {
            match is_checked {
                true => self.summary.countersignatures += 1,
                false => self.summary.countersignatures_unchecked.push(verified.sequence),
            }
        }
        self.sequence = verified.sequence;
        self.pending.push(verified);
        Ok(())
    }

    pub(super) fn commit(&mut self, commit: &ExportedCommit) -> Result<Vec<VerifiedEvent>, Fault> {
        let summary = &mut self.summary;
        let expected = (summary.last_sequence.saturating_add(1), self.sequence);
        let found = (commit.first_sequence, commit.last_sequence);
        if self.pending.is_empty() || found != expected {
            let (first, last) = found;
            let detail = format!("it says {first} to {last}, which are not the events before it");
            return Err((Rule::Commit, detail));
        }
        let mut link = LinkBuilder::new(&summary.link, &summary.deliberation, expected.0);
        self.pending.iter().for_each(|event| link.add(&event.envelope_digest));
        let link = link.finish();
        if commit.link != link {
            let (expected, found) = (hex::encode(&link), hex::encode(&commit.link));
            return Err((Rule::Link, format!("expected {expected}, found {found}")));
        }
        let signature = exact(&commit.signature);
        let signer = signature.and_then(|signed| summary.keys.signer(self.key, &link, &signed));
        let Some(signer) = signer else {
            return Err((Rule::Signature, unsigned(&summary.keys, self.key, &link, signature)));
        };
        self.key = signer;
        (summary.link, summary.last_sequence) = (link, self.sequence);
        summary.commits += 1;
        let mut events = std::mem::take(&mut self.pending);
        for event in &mut events {
            (event.link, event.commit_end) = (link, self.sequence);
            summary.count(event);
        }
        self.checkpoints.sealed(&events);
        Ok(events)
    }

    pub(super) fn trailer(&self, trailer: &ExportTrailer) -> Result<(), Fault> {
        let summary = &self.summary;
        if !self.pending.is_empty() {
            let (first, last) = (summary.last_sequence + 1, self.sequence);
            let detail = format!("expected the commit of sequences {first} to {last} before it");
            return Err((Rule::Order, detail));
        }
        if trailer.last_sequence != summary.last_sequence {
            let (expected, found) = (summary.last_sequence, trailer.last_sequence);
            let detail = format!("expected last sequence {expected}, found {found}");
            return Err((Rule::Trailer, detail));
        }
        if trailer.link != summary.link {
            let (expected, found) = (hex::encode(&summary.link), hex::encode(&trailer.link));
            return Err((Rule::Trailer, format!("expected link {expected}, found {found}")));
        }
        Ok(())
    }
}

/// What is expected where no key that may still sign did.
fn unsigned(keys: &KeyChain, from: usize, link: &[u8; 32], signature: Option<[u8; 64]>) -> String {
    let earlier = signature.and_then(|signature| keys.signer(0, link, &signature));
    let may: Vec<String> = keys.keys()[from..].iter().map(|key| hex::encode(key)).collect();
    let expected = format!("expected a signature of {} over the link", may.join(" or "));
    match earlier {
        None => expected,
        Some(place) => {
            let key = hex::encode(&keys.keys()[place]);
            format!("{expected}, found one of {key}, which had handed over by then")
        }
    }
}

impl Summary {
    fn count(&mut self, event: &VerifiedEvent) {
        self.events += 1;
        if let Some(why) = event.withheld {
            *self.withheld.entry(why).or_default() += 1;
        }
        for why in event.texts.iter().filter_map(|text| text.content.as_ref().err()) {
            *self.texts_withheld.entry(*why).or_default() += 1;
        }
    }
}
