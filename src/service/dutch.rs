//! The refusals in plain Dutch, for the person behind the caller. The facts are those of the
//! English messages; only the words around them differ. The sentences are in the catalogue.

mod words;

use crate::analysis::sentences::{Language, say};
use crate::domain::rejection::Rejection;
use crate::engine::error::EngineError;
use crate::service::dutch::words::in_words;

/// Says in plain Dutch what the domain refuses and what to do about it.
pub(super) fn rejection(rejection: &Rejection) -> String {
    let values = values(rejection);
    say(&key(rejection), Language::Dutch, |slot| {
        let value = values.iter().find(|(name, _)| *name == slot);
        value.map(|(name, value)| in_words(name, value)).unwrap_or_default()
    })
}

/// Says in plain Dutch why the engine gives no result and what to do about it.
pub(super) fn engine(error: &EngineError) -> String {
    if let EngineError::Rejected(refused) = error {
        return rejection(refused);
    }
    let (key, numbers) = failure(error);
    say(key, Language::Dutch, |slot| {
        let number = numbers.iter().find(|(name, _)| *name == slot);
        number.map(|(_, number)| number.to_string()).unwrap_or_default()
    })
}

/// The key of a failure of the machine in the catalogue, and its numbers.
fn failure(error: &EngineError) -> (&'static str, Vec<(&'static str, u64)>) {
    match error {
        EngineError::RequestReused => ("refused.request_id_reused", vec![]),
        EngineError::Busy { most } => ("refused.busy", vec![("most", *most as u64)]),
        EngineError::OutcomeUnknown(_) => ("refused.outcome_unknown", vec![]),
        EngineError::NotWritten(_) => ("refused.not_written", vec![]),
        EngineError::StorageUnreadable(_) => ("refused.storage_unreadable", vec![]),
        EngineError::Unreadable(_) => ("refused.record_unreadable", vec![]),
        EngineError::NotReached { wanted, actual } => {
            ("refused.sequence_not_reached", vec![("wanted", *wanted), ("actual", *actual)])
        }
        EngineError::Rejected(_) | EngineError::Bug(_) => ("refused.internal", vec![]),
    }
}

/// The key in the catalogue: the reason, and what tells refusals with the same reason apart.
fn key(rejection: &Rejection) -> String {
    let apart = match rejection {
        Rejection::DeliberationExists => ".deliberation",
        Rejection::RoundUnknown { last: 0, .. } => ".none",
        Rejection::NothingToExtend => ".extension",
        Rejection::StillSealed { .. } => ".sealed",
        Rejection::FramingStale { .. } => ".framing",
        Rejection::NumberUnknown("promise", 0) => ".promise",
        Rejection::AlreadyCountersigned(..) => ".checkpoint",
        Rejection::AlreadyModerated => ".text",
        Rejection::DecisionPending(None) => ".untimed",
        _ => "",
    };
    format!("refused.{}{apart}", rejection.reason().to_ascii_lowercase())
}

/// The facts, and what a message says beyond them. A fact whose meaning depends on the refusal gets
/// a key of its own, so that the id of a body is never taken for the name of a role.
fn values(rejection: &Rejection) -> Vec<(&'static str, String)> {
    let mut values = rejection.facts();
    match rejection {
        Rejection::PhaseNotAllowed { command, .. } | Rejection::RoleNotAllowed { command, .. } => {
            values.push(("command", (*command).to_owned()));
        }
        Rejection::CharterNotAccepted { charter, challenge, .. } => {
            values.push(("charter", charter.to_string()));
            values.push(("challenge", challenge.to_string()));
        }
        Rejection::BodyNotCompetent { body, .. } => {
            rename(&mut values, "needed", "competent");
            values.push(("body", body.to_string()));
        }
        Rejection::BallotForm(..) => rename(&mut values, "needed", "form"),
        Rejection::OwnAct(_, act) => values.push(("act", (*act).to_owned())),
        Rejection::TermRunning(who, _) => values.push(("who", (*who).to_owned())),
        _ => {}
    }
    values
}

fn rename(values: &mut [(&'static str, String)], from: &str, to: &'static str) {
    for (key, _) in values.iter_mut().filter(|(key, _)| *key == from) {
        *key = to;
    }
}

#[cfg(test)]
mod tests;
