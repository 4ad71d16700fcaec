//! Why the domain refuses a command. Each message names the thing, the rule and the remedy.

mod facts;

use thiserror::Error;

use crate::domain::ids::{ItemId, ItemVersion, MemberRef, PartyId};
use crate::domain::round::Activity;

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

/// Why a command is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Rejection {
    /// No such deliberation.
    #[error("there is no such deliberation; create it first, or check its name")]
    DeliberationUnknown,
    /// The deliberation exists.
    #[error("this deliberation exists already; choose another deliberation_id or leave it empty")]
    DeliberationExists,
    /// No such party.
    #[error("there is no party {0}; add it first, or check its id")]
    PartyUnknown(PartyId),
    /// No such member.
    #[error(
        "there is no member {0}; use the name that AddMember gave, or the party's own name \
             when it lists no members"
    )]
    MemberUnknown(MemberRef),
    /// No such item.
    #[error("there is no item {0} that this caller can see; add it first, or check its id")]
    ItemUnknown(ItemId),
    /// No such round.
    #[error("there is no round {round}; the last one is {last}")]
    RoundUnknown {
        /// Asked for.
        round: u32,
        /// The last round.
        last: u32,
    },
    /// An id is taken.
    #[error("the id {0} is taken; choose another one or leave it empty")]
    IdTaken(String),
    /// The phase does not allow it.
    #[error("{command} is not possible in phase {phase}; it is possible in {allowed}")]
    PhaseNotAllowed {
        /// The command.
        command: &'static str,
        /// The phase it is in.
        phase: &'static str,
        /// The phases in which it is allowed.
        allowed: &'static str,
    },
    /// The open round lacks the activity.
    #[error("round {round} has no activity {}; wait for a round that has it", .activity.as_str())]
    ActivityNotOpen {
        /// The round.
        round: u32,
        /// What it lacks.
        activity: Activity,
    },
    /// The round is closed.
    #[error(
        "round {round} is closed: what is given counts only in the round in which it is given; \
             give it in the next round that allows it"
    )]
    RoundClosed {
        /// The round.
        round: u32,
        /// The phase it is in.
        phase: &'static str,
    },
    /// The round is not closed.
    #[error(
        "round {round} is not closed yet: nothing made from its stances is shown to anyone \
             before; ask again after the close"
    )]
    RoundNotClosed {
        /// The round.
        round: u32,
    },
    /// A version of the proposal is sealed in the open round.
    #[error(
        "a version of {item} is sealed until round {round} closes; rate it or follow it up in a \
             later round"
    )]
    StillSealed {
        /// The proposal.
        item: ItemId,
        /// The round whose close opens it.
        round: u32,
    },
    /// Too few parties.
    #[error("a deliberation needs at least two parties and has {count}; add a party")]
    PartiesTooFew {
        /// How many there are.
        count: usize,
    },
    /// Parties have not accepted.
    #[error(
        "the charter opens by the consent of all parties, and {count} did not accept \
             charter version {charter} with challenge version {challenge}: {parties}; ask them"
    )]
    CharterNotAccepted {
        /// How many did not.
        count: usize,
        /// The first of them.
        parties: String,
        /// Charter version.
        charter: u32,
        /// Challenge version.
        challenge: u32,
    },
    /// The acceptance exists.
    #[error("party {0} accepted this charter and challenge already; nothing more is needed")]
    AlreadyAccepted(PartyId),
    /// No challenge.
    #[error("there is no challenge yet; give it with ReviseChallenge first")]
    ChallengeMissing,
    /// No charter.
    #[error("there is no charter yet; give it with SetCharter first")]
    CharterMissing,
    /// Challenge and charter are frozen.
    #[error(
        "challenge and charter froze when round 1 opened, for that is what all parties accepted; \
             begin another deliberation for another charter"
    )]
    CharterFrozen,
    /// An accepted version is not current.
    #[error("{what} version {given} is not the current one, {current}; read it and accept that")]
    FramingStale {
        /// Charter or challenge.
        what: &'static str,
        /// Given.
        given: u32,
        /// Current.
        current: u32,
    },
    /// The version is not current.
    #[error("version {given} of {item} is not the current one, {current}; read it and use that")]
    VersionStale {
        /// The item.
        item: ItemId,
        /// Given.
        given: u32,
        /// Current.
        current: u32,
    },
    /// The stance lies outside the scale.
    #[error(
        "stance {value} lies outside the scale {lo}..{hi} of the charter; give a whole \
             number on the scale, or a pass"
    )]
    StanceOutOfScale {
        /// Given.
        value: i32,
        /// Lowest.
        lo: i32,
        /// Highest.
        hi: i32,
    },
    /// Against the advice without a reason.
    #[error(
        "this goes against the advice on {item} ({advice}); give against_advice_reason, \
             which is recorded for everyone"
    )]
    AdviceNeedsReason {
        /// The first item whose advice it goes against.
        item: ItemVersion,
        /// The advice.
        advice: &'static str,
    },
    /// A closing time in the past.
    #[error("the closing time is not later than now; choose a later moment")]
    ClosingTimePast,
    /// The member list is fixed.
    #[error(
        "party {0} acted as its own only member, so it can no longer list members; add the \
             people as a party of their own"
    )]
    MemberListFixed(PartyId),
    /// Nothing to rate.
    #[error(
        "a round with the activity rate needs something to rate; add a statement or a \
             proposal first, or add the activity contribute"
    )]
    NothingToRate,
    /// A second spokesperson.
    #[error("party {0} has a spokesperson already; add this member without that role")]
    SpokespersonTaken(PartyId),
    /// A visibility that is not available.
    #[error("this version keeps stances attributed only; choose STANCE_VISIBILITY_ATTRIBUTED")]
    VisibilityNotAvailable,
    /// An activity that is not available.
    #[error("the activity {} is not available in this version; leave it out", .0.as_str())]
    ActivityNotAvailable(Activity),
    /// An extension of nothing.
    #[error("there is no round to extend; open round 1 without extension")]
    NothingToExtend,
    /// The figures are recorded.
    #[error("the figures of this tally are recorded already; a tally has one result")]
    TallyRecorded,
    /// The subject is erased.
    #[error("the content of {0} is erased already; nothing is left to erase")]
    AlreadyErased(MemberRef),
    /// The etag differs.
    #[error(
        "the deliberation changed since it was read: expected etag {expected}, actual \
             {actual}; read it again and decide anew"
    )]
    EtagMismatch {
        /// Expected.
        expected: u64,
        /// Actual.
        actual: u64,
    },
    /// The role may not.
    #[error(
        "the role {role} may not do {command}; call as {needed} (who says no role is observer)"
    )]
    RoleNotAllowed {
        /// The caller's role.
        role: &'static str,
        /// The command.
        command: &'static str,
        /// The roles that may.
        needed: &'static str,
    },
    /// Not the caller's member.
    #[error(
        "this caller may not act for {0}: a member acts for itself, an app for members whose \
             external identity carries its issuer, and nobody for a member erased whole; \
             call as that member"
    )]
    MemberNotYours(MemberRef),
    /// The spokesperson must.
    #[error("party {0} has a spokesperson, who alone accepts for it; ask the spokesperson")]
    SpokespersonRequired(PartyId),
    /// A limit is reached.
    #[error("{limit} is reached: at most {most}, asked for {actual}; split it up")]
    LimitReached {
        /// The limit's name.
        limit: &'static str,
        /// The most.
        most: usize,
        /// What it would become.
        actual: usize,
    },
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
            Rejection::VisibilityNotAvailable => (State, "VISIBILITY_NOT_AVAILABLE"),
            Rejection::ActivityNotAvailable(_) => (State, "ACTIVITY_NOT_AVAILABLE"),
            Rejection::NothingToExtend => (Unknown, "ROUND_UNKNOWN"),
            Rejection::TallyRecorded => (State, "TALLY_RECORDED"),
            Rejection::AlreadyErased(_) => (State, "ALREADY_ERASED"),
            Rejection::EtagMismatch { .. } => (Stale, "ETAG_MISMATCH"),
            Rejection::RoleNotAllowed { .. } => (Permission, "ROLE_NOT_ALLOWED"),
            Rejection::MemberNotYours(_) => (Permission, "MEMBER_NOT_YOURS"),
            Rejection::SpokespersonRequired(_) => (Permission, "SPOKESPERSON_REQUIRED"),
            Rejection::LimitReached { .. } => (Limit, "LIMIT_REACHED"),
        }
    }
}
