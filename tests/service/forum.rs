//! A small deliberation: a neighbourhood of three people, a shop on its own, and a municipality.

use beraad_client::Client;
use beraad_client::v1::*;

use crate::town::{BUURT_APP, HOUR_MS, START_MS, Town};

/// The names of everything in it.
pub struct Forum {
    pub name: String,
    pub buurt: String,
    pub anna: String,
    pub bram: String,
    pub carla: String,
    pub winkel: String,
    pub gemeente: String,
}

/// The charter: a scale from -2 to 2, of which the lowest step says "cannot live with it".
pub fn charter() -> Charter {
    let scale = Scale { lo: -2, hi: 2, lo_is_veto: true, ..Default::default() };
    Charter { scale: Some(scale), ..Default::default() }
}

/// Closes when the facilitator says so.
pub fn by_facilitator() -> Option<ClosingRule> {
    Some(ClosingRule { rule: Some(closing_rule::Rule::ByFacilitator(ByFacilitator {})) })
}

/// A moment, in ms after the start.
pub fn moment(after_start_ms: i64) -> prost_types::Timestamp {
    let ms = START_MS + after_start_ms;
    prost_types::Timestamp { seconds: ms / 1000, nanos: (ms % 1000) as i32 * 1_000_000 }
}

/// Closes an hour after the start.
pub fn after_an_hour() -> Option<ClosingRule> {
    Some(ClosingRule { rule: Some(closing_rule::Rule::At(moment(HOUR_MS))) })
}

/// Closes when every party has answered, or an hour after the start.
pub fn when_all_answered() -> Option<ClosingRule> {
    let rule = EveryPartyAnswered { latest: Some(moment(HOUR_MS)) };
    Some(ClosingRule { rule: Some(closing_rule::Rule::EveryPartyAnswered(rule)) })
}

impl Forum {
    /// In Draft, with everything that Ready needs except the acceptances.
    pub async fn draft(town: &Town, id: &str) -> Forum {
        let facilitator = town.facilitator();
        let request = CreateDeliberationRequest {
            deliberation_id: id.to_owned(),
            title: "Het plein".to_owned(),
            challenge: "Een plein waar iedereen graag komt.".to_owned(),
            charter: Some(charter()),
            ..Default::default()
        };
        let created = facilitator.deliberations().create_deliberation(request).await;
        let name = created.expect("a deliberation").name;
        let buurt = party(&facilitator, &name, "buurt", PartyKind::Resident).await;
        let winkel = party(&facilitator, &name, "winkel", PartyKind::Entrepreneur).await;
        let gemeente = party(&facilitator, &name, "gemeente", PartyKind::Municipality).await;
        let anna = member(&facilitator, &buurt, "Anna", true).await;
        let bram = member(&facilitator, &buurt, "Bram", false).await;
        let carla = member(&facilitator, &buurt, "Carla", false).await;
        Forum { name, buurt, anna, bram, carla, winkel, gemeente }
    }

    /// In Ready, with one statement to rate.
    pub async fn ready(town: &Town, id: &str) -> Forum {
        let forum = Forum::draft(town, id).await;
        for speaker in [&forum.anna, &forum.winkel, &forum.gemeente] {
            let request = AcceptCharterRequest {
                member: speaker.clone(),
                charter_version: 1,
                challenge_version: 1,
                ..Default::default()
            };
            let member = town.member(speaker);
            member.deliberations().accept_charter(request).await.expect("an acceptance");
        }
        forum.add_statement(&town.facilitator(), "auto", "Het plein wordt autovrij.", "").await;
        let request =
            DeclareReadyRequest { deliberation: forum.name.clone(), ..Default::default() };
        let facilitator = town.facilitator();
        facilitator.deliberations().declare_ready(request).await.expect("ready");
        forum
    }

    /// In round 1, with the activities contribute and rate.
    pub async fn rating(town: &Town, id: &str) -> Forum {
        let forum = Forum::ready(town, id).await;
        forum.open(town, &[Activity::Contribute, Activity::Rate], by_facilitator()).await;
        forum
    }

    /// Opens the next round.
    pub async fn open(&self, town: &Town, activities: &[Activity], closing: Option<ClosingRule>) {
        let request = OpenRoundRequest {
            deliberation: self.name.clone(),
            activities: activities.iter().map(|activity| *activity as i32).collect(),
            closing,
            ..Default::default()
        };
        town.facilitator().deliberations().open_round(request).await.expect("a round");
    }

    /// Closes a round and waits for its figures.
    pub async fn close(&self, town: &Town, round: u32) {
        let name = format!("{}/rounds/{round}", self.name);
        let request = CloseRoundRequest { name, ..Default::default() };
        town.facilitator().deliberations().close_round(request).await.expect("a close");
    }

    /// Adds a statement for a member, or for the facilitator.
    pub async fn add_statement(&self, client: &Client, id: &str, text: &str, member: &str) {
        let request = AddStatementRequest {
            deliberation: self.name.clone(),
            statement_id: id.to_owned(),
            text: text.to_owned(),
            member: member.to_owned(),
            ..Default::default()
        };
        client.participation().add_statement(request).await.expect("a statement");
    }

    /// A statement by name.
    pub fn statement(&self, id: &str) -> String {
        format!("{}/statements/{id}", self.name)
    }

    /// A stance on the statement about cars, not yet cast.
    pub fn stance(&self, member: &str, value: i32) -> NewStance {
        NewStance {
            item: self.statement("auto"),
            member: member.to_owned(),
            answer: Some(new_stance::Answer::Value(value)),
            ..Default::default()
        }
    }

    /// Casts a stance by the member itself, and gives its sequence.
    pub async fn cast(&self, town: &Town, member: &str, value: i32) -> u64 {
        let stance = Some(self.stance(member, value));
        let request = CastStanceRequest { stance, ..Default::default() };
        let answer = town.member(member).participation().cast_stance(request).await;
        answer.expect("a stance").written.expect("written").sequence
    }

    /// The deliberation as anybody sees it.
    pub async fn get(&self, client: &Client) -> Deliberation {
        let request = GetDeliberationRequest { name: self.name.clone(), ..Default::default() };
        let answer = client.deliberations().get_deliberation(request).await;
        answer.expect("an answer").deliberation.expect("a deliberation")
    }
}

async fn party(client: &Client, deliberation: &str, id: &str, kind: PartyKind) -> String {
    let request = AddPartyRequest {
        deliberation: deliberation.to_owned(),
        party_id: id.to_owned(),
        display_name: format!("De {id}"),
        kind: kind.into(),
        ..Default::default()
    };
    client.deliberations().add_party(request).await.expect("a party").name
}

/// Adds a member with an external identity of the neighbourhood's app.
pub async fn member(client: &Client, party: &str, name: &str, spokesperson: bool) -> String {
    let request = AddMemberRequest {
        party: party.to_owned(),
        display_name: name.to_owned(),
        identity: Some(ExternalIdentity {
            issuer: BUURT_APP.to_owned(),
            value: format!("pseudonym-{name}"),
        }),
        spokesperson,
        ..Default::default()
    };
    client.deliberations().add_member(request).await.expect("a member").name
}
