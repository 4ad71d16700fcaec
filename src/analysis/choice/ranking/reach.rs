//! Who stands above whom through a chain of locked defeats, one bit a pair.

/// The transitive closure of what was locked so far. It holds no circle as long as nothing is
/// locked over what reaches it.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    words: usize,
    /// For each option, those below it.
    below: Vec<u64>,
    /// For each option, those above it.
    above: Vec<u64>,
}

impl Reach {
    /// Of this many options, none above another.
    pub(super) fn new(options: usize) -> Reach {
        let words = options.div_ceil(64);
        let none = vec![0; words * options];
        Reach { words, below: none.clone(), above: none }
    }

    /// Whether a chain of locked defeats leads from a to b.
    pub(super) fn reaches(&self, a: usize, b: usize) -> bool {
        self.below[a * self.words + b / 64] >> (b % 64) & 1 == 1
    }

    /// How many options are below this one.
    pub(super) fn count_below(&self, option: usize) -> u32 {
        self.row(&self.below, option).iter().map(|word| word.count_ones()).sum()
    }

    /// Both options, and those on a chain from the one to the other, ascending.
    pub(super) fn between(&self, top: usize, bottom: usize) -> Vec<u64> {
        let words = self.row(&self.below, top).iter().zip(self.row(&self.above, bottom));
        let mut between: Vec<u64> = words.map(|(below, above)| below & above).collect();
        [top, bottom].into_iter().for_each(|option| set(&mut between, option));
        between
    }

    /// Puts a above b, where b does not reach a. A row is written only where it gains a bit, so
    /// that all calls together write each row at most once for each option.
    pub(super) fn lock(&mut self, a: usize, b: usize) {
        if self.reaches(a, b) {
            return;
        }
        let mut down = self.row(&self.below, b).to_vec();
        set(&mut down, b);
        let mut up = self.row(&self.above, a).to_vec();
        set(&mut up, a);
        let new_up = without(&up, self.row(&self.above, b));
        let new_down = without(&down, self.row(&self.below, a));
        for option in bits(&new_up) {
            add(&mut self.below[option * self.words..][..self.words], &down);
        }
        for option in bits(&new_down) {
            add(&mut self.above[option * self.words..][..self.words], &up);
        }
    }

    fn row<'a>(&self, rows: &'a [u64], option: usize) -> &'a [u64] {
        &rows[option * self.words..][..self.words]
    }
}

fn set(row: &mut [u64], option: usize) {
    row[option / 64] |= 1 << (option % 64);
}

fn without(row: &[u64], other: &[u64]) -> Vec<u64> {
    row.iter().zip(other).map(|(word, other)| word & !other).collect()
}

/// Adds the options of one row to another.
pub(super) fn add(row: &mut [u64], more: &[u64]) {
    row.iter_mut().zip(more).for_each(|(word, more)| *word |= more);
}

/// The options of a row, ascending.
pub(super) fn bits(row: &[u64]) -> impl Iterator<Item = usize> {
    row.iter().enumerate().flat_map(|(at, word)| {
        let next = |word: &u64| Some(word & word.wrapping_sub(1)).filter(|rest| *rest != 0);
        let words = std::iter::successors(Some(*word).filter(|word| *word != 0), next);
        words.map(move |word| at * 64 + word.trailing_zeros() as usize)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_grow_from_both_ends() {
        let mut reach = Reach::new(130);
        reach.lock(0, 64);
        reach.lock(100, 129);
        assert!(!reach.reaches(0, 129));
        reach.lock(64, 100);
        reach.lock(0, 1);
        assert!(reach.reaches(0, 129) && reach.reaches(64, 129) && !reach.reaches(129, 0));
        assert_eq!((reach.count_below(0), reach.count_below(129)), (4, 0));
        assert_eq!(bits(&reach.between(0, 100)).collect::<Vec<_>>(), [0, 64, 100]);
    }
}
