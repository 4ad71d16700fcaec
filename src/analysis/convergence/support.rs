//! Support for one item in one round: who answered, how many are for and against, and where the
//! middle half lies. Common in Delphi studies (Diamond et al. 2014; von der Gracht 2012).
//!
//! Quantiles are taken over the voices replicated to their least common denominator. Type 7
//! interpolates between neighbours, so that q1 and q3 (unlike shares and agreement) may move when
//! the same answers are given by twice as many members.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::analysis::convergence::mixture::{Mixture, Places, Tally, only_greatest};
use crate::analysis::exact::{Whole, fast_or_big, ratio, ratio_of_counts};
use crate::analysis::figure::{Measured, Undefined};
use crate::analysis::ratings::{Answer, PartyAnswer, Ratings, party_answer};
use crate::domain::scale::{Scale, Side};

/// Support for one item. Counts are of parties; shares and quantiles are of voices.
#[derive(Debug, Clone, PartialEq)]
pub struct Support {
    /// Parties that could answer.
    pub eligible: u64,
    /// Parties of which a member gave a stance.
    pub expressed: u64,
    /// Parties without a stance of which a member passed.
    pub abstained: u64,
    /// Parties that did not answer.
    pub missing: u64,
    /// (expressed + abstained) / eligible, from 0 to 1.
    pub response_rate: Measured,
    /// expressed / eligible, from 0 to 1.
    pub expression_rate: Measured,
    /// Share of the voices above the midpoint, from 0 to 1.
    pub support_share: Measured,
    /// Share of the voices below the midpoint, from 0 to 1.
    pub opposition_share: Measured,
    /// Parties in which at least one member stands at `lo`. A veto only where the charter says
    /// that `lo` is one.
    pub strong_objections: u64,
    /// strong objections / expressed, from 0 to 1.
    pub strong_objection_share: Measured,
    /// The median voice (type 7), on the scale.
    pub median: Measured,
    /// The first quartile (type 7), on the scale.
    pub q1: Measured,
    /// The third quartile (type 7), on the scale.
    pub q3: Measured,
    /// q3 - q1, in steps of the scale.
    pub iqr: Measured,
    /// The party with the lowest mean stance, when there is only one and others stand higher.
    pub lowest: Option<usize>,
}

/// Support for the rated item; the undefined reasons say whether nobody was asked or nobody
/// gave a stance.
#[must_use]
pub fn support(ratings: &Ratings) -> Support {
    let answers = |kind: PartyAnswer| {
        ratings.parties().iter().filter(|members| party_answer(members) == kind).count() as u64
    };
    let eligible = ratings.parties().len() as u64;
    let (expressed, abstained) = (answers(PartyAnswer::Expressed), answers(PartyAnswer::Abstained));
    let strong_objections = strong_objections(ratings);
    let [support_share, opposition_share, median, q1, q3, iqr] = voices(ratings);
    Support {
        eligible,
        expressed,
        abstained,
        missing: eligible - expressed - abstained,
        response_rate: share(expressed + abstained, eligible, Undefined::NoEligibleParties),
        expression_rate: share(expressed, eligible, Undefined::NoEligibleParties),
        support_share,
        opposition_share,
        strong_objections,
        strong_objection_share: share(strong_objections, expressed, Undefined::NoExpressedStances),
        median,
        q1,
        q3,
        iqr,
        lowest: lowest(ratings),
    }
}

fn share(part: u64, whole: u64, reason: Undefined) -> Measured {
    if whole == 0 { Err(reason) } else { Ok(ratio_of_counts(part, whole).into()) }
}

fn strong_objections(ratings: &Ratings) -> u64 {
    let lo = Answer::Rated(ratings.scale().lo());
    ratings.parties().iter().filter(|members| members.contains(&lo)).count() as u64
}

fn voices(ratings: &Ratings) -> [Measured; 6] {
    let scale = ratings.scale();
    let tally = Tally::new(scale.categories(), ratings.stances());
    if tally.parties() == 0 {
        return std::array::from_fn(|_| Err(Undefined::NoExpressedStances));
    }
    fast_or_big(|| shares::<i128>(scale, &tally), || shares::<BigInt>(scale, &tally))
        .map(|exact| Ok(exact.into()))
}

/// Support, opposition, median, first and third quartile, and the distance between those two.
fn shares<T: Whole>(scale: Scale, tally: &Tally) -> Option<[BigRational; 6]> {
    let mixture = Mixture::<T>::new(tally)?;
    let on =
        |side: Side| mixture.share(|category| scale.side(scale.lo() + category as i32) == side);
    let lo = ratio(i128::from(scale.lo()), 1);
    let [q1, median, q3] = [1, 2, 3].map(|quarters| mixture.quantile(quarters));
    let (q1, median, q3) = (q1? + &lo, median? + &lo, q3? + &lo);
    let iqr = &q3 - &q1;
    Some([on(Side::Supports)?, on(Side::Opposes)?, median, q1, q3, iqr])
}

fn lowest(ratings: &Ratings) -> Option<usize> {
    let stances: Vec<Vec<usize>> = ratings.stances().collect();
    let categories = ratings.scale().categories();
    fast_or_big(
        || lowest_of::<i128>(categories, &stances),
        || lowest_of::<BigInt>(categories, &stances),
    )
}

/// The inner `None` is no single lowest party, the outer one an overflow.
fn lowest_of<T: Whole>(categories: usize, stances: &[Vec<usize>]) -> Option<Option<usize>> {
    let places = Places::<T>::new(categories, stances)?;
    if places.n < 2 {
        return Some(None);
    }
    let party = places.party.iter().enumerate();
    let placed =
        party.filter_map(|(index, place)| Some((index, std::cmp::Reverse(place.as_ref()?))));
    Some(only_greatest(placed))
}
