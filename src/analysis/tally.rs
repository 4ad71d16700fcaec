//! From a deliberation to the figures of a close: the one place where domain and statistics meet.
//!
//! A round is tallied over what there was at its close, so that the same figures come out when
//! they are computed again from the log, at any later moment.

use crate::analysis::choice::ranking::Ranking;
use crate::analysis::convergence::advice::Thresholds;
use crate::analysis::convergence::{self, ItemInput, RoundInput, RoundReport};
use crate::analysis::figure::Figure;
use crate::analysis::fraction::Fraction;
use crate::analysis::outcome::OutcomeInput;
use crate::analysis::ratings::{self, Ratings};
use crate::analysis::seating::Seating;
use crate::domain::charter::{self, Charter, StanceVisibility};
use crate::domain::event::{Answer, TallyRecord};
use crate::domain::figure::{FigureResult, ItemAdvice, RecordedFigure};
use crate::domain::ids::{ItemVersion, PartyId};
use crate::domain::round::Activity;
use crate::domain::scale::Scale;
use crate::domain::state::{Column, Deliberation, Round};

/// What is tallied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tally {
    /// One round, with what changed since an earlier one.
    Round(u32),
    /// The last stances of all rounds.
    Conclusion,
}

/// What a tally is computed from.
#[derive(Debug, Clone)]
pub struct TallyInput {
    /// The round; for a conclusion the last one.
    pub round: u32,
    /// Whether it is the conclusion.
    pub conclusion: bool,
    /// Sequence of the close, or of the call to conclude.
    pub through: u64,
    /// The versions, in order; figures refer to them by position.
    pub items: Vec<ItemVersion>,
    /// The parties, in order of id; figures refer to them by position.
    pub parties: Vec<PartyId>,
    /// The sequences of the stances behind each item, ascending.
    pub evidence: Vec<Vec<u64>>,
    /// The same for the round that each item is compared with.
    pub evidence_before: Vec<Vec<u64>>,
    input: RoundInput,
    outcome: Option<OutcomeInput>,
    /// The least number of parties that a figure rests on to be shown; 0 where stances are
    /// attributed.
    subgroup_min: u64,
}

impl TallyInput {
    /// Gathers the input of a tally; `None` when the round is not closed, or does not exist.
    #[must_use]
    pub fn gather(state: &Deliberation, tally: Tally) -> Option<TallyInput> {
        let charter = state.charter.as_ref()?;
        match tally {
            Tally::Round(round) => of_round(state, charter, round),
            Tally::Conclusion => of_conclusion(state, charter),
        }
    }

