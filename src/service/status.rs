//! Where a failure becomes a gRPC status: three kinds of error, one match, no wildcard arm.

use std::collections::HashMap;
use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::analysis::sentences;
use crate::domain::rejection::{Rejection, RejectionKind};
use crate::engine::error::EngineError;
use crate::service::dutch;
use crate::service::failure::{Failure, Violation};
use crate::service::language::Language;

/// The domain of every `ErrorInfo`.
const DOMAIN: &str = "beraad";
/// Bytes that violations take in the headers of one answer as a text for people, and in its
/// details; a batch can break thousands of rules. Clients take headers of 8 kB, and some drop what
/// is larger by chance.
const VIOLATIONS_TEXT_BYTES_MAX: usize = 2_400;
const VIOLATIONS_DETAILS_BYTES_MAX: usize = 4_400;
/// How long a caller waits before it tries again, unless it backs off more.
const RETRY_AFTER: Duration = Duration::from_millis(200);

/// The status of a failure, in the caller's language where it speaks to people.
pub(super) fn of(failure: Failure, language: Language) -> Status {
    match failure {
        Failure::Invalid(violations) => invalid("INVALID_REQUEST", violations),
        Failure::Caller(violation) => invalid("CALLER_INVALID", vec![violation]),
        Failure::Crowded { name, most } => crowded(name, most, language),
        Failure::Engine(error) => engine(&error, language),
    }
}

fn invalid(reason: &str, violations: Vec<Violation>) -> Status {
    let mut details = ErrorDetails::new();
    let (mut lines, mut facts) = (Vec::new(), HashMap::new());
    let (total, mut in_text, mut in_details) = (violations.len(), 0, 0);
    for Violation { field, description } in violations {
        let line = format!("{field}: {description}");
        // Around the text of a violation there are some bytes more.
        in_details += in_base64(line.len() + 8);
        // The details hold the text once more.
        in_text += escaped(&line) + in_base64(line.len());
        let is_first = lines.is_empty();
        if in_details > VIOLATIONS_DETAILS_BYTES_MAX && !is_first {
            facts.insert("violations".to_owned(), total.to_string());
            break;
        }
        if in_text <= VIOLATIONS_TEXT_BYTES_MAX || is_first {
            lines.push(line);
        }
        details.add_bad_request_violation(field, description);
    }
    if lines.len() < total {
        lines.push(format!("and {} more", total - lines.len()));
    }
    details.set_error_info(reason, DOMAIN, facts);
    let message = lines.join("; ");
    Status::with_error_details(Code::InvalidArgument, message, details)
}

/// Bytes of a text in a header: what is no plain letter takes three.
fn escaped(text: &str) -> usize {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"#<>`?{}%".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { 1 } else { 3 }).sum()
}

fn in_base64(bytes: usize) -> usize {
    bytes * 4 / 3
}

fn crowded(name: &str, most: usize, language: Language) -> Status {
    let said = |language| {
        sentences::say("refused.caller_busy", language, |slot| match slot {
            "name" => name.to_owned(),
            _ => most.to_string(),
        })
    };
    let text = said(sentences::Language::English);
    let spoken = match language {
        Language::English => text.clone(),
        Language::Dutch => said(sentences::Language::Dutch),
    };
    let facts = [("name".to_owned(), name.to_owned()), ("limit".to_owned(), most.to_string())];
    let mut details = ErrorDetails::new();
    details.set_error_info("CALLER_BUSY", DOMAIN, facts).set_retry_info(Some(RETRY_AFTER));
    details.add_quota_failure_violation(name, text.clone());
    details.set_localized_message(language.tag(), spoken);
    Status::with_error_details(Code::ResourceExhausted, text, details)
}

