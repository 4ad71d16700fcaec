//! What moves are as commands, in a state and under a set of names.

use std::collections::BTreeSet;

use beraad::domain::act::Extras;
use beraad::domain::caller::{Caller, Channel, Role};
use beraad::domain::charter::Charter;
use beraad::domain::command::{Command, CommandBody};
use beraad::domain::event::{Clause, ErasureScope, TallyRecord};
use beraad::domain::figure::{ItemAdvice, RoundAdvice};
use beraad::domain::ids::{ClauseId, Credential, FreshPseudonym, ItemVersion, Timestamp};
use beraad::domain::round::{ClosingRule, RoundPlan};
use beraad::domain::scale::Scale;
use beraad::domain::state::{Deliberation, Phase};

use crate::moves::{Actor, Move, Plan};
use crate::names::{NAMES, Names, text};

/// What comes before the random moves: two parties by themselves and one with two members.
pub fn opening() -> Vec<(Actor, Move)> {
    let party = |party| Move::AddParty { party, tie: None };
    let member = |n, issuer| Move::AddMember { who: (2, n), issuer: Some(issuer), speaks: false };
    let moves = [
        Move::Revise,
        Move::SetCharter { veto: false },
        party(0),
        party(1),
        party(2),
        member(0, false),
        member(1, true),
    ];
    moves.map(|step| (Actor::Entitled, step)).into()
}

/// The command that creates the deliberation.
pub fn creation() -> Command {
    let body = CommandBody::CreateDeliberation {
        title: text("title"),
        challenge: None,
        charter: None,
        initiator: None,
        engaged_by: None,
    };
    command(caller(Role::Facilitator), body, 0)
}

/// The commands of one move at step `n` of a tale; one, or a few that belong together.
pub fn commands(
    (actor, step): &(Actor, Move),
    state: &Deliberation,
    names: Names,
    n: i64,
) -> Vec<Command> {
    let bodies = match step {
        Move::Forward { plan, advice, conclude } => {
            forward(state, names, n, (plan, *advice, *conclude))
        }
        other => vec![body(other, state, names, n)],
    };
    let by = |body: CommandBody| command(acting(actor, &body, names), body, n);
    bodies.into_iter().map(by).collect()
}

fn command(caller: Caller, body: CommandBody, n: i64) -> Command {
    let (at, channel) = (Timestamp(n * 10), Channel::App);
    Command { caller: caller.into(), at, channel, evidence: None, expected: None, body }
}

pub fn caller(role: Role) -> Caller {
    Caller {
        role,
        credential: Credential::parse(role.as_str()).unwrap(),
        member: None,
        issuer: None,
    }
}

pub fn app(second: bool) -> Caller {
    let issuer = if second { "y" } else { "x" };
    Caller {
        credential: Credential::parse(&format!("app-{issuer}")).unwrap(),
        issuer: Some(issuer.into()),
        ..caller(Role::App)
    }
}

fn acting(actor: &Actor, body: &CommandBody, names: Names) -> Caller {
    let own = match body {
        CommandBody::AcceptCharter { member, .. } | CommandBody::CastStance { member, .. } => {
            Some(member.clone())
        }
        CommandBody::AddStatement { author, .. } => author.clone(),
        CommandBody::AddProposalVersion { author, .. } => Some(author.clone()),
        _ => None,
    };
    match (actor, body, own) {
        (Actor::App(second), ..) => app(*second),
        (Actor::As(role, who), ..) => Caller { member: Some(names.member(*who)), ..caller(*role) },
        (
            _,
            CommandBody::Tick | CommandBody::RecordFigures(_) | CommandBody::RecordProcess(_),
            _,
        ) => caller(Role::Engine),
        (_, _, None) => caller(Role::Facilitator),
        (_, _, own) => Caller { member: own, ..caller(Role::Member) },
    }
}

fn charter(veto: bool) -> Charter {
    Charter { lo_is_veto: veto, ..Charter::plain(Scale::new(-2, 2).unwrap()) }
}

fn round_plan(plan: &Plan, n: i64) -> RoundPlan {
    let soon = Timestamp(n * 10 + 100);
    let closing = match plan.closing {
        0 => ClosingRule::At(soon),
        1 => ClosingRule::EveryPartyAnswered { latest: soon },
        _ => ClosingRule::ByFacilitator,
    };
    RoundPlan {
        extension: plan.extension,
        against_advice_reason: plan.reasoned.then(|| text("reason")),
        ..RoundPlan::plain(plan.activities.clone(), closing)
    }
}

/// The versions of charter and challenge that there are.
fn framing(state: &Deliberation) -> (u32, u32) {
    let charter = state.charter.as_ref().map_or(0, |charter| charter.version);
    (charter, state.challenge.as_ref().map_or(0, |challenge| challenge.0))
}

