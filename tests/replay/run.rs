//! Runs a script through the rules, with the names and the order that a shuffle says.

use std::collections::BTreeSet;

use beraad::analysis::tally::{Tally, TallyInput};
use beraad::domain::act::Extras;
use beraad::domain::caller::{Caller, Channel, Role};
use beraad::domain::charter::Charter;
use beraad::domain::command::{Command, CommandBody};
use beraad::domain::decide::decide;
use beraad::domain::event::{Answer, Clause, Event, TallyRecord};
use beraad::domain::evolve::evolve;
use beraad::domain::ids::{
    ClauseId, Credential, DeliberationId, FreshPseudonym, ItemId, MemberId, MemberRef, PartyId,
    ProposalId, StatementId, TextId, TextRef, Timestamp,
};
use beraad::domain::party::PartyKind;
use beraad::domain::rejection::Rejection;
use beraad::domain::round::{Activity, ClosingRule, RoundPlan};
use beraad::domain::scale::Scale;
use beraad::domain::state::{Deliberation, Phase};

use crate::replay::script::{RoundScript, Script, Shuffle};

/// A moment that no run reaches.
const LATEST: Timestamp = Timestamp(1_000_000);

/// What became of a script.
pub struct Run {
    /// The events, in order.
    pub events: Vec<Event>,
    /// The state before the first event and after each.
    pub states: Vec<Deliberation>,
    /// What was refused, with the state it was refused in.
    pub refused: Vec<(Deliberation, Command, Rejection)>,
    /// The figures as they were recorded.
    pub recorded: Vec<TallyRecord>,
    texts: u32,
}

/// What a party of one run is called in the script.
pub fn named(shuffle: &Shuffle, party: &PartyId) -> String {
    let place = (0..shuffle.labels.len()).find(|place| party_id(shuffle, *place) == *party);
    format!("party {}", place.expect("a party of this run"))
}

fn party_id(shuffle: &Shuffle, place: usize) -> PartyId {
    PartyId::parse(&format!("p{}", shuffle.labels[place])).expect("an id")
}

impl Run {
    /// Runs a script.
    pub fn of(script: &Script, shuffle: &Shuffle) -> Run {
        let id = DeliberationId::parse("run").expect("an id");
        let mut run = Run {
            events: Vec::new(),
            states: vec![Deliberation::absent(id)],
            refused: Vec::new(),
            recorded: Vec::new(),
            texts: 0,
        };
        run.frame(script, shuffle);
        for round in &script.rounds {
            run.round(script, shuffle, round);
        }
        if script.concludes {
            let against_advice_reason = Some(run.text());
            run.ask(facilitator(), CommandBody::Conclude { against_advice_reason });
            run.record();
        }
        run
    }

    fn state(&self) -> &Deliberation {
        self.states.last().expect("a run begins with a state")
    }

    fn text(&mut self) -> TextRef {
        self.texts += 1;
        let id = TextId::parse(&format!("t{}", self.texts)).expect("an id");
        TextRef { id, digest: [self.texts as u8; 32] }
    }

    /// Judges a command, and applies what follows.
    fn ask(&mut self, caller: Caller, body: CommandBody) {
        let at = Timestamp(self.events.len() as i64);
        let command = Command {
            caller: caller.into(),
            at,
            channel: Channel::App,
            evidence: None,
            expected: None,
            body,
        };
        match decide(self.state(), &command) {
            Ok(events) => {
                for event in events {
                    let mut state = self.state().clone();
                    evolve(&mut state, &event);
                    self.states.push(state);
                    self.events.push(event);
                }
            }
            Err(rejection) => self.refused.push((self.state().clone(), command, rejection)),
        }
    }

    fn frame(&mut self, script: &Script, shuffle: &Shuffle) {
        let (title, challenge) = (self.text(), Some(self.text()));
        let charter = Some(Box::new(charter(script.lo_is_veto)));
        let (initiator, engaged_by) = (None, None);
        let body =
            CommandBody::CreateDeliberation { title, challenge, charter, initiator, engaged_by };
        self.ask(facilitator(), body);
        for &place in &shuffle.order {
            let party = party_id(shuffle, place);
            let display_name = self.text();
            let (kind, affiliations) = (PartyKind::Other, Vec::new());
            let id = party.clone();
            let added = CommandBody::AddParty { party: id, kind, display_name, affiliations };
            self.ask(facilitator(), added);
            for member in seats(script, shuffle, place).into_iter().filter_map(|seat| seat.member) {
                let (display_name, identity) = (Some(self.text()), None);
                let (party, spokesperson) = (party.clone(), false);
                self.ask(
                    facilitator(),
                    CommandBody::AddMember { party, member, display_name, identity, spokesperson },
                );
            }
            let member = seats(script, shuffle, place).swap_remove(0);
            self.ask(
                person(&member),
                CommandBody::AcceptCharter { member, charter_version: 1, challenge_version: 1 },
            );
        }
        for number in 0..script.statements {
            let statement = StatementId::parse(&format!("s{number}")).expect("an id");
            let text = self.text();
            let (author, extras) = (None, Extras::default());
            self.ask(facilitator(), CommandBody::AddStatement { statement, text, author, extras });
        }
        self.ask(facilitator(), CommandBody::DeclareReady);
    }

