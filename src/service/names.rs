//! Resource names: `deliberations/{d}/parties/{p}/members/{m}` and their kin.

use std::fmt::Display;

use crate::domain::ids::{
    DeliberationId, IdError, ItemId, ItemVersion, MemberId, MemberRef, PartyId, ProposalId,
    StatementId,
};

/// A parsed name, or what is wrong with it.
pub(super) type Parsed<T> = Result<T, String>;

fn part<T>(parsed: Result<T, IdError>, what: &str) -> Parsed<T> {
    parsed.map_err(|error| format!("the {what} id {error}"))
}

/// `deliberations/{d}`.
pub(super) fn deliberation(name: &str) -> Parsed<DeliberationId> {
    match name.split('/').collect::<Vec<_>>()[..] {
        ["deliberations", id] => part(DeliberationId::parse(id), "deliberation"),
        _ => Err("use the form deliberations/{deliberation}".to_owned()),
    }
}

/// `deliberations/{d}/parties/{p}`.
pub(super) fn party(name: &str) -> Parsed<(DeliberationId, PartyId)> {
    match name.split('/').collect::<Vec<_>>()[..] {
        ["deliberations", id, "parties", party] => Ok((
            part(DeliberationId::parse(id), "deliberation")?,
            part(PartyId::parse(party), "party")?,
        )),
        _ => Err("use the form deliberations/{deliberation}/parties/{party}".to_owned()),
    }
}

/// `deliberations/{d}/parties/{p}/members/{m}`, or the party's name when it lists no members.
pub(super) fn member(name: &str) -> Parsed<(DeliberationId, MemberRef)> {
    let whole = match name.split('/').collect::<Vec<_>>()[..] {
        ["deliberations", id, "parties", party] => (id, party, None),
        ["deliberations", id, "parties", party, "members", member] => (id, party, Some(member)),
        _ => {
            return Err("use the form deliberations/{deliberation}/parties/{party}/members/\
                        {member}, or the party's name when it lists no members"
                .to_owned());
        }
    };
    let (id, party, member) = whole;
    let member = member.map(|member| part(MemberId::parse(member), "member")).transpose()?;
    let party = part(PartyId::parse(party), "party")?;
    Ok((part(DeliberationId::parse(id), "deliberation")?, MemberRef { party, member }))
}

/// `deliberations/{d}/rounds/{n}`.
pub(super) fn round(name: &str) -> Parsed<(DeliberationId, u32)> {
    match name.split('/').collect::<Vec<_>>()[..] {
        ["deliberations", id, "rounds", round] => {
            let number = round.parse().ok().filter(|number: &u32| *number > 0);
            let number = number.ok_or("the round is a whole number from 1")?;
            Ok((part(DeliberationId::parse(id), "deliberation")?, number))
        }
        _ => Err("use the form deliberations/{deliberation}/rounds/{round}".to_owned()),
    }
}

/// `deliberations/{d}/statements/{s}` or `deliberations/{d}/proposals/{p}`.
pub(super) fn item(name: &str) -> Parsed<(DeliberationId, ItemId)> {
    let (id, item) = match name.split('/').collect::<Vec<_>>()[..] {
        ["deliberations", id, "statements", statement] => {
            let statement = part(StatementId::parse(statement), "statement")?;
            (id, ItemId::Statement(statement))
        }
        ["deliberations", id, "proposals", proposal] => {
            let proposal = part(ProposalId::parse(proposal), "proposal")?;
            (id, ItemId::Proposal(proposal))
        }
        _ => {
            return Err("use the form deliberations/{deliberation}/statements/{statement} or \
                        deliberations/{deliberation}/proposals/{proposal}"
                .to_owned());
        }
    };
    Ok((part(DeliberationId::parse(id), "deliberation")?, item))
}

/// The name of a deliberation.
pub(super) fn of_deliberation(id: &DeliberationId) -> String {
    format!("deliberations/{id}")
}

/// The name of anything within a deliberation.
pub(super) fn within(id: &DeliberationId, relative: &dyn Display) -> String {
    format!("deliberations/{id}/{relative}")
}

/// The name of a party.
pub(super) fn of_party(id: &DeliberationId, party: &PartyId) -> String {
    format!("deliberations/{id}/parties/{party}")
}

/// The name of an item version: the item itself for a statement.
pub(super) fn of_version(id: &DeliberationId, version: &ItemVersion) -> String {
    within(id, version)
}
