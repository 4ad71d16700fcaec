//! Ballots over all options at once, each distinct ballot with the voices behind it.
//!
//! A party has one voice, which its members that cast a ballot share. What parties or members a
//! ballot came from is forgotten here, so that no rule over a profile can depend on it.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use thiserror::Error;

use crate::analysis::exact::{Weights, Whole, fast_or_big, ratio, times, total};

/// Why something is no ballot on these options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BallotError {
    /// It names an option that is not there.
    #[error("option {option} is not there; options are numbered from 0 to {last}")]
    NoSuchOption {
        /// What was named.
        option: usize,
        /// The last option there is.
        last: usize,
    },
    /// It names an option more than once.
    #[error("option {option} stands on the ballot more than once; name it once")]
    Twice {
        /// The option.
        option: usize,
    },
    /// It gives a grade that is off the scale.
    #[error("grade {grade} of option {option} is off the scale; grades go from 0 to {max}")]
    OffScale {
        /// The option.
        option: usize,
        /// What was given.
        grade: u32,
        /// The highest grade.
        max: u32,
    },
}

/// Checks that these are options, each named once.
pub(super) fn once(options: usize, named: impl Iterator<Item = usize>) -> Result<(), BallotError> {
    let mut seen = vec![false; options];
    for option in named {
        match seen.get_mut(option) {
            None => {
                let last = options.saturating_sub(1);
                return Err(BallotError::NoSuchOption { option, last });
            }
            Some(true) => return Err(BallotError::Twice { option }),
            Some(seen) => *seen = true,
        }
    }
    Ok(())
}

/// A ballot over all options.
pub trait Ballot: Ord + Clone {
    /// Whether it says nothing: an answer that counts for the quorum, and nothing more.
    fn is_empty(&self) -> bool;
}

/// How many members cast a ballot, by the number of members of their party that cast any.
type Counts = BTreeMap<u64, u64>;

/// The ballots of all parties over the same options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile<B> {
    options: usize,
    answered: usize,
    ballots: Vec<(B, Counts)>,
}

/// The weights of the ballots of a profile, in whole numbers over one denominator.
#[derive(Debug, Clone)]
pub(crate) struct Weighed<T> {
    /// What the voice of a whole party weighs: the denominator.
    pub(crate) party: T,
    /// What each ballot weighs, in order of ballot; above zero.
    pub(crate) ballots: Vec<T>,
}

impl<B: Ballot> Profile<B> {
    /// The ballots of parties on this many options: of each party the ballot of each member,
    /// `None` without one.
    pub fn of_parties<'a>(
        options: usize,
        parties: impl IntoIterator<Item = &'a [Option<B>]>,
    ) -> Profile<B>
    where
        B: 'a,
    {
        Profile::of_alike(options, parties.into_iter().map(|members| (members, 1)))
    }

    /// The same with as many parties as each count says.
    pub fn of_alike<'a>(
        options: usize,
        parties: impl IntoIterator<Item = (&'a [Option<B>], u64)>,
    ) -> Profile<B>
    where
        B: 'a,
    {
        let mut answered = 0;
        let mut counted: BTreeMap<&B, Counts> = BTreeMap::new();
        for (members, count) in parties.into_iter().filter(|(_, count)| *count > 0) {
            let size = members.iter().flatten().count() as u64;
            answered += if size > 0 { count as usize } else { 0 };
            for ballot in members.iter().flatten() {
                *counted.entry(ballot).or_default().entry(size).or_default() += count;
            }
        }
        let own = |(ballot, counts): (&B, Counts)| (ballot.clone(), counts);
        Profile { options, answered, ballots: counted.into_iter().map(own).collect() }
    }

    /// As many parties with one member as each count says, all with that ballot.
    pub fn of_counts(options: usize, counts: impl IntoIterator<Item = (B, u64)>) -> Profile<B> {
        let mut counted: BTreeMap<B, u64> = BTreeMap::new();
        for (ballot, count) in counts {
            *counted.entry(ballot).or_default() += count;
        }
        counted.retain(|_, count| *count > 0);
        Profile {
            options,
            answered: counted.values().sum::<u64>() as usize,
            ballots: counted
                .into_iter()
                .map(|(ballot, count)| (ballot, Counts::from([(1, count)])))
                .collect(),
        }
    }

    /// The number of options, numbered from 0.
    #[must_use]
    pub fn options(&self) -> usize {
        self.options
    }

    /// The number of parties that answered, which is the sum of all voices.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.answered
    }

    /// The distinct ballots, ascending.
    pub fn ballots(&self) -> impl ExactSizeIterator<Item = &B> {
        self.ballots.iter().map(|(ballot, _)| ballot)
    }

    /// The voices behind ballots that say something.
    #[must_use]
    pub fn expressed(&self) -> BigRational {
        fast_or_big(|| self.says::<i128>(), || self.says::<BigInt>())
    }

    fn says<T: Whole>(&self) -> Option<BigRational> {
        let weighed = self.weighed::<T>()?;
        let says = |(ballot, weight): (&B, &T)| (!ballot.is_empty()).then(|| weight.clone());
        let sum = total(self.ballots().zip(&weighed.ballots).filter_map(says).map(Some))?;
        Some(ratio(sum, weighed.party))
    }

    /// The weights of the ballots; `None` where they overflow.
    pub(crate) fn weighed<T: Whole>(&self) -> Option<Weighed<T>> {
        let sizes = self.ballots.iter().flat_map(|(_, counts)| counts.keys().copied());
        let weights = Weights::<T>::new(sizes)?;
        let weight = |(_, counts): &(B, Counts)| {
            total(counts.iter().map(|(&size, &count)| times(&weights.voice(size), count)))
        };
        let ballots = self.ballots.iter().map(weight).collect::<Option<Vec<T>>>()?;
        Some(Weighed { party: weights.party, ballots })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::choice::approving::Approvals;

    #[test]
    fn equal_ballots_are_one_with_the_voices_behind_it() {
        let ballot = |options: &[usize]| Approvals::new(3, options).unwrap();
        let (a, b, none) = (ballot(&[0, 2]), ballot(&[1]), ballot(&[]));
        let parties: [Vec<Option<Approvals>>; 5] = [
            vec![Some(a.clone()), Some(b), None],
            vec![Some(a.clone())],
            vec![Some(none), Some(a), None],
            vec![None],
            vec![],
        ];
        let profile = Profile::of_parties(3, parties.iter().map(Vec::as_slice));
        assert_eq!((profile.options(), profile.answered(), profile.ballots().len()), (3, 3, 3));
        let weighed = profile.weighed::<i128>().unwrap();
        assert_eq!((weighed.party, weighed.ballots), (2, vec![1, 4, 1]));
        assert_eq!(profile.expressed(), BigRational::new(5.into(), 2.into()));
    }

    #[test]
    fn a_ballot_names_options_once() {
        assert_eq!(once(2, [0, 1].into_iter()), Ok(()));
        assert_eq!(once(2, [1, 1].into_iter()), Err(BallotError::Twice { option: 1 }));
        let refusal = once(2, [2].into_iter()).unwrap_err();
        assert_eq!(refusal.to_string(), "option 2 is not there; options are numbered from 0 to 1");
    }
}
