//! Majority judgment: the option with the highest middle grade.
//!
//! Balinski & Laraki, A theory of measuring, electing, and ranking (2007). The middle grade is the
//! lower median. Options are compared by their majority values: the grades met when one lower
//! median after another is taken away.
//!
//! # Why blocks give the same as one at a time
//!
//! Let the n grades of an option be x₁ ≤ … ≤ xₙ. Taking lower medians away meets, for an even
//! n = 2p, xₚ, xₚ₊₁, xₚ₋₁, xₚ₊₂, …: by turns the next grade down and the next grade up from the
//! middle, down first. For an odd n it meets the one in the middle, and goes on as for an even n.
//! So after any number of turns what was taken away reaches equally far down and up from the
//! middle, and the values of two options differ first where, at the smallest such distance, the
//! grades down or else those up differ. Grades are met in blocks of equal ones, so that it is
//! enough to walk both options from the end of one block to the next: from the middle of the
//! weights, at distances in half units, with a pair of grades, down and up, for each stretch
//! between two ends.
//!
//! Weights count as that many grades of one unit each. The pairs and the lengths of the stretches
//! as parts of all weights depend only on the share of the voices behind each grade, so that to
//! repeat every ballot, or to write the weights over a larger denominator, changes no median, no
//! comparison and no ranking.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::analysis::choice::Choice;
use crate::analysis::choice::grading::Grades;
use crate::analysis::choice::lots::{self, Lot};
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::choice::profile::{Ballot, Profile};
use crate::analysis::choice::step::Step;
use crate::analysis::exact::{Whole, fast_or_big, ratio, times, total};
pub use crate::domain::round::MissingGrades;

/// One option that was judged by all, at its rank. The value is its middle grade.
pub const MAJORITY_GRADE: &str = "majority_grade";
/// Two neighbours with the same middle grade. The value is the voices around the middle of the
/// grades that are the same for both, and are set aside; the whole is all voices that judged.
pub const MAJORITY_ASIDE: &str = "majority_aside";
/// What decided between them: the next grade below those set aside. The value is that of the
/// option, held against that of the other.
pub const MAJORITY_BELOW: &str = "majority_below";
/// What decided between them: the next grade above those set aside. The value is as for
/// [`MAJORITY_BELOW`].
pub const MAJORITY_ABOVE: &str = "majority_above";
/// An option that was not judged by all, which is not compared. The value is the voices that judged
/// it, the whole those that judged anything.
pub const MAJORITY_NOT_JUDGED: &str = "majority_not_judged";

/// What majority judgment makes of the grades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MajorityJudgment {
    /// The middle grade of each option: the smallest grade such that at least half of the voices
    /// give it or a lower one. `None` where the option is not compared or nobody judged anything.
    pub medians: Vec<Option<u32>>,
    /// The options with the highest majority value, ascending; none where none is compared.
    pub winners: Vec<usize>,
    /// The options that are compared, those of equal value together, the highest first.
    pub levels: Vec<Vec<usize>>,
    /// All options: the levels, then those that are not compared, equal ones in lottery order.
    pub ranking: Vec<usize>,
    /// The options that were not judged by all, ascending.
    pub not_judged: Vec<usize>,
    /// The options with equal values, and those that are not compared.
    pub lots: Vec<Lot>,
    steps: Vec<Step>,
}

/// Majority judgment. The lottery holds the options of the profile.
#[must_use]
pub fn majority_judgment(
    profile: &Profile<Grades>,
    missing: MissingGrades,
    lottery: &Lottery,
) -> MajorityJudgment {
    fast_or_big(
        || found::<i128>(profile, missing, lottery),
        || found::<BigInt>(profile, missing, lottery),
    )
}

/// The grades of all options, as weights.
struct Judged<T> {
    /// What the voice of a whole party weighs.
    party: T,
    /// The weight of all ballots that say something.
    all: T,
    /// For each option the weight of each grade that it got, ascending.
    grades: Vec<Vec<(u32, T)>>,
    /// For each option the weight of the ballots that say something and grade it.
    given: Vec<T>,
}

/// A stretch of the way from the middle: the grades down and up, and how far they go.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stretch<T> {
    down: u32,
    up: u32,
    length: T,
}

