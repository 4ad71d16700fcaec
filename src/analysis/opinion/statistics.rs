//! What a group thinks of a statement beside the other groups.
//!
//! Proportions carry one agreeing and one other vote that nobody gave (Laplace's rule), so that few
//! votes say little; the tests are the usual ones for one proportion and for two.

use crate::analysis::opinion::totals::Totals;
use crate::analysis::opinion::voices::Voices;
use crate::analysis::opinion::votes::Vote;

/// One-sided, at 90 %: what a test must exceed for a statement to be called representative, or
/// shared by all.
pub const SIGNIFICANT: f64 = 1.2816;

/// The two sides that one can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// For.
    Agree,
    /// Against.
    Disagree,
}

/// Weighted counts of votes; where all voices are equal, numbers of people.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Counts {
    /// Those who agree.
    pub agree: f64,
    /// Those who disagree.
    pub disagree: f64,
    /// Those who answered, passes included.
    pub answered: f64,
}

impl Counts {
    /// The counts on a statement.
    #[must_use]
    pub fn of(totals: &Totals, voices: &Voices, column: usize) -> Counts {
        Counts::of_units(Vote::ALL.map(|vote| totals.get(column, vote)), voices)
    }

    fn of_units([against, pass, towards]: [u64; 3], voices: &Voices) -> Counts {
        Counts {
            agree: voices.weight(towards),
            disagree: voices.weight(against),
            answered: voices.weight(against + pass + towards),
        }
    }

    /// The number on one side.
    #[must_use]
    pub fn on(&self, side: Side) -> f64 {
        match side {
            Side::Agree => self.agree,
            Side::Disagree => self.disagree,
        }
    }

    /// The probability that somebody takes this side, from 0 to 1: (side + 1) / (answered + 2).
    #[must_use]
    pub fn probability(&self, side: Side) -> f64 {
        (self.on(side) + 1.0) / (self.answered + 2.0)
    }

    /// How sure it is that more than half take this side, in standard deviations.
    #[must_use]
    pub fn probability_test(&self, side: Side) -> f64 {
        proportion_test(self.on(side), self.answered)
    }
}

/// Whether a proportion is above one half, in standard deviations, with one success added.
#[must_use]
pub fn proportion_test(successes: f64, n: f64) -> f64 {
    2.0 * (n + 1.0).sqrt() * ((successes + 1.0) / (n + 1.0) - 0.5)
}

/// Whether the first of two proportions is larger, in standard deviations, with one success and one
/// trial added to both. 0 where all trials succeed.
#[must_use]
pub fn two_proportions_test((successes, n): (f64, f64), (others, m): (f64, f64)) -> f64 {
    let [successes, n, others, m] = [successes, n, others, m].map(|count| count + 1.0);
    let pooled = (successes + others) / (n + m);
    if pooled == 1.0 {
        return 0.0;
    }
    let spread = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
    (successes / n - others / m) / spread
}

/// One side of a group's votes on a statement, beside the other groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SideFigures {
    /// The probability that a member of the group takes this side, above 0 and below 1.
    pub probability: f64,
    /// How sure it is that more than half of the group take it, in standard deviations.
    pub probability_test: f64,
    /// How many times likelier the side is in the group than in the others, above 0.
    pub representativeness: f64,
    /// How sure it is that the side is likelier in the group, in standard deviations.
    pub representativeness_test: f64,
}

/// What a group thinks of a statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupStatement {
    /// The group's votes.
    pub counts: Counts,
    /// The side for.
    pub agree: SideFigures,
    /// The side against.
    pub disagree: SideFigures,
}

impl GroupStatement {
    /// From the votes of a group and those of the other groups together.
    #[must_use]
    pub fn new(counts: Counts, rest: Counts) -> GroupStatement {
        let figures = |side: Side| SideFigures {
            probability: counts.probability(side),
            probability_test: counts.probability_test(side),
            representativeness: counts.probability(side) / rest.probability(side),
            representativeness_test: two_proportions_test(
                (counts.on(side), counts.answered),
                (rest.on(side), rest.answered),
            ),
        };
        let (agree, disagree) = (figures(Side::Agree), figures(Side::Disagree));
        GroupStatement { counts, agree, disagree }
    }

    /// The figures of one side.
    #[must_use]
    pub fn on(&self, side: Side) -> &SideFigures {
        match side {
            Side::Agree => &self.agree,
            Side::Disagree => &self.disagree,
        }
    }

    /// The side on which the group differs most from the others.
    #[must_use]
    pub fn side(&self) -> Side {
        match self.agree.representativeness_test > self.disagree.representativeness_test {
            true => Side::Agree,
            false => Side::Disagree,
        }
    }
}

/// The votes of each group, from which its figures on a statement follow.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    groups: Vec<Totals>,
    sizes: Vec<f64>,
    voices: Voices,
}

impl Statistics {
    /// From the votes of each group and the weighted number of its members.
    #[must_use]
    pub fn new(groups: Vec<Totals>, sizes: Vec<f64>, voices: Voices) -> Statistics {
        Statistics { groups, sizes, voices }
    }

    /// The number of groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// The weighted number of members of a group.
    #[must_use]
    pub fn size(&self, group: usize) -> f64 {
        self.sizes[group]
    }

    /// The votes of a group on a statement as they were given, moderated or not.
    #[must_use]
    pub fn counts(&self, group: usize, column: usize) -> Counts {
        Counts::of(&self.groups[group], &self.voices, column)
    }

    /// The votes on a statement of all who are in a group.
    #[must_use]
    pub fn grouped(&self, column: usize) -> Counts {
        self.sum(column, |_| true)
    }

    fn sum(&self, column: usize, take: impl Fn(usize) -> bool) -> Counts {
        let groups = (0..self.groups()).filter(|group| take(*group));
        let units = groups.fold([0; 3], |mut units, group| {
            for vote in Vote::ALL {
                units[vote as usize] += self.groups[group].get(column, vote);
            }
            units
        });
        Counts::of_units(units, &self.voices)
    }

    /// What a group thinks of a statement beside the other groups. A statement that was moderated
    /// away counts as answered by the whole group, with no side taken.
    #[must_use]
    pub fn of(&self, group: usize, column: usize, moderated: bool) -> GroupStatement {
        if moderated {
            let all: f64 = self.sizes.iter().sum();
            let blank = |answered: f64| Counts { answered, ..Counts::default() };
            let own = self.sizes[group];
            return GroupStatement::new(blank(own), blank(all - own));
        }
        let rest = self.sum(column, |other| other != group);
        GroupStatement::new(self.counts(group, column), rest)
    }

    /// The probability that every group takes this side of a statement: the product over the groups
    /// of (side + 1) / (answered + 2), from 0 to 1. It is smaller the more groups there are.
    #[must_use]
    pub fn group_aware_consensus(&self, column: usize, side: Side) -> f64 {
        (0..self.groups()).map(|group| self.counts(group, column).probability(side)).product()
    }
}
