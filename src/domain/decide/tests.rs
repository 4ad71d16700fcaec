//! Every rule and every refusal: given what happened, when this is asked, then that follows.
//!
//! The cases are data, so that one test can see whether a refusal has no case at all.

/// A table of cases, one a line: `rule: given, when => then;`.
macro_rules! cases {
    ($($rule:literal: $given:expr, $when:expr => $then:expr;)*) => {
        vec![$(crate::domain::decide::tests::case($rule, $given, $when, $then)),*]
    };
}

mod absent;
mod ballots;
mod bodies;
mod checkpoints;
mod commitments;
mod contributions;
mod dialogue;
mod entries;
mod framing;
mod given;
mod items;
mod limits;
mod lineage;
mod mandate;
mod moderation;
mod motions;
mod objections;
mod permission;
mod records;
mod recovery;
mod rounds;
mod settings;
mod stances;
mod terms;
mod texts;
mod verdict;
mod visibility;

use std::collections::BTreeSet;

use crate::domain::act::Voice;
use crate::domain::command::Command;
use crate::domain::decide::decide;
use crate::domain::event::EventBody;
use crate::domain::evolve::evolve;
use crate::domain::rejection::{Rejection, RejectionKind};
use crate::domain::round::CloseCause;
use crate::domain::state::Deliberation;

/// One rule at work.
struct Case {
    rule: &'static str,
    given: Deliberation,
    when: Command,
    then: Result<Vec<EventBody>, Rejection>,
}

fn case(
    rule: &'static str,
    given: impl Into<Deliberation>,
    when: Command,
    then: Result<Vec<EventBody>, Rejection>,
) -> Case {
    let given = given.into();
    Case { rule, given, when, then }
}

/// Judges the command, and holds the answer against what should follow.
fn check(case: &Case) {
    let answer = decide(&case.given, &case.when);
    if let Ok(events) = &answer {
        let mut after = case.given.clone();
        for event in events {
            assert_eq!(event.at, case.when.at, "{}", case.rule);
            if !unnamed(&event.body) {
                assert_eq!(event.entry.role, case.when.caller.role, "{}", case.rule);
                let credential = &event.entry.credential;
                assert_eq!(credential, &case.when.caller.credential, "{}", case.rule);
            }
            evolve(&mut after, event);
        }
        let sequence = case.given.sequence + events.len() as u64;
        assert_eq!(after.sequence, sequence, "{}", case.rule);
    }
    let bodies = answer.map(|events| events.into_iter().map(|event| event.body).collect());
    assert_eq!(bodies, case.then, "{}", case.rule);
}

/// Whether the log may not say with which credential it came: that would lift a pseudonym, or
/// tell who answered last.
fn unnamed(body: &EventBody) -> bool {
    let voice = match body {
        EventBody::StanceCast { voice, .. } => voice,
        EventBody::BallotCast(cast) => &cast.voice,
        EventBody::PulseGiven(given) => &given.voice,
        EventBody::RoundClosed { cause, .. } => return *cause == CloseCause::EveryPartyAnswered,
        other => return matches!(other, EventBody::RollPublished { .. }),
    };
    matches!(voice, Voice::Pseudonym(_))
}

fn all_cases() -> Vec<Case> {
    let groups = [
        absent::cases(),
        ballots::cases(),
        settings::cases(),
        checkpoints::cases(),
        framing::cases(),
        items::cases(),
        objections::cases(),
        moderation::cases(),
        lineage::cases(),
        entries::cases(),
        dialogue::cases(),
        contributions::cases(),
        commitments::cases(),
        limits::cases(),
        mandate::cases(),
        motions::cases(),
        permission::cases(),
        recovery::cases(),
        rounds::cases(),
        stances::cases(),
        terms::cases(),
        verdict::cases(),
    ];
    groups.into_iter().flatten().collect()
}

