//! Whether everybody has answered: a party has when one of its members has.

use std::collections::BTreeSet;

use crate::domain::decide::rounds::Just;
use crate::domain::ids::ItemVersion;
use crate::domain::round::Activity;
use crate::domain::state::{Deliberation, Round};

/// Whether every party that takes part has answered every item, ballot and pulse of the round,
/// counting what was just given. A round with nothing to answer does not close on it.
pub(super) fn by_all(
    state: &Deliberation,
    number: u32,
    round: &Round,
    just: Option<(Just<'_>, u32)>,
) -> bool {
    let parties = match round.plan.invited.len() {
        0 => state.parties.len(),
        invited => invited,
    };
    let has = |activity| round.plan.activities.contains(&activity);
    let count = Count { state, round, just };
    let mut asked = false;
    if has(Activity::Rate) {
        // Asked of this version first: only its last answer is worth a walk along all the others.
        if let Some((Just::Stance(on), _)) = just
            && count.stances(on) < parties
        {
            return false;
        }
        for on in state.rateable() {
            asked = true;
            if count.stances(&on) < parties {
                return false;
            }
        }
    }
    if has(Activity::Ballot) {
        let Some(plan) = &round.plan.ballot else {
            return false;
        };
        asked = true;
        let each = plan.options.iter().all(|option| count.ballots(Some(option)) >= parties);
        if !each && count.ballots(None) < parties {
            return false;
        }
    }
    if has(Activity::Reflect) {
        asked = true;
        if count.pulses() < parties {
            return false;
        }
    }
    asked && number == state.last_round()
}

struct Count<'a> {
    state: &'a Deliberation,
    round: &'a Round,
    just: Option<(Just<'a>, u32)>,
}

impl Count<'_> {
    fn party(&self, seat: u32) -> u32 {
        self.state.seats[seat].party_index
    }

    /// Parties that responded on a version.
    fn stances(&self, on: &ItemVersion) -> usize {
        let column = self.round.columns.get(on);
        let counted = column.map_or(0, |column| column.responded_count) as usize;
        match self.just {
            Some((Just::Stance(just), seat)) if just == on => {
                let party = self.party(seat) as usize;
                let first = column.is_none_or(|c| c.responded.get(party) != Some(&true));
                counted + usize::from(first)
            }
            _ => counted,
        }
    }

    /// Parties that cast a ballot on an option.
    fn ballots(&self, option: Option<&ItemVersion>) -> usize {
        let column = self.round.ballots.get(&option.cloned());
        let cast = column.into_iter().flat_map(|column| column.cells.seats());
        let mut parties: BTreeSet<u32> = cast.map(|seat| self.party(seat)).collect();
        if let Some((Just::Ballot(just), seat)) = self.just
            && just == option
        {
            parties.insert(self.party(seat));
        }
        parties.len()
    }

    /// Parties that gave a pulse.
    fn pulses(&self) -> usize {
        let given = self.round.pulses.cells.seats();
        let mut parties: BTreeSet<u32> = given.map(|seat| self.party(seat)).collect();
        if let Some((Just::Pulse, seat)) = self.just {
            parties.insert(self.party(seat));
        }
        parties.len()
    }
}
