//! A rule over all options with the ballots that it counts: one place to run any of them.

use crate::analysis::choice::approving::Approvals;
use crate::analysis::choice::approving::{approval, equal_shares, phragmen};
use crate::analysis::choice::budget::{self, Budget};
use crate::analysis::choice::grading::{Grades, majority_judgment, score, star};
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::choice::profile::Profile;
use crate::analysis::choice::ranking::pairwise::Strength;
use crate::analysis::choice::ranking::{Ranking, condorcet, ranked_pairs, schulze};
use crate::analysis::choice::{Choice, Step};
use crate::domain::charter::Rule;
use crate::domain::round::MissingGrades;

/// What a rule needs to know beside the ballots. What it does not use is not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How many options are chosen.
    pub seats: usize,
    /// What there is to spend and what each option costs.
    pub budget: Option<Budget>,
    /// The highest grade.
    pub grade_max: u32,
    /// What becomes of an option that a ballot with grades leaves out.
    pub missing_grades: MissingGrades,
    /// The order of options where ballots leave them equal.
    pub lottery: Lottery,
}

/// The ballots, in the form that a rule counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ballots {
    /// Options in order.
    Ranked(Profile<Ranking>),
    /// A grade for each option.
    Graded(Profile<Grades>),
    /// Options approved of.
    Approved(Profile<Approvals>),
}

impl Ballots {
    /// The number of parties that answered, an empty ballot included.
    #[must_use]
    pub fn answered(&self) -> usize {
        match self {
            Ballots::Ranked(profile) => profile.answered(),
            Ballots::Graded(profile) => profile.answered(),
            Ballots::Approved(profile) => profile.answered(),
        }
    }

    /// The test that somebody's ballot says something: without it a lottery alone would decide.
    #[must_use]
    pub fn expressed(&self) -> Step {
        let voices = match self {
            Ballots::Ranked(profile) => profile.expressed(),
            Ballots::Graded(profile) => profile.expressed(),
            Ballots::Approved(profile) => profile.expressed(),
        };
        Step::expressed(voices, self.answered())
    }
}

/// What a rule chooses; `None` where it counts ballots of another form, or lacks its budget, and
/// for the two rules over one option, which choose nothing among many.
#[must_use]
pub fn choose(rule: Rule, ballots: &Ballots, settings: &Settings) -> Option<Choice> {
    let lottery = &settings.lottery;
    Some(match (rule, ballots) {
        (Rule::Condorcet, Ballots::Ranked(profile)) => condorcet::choose(profile),
        (Rule::Schulze, Ballots::Ranked(profile)) => {
            schulze::choose(profile, Strength::WinningVotes, lottery)
        }
        (Rule::RankedPairs, Ballots::Ranked(profile)) => {
            ranked_pairs::choose(profile, Strength::Margins, lottery)
        }
        (Rule::MajorityJudgment, Ballots::Graded(profile)) => {
            majority_judgment::choose(profile, settings.missing_grades, lottery)
        }
        (Rule::Star, Ballots::Graded(profile)) => {
            star::choose(profile, settings.grade_max, lottery)
        }
        (Rule::Score, Ballots::Graded(profile)) => score::choose(profile, lottery),
        (Rule::Approval, Ballots::Approved(profile)) => {
            approval::approval(profile, settings.seats, lottery)
        }
        (Rule::EqualShares, Ballots::Approved(profile)) => {
            equal_shares::equal_shares(profile, settings.seats, lottery)
        }
        (Rule::SequentialPhragmen, Ballots::Approved(profile)) => {
            phragmen::seq_phragmen(profile, settings.seats, lottery)
        }
        (_, Ballots::Approved(profile)) => {
            return spend(rule, profile, settings.budget.as_ref()?, lottery);
        }
        (_, Ballots::Ranked(_) | Ballots::Graded(_)) => return None,
    })
}

fn spend(
    rule: Rule,
    profile: &Profile<Approvals>,
    budget: &Budget,
    lottery: &Lottery,
) -> Option<Choice> {
    use budget::equal_shares::{Completion, equal_shares};
    let completion = match rule {
        Rule::BudgetGreedy => return Some(budget::greedy::by_votes(profile, budget, lottery)),
        Rule::BudgetEqualShares => Completion::None,
        Rule::BudgetEqualSharesAdd1 => Completion::Add1,
        Rule::BudgetEqualSharesAdd1Greedy => Completion::Add1Greedy,
        _ => return None,
    };
    Some(equal_shares(profile, budget, completion, lottery))
}
