//! Rules over rankings: who is preferred to whom, head to head.

pub mod condorcet;
pub mod pairwise;
pub mod ranked_pairs;
mod reach;
pub mod schulze;

use crate::analysis::choice::profile::{Ballot, BallotError, once};

/// One ballot that ranks options; those left out share the last place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ranking {
    /// The place of each option, 0 for the best; options at the same place are equal.
    places: Box<[u32]>,
    /// How many options are named.
    named: u32,
}

impl Ranking {
    /// The ballot that names these options, best first, equals together. A place without options
    /// is skipped.
    ///
    /// # Errors
    /// [`BallotError`] for an option that is not there or stands on it twice.
    pub fn new(options: usize, levels: &[Vec<usize>]) -> Result<Ranking, BallotError> {
        once(options, levels.iter().flatten().copied())?;
        let levels = levels.iter().filter(|level| !level.is_empty());
        let (mut places, mut last, mut named) = (vec![u32::MAX; options], 0, 0);
        for (place, level) in (0..).zip(levels) {
            level.iter().for_each(|option| places[*option] = place);
            (last, named) = (place + 1, named + level.len() as u32);
        }
        places.iter_mut().filter(|place| **place == u32::MAX).for_each(|place| *place = last);
        Ok(Ranking { places: places.into(), named })
    }

    /// The place of each option, 0 for the best.
    #[must_use]
    pub fn places(&self) -> &[u32] {
        &self.places
    }
}

impl Ballot for Ranking {
    fn is_empty(&self) -> bool {
        self.named == 0
    }
}

#[cfg(test)]
pub(crate) mod sample {
    //! Profiles for tests.

    use proptest::prelude::*;

    use super::Ranking;
    use crate::analysis::choice::profile::Profile;

    /// So many parties with each ballot.
    pub(crate) fn profile(options: usize, ballots: &[(u64, &[&[usize]])]) -> Profile<Ranking> {
        let ballot = |levels: &[&[usize]]| {
            let levels: Vec<Vec<usize>> = levels.iter().map(|level| level.to_vec()).collect();
            Ranking::new(options, &levels).unwrap()
        };
        Profile::of_counts(options, ballots.iter().map(|(count, levels)| (ballot(levels), *count)))
    }

    /// Up to six parties of up to four members over one to six options.
    pub(crate) fn rankings() -> impl Strategy<Value = Profile<Ranking>> {
        (1..7_usize).prop_flat_map(|options| {
            let places = prop::collection::vec(0..4_usize, options);
            let ballot = prop::option::weighted(0.9, places).prop_map(move |places| {
                places.map(|places| {
                    let at = |place| (0..options).filter(|o| places[*o] == place).collect();
                    Ranking::new(options, &(0..3).map(at).collect::<Vec<_>>()).unwrap()
                })
            });
            let parties = prop::collection::vec(prop::collection::vec(ballot, 0..5), 0..7);
            parties.prop_map(move |parties| {
                Profile::of_parties(options, parties.iter().map(Vec::as_slice))
            })
        })
    }
}
