//! Looking, while a round is open, for what nobody else may see before it closes.

use beraad_client::v1::event_payload::Body;
use beraad_client::v1::{self, export_response::Record, exported_event::Content};
use beraad_client::{Caller, Error};
use futures::TryStreamExt;
use prost::Message;
use tokio::time::Instant;

use crate::app::cli::load::act::note_read;
use crate::app::cli::load::drive::{Open, Run};
use crate::app::cli::load::rpc;
use crate::app::cli::load::sender::read;

/// Records of the log that one look reads.
const RECORDS_MAX: usize = 5_000;

/// Looks in every way that there is; gives what was seen and must not be.
pub async fn look(run: &Run, open: &Open, at: usize) -> Vec<String> {
    let mut seen = stances(run, open, at).await;
    seen.extend(figures(run, open, at).await);
    seen.extend(log(run, open, at).await);
    seen
}

/// Roles of which none sees a stance before the close.
const ROLES: [v1::Role; 4] =
    [v1::Role::Observer, v1::Role::Facilitator, v1::Role::Clerk, v1::Role::Auditor];

/// As a member: the stances of other parties; in any other role: all stances.
async fn stances(run: &Run, open: &Open, at: usize) -> Vec<String> {
    let request = v1::ListStancesRequest {
        deliberation: open.place.name.clone(),
        round: open.round,
        page_size: 1_000,
        ..Default::default()
    };
    let member = &open.place.members[at % open.place.members.len()];
    let own = member.split("/members/").next().unwrap_or_default();
    let observer = &run.clients(at).observer;
    let as_member = observer.acting_as(Caller::member("load-member", member));
    let mut seen = Vec::new();
    let roles = ROLES.map(|role| (observer.acting_as(Caller::new(role, "load-probe")), None));
    for (reader, own) in roles.iter().chain([&(as_member, Some(own))]) {
        let own = *own;
        let since = Instant::now();
        let participation = reader.participation();
        let answer = read(|| participation.list_stances(request.clone())).await;
        note_read(run, &rpc::LIST_STANCES, since, &answer);
        let stances = answer.map(|answer| answer.stances).unwrap_or_default();
        seen.extend(foreign(stances, own).map(|stance| {
            let (who, item) = (own.unwrap_or("nobody's member"), stance.item);
            let whose = if stance.party.is_empty() { stance.pseudonym } else { stance.party };
            format!("{who} saw a stance of {whose} on {item} before the close")
        }));
    }
    seen
}

/// The stances that a member of this party, or nobody's member, must not see. Where stances carry
/// pseudonyms a member sees those under one, its own.
fn foreign(stances: Vec<v1::Stance>, own: Option<&str>) -> impl Iterator<Item = v1::Stance> {
    let first = stances.first().map(|stance| stance.pseudonym.clone()).unwrap_or_default();
    stances.into_iter().filter(move |stance| match (own, stance.party.as_str()) {
        (None, _) => true,
        (Some(_), "") => stance.pseudonym != first,
        (Some(own), party) => party != own,
    })
}

async fn figures(run: &Run, open: &Open, at: usize) -> Option<String> {
    let request = v1::GetConvergenceRequest {
        deliberation: open.place.name.clone(),
        round: open.round,
        ..Default::default()
    };
    let answer = run.clients(at).observer.analysis().get_convergence(request).await;
    let figures = answer.map(|answer| answer.figures.len()).unwrap_or_default();
    let name = &open.place.name;
    (figures > 0).then(|| format!("{figures} figures of {name} were served before the close"))
}

async fn log(run: &Run, open: &Open, at: usize) -> Vec<String> {
    let observer = &run.clients(at).observer;
    let request = v1::ExportRequest {
        deliberation: open.place.name.clone(),
        start_after_sequence: open.opened,
        ..Default::default()
    };
    let mut seen = Vec::new();
    let records = async {
        let mut records = Box::pin(observer.log().export(request).await?);
        for _ in 0..RECORDS_MAX {
            let Some(record) = records.try_next().await? else { break };
            seen.extend(early(&record, open.round));
        }
        Ok::<_, Error>(())
    };
    // A log that cannot be read now shows nothing either.
    let _ = records.await;
    seen
}

/// What a record of the log tells of stances in an open round.
fn early(record: &v1::ExportResponse, round: u32) -> Option<String> {
    let Some(Record::Event(event)) = &record.record else { return None };
    let Some(Content::Disclosed(disclosed)) = &event.content else { return None };
    let payload = v1::EventPayload::decode(disclosed.payload.as_slice()).ok()?;
    match payload.body? {
        Body::StanceCast(stance) if stance.round == round => {
            Some(format!("the log shows a stance on {} before the close", stance.item))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ones_own_is_a_leak() {
        let stance = |party: &str, pseudonym: &str| v1::Stance {
            party: party.into(),
            pseudonym: pseudonym.into(),
            ..Default::default()
        };
        let named = vec![stance("p1", ""), stance("p2", "")];
        let hidden = vec![stance("", "n1"), stance("", "n1"), stance("", "n2")];
        let leaks = |stances: &[v1::Stance], own| foreign(stances.to_vec(), own).count();
        assert_eq!((leaks(&named, Some("p1")), leaks(&named, None)), (1, 2));
        assert_eq!((leaks(&hidden, Some("p1")), leaks(&hidden, None)), (1, 3));
        assert_eq!(leaks(&hidden[..2], Some("p1")), 0);
    }

    #[test]
    fn a_stance_of_the_open_round_in_the_log_is_a_leak() {
        let stance = v1::StanceCast { round: 2, item: "s1".into(), ..Default::default() };
        let body = Some(Body::StanceCast(stance));
        let payload = v1::EventPayload { body, ..Default::default() };
        let shown = v1::Disclosed { payload: payload.encode_to_vec(), ..Default::default() };
        let event =
            v1::ExportedEvent { content: Some(Content::Disclosed(shown)), ..Default::default() };
        let record = v1::ExportResponse { record: Some(Record::Event(event)) };
        assert!(early(&record, 2).is_some());
        assert!(early(&record, 3).is_none(), "an earlier round is closed");
    }
}
