//! Judges a command. Pure: the same state and command always give the same answer, and acceptance
//! never depends on a party's kind (rule 1).

mod framing;
mod items;
mod permission;
mod phase;
mod rounds;
mod stances;

#[cfg(test)]
mod tests;

use crate::domain::caller::Entry;
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::{Event, EventBody};
use crate::domain::rejection::Rejection;
use crate::domain::state::{Deliberation, Phase};

pub use permission::allowed_roles;
pub use phase::{ALL_PHASES, PhaseKind, allowed_phases};

/// What follows from a command.
///
/// # Errors
/// The [`Rejection`] that names the rule; then nothing follows.
pub fn decide(state: &Deliberation, command: &Command) -> Result<Vec<Event>, Rejection> {
    permission::check_role(command)?;
    exists(state, command)?;
    check_etag(state, command)?;
    phase::check(state, command)?;
    let bodies = judge(state, command)?;
    let entry = Entry {
        role: command.caller.role,
        credential: command.caller.credential.clone(),
        channel: command.channel,
    };
    let event = |body| Event { at: command.at, entry: entry.clone(), body };
    Ok(bodies.into_iter().map(event).collect())
}

/// Each command has its own rule.
fn judge(state: &Deliberation, command: &Command) -> Result<Vec<EventBody>, Rejection> {
    match &command.body {
        CommandBody::CreateDeliberation { title, challenge, charter } => {
            framing::create(title, challenge.as_ref(), charter.as_ref())
        }
        CommandBody::ReviseChallenge { text } => framing::revise_challenge(state, text),
        CommandBody::SetCharter(charter) => framing::set_charter(state, charter),
        CommandBody::AddParty { party, kind, display_name, affiliations } => {
            framing::add_party(state, party, *kind, display_name, affiliations)
        }
        CommandBody::AddMember { party, member, display_name, identity, spokesperson } => {
            let names = (display_name.clone(), identity.clone());
            framing::add_member(state, &command.caller, party, member, names, *spokesperson)
        }
        CommandBody::AcceptCharter { member, charter_version, challenge_version } => {
            let versions = (*charter_version, *challenge_version);
            framing::accept_charter(state, &command.caller, member, versions)
        }
        CommandBody::DeclareReady => framing::declare_ready(state),
        CommandBody::OpenRound(plan) => rounds::open(state, command, plan),
        CommandBody::CloseRound { round } => rounds::close(state, *round, command.at),
        CommandBody::Conclude { against_advice_reason } => {
            rounds::conclude(state, against_advice_reason.as_ref())
        }
        CommandBody::StartFollowUp => Ok(vec![EventBody::FollowUpStarted]),
        CommandBody::CloseDeliberation => Ok(vec![EventBody::DeliberationClosed]),
        CommandBody::CancelDeliberation { reason } => {
            Ok(vec![EventBody::DeliberationCancelled { reason: reason.clone() }])
        }
        CommandBody::AddStatement { statement, text, author } => {
            items::add_statement(state, command, statement, text, author.as_ref())
        }
        CommandBody::AddProposalVersion { proposal, after_version, title, author, clauses } => {
            let after = (proposal, *after_version);
            items::add_proposal_version(state, command, after, title, author, clauses)
        }
        CommandBody::CastStance { item, version, member, answer } => {
            stances::cast(state, command, (item, *version), member, *answer)
        }
        CommandBody::Erase { member, scope } => items::erase(state, member, *scope),
        CommandBody::Tick => Ok(rounds::tick(state, command.at)),
        CommandBody::RecordFigures(record) => rounds::record(state, record),
    }
}

/// Everything but creating needs a deliberation that exists; creating needs one that does not.
fn exists(state: &Deliberation, command: &Command) -> Result<(), Rejection> {
    let creates = matches!(command.body, CommandBody::CreateDeliberation { .. });
    match (state.phase == Phase::Absent, creates) {
        (true, false) => Err(Rejection::DeliberationUnknown),
        (false, true) => Err(Rejection::DeliberationExists),
        _ => Ok(()),
    }
}

/// A caller that says what it last saw is refused when that is no longer so.
fn check_etag(state: &Deliberation, command: &Command) -> Result<(), Rejection> {
    match command.expected {
        Some(expected) if expected != state.framing => {
            Err(Rejection::EtagMismatch { expected, actual: state.framing })
        }
        _ => Ok(()),
    }
}

/// A limit holds up to and including its number.
fn within(limit: &'static str, most: usize, actual: usize) -> Result<(), Rejection> {
    if actual > most {
        return Err(Rejection::LimitReached { limit, most, actual });
    }
    Ok(())
}
