//! Why a command ends without success, and with which exit code.

use std::fmt;

use beraad_client::{Error, v1};

/// Exit codes, after sysexits.h.
pub mod exit {
    /// What was expected did not come, or a log could not be verified.
    pub const EXPECTATION: u8 = 1;
    /// The command line cannot be understood.
    pub const USAGE: u8 = 2;
    /// A load was sound, and slower than it may be.
    pub const THRESHOLD: u8 = 3;
    /// A file or setting that was given is wrong.
    pub const INPUT: u8 = 64;
    /// No server answers.
    pub const UNAVAILABLE: u8 = 69;
    /// A bug, here or in the server.
    pub const INTERNAL: u8 = 70;
    /// A file cannot be read or written.
    pub const IO: u8 = 74;
    /// The server refused.
    pub const REFUSED: u8 = 77;
}

/// Why a command ends without success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub code: u8,
    /// What is told on stderr; empty when all was told already.
    pub message: String,
}

impl Failure {
    /// What was expected did not come, and has been told.
    #[must_use]
    pub fn expectation() -> Failure {
        Failure { code: exit::EXPECTATION, message: String::new() }
    }

    /// A file or setting that was given is wrong.
    #[must_use]
    pub fn input(message: impl Into<String>) -> Failure {
        Failure { code: exit::INPUT, message: message.into() }
    }

    /// A file cannot be read or written.
    #[must_use]
    pub fn io(message: impl Into<String>) -> Failure {
        Failure { code: exit::IO, message: message.into() }
    }

    /// A bug.
    #[must_use]
    pub fn internal(message: impl Into<String>) -> Failure {
        Failure { code: exit::INTERNAL, message: message.into() }
    }
}

/// An error with what is behind it, to the end: the last cause is often the one to mend.
#[must_use]
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut behind = error.source();
    while let Some(cause) = behind {
        let cause_told = cause.to_string();
        if !told.ends_with(&cause_told) {
            told = format!("{told}: {cause_told}");
        }
        behind = cause.source();
    }
    told
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let code = match &error {
            Error::AddressUnusable { .. } | Error::CallerUnusable { .. } => exit::INPUT,
            Error::Unreachable { .. }
            | Error::Unavailable { .. }
            | Error::DeadlineExceeded { .. } => exit::UNAVAILABLE,
            Error::UnexpectedStatus { .. } => exit::INTERNAL,
            Error::Refused(refusal) => match refusal.reason {
                v1::Reason::Internal | v1::Reason::RecordUnreadable => exit::INTERNAL,
                v1::Reason::OutcomeUnknown
                | v1::Reason::Draining
                | v1::Reason::Busy
                | v1::Reason::CallerBusy
                | v1::Reason::StorageUnreadable
                | v1::Reason::SequenceNotReached => exit::UNAVAILABLE,
                _ => exit::REFUSED,
            },
        };
        Failure { code, message: error.to_string() }
    }
}
