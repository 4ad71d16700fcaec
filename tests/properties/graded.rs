//! The rules over grades: what may change an outcome, and which way.

use beraad::analysis::choice::Choice;
use beraad::analysis::choice::grading::majority_judgment::{
    self as judging, MissingGrades, majority_judgment,
};
use beraad::analysis::choice::grading::star::star;
use beraad::analysis::choice::grading::{Grades, score as summing, star as running};
use beraad::analysis::choice::profile::Profile;
use num_rational::BigRational;
use num_traits::Zero;
use proptest::prelude::*;
use proptest::sample::Index;

use super::poll::{Marks, order, renumbered, turned, with_names};

const MAX: u32 = 4;

/// For each option its grade.
type Sheet = Marks<u32>;
type Poll = super::poll::Poll<u32>;

fn poll(given: f64) -> impl Strategy<Value = Poll> {
    (1..5_usize).prop_flat_map(move |options| {
        let sheet = prop::collection::vec(prop::option::weighted(given, 0..=MAX), options);
        let sheet = prop::option::weighted(0.9, sheet);
        let parties = prop::collection::vec(prop::collection::vec(sheet, 0..4), 0..8);
        (parties, order(options)).prop_map(move |(parties, order)| Poll { options, parties, order })
    })
}

/// Some grades are missing.
fn patchy() -> impl Strategy<Value = Poll> {
    poll(0.9)
}

/// Every ballot grades every option.
fn whole() -> impl Strategy<Value = Poll> {
    poll(0.9).prop_map(|poll| {
        poll.changed(poll.options, |sheet| {
            sheet.iter().map(|grade| Some(grade.unwrap_or_default())).collect()
        })
    })
}

impl Poll {
    fn profile(&self) -> Profile<Grades> {
        let ballot = |sheet: &Sheet| {
            let given = sheet.iter().enumerate();
            let given: Vec<_> = given.filter_map(|(at, grade)| Some((at, (*grade)?))).collect();
            Grades::new(self.options, MAX, &given).unwrap()
        };
        let members = |party: &Vec<Option<Sheet>>| -> Vec<Option<Grades>> {
            party.iter().map(|sheet| sheet.as_ref().map(ballot)).collect()
        };
        let parties: Vec<_> = self.parties.iter().map(members).collect();
        Profile::of_parties(self.options, parties.iter().map(Vec::as_slice))
    }

    /// The voices that grade a above b.
    fn above(&self, a: usize, b: usize) -> BigRational {
        let mut sum = BigRational::zero();
        for party in &self.parties {
            let size = party.iter().flatten().count();
            let prefers = |sheet: &&Sheet| sheet[a].unwrap_or(0) > sheet[b].unwrap_or(0);
            let count = party.iter().flatten().filter(prefers).count();
            if count > 0 {
                sum += BigRational::new(count.into(), size.into());
            }
        }
        sum
    }
}

/// What every rule chooses.
fn choices(poll: &Poll) -> [Choice; 4] {
    let (profile, lottery) = (poll.profile(), poll.lottery());
    [
        summing::choose(&profile, &lottery),
        running::choose(&profile, MAX, &lottery),
        judging::choose(&profile, MissingGrades::Lowest, &lottery),
        judging::choose(&profile, MissingGrades::Exclude, &lottery),
    ]
}

