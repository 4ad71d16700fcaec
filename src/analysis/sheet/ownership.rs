//! Who owns the outcome, from a deliberation.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;

use crate::analysis::figure::{Measured, Undefined, Value};
use crate::analysis::means::mean_of_parts;
use crate::analysis::ownership::commitments::{Commitments, Standing, commitments};
use crate::analysis::ownership::evenness::{Evenness, evenness};
use crate::analysis::ownership::lineage::{
    ClauseLineage, Lineage, PATHS_DIFFER_ABOVE, lineage, of_lineage,
};
use crate::analysis::ownership::pulse::{self, Ownership};
use crate::analysis::sheet::graph::Graph;
use crate::analysis::sheet::{
    Kind, Line, Sheet, all_parties, answers, last_pulse, pulse_sequences, worst_off,
};
use crate::domain::act::{ClauseVersion, Term};
use crate::domain::ids::{ClauseRef, ItemId};
use crate::domain::limits::OWNERSHIP_QUESTIONS;
use crate::domain::state::{CommitmentState, Deliberation};

const SHAPLEY: &str = "contribution_share/shapley_1953";
const PATHS: &str = "contribution_share/path_equal_split";
const PIELOU: &str = "evenness/pielou_1966";
const HILL: &str = "evenness/hill_1973";
const GINI: &str = "evenness/gini";
const SIMPSON: &str = "evenness/simpson_1949";
const DOMINANCE: &str = "evenness/berger_parker_1970";
const RATIO: &str = "evenness/min_share_ratio";
const CLAUSES: &str = "clauses/lineage";
const KEPT: &str = "commitments/party_mean";
const PULSE: &str = "pulse/party_mean";
const AGREEMENT: &str = "pulse/rwg_j_james_1984";

/// The version of every method in this list; it rises when a value could change.
const VERSION: u32 = 1;

/// The methods behind the figures, with the version of each.
pub const METHODS: [(&str, u32); 12] = [
    (SHAPLEY, VERSION),
    (PATHS, VERSION),
    (PIELOU, VERSION),
    (HILL, VERSION),
    (GINI, VERSION),
    (SIMPSON, VERSION),
    (DOMINANCE, VERSION),
    (RATIO, VERSION),
    (CLAUSES, VERSION),
    (KEPT, VERSION),
    (PULSE, VERSION),
    (AGREEMENT, VERSION),
];

/// Answers to the questions on ownership go from 1 to this.
const OWNERSHIP_STEPS: u32 = 7;

/// The figures on ownership, with the clauses they rest on.
#[derive(Debug, Clone, Default)]
pub struct OwnershipSheet {
    /// The figures.
    pub sheet: Sheet,
    /// The adopted clauses.
    pub clauses: Vec<ClauseCredit>,
}

/// One adopted clause, and whose it is.
#[derive(Debug, Clone)]
pub struct ClauseCredit {
    /// The clause.
    pub clause: ClauseVersion,
    /// The parties in its lineage, by position; each has an equal part of it.
    pub parties: Vec<usize>,
    /// Whether its lineage reaches a sealed proposal of one party.
    pub reaches_solo: bool,
    /// The share of the voices, among the parties that gave a pulse, that would not have thought of
    /// it.
    pub new_to_us: Measured,
}

/// Computes the figures.
#[must_use]
pub fn ownership(state: &Deliberation) -> OwnershipSheet {
    let parties = all_parties(state);
    let count = parties.len();
    let mut sheet = Sheet::of(state, parties);
    let outcome = state.verdict.outcome.as_ref();
    let graph = Graph::of(state);
    let adopted = outcome.map_or(&[][..], |outcome| &outcome.outcome.adopted);
    let clauses = graph.adopted(state, adopted);
    let weighed: Vec<(usize, u64)> = clauses.iter().map(|(_, node)| (*node, 1)).collect();
    let reason = if outcome.is_none() { Undefined::NoOutcome } else { Undefined::NothingAdopted };
    let credit = lineage(count, &graph.nodes, &weighed).map_err(|_| reason);
    let pulse = last_pulse(state);
    sheet.round = outcome.map_or(0, |outcome| outcome.round);
    lineage_lines(&mut sheet, state, (&credit, clauses.len() as u64));
    let credited = credited(state, &clauses, credit.as_ref().ok(), count);
    let felt = sheet.prove(pulse_sequences(pulse.map(|(_, pulses)| pulses)));
    novelty_lines(&mut sheet, &credit, (&credited, felt));
    commitment_lines(&mut sheet, state, count);
    pulse_lines(&mut sheet, state, felt);
    OwnershipSheet { sheet, clauses: credited }
}

