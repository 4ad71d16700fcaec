//! Framing: the challenge, the charter and the party list, until every party accepts.

use crate::domain::caller::{Caller, Role};
use crate::domain::charter::{Charter, StanceVisibility};
use crate::domain::decide::permission::seat_for;
use crate::domain::decide::within;
use crate::domain::event::EventBody;
use crate::domain::ids::{MemberId, MemberRef, PartyId, TextRef};
use crate::domain::limits::{FRAMING_VERSIONS_MAX, MEMBERS_MAX, PARTIES_MAX};
use crate::domain::party::PartyKind;
use crate::domain::rejection::Rejection;
use crate::domain::state::{Deliberation, Phase};

/// Parties named in a refusal before it says how many more there are.
const PARTIES_NAMED_MAX: usize = 10;

pub(super) fn create(
    title: &TextRef,
    challenge: Option<&TextRef>,
    charter: Option<&Charter>,
) -> Result<Vec<EventBody>, Rejection> {
    let mut events = vec![EventBody::DeliberationCreated { title: title.clone() }];
    if let Some(text) = challenge {
        events.push(EventBody::ChallengeRevised { version: 1, text: text.clone() });
    }
    if let Some(charter) = charter {
        available(charter)?;
        events.push(EventBody::CharterSet(Charter { version: 1, ..charter.clone() }));
    }
    Ok(events)
}

pub(super) fn revise_challenge(
    state: &Deliberation,
    text: &TextRef,
) -> Result<Vec<EventBody>, Rejection> {
    let version = state.challenge.as_ref().map_or(0, |(version, _)| *version);
    let version = version.saturating_add(1);
    within("FRAMING_VERSIONS_MAX", FRAMING_VERSIONS_MAX as usize, version as usize)?;
    let revised = EventBody::ChallengeRevised { version, text: text.clone() };
    Ok(back_to_draft(state, revised))
}

pub(super) fn set_charter(
    state: &Deliberation,
    charter: &Charter,
) -> Result<Vec<EventBody>, Rejection> {
    available(charter)?;
    let version = state.charter.as_ref().map_or(0, |charter| charter.version);
    let version = version.saturating_add(1);
    within("FRAMING_VERSIONS_MAX", FRAMING_VERSIONS_MAX as usize, version as usize)?;
    let set = EventBody::CharterSet(Charter { version, ..charter.clone() });
    Ok(back_to_draft(state, set))
}

/// Only attributed stances can be kept so far; another promise must not be made.
fn available(charter: &Charter) -> Result<(), Rejection> {
    match charter.visibility {
        StanceVisibility::Attributed => Ok(()),
        StanceVisibility::Pseudonymous | StanceVisibility::Secret => {
            Err(Rejection::VisibilityNotAvailable)
        }
    }
}

/// What all accepted has changed, so they must be asked again.
fn back_to_draft(state: &Deliberation, change: EventBody) -> Vec<EventBody> {
    match state.phase {
        Phase::Ready => vec![change, EventBody::ReturnedToDraft],
        _ => vec![change],
    }
}

pub(super) fn add_party(
    state: &Deliberation,
    party: &PartyId,
    kind: PartyKind,
    display_name: &TextRef,
    affiliations: &[PartyId],
) -> Result<Vec<EventBody>, Rejection> {
    if state.parties.contains_key(party) {
        return Err(Rejection::IdTaken(party.to_string()));
    }
    within("PARTIES_MAX", PARTIES_MAX, state.parties.len() + 1)?;
    if let Some(unknown) = affiliations.iter().find(|id| !state.parties.contains_key(id)) {
        return Err(Rejection::PartyUnknown(unknown.clone()));
    }
    let added = EventBody::PartyAdded {
        party: party.clone(),
        kind,
        display_name: display_name.clone(),
        affiliations: affiliations.to_vec(),
    };
    Ok(back_to_draft(state, added))
}

/// What is known of a member: the name, and issuer and value of the external identity.
type Names = (Option<TextRef>, Option<(Box<str>, TextRef)>);

