//! Reports on closed rounds: computed beside the tasks, once for all who ask.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use crate::analysis::convergence::RoundReport;
use crate::analysis::tally::{Tally, TallyInput};
use crate::domain::rejection::Rejection;
use crate::domain::state::Deliberation;
use crate::engine::beside::beside;
use crate::engine::error::{EngineError, cause};

/// The figures of a tally with what they were computed from.
#[derive(Debug)]
pub struct Report {
    /// What it was computed from.
    pub input: TallyInput,
    /// SHA-256 of the input.
    pub input_digest: [u8; 32],
    /// The figures, advice, focus and invitations.
    pub report: RoundReport,
}

/// The reports of one deliberation. A closed round never changes, so a report stays true.
#[derive(Default)]
pub(super) struct Reports {
    /// By round; the conclusion stands under `None`.
    known: Mutex<HashMap<Option<u32>, Shared>>,
}

/// A computation that is made once.
type Shared = Arc<OnceCell<Arc<Report>>>;

impl Reports {
    /// The report of a tally; callers that ask at the same time share one computation.
    pub(super) async fn get(
        &self,
        state: &Arc<Deliberation>,
        tally: Tally,
    ) -> Result<Arc<Report>, EngineError> {
        let (key, round) = match tally {
            Tally::Round(round) => (Some(round), round),
            Tally::Conclusion => (None, state.last_round()),
        };
        let cell = {
            let mut known = self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            known.entry(key).or_default().clone()
        };
        let state = state.clone();
        let computed = cell.get_or_try_init(|| async move {
            beside(move || compute(&state, tally, round))
                .await
                .map_err(|error| EngineError::Bug(cause(error)))?
        });
        computed.await.cloned()
    }
}

fn compute(state: &Deliberation, tally: Tally, round: u32) -> Result<Arc<Report>, EngineError> {
    let last = state.last_round();
    if round == 0 || round > last {
        return Err(Rejection::RoundUnknown { round, last }.into());
    }
    let input = TallyInput::gather(state, tally).ok_or(Rejection::RoundNotClosed { round })?;
    let input_digest = Sha256::digest(input.canonical()).into();
    let report = input.report();
    Ok(Arc::new(Report { input, input_digest, report }))
}
