//! Logs of a process made at random: what the parties bring in, write, open, answer and promise.

use beraad::domain::act::*;
use beraad::domain::caller::{Channel, Entry, Role};
use beraad::domain::charter::{Authority, AuthorityRole, Body, BodyKind, Charter, Rule};
use beraad::domain::event::{Answer, Clause, Event, EventBody, TallyRecord};
use beraad::domain::evolve::evolve;
use beraad::domain::ids::*;
use beraad::domain::outcome::{Outcome, OutcomeResult};
use beraad::domain::party::PartyKind;
use beraad::domain::round::{Activity, CloseCause, ClosingRule, RoundPlan};
use beraad::domain::scale::Scale;
use beraad::domain::state::Deliberation;
use proptest::prelude::*;
use proptest::sample::Index;

/// Parties of every run; the last one is the authority.
pub const PARTIES: usize = 4;
/// Proposals that versions are made of, and clauses of each.
const PROPOSALS: usize = 3;
const CLAUSES: usize = 3;

/// A clause: whether it is in the version, what it derives from, and who wrote along.
type Draft = (bool, Option<(usize, usize)>, Option<usize>);

/// Something that happens.
#[derive(Debug, Clone)]
pub enum Op {
    Contribute(usize),
    /// By whom, to which proposal, and its clauses.
    Write(usize, usize, Vec<Draft>),
    Open,
    Close,
    View(usize, Index),
    Respond(usize, Index),
    Understand(Index, bool),
    Dispose(Index, u8),
    Accept(usize, Index, usize),
    Rate(usize, Index, i32),
    Pulse(usize, [u32; 3]),
    Commit(usize),
    Settle(Index, bool),
    Conclude(Vec<bool>),
    Decide,
}

/// Anything.
pub fn op() -> impl Strategy<Value = Op> {
    let party = || 0..PARTIES;
    let index = any::<Index>;
    let source = prop::option::weighted(0.4, (0..PROPOSALS, 0..CLAUSES));
    let clause = (any::<bool>(), source, prop::option::weighted(0.2, party()));
    let clauses = prop::collection::vec(clause, CLAUSES);
    prop_oneof![
        4 => party().prop_map(Op::Contribute),
        4 => (party(), 0..PROPOSALS, clauses).prop_map(|(p, q, c)| Op::Write(p, q, c)),
        2 => Just(Op::Open),
        2 => Just(Op::Close),
        4 => (party(), index()).prop_map(|(p, i)| Op::View(p, i)),
        4 => (party(), index()).prop_map(|(p, i)| Op::Respond(p, i)),
        3 => (index(), any::<bool>()).prop_map(|(i, b)| Op::Understand(i, b)),
        2 => (index(), 0..5_u8).prop_map(|(i, d)| Op::Dispose(i, d)),
        3 => (party(), index(), 0..CLAUSES).prop_map(|(p, i, c)| Op::Accept(p, i, c)),
        4 => (party(), index(), -2..=2_i32).prop_map(|(p, i, s)| Op::Rate(p, i, s)),
        2 => (party(), [1..=5_u32, 1..=5, 1..=5]).prop_map(|(p, a)| Op::Pulse(p, a)),
        1 => party().prop_map(Op::Commit),
        1 => (index(), any::<bool>()).prop_map(|(i, k)| Op::Settle(i, k)),
        2 => prop::collection::vec(any::<bool>(), PROPOSALS).prop_map(Op::Conclude),
        1 => Just(Op::Decide),
    ]
}

/// What happened, with the state after each event.
pub struct Run {
    pub events: Vec<Event>,
    pub states: Vec<Deliberation>,
    labels: Vec<usize>,
    items: Vec<ItemId>,
    responses: Vec<u64>,
    commitments: Vec<u64>,
    open: bool,
}

fn text() -> TextRef {
    TextRef { id: TextId::parse("text").unwrap(), digest: [1; 32] }
}

fn proposal(number: usize) -> ProposalId {
    ProposalId::parse(&format!("q{number}")).unwrap()
}

fn clause(number: usize) -> ClauseId {
    ClauseId::parse(&format!("c{number}")).unwrap()
}

impl Run {
    /// The ops, with the parties called by these labels and added in this order.
    pub fn of(ops: &[Op], labels: &[usize], order: &[usize]) -> Run {
        let mut run = Run {
            events: Vec::new(),
            states: Vec::new(),
            labels: labels.to_vec(),
            items: Vec::new(),
            responses: Vec::new(),
            commitments: Vec::new(),
            open: false,
        };
        let (title, initiator, engaged_by) = (text(), None, None);
        run.happen(EventBody::DeliberationCreated { title, initiator, engaged_by });
        for party in order {
            let party = run.party(*party);
            let (kind, affiliations) = (PartyKind::Resident, Vec::new());
            let display_name = text();
            run.happen(EventBody::PartyAdded { party, kind, display_name, affiliations });
        }
        let body = BodyId::parse("raad").unwrap();
        let bodies = vec![Body { id: body, kind: BodyKind::Council, name: "raad".into() }];
        let (party, role) = (run.party(PARTIES - 1), AuthorityRole::Deciding);
        run.happen(EventBody::CharterSet(Charter {
            authority: Some(Authority { party, role, bodies }),
            ..Charter::plain(Scale::new(-2, 2).unwrap())
        }));
        ops.iter().for_each(|op| run.play(op));
        run
    }

