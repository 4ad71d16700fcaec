//! The deliberative reason index (Niemeyer and Veri 2022): whether parties that agree about the
//! considerations also agree about the options, and parties that differ differ in both.
//!
//! Answers dealt out at random score above zero as well, so that the index comes with a test that
//! deals the preferences out anew, and says nothing without it.

use num_rational::BigRational;

use crate::analysis::exact::ratio_of_counts;
use crate::analysis::figure::{Measured, Undefined, Value};
use crate::analysis::permutation::{DRAWN, Draws, Orders, PermutationP, next_order};
use crate::analysis::ranks::doubled_midranks;

/// The most parties whose preferences are dealt out in every order.
pub const EXACT_PARTIES_MAX: usize = 6;
/// Steps of work up to which the index is computed: some seconds. The number of pairs grows with
/// the square of the parties, and each is looked at again for every order that is drawn.
const WORK_MAX: usize = 300_000_000;
/// Correlations below this count as weak, and draw the index toward what says nothing.
const WEAK: f64 = 0.2;
/// Sums of losses are compared in whole units, so that no order of adding them makes a difference:
/// two means within one unit are equal.
const UNIT: f64 = 1.0 / (1_u64 << 40) as f64;

/// What each party answered on each item, on any scale of its own; nothing where it gave no answer.
pub type Answers = Vec<Vec<Option<BigRational>>>;

/// The index, with the test without which it says nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Dri {
    /// The pairs of parties that could be compared on both sides.
    pub pairs: u64,
    /// The pairs that could not: one of them gave the same answer throughout, or none.
    pub undefined_pairs: u64,
    /// The index, from -3 (the same considerations and opposite preferences, for every pair) to 1
    /// (as much agreement about the one as about the other). Pairs that agree weakly on both sides
    /// draw it toward 1 - 2√2. Undefined with [`Undefined::NoDefinedPairs`], or with
    /// [`Undefined::TooManyParties`].
    pub value: Measured,
    /// The same without regard to weak agreement: 1 - 2 · mean |x - y|.
    pub unadjusted: Measured,
    /// The index over the pairs of each party, -3 to 1.
    pub individual: Vec<Measured>,
    /// How it compares with chance; undefined as the index.
    pub test: Result<Chance, Undefined>,
}

/// What the index is when the preferences are dealt out among the parties anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Chance {
    /// The probability of an index at least as high; an order in which no pair is left to compare
    /// counts as one. Exact up to [`EXACT_PARTIES_MAX`] parties.
    pub p: PermutationP,
    /// The mean index over these orders, -3 to 1.
    pub mean: f64,
    /// Whether any order gives another index. Unanimity on either side leaves nothing to test: the
    /// probability is then 1 and says nothing.
    pub testable: bool,
}

/// The index of these parties. A pair stands at x, the rank correlation (Spearman 1904) of the two
/// over the considerations that both answered, and y, that over the preferences; d = |x - y| / √2
/// is how far it lies from the line of consistency, and with λ = √2 / 2 the index is
/// (λ - 2 · mean d) / λ. Adjusted, 1 - d is first multiplied by max(|x|, |y|) / 0.2 where that is
/// below 1. A seed draws the orders of the test where there are more than can be gone through.
///
/// # Panics
/// When the lists differ in the number of parties, or parties in the number of items.
#[must_use]
pub fn dri(considerations: &Answers, preferences: &Answers, seed: u64) -> Dri {
    let parties = considerations.len();
    assert_eq!(parties, preferences.len(), "the same parties on both sides");
    let width = |answers: &Answers| {
        let width = answers.first().map_or(0, Vec::len);
        assert!(answers.iter().all(|row| row.len() == width), "the same items for every party");
        width
    };
    let pairs = parties * parties.saturating_sub(1) / 2;
    let steps = width(considerations) + width(preferences) + DRAWN as usize;
    if pairs.saturating_mul(steps) > WORK_MAX {
        return Dri::undefined(parties, pairs as u64, Undefined::TooManyParties);
    }
    let rows = |answers: &Answers| -> Vec<Row> { answers.iter().map(|row| Row::of(row)).collect() };
    let (reasons, wishes) = (rows(considerations), rows(preferences));
    // In an order of what they answered, so that the order of the list makes no difference.
    let mut order: Vec<usize> = (0..parties).collect();
    order.sort_by_key(|party| (&reasons[*party].codes, &wishes[*party].codes));
    let x = Correlations::of(&reasons, &order);
    let y = Correlations::of(&wishes, &order);
    let losses = |pairs: &mut dyn Iterator<Item = (usize, usize)>| -> Vec<(f64, f64)> {
        let both = pairs.filter_map(|pair| Some((x.at(pair)?, y.at(pair)?)));
        both.map(|(x, y)| (loss(x, y), (x - y).abs())).collect()
    };
    let all = losses(&mut twos(parties));
    let mut individual = vec![Err(Undefined::NoDefinedPairs); parties];
    for (place, party) in order.iter().enumerate() {
        let mut own = (0..parties).filter(|other| *other != place).map(|other| (place, other));
        individual[*party] = index(losses(&mut own).into_iter().map(|(loss, _)| loss));
    }
    Dri {
        pairs: all.len() as u64,
        undefined_pairs: (pairs - all.len()) as u64,
        value: index(all.iter().map(|(loss, _)| *loss)),
        unadjusted: index(all.iter().map(|(_, plain)| *plain)),
        individual,
        test: chance(&x, &y, seed),
    }
}

