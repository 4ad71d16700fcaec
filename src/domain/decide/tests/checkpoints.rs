//! Checkpoints, and the parties that sign them.

use std::sync::Arc;

use super::Case;
use super::given::{Story, by, member, of, paper, party, text};
use super::verdict::decision;
use crate::domain::act::{
    CHECKPOINT_KINDS, CheckpointCause, Countersignature, EntryContest, Reversal,
};
use crate::domain::command::{Command, CommandBody};
use crate::domain::decide::decide;
use crate::domain::event::EventBody;
use crate::domain::evolve::evolve;
use crate::domain::ids::{BodyId, Timestamp};
use crate::domain::limits::RECORDS_MAX;
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, CloseCause};
use crate::domain::state::Deliberation;

pub(super) fn signature(name: &str, sequence: u64) -> Countersignature {
    Countersignature {
        member: of(name),
        sequence,
        link: [1; 32],
        public_key: [2; 32],
        signature: [3; 64],
    }
}

pub(super) fn signed(name: &str, sequence: u64) -> EventBody {
    EventBody::CheckpointCountersigned(signature(name, sequence))
}

fn sign(name: &str, sequence: u64) -> Command {
    by(member(name), CommandBody::CountersignCheckpoint(signature(name, sequence)))
}

/// One round, closed and tallied: the figures are the last event.
fn closed() -> (Story, u64) {
    let story = Story::round(&[Activity::Rate]).tallied(&[]);
    let last = Deliberation::from(story.clone()).sequence;
    (story, last)
}

pub(super) fn cases() -> Vec<Case> {
    let (closed, last) = closed();
    let unknown = |number| Err(Rejection::NumberUnknown("checkpoint", number));
    let again = Err(Rejection::AlreadyCountersigned(party("a"), last));
    let early = Err(Rejection::PhaseNotAllowed {
        command: "countersign_checkpoint",
        phase: "ready",
        allowed: "round_open, tallying, between, concluded, decided, follow_up, recovery, closed, \
                  cancelled"
            .to_owned(),
    });
    let cancelled = EventBody::DeliberationCancelled { reason: text("why") };
    let open = Story::round(&[Activity::Rate]);
    let own = by(member("b"), CommandBody::CountersignCheckpoint(signature("a", last)));
    let yes = || Ok(vec![signed("a", last)]);
    let before = closed.clone().then(signed("a", last));
    cases! {
        "a party signs the last checkpoint": closed.clone(), sign("a", last) => yes();
        "and an earlier one":
            closed.clone(), sign("a", last - 1) => Ok(vec![signed("a", last - 1)]);
        "after a cancellation too": closed.clone().then(cancelled), sign("a", last) => yes();
        "for itself alone":
            closed.clone(), own => Err(Rejection::MemberNotYours(of("a")));
        "once, whatever the key": before.clone(), sign("a", last) => again;
        "others sign the same": before, sign("b", last) => Ok(vec![signed("b", last)]);
        "not what lies ahead": closed, sign("a", last + 1) => unknown(last + 1);
        "not before the first close": open, sign("a", 1) => unknown(1);
        "not before the first round": Story::ready(), sign("a", 1) => early;
    }
}

/// Somebody who enters a signature for a party cannot use up the party's one.
#[test]
fn a_signature_that_the_party_contests_can_be_given_again() {
    let (story, last) = closed();
    let mut state = Deliberation::from(story);
    let take = |state: &mut Deliberation, command: Command| {
        let events = decide(state, &command)?;
        events.iter().for_each(|event| evolve(state, event));
        Ok::<_, Rejection>(state.sequence)
    };
    let entered = paper(CommandBody::CountersignCheckpoint(signature("a", last)));
    let entry = take(&mut state, entered).unwrap();
    let again = Err(Rejection::AlreadyCountersigned(party("a"), last));
    assert_eq!(take(&mut state, sign("a", last)), again);
    let contest = EntryContest { entry, member: of("a"), reason: text("why") };
    take(&mut state, by(member("a"), CommandBody::ContestEntry(contest))).unwrap();
    let own = take(&mut state, sign("a", last)).unwrap();
    let stands = &state.checkpoints.countersigned[&last][&party("a")];
    assert_eq!((stands.sequence, state.is_contested(stands.sequence)), (own, false));
}

#[test]
fn signatures_are_limited() {
    let (story, last) = closed();
    let filled = |count: usize| {
        let mut state = Deliberation::from(story.clone().then(signed("a", last)));
        let checkpoints = Arc::make_mut(&mut state.checkpoints);
        let one = checkpoints.countersigned[&last][&party("a")].clone();
        let all = checkpoints.countersigned.entry(last).or_default();
        let more = (all.len()..count).map(|number| (party(&format!("p{number}")), one.clone()));
        all.extend(more.collect::<Vec<_>>());
        state
    };
    assert!(decide(&filled(RECORDS_MAX - 1), &sign("b", last)).is_ok());
    let (limit, actual) = ("RECORDS_MAX", RECORDS_MAX + 1);
    let reached = Rejection::LimitReached { limit, most: RECORDS_MAX, actual };
    assert_eq!(decide(&filled(RECORDS_MAX), &sign("b", last)), Err(reached));
}

/// Whoever has only envelopes finds the same checkpoints.
#[test]
fn the_kinds_of_checkpoints_are_those_of_the_events() {
    let (story, _) = closed();
    let conclusion = EventBody::ConclusionCalled { against_advice_reason: None };
    let reversal = Reversal {
        body: BodyId::parse("council").unwrap(),
        number: "".into(),
        decided: Timestamp(0),
        clauses: Vec::new(),
        reason: text("why"),
    };
    let bodies = [
        EventBody::RoundClosed { round: 1, cause: CloseCause::Time },
        conclusion,
        EventBody::DecisionRecorded(decision("council", Vec::new())),
        EventBody::DecisionReversed(reversal),
        EventBody::DeliberationClosed,
    ];
    let kinds = bodies.iter().map(|body| (CheckpointCause::of(body).is_some(), body.kind()));
    for (is_checkpoint, kind) in kinds {
        assert!(is_checkpoint && CHECKPOINT_KINDS.contains(&kind), "{kind}");
    }
    let marks = Deliberation::from(story).checkpoints.marks.clone();
    let causes: Vec<_> = marks.values().map(|(cause, round)| (*cause, *round)).collect();
    let closed = (CheckpointCause::RoundClosed, 1);
    assert_eq!(causes, [closed, (CheckpointCause::FiguresRecorded, 1)]);
    assert_eq!(CheckpointCause::of(&EventBody::FollowUpStarted), None);
}
