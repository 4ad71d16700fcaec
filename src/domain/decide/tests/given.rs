//! What happened before, told in events; and the words in which the cases are written.

use std::sync::Arc;

use crate::domain::act::{Extras, Voice};
use crate::domain::caller::{Caller, Channel, Entry, Role};
use crate::domain::charter::Charter;
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::{Answer, Clause, Event, EventBody, TallyRecord};
use crate::domain::evolve::evolve;
use crate::domain::figure::{ItemAdvice, RoundAdvice};
use crate::domain::ids::{
    ClauseId, Credential, DeliberationId, FreshPseudonym, ItemId, ItemVersion, MemberId, MemberRef,
    PartyId, ProposalId, PseudonymId, StatementId, TextId, TextRef, Timestamp,
};
use crate::domain::party::PartyKind;
use crate::domain::round::{Activity, CloseCause, ClosingRule, RoundPlan};
use crate::domain::scale::Scale;
use crate::domain::state::{Deliberation, Phase};

/// The moment of every command that names none; what happened before happened earlier.
pub(super) const NOW: Timestamp = Timestamp(1_000);

pub(super) fn text(id: &str) -> TextRef {
    TextRef { id: TextId::parse(id).unwrap(), digest: [7; 32] }
}

pub(super) fn party(id: &str) -> PartyId {
    PartyId::parse(id).unwrap()
}

pub(super) fn member_id(id: &str) -> MemberId {
    MemberId::parse(id).unwrap()
}

/// `a` for a party by itself, `c/m1` for its member.
pub(super) fn of(name: &str) -> MemberRef {
    let (of, member) = name.split_once('/').unzip();
    MemberRef { party: party(of.unwrap_or(name)), member: member.map(member_id) }
}

pub(super) fn statement(id: &str) -> ItemId {
    ItemId::Statement(StatementId::parse(id).unwrap())
}

pub(super) fn proposal(id: &str) -> ItemId {
    ItemId::Proposal(ProposalId::parse(id).unwrap())
}

pub(super) fn version(item: ItemId, version: u32) -> ItemVersion {
    ItemVersion { item, version }
}

/// `k1` derives from nothing, `k1<k0` from a clause of the same proposal, `k1<p0/k0` of another.
pub(super) fn clause(told: &str) -> Clause {
    let (id, from) = told.split_once('<').unzip();
    let derive = |from: &str| match from.split_once('/') {
        Some((of, id)) => (ProposalId::parse(of).ok(), ClauseId::parse(id).unwrap()),
        None => (None, ClauseId::parse(from).unwrap()),
    };
    Clause {
        id: ClauseId::parse(id.unwrap_or(told)).unwrap(),
        text: text("clause"),
        derives_from: from.map(derive).into_iter().collect(),
        authors: Vec::new(),
        body: None,
    }
}

pub(super) fn charter(version: u32) -> Charter {
    let plain = Charter::plain(Scale::new(-2, 2).unwrap());
    Charter { version, hash: [3; 32], lo_is_veto: true, ..plain }
}

pub(super) fn plan(activities: &[Activity], closing: ClosingRule) -> RoundPlan {
    RoundPlan::plain(activities.to_vec(), closing)
}

pub(super) fn role(role: Role) -> Caller {
    Caller {
        role,
        credential: Credential::parse(role.as_str()).unwrap(),
        member: None,
        issuer: None,
    }
}

pub(super) fn facilitator() -> Caller {
    role(Role::Facilitator)
}

pub(super) fn engine() -> Caller {
    role(Role::Engine)
}

pub(super) fn member(name: &str) -> Caller {
    Caller { member: Some(of(name)), ..role(Role::Member) }
}

pub(super) fn app(issuer: &str) -> Caller {
    Caller { issuer: Some(issuer.into()), ..role(Role::App) }
}

pub(super) fn by(caller: Caller, body: CommandBody) -> Command {
    Command {
        caller: Arc::new(caller),
        at: NOW,
        channel: Channel::App,
        evidence: None,
        expected: None,
        body,
    }
}

/// The same command at another moment.
pub(super) fn at(moment: i64, command: Command) -> Command {
    Command { at: Timestamp(moment), ..command }
}

pub(super) fn entry() -> Entry {
    Entry {
        role: Role::Facilitator,
        credential: Credential::parse("earlier").unwrap(),
        channel: Channel::Meeting,
        evidence: None,
    }
}

/// What the facilitator enters from a paper form.
pub(super) fn paper(body: CommandBody) -> Command {
    Command { channel: Channel::Paper, evidence: Some(text("form")), ..by(facilitator(), body) }
}

/// What becomes a pseudonym where one is needed.
pub(super) const FRESH: FreshPseudonym = FreshPseudonym(7);
/// The pseudonym that it becomes.
pub(super) const FIRST: &str = "y00000000000000000000000007";

pub(super) fn pseudonym(id: &str) -> PseudonymId {
    PseudonymId::parse(id).unwrap()
}

/// The creation of a deliberation by the facilitator.
pub(super) fn created() -> EventBody {
    EventBody::DeliberationCreated { title: text("title"), initiator: None, engaged_by: None }
}

/// What happened so far.
#[derive(Clone)]
pub(super) struct Story(Deliberation);

impl From<Story> for Deliberation {
    fn from(story: Story) -> Deliberation {
        story.0
    }
}

