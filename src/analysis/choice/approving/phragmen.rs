//! Sequential Phragmén: seats one by one, each to the option whose supporters then carry the
//! least, every seat being a load of one that its supporters share evenly (Phragmén 1894; Brill et
//! al. 2017). One seat more keeps the others, so the list can be published seat by seat.
//!
//! Decided exactly: loads are carried nearly, and computed in whole fractions where what is nearly
//! known leaves a choice open. A load is one plus a sum of earlier loads, divided by voices, and
//! few of them differ, so that an exact one costs a sum over the seats and not over the voters.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use crate::analysis::choice::approving::Approvals;
use crate::analysis::choice::approving::electorate::Electorate;
use crate::analysis::choice::approving::near::Near;
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::choice::profile::Profile;
use crate::analysis::choice::{Choice, Step};
use crate::analysis::exact::{Whole, fast_or_big};

/// An option that got a seat because its supporters then carry the least. The value is the voices
/// that approve of it, and the rank its place.
pub const SEATED: &str = "seated";

/// Chooses `seats` options, or all where there are fewer; of equals the one that the lottery order
/// puts first. Options that nobody approves of come last.
#[must_use]
pub fn seq_phragmen(profile: &Profile<Approvals>, seats: usize, lottery: &Lottery) -> Choice {
    let seats = seats.min(profile.options());
    fast_or_big(
        || Some(choose(&Electorate::<i128>::new(profile)?, seats, lottery)),
        || Some(choose(&Electorate::<BigInt>::new(profile)?, seats, lottery)),
    )
}

fn choose<T: Whole>(voters: &Electorate<T>, seats: usize, lottery: &Lottery) -> Choice {
    let owed = vec![(BigRational::zero(), Near::ZERO); voters.weights.len()];
    let mut choice = Choice::nothing();
    fill(&mut choice, voters, owed, (seats, lottery));
    Choice { ranking: choice.chosen.clone(), ..choice }
}

/// Chooses until there are so many, each group of voters ahead by what it is owed for one voice.
pub(super) fn fill<T: Whole>(
    choice: &mut Choice,
    voters: &Electorate<T>,
    owed: Vec<(BigRational, Near)>,
    (seats, lottery): (usize, &Lottery),
) {
    let mut loads = Loads::after(voters, owed, &choice.chosen);
    while choice.chosen.len() < seats {
        let seat = loads.seat(lottery);
        choice.draw(seat.option, &seat.tied);
        choice.chosen.push(seat.option);
        let voices = voters.as_voices(voters.support(seat.option));
        let step = Step::new(SEATED).about(seat.option).at(choice.chosen.len());
        choice.steps.push(step.found(voices));
    }
}

/// The next seat.
struct Seat {
    option: usize,
    /// The options that would have carried as little, when the lottery decided.
    tied: Vec<usize>,
}

/// What the voters carry.
#[derive(Debug)]
struct Loads<'a, T> {
    voters: &'a Electorate<T>,
    /// The loads that differ; each group of voters carries one of them.
    levels: Vec<Level>,
    carries: Vec<u32>,
    seated: Vec<bool>,
    /// No option that is left can carry less than this.
    bounds: Vec<f64>,
}

#[derive(Debug)]
struct Level {
    near: Near,
    exact: Option<BigRational>,
    /// The option whose seat made it, and the weight of its supporters by the load they had.
    made_of: (usize, BTreeMap<u32, BigInt>),
}

