//! The rules over a budget: what may change an outcome, what a group of voters is sure of, and that
//! passing over what changes nothing gives what trying every amount gives.

use beraad::analysis::choice::Choice;
use beraad::analysis::choice::approving::Approvals;
use beraad::analysis::choice::budget::equal_shares::{Completion, equal_shares};
use beraad::analysis::choice::budget::greedy::by_votes;
use beraad::analysis::choice::budget::{Budget, ONLY_BY_VOTES, ONLY_HERE, SPENT};
use beraad::analysis::choice::lottery::Lottery;
use beraad::analysis::choice::profile::Profile;
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

use super::approvals::{OPTIONS, Parties, lottery, of_names, parties, profile, renamed, shuffled};
use super::plain_shares::{Voters, purchases};

const ALL: [Completion; 3] = [Completion::None, Completion::Add1, Completion::Add1Greedy];

/// Budgets of which a share is a few units of money, and some of which it is thousands.
fn budget() -> impl Strategy<Value = Budget> {
    let small = (1..40_u64, prop::collection::vec(1..12_u64, OPTIONS));
    let large = (1..40_000_u64, prop::collection::vec(1..12_000_u64, OPTIONS));
    prop_oneof![2 => small, 1 => large]
        .prop_map(|(amount, costs)| Budget::new(amount, costs).unwrap())
}

fn small_budget() -> impl Strategy<Value = Budget> {
    (1..60_u64, prop::collection::vec(1..20_u64, OPTIONS))
        .prop_map(|(amount, costs)| Budget::new(amount, costs).unwrap())
}

/// By trying every amount, as the definition reads.
fn step_by_step(voters: &Voters, budget: &Budget, lottery: &Lottery) -> Vec<usize> {
    let share = BigRational::new(budget.amount().into(), voters.parties.max(1).into());
    let buy = |raised: u64| {
        let start = &share + BigInt::from(raised);
        purchases(voters, budget.costs(), &start, lottery).0
    };
    let supported =
        |option: usize| voters.ballots.iter().any(|(ballot, _)| ballot.approves(option));
    let mut best = buy(0);
    for raised in 1.. {
        let left = u128::from(budget.amount()) - budget.sum(&best);
        let fits =
            |option: &usize| supported(*option) && u128::from(budget.costs()[*option]) <= left;
        if !(0..OPTIONS).filter(|option| !best.contains(option)).any(|option| fits(&option)) {
            return best;
        }
        let next = buy(raised);
        if budget.sum(&next) > u128::from(budget.amount()) {
            return best;
        }
        best = next;
    }
    best
}

