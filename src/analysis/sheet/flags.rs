//! Points of attention, from a deliberation: what happened, in the words of the rules.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::figure::Value;
use crate::analysis::integrity::flags::{self, Flag, Happening, Process, Thresholds, What};
use crate::analysis::seating::Seating;
use crate::analysis::sheet::graph::Graph;
use crate::analysis::sheet::integrity::IntegritySheet;
use crate::analysis::sheet::ownership::OwnershipSheet;
use crate::analysis::sheet::recognition::RecognitionSheet;
use crate::analysis::sheet::synergy::utilities;
use crate::analysis::sheet::{all_parties, decided_at};
use crate::analysis::susceptibility::{Stances, susceptibility};
use crate::analysis::tally::ratings_of;
use crate::domain::act::{ClauseStatus, ContributionKind, Disposition, Term};
use crate::domain::caller::Role;
use crate::domain::charter::StanceVisibility;
use crate::domain::flag::FlagCode;
use crate::domain::ids::{BodyId, ItemId, ItemVersion, PartyId, TextRef, Timestamp};
use crate::domain::limits::DAY_MS;
use crate::domain::round::Activity;
use crate::domain::state::{Deliberation, Item, Round};

/// The points of attention, with what they are about.
#[derive(Debug, Clone, Default)]
pub struct FlagsSheet {
    /// The parties; flags refer to them by position.
    pub parties: Vec<PartyId>,
    /// What is raised, in order of number.
    pub flags: Vec<Flag>,
    /// From where on something deserves attention.
    pub thresholds: Thresholds,
    /// The parties that are public bodies, by position.
    public: BTreeSet<usize>,
    /// The least number of parties that a figure from what was hidden rests on to be shown; 0 where
    /// stances are attributed.
    subgroup_min: usize,
}

impl FlagsSheet {
    /// The flags as a reader of this party may see them: where stances are not attributed, what is
    /// told of a party's stances or pulse goes to that party alone, a public body apart (rule 4).
    #[must_use]
    pub fn shown(&self, reader: Option<&PartyId>) -> Vec<Flag> {
        let may = |party: usize| {
            self.subgroup_min == 0
                || self.public.contains(&party)
                || reader == self.parties.get(party)
        };
        let mut shown = Vec::new();
        for flag in &self.flags {
            let mut flag = flag.clone();
            let hidden = matches!(flag.code, FlagCode::OneSidedMovement | FlagCode::FeltGap);
            if hidden {
                let movers = flag.cited.len().saturating_sub(1);
                let few = flag.code == FlagCode::OneSidedMovement && movers < self.subgroup_min;
                flag.cited.retain(|cited| !few && cited.party.is_none_or(may));
                if flag.cited.is_empty() {
                    continue;
                }
            }
            shown.push(flag);
        }
        shown
    }
}

/// A reason as it was written, and what was done with it.
pub struct Reason<'a> {
    /// The text.
    pub text: &'a TextRef,
    /// The event.
    pub sequence: u64,
}

/// The reasons under items that were not adopted: one and the same under many is a point of
/// attention. Whoever can open the texts says which are the same.
#[must_use]
pub fn reasons(state: &Deliberation) -> Vec<Reason<'_>> {
    let disposals = state.dialogue.disposals.values();
    let refused = disposals.filter(|(disposal, ..)| disposal.disposition != Disposition::Adopted);
    let reason = refused.filter_map(|(disposal, sequence, _)| {
        Some(Reason { text: disposal.reason.as_ref()?, sequence: *sequence })
    });
    reason.collect()
}