impl<'a, T: Whole> Loads<'a, T> {
    /// After these options got seats, each group of voters ahead by what it is owed for one voice.
    fn after(
        voters: &'a Electorate<T>,
        owed: Vec<(BigRational, Near)>,
        seated: &[usize],
    ) -> Loads<'a, T> {
        let mut levels: Vec<Level> = Vec::new();
        let mut known: BTreeMap<BigRational, u32> = BTreeMap::new();
        let mut carries = Vec::with_capacity(owed.len());
        for (owed, near) in owed {
            let next = levels.len() as u32;
            let level = *known.entry(owed).or_insert_with_key(|owed| {
                let made_of = (usize::MAX, BTreeMap::new());
                levels.push(Level { near: Near::ZERO - near, exact: Some(-owed), made_of });
                next
            });
            carries.push(level);
        }
        let options = voters.supporters.len();
        let mut loads = Loads {
            voters,
            levels,
            carries,
            seated: vec![false; options],
            bounds: vec![f64::NEG_INFINITY; options],
        };
        seated.iter().for_each(|option| loads.seated[*option] = true);
        loads
    }

    /// Gives the next seat. There is an option left.
    fn seat(&mut self, lottery: &Lottery) -> Seat {
        let mut open: Vec<usize> = (0..self.seated.len())
            .filter(|option| !self.seated[*option] && !self.voters.supporters[*option].is_empty())
            .collect();
        let seat = if open.is_empty() {
            let left = |option: &usize| !self.seated[*option];
            let mut left: Vec<usize> = lottery.order().iter().copied().filter(left).collect();
            let option = left[0];
            left.sort_unstable();
            Seat { option, tied: if left.len() > 1 { left } else { Vec::new() } }
        } else {
            open.sort_unstable_by(|a, b| self.bounds[*a].total_cmp(&self.bounds[*b]));
            self.least(&open, lottery)
        };
        self.carry(seat.option);
        seat
    }

    fn least(&mut self, open: &[usize], lottery: &Lottery) -> Seat {
        let mut best: Vec<(usize, Near)> = Vec::new();
        let mut most = f64::INFINITY;
        for &option in open {
            if self.bounds[option] > most {
                break;
            }
            let load = self.near(option);
            self.bounds[option] = load.least();
            let order = best.first().map(|(first, other)| {
                load.order(*other).unwrap_or_else(|| self.compare(option, *first))
            });
            match order {
                None | Some(Ordering::Less) => best = vec![(option, load)],
                Some(Ordering::Equal) => best.push((option, load)),
                Some(Ordering::Greater) => {}
            }
            most = most.min(load.most());
        }
        let mut tied: Vec<usize> = best.into_iter().map(|(option, _)| option).collect();
        tied.sort_unstable();
        let first = tied.iter().copied().min_by_key(|option| lottery.place(*option));
        let option = first.expect("an option that somebody approves of");
        Seat { option, tied: if tied.len() > 1 { tied } else { Vec::new() } }
    }

    /// What its supporters would carry, nearly.
    fn near(&self, option: usize) -> Near {
        let supporters = &self.voters.supporters[option];
        let (mut load, mut size, mut error, mut voices) = (1.0, 1.0, 0.0, 0.0);
        for &voter in supporters {
            let own = self.voters.voices[voter as usize];
            let level = self.levels[self.carries[voter as usize] as usize].near;
            load += own * level.value;
            size += own * level.value.abs();
            error += own * level.error;
            voices += own;
        }
        let terms = 2 * supporters.len() + 2;
        let load = Near { value: load, error: Near::summed(size, error, terms).error };
        load.over(Near::summed(voices, 0.0, terms))
    }

    /// Compares exactly what the supporters of two options would carry.
    fn compare(&mut self, option: usize, other: usize) -> Ordering {
        let voters = self.voters;
        let (made, others) = (self.made_of(option), self.made_of(other));
        if made == others {
            return Ordering::Equal;
        }
        let (mine, theirs) = (self.sum(&made), self.sum(&others));
        let weight = |option: usize| -> BigInt { voters.support(option).clone().into() };
        (mine * weight(other)).cmp(&(theirs * weight(option)))
    }

    /// The weight of the supporters of an option by the load that they carry.
    fn made_of(&self, option: usize) -> BTreeMap<u32, BigInt> {
        let mut weights: BTreeMap<u32, T> = BTreeMap::new();
        for &voter in &self.voters.supporters[option] {
            let sum = weights.entry(self.carries[voter as usize]).or_insert_with(T::zero);
            *sum = sum.clone() + self.voters.weights[voter as usize].clone();
        }
        weights.into_iter().map(|(level, weight)| (level, weight.into())).collect()
    }

    /// One seat and what the supporters carry already, times the weight of a party.
    fn sum(&mut self, made_of: &BTreeMap<u32, BigInt>) -> BigRational {
        let mut sum = BigRational::from_integer(self.voters.party.clone().into());
        for (level, weight) in made_of {
            sum += self.exact(*level) * weight;
        }
        sum
    }

    /// The exact load of a level. It rests on levels made before it.
    fn exact(&mut self, level: u32) -> BigRational {
        let at = level as usize;
        if self.levels[at].exact.is_none() {
            for earlier in 0..at {
                if self.levels[earlier].exact.is_none() {
                    self.work_out(earlier);
                }
            }
            self.work_out(at);
        }
        self.levels[at].exact.clone().expect("worked out above")
    }

    fn work_out(&mut self, level: usize) {
        let (option, made_of) = self.levels[level].made_of.clone();
        let sum = self.sum(&made_of);
        let weight: BigInt = self.voters.support(option).clone().into();
        self.levels[level].exact = Some(sum / weight);
    }

    fn carry(&mut self, option: usize) {
        self.seated[option] = true;
        if self.voters.supporters[option].is_empty() {
            return;
        }
        let (near, made_of) = (self.near(option), (option, self.made_of(option)));
        let level = self.levels.len() as u32;
        self.levels.push(Level { near, exact: None, made_of });
        for &voter in &self.voters.supporters[option] {
            self.carries[voter as usize] = level;
        }
    }
}
