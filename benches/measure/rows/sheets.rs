//! The figures of a whole process in a city: how long they take, beside reading its log anew, and
//! what one more event costs.

use std::hint::black_box;

use beraad::analysis::sheet::{flags, integrity, ownership, party_list, recognition, synergy};
use beraad::domain::act::*;
use beraad::domain::caller::{Channel, Entry, Role};
use beraad::domain::charter::{Authority, AuthorityRole, Body, BodyKind, Charter, Rule};
use beraad::domain::event::{Clause, Event, EventBody, TallyRecord};
use beraad::domain::evolve::evolve;
use beraad::domain::ids::*;
use beraad::domain::outcome::{Outcome, OutcomeResult};
use beraad::domain::party::PartyKind;
use beraad::domain::round::{Activity, CloseCause, ClosingRule, RoundPlan};
use beraad::domain::scale::Scale;
use beraad::domain::state::Deliberation;

use tokio::time::Instant;

use crate::Fallible;
use crate::conditions::Run;
use crate::rows::{ratios, summary};
use crate::statistics::percentile;
use crate::table::{Row, Verdict, count, ms, times};

const PARTIES: usize = 10_000;
const PROPOSALS: usize = 25;
const CLAUSES: usize = 200;
/// Versions of each proposal, each of another party that builds on the one before.
const VERSIONS: usize = 20;
const CONTRIBUTIONS: usize = 5_000;
const RESPONSES: usize = 90_000;
const EVENTS: usize = 1_000_000;
/// Events of which each is timed.
const MORE: usize = 20_000;
const SHEET_GOAL_US: f64 = 1e6;
const EVENT_GOAL_NS: f64 = 10_000.0;

pub(super) fn measure(run: &mut Run) -> Fallible<()> {
    let mut city = City::new()?;
    city.build()?;
    let (mut sheets, mut replays) = (Vec::new(), Vec::new());
    for _ in 0..run.repetitions() {
        let begin = Instant::now();
        let state = city.events.iter().fold(absent()?, |mut state, event| {
            evolve(&mut state, event);
            state
        });
        replays.push(begin.elapsed().as_secs_f64() * 1e6);
        let begin = Instant::now();
        let (owned, seen) = (ownership::ownership(&state), recognition::recognition(&state));
        let kept = integrity::integrity(&state, &owned);
        black_box(flags::flags(&state, (&owned, &seen, &kept), Vec::new()));
        black_box((synergy::synergy(&state), party_list::party_list(&state)));
        sheets.push(begin.elapsed().as_secs_f64() * 1e6);
    }
    let sheet = summary(&sheets)?;
    let clauses = PROPOSALS * CLAUSES;
    let written = count((clauses * VERSIONS) as f64);
    let (parties, events) = (count(PARTIES as f64), count(city.events.len() as f64));
    run.note(Row {
        measure: format!("all figures and points of attention of a process of {events} events"),
        ratio: format!("{} as fast as reading its log anew", times(ratios(&replays, &sheets)?)),
        goal: "< 1 s".to_owned(),
        verdict: Verdict::of(sheet.median < SHEET_GOAL_US),
        figures: format!(
            "{}; the log {}; {parties} parties, {clauses} adopted clauses in {written} versions",
            ms(sheet),
            ms(summary(&replays)?)
        ),
    });
    let each = city.more()?;
    let (median, late) = (percentile(&each, 50.0), percentile(&each, 99.0));
    let (median, late) = (median.unwrap_or_default(), late.unwrap_or_default());
    run.note(Row {
        measure: "one more event of that process, on a copy of a published state".to_owned(),
        ratio: String::new(),
        goal: "median < 10 µs".to_owned(),
        verdict: Verdict::of(f64::from(median) < EVENT_GOAL_NS),
        figures: format!(
            "median {:.1} µs, p99 {:.1} µs",
            f64::from(median) / 1e3,
            f64::from(late) / 1e3
        ),
    });
    Ok(())
}

fn absent() -> Fallible<Deliberation> {
    Ok(Deliberation::absent(DeliberationId::parse("city")?))
}