/// Where two values part: how far from the middle, and the grades of the two there.
enum Parting<T> {
    Below(T, u32, u32),
    Above(T, u32, u32),
}

fn found<T: Whole>(
    profile: &Profile<Grades>,
    missing: MissingGrades,
    lottery: &Lottery,
) -> Option<MajorityJudgment> {
    let judged = judged::<T>(profile, missing)?;
    let is_compared =
        |option: usize| missing == MissingGrades::Lowest || judged.given[option] == judged.all;
    let (mut order, not_judged): (Vec<usize>, Vec<usize>) =
        (0..profile.options()).partition(|option| is_compared(*option));
    let values = judged.grades.iter().map(|grades| stretches(grades, &judged.all));
    let values = values.collect::<Option<Vec<_>>>()?;
    let compare = |a: usize, b: usize| match parting(&values[a], &values[b]) {
        None => Ordering::Equal,
        Some(Parting::Below(_, of_a, of_b) | Parting::Above(_, of_a, of_b)) => of_b.cmp(&of_a),
    };
    order.sort_by(|a, b| compare(*a, *b));
    let levels = lots::levels(&order, |a, b| compare(a, b) == Ordering::Equal);
    let mut all = levels.clone();
    all.extend((!not_judged.is_empty()).then(|| not_judged.clone()));
    let (ranking, lots) = lots::in_order(&all, lottery);
    let median = |option: usize| {
        let first = values[option].first().filter(|_| is_compared(option));
        first.map(|stretch| stretch.down)
    };
    let medians: Vec<Option<u32>> = (0..profile.options()).map(median).collect();
    let steps = judged.told(&ranking, &medians, &values, &not_judged);
    let winners = levels.first().cloned().unwrap_or_default();
    Some(MajorityJudgment { medians, winners, levels, ranking, not_judged, lots, steps })
}

fn judged<T: Whole>(profile: &Profile<Grades>, missing: MissingGrades) -> Option<Judged<T>> {
    let weighed = profile.weighed::<T>()?;
    let ballots: Vec<_> = (profile.ballots().zip(&weighed.ballots))
        .filter(|(ballot, _)| !ballot.is_empty())
        .collect();
    let mut scale: Vec<u32> =
        ballots.iter().flat_map(|(ballot, _)| ballot.given().iter().flatten().copied()).collect();
    scale.push(0);
    scale.sort_unstable();
    scale.dedup();
    let all = total(ballots.iter().map(|(_, weight)| Some((*weight).clone())))?;
    let mut weights = vec![vec![T::zero(); scale.len()]; profile.options()];
    for (ballot, weight) in &ballots {
        for (weights, grade) in weights.iter_mut().zip(ballot.given()) {
            if let Some(at) = grade.and_then(|grade| scale.binary_search(&grade).ok()) {
                weights[at] = weights[at].checked_add(weight)?;
            }
        }
    }
    let given = weights.iter().map(|weights| total(weights.iter().cloned().map(Some)));
    let given = given.collect::<Option<Vec<T>>>()?;
    if missing == MissingGrades::Lowest {
        for (weights, given) in weights.iter_mut().zip(&given) {
            weights[0] = weights[0].checked_add(&all.checked_sub(given)?)?;
        }
    }
    let graded = |weights: Vec<T>| {
        let grades = scale.iter().copied().zip(weights);
        grades.filter(|(_, weight)| !weight.is_zero()).collect()
    };
    let grades = weights.into_iter().map(graded).collect();
    Some(Judged { party: weighed.party, all, grades, given })
}

