//! What must not change, or must change in one known way, when the input is rearranged.

use beraad::analysis::convergence::{RoundInput, RoundReport, report};
use beraad::analysis::figure::Figure;
use beraad::analysis::ratings::Answer;
use proptest::prelude::*;

use super::generate::{Answers, changed, exact, on, round, single_voiced_round, value, whole};

/// Figures that describe the distribution of voices or their movement, and not who answered.
const OF_VOICES: &[&str] = &[
    "support_share",
    "opposition_share",
    "agreement",
    "changed_share",
    "total_variation",
    "emd",
    "mean_abs_shift",
    "mean_shift",
];

fn permutation(length: usize) -> impl Strategy<Value = Vec<usize>> {
    Just((0..length).collect::<Vec<_>>()).prop_shuffle()
}

fn with_permutation() -> impl Strategy<Value = (RoundInput, Vec<usize>)> {
    round().prop_flat_map(|input| {
        let parties = input.parties;
        (Just(input), permutation(parties))
    })
}

/// The figures of a permuted round, renumbered; party `p` of it is party `order[p]` of the first.
fn renumbered(report: &RoundReport, order: &[usize]) -> Vec<Figure> {
    let back = |party: Option<usize>| party.map(|party| order[party]);
    let mut figures: Vec<Figure> = report
        .figures
        .iter()
        .map(|f| Figure { party: back(f.party), worst_off: back(f.worst_off), ..f.clone() })
        .collect();
    // Stable: only the figures of one party each, at the end, change places.
    figures.sort_by_key(|figure| figure.party);
    figures
}

