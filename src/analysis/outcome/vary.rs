//! The same outcome with another party list: what it hangs on (rule 15).

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::outcome::OutcomeInput;
use crate::analysis::seating::Seating;
use crate::domain::outcome::Outcome;
use crate::domain::state::{Deliberation, EntryWord};

/// Sequences of ballots and stances that do not count.
pub(in crate::analysis) type LeftOut = BTreeSet<u64>;

impl OutcomeInput {
    /// The input of the last outcome, and who took part, with some ballots or stances left out;
    /// `None` without an outcome.
    pub(in crate::analysis) fn of_last(
        state: &Deliberation,
        left_out: &LeftOut,
    ) -> Option<(OutcomeInput, Seating)> {
        let outcome = state.verdict.outcome.as_ref()?;
        let round = state.round(outcome.round)?;
        let seating = Seating::of(state, outcome.round, round.closed.as_ref()?);
        let input = if outcome.conclusion {
            let charter = state.charter.as_ref()?;
            OutcomeInput::of_conclusion_without(state, charter, (&seating, outcome.round), left_out)
        } else {
            OutcomeInput::of_round_without(state, round, &seating, left_out)
        };
        Some((input?, seating))
    }

    /// Without the party at this place.
    pub(in crate::analysis) fn without(&self, party: usize) -> OutcomeInput {
        let mut input = self.clone();
        input.group_of.remove(party);
        input.cast.remove(party);
        input
    }

    /// With the parties at these places as one: its members are the members of all, and it objects
    /// when one of them does. It counts in the group in which most of its members were, of equals
    /// in the one that comes first by name.
    pub(in crate::analysis) fn merged(&self, together: &[Vec<usize>]) -> OutcomeInput {
        let mut input = self.clone();
        for parties in together.iter().filter(|parties| parties.len() > 1) {
            input.merge(parties);
        }
        // Places stay what they are until all is merged; then the emptied ones go.
        let gone: BTreeSet<usize> =
            together.iter().flat_map(|parties| parties.iter().skip(1).copied()).collect();
        for party in gone.into_iter().rev() {
            input = input.without(party);
        }
        input
    }

    fn merge(&mut self, parties: &[usize]) {
        let first = parties[0];
        let mut people: BTreeMap<usize, usize> = BTreeMap::new();
        for party in parties {
            *people.entry(self.group_of[*party]).or_default() += self.cast.members(*party);
        }
        let most = people.values().max().copied();
        let group = people.iter().find(|(_, members)| Some(**members) == most);
        self.group_of[first] = group.map_or(self.group_of[first], |(group, _)| *group);
        self.cast.merge(parties);
    }
}

/// Whether two outcomes differ in what they adopt, in whatever order, or in why they adopt nothing.
#[must_use]
pub(in crate::analysis) fn differs(one: &Outcome, other: &Outcome) -> bool {
    let adopted = |outcome: &Outcome| outcome.adopted.iter().cloned().collect::<BTreeSet<_>>();
    one.result != other.result || adopted(one) != adopted(other)
}

/// The sequences of what was entered for others and never confirmed.
pub(in crate::analysis) fn unconfirmed(state: &Deliberation) -> LeftOut {
    let open = state.entries.iter().filter(|(_, entry)| entry.word != EntryWord::Confirmed);
    open.map(|(sequence, _)| *sequence).collect()
}
