//! The points of attention that a process can have, by name.
//! Which of them are raised follows from what happened, and is computed elsewhere.

/// The flags; each has a code, RF01 to RF17.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlagCode {
    /// RF01: a precondition came after the first proposal of another party than the authority's.
    LatePrecondition,
    /// RF02: nearly all adopted clauses are the authority's alone.
    ForegoneText,
    /// RF03: input was left without an answer.
    Unanswered,
    /// RF04: a decision departs from the outcome on no ground that was declared beforehand.
    UnexplainedDeviation,
    /// RF05: a decision was undone, or a promise taken back.
    Reversal,
    /// RF06: the authority published information after stances could be given.
    LateInformation,
    /// RF07: one party got far more time to speak than others.
    UnequalFloor,
    /// RF08: others moved toward each other, the authority did not.
    OneSidedMovement,
    /// RF09: the authority answered others less than they answered it.
    LowReciprocity,
    /// RF10: what was logged and how it feels lie far apart.
    FeltGap,
    /// RF11: parties got less of a say than they were promised.
    LevelGap,
    /// RF12: a decision was taken before the round closed.
    DecidedBeforeClose,
    /// RF13: a registered party was not invited to a round.
    PartyNotInvited,
    /// RF14: the promised level was lowered.
    PromiseLowered,
    /// RF15: no decision, or no answer to a question, by its date.
    TermMissed,
    /// RF16: a commitment or a provision of the authority was not kept.
    AuthorityBroke,
    /// RF17: one reason stands under more items than a few.
    SameReason,
}

impl FlagCode {
    /// Every flag, in order of its number.
    pub const ALL: [FlagCode; 17] = [
        FlagCode::LatePrecondition,
        FlagCode::ForegoneText,
        FlagCode::Unanswered,
        FlagCode::UnexplainedDeviation,
        FlagCode::Reversal,
        FlagCode::LateInformation,
        FlagCode::UnequalFloor,
        FlagCode::OneSidedMovement,
        FlagCode::LowReciprocity,
        FlagCode::FeltGap,
        FlagCode::LevelGap,
        FlagCode::DecidedBeforeClose,
        FlagCode::PartyNotInvited,
        FlagCode::PromiseLowered,
        FlagCode::TermMissed,
        FlagCode::AuthorityBroke,
        FlagCode::SameReason,
    ];

    /// Its number, 1 to 17.
    #[must_use]
    pub fn number(self) -> u32 {
        self as u32 + 1
    }

    /// Its name in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            FlagCode::LatePrecondition => "late_precondition",
            FlagCode::ForegoneText => "foregone_text",
            FlagCode::Unanswered => "unanswered",
            FlagCode::UnexplainedDeviation => "unexplained_deviation",
            FlagCode::Reversal => "reversal",
            FlagCode::LateInformation => "late_information",
            FlagCode::UnequalFloor => "unequal_floor",
            FlagCode::OneSidedMovement => "one_sided_movement",
            FlagCode::LowReciprocity => "low_reciprocity",
            FlagCode::FeltGap => "felt_gap",
            FlagCode::LevelGap => "level_gap",
            FlagCode::DecidedBeforeClose => "decided_before_close",
            FlagCode::PartyNotInvited => "party_not_invited",
            FlagCode::PromiseLowered => "promise_lowered",
            FlagCode::TermMissed => "term_missed",
            FlagCode::AuthorityBroke => "authority_broke",
            FlagCode::SameReason => "same_reason",
        }
    }

    /// Whether it is a fact, proved by events; otherwise an indication, which rests on figures.
    #[must_use]
    pub fn is_fact(self) -> bool {
        !matches!(
            self,
            FlagCode::UnequalFloor
                | FlagCode::OneSidedMovement
                | FlagCode::LowReciprocity
                | FlagCode::FeltGap
                | FlagCode::LevelGap
        )
    }
}
