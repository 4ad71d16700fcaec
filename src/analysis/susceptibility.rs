//! How far parties moved toward each other between two rounds (Friedkin and Johnsen 1990, read off
//! what happened). It describes two rounds and predicts nothing; it is for the question whether an
//! authority moved at all, never for a ranking of people.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::analysis::figure::{Measured, Undefined, Value};

/// The stances of each party on each item, on the scale; nothing where a party gave none.
pub type Stances = Vec<Vec<Option<BigRational>>>;

/// How far each party moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Susceptibility {
    /// Its movement along the gap to the mean of the others, Σ Δ·g / Σ g²: 0 stayed, 1 took over
    /// their mean, below zero moved away. Undefined for a party that had no gap.
    pub raw: Vec<Measured>,
    /// The same, kept within 0 to 1.
    pub susceptibility: Vec<Measured>,
    /// Its part of all movement. Undefined when nobody moved.
    pub movement_share: Vec<Measured>,
}

/// How far parties moved from one round to the next, over the items on which they gave a stance in
/// both; the others' mean is that of the first round.
///
/// # Panics
/// When the two rounds differ in the number of parties or of items.
#[must_use]
pub fn susceptibility(previous: &Stances, current: &Stances) -> Susceptibility {
    assert_eq!(previous.len(), current.len(), "the same parties in both rounds");
    let totals = totals(previous);
    let mut raw = Vec::new();
    let mut moved = Vec::new();
    for (before, after) in previous.iter().zip(current) {
        assert_eq!(before.len(), after.len(), "the same items in both rounds");
        let (mut along, mut gaps, mut distance) =
            (BigRational::zero(), BigRational::zero(), BigRational::zero());
        for ((before, after), (sum, n)) in before.iter().zip(after).zip(&totals) {
            let (Some(before), Some(after)) = (before, after) else { continue };
            let change = after - before;
            distance += change.abs();
            if *n > 1 {
                let others = (sum - before) / BigRational::from_integer((*n - 1).into());
                let gap = others - before;
                along += &change * &gap;
                gaps += &gap * &gap;
            }
        }
        raw.push(if gaps.is_zero() { Err(Undefined::NoGap) } else { Ok(along / gaps) });
        moved.push(distance);
    }
    let all: BigRational = moved.iter().sum();
    let share = |part: BigRational| match all.is_zero() {
        true => Err(Undefined::NoMovement),
        false => Ok(Value::Exact(part / &all)),
    };
    let within = |raw: &BigRational| raw.clone().clamp(BigRational::zero(), BigRational::one());
    Susceptibility {
        susceptibility: raw.iter().map(|raw| told(raw.as_ref().map(within))).collect(),
        raw: raw.iter().map(|raw| told(raw.as_ref().cloned())).collect(),
        movement_share: moved.into_iter().map(share).collect(),
    }
}

fn told(value: Result<BigRational, &Undefined>) -> Measured {
    value.map(Value::Exact).map_err(|reason| *reason)
}

/// For each item the sum of the stances, and their number.
fn totals(stances: &Stances) -> Vec<(BigRational, u64)> {
    let items = stances.first().map_or(0, Vec::len);
    let total = |item: usize| {
        let given = || stances.iter().filter_map(|party| party[item].as_ref());
        (given().sum(), given().count() as u64)
    };
    (0..items).map(total).collect()
}

/// Where opinions come to rest when each party i gives weight λ_i to the weighted mean of the
/// others and the rest to what it thought at first: x = ΛWx + (I - Λ)x₀, solved exactly. `None`
/// when there is no single such point.
///
/// # Panics
/// When the lists differ in length.
#[must_use]
pub fn steady_state(
    weights: &[Vec<BigRational>],
    susceptibility: &[BigRational],
    initial: &[BigRational],
) -> Option<Vec<BigRational>> {
    let n = initial.len();
    assert!(weights.len() == n && susceptibility.len() == n, "one row a party");
    // Each row of (I - ΛW), with the right side as the last number.
    let mut rows: Vec<Vec<BigRational>> = Vec::with_capacity(n);
    for (party, row) in weights.iter().enumerate() {
        assert_eq!(row.len(), n, "one weight a party");
        let own = |at: usize| if at == party { BigRational::one() } else { BigRational::zero() };
        let left =
            row.iter().enumerate().map(|(at, weight)| own(at) - &susceptibility[party] * weight);
        let right = (BigRational::one() - &susceptibility[party]) * &initial[party];
        rows.push(left.chain([right]).collect());
    }
    for at in 0..n {
        let pivot = (at..n).find(|row| !rows[*row][at].is_zero())?;
        rows.swap(at, pivot);
        let scale = rows[at][at].clone();
        rows[at].iter_mut().for_each(|number| *number /= &scale);
        let pivot = rows[at].clone();
        for row in (0..n).filter(|row| *row != at) {
            let factor = rows[row][at].clone();
            if !factor.is_zero() {
                rows[row].iter_mut().zip(&pivot).for_each(|(own, other)| *own -= &factor * other);
            }
        }
    }
    rows.into_iter().map(|row| row.last().cloned()).collect()
}
