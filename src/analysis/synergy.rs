//! Synergy, 1 + 1 = 3: whether the joint plan is better than what any party had made by itself, in
//! the eyes of the same raters, in the same round, on the same scale (strong synergy: better than
//! the best; weak: better than the typical; Larson 2010).
//!
//! Ratings are ordinal and their means are used all the same; the egalitarian measure and the
//! shares of parties that are better or worse off do not rest on that.

use num_rational::BigRational;
use num_traits::Zero;

use crate::analysis::figure::{Measured, Undefined, Value};

/// A plan as the parties rated it: for each party the share of the way from the lowest step of the
/// scale to the highest, and nothing for a party that did not rate it.
pub type Utilities = Vec<Option<BigRational>>;

/// A proposal that one party made under seal.
#[derive(Debug, Clone)]
pub struct Solo {
    /// The party.
    pub owner: usize,
    /// How the parties rated it.
    pub utilities: Utilities,
}

/// Whether the joint plan is more than what parties made alone. Without a value, all have the same
/// reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Synergy {
    /// The parties that rated every plan compared.
    pub raters: u64,
    /// The solo proposal with the highest mean, by position; of equals the first.
    pub best_solo: Option<usize>,
    /// The joint plan with the highest mean, by position; of equals the first.
    pub best_joint: Option<usize>,
    /// The mean of the best joint plan minus that of the best solo proposal, from -1 to 1.
    pub strong_utilitarian: Measured,
    /// The same minus the mean, over the parties with a solo proposal, of that of their best.
    pub weak_utilitarian: Measured,
    /// The same with the least rating of a party in the place of the mean.
    pub strong_egalitarian: Measured,
    /// The same with the geometric mean (Nash).
    pub strong_nash: Measured,
    /// The share of raters who find the joint plan better than the best solo proposal.
    pub better_share: Measured,
    /// The share who find it worse.
    pub worse_share: Measured,
    /// 1 when nobody finds it worse and somebody better (Pareto), else 0.
    pub pareto_improvement: Measured,
    /// The share of the raters with a solo proposal who find the joint plan at least as good.
    pub own_proposal_matched_share: Measured,
    /// The share who find it better. Who gave the own proposal the highest step cannot.
    pub own_proposal_surpassed_share: Measured,
    /// How many raters have a solo proposal.
    pub owners: u64,
}

/// The synergy of the adopted plans that several parties have a hand in, against the solo
/// proposals, which come in the order in which equals are told apart.
#[must_use]
pub fn synergy(solos: &[Solo], joint: &[Utilities]) -> Synergy {
    let parties = joint.first().map_or(0, Vec::len);
    let all = || solos.iter().map(|solo| &solo.utilities).chain(joint);
    let rated = |party: &usize| all().all(|plan| plan[*party].is_some());
    let raters: Vec<usize> = (0..parties).filter(rated).collect();
    let count = raters.len() as u64;
    if joint.is_empty() {
        return Synergy::undefined(Undefined::NotJoint, 0);
    }
    if solos.is_empty() {
        return Synergy::undefined(Undefined::NoSoloBaseline, count);
    }
    if count < 2 {
        return Synergy::undefined(Undefined::FewerThanTwoRaters, count);
    }
    let seen = |plan: &Utilities| Plan::of(plan, &raters);
    let alone: Vec<Plan> = solos.iter().map(|solo| seen(&solo.utilities)).collect();
    let together: Vec<Plan> = joint.iter().map(seen).collect();
    compared(&raters, (solos, &alone), &together)
}

/// A plan in the eyes of those who rated all.
struct Plan {
    utilities: Vec<BigRational>,
    mean: BigRational,
    least: BigRational,
    nash: f64,
}

impl Plan {
    fn of(plan: &Utilities, raters: &[usize]) -> Plan {
        let own = raters.iter().filter_map(|rater| plan[*rater].clone());
        let utilities: Vec<BigRational> = own.collect();
        let sum: BigRational = utilities.iter().sum();
        Plan {
            mean: sum / BigRational::from_integer(utilities.len().into()),
            least: utilities.iter().min().cloned().unwrap_or_else(BigRational::zero),
            nash: geometric_mean(&utilities),
            utilities,
        }
    }
}

/// Logarithms are summed in order of value; equals have themselves as their mean, exactly.
fn geometric_mean(utilities: &[BigRational]) -> f64 {
    let mut sorted: Vec<f64> =
        utilities.iter().map(|one| Value::Exact(one.clone()).to_f64()).collect();
    sorted.sort_by(f64::total_cmp);
    match (sorted.first(), sorted.last()) {
        (Some(least), Some(most)) if least < most && *least > 0.0 => {
            let sum: f64 = sorted.iter().map(|one| libm::log(*one)).sum();
            libm::exp(sum / sorted.len() as f64)
        }
        (Some(least), _) => *least,
        (None, _) => 0.0,
    }
}

