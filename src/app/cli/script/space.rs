//! The kinds of names in a script. A name is given once and used from then on.

/// A kind of name. What each is stands in [`SPACES`]; a new one costs a line there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Space {
    /// A party.
    Party,
    /// A person within a party.
    Member,
    /// Whoever speaks: a member, or a party that lists none.
    Speaker,
    /// A statement.
    Statement,
    /// A proposal.
    Proposal,
    /// A contribution.
    Contribution,
    /// Whatever can be rated: a statement, a proposal or a contribution.
    Item,
    /// A clause, used as `proposal/clause`.
    Clause,
    /// A round, which its number names as well.
    Round,
    /// A response to an item.
    Response,
    /// An objection.
    Objection,
    /// A precondition.
    Precondition,
    /// A provision.
    Provision,
    /// A commitment.
    Commitment,
    /// A decision.
    Decision,
    /// A reversal.
    Reversal,
    /// What has to reach every party: a decision or a reversal.
    Notice,
    /// A motion.
    Motion,
    /// What can be hidden: an item or a response.
    Target,
    /// An act of moderation.
    Moderation,
    /// What a step wrote, by the sequence of its last event.
    Entry,
    /// A working group.
    Group,
    /// A deciding body.
    Body,
}

/// What a kind of name is.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    space: Space,
    /// The word for it in a message.
    pub label: &'static str,
    /// The part of a resource name before its id; empty for a union, which nothing gives.
    pub collection: &'static str,
    /// The spaces whose names it takes as well.
    pub holds: &'static [Space],
    /// The space it lies within: its names are written, and its resources named, under it.
    pub within: Option<Space>,
    /// Whether a name may be given again, as a new version of an object does.
    pub is_reusable: bool,
    /// Whether its number is a name too.
    pub is_numbered: bool,
}

/// Every space.
pub const SPACES: &[Facts] = &[
    given(Space::Party, "party", "parties"),
    given(Space::Member, "member", "members"),
    union(Space::Speaker, "member or party", &[Space::Member, Space::Party]),
    given(Space::Statement, "statement", "statements"),
    given(Space::Proposal, "proposal", "proposals"),
    given(Space::Contribution, "contribution", "contributions"),
    union(
        Space::Item,
        "statement, proposal or contribution",
        &[Space::Statement, Space::Proposal, Space::Contribution],
    ),
    reusable(within(Space::Proposal, given(Space::Clause, "clause", "clauses"))),
    Facts { is_numbered: true, ..given(Space::Round, "round", "rounds") },
    given(Space::Response, "response", "responses"),
    given(Space::Objection, "objection", "objections"),
    given(Space::Precondition, "precondition", "preconditions"),
    given(Space::Provision, "provision", "provisions"),
    given(Space::Commitment, "commitment", "commitments"),
    given(Space::Decision, "decision", "decisions"),
    given(Space::Reversal, "reversal", "reversals"),
    union(Space::Notice, "decision or reversal", &[Space::Decision, Space::Reversal]),
    given(Space::Motion, "motion", "motions"),
    union(
        Space::Target,
        "item or response",
        &[Space::Statement, Space::Proposal, Space::Contribution, Space::Response],
    ),
    given(Space::Moderation, "moderation", "moderations"),
    given(Space::Entry, "entry", "entries"),
    reusable(given(Space::Group, "working group", "groups")),
    reusable(given(Space::Body, "body", "bodies")),
];

const fn given(space: Space, label: &'static str, collection: &'static str) -> Facts {
    Facts {
        space,
        label,
        collection,
        holds: &[],
        within: None,
        is_reusable: false,
        is_numbered: false,
    }
}

const fn union(space: Space, label: &'static str, holds: &'static [Space]) -> Facts {
    Facts { holds, ..given(space, label, "") }
}

const fn within(outer: Space, facts: Facts) -> Facts {
    Facts { within: Some(outer), ..facts }
}

const fn reusable(facts: Facts) -> Facts {
    Facts { is_reusable: true, ..facts }
}

impl Space {
    /// What it is.
    #[must_use]
    pub fn facts(self) -> &'static Facts {
        let found = SPACES.iter().find(|facts| facts.space == self);
        found.expect("every space stands in the table; a test walks them")
    }

    /// Itself and the spaces whose names it takes as well.
    pub fn and_held(self) -> impl Iterator<Item = Space> {
        std::iter::once(self).chain(self.facts().holds.iter().copied())
    }

    /// The spaces in which a name given here must be free: all that share a union with it.
    pub fn family(self) -> impl Iterator<Item = Space> {
        let unions = SPACES.iter().filter(move |facts| facts.holds.contains(&self));
        self.and_held().chain(unions.flat_map(|facts| facts.space.and_held()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_space_stands_in_the_table_once() {
        for facts in SPACES {
            let same = SPACES.iter().filter(|other| other.space == facts.space);
            assert_eq!(same.count(), 1, "{:?}", facts.space);
            assert_eq!(facts.collection.is_empty(), !facts.holds.is_empty(), "{:?}", facts.space);
            assert!(facts.holds.iter().all(|held| held.facts().holds.is_empty()));
        }
        assert_eq!(SPACES.len(), Space::Body as usize + 1, "the last variant closes the list");
    }

    #[test]
    fn names_of_one_union_are_unique_together() {
        let family: Vec<Space> = Space::Statement.family().collect();
        assert!(family.contains(&Space::Proposal) && family.contains(&Space::Item));
        assert!(!Space::Round.family().any(|space| space == Space::Entry));
    }
}
