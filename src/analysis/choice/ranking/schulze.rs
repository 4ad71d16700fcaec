//! The Schulze method: options are compared by the strongest chain of wins from one to the other.
//!
//! Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
//! single-winner election method (2011). A chain is as strong as its weakest link.

use std::collections::BTreeSet;

use num_rational::BigRational;
use num_traits::Zero;

use crate::analysis::choice::Choice;
use crate::analysis::choice::lots::{self, Lot};
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::choice::profile::Profile;
use crate::analysis::choice::ranking::Ranking;
use crate::analysis::choice::ranking::condorcet::diagnosis;
use crate::analysis::choice::ranking::pairwise::{Pairwise, Strength};
use crate::analysis::choice::step::Step;

/// Two neighbours in the ranking, head to head. The value is the voices that rank the option
/// above the other, held against those that rank it below.
pub const SCHULZE_DIRECT: &str = "schulze_direct";
/// Two neighbours in the ranking, by their strongest chains. The value is the strength of the
/// chain from the option to the other, held against that of the chain back; 0 without a chain.
pub const SCHULZE_CHAIN: &str = "schulze_chain";

/// What the Schulze method makes of a matrix.
#[derive(Debug, Clone)]
pub struct Schulze {
    /// The options that no other defeats, ascending.
    pub winners: Vec<usize>,
    /// The options that nothing left defeats, then those after taking them away, and so on; each
    /// level ascending.
    pub levels: Vec<Vec<usize>>,
    /// All options, each after those that defeat it; of several that could be next, the first in
    /// lottery order.
    pub ranking: Vec<usize>,
    /// The options of which several could be next.
    pub lots: Vec<Lot>,
    options: usize,
    /// The number of the strength of the strongest chain, row by row; 0 without a chain.
    paths: Vec<i32>,
    /// What each number stands for, from 1.
    strengths: Vec<(usize, usize)>,
}

/// The Schulze method, in O(m³) steps for m options. The lottery holds the options of the matrix.
#[must_use]
pub fn schulze(pairwise: &Pairwise, strength: Strength, lottery: &Lottery) -> Schulze {
    let options = pairwise.options();
    let ranks = pairwise.ranks(strength);
    let mut paths = ranks.of;
    for a in 0..options {
        for b in 0..options {
            if !pairwise.beats(a, b) {
                paths[a * options + b] = 0;
            }
        }
    }
    widen(&mut paths, options);
    let beaten = |option: usize| {
        let beats = |other: &usize| {
            let (there, back) = (other * options + option, option * options + other);
            paths[there] > paths[back]
        };
        (0..options).filter(beats).count()
    };
    let beaten: Vec<usize> = (0..options).map(beaten).collect();
    let (ranking, lots) = Defeats { paths: &paths, options }.ordered(beaten.clone(), lottery);
    Schulze {
        winners: (0..options).filter(|option| beaten[*option] == 0).collect(),
        levels: Defeats { paths: &paths, options }.levels(beaten),
        ranking,
        lots,
        options,
        paths,
        strengths: ranks.pairs,
    }
}

/// The strongest chain through every further option in turn (Floyd 1962, Warshall 1962).
fn widen(paths: &mut [i32], options: usize) {
    for through in 0..options {
        let onward = paths[through * options..][..options].to_vec();
        for row in paths.chunks_exact_mut(options) {
            let first = row[through];
            if first > 0 {
                let ends = row.iter_mut().zip(&onward);
                ends.for_each(|(path, rest)| *path = (*path).max(first.min(*rest)));
            }
        }
    }
}

/// Who defeats whom: a strict order that may leave options apart.
struct Defeats<'a> {
    paths: &'a [i32],
    options: usize,
}

impl Defeats<'_> {
    fn by(&self, option: usize) -> impl Iterator<Item = usize> {
        let back = move |other: usize| self.paths[other * self.options + option];
        let row = &self.paths[option * self.options..][..self.options];
        row.iter().enumerate().filter(move |(other, path)| **path > back(*other)).map(|(at, _)| at)
    }

    /// All options, with the number of options that defeat each, in order.
    fn ordered(&self, mut beaten: Vec<usize>, lottery: &Lottery) -> (Vec<usize>, Vec<Lot>) {
        let free = (0..self.options).filter(|option| beaten[*option] == 0);
        let mut free: BTreeSet<usize> = free.map(|option| lottery.place(option)).collect();
        let (mut ranking, mut lots, mut is_new) = (Vec::new(), Vec::new(), true);
        while let Some(&place) = free.first() {
            if is_new && free.len() > 1 {
                lots.push(free.iter().map(|place| lottery.order()[*place]).collect());
            }
            is_new = false;
            free.remove(&place);
            let next = lottery.order()[place];
            ranking.push(next);
            for other in self.by(next) {
                beaten[other] -= 1;
                if beaten[other] == 0 {
                    is_new |= free.insert(lottery.place(other));
                }
            }
        }
        (ranking, lots)
    }

    fn levels(&self, mut beaten: Vec<usize>) -> Vec<Vec<usize>> {
        let mut level: Vec<usize> = (0..self.options).filter(|at| beaten[*at] == 0).collect();
        let mut levels = Vec::new();
        while !level.is_empty() {
            let mut next = Vec::new();
            for other in level.iter().flat_map(|option| self.by(*option)) {
                beaten[other] -= 1;
                if beaten[other] == 0 {
                    next.push(other);
                }
            }
            next.sort_unstable();
            levels.push(std::mem::replace(&mut level, next));
        }
        levels
    }
}

