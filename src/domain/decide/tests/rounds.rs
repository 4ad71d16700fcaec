//! Rounds: opening, closing, tallying, and the end of them.

use std::sync::Arc;

use super::Case;
use super::given::{
    NOW, Story, at, by, charter, engine, facilitator, party, plan, record, statement, text, version,
};
use crate::domain::act::WorkingGroup;
use crate::domain::charter::{Charter, CharterGroup};
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::EventBody;
use crate::domain::figure::RoundAdvice;
use crate::domain::ids::{GroupId, Timestamp};
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, CloseCause, ClosingRule, RoundPlan};

use Activity::{Contribute, Propose, Rate};

pub(super) fn cases() -> Vec<Case> {
    let groups = [opening(), invited(), advice(), closing(), timed(), tally(), ends()];
    groups.into_iter().flatten().collect()
}

fn open(plan: RoundPlan) -> Command {
    by(facilitator(), CommandBody::OpenRound(plan))
}

fn free(activities: &[Activity]) -> RoundPlan {
    plan(activities, ClosingRule::ByFacilitator)
}

fn until(moment: i64) -> RoundPlan {
    plan(&[Contribute], ClosingRule::At(Timestamp(moment)))
}

fn opened(round: u32, plan: RoundPlan) -> Result<Vec<EventBody>, Rejection> {
    Ok(vec![EventBody::RoundOpened { round, plan, charter_hash: [3; 32] }])
}

fn closed(round: u32, cause: CloseCause) -> Result<Vec<EventBody>, Rejection> {
    Ok(vec![EventBody::RoundClosed { round, cause }])
}

fn opening() -> Vec<Case> {
    let extends = RoundPlan { extension: true, ..free(&[Contribute]) };
    let between = || Story::round(&[Contribute]).tallied(&[]);
    let latest = |moment| {
        let latest = Timestamp(moment);
        plan(&[Contribute], ClosingRule::EveryPartyAnswered { latest })
    };
    let seeded = || Story::ready().statement("s");
    let rate = || free(&[Rate]);
    let grows = || free(&[Contribute, Rate]);
    let past = || Err(Rejection::ClosingTimePast);
    let empty = Err(Rejection::NothingToRate);
    let extend = Err(Rejection::NothingToExtend);
    let blank = Story::ready().with(|state| state.charter = None);
    cases! {
        "round 1 opens when ready":
            Story::ready(), open(free(&[Propose])) => opened(1, free(&[Propose]));
        "the next round has the next number":
            between(), open(until(1_001)) => opened(2, until(1_001));
        "it closes later than now": between(), open(until(NOW.0)) => past();
        "a latest moment too": between(), open(latest(NOW.0)) => past();
        "one later will do": between(), open(latest(1_001)) => opened(2, latest(1_001));
        "an extension extends a round":
            between(), open(extends.clone()) => opened(2, extends.clone());
        "which round 1 does not": Story::ready(), open(extends) => extend;
        "rating needs something": Story::ready(), open(rate()) => empty;
        "that can be there": seeded(), open(rate()) => opened(1, rate());
        "or come in the round": Story::ready(), open(grows()) => opened(1, grows());
        "rounds have a charter": blank, open(grows()) => Err(Rejection::CharterMissing);
    }
}

