//! The machine's clock is set back an hour while a round is open.

use std::fs;
use std::path::Path;
use std::time::Duration;

use beraad_client::v1::{self, export_response::Record};
use beraad_client::{Caller, Client};
use futures::TryStreamExt;
use prost::Message;
use tokio::time::sleep;

use crate::kills::setting;
use crate::load::{KILLS, Load};
use crate::server::{Faults, Ground};
use crate::{Fallible, Told};

/// Where Debian keeps the library that tells a program another time.
const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

pub async fn run() -> Fallible<Told> {
    if !Path::new(FAKETIME).exists() {
        return Err("the package `faketime` is missing; install it with apt-get".into());
    }
    let ground = Ground::new()?;
    let file = ground.log.with_file_name("offset");
    fs::write(&file, "+0")?;
    let offset = file.display().to_string();
    let env = [
        ("LD_PRELOAD", FAKETIME),
        ("FAKETIME_TIMESTAMP_FILE", offset.as_str()),
        ("FAKETIME_NO_CACHE", "1"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ];
    let server = ground.start(&Faults::default(), &env).await?;
    let server = server.ok_or("the server ended before it listened")?;
    let load = tokio::spawn(Load::start(&ground.url(), KILLS, setting("TORTURE_SEED", 1))?.end());
    sleep(Duration::from_millis(1_200)).await;
    fs::write(&file, "-3600")?;
    let books = load.await??;
    let client = Client::connect(&ground.url()).await?;
    let client = client.acting_as(Caller::new(v1::Role::Observer, "torture"));
    let listed = client.deliberations().list_deliberations(Default::default()).await?;
    let (mut events, mut back, mut stood) = (0, 0, 0);
    for deliberation in &listed.deliberations {
        for pair in times(&client, &deliberation.name).await?.windows(2) {
            events += 1;
            back += u64::from(pair[1] < pair[0]);
            stood += u64::from(pair[1] == pair[0]);
        }
    }
    drop(server);
    let line = format!(
        "of {events} events {back} lie before the one before, {stood} at its moment; {books}"
    );
    // Of an hour's worth of time that came twice, every event has the moment before it.
    Ok(Told { line, sound: back == 0 && stood > events / 4 && books.is_sound() })
}

/// The times of the events of a log, in ms.
async fn times(client: &Client, name: &str) -> Fallible<Vec<i64>> {
    let request = v1::ExportRequest { deliberation: name.to_owned(), ..Default::default() };
    let mut records = Box::pin(client.log().export(request).await?);
    let mut times = Vec::new();
    while let Some(record) = records.try_next().await? {
        let Some(Record::Event(event)) = record.record else { continue };
        let envelope = v1::EventEnvelope::decode(event.envelope)?;
        let time = envelope.time.unwrap_or_default();
        times.push(time.seconds * 1_000 + i64::from(time.nanos) / 1_000_000);
    }
    Ok(times)
}
