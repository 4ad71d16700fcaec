//! The facilitator of a deliberation: sets it up, opens and closes its rounds, and concludes it.

use std::sync::Arc;
use std::time::Duration;

use beraad::domain::ids::DeliberationId;
use beraad::engine::clock::Clock;
use beraad_client::v1::*;
use tonic::service::Routes;

use crate::asks::{Ask, ISSUER, Who};
use crate::chance::Chance;
use crate::stage::Stage;

/// The lowest step of the scale: a stance is then five bytes that occur nowhere else.
pub const LO: i32 = 1_234_567_800;
/// The highest.
pub const HI: i32 = LO + 100;
/// Rounds of each deliberation, at most three, so that the stances of each can be told apart.
pub const ROUNDS: u32 = 3;
/// The members of the party that lists members.
pub const MEMBERS: [&str; 3] = ["anna", "bram", "carla"];
/// The parties without listed members.
pub const ALONE: [&str; 2] = ["gemeente", "winkel"];
/// What is rated from the beginning.
pub const STATEMENTS: [&str; 2] = ["auto", "bomen"];

/// The facilitator.
pub fn facilitator() -> Who {
    Who::role("facilitator")
}

/// A facilitator at work on one deliberation.
pub struct Leader {
    pub stage: Arc<Stage>,
    pub routes: Routes,
    pub id: DeliberationId,
    pub chance: Chance,
}

impl Leader {
    /// Leads the deliberation from wherever it is to its conclusion.
    pub async fn run(mut self) {
        self.set_up().await;
        for round in 1..=ROUNDS {
            self.open(round).await;
            self.close(round).await;
        }
        self.conclude().await;
    }

    fn name(&self) -> String {
        format!("deliberations/{}", self.id)
    }

    async fn do_once(&mut self, key: &str, who: &Who, ask: Ask) -> Result<String, String> {
        let key = (&self.id, key, who);
        let done = self.stage.once(&self.routes, key, || ask, &mut self.chance).await;
        done.map(|answer| answer.name)
    }

    /// Does once what nobody may refuse, and gives the name of what it made.
    async fn must(&mut self, key: &str, who: &Who, ask: Ask) -> String {
        match self.do_once(key, who, ask).await {
            Ok(name) => name,
            Err(reason) => {
                self.stage.broke("accepted", format!("{}: {key} was refused: {reason}", self.id));
                std::future::pending().await
            }
        }
    }

    async fn set_up(&mut self) {
        let who = facilitator();
        let scale = Scale { lo: LO, hi: HI, lo_is_veto: true, ..Default::default() };
        let create = CreateDeliberationRequest {
            deliberation_id: self.id.to_string(),
            title: "Het plein".to_owned(),
            challenge: "Een plein waar iedereen graag komt.".to_owned(),
            charter: Some(Charter { scale: Some(scale), ..Default::default() }),
            ..Default::default()
        };
        self.must("create", &who, Ask::Create(Box::new(create))).await;
        let mut speakers = Vec::new();
        for party in ["buurt"].iter().chain(&ALONE) {
            let add = AddPartyRequest {
                deliberation: self.name(),
                party_id: (*party).to_owned(),
                display_name: format!("De {party}"),
                kind: PartyKind::Other.into(),
                ..Default::default()
            };
            speakers.push(self.must(party, &who, Ask::Party(add)).await);
        }
        for (place, member) in MEMBERS.iter().enumerate() {
            let identity = ExternalIdentity { issuer: ISSUER.to_owned(), value: (*member).into() };
            let add = AddMemberRequest {
                party: speakers[0].clone(),
                display_name: (*member).to_owned(),
                identity: Some(identity),
                spokesperson: place == 0,
                ..Default::default()
            };
            let name = self.must(member, &who, Ask::Member(add)).await;
            if place + 1 == MEMBERS.len() {
                speakers[0] = self.stage.mirror().name(&self.id, MEMBERS[0]).unwrap_or(name);
            }
        }
        for statement in STATEMENTS {
            let add = AddStatementRequest {
                deliberation: self.name(),
                statement_id: statement.to_owned(),
                text: format!("Over {statement}."),
                ..Default::default()
            };
            self.must(statement, &who, Ask::Statement(add)).await;
        }
        for speaker in speakers {
            let accept = AcceptCharterRequest {
                member: speaker.clone(),
                charter_version: 1,
                challenge_version: 1,
                ..Default::default()
            };
            let key = format!("accept {speaker}");
            self.must(&key, &Who::member(&speaker), Ask::Accept(accept)).await;
        }
        let ready = DeclareReadyRequest { deliberation: self.name(), ..Default::default() };
        self.must("ready", &who, Ask::Ready(ready)).await;
    }

    /// A moment, so many ms from now by the clock of the server.
    fn moment(&self, in_ms: i64) -> prost_types::Timestamp {
        let ms = self.stage.clock.now().0 + in_ms;
        prost_types::Timestamp { seconds: ms / 1000, nanos: (ms % 1000) as i32 * 1_000_000 }
    }

    /// Whether a round is left to its moment, with nobody to close it; the same in every life.
    fn leaves(&self, round: u32) -> bool {
        Chance::new(self.stage.seed, 10_000 + u64::from(round)).one_in(3)
    }

    fn closing(&mut self, round: u32) -> ClosingRule {
        use closing_rule::Rule;
        let in_ms = self.chance.between(15_000, 60_000) as i64;
        let at = self.moment(in_ms);
        let rule = match self.chance.below(4) {
            _ if self.leaves(round) => Rule::At(at),
            0 => Rule::EveryPartyAnswered(EveryPartyAnswered { latest: Some(at) }),
            1 => Rule::ByFacilitator(ByFacilitator {}),
            _ => Rule::At(at),
        };
        ClosingRule { rule: Some(rule) }
    }

    /// Opens a round, again and again, because a moment may have gone by or figures may be
    /// missing.
    async fn open(&mut self, round: u32) {
        for time in 0.. {
            let open = OpenRoundRequest {
                deliberation: self.name(),
                activities: vec![Activity::Propose.into(), Activity::Rate.into()],
                closing: Some(self.closing(round)),
                ..Default::default()
            };
            let key = format!("open {round}, {time}");
            match self.do_once(&key, &facilitator(), Ask::Open(open)).await {
                Ok(_) => return,
                Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
            }
        }
    }

    /// Lets a round be, and closes it unless its moment comes first.
    async fn close(&mut self, round: u32) {
        let key = format!("close {round}");
        if self.stage.mirror().find(&self.id, &key).is_none() {
            let open_for = Duration::from_millis(self.chance.between(10_000, 45_000));
            tokio::time::sleep(open_for).await;
        }
        let close = CloseRoundRequest {
            name: format!("{}/rounds/{round}", self.name()),
            ..Default::default()
        };
        if !self.leaves(round) {
            // Refused when it closed by itself.
            let _ = self.do_once(&key, &facilitator(), Ask::Close(close)).await;
        }
        while self.stage.disk.round(&self.id) == (Some(round), round) {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    async fn conclude(&mut self) {
        for time in 0.. {
            let conclude = ConcludeRequest {
                deliberation: self.name(),
                against_advice_reason: "Het is genoeg geweest.".to_owned(),
                ..Default::default()
            };
            let key = format!("conclude {time}");
            match self.do_once(&key, &facilitator(), Ask::Conclude(conclude)).await {
                Ok(_) => return,
                Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
            }
        }
    }
}