fn compared(raters: &[usize], (solos, alone): (&[Solo], &[Plan]), together: &[Plan]) -> Synergy {
    let (best_solo, best_joint) = (first_best(alone), first_best(together));
    let (solo, joint) = (&alone[best_solo], &together[best_joint]);
    let most = |plans: &[Plan]| plans.iter().map(|plan| plan.least.clone()).max();
    let nash = |plans: &[Plan]| plans.iter().map(|plan| plan.nash).fold(0.0, f64::max);
    let pairs = || joint.utilities.iter().zip(&solo.utilities);
    let count = raters.len() as u64;
    let better = pairs().filter(|(joint, solo)| joint > solo).count() as u64;
    let worse = pairs().filter(|(joint, solo)| joint < solo).count() as u64;
    let own = owned(raters, solos, alone);
    let owners = own.iter().flatten().count() as u64;
    let against_own = |holds: fn(&BigRational, &BigRational) -> bool| {
        let pairs = joint.utilities.iter().zip(&own);
        let held = pairs.filter(|(joint, own)| own.as_ref().is_some_and(|own| holds(joint, own)));
        share(held.count() as u64, owners)
    };
    Synergy {
        raters: count,
        best_solo: Some(best_solo),
        best_joint: Some(best_joint),
        strong_utilitarian: exact(&joint.mean - &solo.mean),
        weak_utilitarian: exact(&joint.mean - typical(solos, alone)),
        strong_egalitarian: exact(
            most(together).unwrap_or_default() - most(alone).unwrap_or_default(),
        ),
        strong_nash: Ok(Value::Real(nash(together) - nash(alone))),
        better_share: share(better, count),
        worse_share: share(worse, count),
        pareto_improvement: Ok(Value::count(u64::from(worse == 0 && better > 0))),
        own_proposal_matched_share: against_own(|joint, own| joint >= own),
        own_proposal_surpassed_share: against_own(|joint, own| joint > own),
        owners,
    }
}

fn exact(value: BigRational) -> Measured {
    Ok(Value::Exact(value))
}

fn share(part: u64, whole: u64) -> Measured {
    match whole {
        0 => Err(Undefined::NoSoloBaseline),
        _ => exact(BigRational::new(part.into(), whole.into())),
    }
}

/// The plan with the highest mean; of equals the first.
fn first_best(plans: &[Plan]) -> usize {
    let higher = |best: usize, at: usize| if plans[at].mean > plans[best].mean { at } else { best };
    (1..plans.len()).fold(0, higher)
}

/// The mean over the parties with a solo proposal of the mean of their best.
fn typical(solos: &[Solo], alone: &[Plan]) -> BigRational {
    let mut best = std::collections::BTreeMap::new();
    for (solo, plan) in solos.iter().zip(alone) {
        let own = best.entry(solo.owner).or_insert_with(|| plan.mean.clone());
        if plan.mean > *own {
            own.clone_from(&plan.mean);
        }
    }
    let n = BigRational::from_integer(best.len().into());
    best.into_values().sum::<BigRational>() / n
}

/// How each rater rates the own solo proposal, the one it likes best when it has several.
fn owned(raters: &[usize], solos: &[Solo], alone: &[Plan]) -> Vec<Option<BigRational>> {
    let mut own: Vec<Option<BigRational>> = vec![None; raters.len()];
    for (solo, plan) in solos.iter().zip(alone) {
        if let Ok(at) = raters.binary_search(&solo.owner) {
            let utility = plan.utilities[at].clone();
            let liked = own[at].as_ref().is_none_or(|before| utility > *before);
            own[at] = if liked { Some(utility) } else { own[at].take() };
        }
    }
    own
}

impl Synergy {
    /// All undefined, for one reason.
    #[must_use]
    pub fn undefined(reason: Undefined, raters: u64) -> Synergy {
        let none = || Err(reason);
        Synergy {
            raters,
            best_solo: None,
            best_joint: None,
            strong_utilitarian: none(),
            weak_utilitarian: none(),
            strong_egalitarian: none(),
            strong_nash: none(),
            better_share: none(),
            worse_share: none(),
            pareto_improvement: none(),
            own_proposal_matched_share: none(),
            own_proposal_surpassed_share: none(),
            owners: 0,
        }
    }
}
