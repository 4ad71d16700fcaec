//! From a deliberation to an outcome: the ballots of a round, or the last stances of a conclusion,
//! as the decision rules take them.

mod ballots;
pub(super) mod parties;
pub mod tell;
pub(super) mod vary;
mod whole;

use num_rational::BigRational;

use crate::analysis::choice::around::{self, Conditions, Told};
use crate::analysis::choice::ballot::{ConsentBallot, ConsentParty, Grouped};
use crate::analysis::choice::floors::Floors;
use crate::analysis::choice::ranking::Ranking;
use crate::analysis::choice::{SMALL_GROUP, Step};
use crate::analysis::fraction::Fraction;
use crate::analysis::outcome::ballots::Cast;
use crate::analysis::outcome::parties::{objects, partition};
use crate::analysis::outcome::vary::LeftOut;
use crate::analysis::outcome::whole::Settings;
use crate::analysis::seating::Seating;
use crate::domain::act::Vote as BallotVote;
use crate::domain::act::{Ballot, ConsentStance};
use crate::domain::charter::{BallotKind, Charter, Partition, Ratio, Rule, StanceVisibility};
use crate::domain::event::Answer;
use crate::domain::ids::{ItemId, ItemVersion};
use crate::domain::outcome::{Outcome, OutcomeStep};
use crate::domain::state::{Deliberation, Round};

/// What an outcome is computed from.
#[derive(Debug, Clone)]
pub struct OutcomeInput {
    rule: Rule,
    charter: std::sync::Arc<Charter>,
    groups: Vec<Box<str>>,
    group_of: Vec<usize>,
    options: Vec<ItemVersion>,
    cast: Cast,
    /// What the plan of a ballot round says beside rule and options.
    settings: Option<Settings>,
    headcount: u32,
}

impl OutcomeInput {
    /// The input of a ballot round; `None` for another round.
    pub(super) fn of_round(
        state: &Deliberation,
        round: &Round,
        seating: &Seating,
    ) -> Option<OutcomeInput> {
        OutcomeInput::of_round_without(state, round, seating, &LeftOut::new())
    }

    fn of_round_without(
        state: &Deliberation,
        round: &Round,
        seating: &Seating,
        left_out: &LeftOut,
    ) -> Option<OutcomeInput> {
        let plan = round.plan.ballot.as_ref()?;
        let ballots = |option: &ItemVersion| {
            let column = round.ballots.get(&Some(option.clone()));
            seating.map(|seat| {
                let cell = column.and_then(|column| column.cells.get(seat));
                let cell = cell.filter(|(_, origin)| !left_out.contains(&origin.sequence));
                cell.and_then(|(ballot, _)| of_ballot(ballot))
            })
        };
        let through = round.closed.as_ref()?.sequence;
        let kind = plan.rule.ballot();
        if matches!(kind, BallotKind::Consent | BallotKind::Vote) {
            return Some(gather(state, (plan.rule, through), seating, &plan.options, ballots));
        }
        let column = round.ballots.get(&None);
        let cast = seating.map(|seat| {
            let cell = column.and_then(|column| column.cells.get(seat));
            let cell = cell.filter(|(_, origin)| !left_out.contains(&origin.sequence));
            cell.map(|(ballot, _)| ballot)
        });
        let mut input = empty(state, plan.rule, seating, &plan.options);
        input.cast = Cast::whole(kind, (&plan.options, plan.grade_max), cast);
        input.settings = Some(Settings::of(plan));
        Some(input)
    }

    /// The input of a conclusion without a ballot round: above the midpoint of the scale agrees,
    /// below it disagrees, and the midpoint and a pass abstain. `None` when a ballot round has
    /// given the outcome.
    pub(super) fn of_conclusion(
        state: &Deliberation,
        charter: &Charter,
        (seating, last): (&Seating, u32),
    ) -> Option<OutcomeInput> {
        if state.verdict.outcome.as_ref().is_some_and(|at| !at.conclusion) {
            return None;
        }
        OutcomeInput::of_conclusion_without(state, charter, (seating, last), &LeftOut::new())
    }

