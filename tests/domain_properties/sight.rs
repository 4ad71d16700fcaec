//! Who may see what, told a second time from the log alone.

use std::collections::BTreeSet;

use beraad::domain::caller::{Caller, Role};
use beraad::domain::command::{Command, CommandBody};
use beraad::domain::event::{Answer, Event, EventBody};
use beraad::domain::ids::{ItemId, MemberRef, PartyId};
use beraad::domain::state::Deliberation;
use beraad::domain::visibility::{self, Withheld};
use proptest::prelude::*;

use crate::moves::ROLES;
use crate::names::{PLAIN, text};
use crate::told::{app, caller};

/// Every role, once as nobody and once as each of some members; and two apps.
fn callers() -> Vec<Caller> {
    let members = [(0, None), (1, None), (2, Some(0)), (2, Some(1))];
    let mut callers = vec![app(false), app(true)];
    for role in ROLES {
        callers.push(caller(role));
        callers
            .extend(members.map(|who| Caller { member: Some(PLAIN.member(who)), ..caller(role) }));
    }
    callers
}

/// The member that a caller is: only for the two roles that a member has.
fn is(caller: &Caller) -> Option<&MemberRef> {
    match caller.role {
        Role::Member | Role::Spokesperson => caller.member.as_ref(),
        _ => None,
    }
}

fn closed_rounds(log: &[Event]) -> BTreeSet<u32> {
    let closed = |event: &Event| match event.body {
        EventBody::RoundClosed { round, .. } => Some(round),
        _ => None,
    };
    log.iter().filter_map(closed).collect()
}

/// What rules 2 and 3 say of one event.
fn expected(caller: &Caller, event: &Event, closed: &BTreeSet<u32>) -> Option<Withheld> {
    let admin = (caller.role == Role::Admin).then_some(Withheld::AuditorOnly);
    let app = caller.role == Role::App && event.entry.role == Role::App;
    let entered = app && caller.credential == event.entry.credential;
    let (round, own) = match &event.body {
        EventBody::StanceCast { round, voice, .. } => {
            (round, is(caller).is_some() && is(caller) == voice.member() || entered)
        }
        EventBody::ProposalVersionAdded { round, author, .. } => {
            (round, is(caller).is_some_and(|is| is.party == author.party) || entered)
        }
        _ => return admin,
    };
    let hidden = !own && !closed.contains(round);
    match event.body {
        // That nobody may know of a sealed proposal comes before what an admin may never read.
        EventBody::ProposalVersionAdded { .. } if hidden => Some(Withheld::UntilRoundCloses),
        _ if hidden => admin.or(Some(Withheld::UntilRoundCloses)),
        _ => admin,
    }
}

/// Holds the policy against the rules, for every caller and every event so far.
pub fn check(state: &Deliberation, log: &[Event]) -> Result<(), TestCaseError> {
    let closed = closed_rounds(log);
    for caller in callers() {
        for event in log {
            let wanted = expected(&caller, event, &closed);
            prop_assert_eq!(visibility::event(state, &caller, event), wanted);
            let hidden = wanted == Some(Withheld::UntilRoundCloses);
            match &event.body {
                EventBody::StanceCast { round, voice, .. } => {
                    let by = (event.entry.role, &event.entry.credential);
                    let found = visibility::hidden(state, &caller, *round, voice, by);
                    prop_assert_eq!(found, wanted);
                }
                EventBody::ProposalVersionAdded { proposal, version, .. } => {
                    let id = ItemId::Proposal(proposal.clone());
                    let version = &state.items[&id].versions[*version as usize - 1];
                    let found = visibility::sees_version(state, &caller, &id, version);
                    prop_assert_eq!(found, !hidden);
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Asks the policy of everything, for the sake of asking.
pub fn look_at_everything(state: &Deliberation, log: &[Event]) {
    for caller in callers() {
        for event in log {
            let _ = visibility::event(state, &caller, event);
        }
        for (id, item) in state.items.iter() {
            for version in &item.versions {
                let _ = visibility::sees_version(state, &caller, id, version);
            }
        }
    }
}

/// The party for which a command acts.
fn acting(command: &Command) -> Option<&PartyId> {
    match &command.body {
        CommandBody::AcceptCharter { member, .. } | CommandBody::CastStance { member, .. } => {
            Some(&member.party)
        }
        CommandBody::AddProposalVersion { author, .. } => Some(&author.party),
        CommandBody::AddStatement { author, .. } => author.as_ref().map(|author| &author.party),
        _ => None,
    }
}

/// The log with everything that other parties still hide replaced: stances by passes, and the
/// titles and clauses of proposals by other ones.
pub fn disguise(log: &[Event], command: &Command) -> Vec<Event> {
    let closed = closed_rounds(log);
    let own = acting(command);
    let hidden = |party: &PartyId, round: &u32| Some(party) != own && !closed.contains(round);
    let mask = |event: &Event| {
        let mut event = event.clone();
        match &mut event.body {
            EventBody::StanceCast { voice, round, answer, .. }
                if voice.member().is_some_and(|member| hidden(&member.party, round)) =>
            {
                *answer = Answer::Pass;
            }
            EventBody::ProposalVersionAdded { author, round, title, clauses, .. }
                if hidden(&author.party, round) =>
            {
                *title = text("masked");
                clauses.clear();
            }
            _ => {}
        }
        event
    };
    log.iter().map(mask).collect()
}
