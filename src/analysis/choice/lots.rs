//! Where the lottery order decided: the options that ballots left equal, once for every time.

use crate::analysis::choice::lottery::Lottery;
use crate::analysis::choice::step::Step;

/// Options that the ballots left equal, two or more, in the order in which they came to stand.
pub type Lot = Vec<usize>;

/// The options of levels, best first, each level in lottery order; and the levels that needed it.
pub(super) fn in_order(levels: &[Vec<usize>], lottery: &Lottery) -> (Vec<usize>, Vec<Lot>) {
    let (mut ranking, mut lots) = (Vec::new(), Vec::new());
    for level in levels {
        let mut level = level.clone();
        level.sort_by_key(|option| lottery.place(*option));
        ranking.extend(&level);
        if level.len() > 1 {
            lots.push(level);
        }
    }
    (ranking, lots)
}

/// Options from best to worst as levels: neighbours that compare as equal share one, ascending.
pub(super) fn levels(
    best_first: &[usize],
    equal: impl Fn(usize, usize) -> bool,
) -> Vec<Vec<usize>> {
    let level = |level: &[usize]| {
        let mut level = level.to_vec();
        level.sort_unstable();
        level
    };
    best_first.chunk_by(|a, b| equal(*a, *b)).map(level).collect()
}

/// Every option for which a lot was needed, ascending.
pub(super) fn tied(lots: &[Lot]) -> Vec<usize> {
    let mut tied: Vec<usize> = lots.iter().flatten().copied().collect();
    tied.sort_unstable();
    tied.dedup();
    tied
}

/// What is told of the lots.
pub(super) fn steps(lots: &[Lot]) -> impl Iterator<Item = Step> {
    lots.iter().filter_map(|lot| Some(Step::lottery(*lot.first()?, lot.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_put_in_lottery_order_and_only_shared_ones_are_lots() {
        let lottery = Lottery::of_order(vec![2, 1, 3, 0]).unwrap();
        let levels = levels(&[3, 0, 1, 2], |a, b| a.min(b) > 0 || a + b == 3);
        assert_eq!(levels, [vec![0, 3], vec![1, 2]]);
        let (ranking, lots) = in_order(&[vec![0, 3], vec![1], vec![2]], &lottery);
        assert_eq!((ranking, lots.clone()), (vec![3, 0, 1, 2], vec![vec![3, 0]]));
        assert_eq!(tied(&lots), [0, 3]);
        assert_eq!(steps(&lots).collect::<Vec<_>>(), [Step::lottery(3, vec![3, 0])]);
    }
}