/// Raises what is to be raised; `same_reason` lists the events that gave one and the same reason.
#[must_use]
pub fn flags(
    state: &Deliberation,
    (owned, seen, kept): (&OwnershipSheet, &RecognitionSheet, &IntegritySheet),
    same_reason: Vec<Vec<u64>>,
) -> FlagsSheet {
    let parties = all_parties(state);
    let index = |id: &PartyId| state.parties.get(id).map(|party| party.index as usize);
    let process = Process {
        authority: state.authority().and_then(index),
        parties: parties.len(),
        happenings: happenings(state, owned),
        susceptibility: movement(state),
        gaps: gaps(seen),
        level_gap: kept.level_gap(),
        same_reason,
    };
    let thresholds = Thresholds::default();
    let charter = state.charter.as_ref();
    let attributed =
        charter.is_none_or(|charter| charter.visibility == StanceVisibility::Attributed);
    let least = charter.map_or(0, |charter| charter.subgroup_min as usize);
    let public = parties.iter().enumerate().filter(|(_, id)| state.is_public_body(id));
    FlagsSheet {
        public: public.map(|(at, _)| at).collect(),
        subgroup_min: if attributed { 0 } else { least },
        flags: flags::flags(&process, &thresholds),
        parties,
        thresholds,
    }
}

/// What was logged minus what is felt, where both are known.
fn gaps(seen: &RecognitionSheet) -> Vec<(usize, &'static str, Value)> {
    let names = ["seen_gap", "heard_gap", "valued_gap"];
    let lines = seen.sheet.lines.iter().filter(|line| names.contains(&line.figure.name));
    let gap = lines.filter_map(|line| {
        Some((line.figure.party?, line.figure.name, line.figure.value.clone().ok()?))
    });
    gap.collect()
}

/// How far each party moved between the last two rounds in which a version was rated.
fn movement(state: &Deliberation) -> BTreeMap<usize, Value> {
    let last = state.last_closed_round();
    let closing = state.round(last).and_then(|round| round.closed.as_ref());
    let (Some(charter), Some(closed), true) =
        (&state.charter, closing, state.authority().is_some())
    else {
        return BTreeMap::new();
    };
    let seating = Seating::of(state, last, closed);
    let pairs = state.items.iter().flat_map(|(id, item)| {
        let versions = 1..=item.versions.len() as u32;
        versions.filter_map(move |version| {
            let on = ItemVersion { item: id.clone(), version };
            let now = state.rated_before(&on, last + 1)?;
            Some((state.rated_before(&on, now)?, now, on))
        })
    });
    let mut stances: (Stances, Stances) =
        (vec![Vec::new(); seating.parties.len()], vec![Vec::new(); seating.parties.len()]);
    for (before, now, on) in pairs {
        for (round, rows) in [(before, &mut stances.0), (now, &mut stances.1)] {
            let column = state.round(round).and_then(|round| round.columns.get(&on));
            let rated = utilities(&ratings_of(charter.scale, &seating, column));
            rows.iter_mut().zip(rated).for_each(|(row, stance)| row.push(stance));
        }
    }
    let moved = susceptibility(&stances.0, &stances.1).susceptibility;
    let index = |id: &PartyId| state.parties.get(id).map(|party| party.index as usize);
    let parties = seating.parties.iter().zip(moved);
    parties.filter_map(|(id, moved)| Some((index(id)?, moved.ok()?))).collect()
}

/// Places in time lie two apart, so that something can come just before an event.
fn place(sequence: u64) -> u64 {
    sequence.saturating_mul(2)
}

struct Told<'a> {
    state: &'a Deliberation,
    happenings: Vec<Happening>,
}

impl Told<'_> {
    fn add(&mut self, id: u64, at: u64, what: What) {
        self.happenings.push(Happening { id, at, what });
    }

    fn at(&mut self, sequence: u64, what: What) {
        self.add(sequence, place(sequence), what);
    }

    fn index(&self, id: &PartyId) -> Option<usize> {
        self.state.parties.get(id).map(|party| party.index as usize)
    }
}

fn happenings(state: &Deliberation, owned: &OwnershipSheet) -> Vec<Happening> {
    let mut told = Told { state, happenings: Vec::new() };
    mandate(&mut told);
    rounds(&mut told);
    items(&mut told);
    outcome(&mut told, owned);
    promises(&mut told);
    told.happenings
}

