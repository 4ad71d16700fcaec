//! The phases of a deliberation.

/// The phase, with what exists only in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was created yet: the state before the first event.
    Absent,
    /// Challenge, charter and party list are being made.
    Draft,
    /// Every party accepted.
    Ready,
    /// A round is open.
    RoundOpen {
        /// Its number.
        round: u32,
    },
    /// Figures are being computed.
    Tallying {
        /// Of this round; for a conclusion the last one.
        round: u32,
        /// Whether it is the conclusion that is tallied.
        conclusion: bool,
    },
    /// A round is closed and its figures are recorded.
    Between {
        /// Its number.
        round: u32,
    },
    /// The rounds are over.
    Concluded,
    /// A deciding body decided on the outcome; clauses may be pending.
    Decided,
    /// Commitments are being followed.
    FollowUp,
    /// A decision was reversed, and every party has to be reached before anything else.
    Recovery,
    /// Finished.
    Closed,
    /// Ended before its conclusion.
    Cancelled,
}

impl Phase {
    /// The phase in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Absent => "absent",
            Phase::Draft => "draft",
            Phase::Ready => "ready",
            Phase::RoundOpen { .. } => "round_open",
            Phase::Tallying { .. } => "tallying",
            Phase::Between { .. } => "between",
            Phase::Concluded => "concluded",
            Phase::Decided => "decided",
            Phase::FollowUp => "follow_up",
            Phase::Recovery => "recovery",
            Phase::Closed => "closed",
            Phase::Cancelled => "cancelled",
        }
    }
}
