//! The answers of one round on one item, party by party.

use thiserror::Error;

use crate::domain::scale::Scale;

/// What one member answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// No answer.
    Missing,
    /// A deliberate answer without a stance: counts as a response, never as a value.
    Pass,
    /// A stance on the scale.
    Rated(i32),
}

/// How a party as a whole answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartyAnswer {
    /// At least one member gave a stance.
    Expressed,
    /// No member gave a stance and at least one passed.
    Abstained,
    /// No member answered.
    Missing,
}

/// The answers to one item in one round: for each party, in the deliberation's order, those of
/// its members, in an order that stays the same from round to round. Every stance lies on the
/// scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ratings {
    scale: Scale,
    parties: Vec<Vec<Answer>>,
}

/// Answers that do not fit the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("stance {value} of member {member} of party {party} is off the scale {lo}..{hi}; \
         give a value on the scale, or a pass", lo = scale.lo(), hi = scale.hi())]
pub struct OffScale {
    /// The party, by position.
    pub party: usize,
    /// The member within the party, by position.
    pub member: usize,
    /// The stance that was given.
    pub value: i32,
    /// The scale on which it should lie.
    pub scale: Scale,
}

impl Ratings {
    /// The answers of these parties. A party with an empty list is its own only member, who has
    /// not answered.
    ///
    /// # Errors
    /// [`OffScale`], naming the first stance that does not lie on the scale.
    pub fn new(scale: Scale, mut parties: Vec<Vec<Answer>>) -> Result<Ratings, OffScale> {
        for (party, members) in parties.iter_mut().enumerate() {
            if members.is_empty() {
                members.push(Answer::Missing);
            }
            for (member, answer) in members.iter().enumerate() {
                if let Answer::Rated(value) = *answer
                    && !scale.contains(value)
                {
                    return Err(OffScale { party, member, value, scale });
                }
            }
        }
        Ok(Ratings { scale, parties })
    }

    /// The scale on which the stances lie.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// The answers, party by party, each with at least one member.
    #[must_use]
    pub fn parties(&self) -> &[Vec<Answer>] {
        &self.parties
    }

    /// Whether every party has one member.
    #[must_use]
    pub fn single_voiced(&self) -> bool {
        self.parties.iter().all(|members| members.len() == 1)
    }

    /// The stance of a member as a position on the scale, 0 for `lo`; `None` without a stance,
    /// and for a party or member that is not there.
    #[must_use]
    pub fn stance(&self, party: usize, member: usize) -> Option<usize> {
        self.index(*self.parties.get(party)?.get(member)?)
    }

    /// The stances of each party as positions on the scale; empty for a party without any.
    pub(crate) fn stances(&self) -> impl Iterator<Item = Vec<usize>> + '_ {
        self.parties.iter().map(|members| members.iter().filter_map(|&a| self.index(a)).collect())
    }

    fn index(&self, answer: Answer) -> Option<usize> {
        match answer {
            Answer::Rated(value) => self.scale.index_of(value),
            Answer::Missing | Answer::Pass => None,
        }
    }
}

/// How a party with these members answered.
#[must_use]
pub fn party_answer(members: &[Answer]) -> PartyAnswer {
    if members.iter().any(|answer| matches!(answer, Answer::Rated(_))) {
        PartyAnswer::Expressed
    } else if members.contains(&Answer::Pass) {
        PartyAnswer::Abstained
    } else {
        PartyAnswer::Missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stance_off_the_scale_is_refused_and_named() {
        let scale = Scale::new(1, 5).unwrap();
        let answers = vec![vec![Answer::Rated(5)], vec![Answer::Pass, Answer::Rated(6)]];
        let refusal = Ratings::new(scale, answers).unwrap_err();
        assert_eq!((refusal.party, refusal.member, refusal.value), (1, 1, 6));
        assert!(refusal.to_string().contains("off the scale 1..5"));
    }

    #[test]
    fn an_empty_party_is_one_member_without_an_answer() {
        let ratings = Ratings::new(Scale::new(1, 5).unwrap(), vec![vec![]]).unwrap();
        assert_eq!(ratings.parties(), [vec![Answer::Missing]]);
        assert!(ratings.single_voiced());
        assert_eq!(ratings.stance(0, 0), None);
        assert_eq!(ratings.stance(1, 0), None);
    }

    #[test]
    fn one_answer_of_a_member_is_an_answer_of_the_party() {
        use Answer::{Missing, Pass, Rated};
        assert_eq!(party_answer(&[Missing, Pass, Rated(1)]), PartyAnswer::Expressed);
        assert_eq!(party_answer(&[Missing, Pass]), PartyAnswer::Abstained);
        assert_eq!(party_answer(&[Missing, Missing]), PartyAnswer::Missing);
    }
}
