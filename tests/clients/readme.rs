//! The snippets of `clients/rust/README.md`: each stands here word for word, and is run against the
//! real server. Only the address differs, which is `url` here.

use beraad_client::v1::*;
use beraad_client::{Caller, Client, Error, TryStreamExt, new_request_id};

use crate::running::{Server, encrypted};

async fn snippets(url: &str, secure: (&str, String)) -> Result<(), Error> {
    // README
    let client = Client::connect(url).await?;
    let facilitator = client.acting_as(Caller::facilitator("front-office"));
    let request =
        CreateDeliberationRequest { title: "A square for everybody".into(), ..Default::default() };
    let deliberation = facilitator.deliberations().create_deliberation(request).await?.name;
    let mut all = client.deliberations().all_deliberations(Default::default());
    while let Some(found) = all.try_next().await? {
        println!("{} {:?}", found.name, found.phase());
    }
    // README end

    // README
    let party = AddPartyRequest {
        deliberation: deliberation.clone(),
        party_id: "The City".into(),
        ..Default::default()
    };
    let dutch = facilitator.in_language("nl");
    match dutch.deliberations().add_party(party).await {
        Ok(added) => println!("{}", added.name),
        Err(Error::Refused(refusal)) if refusal.reason == Reason::InvalidRequest => {
            for violation in &refusal.violations {
                println!("{}: {}", violation.field, violation.description);
            }
        }
        Err(error) => return Err(error),
    }
    // README end

    // README
    let request = AddStatementRequest {
        deliberation: deliberation.clone(),
        text: "More trees.".into(),
        request_id: new_request_id(),
        ..Default::default()
    };
    let first = facilitator.participation().add_statement(request.clone()).await?;
    let again = facilitator.participation().add_statement(request).await?;
    assert_eq!(first.written, again.written);
    // README end

    // README
    let request = WatchRequest { deliberation, start_after_sequence: 0 };
    let mut updates = facilitator.log().watch(request);
    while let Some(update) = updates.try_next().await? {
        for event in &update.events {
            println!("{} {} {:?}", event.sequence, event.kind, event.texts);
        }
        // Keep update.position together with what you made of the update.
        if let beraad_client::Cause::Checkpoint(_) = update.cause {
            break; // Everything was given that is there now.
        }
    }
    // README end

    let (url, pem) = secure;
    // README
    let client = Client::builder(url)
        .root_certificates(pem)
        .deadline(std::time::Duration::from_secs(10))
        .connect()
        .await?
        .with_header("x-gateway-key", "from-the-gateway");
    println!("version {}", client.server_info().version);
    // README end
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_snippet_of_the_rust_readme_runs() {
    let server = Server::start().await;
    let (secure, pem) = encrypted(server.address()).await;
    snippets(&server.url(), (&secure, pem)).await.expect("every snippet goes well");
}

#[test]
fn the_rust_readme_shows_what_runs() {
    let readme = include_str!("../../clients/rust/README.md");
    let shown: Vec<&str> = readme
        .split("```rust\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap_or_default())
        .collect();
    let source = include_str!("readme.rs");
    let run: Vec<String> = source
        .split("    // README\n")
        .skip(1)
        .map(|region| dedented(region.split("    // README end\n").next().unwrap_or_default()))
        .collect();
    assert_eq!(shown.len(), 5, "a snippet was added; let it run above");
    for (shown, run) in shown.iter().zip(&run) {
        let run = run
            .replace("connect(url)", "connect(\"http://127.0.0.1:7440\")")
            .replace("builder(url)", "builder(\"https://beraad.example\")");
        assert!(*shown == run, "the README shows\n{shown}\nand this runs\n{run}");
    }
}

fn dedented(code: &str) -> String {
    code.lines().map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect()
}
