//! Which deliberations are in memory: from id to handle, and nothing else.
//!
//! The map is touched in synchronous functions only, which clone the handle out and return.

use dashmap::DashMap;

use crate::domain::ids::DeliberationId;
use crate::engine::handle::CellHandle;

/// The handles of the deliberations in memory.
#[derive(Default)]
pub(super) struct Registry {
    cells: DashMap<DeliberationId, CellHandle>,
}

impl Registry {
    /// The handle of a deliberation; a task that ended is replaced by a fresh one, which loads.
    pub(super) fn open(
        &self,
        id: &DeliberationId,
        spawn: impl Fn(DeliberationId) -> CellHandle,
    ) -> CellHandle {
        if let Some(cell) = self.cells.get(id)
            && !cell.ended()
        {
            return cell.clone();
        }
        let mut cell = self.cells.entry(id.clone()).or_insert_with(|| spawn(id.clone()));
        if cell.ended() {
            *cell = spawn(id.clone());
        }
        cell.clone()
    }

    /// Forgets a task that ended, such as that of a deliberation which was never created.
    pub(super) fn forget_ended(&self, id: &DeliberationId) {
        self.cells.remove_if(id, |_, cell| cell.ended());
    }

    /// The ids in memory, in order.
    pub(super) fn ids(&self) -> Vec<DeliberationId> {
        let mut ids: Vec<_> = self.cells.iter().map(|cell| cell.key().clone()).collect();
        ids.sort();
        ids
    }

    /// Takes every handle out.
    pub(super) fn drain(&self) -> Vec<CellHandle> {
        let ids = self.ids();
        let taken = ids.iter().filter_map(|id| self.cells.remove(id));
        taken.map(|(_, cell)| cell).collect()
    }
}