/// The name of a refusal; a new one does not compile until it has a line here and a place in
/// [`NAMES`], and then a case.
fn name(rejection: &Rejection) -> &'static str {
    match rejection {
        Rejection::DeliberationUnknown => "DeliberationUnknown",
        Rejection::DeliberationExists => "DeliberationExists",
        Rejection::PartyUnknown(_) => "PartyUnknown",
        Rejection::MemberUnknown(_) => "MemberUnknown",
        Rejection::ItemUnknown(_) => "ItemUnknown",
        Rejection::RoundUnknown { .. } => "RoundUnknown",
        Rejection::IdTaken(_) => "IdTaken",
        Rejection::PhaseNotAllowed { .. } => "PhaseNotAllowed",
        Rejection::ActivityNotOpen { .. } => "ActivityNotOpen",
        Rejection::RoundClosed { .. } => "RoundClosed",
        Rejection::RoundNotClosed { .. } => NOT_FROM_DECIDE,
        Rejection::StillSealed { .. } => "StillSealed",
        Rejection::PartiesTooFew { .. } => "PartiesTooFew",
        Rejection::CharterNotAccepted { .. } => "CharterNotAccepted",
        Rejection::AlreadyAccepted(_) => "AlreadyAccepted",
        Rejection::ChallengeMissing => "ChallengeMissing",
        Rejection::CharterMissing => "CharterMissing",
        Rejection::CharterFrozen => "CharterFrozen",
        Rejection::FramingStale { .. } => "FramingStale",
        Rejection::VersionStale { .. } => "VersionStale",
        Rejection::StanceOutOfScale { .. } => "StanceOutOfScale",
        Rejection::AdviceNeedsReason { .. } => "AdviceNeedsReason",
        Rejection::ClosingTimePast => "ClosingTimePast",
        Rejection::MemberListFixed(_) => "MemberListFixed",
        Rejection::NothingToRate => "NothingToRate",
        Rejection::SpokespersonTaken(_) => "SpokespersonTaken",
        Rejection::NothingToExtend => "NothingToExtend",
        Rejection::TallyRecorded => "TallyRecorded",
        Rejection::AlreadyErased(_) => "AlreadyErased",
        Rejection::EtagMismatch { .. } => "EtagMismatch",
        Rejection::RoleNotAllowed { .. } => "RoleNotAllowed",
        Rejection::MemberNotYours(_) => "MemberNotYours",
        Rejection::SpokespersonRequired(_) => "SpokespersonRequired",
        Rejection::LimitReached { .. } => "LimitReached",
        Rejection::BodyUnknown(_) => "BodyUnknown",
        Rejection::GroupUnknown(_) => "GroupUnknown",
        Rejection::ClauseUnknown(_) => "ClauseUnknown",
        Rejection::NumberUnknown(..) => "NumberUnknown",
        Rejection::AlreadySettled(..) => "AlreadySettled",
        Rejection::AuthorityMissing => "AuthorityMissing",
        Rejection::AuthorityFacilitates(_) => "AuthorityFacilitates",
        Rejection::PreconditionLate(_) => "PreconditionLate",
        Rejection::ReasonMissing(_) => "ReasonMissing",
        Rejection::ConsentMissing(..) => "ConsentMissing",
        Rejection::BodyNotCompetent { .. } => "BodyNotCompetent",
        Rejection::ReadingTime(..) => "ReadingTime",
        Rejection::TermRunning(..) => "TermRunning",
        Rejection::AdmissionClosed => "AdmissionClosed",
        Rejection::AdmissionByConsent => "AdmissionByConsent",
        Rejection::CharterCore => "CharterCore",
        Rejection::NotInvited(..) => "NotInvited",
        Rejection::RuleNeedsBallots(_) => "RuleNeedsBallots",
        Rejection::BallotPlan => "BallotPlan",
        Rejection::BallotForm(..) => "BallotForm",
        Rejection::Setting(setting) => setting.reason(),
        Rejection::OptionUnknown(_) => "OptionUnknown",
        Rejection::NothingToDecide => "NothingToDecide",
        Rejection::NotTheAuthor(_) => "NotTheAuthor",
        Rejection::OwnAct(..) => "OwnAct",
        Rejection::NothingToAccept => "NothingToAccept",
        Rejection::PartiesNotReached { .. } => "PartiesNotReached",
        Rejection::DecisionPending(_) => "DecisionPending",
        Rejection::NothingToReverse => "NothingToReverse",
        Rejection::EvidenceMissing => "EvidenceMissing",
        Rejection::AlreadyModerated | Rejection::AlreadyCountersigned(..) => once(rejection),
        Rejection::InitiatorNotYou => "InitiatorNotYou",
    }
}

fn once(rejection: &Rejection) -> &'static str {
    let is_moderation = *rejection == Rejection::AlreadyModerated;
    if is_moderation { "AlreadyModerated" } else { "AlreadyCountersigned" }
}

/// A refusal of reads alone.
const NOT_FROM_DECIDE: &str = "RoundNotClosed";

