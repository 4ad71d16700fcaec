//! A budget by votes: what most approve of first, as long as it fits. It is how most cities count;
//! half of the voters and one more can spend all of the money.

use num_bigint::BigInt;

use crate::analysis::choice::approving::Approvals;
use crate::analysis::choice::approving::electorate::Electorate;
use crate::analysis::choice::budget::{BEYOND_BUDGET, Budget, FUNDED, TOO_DEAR, money};
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::choice::profile::Profile;
use crate::analysis::choice::{Choice, Step};
use crate::analysis::exact::{Whole, fast_or_big};

/// Spends the budget in order of approvals in voices, of equals in the lottery order, and passes
/// over what no longer fits. What nobody approves of comes last and is paid when it fits.
#[must_use]
pub fn by_votes(profile: &Profile<Approvals>, budget: &Budget, lottery: &Lottery) -> Choice {
    fast_or_big(
        || Some(choose(&Electorate::<i128>::new(profile)?, budget, lottery)),
        || Some(choose(&Electorate::<BigInt>::new(profile)?, budget, lottery)),
    )
}

fn choose<T: Whole>(voters: &Electorate<T>, budget: &Budget, lottery: &Lottery) -> Choice {
    let mut choice = Choice::nothing();
    fill(&mut choice, voters, budget, lottery);
    choice.steps.push(budget.spent(&choice.chosen));
    choice
}

/// Spends what is left after what is chosen on the other options, in order of votes.
pub(super) fn fill<T: Whole>(
    choice: &mut Choice,
    voters: &Electorate<T>,
    budget: &Budget,
    lottery: &Lottery,
) {
    let open = |option: &usize| !choice.chosen.contains(option);
    let mut order: Vec<usize> = lottery.order().iter().copied().filter(open).collect();
    order.sort_by(|a, b| voters.support(*b).cmp(voters.support(*a)));
    let mut left = budget.left(&choice.chosen);
    for equals in order.chunk_by(|a, b| voters.support(*a) == voters.support(*b)) {
        for (at, &option) in equals.iter().enumerate() {
            let cost = budget.costs[option];
            let step = Step::new(FUNDED).about(option).found(money(cost));
            if cost > left {
                let beyond = cost > budget.amount;
                let (name, held) =
                    if beyond { (BEYOND_BUDGET, budget.amount) } else { (TOO_DEAR, left) };
                choice.steps.push(Step { name, ..step.against(money(held)) });
                continue;
            }
            // The order among equals matters when what each could have is more than there is.
            let could = equals[at..].iter().copied().filter(|option| budget.costs[*option] <= left);
            let mut could: Vec<usize> = could.collect();
            if budget.sum(&could) > u128::from(left) {
                could.sort_unstable();
                choice.draw(option, &could);
            }
            left -= cost;
            choice.chosen.push(option);
            let voices = voters.as_voices(voters.support(option));
            choice.steps.push(step.at(choice.chosen.len()).of(voices));
        }
    }
}
