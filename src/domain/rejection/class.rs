//! How a refusal is told apart by a program.

use crate::domain::rejection::Rejection;

/// How a caller should take a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RejectionKind {
    /// What was named does not exist.
    Unknown,
    /// What should be made exists already.
    Exists,
    /// The state does not allow it.
    State,
    /// Another expected version: read again.
    Stale,
    /// The caller may not.
    Permission,
    /// A limit is reached.
    Limit,
}

impl Rejection {
    /// The machine-readable reason, without the prefix of the contract's enum.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        self.class().1
    }

    /// How a caller should take it.
    #[must_use]
    pub fn kind(&self) -> RejectionKind {
        self.class().0
    }

    fn class(&self) -> (RejectionKind, &'static str) {
        use RejectionKind::{Exists, Limit, Permission, Stale, State, Unknown};
        match self {
            Rejection::DeliberationUnknown => (Unknown, "DELIBERATION_UNKNOWN"),
            Rejection::DeliberationExists => (Exists, "ID_TAKEN"),
            Rejection::PartyUnknown(_) => (Unknown, "PARTY_UNKNOWN"),
            Rejection::MemberUnknown(_) => (Unknown, "MEMBER_UNKNOWN"),
            Rejection::ItemUnknown(_) => (Unknown, "ITEM_UNKNOWN"),
            Rejection::RoundUnknown { .. } => (Unknown, "ROUND_UNKNOWN"),
            Rejection::IdTaken(_) => (Exists, "ID_TAKEN"),
            Rejection::PhaseNotAllowed { .. } => (State, "PHASE_NOT_ALLOWED"),
            Rejection::ActivityNotOpen { .. } => (State, "ACTIVITY_NOT_OPEN"),
            Rejection::RoundClosed { .. } => (State, "ROUND_CLOSED"),
            Rejection::RoundNotClosed { .. } => (State, "ROUND_NOT_CLOSED"),
            Rejection::StillSealed { .. } => (State, "ROUND_NOT_CLOSED"),
            Rejection::PartiesTooFew { .. } => (State, "PARTIES_TOO_FEW"),
            Rejection::CharterNotAccepted { .. } => (State, "CHARTER_NOT_ACCEPTED"),
            Rejection::AlreadyAccepted(_) => (State, "ALREADY_ACCEPTED"),
            Rejection::ChallengeMissing => (State, "CHALLENGE_MISSING"),
            Rejection::CharterMissing => (State, "CHARTER_MISSING"),
            Rejection::CharterFrozen => (State, "CHARTER_FROZEN"),
            Rejection::FramingStale { .. } => (Stale, "VERSION_STALE"),
            Rejection::VersionStale { .. } => (Stale, "VERSION_STALE"),
            Rejection::StanceOutOfScale { .. } => (State, "STANCE_OUT_OF_SCALE"),
            Rejection::AdviceNeedsReason { .. } => (State, "ADVICE_NEEDS_REASON"),
            Rejection::ClosingTimePast => (State, "CLOSING_TIME_PAST"),
            Rejection::MemberListFixed(_) => (State, "MEMBER_LIST_FIXED"),
            Rejection::NothingToRate => (State, "NOTHING_TO_RATE"),
            Rejection::SpokespersonTaken(_) => (State, "SPOKESPERSON_TAKEN"),
            Rejection::NothingToExtend => (Unknown, "ROUND_UNKNOWN"),
            Rejection::TallyRecorded => (State, "TALLY_RECORDED"),
            Rejection::AlreadyErased(_) => (State, "ALREADY_ERASED"),
            Rejection::EtagMismatch { .. } => (Stale, "ETAG_MISMATCH"),
            Rejection::RoleNotAllowed { .. } => (Permission, "ROLE_NOT_ALLOWED"),
            Rejection::MemberNotYours(_) => (Permission, "MEMBER_NOT_YOURS"),
            Rejection::SpokespersonRequired(_) => (Permission, "SPOKESPERSON_REQUIRED"),
            Rejection::LimitReached { .. } => (Limit, "LIMIT_REACHED"),
            _ => self.class_of_acts(),
        }
    }

    /// The same, of what acts of dialogue, mandate and verdict meet.
    fn class_of_acts(&self) -> (RejectionKind, &'static str) {
        use RejectionKind::{Permission, State, Unknown};
        match self {
            Rejection::BodyUnknown(_) => (Unknown, "BODY_UNKNOWN"),
            Rejection::GroupUnknown(_) => (Unknown, "GROUP_UNKNOWN"),
            Rejection::ClauseUnknown(_) => (Unknown, "CLAUSE_UNKNOWN"),
            Rejection::NumberUnknown(..) => (Unknown, "NUMBER_UNKNOWN"),
            Rejection::AlreadySettled(..) => (State, "ALREADY_SETTLED"),
            Rejection::AuthorityMissing => (State, "AUTHORITY_MISSING"),
            Rejection::AuthorityFacilitates(_) => (State, "AUTHORITY_FACILITATES"),
            Rejection::PreconditionLate(_) => (State, "PRECONDITION_LATE"),
            Rejection::ReasonMissing(_) => (State, "REASON_MISSING"),
            Rejection::ConsentMissing(..) => (State, "CONSENT_MISSING"),
            Rejection::BodyNotCompetent { .. } => (State, "BODY_NOT_COMPETENT"),
            Rejection::ReadingTime(..) => (State, "READING_TIME"),
            Rejection::TermRunning(..) => (State, "TERM_RUNNING"),
            Rejection::AdmissionClosed => (State, "ADMISSION_CLOSED"),
            Rejection::AdmissionByConsent => (State, "ADMISSION_BY_CONSENT"),
            Rejection::CharterCore => (State, "CHARTER_CORE"),
            Rejection::NotInvited(..) => (State, "NOT_INVITED"),
            Rejection::RuleNeedsBallots(_) => (State, "RULE_NEEDS_BALLOTS"),
            Rejection::BallotPlan => (State, "BALLOT_PLAN"),
            Rejection::BallotForm(..) => (State, "BALLOT_FORM"),
            Rejection::Setting(setting) => (State, setting.reason()),
            Rejection::OptionUnknown(_) => (State, "OPTION_UNKNOWN"),
            Rejection::NothingToDecide => (State, "NOTHING_TO_DECIDE"),
            Rejection::NotTheAuthor(_) => (Permission, "NOT_THE_AUTHOR"),
            Rejection::OwnAct(..) => (State, "OWN_ACT"),
            Rejection::NothingToAccept => (State, "NOTHING_TO_ACCEPT"),
            Rejection::PartiesNotReached { .. } => (State, "PARTIES_NOT_REACHED"),
            Rejection::DecisionPending(_) => (State, "DECISION_PENDING"),
            Rejection::NothingToReverse => (State, "NOTHING_TO_REVERSE"),
            Rejection::EvidenceMissing => (State, "EVIDENCE_MISSING"),
            Rejection::AlreadyCountersigned(..) => (State, "ALREADY_SETTLED"),
            Rejection::AlreadyModerated => (State, "ALREADY_SETTLED"),
            Rejection::InitiatorNotYou => (Permission, "INITIATOR_NOT_YOU"),
            _ => unreachable!("class names the others"),
        }
    }
}
