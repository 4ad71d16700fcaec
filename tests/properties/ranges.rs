//! Ranges, inequalities between figures, and the smallest inputs.

use beraad::analysis::convergence::advice::{RoundAdvice, Thresholds};
use beraad::analysis::convergence::{ItemInput, RoundInput, report};
use beraad::analysis::figure::{Figure, Undefined};
use beraad::analysis::ratings::{Answer, Ratings};
use beraad::domain::scale::Scale;
use num_rational::BigRational;
use num_traits::Signed;
use proptest::prelude::*;

use super::generate::{exact, on, round, single_voiced_round, value, whole};

/// The least and the greatest value that a figure can have.
fn range(figure: &Figure, input: &RoundInput) -> (i64, i64) {
    let (lo, hi) = (i64::from(input.scale.lo()), i64::from(input.scale.hi()));
    let parties = input.parties as i64;
    match figure.name {
        "eligible" | "expressed" | "abstained" | "missing" => (0, parties),
        "strong_objections" | "paired" | "entered" | "left" => (0, parties),
        "median" | "q1" | "q3" => (lo, hi),
        "iqr" => (0, hi - lo),
        "iqr_change" => (lo - hi, hi - lo),
        "agreement" | "mean_shift" => (-1, 1),
        _ => (0, 1),
    }
}

proptest! {
    #[test]
    fn every_value_lies_in_its_range_and_is_a_number(
        input in prop_oneof![round(), single_voiced_round()],
    ) {
        for figure in report(&input).figures {
            let Ok(value) = &figure.value else { continue };
            let (least, greatest) = range(&figure, &input);
            let exact = value.to_fraction().unwrap();
            prop_assert!(whole(least) <= exact && exact <= whole(greatest), "{:?}", figure);
            prop_assert!(value.to_f64().is_finite());
        }
    }

    /// All of these hold for parties of several members too: both mixtures carry the weights of
    /// the pairs, and the pairing is one way to carry the first mixture into the second.
    #[test]
    fn the_measures_of_movement_bound_each_other(input in round()) {
        let report = report(&input);
        let steps = whole(i64::from(input.scale.hi()) - i64::from(input.scale.lo()));
        for item in 0..input.items.len() {
            let of = |name: &str| exact(&report, item, name);
            let Some(changed) = of("changed_share") else { continue };
            let (tv, emd) = (of("total_variation").unwrap(), of("emd").unwrap());
            let (distance, shift) = (of("mean_abs_shift").unwrap(), of("mean_shift").unwrap());
            prop_assert!(tv <= changed);
            prop_assert!(shift.abs() <= emd && emd <= distance);
            prop_assert!(&tv / &steps <= emd && emd <= tv);
        }
    }

    #[test]
    fn counts_add_up(input in round()) {
        let report = report(&input);
        for (item, answers) in input.items.iter().enumerate() {
            let of = |name: &str| exact(&report, item, name).unwrap();
            prop_assert_eq!(of("eligible"), of("expressed") + of("abstained") + of("missing"));
            if answers.previous.is_some() {
                prop_assert_eq!(of("expressed"), of("paired") + of("entered"));
            }
            if let Some(support) = exact(&report, item, "support_share") {
                prop_assert!(support + of("opposition_share") <= whole(1));
                prop_assert!(of("q1") <= of("median") && of("median") <= of("q3"));
            }
        }
    }

    #[test]
    fn an_undefined_figure_says_why(input in round()) {
        let report = report(&input);
        for (item, answers) in input.items.iter().enumerate() {
            let n = on(&report, item, "agreement").n;
            let reason = |name: &str| value(&report, item, name).as_ref().err().copied();
            prop_assert_eq!(reason("median"), (n == 0).then_some(Undefined::NoExpressedStances));
            let short = input.scale.categories() < 3;
            let expected = match n {
                0 => Some(Undefined::NoExpressedStances),
                1 => Some(Undefined::FewerThanTwoParties),
                _ => short.then_some(Undefined::ScaleTooShort),
            };
            prop_assert_eq!(reason("agreement"), expected);
            let first = answers.previous.is_none().then_some(Undefined::FirstRound);
            prop_assert_eq!(reason("paired"), first);
            let unpaired = on(&report, item, "changed_share").n == 0;
            let unpaired = unpaired.then_some(Undefined::NoPairedParties);
            prop_assert_eq!(reason("changed_share"), first.or(unpaired));
            let several = !answers.current.single_voiced();
            let several = several.then_some(Undefined::MultiMemberParty);
            prop_assert_eq!(reason("wilcoxon_p"), first.or(unpaired).or(several));
        }
    }
}

fn small(stances: &[i32]) -> RoundInput {
    let scale = Scale::new(-2, 2).unwrap();
    let parties: Vec<_> = stances.iter().map(|&stance| vec![Answer::Rated(stance)]).collect();
    let current = Ratings::new(scale, parties).unwrap();
    RoundInput {
        scale,
        lo_is_veto: true,
        round: 2,
        extended: false,
        thresholds: Thresholds::default(),
        parties: stances.len(),
        items: vec![ItemInput { previous: Some(current.clone()), current }],
    }
}

#[test]
fn no_one_and_two_parties() {
    let none = report(&small(&[]));
    assert_eq!(value(&none, 0, "response_rate"), &Err(Undefined::NoEligibleParties));
    assert_eq!(value(&none, 0, "emd"), &Err(Undefined::NoPairedParties));
    assert_eq!(none.focus_reason, Some(Undefined::NoItemWithTwoStances));
    assert_eq!(none.advice, [(0, RoundAdvice::NotApplicable)]);

    let one = report(&small(&[-2]));
    assert_eq!(value(&one, 0, "agreement"), &Err(Undefined::FewerThanTwoParties));
    assert_eq!(exact(&one, 0, "strong_objection_share"), Some(whole(1)));
    assert_eq!(exact(&one, 0, "median"), Some(whole(-2)));
    assert_eq!(on(&one, 0, "support_share").worst_off, None);
    assert_eq!(one.advice, [(0, RoundAdvice::NotApplicable)]);

    let two = report(&small(&[-2, 2]));
    assert_eq!(exact(&two, 0, "agreement"), Some(whole(-1)));
    assert_eq!(exact(&two, 0, "consensus_degree"), Some(whole(0)));
    assert_eq!(exact(&two, 0, "q1"), Some(whole(-1)));
    assert_eq!(exact(&two, 0, "support_share"), Some(BigRational::new(1.into(), 2.into())));
    assert_eq!(on(&two, 0, "support_share").worst_off, Some(0));
    assert!(two.invite.is_empty(), "two parties are equally far apart");
    assert_eq!(two.advice, [(0, RoundAdvice::StalematePolarised)]);
}

#[test]
fn an_agenda_without_items_has_figures_without_values() {
    let empty = report(&RoundInput { items: Vec::new(), ..small(&[1, 2]) });
    assert_eq!(empty.figures.len(), 3);
    assert!(empty.figures.iter().all(|figure| figure.value.is_err()));
}
