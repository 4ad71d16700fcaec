//! The parties behind an outcome: their groups, and the objections that they uphold.

use std::collections::BTreeSet;

use crate::domain::charter::Partition;
use crate::domain::ids::{ItemVersion, PartyId};
use crate::domain::state::{Deliberation, ObjectionOf};

/// The group of each party. Parties that a declared partition does not list are one group more.
pub(in crate::analysis) fn partition(
    state: &Deliberation,
    partition: &Partition,
    parties: &[PartyId],
) -> (Vec<Box<str>>, Vec<usize>) {
    let label = |party: &PartyId| -> Box<str> {
        match partition {
            Partition::Whole => "all".into(),
            Partition::Kind => {
                state.parties.get(party).map_or("other", |party| party.kind.as_str()).into()
            }
            Partition::Declared(groups) => {
                let own = groups.iter().find(|group| group.parties.contains(party));
                own.map_or("others", |group| group.group.as_str()).into()
            }
        }
    };
    let labels: Vec<Box<str>> = parties.iter().map(label).collect();
    let names: BTreeSet<&Box<str>> = labels.iter().collect();
    let names: Vec<Box<str>> = names.into_iter().cloned().collect();
    let of = labels.iter().map(|label| names.partition_point(|name| name < label)).collect();
    (names, of)
}

/// Whether an objection of this party stands open against a version: one that its spokesperson
/// made or upholds, or, without a spokesperson, any member's.
pub(super) fn objects(
    state: &Deliberation,
    on: &ItemVersion,
    party: &PartyId,
    through: u64,
) -> bool {
    let spokesperson = state.parties.get(party).and_then(|party| party.spokesperson);
    state.objections.range(..=through).any(|(_, objection)| {
        let (version, seat) = match &objection.objection {
            ObjectionOf::Raised(raised) => (&raised.on, state.seats.of(&raised.member)),
            ObjectionOf::Ballot { on, seat, .. } => (on, Some(*seat)),
        };
        let Some(seat) = seat else {
            return false;
        };
        let own = state.seats.get(seat).is_some_and(|seat| seat.party == *party);
        let speaks = spokesperson.is_none_or(|spokesperson| spokesperson == seat);
        let (open, upheld) = objection.stood_at(through);
        version == on && own && open && (upheld || speaks)
    })
}