impl Story {
    pub(super) fn absent() -> Story {
        Story(Deliberation::absent(DeliberationId::parse("d").unwrap()))
    }

    /// Created, without challenge, charter or party.
    pub(super) fn created() -> Story {
        Story::absent().then(created())
    }

    /// Two parties by themselves, `a` and `b`, and `c` with members `m1` and `m2`, whose identities
    /// carry the issuers `x` and `y`.
    pub(super) fn framed() -> Story {
        let challenge = EventBody::ChallengeRevised { version: 1, text: text("challenge") };
        let story = Story::created().then(challenge).then(EventBody::CharterSet(charter(1)));
        let story = story.party("a").party("b").party("c");
        story.member("c/m1", Some("x"), false).member("c/m2", Some("y"), false)
    }

    /// Framed, and accepted by the parties that are named.
    pub(super) fn accepted(by: &[&str]) -> Story {
        by.iter().fold(Story::framed(), |story, member| story.then(accepted_by(member, 1, 1)))
    }

    pub(super) fn ready() -> Story {
        Story::accepted(&["a", "b", "c/m1"]).then(ready_declared(&[]))
    }

    /// Ready, and a round opened that the facilitator closes.
    pub(super) fn round(activities: &[Activity]) -> Story {
        Story::ready().opened(plan(activities, ClosingRule::ByFacilitator))
    }

    pub(super) fn party(self, id: &str) -> Story {
        self.then(EventBody::PartyAdded {
            party: party(id),
            kind: PartyKind::Resident,
            display_name: text("name"),
            affiliations: Vec::new(),
        })
    }

    pub(super) fn member(self, name: &str, issuer: Option<&str>, speaks: bool) -> Story {
        let member = of(name);
        self.then(EventBody::MemberAdded {
            party: member.party,
            member: member.member.unwrap(),
            display_name: None,
            identity: issuer.map(|issuer| (issuer.into(), text("value"))),
            spokesperson: speaks,
        })
    }

    pub(super) fn opened(self, plan: RoundPlan) -> Story {
        let round = self.0.last_round() + 1;
        self.then(EventBody::RoundOpened { round, plan, charter_hash: [3; 32] })
    }

    pub(super) fn statement(self, id: &str) -> Story {
        let round = match self.0.phase {
            Phase::RoundOpen { round } => round,
            _ => 0,
        };
        self.then(EventBody::StatementAdded {
            statement: StatementId::parse(id).unwrap(),
            text: text("statement"),
            author: None,
            round,
            extras: Extras::default(),
        })
    }

    pub(super) fn proposal(self, id: &str, version: u32, author: &str, clauses: &[&str]) -> Story {
        let round = self.0.last_round();
        self.then(EventBody::ProposalVersionAdded {
            proposal: ProposalId::parse(id).unwrap(),
            version,
            title: text("title"),
            author: of(author),
            clauses: clauses.iter().map(|told| clause(told)).collect(),
            round,
            sealed: true,
            public_before: false,
        })
    }

    pub(super) fn stance(self, name: &str, on: ItemVersion, answer: Answer) -> Story {
        let round = self.0.last_round();
        self.then(EventBody::StanceCast { on, voice: Voice::Named(of(name)), answer, round })
    }

    pub(super) fn closed(self) -> Story {
        let round = self.0.last_round();
        self.then(EventBody::RoundClosed { round, cause: CloseCause::Facilitator })
    }

    /// Closed, and its figures recorded with this advice.
    pub(super) fn tallied(self, advice: &[(ItemVersion, RoundAdvice)]) -> Story {
        let round = self.0.last_round();
        let mut record = record(round, false);
        record.advice =
            (advice.iter().cloned()).map(|(item, advice)| ItemAdvice { item, advice }).collect();
        self.closed().then(EventBody::FiguresRecorded(record))
    }

    /// From between the rounds to the end of them.
    pub(super) fn concluded(self) -> Story {
        let round = self.0.last_round();
        self.then(EventBody::ConclusionCalled { against_advice_reason: None })
            .then(EventBody::FiguresRecorded(record(round, true)))
    }

    pub(super) fn then(mut self, body: EventBody) -> Story {
        let event = Event { at: Timestamp(self.0.sequence as i64), entry: entry(), body };
        evolve(&mut self.0, &event);
        self
    }

    /// The state with something written into it, where telling it in events would take too long.
    pub(super) fn with(mut self, write: impl FnOnce(&mut Deliberation)) -> Story {
        write(&mut self.0);
        self
    }
}

/// Every condition for round 1 met, with these authorities silent.
pub(super) fn ready_declared(silent: &[&str]) -> EventBody {
    let silent = silent.iter().map(|id| party(id)).collect();
    EventBody::ReadyDeclared { charter_version: 1, challenge_version: 1, silent }
}

pub(super) fn accepted_by(name: &str, charter: u32, challenge: u32) -> EventBody {
    EventBody::CharterAccepted {
        member: of(name),
        charter_version: charter,
        challenge_version: challenge,
    }
}

pub(super) fn record(round: u32, conclusion: bool) -> TallyRecord {
    TallyRecord {
        round,
        conclusion,
        input_digest: [9; 32],
        figures: Vec::new(),
        advice: Vec::new(),
        outcome: None,
    }
}
