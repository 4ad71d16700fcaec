//! Equal shares for a number of seats: every voice holds an equal part of the seats and pays for
//! options that it approves of, so that a group of a size that deserves seats can have them
//! (Peters & Skowron 2020). It satisfies EJR+ (Brill & Peters 2023).

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::analysis::choice::approving::Approvals;
use crate::analysis::choice::approving::electorate::Electorate;
use crate::analysis::choice::approving::phragmen::fill;
use crate::analysis::choice::approving::shares::{Market, Purchase, Sale};
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::choice::profile::Profile;
use crate::analysis::choice::step::count;
use crate::analysis::choice::{Choice, Step};
use crate::analysis::exact::{Whole, fast_or_big};

/// An option whose supporters bought it a seat. The value is the most that one voice paid, in
/// hundredths of its share, rounded up; the whole the voices that approve of it; the rank its
/// place.
pub const BOUGHT: &str = "bought";
/// What is left cannot buy a seat together any more, so the remaining seats are filled one by one
/// (sequential Phragmén) in what each voice still deserves. The value is the number of seats.
pub const COMPLETED: &str = "completed";

/// Chooses `seats` options, or all where there are fewer: first by equal shares, then what is
/// left by sequential Phragmén, each voice ahead by what it did not spend. Of equals the one that
/// the lottery order puts first.
#[must_use]
pub fn equal_shares(profile: &Profile<Approvals>, seats: usize, lottery: &Lottery) -> Choice {
    let seats = seats.min(profile.options());
    fast_or_big(
        || Some(choose(&Electorate::<i128>::new(profile)?, profile.answered(), seats, lottery)),
        || Some(choose(&Electorate::<BigInt>::new(profile)?, profile.answered(), seats, lottery)),
    )
}

fn choose<T: Whole>(
    voters: &Electorate<T>,
    answered: usize,
    seats: usize,
    lottery: &Lottery,
) -> Choice {
    let costs = vec![1; voters.supporters.len()];
    let market = Market { voters, costs: &costs, lottery };
    let share = BigRational::new(seats.into(), answered.max(1).into());
    let mut sale = Sale::of(&market, share.clone());
    let mut choice = Choice::nothing();
    for number in 0..sale.purchases.len() {
        let Purchase { option, ref tied, .. } = sale.purchases[number];
        choice.draw(option, tied);
        choice.chosen.push(option);
        let part = sale.part_of(number, &share);
        let voices = voters.as_voices(voters.support(option));
        let step = Step::new(BOUGHT).about(option).at(number + 1);
        choice.steps.push(step.found(part).of(voices));
    }
    if choice.chosen.len() < seats {
        choice.steps.push(Step::new(COMPLETED).found(count(seats - choice.chosen.len())));
        fill(&mut choice, voters, sale.left(), (seats, lottery));
    }
    Choice { ranking: choice.chosen.clone(), ..choice }
}
