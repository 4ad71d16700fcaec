//! The rules over approvals: what may change an outcome, what a group of voters is sure of, and
//! that the fast way gives what plain counting in fractions gives.

use std::collections::BTreeSet;

use beraad::analysis::choice::approving::Approvals;
use beraad::analysis::choice::approving::approval::approval;
use beraad::analysis::choice::approving::equal_shares::equal_shares;
use beraad::analysis::choice::approving::phragmen::seq_phragmen;
use beraad::analysis::choice::lottery::Lottery;
use beraad::analysis::choice::profile::Profile;
use beraad::analysis::choice::{Choice, LOTTERY};
use num_rational::BigRational;
use proptest::prelude::*;
use proptest::sample::Index;

use super::plain_shares::{Voters, phragmen, purchases};

pub const OPTIONS: usize = 6;

/// Of each party the ballots of its members.
pub type Parties = Vec<Vec<Option<Approvals>>>;

pub fn ballot() -> impl Strategy<Value = Approvals> {
    prop::collection::vec(prop::bool::weighted(0.4), OPTIONS).prop_map(|approved| {
        let options: Vec<usize> = (0..OPTIONS).filter(|option| approved[*option]).collect();
        Approvals::new(OPTIONS, &options).unwrap()
    })
}

/// Parties with one to three members.
pub fn parties() -> impl Strategy<Value = Parties> {
    let member = prop::option::weighted(0.9, ballot());
    prop::collection::vec(prop::collection::vec(member, 1..4), 0..9)
}

/// The same parties in two orders.
pub fn shuffled() -> impl Strategy<Value = (Parties, Parties)> {
    parties().prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle()))
}

/// Parties with one member, as committees are studied.
fn voters() -> impl Strategy<Value = Vec<Approvals>> {
    prop::collection::vec(ballot(), 1..9)
}

pub fn lottery() -> impl Strategy<Value = Lottery> {
    let order: Vec<usize> = (0..OPTIONS).collect();
    Just(order).prop_shuffle().prop_map(|order| Lottery::of_order(order).unwrap())
}

pub fn profile(parties: &Parties) -> Profile<Approvals> {
    Profile::of_parties(OPTIONS, parties.iter().map(Vec::as_slice))
}

fn of_voters(voters: &[Approvals]) -> Profile<Approvals> {
    Profile::of_counts(OPTIONS, voters.iter().map(|ballot| (ballot.clone(), 1)))
}

type Rule = fn(&Profile<Approvals>, usize, &Lottery) -> Choice;
const RULES: [Rule; 3] = [approval, equal_shares, seq_phragmen];

/// The same ballot with options called otherwise.
pub fn renamed(ballot: &Approvals, names: &[usize]) -> Approvals {
    let options: Vec<usize> = ballot.options().map(|option| names[option]).collect();
    Approvals::new(OPTIONS, &options).unwrap()
}

pub fn of_names(names: &[usize], options: &[usize]) -> Vec<usize> {
    options.iter().map(|option| names[*option]).collect()
}

/// Every set of options as its members.
fn sets() -> impl Iterator<Item = Vec<usize>> {
    (1_u32..1 << OPTIONS).map(|set| (0..OPTIONS).filter(|at| set >> at & 1 == 1).collect())
}

