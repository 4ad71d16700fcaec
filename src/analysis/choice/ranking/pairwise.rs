//! The pairwise matrix: of every two options, the voices that rank the one above the other.
//!
//! The rules over rankings read nothing else of the ballots. Besides the voices themselves they
//! need only which of two strengths is greater, so that the strengths are numbered here once and
//! the rules compare short numbers.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::analysis::choice::profile::Profile;
use crate::analysis::choice::ranking::Ranking;
use crate::analysis::exact::{Whole, fast_or_big, ratio, total};

/// What makes a win of one option over another strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// The voices for the winner of the two.
    WinningVotes,
    /// The voices for the winner, less those for the other.
    Margins,
}

/// For all options a and b the voices of the ballots that rank a strictly above b. Options that a
/// ballot leaves out share its last place, and options at one place say nothing of each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairwise {
    options: usize,
    party: BigInt,
    sums: Sums,
}

/// Row by row, over one denominator, at the width that they need.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sums {
    Fast(Vec<i128>),
    Big(Vec<BigInt>),
}

/// The strengths of all pairs, numbered from weak to strong.
#[derive(Debug, Clone)]
pub(super) struct Ranks {
    /// For a and b, row by row: 0 where b is above a, else the number of the strength of a over b,
    /// from 1. Two equal options have one in both directions.
    pub(super) of: Vec<i32>,
    /// A pair of each strength, the weakest first.
    pub(super) pairs: Vec<(usize, usize)>,
}

/// How many ballots are counted before the next row of the matrix: so many stay close at hand.
const BLOCK: usize = 64;

impl Pairwise {
    /// The matrix of these ballots, in O(ballots · m²) steps for m options.
    #[must_use]
    pub fn of(profile: &Profile<Ranking>) -> Pairwise {
        fast_or_big(
            || tally(profile).map(|(sums, party)| Pairwise::new(profile, Sums::Fast(sums), party)),
            || tally(profile).map(|(sums, party)| Pairwise::new(profile, Sums::Big(sums), party)),
        )
    }

    fn new(profile: &Profile<Ranking>, sums: Sums, party: impl Into<BigInt>) -> Pairwise {
        Pairwise { options: profile.options(), party: party.into(), sums }
    }

    /// The number of options.
    #[must_use]
    pub fn options(&self) -> usize {
        self.options
    }

    /// The voices that rank a strictly above b: from 0 to the number of parties that answered.
    #[must_use]
    pub fn support(&self, a: usize, b: usize) -> BigRational {
        let at = a * self.options + b;
        let sum = match &self.sums {
            Sums::Fast(sums) => sums[at].into(),
            Sums::Big(sums) => sums[at].clone(),
        };
        ratio(sum, self.party.clone())
    }

    /// How strong a win of a over b is.
    pub(super) fn strength(&self, a: usize, b: usize, strength: Strength) -> BigRational {
        match strength {
            Strength::WinningVotes => self.support(a, b),
            Strength::Margins => self.support(a, b) - self.support(b, a),
        }
    }

    /// Head to head: whether more voices rank a above b than b above a.
    #[must_use]
    pub fn compare(&self, a: usize, b: usize) -> Ordering {
        let (there, back) = (a * self.options + b, b * self.options + a);
        match &self.sums {
            Sums::Fast(sums) => sums[there].cmp(&sums[back]),
            Sums::Big(sums) => sums[there].cmp(&sums[back]),
        }
    }

    /// Whether a beats b head to head.
    #[must_use]
    pub fn beats(&self, a: usize, b: usize) -> bool {
        self.compare(a, b) == Ordering::Greater
    }

    pub(super) fn ranks(&self, strength: Strength) -> Ranks {
        match &self.sums {
            Sums::Fast(sums) => ranks(self.options, sums, strength),
            Sums::Big(sums) => ranks(self.options, sums, strength),
        }
    }
}

/// The matrix, and what a whole party weighs in it. No sum is above that of all weights, so that
/// only this one is checked; where it fits in 64 bits, the counting is done in those.
fn tally<T: Whole>(profile: &Profile<Ranking>) -> Option<(Vec<T>, T)> {
    let weighed = profile.weighed::<T>()?;
    let all = total(weighed.ballots.iter().cloned().map(Some))?;
    let matrix = if all.to_i64().is_some() {
        let weights = weighed.ballots.iter().map_while(|weight| weight.to_i64());
        // What cannot overflow is not checked either, so that a row is added up as a whole.
        let add = |sum: &mut i64, weight: &i64, is_above| {
            *sum = sum.wrapping_add(if is_above { *weight } else { 0 });
        };
        count(profile, 0, weights, add).into_iter().map(T::from).collect()
    } else {
        count(profile, T::zero(), weighed.ballots.into_iter(), |sum, weight, is_above| {
            if is_above {
                *sum = std::mem::replace(sum, T::zero()) + weight.clone();
            }
        })
    };
    Some((matrix, weighed.party))
}

