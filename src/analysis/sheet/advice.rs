//! What asks for the facilitator's attention at a moment.

use crate::analysis::convergence::RoundReport;
use crate::analysis::exact::ratio_of_counts;
use crate::analysis::sheet::recognition::RecognitionSheet;
use crate::analysis::tally::TallyInput;
use crate::domain::act::{ContributionKind, Disposition, Term, Voice};
use crate::domain::charter::Ratio;
use crate::domain::decide::missing;
use crate::domain::ids::{ItemId, ItemVersion, PartyId, Timestamp};
use crate::domain::limits::DAY_MS;
use crate::domain::round::Activity;
use crate::domain::state::{Deliberation, ObjectionOf, Phase};

/// A term that ends within so many days is near. Policy.
const NEAR_DAYS: i64 = 7;

/// The most of each kind that are told.
pub const HINTS_MAX: usize = 100;

/// One thing to attend to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// No precondition, provision or consequence was named before round 1.
    NothingNamed(PartyId),
    /// A term ends soon.
    Term(Term, Timestamp),
    /// An objection is open; the party, where it may be named.
    Objection(ItemVersion, Option<PartyId>),
    /// A question to the authority has no answer.
    Question(ItemId, PartyId),
    /// A party has not confirmed that a deviation or a reversal reached it.
    Notice(PartyId),
    /// Nobody responded in substance to what a party brought in.
    Unanswered(ItemId, PartyId),
    /// A party to ask what is missing, by place in the tally.
    Ask(ItemVersion, usize),
    /// An item lacks the support of one party.
    Near(ItemVersion),
    /// A party contributed nothing.
    Silent(PartyId),
}

/// What asks for attention, the most pressing first.
#[must_use]
pub fn hints(
    state: &Deliberation,
    now: Timestamp,
    nothing_named: bool,
    seen: &RecognitionSheet,
    round: Option<(&TallyInput, &RoundReport)>,
) -> Vec<Hint> {
    if matches!(state.phase, Phase::Absent | Phase::Closed | Phase::Cancelled) {
        return Vec::new();
    }
    let mut hints = Vec::new();
    let authority = state.authority();
    hints.extend(authority.filter(|_| nothing_named).cloned().map(Hint::NothingNamed));
    let until = Timestamp(now.0.saturating_add(NEAR_DAYS * DAY_MS));
    let near = state.terms.iter().take_while(|(due, _)| *due <= until);
    hints.extend(near.map(|(due, term)| Hint::Term(term.clone(), *due)).take(HINTS_MAX));
    hints.extend(objections(state).take(HINTS_MAX));
    hints.extend(questions(state, until).take(HINTS_MAX));
    let lost = state.verdict.notices.values().flat_map(|notice| missing(state, notice));
    hints.extend(lost.cloned().map(Hint::Notice).take(HINTS_MAX));
    let talking = matches!(
        state.phase,
        Phase::RoundOpen { .. } | Phase::Tallying { .. } | Phase::Between { .. }
    );
    if talking {
        hints.extend(unanswered(state).take(HINTS_MAX));
        hints.extend(round.into_iter().flat_map(|(input, report)| of_round(state, input, report)));
        let asked = state.rounds.iter().any(|round| {
            round.plan.activities.contains(&Activity::Contribute) && round.closed.is_some()
        });
        let silent = seen.silent.iter().filter(|_| asked);
        let silent = silent.filter_map(|party| seen.sheet.parties.get(*party));
        hints.extend(silent.cloned().map(Hint::Silent).take(HINTS_MAX));
    }
    hints
}

fn objections(state: &Deliberation) -> impl Iterator<Item = Hint> {
    let open = state.objections.values().filter(|one| one.end.is_none());
    open.map(|one| match &one.objection {
        ObjectionOf::Raised(raised) => {
            Hint::Objection(raised.on.clone(), Some(raised.member.party.clone()))
        }
        ObjectionOf::Ballot { on, voice, .. } => {
            let named = match voice {
                Voice::Named(member) | Voice::PublicBody(member) => Some(member.party.clone()),
                Voice::Pseudonym(_) => None,
            };
            Hint::Objection(on.clone(), named)
        }
    })
}

/// Questions to the authority without an answer, as far as no term says so already.
fn questions(state: &Deliberation, until: Timestamp) -> impl Iterator<Item = Hint> {
    let asked = state.items.iter().filter_map(move |(id, item)| {
        let (ItemId::Contribution(name), question) = (id, item.contribution?) else { return None };
        let passed = || state.passed.contains_key(&Term::Answer(name.clone()));
        let open = question.kind == ContributionKind::Question
            && question.to_authority
            && question.answered.is_none()
            && question.answer_by.is_none_or(|due| due > until || passed());
        open.then_some(id)
    });
    asked.filter_map(|id| Some(Hint::Question(id.clone(), state.authority()?.clone())))
}

/// What parties brought in that nobody else responded to in substance and nothing was done with.
fn unanswered(state: &Deliberation) -> impl Iterator<Item = Hint> {
    let answered: std::collections::BTreeSet<&ItemId> = (state.dialogue.responses.values())
        .filter(|one| one.substantive == Some(true))
        .map(|one| &one.response.to)
        .collect();
    let open = state.items.iter().filter(|&(id, item)| {
        let question = item.contribution.is_some_and(|one| one.to_authority);
        let done = state.dialogue.disposals.get(id);
        let done = done.is_some_and(|(one, ..)| one.disposition != Disposition::Open);
        !matches!(id, ItemId::Statement(_)) && !question && !done
    });
    let open: Vec<Hint> = open
        .filter(|(id, _)| !answered.contains(id))
        .filter_map(|(id, item)| {
            let first = item.versions.iter().find(|version| !state.is_sealed(version))?;
            let author = first.author.as_ref()?.party.clone();
            let informs =
                item.contribution.is_some_and(|one| one.kind == ContributionKind::Information);
            (!informs).then(|| Hint::Unanswered(id.clone(), author))
        })
        .collect();
    open.into_iter()
}

/// Whom to ask what is missing, and what lacks the support of one party.
fn of_round(state: &Deliberation, input: &TallyInput, report: &RoundReport) -> Vec<Hint> {
    let mut hints = Vec::new();
    if let Some(focus) = report.focus {
        let invited = report.invite.iter().map(|invite| invite.party);
        hints.extend(invited.map(|party| Hint::Ask(input.items[focus].clone(), party)));
    }
    let Some(charter) = &state.charter else { return hints };
    let Ratio { numerator, denominator } = charter.thresholds.support;
    let least = ratio_of_counts(numerator.into(), denominator.into());
    for figure in &report.figures {
        let (Some(item), "support_share") = (figure.item, figure.name) else { continue };
        let share = figure.value.as_ref().ok().and_then(|value| value.to_fraction());
        let (Some(share), true) = (share, input.is_shown(figure, None) && figure.n > 1) else {
            continue;
        };
        if share < least && share + ratio_of_counts(1, figure.n) >= least {
            hints.push(Hint::Near(input.items[item].clone()));
        }
    }
    hints.truncate(2 * HINTS_MAX);
    hints
}