/// The way from the middle of these grades, in half units. An option with fewer grades than `all`,
/// which is not compared, gets a way that nobody reads.
fn stretches<T: Whole>(grades: &[(u32, T)], all: &T) -> Option<Vec<Stretch<T>>> {
    let mut below = T::zero();
    let (mut down, mut up) = (Vec::new(), Vec::new());
    for (grade, weight) in grades {
        let end = below.checked_add(&times(weight, 2)?)?;
        if below < *all {
            down.push((*grade, end.clone().min(all.clone()).checked_sub(&below)?));
        }
        if end > *all {
            up.push((*grade, end.checked_sub(&below.max(all.clone()))?));
        }
        below = end;
    }
    let (mut down, mut up) = (down.into_iter().rev(), up.into_iter());
    let (mut low, mut high) = (down.next(), up.next());
    let mut stretches = Vec::new();
    while let (Some((down_to, low_left)), Some((up_to, high_left))) = (&low, &high) {
        let length = low_left.min(high_left).clone();
        let rest = |left: &T| left.checked_sub(&length);
        let (low_left, high_left) = (rest(low_left)?, rest(high_left)?);
        stretches.push(Stretch { down: *down_to, up: *up_to, length });
        low = if low_left.is_zero() { down.next() } else { Some((*down_to, low_left)) };
        high = if high_left.is_zero() { up.next() } else { Some((*up_to, high_left)) };
    }
    Some(stretches)
}

/// Where two ways part; `None` where they are the same.
fn parting<T: Whole>(a: &[Stretch<T>], b: &[Stretch<T>]) -> Option<Parting<T>> {
    let (mut a, mut b) = (a.iter(), b.iter());
    let (mut of_a, mut of_b) = (a.next(), b.next());
    let (mut end_a, mut end_b, mut at) = (T::zero(), T::zero(), T::zero());
    while let (Some(one), Some(other)) = (of_a, of_b) {
        if one.down != other.down {
            return Some(Parting::Below(at, one.down, other.down));
        }
        if one.up != other.up {
            return Some(Parting::Above(at, one.up, other.up));
        }
        let (next_a, next_b) =
            (end_a.clone() + one.length.clone(), end_b.clone() + other.length.clone());
        at = next_a.clone().min(next_b.clone());
        if next_a == at {
            (of_a, end_a) = (a.next(), next_a.clone());
        }
        if next_b == at {
            (of_b, end_b) = (b.next(), next_b);
        }
    }
    None
}

impl<T: Whole> Judged<T> {
    fn voices(&self, weight: &T) -> BigRational {
        ratio(weight.clone(), self.party.clone())
    }

    fn told(
        &self,
        ranking: &[usize],
        medians: &[Option<u32>],
        values: &[Vec<Stretch<T>>],
        not_judged: &[usize],
    ) -> Vec<Step> {
        let number = |grade: u32| BigRational::from_integer(grade.into());
        let mut steps = Vec::new();
        for (at, &a) in ranking.iter().enumerate() {
            let Some(median) = medians[a] else { continue };
            let step = Step::new(MAJORITY_GRADE).about(a).at(at + 1);
            steps.push(step.found(number(median)));
            let next = ranking.get(at + 1).filter(|b| medians[**b] == Some(median));
            let parts = |&b: &usize| Some((b, parting(&values[a], &values[b])?));
            let Some((b, parting)) = next.and_then(parts) else { continue };
            let (name, aside, of_a, of_b) = match parting {
                Parting::Below(aside, of_a, of_b) => (MAJORITY_BELOW, aside, of_a, of_b),
                Parting::Above(aside, of_a, of_b) => (MAJORITY_ABOVE, aside, of_a, of_b),
            };
            let about = |name| Step::new(name).about(a).over(b);
            let aside = about(MAJORITY_ASIDE).found(self.voices(&aside));
            steps.push(aside.of(self.voices(&self.all)));
            steps.push(about(name).found(number(of_a)).against(number(of_b)));
        }
        for &option in not_judged {
            let step = Step::new(MAJORITY_NOT_JUDGED).about(option).passed(false);
            let given = self.voices(&self.given[option]);
            steps.push(step.found(given).of(self.voices(&self.all)));
        }
        steps
    }
}

