//! Exact rates and what they leave, as whole numbers over one denominator that grows with them.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::One;

/// What one voice starts with and has paid for each purchase at most.
#[derive(Debug)]
pub(super) struct Ledger {
    /// The denominator of all that follows.
    pub(super) unit: BigInt,
    start: BigInt,
    rates: Vec<BigInt>,
}

impl Ledger {
    pub(super) fn new(start: &BigRational) -> Ledger {
        Ledger { unit: start.denom().clone(), start: start.numer().clone(), rates: Vec::new() }
    }

    pub(super) fn purchases(&self) -> usize {
        self.rates.len()
    }

    /// Adds the rate `due / (rest · unit)`; `rest` is above zero.
    pub(super) fn push(&mut self, due: BigInt, rest: BigInt) {
        let common = due.gcd(&rest);
        let finer = rest / &common;
        if !finer.is_one() {
            self.unit *= &finer;
            self.start *= &finer;
            self.rates.iter_mut().for_each(|rate| *rate *= &finer);
        }
        self.rates.push(due / common);
    }

    /// What a voice has left that paid these rates in full, in units.
    pub(super) fn left(&self, paid: impl Iterator<Item = u32>) -> BigInt {
        let mut left = self.start.clone();
        for purchase in paid {
            left -= &self.rates[purchase as usize];
        }
        left
    }

    pub(super) fn rate(&self, purchase: usize) -> BigRational {
        BigRational::new(self.rates[purchase].clone(), self.unit.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_stays_the_same_when_the_unit_becomes_finer() {
        let half = BigRational::new(1.into(), 2.into());
        let mut ledger = Ledger::new(&half);
        ledger.push(1.into(), 6.into());
        ledger.push(ledger.unit.clone(), 5.into());
        let part = |n: i64, d: i64| BigRational::new(n.into(), d.into());
        assert_eq!([ledger.rate(0), ledger.rate(1)], [part(1, 12), part(1, 5)]);
        let left = BigRational::new(ledger.left([0, 1].into_iter()), ledger.unit.clone());
        assert_eq!(left, part(1, 2) - part(1, 12) - part(1, 5));
        assert_eq!(ledger.purchases(), 2);
    }
}
