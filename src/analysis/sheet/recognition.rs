//! Who was seen, heard and valued, from a deliberation.

use std::collections::BTreeMap;

use crate::analysis::figure::{Measured, Undefined, Value};
use crate::analysis::ownership::pulse::{Felt, felt};
use crate::analysis::recognition::reciprocity::{RESPONSES_MIN, Reciprocity, reciprocity};
use crate::analysis::recognition::three_g::{
    Closure, Contribution, Reaction, Shares, ThreeG, gap, three_g,
};
use crate::analysis::sheet::{
    Kind, Line, Sheet, all_parties, answers, decided_at, last_pulse, pulse_sequences, worst_off,
};
use crate::domain::act::{Disposition, Pulse};
use crate::domain::ids::{ItemId, Timestamp};
use crate::domain::state::{Deliberation, Item, PartySet, PulseColumn, Version};

const SEEN: &str = "seen/views_of_others";
const HEARD: &str = "heard/substantive_responses";
const VALUED: &str = "valued/dispositions";
const PULSE: &str = "pulse/party_mean";
const GAP: &str = "gap/logged_minus_felt";
const RECIPROCITY: &str = "reciprocity/squartini_2013";
const LATENCY: &str = "latency/median";
const COUNT: &str = "count/contributions";

/// The version of every method in this list; it rises when a value could change.
const VERSION: u32 = 1;

/// The methods behind the figures, with the version of each.
pub const METHODS: [(&str, u32); 8] = [
    (SEEN, VERSION),
    (HEARD, VERSION),
    (VALUED, VERSION),
    (PULSE, VERSION),
    (GAP, VERSION),
    (RECIPROCITY, VERSION),
    (LATENCY, VERSION),
    (COUNT, VERSION),
];

/// Answers to the questions on being seen, heard and valued go from 1 to this.
const STEPS: u32 = 5;

/// The figures on the three G's.
#[derive(Debug, Clone, Default)]
pub struct RecognitionSheet {
    /// The figures.
    pub sheet: Sheet,
    /// The parties without contributions, by position: of them nothing is logged.
    pub silent: Vec<usize>,
    /// The party with the least substantive responses to its contributions, when there is one.
    pub least_heard: Option<usize>,
}

/// Computes the figures.
#[must_use]
pub fn recognition(state: &Deliberation) -> RecognitionSheet {
    let parties = all_parties(state);
    let count = parties.len();
    let mut sheet = Sheet::of(state, parties);
    let authority = state.authority().and_then(|id| state.parties.get(id));
    let authority = authority.map(|party| party.index as usize);
    let spoken = Spoken::of(state);
    let logged = three_g(count, authority, &spoken.contributions);
    let whole = sheet.prove(spoken.evidence(None));
    let own: Vec<usize> =
        (0..count).map(|party| sheet.prove(spoken.evidence(Some(party)))).collect();
    let pulse = last_pulse(state);
    sheet.round = pulse.map_or(0, |(round, _)| round);
    let felt_by = sheet.prove(pulse_sequences(pulse.map(|(_, pulses)| pulses)));
    logged_lines(&mut sheet, &logged, (whole, &own));
    felt_lines(&mut sheet, state, &logged, (pulse.map(|(_, pulses)| pulses), felt_by));
    let Reciprocity { weighted, binary, responses } = reciprocity(&spoken.numbers);
    let enough = |value: Measured| match responses {
        1..RESPONSES_MIN => Err(Undefined::TooFewResponses),
        _ => value,
    };
    let kind = Kind { method: RECIPROCITY, version: VERSION, evidence: whole, from_hidden: false };
    sheet.lines.extend([
        kind.line("reciprocity", &enough(weighted), responses),
        kind.line("reciprocity_binary", &enough(binary), responses),
    ]);
    let silent = logged.contributions.iter().enumerate().filter(|(_, number)| **number == 0);
    RecognitionSheet {
        silent: silent.map(|(party, _)| party).collect(),
        least_heard: logged.heard.worst_off,
        sheet,
    }
}

/// What was contributed before the decision and answered before it, by parties.
struct Spoken<'a> {
    contributions: Vec<Contribution<'a>>,
    /// The events behind each contribution.
    sequences: Vec<Vec<u64>>,
    /// Substantive responses from one party to another, on contributions and proposals.
    numbers: BTreeMap<(usize, usize), u64>,
}

