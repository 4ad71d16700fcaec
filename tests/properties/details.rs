//! What the details of a round must do for every input.

use beraad::analysis::convergence::group_aware::{group_aware, votes};
use beraad::analysis::convergence::kendall::{Kendall, Ranks, kendall};
use beraad::analysis::convergence::krippendorff::alpha;
use beraad::analysis::dri::{Answers, Dri, dri};
use beraad::analysis::figure::{Measured, Undefined, Value};
use beraad::analysis::ratings::{Answer, Ratings};
use beraad::domain::scale::Scale;
use num_rational::BigRational;
use num_traits::{One, Zero};
use proptest::prelude::*;

use super::generate::whole;

fn rows(numbers: &[Vec<i64>]) -> Vec<Ranks> {
    numbers.iter().map(|row| row.iter().map(|one| Some(whole(*one))).collect()).collect()
}

/// One row a party, of so many small numbers, with equals.
fn table(parties: usize, items: usize) -> impl Strategy<Value = Vec<Vec<i64>>> {
    prop::collection::vec(prop::collection::vec(0..4_i64, items), parties)
}

fn tables() -> impl Strategy<Value = Vec<Vec<i64>>> {
    (0..6_usize, 0..6_usize).prop_flat_map(|(parties, items)| table(parties, items))
}

/// The same with other numbers in the same order.
fn stretched(table: &[Vec<i64>]) -> Vec<Vec<i64>> {
    let stretch = |(row, party): (&Vec<i64>, i64)| -> Vec<i64> {
        row.iter().map(|one| one * one * one + 7 * party).collect()
    };
    table.iter().zip(0..).map(stretch).collect()
}

/// Complete rankings without equals.
fn orders() -> impl Strategy<Value = Vec<Vec<i64>>> {
    (2..6_usize, 2..6_usize).prop_flat_map(|(parties, items)| {
        let order = Just((1..=items as i64).collect::<Vec<_>>()).prop_shuffle();
        prop::collection::vec(order, parties)
    })
}

fn w(seen: &Kendall) -> Result<BigRational, Undefined> {
    seen.result.as_ref().map(|found| found.w.clone()).map_err(|reason| *reason)
}

/// The rank correlation of two rankings without equals, 1 - 6 Σd² / (n³ - n).
fn spearman(one: &[i64], other: &[i64]) -> BigRational {
    let n = one.len() as i64;
    let squares: i64 = one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum();
    whole(1) - whole(6 * squares) / whole(n * n * n - n)
}

/// The bits of every number of the index, so that equal means equal.
fn bits(seen: &Dri) -> (Vec<Option<u64>>, u64, u64) {
    let of = |value: &Measured| value.as_ref().ok().map(|value| value.to_f64().to_bits());
    let mut all = vec![of(&seen.value), of(&seen.unadjusted)];
    if let Ok(test) = &seen.test {
        all.extend([Some(test.mean.to_bits()), of(&Ok(Value::from(test.p.p.clone())))]);
    }
    (all, seen.pairs, seen.undefined_pairs)
}

fn panel() -> impl Strategy<Value = (Vec<Vec<i64>>, Vec<Vec<i64>>, Vec<usize>)> {
    (0..9_usize).prop_flat_map(|parties| {
        let order = Just((0..parties).collect::<Vec<_>>()).prop_shuffle();
        (table(parties, 5), table(parties, 3), order)
    })
}

fn reordered<T: Clone>(list: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|place| list[*place].clone()).collect()
}

