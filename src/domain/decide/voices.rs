//! How the log names whoever speaks where stances are hidden until the close (rule 4).

use crate::domain::act::Voice;
use crate::domain::caller::{Entry, Role};
use crate::domain::charter::StanceVisibility;
use crate::domain::event::EventBody;
use crate::domain::ids::{Credential, FreshPseudonym, MemberRef};
use crate::domain::round::CloseCause;
use crate::domain::state::Deliberation;

/// The credential in the place of one that would tell who a pseudonym is.
const NOBODY: &str = "pseudonymous";

/// The voice of a member, and the event that binds its pseudonym when it has none yet. A public
/// body is named.
pub(super) fn voice(
    state: &Deliberation,
    seat: u32,
    (member, fresh): (&MemberRef, FreshPseudonym),
) -> (Voice, Vec<EventBody>) {
    if state.stance_visibility() == StanceVisibility::Attributed {
        return (Voice::Named(member.clone()), Vec::new());
    }
    if state.is_public_body(&member.party) {
        return (Voice::PublicBody(member.clone()), Vec::new());
    }
    match state.pseudonyms.of(seat) {
        Some(known) => (Voice::Pseudonym(known.clone()), Vec::new()),
        None => {
            let (member, pseudonym) = (member.clone(), fresh.id());
            let voice = Voice::Pseudonym(pseudonym.clone());
            let round = state.last_round();
            (voice, vec![EventBody::PseudonymBound { member, pseudonym, round }])
        }
    }
}

/// Who entered an event, as its payload says it: behind a pseudonym no credential and no
/// difference between member, spokesperson and app may show. What the facilitator entered stays
/// recognisable as such.
pub(super) fn entry(body: &EventBody, entry: &Entry) -> Entry {
    let voice = match body {
        EventBody::StanceCast { voice, .. } => voice,
        EventBody::BallotCast(cast) => &cast.voice,
        EventBody::PulseGiven(given) => &given.voice,
        // What closes because everybody answered is public, and would tell who answered last.
        EventBody::RoundClosed { cause: CloseCause::EveryPartyAnswered, .. }
        | EventBody::RollPublished { .. } => {
            return Entry { evidence: None, ..unnamed(entry) };
        }
        _ => return entry.clone(),
    };
    match voice {
        Voice::Pseudonym(_) => unnamed(entry),
        Voice::Named(_) | Voice::PublicBody(_) => entry.clone(),
    }
}

fn unnamed(entry: &Entry) -> Entry {
    match entry.role {
        Role::Member | Role::Spokesperson | Role::App => Entry {
            role: Role::Member,
            credential: Credential::parse(NOBODY).expect("a literal of the right form"),
            ..entry.clone()
        },
        _ => entry.clone(),
    }
}
