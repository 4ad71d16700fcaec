//! Equal shares: whoever supports an option pays for it together, each from an equal share.
//!
//! Every voice starts with the same share. An option of cost c is bought at the rate r with
//! Σ min(share left, r) = c over the voices that support it, and options are bought in order of
//! r / c, the least first. With equal costs that is the Method of Equal Shares for committees
//! (Peters & Skowron 2020), and with costs as utilities the one for participatory budgets (Peters,
//! Pierczyński & Skowron 2021).
//!
//! All is decided exactly. Shares are carried as floating-point numbers with a bound on their
//! error; where the bound leaves a comparison open, it is made again in whole fractions. What
//! somebody has left is the start less the rates of what was bought and that it supports, so exact
//! rates are computed from each other, and only when they are asked for.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::analysis::choice::approving::electorate::Electorate;
use crate::analysis::choice::approving::ledger::Ledger;
use crate::analysis::choice::approving::near::Near;
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::exact::Whole;

/// What is for sale to whom.
#[derive(Debug)]
pub(in crate::analysis::choice) struct Market<'a, T> {
    pub(in crate::analysis::choice) voters: &'a Electorate<T>,
    /// What each option costs, above zero.
    pub(in crate::analysis::choice) costs: &'a [u64],
    pub(in crate::analysis::choice) lottery: &'a Lottery,
}

/// One option that was bought.
#[derive(Debug, Clone)]
pub(in crate::analysis::choice) struct Purchase {
    /// The option.
    pub(in crate::analysis::choice) option: usize,
    /// What was bought at the same price, this option included, when the lottery decided; empty
    /// otherwise.
    pub(in crate::analysis::choice) tied: Vec<usize>,
    /// The most that one voice pays.
    pub(super) rate: Near,
}

/// How one sale went.
#[derive(Debug)]
pub(in crate::analysis::choice) struct Sale<'a, T> {
    pub(super) market: &'a Market<'a, T>,
    pub(super) left: Vec<Near>,
    /// How fast what is left grows with the share at the start.
    growth: Vec<Near>,
    /// The purchase that took the last of it.
    pub(super) spent: Vec<Option<u32>>,
    pub(super) bought: Vec<Option<u32>>,
    pub(in crate::analysis::choice) purchases: Vec<Purchase>,
    /// The exact rates of the first purchases, as far as they were asked for.
    pub(super) ledger: Ledger,
    /// The same purchases are made, for the same reasons, with every share at the start that is
    /// higher by less than this.
    pub(in crate::analysis::choice) horizon: f64,
}

/// What one voice pays for an option at most, while these voters pay all they have left.
pub(super) struct Offer<T> {
    pub(super) option: usize,
    pub(super) rate: Near,
    pub(super) growth: Near,
    pub(super) poor: Vec<u32>,
    /// Where nobody pays all it has left: the weight of those who pay, which settles the rate.
    pub(super) payers: Option<T>,
    /// The rate as a part of the unit of the ledger, where it was computed exactly.
    pub(super) exact: Option<(BigInt, BigInt)>,
}

/// The price of an option as it grows with the share at the start: rate / cost, and its growth.
type Line = (Near, Near);

impl<'a, T: Whole> Sale<'a, T> {
    /// Sells until nothing can be paid any more. Each voice starts with `start`.
    pub(in crate::analysis::choice) fn of(market: &'a Market<'a, T>, start: BigRational) -> Self {
        let voters = market.voters.weights.len();
        let near = Near::of(&start);
        let mut sale = Sale {
            market,
            left: vec![near; voters],
            growth: vec![Near::ONE; voters],
            spent: vec![None; voters],
            bought: vec![None; market.costs.len()],
            purchases: Vec::new(),
            ledger: Ledger::new(&start),
            horizon: f64::INFINITY,
        };
        sale.run();
        sale
    }

