//! STAR (score then automatic runoff): of the two options with the highest sums, the one that more
//! voices grade higher.
//!
//! Equal Vote Coalition, STAR voting, with its ladder for ties. Where options have equal sums, and
//! not all of them can go on, those do that more voices prefer to the others of equal sum, taken
//! two by two; then those with more top grades; then those that come first in the lottery. Where
//! the runoff is equal, the higher sum wins; then more top grades; then the lottery. A grade that
//! is missing counts as 0.

use std::cmp::Reverse;

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::analysis::choice::Choice;
use crate::analysis::choice::grading::{Grades, score};
use crate::analysis::choice::lots::{self, Lot};
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::choice::profile::{Profile, Weighed};
use crate::analysis::choice::step::Step;
use crate::analysis::exact::{Whole, fast_or_big, ratio, times};

/// One option, the highest sum first, at its rank. The value is its sum of grades.
pub const STAR_SUM: &str = "star_sum";
/// Options with equal sums, of which not all can go on, were compared two by two; those left are
/// in `options`. Passed where that tells any apart.
pub const STAR_TIE_PREFERRED: &str = "star_tie_preferred";
/// The same by the number of top grades.
pub const STAR_TIE_TOP: &str = "star_tie_top";
/// The two finalists, in `options`.
pub const STAR_FINALISTS: &str = "star_finalists";
/// The runoff. The value is the voices that grade the option above the other, held against those
/// that grade it below.
pub const STAR_RUNOFF: &str = "star_runoff";
/// An equal runoff by sums: the value is that of the option, held against that of the other.
pub const STAR_RUNOFF_SUM: &str = "star_runoff_sum";
/// An equal runoff by the voices that give the top grade, held against each other.
pub const STAR_RUNOFF_TOP: &str = "star_runoff_top";

/// How many options go on to the runoff.
const FINALISTS: usize = 2;

/// What STAR makes of the grades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Star {
    /// The sum of each option.
    pub sums: Vec<BigRational>,
    /// The options of the runoff, at most two, the winner first.
    pub finalists: Vec<usize>,
    /// The options between which the lottery decided, in lottery order, with how many of them it
    /// had to name.
    pub lots: Vec<(Lot, usize)>,
    steps: Vec<Step>,
}

/// STAR with this highest grade. The lottery holds the options of the profile.
#[must_use]
pub fn star(profile: &Profile<Grades>, max: u32, lottery: &Lottery) -> Star {
    fast_or_big(|| found::<i128>(profile, max, lottery), || found::<BigInt>(profile, max, lottery))
}

fn found<T: Whole>(profile: &Profile<Grades>, max: u32, lottery: &Lottery) -> Option<Star> {
    let weighed = profile.weighed::<T>()?;
    let sums = score::sums(profile, &weighed)?;
    let mut count = Count { profile, weighed, max, lottery, lots: Vec::new(), steps: Vec::new() };
    count.tell_sums(&sums);
    let mut finalists = count.finalists(&sums)?;
    if let [a, b] = finalists[..] {
        count.steps.push(Step::new(STAR_FINALISTS).among(finalists.clone()));
        let winner = count.runoff(&sums, a, b)?;
        finalists.sort_by_key(|option| *option != winner);
    }
    let Count { weighed, lots, steps, .. } = count;
    let sums = sums.into_iter().map(|sum| ratio(sum, weighed.party.clone())).collect();
    Some(Star { sums, finalists, lots, steps })
}

struct Count<'a, T> {
    profile: &'a Profile<Grades>,
    weighed: Weighed<T>,
    max: u32,
    lottery: &'a Lottery,
    lots: Vec<(Lot, usize)>,
    steps: Vec<Step>,
}

