//! How much each participant weighs: a party has one voice, divided over its members in the map.

use num_integer::Integer;

use crate::analysis::opinion::votes::Votes;

/// The most units that all voices may have together, so that sums of them are exact as doubles too.
const UNITS_MAX: u64 = 1 << 52;

/// The weights of participants as whole units, so that sums depend on no order. They are equal up
/// to a common factor to 1 / (members of the party in the map), scaled to a mean of 1. Where the
/// party sizes have no common multiple small enough, a unit is rounded, to one part in a billion or
/// less for a million participants.
#[derive(Debug, Clone, PartialEq)]
pub struct Voices {
    /// The units of each participant; `None` where all weigh the same.
    units: Option<Vec<u64>>,
    /// What one unit weighs when the mean weight is 1.
    scale: f64,
    /// The number of participants that gave a vote.
    present: usize,
}

impl Voices {
    /// Everybody who gave a vote weighs the same.
    #[must_use]
    pub fn equal(votes: &Votes) -> Voices {
        let present = (0..votes.rows()).filter(|row| votes.count(*row) > 0).count();
        Voices { units: None, scale: 1.0, present }
    }

    /// Every party weighs the same, whatever its number of members: that of each participant, by
    /// position. Who gave no vote does not count in a party.
    ///
    /// # Panics
    /// When there is not one party for each participant.
    #[must_use]
    pub fn of_parties(votes: &Votes, party: &[u32]) -> Voices {
        assert_eq!(party.len(), votes.rows(), "a party for each participant");
        let parties = party.iter().max().map_or(0, |most| *most as usize + 1);
        let mut sizes = vec![0u64; parties];
        for (row, party) in party.iter().enumerate() {
            sizes[*party as usize] += u64::from(votes.count(row) > 0);
        }
        let present = sizes.iter().sum::<u64>();
        let mut kinds: Vec<u64> = sizes.iter().copied().filter(|size| *size > 0).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.len() <= 1 {
            return Voices::equal(votes);
        }
        let most = UNITS_MAX / present;
        let common = kinds.iter().try_fold(1u64, |common, size| {
            let grown = (common / common.gcd(size)).checked_mul(*size)?;
            (grown <= most).then_some(grown)
        });
        // A party of n members has `whole` units in all; rounding only where that does not divide.
        let whole = common.unwrap_or(most);
        let unit = |size: u64| (whole + size / 2) / size;
        let units: Vec<u64> = (party.iter().enumerate())
            .map(|(row, party)| if votes.count(row) > 0 { unit(sizes[*party as usize]) } else { 0 })
            .collect();
        let total: u64 = units.iter().sum();
        let present = present as usize;
        Voices { units: Some(units), scale: present as f64 / total as f64, present }
    }

    /// The number of participants that gave a vote.
    #[must_use]
    pub fn present(&self) -> usize {
        self.present
    }

    /// The units of a participant.
    #[must_use]
    pub fn units(&self, row: usize) -> u64 {
        self.units.as_ref().map_or(1, |units| units[row])
    }

    /// The weight of so many units; the mean weight of those present is 1.
    #[must_use]
    pub fn weight(&self, units: u64) -> f64 {
        units as f64 * self.scale
    }

    /// Whether all weigh the same.
    #[must_use]
    pub fn are_equal(&self) -> bool {
        self.units.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::opinion::votes::{Arrival, Vote};

    /// Parties of these sizes, of whose members all voted.
    fn parties(sizes: &[usize]) -> (Votes, Vec<u32>) {
        let party: Vec<u32> = (sizes.iter().zip(0..))
            .flat_map(|(size, party)| std::iter::repeat_n(party, *size))
            .collect();
        let one = |row| Arrival::new(row, 0, Vote::Agree);
        let arrivals: Vec<Arrival> = (0..party.len()).map(one).collect();
        (Votes::new(party.len(), 1, &arrivals, 1), party)
    }

    fn weights(sizes: &[usize]) -> Vec<f64> {
        let (votes, party) = parties(sizes);
        let voices = Voices::of_parties(&votes, &party);
        let mut weights = vec![0.0; sizes.len()];
        for (row, party) in party.iter().enumerate() {
            weights[*party as usize] += voices.weight(voices.units(row));
        }
        weights
    }

    #[test]
    fn every_party_weighs_the_same() {
        let all: Vec<usize> = (1..=40).collect();
        for sizes in [&[1, 7, 3][..], &[5], &[2, 2, 2], &all, &[1, 999, 1_000]] {
            let people: usize = sizes.iter().sum();
            let own = people as f64 / sizes.len() as f64;
            for weight in weights(sizes) {
                assert!((weight / own - 1.0).abs() < 1e-9, "{sizes:?}: {weight} {own}");
            }
        }
    }

    #[test]
    fn parties_of_one_size_are_as_no_parties() {
        let (votes, party) = parties(&[4, 4, 4]);
        assert_eq!(Voices::of_parties(&votes, &party), Voices::equal(&votes));
    }

    #[test]
    fn who_gave_no_vote_does_not_count_in_a_party() {
        let arrivals = [0, 1, 3].map(|row| Arrival::new(row, 0, Vote::Pass));
        let votes = Votes::new(5, 1, &arrivals, 1);
        let voices = Voices::of_parties(&votes, &[0, 0, 0, 1, 1]);
        assert_eq!(voices.present(), 3);
        assert_eq!([0, 1, 2, 3, 4].map(|row| voices.units(row)), [1, 1, 0, 2, 0]);
    }
}
