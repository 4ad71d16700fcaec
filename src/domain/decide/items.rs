//! Statements, proposals and the erasure of who gave them.

use std::collections::BTreeSet;

use crate::domain::act::Extras;
use crate::domain::charter::AuthorityRole;
use crate::domain::command::{Command, CommandBody};
use crate::domain::decide::framing::known_party;
use crate::domain::decide::permission::{seat, seat_for};
use crate::domain::decide::stances::{has_activity, open_round};
use crate::domain::decide::within;
use crate::domain::event::{Clause, ErasureScope, EventBody};
use crate::domain::ids::{ClauseId, ItemId, MemberRef, PartyId, ProposalId, StatementId, TextRef};
use crate::domain::limits::{ITEMS_MAX, VERSIONS_MAX};
use crate::domain::rejection::Rejection;
use crate::domain::round::Activity;
use crate::domain::state::{Deliberation, Phase, Version};
use crate::domain::visibility::sealed_from;

pub(super) fn add_statement(
    state: &Deliberation,
    command: &Command,
    (statement, text): (&StatementId, &TextRef),
    author: Option<&MemberRef>,
    extras: &Extras,
) -> Result<Vec<EventBody>, Rejection> {
    if let Some(member) = author {
        seat_for(state, command, member)?;
    }
    let round = match (state.phase, author) {
        (Phase::RoundOpen { .. }, Some(author)) => {
            open_round(state, Activity::Contribute, &author.party, command.at)?
        }
        (Phase::RoundOpen { .. }, None) => has_activity(state, Activity::Contribute, command.at)?,
        _ => 0,
    };
    if state.items.contains_key(&ItemId::Statement(statement.clone())) {
        return Err(Rejection::IdTaken(statement.to_string()));
    }
    within("ITEMS_MAX", ITEMS_MAX, state.items.len() + 1)?;
    Ok(vec![EventBody::StatementAdded {
        statement: statement.clone(),
        text: text.clone(),
        author: author.cloned(),
        round,
        extras: extras.clone(),
    }])
}

pub(super) fn add_proposal_version(
    state: &Deliberation,
    command: &Command,
    proposal: &ProposalId,
) -> Result<Vec<EventBody>, Rejection> {
    let CommandBody::AddProposalVersion {
        after_version,
        title,
        author,
        clauses,
        public_before,
        ..
    } = &command.body
    else {
        unreachable!("only this command adds a version");
    };
    seat_for(state, command, author)?;
    tables_proposals(state, &author.party)?;
    let round = open_round(state, Activity::Propose, &author.party, command.at)?;
    let id = ItemId::Proposal(proposal.clone());
    let version = next_version(state, &author.party, &id, *after_version)?;
    if version == 1 {
        within("ITEMS_MAX", ITEMS_MAX, state.items.len() + 1)?;
    }
    within("VERSIONS_MAX", VERSIONS_MAX, version as usize)?;
    derivations_exist(state, &author.party, proposal, clauses)?;
    clauses.iter().try_for_each(|clause| names_exist(state, clause))?;
    let open = state.round(round).is_some_and(|round| round.plan.open_proposals);
    Ok(vec![EventBody::ProposalVersionAdded {
        proposal: proposal.clone(),
        version,
        title: title.clone(),
        author: author.clone(),
        clauses: clauses.to_vec(),
        round,
        sealed: !open,
        public_before: *public_before,
    }])
}

/// An authority that facilitates answers and provides; the plan is the others'.
fn tables_proposals(state: &Deliberation, party: &PartyId) -> Result<(), Rejection> {
    let authority = state.charter.as_ref().and_then(|charter| charter.authority.as_ref());
    match authority {
        Some(authority)
            if authority.party == *party && authority.role == AuthorityRole::Facilitating =>
        {
            Err(Rejection::AuthorityFacilitates(party.clone()))
        }
        _ => Ok(()),
    }
}

/// The parties that wrote a clause together, and the body that is competent for it.
fn names_exist(state: &Deliberation, clause: &Clause) -> Result<(), Rejection> {
    clause.authors.iter().try_for_each(|party| known_party(state, party))?;
    match &clause.body {
        Some(body) if state.body(body).is_none() => Err(Rejection::BodyUnknown(body.clone())),
        _ => Ok(()),
    }
}

/// The number of the next version, when the party could see the current one. A proposal that
/// another party has sealed is not admitted to exist beyond its id being taken, which the
/// envelope of its event shows to everyone.
fn next_version(
    state: &Deliberation,
    party: &PartyId,
    id: &ItemId,
    after: u32,
) -> Result<u32, Rejection> {
    let item = match (state.items.get(id), after) {
        (None, 0) => return Ok(1),
        (None, _) => return Err(Rejection::ItemUnknown(id.clone())),
        (Some(_), 0) => return Err(Rejection::IdTaken(id.to_string())),
        (Some(item), _) => item,
    };
    let sealed = |version: &&Version| sealed_from(state, party, id, version);
    if item.versions.iter().all(|version| sealed(&version)) {
        return Err(Rejection::ItemUnknown(id.clone()));
    }
    if let Some(version) = item.versions.iter().find(sealed) {
        return Err(Rejection::StillSealed { item: id.clone(), round: version.round });
    }
    let current = item.versions.len() as u32;
    if after != current {
        return Err(Rejection::VersionStale { item: id.clone(), given: after, current });
    }
    Ok(current + 1)
}

/// A clause may derive only from clauses that its party can see.
fn derivations_exist(
    state: &Deliberation,
    party: &PartyId,
    own: &ProposalId,
    clauses: &[Clause],
) -> Result<(), Rejection> {
    for (other, clause) in clauses.iter().flat_map(|clause| &clause.derives_from) {
        let id = ItemId::Proposal(other.as_ref().unwrap_or(own).clone());
        if !visible_clauses(state, party, &id).contains(clause) {
            return Err(Rejection::ItemUnknown(id));
        }
    }
    Ok(())
}

fn visible_clauses<'a>(
    state: &'a Deliberation,
    party: &PartyId,
    id: &ItemId,
) -> BTreeSet<&'a ClauseId> {
    let versions = state.items.get(id).map_or(&[][..], |item| &item.versions);
    (versions.iter())
        .filter(|version| !sealed_from(state, party, id, version))
        .flat_map(|version| version.clauses.iter().map(|clause| &clause.id))
        .collect()
}

pub(super) fn erase(
    state: &Deliberation,
    member: &MemberRef,
    scope: ErasureScope,
) -> Result<Vec<EventBody>, Rejection> {
    if state.seats.of(member).is_none() {
        seat(state, member)?;
    }
    let done = match (state.erased.get(member), scope) {
        (None, _) | (Some(false), ErasureScope::All) => false,
        (Some(true), _) | (Some(false), ErasureScope::Texts) => true,
    };
    if done {
        return Err(Rejection::AlreadyErased(member.clone()));
    }
    Ok(vec![EventBody::Erased { member: member.clone(), scope }])
}
