//! Disks that are full, read-only, slow, or that fail to sync.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::sleep;

use crate::kills::setting;
use crate::load::{Books, HIDDEN, KILLS, Load, play};
use crate::server::{Faults, Ground, fill};
use crate::{Fallible, Told};

/// The size of the small disk.
const SMALL_BYTES: u64 = 48 * 1024 * 1024;
/// How long the fault lasts, where it has a beginning and an end.
const LASTS: Duration = Duration::from_secs(3);

/// A small disk of its own, in memory.
struct Disk(TempDir);

impl Disk {
    fn mount() -> Fallible<Disk> {
        let folder = TempDir::with_prefix("torture-disk-")?;
        let size = format!("size={SMALL_BYTES}");
        run("mount", &["-t", "tmpfs", "-o", &size, "torture"], folder.path())?;
        Ok(Disk(folder))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = run("umount", &["-l"], self.0.path());
    }
}

fn run(program: &str, words: &[&str], path: &Path) -> Fallible<()> {
    let ended = Command::new(program).args(words).arg(path).output()?;
    if ended.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    Err(format!("{program}: {}; mounting a small disk takes root", said.trim()).into())
}

fn told(what: &str, books: &Books, also: bool) -> Told {
    Told { line: format!("{what}: {books}"), sound: books.is_sound() && also }
}

/// The disk fills up in the middle, and is freed again.
pub async fn full() -> Fallible<Told> {
    let disk = Disk::mount()?;
    let ground = Ground::on(TempDir::with_prefix("torture-")?, disk.0.path().join("data"))?;
    let server = ground.must_start(&Faults::default()).await?;
    let load = tokio::spawn(Load::start(&ground.url(), KILLS, setting("TORTURE_SEED", 1))?.end());
    sleep(Duration::from_secs(1)).await;
    let filler = fill(disk.0.path(), SMALL_BYTES)?;
    sleep(LASTS).await;
    let reads = play_reads(&ground).await;
    std::fs::remove_file(filler)?;
    let books = load.await??;
    let refused = ground.said()?.contains("disk is full");
    drop(server);
    let what = format!("writes refused while it was full: {refused}, reads served: {reads}");
    Ok(told(&what, &books, refused && reads))
}

async fn play_reads(ground: &Ground) -> bool {
    let Ok(client) = beraad_client::Client::connect(&ground.url()).await else { return false };
    let client =
        client.acting_as(beraad_client::Caller::new(beraad_client::v1::Role::Observer, "torture"));
    client.deliberations().list_deliberations(Default::default()).await.is_ok()
}

/// Every write fails for a while as on a disk that was mounted again to be read only; and a server
/// that finds such a disk says so.
pub async fn read_only() -> Fallible<Told> {
    let ground = Ground::new()?;
    let faults = Faults::one("pwrite64:error=EROFS:when=300..420");
    let server = ground.must_start(&faults).await?;
    let books = play(&ground.url(), KILLS, setting("TORTURE_SEED", 1)).await?;
    drop(server);
    let disk = Disk::mount()?;
    run("mount", &["-o", "remount,ro"], disk.0.path())?;
    let other = Ground::on(TempDir::with_prefix("torture-")?, disk.0.path().join("data"))?;
    let refused = other.start(&Faults::default(), &[]).await?.is_none();
    let said = other.said()?;
    let names = said.to_lowercase().contains("read-only") && said.contains("data");
    let what = format!("a start on a read-only disk is refused and says so: {}", refused && names);
    Ok(told(&what, &books, refused && names))
}

/// Every sync takes a fifth of a second.
pub async fn slow() -> Fallible<Told> {
    let ground = Ground::new()?;
    let server = ground.must_start(&Faults::one("fdatasync,fsync:delay_enter=200000")).await?;
    let books = play(&ground.url(), HIDDEN, setting("TORTURE_SEED", 1)).await?;
    drop(server);
    Ok(told("each sync takes 200 ms", &books, true))
}

/// Syncs fail now and then, so that nobody knows what is on disk.
pub async fn failing_sync() -> Fallible<Told> {
    let ground = Ground::new()?;
    let server = ground.must_start(&Faults::one("fdatasync,fsync:error=EIO:when=40+41")).await?;
    let books = play(&ground.url(), KILLS, setting("TORTURE_SEED", 1)).await?;
    let unknown = books.unknown_attempts > 0;
    drop(server);
    Ok(told("every 41st sync fails", &books, unknown))
}