fn mandate(told: &mut Told) {
    let mandate = &told.state.mandate;
    let mut bodies: BTreeMap<&BodyId, usize> = BTreeMap::new();
    for (sequence, body, level) in &mandate.levels {
        let number = bodies.len();
        let body = *bodies.entry(body).or_insert(number);
        told.at(*sequence, What::Promised { body, level: *level as i64 });
    }
    for sequence in &mandate.withdrawals {
        told.at(*sequence, What::PromiseWithdrawn);
    }
    for (sequence, declared) in &mandate.preconditions {
        let answers = declared.precondition.answers.is_some();
        told.at(*sequence, What::PreconditionDeclared { answers });
    }
}

fn rounds(told: &mut Told) {
    let state = told.state;
    for (number, round) in (1_u32..).zip(&state.rounds) {
        told.at(round.opened_by, What::RoundOpened { left_out: left_out(state, number, round) });
        let activities = &round.plan.activities;
        if activities.contains(&Activity::Rate) || activities.contains(&Activity::Ballot) {
            told.at(round.opened_by, What::StanceWindowOpened);
        }
        if let Some(closed) = &round.closed {
            told.at(closed.sequence, What::RoundClosed);
        }
    }
    for (sequence, grant) in state.dialogue.floor.iter() {
        if let Some(party) = told.index(&grant.party) {
            let amount = u64::from(grant.granted_seconds);
            told.at(*sequence, What::FloorGranted { party, amount });
        }
    }
}

/// Whether a party that was there when the round opened is not in it, unless the round is for a
/// working group that the charter names.
fn left_out(state: &Deliberation, number: u32, round: &Round) -> bool {
    let groups = state.charter.iter().flat_map(|charter| &charter.working_groups);
    let named = round.plan.group.as_ref();
    if named.is_some_and(|named| groups.into_iter().any(|group| group.group == *named)) {
        return false;
    }
    let mut there = state.parties.iter().filter(|(_, party)| party.entered_after < number);
    there.any(|(id, _)| !state.is_invited(number, id))
}

/// What was brought in and answered before the decision. Statements are answered by stances, which
/// is another measure.
fn items(told: &mut Told) {
    let state = told.state;
    let until = decided_at(state);
    let mut first: BTreeMap<&ItemId, u64> = BTreeMap::new();
    for (id, item) in state.items.iter() {
        let Some(version) = item.versions.iter().find(|version| !state.is_sealed(version)) else {
            continue;
        };
        if version.sequence >= until {
            continue;
        }
        if informs(state, item) {
            told.at(version.sequence, What::InformationPublished);
        }
        let author = version.author.as_ref().and_then(|author| told.index(&author.party));
        let (Some(by), false) = (author, matches!(id, ItemId::Statement(_))) else { continue };
        let sealed = state.round(version.round).filter(|_| version.sealed);
        let opened = sealed.and_then(|round| round.closed.as_ref());
        let open_from = place(opened.map_or(version.sequence, |closed| closed.sequence));
        let proposal = matches!(id, ItemId::Proposal(_));
        first.insert(id, version.sequence);
        told.at(version.sequence, What::ItemAdded { by, proposal, open_from });
    }
    for (sequence, one) in state.dialogue.responses.range(..until) {
        let by = told.index(&one.response.author.party);
        let substantive = one.substantive == Some(true);
        if let (Some(item), Some(by), true) = (first.get(&one.response.to), by, substantive) {
            told.at(*sequence, What::Answered { item: *item, by });
        }
    }
    for (id, (disposal, sequence, _)) in state.dialogue.disposals.iter() {
        let closed =
            matches!(disposal.disposition, Disposition::Adopted | Disposition::RejectedWithReason);
        if let (Some(item), true) = (first.get(id), closed) {
            told.at(*sequence, What::Disposed { item: *item });
        }
    }
    taken_up(told, &first);
}

