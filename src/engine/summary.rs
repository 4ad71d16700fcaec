//! What a list tells of a deliberation without reading it, kept with the end of its log.

use bytes::Bytes;

use crate::domain::decide::next_due;
use crate::domain::ids::{DeliberationId, PartyId, TextRef, Timestamp};
use crate::domain::state::{Deliberation, MandateStatus, Phase};
use crate::engine::snapshot::{Image, Reader, image};

/// The form of the bytes. Summaries of other forms are made again from the log, so it rises with
/// every change of [`Summary`].
const FORM: u8 = 1;

/// A deliberation as a list tells of it. It holds nothing that some may see and others may not,
/// except the title, which is a reference into the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The deliberation.
    pub id: DeliberationId,
    /// Its title.
    pub title: Option<TextRef>,
    /// The phase it is in.
    pub phase: Phase,
    /// Its last round; 0 before the first.
    pub round: u32,
    /// Sequence of its last event.
    pub sequence: u64,
    /// Changes with framing and phase.
    pub framing: u64,
    /// Number of parties.
    pub parties: u32,
    /// Number of people.
    pub headcount: u32,
    /// When it was created.
    pub created: Timestamp,
    /// When its last event was logged.
    pub updated: Timestamp,
    /// The party that started it; `None` when the facilitator did.
    pub initiator: Option<PartyId>,
    /// The worst word of its deciding bodies; `None` without one.
    pub mandate: Option<MandateStatus>,
    /// The end of the reading time, when there is one.
    pub reading_until: Option<Timestamp>,
    /// The next moment at which something happens by itself.
    pub due: Option<Timestamp>,
}

image! {
    struct Summary {
        id, title, phase, round, sequence, framing, parties, headcount, created, updated,
        initiator, mandate, reading_until, due,
    }
    enum MandateStatus { 0: Acknowledged, 1: NoPromiseYet, 2: Lapsed, 3: Withdrawn }
}

impl Summary {
    /// The summary of a state.
    #[must_use]
    pub fn of(state: &Deliberation) -> Summary {
        Summary::counted(state, state.headcount() as u32)
    }

    /// The summary of the state that followed. Counting people walks all parties, and hardly any
    /// commit changes one.
    pub(super) fn next(&self, before: &Deliberation, state: &Deliberation) -> Summary {
        if before.parties.ptr_eq(&state.parties) {
            return Summary::counted(state, self.headcount);
        }
        Summary::of(state)
    }

    fn counted(state: &Deliberation, headcount: u32) -> Summary {
        Summary {
            id: state.id.clone(),
            title: state.title.clone(),
            phase: state.phase,
            round: state.last_round(),
            sequence: state.sequence,
            framing: state.framing,
            parties: state.parties.len() as u32,
            headcount,
            created: state.created,
            updated: state.updated,
            initiator: state.initiator.clone(),
            mandate: state.mandate_status(),
            reading_until: state.reading_until,
            due: next_due(state),
        }
    }

    /// Whether it can be shown as it is at a moment: nothing is due and no tally runs.
    pub(super) fn is_at_rest(&self, now: Timestamp) -> bool {
        let tallies = matches!(self.phase, Phase::Tallying { .. });
        !tallies && self.due.is_none_or(|due| due > now)
    }

    /// Its bytes.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        let mut bytes = vec![FORM];
        self.put(&mut bytes);
        bytes.into()
    }

    /// The summary behind bytes; `None` when there are none, or they are of another form.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Summary> {
        let mut reader = Reader::new(bytes);
        if reader.byte().ok()? != FORM {
            return None;
        }
        let summary = Image::take(&mut reader).ok()?;
        reader.end().ok()?;
        Some(summary)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn summary() -> Summary {
        let mut state = Deliberation::absent(DeliberationId::parse("plein").unwrap());
        state.phase = Phase::RoundOpen { round: 2 };
        state.sequence = 70_000;
        state.framing = 9;
        state.created = Timestamp(1_700_000_000_000);
        state.updated = Timestamp(1_700_000_000_001);
        state.initiator = Some(PartyId::parse("buurt").unwrap());
        Summary { headcount: 12, mandate: Some(MandateStatus::Lapsed), ..Summary::of(&state) }
    }

    #[test]
    fn the_bytes_give_the_summary_back_and_others_give_none() {
        let bytes = summary().encode();
        assert_eq!(Summary::decode(&bytes), Some(summary()));
        for cut in 0..bytes.len() {
            assert_eq!(Summary::decode(&bytes[..cut]), None);
        }
        assert_eq!(Summary::decode(&[&bytes[..], &[0]].concat()), None);
        assert_eq!(Summary::decode(&[&[FORM + 1], &bytes[1..]].concat()), None);
    }

    #[test]
    fn a_change_of_form_is_noticed() {
        let mut shapes = BTreeMap::new();
        Summary::shape(&mut shapes);
        let told = shapes.values().cloned().collect::<Vec<_>>().join("; ");
        assert_eq!((FORM, told.as_str()), (1, SHAPES), "raise FORM, then put the new shapes here");
    }

    const SHAPES: &str = "\
        0 Acknowledged() | 1 NoPromiseYet() | 2 Lapsed() | 3 Withdrawn(); \
        0 Absent() | 1 Draft() | 2 Ready() | 3 RoundOpen(round: u32) | \
        4 Tallying(round: u32, conclusion: bool) | 5 Between(round: u32) | 6 Concluded() | \
        7 Decided() | 8 FollowUp() | 9 Recovery() | 10 Closed() | 11 Cancelled(); \
        id: DeliberationId, title: Option<TextRef>, phase: Phase, round: u32, sequence: u64, \
        framing: u64, parties: u32, headcount: u32, created: Timestamp, updated: Timestamp, \
        initiator: Option<PartyId>, mandate: Option<MandateStatus>, \
        reading_until: Option<Timestamp>, due: Option<Timestamp>; \
        id: TextId, digest: [u8; 32]";
}