    fn run(&mut self) {
        // A price only rises while others are bought, so the last one known is a lower bound.
        let mut queue: BinaryHeap<Reverse<Bound>> = (0..self.market.costs.len())
            .filter(|option| !self.market.voters.supporters[*option].is_empty())
            .map(|option| Reverse(Bound(0.0, option)))
            .collect();
        let mut lines: Vec<Option<Line>> = vec![None; self.market.costs.len()];
        loop {
            let mut offers: Vec<Offer<T>> = Vec::new();
            let mut least = f64::INFINITY;
            while let Some(Reverse(Bound(bound, option))) = queue.peek().copied() {
                if bound > least {
                    break;
                }
                queue.pop();
                match self.offer(option) {
                    None => lines[option] = None,
                    Some(offer) => {
                        let price = self.price(&offer);
                        least = least.min(price.0.most());
                        lines[option] = Some(price);
                        offers.push(offer);
                    }
                }
            }
            if offers.is_empty() {
                return;
            }
            let (chosen, tied) = self.cheapest(&offers);
            let offer = offers.swap_remove(chosen);
            for Offer { option, .. } in &offers {
                let bound = lines[*option].map_or(0.0, |(price, _)| price.least());
                queue.push(Reverse(Bound(bound, *option)));
            }
            let own = lines[offer.option].take().unwrap_or((Near::ZERO, Near::ZERO));
            for (price, growth) in lines.iter().flatten() {
                let gap = (*price - own.0).closes_after(*growth - own.1);
                self.horizon = self.horizon.min(gap);
            }
            self.buy(offer, tied);
        }
    }

    fn price(&self, offer: &Offer<T>) -> Line {
        let cost = Near::rounded(self.market.costs[offer.option] as f64);
        (offer.rate.over(cost), offer.growth.over(cost))
    }

    /// The offer to take, and which options share its price when the lottery decided.
    fn cheapest(&mut self, offers: &[Offer<T>]) -> (usize, Vec<usize>) {
        let mut best = vec![0];
        for (at, offer) in offers.iter().enumerate().skip(1) {
            match self.compare(offer, &offers[best[0]]) {
                Ordering::Less => best = vec![at],
                Ordering::Equal => best.push(at),
                Ordering::Greater => {}
            }
        }
        let place = |at: &usize| self.market.lottery.place(offers[*at].option);
        let first = best.iter().copied().min_by_key(place).unwrap_or_default();
        let mut tied: Vec<usize> = match best.len() {
            1 => Vec::new(),
            _ => best.iter().map(|at| offers[*at].option).collect(),
        };
        tied.sort_unstable();
        (first, tied)
    }

    fn compare(&mut self, one: &Offer<T>, other: &Offer<T>) -> Ordering {
        if let Some(order) = self.price(one).0.order(self.price(other).0) {
            return order;
        }
        // Where nobody runs short the price is 1 / (voices that pay).
        if let (Some(payers), Some(others)) = (&one.payers, &other.payers) {
            return others.cmp(payers);
        }
        let (voters, costs) = (self.market.voters, self.market.costs);
        let same = voters.supporters[one.option] == voters.supporters[other.option];
        if same && costs[one.option] == costs[other.option] {
            return Ordering::Equal;
        }
        let mut exact = |offer: &Offer<T>| {
            let (due, rest) = offer.exact.clone().unwrap_or_else(|| self.exactly(offer.option).0);
            (due, rest * BigInt::from(costs[offer.option]))
        };
        let ((due, per), (others_due, others_per)) = (exact(one), exact(other));
        (due * others_per).cmp(&(others_due * per))
    }

    pub(super) fn has_left(&self, voter: u32) -> bool {
        self.spent[voter as usize].is_none()
    }

