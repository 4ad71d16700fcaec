//! Why a call gets no answer: one kind of value on its way to a status.

use crate::domain::rejection::Rejection;
use crate::engine::error::EngineError;

/// Why a call gets no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// Fields break rules of form; all of them.
    Invalid(Vec<Violation>),
    /// The caller's metadata is malformed.
    Caller(Violation),
    /// The caller has as much under way as it may have.
    Crowded {
        /// The name of the limit.
        name: &'static str,
        /// The limit.
        most: usize,
    },
    /// The engine does not do it.
    Engine(EngineError),
}

/// A field that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Violation {
    /// Path of the field.
    pub(super) field: String,
    /// The rule and the remedy.
    pub(super) description: String,
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Failure {
        Failure::Engine(error)
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Failure {
        Failure::Engine(rejection.into())
    }
}
