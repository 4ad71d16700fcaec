//! All eigenvalues and vectors of a small symmetric matrix: Householder's reflections to three
//! diagonals, then implicit QL steps (Golub and Van Loan, Matrix Computations, sections 8.3.1 and
//! 8.3.3; Martin, Reinsch and Wilkinson 1968).

use crate::analysis::opinion::covariance::dot;
use crate::analysis::opinion::krylov::Eigen;

/// After so many steps for one eigenvalue it is taken as it is; three are usual.
const STEPS_MAX: usize = 60;

/// The eigenvalues, largest first. Only the mean of both triangles counts.
pub(super) fn eigen(matrix: &[Vec<f64>]) -> Vec<Eigen> {
    let size = matrix.len();
    let cell = |row: usize, at: usize| (matrix[row][at] + matrix[at][row]) / 2.0;
    let mut a: Vec<Vec<f64>> =
        (0..size).map(|row| (0..size).map(|at| cell(row, at)).collect()).collect();
    let mut vectors: Vec<Vec<f64>> =
        (0..size).map(|row| (0..size).map(|at| f64::from(row == at)).collect()).collect();
    reduce(&mut a, &mut vectors);
    let mut diagonal: Vec<f64> = (0..size).map(|at| a[at][at]).collect();
    let mut beside: Vec<f64> = (1..size).map(|at| a[at][at - 1]).chain([0.0]).collect();
    for at in 0..size {
        settle(&mut diagonal, &mut beside, &mut vectors, at);
    }
    let pairs = diagonal.into_iter().zip(vectors);
    let mut found: Vec<Eigen> = pairs.map(|(value, vector)| Eigen { value, vector }).collect();
    found.sort_by(|left, right| right.value.total_cmp(&left.value));
    found
}

/// Makes everything zero but three diagonals; the rows of `vectors` turn along.
fn reduce(a: &mut [Vec<f64>], vectors: &mut [Vec<f64>]) {
    let size = a.len();
    for column in 0..size.saturating_sub(2) {
        let mut mirror: Vec<f64> = (column + 1..size).map(|row| a[row][column]).collect();
        let length = dot(&mirror, &mirror).sqrt();
        if length == 0.0 {
            continue;
        }
        mirror[0] += if mirror[0] < 0.0 { -length } else { length };
        let share = 2.0 / dot(&mirror, &mirror);
        let below = column + 1;
        let turned: Vec<f64> =
            a[below..].iter().map(|row| share * dot(&row[below..], &mirror)).collect();
        let along = share / 2.0 * dot(&mirror, &turned);
        let shift: Vec<f64> =
            turned.iter().zip(&mirror).map(|(turned, mirror)| turned - along * mirror).collect();
        for (row, (own_mirror, own_shift)) in a[below..].iter_mut().zip(mirror.iter().zip(&shift)) {
            for (cell, (mirror, shift)) in row[below..].iter_mut().zip(mirror.iter().zip(&shift)) {
                *cell -= own_mirror * shift + own_shift * mirror;
            }
        }
        // The reflection leaves of this column its length, on the other side.
        let left = -length * if mirror[0] < 0.0 { -1.0 } else { 1.0 };
        a[below][column] = left;
        a[column][below] = left;
        let mut sum = vec![0.0; size];
        for (vector, mirror) in vectors[below..].iter().zip(&mirror) {
            sum.iter_mut().zip(vector).for_each(|(sum, number)| *sum += mirror * number);
        }
        for (vector, mirror) in vectors[below..].iter_mut().zip(&mirror) {
            let share = share * mirror;
            vector.iter_mut().zip(&sum).for_each(|(number, sum)| *number -= share * sum);
        }
    }
}

/// Makes the number beside one of the diagonal vanish.
fn settle(diagonal: &mut [f64], beside: &mut [f64], vectors: &mut [Vec<f64>], at: usize) {
    for _ in 0..STEPS_MAX {
        let small = |place: &usize| {
            let sum = diagonal[*place].abs() + diagonal[*place + 1].abs();
            beside[*place].abs() <= f64::EPSILON / 2.0 * sum
        };
        let last = (at..diagonal.len() - 1).find(small).unwrap_or(diagonal.len() - 1);
        if last == at {
            return;
        }
        // The eigenvalue of the leading two by two block that is nearer to its corner.
        let half = (diagonal[at + 1] - diagonal[at]) / (2.0 * beside[at]);
        let root = libm::hypot(half, 1.0);
        let root = if half < 0.0 { -root } else { root };
        let mut bulge = diagonal[last] - diagonal[at] + beside[at] / (half + root);
        let (mut sin, mut cos, mut moved) = (1.0, 1.0, 0.0);
        let mut broken = false;
        for place in (at..last).rev() {
            let (over, under) = (sin * beside[place], cos * beside[place]);
            let length = libm::hypot(over, bulge);
            beside[place + 1] = length;
            if length == 0.0 {
                diagonal[place + 1] -= moved;
                beside[last] = 0.0;
                broken = true;
                break;
            }
            (sin, cos) = (over / length, bulge / length);
            let shifted = diagonal[place + 1] - moved;
            let change = (diagonal[place] - shifted) * sin + 2.0 * cos * under;
            moved = sin * change;
            diagonal[place + 1] = shifted + moved;
            bulge = cos * change - under;
            turn(vectors, place, sin, cos);
        }
        if !broken {
            diagonal[at] -= moved;
            beside[at] = bulge;
            beside[last] = 0.0;
        }
    }
}

/// Turns two neighbouring vectors.
fn turn(vectors: &mut [Vec<f64>], place: usize, sin: f64, cos: f64) {
    let (left, right) = vectors.split_at_mut(place + 1);
    for (lower, upper) in left[place].iter_mut().zip(&mut right[0]) {
        (*lower, *upper) = (cos * *lower - sin * *upper, sin * *lower + cos * *upper);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_is_put_together_again_from_what_was_found() {
        let mut state = 7u64;
        let mut draw = || {
            state = crate::analysis::permutation::mix(state);
            (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
        };
        for size in 1..24 {
            let mut a = vec![vec![0.0; size]; size];
            for (row, at) in (0..size).flat_map(|row| (0..=row).map(move |at| (row, at))) {
                // Some zeros between them.
                let cell = if (row + at) % 5 == 4 { 0.0 } else { draw() };
                (a[row][at], a[at][row]) = (cell, cell);
            }
            let found = eigen(&a);
            assert!(found.windows(2).all(|pair| pair[0].value >= pair[1].value));
            for (row, cells) in a.iter().enumerate() {
                for (at, cell) in cells.iter().enumerate() {
                    let made: f64 = (found.iter())
                        .map(|eigen| eigen.value * eigen.vector[row] * eigen.vector[at])
                        .sum();
                    assert!((made - cell).abs() < 1e-13, "{size}: {made} {cell}");
                }
            }
        }
    }

    #[test]
    fn equal_eigenvalues_have_vectors_at_right_angles() {
        let mut a = vec![vec![0.0; 4]; 4];
        (0..4).for_each(|at| a[at][at] = [2.0, 1.0, 2.0, 0.0][at]);
        let found = eigen(&a);
        assert_eq!(found.iter().map(|eigen| eigen.value).collect::<Vec<_>>(), [2.0, 2.0, 1.0, 0.0]);
        assert_eq!(dot(&found[0].vector, &found[1].vector), 0.0);
    }
}
