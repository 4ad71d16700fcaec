//! Ranked pairs: wins are locked from strong to weak, but for those that would close a circle.
//!
//! Tideman, Independence of clones as a criterion for voting rules (1987). Between wins of one
//! strength the lottery order of the winner comes first, then that of the loser; two options that
//! are equal head to head take part in both directions.

use std::cmp::Reverse;

use crate::analysis::choice::Choice;
use crate::analysis::choice::lots::{self, Lot};
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::choice::profile::Profile;
use crate::analysis::choice::ranking::Ranking;
use crate::analysis::choice::ranking::condorcet::diagnosis;
use crate::analysis::choice::ranking::pairwise::{Pairwise, Strength};
use crate::analysis::choice::ranking::reach::{Reach, add, bits};
use crate::analysis::choice::step::Step;

/// The option was locked above the other; the rank tells as the how-manieth. The value is the
/// voices that rank it above the other, held against those that rank it below.
pub const PAIR_LOCKED: &str = "pair_locked";
/// The option beats the other head to head, but this was skipped, because it would close a circle
/// with what was locked before. The value is as for [`PAIR_LOCKED`].
pub const PAIR_SKIPPED: &str = "pair_skipped";

/// With at most this number of pairs of options every lock is told; else those between neighbours.
const TOLD_PAIRS_MAX: usize = 50;
/// At most this number of skipped wins is told.
const TOLD_SKIPPED_MAX: usize = 100;

/// One pair whose turn came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The option that at least as many voices rank above the other.
    pub winner: usize,
    /// The other option.
    pub loser: usize,
    /// As the how-manieth it was locked, from 1; `None` where it was skipped.
    pub locked: Option<usize>,
}

/// What ranked pairs make of a matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedPairs {
    /// All options in the order that was locked.
    pub ranking: Vec<usize>,
    /// What was locked, and every win that was skipped, in the order in which their turns came.
    pub pairs: Vec<Pair>,
    /// The options of pairs of one strength that could not all be locked, so that their order
    /// decided.
    pub lots: Vec<Lot>,
}

/// Ranked pairs, in O(m² log m + m³ / 64) steps for m options. The lottery holds the options of
/// the matrix.
#[must_use]
pub fn ranked_pairs(pairwise: &Pairwise, strength: Strength, lottery: &Lottery) -> RankedPairs {
    let options = pairwise.options();
    let ranks = pairwise.ranks(strength).of;
    let mut pairs: Vec<(Reverse<i32>, u32, u32)> = Vec::new();
    for (at, &rank) in ranks.iter().enumerate().filter(|(_, rank)| **rank > 0) {
        let place = |option| lottery.place(option) as u32;
        pairs.push((Reverse(rank), place(at / options), place(at % options)));
    }
    pairs.sort_unstable();
    let option = |place: u32| lottery.order()[place as usize];
    let mut lock = Lock::new(options);
    for group in pairs.chunk_by(|(one, ..), (other, ..)| one == other) {
        let group = group.iter().map(|(_, a, b)| (option(*a), option(*b)));
        lock.group(pairwise, &group.collect::<Vec<_>>());
    }
    let mut ranking: Vec<usize> = (0..options).collect();
    ranking.sort_by_key(|option| Reverse(lock.reach.count_below(*option)));
    let mut place = vec![0; options];
    ranking.iter().enumerate().for_each(|(at, option)| place[*option] = at);
    lock.lots.iter_mut().for_each(|lot| lot.sort_by_key(|option| place[*option]));
    RankedPairs { ranking, pairs: lock.pairs, lots: lock.lots }
}

struct Lock {
    reach: Reach,
    locked: usize,
    pairs: Vec<Pair>,
    lots: Vec<Lot>,
}

impl Lock {
    fn new(options: usize) -> Lock {
        let reach = Reach::new(options);
        Lock { reach, locked: 0, pairs: Vec::new(), lots: Vec::new() }
    }

    /// Gives all pairs of one strength their turn. Where each pair that no stronger ones exclude
    /// can be locked, they could have come in any order; else their order decided, between the
    /// options on the circles.
    fn group(&mut self, pairwise: &Pairwise, group: &[(usize, usize)]) {
        let is_open = |&(a, b): &(usize, usize)| !self.reach.reaches(b, a);
        let is_open: Vec<bool> = group.iter().map(is_open).collect();
        let mut circles = Vec::new();
        for (&(winner, loser), is_open) in group.iter().zip(is_open) {
            let is_skipped = self.reach.reaches(loser, winner);
            if is_skipped && is_open {
                close(&mut circles, &self.reach, loser, winner);
            }
            if !is_skipped {
                self.reach.lock(winner, loser);
                self.locked += 1;
            }
            if !is_skipped || pairwise.beats(winner, loser) {
                let locked = (!is_skipped).then_some(self.locked);
                self.pairs.push(Pair { winner, loser, locked });
            }
        }
        self.lots.extend(circles.iter().map(|set| bits(set).collect::<Vec<_>>()));
    }
}