    fn of_conclusion_without(
        state: &Deliberation,
        charter: &Charter,
        (seating, last): (&Seating, u32),
        left_out: &LeftOut,
    ) -> Option<OutcomeInput> {
        let doubled = i64::from(charter.scale.lo()) + i64::from(charter.scale.hi());
        let of_stance = move |answer: Answer| match answer {
            Answer::Stance(value) if 2 * i64::from(value) > doubled => ConsentBallot::Consent,
            Answer::Stance(value) if 2 * i64::from(value) < doubled => ConsentBallot::Concern,
            Answer::Stance(_) | Answer::Pass => ConsentBallot::Abstain,
        };
        let proposals = |on: &ItemVersion| matches!(on.item, ItemId::Proposal(_));
        let options: Vec<ItemVersion> = state.rateable().filter(proposals).collect();
        let stances = |option: &ItemVersion| {
            let round = state.rated_before(option, last + 1).and_then(|round| state.round(round));
            let column = round.and_then(|round| round.columns.get(option));
            seating.map(|seat| {
                let cell = column.and_then(|column| column.cells.get(seat));
                let cell = cell.filter(|cell| !left_out.contains(&cell.origin.sequence));
                cell.map(|cell| of_stance(cell.answer))
            })
        };
        let through = state.concluded_at?;
        Some(gather(state, (charter.decision.rule, through), seating, &options, stances))
    }

    /// The bytes of the input: rule, options, and for each option every ballot by party and seat.
    pub(super) fn put(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.rule.as_str().as_bytes());
        for ratio in [self.decision().quorum, self.decision().threshold, self.decision().floor] {
            bytes.extend(ratio.numerator.to_be_bytes());
            bytes.extend(ratio.denominator.to_be_bytes());
        }
        bytes.extend(self.groups_min().to_be_bytes());
        for group in &self.group_of {
            bytes.extend((*group as u64).to_be_bytes());
        }
        if let Some(settings) = &self.settings {
            settings.put(bytes);
            self.options.iter().for_each(|on| bytes.extend(on.to_string().as_bytes()));
            self.cast.put(bytes);
        }
        let Cast::Each(each) = &self.cast else { return };
        for (option, parties) in self.options.iter().zip(each) {
            bytes.extend(option.to_string().as_bytes());
            for party in parties {
                bytes.push(u8::from(party.objects));
                bytes.extend((party.members.len() as u64).to_be_bytes());
                bytes.extend(party.members.iter().map(|ballot| match ballot {
                    None => 0,
                    Some(ConsentBallot::Consent) => 1,
                    Some(ConsentBallot::Concern) => 2,
                    Some(ConsentBallot::Objection) => 3,
                    Some(ConsentBallot::Abstain) => 4,
                }));
            }
        }
    }

    /// Of each party, in order, the ranking of each member; `None` in a round without rankings.
    pub(super) fn rankings(&self) -> Option<&[Vec<Option<Ranking>>]> {
        match &self.cast {
            Cast::Ranked(parties) => Some(parties),
            Cast::Each(_) | Cast::Graded(_) | Cast::Approved(_) => None,
        }
    }

    fn decision(&self) -> &crate::domain::charter::DecisionRule {
        &self.charter.decision
    }

    /// The least number of parties in a group with a floor: where stances are not attributed no
    /// smaller one may show.
    fn groups_min(&self) -> u64 {
        let decision = self.decision();
        let least = match self.charter.visibility {
            StanceVisibility::Attributed => decision.group_min,
            StanceVisibility::Pseudonymous | StanceVisibility::Secret => {
                decision.group_min.max(self.charter.subgroup_min)
            }
        };
        match decision.partition {
            Partition::Whole => u64::MAX,
            Partition::Kind | Partition::Declared(_) => u64::from(least),
        }
    }

    /// What the rule computes.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match (&self.cast, &self.settings) {
            (Cast::Each(each), _) => self.each(each),
            (_, Some(settings)) => self.whole(settings),
            (_, None) => unreachable!("ballots over all options come with settings"),
        }
    }

    /// Each option by itself.
    fn each(&self, each: &[Vec<ConsentParty>]) -> Outcome {
        let grouped = |parties: &Vec<ConsentParty>| {
            let placed = self.group_of.iter().copied().zip(parties.iter().cloned()).collect();
            Grouped::new(self.groups.len(), placed).expect("every group is counted")
        };
        self.told(&around::apart(self.rule, each.iter().map(grouped), &self.conditions()))
    }

    /// What came of the rule, with the names of options and groups.
    fn told(&self, told: &Told) -> Outcome {
        let versions = |places: &[usize]| -> Vec<ItemVersion> {
            places.iter().map(|place| self.options[*place].clone()).collect()
        };
        let groups = told.groups_under_floor.iter().map(|at| self.groups[*at].clone());
        let mut groups_under_floor: Vec<Box<str>> = groups.collect();
        groups_under_floor.sort_unstable();
        // Undivided parties are no group that is too small.
        let undivided = self.decision().partition == Partition::Whole;
        let tells = |step: &&Step| !(undivided && step.name == SMALL_GROUP);
        Outcome {
            rule: self.rule,
            result: told.result,
            adopted: versions(&told.chosen),
            ranking: versions(&told.ranking),
            tied: versions(&told.tied),
            groups_under_floor,
            steps: told.steps.iter().filter(tells).map(|step| self.step(step)).collect(),
            headcount: self.headcount,
        }
    }

    fn conditions(&self) -> Conditions {
        let decision = self.decision();
        Conditions {
            quorum: share(decision.quorum),
            threshold: share(decision.threshold),
            floors: Floors { floor: share(decision.floor), parties_min: self.groups_min() },
        }
    }

    fn step(&self, step: &Step) -> OutcomeStep {
        let text = |number: &BigRational| number.to_string().into();
        let option = |place: &usize| self.options[*place].clone();
        OutcomeStep {
            name: step.name.into(),
            option: step.option.as_ref().map(option),
            other: step.other.as_ref().map(option),
            options: step.options.iter().map(option).collect(),
            rank: step.rank.unwrap_or_default() as u32,
            group: step.group.map(|group| self.groups[group].clone()),
            value: match &step.value {
                Ok(value) => text(value),
                Err(reason) => reason.as_str().into(),
            },
            whole: step.whole.as_ref().map(text),
            against: step.against.as_ref().map(text),
            threshold: step
                .threshold
                .map(|t| format!("{}/{}", t.numerator(), t.denominator()).into()),
            passed: step.passed,
        }
    }
}

