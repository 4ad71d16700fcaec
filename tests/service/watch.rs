//! Following a log: everything that an export has, in order, as it is written.

use std::pin::Pin;

use beraad_client::v1::export_response::Record as Exported;
use beraad_client::v1::watch_record::Record;
use beraad_client::v1::*;
use beraad_client::{Client, Error};
use futures::{Stream, StreamExt};
use prost::Message;

use crate::book;
use crate::forum::{Forum, by_facilitator};
use crate::town::{Town, refused, refused_for};
use crate::visibility::{readers, sealed_round};

/// A watch that goes on.
struct Following {
    messages: Pin<Box<dyn Stream<Item = Result<WatchResponse, Error>>>>,
    waiting: std::collections::VecDeque<Record>,
}

impl Following {
    async fn of(client: &Client, forum: &Forum, start_after_sequence: u64) -> Following {
        let deliberation = forum.name.clone();
        let request = WatchRequest { deliberation, start_after_sequence };
        let messages = client.log().watch_once(request).await.expect("a watch begins");
        Following { messages: Box::pin(messages), waiting: Default::default() }
    }

    /// The next record, or how it ended.
    async fn next(&mut self) -> Result<Record, Error> {
        loop {
            if let Some(record) = self.waiting.pop_front() {
                return Ok(record);
            }
            let message = self.messages.next().await.expect("a watch ends with a reason")?;
            assert!(message.encoded_len() <= 1024 * 1024);
            self.waiting.extend(message.records.into_iter().filter_map(|one| one.record));
        }
    }

    /// The events and seals up to the commit that ends at this sequence.
    async fn until(&mut self, last: u64) -> Vec<Record> {
        let mut records = Vec::new();
        loop {
            let record = self.next().await.expect("the watch goes on");
            if matches!(record, Record::Checkpoint(_) | Record::Disclosure(_)) {
                continue;
            }
            let ends = matches!(&record, Record::Commit(seal) if seal.last_sequence >= last);
            records.push(record);
            if ends {
                return records;
            }
        }
    }
}

/// The events and seals of an export.
async fn exported(client: &Client, forum: &Forum) -> Vec<Record> {
    let records = book::export(client, &forum.name).await;
    let record = |record: ExportResponse| match record.record {
        Some(Exported::Event(event)) => Some(Record::Event(event)),
        Some(Exported::Commit(seal)) => Some(Record::Commit(seal)),
        _ => None,
    };
    records.into_iter().filter_map(record).collect()
}

