//! The real server as a process that is killed and started again, and a line to it that can be cut.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;
use std::sync::Arc;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::sync::watch;

/// A server on a folder and a port of its own, through all its lives.
pub struct Server {
    address: SocketAddr,
    folder: TempDir,
    running: Option<Child>,
}

impl Server {
    /// Starts it for the first time.
    pub async fn start() -> Server {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let folder = tempfile::tempdir().expect("a folder");
        let mut server = Server { address, folder, running: None };
        drop(listener);
        server.start_again().await;
        server
    }

    /// Starts it again on what it has written.
    pub async fn start_again(&mut self) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_beraad"))
            .args(["serve", "--json", "--listen", &self.address.to_string(), "--data"])
            .arg(self.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the server starts");
        let told = BufReader::new(child.stdout.take().expect("it tells")).lines().next_line().await;
        let told = told.expect("it tells").expect("it listens");
        assert_eq!(told, format!("{{\"url\":\"{}\"}}", self.url()));
        self.running = Some(child);
    }

    /// Kills it, as `kill -9` does.
    pub async fn kill(&mut self) {
        self.running.take().expect("it runs").kill().await.expect("it can be killed");
    }

    /// Where it is reached.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// What a line does with what the server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Open,
    /// Answers vanish.
    Deaf,
}

/// A line between client and server.
pub struct Proxy {
    address: SocketAddr,
    line: watch::Sender<Line>,
    cut: watch::Sender<u64>,
}

impl Proxy {
    /// A line to a server.
    pub async fn to(server: SocketAddr) -> Proxy {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (line, heard) = watch::channel(Line::Open);
        let (cut, cuts) = watch::channel(0);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(server).await else { continue };
                tokio::spawn(carry(client, server, heard.clone(), cuts.clone()));
            }
        });
        Proxy { address, line, cut }
    }

    /// Where clients connect.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on no answer comes through.
    pub fn swallow_answers(&self) {
        self.line.send_replace(Line::Deaf);
    }

    /// Cuts every connection; new ones are whole.
    pub fn cut(&self) {
        self.line.send_replace(Line::Open);
        self.cut.send_modify(|cuts| *cuts += 1);
    }
}

async fn carry(
    client: TcpStream,
    server: TcpStream,
    line: watch::Receiver<Line>,
    mut cuts: watch::Receiver<u64>,
) {
    cuts.mark_unchanged();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        () = pump(from_client, to_server, None) => {}
        () = pump(from_server, to_client, Some(line)) => {}
        _ = cuts.changed() => {}
    }
}

async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    line: Option<watch::Receiver<Line>>,
) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let deaf = line.as_ref().is_some_and(|line| *line.borrow() == Line::Deaf);
        if !deaf && to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}

/// A line that ends TLS before a server; gives its address and the certificate to trust.
pub async fn encrypted(server: SocketAddr) -> (String, String) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]);
    let made = made.expect("a certificate");
    let key = tokio_rustls::rustls::pki_types::PrivateKeyDer::Pkcs8(
        made.signing_key.serialize_der().into(),
    );
    let mut config = tokio_rustls::rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a certificate and its key");
    config.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut client) = acceptor.accept(client).await else { return };
                let Ok(mut server) = TcpStream::connect(server).await else { return };
                // Either side may leave without saying so.
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    (format!("https://localhost:{port}"), made.cert.pem())
}