/// Whether an item is information that the authority publishes.
fn informs(state: &Deliberation, item: &Item) -> bool {
    let information =
        item.contribution.is_some_and(|one| one.kind == ContributionKind::Information);
    let of_authority = item.versions.first().is_some_and(|version| match &version.author {
        Some(author) => state.authority() == Some(&author.party),
        None => version.entry.role == Role::Clerk,
    });
    information && of_authority
}

/// Proposals that the outcome adopted, or that something in it descends from, were closed with the
/// round that led to it.
fn taken_up(told: &mut Told, first: &BTreeMap<&ItemId, u64>) {
    let state = told.state;
    let Some(outcome) = &state.verdict.outcome else { return };
    let closed = state.round(outcome.round).and_then(|round| round.closed.as_ref());
    let Some(closed) = closed.map(|closed| closed.sequence) else { return };
    let graph = Graph::of(state);
    let adopted = graph.adopted(state, &outcome.outcome.adopted);
    for proposal in graph.sources(adopted.iter().map(|(_, node)| *node)) {
        if let Some(item) = first.get(&ItemId::Proposal(proposal.clone())) {
            told.add(outcome.sequence, place(closed) - 1, What::Disposed { item: *item });
        }
    }
}

fn outcome(told: &mut Told, owned: &OwnershipSheet) {
    let state = told.state;
    let outcome = state.verdict.outcome.as_ref();
    if let Some(outcome) = outcome {
        let lineages = owned.clauses.iter().map(|credit| credit.parties.clone()).collect();
        told.at(outcome.sequence, What::Adopted { lineages });
    }
    let closed = outcome.and_then(|outcome| state.round(outcome.round)?.closed.as_ref());
    for (sequence, decided) in &state.verdict.decisions {
        let clauses = || decided.decision.clauses.iter().map(|clause| &clause.status);
        let follows = !clauses().any(|status| *status == ClauseStatus::ChangeOfMind);
        let invoked = clauses().filter_map(|status| match status {
            ClauseStatus::Precondition(number) if follows => Some(*number),
            _ => None,
        });
        let what = What::Decided { follows, invokes: invoked.collect() };
        // A date says the day: what it says is before the close when the whole day is.
        let day_after = Timestamp(decided.decision.decided.0.saturating_add(DAY_MS));
        let before = closed.filter(|closed| *sequence > closed.sequence && day_after <= closed.at);
        let at = before.map_or(place(*sequence), |closed| place(closed.sequence) - 1);
        told.add(*sequence, at, what);
    }
    for sequence in state.verdict.reversals.keys() {
        told.at(*sequence, What::Reversed);
    }
    for sequence in &state.verdict.resumed {
        told.at(*sequence, What::Resumed);
    }
}

/// Terms that passed, and what the authority did not keep.
fn promises(told: &mut Told) {
    let state = told.state;
    for (term, sequence) in state.passed.iter() {
        if matches!(term, Term::Decide(_) | Term::Answer(_)) {
            told.at(*sequence, What::TermMissed);
        }
    }
    let broke = |kept: Option<bool>, settled: u64, term: &Term| match kept {
        Some(true) => None,
        Some(false) => Some(settled),
        None => state.passed.get(term).copied(),
    };
    for (number, provision) in &state.mandate.provisions {
        let broken = broke(provision.kept, provision.settled, &Term::Provision(*number));
        broken.into_iter().for_each(|sequence| told.at(sequence, What::AuthorityBroke));
    }
    for (number, made) in state.commitments.iter() {
        let of_authority = state.authority() == Some(&made.commitment.member.party);
        let broken = broke(made.kept, made.settled, &Term::Commitment(*number));
        let broken = broken.filter(|_| of_authority && !made.waived);
        broken.into_iter().for_each(|sequence| told.at(sequence, What::AuthorityBroke));
    }
}
