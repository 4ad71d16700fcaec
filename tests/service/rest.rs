//! Deliberations that are put to rest: nobody notices, nothing is lost, and lists need none.

use std::collections::BTreeSet;
use std::sync::Arc;

use beraad::domain::ids::DeliberationId;
use beraad::domain::limits::IN_MEMORY_MAX;
use beraad::log::EventLog;
use beraad::log::memory::MemoryLog;
use beraad_client::Client;
use beraad_client::v1::*;
use futures::StreamExt;
use futures::future::join_all;
use futures::stream::iter;

use crate::book::Book;
use crate::forum::{Forum, after_an_hour, member};
use crate::town::{HOUR_MS, Town};

async fn list(client: &Client) -> Vec<Deliberation> {
    let request = ListDeliberationsRequest::default();
    client.deliberations().list_deliberations(request).await.expect("a list").deliberations
}

fn head(log: &MemoryLog, id: &str) -> u64 {
    let id = DeliberationId::parse(id).expect("an id");
    log.head(&id).map_or(0, |head| head.sequence)
}

#[tokio::test]
async fn a_list_loads_nothing_and_tells_what_reading_tells() {
    let log = Arc::new(MemoryLog::new());
    let town = Town::over(log.clone()).await;
    let plein = Forum::rating(&town, "plein").await;
    let park = Forum::draft(&town, "park").await;
    plein.cast(&town, &plein.anna, 1).await;
    plein.close(&town, 1).await;
    let first = list(&town.observer()).await;
    for (listed, forum) in first.iter().zip([&park, &plein]) {
        let read = forum.get(&town.observer()).await;
        let left_out = Deliberation { challenge: None, charter: None, item_count: 0, ..read };
        assert_eq!(*listed, Deliberation { engaged_by: None, ..left_out });
    }
    town.stop().await;

    let later = Town::over(log).await;
    assert_eq!(list(&later.observer()).await, first);
    assert_eq!(later.engine().in_memory(), 0, "a list needs no deliberation in memory");
    plein.get(&later.observer()).await;
    assert_eq!(later.engine().in_memory(), 1);
    later.engine().rest(0).await;
    assert_eq!(later.engine().in_memory(), 0);
    later.stop().await;
}

/// Puts everything to rest again and again, until what runs beside it is done.
async fn restless<T>(town: &Town, work: impl Future<Output = T>) -> T {
    let engine = town.engine().clone();
    let resting = tokio::spawn(async move {
        loop {
            engine.rest(0).await;
            tokio::task::yield_now().await;
        }
    });
    let done = work.await;
    resting.abort();
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_put_to_rest_again_and_again_loses_and_doubles_nothing() {
    let town = Town::over(Arc::new(MemoryLog::new())).await;
    let forum = Forum::rating(&town, "plein").await;
    let mut people = Vec::new();
    for number in 0..16 {
        let name = format!("p{number}");
        people.push(member(&town.facilitator(), &forum.buurt, &name, false).await);
    }
    let before = forum.get(&town.observer()).await.sequence;
    let one = |person: &String| {
        let (client, person, forum) = (town.member(person), person.clone(), &forum);
        async move {
            let mut written = Vec::new();
            for value in [-2, -1, 0, 1, 2] {
                let stance = Some(forum.stance(&person, value));
                let request = CastStanceRequest { stance, ..Default::default() };
                let answer = client.participation().cast_stance(request).await;
                let sequence = answer.expect("a stance").written.expect("written").sequence;
                // What was written is read, whatever was put to rest in between.
                let request = GetDeliberationRequest {
                    name: forum.name.clone(),
                    at_least_sequence: sequence,
                };
                let read = client.deliberations().get_deliberation(request).await;
                assert!(read.expect("it").deliberation.expect("it").sequence >= sequence);
                written.push(sequence);
            }
            written
        }
    };
    let written = restless(&town, join_all(people.iter().map(one))).await;
    let written: BTreeSet<u64> = written.into_iter().flatten().collect();
    assert_eq!(written, (before + 1..=before + 80).collect());
    forum.close(&town, 1).await;
    let book = Book::of(&town.observer(), &forum.name).await;
    assert_eq!(book.count("stance"), 80);
    book.figures_are_those_of_the_log(1);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_round_that_closes_while_all_is_put_to_rest_has_its_figures() {
    let town = Town::over(Arc::new(MemoryLog::new())).await;
    let forum = Forum::rating(&town, "plein").await;
    forum.cast(&town, &forum.anna, 1).await;
    restless(&town, forum.close(&town, 1)).await;
    let book = Book::of(&town.observer(), &forum.name).await;
    assert_eq!((book.count("round_closed"), book.count("figures_recorded")), (1, 1));
    book.figures_are_those_of_the_log(1);
    town.stop().await;
}

#[tokio::test]
async fn who_is_due_is_woken_although_nobody_asks() {
    let log = Arc::new(MemoryLog::new());
    let town = Town::over(log.clone()).await;
    let forum = Forum::ready(&town, "plein").await;
    forum.open(&town, &[Activity::Rate], after_an_hour()).await;
    forum.cast(&town, &forum.anna, 1).await;
    let open = head(&log, "plein");
    town.stop().await;

    let early = Town::over_at(log.clone(), HOUR_MS - 1).await;
    assert_eq!(list(&early.observer()).await[0].phase(), Phase::RoundOpen);
    assert_eq!((early.engine().in_memory(), head(&log, "plein")), (0, open));
    early.stop().await;

    let late = Town::over_at(log.clone(), HOUR_MS).await;
    // The close, and the figures.
    while head(&log, "plein") < open + 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(list(&late.observer()).await[0].phase(), Phase::Between);
    late.stop().await;
}

#[tokio::test]
async fn a_list_shows_what_is_due_as_done() {
    let log = Arc::new(MemoryLog::new());
    let town = Town::over(log.clone()).await;
    let forum = Forum::ready(&town, "plein").await;
    forum.open(&town, &[Activity::Rate], after_an_hour()).await;
    town.stop().await;
    let late = Town::over_at(log, HOUR_MS).await;
    assert_eq!(list(&late.observer()).await[0].phase(), Phase::Between);
    late.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beyond_the_limit_the_least_recently_used_are_put_to_rest() {
    let town = Town::over(Arc::new(MemoryLog::new())).await;
    let client = town.facilitator();
    let create = |number: usize| {
        let client = client.clone();
        async move {
            let request = CreateDeliberationRequest {
                deliberation_id: format!("d{number:05}"),
                title: "Groen in de straat".to_owned(),
                ..Default::default()
            };
            client.deliberations().create_deliberation(request).await.expect("a deliberation");
        }
    };
    iter(0..IN_MEMORY_MAX).map(create).buffer_unordered(64).collect::<Vec<()>>().await;
    assert_eq!(town.engine().in_memory(), IN_MEMORY_MAX, "at the limit all stay");
    create(IN_MEMORY_MAX).await;
    while town.engine().in_memory() > IN_MEMORY_MAX {
        tokio::task::yield_now().await;
    }
    let request =
        GetDeliberationRequest { name: "deliberations/d00000".to_owned(), ..Default::default() };
    client.deliberations().get_deliberation(request).await.expect("it comes back");
    town.stop().await;
}
