//! The pulse: how members say that it feels, one voice a party. For the plan as everybody's own,
//! with how far the parties agree on that (Pierce, Jussila and Li 2018 for the construct; the
//! questions are this project's).

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::analysis::convergence::mixture::Places;
use crate::analysis::exact::{Whole, fast_or_big, ratio, times};
use crate::analysis::figure::{Measured, Undefined, Value};
use crate::analysis::means::lowest;

/// How the parties answered one question, as shares of the way from the lowest answer to the
/// highest.
#[derive(Debug, Clone, PartialEq)]
pub struct Felt {
    /// The mean over the members of each party that answered.
    pub party: Vec<Measured>,
    /// The mean over the parties that answered.
    pub mean: Measured,
    /// The least of them.
    pub min: Measured,
    /// The party with the least, when there is one.
    pub worst_off: Option<usize>,
    /// How many parties answered.
    pub n: u64,
}

/// How the parties answered a question with answers from 1 to `steps`: for each party the answers
/// of its members that gave one.
#[must_use]
pub fn felt(steps: u32, parties: &[Vec<u32>]) -> Felt {
    let positions: Vec<Vec<usize>> = parties.iter().map(|answers| positions(answers)).collect();
    let empty = || Err(Undefined::NoPulse);
    if positions.iter().all(Vec::is_empty) {
        let party = parties.iter().map(|_| empty()).collect();
        return Felt { party, mean: empty(), min: empty(), worst_off: None, n: 0 };
    }
    fast_or_big(
        || of_places::<i128>(&Places::new(steps as usize, &positions)?),
        || of_places::<BigInt>(&Places::new(steps as usize, &positions)?),
    )
}

fn positions(answers: &[u32]) -> Vec<usize> {
    answers.iter().map(|answer| *answer as usize - 1).collect()
}

fn of_places<T: Whole>(places: &Places<T>) -> Option<Felt> {
    let share = |place: &T| Value::Exact(ratio(place.clone(), places.range.clone()));
    let share = |place: &Option<T>| place.as_ref().map(share).ok_or(Undefined::NoPulse);
    let party: Vec<Measured> = places.party.iter().map(share).collect();
    let (least, worst_off) = lowest(&party);
    let mean = ratio(places.sum.clone(), times(&places.range, places.n)?);
    Some(Felt {
        party,
        mean: Ok(mean.into()),
        min: least.ok_or(Undefined::NoPulse),
        worst_off,
        n: places.n,
    })
}

/// Whether the plan feels like everybody's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Ownership {
    /// The answers, over all questions together.
    pub felt: Felt,
    /// How far the parties agree on that: r_wg(j) with an even spread as what chance would give
    /// (James, Demaree and Wolf 1984), from 0 to 1; 0 also where they differ more than chance.
    pub within_group_agreement: Measured,
}

/// The answers to `questions` questions with answers from 1 to `steps`: for each party one list for
/// each member that answered them all.
///
/// # Panics
/// When a list of answers is not as long as there are questions.
#[must_use]
pub fn ownership(steps: u32, questions: usize, parties: &[Vec<Vec<u32>>]) -> Ownership {
    // A member's mean over the questions is the place of all its answers laid end to end.
    let all: Vec<Vec<u32>> = parties.iter().map(|members| members.concat()).collect();
    assert!(all.iter().zip(parties).all(|(all, members)| all.len() == members.len() * questions));
    let felt = felt(steps, &all);
    let within_group_agreement = match felt.n {
        0 => Err(Undefined::NoPulse),
        1 => Err(Undefined::FewerThanTwoParties),
        n => Ok(agreement(steps, questions, n, parties).into()),
    };
    Ownership { felt, within_group_agreement }
}

fn agreement(steps: u32, questions: usize, n: u64, parties: &[Vec<Vec<u32>>]) -> BigRational {
    let variances = (0..questions).map(|question| {
        let one =
            |members: &Vec<Vec<u32>>| members.iter().map(|answers| answers[question]).collect();
        let answers: Vec<Vec<u32>> = parties.iter().map(one).collect();
        let positions: Vec<Vec<usize>> = answers.iter().map(|one| positions(one)).collect();
        fast_or_big(
            || variance::<i128>(&Places::new(steps as usize, &positions)?, steps, n),
            || variance::<BigInt>(&Places::new(steps as usize, &positions)?, steps, n),
        )
    });
    let whole = |number: u64| BigRational::from_integer(number.into());
    let mean = variances.sum::<BigRational>() / whole(questions as u64);
    let chance = BigRational::new((u64::from(steps).pow(2) - 1).into(), 12.into());
    let left = BigRational::one() - &mean / &chance;
    let spread = mean / chance;
    if spread > BigRational::one() {
        return BigRational::zero();
    }
    let true_part = whole(questions as u64) * left;
    &true_part / (&true_part + spread)
}

/// The sample variance of the parties' means, in steps of the scale.
fn variance<T: Whole>(places: &Places<T>, steps: u32, n: u64) -> Option<BigRational> {
    let mut squares = T::zero();
    for place in places.party.iter().flatten() {
        squares = squares.checked_add(&place.checked_mul(place)?)?;
    }
    let apart = times(&squares, n)?.checked_sub(&places.sum.checked_mul(&places.sum)?)?;
    // Places are over `range`, which is `steps - 1` steps.
    let unit = places.range.div_floor(&T::from(u64::from(steps) - 1));
    let over = times(&times(&unit.checked_mul(&unit)?, n)?, n - 1)?;
    Some(ratio(apart, over))
}