    /// The bytes that the input digest is computed over: scale, thresholds, and for each version
    /// every answer by party and seat, now and before. Texts carry their length, answers are
    /// 0 for none, 1 for a pass and 2 with four bytes for a stance, so that no two inputs share
    /// their bytes. Two tallies with the same bytes have the same figures.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let RoundInput { scale, lo_is_veto, round, extended, thresholds, .. } = &self.input;
        bytes.extend(scale.lo().to_be_bytes());
        bytes.extend(scale.hi().to_be_bytes());
        bytes.extend([u8::from(*lo_is_veto), u8::from(*extended)]);
        bytes.extend(round.to_be_bytes());
        let Thresholds { quorum, stability, support, agreement, min_rounds, max_rounds } =
            thresholds;
        for share in [quorum, stability, support, agreement] {
            bytes.extend(share.numerator().to_be_bytes());
            bytes.extend(share.denominator().to_be_bytes());
        }
        bytes.extend(min_rounds.to_be_bytes());
        bytes.extend(max_rounds.to_be_bytes());
        self.parties.iter().for_each(|party| put_text(&mut bytes, party.as_str()));
        for (item, input) in self.items.iter().zip(&self.input.items) {
            put_text(&mut bytes, &item.to_string());
            put_ratings(&mut bytes, Some(&input.current));
            put_ratings(&mut bytes, input.previous.as_ref());
        }
        if let Some(outcome) = &self.outcome {
            outcome.put(&mut bytes);
        }
        bytes
    }

    /// The answers of this round on each item.
    pub(super) fn ratings(&self) -> impl Iterator<Item = &Ratings> {
        self.input.items.iter().map(|item| &item.current)
    }

    /// Of each party, the ranking of each member; `None` in a round without rankings.
    pub(super) fn rankings(&self) -> Option<&[Vec<Option<Ranking>>]> {
        self.outcome.as_ref()?.rankings()
    }

    /// Computes the report.
    #[must_use]
    pub fn report(&self) -> RoundReport {
        if self.items.is_empty() {
            return RoundReport {
                figures: Vec::new(),
                advice: Vec::new(),
                focus: None,
                focus_reason: None,
                invite: Vec::new(),
            };
        }
        let mut report = convergence::report(&self.input);
        if self.conclusion {
            report.figures.retain(|figure| !COMPARES_ROUNDS.contains(&figure.name));
            report.advice.clear();
        }
        report
    }

    /// The report as the log records it.
    #[must_use]
    pub fn record(&self, report: &RoundReport, input_digest: [u8; 32]) -> TallyRecord {
        let advice =
            |&(item, advice): &(usize, _)| ItemAdvice { item: self.items[item].clone(), advice };
        TallyRecord {
            round: self.round,
            conclusion: self.conclusion,
            input_digest,
            figures: (report.figures.iter())
                .filter(|figure| self.is_shown(figure, None))
                .map(|figure| recorded(figure, (&self.items, &self.parties)))
                .collect(),
            advice: report.advice.iter().map(advice).collect(),
            outcome: self.outcome.as_ref().map(OutcomeInput::outcome),
        }
    }

    /// Whether a figure may be shown to a reader of this party (rule 4). Where stances are not
    /// attributed, a figure about one party goes to that party alone, and one that rests on too
    /// few parties to nobody.
    #[must_use]
    pub fn is_shown(&self, figure: &Figure, reader: Option<&PartyId>) -> bool {
        if self.subgroup_min == 0 {
            return true;
        }
        match figure.party {
            Some(party) => reader == self.parties.get(party),
            None => figure.n >= self.subgroup_min,
        }
    }
}

/// A figure as the log records it, about these versions and parties.
pub(super) fn recorded(
    figure: &Figure,
    (items, parties): (&[ItemVersion], &[PartyId]),
) -> RecordedFigure {
    let result = match &figure.value {
        Ok(value) => {
            FigureResult::Value { value: value.to_f64(), exact: value.exact().map(Into::into) }
        }
        Err(reason) => FigureResult::Undefined(*reason),
    };
    RecordedFigure {
        name: figure.name.into(),
        item: figure.item.map(|item| items[item].clone()),
        party: figure.party.map(|party| parties[party].clone()),
        result,
        n: figure.n,
        method: figure.method.into(),
        method_version: figure.version,
    }
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u64).to_be_bytes());
    bytes.extend(text.as_bytes());
}

fn put_ratings(bytes: &mut Vec<u8>, ratings: Option<&Ratings>) {
    bytes.push(u8::from(ratings.is_some()));
    for members in ratings.map_or(&[][..], Ratings::parties) {
        bytes.extend((members.len() as u64).to_be_bytes());
        for answer in members {
            match answer {
                ratings::Answer::Missing => bytes.push(0),
                ratings::Answer::Pass => bytes.push(1),
                ratings::Answer::Rated(value) => {
                    bytes.push(2);
                    bytes.extend(value.to_be_bytes());
                }
            }
        }
    }
}

/// Figures that compare two rounds; a conclusion has nothing to compare with.
pub const COMPARES_ROUNDS: [&str; 10] = [
    "paired",
    "entered",
    "left",
    "changed_share",
    "total_variation",
    "emd",
    "mean_abs_shift",
    "mean_shift",
    "iqr_change",
    "wilcoxon_p",
];

fn of_round(state: &Deliberation, charter: &Charter, number: u32) -> Option<TallyInput> {
    let round = state.round(number)?;
    let closed = round.closed.as_ref()?;
    let seating = Seating::of(state, number, closed);
    let mut tally = empty(&seating, charter, (number, false, closed.sequence));
    tally.outcome = OutcomeInput::of_round(state, round, &seating);
    tally.input.round = rating_rounds(state, number);
    tally.input.extended = round.plan.extension;
    for on in closed.agenda.iter() {
        let before = state.rated_before(on, number).and_then(|before| state.round(before));
        let column = round.columns.get(on);
        let before = before.and_then(|before| before.columns.get(on));
        tally.push(on, charter.scale, &seating, (column, before));
    }
    Some(tally)
}

