//! A deliberation in every phase, and a command of every kind that only the phase can refuse.

use beraad::domain::caller::{Caller, Channel, Role};
use beraad::domain::charter::{Charter, StanceVisibility, Thresholds};
use beraad::domain::command::{Command, CommandBody};
use beraad::domain::decide::{PhaseKind, decide};
use beraad::domain::event::{Answer, Clause, ErasureScope, TallyRecord};
use beraad::domain::evolve::evolve;
use beraad::domain::ids::{
    ClauseId, Credential, DeliberationId, ItemId, MemberId, MemberRef, PartyId, ProposalId,
    StatementId, TextId, TextRef, Timestamp,
};
use beraad::domain::party::PartyKind;
use beraad::domain::round::{Activity, ClosingRule, RoundPlan};
use beraad::domain::scale::Scale;
use beraad::domain::state::Deliberation;

/// Every kind of command with the name of its row.
pub fn commands() -> Vec<(&'static str, CommandBody)> {
    let mut commands = framing_commands();
    commands.extend(round_commands());
    commands.extend(content_commands());
    commands
}

fn framing_commands() -> Vec<(&'static str, CommandBody)> {
    let revise = CommandBody::ReviseChallenge { text: text() };
    vec![
        ("CreateDeliberation", create()),
        ("ReviseChallenge", revise),
        ("SetCharter", CommandBody::SetCharter(charter())),
        ("AddParty", add_party("z")),
        ("AddMember", add_member("z")),
        ("AcceptCharter", accept("c", Some("m"))),
        ("DeclareReady", CommandBody::DeclareReady),
    ]
}

fn round_commands() -> Vec<(&'static str, CommandBody)> {
    let cancel = CommandBody::CancelDeliberation { reason: text() };
    vec![
        ("OpenRound", open_round()),
        ("CloseRound", CommandBody::CloseRound { round: 1 }),
        ("Conclude", conclude()),
        ("StartFollowUp", CommandBody::StartFollowUp),
        ("CloseDeliberation", CommandBody::CloseDeliberation),
        ("CancelDeliberation", cancel),
        ("Tick", CommandBody::Tick),
        ("RecordFigures", record(false)),
    ]
}

fn content_commands() -> Vec<(&'static str, CommandBody)> {
    let propose = CommandBody::AddProposalVersion {
        proposal: ProposalId::parse("z").unwrap(),
        after_version: 0,
        title: text(),
        author: member("a", None),
        clauses: vec![Clause {
            id: ClauseId::parse("k").unwrap(),
            text: text(),
            derives_from: Vec::new(),
        }],
    };
    let cast = CommandBody::CastStance {
        item: ItemId::Statement(StatementId::parse("s").unwrap()),
        version: 1,
        member: member("a", None),
        answer: Answer::Stance(1),
    };
    let erase = CommandBody::Erase { member: member("b", None), scope: ErasureScope::Texts };
    let own = Some(member("a", None));
    vec![
        ("AddStatement, without a member", add_statement("z", None)),
        ("AddStatement, of a member", add_statement("z", own)),
        ("AddProposalVersion", propose),
        ("CastStance", cast),
        ("Erase", erase),
    ]
}

/// A deliberation in a phase. Only where acceptance is asked has one party not accepted yet.
pub fn world(phase: PhaseKind, asked: &CommandBody) -> Deliberation {
    let mut steps = vec![create(), add_party("a"), add_party("b"), add_party("c")];
    steps.extend([add_member("m"), add_statement("s", None)]);
    steps.extend([accept("a", None), accept("b", None)]);
    let draft = phase == PhaseKind::Draft;
    if !(draft && matches!(asked, CommandBody::AcceptCharter { .. })) {
        steps.push(accept("c", Some("m")));
    }
    let cancel = CommandBody::CancelDeliberation { reason: text() };
    let on = [
        (PhaseKind::Ready, vec![CommandBody::DeclareReady]),
        (PhaseKind::RoundOpen, vec![open_round()]),
        (PhaseKind::Tallying, vec![CommandBody::CloseRound { round: 1 }]),
        (PhaseKind::Between, vec![record(false)]),
        (PhaseKind::Concluded, vec![conclude(), record(true)]),
        (PhaseKind::FollowUp, vec![CommandBody::StartFollowUp]),
        (PhaseKind::Closed, vec![CommandBody::CloseDeliberation]),
    ];
    match phase {
        PhaseKind::Draft => {}
        PhaseKind::Cancelled => steps.push(cancel),
        _ => {
            let last = on.iter().position(|(reached, _)| *reached == phase);
            let to = last.expect("every other phase is on the way");
            steps.extend(on[..=to].iter().flat_map(|(_, steps)| steps).cloned());
        }
    }
    steps.into_iter().fold(absent(), take)
}

