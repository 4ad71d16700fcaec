//! Pages that call over gRPC-Web: on the same port, and only from origins that were allowed.

use std::net::SocketAddr;

use beraad::app::serve::{ServeClock, ServeConfig, Server};
use beraad_client::v1::{CreateDeliberationRequest, GetDeliberationRequest};
use beraad_client::{Caller, Client};
use prost::Message;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const ALLOWED: &str = "https://app.example";
/// An empty message, as gRPC frames it.
const EMPTY: &str = "\0\0\0\0\0";

async fn server() -> Server {
    let config = ServeConfig::on_this_machine(None, ServeClock::System);
    let allow_origins = vec![ALLOWED.parse().expect("an origin")];
    Server::start(ServeConfig { allow_origins, ..config }).await.expect("the server starts")
}

/// What a server says to a request as browsers send it, headers in lower case and all.
async fn ask(server: &Server, method: &str, headers: &[(&str, &str)], body: &str) -> String {
    let info = "/beraad.v1.ServerService/GetServerInfo";
    ask_at(server, &format!("{method} {info}"), headers, body.as_bytes()).await
}

async fn ask_at(server: &Server, what: &str, headers: &[(&str, &str)], body: &[u8]) -> String {
    let address: SocketAddr =
        server.url().trim_start_matches("http://").parse().expect("an address");
    let mut headers: String = headers.iter().map(|(k, v)| format!("{k}: {v}\r\n")).collect();
    headers += &format!("host: {address}\r\ncontent-length: {}\r\n", body.len());
    let request = format!("{what} HTTP/1.1\r\n{headers}connection: close\r\n\r\n");
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let request = [request.as_bytes(), body].concat();
    stream.write_all(&request).await.expect("it reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("it answers and closes");
    String::from_utf8_lossy(&answer).to_lowercase()
}

fn call(origin: &str) -> [(&str, &str); 3] {
    [("origin", origin), ("content-type", "application/grpc-web+proto"), ("x-grpc-web", "1")]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_an_allowed_origin_calls_and_reads_the_answer() {
    let server = server().await;
    let wanted = [
        ("origin", ALLOWED),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "beraad-role,content-type,x-grpc-web"),
    ];
    let told = ask(&server, "OPTIONS", &wanted, "").await;
    assert!(told.starts_with("http/1.1 200"), "{told}");
    assert!(told.contains("access-control-allow-origin: https://app.example\r\n"), "{told}");
    assert!(told.contains("access-control-allow-headers: beraad-role,content-type,x-grpc-web"));

    let answer = ask(&server, "POST", &call(ALLOWED), EMPTY).await;
    assert!(answer.starts_with("http/1.1 200"), "{answer}");
    assert!(answer.contains("access-control-allow-origin: https://app.example\r\n"), "{answer}");
    assert!(answer.contains("access-control-expose-headers: grpc-status,grpc-message"), "{answer}");
    assert!(answer.contains("agreement_a/van_der_eijk_2001"), "{answer}");
    assert!(answer.contains("grpc-status:0"), "{answer}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_origin_learns_nothing() {
    let server = server().await;
    let evil = "https://evil.example";
    let wanted = [("origin", evil), ("access-control-request-method", "POST")];
    let told = ask(&server, "OPTIONS", &wanted, "").await;
    assert!(!told.contains("access-control-allow-origin"), "{told}");

    let answer = ask(&server, "POST", &call(evil), EMPTY).await;
    assert!(!answer.contains("access-control-allow-origin"), "{answer}");
    assert!(!answer.contains("van_der_eijk"), "{answer}");
    for part in ["grpc-status: 3", "%60https://evil.example%60", "--allow-origin"] {
        assert!(answer.contains(part), "{part} is missing in {answer}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_takes_longer_than_its_caller_gives_is_late() {
    let server = server().await;
    let client = Client::connect(&server.url()).await.expect("it answers");
    let client = client.acting_as(Caller::facilitator("host"));
    let deliberation_id = "d".to_owned();
    let request = CreateDeliberationRequest { deliberation_id, ..Default::default() };
    let request = CreateDeliberationRequest { title: "Het plein".into(), ..request };
    client.deliberations().create_deliberation(request).await.expect("a deliberation");
    let waits = GetDeliberationRequest { name: "deliberations/d".into(), at_least_sequence: 9 };
    let message = waits.encode_to_vec();
    let body = [&[0, 0, 0, 0, message.len() as u8], &message[..]].concat();
    let headers = [("content-type", "application/grpc-web+proto"), ("grpc-timeout", "5m")];
    let what = "POST /beraad.v1.DeliberationService/GetDeliberation";
    let answer = ask_at(&server, what, &headers, &body).await;
    assert!(answer.contains("grpc-status: 4"), "{answer}");
    server.stop().await;
}
