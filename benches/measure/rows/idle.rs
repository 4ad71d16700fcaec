//! What a server with many deliberations takes when nobody uses them.

use std::fs;
use std::path::Path;

use beraad_client::v1::{
    AddPartyRequest, CreateDeliberationRequest, ListDeliberationsRequest, PartyKind,
};
use beraad_client::{Caller, Client};
use futures::{StreamExt, TryStreamExt, stream};
use tempfile::TempDir;
use tokio::time::Instant;

use crate::Fallible;
use crate::conditions::Run;
use crate::process::Process;
use crate::table::{Row, Verdict, count};

/// Deliberations made at once.
const AT_ONCE: usize = 64;
const PARTIES: usize = 3;
const GOAL_BYTES: u64 = 2 * 1024 * 1024 * 1024;
const MIB: u64 = 1024 * 1024;

/// Memory of a server that made many deliberations, and of one that finds them.
pub(super) async fn idle(run: &mut Run) -> Fallible<()> {
    let deliberations = if run.quick { 5_000 } else { 100_000 };
    let folder = TempDir::with_prefix_in("idle-", &run.cache)?;
    let engine = Process::serve(folder.path()).await?;
    let client = engine.client().await?.acting_as(Caller::facilitator("bench"));
    stream::iter(0..deliberations)
        .map(|number| make(&client, number))
        .buffer_unordered(AT_ONCE)
        .try_collect::<()>()
        .await?;
    let (made, peak) = (engine.memory("VmRSS")?, engine.memory("VmHWM")?);
    drop(client);
    engine.stop().await?;

    let engine = Process::serve(folder.path()).await?;
    let client = engine.client().await?.acting_as(Caller::facilitator("bench"));
    let begin = Instant::now();
    let listed = list(&client).await?;
    let listing_s = begin.elapsed().as_secs_f64();
    if listed != deliberations {
        return Err(format!("{listed} of {deliberations} deliberations are listed").into());
    }
    let found = engine.memory("VmRSS")?;
    run.note(Row {
        measure: format!("memory with {} idle deliberations", count(deliberations as f64)),
        ratio: String::new(),
        goal: "< 2 GiB".to_owned(),
        verdict: Verdict::of(peak.max(found) < GOAL_BYTES),
        figures: format!(
            "{} MiB after making them, {} MiB at most; {} MiB after a start and a list of all, \
             which takes {listing_s:.1} s; {} MiB on disk",
            made / MIB,
            peak / MIB,
            found / MIB,
            fs::metadata(log_of(folder.path()))?.len() / MIB,
        ),
    });
    Ok(())
}

fn log_of(folder: &Path) -> std::path::PathBuf {
    folder.join("log.db")
}

/// One deliberation with its parties.
async fn make(client: &Client, number: usize) -> Fallible<()> {
    let request = CreateDeliberationRequest {
        deliberation_id: format!("d{number:06}"),
        title: format!("Groen in straat {number}"),
        ..Default::default()
    };
    let deliberation = client.deliberations().create_deliberation(request).await?.name;
    for party in 0..PARTIES {
        let request = AddPartyRequest {
            deliberation: deliberation.clone(),
            party_id: format!("p{party}"),
            display_name: format!("Partij {party}"),
            kind: PartyKind::Other.into(),
            ..Default::default()
        };
        client.deliberations().add_party(request).await?;
    }
    Ok(())
}

/// The number of deliberations in the list.
async fn list(client: &Client) -> Fallible<usize> {
    let (mut listed, mut page_token) = (0, String::new());
    loop {
        let request =
            ListDeliberationsRequest { page_size: 1_000, page_token, ..Default::default() };
        let page = client.deliberations().list_deliberations(request).await?;
        listed += page.deliberations.len();
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(listed);
        }
    }
}
