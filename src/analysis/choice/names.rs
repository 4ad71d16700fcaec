//! Every name that a step can have, so that one that was recorded can be told again.

use crate::analysis::choice::approving::approval::{APPROVED, NOT_APPROVED};
use crate::analysis::choice::approving::equal_shares::{BOUGHT, COMPLETED};
use crate::analysis::choice::approving::phragmen::SEATED;
use crate::analysis::choice::budget::{
    BEYOND_BUDGET, FUNDED, NOT_PAID, ONLY_BY_VOTES, ONLY_HERE, RAISED, REST_BY_VOTES,
    SAME_BY_VOTES, SHARE, SPENT, TOO_DEAR,
};
use crate::analysis::choice::grading::majority_judgment::{
    MAJORITY_ABOVE, MAJORITY_ASIDE, MAJORITY_BELOW, MAJORITY_GRADE, MAJORITY_NOT_JUDGED,
};
use crate::analysis::choice::grading::score::SCORE_SUM;
use crate::analysis::choice::grading::star::{
    STAR_FINALISTS, STAR_RUNOFF, STAR_RUNOFF_SUM, STAR_RUNOFF_TOP, STAR_SUM, STAR_TIE_PREFERRED,
    STAR_TIE_TOP,
};
use crate::analysis::choice::ranking::condorcet::{CONDORCET_WINNER, SMITH_ALL, SMITH_SET};
use crate::analysis::choice::ranking::ranked_pairs::{PAIR_LOCKED, PAIR_SKIPPED};
use crate::analysis::choice::ranking::schulze::{SCHULZE_CHAIN, SCHULZE_DIRECT};
use crate::analysis::choice::step::{
    CONSENTS, EXPRESSED, FLOOR, LOTTERY, OBJECTIONS, OVERALL, QUORUM, SMALL_GROUP,
};

/// Every name of a step.
pub const NAMES: [&str; 44] = [
    APPROVED,
    BEYOND_BUDGET,
    BOUGHT,
    COMPLETED,
    CONDORCET_WINNER,
    CONSENTS,
    EXPRESSED,
    FLOOR,
    FUNDED,
    LOTTERY,
    MAJORITY_ABOVE,
    MAJORITY_ASIDE,
    MAJORITY_BELOW,
    MAJORITY_GRADE,
    MAJORITY_NOT_JUDGED,
    NOT_APPROVED,
    NOT_PAID,
    OBJECTIONS,
    ONLY_BY_VOTES,
    ONLY_HERE,
    OVERALL,
    PAIR_LOCKED,
    PAIR_SKIPPED,
    QUORUM,
    RAISED,
    REST_BY_VOTES,
    SAME_BY_VOTES,
    SCHULZE_CHAIN,
    SCHULZE_DIRECT,
    SCORE_SUM,
    SEATED,
    SHARE,
    SMALL_GROUP,
    SMITH_ALL,
    SMITH_SET,
    SPENT,
    STAR_FINALISTS,
    STAR_RUNOFF,
    STAR_RUNOFF_SUM,
    STAR_RUNOFF_TOP,
    STAR_SUM,
    STAR_TIE_PREFERRED,
    STAR_TIE_TOP,
    TOO_DEAR,
];

/// The name that is written like this.
#[must_use]
pub fn known(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|known| *known == name)
}
