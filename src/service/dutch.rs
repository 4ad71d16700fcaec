//! The refusals in plain Dutch, for the person behind the caller. The facts are those of the
//! English messages; only the words around them differ.

mod sentences;
mod words;

use crate::domain::rejection::Rejection;
use crate::engine::error::EngineError;
use crate::service::dutch::sentences::template;
use crate::service::dutch::words::in_words;

/// Says in one Dutch sentence what the domain refuses and what to do about it.
pub(super) fn rejection(rejection: &Rejection) -> String {
    let mut sentence = template(rejection).to_owned();
    for (key, value) in values(rejection) {
        sentence = sentence.replace(&format!("{{{key}}}"), &in_words(key, &value));
    }
    sentence
}

/// Says in one Dutch sentence why the engine gives no result and what to do about it.
pub(super) fn engine(error: &EngineError) -> String {
    match error {
        EngineError::Rejected(refused) => rejection(refused),
        EngineError::RequestReused => "Dit aanvraagnummer (request_id) hoort al bij een andere \
             aanvraag; gebruik een nieuw nummer voor een nieuwe aanvraag."
            .to_owned(),
        EngineError::Busy { most } => format!(
            "Het is nu te druk in dit beraad: er kunnen hoogstens {most} aanvragen wachten; \
             probeer het later opnieuw."
        ),
        EngineError::OutcomeUnknown(_) => "Het is niet zeker of dit is opgeslagen; stuur het \
             opnieuw met hetzelfde aanvraagnummer (request_id)."
            .to_owned(),
        EngineError::NotWritten(_) => "Dit kon niet worden opgeslagen en er is niets veranderd; \
             probeer het later opnieuw."
            .to_owned(),
        EngineError::StorageUnreadable(_) => "De opslag is nu niet te lezen en er is niets \
             veranderd; probeer het later opnieuw."
            .to_owned(),
        EngineError::Unreadable(_) => "Iets wat is opgeslagen, is niet te lezen; meld dit bij de \
             beheerder en noem het incidentnummer."
            .to_owned(),
        EngineError::NotReached { wanted, actual } => format!(
            "Volgnummer {wanted} is er nog niet, het laatste is {actual}; probeer het opnieuw."
        ),
        EngineError::Bug(_) => "Er ging iets mis in de dienst; meld dit bij de beheerder en noem \
             het incidentnummer."
            .to_owned(),
    }
}

/// That a caller has as much under way as it may have.
pub(super) fn crowded(most: usize) -> String {
    format!(
        "U hebt al {most} aanvragen tegelijk lopen en meer kan niet; wacht tot er een klaar is."
    )
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
