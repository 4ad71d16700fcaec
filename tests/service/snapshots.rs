//! Snapshots: what a server answers never depends on whether it has one.

use std::sync::Arc;

use beraad::domain::ids::DeliberationId;
use beraad::domain::limits::{SNAPSHOT_EVENTS, SNAPSHOT_LAST_EVENTS};
use beraad::log::sqlite::SqliteLog;
use beraad::log::{Commit, EventLog, StoredCommit};
use beraad_client::v1::*;
use bytes::Bytes;

use crate::book;
use crate::failing_log::FailingLog;
use crate::forum::Forum;
use crate::town::{Town, request_id};

/// As many stances of Anna as make a last snapshot worth it, in one request.
fn many(forum: &Forum, count: u64) -> BatchCastStancesRequest {
    let stance = |number: u64| forum.stance(&forum.anna, (number % 5) as i32 - 2);
    BatchCastStancesRequest {
        deliberation: forum.name.clone(),
        stances: (0..count).map(stance).collect(),
        request_id: request_id(1),
        ..Default::default()
    }
}

async fn cast(town: &Town, forum: &Forum, request: BatchCastStancesRequest) -> Answer {
    let anna = town.member(&forum.anna);
    anna.participation().batch_cast_stances(request).await.expect("a batch")
}

type Answer = BatchCastStancesResponse;

/// What is asked of every server: the deliberation, its log, and the answer to a retry.
async fn answers(town: &Town, forum: &Forum) -> (Deliberation, Vec<u8>, Answer) {
    let log = book::bytes(&town.facilitator(), &forum.name).await;
    let retry = cast(town, forum, many(forum, SNAPSHOT_LAST_EVENTS + 1)).await;
    (forum.get(&town.observer()).await, log, retry)
}

fn plein() -> DeliberationId {
    DeliberationId::parse("plein").expect("an id")
}

/// A forum with a snapshot of its last sequence, and what a server answers about it.
async fn kept(log: &Arc<FailingLog>) -> (Forum, (Deliberation, Vec<u8>, Answer)) {
    let town = Town::over(log.clone()).await;
    let forum = Forum::rating(&town, "plein").await;
    cast(&town, &forum, many(&forum, SNAPSHOT_LAST_EVENTS + 1)).await;
    let answers = answers(&town, &forum).await;
    town.stop().await;
    assert!(log.snapshot(&plein()).await.is_some());
    (forum, answers)
}

/// Starts a server, and tells whether it read the log from its beginning to answer.
async fn replays(log: &Arc<FailingLog>, forum: &Forum) -> bool {
    // A deliberation without a summary is loaded as soon as the server starts.
    log.take_read();
    let town = Town::over(log.clone()).await;
    forum.get(&town.observer()).await;
    let replays = log.take_read().contains(&0);
    town.stop().await;
    replays
}

async fn same_answers(
    log: &Arc<FailingLog>,
    (forum, before): &(Forum, (Deliberation, Vec<u8>, Answer)),
) {
    let town = Town::over(log.clone()).await;
    assert!(answers(&town, forum).await == *before);
    town.stop().await;
}

#[tokio::test]
async fn a_server_goes_on_from_the_snapshot_of_the_one_before() {
    let log = Arc::new(FailingLog::new());
    let known = kept(&log).await;
    assert!(!replays(&log, &known.0).await);
    same_answers(&log, &known).await;
    // What is written behind it is read behind it.
    let town = Town::over(log.clone()).await;
    let sequence = known.0.cast(&town, &known.0.bram, 1).await;
    town.stop().await;
    assert!(!replays(&log, &known.0).await);
    let town = Town::over(log.clone()).await;
    assert_eq!(known.0.cast(&town, &known.0.winkel, 1).await, sequence + 1);
    town.stop().await;
}

#[tokio::test]
async fn a_snapshot_that_does_not_fit_is_left_aside() {
    let log = Arc::new(FailingLog::new());
    let known = kept(&log).await;
    let good = log.snapshot(&plein()).await.expect("a snapshot");
    let mut changed = good.to_vec();
    changed[good.len() / 2] ^= 1;
    for unfit in [Bytes::new(), good.slice(..good.len() - 1), changed.into()] {
        log.keep_snapshot(&plein(), unfit).await;
        assert!(replays(&log, &known.0).await);
        // Having replayed so much, the server kept a good one.
        assert!(!replays(&log, &known.0).await);
        same_answers(&log, &known).await;
    }
    let other = DeliberationId::parse("park").expect("an id");
    let town = Town::over(log.clone()).await;
    let park = Forum::rating(&town, "park").await;
    town.stop().await;
    log.keep_snapshot(&other, good).await;
    assert!(replays(&log, &park).await);
}