fn take(mut state: Deliberation, body: CommandBody) -> Deliberation {
    let events = decide(&state, &asked(&body)).expect("the way to a phase is free");
    events.iter().for_each(|event| evolve(&mut state, event));
    state
}

/// Nothing happened yet.
pub fn absent() -> Deliberation {
    Deliberation::absent(DeliberationId::parse("d").unwrap())
}

/// The command, asked by somebody who may.
pub fn asked(body: &CommandBody) -> Command {
    let own = match body {
        CommandBody::AcceptCharter { member, .. } | CommandBody::CastStance { member, .. } => {
            Some(member)
        }
        CommandBody::AddStatement { author, .. } => author.as_ref(),
        CommandBody::AddProposalVersion { author, .. } => Some(author),
        _ => None,
    };
    let role = match (body, own) {
        (CommandBody::Tick | CommandBody::RecordFigures(_), _) => Role::Engine,
        (_, Some(_)) => Role::Member,
        (_, None) => Role::Facilitator,
    };
    by(role, own.cloned(), body.clone())
}

/// The command, asked in a role.
pub fn by(role: Role, member: Option<MemberRef>, body: CommandBody) -> Command {
    Command {
        caller: Caller {
            role,
            credential: Credential::parse(role.as_str()).unwrap(),
            member,
            issuer: None,
        },
        at: Timestamp(1),
        channel: Channel::App,
        expected: None,
        body,
    }
}

fn text() -> TextRef {
    TextRef { id: TextId::parse("text").unwrap(), digest: [1; 32] }
}

fn member(party: &str, member: Option<&str>) -> MemberRef {
    MemberRef {
        party: PartyId::parse(party).unwrap(),
        member: member.map(|id| MemberId::parse(id).unwrap()),
    }
}

fn create() -> CommandBody {
    CommandBody::CreateDeliberation {
        title: text(),
        challenge: Some(text()),
        charter: Some(charter()),
    }
}

fn charter() -> Charter {
    Charter {
        version: 1,
        hash: [2; 32],
        scale: Scale::new(-2, 2).unwrap(),
        labels: Vec::new(),
        lo_is_veto: false,
        visibility: StanceVisibility::Attributed,
        thresholds: Thresholds::default(),
    }
}

fn add_party(id: &str) -> CommandBody {
    CommandBody::AddParty {
        party: PartyId::parse(id).unwrap(),
        kind: PartyKind::Municipality,
        display_name: text(),
        affiliations: Vec::new(),
    }
}

fn add_member(id: &str) -> CommandBody {
    CommandBody::AddMember {
        party: PartyId::parse("c").unwrap(),
        member: MemberId::parse(id).unwrap(),
        display_name: None,
        identity: None,
        spokesperson: false,
    }
}

fn accept(party: &str, of: Option<&str>) -> CommandBody {
    CommandBody::AcceptCharter {
        member: member(party, of),
        charter_version: 1,
        challenge_version: 1,
    }
}

fn open_round() -> CommandBody {
    CommandBody::OpenRound(RoundPlan {
        title: None,
        activities: vec![Activity::Contribute, Activity::Propose, Activity::Rate],
        closing: ClosingRule::ByFacilitator,
        extension: false,
        against_advice_reason: None,
    })
}

fn conclude() -> CommandBody {
    CommandBody::Conclude { against_advice_reason: None }
}

fn record(conclusion: bool) -> CommandBody {
    CommandBody::RecordFigures(TallyRecord {
        round: 1,
        conclusion,
        input_digest: [3; 32],
        figures: Vec::new(),
        advice: Vec::new(),
    })
}

fn add_statement(id: &str, author: Option<MemberRef>) -> CommandBody {
    CommandBody::AddStatement { statement: StatementId::parse(id).unwrap(), text: text(), author }
}
