//! A request id makes a retry harmless.

use beraad_client::v1::*;
use beraad_client::{Caller, Client};
use futures::future::join_all;
use prost::Message;

use crate::book::{self, Book};
use crate::forum::Forum;
use crate::town::{BUURT_APP, Town, refused_for, request_id};
use crate::visibility::sealed_round;

/// A statement without an id of its own: the server makes one.
fn statement(forum: &Forum, id: u128, text: &str) -> AddStatementRequest {
    AddStatementRequest {
        deliberation: forum.name.clone(),
        text: text.to_owned(),
        request_id: request_id(id),
        ..Default::default()
    }
}

fn member(forum: &Forum, id: u128) -> AddMemberRequest {
    AddMemberRequest {
        party: forum.buurt.clone(),
        display_name: "Dirk".to_owned(),
        request_id: request_id(id),
        ..Default::default()
    }
}

/// A stance that counts, one off the scale, and one of somebody else.
fn batch(forum: &Forum, id: u128) -> BatchCastStancesRequest {
    BatchCastStancesRequest {
        deliberation: forum.name.clone(),
        stances: vec![
            forum.stance(&forum.anna, 2),
            forum.stance(&forum.anna, 9),
            forum.stance(&forum.winkel, 1),
        ],
        request_id: request_id(id),
        ..Default::default()
    }
}

type Answers = (AddStatementResponse, AddMemberResponse, BatchCastStancesResponse);

async fn ask(town: &Town, forum: &Forum) -> Answers {
    let facilitator = town.facilitator();
    let statement = statement(forum, 1, "Meer bomen.");
    let stated = facilitator.participation().add_statement(statement).await;
    let added = facilitator.deliberations().add_member(member(forum, 2)).await;
    let anna = town.member(&forum.anna);
    let cast = anna.participation().batch_cast_stances(batch(forum, 3)).await;
    (stated.expect("a statement"), added.expect("a member"), cast.expect("a batch"))
}

#[tokio::test]
async fn a_retry_gets_the_same_answer_also_from_a_server_that_was_started_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let town = Town::on(folder.path()).await;
    let forum = Forum::rating(&town, "plein").await;
    let first = ask(&town, &forum).await;
    let results: Vec<bool> = (first.2.results.iter())
        .map(|result| matches!(result.result, Some(stance_result::Result::Sequence(_))))
        .collect();
    assert_eq!(results, [true, false, false]);
    let receipt = first.2.written.as_ref().and_then(|written| written.receipt.as_ref());
    assert!(!receipt.expect("a receipt").signature.is_empty());
    let log = book::bytes(&town.facilitator(), &forum.name).await;
    assert_eq!(ask(&town, &forum).await, first);
    town.stop().await;

    let town = Town::on(folder.path()).await;
    assert_eq!(ask(&town, &forum).await, first);
    assert_eq!(book::bytes(&town.facilitator(), &forum.name).await, log);
    town.stop().await;
}

#[tokio::test]
async fn a_retry_gets_its_answer_although_the_moment_has_passed() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let anna = town.member(&forum.anna);
    let request = CastStanceRequest {
        stance: Some(forum.stance(&forum.anna, 2)),
        request_id: request_id(1),
        ..Default::default()
    };
    let first = anna.participation().cast_stance(request.clone()).await.expect("a stance");
    let close = CloseRoundRequest {
        name: format!("{}/rounds/1", forum.name),
        request_id: request_id(2),
        etag: forum.get(&anna).await.etag,
        ..Default::default()
    };
    let facilitator = town.facilitator();
    let closed = facilitator.deliberations().close_round(close.clone()).await.expect("a close");
    let late = anna.participation().cast_stance(request).await.expect("a retry");
    assert_eq!(late, first);
    let again = facilitator.deliberations().close_round(close).await.expect("a retry");
    assert_eq!(again, closed);
    town.stop().await;
}

#[tokio::test]
async fn an_id_with_another_body_is_refused_and_changes_nothing() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    ask(&town, &forum).await;
    let log = book::bytes(&town.facilitator(), &forum.name).await;
    let facilitator = town.facilitator();
    let other = statement(&forum, 1, "Minder bomen.");
    let answer = facilitator.participation().add_statement(other).await;
    refused_for(answer, Reason::RequestIdReused);
    let mut other = batch(&forum, 3);
    other.stances.pop();
    let answer = town.member(&forum.anna).participation().batch_cast_stances(other).await;
    refused_for(answer, Reason::RequestIdReused);
    // The same id for another method is another body as well.
    let other = AddMemberRequest { request_id: request_id(1), ..member(&forum, 0) };
    let answer = facilitator.deliberations().add_member(other).await;
    refused_for(answer, Reason::RequestIdReused);
    assert_eq!(book::bytes(&facilitator, &forum.name).await, log);
    town.stop().await;
}