fn count<N: Clone>(
    profile: &Profile<Ranking>,
    zero: N,
    weights: impl Iterator<Item = N>,
    add: impl Fn(&mut N, &N, bool),
) -> Vec<N> {
    let options = profile.options();
    let last = |places: &[u32]| places.iter().max().copied().unwrap_or_default();
    let with_last = |(ballot, weight): (&'_ Ranking, N)| {
        let places: Box<[u32]> = ballot.places().into();
        (last(&places), places, weight)
    };
    let ballots: Vec<_> = profile.ballots().zip(weights).map(with_last).collect();
    let mut matrix = vec![zero; options * options];
    for some in ballots.chunks(BLOCK) {
        for (option, row) in matrix.chunks_exact_mut(options.max(1)).enumerate() {
            for (last, places, weight) in some {
                let place = places[option];
                if place < *last {
                    let sums = row.iter_mut().zip(places);
                    sums.for_each(|(sum, other)| add(sum, weight, place < *other));
                }
            }
        }
    }
    matrix
}

fn ranks<T: Whole>(options: usize, sums: &[T], strength: Strength) -> Ranks {
    let mut strengths: Vec<(T, usize)> = Vec::new();
    for at in 0..sums.len() {
        let (a, b) = (at / options, at % options);
        let (there, back) = (&sums[at], &sums[b * options + a]);
        if a != b && there >= back {
            let value = match strength {
                Strength::WinningVotes => there.clone(),
                Strength::Margins => there.clone() - back.clone(),
            };
            strengths.push((value, at));
        }
    }
    strengths.sort_unstable();
    let (mut of, mut pairs) = (vec![0; sums.len()], Vec::new());
    for equals in strengths.chunk_by(|(one, _), (other, _)| one == other) {
        pairs.extend(equals.first().map(|(_, at)| (at / options, at % options)));
        let number = i32::try_from(pairs.len()).expect("a matrix of so many pairs fits no memory");
        equals.iter().for_each(|(_, at)| of[*at] = number);
    }
    Ranks { of, pairs }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::choice::ranking::sample::{profile, rankings};

    #[test]
    fn whoever_is_left_out_stands_below_and_equals_say_nothing() {
        let pairwise = Pairwise::of(&profile(4, &[(3, &[&[0], &[1, 2]]), (2, &[&[3]])]));
        let row = |a: usize| -> Vec<String> {
            (0..4).map(|b| pairwise.support(a, b).to_string()).collect()
        };
        assert_eq!(row(0), ["0", "3", "3", "3"]);
        assert_eq!(row(1), ["0", "0", "0", "3"]);
        assert_eq!(row(3), ["2", "2", "2", "0"]);
        assert!(pairwise.beats(0, 3) && pairwise.compare(1, 2) == Ordering::Equal);
        let margin = |a, b| pairwise.strength(a, b, Strength::Margins).to_string();
        assert_eq!((margin(0, 1), margin(0, 3)), ("3".into(), "1".into()));
    }

    #[test]
    fn members_share_the_voice_of_their_party() {
        let ballot = |first| Some(Ranking::new(2, &[vec![first]]).unwrap());
        let parties = [vec![ballot(0), ballot(0), ballot(1)], vec![ballot(1), None]];
        let pairwise = Pairwise::of(&Profile::of_parties(2, parties.iter().map(Vec::as_slice)));
        assert_eq!(pairwise.support(0, 1).to_string(), "2/3");
        assert_eq!(pairwise.support(1, 0).to_string(), "4/3");
    }

    #[test]
    fn sizes_without_a_small_common_denominator_are_counted_all_the_same() {
        let primes = [
            101_usize, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179,
            181, 191, 193,
        ];
        let ballot = |first| Some(Ranking::new(2, &[vec![first]]).unwrap());
        let party = |size: &usize| -> Vec<_> { (0..*size).map(|at| ballot(at.min(1))).collect() };
        let parties: Vec<Vec<_>> = primes.iter().map(party).collect();
        let pairwise = Pairwise::of(&Profile::of_parties(2, parties.iter().map(Vec::as_slice)));
        assert!(matches!(pairwise.sums, Sums::Big(_)) && pairwise.beats(1, 0));
        let all = pairwise.support(0, 1) + pairwise.support(1, 0);
        assert_eq!(all, BigRational::from_integer(primes.len().into()));
    }

    proptest! {
        #[test]
        fn the_fast_path_equals_the_big_path(profile in rankings()) {
            let (fast, party) = tally::<i128>(&profile).unwrap();
            let (big, big_party) = tally::<BigInt>(&profile).unwrap();
            prop_assert_eq!(BigInt::from(party), big_party);
            for strength in [Strength::WinningVotes, Strength::Margins] {
                let (one, other) = (
                    ranks(profile.options(), &fast, strength),
                    ranks(profile.options(), &big, strength),
                );
                prop_assert_eq!((one.of, one.pairs), (other.of, other.pairs));
            }
            prop_assert_eq!(fast.into_iter().map(BigInt::from).collect::<Vec<_>>(), big);
        }

        #[test]
        fn counting_at_any_width_gives_the_same(profile in rankings()) {
            let weighed = profile.weighed::<i128>().unwrap();
            let wide = count(&profile, 0, weighed.ballots.into_iter(), |sum, weight, is_above| {
                *sum += if is_above { *weight } else { 0 };
            });
            prop_assert_eq!(tally::<i128>(&profile).unwrap().0, wide);
        }
    }
}
