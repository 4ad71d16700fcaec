//! Ids as small numbers, in order of first appearance.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

/// Numbers below this are found in a table, others in a map: a table of 16 MiB at most.
const TABLE_MAX: u64 = 1 << 22;
/// Digits of which every number fits in 64 bits.
const DIGITS_MAX: usize = 19;

/// Ids by place: as numbers where all of them are, which takes a fifth of the memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ids {
    /// All of them are whole numbers without leading zeros.
    Numbers(Vec<u64>),
    /// Some are something else.
    Texts(Vec<Box<str>>),
}

impl<'a> FromIterator<&'a str> for Ids {
    fn from_iter<I: IntoIterator<Item = &'a str>>(ids: I) -> Ids {
        let texts: Vec<&str> = ids.into_iter().collect();
        let numbers = texts.iter().map(|id| number(id.as_bytes())).collect::<Option<Vec<u64>>>();
        let as_texts = || Ids::Texts(texts.iter().map(|id| (*id).into()).collect());
        numbers.map_or_else(as_texts, Ids::Numbers)
    }
}

impl Default for Ids {
    fn default() -> Ids {
        Ids::Numbers(Vec::new())
    }
}

impl Ids {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Ids::Numbers(all) => all.len(),
            Ids::Texts(all) => all.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id at a place, as the file has it; `None` beyond the last.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<Cow<'_, str>> {
        match self {
            Ids::Numbers(all) => all.get(place).map(|number| Cow::Owned(number.to_string())),
            Ids::Texts(all) => all.get(place).map(|text| Cow::Borrowed(&**text)),
        }
    }

    /// All of them by place.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, str>> {
        (0..self.len()).filter_map(|place| self.get(place))
    }

    /// The places in order of the ids: of the numbers where all are numbers, else of the texts.
    #[must_use]
    pub fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).collect();
        match self {
            Ids::Numbers(all) => order.sort_unstable_by_key(|at| all[*at as usize]),
            Ids::Texts(all) => order.sort_unstable_by_key(|at| &all[*at as usize]),
        }
        order
    }

    /// The same ids in another order.
    #[must_use]
    pub fn reordered(&self, order: &[u32]) -> Ids {
        match self {
            Ids::Numbers(all) => Ids::Numbers(order.iter().map(|at| all[*at as usize]).collect()),
            Ids::Texts(all) => {
                Ids::Texts(order.iter().map(|at| all[*at as usize].clone()).collect())
            }
        }
    }

    fn push_number(&mut self, number: u64) {
        match self {
            Ids::Numbers(all) => all.push(number),
            Ids::Texts(all) => all.push(number.to_string().into()),
        }
    }

    fn push_text(&mut self, text: &str) {
        if let Ids::Numbers(all) = self {
            *self = Ids::Texts(all.iter().map(|number| number.to_string().into()).collect());
        }
        if let Ids::Texts(all) = self {
            all.push(text.into());
        }
    }
}

/// The number that an id is: digits without leading zeros, as many as fit.
#[must_use]
pub fn number(id: &[u8]) -> Option<u64> {
    let is_number = !id.is_empty() && id.len() <= DIGITS_MAX && (id.len() == 1 || id[0] != b'0');
    if !is_number {
        return None;
    }
    id.iter().try_fold(0_u64, |sum, byte| {
        byte.is_ascii_digit().then(|| sum * 10 + u64::from(byte - b'0'))
    })
}

/// Gives each new id the next number.
#[derive(Debug, Default)]
pub struct Interner {
    /// Place and one, by id; 0 for none.
    table: Vec<u32>,
    large: HashMap<u64, u32, Keyed>,
    texts: HashMap<Box<str>, u32, Keyed>,
    ids: Ids,
    max: usize,
}

impl Interner {
    /// One that takes so many ids.
    #[must_use]
    pub fn new(max: usize) -> Interner {
        Interner { max: max.min(u32::MAX as usize - 1), ..Interner::default() }
    }

    /// The place of a number; `None` when it is new and there is no room.
    #[inline]
    pub fn number(&mut self, id: u64) -> Option<u32> {
        match usize::try_from(id).ok().and_then(|id| self.table.get(id)) {
            Some(place) if *place > 0 => Some(place - 1),
            _ => self.other_number(id),
        }
    }

    fn new_place(&self) -> Option<u32> {
        if self.ids.len() >= self.max { None } else { u32::try_from(self.ids.len()).ok() }
    }

