//! The participation level: how much of a say the parties got, beside what they were promised
//! (the rungs of Edelenbos and Monnikhof, as Dutch municipalities use them).

use num_rational::BigRational;

/// A rung of the ladder, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// Not even told in time.
    None,
    /// Told before the decision.
    Inform,
    /// Asked before the decision.
    Consult,
    /// Could table proposals, and heard why when it went otherwise.
    Advise,
    /// Made the solution, and the body kept to it.
    CoProduce,
    /// Decided.
    CoDecide,
    /// Started it and made all of it; the authority made it possible.
    Initiative,
}

impl Rung {
    /// Its number: 0 for none to 6 for an initiative.
    #[must_use]
    pub fn index(self) -> i64 {
        self as i64
    }
}

/// What the delivered level follows from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LevelFacts {
    /// Parties were informed before the decision.
    pub information_before_decision: bool,
    /// Every party could give a stance before the decision.
    pub all_parties_could_state_stance_before_decision: bool,
    /// Parties other than the authority could table proposals.
    pub others_could_table_proposals: bool,
    /// Every deviation came with a reason.
    pub every_deviation_motivated: bool,
    /// The parties defined the problem together.
    pub joint_problem_definition: bool,
    /// Every deviation rests on a precondition that was declared beforehand.
    pub deviation_only_on_predeclared_precondition: bool,
    /// Something that was decided was undone.
    pub reversed: bool,
    /// The part of the adopted text that comes from others than the authority, 0 to 1; `None` when
    /// nothing was adopted.
    pub non_authority_share: Option<BigRational>,
    /// The parties took the decision together.
    pub decision_taken_by_all_parties: bool,
    /// Others than the authority started it.
    pub started_by_others: bool,
    /// The authority tabled no proposal.
    pub authority_tabled_none: bool,
}

/// Whether at least half of the text comes from others, which is where making it together begins (a
/// policy).
#[must_use]
pub fn half_from_others(facts: &LevelFacts) -> bool {
    let half = BigRational::new(1.into(), 2.into());
    facts.non_authority_share.as_ref().is_some_and(|share| *share >= half)
}

/// The highest rung of which this one and all below are true.
#[must_use]
pub fn delivered(facts: &LevelFacts) -> Rung {
    let rungs = [
        (Rung::Inform, facts.information_before_decision),
        (Rung::Consult, facts.all_parties_could_state_stance_before_decision),
        (Rung::Advise, facts.others_could_table_proposals && facts.every_deviation_motivated),
        (
            Rung::CoProduce,
            facts.joint_problem_definition
                && facts.deviation_only_on_predeclared_precondition
                && !facts.reversed
                && half_from_others(facts),
        ),
        (Rung::CoDecide, facts.decision_taken_by_all_parties),
        (Rung::Initiative, facts.started_by_others && facts.authority_tabled_none),
    ];
    let reached = rungs.iter().take_while(|(_, reached)| *reached);
    reached.last().map_or(Rung::None, |(rung, _)| *rung)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> LevelFacts {
        LevelFacts {
            information_before_decision: true,
            all_parties_could_state_stance_before_decision: true,
            others_could_table_proposals: true,
            every_deviation_motivated: true,
            joint_problem_definition: true,
            deviation_only_on_predeclared_precondition: true,
            reversed: false,
            non_authority_share: Some(BigRational::new(1.into(), 2.into())),
            decision_taken_by_all_parties: true,
            started_by_others: true,
            authority_tabled_none: true,
        }
    }

    #[test]
    fn a_rung_needs_all_below_it() {
        assert_eq!(delivered(&all()), Rung::Initiative);
        assert_eq!(delivered(&LevelFacts { started_by_others: false, ..all() }), Rung::CoDecide);
        let text = LevelFacts { non_authority_share: None, ..all() };
        assert_eq!(delivered(&text), Rung::Advise);
        let silent = LevelFacts { information_before_decision: false, ..all() };
        assert_eq!(delivered(&silent), Rung::None);
        assert_eq!(delivered(&LevelFacts::default()), Rung::None);
    }

    #[test]
    fn half_of_the_text_is_enough_and_less_is_not() {
        let share = |n: i64, d: i64| Some(BigRational::new(n.into(), d.into()));
        let less = LevelFacts { non_authority_share: share(499, 1000), ..all() };
        assert_eq!(delivered(&less), Rung::Advise);
    }
}
