//! The list of all deliberations, told from their summaries: none is loaded to be listed.

use crate::domain::ids::{DeliberationId, Timestamp};
use crate::engine::Engine;
use crate::engine::error::EngineError;
use crate::engine::summary::Summary;
use crate::engine::timer::Timer;
use crate::log::{EventLog, Listed};

/// Deliberations looked at in one go.
const PAGE: usize = 1_000;

/// Tells the timer of everyone who is due. Who has no summary of today's form is due at once: it
/// is loaded, and then says itself.
pub(super) fn set_all(log: &dyn EventLog, timer: &Timer) {
    let mut page = log.deliberations(None, PAGE);
    while let Some(last) = page.last() {
        for listed in &page {
            let unknown = Some(Timestamp(i64::MIN));
            let due = Summary::decode(&listed.summary).map_or(unknown, |summary| summary.due);
            timer.set(&listed.deliberation, due);
        }
        page = log.deliberations(Some(&last.deliberation), PAGE);
    }
}

impl Engine {
    /// At most `most` deliberations beyond `after`, in order of id, after everything that is due
    /// by now. One that is due and cannot be brought up to date is told of as it was.
    ///
    /// # Errors
    /// [`EngineError`] when one without a summary cannot be loaded.
    pub async fn summaries(
        &self,
        after: Option<&DeliberationId>,
        most: usize,
    ) -> Result<Vec<Summary>, EngineError> {
        let mut summaries = Vec::new();
        for Listed { deliberation, summary } in self.ports().log.deliberations(after, most) {
            let known = Summary::decode(&summary);
            let now = self.ports().clock.now();
            if let Some(resting) = known.clone().filter(|summary| summary.is_at_rest(now)) {
                summaries.push(resting);
                continue;
            }
            match (self.state(&deliberation, 0).await, known) {
                (Ok(state), _) => summaries.push(Summary::of(&state)),
                (Err(error), Some(known)) => {
                    tracing::error!(%deliberation, error = ?error, "listed as it was");
                    summaries.push(known);
                }
                (Err(error), None) => return Err(error),
            }
        }
        Ok(summaries)
    }
}
