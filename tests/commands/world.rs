//! A deliberation in every phase, with everything in it that a command may speak of.

use std::sync::Arc;

use beraad::domain::act::*;
use beraad::domain::caller::{Caller, Channel, Entry, Role};
use beraad::domain::charter::{Admission, Authority, AuthorityRole, Body, BodyKind, Charter, Rule};
use beraad::domain::command::{Command, CommandBody};
use beraad::domain::decide::{PhaseKind, decide};
use beraad::domain::event::{Clause, Event, EventBody, TallyRecord};
use beraad::domain::evolve::evolve;
use beraad::domain::ids::*;
use beraad::domain::outcome::{Outcome, OutcomeResult};
use beraad::domain::party::PartyKind;
use beraad::domain::round::{Activity, BallotPlan, ClosingRule, RoundPlan};
use beraad::domain::scale::Scale;
use beraad::domain::state::Deliberation;

use crate::asked::{asked, decided, plan_version};

/// The numbers of what there is from the start.
#[derive(Debug, Clone, Copy, Default)]
pub struct Numbers {
    pub motion: u64,
    pub provision: u64,
    pub response: u64,
    pub objection: u64,
    pub notice: u64,
    pub commitment: u64,
    pub moderation: u64,
    pub appealed: u64,
    pub entry: u64,
}

/// The numbers of what there is from the start.
pub fn base() -> Numbers {
    beginning().1
}

/// Parties, members, and one of everything, told in events: no phase would allow all of it.
fn beginning() -> (Deliberation, Numbers) {
    let mut state = [create(), add_party("a"), add_party("b"), add_party("c"), add_member("m")]
        .into_iter()
        .chain([add_statement("s", None)])
        .fold(absent(), |state, body| {
            let command = by(Role::Facilitator, None, body);
            apply(state, &command)
        });
    let mut numbers = Numbers::default();
    let mut happened = |body: EventBody, role: Role| {
        let credential = Credential::parse("earlier").unwrap();
        let entry = Entry { role, credential, channel: Channel::Meeting, evidence: None };
        evolve(&mut state, &Event { at: Timestamp(0), entry, body });
        state.sequence
    };
    let a = || member("a", None);
    let clerk = Role::Clerk;
    happened(EventBody::PromiseMade(promise()), clerk);
    happened(EventBody::PreconditionDeclared(precondition()), clerk);
    numbers.provision = happened(EventBody::ProvisionDeclared(provision()), clerk);
    let member_role = Role::Member;
    let question = Contribution { to_authority: true, ..contribution("question", Some(a())) };
    happened(EventBody::ContributionAdded(question), member_role);
    happened(EventBody::ContributionAdded(contribution("idea", Some(a()))), member_role);
    let answer = response("question", member("c", Some("m")));
    numbers.response = happened(EventBody::Responded(answer), member_role);
    happened(version(1, a()), member_role);
    happened(version(2, member("c", Some("m"))), member_role);
    numbers.objection = happened(EventBody::ObjectionRaised(objection()), member_role);
    let mut change = decision(ClauseStatus::ChangeOfMind);
    let other = ClauseRef { proposal: proposal("plan"), clause: clause("other") };
    change.clauses.push(ClauseDecision { clause: other, ..change.clauses[0].clone() });
    numbers.notice = happened(EventBody::DecisionRecorded(change), clerk);
    numbers.commitment = happened(EventBody::CommitmentMade(commitment()), member_role);
    let hide = |target| EventBody::Moderated(Moderation { target, reason: text() });
    numbers.moderation = happened(hide(Target::Item(idea("idea"))), Role::Facilitator);
    numbers.appealed = happened(hide(Target::Item(idea("question"))), Role::Facilitator);
    let appeal = Appeal { moderation: numbers.appealed, member: a(), reason: text() };
    happened(EventBody::ModerationAppealed(appeal), member_role);
    let view = View { item: statement("s"), member: a() };
    numbers.entry = happened(EventBody::Viewed(view), Role::Facilitator);
    let subject = MotionSubject::Party(new_party("y"));
    let motion = Motion { subject, reason: text() };
    numbers.motion = happened(EventBody::MotionMade(motion), Role::Facilitator);
    (state, numbers)
}

fn version(version: u32, author: MemberRef) -> EventBody {
    let clause = |id: &str| Clause {
        id: clause(id),
        text: text(),
        derives_from: Vec::new(),
        authors: Vec::new(),
        body: None,
    };
    EventBody::ProposalVersionAdded {
        proposal: proposal("plan"),
        version,
        title: text(),
        author,
        clauses: vec![clause("k"), clause("other")],
        round: 0,
        sealed: false,
        public_before: false,
    }
}