fn engine(error: &EngineError, language: Language) -> Status {
    let mut details = ErrorDetails::new();
    let spoken = match language {
        Language::English => error.to_string(),
        Language::Dutch => dutch::engine(error),
    };
    details.set_localized_message(language.tag(), spoken);
    let code = match error {
        EngineError::Rejected(rejection) => refused(rejection, &mut details),
        EngineError::RequestReused => {
            details.set_error_info("REQUEST_ID_REUSED", DOMAIN, []);
            Code::FailedPrecondition
        }
        EngineError::Busy { most } => {
            let facts = [("limit".to_owned(), most.to_string())];
            details.set_error_info("BUSY", DOMAIN, facts).set_retry_info(Some(RETRY_AFTER));
            Code::ResourceExhausted
        }
        EngineError::OutcomeUnknown(_) => again("OUTCOME_UNKNOWN", &mut details),
        EngineError::NotWritten(_) => again("NOT_WRITTEN", &mut details),
        EngineError::StorageUnreadable(_) => {
            tracing::error!(error = ?error, "the storage cannot be read");
            again("STORAGE_UNREADABLE", &mut details)
        }
        EngineError::NotReached { wanted, actual } => {
            let facts = [("expected", wanted), ("actual", actual)];
            let facts = facts.map(|(key, value)| (key.to_owned(), value.to_string()));
            details.set_error_info("SEQUENCE_NOT_REACHED", DOMAIN, facts);
            details.set_retry_info(Some(RETRY_AFTER));
            Code::Unavailable
        }
        EngineError::Unreadable(_) => incident("RECORD_UNREADABLE", error, &mut details),
        EngineError::Bug(_) => incident("INTERNAL", error, &mut details),
    };
    Status::with_error_details(code, error.to_string(), details)
}

/// What another try may mend.
fn again(reason: &str, details: &mut ErrorDetails) -> Code {
    details.set_error_info(reason, DOMAIN, []);
    details.set_retry_info(Some(RETRY_AFTER));
    Code::Unavailable
}

/// What the domain refuses, with its facts and the detail that fits its kind.
fn refused(rejection: &Rejection, details: &mut ErrorDetails) -> Code {
    let facts = rejection.facts();
    let text = rejection.to_string();
    let fact = |name: &str| {
        let found = facts.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let reason = rejection.reason();
    let code = match rejection.kind() {
        RejectionKind::Unknown | RejectionKind::Exists => {
            let subject = facts.first().map_or(("deliberation", String::new()), Clone::clone);
            details.set_resource_info(subject.0, subject.1, "", text);
            match rejection.kind() {
                RejectionKind::Exists => Code::AlreadyExists,
                _ => Code::NotFound,
            }
        }
        RejectionKind::State => {
            let subject = facts.first().map(|(_, value)| value.clone()).unwrap_or_default();
            details.add_precondition_failure_violation(reason, subject, text);
            Code::FailedPrecondition
        }
        RejectionKind::Stale => Code::Aborted,
        RejectionKind::Permission => Code::PermissionDenied,
        RejectionKind::Limit => {
            details.add_quota_failure_violation(fact("name"), text);
            Code::ResourceExhausted
        }
    };
    let owned = facts.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
    details.set_error_info(reason, DOMAIN, owned.collect::<HashMap<_, _>>());
    code
}

/// What a caller can do nothing about: it gets an id, and the cause goes to the log under it.
fn incident(reason: &str, error: &EngineError, details: &mut ErrorDetails) -> Code {
    let id = crate::service::desk::incident_id();
    tracing::error!(incident = %id, error = ?error, "{reason}");
    details.set_error_info(reason, DOMAIN, [("incident".to_owned(), id)]);
    match error {
        EngineError::Unreadable(_) => Code::DataLoss,
        _ => Code::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_many_rules_are_broken_the_headers_stay_within_8_kb() {
        for sentence in ["use the form deliberations/{deliberation}", "één ◉ Ω", "x"] {
            let violation = |number: usize| Violation {
                field: format!("stances[{number}].item"),
                description: sentence.repeat(1 + number % 7),
            };
            let status = invalid("INVALID_REQUEST", (0..10_000).map(violation).collect());
            let answer = status.into_http::<()>();
            // As HTTP/2 counts them.
            let counted = |(name, value): (&tonic::codegen::http::HeaderName, &_)| {
                let value: &tonic::codegen::http::HeaderValue = value;
                name.as_str().len() + value.len() + 32
            };
            let bytes: usize = answer.headers().iter().map(counted).sum();
            assert!((4_000..8_000).contains(&bytes), "{bytes} of `{sentence}`");
        }
    }
}
