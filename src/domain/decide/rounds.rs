//! Rounds: opening, closing, tallying, and the end of them.

use std::collections::BTreeSet;

use crate::domain::command::Command;
use crate::domain::decide::within;
use crate::domain::event::{EventBody, TallyRecord};
use crate::domain::figure::{ItemAdvice, RoundAdvice};
use crate::domain::ids::{TextRef, Timestamp};
use crate::domain::limits::ROUNDS_MAX;
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, CloseCause, RoundPlan};
use crate::domain::state::{Deliberation, Phase};

pub(super) fn open(
    state: &Deliberation,
    command: &Command,
    plan: &RoundPlan,
) -> Result<Vec<EventBody>, Rejection> {
    let Some(charter) = &state.charter else {
        return Err(Rejection::CharterMissing);
    };
    within("ROUNDS_MAX", ROUNDS_MAX, state.rounds.len() + 1)?;
    for activity in &plan.activities {
        available(*activity)?;
    }
    if plan.closing.due().is_some_and(|due| due <= command.at) {
        return Err(Rejection::ClosingTimePast);
    }
    if plan.extension && state.rounds.is_empty() {
        return Err(Rejection::NothingToExtend);
    }
    let rates = plan.activities.contains(&Activity::Rate);
    let grows = plan.activities.contains(&Activity::Contribute);
    if rates && !grows && state.items.is_empty() {
        return Err(Rejection::NothingToRate);
    }
    if rates && plan.against_advice_reason.is_none() {
        rating_again_is_advised(state)?;
    }
    Ok(vec![EventBody::RoundOpened {
        round: state.last_round() + 1,
        plan: plan.clone(),
        charter_hash: charter.hash,
    }])
}

/// Activities whose commands exist; a round must not promise what nobody can do in it.
fn available(activity: Activity) -> Result<(), Rejection> {
    match activity {
        Activity::Contribute | Activity::Propose | Activity::Rate => Ok(()),
        Activity::Respond | Activity::Ballot | Activity::Commit | Activity::Reflect => {
            Err(Rejection::ActivityNotAvailable(activity))
        }
    }
}

/// The advice after the last close.
fn last_advice(state: &Deliberation) -> &[ItemAdvice] {
    let figures = state.rounds.last().and_then(|round| round.figures.as_ref());
    figures.map_or(&[], |record| &record.advice)
}

/// Whether this advice asks for more rating.
fn asks_for_more(advice: RoundAdvice) -> bool {
    match advice {
        RoundAdvice::ExtendRound | RoundAdvice::Continue | RoundAdvice::ResolveObjection => true,
        RoundAdvice::NotApplicable
        | RoundAdvice::StopConsensusFor
        | RoundAdvice::StopConsensusAgainst
        | RoundAdvice::StalematePolarised
        | RoundAdvice::StopStableDissent
        | RoundAdvice::StopMaxRounds => false,
    }
}

/// Rating once more goes against the advice when there is advice, none of it asks for more, and
/// there is nothing that the advice does not speak of, such as a new version.
fn rating_again_is_advised(state: &Deliberation) -> Result<(), Rejection> {
    let advice = last_advice(state);
    let speaks = |item: &&ItemAdvice| item.advice != RoundAdvice::NotApplicable;
    match advice.iter().find(speaks) {
        Some(first) if !advice.iter().any(|item| asks_for_more(item.advice)) => {
            let advised: BTreeSet<_> = advice.iter().map(|item| &item.item).collect();
            if state.current_versions().all(|on| advised.contains(&on)) {
                return Err(needs_reason(first));
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn needs_reason(advice: &ItemAdvice) -> Rejection {
    Rejection::AdviceNeedsReason { item: advice.item.clone(), advice: advice.advice.as_str() }
}

pub(super) fn close(
    state: &Deliberation,
    round: u32,
    now: Timestamp,
) -> Result<Vec<EventBody>, Rejection> {
    let last = state.last_round();
    match state.phase {
        Phase::RoundOpen { round: open } if open == round => {
            let timed = tick(state, now);
            let cause = CloseCause::Facilitator;
            let asked = || vec![EventBody::RoundClosed { round, cause }];
            Ok(if timed.is_empty() { asked() } else { timed })
        }
        _ if round == 0 || round > last => Err(Rejection::RoundUnknown { round, last }),
        _ => Err(Rejection::RoundClosed { round, phase: state.phase.as_str() }),
    }
}

/// A round whose moment has come closes.
pub(super) fn tick(state: &Deliberation, now: Timestamp) -> Vec<EventBody> {
    let Phase::RoundOpen { round } = state.phase else {
        return Vec::new();
    };
    let due = state.round(round).and_then(|round| round.plan.closing.due());
    match due {
        Some(due) if due <= now => vec![EventBody::RoundClosed { round, cause: CloseCause::Time }],
        _ => Vec::new(),
    }
}

pub(super) fn conclude(
    state: &Deliberation,
    reason: Option<&TextRef>,
) -> Result<Vec<EventBody>, Rejection> {
    let more = last_advice(state).iter().find(|item| asks_for_more(item.advice));
    match (more, reason) {
        (Some(advice), None) => Err(needs_reason(advice)),
        _ => Ok(vec![EventBody::ConclusionCalled { against_advice_reason: reason.cloned() }]),
    }
}

/// Whether the figures of this very tally lie in the log already.
pub(super) fn is_recorded(state: &Deliberation, record: &TallyRecord) -> bool {
    let of_round = || state.round(record.round).and_then(|r| r.figures.as_ref());
    match record.conclusion {
        true => state.conclusion.is_some(),
        false => of_round().is_some(),
    }
}

/// The figures of a tally are accepted once, for the round and the tally that is going on.
pub(super) fn record(
    state: &Deliberation,
    record: &TallyRecord,
) -> Result<Vec<EventBody>, Rejection> {
    let expected = Phase::Tallying { round: record.round, conclusion: record.conclusion };
    if state.phase != expected {
        let last = state.last_round();
        return Err(match record.round {
            round if round == 0 || round > last => Rejection::RoundUnknown { round, last },
            _ => Rejection::TallyRecorded,
        });
    }
    Ok(vec![EventBody::FiguresRecorded(record.clone())])
}
