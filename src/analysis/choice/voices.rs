//! Sums of voices: a ballot counts with 1 / (members of its party that cast one).

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::analysis::choice::ballot::{Vote, VoteParty};
use crate::analysis::exact::{Weights, Whole, fast_or_big, ratio, times, total};

/// What the voices of some parties add up to. The three together are the number of parties that
/// answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voices {
    /// In favour, 0 or more.
    pub agree: BigRational,
    /// Against, 0 or more.
    pub disagree: BigRational,
    /// Empty, 0 or more.
    pub abstain: BigRational,
}

impl Voices {
    /// In favour or against: what a share of agreement is taken of.
    #[must_use]
    pub fn decided(&self) -> BigRational {
        &self.agree + &self.disagree
    }
}

/// The voices of these parties, of each as many as its count says.
#[must_use]
pub fn voices<'a>(parties: impl Iterator<Item = (&'a VoteParty, u64)>) -> Voices {
    let kinds = [Vote::Agree, Vote::Disagree, Vote::Abstain];
    let members = parties.map(|(party, count)| (party.members.as_slice(), count));
    let [agree, disagree, abstain] = sums(members, kinds);
    Voices { agree, disagree, abstain }
}

/// The voices behind each kind of ballot.
pub(super) fn sums<'a, B: PartialEq + 'a, const N: usize>(
    parties: impl Iterator<Item = (&'a [Option<B>], u64)>,
    kinds: [B; N],
) -> [BigRational; N] {
    let mut by_size: BTreeMap<u64, [u64; N]> = BTreeMap::new();
    for (members, times) in parties {
        let size = members.iter().flatten().count() as u64;
        if size > 0 {
            let counts = by_size.entry(size).or_insert([0; N]);
            for (count, kind) in counts.iter_mut().zip(&kinds) {
                let of_kind = members.iter().flatten().filter(|ballot| *ballot == kind);
                *count += times * of_kind.count() as u64;
            }
        }
    }
    fast_or_big(|| weighted::<i128, N>(&by_size), || weighted::<BigInt, N>(&by_size))
}

/// The sums over the least common denominator of the sizes; `None` where they overflow.
fn weighted<T: Whole, const N: usize>(
    by_size: &BTreeMap<u64, [u64; N]>,
) -> Option<[BigRational; N]> {
    let weights = Weights::<T>::new(by_size.keys().copied())?;
    let mut sums = Vec::with_capacity(N);
    for kind in 0..N {
        let terms = by_size.iter().map(|(&size, counts)| times(&weights.voice(size), counts[kind]));
        sums.push(ratio(total(terms)?, weights.party.clone()));
    }
    sums.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_members_that_cast_a_ballot_share_the_voice() {
        use Vote::{Abstain, Agree, Disagree};
        let party = |members: &[Option<Vote>]| VoteParty { members: members.to_vec() };
        let parties = [
            party(&[Some(Agree), Some(Disagree), Some(Abstain), None]),
            party(&[None, Some(Agree)]),
            party(&[None]),
            party(&[]),
        ];
        let voices = voices(parties.iter().map(|party| (party, 1)));
        let thirds = |n: i64| BigRational::new(n.into(), 3.into());
        assert_eq!(voices.decided(), thirds(5));
        let Voices { agree, disagree, abstain } = voices;
        assert_eq!([agree, disagree, abstain], [thirds(4), thirds(1), thirds(1)]);
    }

    #[test]
    fn sizes_without_a_small_common_denominator_are_summed_all_the_same() {
        let primes = [
            101_u64, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179,
            181, 191, 193,
        ];
        let by_size: BTreeMap<u64, [u64; 1]> = primes.iter().map(|&size| (size, [size])).collect();
        assert_eq!(weighted::<i128, 1>(&by_size), None);
        let all = BigRational::from_integer(primes.len().into());
        assert_eq!(weighted::<BigInt, 1>(&by_size), Some([all]));
    }

    proptest! {
        #[test]
        fn the_fast_path_equals_the_big_path(
            by_size in prop::collection::btree_map(1_u64..30, [0_u64..9, 0_u64..9], 0..6),
        ) {
            let fast = weighted::<i128, 2>(&by_size);
            prop_assert!(fast.is_some());
            prop_assert_eq!(fast, weighted::<BigInt, 2>(&by_size));
        }
    }
}
