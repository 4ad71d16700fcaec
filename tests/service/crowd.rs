//! Many at once: what is acknowledged is in the log, once.

use std::collections::BTreeMap;

use beraad::domain::act::Voice;
use beraad::domain::event::{Answer, EventBody};
use beraad_client::v1::*;
use futures::future::join_all;

use crate::book::Book;
use crate::forum::{Forum, member};
use crate::town::Town;

const PEOPLE: usize = 64;

async fn everybody_casts_at_once(town: Town) {
    let forum = Forum::rating(&town, "plein").await;
    let facilitator = town.facilitator();
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        people.push(member(&facilitator, &forum.buurt, &format!("p{number}"), false).await);
    }
    let casts = people.iter().enumerate().map(|(number, person)| {
        let stance = Some(forum.stance(person, number as i32 % 5 - 2));
        let client = town.member(person);
        let request = CastStanceRequest { stance, ..Default::default() };
        tokio::spawn(async move { client.participation().cast_stance(request).await })
    });
    let mut acknowledged = BTreeMap::new();
    for (person, answer) in people.iter().zip(join_all(casts).await) {
        let written = answer.expect("a task").expect("a stance").written.expect("written");
        acknowledged.insert(written.sequence, person.clone());
    }
    assert_eq!(acknowledged.len(), PEOPLE, "each has a sequence of its own");
    forum.close(&town, 1).await;

    let book = Book::of(&town.observer(), &forum.name).await;
    let sequences: Vec<u64> = book.events.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, (1..=sequences.len() as u64).collect::<Vec<_>>());
    let mut logged = BTreeMap::new();
    for event in &book.events {
        if let Some(EventBody::StanceCast { voice: Voice::Named(member), answer, .. }) =
            event.event.as_ref().map(|event| &event.body)
        {
            logged.insert(event.sequence, format!("{}/{member}", forum.name));
            assert!(matches!(answer, Answer::Stance(-2..=2)));
        }
    }
    assert_eq!(logged, acknowledged);
    book.figures_are_those_of_the_log(1);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_stance_is_in_the_log_once_in_memory() {
    everybody_casts_at_once(Town::in_memory().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_stance_is_in_the_log_once_on_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    everybody_casts_at_once(Town::on(folder.path()).await).await;
}
