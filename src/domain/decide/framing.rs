//! Framing: the challenge, the charter and the party list, until every party accepts.

use crate::domain::act::{Affiliations, ChallengeRating, NewParty, WorkingGroup};
use crate::domain::caller::{Caller, Role};
use crate::domain::charter::{Admission, AuthorityRole, Charter, Partition, Rule};
use crate::domain::command::Command;
use crate::domain::decide::contributions::days_after;
use crate::domain::decide::permission::{seat_for, speaks_for_party};
use crate::domain::decide::stances::on_scale;
use crate::domain::decide::within;
use crate::domain::event::EventBody;
use crate::domain::ids::{MemberId, MemberRef, PartyId, TextRef, Timestamp};
use crate::domain::limits::{FRAMING_VERSIONS_MAX, GROUPS_MAX, MEMBERS_MAX, PARTIES_MAX};
use crate::domain::party::{Party, PartyKind};
use crate::domain::rejection::Rejection;
use crate::domain::state::{Deliberation, Phase};

/// Parties named in a refusal before it says how many more there are.
const PARTIES_NAMED_MAX: usize = 10;

/// A deliberation can be started by any party, in its own name.
pub(super) fn create(
    command: &Command,
    title: &TextRef,
    challenge: Option<&TextRef>,
    charter: Option<&Charter>,
    (initiator, engaged_by): (Option<&NewParty>, Option<&TextRef>),
) -> Result<Vec<EventBody>, Rejection> {
    let caller = &command.caller;
    if matches!(caller.role, Role::Member | Role::Spokesperson) {
        let own = caller.member.as_ref().map(|member| &member.party);
        if own.is_none() || own != initiator.map(|party| &party.party) {
            return Err(Rejection::InitiatorNotYou);
        }
    }
    let mut events = vec![EventBody::DeliberationCreated {
        title: title.clone(),
        initiator: initiator.map(|party| party.party.clone()),
        engaged_by: engaged_by.cloned(),
    }];
    if let Some(text) = challenge {
        events.push(EventBody::ChallengeRevised { version: 1, text: text.clone() });
    }
    if let Some(charter) = charter {
        conclusive(charter)?;
        events.push(EventBody::CharterSet(Charter { version: 1, ..charter.clone() }));
    }
    if let Some(party) = initiator {
        // There is no other party yet that it could have a tie with.
        if let Some(tie) = party.affiliations.first() {
            return Err(Rejection::PartyUnknown(tie.clone()));
        }
        events.push(EventBody::PartyAdded {
            party: party.party.clone(),
            kind: party.kind,
            display_name: party.display_name.clone(),
            affiliations: Vec::new(),
        });
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
    conclusive(charter)?;
    let version = next_version(state.charter.as_ref().map_or(0, |charter| charter.version))?;
    Ok(back_to_draft(state, EventBody::CharterSet(Charter { version, ..charter.clone() })))
}

/// The version after this one.
pub(super) fn next_version(version: u32) -> Result<u32, Rejection> {
    let version = version.saturating_add(1);
    within("FRAMING_VERSIONS_MAX", FRAMING_VERSIONS_MAX as usize, version as usize)?;
    Ok(version)
}

/// Without a ballot round a deliberation concludes over stances, which only two rules can do.
pub(super) fn conclusive(charter: &Charter) -> Result<(), Rejection> {
    match charter.decision.rule {
        Rule::Consent | Rule::SupermajorityFloor => Ok(()),
        other => Err(Rejection::RuleNeedsBallots(other)),
    }
}

/// Every party that the charter names takes part.
pub(super) fn parties_exist(state: &Deliberation, charter: &Charter) -> Result<(), Rejection> {
    let groups = charter.working_groups.iter().flat_map(|group| &group.parties);
    let partition = match &charter.decision.partition {
        Partition::Declared(groups) => groups.as_slice(),
        Partition::Kind | Partition::Whole => &[],
    };
    let partition = partition.iter().flat_map(|group| &group.parties);
    let authority = charter.authority.iter().map(|authority| &authority.party);
    authority.chain(groups).chain(partition).try_for_each(|party| known_party(state, party))
}

pub(super) fn known_party(state: &Deliberation, party: &PartyId) -> Result<(), Rejection> {
    match state.parties.contains_key(party) {
        true => Ok(()),
        false => Err(Rejection::PartyUnknown(party.clone())),
    }
}

/// What all accepted has changed, so they must be asked again.
pub(super) fn back_to_draft(state: &Deliberation, change: EventBody) -> Vec<EventBody> {
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
    can_enter(state, party, affiliations)?;
    if state.frozen() {
        match state.charter.as_ref().map(|charter| charter.admission) {
            Some(Admission::ByFacilitator) => {}
            Some(Admission::ByConsent) => return Err(Rejection::AdmissionByConsent),
            Some(Admission::Closed) | None => return Err(Rejection::AdmissionClosed),
        }
    }
    let added = EventBody::PartyAdded {
        party: party.clone(),
        kind,
        display_name: display_name.clone(),
        affiliations: affiliations.to_vec(),
    };
    Ok(back_to_draft(state, added))
}

/// Whether a party of this id and with these ties can be added.
pub(super) fn can_enter(
    state: &Deliberation,
    party: &PartyId,
    affiliations: &[PartyId],
) -> Result<(), Rejection> {
    if state.parties.contains_key(party) {
        return Err(Rejection::IdTaken(party.to_string()));
    }
    within("PARTIES_MAX", PARTIES_MAX, state.parties.len() + 1)?;
    affiliations.iter().try_for_each(|tie| known_party(state, tie))
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
    if state.seats.of(&seated).is_some() {
        return Err(Rejection::IdTaken(member.to_string()));
    }
    // An app vouches for its own members only: another issuer's would let that app act.
    let issuer = identity.as_ref().map(|(issuer, _)| issuer);
    if caller.role == Role::App && issuer.is_some() && issuer != caller.issuer.as_ref() {
        return Err(Rejection::MemberNotYours(seated));
    }
    let listed = (state.seats.len() as usize).saturating_sub(state.parties.len());
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
    command: &Command,
    member: &MemberRef,
    (charter, challenge): (u32, u32),
) -> Result<Vec<EventBody>, Rejection> {
    speaks_for_party(state, command, member)?;
    let party = &state.parties[&member.party];
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

/// Every party accepted. Of a facilitating authority in an initiative the silence is recorded when
/// its term has passed, and does not block.
pub(super) fn declare_ready(
    state: &Deliberation,
    now: Timestamp,
) -> Result<Vec<EventBody>, Rejection> {
    let (charter, challenge) = framing_versions(state)?;
    if state.parties.len() < 2 {
        return Err(Rejection::PartiesTooFew { count: state.parties.len() });
    }
    if let Some(charter) = &state.charter {
        parties_exist(state, charter)?;
    }
    let accepted = |party: &Party| party.accepted == Some((charter, challenge));
    let waiting = state.parties.iter().filter(|(_, party)| !accepted(party)).map(|(id, _)| id);
    let (silent, missing): (Vec<&PartyId>, Vec<&PartyId>) =
        waiting.partition(|id| may_be_silent(state, id, now));
    if !missing.is_empty() {
        let names: Vec<&str> = missing.into_iter().map(PartyId::as_str).collect();
        let (count, parties) = (names.len(), named(&names));
        return Err(Rejection::CharterNotAccepted { count, parties, charter, challenge });
    }
    Ok(vec![EventBody::ReadyDeclared {
        charter_version: charter,
        challenge_version: challenge,
        silent: silent.into_iter().cloned().collect(),
    }])
}

/// Whether this is a facilitating authority that let its term to accept pass.
fn may_be_silent(state: &Deliberation, party: &PartyId, now: Timestamp) -> bool {
    let Some(charter) = &state.charter else {
        return false;
    };
    let facilitates = charter.authority.as_ref().is_some_and(|authority| {
        authority.party == *party && authority.role == AuthorityRole::Facilitating
    });
    let initiative = state.initiator.as_ref().is_some_and(|initiator| initiator != party);
    let until = charter.terms.accept_days.map(|days| days_after(state.charter_set, days));
    facilitates && initiative && until.is_some_and(|until| until <= now)
}

/// Names of parties as a refusal tells them: the first few, and how many more there are.
pub(super) fn named(parties: &[&str]) -> String {
    let mut names = parties[..parties.len().min(PARTIES_NAMED_MAX)].join(", ");
    if parties.len() > PARTIES_NAMED_MAX {
        names.push_str(&format!(" and {} more", parties.len() - PARTIES_NAMED_MAX));
    }
    names
}

/// A party's view of the wording, before all accept it.
pub(super) fn rate_challenge(
    state: &Deliberation,
    command: &Command,
    rating: &ChallengeRating,
) -> Result<Vec<EventBody>, Rejection> {
    seat_for(state, command, &rating.member)?;
    let (_, current) = framing_versions(state)?;
    if rating.version != current {
        let given = rating.version;
        return Err(Rejection::FramingStale { what: "challenge", given, current });
    }
    on_scale(state, rating.answer)?;
    Ok(vec![EventBody::ChallengeRated(rating.clone())])
}

/// The party says so itself, or the facilitator says what everybody can see.
pub(super) fn declare_affiliations(
    state: &Deliberation,
    command: &Command,
    ties: &Affiliations,
) -> Result<Vec<EventBody>, Rejection> {
    known_party(state, &ties.party)?;
    ties.affiliations.iter().try_for_each(|tie| known_party(state, tie))?;
    let own = match command.caller.role {
        Role::Member | Role::Spokesperson | Role::App => {
            let mut members = members_of(state, &ties.party);
            members.any(|member| seat_for(state, command, &member).is_ok())
        }
        _ => true,
    };
    if !own {
        return Err(Rejection::NotTheAuthor(format!("the ties of party {}", ties.party)));
    }
    if ties.affiliations.contains(&ties.party) {
        return Err(Rejection::OwnAct(ties.party.clone(), "declare a tie with"));
    }
    Ok(vec![EventBody::AffiliationsDeclared(ties.clone())])
}

/// The members of a party that can act, or the party itself.
fn members_of(state: &Deliberation, party: &PartyId) -> impl Iterator<Item = MemberRef> {
    let seats = state.parties.get(party).map_or(&[][..], Party::seats);
    seats.iter().filter_map(|seat| state.member_at(*seat))
}

pub(super) fn form_group(
    state: &Deliberation,
    group: &WorkingGroup,
) -> Result<Vec<EventBody>, Rejection> {
    let charter = state.charter.as_ref();
    let named = charter.is_some_and(|c| c.working_groups.iter().any(|g| g.group == group.group));
    if named || state.groups.contains_key(&group.group) {
        return Err(Rejection::IdTaken(group.group.to_string()));
    }
    within("GROUPS_MAX", GROUPS_MAX, state.groups.len() + 1)?;
    group.parties.iter().try_for_each(|party| known_party(state, party))?;
    Ok(vec![EventBody::WorkingGroupFormed(group.clone())])
}

/// The current versions of charter and challenge, both of which must be there.
fn framing_versions(state: &Deliberation) -> Result<(u32, u32), Rejection> {
    let charter = state.charter.as_ref().ok_or(Rejection::CharterMissing)?;
    let (challenge, _) = state.challenge.as_ref().ok_or(Rejection::ChallengeMissing)?;
    Ok((charter.version, *challenge))
}
