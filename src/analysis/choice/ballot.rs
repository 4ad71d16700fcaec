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
    parties: Vec<Alike<P>>,
}

/// Parties with the same ballots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike<P> {
    /// Their group; `None` for one that is in none.
    pub group: Option<usize>,
    /// How many there are.
    pub count: u64,
    /// What each of them is.
    pub party: P,
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
        let alone = |(group, party)| Alike { group: Some(group), count: 1, party };
        Grouped::alike(groups, parties.into_iter().map(alone).collect())
    }

    /// The same where parties with equal ballots come together, and some are in no group.
    ///
    /// # Errors
    /// [`NoSuchGroup`], naming the first entry in a group that is not there.
    pub fn alike(groups: usize, parties: Vec<Alike<P>>) -> Result<Grouped<P>, NoSuchGroup> {
        let beyond = |(party, alike): (usize, &Alike<P>)| {
            let group = alike.group.filter(|group| *group >= groups)?;
            Some(NoSuchGroup { party, group, groups })
        };
        match parties.iter().enumerate().find_map(beyond) {
            Some(refusal) => Err(refusal),
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
        self.parties.iter().map(|alike| alike.count as usize).sum()
    }

    /// Whether there are no parties.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The parties with how many there are of each, in order.
    pub fn parties(&self) -> impl Iterator<Item = (&P, u64)> {
        self.parties.iter().map(|alike| (&alike.party, alike.count))
    }

    /// The parties of one group with how many there are of each, in order.
    pub fn of_group(&self, group: usize) -> impl Iterator<Item = (&P, u64)> {
        let own = self.parties.iter().filter(move |alike| alike.group == Some(group));
        own.map(|alike| (&alike.party, alike.count))
    }

    /// How many of the parties are as asked.
    pub fn count(&self, is: impl Fn(&P) -> bool) -> usize {
        self.parties().filter(|(party, _)| is(party)).map(|(_, count)| count as usize).sum()
    }

    /// The same partition of what `change` makes of each party.
    #[must_use]
    pub fn map<Q>(&self, change: impl Fn(&P) -> Q) -> Grouped<Q> {
        let changed = |alike: &Alike<P>| {
            let Alike { group, count, ref party } = *alike;
            Alike { group, count, party: change(party) }
        };
        Grouped { groups: self.groups, parties: self.parties.iter().map(changed).collect() }
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
