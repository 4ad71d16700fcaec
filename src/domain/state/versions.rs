//! Which versions of items can be rated, and which are sealed.

use crate::domain::ids::{ItemId, ItemVersion};
use crate::domain::state::{Deliberation, Item, Version};

impl Deliberation {
    /// The versions that can be rated in the last round, in order: all statements, and of each
    /// proposal the last version that is not sealed in this round: one that is must not take the
    /// version that everyone sees out of the rating.
    pub fn rateable(&self) -> impl Iterator<Item = ItemVersion> + '_ {
        self.items.iter().filter_map(|(id, item)| {
            let version = self.rateable_version(id, item)?;
            Some(ItemVersion { item: id.clone(), version })
        })
    }

    /// The current version of every item that can be rated, sealed or not, in order.
    pub fn current_versions(&self) -> impl Iterator<Item = ItemVersion> + '_ {
        let rated = self.items.iter().filter(|(id, _)| !matches!(id, ItemId::Contribution(_)));
        rated
            .map(|(id, item)| ItemVersion { item: id.clone(), version: item.versions.len() as u32 })
    }

    /// The version of an item that can be rated in the last round; `None` when every one of them
    /// is sealed in that round, and for what is not voted on.
    #[must_use]
    pub fn rateable_version(&self, id: &ItemId, item: &Item) -> Option<u32> {
        let round = self.last_round();
        let open = match id {
            ItemId::Contribution(_) => 0,
            ItemId::Statement(_) => item.versions.len(),
            ItemId::Proposal(_) => (item.versions.iter())
                .rposition(|version| !version.sealed || version.round != round)
                .map_or(0, |at| at + 1),
        };
        (open > 0).then_some(open as u32)
    }

    /// Whether a version is hidden from everyone but its party at this moment (rule 2).
    #[must_use]
    pub fn is_sealed(&self, version: &Version) -> bool {
        let round = self.round(version.round);
        version.sealed && round.is_some_and(|round| round.closed.is_none())
    }
}
