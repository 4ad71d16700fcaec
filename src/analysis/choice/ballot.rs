//! The ballots on one proposal, party by party, and the groups the parties belong to.

use thiserror::Error;

/// What one member says under `consent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConsentBallot {
    /// Good enough for now, safe enough to try.
    Consent,
    /// A worry that is recorded and never blocks.
    Concern,
    /// An objection. It blocks only where [`ConsentParty::objects`] says that it still stands;
    /// otherwise it counts as a concern.
    Objection,
    /// An empty ballot: an answer, and nothing more.
    Abstain,
}

/// One party under `consent`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentParty {
    /// The ballot of each member, `None` without one. An empty list is a party that did not
    /// answer.
    pub members: Vec<Option<ConsentBallot>>,
    /// Whether the party upholds an objection that carries a reason and is open. Who may uphold
    /// it (the spokesperson, or any member where there is none) and whether it is argued well
    /// enough are settled by people and recorded; the rule takes the result.
    pub objects: bool,
}

impl ConsentParty {
    /// The same ballots as votes: consent agrees; an objection disagrees while the party upholds
    /// one; a concern, any other objection and an empty ballot abstain.
    #[must_use]
    pub fn votes(&self) -> VoteParty {
        let vote = |ballot: ConsentBallot| match ballot {
            ConsentBallot::Consent => Vote::Agree,
            ConsentBallot::Objection if self.objects => Vote::Disagree,
            ConsentBallot::Objection | ConsentBallot::Concern | ConsentBallot::Abstain => {
                Vote::Abstain
            }
        };
        VoteParty { members: self.members.iter().map(|ballot| ballot.map(vote)).collect() }
    }
}

/// What one member says where agreement is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vote {
    /// In favour.
    Agree,
    /// Against.
    Disagree,
    /// An empty ballot: counts for the quorum only.
    Abstain,
}

/// One party where agreement is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VoteParty {
    /// The vote of each member, `None` without one. An empty list is a party that did not answer.
    pub members: Vec<Option<Vote>>,
}

/// Whether a party with these ballots has answered: one of its members cast a ballot.
#[must_use]
pub fn answered<B>(members: &[Option<B>]) -> bool {
    members.iter().any(Option::is_some)
}

/// Parties, in the deliberation's order, each in one group of a partition that was fixed before
/// anybody voted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouped<P> {
    groups: usize,
    parties: Vec<(usize, P)>,
}

/// A party in a group that the partition does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "party {party} is in group {group}, but there are {groups} groups, counted from 0; \
         give a group below {groups}"
)]
pub struct NoSuchGroup {
    /// The party, by position.
    pub party: usize,
    /// The group that was named.
    pub group: usize,
    /// The number of groups.
    pub groups: usize,
}

impl<P> Grouped<P> {
    /// Each party with its group, which is below `groups`; a group may be empty.
    ///
    /// # Errors
    /// [`NoSuchGroup`], naming the first party in a group that is not there.
    pub fn new(groups: usize, parties: Vec<(usize, P)>) -> Result<Grouped<P>, NoSuchGroup> {
        match parties.iter().position(|&(group, _)| group >= groups) {
            Some(party) => Err(NoSuchGroup { party, group: parties[party].0, groups }),
            None => Ok(Grouped { groups, parties }),
        }
    }

    /// The number of groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// The number of parties.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parties.len()
    }

    /// Whether there are no parties.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parties.is_empty()
    }

    /// The parties, in order.
    pub fn parties(&self) -> impl Iterator<Item = &P> {
        self.parties.iter().map(|(_, party)| party)
    }

    /// The parties of one group, in order.
    pub fn of_group(&self, group: usize) -> impl Iterator<Item = &P> {
        self.parties.iter().filter(move |(own, _)| *own == group).map(|(_, party)| party)
    }

    /// The same partition of what `change` makes of each party.
    #[must_use]
    pub fn map<Q>(&self, change: impl Fn(&P) -> Q) -> Grouped<Q> {
        let parties = self.parties.iter().map(|(group, party)| (*group, change(party))).collect();
        Grouped { groups: self.groups, parties }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_that_is_not_there_is_refused_and_named() {
        assert!(Grouped::new(2, vec![(0, ()), (1, ())]).is_ok());
        assert!(Grouped::<()>::new(0, Vec::new()).is_ok_and(|none| none.is_empty()));
        let refusal = Grouped::new(2, vec![(0, ()), (2, ())]).unwrap_err();
        assert_eq!(refusal, NoSuchGroup { party: 1, group: 2, groups: 2 });
        assert!(refusal.to_string().ends_with("give a group below 2"));
    }

    #[test]
    fn an_objection_that_does_not_stand_is_no_vote_against() {
        let members = vec![Some(ConsentBallot::Objection), Some(ConsentBallot::Consent), None];
        let votes = |objects| ConsentParty { members: members.clone(), objects }.votes().members;
        assert_eq!(votes(true), [Some(Vote::Disagree), Some(Vote::Agree), None]);
        assert_eq!(votes(false), [Some(Vote::Abstain), Some(Vote::Agree), None]);
    }
}
