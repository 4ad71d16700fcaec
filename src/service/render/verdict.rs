//! The mandate of deciding bodies, outcomes, decisions and notices.

use beraad_client::v1 as wire;

use super::Renderer;
use crate::analysis::outcome::tell;
use crate::analysis::sentences::Sentence;
use crate::domain::act::{ClauseDecision, ClauseStatus, Term};
use crate::domain::charter::BallotKind;
use crate::domain::decide::missing;
use crate::domain::ids::{BodyId, ClauseRef, ItemId, ItemVersion};
use crate::domain::outcome::{Outcome, OutcomeStep};
use crate::domain::round::{BallotPlan, MissingGrades};
use crate::domain::state::{
    AcknowledgementState, DecisionState, MandateStatus, Notice, PreconditionState, PromiseState,
    ProvisionState,
};
use crate::log::codec::{timestamp, words};

impl Renderer<'_> {
    pub(in crate::service) fn mandate(&self) -> wire::GetMandateResponse {
        let mandate = &self.state.mandate;
        let checks = mandate.checks.iter().map(|(number, (check, at))| wire::ConsequencesCheck {
            body: check.body.to_string(),
            on: Some(self.version(&check.on)),
            breaks: check.breaks.map(|n| self.number("preconditions", n)).unwrap_or_default(),
            text: self.shared(&check.text),
            time: Some(timestamp(*at)),
            sequence: *number,
        });
        let limits = mandate.preconditions.iter();
        wire::GetMandateResponse {
            bodies: self.state.bodies().map(|body| self.body(&body.id)).collect(),
            preconditions: limits.map(|(n, limit)| self.precondition(*n, limit)).collect(),
            provisions: mandate.provisions.iter().map(|(n, p)| self.provision(*n, p)).collect(),
            checks: checks.collect(),
            status: mandate_status(self.state.mandate_status()).into(),
        }
    }

    fn body(&self, body: &BodyId) -> wire::BodyMandate {
        let mandate = &self.state.mandate;
        wire::BodyMandate {
            body: body.to_string(),
            status: status(mandate.status(body)).into(),
            promise: mandate.promises.get(body).map(|promise| self.promise(promise)),
            acknowledgement: mandate.acknowledgements.get(body).map(|word| self.word(word)),
        }
    }

    fn promise(&self, of: &PromiseState) -> wire::Promise {
        wire::Promise {
            level: words::level_to(of.promise.level),
            text: self.shared(&of.promise.text),
            grounds: of.promise.grounds.iter().copied().map(words::ground_to).collect(),
            first_level: words::level_to(of.first_level),
            withdrawn: of.withdrawn,
            time: Some(timestamp(of.at)),
            sequence: of.sequence,
        }
    }

    fn word(&self, of: &AcknowledgementState) -> wire::Acknowledgement {
        let word = &of.acknowledgement;
        wire::Acknowledgement {
            number: word.number.to_string(),
            decided: Some(timestamp(word.decided)),
            term_ends: Some(timestamp(word.term_ends)),
            text: self.shared(&word.text),
            lapsed: of.lapsed,
            sequence: of.sequence,
        }
    }

    fn precondition(&self, number: u64, of: &PreconditionState) -> wire::Precondition {
        let limit = &of.precondition;
        let answers =
            limit.answers.clone().map(|question| self.name(&ItemId::Contribution(question)));
        wire::Precondition {
            name: self.number("preconditions", number),
            body: limit.body.to_string(),
            text: self.shared(&limit.text),
            consequence: self.shared(&limit.consequence),
            answers: answers.unwrap_or_default(),
            late: of.late,
            time: Some(timestamp(of.at)),
        }
    }

    fn provision(&self, number: u64, of: &ProvisionState) -> wire::Provision {
        wire::Provision {
            name: self.number("provisions", number),
            body: of.provision.body.to_string(),
            text: self.shared(&of.provision.text),
            due: of.provision.due.map(timestamp),
            kept: of.kept,
            time: Some(timestamp(of.at)),
            overdue: self.state.passed.contains_key(&Term::Provision(number)),
        }
    }

    pub(in crate::service) fn verdict(&self) -> wire::GetOutcomeResponse {
        let Some(last) = &self.state.verdict.outcome else {
            return wire::GetOutcomeResponse::default();
        };
        let decide = self.state.terms.iter().find(|(_, term)| matches!(term, Term::Decide(_)));
        wire::GetOutcomeResponse {
            outcome: Some(self.outcome(&last.outcome, self.grades(last.round))),
            round: last.round,
            conclusion: last.conclusion,
            sequence: last.sequence,
            time: Some(timestamp(last.at)),
            clauses: last.outcome.adopted.iter().flat_map(|on| self.standing(on)).collect(),
            decide_by: decide.map(|(due, _)| timestamp(*due)),
        }
    }

    /// What was done last with each clause of an adopted version.
    fn standing(&self, on: &ItemVersion) -> Vec<wire::ClauseStanding> {
        let item = self.state.items.get(&on.item);
        let version =
            item.and_then(|item| item.versions.get((on.version as usize).checked_sub(1)?));
        let (Some(version), ItemId::Proposal(proposal)) = (version, &on.item) else {
            return Vec::new();
        };
        let standing = |clause: &crate::domain::event::Clause| {
            let clause = ClauseRef { proposal: proposal.clone(), clause: clause.id.clone() };
            let done = self.state.verdict.clauses.get(&clause);
            let pending = (wire::ClauseStatusKind::Pending, 0);
            let (status, sequence) =
                done.map_or(pending, |(status, sequence)| (clause_status(status), *sequence));
            let clause = Some(self.clause_ref(&clause));
            wire::ClauseStanding { clause, status: status.into(), sequence }
        };
        version.clauses.iter().map(standing).collect()
    }

    /// What the grades of a round are called.
    pub(super) fn grades(&self, round: u32) -> &[Box<str>] {
        let plan = self.state.round(round).and_then(|round| round.plan.ballot.as_ref());
        plan.map_or(&[], |plan| &plan.grade_labels)
    }

    pub(super) fn ballot_plan(&self, plan: &BallotPlan) -> wire::BallotPlan {
        let cost = |(option, cost): &(ItemVersion, u64)| wire::OptionCost {
            option: Some(self.version(option)),
            cost: *cost,
        };
        let grades = plan.rule.ballot() == BallotKind::Grades;
        let missing = match plan.missing_grades {
            MissingGrades::Exclude if grades => wire::MissingGrades::Exclude,
            MissingGrades::Exclude => wire::MissingGrades::Unspecified,
            MissingGrades::Lowest => wire::MissingGrades::Lowest,
        };
        wire::BallotPlan {
            rule: words::rule_to(plan.rule),
            options: plan.options.iter().map(|on| self.version(on)).collect(),
            seats: plan.seats,
            budget: plan.budget,
            costs: plan.costs.iter().map(cost).collect(),
            grade_max: plan.grade_max,
            grade_labels: plan.grade_labels.iter().map(ToString::to_string).collect(),
            missing_grades: missing.into(),
            seed: plan.seed.map(Vec::from).unwrap_or_default(),
        }
    }

    /// What a version is called: its title where the reader may see it, or else its name.
    fn called(&self, on: &ItemVersion) -> String {
        let item = self.state.items.get(&on.item);
        let version = item.and_then(|item| item.versions.get(on.version.checked_sub(1)? as usize));
        let title = version.and_then(|version| self.of(&on.item, version, &version.text));
        match title.and_then(|title| title.content) {
            Some(wire::text::Content::Value(title)) => title,
            _ => on.to_string(),
        }
    }

    pub(super) fn outcome(&self, outcome: &Outcome, grades: &[Box<str>]) -> wire::Outcome {
        let grades: Vec<String> = grades.iter().map(ToString::to_string).collect();
        let said = tell::told(outcome, |on| self.called(on), &grades);
        let versions = |of: &[ItemVersion]| of.iter().map(|on| self.version(on)).collect();
        let given = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
        let step = |(step, said): (&OutcomeStep, Sentence)| wire::OutcomeStep {
            name: step.name.to_string(),
            option: step.option.as_ref().map(|on| self.version(on)),
            group: step.group.as_ref().map(ToString::to_string).unwrap_or_default(),
            value: step.value.to_string(),
            threshold: given(&step.threshold),
            passed: step.passed,
            other: step.other.as_ref().map(|on| self.version(on)),
            options: versions(&step.options),
            rank: step.rank,
            whole: given(&step.whole),
            against: given(&step.against),
            explanation_nl: said.nl,
            explanation_en: said.en,
        };
        wire::Outcome {
            rule: words::rule_to(outcome.rule),
            result: words::result_to(outcome.result),
            adopted: versions(&outcome.adopted),
            ranking: versions(&outcome.ranking),
            tied: versions(&outcome.tied),
            groups_under_floor: outcome
                .groups_under_floor
                .iter()
                .map(ToString::to_string)
                .collect(),
            steps: outcome.steps.iter().zip(said).map(step).collect(),
            headcount: outcome.headcount,
        }
    }

    pub(in crate::service) fn decision(&self, number: u64, of: &DecisionState) -> wire::Decision {
        let decision = &of.decision;
        wire::Decision {
            name: self.number("decisions", number),
            body: decision.body.to_string(),
            number: decision.number.to_string(),
            decided: Some(timestamp(decision.decided)),
            clauses: decision.clauses.iter().map(|clause| self.decided(clause)).collect(),
            early: of.early,
            time: Some(timestamp(of.at)),
        }
    }

    fn decided(&self, of: &ClauseDecision) -> wire::ClauseDecision {
        let mut told = wire::ClauseDecision {
            clause: Some(self.clause_ref(&of.clause)),
            status: clause_status(&of.status).into(),
            reason: of.reason.as_ref().and_then(|reason| self.shared(reason)),
            ..wire::ClauseDecision::default()
        };
        match &of.status {
            ClauseStatus::AmendedWithConsent { round } => told.round = *round,
            ClauseStatus::Precondition(number) => {
                told.precondition = self.number("preconditions", *number);
            }
            ClauseStatus::ExternalBinding { source, contestable } => {
                (told.source, told.contestable) = (self.shared(source), *contestable);
            }
            ClauseStatus::Honoured
            | ClauseStatus::FormalProcedure
            | ClauseStatus::ChangeOfMind
            | ClauseStatus::Reversed
            | ClauseStatus::Pending => {}
        }
        told
    }

    pub(in crate::service) fn notice(&self, number: u64, notice: &Notice) -> wire::Notice {
        let verdict = &self.state.verdict;
        let mut told = wire::Notice {
            name: self.number("notices", number),
            reversal: notice.reversal,
            reached: self.parties(&notice.reached),
            unreachable: self.parties(&notice.unreachable),
            missing: self.parties(missing(self.state, notice)),
            ..wire::Notice::default()
        };
        if let Some((reversal, at)) = verdict.reversals.get(&number) {
            told.body = reversal.body.to_string();
            told.number = reversal.number.to_string();
            told.decided = Some(timestamp(reversal.decided));
            told.clauses = reversal.clauses.iter().map(|one| self.clause_ref(one)).collect();
            told.reason = self.shared(&reversal.reason);
            told.time = Some(timestamp(*at));
        } else if let Some(DecisionState { decision, at, .. }) = verdict.decisions.get(&number) {
            let deviating = decision.clauses.iter().filter(|one| one.status.deviates());
            told.body = decision.body.to_string();
            told.number = decision.number.to_string();
            told.decided = Some(timestamp(decision.decided));
            told.clauses = deviating.map(|one| self.clause_ref(&one.clause)).collect();
            told.time = Some(timestamp(*at));
        }
        told
    }
}