impl Schulze {
    /// Whether the strongest chain from a to b is stronger than that from b to a.
    #[must_use]
    pub fn defeats(&self, a: usize, b: usize) -> bool {
        self.paths[a * self.options + b] > self.paths[b * self.options + a]
    }

    /// The strength of the strongest chain from a to another option b; 0 without one. `pairwise`
    /// and `strength` are those that it was made of.
    fn chain(&self, pairwise: &Pairwise, strength: Strength, a: usize, b: usize) -> BigRational {
        match self.paths[a * self.options + b] {
            0 => BigRational::zero(),
            number => {
                let (from, to) = self.strengths[number as usize - 1];
                pairwise.strength(from, to, strength)
            }
        }
    }
}

/// Chooses the first of the ranking. The lottery holds the options of the profile.
#[must_use]
pub fn choose(profile: &Profile<Ranking>, strength: Strength, lottery: &Lottery) -> Choice {
    let pairwise = Pairwise::of(profile);
    let found = schulze(&pairwise, strength, lottery);
    let mut steps = diagnosis(&pairwise);
    for (&a, &b) in found.ranking.iter().zip(found.ranking.iter().skip(1)) {
        let about = |name| Step::new(name).about(a).over(b);
        let (there, back) = (pairwise.support(a, b), pairwise.support(b, a));
        steps.push(about(SCHULZE_DIRECT).found(there).against(back));
        let chain = |from, to| found.chain(&pairwise, strength, from, to);
        steps.push(about(SCHULZE_CHAIN).found(chain(a, b)).against(chain(b, a)));
    }
    steps.extend(lots::steps(&found.lots));
    let chosen = found.ranking.first().copied().into_iter().collect();
    Choice { chosen, ranking: found.ranking, tied: lots::tied(&found.lots), steps }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::choice::ranking::sample::profile;
    use crate::analysis::choice::step::LOTTERY;

    /// 0 over 1 by 6 to 3, 1 over 2 by 7 to 2, 2 over 0 by 5 to 4.
    fn circle() -> Profile<Ranking> {
        profile(3, &[(4, &[&[0], &[1], &[2]]), (3, &[&[1], &[2], &[0]]), (2, &[&[2], &[0], &[1]])])
    }

    #[test]
    fn a_circle_is_broken_at_its_weakest_link() {
        for strength in [Strength::WinningVotes, Strength::Margins] {
            let found = schulze(&Pairwise::of(&circle()), strength, &Lottery::by_number(3));
            assert_eq!((&found.winners, &found.ranking), (&vec![0], &vec![0, 1, 2]));
            assert_eq!((found.levels.len(), found.lots.len()), (3, 0));
            assert!(found.defeats(0, 2) && !found.defeats(2, 0));
        }
        let choice = choose(&circle(), Strength::WinningVotes, &Lottery::by_number(3));
        let number = |n: i64| BigRational::from_integer(n.into());
        let step = |name, a, b| Step::new(name).about(a).over(b);
        assert_eq!(
            choice.steps[1..3],
            [
                step(SCHULZE_DIRECT, 0, 1).found(number(6)).against(number(3)),
                step(SCHULZE_CHAIN, 0, 1).found(number(6)).against(number(5)),
            ]
        );
        assert_eq!((choice.chosen, choice.tied), (vec![0], vec![]));
    }

    #[test]
    fn what_is_apart_is_put_in_lottery_order() {
        // 0 beats 1 and 2 beats 3; all else is equal.
        let ballots = profile(4, &[(1, &[&[0], &[1], &[2], &[3]]), (1, &[&[2], &[3], &[0], &[1]])]);
        let lottery = Lottery::of_order(vec![3, 2, 1, 0]).unwrap();
        let choice = choose(&ballots, Strength::WinningVotes, &lottery);
        assert_eq!((choice.ranking, choice.tied), (vec![2, 3, 0, 1], vec![0, 2, 3]));
        let lots = choice.steps.iter().filter(|step| step.name == LOTTERY);
        let lots: Vec<_> = lots.map(|step| step.options.clone()).collect();
        assert_eq!(lots, [[2, 0], [3, 0]]);
        let all = choose(&profile(3, &[]), Strength::Margins, &Lottery::by_number(3));
        assert_eq!((all.chosen, all.ranking, all.tied), (vec![0], vec![0, 1, 2], vec![0, 1, 2]));
        assert_eq!(all.steps.last(), Some(&Step::lottery(0, vec![0, 1, 2])));
    }
}
