//! Equal shares and Phragmén as their definitions read, in fractions and without haste.

use beraad::analysis::choice::approving::Approvals;
use beraad::analysis::choice::lottery::Lottery;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::approvals::{OPTIONS, Parties};

/// The ballots, each with its voice.
pub struct Voters {
    pub parties: usize,
    pub ballots: Vec<(Approvals, BigRational)>,
}

impl Voters {
    pub fn of(parties: &Parties) -> Voters {
        let mut ballots = Vec::new();
        let mut answered = 0;
        for members in parties {
            let size = members.iter().flatten().count();
            answered += usize::from(size > 0);
            let voice = || BigRational::new(1.into(), size.into());
            ballots.extend(members.iter().flatten().map(|ballot| (ballot.clone(), voice())));
        }
        Voters { parties: answered, ballots }
    }
}

/// The most that one voice pays for an option, when all pay what they can up to that.
fn rate(
    voters: &Voters,
    left: &[BigRational],
    option: usize,
    cost: &BigRational,
) -> Option<BigRational> {
    let mut payers: Vec<(&BigRational, &BigRational)> = (voters.ballots.iter().zip(left))
        .filter(|((ballot, _), _)| ballot.approves(option))
        .map(|((_, voice), left)| (left, voice))
        .collect();
    payers.sort();
    let mut due = cost.clone();
    let mut voices: BigRational = payers.iter().map(|(_, voice)| *voice).sum();
    for (left, voice) in payers {
        if left * &voices >= due {
            return Some(due / voices);
        }
        due -= left * voice;
        voices -= voice;
    }
    None
}

/// What is bought with this share each, in order, and what is left for one voice of each ballot.
pub fn purchases(
    voters: &Voters,
    costs: &[u64],
    share: &BigRational,
    lottery: &Lottery,
) -> (Vec<usize>, Vec<BigRational>) {
    let mut left = vec![share.clone(); voters.ballots.len()];
    let mut bought: Vec<usize> = Vec::new();
    loop {
        let mut best: Option<(BigRational, usize, BigRational)> = None;
        for option in (0..OPTIONS).filter(|option| !bought.contains(option)) {
            let cost = BigRational::from_integer(costs[option].into());
            let Some(rate) = rate(voters, &left, option, &cost) else { continue };
            let offer = (&rate / cost, lottery.place(option), rate);
            if best.as_ref().is_none_or(|best| (&offer.0, offer.1) < (&best.0, best.1)) {
                best = Some(offer);
            }
        }
        let Some((_, place, rate)) = best else { return (bought, left) };
        let option = lottery.order()[place];
        for ((ballot, _), left) in voters.ballots.iter().zip(&mut left) {
            if ballot.approves(option) {
                *left = if *left > rate { &*left - &rate } else { BigRational::zero() };
            }
        }
        bought.push(option);
    }
}

/// The seats after those that are taken, by least load.
pub fn phragmen(
    voters: &Voters,
    mut loads: Vec<BigRational>,
    taken: &[usize],
    seats: usize,
    lottery: &Lottery,
) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    while taken.len() + chosen.len() < seats {
        let open = |option: &usize| !taken.contains(option) && !chosen.contains(option);
        let mut best: Option<(bool, BigRational, usize)> = None;
        for option in (0..OPTIONS).filter(open) {
            let (mut load, mut voices) = (BigRational::one(), BigRational::zero());
            for ((ballot, voice), own) in voters.ballots.iter().zip(&loads) {
                if ballot.approves(option) {
                    load += own * voice;
                    voices += voice;
                }
            }
            let nobody = voices.is_zero();
            let load = if nobody { BigRational::zero() } else { load / voices };
            let offer = (nobody, load, lottery.place(option));
            if best.as_ref().is_none_or(|best| offer < *best) {
                best = Some(offer);
            }
        }
        let (_, load, place) = best.expect("an option that is left");
        let option = lottery.order()[place];
        for ((ballot, _), own) in voters.ballots.iter().zip(&mut loads) {
            if ballot.approves(option) {
                own.clone_from(&load);
            }
        }
        chosen.push(option);
    }
    chosen
}
