//! Verifying countersignatures: a party's own signature over the link of a checkpoint, which only
//! the log that the party saw can have.

use std::collections::BTreeMap;

use crate::domain::act::CHECKPOINT_KINDS;
use crate::domain::event::EventBody;
use crate::log::chain;
use crate::log::hex;
use crate::log::verify::VerifiedEvent;
use crate::log::verify::body::Fault;
use crate::log::verify::finding::Rule;

/// The links of the commits that can be countersigned: those that hold a checkpoint, which are
/// few, whatever the length of a log.
#[derive(Clone)]
pub(super) struct Checkpoints {
    start: u64,
    links: BTreeMap<u64, [u8; 32]>,
}

impl Checkpoints {
    /// Those of a log that starts after this commit.
    pub(super) fn after(start: u64, link: [u8; 32]) -> Checkpoints {
        let links = if start > 0 { BTreeMap::from([(start, link)]) } else { BTreeMap::new() };
        Checkpoints { start, links }
    }

    /// Notes a commit.
    pub(super) fn sealed(&mut self, events: &[VerifiedEvent]) {
        let holds =
            |event: &VerifiedEvent| CHECKPOINT_KINDS.contains(&event.envelope.kind.as_str());
        if let Some(last) = events.last().filter(|_| events.iter().any(holds)) {
            self.links.insert(last.commit_end, last.link);
        }
    }

    /// Verifies the event when it is a countersignature. `false` when the checkpoint lies before
    /// the start of the log: then only the signature could be verified.
    pub(super) fn countersigned(&self, event: &VerifiedEvent) -> Result<Option<bool>, Fault> {
        let Some(EventBody::CheckpointCountersigned(signed)) =
            event.event.as_ref().map(|event| &event.body)
        else {
            return Ok(None);
        };
        let (party, at) = (&signed.member.party, signed.sequence);
        let fault = |problem: String| {
            let detail =
                format!("of party {party} over the checkpoint at sequence {at}: {problem}");
            Err((Rule::Countersignature, detail))
        };
        if !chain::verify(&signed.public_key, &signed.link, &signed.signature) {
            let key = hex::encode(&signed.public_key);
            return fault(format!("expected a signature of {key} over its link"));
        }
        if at < self.start {
            return Ok(Some(false));
        }
        match self.links.get(&at) {
            Some(link) if *link == signed.link => Ok(Some(true)),
            Some(link) => {
                let (expected, found) = (hex::encode(link), hex::encode(&signed.link));
                fault(format!(
                    "the log has link {expected} there and the party signed {found}: something at \
                     or before sequence {at} was changed"
                ))
            }
            None => fault(format!(
                "no commit with a checkpoint ends there: something at or before sequence {at} was \
                 changed"
            )),
        }
    }
}
