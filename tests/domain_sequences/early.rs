//! What rules 2 to 4 say of hidden events, told a second time and held against the policy.

use beraad::domain::act::Voice;
use beraad::domain::caller::{Caller, Role};
use beraad::domain::charter::StanceVisibility;
use beraad::domain::event::{Event, EventBody};
use beraad::domain::ids::{Credential, MemberRef};
use beraad::domain::state::Deliberation;
use beraad::domain::visibility;

use crate::world::member;

const ROLES: [Role; 8] = [
    Role::Facilitator,
    Role::Member,
    Role::Spokesperson,
    Role::Clerk,
    Role::Observer,
    Role::Auditor,
    Role::Admin,
    Role::App,
];

fn readers() -> Vec<Caller> {
    let members = [None, Some(member("a", None)), Some(member("b", None))];
    let of = |role: Role| {
        members.clone().map(|member| Caller {
            role,
            credential: Credential::parse("reader").unwrap(),
            member,
            issuer: None,
        })
    };
    ROLES.into_iter().flat_map(of).collect()
}

/// Whose a hidden event is, and its round.
fn hidden(state: &Deliberation, event: &Event) -> Option<(Option<MemberRef>, u32)> {
    let of = |voice: &Voice| state.seat_of_voice(voice).and_then(|seat| state.member_at(seat));
    match &event.body {
        EventBody::StanceCast { voice, round, .. } => Some((of(voice), *round)),
        EventBody::BallotCast(cast) => Some((of(&cast.voice), cast.round)),
        EventBody::PulseGiven(given) => Some((of(&given.voice), given.round)),
        EventBody::PseudonymBound { member, round, .. } => Some((Some(member.clone()), *round)),
        _ => None,
    }
}

/// Before its round closes nobody but the member itself gets a stance, ballot, pulse or pseudonym;
/// an admin never, and of a secret one only auditors and the member afterwards.
pub fn nothing_shows(state: &Deliberation, log: &[Event]) {
    let visibility = state.stance_visibility();
    for event in log {
        let Some((whose, round)) = hidden(state, event) else {
            continue;
        };
        let named = visibility == StanceVisibility::Attributed;
        assert!(named || event.body.party().is_none(), "{:?}", event.body.kind());
        let over = state.round(round).is_some_and(|round| round.closed.is_some());
        for reader in readers() {
            let is_member = matches!(reader.role, Role::Member | Role::Spokesperson);
            let own = is_member && reader.member.is_some() && reader.member == whose;
            let shown = visibility::event(state, &reader, event).is_none();
            if !own && (!over || reader.role == Role::Admin) {
                assert!(!shown, "{:?} to {:?} in an open round", event.body.kind(), reader.role);
            }
            let secret = visibility == StanceVisibility::Secret;
            let public = event.body.kind() != "pseudonym_bound" && is_public(event);
            if secret && over && !own && reader.role != Role::Auditor && !public {
                assert!(!shown, "{:?} to {:?} in a secret one", event.body.kind(), reader.role);
            }
        }
    }
}

fn is_public(event: &Event) -> bool {
    let voice = match &event.body {
        EventBody::StanceCast { voice, .. } => voice,
        EventBody::BallotCast(cast) => &cast.voice,
        EventBody::PulseGiven(given) => &given.voice,
        _ => return false,
    };
    matches!(voice, Voice::PublicBody(_))
}
