//! Why a call failed, typed, from the details that every refusal of the server carries.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use thiserror::Error;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::retry::passes;
use crate::v1::Reason;

/// The `domain` of google.rpc.ErrorInfo in what the engine refuses.
const DOMAIN: &str = "beraad";

/// Why a call failed.
#[derive(Debug, Clone, Error)]
pub enum Error {
    /// The address cannot be used.
    #[error(
        "server address `{url}` is unusable: {problem}; write it as http://127.0.0.1:7440 or https://beraad.example"
    )]
    AddressUnusable {
        /// The address as given.
        url: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Nothing answered at the address.
    #[error("no server answers at {url}: {cause}; {}", remedy(url))]
    Unreachable {
        /// The address.
        url: String,
        /// What the network said.
        cause: String,
    },
    /// A caller or header that request metadata cannot hold.
    #[error("{key} `{value}` holds characters that metadata cannot hold; use visible ASCII")]
    CallerUnusable {
        /// The metadata key.
        key: String,
        /// Its value.
        value: String,
    },
    /// The engine refused, and says why.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// The server did not answer, or was not able to, in every attempt.
    #[error("the server is unavailable after {attempts} attempts: {message}")]
    Unavailable {
        /// How often the call was sent.
        attempts: u32,
        /// What the last answer said.
        message: String,
    },
    /// No answer within the deadline. A mutation may have been written: send it again with the
    /// same request_id.
    #[error("no answer within {}; send it again with the same request_id", Shown(*.after))]
    DeadlineExceeded {
        /// The deadline.
        after: Duration,
    },
    /// An answer outside the contract, such as one of a proxy.
    #[error("unexpected answer {code:?}: {message}")]
    UnexpectedStatus {
        /// The gRPC code.
        code: Code,
        /// The message.
        message: String,
    },
}

/// What to do where nothing answers.
fn remedy(url: &str) -> &'static str {
    match url.starts_with("https:") {
        true => "see whether it speaks https, with a certificate that is trusted here",
        false => "start one with `beraad serve`",
    }
}

struct Shown(Duration);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} s", self.0.as_secs_f64())
    }
}

/// What the engine refused and why.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The gRPC code.
    pub code: Code,
    /// The reason; [`Reason::Unspecified`] for one that this client does not know yet.
    pub reason: Reason,
    /// The reason as the server wrote it, without the prefix `REASON_`.
    pub reason_name: String,
    /// Names the thing, the rule and the remedy.
    pub message: String,
    /// The facts behind it, such as `phase`, `expected` and `limit`.
    pub facts: BTreeMap<String, String>,
    /// The fields that break a rule of form, all of them.
    pub violations: Vec<Violation>,
    /// The message in the language that was asked for, when the server sends one.
    pub localized: Option<String>,
    /// When to try again; only for what passes by itself.
    pub retry_after: Option<Duration>,
}

/// One field that breaks a rule of form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The field, such as `stances[3].value`.
    pub field: String,
    /// The rule and the remedy.
    pub description: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason_name, self.message)?;
        // The message holds the first of them as a rule.
        for violation in &self.violations {
            let told = format!("{}: {}", violation.field, violation.description);
            if !self.message.contains(&told) {
                write!(f, "\n  {told}")?;
            }
        }
        Ok(())
    }
}

