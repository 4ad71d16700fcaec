//! Equal shares in whole numbers: what is asked where floating-point numbers leave a choice open.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::analysis::choice::approving::near::Near;
use crate::analysis::choice::approving::shares::{Offer, Sale};
use crate::analysis::exact::Whole;

impl<T: Whole> Sale<'_, T> {
    /// The cost of an option in units of the ledger, times the weight of a party.
    fn exact_cost(&self, option: usize) -> BigInt {
        let party: BigInt = self.market.voters.party.clone().into();
        BigInt::from(self.market.costs[option]) * party * &self.ledger.unit
    }

    /// Writes the exact rates of this many purchases.
    pub(super) fn settle(&mut self, through: usize) {
        while self.ledger.purchases() < through {
            let number = self.ledger.purchases();
            let option = self.purchases[number].option;
            let mut due = self.exact_cost(option);
            let mut rest = BigInt::zero();
            for &voter in &self.market.voters.supporters[option] {
                match self.spent[voter as usize].map(|at| (at as usize).cmp(&number)) {
                    Some(Ordering::Less) => {}
                    Some(Ordering::Equal) => due -= self.holds(voter, number),
                    Some(Ordering::Greater) | None => {
                        rest += self.market.voters.exact_weight(voter);
                    }
                }
            }
            self.ledger.push(due, rest);
        }
    }

    /// The numbers of the purchases before this one that a voter supports.
    fn paid_by(&self, voter: u32, before: usize) -> impl Iterator<Item = u32> {
        let approves = self.market.voters.approves[voter as usize].iter();
        let bought = approves.filter_map(|option| self.bought[*option as usize]);
        bought.filter(move |number| (*number as usize) < before)
    }

    /// What a group of voters that has something left held before a purchase, weight included.
    fn holds(&self, voter: u32, before: usize) -> BigInt {
        self.ledger.left(self.paid_by(voter, before)) * self.market.voters.exact_weight(voter)
    }

    /// Whether these voters can pay an option together, to the last fraction.
    pub(super) fn can_pay(&mut self, option: usize, payers: &[u32]) -> bool {
        self.settle(self.purchases.len());
        let sum: BigInt = payers.iter().map(|voter| self.holds(*voter, self.rounds())).sum();
        sum >= self.exact_cost(option)
    }

    pub(super) fn rounds(&self) -> usize {
        self.purchases.len()
    }

    /// The rate of an option that can be paid, as a part of the unit, and who pays all it has.
    pub(super) fn exactly(&mut self, option: usize) -> ((BigInt, BigInt), Vec<u32>) {
        self.settle(self.rounds());
        let voters = self.market.voters;
        let payers = voters.supporters[option].iter().filter(|voter| self.has_left(**voter));
        let left = |voter: &u32| (self.ledger.left(self.paid_by(*voter, self.rounds())), *voter);
        let mut payers: Vec<(BigInt, u32)> = payers.map(left).collect();
        payers.sort_unstable();
        let mut due = self.exact_cost(option);
        let mut rest: BigInt = payers.iter().map(|(_, voter)| voters.exact_weight(*voter)).sum();
        let (mut poor, mut last) = (Vec::new(), BigInt::zero());
        for (left, voter) in payers {
            if &left * &rest > due {
                return ((due, rest), poor);
            }
            let weight = voters.exact_weight(voter);
            due -= &left * &weight;
            rest -= weight;
            poor.push(voter);
            last = left;
        }
        ((last, BigInt::one()), poor)
    }

    pub(super) fn offer_exactly(&mut self, option: usize) -> Offer<T> {
        self.horizon = 0.0;
        let (exact, poor) = self.exactly(option);
        let rate = BigRational::new(exact.0.clone(), &exact.1 * &self.ledger.unit);
        let growth = Near { value: 0.0, error: f64::INFINITY };
        Offer { option, rate: Near::of(&rate), growth, poor, payers: None, exact: Some(exact) }
    }

    /// The most that one voice paid for a purchase, in hundredths of `share`, rounded up.
    pub(in crate::analysis::choice) fn part_of(
        &mut self,
        purchase: usize,
        share: &BigRational,
    ) -> BigRational {
        let part = self.purchases[purchase].rate.over(Near::of(share)).times(100.0);
        let whole = if part.least().ceil() == part.most().ceil() {
            BigInt::from(part.most().ceil() as i64)
        } else {
            self.settle(purchase + 1);
            (self.ledger.rate(purchase) / share * BigInt::from(100)).ceil().to_integer()
        };
        BigRational::from_integer(whole)
    }

    /// What one voice of each group of voters has left: exactly, and nearly.
    pub(in crate::analysis::choice) fn left(&mut self) -> Vec<(BigRational, Near)> {
        self.settle(self.rounds());
        let mut known: BTreeMap<Vec<u32>, BigRational> = BTreeMap::new();
        let mut left = Vec::with_capacity(self.spent.len());
        for voter in 0..self.spent.len() as u32 {
            if !self.has_left(voter) {
                left.push((BigRational::zero(), Near::ZERO));
                continue;
            }
            let mut paid: Vec<u32> = self.paid_by(voter, self.rounds()).collect();
            paid.sort_unstable();
            let ledger = &self.ledger;
            let one = known.entry(paid).or_insert_with_key(|paid| {
                BigRational::new(ledger.left(paid.iter().copied()), ledger.unit.clone())
            });
            left.push((one.clone(), self.left[voter as usize]));
        }
        left
    }
}