    /// What one voice would pay for an option; `None` when its supporters cannot pay it.
    fn offer(&mut self, option: usize) -> Option<Offer<T>> {
        let voters = self.market.voters;
        let payers: Vec<u32> = (voters.supporters[option].iter().copied())
            .filter(|voter| self.has_left(*voter))
            .collect();
        let cost = Near::rounded(self.market.costs[option] as f64);
        let (sum, growth) = self.sum(&payers);
        match sum.order(cost) {
            Some(Ordering::Less) => {
                self.horizon = self.horizon.min((sum - cost).closes_after(growth));
                return None;
            }
            Some(_) => {}
            None => {
                self.horizon = 0.0;
                return self.can_pay(option, &payers).then(|| self.offer_exactly(option));
            }
        }
        let mut poor: Vec<u32> = Vec::new();
        let mut rich = payers.clone();
        loop {
            let (paid, grows) = self.sum(&poor);
            let rest = self.voices(&rich);
            let rate = (cost - paid).over(rest);
            let short = rich.len();
            rich.retain(|voter| {
                let stays = self.left[*voter as usize].value >= rate.value;
                if !stays {
                    poor.push(*voter);
                }
                stays
            });
            if rich.len() < short {
                continue;
            }
            let clear = |voter: &u32| self.left[*voter as usize].order(rate).is_some();
            if rich.is_empty() || !payers.iter().all(clear) {
                return Some(self.offer_exactly(option));
            }
            let growth = match poor.is_empty() {
                true => Near::ZERO,
                false => (Near::ZERO - grows).over(rest),
            };
            let weight = || rich.iter().map(|voter| voters.weights[*voter as usize].clone());
            let payers = poor.is_empty().then(|| weight().fold(T::zero(), |sum, w| sum + w));
            return Some(Offer { option, rate, growth, poor, payers, exact: None });
        }
    }

    /// What these voters have left together, and how that grows.
    fn sum(&self, voters: &[u32]) -> (Near, Near) {
        let (mut left, mut error) = (0.0, 0.0);
        let (mut growth, mut wrong, mut size) = (0.0, 0.0, 0.0);
        for &voter in voters {
            let at = voter as usize;
            let voices = self.market.voters.voices[at];
            left += voices * self.left[at].value;
            error += voices * self.left[at].error;
            growth += voices * self.growth[at].value;
            size += voices * self.growth[at].value.abs();
            wrong += voices * self.growth[at].error;
        }
        // Two roundings a term: of the voices, and of the product.
        let terms = 2 * voters.len() + 2;
        let growth_error = Near::summed(size, wrong, terms).error;
        (Near::summed(left, error, terms), Near { value: growth, error: growth_error })
    }

    fn voices(&self, voters: &[u32]) -> Near {
        let sum = voters.iter().map(|voter| self.market.voters.voices[*voter as usize]).sum();
        Near::summed(sum, 0.0, voters.len() + 1)
    }

    fn buy(&mut self, offer: Offer<T>, tied: Vec<usize>) {
        let number = self.purchases.len() as u32;
        if let Some((due, rest)) = offer.exact {
            self.settle(self.rounds());
            self.ledger.push(due, rest);
        }
        let voters = self.market.voters;
        for &voter in &offer.poor {
            let at = voter as usize;
            let gap = self.left[at] - offer.rate;
            self.horizon = self.horizon.min(gap.closes_after(self.growth[at] - offer.growth));
            self.spent[at] = Some(number);
            (self.left[at], self.growth[at]) = (Near::ZERO, Near::ZERO);
        }
        for &voter in &voters.supporters[offer.option] {
            let at = voter as usize;
            if self.spent[at].is_none() {
                self.left[at] = self.left[at] - offer.rate;
                self.growth[at] = self.growth[at] - offer.growth;
                let gap = self.left[at].closes_after(self.growth[at]);
                self.horizon = self.horizon.min(gap);
            }
        }
        self.bought[offer.option] = Some(number);
        self.purchases.push(Purchase { option: offer.option, tied, rate: offer.rate });
    }
}

/// What is known of a price: no less than this.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bound(f64, usize);

impl Eq for Bound {}

impl PartialOrd for Bound {
    fn partial_cmp(&self, other: &Bound) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Bound {
    fn cmp(&self, other: &Bound) -> Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}
