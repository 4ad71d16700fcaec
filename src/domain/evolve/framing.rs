//! Applies framing: challenge, charter, parties, members, motions.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::event::{Event, EventBody};
use crate::domain::ids::{MemberId, MemberRef, PartyId, TextRef, Timestamp};
use crate::domain::party::{Party, PartyKind, Seat};
use crate::domain::state::{Deliberation, MotionState, Phase};

pub(super) fn apply(state: &mut Deliberation, event: &Event) {
    match &event.body {
        EventBody::DeliberationCreated { title, initiator, engaged_by } => {
            state.title = Some(title.clone());
            state.initiator.clone_from(initiator);
            state.engaged_by.clone_from(engaged_by);
        }
        EventBody::ChallengeRevised { version, text } => {
            state.challenge = Some((*version, text.clone()));
            asked_anew(state, event.at);
        }
        EventBody::CharterSet(charter) => {
            state.charter = Some(Arc::new(charter.clone()));
            asked_anew(state, event.at);
            carried_charter(state, charter.version);
        }
        EventBody::PartyAdded { party, kind, display_name, affiliations } => {
            add_party(state, party, *kind, display_name, affiliations);
            if state.authority() == Some(party) {
                asked_anew(state, event.at);
            }
        }
        EventBody::MemberAdded { party, member, display_name, identity, spokesperson } => {
            let names = (display_name.clone(), identity.clone());
            add_member(state, party, member, names, *spokesperson);
        }
        EventBody::CharterAccepted { member, charter_version, challenge_version } => {
            note_alone(state, member);
            if let Some(party) = state.parties.get_mut(&member.party) {
                party.accepted = Some((*charter_version, *challenge_version));
            }
        }
        EventBody::ChallengeRated(rating) => {
            note_alone(state, &rating.member);
            let parties = &mut state.parties;
            if let Some(party) = parties.get_mut(&rating.member.party) {
                party.challenge_rating = Some((rating.version, rating.answer));
            }
        }
        EventBody::AffiliationsDeclared(ties) => {
            if let Some(party) = state.parties.get_mut(&ties.party) {
                party.affiliations.clone_from(&ties.affiliations);
            }
        }
        EventBody::WorkingGroupFormed(group) => {
            Arc::make_mut(&mut state.groups).insert(group.group.clone(), group.clone());
        }
        // What every party accepts together has changed, so all are asked again (rule 6).
        EventBody::PromiseMade(_)
        | EventBody::PromiseWithdrawn(_)
        | EventBody::PreconditionDeclared(_)
        | EventBody::ProvisionDeclared(_) => void_acceptances(state, event.at),
        _ => motion(state, event),
    }
}

fn motion(state: &mut Deliberation, event: &Event) {
    let sequence = state.sequence;
    match &event.body {
        EventBody::MotionMade(motion) => {
            let made = MotionState {
                subject: motion.subject.clone(),
                reason: motion.reason.clone(),
                at: event.at,
                consented: BTreeSet::new(),
                open: true,
                carried: false,
            };
            Arc::make_mut(&mut state.motions).insert(sequence, made);
        }
        EventBody::MotionConsented(consent) => {
            note_alone(state, &consent.member);
            if let Some(motion) = Arc::make_mut(&mut state.motions).get_mut(&consent.motion) {
                motion.consented.insert(consent.member.party.clone());
            }
        }
        EventBody::MotionCarried { motion } => {
            if let Some(motion) = Arc::make_mut(&mut state.motions).get_mut(motion) {
                (motion.open, motion.carried) = (false, true);
            }
        }
        EventBody::MotionEnded(end) => {
            if let Some(motion) = Arc::make_mut(&mut state.motions).get_mut(&end.motion) {
                motion.open = false;
            }
        }
        _ => {}
    }
}

/// The term to accept runs from the moment at which there was this to accept, and somebody to
/// accept it: who has been asked only now has not been silent yet.
fn asked_anew(state: &mut Deliberation, at: Timestamp) {
    state.charter_set = at;
}

/// Once round 1 has opened a charter changes by the consent of every party alone, and who
/// consented to it has accepted it.
fn carried_charter(state: &mut Deliberation, version: u32) {
    if state.frozen() {
        let challenge = state.challenge.as_ref().map_or(0, |(version, _)| *version);
        accepted_by_all(state, Some((version, challenge)));
    }
}

fn accepted_by_all(state: &mut Deliberation, accepted: Option<(u32, u32)>) {
    let parties = state.parties.iter();
    let parties = parties.map(|(id, party)| (id.clone(), Party { accepted, ..party.clone() }));
    state.parties = parties.collect();
}

/// Before round 1 a change of the mandate asks every party again.
fn void_acceptances(state: &mut Deliberation, at: Timestamp) {
    if !matches!(state.phase, Phase::Draft | Phase::Ready) {
        return;
    }
    asked_anew(state, at);
    if state.parties.values().any(|party| party.accepted.is_some()) {
        accepted_by_all(state, None);
    }
}

/// A party that acts as its own only member can list no members afterwards.
pub(super) fn note_alone(state: &mut Deliberation, member: &MemberRef) {
    let first = |state: &Deliberation| {
        let party = state.parties.get(&member.party);
        member.member.is_none() && party.is_some_and(|party| !party.acted_alone)
    };
    if first(state)
        && let Some(party) = state.parties.get_mut(&member.party)
    {
        party.acted_alone = true;
    }
}

fn add_party(
    state: &mut Deliberation,
    id: &PartyId,
    kind: PartyKind,
    display_name: &TextRef,
    affiliations: &[PartyId],
) {
    let index = state.parties.len() as u32;
    let own_seat = state.seats.push(Seat {
        party: id.clone(),
        party_index: index,
        member: None,
        display_name: None,
        identity: None,
    });
    let party = Party {
        index,
        kind,
        display_name: display_name.clone(),
        affiliations: affiliations.to_vec(),
        members: Vec::new(),
        own_seat,
        acted_alone: false,
        spokesperson: None,
        accepted: None,
        challenge_rating: None,
        entered_after: state.last_round(),
    };
    state.parties.insert(id.clone(), party);
}

fn add_member(
    state: &mut Deliberation,
    party_id: &PartyId,
    member: &MemberId,
    (display_name, identity): (Option<TextRef>, Option<(Box<str>, TextRef)>),
    spokesperson: bool,
) {
    let seat = state.seats.len();
    let Some(party) = state.parties.get_mut(party_id) else {
        return;
    };
    party.members.push(seat);
    if spokesperson {
        party.spokesperson = Some(seat);
    }
    state.seats.push(Seat {
        party: party_id.clone(),
        party_index: party.index,
        member: Some(member.clone()),
        display_name,
        identity,
    });
}