/// A log in the making.
struct City {
    state: Deliberation,
    events: Vec<Event>,
    text: TextRef,
    key: Credential,
    parties: Vec<PartyId>,
    /// A number that is different each time.
    turn: usize,
}

impl City {
    fn new() -> Fallible<City> {
        let id = |n| PartyId::parse(&format!("p{n}"));
        Ok(City {
            state: absent()?,
            events: Vec::new(),
            text: TextRef { id: TextId::parse("text")?, digest: [1; 32] },
            key: Credential::parse("bench")?,
            parties: (0..PARTIES).map(id).collect::<Result<_, _>>()?,
            turn: 0,
        })
    }

    /// A number below `n` that looks like chance and repeats itself.
    fn any(&mut self, n: usize) -> usize {
        self.turn += 1;
        (self.turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) % n
    }

    fn member(&self, party: usize) -> MemberRef {
        MemberRef { party: self.parties[party].clone(), member: None }
    }

    fn event(&self, body: EventBody) -> Event {
        let credential = self.key.clone();
        let entry = Entry { role: Role::App, credential, channel: Channel::App, evidence: None };
        Event { at: Timestamp(1_000 * self.events.len() as i64), entry, body }
    }

    fn happen(&mut self, body: EventBody) -> u64 {
        let event = self.event(body);
        evolve(&mut self.state, &event);
        self.events.push(event);
        self.state.sequence
    }

    fn build(&mut self) -> Fallible<()> {
        let (title, initiator, engaged_by) = (self.text.clone(), None, None);
        self.happen(EventBody::DeliberationCreated { title, initiator, engaged_by });
        for party in self.parties.clone() {
            let (kind, affiliations) = (PartyKind::Resident, Vec::new());
            let display_name = self.text.clone();
            self.happen(EventBody::PartyAdded { party, kind, display_name, affiliations });
        }
        let id = BodyId::parse("raad")?;
        let bodies = vec![Body { id, kind: BodyKind::Council, name: "raad".into() }];
        let (party, role) = (self.parties[0].clone(), AuthorityRole::Deciding);
        self.happen(EventBody::CharterSet(Charter {
            authority: Some(Authority { party, role, bodies }),
            ..Charter::plain(Scale::new(-2, 2)?)
        }));
        for round in 1..=VERSIONS as u32 {
            let plan = RoundPlan::plain(vec![Activity::Reflect], ClosingRule::ByFacilitator);
            self.happen(EventBody::RoundOpened { round, plan, charter_hash: [0; 32] });
            for proposal in 0..PROPOSALS {
                self.write(proposal, round)?;
            }
            if round == VERSIONS as u32 {
                self.feel();
            }
            let cause = CloseCause::Facilitator;
            self.happen(EventBody::RoundClosed { round, cause });
            self.recorded(round, false)?;
        }
        self.speak()?;
        self.happen(EventBody::ConclusionCalled { against_advice_reason: None });
        self.recorded(VERSIONS as u32, true)
    }

    /// A version in which each clause builds on the one before, and some on that of another
    /// proposal.
    fn write(&mut self, number: usize, version: u32) -> Fallible<()> {
        let party = self.any(PARTIES);
        let mut clauses = Vec::with_capacity(CLAUSES);
        for clause in 0..CLAUSES {
            let mut derives_from = Vec::new();
            if version > 1 && self.any(4) == 0 {
                let other = ProposalId::parse(&format!("q{}", self.any(PROPOSALS)))?;
                derives_from
                    .push((Some(other), ClauseId::parse(&format!("c{}", self.any(CLAUSES)))?));
            }
            let (text, authors) = (self.text.clone(), Vec::new());
            let id = ClauseId::parse(&format!("c{clause}"))?;
            clauses.push(Clause { id, text, derives_from, authors, body: None });
        }
        let proposal = ProposalId::parse(&format!("q{number}"))?;
        let edit = |clause: &Clause| {
            let (proposal, clause) = (proposal.clone(), clause.id.clone());
            ClauseVersion { proposal, version, clause }
        };
        let edits = clauses.iter().map(edit).collect();
        self.happen(EventBody::ProposalVersionAdded {
            proposal: proposal.clone(),
            version,
            title: self.text.clone(),
            author: self.member(party),
            clauses,
            round: version,
            sealed: true,
            public_before: false,
        });
        let member = self.member((party + 1) % PARTIES);
        self.happen(EventBody::EditsAccepted(EditAcceptance { edits, member }));
        Ok(())
    }