    fn round(&mut self, script: &Script, shuffle: &Shuffle, round: &RoundScript) {
        let closing = match round.waits_for_all {
            true => ClosingRule::EveryPartyAnswered { latest: LATEST },
            false => ClosingRule::ByFacilitator,
        };
        let against_advice_reason = Some(self.text());
        let extension = round.extension && !self.state().rounds.is_empty();
        let activities = vec![Activity::Propose, Activity::Rate];
        let title = None;
        let plan = RoundPlan {
            title,
            extension,
            against_advice_reason,
            ..RoundPlan::plain(activities, closing)
        };
        self.ask(facilitator(), CommandBody::OpenRound(plan));
        let items: Vec<ItemId> = self.state().rateable().map(|on| on.item).collect();
        let all: Vec<MemberRef> =
            (0..script.parties.len()).flat_map(|place| seats(script, shuffle, place)).collect();
        let mut stances: Vec<(MemberRef, ItemId, Answer)> = (round.stances.iter())
            .map(|(who, what, answer)| (who.get(&all).clone(), what.get(&items).clone(), *answer))
            .collect();
        if shuffle.reversed && closing == ClosingRule::ByFacilitator {
            stances.reverse();
            keep_the_first_as_last(&mut stances);
        }
        for (member, item, answer) in stances {
            self.cast(&member, item, answer);
        }
        for (number, (who, revises)) in round.proposals.iter().enumerate() {
            let place = who.index(script.parties.len());
            let author = seats(script, shuffle, place).swap_remove(0);
            self.propose(author, number, *revises);
        }
        let number = self.state().last_round();
        self.ask(facilitator(), CommandBody::CloseRound { round: number });
        self.record();
    }

    fn cast(&mut self, member: &MemberRef, item: ItemId, answer: Answer) {
        let version = self.state().items[&item].versions.len() as u32;
        let pseudonym = FreshPseudonym(7);
        let body =
            CommandBody::CastStance { item, version, member: member.clone(), answer, pseudonym };
        self.ask(person(member), body);
    }

    fn propose(&mut self, author: MemberRef, number: usize, revises: bool) {
        let proposal = ProposalId::parse(&format!("v{number}")).expect("an id");
        let known = self.state().items.get(&ItemId::Proposal(proposal.clone()));
        let after_version = match (known, revises) {
            (Some(item), true) => item.versions.len() as u32,
            _ => 0,
        };
        let id = ClauseId::parse("1").expect("an id");
        let (title, text) = (self.text(), self.text());
        let clauses =
            vec![Clause { id, text, derives_from: Vec::new(), authors: Vec::new(), body: None }];
        let caller = person(&author);
        self.ask(
            caller,
            CommandBody::AddProposalVersion {
                proposal,
                after_version,
                title,
                author,
                clauses,
                public_before: false,
            },
        );
    }

    /// Records the figures of the tally that is going on.
    fn record(&mut self) {
        let Phase::Tallying { round, conclusion } = self.state().phase else {
            return;
        };
        let tally = if conclusion { Tally::Conclusion } else { Tally::Round(round) };
        let input = TallyInput::gather(self.state(), tally).expect("a tally has an input");
        let record = input.record(&input.report(), [7; 32]);
        self.recorded.push(record.clone());
        self.ask(caller(Role::Engine, None), CommandBody::RecordFigures(record));
    }
}

/// The last stance of a seat on an item counts, and reversed that one comes first. What came
/// before it is left out then, but for what was refused anyway. A round that closes with the last
/// answer is never reversed, because there the order decides what is too late.
fn keep_the_first_as_last(stances: &mut Vec<(MemberRef, ItemId, Answer)>) {
    let mut counted = BTreeSet::new();
    stances.retain(|(member, item, answer)| {
        let counts = *answer != Answer::Stance(3);
        !counts || counted.insert((member.clone(), item.clone()))
    });
}

fn charter(lo_is_veto: bool) -> Charter {
    let plain = Charter::plain(Scale::new(-2, 2).expect("a scale"));
    let mut charter = Charter { version: 0, lo_is_veto, ..plain };
    charter.hash = beraad::log::codec::charter_hash(&charter);
    charter
}

/// The seats of a party of the script.
fn seats(script: &Script, shuffle: &Shuffle, place: usize) -> Vec<MemberRef> {
    let party = party_id(shuffle, place);
    let listed = |number: usize| {
        let id = format!("m{}-{number}", shuffle.labels[place]);
        MemberRef { party: party.clone(), member: Some(MemberId::parse(&id).expect("an id")) }
    };
    match script.parties[place] {
        0 => vec![MemberRef { party, member: None }],
        members => (0..members).map(listed).collect(),
    }
}

fn caller(role: Role, member: Option<MemberRef>) -> Caller {
    let credential = Credential::parse("test").expect("an id");
    Caller { role, credential, member, issuer: None }
}

fn facilitator() -> Caller {
    caller(Role::Facilitator, None)
}

fn person(member: &MemberRef) -> Caller {
    caller(Role::Member, Some(member.clone()))
}