impl Dri {
    fn undefined(parties: usize, undefined_pairs: u64, reason: Undefined) -> Dri {
        Dri {
            pairs: 0,
            undefined_pairs,
            value: Err(reason),
            unadjusted: Err(reason),
            individual: vec![Err(reason); parties],
            test: Err(reason),
        }
    }
}

/// What a pair at (x, y) takes off, half of 1 - index: |x - y| where the pair agrees enough on one
/// side, and toward √2 as it agrees less. It follows from the formula by dividing by λ.
fn loss(x: f64, y: f64) -> f64 {
    let weight = (x.abs().max(y.abs()) / WEAK).min(1.0);
    weight * (x - y).abs() + (1.0 - weight) * std::f64::consts::SQRT_2
}

fn index(losses: impl Iterator<Item = f64>) -> Measured {
    let mut sorted: Vec<f64> = losses.collect();
    if sorted.is_empty() {
        return Err(Undefined::NoDefinedPairs);
    }
    sorted.sort_unstable_by(f64::total_cmp);
    Ok(Value::Real(1.0 - 2.0 * sorted.iter().sum::<f64>() / sorted.len() as f64))
}

fn twos(parties: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..parties).flat_map(move |one| (one + 1..parties).map(move |other| (one, other)))
}

/// The sum of losses in units, and the number of pairs, when party i has the preferences of the
/// party at `order[i]`.
fn dealt(x: &Correlations, y: &Correlations, order: &[usize]) -> (i128, i128) {
    let (mut sum, mut pairs) = (0_i64, 0_i128);
    for (one, other) in twos(order.len()) {
        if let (Some(x), Some(y)) = (x.at((one, other)), y.at((order[one], order[other]))) {
            sum += libm::round(loss(x, y) / UNIT) as i64;
            pairs += 1;
        }
    }
    (i128::from(sum), pairs)
}

fn chance(x: &Correlations, y: &Correlations, seed: u64) -> Result<Chance, Undefined> {
    let mut order: Vec<usize> = (0..x.parties).collect();
    let (sum, pairs) = dealt(x, y, &order);
    if pairs == 0 {
        return Err(Undefined::NoDefinedPairs);
    }
    let (mut reached, mut testable, mut indices) = (0_u64, false, Vec::new());
    let mut count = |order: &[usize]| {
        let (dealt_sum, dealt_pairs) = dealt(x, y, order);
        // The difference of the means, times both numbers of pairs, and a unit of it.
        let (more, unit) = (dealt_sum * pairs - sum * dealt_pairs, pairs * dealt_pairs);
        reached += u64::from(more <= unit);
        testable |= more.abs() > unit;
        if dealt_pairs > 0 {
            indices.push(1.0 - 2.0 * UNIT * dealt_sum as f64 / dealt_pairs as f64);
        }
    };
    let mut draws = Draws::new(seed);
    let all = x.parties <= EXACT_PARTIES_MAX;
    if all {
        count(&order);
        while next_order(&mut order) {
            count(&order);
        }
    } else {
        for _ in 0..DRAWN {
            draws.shuffle(&mut order);
            count(&order);
        }
    }
    let p = match all {
        true => {
            let orders = (1..=x.parties as u64).product();
            PermutationP { p: ratio_of_counts(reached, orders), orders: Orders::All }
        }
        false => PermutationP::drawn(reached),
    };
    indices.sort_unstable_by(f64::total_cmp);
    let mean = indices.iter().sum::<f64>() / indices.len().max(1) as f64;
    Ok(Chance { p, mean, testable })
}

