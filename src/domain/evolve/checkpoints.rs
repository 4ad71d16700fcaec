//! Applies checkpoints: where they are, and which parties signed them.

use std::sync::Arc;

use crate::domain::act::CheckpointCause;
use crate::domain::event::{Event, EventBody};
use crate::domain::evolve::framing::note_alone;
use crate::domain::state::{Countersigned, Deliberation};

pub(super) fn apply(state: &mut Deliberation, event: &Event) {
    let sequence = state.sequence;
    if let Some(cause) = CheckpointCause::of(&event.body) {
        let round = state.last_round();
        Arc::make_mut(&mut state.checkpoints).marks.insert(sequence, (cause, round));
    }
    if let EventBody::CheckpointCountersigned(signed) = &event.body {
        note_alone(state, &signed.member);
        let own = Countersigned { signed: signed.clone(), at: event.at, sequence };
        let all = &mut Arc::make_mut(&mut state.checkpoints).countersigned;
        all.entry(signed.sequence).or_default().insert(signed.member.party.clone(), own);
    }
}
