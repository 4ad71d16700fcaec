//! What callers hear when the machine fails, and what a retry then does.

use std::sync::Arc;

use beraad::domain::limits::MAILBOX_MAX;
use beraad::engine::error::EngineError;
use beraad_client::v1::participation_service_client::ParticipationServiceClient;
use beraad_client::v1::*;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tonic::transport::Channel as Connection;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::book::Book;
use crate::failing_log::{FailingLog, Fault, Reads};
use crate::forum::Forum;
use crate::tick::tick;
use crate::town::{Town, request_id, with};

/// A forum in round 1 on a log that fails from now on.
async fn forum_with(faults: &[Fault]) -> (Arc<FailingLog>, Town, Forum) {
    let log = Arc::new(FailingLog::new());
    let town = Town::over(log.clone()).await;
    let forum = Forum::rating(&town, "plein").await;
    log.fail(faults);
    (log, town, forum)
}

/// Casts without the client library, which would try again by itself.
async fn cast(
    connection: &Connection,
    forum: &Forum,
    (member, value): (&str, i32),
    id: u128,
) -> Result<CastStanceResponse, Status> {
    let stance = Some(forum.stance(member, value));
    let request = CastStanceRequest { stance, request_id: request_id(id), ..Default::default() };
    let metadata = [("beraad-role", "member"), ("beraad-member", member)];
    let mut client = ParticipationServiceClient::new(connection.clone());
    client.cast_stance(with(request, &metadata)).await.map(tonic::Response::into_inner)
}

fn retry_is_told(status: &Status, code: Code, reason: &str) {
    assert_eq!(status.code(), code, "{status}");
    let info = status.get_details_error_info().expect("ErrorInfo");
    assert_eq!((info.reason.as_str(), info.domain.as_str()), (reason, "beraad"));
    let retry = status.get_details_retry_info().expect("RetryInfo");
    assert!(retry.retry_delay.is_some());
    assert!(status.get_details_localized_message().is_some());
}

#[tokio::test]
async fn a_retry_after_a_failed_append_writes_one_event() {
    for (fault, reason) in [
        (Fault::UnknownAfterWriting, "OUTCOME_UNKNOWN"),
        (Fault::UnknownWithoutWriting, "OUTCOME_UNKNOWN"),
        (Fault::Refused, "NOT_WRITTEN"),
    ] {
        let (_, town, forum) = forum_with(&[fault]).await;
        let connection = town.channel().await;
        let first = cast(&connection, &forum, (&forum.anna, 2), 7).await;
        let status = first.expect_err("the append failed");
        retry_is_told(&status, Code::Unavailable, reason);
        let again = cast(&connection, &forum, (&forum.anna, 2), 7).await.expect("a retry");
        let once_more = cast(&connection, &forum, (&forum.anna, 2), 7).await.expect("a retry");
        assert_eq!(again, once_more);
        let book = Book::of(&town.observer(), &forum.name).await;
        assert_eq!(book.count("stance"), 1, "{fault:?}");
        let written = again.written.expect("written");
        assert_eq!(written.sequence, book.summary.last_sequence);
        town.stop().await;
    }
}

#[tokio::test]
async fn the_next_command_sees_what_an_unknown_append_wrote() {
    for (fault, stances) in [(Fault::UnknownAfterWriting, 2), (Fault::UnknownWithoutWriting, 1)] {
        let (_, town, forum) = forum_with(&[fault]).await;
        let connection = town.channel().await;
        let before = forum.get(&town.observer()).await.sequence;
        cast(&connection, &forum, (&forum.anna, 2), 7).await.expect_err("the append failed");
        let next = cast(&connection, &forum, (&forum.winkel, 1), 8).await.expect("the next");
        assert_eq!(next.written.expect("written").sequence, before + stances);
        let book = Book::of(&town.observer(), &forum.name).await;
        assert_eq!(book.count("stance") as u64, stances, "{fault:?}");
        town.stop().await;
    }
}

#[tokio::test]
async fn the_client_library_gets_through_an_unknown_outcome_by_itself() {
    let faults = [Fault::UnknownAfterWriting, Fault::UnknownWithoutWriting];
    let (_, town, forum) = forum_with(&faults).await;
    forum.cast(&town, &forum.anna, 1).await;
    forum.cast(&town, &forum.winkel, 1).await;
    let book = Book::of(&town.observer(), &forum.name).await;
    assert_eq!(book.count("stance"), 2);
    town.stop().await;
}

