//! Resource names: `deliberations/{d}/parties/{p}/members/{m}` and their kin.

use std::fmt::Display;

use crate::domain::act::Target;
use crate::domain::ids::{
    ContributionId, DeliberationId, GroupId, IdError, ItemId, ItemVersion, MemberId, MemberRef,
    PartyId, ProposalId, StatementId,
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

/// `deliberations/{d}/contributions/{c}`, `.../statements/{s}` or `.../proposals/{p}`.
pub(super) fn item(name: &str) -> Parsed<(DeliberationId, ItemId)> {
    let (id, item) = match name.split('/').collect::<Vec<_>>()[..] {
        ["deliberations", id, "contributions", contribution] => {
            let contribution = part(ContributionId::parse(contribution), "contribution")?;
            (id, ItemId::Contribution(contribution))
        }
        ["deliberations", id, "statements", statement] => {
            let statement = part(StatementId::parse(statement), "statement")?;
            (id, ItemId::Statement(statement))
        }
        ["deliberations", id, "proposals", proposal] => {
            let proposal = part(ProposalId::parse(proposal), "proposal")?;
            (id, ItemId::Proposal(proposal))
        }
        _ => {
            return Err("use the form deliberations/{deliberation}/statements/{statement}, \
                        .../contributions/{contribution} or .../proposals/{proposal}"
                .to_owned());
        }
    };
    Ok((part(DeliberationId::parse(id), "deliberation")?, item))
}

/// `deliberations/{d}/proposals/{p}`.
pub(super) fn proposal(name: &str) -> Parsed<(DeliberationId, ProposalId)> {
    match item(name) {
        Ok((id, ItemId::Proposal(proposal))) => Ok((id, proposal)),
        _ => Err("use the form deliberations/{deliberation}/proposals/{proposal}".to_owned()),
    }
}

/// `deliberations/{d}/contributions/{c}`.
pub(super) fn contribution(name: &str) -> Parsed<(DeliberationId, ContributionId)> {
    match item(name) {
        Ok((id, ItemId::Contribution(contribution))) => Ok((id, contribution)),
        _ => {
            Err("use the form deliberations/{deliberation}/contributions/{contribution}".to_owned())
        }
    }
}

/// `deliberations/{d}/groups/{g}`.
pub(super) fn group(name: &str) -> Parsed<(DeliberationId, GroupId)> {
    match name.split('/').collect::<Vec<_>>()[..] {
        ["deliberations", id, "groups", group] => {
            let group = part(GroupId::parse(group), "group")?;
            Ok((part(DeliberationId::parse(id), "deliberation")?, group))
        }
        _ => Err("use the form deliberations/{deliberation}/groups/{group}".to_owned()),
    }
}

/// `deliberations/{d}/{collection}/{sequence}`: what the event of that sequence made.
pub(super) fn numbered(name: &str, collection: &str) -> Parsed<(DeliberationId, u64)> {
    match name.split('/').collect::<Vec<_>>()[..] {
        ["deliberations", id, of, number] if of == collection => {
            let digits = number.bytes().all(|digit| digit.is_ascii_digit());
            let number = number.parse().ok().filter(|number| digits && *number > 0);
            let number = number.ok_or("the last part is a whole number from 1")?;
            Ok((part(DeliberationId::parse(id), "deliberation")?, number))
        }
        _ => Err(format!("use the form deliberations/{{deliberation}}/{collection}/{{sequence}}")),
    }
}

/// What can be moderated: an item or a response.
pub(super) fn target(name: &str) -> Parsed<(DeliberationId, Target)> {
    let response = numbered(name, "responses").map(|(id, number)| (id, Target::Response(number)));
    let found = response.or_else(|_| item(name).map(|(id, item)| (id, Target::Item(item))));
    found.map_err(|_| {
        "name a statement, contribution, proposal or response, such as \
         deliberations/{deliberation}/responses/{sequence}"
            .to_owned()
    })
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

/// The name of what the event of a sequence made.
pub(super) fn of_number(id: &DeliberationId, collection: &str, number: u64) -> String {
    format!("deliberations/{id}/{collection}/{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written_and_in_no_other_way() {
        let (id, number) = numbered("deliberations/d/responses/17", "responses").unwrap();
        assert_eq!(of_number(&id, "responses", number), "deliberations/d/responses/17");
        for bad in [
            "deliberations/d/responses/0",
            "deliberations/d/responses/+1",
            "deliberations/d/motions/17",
            "deliberations/D/responses/17",
            "deliberations/d/responses/17/x",
            "responses/17",
        ] {
            assert!(numbered(bad, "responses").is_err(), "{bad}");
        }
        for name in [
            "deliberations/d/contributions/c",
            "deliberations/d/statements/s",
            "deliberations/d/proposals/p",
        ] {
            let (id, read) = item(name).unwrap();
            assert_eq!(within(&id, &read), name);
            assert!(matches!(target(name), Ok((_, Target::Item(found))) if found == read));
        }
        let response = target("deliberations/d/responses/3").unwrap();
        assert_eq!(response.1, Target::Response(3));
        assert!(target("deliberations/d/parties/p").is_err());
        assert!(proposal("deliberations/d/statements/s").is_err());
    }
}
