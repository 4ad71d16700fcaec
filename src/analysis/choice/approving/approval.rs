//! Approval: the options with the most approvals. Nobody is represented in proportion; it is the
//! baseline beside the rules that do so.

use num_bigint::BigInt;

use crate::analysis::choice::approving::Approvals;
use crate::analysis::choice::approving::electorate::Electorate;
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::choice::profile::Profile;
use crate::analysis::choice::step::count;
use crate::analysis::choice::{Choice, Step};
use crate::analysis::exact::{Whole, fast_or_big};

/// An option chosen for one of the seats. The value is the voices that approve of it, the whole
/// the voices there are, and the rank its place.
pub const APPROVED: &str = "approved";
/// The first option that has no seat, told as an option that has one.
pub const NOT_APPROVED: &str = "not_approved";

/// The `seats` options with the most approvals in voices; of equals those that the lottery order
/// puts first. Fewer where there are fewer options.
#[must_use]
pub fn approval(profile: &Profile<Approvals>, seats: usize, lottery: &Lottery) -> Choice {
    fast_or_big(
        || Some(choose(&Electorate::<i128>::new(profile)?, profile, seats, lottery)),
        || Some(choose(&Electorate::<BigInt>::new(profile)?, profile, seats, lottery)),
    )
}

fn choose<T: Whole>(
    voters: &Electorate<T>,
    profile: &Profile<Approvals>,
    seats: usize,
    lottery: &Lottery,
) -> Choice {
    let mut ranking: Vec<usize> = lottery.order().to_vec();
    ranking.sort_by(|a, b| voters.support(*b).cmp(voters.support(*a)));
    let chosen: Vec<usize> = ranking.iter().copied().take(seats).collect();
    let whole = count(profile.answered());
    let tell = |name: &'static str, (at, option): (usize, &usize)| {
        let voices = voters.as_voices(voters.support(*option));
        Step::new(name).about(*option).at(at + 1).found(voices).of(whole.clone())
    };
    let mut choice = Choice::nothing();
    for (at, option) in chosen.iter().enumerate() {
        let equal = |other: &&usize| voters.support(**other) == voters.support(*option);
        let mut equals: Vec<usize> = ranking[at..].iter().filter(equal).copied().collect();
        if equals.len() > seats - at {
            equals.sort_unstable();
            choice.draw(*option, &equals);
        }
        choice.steps.push(tell(APPROVED, (at, option)));
    }
    choice.steps.extend(ranking.get(seats).map(|next| tell(NOT_APPROVED, (seats, next))));
    Choice { chosen, ranking, ..choice }
}