proptest! {
    #[test]
    fn no_person_no_place_and_no_name_matters(
        (first, second) in shuffled(),
        budget in budget(),
        lottery in lottery(),
        names in Just((0..OPTIONS).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let other: Parties = second
            .iter()
            .map(|members| {
                let member = |ballot: &Option<Approvals>| {
                    ballot.as_ref().map(|ballot| renamed(ballot, &names))
                };
                members.iter().rev().map(member).collect()
            })
            .collect();
        let mut costs = vec![0; OPTIONS];
        names.iter().zip(budget.costs()).for_each(|(name, cost)| costs[*name] = *cost);
        let turned = Budget::new(budget.amount(), costs).unwrap();
        let order = Lottery::of_order(of_names(&names, lottery.order())).unwrap();
        for completion in ALL {
            let choice = equal_shares(&profile(&first), &budget, completion, &lottery);
            let same = equal_shares(&profile(&other), &turned, completion, &order);
            prop_assert_eq!(of_names(&names, &choice.chosen), same.chosen);
        }
        let choice = by_votes(&profile(&first), &budget, &lottery);
        let same = by_votes(&profile(&other), &turned, &order);
        prop_assert_eq!(of_names(&names, &choice.chosen), same.chosen);
    }

    #[test]
    fn shares_buy_what_fractions_would(
        parties in parties(),
        budget in budget(),
        lottery in lottery(),
    ) {
        let voters = Voters::of(&parties);
        let share = BigRational::new(budget.amount().into(), voters.parties.max(1).into());
        let (plain, _) = purchases(&voters, budget.costs(), &share, &lottery);
        let choice = equal_shares(&profile(&parties), &budget, Completion::None, &lottery);
        prop_assert_eq!(choice.chosen, plain);
    }

    #[test]
    fn what_changes_nothing_can_be_passed_over(
        parties in parties(),
        budget in small_budget(),
        lottery in lottery(),
    ) {
        let plain = step_by_step(&Voters::of(&parties), &budget, &lottery);
        let choice = equal_shares(&profile(&parties), &budget, Completion::Add1, &lottery);
        prop_assert_eq!(choice.chosen, plain);
    }

    #[test]
    fn the_budget_is_kept_and_the_steps_add_up(
        parties in parties(),
        budget in budget(),
        lottery in lottery(),
    ) {
        let profile = profile(&parties);
        let greedy = by_votes(&profile, &budget, &lottery);
        let whole = |completion| equal_shares(&profile, &budget, completion, &lottery);
        let [alone, raised, full] = ALL.map(whole);
        for choice in [&greedy, &alone, &raised, &full] {
            let sum = budget.sum(&choice.chosen);
            prop_assert!(sum <= u128::from(budget.amount()));
            let spent = choice.steps.iter().find(|step| step.name == SPENT).unwrap();
            prop_assert_eq!(&spent.value, &Ok(BigRational::from_integer(sum.into())));
        }
        for choice in [&greedy, &full] {
            let left = u128::from(budget.amount()) - budget.sum(&choice.chosen);
            let fits = |option: &usize| u128::from(budget.costs()[*option]) <= left;
            prop_assert!((0..OPTIONS).filter(fits).all(|option| choice.chosen.contains(&option)));
        }
        prop_assert!(raised.chosen.iter().all(|option| full.chosen.contains(option)));
        for choice in [&alone, &raised, &full] {
            let told = |name| -> Vec<usize> {
                let step = choice.steps.iter().find(|step| step.name == name);
                step.map_or(Vec::new(), |step| step.options.clone())
            };
            let only = |one: &Choice, other: &Choice| -> Vec<usize> {
                let own = one.chosen.iter().filter(|option| !other.chosen.contains(option));
                own.copied().collect()
            };
            prop_assert_eq!(told(ONLY_HERE), only(choice, &greedy));
            prop_assert_eq!(told(ONLY_BY_VOTES), only(&greedy, choice));
        }
    }

    #[test]
    fn a_group_gets_what_its_part_of_the_money_buys_up_to_one_option(
        voters in prop::collection::vec(super::approvals::ballot(), 1..9),
        budget in small_budget(),
        lottery in lottery(),
    ) {
        // Extended justified representation up to one option, with costs as utilities.
        let counts = voters.iter().map(|ballot| (ballot.clone(), 1));
        let profile = Profile::of_counts(OPTIONS, counts);
        let chosen = equal_shares(&profile, &budget, Completion::None, &lottery).chosen;
        for set in 1_u32..1 << OPTIONS {
            let wish: Vec<usize> = (0..OPTIONS).filter(|option| set >> option & 1 == 1).collect();
            let needs = budget.sum(&wish);
            let short = |ballot: &&Approvals| {
                let has: Vec<usize> =
                    chosen.iter().copied().filter(|option| ballot.approves(*option)).collect();
                let one_more = wish.iter().filter(|option| !has.contains(option));
                let most = one_more.map(|option| u128::from(budget.costs()[*option])).max();
                budget.sum(&has) < needs && budget.sum(&has) + most.unwrap_or(0) <= needs
            };
            let agree = |ballot: &&Approvals| wish.iter().all(|option| ballot.approves(*option));
            let group = voters.iter().filter(agree).filter(short).count() as u128;
            let money = group * u128::from(budget.amount());
            prop_assert!(group == 0 || money < needs * voters.len() as u128, "{wish:?}");
        }
    }
}

fn approving(options: usize, ballots: &[(u64, &[usize])]) -> Profile<Approvals> {
    let ballot = |options_of: &[usize]| Approvals::new(options, options_of).unwrap();
    Profile::of_counts(options, ballots.iter().map(|(count, of)| (ballot(of), *count)))
}

#[test]
fn a_majority_takes_all_by_votes_and_its_part_by_shares() {
    let profile = approving(4, &[(6, &[0, 1]), (4, &[2, 3])]);
    let budget = Budget::new(100, vec![50, 50, 20, 20]).unwrap();
    let lottery = Lottery::by_number(4);
    assert_eq!(by_votes(&profile, &budget, &lottery).chosen, [0, 1]);
    let shares = equal_shares(&profile, &budget, Completion::Add1, &lottery);
    assert_eq!(shares.chosen, [0, 2, 3]);
}

#[test]
fn an_option_dearer_than_the_budget_is_named_and_never_bought() {
    let profile = approving(2, &[(3, &[0, 1])]);
    let budget = Budget::new(100, vec![101, 10]).unwrap();
    let lottery = Lottery::by_number(2);
    for completion in ALL {
        let choice = equal_shares(&profile, &budget, completion, &lottery);
        assert_eq!(choice.chosen, [1]);
        assert!(choice.steps.iter().any(|step| step.name == "beyond_budget"));
    }
    assert_eq!(by_votes(&profile, &budget, &lottery).chosen, [1]);
}

#[test]
fn one_voter_nobody_and_all_alike() {
    let budget = Budget::new(10, vec![4, 4, 4]).unwrap();
    let lottery = Lottery::of_order(vec![2, 1, 0]).unwrap();
    let run = |ballots: &[(u64, &[usize])], completion| {
        equal_shares(&approving(3, ballots), &budget, completion, &lottery)
    };
    assert_eq!(run(&[(1, &[0, 2])], Completion::None).chosen, [2, 0]);
    assert_eq!(run(&[], Completion::Add1).chosen, [0; 0]);
    assert_eq!(run(&[(5, &[])], Completion::Add1).chosen, [0; 0]);
    let alike = run(&[(5, &[0, 1, 2])], Completion::Add1Greedy);
    assert_eq!((alike.chosen, alike.tied), (vec![2, 1], vec![0, 1, 2]));
}

#[test]
fn a_budget_in_cents_buys_what_it_buys_in_euros() {
    // Shares are raised by a unit a party, so that finer units give at least as fine a result.
    let ballots: [(u64, &[usize]); 4] = [(3, &[0, 1]), (2, &[1, 2]), (4, &[3]), (1, &[4, 5])];
    let profile = approving(6, &ballots);
    let lottery = Lottery::by_number(6);
    let costs = [3_100, 2_900, 4_700, 5_200, 1_700, 900];
    let euros = Budget::new(10_000, costs.to_vec()).unwrap();
    let fine = costs.map(|cost| cost * 1_000_000).to_vec();
    let fine = Budget::new(10_000_000_000, fine).unwrap();
    let [euros, fine] = [euros, fine]
        .map(|budget| equal_shares(&profile, &budget, Completion::Add1, &lottery).chosen);
    assert_eq!(euros, fine);
}