/// Chooses the first of the ranking; nothing where no option is compared. The lottery holds the
/// options of the profile.
#[must_use]
pub fn choose(profile: &Profile<Grades>, missing: MissingGrades, lottery: &Lottery) -> Choice {
    let MajorityJudgment { winners, ranking, lots, mut steps, .. } =
        majority_judgment(profile, missing, lottery);
    steps.extend(lots::steps(&lots));
    let chosen = ranking.first().filter(|_| !winners.is_empty()).copied().into_iter().collect();
    Choice { chosen, ranking, tied: lots::tied(&lots), steps }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::choice::grading::sample::{graded, profile};

    fn of(profile: &Profile<Grades>, missing: MissingGrades) -> MajorityJudgment {
        majority_judgment(profile, missing, &Lottery::by_number(profile.options()))
    }

    /// The majority value as it is defined, one lower median at a time.
    fn one_at_a_time(grades: &[(u32, i128)]) -> Vec<u32> {
        let times = |(grade, weight): &(u32, i128)| std::iter::repeat_n(*grade, *weight as usize);
        let mut left: Vec<u32> = grades.iter().flat_map(times).collect();
        let mut value = Vec::new();
        while !left.is_empty() {
            value.push(left.remove((left.len() - 1) / 2));
        }
        value
    }

    #[test]
    fn the_highest_middle_grade_wins_and_what_decides_is_told() {
        // Sorted: 0 has 1 2 2 4 5, 1 has 0 2 2 3 3, 2 has 1 1 4 4 4.
        let ballots = profile(
            5,
            &[(1, &[1, 0, 4]), (1, &[2, 2, 4]), (1, &[2, 2, 4]), (1, &[4, 3, 1]), (1, &[5, 3, 1])],
        );
        let found = of(&ballots, MissingGrades::Exclude);
        assert_eq!(found.medians, [Some(2), Some(2), Some(4)]);
        assert_eq!((found.ranking, found.winners), (vec![2, 0, 1], vec![2]));
        // One in the middle is set aside, both have a 2 below it, and 4 is above 3.
        let number = |n: i64| BigRational::from_integer(n.into());
        let about = |name| Step::new(name).about(0).over(1);
        let told = [
            about(MAJORITY_ASIDE).found(number(1)).of(number(5)),
            about(MAJORITY_ABOVE).found(number(4)).against(number(3)),
        ];
        assert_eq!(found.steps[2..4], told);
    }

    #[test]
    fn an_option_that_not_all_judged_comes_last_or_gets_the_lowest_grade() {
        let ballot = |grades: &[(usize, u32)]| (Grades::new(2, 3, grades).unwrap(), 1);
        let ballots = [ballot(&[(0, 1), (1, 3)]), ballot(&[(0, 1)]), ballot(&[])];
        let ballots = Profile::of_counts(2, ballots);
        let found = of(&ballots, MissingGrades::Exclude);
        assert_eq!((found.ranking, found.not_judged), (vec![0, 1], vec![1]));
        assert_eq!((found.medians, found.levels), (vec![Some(1), None], vec![vec![0]]));
        let whole = Some(BigRational::from_integer(2.into()));
        assert_eq!(found.steps.last().map(|step| step.whole.clone()), Some(whole));
        let found = of(&ballots, MissingGrades::Lowest);
        assert_eq!((found.medians, found.winners), (vec![Some(1), Some(0)], vec![0]));
        let apart = [ballot(&[(0, 1)]), ballot(&[(1, 1)])];
        let apart = Profile::of_counts(2, apart);
        let choice = choose(&apart, MissingGrades::Exclude, &Lottery::by_number(2));
        assert_eq!((choice.chosen, choice.ranking, choice.tied), (vec![], vec![0, 1], vec![0, 1]));
    }

    proptest! {
        #[test]
        fn blocks_give_the_same_as_one_at_a_time(profile in graded()) {
            let judged = judged::<i128>(&profile, MissingGrades::Lowest).unwrap();
            let values: Vec<_> = judged.grades.iter().map(|grades| one_at_a_time(grades)).collect();
            let found = of(&profile, MissingGrades::Lowest);
            let mut order: Vec<usize> = (0..values.len()).collect();
            order.sort_by(|a, b| values[*b].cmp(&values[*a]));
            prop_assert_eq!(&found.levels, &lots::levels(&order, |a, b| values[a] == values[b]));
            for (median, value) in found.medians.iter().zip(&values) {
                prop_assert_eq!(median.as_ref(), value.first());
            }
        }

        #[test]
        fn the_fast_path_equals_the_big_path(profile in graded()) {
            let lottery = Lottery::by_number(profile.options());
            for missing in [MissingGrades::Exclude, MissingGrades::Lowest] {
                prop_assert_eq!(
                    found::<i128>(&profile, missing, &lottery).unwrap(),
                    found::<BigInt>(&profile, missing, &lottery).unwrap()
                );
            }
        }
    }
}
