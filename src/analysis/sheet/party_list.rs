//! What the outcome hangs on: the party list is power, so it is examined (rule 15).

use std::collections::BTreeSet;

use crate::analysis::figure::{Measured, Undefined, Value};
use crate::analysis::outcome::OutcomeInput;
use crate::analysis::outcome::vary::{LeftOut, differs, unconfirmed};
use crate::analysis::seating::Seating;
use crate::analysis::sheet::{Kind, Sheet, all_parties};
use crate::domain::ids::PartyId;
use crate::domain::limits::{DROP_ONE_PARTIES_MAX, DROP_ONE_WORK_MAX};
use crate::domain::outcome::Outcome;
use crate::domain::state::Deliberation;

const MERGED: &str = "party_list/affiliated_merged";
const DROPPED: &str = "party_list/drop_one";
const CONFIRMED: &str = "party_list/confirmed_only";

/// The version of every method in this list; it rises when a value could change.
const VERSION: u32 = 1;

/// The methods behind the figures, with the version of each.
pub const METHODS: [(&str, u32); 3] = [(MERGED, VERSION), (DROPPED, VERSION), (CONFIRMED, VERSION)];

/// Whether the outcome would have been another.
#[derive(Debug, Clone, Default)]
pub struct PartyListSheet {
    /// The figures: 1 where the outcome would be another, 0 where it would not, and the number of
    /// parties without one of which it would.
    pub sheet: Sheet,
    /// The parties that declared ties with each other, by position; each list is one circle.
    pub circles: Vec<Vec<usize>>,
    /// The parties without one of which the outcome would be another, by position.
    pub decisive: Vec<usize>,
    /// Ballots or stances in the outcome that were entered for a member and not confirmed.
    pub unconfirmed: u64,
}

/// Computes the figures.
#[must_use]
pub fn party_list(state: &Deliberation) -> PartyListSheet {
    let Some((input, seating)) = OutcomeInput::of_last(state, &LeftOut::new()) else {
        let mut sheet = Sheet::of(state, all_parties(state));
        let none = Err(Undefined::NoOutcome);
        lines(&mut sheet, Vec::new(), [&none, &none, &none]);
        return PartyListSheet { sheet, ..PartyListSheet::default() };
    };
    let outcome = input.outcome();
    let circles = circles(state, &seating.parties);
    let merged = input.merged(&circles).outcome();
    let (dropped, decisive) = drop_one(&input, &outcome, seating.parties.len());
    let left_out = counted(state, &seating);
    let confirmed = OutcomeInput::of_last(state, &left_out).map(|(input, _)| input.outcome());
    let changes = |other: &Outcome| Ok(Value::count(u64::from(differs(&outcome, other))));
    let mut sheet = Sheet::of(state, seating.parties);
    let recorded = state.verdict.outcome.as_ref();
    sheet.round = recorded.map_or(0, |outcome| outcome.round);
    let sequences = recorded.map(|outcome| outcome.sequence).into_iter().chain(left_out.clone());
    let confirmed = confirmed.map_or(Err(Undefined::NoOutcome), |other| changes(&other));
    lines(&mut sheet, sequences.collect(), [&changes(&merged), &dropped, &confirmed]);
    PartyListSheet { sheet, circles, decisive, unconfirmed: left_out.len() as u64 }
}

fn lines(sheet: &mut Sheet, sequences: Vec<u64>, [merged, dropped, confirmed]: [&Measured; 3]) {
    let evidence = sheet.prove(sequences);
    let kind = |method| Kind { method, version: VERSION, evidence, from_hidden: true };
    let n = sheet.parties.len() as u64;
    sheet.lines.extend([
        kind(MERGED).line("changes_if_affiliated_merged", merged, n),
        kind(DROPPED).line("changes_if_one_dropped", dropped, n),
        kind(CONFIRMED).line("changes_if_unconfirmed_left_out", confirmed, n),
    ]);
}

/// The parties without one of which the outcome would be another, and how many they are.
fn drop_one(input: &OutcomeInput, outcome: &Outcome, parties: usize) -> (Measured, Vec<usize>) {
    let work = input.work().saturating_mul(parties as u64);
    if parties > DROP_ONE_PARTIES_MAX || work > DROP_ONE_WORK_MAX {
        return (Err(Undefined::TooManyParties), Vec::new());
    }
    let decisive: Vec<usize> =
        (0..parties).filter(|party| differs(&input.without(*party).outcome(), outcome)).collect();
    (Ok(Value::count(decisive.len() as u64)), decisive)
}

/// Unconfirmed entries of those who took part, in the round of the outcome or, for a conclusion, in
/// any that counts.
fn counted(state: &Deliberation, seating: &Seating) -> LeftOut {
    let seats: BTreeSet<u32> = seating.seats.iter().flatten().copied().collect();
    let outcome = state.verdict.outcome.as_ref();
    let counts = |sequence: &u64| {
        let entry = state.entries.get(sequence);
        entry.is_some_and(|entry| {
            let kind =
                if outcome.is_some_and(|outcome| outcome.conclusion) { "stance" } else { "ballot" };
            let there =
                outcome.is_some_and(|outcome| outcome.conclusion || outcome.round == entry.round);
            entry.kind == kind && there && seats.contains(&entry.seat)
        })
    };
    unconfirmed(state).into_iter().filter(counts).collect()
}

/// Parties that declared ties, directly or over others, whoever of two declared it.
fn circles(state: &Deliberation, parties: &[PartyId]) -> Vec<Vec<usize>> {
    let mut root: Vec<usize> = (0..parties.len()).collect();
    fn find(root: &mut [usize], mut at: usize) -> usize {
        while root[at] != at {
            root[at] = root[root[at]];
            at = root[at];
        }
        at
    }
    for (at, id) in parties.iter().enumerate() {
        let ties = state.parties.get(id).map_or(&[][..], |party| &party.affiliations);
        for other in ties.iter().filter_map(|other| parties.binary_search(other).ok()) {
            let (one, other) = (find(&mut root, at), find(&mut root, other));
            root[one.max(other)] = one.min(other);
        }
    }
    let mut circles: std::collections::BTreeMap<usize, Vec<usize>> = Default::default();
    for at in 0..parties.len() {
        circles.entry(find(&mut root, at)).or_default().push(at);
    }
    circles.into_values().filter(|circle| circle.len() > 1).collect()
}
