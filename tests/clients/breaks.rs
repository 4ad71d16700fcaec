//! The client in Rust and the real server, killed and started again under it.

use beraad_client::v1::*;
use beraad_client::{Caller, Cause, Client, Error, TryStreamExt, Update};

use crate::running::{Proxy, Server, encrypted};

const NAME: &str = "deliberations/plein";

fn host(client: &Client) -> Client {
    client.acting_as(Caller::facilitator("host"))
}

async fn create(client: &Client) {
    let request = CreateDeliberationRequest {
        deliberation_id: "plein".into(),
        title: "Het plein".into(),
        ..Default::default()
    };
    host(client).deliberations().create_deliberation(request).await.expect("a deliberation");
}

fn statement(text: &str) -> AddStatementRequest {
    let (deliberation, text) = (NAME.to_owned(), text.to_owned());
    AddStatementRequest { deliberation, text, ..Default::default() }
}

/// Says something, and gives the sequence at which it was written.
async fn say(client: &Client, text: &str) -> u64 {
    let said = host(client).participation().add_statement(statement(text)).await;
    said.expect("it is written").written.expect("a place").sequence
}

fn after(start_after_sequence: u64) -> WatchRequest {
    WatchRequest { deliberation: NAME.into(), start_after_sequence }
}

/// The sequences of all events up to one, each update at the position that it says.
async fn up_to(
    updates: &mut (impl futures::Stream<Item = Result<Update, Error>> + Unpin),
    last: u64,
) -> Vec<u64> {
    let mut seen = Vec::new();
    while let Some(update) = updates.try_next().await.expect("the watch goes on") {
        seen.extend(update.events.iter().map(|event| event.sequence));
        if let Cause::Commit(seal) = &update.cause {
            assert_eq!(update.position, seal.last_sequence);
        }
        if update.position >= last {
            break;
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_goes_on_through_kills_without_gap_and_without_duplicate() {
    let mut server = Server::start().await;
    let client = Client::connect(&server.url()).await.expect("it answers");
    create(&client).await;
    let mut updates = host(&client).log().watch(after(0));
    let mut seen = Vec::new();
    for life in 1..=3 {
        let first = say(&client, &format!("In leven {life}.")).await;
        seen.extend(up_to(&mut updates, first).await);
        server.kill().await;
        server.start_again().await;
        let last = say(&client, &format!("Na leven {life}.")).await;
        seen.extend(up_to(&mut updates, last).await);
    }
    let last = seen.last().copied().expect("events");
    assert_eq!(seen, (1..=last).collect::<Vec<_>>());
    // Another process goes on from a position that was kept.
    let another = Client::connect(&server.url()).await.expect("it answers");
    let mut later = host(&another).log().watch(after(last));
    let next = say(&client, "Later.").await;
    assert_eq!(up_to(&mut later, next).await, (last + 1..=next).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_followed_begins_anew_after_a_kill() {
    let mut server = Server::start().await;
    let client = Client::connect(&server.url()).await.expect("it answers");
    create(&client).await;
    let request = WatchAnalysisRequest { deliberation: NAME.into(), ..Default::default() };
    let mut news = client.analysis().watch_analysis(request);
    let first = news.try_next().await.expect("news").expect("the beginning");
    server.kill().await;
    server.start_again().await;
    let again = news.try_next().await.expect("news").expect("the beginning again");
    assert_eq!((first.round, first.sequence), (again.round, again.sequence));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_begins_while_the_server_is_down_is_written_once() {
    let mut server = Server::start().await;
    let client = Client::connect(&server.url()).await.expect("it answers");
    create(&client).await;
    server.kill().await;
    let (sequence, ()) = tokio::join!(say(&client, "Toen er niemand was."), server.start_again());
    let mut updates = host(&client).log().watch(after(0));
    assert_eq!(up_to(&mut updates, sequence).await.last(), Some(&sequence));
    let checkpoint = GetCheckpointRequest { deliberation: NAME.into(), ..Default::default() };
    let head = client.log().get_checkpoint(checkpoint).await.expect("the head");
    assert_eq!(head.sequence, sequence, "it is the last that happened");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_whose_answer_got_lost_is_applied_once() {
    let server = Server::start().await;
    let direct = Client::connect(&server.url()).await.expect("it answers");
    create(&direct).await;
    let line = Proxy::to(server.address()).await;
    let client = Client::connect(&line.url()).await.expect("it answers");
    let mut updates = host(&direct).log().watch(after(0));
    let before = say(&client, "Dit komt aan.").await;
    up_to(&mut updates, before).await;
    line.swallow_answers();
    let lost = async {
        // It is in the log, and nobody was told.
        let written = up_to(&mut updates, before + 1).await;
        line.cut();
        written
    };
    let (sequence, written) = tokio::join!(say(&client, "Dit raakt zoek."), lost);
    assert_eq!(written, [sequence]);
    let statements = ListStatementsRequest { deliberation: NAME.into(), ..Default::default() };
    let statements: Vec<Statement> =
        host(&direct).participation().all_statements(statements).try_collect().await.expect("all");
    assert_eq!(statements.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_encrypted_address_needs_a_certificate_that_is_trusted() {
    let server = Server::start().await;
    let (url, pem) = encrypted(server.address()).await;
    let trusting = Client::builder(&url).root_certificates(pem).connect().await;
    let client = trusting.expect("it answers");
    assert_eq!(client.server_info().version, env!("CARGO_PKG_VERSION"));
    create(&client).await;
    let stranger = Client::connect(&url).await.expect_err("nobody vouches for it");
    assert!(matches!(stranger, Error::Unreachable { .. }), "{stranger:?}");
    assert!(stranger.to_string().contains("certificate"), "{stranger}");
}
