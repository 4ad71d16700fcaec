//! Ranks within a row: the least value first, equals sharing the mean of their ranks.

/// Twice the mean rank (1 for the least) of each value, so that a rank shared by two is whole; the
/// sum is always n(n + 1).
pub(crate) fn doubled_midranks<T: Ord>(values: &[T]) -> Vec<i64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|one, other| values[*one].cmp(&values[*other]));
    let mut ranks = vec![0; values.len()];
    let mut before = 0;
    for tied in order.chunk_by(|one, other| values[*one] == values[*other]) {
        let (first, last) = (before + 1, before + tied.len());
        tied.iter().for_each(|place| ranks[*place] = (first + last) as i64);
        before = last;
    }
    ranks
}

/// How many values share each rank: the sizes of the groups of equals, in order of rank.
pub(crate) fn ties(doubled_ranks: &[i64]) -> Vec<usize> {
    let mut ranks = doubled_ranks.to_vec();
    ranks.sort_unstable();
    ranks.chunk_by(|one, other| one == other).map(<[i64]>::len).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_share_the_mean_of_their_ranks() {
        assert_eq!(doubled_midranks(&[30, 10, 20]), [6, 2, 4]);
        assert_eq!(doubled_midranks(&[1, 5, 5, 9]), [2, 5, 5, 8]);
        assert_eq!(doubled_midranks(&[7, 7, 7]), [4, 4, 4]);
        assert_eq!(doubled_midranks::<i32>(&[]), [0_i64; 0]);
        assert_eq!(ties(&[2, 5, 5, 8]), [1, 2, 1]);
    }
}
