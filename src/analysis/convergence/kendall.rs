//! Kendall's W: whether parties rank the items of a round in one order.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::analysis::chi_squared::chi_squared_upper;
use crate::analysis::exact::ratio;
use crate::analysis::figure::{Undefined, Value};
use crate::analysis::permutation::{DRAWN, Draws, Orders, PermutationP, next_order};
use crate::analysis::ranks::{doubled_midranks, ties};

/// The most items for which a permutation test is made; above it the chi-squared approximation
/// serves.
pub const PERMUTED_ITEMS_MAX: usize = 7;
/// Steps of work up to which all orders are gone through: about a second.
const EXACT_WORK_MAX: usize = 1_000_000;

/// The rank, or anything in the same order, that a party gives each item, the least first; nothing
/// where it gives none.
pub type Ranks = Vec<Option<BigRational>>;

/// The concordance of rankings.
#[derive(Debug, Clone, PartialEq)]
pub struct Kendall {
    /// The parties that ranked every item; others are left aside.
    pub parties: u64,
    /// The items.
    pub items: u64,
    /// The figures. Undefined with [`Undefined::FewerThanTwoParties`],
    /// [`Undefined::FewerThanTwoItems`], or [`Undefined::AllTied`] when every party ranks all
    /// items equal.
    pub result: Result<Concordance, Undefined>,
}

/// Kendall's W with its tests.
#[derive(Debug, Clone, PartialEq)]
pub struct Concordance {
    /// W, 0 to 1: 0 is no common order, 1 is the same order for all. Exact, and corrected for
    /// ties: W = 12 S / (m² (n³ - n) - m Σ(t³ - t)), S the squared deviations of the rank sums
    /// (Kendall and Babington Smith 1939).
    pub w: BigRational,
    /// m (n - 1) W, which is about chi-squared where there are many items.
    pub chi2: BigRational,
    /// Its degrees of freedom, n - 1.
    pub df: u64,
    /// The probability of a chi-squared value at least as large, 0 to 1. Poor up to seven items.
    pub p: f64,
    /// The probability of a W at least as large when each party orders its own ranks by lot, up to
    /// [`PERMUTED_ITEMS_MAX`] items; `None` above.
    pub permutation: Option<PermutationP>,
}

/// The concordance of these rankings, one a party. Equals get the mean of their ranks. A seed
/// draws the orders of the permutation test where there are too many to go through.
///
/// # Panics
/// When parties rank different numbers of items.
#[must_use]
pub fn kendall(rows: &[Ranks], seed: u64) -> Kendall {
    let items = rows.first().map_or(0, Vec::len);
    assert!(rows.iter().all(|row| row.len() == items), "the same items for every party");
    let whole = rows.iter().filter_map(|row| row.iter().map(Option::as_ref).collect());
    let ranks: Vec<Vec<i64>> = whole.map(|row: Vec<&BigRational>| doubled_midranks(&row)).collect();
    let result = match (ranks.len(), items) {
        (0 | 1, _) => Err(Undefined::FewerThanTwoParties),
        (_, 0 | 1) => Err(Undefined::FewerThanTwoItems),
        _ => concordance(&ranks, items, seed),
    };
    Kendall { parties: ranks.len() as u64, items: items as u64, result }
}

fn concordance(ranks: &[Vec<i64>], n: usize, seed: u64) -> Result<Concordance, Undefined> {
    let cube = |t: usize| (t * t * t - t) as i128;
    let m = ranks.len() as i128;
    let tied: i128 = ranks.iter().flat_map(|row| ties(row)).map(cube).sum();
    let largest = m * m * cube(n) - m * tied;
    if largest == 0 {
        return Err(Undefined::AllTied);
    }
    let mut sums = vec![0; n];
    ranks.iter().for_each(|row| add(&mut sums, row));
    let spread = spread(&sums, ranks.len());
    // The rank sums are doubled, so their squares are four times too large.
    let w = ratio(3 * spread, largest);
    let df = n as u64 - 1;
    let chi2 = &w * BigRational::from_integer((m * i128::from(df)).into());
    let p = chi_squared_upper(Value::from(chi2.clone()).to_f64(), df);
    let permutation = (n <= PERMUTED_ITEMS_MAX).then(|| permutation(ranks, spread, seed));
    Ok(Concordance { w, chi2, df, p, permutation })
}

fn add(sums: &mut [i64], row: &[i64]) {
    sums.iter_mut().zip(row).for_each(|(sum, rank)| *sum += rank);
}

/// The squared deviations of doubled rank sums from their mean.
fn spread(sums: &[i64], parties: usize) -> i128 {
    let mean = (parties * (sums.len() + 1)) as i128;
    sums.iter().map(|sum| (i128::from(*sum) - mean) * (i128::from(*sum) - mean)).sum()
}

/// Every party keeps its own ranks, ties included, and gives them to the items in any order. Ties
/// are the same in every order, so that W rises with the spread alone, which is whole.
fn permutation(ranks: &[Vec<i64>], spread: i128, seed: u64) -> PermutationP {
    let mut rows: Vec<Vec<i64>> = ranks.to_vec();
    rows.iter_mut().for_each(|row| row.sort_unstable());
    rows.sort_unstable();
    all_orders(&rows, spread).unwrap_or_else(|| drawn_orders(&rows, spread, seed))
}