fn lineage_lines(
    sheet: &mut Sheet,
    state: &Deliberation,
    (credit, clauses): (&Result<Lineage, Undefined>, u64),
) {
    let evidence = sheet.prove(lineage_sequences(state));
    let kind = |method| Kind { method, version: VERSION, evidence, from_hidden: false };
    let n = sheet.parties.len() as u64;
    let even: Result<Evenness, Undefined> =
        credit.as_ref().map_err(|reason| *reason).and_then(|credit| {
            evenness(&credit.shares.numerators).map(|even| told(even, credit.shares.exact))
        });
    let of = |pick: fn(&Evenness) -> &Value| even.as_ref().map(pick).cloned().map_err(|why| *why);
    let least = credit.as_ref().ok().map(|credit| least(&credit.shares.numerators));
    let joint = of_lineage(credit, |credit| credit.joint_clause_share.clone());
    sheet.lines.extend([
        kind(PIELOU).line("contribution_evenness", &of(|even| &even.pielou), n),
        worst_off(
            kind(RATIO).line("min_share_ratio", &of(|even| &even.min_share_ratio), n),
            least.flatten(),
        ),
        kind(HILL).line("effective_parties", &of(|even| &even.effective_parties), n),
        kind(DOMINANCE).line("dominance", &of(|even| &even.dominance), n),
        kind(GINI).line("gini_evenness", &of(|even| &even.gini), n),
        kind(SIMPSON).line("simpson_evenness", &of(|even| &even.simpson), n),
        kind(CLAUSES).line("joint_clause_share", &joint, clauses),
        kind(PATHS).line(
            "path_difference",
            &of_lineage(credit, |c| Value::Real(c.paths_differ)),
            n,
        ),
    ]);
    let Ok(credit) = credit else { return };
    let shares: Vec<Measured> = (0..n as usize).map(|party| Ok(credit.shares.of(party))).collect();
    sheet.lines.extend(kind(SHAPLEY).parties("contribution_share", &shares, |_| clauses));
    if credit.paths_differ > PATHS_DIFFER_ABOVE {
        let shares: Vec<Measured> =
            credit.path_shares.iter().map(|share| Ok(Value::Real(*share))).collect();
        sheet.lines.extend(kind(PATHS).parties("path_share", &shares, |_| clauses));
    }
}

/// Evenness of parts that are not exact is not either.
fn told(even: Evenness, exact: bool) -> Evenness {
    if exact {
        return even;
    }
    let real = |value: Value| Value::Real(value.to_f64());
    Evenness {
        pielou: real(even.pielou),
        effective_parties: real(even.effective_parties),
        gini: real(even.gini),
        simpson: real(even.simpson),
        dominance: real(even.dominance),
        min_share_ratio: real(even.min_share_ratio),
    }
}

/// The one party with the smallest part.
fn least(parts: &[u128]) -> Option<usize> {
    let least = parts.iter().min()?;
    let mut with = parts.iter().enumerate().filter(|(_, part)| *part == least).map(|(at, _)| at);
    with.next().filter(|_| with.next().is_none())
}

/// The outcome, the versions of its proposals and of what they derive from, and what was accepted.
fn lineage_sequences(state: &Deliberation) -> Vec<u64> {
    let Some(outcome) = &state.verdict.outcome else { return Vec::new() };
    let mut sequences = vec![outcome.sequence];
    let mut asked: Vec<ItemId> = outcome.outcome.adopted.iter().map(|on| on.item.clone()).collect();
    let mut seen: BTreeSet<ItemId> = asked.iter().cloned().collect();
    while let Some(id) = asked.pop() {
        let versions = state.items.get(&id).map_or(&[][..], |item| &item.versions);
        for version in versions.iter().filter(|version| !state.is_sealed(version)) {
            sequences.push(version.sequence);
            let sources = version.clauses.iter().flat_map(|clause| &clause.derives_from);
            for proposal in sources.filter_map(|(proposal, _)| proposal.as_ref()) {
                let id = ItemId::Proposal(proposal.clone());
                if seen.insert(id.clone()) {
                    asked.push(id);
                }
            }
        }
    }
    sequences
}

fn novelty_lines(
    sheet: &mut Sheet,
    credit: &Result<Lineage, Undefined>,
    (clauses, felt): (&[ClauseCredit], usize),
) {
    let kind = Kind { method: CLAUSES, version: VERSION, evidence: 0, from_hidden: false };
    let novelty = of_lineage(credit, |credit| credit.novelty.clone());
    sheet.lines.push(kind.line("novelty", &novelty, clauses.len() as u64));
    let named = clauses.iter().filter_map(|clause| clause.new_to_us.as_ref().ok());
    let named: Vec<BigRational> = named.filter_map(Value::to_fraction).collect();
    let mean = match (credit, clauses.first().map(|clause| &clause.new_to_us)) {
        (Err(reason), _) => Err(*reason),
        (Ok(_), None) => Err(Undefined::NothingAdopted),
        (Ok(_), Some(Err(reason))) => Err(*reason),
        (Ok(_), Some(Ok(_))) => {
            let n = BigRational::from_integer(named.len().into());
            Ok(Value::Exact(named.iter().sum::<BigRational>() / n))
        }
    };
    let kind = Kind { method: PULSE, version: VERSION, evidence: felt, from_hidden: true };
    let parties = sheet.evidence[felt].len() as u64;
    sheet.lines.push(kind.line("new_to_us", &mean, parties));
}

