//! The figures of a whole process, from a deliberation as it is: who owns the outcome, who was
//! seen, heard and valued, whether together was more than alone, and what hangs on the party list.
//! Here the domain meets those measures, as it meets those of a round in `tally`.
//!
//! What was logged in the open counts at once. What is hidden until a round closes counts from then
//! on (rule 3), and what follows from it is marked, because where stances are not attributed only
//! the party itself may know how it stands (rule 4).

pub mod advice;
pub mod details;
pub mod flags;
mod graph;
pub mod integrity;
pub mod opinion;
pub mod ownership;
pub mod party_list;
pub mod recognition;
pub mod synergy;
pub mod trace;

use crate::analysis::figure::{Figure, Measured};
use crate::analysis::tally;
use crate::domain::act::Pulse;
use crate::domain::charter::StanceVisibility;
use crate::domain::figure::RecordedFigure;
use crate::domain::ids::{ItemVersion, PartyId};
use crate::domain::limits::RECORDED_PARTIES_MAX;
use crate::domain::state::{Deliberation, PulseColumn};

/// The methods behind all figures, of a round and of a process, with the version of each.
pub fn methods() -> impl Iterator<Item = (&'static str, u32)> {
    let lists = [
        &crate::analysis::convergence::METHODS[..],
        &ownership::METHODS,
        &recognition::METHODS,
        &synergy::METHODS,
        &party_list::METHODS,
        &integrity::METHODS,
        &opinion::METHODS,
        &details::METHODS,
    ];
    let all: std::collections::BTreeMap<_, _> = lists.into_iter().flatten().copied().collect();
    all.into_iter()
}

/// Figures, with what they are about and what proves them.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The round that the figures refer to; 0 for the whole process.
    pub round: u32,
    /// The parties; figures refer to them by position.
    pub parties: Vec<PartyId>,
    /// The versions; figures refer to them by position.
    pub items: Vec<ItemVersion>,
    /// The figures, those about all parties together first.
    pub lines: Vec<Line>,
    /// The sequences of events behind figures, ascending; lines refer to these by position.
    pub evidence: Vec<Vec<u64>>,
    /// The least number of parties that a figure from what was hidden rests on to be shown; 0 where
    /// stances are attributed.
    subgroup_min: u64,
}

/// A figure in a sheet.
#[derive(Debug, Clone)]
pub struct Line {
    /// The figure.
    pub figure: Figure,
    /// The events behind it, by position.
    pub evidence: usize,
    /// Whether it follows from stances, ballots or pulses.
    pub from_hidden: bool,
}

impl Sheet {
    fn of(state: &Deliberation, parties: Vec<PartyId>) -> Sheet {
        let charter = state.charter.as_ref();
        let subgroup_min = match charter.map(|charter| (charter.visibility, charter.subgroup_min)) {
            None | Some((StanceVisibility::Attributed, _)) => 0,
            Some((_, least)) => u64::from(least),
        };
        Sheet { parties, subgroup_min, ..Sheet::default() }
    }

    /// Keeps sequences as evidence, and gives their place.
    fn prove(&mut self, mut sequences: Vec<u64>) -> usize {
        sequences.sort_unstable();
        sequences.dedup();
        self.evidence.push(sequences);
        self.evidence.len() - 1
    }

    /// Whether a figure may be shown to a party, or to nobody in particular (rule 4).
    #[must_use]
    pub fn is_shown(&self, line: &Line, reader: Option<&PartyId>) -> bool {
        if !line.from_hidden || self.subgroup_min == 0 {
            return true;
        }
        match line.figure.party {
            Some(party) => reader == self.parties.get(party),
            None => line.figure.n >= self.subgroup_min,
        }
    }

    /// Whether it may be told who stands worst in a figure.
    #[must_use]
    pub fn may_name(&self, line: &Line, party: usize, reader: Option<&PartyId>) -> bool {
        !line.from_hidden || self.subgroup_min == 0 || reader == self.parties.get(party)
    }
}

