//! Some of the parties, by place in the order of addition.

/// A set of parties. Copying one for ten thousand parties costs about a kilobyte.
#[derive(Debug, Clone, Default)]
pub struct PartySet {
    words: Vec<u64>,
    len: u32,
}

impl PartySet {
    /// Adds a party; `false` when it was there.
    pub fn insert(&mut self, party: u32) -> bool {
        let (word, bit) = (party as usize / 64, 1 << (party % 64));
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        let fresh = self.words[word] & bit == 0;
        self.words[word] |= bit;
        self.len += u32::from(fresh);
        fresh
    }

    /// Whether a party is in it.
    #[must_use]
    pub fn contains(&self, party: u32) -> bool {
        let word = self.words.get(party as usize / 64);
        word.is_some_and(|word| word & (1 << (party % 64)) != 0)
    }

    /// How many parties are in it.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether no party is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds all parties of another set.
    pub fn extend(&mut self, other: &PartySet) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (own, more) in self.words.iter_mut().zip(&other.words) {
            *own |= more;
        }
        self.len = self.words.iter().map(|word| word.count_ones()).sum();
    }

    /// Whether all parties of another set are in it.
    #[must_use]
    pub fn holds(&self, other: &PartySet) -> bool {
        let own = self.words.iter().copied().chain(std::iter::repeat(0));
        other.words.iter().zip(own).all(|(more, own)| more & !own == 0)
    }

    /// The parties, in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..).step_by(64).zip(&self.words).flat_map(|(first, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(first + bit)
            })
        })
    }
}

impl FromIterator<u32> for PartySet {
    fn from_iter<I: IntoIterator<Item = u32>>(parties: I) -> PartySet {
        let mut set = PartySet::default();
        for party in parties {
            set.insert(party);
        }
        set
    }
}

/// Two are equal when they hold the same parties, however long their lists of words are.
impl PartialEq for PartySet {
    fn eq(&self, other: &PartySet) -> bool {
        self.len == other.len && self.holds(other)
    }
}

impl Eq for PartySet {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_gives_back_what_was_put_in_at_the_borders_of_words() {
        let places = [0, 1, 63, 64, 127, 128, 9_999];
        let mut set: PartySet = places.into_iter().rev().collect();
        assert!(set.iter().eq(places));
        assert_eq!((set.len(), set.insert(64), set.insert(65), set.len()), (7, false, true, 8));
        assert!(set.contains(9_999) && !set.contains(10_000) && !set.contains(2));
        assert!(PartySet::default().is_empty());
    }

    #[test]
    fn what_a_set_holds_does_not_depend_on_its_length() {
        let (short, long): (PartySet, PartySet) =
            ([3].into_iter().collect(), [3, 700].into_iter().collect());
        assert!(long.holds(&short) && !short.holds(&long) && short != long);
        let mut both = short.clone();
        both.extend(&long);
        assert_eq!((&both, both.len()), (&long, 2));
        both.extend(&short);
        assert_eq!(both, long);
    }
}