/// The clauses with whose they are, and for how many they were new.
fn credited(
    state: &Deliberation,
    clauses: &[(ClauseVersion, usize)],
    credit: Option<&Lineage>,
    parties: usize,
) -> Vec<ClauseCredit> {
    let pulses = last_pulse(state).map(|(_, pulses)| pulses);
    let named = answers(state, pulses, parties, |pulse| Some(&pulse.new_to_us));
    // For each clause and party, the members that named it.
    let mut counts: BTreeMap<&ClauseRef, BTreeMap<usize, u64>> = BTreeMap::new();
    for (party, members) in named.iter().enumerate() {
        for clause in members.iter().flat_map(|clauses| clauses.iter().collect::<BTreeSet<_>>()) {
            *counts.entry(clause).or_default().entry(party).or_default() += 1;
        }
    }
    let sizes: Vec<u64> = named.iter().map(|members| members.len() as u64).collect();
    let answered = sizes.iter().filter(|size| **size > 0).count();
    let new_to_us = |clause: &ClauseVersion| {
        let place = ClauseRef { proposal: clause.proposal.clone(), clause: clause.clause.clone() };
        let named = counts.get(&place).into_iter().flatten();
        let parts = named.map(|(party, count)| (*count, sizes[*party]));
        // The mean over those that named it, times how many of all who answered they are.
        let naming = BigRational::from_integer(parts.clone().count().into());
        let mean = mean_of_parts(parts).and_then(|mean| mean.to_fraction()).unwrap_or_default();
        match answered {
            0 => Err(Undefined::NoPulse),
            n => Ok(Value::Exact(mean * naming / BigRational::from_integer(n.into()))),
        }
    };
    let lineages = credit.map_or(&[][..], |credit| &credit.clauses);
    let one = |(clause, lineage): (&(ClauseVersion, usize), &ClauseLineage)| ClauseCredit {
        new_to_us: new_to_us(&clause.0),
        clause: clause.0.clone(),
        parties: lineage.parties.iter().map(|party| party as usize).collect(),
        reaches_solo: lineage.reaches_solo,
    };
    clauses.iter().zip(lineages).map(one).collect()
}

fn commitment_lines(sheet: &mut Sheet, state: &Deliberation, parties: usize) {
    let standing = |number: &u64, made: &CommitmentState| match made.kept {
        _ if made.waived => Standing::Waived,
        Some(true) => Standing::Kept,
        Some(false) => Standing::Broken,
        None if state.passed.contains_key(&Term::Commitment(*number)) => Standing::Overdue,
        None => Standing::Open,
    };
    let mut made = Vec::new();
    for (number, one) in state.commitments.iter() {
        if let Some(party) = state.parties.get(&one.commitment.member.party) {
            made.push((party.index as usize, standing(number, one)));
        }
    }
    let evidence = sheet.prove(state.commitments.keys().copied().collect());
    let kind = Kind { method: KEPT, version: VERSION, evidence, from_hidden: false };
    let Commitments { fulfilment, mean, min, worst_off: worst, due, coverage, evenness } =
        commitments(parties, &made);
    let number = |party: usize| made.iter().filter(|(of, _)| *of == party).count() as u64;
    sheet.lines.extend([
        kind.line("commitments_kept_mean", &mean, due),
        worst_off(kind.line("commitments_kept_min", &min, due), worst),
        kind.line("commitment_coverage", &coverage, parties as u64),
        Kind { method: PIELOU, ..kind }.line("commitment_evenness", &evenness, parties as u64),
    ]);
    let promised = fulfilment.iter().enumerate().filter(|(_, kept)| kept.is_ok());
    let promised: Vec<Line> = promised
        .map(|(party, kept)| {
            let mut line = kind.line("commitments_kept", kept, number(party));
            line.figure.party = Some(party);
            line
        })
        .collect();
    sheet.lines.extend(promised);
}

fn pulse_lines(sheet: &mut Sheet, state: &Deliberation, evidence: usize) {
    let pulses = last_pulse(state).map(|(_, pulses)| pulses);
    let whole = |pulse: &crate::domain::act::Pulse| {
        (pulse.ownership.len() == OWNERSHIP_QUESTIONS).then(|| pulse.ownership.clone())
    };
    let given = answers(state, pulses, sheet.parties.len(), whole);
    let Ownership { felt, within_group_agreement } =
        pulse::ownership(OWNERSHIP_STEPS, OWNERSHIP_QUESTIONS, &given);
    let kind = Kind { method: PULSE, version: VERSION, evidence, from_hidden: true };
    sheet.lines.extend([
        kind.line("ownership_felt_mean", &felt.mean, felt.n),
        worst_off(kind.line("ownership_felt_min", &felt.min, felt.n), felt.worst_off),
        Kind { method: AGREEMENT, ..kind }.line(
            "ownership_agreement",
            &within_group_agreement,
            felt.n,
        ),
    ]);
    let members = |party: usize| given[party].len() as u64;
    sheet.lines.extend(kind.parties("ownership_felt", &felt.party, members));
}
