//! Statements, proposals and the erasure of who gave them.

use std::collections::BTreeSet;

use crate::domain::command::{Command, CommandBody};
use crate::domain::decide::permission::{seat, seat_for};
use crate::domain::decide::stances::open_round;
use crate::domain::decide::within;
use crate::domain::event::{Clause, ErasureScope, EventBody};
use crate::domain::ids::{ClauseId, ItemId, MemberRef, ProposalId, StatementId, TextRef};
use crate::domain::limits::{ITEMS_MAX, VERSIONS_MAX};
use crate::domain::rejection::Rejection;
use crate::domain::round::Activity;
use crate::domain::state::{Deliberation, Phase};
use crate::domain::visibility::sees_version;

pub(super) fn add_statement(
    state: &Deliberation,
    command: &Command,
    statement: &StatementId,
    text: &TextRef,
    author: Option<&MemberRef>,
) -> Result<Vec<EventBody>, Rejection> {
    let round = match (author, state.phase) {
        (None, Phase::RoundOpen { round }) => round,
        (None, _) => 0,
        (Some(member), Phase::RoundOpen { .. }) => {
            seat_for(state, &command.caller, member)?;
            open_round(state, Activity::Contribute, command.at)?
        }
        (Some(_), phase) => {
            return Err(Rejection::PhaseNotAllowed {
                command: command.body.name(),
                phase: phase.as_str(),
                allowed: "round_open, in a round with the activity contribute",
            });
        }
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
    }])
}

pub(super) fn add_proposal_version(
    state: &Deliberation,
    command: &Command,
) -> Result<Vec<EventBody>, Rejection> {
    let CommandBody::AddProposalVersion { proposal, after_version, title, author, clauses } =
        &command.body
    else {
        unreachable!("judge hands over AddProposalVersion only");
    };
    seat_for(state, &command.caller, author)?;
    let round = open_round(state, Activity::Propose, command.at)?;
    let id = ItemId::Proposal(proposal.clone());
    let version = next_version(state, command, &id, *after_version)?;
    if version == 1 {
        within("ITEMS_MAX", ITEMS_MAX, state.items.len() + 1)?;
    }
    within("VERSIONS_MAX", VERSIONS_MAX, version as usize)?;
    derivations_exist(state, command, proposal, clauses)?;
    Ok(vec![EventBody::ProposalVersionAdded {
        proposal: proposal.clone(),
        version,
        title: title.clone(),
        author: author.clone(),
        clauses: clauses.clone(),
        round,
    }])
}

/// The number of the next version, when the caller saw the current one. A proposal that another
/// party has sealed is not admitted to exist beyond its id being taken.
fn next_version(
    state: &Deliberation,
    command: &Command,
    id: &ItemId,
    after: u32,
) -> Result<u32, Rejection> {
    let Some(item) = state.items.get(id) else {
        return match after {
            0 => Ok(1),
            _ => Err(Rejection::ItemUnknown(id.clone())),
        };
    };
    let visible = |version| sees_version(state, &command.caller, id, version);
    if after == 0 || !item.versions.iter().all(visible) {
        return Err(Rejection::IdTaken(id.to_string()));
    }
    let current = item.versions.len() as u32;
    if after != current {
        return Err(Rejection::VersionStale { item: id.clone(), given: after, current });
    }
    Ok(current + 1)
}

/// A clause may derive only from clauses that this caller can see.
fn derivations_exist(
    state: &Deliberation,
    command: &Command,
    own: &ProposalId,
    clauses: &[Clause],
) -> Result<(), Rejection> {
    for (other, clause) in clauses.iter().flat_map(|clause| &clause.derives_from) {
        let id = ItemId::Proposal(other.as_ref().unwrap_or(own).clone());
        if !visible_clauses(state, command, &id).contains(clause) {
            return Err(Rejection::ItemUnknown(id));
        }
    }
    Ok(())
}

fn visible_clauses<'a>(
    state: &'a Deliberation,
    command: &Command,
    id: &ItemId,
) -> BTreeSet<&'a ClauseId> {
    let versions = state.items.get(id).map_or(&[][..], |item| &item.versions);
    (versions.iter())
        .filter(|version| sees_version(state, &command.caller, id, version))
        .flat_map(|version| version.clauses.iter().map(|clause| &clause.id))
        .collect()
}

pub(super) fn erase(
    state: &Deliberation,
    member: &MemberRef,
    scope: ErasureScope,
) -> Result<Vec<EventBody>, Rejection> {
    if !state.seat_of.contains_key(member) {
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
