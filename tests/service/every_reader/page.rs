//! The page of a deliberation, as the command line prints it.

use beraad_client::v1::*;
use std::process::Command;

use super::story::Story;
use crate::town::Town;
use crate::visibility::{SEALED, holds};

/// All that the program prints, and whether it went well.
async fn printed(town: &Town, arguments: &[&str]) -> (bool, Vec<u8>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beraad"));
    command.args(arguments).args(["--server", town.url()]);
    let ended = tokio::task::spawn_blocking(move || command.output());
    let ended = ended.await.expect("it is waited for").expect("the program runs");
    (ended.status.success(), [ended.stdout, ended.stderr].concat())
}

/// The page is what an observer may read, whoever asks for it: the program has no other role.
async fn shows_nothing_early(visibility: StanceVisibility) {
    let town = Town::in_memory().await;
    let mut story = Story::begin(&town, visibility).await;
    while story.next().await {
        let page = ["show", &story.forum.name];
        let rounds = [&page[..], &["--json"], &["--round", "1"], &["--round", "2"]];
        let mut titles = 0;
        for more in &rounds {
            let arguments = if more[0] == "show" { page.to_vec() } else { [&page, *more].concat() };
            let (went_well, bytes) = printed(&town, &arguments).await;
            assert!(went_well, "{}", String::from_utf8_lossy(&bytes));
            for thing in &story.things {
                let shows = thing.told_by(&bytes);
                let may = thing.may("observer", &story.stop);
                assert!(may || !shows, "{arguments:?} shows {}", thing.label);
            }
            titles += usize::from(holds(&bytes, SEALED[1].as_bytes()));
        }
        if story.stop.phase == Phase::Between {
            assert!(titles >= 1, "the page has what is open after the close");
        }
        if story.stop.name == "after round 2" {
            break;
        }
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_nothing_early_of_attributed_rounds() {
    shows_nothing_early(StanceVisibility::Attributed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_nothing_of_a_secret_deliberation() {
    shows_nothing_early(StanceVisibility::Secret).await;
}