/// The refusals that commands meet, in the order of [`name`].
const NAMES: [&str; 65] = [
    "DeliberationUnknown",
    "DeliberationExists",
    "PartyUnknown",
    "MemberUnknown",
    "ItemUnknown",
    "RoundUnknown",
    "IdTaken",
    "PhaseNotAllowed",
    "ActivityNotOpen",
    "RoundClosed",
    "StillSealed",
    "PartiesTooFew",
    "CharterNotAccepted",
    "AlreadyAccepted",
    "ChallengeMissing",
    "CharterMissing",
    "CharterFrozen",
    "FramingStale",
    "VersionStale",
    "StanceOutOfScale",
    "AdviceNeedsReason",
    "ClosingTimePast",
    "MemberListFixed",
    "NothingToRate",
    "SpokespersonTaken",
    "NothingToExtend",
    "TallyRecorded",
    "AlreadyErased",
    "EtagMismatch",
    "RoleNotAllowed",
    "MemberNotYours",
    "SpokespersonRequired",
    "LimitReached",
    "BodyUnknown",
    "GroupUnknown",
    "ClauseUnknown",
    "NumberUnknown",
    "AlreadySettled",
    "AuthorityMissing",
    "AuthorityFacilitates",
    "PreconditionLate",
    "ReasonMissing",
    "ConsentMissing",
    "BodyNotCompetent",
    "ReadingTime",
    "TermRunning",
    "AdmissionClosed",
    "AdmissionByConsent",
    "CharterCore",
    "NotInvited",
    "RuleNeedsBallots",
    "BallotPlan",
    "BallotForm",
    "OptionUnknown",
    "NothingToDecide",
    "NotTheAuthor",
    "OwnAct",
    "NothingToAccept",
    "PartiesNotReached",
    "DecisionPending",
    "NothingToReverse",
    "EvidenceMissing",
    "AlreadyModerated",
    "AlreadyCountersigned",
    "InitiatorNotYou",
];

fn refusals() -> Vec<Rejection> {
    let cases = all_cases();
    cases.into_iter().filter_map(|case| case.then.err()).collect()
}

#[test]
fn every_refusal_has_a_case() {
    let seen: BTreeSet<&str> = refusals().iter().map(name).collect();
    assert_eq!(seen, NAMES.into_iter().chain(settings::REASONS).collect());
}

#[test]
fn a_refusal_is_a_lower_case_fragment_that_ends_with_a_remedy() {
    for refusal in refusals() {
        let message = refusal.to_string();
        // A limit is named as the code names it, in capitals.
        let limit = matches!(refusal, Rejection::LimitReached { .. });
        let lower = message.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
        assert!(lower || limit, "{message}");
        assert!(message.contains("; "), "no remedy: {message}");
        assert!(!message.contains("  ") && !message.ends_with('.'), "{message}");
    }
}

#[test]
fn a_refusal_has_a_reason_in_capitals_and_named_facts() {
    for refusal in refusals() {
        let capital = |c: char| c.is_ascii_uppercase() || c == '_';
        assert!(refusal.reason().chars().all(capital), "{refusal}");
        let facts = refusal.facts();
        let names: BTreeSet<&str> = facts.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), facts.len(), "{refusal}");
        assert!(facts.iter().all(|(_, value)| !value.is_empty()), "{refusal}");
        if refusal.kind() == RejectionKind::Stale {
            assert!(names.is_superset(&BTreeSet::from(["expected", "actual"])));
        }
    }
}

#[test]
fn rules_before_there_is_a_deliberation() {
    absent::cases().iter().for_each(check);
}

#[test]
fn rules_of_framing() {
    framing::cases().iter().for_each(check);
}

#[test]
fn rules_of_the_mandate_and_of_motions() {
    mandate::cases().iter().for_each(check);
    motions::cases().iter().for_each(check);
}

#[test]
fn rules_of_decisions_and_of_recovery() {
    verdict::cases().iter().for_each(check);
    recovery::cases().iter().for_each(check);
}

#[test]
fn rules_of_ballots_and_of_terms() {
    ballots::cases().iter().for_each(check);
    settings::cases().iter().for_each(check);
    terms::cases().iter().for_each(check);
}

#[test]
fn rules_of_rounds() {
    rounds::cases().iter().for_each(check);
}

#[test]
fn rules_of_statements_proposals_and_erasure() {
    items::cases().iter().for_each(check);
}

#[test]
fn rules_of_contributions_disposals_and_the_floor() {
    contributions::cases().iter().for_each(check);
}

#[test]
fn rules_of_dialogue() {
    dialogue::cases().iter().for_each(check);
}

#[test]
fn rules_of_lineage_and_of_objections() {
    lineage::cases().iter().for_each(check);
    objections::cases().iter().for_each(check);
}

#[test]
fn rules_of_commitments_of_moderation_and_of_checkpoints() {
    commitments::cases().iter().for_each(check);
    moderation::cases().iter().for_each(check);
    checkpoints::cases().iter().for_each(check);
}

#[test]
fn rules_of_what_others_enter() {
    entries::cases().iter().for_each(check);
}

#[test]
fn rules_of_stances() {
    stances::cases().iter().for_each(check);
}

#[test]
fn rules_of_who_may_act() {
    permission::cases().iter().for_each(check);
}

#[test]
fn limits_hold_at_the_limit_and_one_beyond() {
    limits::cases().iter().for_each(check);
}