/// The author of an item, as far as it is a party, and when it came.
fn origin<'a>(state: &Deliberation, item: &'a Item, until: u64) -> Option<(usize, &'a Version)> {
    let first = item.versions.iter().find(|version| !state.is_sealed(version))?;
    let author = first.author.as_ref().filter(|_| first.sequence < until)?;
    Some((state.parties.get(&author.party)?.index as usize, first))
}

impl<'a> Spoken<'a> {
    fn of(state: &'a Deliberation) -> Spoken<'a> {
        static NOBODY: std::sync::LazyLock<PartySet> = std::sync::LazyLock::new(PartySet::default);
        let until = decided_at(state);
        let mut spoken =
            Spoken { contributions: Vec::new(), sequences: Vec::new(), numbers: BTreeMap::new() };
        let mut places: BTreeMap<&ItemId, (usize, Timestamp, Option<usize>)> = BTreeMap::new();
        for (id, item) in state.items.iter() {
            let Some((author, first)) = origin(state, item, until) else { continue };
            let place = (!matches!(id, ItemId::Proposal(_))).then_some(spoken.contributions.len());
            places.insert(id, (author, first.at, place));
            if place.is_none() {
                continue;
            }
            let disposed = state.dialogue.disposals.get(id);
            spoken.contributions.push(Contribution {
                author,
                opened_by: state.dialogue.views.get(id).map_or(&*NOBODY, |opened| opened),
                responses: Vec::new(),
                closure: disposed
                    .map_or(Closure::None, |(disposal, ..)| closure(disposal.disposition)),
            });
            let disposed = disposed.map(|(_, sequence, _)| *sequence);
            spoken.sequences.push([first.sequence].into_iter().chain(disposed).collect());
        }
        for (sequence, one) in state.dialogue.responses.range(..until) {
            let by =
                state.parties.get(&one.response.author.party).map(|party| party.index as usize);
            let (Some(by), Some((author, at, place))) = (by, places.get(&one.response.to)) else {
                continue;
            };
            let substantive = one.substantive == Some(true);
            if substantive && by != *author {
                *spoken.numbers.entry((by, *author)).or_default() += 1;
            }
            if let Some(place) = place {
                let after = (one.at.0 - at.0).max(0) as u64;
                spoken.contributions[*place].responses.push(Reaction { by, substantive, after });
                spoken.sequences[*place].push(*sequence);
            }
        }
        spoken
    }

    /// The events behind the contributions of a party, or of all.
    fn evidence(&self, party: Option<usize>) -> Vec<u64> {
        let own = self.contributions.iter().zip(&self.sequences);
        let own = own.filter(|(one, _)| party.is_none_or(|party| one.author == party));
        own.flat_map(|(_, sequences)| sequences.iter().copied()).collect()
    }
}

fn closure(disposition: Disposition) -> Closure {
    match disposition {
        Disposition::Adopted => Closure::Adopted,
        Disposition::RejectedWithReason => Closure::RejectedWithReason,
        Disposition::RejectedWithoutReason | Disposition::Deferred | Disposition::Open => {
            Closure::None
        }
    }
}

/// The names of the figures on one G: of each party, the mean, the least, as it feels, and the gap.
struct Names {
    logged: [&'static str; 3],
    felt: [&'static str; 3],
    gap: &'static str,
}

const NAMES: [Names; 3] = [
    Names {
        logged: ["seen", "seen_mean", "seen_min"],
        felt: ["seen_felt", "seen_felt_mean", "seen_felt_min"],
        gap: "seen_gap",
    },
    Names {
        logged: ["heard", "heard_mean", "heard_min"],
        felt: ["heard_felt", "heard_felt_mean", "heard_felt_min"],
        gap: "heard_gap",
    },
    Names {
        logged: ["valued", "valued_mean", "valued_min"],
        felt: ["valued_felt", "valued_felt_mean", "valued_felt_min"],
        gap: "valued_gap",
    },
];
const UPTAKE: [&str; 3] = ["uptake", "uptake_mean", "uptake_min"];

fn logged_lines(sheet: &mut Sheet, logged: &ThreeG, (whole, own): (usize, &[usize])) {
    let [seen, heard, valued] = &NAMES;
    let spoke = logged.contributions.iter().filter(|number| **number > 0).count() as u64;
    let number: u64 = logged.contributions.iter().sum();
    let kind = |method| Kind { method, version: VERSION, evidence: whole, from_hidden: false };
    let mut add = |[name, mean, min]: [&'static str; 3], method, shares: &Shares| {
        sheet.lines.push(kind(method).line(mean, &shares.mean, spoke));
        let least = kind(method).line(min, &shares.min, spoke);
        sheet.lines.push(worst_off(least, shares.worst_off));
        let lines = parties(&kind(method), name, &shares.party, &logged.contributions);
        sheet.lines.extend(proven(lines, own));
    };
    add(seen.logged, SEEN, &logged.seen);
    add(heard.logged, HEARD, &logged.heard);
    add(valued.logged, VALUED, &logged.valued);
    add(UPTAKE, VALUED, &logged.uptake);
    let rate = &logged.authority_response_rate;
    sheet.lines.extend([
        kind(COUNT).line("contributions", &Ok(Value::count(number)), number),
        kind(COUNT).line(
            "silent_parties",
            &Ok(Value::count(own.len() as u64 - spoke)),
            own.len() as u64,
        ),
        kind(HEARD).line("authority_response_rate", rate, logged.asked_of_authority),
        kind(LATENCY).line("latency_seconds", &seconds(&logged.latency), logged.answered),
    ]);
    let waits: Vec<Measured> = logged.party_latency.iter().map(seconds).collect();
    let lines = parties(&kind(LATENCY), "latency_seconds", &waits, &logged.contributions);
    sheet.lines.extend(proven(lines, own));
}

/// A line for each party that contributed; of a silent party nothing was logged.
fn parties(kind: &Kind, name: &'static str, values: &[Measured], numbers: &[u64]) -> Vec<Line> {
    let spoke = |line: &Line| line.figure.party.is_some_and(|party| numbers[party] > 0);
    kind.parties(name, values, |party| numbers[party]).filter(spoke).collect()
}

/// Lines about a party, each with the events of that party as evidence.
fn proven(lines: Vec<Line>, own: &[usize]) -> impl Iterator<Item = Line> + '_ {
    lines.into_iter().map(|line| {
        let evidence = line.figure.party.map_or(line.evidence, |party| own[party]);
        Line { evidence, ..line }
    })
}

/// Moments are in milliseconds.
fn seconds(wait: &Measured) -> Measured {
    let thousand = num_rational::BigRational::from_integer(1000.into());
    let seconds = |wait: &Value| wait.to_fraction().map(|wait| Value::Exact(wait / thousand));
    match wait {
        Ok(wait) => seconds(wait).ok_or(Undefined::NoResponses),
        Err(reason) => Err(*reason),
    }
}

fn felt_lines(
    sheet: &mut Sheet,
    state: &Deliberation,
    logged: &ThreeG,
    (pulses, evidence): (Option<&PulseColumn>, usize),
) {
    let count = sheet.parties.len();
    let kind = Kind { method: PULSE, version: VERSION, evidence, from_hidden: true };
    type Question = fn(&Pulse) -> Option<u32>;
    let questions: [(Question, &Shares); 3] = [
        (|pulse| pulse.seen, &logged.seen),
        (|pulse| pulse.heard, &logged.heard),
        (|pulse| pulse.valued, &logged.valued),
    ];
    for ((question, shares), names) in questions.into_iter().zip(&NAMES) {
        let given = answers(state, pulses, count, question);
        let members: Vec<u64> = given.iter().map(|members| members.len() as u64).collect();
        let Felt { party, mean, min, worst_off: worst, n } = felt(STEPS, &given);
        let [name, mean_name, min_name] = names.felt;
        sheet.lines.extend([
            kind.line(mean_name, &mean, n),
            worst_off(kind.line(min_name, &min, n), worst),
        ]);
        sheet.lines.extend(parties(&kind, name, &party, &members));
        let gaps = gap(&shares.party, &party);
        let defined = |line: &Line| line.figure.value.is_ok();
        let kind = Kind { method: GAP, ..kind };
        let lines = kind.parties(names.gap, &gaps, |party| members[party]).filter(defined);
        sheet.lines.extend(lines.collect::<Vec<_>>());
    }
    let again = felt(STEPS, &answers(state, pulses, count, |pulse| pulse.would_join_again));
    let line = kind.line("would_join_again", &again.mean, again.n);
    sheet.lines.push(worst_off(line, again.worst_off));
}