fn sequences(records: &[Record]) -> Vec<u64> {
    let sequence = |record: &Record| match record {
        Record::Event(event) => EventEnvelope::decode(&event.envelope[..]).ok(),
        _ => None,
    };
    records.iter().filter_map(sequence).map(|envelope| envelope.sequence).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reader_sees_what_an_export_would_hold() {
    let town = Town::in_memory().await;
    let forum = sealed_round(&town, StanceVisibility::Pseudonymous).await;
    let last = forum.get(&town.observer()).await.sequence;
    for reader in readers(&town, &forum) {
        let mut following = Following::of(&reader.client, &forum, 0).await;
        let seen = following.until(last).await;
        assert_eq!(seen, exported(&reader.client, &forum).await, "{}", reader.label);
        let Ok(Record::Checkpoint(end)) = following.next().await else {
            panic!("a checkpoint follows when everything was sent");
        };
        assert_eq!(end.sequence, last);
        assert!(matches!(seen.last(), Some(Record::Commit(seal)) if seal.link == end.link));
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_arrives_in_order_and_opens_to_its_owner_alone() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let before = forum.get(&town.observer()).await.sequence;
    let mut stranger = Following::of(&town.observer(), &forum, before).await;
    let mut own = Following::of(&town.member(&forum.anna), &forum, before).await;
    let mut last = before;
    for value in [-2, -1, 0, 1, 2].repeat(40) {
        last = forum.cast(&town, &forum.anna, value).await;
    }
    let (stranger, own) = (stranger.until(last).await, own.until(last).await);
    let all: Vec<u64> = (before + 1..=last).collect();
    assert_eq!((sequences(&stranger), sequences(&own)), (all.clone(), all));
    let open = |records: &[Record]| {
        let open = |record: &&Record| {
            use exported_event::Content;
            matches!(
                record,
                Record::Event(ExportedEvent { content: Some(Content::Disclosed(_)), .. })
            )
        };
        records.iter().filter(open).count()
    };
    assert_eq!((open(&stranger), open(&own)), (0, 200));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_read_for_a_while_misses_nothing() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let before = forum.get(&town.observer()).await.sequence;
    let mut following = Following::of(&town.observer(), &forum, before).await;
    let stances: Vec<NewStance> =
        (0..2_000).map(|n| forum.stance(&forum.anna, n % 5 - 2)).collect();
    let mut last = before;
    // Far more than flow control lets through to somebody who takes nothing.
    for _ in 0..20 {
        let request = BatchCastStancesRequest {
            deliberation: forum.name.clone(),
            stances: stances.clone(),
            ..Default::default()
        };
        let anna = town.member(&forum.anna);
        let answer = anna.participation().batch_cast_stances(request).await.expect("a batch");
        last = answer.written.expect("written").sequence;
    }
    let seen = following.until(last).await;
    assert_eq!(sequences(&seen), (before + 1..=last).collect::<Vec<_>>());
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_close_it_says_from_where_to_export() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let cast = forum.cast(&town, &forum.anna, 1).await;
    let mut following = Following::of(&town.observer(), &forum, 0).await;
    following.until(cast).await;
    forum.close(&town, 1).await;
    let disclosure = loop {
        match following.next().await.expect("the watch goes on") {
            Record::Disclosure(disclosure) => break disclosure,
            Record::Event(_) | Record::Commit(_) | Record::Checkpoint(_) => {}
        }
    };
    assert_eq!(disclosure.round, 1);
    let request = ExportRequest {
        deliberation: forum.name.clone(),
        start_after_sequence: disclosure.start_after_sequence,
        ..Default::default()
    };
    let records = town.observer().log().export(request).await.expect("an export begins");
    let records: Vec<_> = records.map(|record| record.expect("a record")).collect().await;
    let found = records.into_iter().find_map(|record| match record.record {
        Some(Exported::Event(event)) => {
            let envelope = EventEnvelope::decode(&event.envelope[..]).expect("an envelope");
            (envelope.sequence == cast).then_some(event)
        }
        _ => None,
    });
    let content = found.expect("the stance is in it").content;
    assert!(matches!(content, Some(exported_event::Content::Disclosed(_))), "{content:?}");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_taken_up_again_where_a_commit_ends_and_nowhere_else() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let whole = exported(&town.observer(), &forum).await;
    let last = *sequences(&whole).last().expect("events");
    let seals = whole.iter().filter_map(|record| match record {
        Record::Commit(seal) => Some((seal.first_sequence, seal.last_sequence)),
        _ => None,
    });
    for (first, end) in seals.collect::<Vec<_>>() {
        let watch = |start_after_sequence| {
            let deliberation = forum.name.clone();
            let request = WatchRequest { deliberation, start_after_sequence };
            let client = town.observer();
            async move { client.log().watch_once(request).await.map(|_| ()) }
        };
        if end < last {
            let seen = Following::of(&town.observer(), &forum, end).await.until(last).await;
            let rest = whole.iter().filter(|record| match record {
                Record::Commit(seal) => seal.first_sequence > end,
                other => sequences(std::slice::from_ref(other))[0] > end,
            });
            assert!(seen.iter().eq(rest), "after {end}");
        }
        for within in first..end {
            refused_for(watch(within).await, Reason::InvalidRequest);
        }
    }
    let request = WatchRequest { deliberation: forum.name.clone(), start_after_sequence: last + 1 };
    let refusal = refused(town.observer().log().watch_once(request).await.map(|_| ()));
    assert_eq!(refusal.reason, Reason::InvalidRequest);
    let nowhere =
        WatchRequest { deliberation: "deliberations/nergens".into(), ..Default::default() };
    let answer = town.observer().log().watch_once(nowhere).await.map(|_| ());
    refused_for(answer, Reason::DeliberationUnknown);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_says_so_and_the_next_one_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let town = Town::on(folder.path()).await;
    let forum = Forum::ready(&town, "plein").await;
    let before = forum.get(&town.observer()).await.sequence;
    let mut following = Following::of(&town.observer(), &forum, 0).await;
    following.until(before).await;
    town.stop().await;
    let end = loop {
        if let Err(end) = following.next().await {
            break end;
        }
    };
    assert!(matches!(end, Error::Unavailable { .. }), "{end:?}");
    let town = Town::on(folder.path()).await;
    let mut following = Following::of(&town.observer(), &forum, before).await;
    forum.open(&town, &[Activity::Contribute], by_facilitator()).await;
    let last = forum.get(&town.observer()).await.sequence;
    let seen = following.until(last).await;
    assert_eq!(sequences(&seen), (before + 1..=last).collect::<Vec<_>>());
    town.stop().await;
}

/// All lines that the program prints.
async fn printed(town: &Town, arguments: &[&str]) -> Vec<String> {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_beraad"));
    command.args(arguments).args(["--server", town.url()]);
    let ended = tokio::task::spawn_blocking(move || command.output()).await;
    let ended = ended.expect("it is waited for").expect("the program runs");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).expect("UTF-8").lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_tells_every_event_once() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let last = forum.cast(&town, &forum.anna, 1).await;
    let until = last.to_string();
    let told = printed(&town, &["watch", "plein", "--until", &until]).await;
    assert_eq!(told.len() as u64, last);
    assert!(told[0].contains("1  2026-01-01 00:00 UTC  deliberation created"), "{}", told[0]);
    let stance = told.last().expect("the stance");
    assert!(
        stance.contains("stance") && stance.contains("(withheld: until round closes)"),
        "{stance}"
    );
    let records = book::export(&town.observer(), &forum.name).await;
    let lines = records.iter().map(beraad::log::jsonl::write_line);
    let lines: Vec<String> = lines
        .filter(|line| !line.contains("\"header\"") && !line.contains("\"trailer\""))
        .collect();
    let json = printed(&town, &["watch", "plein", "--until", &until, "--json"]).await;
    assert_eq!(json.len(), lines.len());
    assert!(json.iter().zip(&lines).all(|(one, other)| one.trim() == other.trim()));
    town.stop().await;
}