proptest! {
    #[test]
    fn the_order_of_parties_and_members_changes_nothing(
        (poll, shuffled, _) in patchy().prop_flat_map(turned),
        repeated in (any::<Index>(), 2..4_usize),
    ) {
        let other = poll.reordered(shuffled, repeated);
        prop_assert_eq!(choices(&poll), choices(&other));
    }

    #[test]
    fn options_are_treated_alike((poll, _, names) in patchy().prop_flat_map(turned)) {
        let other = poll.renamed(&names);
        for (one, renamed) in choices(&poll).iter().zip(choices(&other)) {
            let found = (renamed.chosen, renamed.ranking, renamed.tied);
            prop_assert_eq!(with_names(one, &names), found);
        }
    }

    /// As often as all parties together are there again, nothing but the voices changes.
    #[test]
    fn to_repeat_every_ballot_changes_nothing(poll in patchy(), times in 2..5_usize) {
        let more = Poll { parties: vec![poll.parties.clone(); times].concat(), ..poll.clone() };
        for (one, repeated) in choices(&poll).into_iter().zip(choices(&more)) {
            prop_assert_eq!(one.chosen, repeated.chosen);
            prop_assert_eq!(one.ranking, repeated.ranking);
            prop_assert_eq!(one.tied, repeated.tied);
        }
        for missing in [MissingGrades::Exclude, MissingGrades::Lowest] {
            let judged = |poll: &Poll| majority_judgment(&poll.profile(), missing, &poll.lottery());
            let (one, repeated) = (judged(&poll), judged(&more));
            prop_assert_eq!(one.medians, repeated.medians);
            prop_assert_eq!((one.levels, one.winners), (repeated.levels, repeated.winners));
        }
    }

    /// Sums and middle grades only rise with a grade. In STAR a higher grade can take the winner
    /// out of a tie for the runoff, after which the ladder may give it another opponent; without a
    /// tie the opponent stays.
    #[test]
    fn to_raise_the_winner_never_hurts_it(
        poll in whole(),
        (which, member) in any::<(Index, Index)>(),
        grade in 0..=MAX,
    ) {
        for (at, choice) in choices(&poll).into_iter().enumerate() {
            let Some(&winner) = choice.chosen.first() else { continue };
            if choice.steps.iter().any(|step| step.name == running::STAR_TIE_PREFERRED) {
                continue;
            }
            let mut raised = poll.clone();
            let mut parties: Vec<_> =
                raised.parties.iter_mut().filter(|party| !party.is_empty()).collect();
            if parties.is_empty() {
                continue;
            }
            let party = which.get_mut(&mut parties);
            let Some(sheet) = member.get_mut(&mut party[..]) else { continue };
            sheet[winner] = sheet[winner].max(Some(grade));
            let chosen = &choices(&raised)[at].chosen;
            prop_assert_eq!(chosen.first(), Some(&winner));
        }
    }

    #[test]
    fn an_option_that_all_grade_higher_comes_first(poll in whole()) {
        let voices = BigRational::from_integer(poll.profile().answered().into());
        for choice in choices(&poll) {
            for (at, &a) in choice.ranking.iter().enumerate() {
                for &b in &choice.ranking[at + 1..] {
                    prop_assert!(voices.is_zero() || poll.above(b, a) < voices);
                }
            }
        }
    }

    /// Each option is judged by itself, so that another one more or less changes no order.
    #[test]
    fn other_options_change_no_order(poll in whole(), which in any::<Index>()) {
        let gone = which.index(poll.options);
        let rest = poll.without(gone);
        for at in [0, 2, 3] {
            let (before, after) = (&choices(&poll)[at].ranking, &choices(&rest)[at].ranking);
            let kept = before.iter().filter(|option| **option != gone);
            let kept: Vec<_> = kept.map(|option| renumbered(*option, gone)).collect();
            prop_assert_eq!(&kept, after);
        }
    }

    /// The winner of the runoff has at least as many voices as the other finalist, and so it never
    /// loses to every other option.
    #[test]
    fn star_never_chooses_who_loses_to_every_other(poll in patchy()) {
        let found = star(&poll.profile(), MAX, &poll.lottery());
        if let [winner, other] = found.finalists[..] {
            prop_assert!(poll.above(winner, other) >= poll.above(other, winner));
            let loses = |a: usize| {
                let mut others = (0..poll.options).filter(|b| *b != a);
                others.all(|b| poll.above(a, b) < poll.above(b, a))
            };
            prop_assert!(!loses(winner));
            // Nobody outside the runoff has a higher sum than a finalist.
            let lowest = found.sums[winner].clone().min(found.sums[other].clone());
            let outside = (0..poll.options).filter(|option| !found.finalists.contains(option));
            prop_assert!(outside.map(|option| &found.sums[option]).all(|sum| *sum <= lowest));
        }
        prop_assert_eq!(found.finalists.len(), poll.options.min(2));
    }

    #[test]
    fn a_middle_grade_has_half_of_the_voices_at_it_or_on_either_side(poll in whole()) {
        let profile = poll.profile();
        let found = majority_judgment(&profile, MissingGrades::Exclude, &poll.lottery());
        let all = profile.expressed();
        for (option, median) in found.medians.iter().enumerate() {
            let Some(median) = *median else {
                prop_assert!(all.is_zero());
                continue;
            };
            let voices = |is_counted: &dyn Fn(u32) -> bool| {
                let mut sum = BigRational::zero();
                for party in &poll.parties {
                    let size = party.iter().flatten().count();
                    let grades = party.iter().flatten().filter_map(|sheet| sheet[option]);
                    let count = grades.filter(|grade| is_counted(*grade)).count();
                    if count > 0 {
                        sum += BigRational::new(count.into(), size.into());
                    }
                }
                sum * BigRational::from_integer(2.into())
            };
            prop_assert!(voices(&|grade| grade <= median) >= all);
            prop_assert!(voices(&|grade| grade < median) < all);
        }
    }

    #[test]
    fn a_choice_holds_together(poll in patchy()) {
        let [sums, runoff, lowest, excluded] = choices(&poll);
        for choice in [&sums, &lowest, &excluded] {
            let mut all = choice.ranking.clone();
            all.sort_unstable();
            prop_assert!(all.into_iter().eq(0..poll.options));
        }
        prop_assert!(runoff.ranking.is_empty() && runoff.chosen.len() == 1);
        for choice in [sums, runoff, lowest, excluded] {
            prop_assert!(choice.steps.len() <= 4 * poll.options + 8);
            prop_assert!(choice.tied.len() != 1);
        }
    }

    #[test]
    fn without_lots_the_lottery_order_changes_nothing(poll in patchy()) {
        let mut other = poll.clone();
        other.order.reverse();
        for (one, turned) in choices(&poll).into_iter().zip(choices(&other)) {
            if one.tied.is_empty() {
                prop_assert_eq!((one.chosen, one.ranking), (turned.chosen, turned.ranking));
            }
        }
    }
}

