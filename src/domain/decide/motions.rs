//! What changes once round 1 has opened, by the consent of every party (rules 6 and 15).

use crate::domain::act::{Motion, MotionConsent, MotionEnd, MotionSubject};
use crate::domain::charter::Charter;
use crate::domain::command::Command;
use crate::domain::decide::permission::speaks_for_party;
use crate::domain::decide::{framing, within};
use crate::domain::event::EventBody;
use crate::domain::limits::MOTIONS_MAX;
use crate::domain::rejection::Rejection;
use crate::domain::state::{Deliberation, MotionState};

pub(super) fn make(state: &Deliberation, motion: &Motion) -> Result<Vec<EventBody>, Rejection> {
    within("MOTIONS_MAX", MOTIONS_MAX, state.motions.len() + 1)?;
    let subject = match &motion.subject {
        MotionSubject::Charter(charter) => {
            MotionSubject::Charter(Box::new(next_charter(state, charter)?))
        }
        MotionSubject::Party(party) => {
            framing::can_enter(state, &party.party, &party.affiliations)?;
            MotionSubject::Party(party.clone())
        }
    };
    Ok(vec![EventBody::MotionMade(Motion { subject, reason: motion.reason.clone() })])
}

/// Scale and visibility stay: stances were given on them.
fn next_charter(state: &Deliberation, charter: &Charter) -> Result<Charter, Rejection> {
    let Some(now) = &state.charter else {
        return Err(Rejection::CharterMissing);
    };
    let core = |charter: &Charter| (charter.scale, charter.visibility, charter.lo_is_veto);
    if core(now) != core(charter) {
        return Err(Rejection::CharterCore);
    }
    framing::conclusive(charter)?;
    framing::parties_exist(state, charter)?;
    let version = framing::next_version(now.version)?;
    Ok(Charter { version, ..charter.clone() })
}

fn open(state: &Deliberation, number: u64) -> Result<&MotionState, Rejection> {
    let motion = state.motions.get(&number).ok_or(Rejection::NumberUnknown("motion", number))?;
    if motion.open { Ok(motion) } else { Err(Rejection::AlreadySettled("motion", number)) }
}

/// With the last consent the motion is carried, and what it changes follows at once.
pub(super) fn consent(
    state: &Deliberation,
    command: &Command,
    consent: &MotionConsent,
) -> Result<Vec<EventBody>, Rejection> {
    let motion = open(state, consent.motion)?;
    speaks_for_party(state, command, &consent.member)?;
    let party = &consent.member.party;
    if motion.consented.contains(party) {
        return Err(Rejection::AlreadyAccepted(party.clone()));
    }
    let mut events = vec![EventBody::MotionConsented(consent.clone())];
    let mut others = state.parties.keys().filter(|id| *id != party);
    if others.all(|id| motion.consented.contains(id)) {
        events.push(EventBody::MotionCarried { motion: consent.motion });
        events.push(effect(state, &motion.subject)?);
    }
    Ok(events)
}

/// The world may have changed while the parties thought it over, so the change is judged again.
fn effect(state: &Deliberation, subject: &MotionSubject) -> Result<EventBody, Rejection> {
    match subject {
        MotionSubject::Charter(charter) => {
            // Another motion may have taken the number that it was made with.
            Ok(EventBody::CharterSet(next_charter(state, charter)?))
        }
        MotionSubject::Party(new) => {
            framing::can_enter(state, &new.party, &new.affiliations)?;
            Ok(EventBody::PartyAdded {
                party: new.party.clone(),
                kind: new.kind,
                display_name: new.display_name.clone(),
                affiliations: new.affiliations.clone(),
            })
        }
    }
}

pub(super) fn end(state: &Deliberation, end: &MotionEnd) -> Result<Vec<EventBody>, Rejection> {
    open(state, end.motion)?;
    Ok(vec![EventBody::MotionEnded(end.clone())])
}
