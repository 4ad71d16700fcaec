//! Who supports what: voters with the same ballot count as one, with the voices of them all.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

use crate::analysis::choice::approving::Approvals;
use crate::analysis::choice::profile::Profile;
use crate::analysis::exact::{Whole, ratio, total};

/// The voters of a profile of approvals, those with equal ballots together.
#[derive(Debug)]
pub(in crate::analysis::choice) struct Electorate<T> {
    /// What the voice of a whole party weighs.
    pub(super) party: T,
    /// What each group of voters weighs.
    pub(super) weights: Vec<T>,
    /// The same in voices, rounded.
    pub(super) voices: Vec<f64>,
    /// What each group approves of, ascending.
    pub(super) approves: Vec<Vec<u32>>,
    /// The groups that approve of each option, ascending.
    pub(super) supporters: Vec<Vec<u32>>,
    /// The weight behind each option.
    pub(super) support: Vec<T>,
}

impl<T: Whole> Electorate<T> {
    /// The voters of this profile; `None` where weights overflow.
    pub(in crate::analysis::choice) fn new(profile: &Profile<Approvals>) -> Option<Electorate<T>> {
        let weighed = profile.weighed::<T>()?;
        // No sum over some of the voters exceeds the sum over all.
        total(weighed.ballots.iter().cloned().map(Some))?;
        let mut supporters = vec![Vec::new(); profile.options()];
        let mut support = vec![T::zero(); profile.options()];
        let mut approves = Vec::with_capacity(weighed.ballots.len());
        for ((voter, ballot), weight) in (0..).zip(profile.ballots()).zip(&weighed.ballots) {
            for option in ballot.options() {
                supporters[option].push(voter);
                support[option] = support[option].clone() + weight.clone();
            }
            approves.push(ballot.options().map(|option| option as u32).collect());
        }
        let party = weighed.party.to_f64().filter(|party| *party < f64::MAX);
        let voices = |weight: &T| match party {
            Some(party) => weight.to_f64().expect("a number below the whole") / party,
            None => ratio(weight.clone(), weighed.party.clone()).to_f64().expect("voices are few"),
        };
        let voices = weighed.ballots.iter().map(voices).collect();
        Some(Electorate {
            party: weighed.party,
            weights: weighed.ballots,
            voices,
            approves,
            supporters,
            support,
        })
    }

    /// A weight as voices.
    pub(in crate::analysis::choice) fn as_voices(&self, weight: &T) -> BigRational {
        ratio(weight.clone(), self.party.clone())
    }

    /// The weight behind an option.
    pub(in crate::analysis::choice) fn support(&self, option: usize) -> &T {
        &self.support[option]
    }

    /// Whether anybody approves of an option.
    pub(in crate::analysis::choice) fn is_supported(&self, option: usize) -> bool {
        !self.supporters[option].is_empty()
    }

    pub(super) fn exact_weight(&self, voter: u32) -> BigInt {
        self.weights[voter as usize].clone().into()
    }
}
