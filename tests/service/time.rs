//! Rounds that close by themselves, and servers that stop at a bad moment.

use beraad::domain::limits::READ_COMMITS_MAX;
use beraad::log::sqlite::SqliteLog;
use beraad::log::{Commit, EventLog};
use beraad_client::v1::*;

use crate::book::Book;
use crate::forum::{Forum, after_an_hour, by_facilitator, moment, when_all_answered};
use crate::town::{HOUR_MS, Town, refused_for};

async fn round(town: &Town, forum: &Forum) -> Round {
    let deliberation = forum.name.clone();
    let request = ListRoundsRequest { deliberation, ..Default::default() };
    let list = town.observer().deliberations().list_rounds(request).await.expect("rounds");
    list.rounds.into_iter().next().expect("round 1")
}

#[tokio::test]
async fn a_round_closes_at_its_moment_without_any_command() {
    let town = Town::in_memory().await;
    let forum = Forum::ready(&town, "plein").await;
    forum.open(&town, &[Activity::Rate], after_an_hour()).await;
    town.advance(HOUR_MS - 1).await;
    assert_eq!(round(&town, &forum).await.close_cause(), CloseCause::Unspecified);
    forum.cast(&town, &forum.anna, 1).await;
    town.advance(HOUR_MS).await;
    let closed = round(&town, &forum).await;
    assert_eq!((closed.close_cause(), closed.figures_recorded), (CloseCause::Time, true));
    assert_eq!(closed.close_time, Some(moment(HOUR_MS)));
    let stance = Some(forum.stance(&forum.bram, 1));
    let request = CastStanceRequest { stance, ..Default::default() };
    let late = town.member(&forum.bram).participation().cast_stance(request).await;
    refused_for(late, Reason::RoundClosed);
    let book = Book::of(&town.observer(), &forum.name).await;
    assert_eq!((book.count("stance"), book.count("round_closed")), (1, 1));
    book.figures_are_those_of_the_log(1);
    town.stop().await;
}

#[tokio::test]
async fn a_round_closes_when_every_party_has_answered() {
    let town = Town::in_memory().await;
    let forum = Forum::ready(&town, "plein").await;
    forum.open(&town, &[Activity::Rate], when_all_answered()).await;
    forum.cast(&town, &forum.anna, 1).await;
    forum.cast(&town, &forum.bram, 1).await;
    forum.cast(&town, &forum.winkel, 1).await;
    assert_eq!(forum.get(&town.observer()).await.phase(), Phase::RoundOpen);
    forum.cast(&town, &forum.gemeente, 1).await;
    let closed = round(&town, &forum).await;
    assert_eq!(closed.close_cause(), CloseCause::EveryPartyAnswered);
    assert!(closed.figures_recorded);
    town.stop().await;
}

#[tokio::test]
async fn a_round_that_waits_for_everybody_closes_at_the_latest_moment() {
    let town = Town::in_memory().await;
    let forum = Forum::ready(&town, "plein").await;
    forum.open(&town, &[Activity::Rate], when_all_answered()).await;
    forum.cast(&town, &forum.anna, 1).await;
    town.advance(HOUR_MS).await;
    assert_eq!(round(&town, &forum).await.close_cause(), CloseCause::Time);
    town.stop().await;
}

#[tokio::test]
async fn a_server_that_starts_again_goes_on_in_the_open_round() {
    let folder = tempfile::tempdir().expect("a folder");
    let town = Town::on(folder.path()).await;
    let forum = Forum::ready(&town, "plein").await;
    forum.open(&town, &[Activity::Rate], after_an_hour()).await;
    let first = forum.cast(&town, &forum.anna, 1).await;
    let before = forum.get(&town.observer()).await;
    town.stop().await;

    let town = Town::on(folder.path()).await;
    assert_eq!(forum.get(&town.observer()).await, before);
    assert_eq!(forum.cast(&town, &forum.winkel, -1).await, first + 1);
    town.stop().await;

    // The moment passes while no server runs; the next one closes when it is first asked.
    let town = Town::on(folder.path()).await;
    town.advance(2 * HOUR_MS).await;
    assert_eq!(round(&town, &forum).await.close_cause(), CloseCause::Time);
    let book = Book::of(&town.observer(), &forum.name).await;
    assert_eq!((book.count("stance"), book.count("figures_recorded")), (2, 1));
    book.figures_are_those_of_the_log(1);
    town.stop().await;
}

/// A log that ends between the close and its figures: the server stopped while it computed them.
#[tokio::test]
async fn a_server_that_stopped_while_tallying_records_the_figures_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let town = Town::on(folder.path()).await;
    let forum = Forum::ready(&town, "plein").await;
    forum.open(&town, &[Activity::Rate], by_facilitator()).await;
    forum.cast(&town, &forum.anna, 1).await;
    forum.cast(&town, &forum.winkel, -1).await;
    forum.close(&town, 1).await;
    town.stop().await;

    let cut = tempfile::tempdir().expect("a folder");
    copy_up_to_the_close(folder.path(), cut.path()).await;
    for _ in 0..2 {
        let town = Town::on(cut.path()).await;
        assert_eq!(forum.get(&town.observer()).await.phase(), Phase::Between);
        let book = Book::of(&town.observer(), &forum.name).await;
        assert_eq!((book.count("round_closed"), book.count("figures_recorded")), (1, 1));
        book.figures_are_those_of_the_log(1);
        town.stop().await;
    }
}

/// Copies keys and commits, without the last commit, which holds the figures.
async fn copy_up_to_the_close(from: &std::path::Path, to: &std::path::Path) {
    for key in ["signing.key", "vault.key"] {
        std::fs::copy(from.join(key), to.join(key)).expect("a key");
    }
    let (source, target) =
        (SqliteLog::open(from).expect("a log"), SqliteLog::open(to).expect("one"));
    let mut commits = source.tail(0, READ_COMMITS_MAX).await.expect("commits");
    commits.pop();
    for stored in commits {
        let commit = Commit {
            after: stored.first_sequence() - 1,
            deliberation: stored.deliberation,
            events: stored.events,
            requests: stored.requests,
            texts: Vec::new(),
            keys: Vec::new(),
            summary: Default::default(),
            destroy: Vec::new(),
            link: stored.link,
            signature: stored.signature,
            at_ms: stored.at_ms,
        };
        target.append(commit.into()).await.expect("a commit");
    }
}