/// The answers of one party as ranks; on which scale they were given makes no difference.
struct Row {
    codes: Vec<Option<u32>>,
    /// The ranks over all items; `None` where an answer is missing.
    whole: Option<Centred>,
}

/// Doubled ranks less their mean, and the sum of their squares.
struct Centred {
    ranks: Vec<i64>,
    squares: i128,
}

impl Row {
    fn of(answers: &[Option<BigRational>]) -> Row {
        let mut values: Vec<&BigRational> = answers.iter().flatten().collect();
        values.sort_unstable();
        values.dedup();
        let code = |answer: &BigRational| values.partition_point(|value| *value < answer) as u32;
        let codes: Vec<Option<u32>> =
            answers.iter().map(|answer| answer.as_ref().map(code)).collect();
        let all: Option<Vec<u32>> = codes.iter().copied().collect();
        Row { codes, whole: all.map(|codes| Centred::of(&codes)) }
    }
}

impl Centred {
    fn of(codes: &[u32]) -> Centred {
        let mean = codes.len() as i64 + 1;
        let ranks: Vec<i64> = doubled_midranks(codes).iter().map(|rank| rank - mean).collect();
        let squares = ranks.iter().map(|rank| i128::from(rank * rank)).sum();
        Centred { ranks, squares }
    }

    /// The rank correlation, -1 to 1; `None` when one of the two is the same throughout.
    fn correlation(&self, other: &Centred) -> Option<f64> {
        if self.squares == 0 || other.squares == 0 {
            return None;
        }
        let products = self.ranks.iter().zip(&other.ranks).map(|(one, two)| i128::from(one * two));
        let shared = products.sum::<i128>() as f64;
        if self.squares == other.squares {
            return Some(shared / self.squares as f64);
        }
        let scale = libm::sqrt(self.squares as f64 * other.squares as f64);
        Some((shared / scale).clamp(-1.0, 1.0))
    }
}

/// The correlation of each two parties.
struct Correlations {
    parties: usize,
    values: Vec<Option<f64>>,
}

impl Correlations {
    fn of(rows: &[Row], order: &[usize]) -> Correlations {
        let parties = order.len();
        let mut values = vec![None; parties * parties];
        for (one, other) in twos(parties) {
            let value = between(&rows[order[one]], &rows[order[other]]);
            values[one * parties + other] = value;
            values[other * parties + one] = value;
        }
        Correlations { parties, values }
    }

    fn at(&self, (one, other): (usize, usize)) -> Option<f64> {
        self.values[one * self.parties + other]
    }
}

