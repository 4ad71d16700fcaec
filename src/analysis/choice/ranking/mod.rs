//! Rules over rankings: who is preferred to whom, head to head.

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
