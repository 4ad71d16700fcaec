//! What the disk gives: raw syncs, and records appended to a plain file by many callers who share
//! a sync.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::Fallible;
use crate::drive::{Measured, Span, micros};

/// Bytes of one record: about what the row of a single stance takes.
pub const RECORD_BYTES: usize = 512;
/// Records that one sync serves at most.
const GROUP_MAX: usize = 1024;

fn file(folder: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).append(true).open(folder.join("plain.log"))
}

/// Latencies in microseconds, in order, of one record and one sync after another.
pub fn syncs(folder: &Path, time: Duration) -> Fallible<Vec<u32>> {
    let (mut file, record) = (file(folder)?, [7; RECORD_BYTES]);
    let mut latencies_us = Vec::new();
    let begin = Instant::now();
    while begin.elapsed() < time {
        let sent = Instant::now();
        file.write_all(&record)?;
        file.sync_data()?;
        latencies_us.push(micros(sent.elapsed()));
    }
    latencies_us.sort_unstable();
    Ok(latencies_us)
}

/// So many callers, each of whom waits until its record is on disk; one thread writes what waits
/// and syncs once.
pub async fn appends(folder: &Path, callers: usize, span: Span) -> Fallible<Measured> {
    let (sender, mut waiting) = mpsc::channel::<oneshot::Sender<()>>(callers);
    let mut file = file(folder)?;
    let writer = tokio::task::spawn_blocking(move || -> std::io::Result<()> {
        let mut group = Vec::new();
        while let Some(first) = waiting.blocking_recv() {
            group.push(first);
            while group.len() < GROUP_MAX {
                let Ok(next) = waiting.try_recv() else { break };
                group.push(next);
            }
            file.write_all(&vec![7; RECORD_BYTES * group.len()])?;
            file.sync_data()?;
            for answer in group.drain(..) {
                // A caller that went away needs no answer.
                let _ = answer.send(());
            }
        }
        Ok(())
    });
    let measured = Instant::now() + span.warm;
    let end = measured + span.time;
    let mut tasks = JoinSet::new();
    for _ in 0..callers {
        tasks.spawn(one_caller(sender.clone(), measured, end));
    }
    drop(sender);
    let mut seen = Measured::default();
    while let Some(latencies_us) = tasks.join_next().await {
        seen.latencies_us.extend(latencies_us?);
    }
    writer.await??;
    seen.latencies_us.sort_unstable();
    seen.stances_per_s = seen.latencies_us.len() as f64 / span.time.as_secs_f64();
    Ok(seen)
}

async fn one_caller(
    writer: mpsc::Sender<oneshot::Sender<()>>,
    measured: Instant,
    end: Instant,
) -> Vec<u32> {
    let mut latencies_us = Vec::new();
    let mut sent = Instant::now();
    while sent < end {
        let (answer, answered) = oneshot::channel();
        if writer.send(answer).await.is_err() || answered.await.is_err() {
            break;
        }
        let now = Instant::now();
        if now >= measured && now < end {
            latencies_us.push(micros(now - sent));
        }
        sent = now;
    }
    latencies_us
}