#[tokio::test]
async fn another_caller_does_not_get_the_answer() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let elsewhere = Forum::draft(&town, "park").await;
    ask(&town, &forum).await;
    let strange = forum.anna.replace("deliberations/plein", &elsewhere.name);
    for caller in [
        Caller::facilitator("somebody-else"),
        Caller::app("buurt-app", BUURT_APP),
        Caller::member("member-device", forum.bram.clone()),
        Caller::spokesperson("member-device", forum.anna.clone()),
        Caller::member("member-device", strange),
    ] {
        let client: Client = town.acting(caller);
        let answer = client.participation().batch_cast_stances(batch(&forum, 3)).await;
        refused_for(answer, Reason::RequestIdReused);
    }
    town.stop().await;
}

#[tokio::test]
async fn creating_twice_with_one_id_makes_one_deliberation() {
    let town = Town::in_memory().await;
    let facilitator = town.facilitator();
    let request = CreateDeliberationRequest {
        title: "Zonder naam".to_owned(),
        request_id: request_id(5),
        ..Default::default()
    };
    let first = facilitator.deliberations().create_deliberation(request.clone()).await;
    let again = facilitator.deliberations().create_deliberation(request.clone()).await;
    assert_eq!(first.expect("created"), again.expect("a retry"));
    let other = town.acting(Caller::facilitator("somebody-else"));
    let answer = other.deliberations().create_deliberation(request).await;
    refused_for(answer, Reason::RequestIdReused);
    let request = ListDeliberationsRequest::default();
    let list = facilitator.deliberations().list_deliberations(request).await.expect("a list");
    assert_eq!(list.deliberations.len(), 1);
    town.stop().await;
}

#[tokio::test]
async fn many_identical_requests_at_once_write_once() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let anna = town.member(&forum.anna);
    let calls = (0..64).map(|_| {
        let (anna, batch) = (anna.clone(), batch(&forum, 3));
        async move { anna.participation().batch_cast_stances(batch).await.expect("a batch") }
    });
    let answers = join_all(calls).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let creations = (0..64).map(|_| {
        let facilitator = town.facilitator();
        let request = CreateDeliberationRequest {
            title: "Tegelijk".to_owned(),
            request_id: request_id(6),
            ..Default::default()
        };
        async move { facilitator.deliberations().create_deliberation(request).await }
    });
    let created: Vec<_> = join_all(creations).await.into_iter().map(Result::unwrap).collect();
    assert!(created.iter().all(|answer| *answer == created[0]));
    let book = Book::of(&town.observer(), &forum.name).await;
    assert_eq!(book.count("stance"), 1);
    town.stop().await;
}

#[tokio::test]
async fn results_and_receipt_are_about_the_stance_and_not_about_the_pseudonym_bound_before_it() {
    let town = Town::in_memory().await;
    let forum = sealed_round(&town, StanceVisibility::Pseudonymous).await;
    let request = BatchCastStancesRequest {
        deliberation: forum.name.clone(),
        stances: [1_234_567_801, 1_234_567_802].map(|v| forum.stance(&forum.carla, v)).into(),
        request_id: request_id(1),
        ..Default::default()
    };
    let carla = town.member(&forum.carla);
    for _ in 0..2 {
        let cast = carla.participation().batch_cast_stances(request.clone()).await;
        let cast = cast.expect("a batch");
        let written = cast.written.expect("it was written");
        let receipt = written.receipt.expect("a receipt");
        let last = written.sequence;
        let sequences: Vec<_> = cast.results.into_iter().filter_map(|one| one.result).collect();
        let own = [last - 1, last].map(stance_result::Result::Sequence);
        assert_eq!((sequences.as_slice(), receipt.sequence), (own.as_slice(), last - 1));
        let payload = EventPayload::decode(receipt.payload.as_slice()).expect("a payload");
        assert!(matches!(payload.body, Some(event_payload::Body::StanceCast(_))), "{payload:?}");
    }
    town.stop().await;
}