/// A deliberation in a phase. Only where acceptance is asked has one party not accepted yet.
pub fn world(phase: PhaseKind, body: &CommandBody) -> Deliberation {
    let accepted = [accept("a", None), accept("b", None), accept("c", Some("m"))];
    let mut state = accepted.into_iter().fold(beginning().0, take);
    let on = [
        (PhaseKind::Ready, vec![CommandBody::DeclareReady]),
        (PhaseKind::RoundOpen, vec![open_round()]),
        (PhaseKind::Tallying, vec![CommandBody::CloseRound { round: 1 }]),
        (PhaseKind::Between, vec![record(false)]),
        (PhaseKind::Concluded, vec![conclude(), record(true)]),
        (PhaseKind::Decided, vec![CommandBody::RecordDecision(decision(ClauseStatus::Honoured))]),
        (PhaseKind::FollowUp, vec![CommandBody::StartFollowUp]),
        (PhaseKind::Closed, vec![CommandBody::CloseDeliberation]),
        (PhaseKind::Recovery, vec![CommandBody::ReverseDecision(reversal(vec![decided()]))]),
    ];
    match phase {
        PhaseKind::Draft => {}
        PhaseKind::Cancelled => {
            state = take(state, CommandBody::CancelDeliberation { reason: text() });
        }
        _ => {
            let last = on.iter().position(|(reached, _)| *reached == phase);
            let to = last.expect("every other phase is on the way");
            let steps = on[..=to].iter().flat_map(|(_, steps)| steps).cloned();
            state = steps.fold(state, take);
        }
    }
    if phase == PhaseKind::Recovery {
        state = reach(state);
    }
    if let CommandBody::RecordProcess(record) = body {
        (state.process_due, state.sequence) = (true, record.through);
    }
    if matches!(body, CommandBody::AcceptCharter { .. }) {
        let parties = &mut state.parties;
        parties.get_mut(&party("c")).unwrap().accepted = None;
    }
    state
}

/// The reversal reaches every party but the authority.
fn reach(state: Deliberation) -> Deliberation {
    let notice = *state.verdict.reversals.keys().next().unwrap();
    [member("a", None), member("c", Some("m"))].into_iter().fold(state, |state, member| {
        take(state, CommandBody::AcknowledgeNotice(NoticeAcknowledgement { notice, member }))
    })
}

fn take(state: Deliberation, body: CommandBody) -> Deliberation {
    apply(state, &asked(&body))
}

fn apply(mut state: Deliberation, command: &Command) -> Deliberation {
    let events = decide(&state, command).expect("the way to a phase is free");
    events.iter().for_each(|event| evolve(&mut state, event));
    state
}

/// Nothing happened yet.
pub fn absent() -> Deliberation {
    Deliberation::absent(DeliberationId::parse("d").unwrap())
}

/// The command, asked in a role.
pub fn by(role: Role, member: Option<MemberRef>, body: CommandBody) -> Command {
    Command {
        caller: Arc::new(Caller {
            role,
            credential: Credential::parse(role.as_str()).unwrap(),
            member,
            issuer: None,
        }),
        at: Timestamp(1),
        channel: Channel::App,
        evidence: None,
        expected: None,
        body,
    }
}

pub fn text() -> TextRef {
    TextRef { id: TextId::parse("text").unwrap(), digest: [1; 32] }
}

pub fn party(id: &str) -> PartyId {
    PartyId::parse(id).unwrap()
}

pub fn group(id: &str) -> GroupId {
    GroupId::parse(id).unwrap()
}

pub fn body(id: &str) -> BodyId {
    BodyId::parse(id).unwrap()
}

pub fn proposal(id: &str) -> ProposalId {
    ProposalId::parse(id).unwrap()
}

pub fn clause(id: &str) -> ClauseId {
    ClauseId::parse(id).unwrap()
}

pub fn statement(id: &str) -> ItemId {
    ItemId::Statement(StatementId::parse(id).unwrap())
}

pub fn idea(id: &str) -> ItemId {
    ItemId::Contribution(ContributionId::parse(id).unwrap())
}

pub fn member(of: &str, member: Option<&str>) -> MemberRef {
    MemberRef { party: party(of), member: member.map(|id| MemberId::parse(id).unwrap()) }
}

