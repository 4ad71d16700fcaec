//! The facts behind a refusal, for programs that act on it.

use std::fmt::Display;

use crate::domain::rejection::Rejection;

impl Rejection {
    /// The facts behind it, by name.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let text = |value: &dyn Display| value.to_string();
        match self {
            Rejection::PartyUnknown(party)
            | Rejection::MemberListFixed(party)
            | Rejection::SpokespersonTaken(party)
            | Rejection::AlreadyAccepted(party)
            | Rejection::SpokespersonRequired(party) => vec![("party", text(party))],
            Rejection::MemberUnknown(member)
            | Rejection::MemberNotYours(member)
            | Rejection::AlreadyErased(member) => vec![("member", text(member))],
            Rejection::ItemUnknown(item) => vec![("item", text(item))],
            Rejection::RoundUnknown { round, last } => {
                vec![("round", text(round)), ("last", text(last))]
            }
            Rejection::IdTaken(id) => vec![("id", id.clone())],
            Rejection::PhaseNotAllowed { phase, allowed, .. } => {
                vec![("phase", text(phase)), ("allowed", text(allowed))]
            }
            Rejection::ActivityNotOpen { round, activity } => {
                vec![("round", text(round)), ("activity", activity.as_str().into())]
            }
            Rejection::RoundClosed { round, phase } => {
                vec![("round", text(round)), ("phase", text(phase))]
            }
            Rejection::RoundNotClosed { round } => {
                vec![("round", text(round))]
            }
            Rejection::StillSealed { item, round } => {
                vec![("item", text(item)), ("round", text(round))]
            }
            Rejection::PartiesTooFew { count } => vec![("actual", text(count))],
            Rejection::CharterNotAccepted { count, parties, .. } => {
                vec![("count", text(count)), ("parties", parties.clone())]
            }
            Rejection::AdviceNeedsReason { item, advice } => {
                vec![("item", text(item)), ("advice", text(advice))]
            }
            Rejection::RoleNotAllowed { role, needed, .. } => {
                vec![("role", text(role)), ("needed", text(needed))]
            }
            Rejection::FramingStale { .. }
            | Rejection::VersionStale { .. }
            | Rejection::StanceOutOfScale { .. }
            | Rejection::EtagMismatch { .. }
            | Rejection::LimitReached { .. } => self.compared(),
            Rejection::AuthorityMissing
            | Rejection::AdmissionClosed
            | Rejection::AdmissionByConsent
            | Rejection::CharterCore
            | Rejection::BallotPlan
            | Rejection::NothingToDecide
            | Rejection::NothingToAccept
            | Rejection::NothingToReverse
            | Rejection::EvidenceMissing
            | Rejection::AlreadyModerated
            | Rejection::InitiatorNotYou
            | Rejection::DeliberationUnknown
            | Rejection::DeliberationExists
            | Rejection::ChallengeMissing
            | Rejection::CharterMissing
            | Rejection::CharterFrozen
            | Rejection::ClosingTimePast
            | Rejection::NothingToRate
            | Rejection::NothingToExtend
            | Rejection::TallyRecorded => Vec::new(),
            _ => self.of_acts(),
        }
    }

    /// The facts of a refusal that an act of dialogue, mandate or verdict meets.
    fn of_acts(&self) -> Vec<(&'static str, String)> {
        let text = |value: &dyn Display| value.to_string();
        match self {
            Rejection::BodyUnknown(body) => vec![("body", text(body))],
            Rejection::GroupUnknown(group) => vec![("group", text(group))],
            Rejection::ClauseUnknown(clause) => vec![("clause", text(clause))],
            Rejection::NumberUnknown(what, number) | Rejection::AlreadySettled(what, number) => {
                vec![("what", text(what)), ("number", text(number))]
            }
            Rejection::AlreadyCountersigned(party, number) => {
                vec![("party", text(party)), ("number", text(number))]
            }
            Rejection::PreconditionLate(number) => vec![("precondition", text(number))],
            Rejection::ReasonMissing(what) => vec![("what", text(what))],
            Rejection::ConsentMissing(round) => vec![("round", text(round))],
            Rejection::BodyNotCompetent { clause, competent, .. } => {
                vec![("clause", text(clause)), ("needed", text(competent))]
            }
            Rejection::ReadingTime(until) | Rejection::TermRunning(_, until) => {
                vec![("until", text(until))]
            }
            Rejection::DecisionPending(until) => {
                until.iter().map(|until| ("until", text(until))).collect()
            }
            Rejection::NotInvited(party, round) => {
                vec![("party", text(party)), ("round", text(round))]
            }
            Rejection::RuleNeedsBallots(rule) => vec![("rule", rule.as_str().into())],
            Rejection::Setting(setting) => setting.facts(),
            Rejection::BallotForm(rule, needed) => {
                vec![("rule", rule.as_str().into()), ("needed", text(needed))]
            }
            Rejection::OptionUnknown(option) => {
                vec![("item", text(option))]
            }
            Rejection::NotTheAuthor(what) => vec![("what", what.clone())],
            Rejection::OwnAct(party, _) | Rejection::AuthorityFacilitates(party) => {
                vec![("party", text(party))]
            }
            Rejection::PartiesNotReached { count, parties } => {
                vec![("count", text(count)), ("parties", parties.clone())]
            }
            _ => Vec::new(),
        }
    }

    /// The facts of a refusal that holds one number against another.
    fn compared(&self) -> Vec<(&'static str, String)> {
        let text = |value: &dyn Display| value.to_string();
        match self {
            Rejection::FramingStale { what, given, current } => {
                vec![("what", text(what)), ("expected", text(given)), ("actual", text(current))]
            }
            Rejection::VersionStale { item, given, current } => {
                vec![("item", text(item)), ("expected", text(given)), ("actual", text(current))]
            }
            Rejection::StanceOutOfScale { value, lo, hi } => {
                vec![("value", text(value)), ("lo", text(lo)), ("hi", text(hi))]
            }
            Rejection::EtagMismatch { expected, actual } => {
                vec![("expected", text(expected)), ("actual", text(actual))]
            }
            Rejection::LimitReached { limit, most, actual } => {
                vec![("name", text(limit)), ("limit", text(most)), ("actual", text(actual))]
            }
            _ => Vec::new(),
        }
    }
}