/// The word of a deliberation without a deciding body is not specified.
pub(super) fn mandate_status(worst: Option<MandateStatus>) -> wire::MandateStatus {
    worst.map_or(wire::MandateStatus::Unspecified, status)
}

fn status(status: MandateStatus) -> wire::MandateStatus {
    match status {
        MandateStatus::NoPromiseYet => wire::MandateStatus::NoPromiseYet,
        MandateStatus::Acknowledged => wire::MandateStatus::Acknowledged,
        MandateStatus::Lapsed => wire::MandateStatus::Lapsed,
        MandateStatus::Withdrawn => wire::MandateStatus::Withdrawn,
    }
}

/// What was done with a clause, as the contract says it.
pub(in crate::service) fn clause_status(status: &ClauseStatus) -> wire::ClauseStatusKind {
    use wire::ClauseStatusKind as Kind;
    match status {
        ClauseStatus::Honoured => Kind::Honoured,
        ClauseStatus::AmendedWithConsent { .. } => Kind::AmendedWithConsent,
        ClauseStatus::Precondition(_) => Kind::Precondition,
        ClauseStatus::ExternalBinding { .. } => Kind::ExternalBinding,
        ClauseStatus::FormalProcedure => Kind::FormalProcedure,
        ClauseStatus::ChangeOfMind => Kind::ChangeOfMind,
        ClauseStatus::Reversed => Kind::Reversed,
        ClauseStatus::Pending => Kind::Pending,
    }
}
