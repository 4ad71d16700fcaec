//! One of every refusal, and of every failure of the machine.

use crate::domain::charter::Rule;
use crate::domain::ids::{
    BodyId, ClauseId, ClauseRef, GroupId, ItemId, ItemVersion, MemberId, MemberRef, PartyId,
    ProposalId, Timestamp,
};
use crate::domain::rejection::{Rejection, Setting};
use crate::domain::round::Activity;
use crate::engine::error::{EngineError, Plain, cause};

fn party() -> PartyId {
    PartyId::parse("wijk-9").expect("a valid id")
}

fn member() -> MemberRef {
    MemberRef { party: party(), member: Some(MemberId::parse("m-8").expect("a valid id")) }
}

fn item() -> ItemId {
    ItemId::Proposal(ProposalId::parse("plan-7").expect("a valid id"))
}

fn version() -> ItemVersion {
    ItemVersion { item: item(), version: 2 }
}

pub(super) fn clause() -> ClauseRef {
    let proposal = ProposalId::parse("plan-7").expect("a valid id");
    ClauseRef { proposal, clause: ClauseId::parse("c-6").expect("a valid id") }
}

/// Named as a role is, so that it shows when an id is taken for a word.
pub(super) fn body() -> BodyId {
    BodyId::parse("auditor").expect("a valid id")
}

/// 2 March 2026, 08:00 UTC.
pub(super) const UNTIL: Timestamp = Timestamp(1_772_438_400_000);

pub(super) fn about_people() -> Vec<Rejection> {
    vec![
        Rejection::PartyUnknown(party()),
        Rejection::MemberUnknown(member()),
        Rejection::AlreadyAccepted(party()),
        Rejection::MemberListFixed(party()),
        Rejection::SpokespersonTaken(party()),
        Rejection::AlreadyErased(member()),
        Rejection::MemberNotYours(member()),
        Rejection::SpokespersonRequired(party()),
        Rejection::PartiesTooFew { count: 1 },
        Rejection::CharterNotAccepted {
            count: 12,
            parties: "wijk-9, zorg and 10 more".to_owned(),
            charter: 4,
            challenge: 5,
        },
        Rejection::RoleNotAllowed {
            role: "observer",
            command: "open_round",
            needed: "facilitator",
        },
        Rejection::LimitReached { limit: "PARTIES_MAX", most: 10_000, actual: 10_001 },
    ]
}

fn about_things() -> Vec<Rejection> {
    let (given, current) = (3, 6);
    vec![
        Rejection::DeliberationUnknown,
        Rejection::DeliberationExists,
        Rejection::ItemUnknown(item()),
        Rejection::IdTaken("plan-7".to_owned()),
        Rejection::ChallengeMissing,
        Rejection::CharterMissing,
        Rejection::CharterFrozen,
        Rejection::FramingStale { what: "charter", given, current },
        Rejection::VersionStale { item: item(), given, current },
        Rejection::StanceOutOfScale { value: 9, lo: -2, hi: 2 },
        Rejection::AdviceNeedsReason { item: version(), advice: "STOP_CONSENSUS_FOR" },
        Rejection::EtagMismatch { expected: 41, actual: 43 },
    ]
}

fn about_rounds() -> Vec<Rejection> {
    vec![
        Rejection::RoundUnknown { round: 5, last: 3 },
        Rejection::PhaseNotAllowed {
            command: "open_round",
            phase: "round_open",
            allowed: "ready, between".to_owned(),
        },
        Rejection::ActivityNotOpen { round: 2, activity: Activity::Rate },
        Rejection::RoundClosed { round: 2, phase: "between" },
        Rejection::RoundNotClosed { round: 2 },
        Rejection::StillSealed { item: item(), round: 2 },
        Rejection::ClosingTimePast,
        Rejection::NothingToRate,
        Rejection::NothingToExtend,
        Rejection::TallyRecorded,
    ]
}

fn about_authorities() -> Vec<Rejection> {
    let competent = BodyId::parse("raad").expect("a valid id");
    vec![
        Rejection::BodyUnknown(body()),
        Rejection::ClauseUnknown(clause()),
        Rejection::NumberUnknown("promise", 0),
        Rejection::AuthorityMissing,
        Rejection::AuthorityFacilitates(party()),
        Rejection::PreconditionLate(31),
        Rejection::ReasonMissing("a deviation"),
        Rejection::ConsentMissing(4),
        Rejection::BodyNotCompetent { clause: clause(), body: body(), competent },
        Rejection::PartiesNotReached { count: 7, parties: "wijk-9, zorg and 5 more".to_owned() },
        Rejection::DecisionPending(Some(UNTIL)),
        Rejection::DecisionPending(None),
        Rejection::NothingToReverse,
    ]
}

fn about_acts() -> Vec<Rejection> {
    vec![
        Rejection::GroupUnknown(GroupId::parse("groen").expect("a valid id")),
        Rejection::NumberUnknown("motion", 12),
        Rejection::AlreadySettled("objection", 13),
        Rejection::ReadingTime(UNTIL),
        Rejection::TermRunning("the author of the item", UNTIL),
        Rejection::AdmissionClosed,
        Rejection::AdmissionByConsent,
        Rejection::CharterCore,
        Rejection::NotInvited(party(), 3),
        Rejection::RuleNeedsBallots(Rule::Approval),
        Rejection::BallotPlan,
        Rejection::BallotForm(Rule::Star, "grades"),
        Rejection::Setting(Setting::SeatsNeeded { rule: Rule::EqualShares, options: 7 }),
        Rejection::Setting(Setting::BudgetNeeded(Rule::BudgetGreedy)),
        Rejection::Setting(Setting::CostNeeded(version())),
        Rejection::Setting(Setting::NotTaken(Rule::Schulze, "seats")),
        Rejection::Setting(Setting::GradeOutOfScale { grade: 9, max: 5 }),
        Rejection::OptionUnknown(version()),
        Rejection::NothingToDecide,
        Rejection::NotTheAuthor("commitment 14".to_owned()),
        Rejection::OwnAct(party(), "declare a tie with"),
        Rejection::NothingToAccept,
        Rejection::EvidenceMissing,
        Rejection::AlreadyModerated,
        Rejection::AlreadyCountersigned(party(), 31),
        Rejection::InitiatorNotYou,
    ]
}

pub(super) fn all() -> Vec<Rejection> {
    [about_people(), about_things(), about_rounds(), about_authorities(), about_acts()].concat()
}

pub(super) fn failures() -> Vec<EngineError> {
    let bug = || cause(Plain("a cause"));
    vec![
        EngineError::RequestReused,
        EngineError::Busy { most: 4_096 },
        EngineError::OutcomeUnknown(bug()),
        EngineError::NotWritten(bug()),
        EngineError::StorageUnreadable(bug()),
        EngineError::Unreadable(bug()),
        EngineError::NotReached { wanted: 19, actual: 17 },
        EngineError::Bug(bug()),
    ]
}
