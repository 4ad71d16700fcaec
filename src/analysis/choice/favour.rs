//! Whether a ballot over many options speaks for what was chosen, so that the groups under their
//! floor can be told beside any rule.

use crate::analysis::choice::approving::Approvals;
use crate::analysis::choice::ballot::{Vote, VoteParty, answered};
use crate::analysis::choice::grading::Grades;
use crate::analysis::choice::profile::Ballot;
use crate::analysis::choice::ranking::Ranking;

/// A ballot that can be held against what was chosen.
pub trait Favour: Ballot {
    /// For, against or neither; grades go up to `grade_max`. An empty ballot is neither.
    fn favours(&self, chosen: &[usize], grade_max: u32) -> Vote;
}

/// How the members of a party speak of what was chosen; a party without a ballot did not answer.
#[must_use]
pub fn votes<B: Favour>(members: &[Option<B>], chosen: &[usize], grade_max: u32) -> VoteParty {
    let vote = |ballot: &Option<B>| ballot.as_ref().map(|one| one.favours(chosen, grade_max));
    match answered(members) {
        true => VoteParty { members: members.iter().map(vote).collect() },
        false => VoteParty::default(),
    }
}

fn by(balance: i64) -> Vote {
    match balance {
        1.. => Vote::Agree,
        0 => Vote::Abstain,
        _ => Vote::Disagree,
    }
}

impl Favour for Ranking {
    /// For an option that stands above more options than it stands below; of several, the first
    /// counts.
    fn favours(&self, chosen: &[usize], _: u32) -> Vote {
        let Some(&first) = chosen.first().filter(|_| !self.is_empty()) else {
            return Vote::Abstain;
        };
        let own = self.places()[first];
        let side = |place: &u32| match place.cmp(&own) {
            std::cmp::Ordering::Greater => 1,
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Less => -1,
        };
        by(self.places().iter().map(side).sum())
    }
}

impl Favour for Grades {
    /// For an option with a grade above the middle of the scale, and against one below it; neither
    /// without a grade. Of several, the first counts.
    fn favours(&self, chosen: &[usize], grade_max: u32) -> Vote {
        let grade = chosen.first().and_then(|first| self.given()[*first]);
        by(grade.map_or(0, |grade| 2 * i64::from(grade) - i64::from(grade_max)))
    }
}

impl Favour for Approvals {
    /// For a package that holds something this ballot approves of, and against one that holds
    /// nothing.
    fn favours(&self, chosen: &[usize], _: u32) -> Vote {
        match self.is_empty() {
            true => Vote::Abstain,
            false if chosen.iter().any(|option| self.approves(*option)) => Vote::Agree,
            false => Vote::Disagree,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ranking_is_for_what_stands_above_more_than_below() {
        let ballot = Ranking::new(4, &[vec![2], vec![0]]).unwrap();
        let votes: Vec<Vote> = (0..4).map(|option| ballot.favours(&[option], 0)).collect();
        assert_eq!(votes, [Vote::Agree, Vote::Disagree, Vote::Agree, Vote::Disagree]);
        assert_eq!(ballot.favours(&[], 0), Vote::Abstain);
        let middle = Ranking::new(3, &[vec![0], vec![1], vec![2]]).unwrap();
        assert_eq!(middle.favours(&[1], 0), Vote::Abstain);
        assert_eq!(Ranking::new(3, &[]).unwrap().favours(&[0], 0), Vote::Abstain);
    }

    #[test]
    fn grades_are_for_what_lies_above_the_middle_of_the_scale() {
        let ballot = Grades::new(4, 4, &[(0, 4), (1, 2), (2, 1)]).unwrap();
        let votes: Vec<Vote> = (0..4).map(|option| ballot.favours(&[option], 4)).collect();
        assert_eq!(votes, [Vote::Agree, Vote::Abstain, Vote::Disagree, Vote::Abstain]);
    }

    #[test]
    fn approvals_are_for_a_package_with_something_of_theirs() {
        let ballot = Approvals::new(3, &[1]).unwrap();
        assert_eq!(ballot.favours(&[0, 1], 0), Vote::Agree);
        assert_eq!(ballot.favours(&[0, 2], 0), Vote::Disagree);
        assert_eq!(Approvals::new(3, &[]).unwrap().favours(&[0], 0), Vote::Abstain);
    }
}
