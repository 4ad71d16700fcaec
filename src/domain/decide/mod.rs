//! Judges a command. Pure: the same state and command always give the same answer, and acceptance
//! never depends on a party's kind (rule 1).

mod answered;
mod ballots;
mod checkpoints;
mod commitments;
mod contributions;
mod dialogue;
mod entries;
mod framing;
mod items;
mod lineage;
mod mandate;
mod moderation;
mod motions;
mod objections;
mod permission;
mod phase;
mod recovery;
mod rounds;
mod settings;
mod stances;
mod terms;
mod verdict;
mod voices;

#[cfg(test)]
mod tests;

use crate::domain::caller::Entry;
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::{Event, EventBody};
use crate::domain::rejection::Rejection;
use crate::domain::state::{Deliberation, Phase};

pub use lineage::{authors, is_edit};
pub use permission::allowed_roles;
pub use phase::{ALL_PHASES, PhaseKind, allowed_phases};
pub use recovery::missing;
pub use stances::unanswered;
pub use terms::next_due;

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
        evidence: command.evidence.clone(),
    };
    let event = |body| Event { at: command.at, entry: voices::entry(&body, &entry), body };
    Ok(bodies.into_iter().map(event).collect())
}

/// Each command has its own rule.
fn judge(state: &Deliberation, command: &Command) -> Result<Vec<EventBody>, Rejection> {
    use CommandBody as C;
    match &command.body {
        C::CreateDeliberation { .. }
        | C::AddParty { .. }
        | C::AddMember { .. }
        | C::AcceptCharter { .. }
        | C::AddStatement { .. }
        | C::AddProposalVersion { .. }
        | C::CastStance { .. }
        | C::CastBallot { .. }
        | C::GivePulse { .. } => judge_made(state, command),
        C::ReviseChallenge { text } => framing::revise_challenge(state, text),
        C::SetCharter(charter) => framing::set_charter(state, charter),
        C::DeclareReady => framing::declare_ready(state, command.at),
        C::RateChallenge(rating) => framing::rate_challenge(state, command, rating),
        C::DeclareAffiliations(ties) => framing::declare_affiliations(state, command, ties),
        C::MakeMotion(motion) => motions::make(state, motion),
        C::ConsentToMotion(consent) => motions::consent(state, command, consent),
        C::EndMotion(end) => motions::end(state, end),
        C::FormWorkingGroup(group) => framing::form_group(state, group),
        C::MakePromise(promise) => mandate::promise(state, command, promise),
        C::WithdrawPromise(withdrawal) => mandate::withdraw(state, command, withdrawal),
        C::DeclarePrecondition(limit) => mandate::declare_precondition(state, command, limit),
        C::DeclareProvision(provision) => mandate::declare_provision(state, command, provision),
        C::SettleProvision(settled) => mandate::settle_provision(state, command, settled),
        C::AcknowledgeConsequences(word) => mandate::acknowledge(state, command, word),
        C::CheckConsequences(check) => mandate::check_consequences(state, command, check),
        C::OpenRound(plan) => rounds::open(state, command, plan),
        C::CloseRound { round } => rounds::close(state, *round, command.at),
        C::Conclude { against_advice_reason: why } => rounds::conclude(state, why.as_ref()),
        C::StartFollowUp => verdict::start_follow_up(state, command.at),
        C::CloseDeliberation => recovery::close(state),
        C::CancelDeliberation { reason } => Ok(rounds::cancel(reason)),
        C::AddContribution(added) => contributions::add(state, command, added),
        C::Respond(response) => dialogue::respond(state, command, response),
        C::MarkUnderstood(word) => dialogue::mark_understood(state, command, word),
        C::ClassifyResponse(word) => dialogue::classify(state, command, word),
        C::RecordView(view) => dialogue::record_view(state, command, view),
        C::Dispose(disposal) => contributions::dispose(state, disposal),
        C::GrantFloor(grant) => contributions::grant_floor(state, grant),
        C::AcceptEdits(accepted) => lineage::accept_edits(state, command, accepted),
        C::RaiseObjection(objection) => objections::raise(state, command, objection),
        C::UpholdObjection(upheld) => objections::uphold(state, command, upheld),
        C::SettleObjection(settled) => objections::settle(state, command, settled),
        C::RecordDecision(decision) => verdict::decide(state, command, decision),
        C::ReverseDecision(reversal) => recovery::reverse(state, command, reversal),
        C::AcknowledgeNotice(reached) => recovery::acknowledge(state, command, reached),
        C::RecordUnreachable(lost) => recovery::unreachable(state, lost),
        C::Resume(resumption) => recovery::resume(state, resumption),
        C::MakeCommitment(made) => commitments::make(state, command, made),
        C::SettleCommitment(settled) => commitments::settle(state, command, settled),
        C::WaiveCommitment(waived) => commitments::waive(state, command, waived),
        C::Moderate(moderation) => moderation::moderate(state, moderation),
        C::AppealModeration(appeal) => moderation::appeal(state, command, appeal),
        C::RuleOnAppeal(ruling) => moderation::rule(state, ruling),
        C::ConfirmEntry(word) => entries::confirm(state, command, word),
        C::ContestEntry(word) => entries::contest(state, command, word),
        C::ReplyToFlag(reply) => moderation::reply(state, command, reply),
        C::CountersignCheckpoint(signed) => checkpoints::countersign(state, command, signed),
        C::Erase { member, scope } => items::erase(state, member, *scope),
        C::Tick => Ok(terms::tick(state, command.at)),
        C::RecordFigures(record) => rounds::record(state, record),
        C::RecordProcess(record) => rounds::record_process(state, record),
    }
}

/// What is made of several parts.
fn judge_made(state: &Deliberation, command: &Command) -> Result<Vec<EventBody>, Rejection> {
    match &command.body {
        CommandBody::CreateDeliberation { title, challenge, charter, initiator, engaged_by } => {
            let begun = (initiator.as_ref(), engaged_by.as_ref());
            framing::create(command, title, challenge.as_ref(), charter.as_deref(), begun)
        }
        CommandBody::AddParty { party, kind, display_name, affiliations } => {
            framing::add_party(state, party, *kind, display_name, affiliations)
        }
        CommandBody::AddMember { party, member, display_name, identity, spokesperson } => {
            let names = (display_name.clone(), identity.clone());
            framing::add_member(state, &command.caller, party, member, names, *spokesperson)
        }
        CommandBody::AcceptCharter { member, charter_version, challenge_version } => {
            let versions = (*charter_version, *challenge_version);
            framing::accept_charter(state, command, member, versions)
        }
        CommandBody::AddStatement { statement, text, author, extras } => {
            items::add_statement(state, command, (statement, text), author.as_ref(), extras)
        }
        CommandBody::AddProposalVersion { proposal, .. } => {
            items::add_proposal_version(state, command, proposal)
        }
        CommandBody::CastStance { item, version, member, answer, pseudonym } => {
            let whose = (member, *pseudonym);
            stances::cast(state, command, (item, *version), whose, *answer)
        }
        CommandBody::CastBallot { member, ballot, pseudonym } => {
            ballots::cast(state, command, (member, *pseudonym), ballot)
        }
        CommandBody::GivePulse { member, pulse, pseudonym } => {
            ballots::give_pulse(state, command, (member, *pseudonym), pulse)
        }
        _ => unreachable!("judge sends nothing else here"),
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
