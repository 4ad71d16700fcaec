//! A budget by equal shares (Peters, Pierczyński & Skowron 2021): every voice holds an equal part
//! of the money and pays for options that it approves of. A group of voters gets options worth its
//! part of the money, which no counting by votes can promise.
//!
//! Alone it leaves money unspent. `add1` gives every party one unit of money more, and once more,
//! until what is bought leaves nothing that fits, or costs more than there is; then the last that
//! fits counts. What is left after that can be spent by votes.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

use crate::analysis::choice::approving::Approvals;
use crate::analysis::choice::approving::electorate::Electorate;
use crate::analysis::choice::approving::shares::{Market, Purchase, Sale};
use crate::analysis::choice::budget::greedy::{by_votes, fill};
use crate::analysis::choice::budget::{
    BEYOND_BUDGET, Budget, FUNDED, NOT_PAID, RAISED, REST_BY_VOTES, SHARE, beside, money,
};
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::choice::profile::Profile;
use crate::analysis::choice::{Choice, Step};
use crate::analysis::exact::{Whole, fast_or_big};

/// What is done with the money that equal shares leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// It stays unspent.
    None,
    /// Shares are raised by one unit of money a party until it is spent.
    Add1,
    /// The same, and what is left after that is spent by votes.
    Add1Greedy,
}

/// Spends the budget by equal shares; of equals the one that the lottery order puts first. Counts
/// by votes beside it, and tells which options differ.
#[must_use]
pub fn equal_shares(
    profile: &Profile<Approvals>,
    budget: &Budget,
    completion: Completion,
    lottery: &Lottery,
) -> Choice {
    let parties = profile.answered();
    let rule = (budget, completion, lottery);
    let mut choice = fast_or_big(
        || Some(choose(&Electorate::<i128>::new(profile)?, parties, rule)),
        || Some(choose(&Electorate::<BigInt>::new(profile)?, parties, rule)),
    );
    choice.steps.extend(beside(&choice, &by_votes(profile, budget, lottery)));
    choice
}

fn choose<T: Whole>(
    voters: &Electorate<T>,
    parties: usize,
    (budget, completion, lottery): (&Budget, Completion, &Lottery),
) -> Choice {
    let market = Market { voters, costs: &budget.costs, lottery };
    let share = BigRational::new(budget.amount.into(), parties.max(1).into());
    let (mut sale, raised) = match completion {
        Completion::None => (Sale::of(&market, share.clone()), 0),
        Completion::Add1 | Completion::Add1Greedy => raise(&market, budget, &share),
    };
    let mut choice = Choice::nothing();
    choice.steps.push(Step::new(SHARE).found(share).of(money(budget.amount)));
    if raised > 0 {
        choice.steps.push(Step::new(RAISED).found(money(raised)));
    }
    for number in 0..sale.purchases.len() {
        let Purchase { option, ref tied, .. } = sale.purchases[number];
        choice.draw(option, tied);
        choice.chosen.push(option);
        let paid = sale.part_of(number, &money(1));
        let voices = voters.as_voices(voters.support(option));
        let step = Step::new(FUNDED).about(option).at(number + 1).of(voices).against(paid);
        choice.steps.push(step.found(money(budget.costs[option])));
    }
    if completion == Completion::Add1Greedy {
        choice.steps.push(Step::new(REST_BY_VOTES));
        fill(&mut choice, voters, budget, lottery);
    } else {
        let unpaid = unpaid(voters, budget, &choice.chosen);
        choice.steps.extend(unpaid);
    }
    choice.steps.push(budget.spent(&choice.chosen));
    choice
}

/// Why the other options are not paid.
fn unpaid<T: Whole>(voters: &Electorate<T>, budget: &Budget, chosen: &[usize]) -> Vec<Step> {
    let others = (0..budget.costs.len()).filter(|option| !chosen.contains(option));
    let tell = |option: usize| {
        let cost = budget.costs[option];
        let step = Step::new(NOT_PAID).about(option).found(money(cost));
        match cost > budget.amount {
            true => Step { name: BEYOND_BUDGET, ..step.against(money(budget.amount)) },
            false => step.of(voters.as_voices(voters.support(option))),
        }
    };
    others.map(tell).collect()
}

/// Raises the share of every party until what is bought leaves nothing that fits, or costs too
/// much; gives the last sale that the budget can pay, and by how much shares were raised for it.
///
/// A share that changes nothing is passed over: a sale tells how far the same purchases are made
/// for the same reasons. So the result is that of trying every whole amount.
fn raise<'a, T: Whole>(
    market: &'a Market<'a, T>,
    budget: &Budget,
    share: &BigRational,
) -> (Sale<'a, T>, u64) {
    let mut raised: u64 = 0;
    let mut best = Sale::of(market, share.clone());
    let mut at = 0;
    loop {
        let bought: Vec<usize> = best.purchases.iter().map(|bought| bought.option).collect();
        let supported = |option: usize| market.voters.is_supported(option);
        let left = budget.left(&bought);
        let fits = |option: usize| supported(option) && budget.costs[option] <= left;
        let exhausted =
            (0..budget.costs.len()).all(|option| bought.contains(&option) || !fits(option));
        if exhausted {
            return (best, at);
        }
        // What is the same below the horizon is passed over, at most up to where a single voice
        // could pay everything.
        let same = best.horizon.floor().to_u64().unwrap_or(u64::MAX);
        raised = raised.saturating_add(same.max(1));
        let next = Sale::of(market, share + BigInt::from(raised));
        let costs: Vec<usize> = next.purchases.iter().map(|bought| bought.option).collect();
        if budget.sum(&costs) > u128::from(budget.amount) || raised == u64::MAX {
            return (best, at);
        }
        (best, at) = (next, raised);
    }
}