    /// The state at the end.
    pub fn last(&self) -> &Deliberation {
        self.states.last().expect("something happened")
    }

    fn party(&self, place: usize) -> PartyId {
        PartyId::parse(&format!("p{}", self.labels[place])).unwrap()
    }

    fn member(&self, place: usize) -> MemberRef {
        MemberRef { party: self.party(place), member: None }
    }

    fn happen(&mut self, body: EventBody) -> u64 {
        let credential = Credential::parse("key").unwrap();
        let entry = Entry { role: Role::App, credential, channel: Channel::App, evidence: None };
        let at = Timestamp(1_000 * self.events.len() as i64);
        let event = Event { at, entry, body };
        let id = DeliberationId::parse("d").unwrap();
        let mut state = self.states.last().cloned().unwrap_or_else(|| Deliberation::absent(id));
        evolve(&mut state, &event);
        let sequence = state.sequence;
        self.events.push(event);
        self.states.push(state);
        sequence
    }

    fn round(&self) -> u32 {
        self.last().last_round()
    }

    fn play(&mut self, op: &Op) {
        match op {
            Op::Contribute(party) => self.contribute(*party),
            Op::Write(party, number, clauses) => self.write(*party, *number, clauses),
            Op::Open if !self.open => {
                let plan = RoundPlan::plain(vec![Activity::Rate], ClosingRule::ByFacilitator);
                let (round, charter_hash) = (self.round() + 1, [0; 32]);
                self.open = true;
                self.happen(EventBody::RoundOpened { round, plan, charter_hash });
            }
            Op::Close if self.open => {
                let (round, cause) = (self.round(), CloseCause::Facilitator);
                self.open = false;
                self.happen(EventBody::RoundClosed { round, cause });
                self.recorded(false, None);
            }
            Op::View(party, item) if !self.items.is_empty() => {
                let (item, member) = (item.get(&self.items).clone(), self.member(*party));
                self.happen(EventBody::Viewed(View { item, member }));
            }
            Op::Respond(party, item) if !self.items.is_empty() => self.respond(*party, item),
            Op::Understand(response, understood) if !self.responses.is_empty() => {
                let (response, member) = (*response.get(&self.responses), self.member(0));
                let understood = *understood;
                self.happen(EventBody::Understood(Understanding { response, member, understood }));
            }
            Op::Dispose(item, disposition) if !self.items.is_empty() => {
                let disposition = [
                    Disposition::Adopted,
                    Disposition::RejectedWithReason,
                    Disposition::RejectedWithoutReason,
                    Disposition::Deferred,
                    Disposition::Open,
                ][*disposition as usize];
                let item = item.get(&self.items).clone();
                let (reason, basis) = (None, None);
                self.happen(EventBody::Disposed(Disposal { item, disposition, reason, basis }));
            }
            Op::Accept(party, item, number) => self.accept(*party, item, *number),
            Op::Rate(party, item, stance) if self.open => self.rate(*party, item, *stance),
            Op::Pulse(party, [seen, heard, valued]) if self.open => {
                let (seen, heard, valued) = (Some(*seen), Some(*heard), Some(*valued));
                let pulse = Pulse { seen, heard, valued, ..Pulse::default() };
                let (voice, round) = (Voice::Named(self.member(*party)), self.round());
                self.happen(EventBody::PulseGiven(PulseGiven { voice, pulse, round }));
            }
            Op::Commit(party) => {
                let (member, due, round) = (self.member(*party), None, 0);
                let made = Commitment { member, text: text(), due, round };
                let sequence = self.happen(EventBody::CommitmentMade(made));
                self.commitments.push(sequence);
            }
            Op::Settle(commitment, kept) if !self.commitments.is_empty() => {
                let commitment = *commitment.get(&self.commitments);
                let (kept, member, evidence) = (*kept, None, None);
                let settled = CommitmentSettlement { commitment, kept, member, evidence };
                self.happen(EventBody::CommitmentSettled(settled));
            }
            Op::Conclude(adopted) if !self.open && self.round() > 0 => self.conclude(adopted),
            Op::Decide if self.last().verdict.outcome.is_some() => {
                let body = BodyId::parse("raad").unwrap();
                let (number, decided, clauses) = ("".into(), Timestamp(0), Vec::new());
                let decision = Decision { body, number, decided, clauses };
                self.happen(EventBody::DecisionRecorded(decision));
            }
            _ => {}
        }
    }

