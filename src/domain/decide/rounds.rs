//! Rounds: opening, closing, tallying, and the end of them.

use std::collections::BTreeSet;

use crate::domain::charter::StanceVisibility;
use crate::domain::command::Command;
use crate::domain::decide::framing::known_party;
use crate::domain::decide::mandate::open_version;
use crate::domain::decide::{answered, settings, terms, within};
use crate::domain::event::{EventBody, ProcessRecord, TallyRecord};
use crate::domain::figure::{ItemAdvice, RoundAdvice};
use crate::domain::ids::{ItemId, ItemVersion, MemberRef, PartyId, TextRef, Timestamp};
use crate::domain::limits::{OPTIONS_MAX, ROUNDS_MAX};
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, BallotPlan, CloseCause, ClosingRule, RoundPlan};
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
    if plan.closing.due().is_some_and(|due| due <= command.at) {
        return Err(Rejection::ClosingTimePast);
    }
    if plan.extension && state.rounds.is_empty() {
        return Err(Rejection::NothingToExtend);
    }
    let rates = plan.activities.contains(&Activity::Rate);
    let grows = plan.activities.contains(&Activity::Contribute);
    if rates && !grows && state.current_versions().next().is_none() {
        return Err(Rejection::NothingToRate);
    }
    if rates && plan.against_advice_reason.is_none() {
        rating_again_is_advised(state)?;
    }
    let plan =
        RoundPlan { invited: invited(state, plan)?, ballot: ballot(state, plan)?, ..plan.clone() };
    let (round, charter_hash) = (state.last_round() + 1, charter.hash);
    Ok(vec![EventBody::RoundOpened { round, plan, charter_hash }])
}

/// The parties that take part: those of the working group, those named, or all. Who is left out
/// shows in the event.
fn invited(state: &Deliberation, plan: &RoundPlan) -> Result<Vec<PartyId>, Rejection> {
    let mut invited = match &plan.group {
        Some(id) => {
            let charter = state.charter.iter().flat_map(|charter| &charter.working_groups);
            let named = charter.filter(|group| group.group == *id).map(|group| &group.parties);
            let formed = state.groups.get(id).map(|group| &group.parties);
            let parties = formed.into_iter().chain(named).next();
            parties.ok_or_else(|| Rejection::GroupUnknown(id.clone()))?.clone()
        }
        None => plan.invited.clone(),
    };
    invited.iter().try_for_each(|party| known_party(state, party))?;
    invited.sort_unstable();
    invited.dedup();
    Ok(invited)
}

/// A ballot round has one rule with its settings, and options that everyone can see.
fn ballot(state: &Deliberation, plan: &RoundPlan) -> Result<Option<BallotPlan>, Rejection> {
    let asked = match (&plan.ballot, plan.activities.contains(&Activity::Ballot)) {
        (None, false) => return Ok(None),
        (Some(asked), true) => asked,
        _ => return Err(Rejection::BallotPlan),
    };
    // Nothing is sealed here: no round is open.
    let current = || state.current_versions().filter(|on| matches!(on.item, ItemId::Proposal(_)));
    let options: Vec<ItemVersion> = match asked.options.as_slice() {
        [] => current().collect(),
        named => named.to_vec(),
    };
    within("OPTIONS_MAX", OPTIONS_MAX, options.len())?;
    let mut seen = BTreeSet::new();
    for option in &options {
        if !matches!(option.item, ItemId::Proposal(_)) || !seen.insert(option) {
            return Err(Rejection::OptionUnknown(option.clone()));
        }
        open_version(state, option)?;
    }
    if options.is_empty() {
        return Err(Rejection::NothingToDecide);
    }
    settings::of(asked, options).map(Some)
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
            terms::read_enough(state, now)?;
            let cause = match terms::is_due(state, now) {
                true => CloseCause::Time,
                false => CloseCause::Facilitator,
            };
            Ok(closing(state, round, cause, None))
        }
        _ if round == 0 || round > last => Err(Rejection::RoundUnknown { round, last }),
        _ => Err(Rejection::RoundClosed { round, phase: state.phase.as_str() }),
    }
}

/// What was just given, and what it is about.
#[derive(Clone, Copy)]
pub(super) enum Just<'a> {
    /// A stance on this version.
    Stance(&'a ItemVersion),
    /// A ballot on this option, or over all options.
    Ballot(Option<&'a ItemVersion>),
    /// A pulse.
    Pulse,
}

/// The close of a round that closes when every party has answered, when with this one they have.
/// Within the reading time it stays open until the end of it.
pub(super) fn closing_if_answered(
    state: &Deliberation,
    round: u32,
    (just, seat): (Just<'_>, u32),
    now: Timestamp,
) -> Vec<EventBody> {
    let answered = all_answered(state, round, Some((just, seat)));
    if !answered || terms::reading(state, now) {
        return Vec::new();
    }
    closing(state, round, CloseCause::EveryPartyAnswered, Some((just, seat)))
}

/// The close, and in a secret round the roll of who took part.
pub(super) fn closing(
    state: &Deliberation,
    round: u32,
    cause: CloseCause,
    just: Option<(Just<'_>, u32)>,
) -> Vec<EventBody> {
    let mut events = vec![EventBody::RoundClosed { round, cause }];
    if state.stance_visibility() == StanceVisibility::Secret {
        let mut members = roll(state, round);
        members.extend(just.and_then(|(_, seat)| state.member_at(seat)));
        let members = members.into_iter().collect();
        events.push(EventBody::RollPublished { round, members });
    }
    events
}

fn roll(state: &Deliberation, round: u32) -> BTreeSet<MemberRef> {
    let Some(round) = state.round(round) else {
        return BTreeSet::new();
    };
    let stances = round.columns.iter().flat_map(|(_, column)| column.cells.seats());
    let ballots = round.ballots.values().flat_map(|column| column.cells.seats());
    let pulses = round.pulses.cells.seats();
    stances.chain(ballots).chain(pulses).filter_map(|seat| state.member_at(seat)).collect()
}

/// Whether every party that takes part has answered everything there is to answer, in a round
/// that closes on that.
pub(super) fn all_answered(
    state: &Deliberation,
    number: u32,
    just: Option<(Just<'_>, u32)>,
) -> bool {
    let Some(round) = state.round(number) else {
        return false;
    };
    if !matches!(round.plan.closing, ClosingRule::EveryPartyAnswered { .. }) {
        return false;
    }
    answered::by_all(state, number, round, just)
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

pub(super) fn cancel(reason: &TextRef) -> Vec<EventBody> {
    vec![EventBody::DeliberationCancelled { reason: reason.clone() }]
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

/// The figures on the whole process are accepted while they are asked for, and nothing happened
/// since they were computed.
pub(super) fn record_process(
    state: &Deliberation,
    record: &ProcessRecord,
) -> Result<Vec<EventBody>, Rejection> {
    if !state.process_due || record.through != state.sequence {
        return Err(Rejection::TallyRecorded);
    }
    Ok(vec![EventBody::ProcessRecorded(record.clone())])
}
