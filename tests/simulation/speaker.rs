//! Those who take part: members on their own, and the app that enters for many.

use std::sync::Arc;
use std::time::Duration;

use beraad::domain::ids::DeliberationId;
use beraad::domain::limits::SNAPSHOT_LAST_EVENTS;
use beraad_client::v1::*;
use tonic::service::Routes;

use crate::asks::{Ask, Who};
use crate::chance::Chance;
use crate::leader::{ALONE, LO, MEMBERS, ROUNDS, STATEMENTS};
use crate::mirror::Fate;
use crate::stage::Stage;

/// Who speaks in each deliberation: the members, the parties on their own, and the app.
pub const SPEAKERS: usize = MEMBERS.len() + ALONE.len() + 1;
/// Writes of each speaker.
const WRITES: usize = 7;
/// One in so many worlds has a crowd, whose stances are enough for a snapshot.
const CROWDED: u64 = 20;

/// One of those who take part.
pub struct Speaker {
    pub stage: Arc<Stage>,
    pub routes: Routes,
    pub id: DeliberationId,
    pub place: usize,
    pub chance: Chance,
}

/// A stance of round `round`, which can be told from those of other rounds by its bytes.
fn value(round: u32, chance: &mut Chance) -> i32 {
    LO + 1 + (round % ROUNDS) as i32 + ROUNDS as i32 * chance.below(33) as i32
}

/// The round to which a stance belongs by its value, 0 for the last; `None` when it is none.
pub fn round_of(value: i64) -> Option<u32> {
    let above = value - i64::from(LO) - 1;
    (0..99).contains(&above).then_some((above % i64::from(ROUNDS)) as u32)
}

impl Speaker {
    /// Takes part until everything it wants is done, or no round is open any more.
    pub async fn run(mut self) {
        loop {
            let pause = Duration::from_millis(self.chance.between(1, 9_000));
            tokio::time::sleep(pause).await;
            let (open, last) = self.stage.disk.round(&self.id);
            let done = self.mine().len();
            if last >= ROUNDS && open.is_none() || done >= WRITES {
                return self.finish().await;
            }
            if self.chance.one_in(3) {
                self.again().await;
            } else if let Some(who) = self.who(last) {
                let ask = self.ask(&who, last);
                let key = format!("{} {done}", self.place);
                let number = self.stage.mirror().add(&self.id, &key, who, ask);
                self.try_for_a_while(number).await;
            }
        }
    }

    /// The numbers of what this speaker asked for.
    fn mine(&self) -> Vec<usize> {
        let mirror = self.stage.mirror();
        let prefix = format!("{} ", self.place);
        let all = mirror.intents.iter().enumerate();
        let own = all.filter(|(_, i)| i.deliberation == self.id && i.key.starts_with(&prefix));
        own.map(|(number, _)| number).collect()
    }

    /// Who it is, once a round was open.
    fn who(&self, last: u32) -> Option<Who> {
        if last == 0 {
            return None;
        }
        Some(match MEMBERS.get(self.place) {
            Some(member) => Who::member(&self.stage.mirror().name(&self.id, member)?),
            None => match ALONE.get(self.place - MEMBERS.len()) {
                Some(party) => Who::member(&self.stage.mirror().name(&self.id, party)?),
                None => Who { credential: "buurt-app".to_owned(), ..Who::role("app") },
            },
        })
    }