fn invited() -> Vec<Case> {
    let asking = |ids: &[&str]| {
        let invited = ids.iter().map(|id| party(id)).collect();
        RoundPlan { invited, ..free(&[Contribute]) }
    };
    let id = |id: &str| GroupId::parse(id).unwrap();
    let of_group = |name: &str, ids: &[&str]| RoundPlan { group: Some(id(name)), ..asking(ids) };
    let grouped = || {
        let parties = vec![party("c"), party("a")];
        let formed = WorkingGroup { group: id("g"), title: text("title"), parties };
        Story::ready().then(EventBody::WorkingGroupFormed(formed)).with(|state| {
            let named = CharterGroup { group: id("h"), parties: vec![party("b")] };
            state.charter = Some(Arc::new(Charter { working_groups: vec![named], ..charter(1) }));
        })
    };
    let ready = Story::ready;
    let stray = Err(Rejection::PartyUnknown(party("z")));
    let unknown = Err(Rejection::GroupUnknown(id("i")));
    cases! {
        "some parties take part": ready(), open(asking(&["b"])) => opened(1, asking(&["b"]));
        "in order, and once":
            ready(), open(asking(&["c", "a", "c"])) => opened(1, asking(&["a", "c"]));
        "parties that are here": ready(), open(asking(&["a", "z"])) => stray;
        "a working group takes part":
            grouped(), open(of_group("g", &[])) => opened(1, of_group("g", &["a", "c"]));
        "and nobody else":
            grouped(), open(of_group("g", &["b"])) => opened(1, of_group("g", &["a", "c"]));
        "or one that the charter names":
            grouped(), open(of_group("h", &[])) => opened(1, of_group("h", &["b"]));
        "a group that there is": grouped(), open(of_group("i", &[])) => unknown;
    }
}

/// After a rating round on one statement with this advice.
fn advised(advice: RoundAdvice) -> Story {
    let rated = [(version(statement("s"), 1), advice)];
    Story::ready().statement("s").opened(free(&[Rate])).tallied(&rated)
}

const MORE: [RoundAdvice; 3] =
    [RoundAdvice::ExtendRound, RoundAdvice::Continue, RoundAdvice::ResolveObjection];

const STOP: [RoundAdvice; 5] = [
    RoundAdvice::StopConsensusFor,
    RoundAdvice::StopConsensusAgainst,
    RoundAdvice::StalematePolarised,
    RoundAdvice::StopStableDissent,
    RoundAdvice::StopMaxRounds,
];

fn advice() -> Vec<Case> {
    let mut cases: Vec<Case> = MORE.into_iter().flat_map(after_more).collect();
    cases.extend(STOP.into_iter().flat_map(after_stop));
    let none = || advised(RoundAdvice::NotApplicable);
    let rate = || free(&[Rate]);
    let (plain, called) = conclude(false);
    cases.extend(cases! {
        "no advice, no reason": none(), plain => called;
        "no advice, none to go against": none(), open(rate()) => opened(2, rate());
    });
    cases
}

fn needs(advice: RoundAdvice) -> Result<Vec<EventBody>, Rejection> {
    Err(Rejection::AdviceNeedsReason { item: version(statement("s"), 1), advice: advice.as_str() })
}

fn conclude(reasoned: bool) -> (Command, Result<Vec<EventBody>, Rejection>) {
    let against_advice_reason = reasoned.then(|| text("reason"));
    let called =
        EventBody::ConclusionCalled { against_advice_reason: against_advice_reason.clone() };
    let body = CommandBody::Conclude { against_advice_reason };
    (by(facilitator(), body), Ok(vec![called]))
}

fn after_more(more: RoundAdvice) -> Vec<Case> {
    let rate = || free(&[Rate]);
    let (plain, _) = conclude(false);
    let (against, called) = conclude(true);
    cases! {
        "rating on is as advised": advised(more), open(rate()) => opened(2, rate());
        "stopping is not": advised(more), plain => needs(more);
        "unless with a reason": advised(more), against => called;
    }
}

fn after_stop(stop: RoundAdvice) -> Vec<Case> {
    let rate = || free(&[Rate]);
    let reasoned = || RoundPlan { against_advice_reason: Some(text("reason")), ..free(&[Rate]) };
    let other = || free(&[Propose]);
    let fresh = advised(stop).statement("t");
    let (plain, called) = conclude(false);
    cases! {
        "stopping is as advised": advised(stop), plain => called;
        "rating again is not": advised(stop), open(rate()) => needs(stop);
        "unless with a reason": advised(stop), open(reasoned()) => opened(2, reasoned());
        "what is new was not advised on": fresh, open(rate()) => opened(2, rate());
        "other work than rating is free": advised(stop), open(other()) => opened(2, other());
    }
}