    fn feel(&mut self) {
        for party in 0..PARTIES {
            let mut step = |n| 1 + self.any(n) as u32;
            let (seen, heard, valued) = (Some(step(5)), Some(step(5)), Some(step(5)));
            let ownership = (0..4).map(|_| step(7)).collect();
            let pulse = Pulse { seen, heard, valued, ownership, ..Pulse::default() };
            let (voice, round) = (Voice::Named(self.member(party)), VERSIONS as u32);
            self.happen(EventBody::PulseGiven(PulseGiven { voice, pulse, round }));
        }
    }

    fn speak(&mut self) -> Fallible<()> {
        for number in 0..CONTRIBUTIONS {
            let author = Some(self.member(number * 3 % PARTIES));
            self.happen(EventBody::ContributionAdded(Contribution {
                contribution: ContributionId::parse(&format!("i{number}"))?,
                kind: ContributionKind::Idea,
                text: self.text.clone(),
                author,
                to_authority: false,
                answer_by: None,
                extras: Extras::default(),
                round: 0,
            }));
        }
        for _ in 0..RESPONSES {
            let body = self.response()?;
            let response = self.happen(body);
            let (member, understood) = (self.member(0), self.any(3) > 0);
            self.happen(EventBody::Understood(Understanding { response, member, understood }));
        }
        while self.events.len() < EVENTS {
            let body = self.view()?;
            self.happen(body);
        }
        Ok(())
    }

    fn item(&mut self) -> Fallible<ItemId> {
        let number = self.any(CONTRIBUTIONS);
        Ok(ItemId::Contribution(ContributionId::parse(&format!("i{number}"))?))
    }

    fn view(&mut self) -> Fallible<EventBody> {
        let (item, party) = (self.item()?, self.any(PARTIES));
        Ok(EventBody::Viewed(View { item, member: self.member(party) }))
    }

    fn response(&mut self) -> Fallible<EventBody> {
        let (to, party) = (self.item()?, self.any(PARTIES));
        let (author, text) = (self.member(party), self.text.clone());
        let (kind, round) = (ResponseKind::Answer, 0);
        Ok(EventBody::Responded(Response { to, author, kind, text, round }))
    }

    fn recorded(&mut self, round: u32, conclusion: bool) -> Fallible<()> {
        let adopted = (0..PROPOSALS).map(|number| {
            let item = ItemId::Proposal(ProposalId::parse(&format!("q{number}"))?);
            Ok(ItemVersion { item, version: VERSIONS as u32 })
        });
        let outcome = Outcome {
            rule: Rule::Consent,
            result: OutcomeResult::Adopted,
            adopted: adopted.collect::<Fallible<_>>()?,
            ranking: Vec::new(),
            tied: Vec::new(),
            groups_under_floor: Vec::new(),
            steps: Vec::new(),
            headcount: PARTIES as u32,
        };
        self.happen(EventBody::FiguresRecorded(TallyRecord {
            round,
            conclusion,
            input_digest: [0; 32],
            figures: Vec::new(),
            advice: Vec::new(),
            outcome: conclusion.then_some(outcome),
        }));
        Ok(())
    }

    /// Nanoseconds of each of many events of all kinds, in order of length: the published state is
    /// copied, the event applied, and the state before let go.
    fn more(&mut self) -> Fallible<Vec<u32>> {
        let mut each = Vec::with_capacity(MORE);
        for number in 0..MORE {
            let body = match number % 4 {
                0 => self.response()?,
                1 => {
                    let response = self.state.sequence;
                    let (member, understood) = (self.member(0), true);
                    EventBody::Understood(Understanding { response, member, understood })
                }
                _ => self.view()?,
            };
            let event = self.event(body);
            let begin = Instant::now();
            let mut next = self.state.clone();
            evolve(&mut next, &event);
            self.state = next;
            each.push(u32::try_from(begin.elapsed().as_nanos()).unwrap_or(u32::MAX));
        }
        each.sort_unstable();
        Ok(each)
    }
}
