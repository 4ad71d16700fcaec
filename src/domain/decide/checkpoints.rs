//! Countersigning checkpoints: once for each party, and in the name of the party.

use crate::domain::act::Countersignature;
use crate::domain::command::Command;
use crate::domain::decide::permission::speaks_for_party;
use crate::domain::decide::within;
use crate::domain::event::EventBody;
use crate::domain::limits::RECORDS_MAX;
use crate::domain::rejection::Rejection;
use crate::domain::state::Deliberation;

/// Where commits end, and whether a signature holds, was checked before this is asked: what is
/// judged here is whether there is a checkpoint, and whether the party signed it before.
pub(super) fn countersign(
    state: &Deliberation,
    command: &Command,
    signed: &Countersignature,
) -> Result<Vec<EventBody>, Rejection> {
    speaks_for_party(state, command, &signed.member)?;
    let at = signed.sequence;
    let first = state.checkpoints.marks.keys().next();
    if at > state.sequence || first.is_none_or(|first| *first > at) {
        return Err(Rejection::NumberUnknown("checkpoint", at));
    }
    let party = signed.member.party.clone();
    let signatures = state.checkpoints.countersigned.get(&at);
    let before = signatures.and_then(|signatures| signatures.get(&party));
    // What was entered for a party and contested by it does not use up its one signature.
    if before.is_some_and(|before| !state.is_contested(before.sequence)) {
        return Err(Rejection::AlreadyCountersigned(party, at));
    }
    within("RECORDS_MAX", RECORDS_MAX, state.checkpoints.signatures() + 1)?;
    Ok(vec![EventBody::CheckpointCountersigned(signed.clone())])
}
