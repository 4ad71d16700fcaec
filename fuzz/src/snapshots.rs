//! Snapshots: bytes that are no image are left aside, and the state behind an image has an image
//! that gives it back.

use std::sync::{Arc, LazyLock};

use beraad::domain::decide::ALL_PHASES;
use beraad::domain::ids::DeliberationId;
use beraad::domain::state::Deliberation;
use beraad::engine::snapshot::{SNAPSHOT_VERSION, image_of, opened, state_of};
use beraad::log::chain::SigningKey;
use beraad::log::entropy::SeededEntropy;
use sha2::{Digest, Sha256};

use crate::taken::{VISIBILITIES, start};
use crate::tape::Tape;

/// A deliberation in every phase and under every visibility.
static STATES: LazyLock<Vec<Deliberation>> = LazyLock::new(|| {
    let all = |phase| (0..VISIBILITIES.len()).map(move |visibility| start(phase, visibility));
    (0..ALL_PHASES.len()).flat_map(all).collect()
});

fn key() -> SigningKey {
    SigningKey::ephemeral(&SeededEntropy::new(3))
}

/// What a snapshot of these bytes would be in a file, sealed as a server does.
fn sealed(body: &[u8]) -> Vec<u8> {
    let mut bytes = b"beraad snapshot\n".to_vec();
    bytes.extend(SNAPSHOT_VERSION.to_le_bytes());
    bytes.extend(body);
    let digest: [u8; 32] = Sha256::digest(&bytes).into();
    bytes.extend(digest);
    bytes.extend(key().sign(&digest));
    bytes
}

/// What is in a snapshot of a state that remembers no request.
fn body(state: &Deliberation) -> Vec<u8> {
    let id = state.id.as_str();
    let length = u8::try_from(id.len()).expect("an id is short");
    let mut body = vec![length];
    body.extend(id.as_bytes());
    body.extend([0; 32 + 64]);
    body.extend(image_of(state));
    body.push(0);
    body
}

/// A state that was taken has an image, and that gives it back. Images are compared: a figure that
/// is not a number differs from itself.
pub fn comes_back(state: &Deliberation) {
    let image = image_of(state);
    let again = state_of(&image).map(|state| image_of(&state));
    assert!(again == Ok(image), "the image of a state is of another one");
}

fn open(bytes: &[u8], id: &DeliberationId) -> Option<Arc<Deliberation>> {
    opened(bytes, id, &key().public()).ok()
}

/// Takes bytes as an image, as changes to one, and as either in a seal.
pub fn run(bytes: &[u8]) {
    let mut tape = Tape::new(bytes);
    let way = tape.byte() % 5;
    let state = &STATES[tape.below(STATES.len())];
    match way {
        0 => {
            if let Ok(state) = state_of(tape.rest()) {
                comes_back(&state);
            }
        }
        1 => {
            let mut image = image_of(state);
            tape.edit(&mut image);
            if let Ok(state) = state_of(&image) {
                comes_back(&state);
            }
        }
        2 => {
            if let Some(state) = open(&sealed(tape.rest()), &state.id) {
                comes_back(&state);
            }
        }
        3 => {
            let mut body = body(state);
            assert_eq!(open(&sealed(&body), &state.id).as_deref(), Some(state));
            tape.edit(&mut body);
            if let Some(state) = open(&sealed(&body), &state.id) {
                comes_back(&state);
            }
        }
        _ => {
            let sound = sealed(&body(state));
            let mut changed = sound.clone();
            tape.edit(&mut changed);
            assert!(changed == sound || open(&changed, &state.id).is_none(), "a changed seal");
        }
    }
}