proptest! {
    #[test]
    fn concordance_lies_in_its_range_and_keeps_to_its_invariances(table in tables()) {
        let seen = kendall(&rows(&table), 3);
        let turned: Vec<Vec<i64>> = table.iter().rev().cloned().collect();
        prop_assert_eq!(&seen, &kendall(&rows(&turned), 3));
        prop_assert_eq!(&seen, &kendall(&rows(&stretched(&table)), 3));
        let mirrored: Vec<Vec<i64>> =
            table.iter().map(|row| row.iter().rev().map(|one| -one).collect()).collect();
        prop_assert_eq!(&seen, &kendall(&rows(&mirrored), 3));
        if let Ok(found) = &seen.result {
            prop_assert!(found.w >= whole(0) && found.w <= whole(1));
            prop_assert!((0.0..=1.0).contains(&found.p));
            let permuted = found.permutation.as_ref().expect("few items");
            prop_assert!(permuted.p > whole(0) && permuted.p <= whole(1));
            let twice = [table.clone(), table.clone()].concat();
            prop_assert_eq!(w(&kendall(&rows(&twice), 3)), Ok(found.w.clone()));
        }
    }

    #[test]
    fn concordance_is_the_mean_correlation_in_another_form(orders in orders()) {
        let m = orders.len() as i64;
        let mut sum = BigRational::zero();
        for (place, one) in orders.iter().enumerate() {
            sum += orders[..place].iter().map(|other| spearman(one, other)).sum::<BigRational>();
        }
        let mean = sum * whole(2) / whole(m * (m - 1));
        let expected = (whole(m - 1) * mean + whole(1)) / whole(m);
        prop_assert_eq!(w(&kendall(&rows(&orders), 1)), Ok(expected));
    }

    #[test]
    fn alpha_looks_at_order_and_not_at_names(
        items in prop::collection::vec(prop::collection::vec(0..4_u64, 4), 0..5),
        empty in 0..5_usize,
    ) {
        let seen = alpha(&items);
        let turned: Vec<Vec<u64>> = items.iter().rev().cloned().collect();
        prop_assert_eq!(&seen, &alpha(&turned));
        let mirrored: Vec<Vec<u64>> =
            items.iter().map(|item| item.iter().rev().copied().collect()).collect();
        prop_assert_eq!(&seen, &alpha(&mirrored));
        // A step that nobody uses changes no order.
        let wider = |item: &Vec<u64>| {
            let mut item = item.clone();
            item.insert(empty, 0);
            item
        };
        prop_assert_eq!(&seen, &alpha(&items.iter().map(wider).collect::<Vec<_>>()));
        if let Ok(value) = seen {
            prop_assert!(value.to_fraction().expect("finite") <= BigRational::one());
        }
    }

    #[test]
    fn alpha_is_one_where_all_parties_rate_alike(
        row in prop::collection::vec(0..4_usize, 2..6),
        parties in 2..6_u64,
    ) {
        let item = |stance: &usize| {
            let mut counts = vec![0; 4];
            counts[*stance] = parties;
            counts
        };
        let seen = alpha(&row.iter().map(item).collect::<Vec<_>>());
        let same = row.iter().all(|stance| *stance == row[0]);
        let expected = if same { Err(Undefined::NoVariation) } else { Ok(whole(1).into()) };
        prop_assert_eq!(seen, expected);
    }

    #[test]
    fn groups_change_places_and_parties_have_one_voice(
        parties in prop::collection::vec(
            (0..3_usize, prop::collection::vec(0..4_i32, 1..4)), 0..7,
        ),
        times in 2..4_usize,
    ) {
        let answer = |code: &i32| match code {
            0 => Answer::Missing,
            1 => Answer::Pass,
            2 => Answer::Rated(-1),
            _ => Answer::Rated(2),
        };
        let seen = |repeat: usize, other: fn(usize) -> usize| {
            let answers = parties.iter().map(|(_, members)| {
                members.repeat(repeat).iter().map(answer).collect()
            });
            let ratings = Ratings::new(Scale::new(-2, 2).unwrap(), answers.collect()).unwrap();
            let groups: Vec<usize> = parties.iter().map(|(group, _)| other(*group)).collect();
            group_aware(&votes(&ratings, &groups, 3))
        };
        let first = seen(1, |group| group);
        prop_assert_eq!(&first, &seen(times, |group| group));
        let turned = seen(1, |group| 2 - group);
        prop_assert_eq!(&first.product, &turned.product);
        prop_assert_eq!(&first.geometric_mean, &turned.geometric_mean);
        prop_assert_eq!(first.weakest_group.map(|group| 2 - group), turned.weakest_group);
        let number = |value: &Measured| value.as_ref().expect("three groups").to_f64();
        let (product, mean) = (number(&first.product), number(&first.geometric_mean));
        prop_assert!((mean.powi(3) - product).abs() < 1e-12);
        prop_assert!(number(&first.weakest) <= mean + 1e-12 && mean < 1.0 && product > 0.0);
    }

    #[test]
    fn the_index_looks_at_order_and_at_no_list((reasons, wishes, order) in panel()) {
        let of = |reasons: &[Vec<i64>], wishes: &[Vec<i64>]| -> Dri {
            let (reasons, wishes): (Answers, Answers) = (rows(reasons), rows(wishes));
            dri(&reasons, &wishes, 11)
        };
        let first = of(&reasons, &wishes);
        prop_assert_eq!(bits(&first), bits(&of(&stretched(&reasons), &stretched(&wishes))));
        let second = of(&reordered(&reasons, &order), &reordered(&wishes, &order));
        prop_assert_eq!(bits(&first), bits(&second));
        prop_assert_eq!(reordered(&first.individual, &order), second.individual);
        let within = |value: &Measured| {
            value.as_ref().map_or(true, |value| (-3.0..=1.0).contains(&value.to_f64()))
        };
        prop_assert!(within(&first.value) && within(&first.unadjusted));
        prop_assert!(first.individual.iter().all(within));
        if let Ok(test) = &first.test {
            prop_assert!(test.p.p > whole(0) && test.p.p <= whole(1));
            prop_assert!(test.testable || test.p.p == whole(1));
        }
    }

    #[test]
    fn whoever_wants_what_follows_from_its_reasons_has_the_highest_index(
        table in (2..6_usize).prop_flat_map(|parties| table(parties, 4)),
    ) {
        let seen = dri(&rows(&table), &rows(&table), 1);
        if let Ok(value) = &seen.unadjusted {
            prop_assert_eq!(value.to_f64(), 1.0);
        }
    }
}
