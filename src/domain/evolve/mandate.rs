//! Applies what deciding bodies promise, limit, deliver and acknowledge.

use std::sync::Arc;

use crate::domain::act::{Promise, Term};
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::Timestamp;
use crate::domain::state::{
    AcknowledgementState, Deliberation, Mandate, PreconditionState, PromiseState, ProvisionState,
};

pub(super) fn apply(state: &mut Deliberation, event: &Event) {
    let (sequence, at, late) = (state.sequence, event.at, state.frozen());
    match &event.body {
        EventBody::PromiseMade(made) => promise(edit(state), made, sequence, at),
        EventBody::PromiseWithdrawn(withdrawal) => {
            edit(state).withdrawals.push(sequence);
            if let Some(promise) = edit(state).promises.get_mut(&withdrawal.body) {
                promise.withdrawn = true;
            }
        }
        EventBody::PreconditionDeclared(declared) => {
            let precondition = PreconditionState { precondition: declared.clone(), at, late };
            edit(state).preconditions.insert(sequence, precondition);
        }
        EventBody::ProvisionDeclared(declared) => {
            let provision =
                ProvisionState { provision: declared.clone(), at, kept: None, settled: 0 };
            edit(state).provisions.insert(sequence, provision);
        }
        EventBody::ProvisionSettled(settled) => {
            if let Some(provision) = edit(state).provisions.get_mut(&settled.provision) {
                (provision.kept, provision.settled) = (Some(settled.kept), sequence);
            }
        }
        EventBody::ConsequencesAcknowledged(word) => {
            let word =
                AcknowledgementState { acknowledgement: word.clone(), sequence, lapsed: false };
            let body = word.acknowledgement.body.clone();
            edit(state).acknowledgements.insert(body, word);
        }
        EventBody::ConsequencesChecked(check) => {
            edit(state).checks.insert(sequence, (check.clone(), at));
        }
        EventBody::TermPassed { term: Term::Office(body), .. } => {
            if let Some(word) = edit(state).acknowledgements.get_mut(body) {
                word.lapsed = true;
            }
        }
        _ => {}
    }
}

fn edit(state: &mut Deliberation) -> &mut Mandate {
    Arc::make_mut(&mut state.mandate)
}

fn promise(mandate: &mut Mandate, made: &Promise, sequence: u64, at: Timestamp) {
    let first_level = mandate.promises.get(&made.body).map_or(made.level, |old| old.first_level);
    let promise =
        PromiseState { promise: made.clone(), sequence, at, first_level, withdrawn: false };
    mandate.levels.push((sequence, made.body.clone(), made.level));
    mandate.promises.insert(made.body.clone(), promise);
}
