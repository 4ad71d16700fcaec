//! Those who look on: whatever they are shown while a round is open holds nothing made from a
//! stance of that round, and whatever a watch tells is durable.

use std::sync::Arc;
use std::time::Duration;

use beraad::domain::ids::DeliberationId;
use beraad_client::v1::analysis_service_client::AnalysisServiceClient;
use beraad_client::v1::deliberation_service_client::DeliberationServiceClient;
use beraad_client::v1::log_service_client::LogServiceClient;
use beraad_client::v1::participation_service_client::ParticipationServiceClient;
use beraad_client::v1::watch_record::Record;
use beraad_client::v1::*;
use prost::Message;
use tonic::Status;
use tonic::service::Routes;

use crate::asks::{Failed, Who};
use crate::chance::Chance;
use crate::leader::{ALONE, ROUNDS};
use crate::speaker::round_of;
use crate::stage::Stage;

/// Somebody who looks on.
pub struct Reader {
    pub stage: Arc<Stage>,
    pub routes: Routes,
    pub id: DeliberationId,
    pub chance: Chance,
}

/// What is looked at.
const LOOKS: [&str; 8] =
    ["get", "list", "rounds", "stances", "figures", "advice", "proposals", "export"];

/// The stances of this round that the bytes hold: five bytes each that are on the scale.
fn stances_in(bytes: &[u8], round: u32) -> impl Iterator<Item = i64> {
    let value = |five: &[u8]| {
        let continued = five[..4].iter().all(|byte| byte & 0x80 != 0) && five[4] & 0x80 == 0;
        let bits = five.iter().rev().fold(0_i64, |all, byte| all << 7 | i64::from(byte & 0x7f));
        continued.then_some(bits)
    };
    let values = bytes.windows(5).filter_map(value);
    values.filter(move |value| round_of(*value) == Some(round % ROUNDS))
}

impl Reader {
    fn name(&self) -> String {
        format!("deliberations/{}", self.id)
    }

    /// Somebody who has no part in any stance of this deliberation but at most its own.
    fn somebody(&mut self) -> Who {
        let role = *self.chance.pick(&["observer", "facilitator", "auditor", "clerk", "admin"]);
        let party = *self.chance.pick(&ALONE);
        let member = self.stage.mirror().name(&self.id, party);
        match (self.chance.below(5), member) {
            (0, _) => Who { credential: "other-app".to_owned(), ..Who::role("app") },
            (1 | 2, Some(member)) => Who::member(&member),
            _ => Who::role(role),
        }
    }

    /// Whether a reader said this itself.
    fn said(&self, who: &Who, value: i64) -> bool {
        let own = |stance: &NewStance| {
            let said = new_stance::Answer::Value(value as i32);
            Some(&stance.member) == who.member.as_ref() && stance.answer == Some(said)
        };
        self.stage.mirror().intents.iter().any(|intent| intent.ask.stances().iter().any(own))
    }

    /// Looks at this and that for as long as it may.
    pub async fn look(mut self) {
        loop {
            let pause = Duration::from_millis(self.chance.between(1, 6_000));
            tokio::time::sleep(pause).await;
            let (who, what) = (self.somebody(), *self.chance.pick(&LOOKS));
            let patience = Duration::from_secs(60);
            let shown = tokio::time::timeout(patience, self.shown(&who, what)).await;
            let bytes = match shown {
                Ok(Ok(bytes)) => bytes,
                Ok(Err(status)) => {
                    if let Failed::Wrong(wrong) = Failed::of(&status) {
                        self.stage.broke("answers", format!("{}, {what}: {wrong}", self.id));
                    }
                    format!("{status:?}").into_bytes()
                }
                Err(_) => continue,
            };
            self.stage.line(format!("{} {} looks at {what}", self.id, who.role));
            self.hidden(&bytes, &who, what);
        }
    }

    /// Nothing of the round that is open on disk is in these bytes.
    fn hidden(&self, bytes: &[u8], who: &Who, what: &str) {
        let (open, _) = self.stage.disk.round(&self.id);
        let Some(round) = open else { return };
        if stances_in(bytes, round).any(|value| !self.said(who, value)) {
            let detail = format!(
                "{}: {} was shown a stance of round {round}, which is open, by {what}",
                self.id, who.role
            );
            self.stage.broke("hidden until the close", detail);
        }
    }