impl<T: Whole> Count<'_, T> {
    fn voices(&self, weight: &T) -> BigRational {
        ratio(weight.clone(), self.weighed.party.clone())
    }

    fn tell_sums(&mut self, sums: &[T]) {
        let mut order = self.lottery.order().to_vec();
        order.sort_by(|a, b| sums[*b].cmp(&sums[*a]));
        for (at, option) in order.into_iter().enumerate() {
            let step = Step::new(STAR_SUM).about(option).at(at + 1);
            self.steps.push(step.found(self.voices(&sums[option])));
        }
    }

    /// The two options with the highest sums, in lottery order where they are equal.
    fn finalists(&mut self, sums: &[T]) -> Option<Vec<usize>> {
        let all: Vec<usize> = self.lottery.order().to_vec();
        let mut place = Places::new(all.len().min(FINALISTS));
        let mut tied = place.take(all, |option| &sums[option]);
        if !tied.is_empty() {
            let preferred = self.preferred(&tied)?;
            tied = self.narrow(STAR_TIE_PREFERRED, &mut place, tied, &preferred);
        }
        if !tied.is_empty() {
            let top = self.top(&tied)?;
            tied = self.narrow(STAR_TIE_TOP, &mut place, tied, &top);
        }
        if !tied.is_empty() {
            let open = place.open;
            place.taken.extend(&tied[..open]);
            self.draw(tied, open);
        }
        Some(place.taken)
    }

    /// One rung of the ladder; what is still equal after it.
    fn narrow(
        &mut self,
        name: &'static str,
        place: &mut Places,
        tied: Vec<usize>,
        counts: &[T],
    ) -> Vec<usize> {
        let before = (tied.len(), place.taken.len());
        let count = |option: usize| tied.iter().zip(counts).find(|(at, _)| **at == option);
        let left = place.take(tied.clone(), |option| count(option).map(|(_, count)| count));
        let mut options = place.taken[before.1..].to_vec();
        options.extend(&left);
        let is_narrower = left.len() < before.0;
        self.steps.push(Step::new(name).among(options).passed(is_narrower));
        left
    }

    fn draw(&mut self, tied: Vec<usize>, open: usize) {
        self.steps.push(Step::lottery(tied[0], tied.clone()));
        self.lots.push((tied, open));
    }

    /// For each of the tied options the voices that prefer it to each other of them, added up.
    fn preferred(&self, tied: &[usize]) -> Option<Vec<T>> {
        let mut counts = vec![T::zero(); tied.len()];
        for (ballot, weight) in self.profile.ballots().zip(&self.weighed.ballots) {
            let grade = |option: &usize| ballot.given()[*option].unwrap_or_default();
            let mut grades: Vec<u32> = tied.iter().map(grade).collect();
            grades.sort_unstable();
            for (count, option) in counts.iter_mut().zip(tied) {
                let below = grades.partition_point(|other| *other < grade(option));
                *count = count.checked_add(&times(weight, below as u64)?)?;
            }
        }
        Some(counts)
    }

    /// For each of these options the voices that give it the top grade.
    fn top(&self, options: &[usize]) -> Option<Vec<T>> {
        let mut counts = vec![T::zero(); options.len()];
        for (ballot, weight) in self.profile.ballots().zip(&self.weighed.ballots) {
            for (count, option) in counts.iter_mut().zip(options) {
                if ballot.given()[*option] == Some(self.max) {
                    *count = count.checked_add(weight)?;
                }
            }
        }
        Some(counts)
    }

    /// The winner of the two.
    fn runoff(&mut self, sums: &[T], a: usize, b: usize) -> Option<usize> {
        let preferred = self.preferred(&[a, b])?;
        let rungs = [
            (STAR_RUNOFF, preferred),
            (STAR_RUNOFF_SUM, vec![sums[a].clone(), sums[b].clone()]),
            (STAR_RUNOFF_TOP, self.top(&[a, b])?),
        ];
        for (name, counts) in rungs {
            let [of_a, of_b] = &counts[..] else { return None };
            let (first, second, more, less) =
                if of_b > of_a { (b, a, of_b, of_a) } else { (a, b, of_a, of_b) };
            let step = Step::new(name).about(first).over(second);
            self.steps.push(step.found(self.voices(more)).against(self.voices(less)));
            if more > less {
                return Some(first);
            }
        }
        let mut both = vec![a, b];
        both.sort_by_key(|option| self.lottery.place(*option));
        let first = both[0];
        self.draw(both, 1);
        Some(first)
    }
}

/// The places in the runoff.
struct Places {
    taken: Vec<usize>,
    open: usize,
}

impl Places {
    fn new(open: usize) -> Places {
        Places { taken: Vec::new(), open }
    }

    /// Gives the open places to the options with the highest key; where equal ones are more than
    /// the places left, they get none and are returned, in the order in which they came.
    fn take<K: Ord>(&mut self, mut options: Vec<usize>, key: impl Fn(usize) -> K) -> Vec<usize> {
        options.sort_by_key(|option| Reverse(key(*option)));
        for equals in options.chunk_by(|a, b| key(*a) == key(*b)) {
            if equals.len() > self.open {
                return if self.open > 0 { equals.to_vec() } else { Vec::new() };
            }
            self.taken.extend(equals);
            self.open -= equals.len();
        }
        Vec::new()
    }
}

