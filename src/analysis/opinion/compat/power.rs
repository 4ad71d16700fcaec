//! The reference's power iteration: one step and a hundred more at most, from the axes before.

use crate::analysis::opinion::conversation::{Principal, Work};
use crate::analysis::opinion::covariance::{Symmetric, dot};
use crate::analysis::opinion::krylov::{Eigen, norm};

/// The most steps for one axis.
const STEPS_MAX: usize = 101;

/// Finds two axes one after the other.
pub(super) struct Power<'a> {
    /// The statements that count.
    pub(super) order: &'a [usize],
    /// The number of all statements.
    pub(super) columns: usize,
    /// The axes before, over the statements of then.
    pub(super) before: Option<&'a [Vec<f64>; 2]>,
}

impl Work for Power<'_> {
    type Made = (Principal, [Vec<f64>; 2]);

    fn with(&self, matrix: &impl Symmetric) -> Self::Made {
        let mut found: Vec<Eigen> = Vec::new();
        let mut axes = [vec![0.0; self.columns], vec![0.0; self.columns]];
        for (at, axis) in axes.iter_mut().enumerate() {
            let before = self.before.map_or(&[][..], |before| &before[at]);
            let before = if before.iter().all(|number| *number == 0.0) { &[] } else { before };
            let start = self.order.iter().map(|column| before.get(*column).copied().unwrap_or(1.0));
            let eigen = iterate(matrix, start.collect(), &found);
            for (column, number) in self.order.iter().zip(&eigen.vector) {
                axis[*column] = *number;
            }
            found.push(eigen);
        }
        (Principal { trace: matrix.trace(), found }, axes)
    }
}

/// Multiplies a vector until it settles; what lies along the axes before is left out of the matrix.
/// Where nothing is left, there is no axis: it is zero.
fn iterate(matrix: &impl Symmetric, mut vector: Vec<f64>, before: &[Eigen]) -> Eigen {
    let deflate = |vector: &mut Vec<f64>| {
        for eigen in before {
            let along = dot(vector, &eigen.vector);
            vector.iter_mut().zip(&eigen.vector).for_each(|(own, axis)| *own -= along * axis);
        }
    };
    let mut value = 0.0;
    for _ in 0..STEPS_MAX {
        deflate(&mut vector);
        let mut image = matrix.times(&vector);
        deflate(&mut image);
        let length = norm(&image);
        if length == 0.0 {
            vector.fill(0.0);
            value = 0.0;
            break;
        }
        image.iter_mut().for_each(|number| *number /= length);
        let last = std::mem::replace(&mut value, length);
        vector = image;
        if last == length {
            break;
        }
    }
    Eigen { value, vector }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Variance along the first statement only.
    struct One;

    impl Symmetric for One {
        fn size(&self) -> usize {
            3
        }

        fn trace(&self) -> f64 {
            2.0
        }

        fn times(&self, vector: &[f64]) -> Vec<f64> {
            vec![2.0 * vector[0], 0.0, 0.0]
        }
    }

    #[test]
    fn where_nothing_is_left_there_is_no_axis_and_the_next_time_starts_anew() {
        let power = |before| Power { order: &[0, 1, 2], columns: 3, before }.with(&One);
        let (principal, axes) = power(None);
        assert_eq!(axes, [vec![1.0, 0.0, 0.0], vec![0.0; 3]]);
        assert_eq!(principal.found.iter().map(|eigen| eigen.value).collect::<Vec<_>>(), [2.0, 0.0]);
        assert_eq!(power(Some(&axes)).1, axes);
        assert_eq!(power(Some(&[vec![0.0; 3], vec![0.0; 3]])).1, axes);
    }
}
