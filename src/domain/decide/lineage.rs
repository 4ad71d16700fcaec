//! What counts as an edit, and who accepts it as substantive (rule 10).

use crate::domain::act::{ClauseVersion, EditAcceptance};
use crate::domain::command::Command;
use crate::domain::decide::permission::seat_for;
use crate::domain::event::{Clause, EventBody};
use crate::domain::ids::{ClauseRef, ItemId, PartyId};
use crate::domain::rejection::Rejection;
use crate::domain::state::{Deliberation, Version};

/// A clause of a version that everyone can see.
pub(super) fn clause_exists(state: &Deliberation, of: &ClauseRef) -> Result<(), Rejection> {
    let found = open_clauses(state, of).next().is_some();
    if found { Ok(()) } else { Err(Rejection::ClauseUnknown(of.clone())) }
}

/// A clause in every version that everyone can see, oldest first.
pub(super) fn open_clauses<'a>(
    state: &'a Deliberation,
    of: &'a ClauseRef,
) -> impl Iterator<Item = (u32, &'a Clause)> {
    let item = state.items.get(&ItemId::Proposal(of.proposal.clone()));
    let versions = (1..).zip(item.map_or(&[][..], |item| &item.versions));
    versions.filter(|(_, version)| !state.is_sealed(version)).filter_map(|(number, version)| {
        let clause = version.clauses.iter().find(|clause| clause.id == of.clause)?;
        Some((number, clause))
    })
}

/// The parties that wrote a clause in a version.
#[must_use]
pub fn authors<'a>(version: &'a Version, clause: &'a Clause) -> Vec<&'a PartyId> {
    match (clause.authors.as_slice(), &version.author) {
        ([], Some(author)) => vec![&author.party],
        ([], None) => Vec::new(),
        (authors, _) => authors.iter().collect(),
    }
}

/// Whether a clause in a version changes one that was there: an earlier version of it, or one it
/// derives from. A clause that comes from nothing is its authors' own.
#[must_use]
pub fn is_edit(versions: &[Version], number: u32, clause: &Clause) -> bool {
    let before = &versions[..(number as usize).saturating_sub(1).min(versions.len())];
    let earlier = || before.iter().any(|v| v.clauses.iter().any(|c| c.id == clause.id));
    !clause.derives_from.is_empty() || earlier()
}

/// Without a list, everything that this party may accept and nobody has: once per session. What is
/// no edit needs no acceptance, and what this party accepted before is accepted.
pub(super) fn accept_edits(
    state: &Deliberation,
    command: &Command,
    accepted: &EditAcceptance,
) -> Result<Vec<EventBody>, Rejection> {
    seat_for(state, command, &accepted.member)?;
    let party = &accepted.member.party;
    let edits = match accepted.edits.as_slice() {
        [] => waiting(state, party),
        named => {
            let mut fresh = Vec::new();
            for one in named {
                let edit = acceptable(state, party, one)?;
                let by = state.dialogue.accepted_edits.get(one);
                if edit && by.is_none_or(|by| !by.contains(party)) && !fresh.contains(one) {
                    fresh.push(one.clone());
                }
            }
            fresh
        }
    };
    if edits.is_empty() {
        return Err(Rejection::NothingToAccept);
    }
    let accepted = EditAcceptance { edits, member: accepted.member.clone() };
    Ok(vec![EventBody::EditsAccepted(accepted)])
}

/// Whether it is an edit, when this party may accept it. Acceptance is public, so that one of a
/// version that is still sealed would tell the others of it (rule 2).
fn acceptable(
    state: &Deliberation,
    party: &PartyId,
    one: &ClauseVersion,
) -> Result<bool, Rejection> {
    let item = state.items.get(&ItemId::Proposal(one.proposal.clone()));
    let versions = item.map_or(&[][..], |item| &item.versions);
    let version = versions.get((one.version as usize).wrapping_sub(1));
    let version = version.filter(|version| !state.is_sealed(version));
    let clause = version.and_then(|version| version.clauses.iter().find(|c| c.id == one.clause));
    let (Some(version), Some(clause)) = (version, clause) else {
        let (proposal, clause) = (one.proposal.clone(), one.clause.clone());
        return Err(Rejection::ClauseUnknown(ClauseRef { proposal, clause }));
    };
    if is_own(party, version, clause) {
        return Err(Rejection::OwnAct(party.clone(), "accept an edit of"));
    }
    Ok(is_edit(versions, one.version, clause))
}

/// Who made the version does not accept its clauses, whoever it names as their authors.
fn is_own(party: &PartyId, version: &Version, clause: &Clause) -> bool {
    let maker = version.author.as_ref().map(|author| &author.party);
    maker == Some(party) || authors(version, clause).contains(&party)
}

fn waiting(state: &Deliberation, party: &PartyId) -> Vec<ClauseVersion> {
    let mut found = Vec::new();
    for (id, item) in state.items.iter() {
        let ItemId::Proposal(proposal) = id else {
            continue;
        };
        for (number, version) in (1..).zip(&item.versions) {
            if state.is_sealed(version) {
                continue;
            }
            for clause in version.clauses.iter() {
                let one = ClauseVersion {
                    proposal: proposal.clone(),
                    version: number,
                    clause: clause.id.clone(),
                };
                let open = authors(version, clause).len() == 1
                    && !is_own(party, version, clause)
                    && is_edit(&item.versions, number, clause)
                    && !state.dialogue.accepted_edits.contains_key(&one);
                found.extend(open.then_some(one));
            }
        }
    }
    found
}