    fn ask(&mut self, who: &Who, round: u32) -> Ask {
        let deliberation = format!("deliberations/{}", self.id);
        let Some(member) = who.member.clone() else {
            let members = MEMBERS.map(|member| self.stage.mirror().name(&self.id, member));
            let crowd = self.stage.seed.is_multiple_of(CROWDED) && self.mine().is_empty();
            let least = if crowd { SNAPSHOT_LAST_EVENTS + 1 } else { 1 };
            let count = self.chance.between(least, least + 5);
            let stances = (0..count).map(|_| {
                let member = self.chance.pick(&members).clone().unwrap_or_default();
                self.stance(&member, round)
            });
            let stances = stances.collect();
            return match self.chance.one_in(2) {
                true => Ask::Batch(BatchCastStancesRequest {
                    deliberation,
                    stances,
                    ..Default::default()
                }),
                false => Ask::Stream(StreamStancesRequest {
                    deliberation,
                    stances,
                    ..Default::default()
                }),
            };
        };
        match self.chance.below(8) {
            0 => self.proposal(deliberation, member),
            1 => Ask::Object(RaiseObjectionRequest {
                on: Some(ItemVersionRef { item: self.item(), version: 1 }),
                member,
                reason: "Zo kan het niet.".to_owned(),
                ..Default::default()
            }),
            2 => Ask::Batch(BatchCastStancesRequest {
                deliberation,
                stances: vec![self.stance(&member, round), self.stance(&member, round)],
                ..Default::default()
            }),
            _ => {
                let stance = Some(self.stance(&member, round));
                Ask::Cast(CastStanceRequest { stance, ..Default::default() })
            }
        }
    }

    /// The next version of the one proposal, which others write as well.
    fn proposal(&mut self, deliberation: String, member: String) -> Ask {
        Ask::Proposal(AddProposalVersionRequest {
            deliberation,
            proposal_id: "plan".to_owned(),
            after_version: self.chance.below(3) as u32,
            title: "Een plan".to_owned(),
            clauses: vec![NewClause {
                id: "groen".to_owned(),
                text: format!("Er komt {} m2 groen.", self.chance.below(100)),
                ..Default::default()
            }],
            member,
            ..Default::default()
        })
    }

    fn item(&mut self) -> String {
        let statement = self.chance.pick(&STATEMENTS);
        format!("deliberations/{}/statements/{statement}", self.id)
    }

    fn stance(&mut self, member: &str, round: u32) -> NewStance {
        let answer = match self.chance.one_in(8) {
            true => new_stance::Answer::Pass(Pass {}),
            false => new_stance::Answer::Value(value(round, &mut self.chance)),
        };
        NewStance {
            item: self.item(),
            member: member.to_owned(),
            answer: Some(answer),
            ..Default::default()
        }
    }

    /// Tries until an answer comes, or leaves it for later.
    async fn try_for_a_while(&mut self, number: usize) {
        loop {
            self.stage.attempt(&self.routes, number, &mut self.chance).await;
            let fate = self.stage.mirror().intents[number].fate.clone();
            if !matches!(fate, Fate::Unknown | Fate::Unwritten) || self.chance.one_in(4) {
                return;
            }
            let pause = *self.chance.pick(&[0, 10, 200, 2_000]);
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
    }

    /// Takes up something from before: what is not known, or once more what is.
    async fn again(&mut self) {
        let mine = self.mine();
        if mine.is_empty() {
            return;
        }
        let number = *self.chance.pick(&mine);
        let intent = self.stage.mirror().intents[number].clone();
        match intent.fate {
            Fate::Refused(_) => {}
            Fate::Acknowledged(_) if self.chance.one_in(2) => {
                let Some(other) = intent.ask.other_body() else { return };
                self.other_body(number, other, &intent.who).await;
            }
            Fate::Unknown | Fate::Unwritten | Fate::Acknowledged(_) => {
                self.stage.attempt(&self.routes, number, &mut self.chance).await;
            }
        }
    }

    /// A request id that was used must not serve for anything else.
    async fn other_body(&mut self, number: usize, other: Ask, who: &Who) {
        if let Ok(answer) = other.send(self.routes.clone(), who).await {
            let detail = format!("write {number} was answered for another body: {answer:?}");
            self.stage.broke("other body", detail);
        }
    }

    /// Gets an answer to everything.
    async fn finish(&mut self) {
        for number in self.mine() {
            loop {
                let fate = self.stage.mirror().intents[number].fate.clone();
                if !matches!(fate, Fate::Unknown | Fate::Unwritten) {
                    break;
                }
                self.stage.attempt(&self.routes, number, &mut self.chance).await;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
