//! Rules that spend a budget on options with a cost.

pub mod equal_shares;
pub mod greedy;

use num_bigint::BigInt;
use num_rational::BigRational;
use thiserror::Error;

use crate::analysis::choice::{Choice, Step};

/// An option that is paid from the budget. The value is its cost, the rank its place, the whole
/// the voices that approve of it, and what it is held against the most that one voice paid, in
/// hundredths of a unit of money, rounded up; absent where supporters do not pay themselves.
pub const FUNDED: &str = "funded";
/// An option that was its turn and costs more than is left. The value is its cost, and what it is
/// held against the money left.
pub const TOO_DEAR: &str = "too_dear";
/// An option that costs more than the whole budget. The value is its cost, and what it is held
/// against the budget.
pub const BEYOND_BUDGET: &str = "beyond_budget";
/// The supporters of this option cannot pay it from the shares that they have left. The value is
/// its cost, and the whole the voices that approve of it.
pub const NOT_PAID: &str = "not_paid";
/// The share of every party. The value is that share in money, and the whole the budget.
pub const SHARE: &str = "share";
/// Every party's share was raised so that more could be bought together. The value is by how much
/// in money.
pub const RAISED: &str = "raised";
/// What is left is spent in order of votes.
pub const REST_BY_VOTES: &str = "rest_by_votes";
/// What was spent. The value is the sum of the costs, the whole the budget.
pub const SPENT: &str = "spent";
/// The two ways of counting agree on the same options.
pub const SAME_BY_VOTES: &str = "same_by_votes";
/// Options that only this rule pays: counting by votes alone would not.
pub const ONLY_HERE: &str = "only_here";
/// Options that counting by votes alone would pay, and this rule does not.
pub const ONLY_BY_VOTES: &str = "only_by_votes";

/// A budget, and what each option costs of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    amount: u64,
    costs: Vec<u64>,
}

/// Why these numbers are no budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BudgetError {
    /// There is nothing to spend, or more than can be counted.
    #[error("the budget is {0}; give a whole amount from 1 to {MONEY_MAX}")]
    Amount(u64),
    /// An option costs nothing, or more than can be counted.
    #[error("option {option} costs {cost}; give a whole amount from 1 to {MONEY_MAX}")]
    Cost {
        /// The option.
        option: usize,
        /// What was given.
        cost: u64,
    },
}

pub use crate::domain::limits::MONEY_MAX;

impl Budget {
    /// An amount, and what each option costs, in the same whole units of money.
    ///
    /// # Errors
    /// [`BudgetError`] for an amount or a cost that is 0 or above [`MONEY_MAX`].
    pub fn new(amount: u64, costs: Vec<u64>) -> Result<Budget, BudgetError> {
        let fits = |money: u64| (1..=MONEY_MAX).contains(&money);
        if !fits(amount) {
            return Err(BudgetError::Amount(amount));
        }
        match costs.iter().position(|cost| !fits(*cost)) {
            Some(option) => Err(BudgetError::Cost { option, cost: costs[option] }),
            None => Ok(Budget { amount, costs }),
        }
    }

    /// The amount.
    #[must_use]
    pub fn amount(&self) -> u64 {
        self.amount
    }

    /// What each option costs.
    #[must_use]
    pub fn costs(&self) -> &[u64] {
        &self.costs
    }

    /// What these options cost together.
    #[must_use]
    pub fn sum(&self, options: &[usize]) -> u128 {
        options.iter().map(|option| u128::from(self.costs[*option])).sum()
    }

    /// What is left of the budget after these options, which it can pay.
    fn left(&self, options: &[usize]) -> u64 {
        (u128::from(self.amount) - self.sum(options)) as u64
    }

    fn spent(&self, options: &[usize]) -> Step {
        let sum = BigRational::from_integer(BigInt::from(self.sum(options)));
        Step::new(SPENT).found(sum).of(money(self.amount))
    }
}

/// An amount as a number.
fn money(amount: u64) -> BigRational {
    BigRational::from_integer(BigInt::from(amount))
}

/// The steps that set a choice beside what counting by votes alone would choose.
fn beside(choice: &Choice, by_votes: &Choice) -> Vec<Step> {
    let only = |of: &Choice, than: &Choice| -> Vec<usize> {
        of.chosen.iter().copied().filter(|option| !than.chosen.contains(option)).collect()
    };
    let (here, there) = (only(choice, by_votes), only(by_votes, choice));
    if here.is_empty() && there.is_empty() {
        return vec![Step::new(SAME_BY_VOTES)];
    }
    let told = [(ONLY_HERE, here), (ONLY_BY_VOTES, there)];
    let told = told.into_iter().filter(|(_, options)| !options.is_empty());
    told.map(|(name, options)| Step::new(name).among(options)).collect()
}
