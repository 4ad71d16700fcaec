//! The columns of stances of one round, by the version they are on.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::ids::ItemVersion;
use crate::domain::state::Column;

/// The columns of a round. The directory changes only when a version gets its first stance, so a
/// snapshot shares it and copies a list of pointers.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    places: Arc<BTreeMap<ItemVersion, u32>>,
    list: Vec<Arc<Column>>,
}

impl Columns {
    /// The column of a version; `None` when nobody gave a stance on it.
    #[must_use]
    pub fn get(&self, on: &ItemVersion) -> Option<&Column> {
        Some(&self.list[*self.places.get(on)? as usize])
    }

    /// The column of a version, to write in.
    pub fn column(&mut self, on: &ItemVersion) -> &mut Column {
        let place = match self.places.get(on) {
            Some(place) => *place as usize,
            None => {
                Arc::make_mut(&mut self.places).insert(on.clone(), self.list.len() as u32);
                self.list.push(Arc::default());
                self.list.len() - 1
            }
        };
        Arc::make_mut(&mut self.list[place])
    }

    /// The columns in order of version.
    pub fn iter(&self) -> impl Iterator<Item = (&ItemVersion, &Column)> {
        self.places.iter().map(|(on, place)| (on, &*self.list[*place as usize]))
    }

    /// Every column that `wanted` holds for, to write in; the others stay shared.
    pub fn columns_where(
        &mut self,
        wanted: impl Fn(&Column) -> bool,
    ) -> impl Iterator<Item = &mut Column> {
        self.list.iter_mut().filter(move |column| wanted(column)).map(Arc::make_mut)
    }
}

/// Equal when every version has the same column; in which order they came does not matter.
impl PartialEq for Columns {
    fn eq(&self, other: &Columns) -> bool {
        self.iter().eq(other.iter())
    }
}
