//! Why the engine does not do what it is asked: the domain refuses, or the machine fails.

use std::sync::Arc;

use thiserror::Error;

use crate::domain::rejection::Rejection;
use crate::log::ReadError;

/// Why the engine does not answer with a result.
#[derive(Debug, Clone, Error)]
pub enum EngineError {
    /// The domain refuses.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The request id was used before, with another body.
    #[error("this request_id was used before with another body; use a new one for a new request")]
    RequestReused,
    /// Too many commands wait for this deliberation.
    #[error("too many commands wait for this deliberation (at most {most}); come back later")]
    Busy {
        /// The most that may wait.
        most: usize,
    },
    /// Whether the command was written is not known.
    #[error("it is not known whether this was written; send it again with the same request_id")]
    OutcomeUnknown(#[source] Cause),
    /// The log refused for certain: nothing was written.
    #[error("the log could not write this; nothing was changed, try again later")]
    NotWritten(#[source] Cause),
    /// The storage cannot be used for reading; nothing was changed, and it may pass.
    #[error("the storage cannot be read now; nothing was changed, try again later")]
    StorageUnreadable(#[source] Cause),
    /// A stored record cannot be read.
    #[error("a stored record cannot be read; report the incident to who runs the server")]
    Unreadable(#[source] Cause),
    /// The sequence that a read waits for has not come.
    #[error("sequence {wanted} is not reached yet, the last is {actual}; try again")]
    NotReached {
        /// Asked for.
        wanted: u64,
        /// Reached.
        actual: u64,
    },
    /// A bug: a task ended without an answer, or an invariant does not hold.
    #[error("internal error")]
    Bug(#[source] Cause),
}

/// What lies behind a failure of the machine; shared, because several callers hear of it.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// A cause that is only a sentence.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Plain(pub &'static str);

/// Shares a cause.
pub fn cause(error: impl std::error::Error + Send + Sync + 'static) -> Cause {
    Arc::new(error)
}

/// What a failed read means to a caller.
pub fn unreadable(error: ReadError) -> EngineError {
    match error {
        ReadError::Storage(_) => EngineError::StorageUnreadable(cause(error)),
        ReadError::Unreadable { .. } => EngineError::Unreadable(cause(error)),
    }
}
