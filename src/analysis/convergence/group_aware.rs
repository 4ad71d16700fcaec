//! Group-aware consensus: whether an item bridges the declared groups, rather than having a
//! majority of one behind it.
//!
//! The formula is that of Polis (Small and others 2021), over groups that were declared before
//! anybody answered in place of clusters: with a few parties, clusters are noise.

use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::analysis::exact::ratio_of_counts;
use crate::analysis::figure::{Measured, Undefined, Value};
use crate::analysis::ratings::{Answer, Ratings};

/// The voices of one group on one item. Each party has one, in equal parts of its members that
/// answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupVotes {
    /// The voices that agree.
    pub agree: BigRational,
    /// All voices: who agrees, who does not, and who passed.
    pub all: BigRational,
    /// The parties that answered.
    pub parties: u64,
}

/// How far the groups are behind an item.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupAware {
    /// The product over the groups of their probabilities, 0 to 1. It falls with the number of
    /// groups, so that it compares items and not deliberations.
    pub product: Measured,
    /// The geometric mean of the probabilities, 0 to 1, which does not.
    pub geometric_mean: Measured,
    /// Of each group (A + 1) / (S + 2), the probability that its next party agrees when A of S
    /// did: 1/2 without an answer. Between 0 and 1, both excluded.
    pub probability: Vec<BigRational>,
    /// The least of the probabilities.
    pub weakest: Measured,
    /// The one group that has it; `None` when several do.
    pub weakest_group: Option<usize>,
}

/// How far these groups are behind an item. Undefined, with [`Undefined::NoGroups`], without any.
#[must_use]
pub fn group_aware(groups: &[GroupVotes]) -> GroupAware {
    let of = |group: &GroupVotes| {
        (&group.agree + BigRational::one()) / (&group.all + ratio_of_counts(2, 1))
    };
    let probability: Vec<BigRational> = groups.iter().map(of).collect();
    let least = probability.iter().min();
    let mut holders = (0..groups.len()).filter(|group| Some(&probability[*group]) == least);
    let alone = holders.next().filter(|_| holders.next().is_none());
    let told = |value: Option<Value>| value.ok_or(Undefined::NoGroups);
    GroupAware {
        product: told(least.map(|_| probability.iter().product::<BigRational>().into())),
        geometric_mean: told(least.map(|least| geometric_mean(&probability, least))),
        weakest: told(least.cloned().map(Value::from)),
        weakest_group: alone,
        probability,
    }
}

/// Exact when all are equal; otherwise over logarithms, summed in order of value.
fn geometric_mean(probability: &[BigRational], least: &BigRational) -> Value {
    if probability.iter().all(|one| one == least) {
        return least.clone().into();
    }
    let mut sorted: Vec<&BigRational> = probability.iter().collect();
    sorted.sort_unstable();
    let log = |one: &BigRational| libm::log(Value::from(one.clone()).to_f64());
    let sum: f64 = sorted.iter().map(|one| log(one)).sum();
    Value::Real(libm::exp(sum / probability.len() as f64))
}

/// The voices of each group on an item: above the midpoint of the scale agrees, below it does not,
/// and the midpoint and a pass count among all voices only. A party without an answer has none.
///
/// # Panics
/// When a party stands in a group that is not there, or in none.
#[must_use]
pub fn votes(ratings: &Ratings, group_of: &[usize], groups: usize) -> Vec<GroupVotes> {
    let twice_middle = i64::from(ratings.scale().lo()) + i64::from(ratings.scale().hi());
    let mut votes = vec![GroupVotes::default(); groups];
    for (members, group) in ratings.parties().iter().zip(group_of) {
        let answered = members.iter().filter(|answer| **answer != Answer::Missing).count() as u64;
        if answered == 0 {
            continue;
        }
        let agrees = |answer: &&Answer| match answer {
            Answer::Rated(stance) => 2 * i64::from(*stance) > twice_middle,
            Answer::Pass | Answer::Missing => false,
        };
        let agree = members.iter().filter(agrees).count() as u64;
        let of = &mut votes[*group];
        if !agree.is_zero() {
            of.agree += ratio_of_counts(agree, answered);
        }
        of.all += BigRational::one();
        of.parties += 1;
    }
    votes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scale::Scale;

    fn group(agree: u64, all: u64) -> GroupVotes {
        let whole = |number| ratio_of_counts(number, 1);
        GroupVotes { agree: whole(agree), all: whole(all), parties: all }
    }

    /// Nine of eleven agree, and yet the two of one group do not: 10/11 · 1/4.
    #[test]
    fn a_majority_of_one_group_bridges_nothing() {
        let seen = group_aware(&[group(9, 9), group(0, 2)]);
        assert_eq!(seen.product.unwrap().exact().as_deref(), Some("5/22"));
        assert_eq!(seen.weakest.unwrap().exact().as_deref(), Some("1/4"));
        assert_eq!(seen.weakest_group, Some(1));
        let mean = seen.geometric_mean.unwrap().to_f64();
        assert!((mean * mean - 5.0 / 22.0).abs() < 1e-15);
    }

    #[test]
    fn equal_groups_have_their_own_probability_as_mean_and_none_is_weakest() {
        let seen = group_aware(&[group(1, 1), group(1, 1), group(1, 1)]);
        assert_eq!(seen.geometric_mean.unwrap().exact().as_deref(), Some("2/3"));
        assert_eq!(seen.product.unwrap().exact().as_deref(), Some("8/27"));
        assert_eq!(seen.weakest_group, None);
        assert_eq!(group_aware(&[]).product, Err(Undefined::NoGroups));
    }

    /// One party of three with one for, one neutral and one silent has half a voice for: with one
    /// party for beside it, A is 3/2 of S = 2.
    #[test]
    fn a_party_has_one_voice_whatever_its_size() {
        use Answer::{Missing, Pass, Rated};
        let scale = Scale::new(-2, 2).unwrap();
        let parties = vec![
            vec![Rated(1), Rated(0), Missing],
            vec![Rated(2)],
            vec![Pass, Rated(-1)],
            vec![Missing, Missing],
        ];
        let votes = votes(&Ratings::new(scale, parties).unwrap(), &[0, 0, 1, 1], 2);
        assert_eq!(votes[0].agree, ratio_of_counts(3, 2));
        assert_eq!((&votes[0].all, votes[0].parties), (&ratio_of_counts(2, 1), 2));
        assert_eq!(votes[1], group(0, 1));
        let seen = group_aware(&votes);
        assert_eq!(seen.probability, [ratio_of_counts(5, 8), ratio_of_counts(1, 3)]);
    }
}