fn body(step: &Move, state: &Deliberation, names: Names, n: i64) -> CommandBody {
    match step {
        Move::Revise => CommandBody::ReviseChallenge { text: text("challenge") },
        Move::SetCharter { veto } => CommandBody::SetCharter(charter(*veto)),
        Move::AddParty { party, tie } => CommandBody::AddParty {
            party: names.party(*party),
            kind: names.kind(*party),
            display_name: text("name"),
            affiliations: tie.iter().map(|party| names.party(*party)).collect(),
        },
        Move::AddMember { who: (party, member), issuer, speaks } => CommandBody::AddMember {
            party: names.party(*party),
            member: names.member_id(*member),
            display_name: None,
            identity: issuer.map(|second| (app(second).issuer.unwrap(), text("value"))),
            spokesperson: *speaks,
        },
        Move::Accept { who, off } => CommandBody::AcceptCharter {
            member: names.member(*who),
            charter_version: framing(state).0.wrapping_add(*off),
            challenge_version: framing(state).1,
        },
        Move::Open { plan } => CommandBody::OpenRound(round_plan(plan, n)),
        Move::Erase { who, whole } => CommandBody::Erase {
            member: names.member(*who),
            scope: match whole {
                true => ErasureScope::All,
                false => ErasureScope::Texts,
            },
        },
        Move::Cancel => CommandBody::CancelDeliberation { reason: text("reason") },
        Move::Tick | Move::Forward { .. } => CommandBody::Tick,
        content => content_body(content, names),
    }
}

fn content_body(step: &Move, names: Names) -> CommandBody {
    match step {
        Move::State { statement, author } => CommandBody::AddStatement {
            statement: names.statement(*statement),
            text: text("statement"),
            author: author.map(|who| names.member(who)),
            extras: Extras::default(),
        },
        Move::Propose { proposal, after, author, from } => {
            let id = |n: u8| ClauseId::parse(&n.to_string()).unwrap();
            let derive = |(of, n): &(Option<u8>, u8)| (of.map(|of| names.proposal(of)), id(*n));
            CommandBody::AddProposalVersion {
                proposal: names.proposal(*proposal),
                after_version: *after,
                title: text("title"),
                author: names.member(*author),
                clauses: vec![Clause {
                    id: id(*after as u8),
                    text: text("clause"),
                    derives_from: from.iter().map(derive).collect(),
                    authors: Vec::new(),
                    body: None,
                }],
                public_before: false,
            }
        }
        Move::Cast { item, version, who, answer } => CommandBody::CastStance {
            item: names.item(*item),
            version: *version,
            member: names.member(*who),
            answer: *answer,
            pseudonym: FreshPseudonym(7),
        },
        _ => CommandBody::Tick,
    }
}

fn forward(
    state: &Deliberation,
    names: Names,
    n: i64,
    (plan, advice, conclude): (&Plan, RoundAdvice, bool),
) -> Vec<CommandBody> {
    match state.phase {
        Phase::Draft => {
            let seats = [(0, None), (1, None), (2, Some(0)), (3, None)];
            let accept = |who| body(&Move::Accept { who, off: 0 }, state, names, n);
            let mut bodies: Vec<CommandBody> = seats.map(accept).into();
            bodies.push(CommandBody::DeclareReady);
            bodies
        }
        Phase::Between { .. } if conclude => vec![CommandBody::Conclude {
            against_advice_reason: plan.reasoned.then(|| text("reason")),
        }],
        Phase::Ready | Phase::Between { .. } => vec![CommandBody::OpenRound(round_plan(plan, n))],
        Phase::RoundOpen { round } => vec![CommandBody::CloseRound { round }],
        Phase::Tallying { round, conclusion } => {
            let advise = |item| ItemAdvice { item, advice };
            let rated: BTreeSet<ItemVersion> = state.rateable().collect();
            // In the order of the numbers, so that it is told the same in all names.
            let on = |n| rated.iter().filter(move |on| names.calls(n, &on.item)).cloned();
            vec![CommandBody::RecordFigures(TallyRecord {
                round,
                conclusion,
                input_digest: [4; 32],
                figures: Vec::new(),
                advice: (0..NAMES).flat_map(on).map(advise).collect(),
                outcome: None,
            })]
        }
        Phase::Concluded => vec![CommandBody::StartFollowUp],
        Phase::Decided => vec![CommandBody::StartFollowUp],
        Phase::FollowUp | Phase::Recovery => vec![CommandBody::CloseDeliberation],
        Phase::Absent | Phase::Closed | Phase::Cancelled => vec![CommandBody::Tick],
    }
}
