//! Applies rounds: opened, closed, tallied, concluded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::act::{Ballot, ConsentStance};
use crate::domain::event::{Event, EventBody, TallyRecord};
use crate::domain::ids::{ItemVersion, Timestamp};
use crate::domain::round::{Activity, CloseCause};
use crate::domain::state::{
    Closed, Columns, Deliberation, ObjectionOf, ObjectionState, OutcomeState, Round,
};
use crate::domain::visibility::voice_of;

pub(super) fn apply(state: &mut Deliberation, event: &Event) {
    match &event.body {
        EventBody::RoundOpened { plan, .. } => state.rounds.push(Arc::new(Round {
            plan: Arc::new(plan.clone()),
            opened: event.at,
            opened_by: state.sequence,
            closed: None,
            columns: Columns::default(),
            ballots: BTreeMap::new(),
            pulses: Arc::default(),
            figures: None,
            figures_at: 0,
        })),
        EventBody::RoundClosed { round, cause } => {
            close(state, *round, *cause, event.at);
            show_objections(state, *round, event.at);
        }
        EventBody::FiguresRecorded(record) => record_figures(state, record, event.at),
        EventBody::ConclusionCalled { .. } => state.concluded_at = Some(state.sequence),
        _ => {}
    }
}

/// What could be rated at the close is what the figures are about: the agenda of that moment, and
/// whatever was rated before a later version took its place.
fn close(state: &mut Deliberation, round: u32, cause: CloseCause, at: Timestamp) {
    let rateable: BTreeSet<ItemVersion> = state.rateable().collect();
    let (sequence, seats) = (state.sequence, state.seats.len());
    let Some(round) = state.round_mut(round) else {
        return;
    };
    let mut agenda = BTreeSet::new();
    if round.plan.activities.contains(&Activity::Rate) {
        agenda.extend(rateable);
        agenda.extend(round.columns.iter().map(|(on, _)| on.clone()));
    }
    let agenda = Arc::new(agenda.into_iter().collect());
    round.closed = Some(Closed { at, cause, sequence, agenda, seats });
}

/// Objections that were given as ballots are public from the close on, under the number of the
/// ballot. One without a reason is a concern.
fn show_objections(state: &mut Deliberation, number: u32, at: Timestamp) {
    let Some(round) = state.round(number) else {
        return;
    };
    let mut shown = Vec::new();
    for column in round.ballots.values() {
        for (seat, cell) in column.cells.iter() {
            let (Ballot::Consent { option, stance, reason: Some(reason) }, origin) = cell else {
                continue;
            };
            if *stance == ConsentStance::Objection {
                let Some(voice) = voice_of(state, seat) else {
                    continue;
                };
                let (on, reason) = (option.clone(), reason.clone());
                let from = ObjectionOf::Ballot { on, voice, seat, reason, round: number };
                shown.push((origin.sequence, from));
            }
        }
    }
    if !shown.is_empty() {
        let objections = &mut state.objections;
        for (sequence, objection) in shown {
            let shown = ObjectionState { objection, at, upheld: false, end: None, since: (0, 0) };
            objections.insert(sequence, shown);
        }
    }
}

fn record_figures(state: &mut Deliberation, record: &TallyRecord, at: Timestamp) {
    if let Some(outcome) = &record.outcome {
        let outcome = OutcomeState {
            sequence: state.sequence,
            at,
            round: record.round,
            conclusion: record.conclusion,
            outcome: Arc::new(outcome.clone()),
        };
        Arc::make_mut(&mut state.verdict).outcome = Some(outcome);
    }
    let (record, sequence) = (Arc::new(record.clone()), state.sequence);
    if record.conclusion {
        state.conclusion = Some(record);
    } else if let Some(round) = state.round_mut(record.round) {
        (round.figures, round.figures_at) = (Some(record), sequence);
    }
}