pub(super) fn add_member(
    state: &Deliberation,
    caller: &Caller,
    party: &PartyId,
    member: &MemberId,
    (display_name, identity): Names,
    spokesperson: bool,
) -> Result<Vec<EventBody>, Rejection> {
    let Some(listed) = state.parties.get(party) else {
        return Err(Rejection::PartyUnknown(party.clone()));
    };
    if listed.acted_alone {
        return Err(Rejection::MemberListFixed(party.clone()));
    }
    if spokesperson && listed.spokesperson.is_some() {
        return Err(Rejection::SpokespersonTaken(party.clone()));
    }
    let seated = MemberRef { party: party.clone(), member: Some(member.clone()) };
    if state.seat_of.contains_key(&seated) {
        return Err(Rejection::IdTaken(member.to_string()));
    }
    // An app vouches for its own members only: another issuer's would let that app act.
    let issuer = identity.as_ref().map(|(issuer, _)| issuer);
    if caller.role == Role::App && issuer.is_some() && issuer != caller.issuer.as_ref() {
        return Err(Rejection::MemberNotYours(seated));
    }
    let listed = state.seats.len().saturating_sub(state.parties.len());
    within("MEMBERS_MAX", MEMBERS_MAX, listed + 1)?;
    Ok(vec![EventBody::MemberAdded {
        party: party.clone(),
        member: member.clone(),
        display_name,
        identity,
        spokesperson,
    }])
}

pub(super) fn accept_charter(
    state: &Deliberation,
    caller: &Caller,
    member: &MemberRef,
    (charter, challenge): (u32, u32),
) -> Result<Vec<EventBody>, Rejection> {
    let own = seat_for(state, caller, member)?;
    let party = &state.parties[&member.party];
    if party.spokesperson.is_some_and(|spokesperson| spokesperson != own) {
        return Err(Rejection::SpokespersonRequired(member.party.clone()));
    }
    let (charter_now, challenge_now) = framing_versions(state)?;
    let stale = |what, given, current| Rejection::FramingStale { what, given, current };
    if charter != charter_now {
        return Err(stale("charter", charter, charter_now));
    }
    if challenge != challenge_now {
        return Err(stale("challenge", challenge, challenge_now));
    }
    if party.accepted == Some((charter, challenge)) {
        return Err(Rejection::AlreadyAccepted(member.party.clone()));
    }
    Ok(vec![EventBody::CharterAccepted {
        member: member.clone(),
        charter_version: charter,
        challenge_version: challenge,
    }])
}

pub(super) fn declare_ready(state: &Deliberation) -> Result<Vec<EventBody>, Rejection> {
    let (charter, challenge) = framing_versions(state)?;
    if state.parties.len() < 2 {
        return Err(Rejection::PartiesTooFew { count: state.parties.len() });
    }
    let missing: Vec<&str> = (state.parties.iter())
        .filter(|(_, party)| party.accepted != Some((charter, challenge)))
        .map(|(id, _)| id.as_str())
        .collect();
    if !missing.is_empty() {
        let count = missing.len();
        let mut parties = missing[..count.min(PARTIES_NAMED_MAX)].join(", ");
        if count > PARTIES_NAMED_MAX {
            parties.push_str(&format!(" and {} more", count - PARTIES_NAMED_MAX));
        }
        return Err(Rejection::CharterNotAccepted { count, parties, charter, challenge });
    }
    Ok(vec![EventBody::ReadyDeclared { charter_version: charter, challenge_version: challenge }])
}

/// The current versions of charter and challenge, both of which must be there.
fn framing_versions(state: &Deliberation) -> Result<(u32, u32), Rejection> {
    let charter = state.charter.as_ref().ok_or(Rejection::CharterMissing)?;
    let (challenge, _) = state.challenge.as_ref().ok_or(Rejection::ChallengeMissing)?;
    Ok((charter.version, *challenge))
}
