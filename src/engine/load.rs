//! Bringing a deliberation back from the log.

use std::sync::Arc;

use crate::domain::evolve::evolve;
use crate::domain::ids::DeliberationId;
use crate::domain::limits::READ_COMMITS_MAX;
use crate::domain::state::Deliberation;
use crate::engine::Ports;
use crate::engine::error::{EngineError, cause, unreadable};
use crate::engine::requests::Requests;
use crate::engine::texts::Keyring;
use crate::log::chain::GENESIS;
use crate::log::{StoredCommit, codec};

/// What a cell starts with.
pub(super) struct Loaded {
    pub(super) state: Deliberation,
    pub(super) link: [u8; 32],
    pub(super) signature: [u8; 64],
    pub(super) requests: Requests,
    pub(super) keyring: Keyring,
}

/// Reads and replays everything that the log holds of a deliberation; nothing is a state too.
pub(super) async fn load(ports: &Arc<Ports>, id: &DeliberationId) -> Result<Loaded, EngineError> {
    let mut loaded = Loaded {
        state: Deliberation::absent(id.clone()),
        link: GENESIS,
        signature: [0; 64],
        requests: Requests::default(),
        keyring: Keyring::load(ports, id).await?,
    };
    loop {
        let after = loaded.state.sequence;
        let page = ports.log.read(id, after, READ_COMMITS_MAX).await.map_err(unreadable)?;
        if page.is_empty() {
            return Ok(loaded);
        }
        for commit in page {
            replay(&mut loaded, commit)?;
        }
    }
}

fn replay(loaded: &mut Loaded, commit: StoredCommit) -> Result<(), EngineError> {
    for stored in &commit.events {
        let event = codec::decode(stored).map_err(|e| EngineError::Unreadable(cause(e)))?;
        evolve(&mut loaded.state, &event);
    }
    loaded.link = commit.link;
    loaded.signature = commit.signature;
    for request in commit.requests {
        loaded.requests.remember(request);
    }
    Ok(())
}