fn share(ratio: Ratio) -> Fraction {
    Fraction::new(ratio.numerator, ratio.denominator)
        .expect("the edge admits shares from 0 to 1 only")
}

/// A ballot as the two rules over one option take it.
fn of_ballot(ballot: &Ballot) -> Option<ConsentBallot> {
    match ballot {
        Ballot::Consent { stance, reason, .. } => Some(match (stance, reason) {
            (ConsentStance::Consent, _) => ConsentBallot::Consent,
            (ConsentStance::Objection, Some(_)) => ConsentBallot::Objection,
            (ConsentStance::Objection, None) | (ConsentStance::Concern, _) => {
                ConsentBallot::Concern
            }
            (ConsentStance::Abstain, _) => ConsentBallot::Abstain,
        }),
        Ballot::Vote { vote, .. } => Some(match vote {
            BallotVote::Agree => ConsentBallot::Consent,
            BallotVote::Disagree => ConsentBallot::Concern,
            BallotVote::Abstain => ConsentBallot::Abstain,
        }),
        Ballot::Ranking(_) | Ballot::Grades(_) | Ballot::Approvals(_) => None,
    }
}

fn gather(
    state: &Deliberation,
    (rule, through): (Rule, u64),
    seating: &Seating,
    options: &[ItemVersion],
    ballots: impl Fn(&ItemVersion) -> Vec<Vec<Option<ConsentBallot>>>,
) -> OutcomeInput {
    let option = |on: &ItemVersion| {
        let parties = seating.parties.iter().zip(ballots(on));
        let parties = parties.map(|(party, members)| {
            let objects = objects(state, on, party, through);
            ConsentParty { members, objects }
        });
        parties.collect()
    };
    let cast = Cast::Each(options.iter().map(option).collect());
    OutcomeInput { cast, ..empty(state, rule, seating, options) }
}

/// Parties, groups and options, without ballots.
fn empty(
    state: &Deliberation,
    rule: Rule,
    seating: &Seating,
    options: &[ItemVersion],
) -> OutcomeInput {
    let charter = state.charter.clone().expect("a round opens with a charter");
    let (groups, group_of) = partition(state, &charter.decision.partition, &seating.parties);
    OutcomeInput {
        rule,
        charter,
        groups,
        group_of,
        options: options.to_vec(),
        cast: Cast::Each(Vec::new()),
        settings: None,
        headcount: seating.seats.iter().map(Vec::len).sum::<usize>() as u32,
    }
}
