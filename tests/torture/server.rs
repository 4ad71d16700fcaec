//! The real server as a process that can be hurt.

use std::fs::{File, OpenOptions};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use crate::Fallible;

/// How often something is asked again.
pub const ASK_AGAIN: Duration = Duration::from_millis(5);
/// How long a server may take to listen, under strace too.
const START_MAX: Duration = Duration::from_secs(60);

/// A place where servers live one after another: an address, a folder, and what they said.
pub struct Ground {
    pub address: SocketAddr,
    pub data: PathBuf,
    /// What all servers here wrote on stderr.
    pub log: PathBuf,
    _folder: TempDir,
}

/// What is done to the system calls of a server; empty for nothing.
#[derive(Debug, Clone, Default)]
pub struct Faults(pub Vec<String>);

impl Faults {
    /// One injection, as strace understands it: `fdatasync:signal=KILL:when=7`.
    pub fn one(inject: impl Into<String>) -> Faults {
        Faults(vec![inject.into()])
    }
}

impl Ground {
    /// A fresh one, in a folder that is removed afterwards.
    pub fn new() -> Fallible<Ground> {
        let folder = TempDir::with_prefix("torture-")?;
        let data = folder.path().join("data");
        Ground::on(folder, data)
    }

    /// One whose log lies in a folder of somebody else's.
    pub fn on(folder: TempDir, data: PathBuf) -> Fallible<Ground> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        Ok(Ground { address, data, log: folder.path().join("server.log"), _folder: folder })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What the servers said.
    pub fn said(&self) -> Fallible<String> {
        Ok(std::fs::read_to_string(&self.log)?)
    }

    /// Starts a server and waits until it listens; `None` when it died before that, as one may
    /// whose faults come early.
    pub async fn start(&self, faults: &Faults, env: &[(&str, &str)]) -> Fallible<Option<Server>> {
        let mut command = match faults.0.is_empty() {
            true => Command::new(env!("CARGO_BIN_EXE_beraad")),
            false => under_strace(faults),
        };
        command.args(["serve", "--listen", &self.address.to_string(), "--data"]).arg(&self.data);
        command.envs(env.iter().copied()).env("RUST_LOG", "warn");
        let log = OpenOptions::new().create(true).append(true).open(&self.log)?;
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn()?;
        let mut server = Server { child, traced: !faults.0.is_empty() };
        let late = Instant::now() + START_MAX;
        while tokio::net::TcpStream::connect(self.address).await.is_err() {
            if server.ended()? {
                return Ok(None);
            }
            if Instant::now() > late {
                return Err(format!("the server did not listen within {START_MAX:?}").into());
            }
            sleep(ASK_AGAIN).await;
        }
        Ok(Some(server))
    }

    /// As [`Ground::start`], for a server that must come up.
    pub async fn must_start(&self, faults: &Faults) -> Fallible<Server> {
        let started = self.start(faults, &[]).await?;
        started.ok_or_else(|| "the server ended before it listened".into())
    }
}

fn under_strace(faults: &Faults) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "--seccomp-bpf", "-qqq", "-o", "/dev/null"]);
    let names = faults.0.iter().filter_map(|fault| fault.split(':').next());
    command.args(["-e", &format!("trace={}", names.collect::<Vec<_>>().join(","))]);
    for fault in &faults.0 {
        command.args(["-e", &format!("inject={fault}")]);
    }
    command.arg(env!("CARGO_BIN_EXE_beraad"));
    command
}

/// A running server; it is killed when dropped.
pub struct Server {
    child: Child,
    traced: bool,
}

impl Server {
    /// The process of the server itself, behind strace.
    pub fn pid(&self) -> Option<u32> {
        let own = self.child.id();
        if !self.traced {
            return Some(own);
        }
        let children = std::fs::read_to_string(format!("/proc/{own}/task/{own}/children")).ok()?;
        children.split_whitespace().next()?.parse().ok()
    }

    /// Whether it has ended.
    pub fn ended(&mut self) -> Fallible<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Ends it at once, as a power cut would, and waits until it is gone.
    pub fn kill(mut self) -> Fallible<()> {
        self.signal("KILL")?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to stop and waits for the end.
    pub async fn stop(mut self) -> Fallible<()> {
        self.signal("TERM")?;
        let late = Instant::now() + START_MAX;
        while !self.ended()? {
            if Instant::now() > late {
                return Err("the server did not stop when it was asked to".into());
            }
            sleep(ASK_AGAIN).await;
        }
        Ok(())
    }

    fn signal(&mut self, name: &str) -> Fallible<()> {
        if let Some(pid) = self.pid() {
            // One that is gone meanwhile needs no signal.
            let _ = Command::new("kill").args([&format!("-{name}"), &pid.to_string()]).status()?;
        }
        Ok(())
    }

    /// Bytes of memory now.
    pub fn memory(&self) -> Fallible<u64> {
        let pid = self.pid().ok_or("the server is gone")?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|rest| rest.trim().strip_suffix(" kB"));
        Ok(kib.ok_or("the kernel does not tell")?.parse::<u64>()? * 1024)
    }

    /// Open files and connections.
    pub fn open_files(&self) -> Fallible<usize> {
        let pid = self.pid().ok_or("the server is gone")?;
        Ok(std::fs::read_dir(format!("/proc/{pid}/fd"))?.count())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.signal("KILL");
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Takes so many bytes of the file system that holds `folder`, or all there are.
pub fn fill(folder: &Path, bytes: u64) -> Fallible<PathBuf> {
    let path = folder.join("filler");
    let file = File::create(&path)?;
    std::io::copy(&mut std::io::Read::take(std::io::repeat(7), bytes), &mut &file).ok();
    Ok(path)
}