fn closing() -> Vec<Case> {
    let close = |round| by(facilitator(), CommandBody::CloseRound { round });
    let open = || Story::round(&[Contribute]);
    let second = || open().tallied(&[]).opened(free(&[Contribute]));
    let timed = || Story::ready().opened(until(500));
    let unknown = |round, last| Err(Rejection::RoundUnknown { round, last });
    cases! {
        "the facilitator closes": open(), close(1) => closed(1, CloseCause::Facilitator);
        "a closed round stays so":
            second(), close(1) => Err(Rejection::RoundClosed { round: 1, phase: "round_open" });
        "rounds are counted from 1": open(), close(0) => unknown(0, 1);
        "up to the last": open(), close(2) => unknown(2, 1);
        "a round whose moment came was closed by time":
            timed(), close(1) => closed(1, CloseCause::Time);
    }
}

fn timed() -> Vec<Case> {
    let tick = |moment| at(moment, by(engine(), CommandBody::Tick));
    let latest = Timestamp(500);
    let answered = plan(&[Rate], ClosingRule::EveryPartyAnswered { latest });
    let by_time = || closed(1, CloseCause::Time);
    let at_500 = || Story::ready().opened(until(500));
    cases! {
        "not before its moment": at_500(), tick(499) => Ok(vec![]);
        "at its moment a round closes": at_500(), tick(500) => by_time();
        "or as soon as someone looks": at_500(), tick(9_000) => by_time();
        "at the latest moment": Story::ready().opened(answered), tick(500) => by_time();
        "never by itself": Story::round(&[Rate]), tick(9_000) => Ok(vec![]);
        "once": at_500().closed(), tick(501) => Ok(vec![]);
    }
}

fn tally() -> Vec<Case> {
    let send =
        |round, conclusion| by(engine(), CommandBody::RecordFigures(record(round, conclusion)));
    let recorded =
        |round, conclusion| Ok(vec![EventBody::FiguresRecorded(record(round, conclusion))]);
    let closed = || Story::round(&[Contribute]).closed();
    let done = || Story::round(&[Contribute]).tallied(&[]);
    let calling = || done().then(EventBody::ConclusionCalled { against_advice_reason: None });
    let cancelled = closed().then(EventBody::DeliberationCancelled { reason: text("reason") });
    let twice = || Err(Rejection::TallyRecorded);
    let late = Err(Rejection::PhaseNotAllowed {
        command: "record_figures",
        phase: "cancelled",
        allowed: "tallying".to_owned(),
    });
    let unknown = Err(Rejection::RoundUnknown { round: 2, last: 1 });
    cases! {
        "a tally has figures": closed(), send(1, false) => recorded(1, false);
        "once": done(), send(1, false) => twice();
        "the conclusion has its own": calling(), send(1, true) => recorded(1, true);
        "not those of its round": calling(), send(1, false) => twice();
        "once too": done().concluded(), send(1, true) => twice();
        "of a round that was": closed(), send(2, false) => unknown;
        "none after a cancellation": cancelled, send(1, false) => late;
    }
}

fn ends() -> Vec<Case> {
    let cancel = || {
        let reason = text("reason");
        by(facilitator(), CommandBody::CancelDeliberation { reason })
    };
    let cancelled = || {
        let reason = text("reason");
        Ok(vec![EventBody::DeliberationCancelled { reason }])
    };
    let follow = by(facilitator(), CommandBody::StartFollowUp);
    let close = by(facilitator(), CommandBody::CloseDeliberation);
    let concluded = || Story::round(&[Contribute]).tallied(&[]).concluded();
    let followed = concluded().then(EventBody::FollowUpStarted);
    let again = CommandBody::Conclude { against_advice_reason: None };
    let once = Err(Rejection::PhaseNotAllowed {
        command: "conclude",
        phase: "concluded",
        allowed: "between".to_owned(),
    });
    cases! {
        "cancelling says why": Story::created(), cancel() => cancelled();
        "in the middle of a round": Story::round(&[Rate]), cancel() => cancelled();
        "or of a tally": Story::round(&[Rate]).closed(), cancel() => cancelled();
        "the rounds end once": concluded(), by(facilitator(), again) => once;
        "then follow-up starts": concluded(), follow => Ok(vec![EventBody::FollowUpStarted]);
        "and ends": followed, close => Ok(vec![EventBody::DeliberationClosed]);
    }
}
