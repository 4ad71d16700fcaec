//! Every reading call of the contract, found in its descriptors, by every reader, in every phase:
//! each shows exactly what its caller may see of what is hidden, and nothing early.

mod asking;
mod page;
mod refusals;
mod story;
mod things;

use beraad_client::v1::*;

use crate::forum::Forum;
use crate::town::Town;
use crate::visibility::readers;
use asking::{Asked, reading};
use story::Story;
use things::{Stop, Thing};

/// Asks everything as everybody, and holds what shows against what may: never more in any single
/// answer, and in all of them together no less.
async fn walk(town: &Town, forum: &Forum, things: &[Thing], stop: &Stop) -> usize {
    let methods = reading();
    assert!(methods.len() >= 28, "{}", methods.len());
    let mut answered = 0;
    for reader in readers(town, forum) {
        let may: Vec<bool> = things.iter().map(|thing| thing.may(reader.label, stop)).collect();
        let mut seen = vec![false; things.len()];
        let mut hold = |what: &str, asked: &Asked| {
            assert!(!asked.links, "{what} links a pseudonym for {}, {}", reader.label, stop.name);
            for ((thing, may), seen) in things.iter().zip(&may).zip(&mut seen) {
                let shows = thing.shows(asked);
                let early = shows && !may;
                let (label, stop) = (thing.label, stop.name);
                assert!(!early, "{what} shows {label} to {} at {stop}", reader.label);
                *seen |= shows;
            }
        };
        for method in &methods {
            let asked = asking::ask(&reader.client, method, forum).await;
            answered += usize::from(asked.answered);
            hold(method.name(), &asked);
        }
        let exported = asking::export(&reader.client, forum).await;
        hold("Export", &exported);
        let watched = asking::watch(&reader.client, forum).await;
        hold("Watch", &watched);
        assert_eq!(watched.acts, exported.acts, "{} at {}", reader.label, stop.name);
        for ((thing, may), seen) in things.iter().zip(may).zip(seen) {
            let (label, stop) = (thing.label, stop.name);
            assert_eq!(seen, may, "what {} sees of {label} at {stop}", reader.label);
        }
    }
    answered
}

/// The whole way, on which every stop is walked.
async fn hides(visibility: StanceVisibility) {
    let town = Town::in_memory().await;
    let mut story = Story::begin(&town, visibility).await;
    let mut phases = Vec::new();
    loop {
        let phase = story.forum.get(&town.observer()).await.phase();
        assert_eq!(phase, story.stop.phase, "{}", story.stop.name);
        phases.push(phase);
        let answered = walk(&town, &story.forum, &story.things, &story.stop).await;
        assert!(answered >= 300, "{answered} calls were answered at {}", story.stop.name);
        if !story.next().await {
            break;
        }
    }
    phases.sort_unstable();
    phases.dedup();
    // All but Cancelled, which has a walk of its own, and Tallying, in which every call waits until
    // the figures are there.
    assert_eq!(phases.len(), 9, "{phases:?}");
    town.stop().await;
}

/// What a round hid that was never closed stays hidden.
async fn keeps(visibility: StanceVisibility) {
    let town = Town::in_memory().await;
    let mut story = Story::begin(&town, visibility).await;
    while story.stop.phase != Phase::RoundOpen {
        story.next().await;
    }
    story.cancel().await;
    assert_eq!(story.forum.get(&town.observer()).await.phase(), Phase::Cancelled);
    walk(&town, &story.forum, &story.things, &story.stop).await;
    town.stop().await;
}

macro_rules! in_every_visibility {
    ($($visibility:ident: $hides:ident, $keeps:ident;)*) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $hides() {
            hides(StanceVisibility::$visibility).await;
        }

        #[tokio::test(flavor = "multi_thread")]
        async fn $keeps() {
            keeps(StanceVisibility::$visibility).await;
        }
    )*};
}

in_every_visibility! {
    Attributed: no_call_shows_what_attributed_rounds_hide,
        a_cancelled_attributed_round_keeps_what_it_hid;
    Pseudonymous: no_call_shows_what_pseudonymous_rounds_hide,
        a_cancelled_pseudonymous_round_keeps_what_it_hid;
    Secret: no_call_shows_what_a_secret_deliberation_keeps,
        a_cancelled_secret_round_keeps_what_it_hid;
}
