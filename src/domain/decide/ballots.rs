//! Ballots in the form that the round's rule asks for, and pulses: hidden until the close.

use std::collections::BTreeSet;

use crate::domain::act::{Ballot, BallotCast, Pulse, PulseGiven};
use crate::domain::command::Command;
use crate::domain::decide::permission::seat_for;
use crate::domain::decide::rounds::{Just, closing_if_answered};
use crate::domain::decide::stances::open_round;
use crate::domain::decide::{lineage, voices};
use crate::domain::event::EventBody;
use crate::domain::ids::{FreshPseudonym, ItemVersion, MemberRef};
use crate::domain::rejection::{Rejection, Setting};
use crate::domain::round::{Activity, BallotPlan};
use crate::domain::state::Deliberation;

pub(super) fn cast(
    state: &Deliberation,
    command: &Command,
    whose: (&MemberRef, FreshPseudonym),
    ballot: &Ballot,
) -> Result<Vec<EventBody>, Rejection> {
    let seat = seat_for(state, command, whose.0)?;
    let round = open_round(state, Activity::Ballot, &whose.0.party, command.at)?;
    let plan = state.round(round).and_then(|round| round.plan.ballot.as_ref());
    let plan = plan.ok_or(Rejection::BallotPlan)?;
    fits(plan, ballot)?;
    let (voice, mut events) = voices::voice(state, seat, whose);
    let just = Just::Ballot(ballot.option());
    let closing = closing_if_answered(state, round, (just, seat), command.at);
    events.push(EventBody::BallotCast(BallotCast { voice, ballot: ballot.clone(), round }));
    events.extend(closing);
    Ok(events)
}

/// A ballot has the form that the rule counts, and names what is on it once.
fn fits(plan: &BallotPlan, ballot: &Ballot) -> Result<(), Rejection> {
    let needed = plan.rule.ballot().form();
    let given = match ballot {
        Ballot::Consent { .. } => "consent",
        Ballot::Vote { .. } => "vote",
        Ballot::Ranking(_) => "ranking",
        Ballot::Grades(_) => "grades",
        Ballot::Approvals(_) => "approvals",
    };
    if needed != given {
        return Err(Rejection::BallotForm(plan.rule, needed));
    }
    let unknown = |option: &ItemVersion| Rejection::OptionUnknown(option.clone());
    if let Some(option) = ballot.option() {
        return if plan.options.contains(option) { Ok(()) } else { Err(unknown(option)) };
    }
    // A ballot may name all of a thousand options: each is looked up and taken once.
    let mut left: BTreeSet<&ItemVersion> = plan.options.iter().collect();
    let mut once = |option| if left.remove(option) { Ok(()) } else { Err(unknown(option)) };
    match ballot {
        Ballot::Consent { .. } | Ballot::Vote { .. } => Ok(()),
        Ballot::Ranking(levels) => levels.iter().flatten().try_for_each(once),
        Ballot::Grades(grades) => {
            grades.iter().try_for_each(|(option, grade)| match *grade > plan.grade_max {
                true => Err(Setting::GradeOutOfScale { grade: *grade, max: plan.grade_max }.into()),
                false => once(option),
            })
        }
        Ballot::Approvals(options) => options.iter().try_for_each(once),
    }
}

pub(super) fn give_pulse(
    state: &Deliberation,
    command: &Command,
    whose: (&MemberRef, FreshPseudonym),
    pulse: &Pulse,
) -> Result<Vec<EventBody>, Rejection> {
    let seat = seat_for(state, command, whose.0)?;
    let round = open_round(state, Activity::Reflect, &whose.0.party, command.at)?;
    for clause in &pulse.new_to_us {
        lineage::clause_exists(state, clause)?;
    }
    let (voice, mut events) = voices::voice(state, seat, whose);
    let closing = closing_if_answered(state, round, (Just::Pulse, seat), command.at);
    events.push(EventBody::PulseGiven(PulseGiven { voice, pulse: pulse.clone(), round }));
    events.extend(closing);
    Ok(events)
}