/// The figures on the process as the log records them, for everyone: those that may be shown to
/// nobody in particular, and those about one party only where the parties are few.
#[must_use]
pub fn record(state: &Deliberation) -> Vec<RecordedFigure> {
    let owned = ownership::ownership(state);
    let kept = integrity::integrity(state, &owned);
    let sheets = [
        owned.sheet,
        recognition::recognition(state).sheet,
        synergy::synergy(state).sheet,
        party_list::party_list(state).sheet,
        kept.sheet,
    ];
    let few = state.parties.len() <= RECORDED_PARTIES_MAX;
    let recorded = sheets.iter().flat_map(|sheet| {
        let told = |line: &&Line| few || line.figure.party.is_none();
        let shown = sheet.lines.iter().filter(|line| sheet.is_shown(line, None)).filter(told);
        shown.map(|line| tally::recorded(&line.figure, (&sheet.items, &sheet.parties)))
    });
    recorded.collect()
}

/// What figures of one kind have in common.
#[derive(Debug, Clone, Copy)]
struct Kind {
    method: &'static str,
    version: u32,
    evidence: usize,
    from_hidden: bool,
}

impl Kind {
    fn line(&self, name: &'static str, value: &Measured, n: u64) -> Line {
        let Kind { method, version, evidence, from_hidden } = *self;
        let (item, party, worst_off) = (None, None, None);
        let value = value.clone();
        let figure = Figure { name, item, party, value, n, worst_off, method, version };
        Line { figure, evidence, from_hidden }
    }

    /// One line a party, each with its own number.
    fn parties<'a>(
        &'a self,
        name: &'static str,
        values: &'a [Measured],
        n: impl Fn(usize) -> u64 + 'a,
    ) -> impl Iterator<Item = Line> + 'a {
        values.iter().enumerate().map(move |(party, value)| {
            let mut line = self.line(name, value, n(party));
            line.figure.party = Some(party);
            line
        })
    }
}

fn worst_off(line: Line, party: Option<usize>) -> Line {
    Line { figure: Figure { worst_off: party, ..line.figure }, ..line }
}

/// All parties, in order of addition.
fn all_parties(state: &Deliberation) -> Vec<PartyId> {
    let mut parties: Vec<(u32, &PartyId)> =
        state.parties.iter().map(|(id, party)| (party.index, id)).collect();
    parties.sort_unstable();
    parties.into_iter().map(|(_, id)| id.clone()).collect()
}

/// The last closed round in which somebody gave a pulse, and the pulses given in it.
fn last_pulse(state: &Deliberation) -> Option<(u32, &PulseColumn)> {
    let rounds = state.rounds.iter().enumerate().rev();
    let closed = rounds.filter(|(_, round)| round.closed.is_some());
    let mut given = closed.filter(|(_, round)| round.pulses.cells.iter().next().is_some());
    given.next().map(|(at, round)| (at as u32 + 1, &*round.pulses))
}

/// What the members of each party, in order of addition, answered to one question of a pulse.
fn answers<'a, T>(
    state: &Deliberation,
    pulses: Option<&'a PulseColumn>,
    parties: usize,
    of: impl Fn(&'a Pulse) -> Option<T>,
) -> Vec<Vec<T>> {
    let mut answers: Vec<Vec<T>> = (0..parties).map(|_| Vec::new()).collect();
    for (seat, (pulse, _)) in pulses.into_iter().flat_map(|pulses| pulses.cells.iter()) {
        if let Some(answer) = of(pulse) {
            answers[state.seats[seat].party_index as usize].push(answer);
        }
    }
    answers
}

fn pulse_sequences(pulses: Option<&PulseColumn>) -> Vec<u64> {
    let cells = pulses.into_iter().flat_map(|pulses| pulses.cells.values());
    cells.map(|(_, origin)| origin.sequence).collect()
}

/// The sequence from which on nothing is said in time any more: that of the first decision on the
/// last outcome. An early decision closes no conversation.
fn decided_at(state: &Deliberation) -> u64 {
    let outcome = state.verdict.outcome.as_ref().map_or(u64::MAX, |outcome| outcome.sequence);
    let decided = state.verdict.decisions.range(outcome..).next();
    decided.map_or(u64::MAX, |(sequence, _)| *sequence)
}
