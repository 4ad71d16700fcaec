//! Applies what is brought in: contributions, statements, proposals; and who is erased.

use std::sync::Arc;

use crate::domain::act::{ContributionKind, Extras};
use crate::domain::event::{ErasureScope, Event, EventBody};
use crate::domain::evolve::framing::note_alone;
use crate::domain::ids::{ItemId, MemberRef, TextRef};
use crate::domain::limits::HOUR_MS;
use crate::domain::state::{ContributionState, Deliberation, Item, Version};

pub(super) fn apply(state: &mut Deliberation, event: &Event) {
    match &event.body {
        EventBody::StatementAdded { statement, text, author, round, extras } => {
            let version = version(state, event, text, author.as_ref(), *round);
            let version = Version { extras: Arc::new(extras.clone()), ..version };
            add_version(state, ItemId::Statement(statement.clone()), version, None);
        }
        EventBody::ContributionAdded(added) => {
            let version = version(state, event, &added.text, added.author.as_ref(), added.round);
            let version = Version { extras: Arc::new(added.extras.clone()), ..version };
            let contribution = ContributionState {
                kind: added.kind,
                to_authority: added.to_authority,
                answer_by: added.answer_by,
                answered: None,
            };
            let id = ItemId::Contribution(added.contribution.clone());
            add_version(state, id, version, Some(contribution));
            if added.kind == ContributionKind::Information {
                has_to_be_read(state, event);
            }
        }
        EventBody::ProposalVersionAdded {
            proposal,
            title,
            author,
            clauses,
            round,
            sealed,
            public_before,
            ..
        } => {
            let version = version(state, event, title, Some(author), *round);
            let extras = Extras { public_before: *public_before, ..Extras::default() };
            let (clauses, extras) = (Arc::new(clauses.clone()), Arc::new(extras));
            let version = Version { clauses, extras, sealed: *sealed, ..version };
            add_version(state, ItemId::Proposal(proposal.clone()), version, None);
        }
        EventBody::PreconditionDeclared(_) if state.frozen() => has_to_be_read(state, event),
        EventBody::ConsequencesChecked(_) => has_to_be_read(state, event),
        EventBody::Erased { member, scope } => erase(state, member, *scope == ErasureScope::All),
        _ => {}
    }
}

fn version(
    state: &Deliberation,
    event: &Event,
    text: &TextRef,
    author: Option<&MemberRef>,
    round: u32,
) -> Version {
    Version {
        text: text.clone(),
        clauses: Arc::default(),
        author: author.cloned(),
        entry: event.entry.clone(),
        round,
        at: event.at,
        sequence: state.sequence,
        sealed: false,
        extras: Arc::default(),
    }
}

/// New information moves the end of the reading time (rule 16).
fn has_to_be_read(state: &mut Deliberation, event: &Event) {
    let hours = state.charter.as_ref().map_or(0, |charter| charter.terms.reading_hours);
    if hours > 0 {
        let until = crate::domain::ids::Timestamp(event.at.0 + i64::from(hours) * HOUR_MS);
        state.reading_until = state.reading_until.max(Some(until));
    }
}

fn add_version(
    state: &mut Deliberation,
    id: ItemId,
    version: Version,
    contribution: Option<ContributionState>,
) {
    if let Some(author) = &version.author {
        note_alone(state, author);
        restore(state, author);
    }
    let items = &mut state.items;
    let made = || Item { versions: Vec::new(), contribution };
    items.entry(id).or_insert_with(made).versions.push(version);
}

/// Who gives a text after an erasure has something to erase again.
pub(super) fn restore(state: &mut Deliberation, author: &MemberRef) {
    if state.erased.contains_key(author) {
        Arc::make_mut(&mut state.erased).remove(author);
    }
}

/// A member erased whole acts no more, so that its party can name another spokesperson.
fn erase(state: &mut Deliberation, member: &MemberRef, whole: bool) {
    Arc::make_mut(&mut state.erased).insert(member.clone(), whole);
    let Some(seat) = state.seats.of(member).filter(|_| whole) else {
        return;
    };
    if let Some(party) = state.parties.get_mut(&member.party)
        && party.spokesperson == Some(seat)
    {
        party.spokesperson = None;
    }
}