    #[inline(never)]
    fn other_number(&mut self, id: u64) -> Option<u32> {
        if id >= TABLE_MAX {
            if let Some(place) = self.large.get(&id) {
                return Some(*place);
            }
            let place = self.new_place()?;
            self.large.insert(id, place);
            self.ids.push_number(id);
            return Some(place);
        }
        let place = self.new_place()?;
        let at = usize::try_from(id).ok()?;
        if at >= self.table.len() {
            self.table.resize((at + 1).next_power_of_two().max(1 << 10), 0);
        }
        self.table[at] = place + 1;
        self.ids.push_number(id);
        Some(place)
    }

    /// The place of an id that is no number; `None` when it is new and there is no room.
    pub fn text(&mut self, id: &str) -> Option<u32> {
        if let Some(place) = self.texts.get(id) {
            return Some(*place);
        }
        let place = self.new_place()?;
        self.texts.insert(id.into(), place);
        self.ids.push_text(id);
        Some(place)
    }

    /// The place of any id; `None` when it is new and there is no room.
    pub fn any(&mut self, id: &str) -> Option<u32> {
        match number(id.as_bytes()) {
            Some(id) => self.number(id),
            None => self.text(id),
        }
    }

    /// The place of an id that was given one.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        let Some(id) = number(id.as_bytes()) else { return self.texts.get(id).copied() };
        if id >= TABLE_MAX {
            return self.large.get(&id).copied();
        }
        let place = usize::try_from(id).ok().and_then(|id| self.table.get(id));
        place.filter(|place| **place > 0).map(|place| place - 1)
    }

    /// The ids by place.
    #[must_use]
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// The ids by place, and nothing to find them by.
    #[must_use]
    pub fn into_ids(self) -> Ids {
        self.ids
    }
}

/// Hashes under a key of this run, so that no file can be made to collide.
#[derive(Debug, Clone)]
pub struct Keyed {
    key: u64,
}

impl Default for Keyed {
    fn default() -> Keyed {
        Keyed { key: RandomState::new().hash_one(0_u64) | 1 }
    }
}

impl BuildHasher for Keyed {
    type Hasher = Mixed;

    fn build_hasher(&self) -> Mixed {
        Mixed { key: self.key, hash: self.key }
    }
}

/// A hash on its way.
#[derive(Debug)]
pub struct Mixed {
    key: u64,
    hash: u64,
}

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.hash
    }

    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..part.len()].copy_from_slice(part);
            self.write_u64(u64::from_le_bytes(eight));
        }
    }

    fn write_u64(&mut self, number: u64) {
        let wide = u128::from(self.hash ^ number) * u128::from(self.key.rotate_left(29) | 1);
        self.hash = (wide as u64) ^ ((wide >> 64) as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_in_order_and_found_again() {
        let mut ids = Interner::new(10);
        let given = ["7", "0", "5000000000", "007", "jan", "7", "jan", "5000000000"];
        let places: Vec<_> = given.iter().map(|id| ids.any(id)).collect();
        assert_eq!(places, [0, 1, 2, 3, 4, 0, 4, 2].map(Some));
        for (place, id) in ["7", "0", "5000000000", "007", "jan"].into_iter().enumerate() {
            assert_eq!(ids.find(id), u32::try_from(place).ok());
            assert_eq!(ids.ids().get(place).as_deref(), Some(id));
        }
        assert_eq!((ids.find("8"), ids.find("07"), ids.find("9000000000")), (None, None, None));
    }

    #[test]
    fn numbers_are_kept_as_numbers() {
        let mut ids = Interner::new(10);
        assert_eq!((ids.any("3"), ids.any("4")), (Some(0), Some(1)));
        assert_eq!(ids.ids(), &Ids::Numbers(vec![3, 4]));
        assert_eq!(ids.ids().reordered(&[1, 0]), Ids::Numbers(vec![4, 3]));
    }

    #[test]
    fn numbers_are_in_order_of_size_where_all_are_numbers() {
        assert_eq!(["10", "9", "1"].into_iter().collect::<Ids>().order(), [2, 1, 0]);
        assert_eq!(["10", "9", "x", "1"].into_iter().collect::<Ids>().order(), [3, 0, 1, 2]);
    }

    #[test]
    fn one_more_than_fits_gets_no_place() {
        let mut ids = Interner::new(2);
        assert_eq!(
            ["1", "a", "2", "b", "5000000000"].map(|id| ids.any(id)).map(|p| p.is_some()),
            [true, true, false, false, false]
        );
        assert_eq!((ids.any("1"), ids.any("a")), (Some(0), Some(1)), "known ones are still found");
    }

    #[test]
    fn only_plain_digits_are_numbers() {
        assert_eq!(number(b"9999999999999999999"), Some(9_999_999_999_999_999_999));
        for id in ["", "01", "-1", "+1", "1.0", "10000000000000000000", "1e3", " 1"] {
            assert_eq!(number(id.as_bytes()), None, "{id}");
        }
    }
}