proptest! {
    #[test]
    fn nobody_and_no_place_in_a_list_matters(
        (first, second) in shuffled(),
        seats in 1..=OPTIONS,
        lottery in lottery(),
        times in 2..4_usize,
    ) {
        let mut turned = second;
        for members in &mut turned {
            members.reverse();
            *members = vec![members.clone(); times].concat();
        }
        for rule in RULES {
            let choice = rule(&profile(&first), seats, &lottery);
            prop_assert_eq!(&choice, &rule(&profile(&turned), seats, &lottery));
        }
    }

    #[test]
    fn no_name_of_an_option_matters(
        parties in parties(),
        seats in 1..=OPTIONS,
        lottery in lottery(),
        names in Just((0..OPTIONS).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let other: Parties = parties
            .iter()
            .map(|members| {
                let member = |ballot: &Option<Approvals>| {
                    ballot.as_ref().map(|ballot| renamed(ballot, &names))
                };
                members.iter().map(member).collect()
            })
            .collect();
        let turned = Lottery::of_order(of_names(&names, lottery.order())).unwrap();
        for rule in RULES {
            let choice = rule(&profile(&parties), seats, &lottery);
            let same = rule(&profile(&other), seats, &turned);
            prop_assert_eq!(of_names(&names, &choice.chosen), same.chosen);
            let tied: BTreeSet<usize> = of_names(&names, &choice.tied).into_iter().collect();
            prop_assert_eq!(tied, same.tied.into_iter().collect::<BTreeSet<_>>());
        }
    }

    #[test]
    fn a_choice_holds_together(
        parties in parties(),
        seats in 0..=OPTIONS + 2,
        lottery in lottery(),
    ) {
        for rule in RULES {
            let choice = rule(&profile(&parties), seats, &lottery);
            let chosen: BTreeSet<usize> = choice.chosen.iter().copied().collect();
            prop_assert_eq!(choice.chosen.len(), seats.min(OPTIONS));
            prop_assert_eq!(chosen.len(), choice.chosen.len());
            let drawn = choice.steps.iter().filter(|step| step.name == LOTTERY);
            let drawn: BTreeSet<usize> = drawn.flat_map(|step| step.options.clone()).collect();
            prop_assert_eq!(&choice.tied, &drawn.into_iter().collect::<Vec<_>>());
            // Where no lot was needed, no other order gives another choice.
            if choice.tied.is_empty() {
                let other = rule(&profile(&parties), seats, &Lottery::by_number(OPTIONS));
                prop_assert_eq!(chosen, other.chosen.into_iter().collect::<BTreeSet<_>>());
            }
        }
    }

    #[test]
    fn one_approval_more_keeps_what_most_approve_of(
        parties in parties(),
        seats in 1..=OPTIONS,
        lottery in lottery(),
        which in any::<Index>(),
        more in any::<Index>(),
    ) {
        if parties.iter().flatten().flatten().next().is_none() {
            return Ok(());
        }
        let choice = approval(&profile(&parties), seats, &lottery);
        let option = *more.get(&choice.chosen);
        let mut raised = parties;
        let ballots: Vec<&mut Approvals> = raised.iter_mut().flatten().flatten().collect();
        let at = which.index(ballots.len());
        let ballot = ballots.into_iter().nth(at).unwrap();
        let approved: BTreeSet<usize> = ballot.options().chain([option]).collect();
        let approved: Vec<usize> = approved.into_iter().collect();
        *ballot = Approvals::new(OPTIONS, &approved).unwrap();
        let after = approval(&profile(&raised), seats, &lottery);
        prop_assert!(after.chosen.contains(&option));
    }

    #[test]
    fn one_seat_more_keeps_the_others(
        parties in parties(),
        seats in 1..OPTIONS,
        lottery in lottery(),
    ) {
        for rule in [approval, seq_phragmen] {
            let few = rule(&profile(&parties), seats, &lottery);
            let more = rule(&profile(&parties), seats + 1, &lottery);
            prop_assert_eq!(&few.chosen[..], &more.chosen[..seats]);
        }
    }

    #[test]
    fn equal_shares_give_every_cohesive_group_its_due(
        voters in voters(),
        seats in 1..=OPTIONS,
        lottery in lottery(),
    ) {
        // Extended justified representation: of a group that agrees on as many options as it
        // deserves seats, somebody gets that many.
        let chosen = equal_shares(&of_voters(&voters), seats, &lottery).chosen;
        let has = |ballot: &Approvals| chosen.iter().filter(|on| ballot.approves(**on)).count();
        for together in sets() {
            let agree = |ballot: &&Approvals| together.iter().all(|on| ballot.approves(*on));
            let deprived = |ballot: &&Approvals| has(ballot) < together.len();
            let group = voters.iter().filter(agree).filter(deprived).count();
            prop_assert!(group * seats < together.len() * voters.len(), "{together:?}");
        }
    }

    #[test]
    fn phragmen_gives_every_cohesive_group_its_due_together(
        voters in voters(),
        seats in 1..=OPTIONS,
        lottery in lottery(),
    ) {
        // Proportional justified representation: together such a group gets that many.
        let chosen = seq_phragmen(&of_voters(&voters), seats, &lottery).chosen;
        for set in 1_u32..1 << voters.len() {
            let member = |(at, _): &(usize, &Approvals)| set >> at & 1 == 1;
            let group: Vec<&Approvals> =
                voters.iter().enumerate().filter(member).map(|(_, ballot)| ballot).collect();
            let common = (0..OPTIONS).filter(|on| group.iter().all(|one| one.approves(*on)));
            let deserves = (group.len() * seats / voters.len()).min(common.count());
            let gets = chosen.iter().filter(|on| group.iter().any(|one| one.approves(**on)));
            prop_assert!(gets.count() >= deserves);
        }
    }

    #[test]
    fn seats_are_bought_as_fractions_would(
        parties in parties(),
        seats in 1..=OPTIONS,
        lottery in lottery(),
    ) {
        let voters = Voters::of(&parties);
        let share = BigRational::new(seats.into(), voters.parties.max(1).into());
        let (mut plain, left) = purchases(&voters, &[1; OPTIONS], &share, &lottery);
        let owed = left.iter().map(|left| -left).collect();
        plain.extend(phragmen(&voters, owed, &plain, seats, &lottery));
        let choice = equal_shares(&profile(&parties), seats, &lottery);
        prop_assert_eq!(choice.chosen, plain);
        let nothing = vec![BigRational::from_integer(0.into()); voters.ballots.len()];
        let plain = phragmen(&voters, nothing, &[], seats, &lottery);
        let choice = seq_phragmen(&profile(&parties), seats, &lottery);
        prop_assert_eq!(choice.chosen, plain);
    }
}

#[test]
fn a_list_gets_its_part_of_the_seats() {
    // Six voters for one list and four for another: of five seats three and two, as D'Hondt gives.
    let list = |options: &[usize]| Approvals::new(10, options).unwrap();
    let ballots = [(list(&[0, 1, 2, 3, 4]), 6), (list(&[5, 6, 7, 8, 9]), 4)];
    let profile = Profile::of_counts(10, ballots);
    let of_first = |choice: Choice| choice.chosen.iter().filter(|option| **option < 5).count();
    let lottery = Lottery::by_number(10);
    assert_eq!(of_first(approval(&profile, 5, &lottery)), 5);
    assert_eq!(of_first(equal_shares(&profile, 5, &lottery)), 3);
    assert_eq!(of_first(seq_phragmen(&profile, 5, &lottery)), 3);
}

#[test]
fn nobody_and_nothing_said_leave_it_to_the_lottery() {
    let lottery = Lottery::of_order(vec![2, 0, 1]).unwrap();
    let empty = Approvals::new(3, &[]).unwrap();
    for profile in [Profile::of_counts(3, []), Profile::of_counts(3, [(empty, 4)])] {
        for rule in RULES {
            let choice = rule(&profile, 2, &lottery);
            assert_eq!((choice.chosen, choice.tied), (vec![2, 0], vec![0, 1, 2]));
        }
    }
}
