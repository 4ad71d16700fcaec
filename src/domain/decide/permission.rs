//! Who may do what, and for whom.

use crate::domain::caller::{Caller, Channel, Role};
use crate::domain::command::{Command, CommandBody};
use crate::domain::ids::MemberRef;
use crate::domain::rejection::Rejection;
use crate::domain::state::Deliberation;

/// Acts of a member: by the member itself, by an app for it, or entered by the facilitator.
const MEMBERS: (&[Role], &str) = (
    &[Role::Member, Role::Spokesperson, Role::App, Role::Facilitator],
    "member, spokesperson, app, or facilitator who enters it for the member",
);
/// Acts that only the member itself can do, or an app for it.
const OWN: (&[Role], &str) =
    (&[Role::Member, Role::Spokesperson, Role::App], "member, spokesperson or app");
/// Acts of the process.
const FACILITATOR: (&[Role], &str) = (&[Role::Facilitator], "facilitator");
/// Acts of a deciding body: by its clerk, or entered by the facilitator.
const CLERK: (&[Role], &str) =
    (&[Role::Clerk, Role::Facilitator], "clerk, or facilitator who enters it for the body");

/// The roles that may give a command, and how a refusal names them.
#[must_use]
pub fn allowed_roles(command: &CommandBody) -> (&'static [Role], &'static str) {
    use CommandBody as C;
    match command {
        C::CreateDeliberation { .. } => (
            &[Role::Facilitator, Role::App, Role::Member, Role::Spokesperson],
            "facilitator, app, or a party that names itself as initiator",
        ),
        C::AddMember { .. } => (&[Role::Facilitator, Role::App], "facilitator or app"),
        C::ReviseChallenge { .. }
        | C::SetCharter(_)
        | C::AddParty { .. }
        | C::DeclareReady
        | C::OpenRound(_)
        | C::CloseRound { .. }
        | C::Conclude { .. }
        | C::StartFollowUp
        | C::CloseDeliberation
        | C::CancelDeliberation { .. }
        | C::EndMotion(_)
        | C::FormWorkingGroup(_)
        | C::ClassifyResponse(_)
        | C::GrantFloor(_)
        | C::RecordUnreachable(_)
        | C::Resume(_)
        | C::Moderate(_) => FACILITATOR,
        C::AddStatement { author: None, .. } => {
            (&[Role::Facilitator], "facilitator, or name the member who gives it")
        }
        C::AddContribution(added) if added.author.is_none() => (
            &[Role::Facilitator, Role::Clerk],
            "facilitator or clerk, or name the member who gives it",
        ),
        C::MakeMotion(_) => {
            (&[Role::Facilitator, Role::Spokesperson], "facilitator or spokesperson")
        }
        C::MakePromise(_)
        | C::WithdrawPromise(_)
        | C::DeclarePrecondition(_)
        | C::DeclareProvision(_)
        | C::SettleProvision(_)
        | C::AcknowledgeConsequences(_)
        | C::CheckConsequences(_)
        | C::RecordDecision(_)
        | C::ReverseDecision(_) => CLERK,
        C::ReplyToFlag(reply) if reply.member.is_none() => (
            &[Role::Facilitator, Role::Clerk],
            "facilitator or clerk, or name the member who replies",
        ),
        C::Dispose(_) => (&[Role::Facilitator, Role::Clerk], "facilitator or clerk"),
        _ if is_of_a_member(command) => MEMBERS,
        C::ConfirmEntry(_) | C::ContestEntry(_) => OWN,
        C::RuleOnAppeal(_) => (&[Role::Auditor], "auditor"),
        C::Erase { .. } => (&[Role::Admin, Role::Facilitator], "admin or facilitator"),
        C::Tick | C::RecordFigures(_) | C::RecordProcess(_) => {
            (&[Role::Engine], "the service itself")
        }
        _ => unreachable!("every other command is of a member"),
    }
}

