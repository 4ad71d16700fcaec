//! Readers that never read, connections of which one end is gone, and more connections than there
//! is room for.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use beraad_client::{Caller, Client, v1};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

use crate::kills::setting;
use crate::load::{KILLS, Load, play};
use crate::server::{ASK_AGAIN, Faults, Ground, Server};
use crate::{Fallible, Told};

/// Followers that never read.
const READERS: usize = 40;
/// Connections that say nothing, or half of what they should.
const SILENT: usize = 1_000;
const MIB: u64 = 1024 * 1024;
/// The most memory that readers who never read may cost, beside the same load without them.
const COST_MAX: u64 = 200 * MIB;
/// How long the server may take to let go of peers that are gone.
const GONE_MAX: Duration = Duration::from_secs(90);

/// `beraad watch` processes that are stopped as soon as they follow.
pub struct Readers(Vec<Child>);

impl Readers {
    /// Follows the deliberations of a load that has begun.
    pub async fn stopped(ground: &Ground, number: usize) -> Fallible<Readers> {
        let names = begun(ground).await?;
        let mut readers = Readers(Vec::new());
        for name in names.iter().cycle().take(number) {
            let mut command = Command::new(env!("CARGO_BIN_EXE_beraad"));
            command.args(["watch", name, "--server", &ground.url()]);
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            readers.0.push(command.spawn()?);
        }
        sleep(Duration::from_millis(500)).await;
        readers.signal("STOP");
        Ok(readers)
    }

    fn signal(&self, name: &str) {
        let pids = self.0.iter().map(|reader| reader.id().to_string());
        let _ = Command::new("kill").arg(format!("-{name}")).args(pids).status();
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.signal("KILL");
        for reader in &mut self.0 {
            let _ = reader.wait();
        }
    }
}

/// The deliberations in which a round is open.
async fn begun(ground: &Ground) -> Fallible<Vec<String>> {
    let client = Client::connect(&ground.url()).await?;
    let client = client.acting_as(Caller::new(v1::Role::Observer, "torture"));
    loop {
        let phases = vec![v1::Phase::RoundOpen.into()];
        let request = v1::ListDeliberationsRequest { phases, ..Default::default() };
        let listed = client.deliberations().list_deliberations(request).await?;
        if !listed.deliberations.is_empty() {
            return Ok(listed.deliberations.into_iter().map(|one| one.name).collect());
        }
        sleep(ASK_AGAIN).await;
    }
}

/// The writer is not slowed and memory does not grow by those who do not read.
pub async fn never_reads() -> Fallible<Told> {
    let seed = setting("TORTURE_SEED", 1);
    let ground = Ground::new()?;
    let server = ground.must_start(&Faults::default()).await?;
    let mut books = play(&ground.url(), KILLS, seed).await?;
    let before = server.memory()?;
    let load = tokio::spawn(Load::start(&ground.url(), KILLS, seed + 1)?.end());
    let readers = Readers::stopped(&ground, READERS).await?;
    books.add(load.await??);
    let after = server.memory()?;
    drop((readers, server));
    let cost = after.saturating_sub(before) / MIB;
    let line = format!("{READERS} readers that never read, {cost} MiB more: {books}");
    Ok(Told { line, sound: books.is_sound() && after < before + COST_MAX })
}

/// Silent connections, half requests and peers that are gone hold nobody up, and the gone are let
/// go of.
pub async fn half_open() -> Fallible<Told> {
    let seed = setting("TORTURE_SEED", 1);
    let ground = Ground::new()?;
    let server = ground.must_start(&Faults::default()).await?;
    let idle = server.open_files()?;
    let mut silent = Vec::new();
    for number in 0..SILENT {
        let mut connection = TcpStream::connect(ground.address).await?;
        match number % 3 {
            0 => {}
            1 => connection.write_all(b"PRI * HTTP/2.0\r\n\r\nSM").await?,
            _ => connection.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x09\x01").await?,
        }
        silent.push(connection);
    }
    let load = tokio::spawn(Load::start(&ground.url(), KILLS, seed)?.end());
    let readers = Readers::stopped(&ground, READERS).await?;
    let books = load.await??;
    let most = server.open_files()?;
    drop(silent);
    let (left, seconds) = let_go(&server, idle).await?;
    drop(readers);
    let line = format!(
        "{SILENT} silent connections and {READERS} stopped peers ({most} open files); {left} are \
         left after {seconds} s; {books}"
    );
    Ok(Told { line, sound: books.is_sound() && left == 0 })
}

/// Waits until the server has no more open files than at its start.
async fn let_go(server: &Server, idle: usize) -> Fallible<(usize, u64)> {
    let begun = Instant::now();
    loop {
        // A reader of the database that was opened meanwhile stays.
        let left = server.open_files()?.saturating_sub(idle + 8);
        if left == 0 || begun.elapsed() > GONE_MAX {
            return Ok((left, begun.elapsed().as_secs()));
        }
        sleep(Duration::from_millis(200)).await;
    }
}
