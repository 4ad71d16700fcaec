//! Score: the option with the highest sum of grades.
//!
//! Smith, Range voting (2000), without averages. A grade that is missing counts as 0.

use std::cmp::Reverse;

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::analysis::choice::Choice;
use crate::analysis::choice::grading::Grades;
use crate::analysis::choice::lots::{self, Lot};
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::choice::profile::{Profile, Weighed};
use crate::analysis::choice::step::Step;
use crate::analysis::exact::{Whole, fast_or_big, ratio, times};

/// One option in the ranking, at its rank. The value is its sum of grades, each times the voices
/// that gave it.
pub const SCORE_SUM: &str = "score_sum";

/// What the sums make of the grades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The sum of each option: 0 or more, at most the highest grade times the parties that
    /// answered.
    pub sums: Vec<BigRational>,
    /// The options with the highest sum, ascending.
    pub winners: Vec<usize>,
    /// All options, the highest sum first, equal sums in lottery order.
    pub ranking: Vec<usize>,
    /// The options with equal sums.
    pub lots: Vec<Lot>,
}

/// The sum of grades of each option. The lottery holds the options of the profile.
#[must_use]
pub fn score(profile: &Profile<Grades>, lottery: &Lottery) -> Score {
    fast_or_big(|| found::<i128>(profile, lottery), || found::<BigInt>(profile, lottery))
}

fn found<T: Whole>(profile: &Profile<Grades>, lottery: &Lottery) -> Option<Score> {
    let weighed = profile.weighed::<T>()?;
    let sums = sums(profile, &weighed)?;
    let mut order: Vec<usize> = (0..sums.len()).collect();
    order.sort_by_key(|option| Reverse(&sums[*option]));
    let levels = lots::levels(&order, |a, b| sums[a] == sums[b]);
    let (ranking, lots) = lots::in_order(&levels, lottery);
    let winners = levels.into_iter().next().unwrap_or_default();
    let sums = sums.into_iter().map(|sum| ratio(sum, weighed.party.clone())).collect();
    Some(Score { sums, winners, ranking, lots })
}

/// The sums in units of the weights; `None` where they overflow.
pub(super) fn sums<T: Whole>(profile: &Profile<Grades>, weighed: &Weighed<T>) -> Option<Vec<T>> {
    let mut sums = vec![T::zero(); profile.options()];
    for (ballot, weight) in profile.ballots().zip(&weighed.ballots) {
        for (sum, grade) in sums.iter_mut().zip(ballot.given()) {
            *sum = sum.checked_add(&times(weight, grade.unwrap_or_default().into())?)?;
        }
    }
    Some(sums)
}

/// Chooses the first of the ranking. The lottery holds the options of the profile.
#[must_use]
pub fn choose(profile: &Profile<Grades>, lottery: &Lottery) -> Choice {
    let Score { sums, ranking, lots, .. } = score(profile, lottery);
    let told = |(at, &option): (usize, &usize)| {
        Step::new(SCORE_SUM).about(option).at(at + 1).found(sums[option].clone())
    };
    let mut steps: Vec<Step> = ranking.iter().enumerate().map(told).collect();
    steps.extend(lots::steps(&lots));
    let chosen = ranking.first().copied().into_iter().collect();
    Choice { chosen, ranking, tied: lots::tied(&lots), steps }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::choice::grading::sample::{graded, profile};

    #[test]
    fn sums_are_ranked_and_equal_ones_are_a_lot() {
        let ballots = profile(5, &[(3, &[5, 2, 0, 1]), (2, &[0, 5, 3, 3])]);
        let choice = choose(&ballots, &Lottery::of_order(vec![3, 2, 1, 0]).unwrap());
        // 15, 16, 6 and 9.
        assert_eq!((choice.chosen, choice.ranking), (vec![1], vec![1, 0, 3, 2]));
        assert_eq!(choice.steps[1].value, Ok(BigRational::from_integer(15.into())));
        let equal =
            score(&profile(5, &[(1, &[2, 3, 3])]), &Lottery::of_order(vec![2, 1, 0]).unwrap());
        assert_eq!((equal.winners, equal.ranking), (vec![1, 2], vec![2, 1, 0]));
        assert_eq!(equal.lots, [[2, 1]]);
    }

    #[test]
    fn members_share_the_voice_and_no_grade_counts_as_nothing() {
        let ballot = |grades: &[(usize, u32)]| Some(Grades::new(2, 4, grades).unwrap());
        let parties = [vec![ballot(&[(0, 4)]), ballot(&[(0, 1), (1, 4)])], vec![ballot(&[])]];
        let profile = Profile::of_parties(2, parties.iter().map(Vec::as_slice));
        let sums = score(&profile, &Lottery::by_number(2)).sums;
        assert_eq!(sums.iter().map(ToString::to_string).collect::<Vec<_>>(), ["5/2", "2"]);
    }

    proptest! {
        #[test]
        fn the_fast_path_equals_the_big_path(profile in graded()) {
            let lottery = Lottery::by_number(profile.options());
            prop_assert_eq!(
                found::<i128>(&profile, &lottery).unwrap(),
                found::<BigInt>(&profile, &lottery).unwrap()
            );
        }
    }
}