    async fn shown(&self, who: &Who, what: &str) -> Result<Vec<u8>, Status> {
        let (deliberation, routes) = (self.name(), self.routes.clone());
        let (open, last) = self.stage.disk.round(&self.id);
        let mut about = DeliberationServiceClient::new(routes.clone());
        let mut parts = ParticipationServiceClient::new(routes.clone());
        let mut analysis = AnalysisServiceClient::new(routes.clone());
        Ok(match what {
            "get" => {
                let q = GetDeliberationRequest { name: deliberation, ..Default::default() };
                about.get_deliberation(who.asks(q)).await?.into_inner().encode_to_vec()
            }
            "list" => {
                let q = ListDeliberationsRequest::default();
                about.list_deliberations(who.asks(q)).await?.into_inner().encode_to_vec()
            }
            "rounds" => {
                let q = ListRoundsRequest { deliberation, ..Default::default() };
                about.list_rounds(who.asks(q)).await?.into_inner().encode_to_vec()
            }
            "stances" => {
                let q = ListStancesRequest { deliberation, ..Default::default() };
                let answer = parts.list_stances(who.asks(q)).await?.into_inner();
                self.stances_closed(&answer, who);
                answer.encode_to_vec()
            }
            "figures" => {
                let q = GetConvergenceRequest { deliberation, round: last, ..Default::default() };
                let answer = analysis.get_convergence(who.asks(q)).await?.into_inner();
                self.figures_closed((open, &answer.figures), who);
                answer.encode_to_vec()
            }
            "advice" => {
                let q = GetRoundAdviceRequest { deliberation, round: last, ..Default::default() };
                analysis.get_round_advice(who.asks(q)).await?.into_inner().encode_to_vec()
            }
            "proposals" => {
                let q = ListProposalsRequest { deliberation, ..Default::default() };
                parts.list_proposals(who.asks(q)).await?.into_inner().encode_to_vec()
            }
            _ => {
                let records = export(&routes, who, &self.id).await?;
                records.iter().flat_map(Message::encode_to_vec).collect()
            }
        })
    }

    /// No stance is listed of a round that is open, a pass neither.
    fn stances_closed(&self, answer: &ListStancesResponse, who: &Who) {
        let (open, _) = self.stage.disk.round(&self.id);
        if let Some(stance) = answer.stances.iter().find(|stance| {
            Some(stance.round) == open && Some(&stance.member) != who.member.as_ref()
        }) {
            let detail = format!("{}: {} is listed {stance:?}, early", self.id, who.role);
            self.stage.broke("hidden until the close", detail);
        }
    }

    /// Of a round that was open when it was asked about, and still is, there are no figures.
    fn figures_closed(&self, (asked, figures): (Option<u32>, &[Figure]), who: &Who) {
        if asked.is_some() && self.stage.disk.round(&self.id).0 == asked && !figures.is_empty() {
            let detail = format!("{}: {} has figures of round {asked:?}", self.id, who.role);
            self.stage.broke("hidden until the close", detail);
        }
    }

    /// Watches, and takes it up again after every end.
    pub async fn watch(mut self) {
        let mut after = 0;
        loop {
            let pause = Duration::from_millis(self.chance.between(1, 5_000));
            tokio::time::sleep(pause).await;
            let who = self.somebody();
            let request = WatchRequest { deliberation: self.name(), start_after_sequence: after };
            let mut client = LogServiceClient::new(self.routes.clone());
            let Ok(messages) = client.watch(who.asks(request)).await else { continue };
            let mut messages = messages.into_inner();
            let mut told = after;
            while let Ok(Some(message)) = messages.message().await {
                self.hidden(&message.encode_to_vec(), &who, "watch");
                for record in message.records.into_iter().filter_map(|one| one.record) {
                    self.told(record, &mut told, &mut after);
                }
                if self.chance.one_in(20) {
                    // Goes away, and comes back.
                    break;
                }
            }
            self.stage.line(format!("{} a watch ended after {after}", self.id));
        }
    }

    /// An event is the next one, and durable as it was told; a seal ends a commit.
    fn told(&self, record: Record, told: &mut u64, after: &mut u64) {
        match record {
            Record::Event(event) => {
                let envelope = EventEnvelope::decode(&event.envelope[..]).expect("an envelope");
                if envelope.sequence != *told + 1 {
                    let detail = format!("{}: {} after {told}", self.id, envelope.sequence);
                    self.stage.broke("watch", detail);
                }
                *told = envelope.sequence;
                if self.stage.disk.envelope(&self.id, *told) != Some(event.envelope) {
                    let detail = format!("{}: {told} is not durable as it was told", self.id);
                    self.stage.broke("watch", detail);
                }
            }
            Record::Commit(seal) => *after = seal.last_sequence,
            Record::Checkpoint(_) | Record::Disclosure(_) => {}
        }
    }
}

/// All records of an export.
pub async fn export(
    routes: &Routes,
    who: &Who,
    id: &DeliberationId,
) -> Result<Vec<ExportResponse>, Status> {
    let deliberation = format!("deliberations/{id}");
    let request = ExportRequest { deliberation, ..Default::default() };
    let records = LogServiceClient::new(routes.clone()).export(who.asks(request)).await?;
    let (mut records, mut all) = (records.into_inner(), Vec::new());
    while let Some(record) = records.message().await? {
        all.push(record);
    }
    Ok(all)
}