#[tokio::test]
async fn a_snapshot_of_another_past_is_left_aside() {
    let log = Arc::new(FailingLog::new());
    let known = kept(&log).await;
    let good = log.snapshot(&plein()).await.expect("a snapshot");
    let all = log.tail(0, usize::MAX).await.expect("commits");
    // A copy of the log from before the last commit, and what somebody then wrote instead.
    let copy = Arc::new(FailingLog::new());
    for stored in &all[..all.len() - 1] {
        let keys =
            if stored.position == 1 { log.keys(&plein(), None).await.unwrap() } else { vec![] };
        copy.append(Commit { keys, ..again(stored) }.into()).await.expect("a copy");
    }
    copy.keep_snapshot(&plein(), good.clone()).await;
    assert!(replays(&copy, &known.0).await, "the log ends before the snapshot");
    let town = Town::over(copy.clone()).await;
    cast(&town, &known.0, many(&known.0, SNAPSHOT_LAST_EVENTS + 1)).await;
    town.stop().await;
    let head = |log: &FailingLog| log.head(&plein()).expect("a head").sequence;
    assert_eq!(head(&copy), head(&log));
    for _ in 0..2 {
        copy.keep_snapshot(&plein(), good.clone()).await;
        assert!(replays(&copy, &known.0).await, "the log went on otherwise");
        let town = Town::over(copy.clone()).await;
        known.0.cast(&town, &known.0.bram, 1).await;
        town.stop().await;
    }
}

fn again(stored: &StoredCommit) -> Commit {
    Commit {
        after: stored.first_sequence() - 1,
        deliberation: stored.deliberation.clone(),
        events: stored.events.clone(),
        requests: stored.requests.clone(),
        texts: Vec::new(),
        keys: Vec::new(),
        summary: Default::default(),
        destroy: Vec::new(),
        link: stored.link,
        signature: stored.signature,
        at_ms: stored.at_ms,
    }
}

#[tokio::test]
async fn an_erasure_takes_the_snapshot_with_it() {
    let log = Arc::new(FailingLog::new());
    let (forum, _) = kept(&log).await;
    let town = Town::over(log.clone()).await;
    let request = EraseSubjectRequest {
        member: forum.carla.clone(),
        scope: ErasureScope::All.into(),
        ..Default::default()
    };
    let before = log.snapshot(&plein()).await;
    town.facilitator().admin().erase_subject(request).await.expect("an erasure");
    town.stop().await;
    // The one that is there was made afterwards.
    let after = log.snapshot(&plein()).await;
    assert!(after.is_some() && after != before);
    assert!(!replays(&log, &forum).await);
}

#[tokio::test]
async fn a_snapshot_that_outlived_an_erasure_is_forgotten_by_who_finds_it() {
    let log = Arc::new(FailingLog::new());
    let (forum, _) = kept(&log).await;
    let before = log.snapshot(&plein()).await.expect("a snapshot");
    let town = Town::over(log.clone()).await;
    let request = EraseSubjectRequest {
        member: forum.carla.clone(),
        scope: ErasureScope::All.into(),
        ..Default::default()
    };
    town.facilitator().admin().erase_subject(request).await.expect("an erasure");
    town.stop().await;
    // As if the server had been killed between the erasure and the removal of its snapshot.
    log.keep_snapshot(&plein(), before.clone()).await;
    assert!(!replays(&log, &forum).await);
    let after = log.snapshot(&plein()).await;
    assert!(after.is_some() && after != Some(before));
}

#[tokio::test]
async fn a_server_keeps_a_snapshot_while_it_goes_on() {
    let log = Arc::new(FailingLog::new());
    let town = Town::over(log.clone()).await;
    let forum = Forum::rating(&town, "plein").await;
    let batch = |number: u128, count| BatchCastStancesRequest {
        request_id: request_id(number),
        ..many(&forum, count)
    };
    for number in 0..3 {
        assert!(log.snapshot(&plein()).await.is_none());
        cast(&town, &forum, batch(number, SNAPSHOT_EVENTS / 3 + 1)).await;
    }
    log.keeps(1).await;
    // A server that was killed has no last snapshot, and goes on from this one.
    assert!(!replays(&log, &forum).await);
    town.stop().await;
}

#[tokio::test]
async fn a_snapshot_on_disk_lasts() {
    let folder = tempfile::tempdir().expect("a folder");
    let town = Town::on(folder.path()).await;
    let forum = Forum::rating(&town, "plein").await;
    cast(&town, &forum, many(&forum, SNAPSHOT_LAST_EVENTS + 1)).await;
    let before = answers(&town, &forum).await;
    town.stop().await;
    let file = folder.path().join("snapshots/plein");
    let snapshot = std::fs::read(&file).expect("a snapshot");
    let town = Town::on(folder.path()).await;
    assert!(answers(&town, &forum).await == before);
    town.stop().await;
    assert!(std::fs::read(&file).expect("a snapshot") == snapshot, "nothing was written");
    let log = SqliteLog::open(folder.path()).expect("a log");
    log.forget_snapshot(&plein()).await;
    drop(log);
    let town = Town::on(folder.path()).await;
    assert!(answers(&town, &forum).await == before);
    town.stop().await;
}