/// Joins the circle that a chain from `top` to `bottom` closes with the sets that it touches, so
/// that the sets share no option.
fn close(circles: &mut Vec<Vec<u64>>, reach: &Reach, top: usize, bottom: usize) {
    let mut circle = reach.between(top, bottom);
    let holds = |set: &Vec<u64>| circle.iter().zip(set).all(|(one, all)| one & !all == 0);
    if circles.iter().any(holds) {
        return;
    }
    let touches = |set: &Vec<u64>| set.iter().zip(&circle).any(|(one, other)| one & other != 0);
    let (touched, apart): (Vec<_>, Vec<_>) = circles.drain(..).partition(touches);
    touched.iter().for_each(|set| add(&mut circle, set));
    *circles = apart;
    circles.push(circle);
}

/// Chooses the first of the ranking. The lottery holds the options of the profile.
#[must_use]
pub fn choose(profile: &Profile<Ranking>, strength: Strength, lottery: &Lottery) -> Choice {
    let pairwise = Pairwise::of(profile);
    let found = ranked_pairs(&pairwise, strength, lottery);
    let options = pairwise.options();
    let tells_all = options * options.saturating_sub(1) / 2 <= TOLD_PAIRS_MAX;
    let mut place = vec![0; options];
    found.ranking.iter().enumerate().for_each(|(at, option)| place[*option] = at);
    let mut steps = diagnosis(&pairwise);
    let mut skipped = 0;
    for &Pair { winner, loser, locked } in &found.pairs {
        skipped += usize::from(locked.is_none());
        let tells = match locked {
            Some(_) => tells_all || place[winner] + 1 == place[loser],
            None => skipped <= TOLD_SKIPPED_MAX,
        };
        if tells {
            let name = if locked.is_some() { PAIR_LOCKED } else { PAIR_SKIPPED };
            let step = Step::new(name).about(winner).over(loser);
            let (there, back) = (pairwise.support(winner, loser), pairwise.support(loser, winner));
            steps.push(Step { rank: locked, ..step.found(there).against(back) });
        }
    }
    // One lot an option is as much as anybody reads.
    steps.extend(lots::steps(&found.lots).take(options));
    let chosen = found.ranking.first().copied().into_iter().collect();
    Choice { chosen, ranking: found.ranking, tied: lots::tied(&found.lots), steps }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::choice::ranking::sample::profile;
    use crate::analysis::choice::step::LOTTERY;

    #[test]
    fn the_weakest_win_of_a_circle_is_skipped() {
        // 0 over 1 by 6 to 3, 1 over 2 by 7 to 2, 2 over 0 by 5 to 4.
        let ballots = profile(
            3,
            &[(4, &[&[0], &[1], &[2]]), (3, &[&[1], &[2], &[0]]), (2, &[&[2], &[0], &[1]])],
        );
        let choice = choose(&ballots, Strength::Margins, &Lottery::by_number(3));
        assert_eq!((choice.chosen, choice.ranking), (vec![0], vec![0, 1, 2]));
        let told: Vec<_> = (choice.steps.iter().skip(1))
            .map(|step| (step.name, step.option, step.other, step.rank))
            .collect();
        let told_of = |name, a, b, rank| (name, Some(a), Some(b), rank);
        assert_eq!(
            told,
            [
                told_of(PAIR_LOCKED, 1, 2, Some(1)),
                told_of(PAIR_LOCKED, 0, 1, Some(2)),
                told_of(PAIR_SKIPPED, 2, 0, None),
            ]
        );
    }

    #[test]
    fn equal_wins_that_exclude_each_other_are_a_lot_and_others_are_not() {
        let circle = profile(
            3,
            &[(1, &[&[0], &[1], &[2]]), (1, &[&[1], &[2], &[0]]), (1, &[&[2], &[0], &[1]])],
        );
        let lottery = Lottery::of_order(vec![2, 0, 1]).unwrap();
        let choice = choose(&circle, Strength::Margins, &lottery);
        assert_eq!((choice.chosen, choice.tied), (vec![2], vec![0, 1, 2]));
        assert_eq!(choice.steps.iter().filter(|step| step.name == LOTTERY).count(), 1);
        let one = profile(3, &[(1, &[&[0], &[1], &[2]])]);
        let choice = choose(&one, Strength::Margins, &lottery);
        assert_eq!((choice.ranking, choice.tied), (vec![0, 1, 2], vec![]));
    }

    #[test]
    fn many_equal_options_are_one_lot() {
        let lottery = Lottery::by_number(200);
        let choice = choose(&profile(200, &[]), Strength::WinningVotes, &lottery);
        assert_eq!(choice.ranking, lottery.order());
        assert!(choice.steps.len() <= 600 && choice.tied.len() == 200);
    }
}