proptest! {
    #[test]
    fn the_order_of_parties_and_members_is_nothing((input, order) in with_permutation()) {
        let moved = changed(&input, |answers: &[Vec<Answer>]| -> Answers {
            let members = |&party: &usize| answers[party].iter().rev().copied().collect();
            order.iter().map(members).collect()
        });
        let (first, second) = (report(&input), report(&moved));
        let renumbered = renumbered(&second, &order);
        prop_assert_eq!(&first.figures, &renumbered);
        for (a, b) in first.figures.iter().zip(&renumbered) {
            let bits = |f: &Figure| f.value.as_ref().map(|v| v.to_f64().to_bits()).ok();
            prop_assert_eq!(bits(a), bits(b));
        }
        prop_assert_eq!(first.advice, second.advice);
        prop_assert_eq!((first.focus, first.focus_reason), (second.focus, second.focus_reason));
        let named = |party: usize, below: bool| (party, below);
        let mut invited: Vec<_> =
            first.invite.iter().map(|i| named(i.party, i.below_collective)).collect();
        let mut again: Vec<_> =
            second.invite.iter().map(|i| named(order[i.party], i.below_collective)).collect();
        invited.sort_unstable();
        again.sort_unstable();
        prop_assert_eq!(invited, again);
    }

    #[test]
    fn the_order_of_items_decides_ties_only(input in round()) {
        let mut turned = input.clone();
        turned.items.reverse();
        let (first, second) = (report(&input), report(&turned));
        let last = input.items.len().saturating_sub(1);
        for figure in &first.figures {
            let place = figure.item.map(|item| last - item);
            let same = |f: &&Figure| {
                f.name == figure.name && f.item == place && f.party == figure.party
            };
            let found = second.figures.iter().find(same).unwrap();
            prop_assert_eq!((&found.value, found.n), (&figure.value, figure.n));
            prop_assert_eq!(found.worst_off, figure.worst_off);
        }
        let degree = |report: &RoundReport| {
            report.focus.map(|item| exact(report, item, "consensus_degree"))
        };
        prop_assert_eq!(degree(&first), degree(&second));
    }

    #[test]
    fn turning_the_scale_round_turns_what_has_a_direction(input in round()) {
        let (lo, hi) = (input.scale.lo(), input.scale.hi());
        let turn = |answer: &Answer| match *answer {
            Answer::Rated(value) => Answer::Rated(lo + hi - value),
            other => other,
        };
        let turned = changed(&input, |answers| {
            answers.iter().map(|members| members.iter().map(turn).collect()).collect()
        });
        let (first, second) = (report(&input), report(&turned));
        for item in 0..input.items.len() {
            let same = ["agreement", "iqr", "changed_share", "total_variation", "emd",
                "mean_abs_shift", "iqr_change", "wilcoxon_p", "consensus_degree"];
            for name in same {
                prop_assert_eq!(value(&first, item, name), value(&second, item, name), "{}", name);
            }
            let a = |name: &str| exact(&first, item, name);
            let b = |name: &str| exact(&second, item, name);
            prop_assert_eq!(a("support_share"), b("opposition_share"));
            prop_assert_eq!(a("opposition_share"), b("support_share"));
            let mirror = |v: num_rational::BigRational| whole(i64::from(lo) + i64::from(hi)) - v;
            prop_assert_eq!(a("median").map(mirror), b("median"));
            prop_assert_eq!(a("q1").map(mirror), b("q3"));
            prop_assert_eq!(a("collective").map(|v| whole(1) - v), b("collective"));
            prop_assert_eq!(a("mean_shift").map(|v| -v), b("mean_shift"));
        }
    }

    #[test]
    fn repeating_every_party_keeps_the_voices(input in round(), times in 2..4_usize) {
        let repeated = changed(&input, |answers| {
            answers.iter().cycle().take(answers.len() * times).cloned().collect()
        });
        let (first, second) = (report(&input), report(&repeated));
        for item in 0..input.items.len() {
            // One party alone has no agreement; repeated it would agree with itself.
            let alone = on(&first, item, "agreement").n == 1;
            for name in OF_VOICES.iter().filter(|name| !(alone && **name == "agreement")) {
                prop_assert_eq!(value(&first, item, name), value(&second, item, name), "{}", name);
            }
        }
    }

    #[test]
    fn repeating_every_member_gives_a_party_no_more_weight(input in round(), times in 2..4_usize) {
        let repeated = changed(&input, |answers| {
            answers.iter().map(|members| members.repeat(times)).collect()
        });
        let (first, second) = (report(&input), report(&repeated));
        for item in 0..input.items.len() {
            for name in OF_VOICES.iter().chain(&["consensus_degree", "collective", "expressed"]) {
                prop_assert_eq!(value(&first, item, name), value(&second, item, name), "{}", name);
            }
        }
        prop_assert_eq!((first.focus, first.invite), (second.focus, second.invite));
    }

    #[test]
    fn a_party_that_passes_changes_the_rates_only(
        input in prop_oneof![round(), single_voiced_round()],
        passes in any::<bool>(),
    ) {
        let added = if passes { Answer::Pass } else { Answer::Missing };
        let larger = changed(&input, |answers| {
            let mut answers = answers.to_vec();
            answers.push(vec![added]);
            answers
        });
        let (first, second) = (report(&input), report(&larger));
        let rates = ["eligible", "abstained", "missing", "response_rate", "expression_rate"];
        for figure in first.figures.iter().filter(|figure| !rates.contains(&figure.name)) {
            let same = |f: &&Figure| {
                (f.name, f.item, f.party) == (figure.name, figure.item, figure.party)
            };
            let found = second.figures.iter().find(same).unwrap();
            prop_assert_eq!(&found.value, &figure.value, "{}", figure.name);
            prop_assert_eq!(found.worst_off, figure.worst_off, "{}", figure.name);
        }
        prop_assert_eq!((first.focus, first.invite), (second.focus, second.invite));
    }

    #[test]
    fn time_turned_round_swaps_who_came_and_went(input in round()) {
        let mut turned = input.clone();
        for item in &mut turned.items {
            if let Some(previous) = &mut item.previous {
                std::mem::swap(previous, &mut item.current);
            }
        }
        let (first, second) = (report(&input), report(&turned));
        for item in 0..input.items.len() {
            for name in ["paired", "changed_share", "total_variation", "emd", "mean_abs_shift",
                "wilcoxon_p"] {
                prop_assert_eq!(value(&first, item, name), value(&second, item, name), "{}", name);
            }
            prop_assert_eq!(value(&first, item, "entered"), value(&second, item, "left"));
            for name in ["mean_shift", "iqr_change"] {
                prop_assert_eq!(exact(&first, item, name).map(|v| -v), exact(&second, item, name));
            }
        }
    }
}
