//! The parts of a charter that say who decides, how, and in which groups and rounds.

use std::collections::BTreeSet;

use beraad_client::v1 as wire;

use super::{at_most, or_first, share};
use crate::domain::charter::{
    Authority, Body, CharterGroup, DecisionRule, Partition, PlannedRound,
};
use crate::domain::ids::{BodyId, GroupId, PartyId};
use crate::domain::limits::{
    BODIES_MAX, GROUPS_MAX, NAME_CHARS_MAX, PARTIES_MAX, ROUNDS_MAX, TITLE_CHARS_MAX,
};
use crate::log::codec::words;
use crate::service::fields::Fields;
use crate::service::rounds;

pub(super) fn decision(
    fields: &mut Fields,
    field: &str,
    given: Option<&wire::DecisionRule>,
) -> Option<DecisionRule> {
    let default = DecisionRule::default();
    let Some(given) = given else {
        return Some(default);
    };
    let rule = words::rule_from(or_first(given.rule));
    let rule =
        fields.take(&format!("{field}.rule"), rule.map_err(|_| "is not a value of its kind"));
    let mut read = |name: &str, given: &Option<wire::Ratio>, default| {
        share(fields, format!("{field}.{name}"), given.as_ref(), default)
    };
    let quorum = read("quorum", &given.quorum, default.quorum);
    let threshold = read("threshold", &given.threshold, default.threshold);
    let floor = read("floor", &given.floor, default.floor);
    let partition = partition(fields, &format!("{field}.partition"), given.partition.as_ref());
    let group_min = if given.group_min == 0 { default.group_min } else { given.group_min };
    at_most(fields, format!("{field}.group_min"), group_min, PARTIES_MAX as u32);
    Some(DecisionRule {
        rule: rule?,
        quorum: quorum?,
        threshold: threshold?,
        floor: floor?,
        partition: partition?,
        group_min,
    })
}

fn partition(
    fields: &mut Fields,
    field: &str,
    given: Option<&wire::Partition>,
) -> Option<Partition> {
    use wire::PartitionKind as Kind;
    let Some(given) = given else {
        return Some(Partition::Kind);
    };
    let kind = Kind::try_from(given.kind).map_err(|_| "is not a value of PartitionKind");
    let kind = fields.take(&format!("{field}.kind"), kind)?;
    let listed = format!("{field}.groups");
    let declared = kind == Kind::Declared;
    if declared == given.groups.is_empty() {
        let rule = "is given exactly with PARTITION_KIND_DECLARED; give both or none";
        fields.violate(&listed, rule);
    }
    let groups = groups(fields, &listed, &given.groups)?;
    let mut seen = BTreeSet::new();
    for party in groups.iter().flat_map(|group| &group.parties) {
        if !seen.insert(party) {
            let rule = format!("names {party} in two groups; each party is in one at most");
            fields.violate(&listed, rule);
        }
    }
    Some(match kind {
        Kind::Unspecified | Kind::Kind => Partition::Kind,
        Kind::Whole => Partition::Whole,
        Kind::Declared => Partition::Declared(groups),
    })
}

/// Groups of parties, each id once and each party once in a group.
pub(super) fn groups(
    fields: &mut Fields,
    field: &str,
    given: &[wire::PartyGroup],
) -> Option<Vec<CharterGroup>> {
    let mut seen = BTreeSet::new();
    list(fields, field, (given, 0, GROUPS_MAX), |fields, field, group| {
        let id = fields.take(&format!("{field}.group"), GroupId::parse(&group.group));
        if id.as_ref().is_some_and(|id| !seen.insert(id.clone())) {
            fields.violate(format!("{field}.group"), "occurs twice; give each group its own id");
        }
        let named = format!("{field}.parties");
        let mut members = BTreeSet::new();
        let listed = (group.parties.as_slice(), 1, PARTIES_MAX);
        let parties = list(fields, &named, listed, |fields, field, id| {
            let party = fields.take(field, PartyId::parse(id))?;
            if !members.insert(party.clone()) {
                fields.violate(field, "occurs twice; name each party once");
            }
            Some(party)
        });
        Some(CharterGroup { group: id?, parties: parties? })
    })
}

pub(super) fn authority(
    fields: &mut Fields,
    field: &str,
    given: &wire::Authority,
) -> Option<Authority> {
    let party = fields.take(&format!("{field}.party"), PartyId::parse(&given.party));
    let role = words::authority_from(or_first(given.role));
    let role =
        fields.take(&format!("{field}.role"), role.map_err(|_| "is not a value of AuthorityRole"));
    let mut seen = BTreeSet::new();
    let listed = (given.bodies.as_slice(), 0, BODIES_MAX);
    let bodies = list(fields, &format!("{field}.bodies"), listed, |fields, field, body| {
        let id = fields.take(&format!("{field}.id"), BodyId::parse(&body.id));
        if id.as_ref().is_some_and(|id| !seen.insert(id.clone())) {
            fields.violate(format!("{field}.id"), "occurs twice; give each body its own id");
        }
        let kind = match body.kind {
            0 => wire::BodyKind::Other.into(),
            kind => kind,
        };
        let kind = words::body_from(kind).map_err(|_| "is not a value of BodyKind");
        let kind = fields.take(&format!("{field}.kind"), kind);
        let name = fields.text(&format!("{field}.name"), &body.name, NAME_CHARS_MAX);
        Some(Body { id: id?, kind: kind?, name: name?.into() })
    });
    Some(Authority { party: party?, role: role?, bodies: bodies? })
}

pub(super) fn planned(
    fields: &mut Fields,
    field: &str,
    given: &[wire::PlannedRound],
) -> Option<Vec<PlannedRound>> {
    list(fields, field, (given, 0, ROUNDS_MAX), |fields, field, round| {
        let title = fields.optional_text(&format!("{field}.title"), &round.title, TITLE_CHARS_MAX);
        let activities =
            rounds::activities(fields, &format!("{field}.activities"), &round.activities);
        Some(PlannedRound { title: title.unwrap_or_default().into(), activities })
    })
}

/// Everything of a list of at most `most`; `None` when something is wrong with it.
fn list<Q, T>(
    fields: &mut Fields,
    field: &str,
    (given, least, most): (&[Q], usize, usize),
    mut read: impl FnMut(&mut Fields, &str, &Q) -> Option<T>,
) -> Option<Vec<T>> {
    if !(least..=most).contains(&given.len()) {
        let rule = format!("has {} entries; give {least} to {most}", given.len());
        fields.violate(field, rule);
        return None;
    }
    let mut whole = Some(Vec::with_capacity(given.len()));
    for (place, one) in given.iter().enumerate() {
        match (read(fields, &format!("{field}[{place}]"), one), &mut whole) {
            (Some(one), Some(all)) => all.push(one),
            _ => whole = None,
        }
    }
    whole
}