/// Whether a member does it, in its own name.
fn is_of_a_member(command: &CommandBody) -> bool {
    use CommandBody as C;
    matches!(
        command,
        C::AcceptCharter { .. }
            | C::AddStatement { .. }
            | C::AddContribution(_)
            | C::AddProposalVersion { .. }
            | C::CastStance { .. }
            | C::CastBallot { .. }
            | C::GivePulse { .. }
            | C::RateChallenge(_)
            | C::DeclareAffiliations(_)
            | C::ConsentToMotion(_)
            | C::Respond(_)
            | C::MarkUnderstood(_)
            | C::RecordView(_)
            | C::AcceptEdits(_)
            | C::RaiseObjection(_)
            | C::UpholdObjection(_)
            | C::SettleObjection(_)
            | C::AcknowledgeNotice(_)
            | C::MakeCommitment(_)
            | C::SettleCommitment(_)
            | C::WaiveCommitment(_)
            | C::AppealModeration(_)
            | C::ReplyToFlag(_)
            | C::CountersignCheckpoint(_)
    )
}

/// Refuses a role that may not give this command at all.
pub(super) fn check_role(command: &Command) -> Result<(), Rejection> {
    let (allowed, needed) = allowed_roles(&command.body);
    if allowed.contains(&command.caller.role) {
        return Ok(());
    }
    Err(Rejection::RoleNotAllowed {
        role: command.caller.role.as_str(),
        command: command.body.name(),
        needed,
    })
}

/// The seat of a member for whom this command acts: a member for itself, an app for the members
/// whose external identity carries its issuer, and the facilitator for whom it says how it came in
/// and where that can be seen (rule 11). A listed member whose link to a person was erased acts
/// no more; a party by itself has no such link.
pub(super) fn seat_for(
    state: &Deliberation,
    command: &Command,
    member: &MemberRef,
) -> Result<u32, Rejection> {
    match command.caller.role {
        Role::Facilitator => {
            let seat = seat(state, member)?;
            if is_unlinked(state, member) {
                return Err(Rejection::MemberNotYours(member.clone()));
            }
            evidenced(command)?;
            Ok(seat)
        }
        _ => own_seat(state, &command.caller, member),
    }
}

/// The seat of a member that the caller is, or that an app acts for.
pub(super) fn own_seat(
    state: &Deliberation,
    caller: &Caller,
    member: &MemberRef,
) -> Result<u32, Rejection> {
    let seat = seat(state, member)?;
    let allowed = match caller.role {
        _ if is_unlinked(state, member) => false,
        Role::Member | Role::Spokesperson => caller.member.as_ref() == Some(member),
        Role::App => acts_for(state, caller, seat),
        _ => false,
    };
    if allowed { Ok(seat) } else { Err(Rejection::MemberNotYours(member.clone())) }
}

/// Whether the link of a listed member to a person was erased.
fn is_unlinked(state: &Deliberation, member: &MemberRef) -> bool {
    member.member.is_some() && state.erased.get(member) == Some(&true)
}

fn acts_for(state: &Deliberation, caller: &Caller, seat: u32) -> bool {
    let identity = &state.seats[seat].identity;
    let issuer = identity.as_ref().map(|(issuer, _)| issuer);
    issuer.is_some() && issuer == caller.issuer.as_ref()
}

/// Who enters for somebody else says how it came in and where that can be seen.
pub(super) fn evidenced(command: &Command) -> Result<(), Rejection> {
    let assisted = command.caller.role == Role::Facilitator;
    if assisted && (command.channel == Channel::App || command.evidence.is_none()) {
        return Err(Rejection::EvidenceMissing);
    }
    Ok(())
}

/// The seat of a member who speaks for its party in formal acts: its spokesperson, or without one
/// any member.
pub(super) fn speaks_for_party(
    state: &Deliberation,
    command: &Command,
    member: &MemberRef,
) -> Result<u32, Rejection> {
    let own = seat_for(state, command, member)?;
    let spokesperson = state.parties[&member.party].spokesperson;
    if spokesperson.is_some_and(|spokesperson| spokesperson != own) {
        return Err(Rejection::SpokespersonRequired(member.party.clone()));
    }
    Ok(own)
}

/// The seat of a member that can act: a party itself only as long as it lists no members.
pub(super) fn seat(state: &Deliberation, member: &MemberRef) -> Result<u32, Rejection> {
    let Some(party) = state.parties.get(&member.party) else {
        return Err(Rejection::PartyUnknown(member.party.clone()));
    };
    let seat = state.seats.of(member);
    let speaks_alone = member.member.is_some() || party.members.is_empty();
    seat.filter(|_| speaks_alone).ok_or_else(|| Rejection::MemberUnknown(member.clone()))
}