fn of_conclusion(state: &Deliberation, charter: &Charter) -> Option<TallyInput> {
    let last = state.last_closed_round();
    let closed = state.round(last)?.closed.as_ref()?;
    let seating = Seating::of(state, last, closed);
    let mut tally = empty(&seating, charter, (last, true, state.concluded_at?));
    tally.outcome = OutcomeInput::of_conclusion(state, charter, (&seating, last));
    tally.input.round = rating_rounds(state, last).max(1);
    for on in state.rateable() {
        let rated = state.rated_before(&on, last + 1).and_then(|round| state.round(round));
        if let Some(column) = rated.and_then(|round| round.columns.get(&on)) {
            tally.push(&on, charter.scale, &seating, (Some(column), None));
        }
    }
    Some(tally)
}

fn empty(
    seating: &Seating,
    charter: &Charter,
    (round, conclusion, through): (u32, bool, u64),
) -> TallyInput {
    TallyInput {
        round,
        conclusion,
        through,
        items: Vec::new(),
        parties: seating.parties.clone(),
        evidence: Vec::new(),
        evidence_before: Vec::new(),
        input: RoundInput {
            scale: charter.scale,
            lo_is_veto: charter.lo_is_veto,
            round: 1,
            extended: false,
            thresholds: thresholds(&charter.thresholds),
            parties: seating.parties.len(),
            items: Vec::new(),
        },
        outcome: None,
        subgroup_min: match charter.visibility {
            StanceVisibility::Attributed => 0,
            StanceVisibility::Pseudonymous | StanceVisibility::Secret => {
                u64::from(charter.subgroup_min)
            }
        },
    }
}

/// Rounds with rating up to and including this one: what the thresholds on rounds count, because
/// an exploring round lets nobody hear where the others stand.
fn rating_rounds(state: &Deliberation, through: u32) -> u32 {
    let rates = |round: &&std::sync::Arc<Round>| round.plan.activities.contains(&Activity::Rate);
    state.rounds.iter().take(through as usize).filter(rates).count() as u32
}

fn thresholds(charter: &charter::Thresholds) -> Thresholds {
    let share = |ratio: charter::Ratio| {
        Fraction::new(ratio.numerator, ratio.denominator)
            .expect("the edge admits shares from 0 to 1 only")
    };
    Thresholds {
        quorum: share(charter.quorum),
        stability: share(charter.stability),
        support: share(charter.support),
        agreement: share(charter.agreement),
        min_rounds: charter.min_rounds,
        max_rounds: charter.max_rounds,
    }
}

impl TallyInput {
    fn push(
        &mut self,
        on: &ItemVersion,
        scale: Scale,
        seating: &Seating,
        (now, before): (Option<&Column>, Option<&Column>),
    ) {
        self.items.push(on.clone());
        self.evidence.push(sequences(now));
        self.evidence_before.push(sequences(before));
        self.input.items.push(ItemInput {
            current: ratings_of(scale, seating, now),
            previous: before.map(|column| ratings_of(scale, seating, Some(column))),
        });
    }
}

pub(super) fn sequences(column: Option<&Column>) -> Vec<u64> {
    let cells = column.into_iter().flat_map(|column| column.cells.values());
    let mut sequences: Vec<u64> = cells.map(|cell| cell.origin.sequence).collect();
    sequences.sort_unstable();
    sequences
}

pub(super) fn ratings_of(scale: Scale, seating: &Seating, column: Option<&Column>) -> Ratings {
    let answer = |seat: u32| {
        let cell = column.and_then(|column| column.cells.get(seat));
        match cell.map(|cell| cell.answer) {
            None => ratings::Answer::Missing,
            Some(Answer::Pass) => ratings::Answer::Pass,
            Some(Answer::Stance(value)) => ratings::Answer::Rated(value),
        }
    };
    Ratings::new(scale, seating.map(answer)).expect("decide admits stances on the scale only")
}