#[test]
fn without_anything_to_compare_the_lottery_gives_the_order() {
    let empty = || Some(vec![None; 3]);
    let equal = || Some(vec![Some(2); 3]);
    let parties = [vec![], vec![vec![]], vec![vec![empty(), empty()]], vec![vec![equal()], vec![]]];
    for parties in parties {
        let poll = Poll { options: 3, parties, order: vec![2, 0, 1] };
        for (at, choice) in choices(&poll).into_iter().enumerate() {
            assert_eq!((choice.chosen, choice.tied), (vec![2], vec![0, 1, 2]));
            assert!(at == 1 || choice.ranking == [2, 0, 1]);
        }
    }
}

#[test]
fn one_voter_or_one_option_decides() {
    let sheet = Some(vec![Some(1), Some(0), Some(3)]);
    let one = Poll { options: 3, parties: vec![vec![sheet]], order: vec![0, 1, 2] };
    assert!(choices(&one).iter().all(|choice| choice.chosen == [2] && choice.tied.is_empty()));
    let single = Poll { options: 1, parties: vec![], order: vec![0] };
    assert!(choices(&single).iter().all(|choice| choice.chosen == [0] && choice.tied.is_empty()));
    let none = Poll { options: 0, parties: vec![], order: vec![] };
    assert!(choices(&none).iter().all(|choice| choice.chosen.is_empty()));
}