pub fn create() -> CommandBody {
    CommandBody::CreateDeliberation {
        title: text(),
        challenge: Some(text()),
        charter: Some(Box::new(charter())),
        initiator: None,
        engaged_by: None,
    }
}

/// Party b is the authority, with one deciding body.
pub fn charter() -> Charter {
    let raad = Body { id: body("raad"), kind: BodyKind::Council, name: "raad".into() };
    let role = AuthorityRole::Deciding;
    let authority = Authority { party: party("b"), role, bodies: vec![raad] };
    Charter {
        admission: Admission::ByFacilitator,
        authority: Some(authority),
        ..Charter::plain(Scale::new(-2, 2).unwrap())
    }
}

pub fn new_party(id: &str) -> NewParty {
    NewParty {
        party: party(id),
        kind: PartyKind::Resident,
        display_name: text(),
        affiliations: Vec::new(),
    }
}

pub fn add_party(id: &str) -> CommandBody {
    let NewParty { party, kind, display_name, affiliations } = new_party(id);
    CommandBody::AddParty { party, kind, display_name, affiliations }
}

pub fn add_member(id: &str) -> CommandBody {
    CommandBody::AddMember {
        party: party("c"),
        member: MemberId::parse(id).unwrap(),
        display_name: None,
        identity: None,
        spokesperson: false,
    }
}

pub fn accept(party: &str, of: Option<&str>) -> CommandBody {
    CommandBody::AcceptCharter {
        member: member(party, of),
        charter_version: 1,
        challenge_version: 1,
    }
}

pub fn promise() -> Promise {
    Promise { body: body("raad"), level: Level::Advise, text: text(), grounds: Vec::new() }
}

pub fn precondition() -> Precondition {
    Precondition { body: body("raad"), text: text(), consequence: text(), answers: None }
}

pub fn provision() -> Provision {
    Provision { body: body("raad"), text: text(), due: None }
}

pub fn contribution(id: &str, author: Option<MemberRef>) -> Contribution {
    Contribution {
        contribution: ContributionId::parse(id).unwrap(),
        kind: ContributionKind::Question,
        text: text(),
        author,
        to_authority: false,
        answer_by: None,
        extras: Extras::default(),
        round: 0,
    }
}

pub fn response(to: &str, author: MemberRef) -> Response {
    Response { to: idea(to), author, kind: ResponseKind::Answer, text: text(), round: 0 }
}

pub fn objection() -> Objection {
    Objection { on: plan_version(2), member: member("a", None), reason: text(), round: 0 }
}

pub fn commitment() -> Commitment {
    Commitment { member: member("a", None), text: text(), due: None, round: 0 }
}

pub fn decision(status: ClauseStatus) -> Decision {
    let one = ClauseDecision { clause: decided(), status, reason: Some(text()) };
    Decision { body: body("raad"), number: "".into(), decided: Timestamp(0), clauses: vec![one] }
}

/// The reversal of these clauses; of none named all that stand.
pub fn reversal(clauses: Vec<ClauseRef>) -> Reversal {
    Reversal {
        body: body("raad"),
        number: "".into(),
        decided: Timestamp(0),
        clauses,
        reason: text(),
    }
}

pub fn open_round() -> CommandBody {
    use Activity::{Ballot, Commit, Contribute, Propose, Rate, Reflect, Respond};
    let activities = vec![Contribute, Propose, Respond, Rate, Ballot, Commit, Reflect];
    let ballot = BallotPlan::plain(Rule::Consent, Vec::new());
    let plan = RoundPlan::plain(activities, ClosingRule::ByFacilitator);
    CommandBody::OpenRound(RoundPlan { ballot: Some(ballot), ..plan })
}

pub fn conclude() -> CommandBody {
    CommandBody::Conclude { against_advice_reason: None }
}

pub fn record(conclusion: bool) -> CommandBody {
    let outcome = Outcome {
        rule: Rule::Consent,
        result: OutcomeResult::NotReached,
        adopted: Vec::new(),
        ranking: Vec::new(),
        tied: Vec::new(),
        groups_under_floor: Vec::new(),
        steps: Vec::new(),
        headcount: 3,
    };
    CommandBody::RecordFigures(TallyRecord {
        round: 1,
        conclusion,
        input_digest: [3; 32],
        figures: Vec::new(),
        advice: Vec::new(),
        outcome: Some(outcome),
    })
}

pub fn add_statement(id: &str, author: Option<MemberRef>) -> CommandBody {
    let statement = StatementId::parse(id).unwrap();
    CommandBody::AddStatement { statement, text: text(), author, extras: Extras::default() }
}