#[tokio::test]
async fn figures_that_could_not_be_written_are_recorded_once_all_the_same() {
    for fault in [Fault::Refused, Fault::UnknownAfterWriting, Fault::UnknownWithoutWriting] {
        let (log, town, forum) = forum_with(&[]).await;
        forum.cast(&town, &forum.anna, 1).await;
        // The close itself is the next append, and the figures are the one behind it.
        log.fail(&[Fault::None, fault]);
        forum.close(&town, 1).await;
        let book = Book::of(&town.observer(), &forum.name).await;
        assert_eq!((book.count("round_closed"), book.count("figures_recorded")), (1, 1));
        book.figures_are_those_of_the_log(1);
        assert_eq!(forum.get(&town.observer()).await.phase(), Phase::Between);
        town.stop().await;
    }
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_data_loss_with_an_incident_only() {
    let (log, town, forum) = forum_with(&[]).await;
    town.engine().stop().await;
    log.reads(Reads::Damaged);
    let connection = town.channel().await;
    let status = cast(&connection, &forum, (&forum.anna, 2), 7).await.expect_err("unreadable");
    assert_eq!(status.code(), Code::DataLoss);
    let info = status.get_details_error_info().expect("ErrorInfo");
    assert_eq!(info.reason, "RECORD_UNREADABLE");
    assert_eq!(info.metadata.keys().collect::<Vec<_>>(), ["incident"]);
    assert!(!format!("{status:?}").contains("rust"), "the cause stays inside: {status:?}");
    log.reads(Reads::Well);
    cast(&connection, &forum, (&forum.anna, 2), 7).await.expect("it can be read again");
    town.stop().await;
}

#[tokio::test]
async fn a_storage_that_cannot_be_read_for_now_is_asked_again() {
    let (log, town, forum) = forum_with(&[]).await;
    town.engine().stop().await;
    log.reads(Reads::NotNow);
    let connection = town.channel().await;
    let status = cast(&connection, &forum, (&forum.anna, 2), 7).await.expect_err("unreadable");
    retry_is_told(&status, Code::Unavailable, "STORAGE_UNREADABLE");
    assert!(!format!("{status:?}").contains("rust"), "the cause stays inside: {status:?}");
    log.reads(Reads::Well);
    cast(&connection, &forum, (&forum.anna, 2), 7).await.expect("it can be read again");
    town.stop().await;
}

#[tokio::test]
async fn a_full_mailbox_is_told_to_come_back() {
    let (log, town, forum) = forum_with(&[]).await;
    let connection = town.channel().await;
    log.set_open(false);
    let first = cast(&connection, &forum, (&forum.anna, 2), 7);
    tokio::pin!(first);
    tokio::select! {
        answer = &mut first => panic!("the log is shut: {answer:?}"),
        () = log.holds_an_append() => {}
    }
    // Each of these writes nothing, but waits behind what cannot be written. The first time the
    // task takes some out, to judge them on what it is writing.
    let mut waiting = FuturesUnordered::new();
    for _ in 0..2 {
        waiting.extend((0..=MAILBOX_MAX).map(|_| town.engine().submit(tick("plein"))));
        let full = waiting.next().await.expect("one of them");
        assert!(matches!(full, Err(EngineError::Busy { most: MAILBOX_MAX })), "{full:?}");
        tokio::task::yield_now().await;
    }
    let status = cast(&connection, &forum, (&forum.bram, 2), 8).await.expect_err("too busy");
    retry_is_told(&status, Code::ResourceExhausted, "BUSY");
    let info = status.get_details_error_info().expect("ErrorInfo");
    assert_eq!(info.metadata["limit"], MAILBOX_MAX.to_string());
    log.set_open(true);
    first.await.expect("written as soon as the log goes on");
    drop(waiting);
    cast(&connection, &forum, (&forum.bram, 2), 8).await.expect("there is room again");
    town.stop().await;
}

#[tokio::test]
async fn a_sequence_that_does_not_come_is_unavailable_for_now() {
    let (_, town, forum) = forum_with(&[]).await;
    let mut client =
        deliberation_service_client::DeliberationServiceClient::new(town.channel().await);
    let there = forum.get(&town.observer()).await.sequence;
    let request = GetDeliberationRequest { name: forum.name.clone(), at_least_sequence: there + 1 };
    // With nothing else to do, paused time runs to the end of the wait.
    tokio::time::pause();
    let status = client.get_deliberation(with(request, &[])).await.expect_err("not there");
    retry_is_told(&status, Code::Unavailable, "SEQUENCE_NOT_REACHED");
    let facts = status.get_details_error_info().expect("ErrorInfo").metadata;
    assert_eq!(facts["expected"], (there + 1).to_string());
    assert_eq!(facts["actual"], there.to_string());
    town.stop().await;
}
