//! The three G's (gezien, gehoord, gewaardeerd): was a contribution opened, was it answered, and
//! was something done with it. Voice that is given before a decision and answered is what makes a
//! procedure fair in the eyes of those in it (Lind, Kanfer and Earley 1990).
//!
//! A party without contributions is silent: nothing is measured of it, and it never counts as if
//! all went well.

use crate::analysis::exact::ratio_of_counts;
use crate::analysis::figure::{Measured, Undefined, Value};
use crate::analysis::means::{lowest, mean_of_parts};
use crate::domain::state::PartySet;

/// What became of a contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closure {
    /// It is in the plan.
    Adopted,
    /// It is not, and why was said.
    RejectedWithReason,
    /// It is not, and why was not said; or nothing was decided about it, or not yet.
    None,
}

/// A response to a contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reaction {
    /// The party that responded.
    pub by: usize,
    /// Whether it was substantive to the author.
    pub substantive: bool,
    /// How long after the contribution it came.
    pub after: u64,
}

/// A contribution of a party.
#[derive(Debug, Clone)]
pub struct Contribution<'a> {
    /// The party.
    pub author: usize,
    /// The parties that opened it.
    pub opened_by: &'a PartySet,
    /// The responses to it.
    pub responses: Vec<Reaction>,
    /// What became of it.
    pub closure: Closure,
}

impl Contribution<'_> {
    /// Parties other than its own that opened it.
    fn opened_by_others(&self) -> u64 {
        let own = self.opened_by.contains(self.author as u32);
        u64::from(self.opened_by.len()) - u64::from(own)
    }

    /// Substantive responses of other parties.
    fn heard(&self) -> impl Iterator<Item = &Reaction> {
        self.responses.iter().filter(|one| one.substantive && one.by != self.author)
    }
}

/// One of the G's, party by party.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// Of each party over its own contributions, from 0 to 1.
    pub party: Vec<Measured>,
    /// The mean over the parties that contributed.
    pub mean: Measured,
    /// The least of them.
    pub min: Measured,
    /// The party with the least, when there is one.
    pub worst_off: Option<usize>,
}

/// What was done with the contributions.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreeG {
    /// The number of contributions of each party; a party with none is silent.
    pub contributions: Vec<u64>,
    /// Seen: the mean share of the other parties that opened a contribution.
    pub seen: Shares,
    /// Heard: the share of contributions with a substantive response of another party.
    pub heard: Shares,
    /// Valued: the share that was adopted, or rejected with a reason.
    pub valued: Shares,
    /// Uptake: the share that was adopted.
    pub uptake: Shares,
    /// The share of the others' contributions to which the authority responded substantively.
    pub authority_response_rate: Measured,
    /// How many contributions that rests on.
    pub asked_of_authority: u64,
    /// The median time to the first substantive response, over all answered contributions.
    pub latency: Measured,
    /// The same for the contributions of each party.
    pub party_latency: Vec<Measured>,
    /// How many contributions were answered.
    pub answered: u64,
}

/// What was done with the contributions of so many parties, of which one may be the authority.
#[must_use]
pub fn three_g(
    parties: usize,
    authority: Option<usize>,
    contributions: &[Contribution<'_>],
) -> ThreeG {
    let mut sums = Sums::of(parties, contributions);
    let others = parties.saturating_sub(1) as u64;
    let seen = sums.shares(&sums.opened, others);
    let asked = |authority| contributions.iter().filter(move |one| one.author != authority);
    let asked_of_authority = authority.map_or(0, |authority| asked(authority).count() as u64);
    ThreeG {
        heard: sums.shares(&sums.heard, 1),
        valued: sums.shares(&sums.closed, 1),
        uptake: sums.shares(&sums.adopted, 1),
        authority_response_rate: match (authority, asked_of_authority) {
            (None, _) => Err(Undefined::NoAuthority),
            (Some(_), 0) => Err(Undefined::NoContributions),
            (Some(authority), asked_of) => {
                let answers = |one: &&Contribution| one.heard().any(|one| one.by == authority);
                let answered = asked(authority).filter(answers).count() as u64;
                Ok(Value::Exact(ratio_of_counts(answered, asked_of)))
            }
        },
        asked_of_authority,
        latency: median(&mut sums.waits.concat()),
        party_latency: sums.waits.iter_mut().map(|waits| median(waits)).collect(),
        answered: sums.heard.iter().sum(),
        contributions: sums.contributions,
        seen,
    }
}

/// Counts for each party over its own contributions.
struct Sums {
    contributions: Vec<u64>,
    opened: Vec<u64>,
    heard: Vec<u64>,
    closed: Vec<u64>,
    adopted: Vec<u64>,
    waits: Vec<Vec<u64>>,
}

impl Sums {
    fn of(parties: usize, contributions: &[Contribution<'_>]) -> Sums {
        let none = || vec![0_u64; parties];
        let mut sums = Sums {
            contributions: none(),
            opened: none(),
            heard: none(),
            closed: none(),
            adopted: none(),
            waits: vec![Vec::new(); parties],
        };
        for one in contributions {
            let author = one.author;
            sums.contributions[author] += 1;
            sums.opened[author] += one.opened_by_others();
            if let Some(wait) = one.heard().map(|one| one.after).min() {
                sums.heard[author] += 1;
                sums.waits[author].push(wait);
            }
            sums.closed[author] += u64::from(one.closure != Closure::None);
            sums.adopted[author] += u64::from(one.closure == Closure::Adopted);
        }
        sums
    }

    /// `counts / (contributions · each)` for each party that contributed.
    fn shares(&self, counts: &[u64], each: u64) -> Shares {
        let empty =
            || if each == 0 { Undefined::FewerThanTwoParties } else { Undefined::NoContributions };
        let parts = || counts.iter().copied().zip(self.contributions.iter().map(|one| one * each));
        let share = |(part, whole)| match whole {
            0 => Err(empty()),
            whole => Ok(Value::Exact(ratio_of_counts(part, whole))),
        };
        let party: Vec<Measured> = parts().map(share).collect();
        let (least, worst_off) = lowest(&party);
        let mean = mean_of_parts(parts()).ok_or_else(empty);
        Shares { mean, min: least.ok_or_else(empty), worst_off, party }
    }
}

/// The middle wait, or the mean of the two in the middle.
fn median(waits: &mut [u64]) -> Measured {
    waits.sort_unstable();
    let middle = waits.len() / 2;
    match waits.len() {
        0 => Err(Undefined::NoResponses),
        n if n % 2 == 1 => Ok(Value::count(waits[middle])),
        _ => Ok(Value::Exact(ratio_of_counts(waits[middle - 1] + waits[middle], 2))),
    }
}

/// What was logged minus what was felt, party by party: large and above zero is participation on
/// paper, below zero is warmth without evidence.
#[must_use]
pub fn gap(logged: &[Measured], felt: &[Measured]) -> Vec<Measured> {
    let apart = |(logged, felt): (&Measured, &Measured)| match (logged, felt) {
        (Ok(logged), Ok(felt)) => {
            let (logged, felt) = (logged.to_fraction(), felt.to_fraction());
            let pair = logged.zip(felt).expect("shares are finite");
            Ok(Value::Exact(pair.0 - pair.1))
        }
        (Err(reason), _) | (_, Err(reason)) => Err(*reason),
    };
    logged.iter().zip(felt).map(apart).collect()
}