/// All orders of all parties but the first, which changes nothing. Which item has which sum makes
/// no difference either, so sums are counted in order; `None` when that is too much work.
fn all_orders(rows: &[Vec<i64>], spread_seen: i128) -> Option<PermutationP> {
    let (first, others) = rows.split_first()?;
    let mut counts = BTreeMap::from([(first.clone(), BigInt::one())]);
    let (mut work, mut all) = (0, BigInt::one());
    for row in others {
        let mut orders = vec![row.clone()];
        let mut order = row.clone();
        while next_order(&mut order) {
            orders.push(order.clone());
        }
        work += counts.len() * orders.len();
        if work > EXACT_WORK_MAX {
            return None;
        }
        all *= orders.len();
        let mut next: BTreeMap<Vec<i64>, BigInt> = BTreeMap::new();
        for (sums, count) in &counts {
            for order in &orders {
                let mut sums = sums.clone();
                add(&mut sums, order);
                sums.sort_unstable();
                *next.entry(sums).or_insert_with(BigInt::zero) += count;
            }
        }
        counts = next;
    }
    let reach = counts.iter().filter(|(sums, _)| spread(sums, rows.len()) >= spread_seen);
    let reached: BigInt = reach.map(|(_, count)| count).sum();
    Some(PermutationP { p: BigRational::new(reached, all), orders: Orders::All })
}

fn drawn_orders(rows: &[Vec<i64>], spread_seen: i128, seed: u64) -> PermutationP {
    let mut draws = Draws::new(seed);
    let mut reached = 0;
    for _ in 0..DRAWN {
        let mut sums = vec![0; rows[0].len()];
        for row in rows {
            let mut order = row.clone();
            draws.shuffle(&mut order);
            add(&mut sums, &order);
        }
        reached += u64::from(spread(&sums, rows.len()) >= spread_seen);
    }
    PermutationP::drawn(reached)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&[i64]]) -> Vec<Ranks> {
        let rank = |rank: &i64| Some(BigRational::from_integer((*rank).into()));
        rows.iter().map(|row| row.iter().map(rank).collect()).collect()
    }

    fn seen(list: &[&[i64]]) -> Concordance {
        kendall(&rows(list), 1).result.unwrap()
    }

    /// Rank sums 4, 5 and 9 about 6: S = 14, W = 12·14 / (9·24) = 7/9. Of the 36 orders of the
    /// second and third party the spread is at least 14 for those with sums 3, 6, 9 (one) and
    /// 4, 5, 9 or 3, 7, 8 (three of each by which of the parties differs): 7/36.
    #[test]
    fn by_hand() {
        let one = seen(&[&[1, 2, 3], &[1, 2, 3], &[2, 1, 3]]);
        assert_eq!((one.w, one.chi2, one.df), (ratio(7_i128, 9), ratio(14_i128, 3), 2));
        assert!((one.p - libm::exp(-7.0 / 3.0)).abs() < 1e-15);
        let permutation = one.permutation.unwrap();
        assert_eq!((permutation.p, permutation.orders), (ratio(7_i128, 36), Orders::All));
    }

    /// Two parties with three items: the second has the same order in one of six.
    #[test]
    fn the_same_order_is_as_rare_as_one_in_all() {
        let two = seen(&[&[1, 2, 3], &[10, 20, 30]]);
        assert_eq!((two.w, two.permutation.unwrap().p), (ratio(1_i128, 1), ratio(1_i128, 6)));
        // Each row has three orders, by where its one different rank falls.
        let tied = seen(&[&[1, 1, 2], &[5, 5, 9]]);
        assert_eq!((tied.w, tied.permutation.unwrap().p), (ratio(1_i128, 1), ratio(1_i128, 3)));
    }

    #[test]
    fn many_parties_are_tested_with_drawn_orders_and_many_items_not_at_all() {
        let row: Vec<i64> = (1..=7).collect();
        let many = seen(&[&row[..]; 9]);
        let permutation = many.permutation.unwrap();
        assert_eq!((permutation.p, permutation.orders), (ratio(1_i128, 1_000), Orders::Drawn));
        let long: Vec<i64> = (1..=8).collect();
        assert_eq!(seen(&[&long, &long]).permutation, None);
    }

    #[test]
    fn both_ways_of_testing_come_near_each_other() {
        let list = rows(&[&[1, 2, 3, 4], &[1, 3, 2, 4], &[2, 1, 4, 3], &[4, 1, 2, 3]]);
        let ranks: Vec<Vec<i64>> = list
            .iter()
            .map(|row| doubled_midranks(&row.iter().flatten().collect::<Vec<_>>()))
            .collect();
        let mut sums = vec![0; 4];
        ranks.iter().for_each(|row| add(&mut sums, row));
        let spread = spread(&sums, 4);
        let p = |test: PermutationP| Value::from(test.p).to_f64();
        let mut sorted = ranks.clone();
        sorted.iter_mut().for_each(|row| row.sort_unstable());
        let exact = p(all_orders(&sorted, spread).unwrap());
        let drawn = p(drawn_orders(&sorted, spread, 3));
        // Four standard deviations of an estimate from 999 draws.
        assert!((exact - drawn).abs() < 4.0 * 0.5 / 31.6, "{exact} {drawn}");
    }

    #[test]
    fn what_cannot_be_compared_has_a_reason() {
        assert_eq!(kendall(&[], 1).result, Err(Undefined::FewerThanTwoParties));
        assert_eq!(kendall(&rows(&[&[1], &[1]]), 1).result, Err(Undefined::FewerThanTwoItems));
        let tied = kendall(&rows(&[&[2, 2], &[3, 3]]), 1);
        assert_eq!((tied.parties, tied.result), (2, Err(Undefined::AllTied)));
        let mut missing = rows(&[&[1, 2], &[1, 2], &[1, 2]]);
        missing[1][0] = None;
        assert_eq!(kendall(&missing, 1).parties, 2);
    }
}