/// Over the items that both answered.
fn between(one: &Row, other: &Row) -> Option<f64> {
    if let (Some(one), Some(other)) = (&one.whole, &other.whole) {
        return one.correlation(other);
    }
    let both = one.codes.iter().zip(&other.codes).filter_map(|(one, two)| (*one).zip(*two));
    let (one, other): (Vec<u32>, Vec<u32>) = both.unzip();
    Centred::of(&one).correlation(&Centred::of(&other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(rows: &[&[i64]]) -> Answers {
        let answer = |answer: &i64| Some(BigRational::from_integer((*answer).into()));
        rows.iter().map(|row| row.iter().map(answer).collect()).collect()
    }

    fn number(value: &Measured) -> f64 {
        value.as_ref().unwrap().to_f64()
    }

    /// x = 1 - 6·2/24 = 1/2 for two neighbours that change places among three; y = 1: the one pair
    /// loses 1/2, and 1 - 2 · 1/2 = 0.
    #[test]
    fn one_pair_by_hand() {
        let seen = dri(&answers(&[&[1, 2, 3], &[2, 1, 3]]), &answers(&[&[1, 2], &[1, 2]]), 1);
        assert_eq!((number(&seen.value), number(&seen.unadjusted), seen.pairs), (0.0, 0.0, 1));
        assert_eq!(seen.individual, [Ok(Value::Real(0.0)), Ok(Value::Real(0.0))]);
    }

    /// Two that agree with each other neither in reasons nor in wishes lie on the line, and say
    /// nothing: 1 unadjusted, 1 - 2√2 adjusted. Orders 1 2 3 4 and 2 4 1 3 have ρ = 0.
    #[test]
    fn weak_agreement_counts_against_the_index() {
        let rows = answers(&[&[1, 2, 3, 4], &[2, 4, 1, 3]]);
        let seen = dri(&rows, &rows, 1);
        assert_eq!(number(&seen.unadjusted), 1.0);
        assert!((number(&seen.value) - (1.0 - 8.0_f64.sqrt())).abs() < 1e-15);
    }

    /// Two camps of two: of 24 ways to deal out the wishes, the 8 that keep camps together reach 1.
    #[test]
    fn two_camps_are_consistent_and_one_in_three_ways_keeps_them() {
        let reasons = answers(&[&[1, 2, 3], &[1, 2, 3], &[3, 2, 1], &[3, 2, 1]]);
        let wishes = answers(&[&[1, 2], &[1, 2], &[2, 1], &[2, 1]]);
        let seen = dri(&reasons, &wishes, 1);
        let test = seen.test.unwrap();
        assert_eq!(number(&seen.value), 1.0);
        assert_eq!((test.p.p, test.p.orders), (ratio_of_counts(1, 3), Orders::All));
        assert!(test.testable);
    }

    /// Two camps of four stay together in 2 · 4! · 4! of 8! ways, 1 in 35. The estimate from drawn
    /// ways follows from the seed, and lies within four standard deviations.
    #[test]
    fn with_many_parties_ways_are_drawn() {
        let camps = |one: &'static [i64], other: &'static [i64]| {
            answers(&[one, one, one, one, other, other, other, other])
        };
        let (reasons, wishes) = (camps(&[1, 2, 3], &[3, 2, 1]), camps(&[1, 2], &[2, 1]));
        let p = |seed| dri(&reasons, &wishes, seed).test.unwrap().p;
        assert_eq!(p(1).orders, Orders::Drawn);
        assert_eq!(p(1), p(1));
        for seed in 1..5 {
            let estimate = Value::from(p(seed).p).to_f64();
            assert!((estimate - 1.0 / 35.0).abs() < 4.0 * 0.0053 + 0.001, "{estimate}");
        }
    }

    #[test]
    fn unanimity_leaves_nothing_to_test() {
        for parties in [3, 9] {
            let same = answers(&vec![&[1, 2, 3][..]; parties]);
            let mut mixed = same.clone();
            mixed[0].swap(0, 2);
            for (reasons, wishes) in [(&same, &same), (&mixed, &same), (&same, &mixed)] {
                let test = dri(reasons, wishes, 5).test.unwrap();
                assert!(!test.testable && test.p.p == ratio_of_counts(1, 1), "{parties}");
            }
        }
    }

    #[test]
    fn pairs_without_a_correlation_are_counted() {
        let reasons = answers(&[&[1, 2, 3], &[1, 3, 2], &[2, 2, 2]]);
        let seen = dri(&reasons, &answers(&[&[1, 2], &[2, 1], &[1, 2]]), 1);
        assert_eq!((seen.pairs, seen.undefined_pairs), (1, 2));
        assert_eq!(seen.individual[2], Err(Undefined::NoDefinedPairs));
        assert_eq!(dri(&answers(&[&[1, 2]]), &answers(&[&[1, 2]]), 1).pairs, 0);
        let many = vec![vec![Some(ratio_of_counts(1, 1)); 2]; 1_000];
        assert_eq!(dri(&many, &many, 1).value, Err(Undefined::TooManyParties));
    }

    #[test]
    fn a_missing_answer_leaves_out_its_item_for_the_pair() {
        let mut reasons = answers(&[&[1, 2, 3, 9], &[2, 1, 3, 0]]);
        reasons[1][3] = None;
        let seen = dri(&reasons, &answers(&[&[1, 2], &[1, 2]]), 1);
        assert_eq!(number(&seen.unadjusted), 0.0);
    }
}
