//! Which deliberations are in memory: from id to handle, and when each was used last.
//!
//! The map is touched in synchronous functions only, which clone the handle out and return.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dashmap::DashMap;
use tokio::sync::Notify;

use crate::domain::ids::DeliberationId;
use crate::domain::limits::IN_MEMORY_MAX;
use crate::engine::handle::CellHandle;

/// The handles of the deliberations in memory.
#[derive(Default)]
pub(super) struct Registry {
    cells: DashMap<DeliberationId, Place>,
    /// Counts every use, so that uses have an order.
    uses: AtomicU64,
    crowded: Arc<Notify>,
}

struct Place {
    cell: CellHandle,
    used: AtomicU64,
}

impl Registry {
    /// The handle of a deliberation; a task that ended is replaced by a fresh one, which loads
    /// when the one before it is done.
    pub(super) fn open(
        &self,
        id: &DeliberationId,
        spawn: impl FnOnce(DeliberationId, Option<CellHandle>) -> CellHandle,
    ) -> CellHandle {
        let use_number = self.uses.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(place) = self.cells.get(id)
            && !place.cell.ended()
        {
            place.used.store(use_number, Ordering::Relaxed);
            return place.cell.clone();
        }
        let cell = self.open_slowly(id, use_number, spawn);
        if self.cells.len() > IN_MEMORY_MAX {
            self.crowded.notify_one();
        }
        cell
    }

    fn open_slowly(
        &self,
        id: &DeliberationId,
        use_number: u64,
        spawn: impl FnOnce(DeliberationId, Option<CellHandle>) -> CellHandle,
    ) -> CellHandle {
        use dashmap::Entry;
        let used = || AtomicU64::new(use_number);
        match self.cells.entry(id.clone()) {
            Entry::Occupied(place) if !place.get().cell.ended() => place.get().cell.clone(),
            Entry::Occupied(mut place) => {
                let cell = spawn(id.clone(), Some(place.get().cell.clone()));
                place.insert(Place { cell: cell.clone(), used: used() });
                cell
            }
            Entry::Vacant(free) => {
                let cell = spawn(id.clone(), None);
                free.insert(Place { cell: cell.clone(), used: used() });
                cell
            }
        }
    }

    /// Those not used since the count of uses stood at a number, and the least recently used
    /// beyond `most`.
    pub(super) fn idle(&self, unused_since: u64, most: usize) -> Vec<CellHandle> {
        let used = |place: &Place| place.used.load(Ordering::Relaxed);
        let mut all: Vec<_> =
            self.cells.iter().map(|place| (used(&place), place.cell.clone())).collect();
        all.sort_by_key(|(used, _)| *used);
        let beyond = all.len().saturating_sub(most);
        let unused = all.partition_point(|(used, _)| *used <= unused_since);
        all.truncate(beyond.max(unused));
        all.into_iter().map(|(_, cell)| cell).collect()
    }

    /// Forgets the tasks that are done.
    pub(super) fn forget_finished(&self) {
        self.cells.retain(|_, place| !place.cell.is_finished());
    }

    /// The uses so far.
    pub(super) fn uses(&self) -> u64 {
        self.uses.load(Ordering::Relaxed)
    }

    /// Tells when more deliberations are in memory than should be.
    pub(super) fn crowded(&self) -> Arc<Notify> {
        self.crowded.clone()
    }

    /// How many are in memory.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The ids in memory, in order.
    pub(super) fn ids(&self) -> Vec<DeliberationId> {
        let mut ids: Vec<_> = self.cells.iter().map(|place| place.key().clone()).collect();
        ids.sort();
        ids
    }

    /// Takes every handle out.
    pub(super) fn drain(&self) -> Vec<CellHandle> {
        let ids = self.ids();
        let taken = ids.iter().filter_map(|id| self.cells.remove(id));
        taken.map(|(_, place)| place.cell).collect()
    }
}