    fn contribute(&mut self, party: usize) {
        let number = self.items.len();
        let contribution = ContributionId::parse(&format!("i{number}")).unwrap();
        self.items.push(ItemId::Contribution(contribution.clone()));
        self.happen(EventBody::ContributionAdded(Contribution {
            contribution,
            kind: ContributionKind::Idea,
            text: text(),
            author: Some(self.member(party)),
            to_authority: false,
            answer_by: None,
            extras: Extras::default(),
            round: 0,
        }));
    }

    /// A version of a proposal; none where a sealed one of another party is in the way, as the
    /// rules have it.
    fn write(&mut self, party: usize, number: usize, clauses: &[Draft]) {
        let id = ItemId::Proposal(proposal(number));
        let versions = self.last().items.get(&id).map_or(0, |item| item.versions.len());
        let sealed_by_other = self.last().items.get(&id).is_some_and(|item| {
            let other = |version: &beraad::domain::state::Version| {
                let author = version.author.as_ref().map(|author| &author.party);
                self.last().is_sealed(version) && author != Some(&self.party(party))
            };
            item.versions.iter().any(other)
        });
        let there = clauses.iter().enumerate().filter(|(_, (there, ..))| *there);
        let made = |(at, (_, source, along)): (usize, &(bool, Option<_>, Option<usize>))| {
            let authors = along.filter(|along| *along != party);
            let authors = authors.map(|along| vec![self.party(party), self.party(along)]);
            Clause {
                id: clause(at),
                text: text(),
                derives_from: source
                    .map(|(q, c)| (Some(proposal(q)), clause(c)))
                    .into_iter()
                    .collect(),
                authors: authors.unwrap_or_default(),
                body: None,
            }
        };
        let clauses: Vec<Clause> = there.map(made).collect();
        if clauses.is_empty() || sealed_by_other || !self.open {
            return;
        }
        if versions == 0 {
            self.items.push(id);
        }
        self.happen(EventBody::ProposalVersionAdded {
            proposal: proposal(number),
            version: versions as u32 + 1,
            title: text(),
            author: self.member(party),
            clauses,
            round: self.round(),
            sealed: true,
            public_before: false,
        });
    }

    fn respond(&mut self, party: usize, item: &Index) {
        let (to, author) = (item.get(&self.items).clone(), self.member(party));
        let (kind, round) = (ResponseKind::Answer, 0);
        let sequence =
            self.happen(EventBody::Responded(Response { to, author, kind, text: text(), round }));
        self.responses.push(sequence);
    }

    fn accept(&mut self, party: usize, item: &Index, number: usize) {
        let proposals = self.last().items.iter().filter_map(|(id, item)| match id {
            ItemId::Proposal(id) => Some((id.clone(), item.versions.len() as u32)),
            _ => None,
        });
        let proposals: Vec<(ProposalId, u32)> = proposals.collect();
        if proposals.is_empty() {
            return;
        }
        let (proposal, version) = item.get(&proposals).clone();
        let edits = vec![ClauseVersion { proposal, version, clause: clause(number) }];
        let member = self.member(party);
        self.happen(EventBody::EditsAccepted(EditAcceptance { edits, member }));
    }

    fn rate(&mut self, party: usize, item: &Index, stance: i32) {
        let rateable: Vec<ItemVersion> = self.last().rateable().collect();
        if rateable.is_empty() {
            return;
        }
        let on = item.get(&rateable).clone();
        let (voice, round) = (Voice::Named(self.member(party)), self.round());
        let answer = Answer::Stance(stance);
        self.happen(EventBody::StanceCast { on, voice, answer, round });
    }

    fn conclude(&mut self, adopted: &[bool]) {
        self.happen(EventBody::ConclusionCalled { against_advice_reason: None });
        let chosen = adopted.iter().enumerate().filter(|(_, chosen)| **chosen);
        let version = |(number, _)| {
            let item = ItemId::Proposal(proposal(number));
            let version = self.last().items.get(&item)?.versions.len() as u32;
            Some(ItemVersion { item, version })
        };
        let adopted: Vec<ItemVersion> = chosen.filter_map(version).collect();
        self.recorded(true, Some(adopted));
    }

    fn recorded(&mut self, conclusion: bool, adopted: Option<Vec<ItemVersion>>) {
        let outcome = adopted.map(|adopted| Outcome {
            rule: Rule::Consent,
            result: OutcomeResult::Adopted,
            adopted,
            ranking: Vec::new(),
            tied: Vec::new(),
            groups_under_floor: Vec::new(),
            steps: Vec::new(),
            headcount: PARTIES as u32,
        });
        self.happen(EventBody::FiguresRecorded(TallyRecord {
            round: self.round(),
            conclusion,
            input_digest: [0; 32],
            figures: Vec::new(),
            advice: Vec::new(),
            outcome,
        }));
    }
}
