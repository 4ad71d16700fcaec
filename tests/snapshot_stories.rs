//! Snapshots over whole stories: at every sequence of every deliberation that a script leads to,
//! the image of the state gives the state back, in every phase.

mod cli;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use beraad::domain::evolve::evolve;
use beraad::domain::ids::DeliberationId;
use beraad::domain::state::Deliberation;
use beraad::engine::snapshot::{image_of, state_of};
use beraad::log::sqlite::{DATABASE_FILE, SqliteLog};
use beraad::log::{EventLog, codec};

use cli::{beraad, exit_of, stderr, stdout};

const SCRIPTS: [&str; 8] = [
    "examples/buurtplein.yaml",
    "examples/buurthuis.yaml",
    "examples/schijn.yaml",
    "examples/een-en-een-is-drie.yaml",
    "examples/avond-op-papier.yaml",
    "examples/wijk-aan-zet.yaml",
    "tests/scripts/every_act.yaml",
    "tests/scripts/every_read.yaml",
];

/// Replays a deliberation, each event on what the image of the state before it gave, beside a
/// replay that never saw an image. Tells the phases it was in.
async fn goes_on_from_images(log: &SqliteLog, id: &DeliberationId) -> BTreeSet<&'static str> {
    let (mut replayed, mut phases) = (Deliberation::absent(id.clone()), BTreeSet::new());
    let mut state = replayed.clone();
    for commit in log.read(id, 0, usize::MAX).await.expect("a readable log") {
        for stored in &commit.events {
            let event = codec::decode(stored).expect("an event");
            evolve(&mut replayed, &event);
            evolve(&mut state, &event);
            let image = image_of(&state);
            state = state_of(&image).expect("an image");
            assert_eq!(state, replayed, "{id} at {}", stored.sequence);
            assert!(image_of(&replayed) == image, "{id} at {}", stored.sequence);
            phases.insert(state.phase.as_str());
        }
    }
    phases
}

/// The log of a script lies in the folder, those of its endings in folders of their own.
fn logs_in(folder: &Path) -> Vec<SqliteLog> {
    let entries = fs::read_dir(folder).expect("a folder");
    let below = entries.map(|entry| entry.expect("an entry").path());
    let all = below.chain([folder.to_owned()]).filter(|place| place.join(DATABASE_FILE).exists());
    let logs: Vec<_> = all.map(|place| SqliteLog::open(&place).expect("a log")).collect();
    assert!(!logs.is_empty());
    logs
}

#[tokio::test]
async fn an_image_gives_the_state_at_every_sequence_of_every_story() {
    let mut phases = BTreeSet::new();
    for script in SCRIPTS {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().to_str().expect("a path");
        let ended = beraad(&["run", script, "--data", data, "--quiet"]);
        assert_eq!(exit_of(&ended), 0, "{script}: {}{}", stdout(&ended), stderr(&ended));
        for log in logs_in(folder.path()) {
            for listed in log.deliberations(None, usize::MAX) {
                phases.extend(goes_on_from_images(&log, &listed.deliberation).await);
            }
        }
    }
    let all = [
        "draft",
        "ready",
        "round_open",
        "tallying",
        "between",
        "concluded",
        "decided",
        "follow_up",
        "recovery",
        "closed",
        "cancelled",
    ];
    assert_eq!(phases, BTreeSet::from(all));
}