/// Chooses the winner and ranks nothing. The lottery holds the options of the profile.
#[must_use]
pub fn choose(profile: &Profile<Grades>, max: u32, lottery: &Lottery) -> Choice {
    let Star { finalists, lots, steps, .. } = star(profile, max, lottery);
    let lots: Vec<Lot> = lots.into_iter().map(|(lot, _)| lot).collect();
    let chosen = finalists.first().copied().into_iter().collect();
    Choice { chosen, ranking: Vec::new(), tied: lots::tied(&lots), steps }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::choice::grading::sample::{MAX, graded, profile};

    fn names(choice: &Choice) -> Vec<&str> {
        choice.steps.iter().map(|step| step.name).filter(|name| *name != STAR_SUM).collect()
    }

    #[test]
    fn the_runoff_can_turn_the_sums_round() {
        // Sums 12, 11 and 6; three of five voices prefer option 1 to option 0.
        let ballots = profile(5, &[(2, &[5, 1, 0]), (2, &[1, 3, 1]), (1, &[0, 3, 4])]);
        let found = star(&ballots, 5, &Lottery::by_number(3));
        assert_eq!((found.finalists, found.lots), (vec![1, 0], vec![]));
        let choice = choose(&ballots, 5, &Lottery::by_number(3));
        assert_eq!((&choice.chosen[..], &choice.ranking[..]), (&[1][..], &[][..]));
        let number = |n: i64| BigRational::from_integer(n.into());
        let runoff = Step::new(STAR_RUNOFF).about(1).over(0).found(number(3)).against(number(2));
        assert_eq!(choice.steps.last(), Some(&runoff));
    }

    #[test]
    fn every_rung_of_the_ladder_can_decide() {
        let of = |ballots: &[(u64, &[u32])]| {
            let profile = profile(5, ballots);
            let lottery = Lottery::of_order((0..profile.options()).rev().collect()).unwrap();
            choose(&profile, 5, &lottery)
        };
        // 1 and 2 have equal sums below 0, and two voices against one prefer 2.
        let preferred = of(&[(1, &[5, 4, 2]), (2, &[5, 1, 2])]);
        assert_eq!(names(&preferred)[..1], [STAR_TIE_PREFERRED]);
        assert!(preferred.steps[3].passed && preferred.steps[3].options == [2]);
        // 1 and 2 have equal sums and one voice each, and 1 has a top grade.
        let top = of(&[(1, &[5, 5, 2]), (1, &[5, 0, 3])]);
        assert_eq!(names(&top)[..2], [STAR_TIE_PREFERRED, STAR_TIE_TOP]);
        assert!(!top.steps[3].passed && top.steps[4].options == [1] && top.tied.is_empty());
        let sums = of(&[(1, &[5, 0]), (1, &[1, 2])]);
        assert_eq!((names(&sums)[2], &sums.chosen), (STAR_RUNOFF_SUM, &vec![0]));
        let top = of(&[(1, &[5, 1]), (1, &[0, 4])]);
        assert_eq!((names(&top)[3], &top.chosen), (STAR_RUNOFF_TOP, &vec![0]));
        let drawn = of(&[(3, &[3, 3, 3])]);
        assert_eq!((&drawn.chosen, &drawn.tied), (&vec![2], &vec![0, 1, 2]));
    }

    #[test]
    fn fewer_than_two_options_need_no_runoff() {
        let one = choose(&profile(5, &[(1, &[0])]), 5, &Lottery::by_number(1));
        assert_eq!((&one.chosen, names(&one).len()), (&vec![0], 0));
        let none = choose(&profile(5, &[]), 5, &Lottery::by_number(0));
        assert_eq!((none.chosen, none.steps), (vec![], vec![]));
    }

    proptest! {
        #[test]
        fn the_fast_path_equals_the_big_path(profile in graded()) {
            let lottery = Lottery::by_number(profile.options());
            prop_assert_eq!(
                found::<i128>(&profile, MAX, &lottery).unwrap(),
                found::<BigInt>(&profile, MAX, &lottery).unwrap()
            );
        }
    }
}