impl Error {
    /// The refusal, when the engine refused.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Error::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The reason, when the engine refused.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        self.refusal().map(|refusal| refusal.reason)
    }

    /// Reads a status: a refusal when the engine says why, otherwise what it is by its code.
    pub(crate) fn of(status: &Status, attempts: u32) -> Error {
        let details = status.get_error_details();
        let ours = details.error_info().filter(|info| info.domain == DOMAIN);
        let Some(info) = ours else {
            let message = status.message().to_owned();
            return match passes(status) {
                true => Error::Unavailable { attempts, message },
                false => Error::UnexpectedStatus { code: status.code(), message },
            };
        };
        let violations = details.bad_request().map(|bad| {
            let violations = bad.field_violations.iter();
            let violation = |violation: &tonic_types::FieldViolation| Violation {
                field: violation.field.clone(),
                description: violation.description.clone(),
            };
            violations.map(violation).collect()
        });
        let facts = info.metadata.iter();
        Error::Refused(Box::new(Refusal {
            code: status.code(),
            reason: reason_named(&info.reason),
            reason_name: info.reason.clone(),
            message: status.message().to_owned(),
            facts: facts.map(|(k, v)| (k.clone(), v.clone())).collect(),
            violations: violations.unwrap_or_default(),
            localized: details.localized_message().map(|text| text.message.clone()),
            retry_after: details.retry_info().and_then(|info| info.retry_delay),
        }))
    }
}

/// The reason with this name, with or without its prefix.
fn reason_named(name: &str) -> Reason {
    // The prefix is tried first: REASON_MISSING is a name without its prefix.
    let named = Reason::from_str_name(&format!("REASON_{name}"));
    named.or_else(|| Reason::from_str_name(name)).unwrap_or(Reason::Unspecified)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic_types::ErrorDetails;

    #[test]
    fn a_refusal_keeps_reason_facts_and_every_violation() {
        let mut details = ErrorDetails::new();
        let facts = [("phase".to_owned(), "draft".to_owned())];
        details.set_error_info("INVALID_REQUEST", "beraad", facts);
        details.add_bad_request_violation("title", "is empty; give 1 to 500 characters");
        details.add_bad_request_violation("text", "is empty; give 1 to 5000 characters");
        let status =
            Status::with_error_details(Code::InvalidArgument, "two fields break a rule", details);
        let error = Error::of(&status, 1);
        let refusal = error.refusal().expect("a refusal");
        assert_eq!(refusal.reason, Reason::InvalidRequest);
        assert_eq!(refusal.facts["phase"], "draft");
        assert_eq!(refusal.violations.len(), 2);
        assert_eq!(
            error.to_string(),
            "INVALID_REQUEST: two fields break a rule\n  \
             title: is empty; give 1 to 500 characters\n  \
             text: is empty; give 1 to 5000 characters"
        );
    }

    #[test]
    fn a_violation_is_told_once() {
        let mut details = ErrorDetails::new();
        details.set_error_info("INVALID_REQUEST", "beraad", []);
        details.add_bad_request_violation("title", "is empty");
        details.add_bad_request_violation("text", "is empty");
        let told = "title: is empty; and 1 more";
        let status = Status::with_error_details(Code::InvalidArgument, told, details);
        assert_eq!(
            Error::of(&status, 1).to_string(),
            "INVALID_REQUEST: title: is empty; and 1 more\n  text: is empty"
        );
    }

    #[test]
    fn what_to_do_depends_on_the_address() {
        assert!(remedy("http://here").contains("beraad serve"));
        assert!(remedy("https://here").contains("speaks https"));
    }

    #[test]
    fn a_reason_of_a_newer_server_keeps_its_name() {
        let mut details = ErrorDetails::new();
        details.set_error_info("FROM_THE_FUTURE", "beraad", []);
        let status = Status::with_error_details(Code::FailedPrecondition, "no", details);
        let error = Error::of(&status, 1);
        assert_eq!(error.reason(), Some(Reason::Unspecified));
        assert_eq!(error.to_string(), "FROM_THE_FUTURE: no");
    }

    #[test]
    fn a_status_without_our_details_is_told_by_its_code() {
        let error = Error::of(&Status::unavailable("gone"), 5);
        assert_eq!(error.to_string(), "the server is unavailable after 5 attempts: gone");
        let error = Error::of(&Status::unimplemented("no such method"), 1);
        assert!(matches!(error, Error::UnexpectedStatus { code: Code::Unimplemented, .. }));
    }
}
