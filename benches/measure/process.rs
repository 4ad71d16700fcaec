//! Servers as processes of their own, so that what they take is theirs.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use beraad_client::Client;
use tokio::time::{Instant, sleep};

use crate::Fallible;

/// How often is asked whether a server is there.
const ASK_AGAIN: Duration = Duration::from_millis(2);
/// How long a server may take to be there.
const START_MAX: Duration = Duration::from_secs(120);

/// A running server; it is ended when dropped.
pub struct Process {
    pub address: SocketAddr,
    child: Child,
}

impl Process {
    /// `beraad serve` on a folder, from the moment it is asked for until it listens.
    pub async fn serve(folder: &Path) -> Fallible<Process> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beraad"));
        let address = free_address()?;
        command.args(["serve", "--listen", &address.to_string(), "--data"]).arg(folder);
        Process::start(command, address).await
    }

    /// The baseline that does nothing.
    pub async fn noop() -> Fallible<Process> {
        let mut command = Command::new(std::env::current_exe()?);
        let address = free_address()?;
        command.args(["--noop", &address.to_string()]);
        Process::start(command, address).await
    }

    async fn start(mut command: Command, address: SocketAddr) -> Fallible<Process> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let mut process = Process { address, child };
        let late = Instant::now() + START_MAX;
        while tokio::net::TcpStream::connect(address).await.is_err() {
            if let Some(status) = process.child.try_wait()? {
                return Err(format!("the server ended with {status} before it listened").into());
            }
            if Instant::now() > late {
                return Err(format!("the server did not listen within {START_MAX:?}").into());
            }
            sleep(ASK_AGAIN).await;
        }
        Ok(process)
    }

    /// A client of the library, for everything that is not measured.
    pub async fn client(&self) -> Fallible<Client> {
        let url = format!("http://{}", self.address);
        Ok(Client::builder(&url).deadline(START_MAX).connect().await?)
    }

    /// Bytes of memory as the kernel counts them: `VmRSS` now, `VmHWM` at most.
    pub fn memory(&self, of: &str) -> Fallible<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(of)?.strip_prefix(':'));
        let kib = line.and_then(|rest| rest.trim().strip_suffix(" kB"));
        Ok(kib.ok_or("the kernel does not tell")?.parse::<u64>()? * 1024)
    }

    /// Asks it to stop and waits for the end.
    pub async fn stop(mut self) -> Fallible<()> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        let late = Instant::now() + START_MAX;
        while asked.success() && Instant::now() < late {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            sleep(ASK_AGAIN).await;
        }
        Err("the server did not stop when it was asked to".into())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address that nobody listens on.
fn free_address() -> Fallible<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
