//! Who may do what, and for whom.

use crate::domain::caller::{Caller, Role};
use crate::domain::command::{Command, CommandBody};
use crate::domain::ids::MemberRef;
use crate::domain::rejection::Rejection;
use crate::domain::state::Deliberation;

/// The roles that may give a command, and how a refusal names them.
#[must_use]
pub fn allowed_roles(command: &CommandBody) -> (&'static [Role], &'static str) {
    use Role::{Admin, App, Engine, Facilitator, Member, Spokesperson};
    match command {
        CommandBody::CreateDeliberation { .. } | CommandBody::AddMember { .. } => {
            (&[Facilitator, App], "facilitator or app")
        }
        CommandBody::ReviseChallenge { .. }
        | CommandBody::SetCharter(_)
        | CommandBody::AddParty { .. }
        | CommandBody::DeclareReady
        | CommandBody::OpenRound(_)
        | CommandBody::CloseRound { .. }
        | CommandBody::Conclude { .. }
        | CommandBody::StartFollowUp
        | CommandBody::CloseDeliberation
        | CommandBody::CancelDeliberation { .. } => (&[Facilitator], "facilitator"),
        CommandBody::AddStatement { author: None, .. } => {
            (&[Facilitator], "facilitator, or name the member who gives it")
        }
        CommandBody::AcceptCharter { .. }
        | CommandBody::AddStatement { .. }
        | CommandBody::AddProposalVersion { .. }
        | CommandBody::CastStance { .. } => {
            (&[Member, Spokesperson, App], "member, spokesperson or app")
        }
        CommandBody::Erase { .. } => (&[Admin, Facilitator], "admin or facilitator"),
        CommandBody::Tick | CommandBody::RecordFigures(_) => (&[Engine], "the service itself"),
    }
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

/// The seat of a member for whom this caller may act: a member for itself, an app for the members
/// whose external identity carries its issuer. A listed member whose link to a person was erased
/// acts no more; a party by itself has no such link.
pub(super) fn seat_for(
    state: &Deliberation,
    caller: &Caller,
    member: &MemberRef,
) -> Result<u32, Rejection> {
    let seat = seat(state, member)?;
    let unlinked = member.member.is_some() && state.erased.get(member) == Some(&true);
    let allowed = match caller.role {
        _ if unlinked => false,
        Role::Member | Role::Spokesperson => caller.member.as_ref() == Some(member),
        Role::App => {
            let identity = &state.seats[seat as usize].identity;
            let issuer = identity.as_ref().map(|(issuer, _)| issuer);
            issuer.is_some() && issuer == caller.issuer.as_ref()
        }
        _ => false,
    };
    if allowed { Ok(seat) } else { Err(Rejection::MemberNotYours(member.clone())) }
}

/// The seat of a member that can act: a party itself only as long as it lists no members.
pub(super) fn seat(state: &Deliberation, member: &MemberRef) -> Result<u32, Rejection> {
    let Some(party) = state.parties.get(&member.party) else {
        return Err(Rejection::PartyUnknown(member.party.clone()));
    };
    let seat = state.seat_of.get(member).copied();
    let speaks_alone = member.member.is_some() || party.members.is_empty();
    seat.filter(|_| speaks_alone).ok_or_else(|| Rejection::MemberUnknown(member.clone()))
}
