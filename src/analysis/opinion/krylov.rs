//! The largest eigenvalues of a symmetric matrix with their vectors, by products of the matrix with
//! vectors only: a block Lanczos method in which every new vector is made orthogonal to all before
//! it (Golub and Van Loan, Matrix Computations, chapter 10), restarted with what was found when the
//! space grows too large (Wu and Simon 2000). It starts from as many fixed vectors as are wanted,
//! so that eigenvalues that are equal are all found; which vectors then span their space follows
//! from the start vectors.

use crate::analysis::opinion::covariance::{Symmetric, dot};
use crate::analysis::opinion::small;
use crate::analysis::permutation::mix;

/// An eigenvalue and its vector, of length 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Eigen {
    pub(super) value: f64,
    pub(super) vector: Vec<f64>,
}

/// How far from an eigenvector a vector may be: of its product with the matrix, the part that is
/// not a multiple of it, beside the largest eigenvalue.
const RESIDUAL_MAX: f64 = 1e-12;

/// After so many products what is there is taken as it is.
const PRODUCTS_MAX: usize = 600;

/// The numbers that all vectors of the space may hold together: 256 MiB with their products.
const SPACE_MAX: usize = 1 << 24;

/// The largest eigenvalues, largest first: as many as wanted, or as the matrix has rows.
pub(super) fn largest(matrix: &impl Symmetric, wanted: usize) -> Vec<Eigen> {
    largest_within(matrix, wanted, SPACE_MAX)
}

/// The same, with vectors that hold at most so many numbers together, or four for each wanted.
fn largest_within(matrix: &impl Symmetric, wanted: usize, space_max: usize) -> Vec<Eigen> {
    let size = matrix.size();
    let wanted = wanted.min(size);
    if wanted == 0 {
        return Vec::new();
    }
    let most = (space_max / size).clamp(4 * wanted, 64.max(4 * wanted)).min(size);
    let mut space = Space::default();
    space.start(size, wanted);
    let mut next_check = (2 * wanted + 8).min(size);
    // When it was looked at last, and by how many powers of ten it was not good enough.
    let mut before = None;
    for product in 1.. {
        if space.images.len() == space.basis.len() {
            // The space holds its own products: a direction that is not in it goes on.
            space.start(size, 1);
        }
        let image = matrix.times(&space.basis[space.images.len()]);
        space.extend(image, most);
        let spanned = space.images.len();
        // The products of the last vectors are the directions in which it goes on: when there is no
        // room for those of more, it is time.
        let full = most < size && spanned + wanted >= most;
        if spanned < next_check && spanned < size && !full {
            continue;
        }
        let rotation = small::eigen(&space.inner);
        let found = space.best(&rotation, wanted);
        let worst = found.iter().map(|(_, residual)| *residual).fold(0.0, f64::max);
        let largest = found.first().map_or(0.0, |(eigen, _)| eigen.value.abs());
        let settled = worst <= RESIDUAL_MAX * largest;
        if settled || spanned == size || product >= PRODUCTS_MAX {
            return found.into_iter().map(|(eigen, _)| eigen).collect();
        }
        let left = libm::log10(worst / (RESIDUAL_MAX * largest));
        if full {
            space.restart(&rotation, (2 * wanted + 4).min(most / 2));
            next_check = space.images.len() + 8;
        } else {
            next_check = spanned + wait(before, (spanned, left));
        }
        before = Some((spanned, left)).filter(|_| !full);
    }
    unreachable!("the number of products has an end")
}

/// After how many products to look again: what is left shrinks about equally with each.
fn wait(before: Option<(usize, f64)>, (spanned, left): (usize, f64)) -> usize {
    const WAIT: usize = 6;
    let Some((then, had)) = before.filter(|(_, had)| *had > left) else { return WAIT };
    let each = (had - left) / (spanned - then) as f64;
    ((left / each).ceil() as usize).clamp(1, WAIT + 2)
}

/// The vectors found so far, at right angles, with the products of the first of them.
#[derive(Default)]
struct Space {
    basis: Vec<Vec<f64>>,
    images: Vec<Vec<f64>>,
    /// The inner products of basis and images, row by row.
    inner: Vec<Vec<f64>>,
    /// The length of the longest product.
    scale: f64,
    /// How many start vectors were used.
    starts: u64,
}

impl Space {
    /// Adds so many start vectors, those left out that hardly differ from what is there.
    fn start(&mut self, size: usize, count: usize) {
        let goal = (self.basis.len() + count).min(size);
        while self.basis.len() < goal {
            self.starts += 1;
            self.push(start(size, self.starts));
        }
    }

    /// Adds a vector at right angles to all others; one that hardly differs from what they span is
    /// left out.
    fn push(&mut self, mut vector: Vec<f64>) {
        let before = norm(&vector);
        self.reduce(&mut vector);
        self.reduce(&mut vector);
        let left = norm(&vector);
        if left > 1e-10 * before.max(1e-3 * self.scale) && left > 0.0 {
            vector.iter_mut().for_each(|number| *number /= left);
            self.basis.push(vector);
        }
    }

    fn reduce(&self, vector: &mut [f64]) {
        for other in &self.basis {
            let along = dot(other, vector);
            vector.iter_mut().zip(other).for_each(|(number, other)| *number -= along * other);
        }
    }

    /// Takes the product of the next vector, and what is new in it as another vector.
    fn extend(&mut self, image: Vec<f64>, most: usize) {
        let at = self.images.len();
        self.scale = self.scale.max(norm(&image));
        let column: Vec<f64> = self.basis[..=at].iter().map(|other| dot(other, &image)).collect();
        for (row, along) in self.inner.iter_mut().zip(&column) {
            row.push(*along);
        }
        self.inner.push(column);
        if self.basis.len() < most {
            self.push(image.clone());
        }
        self.images.push(image);
    }

    /// The best approximations, largest first, each with its residual.
    fn best(&self, rotation: &[Eigen], wanted: usize) -> Vec<(Eigen, f64)> {
        let made = rotation.iter().take(wanted).map(|Eigen { value, vector: shares }| {
            let mut vector = combine(&self.basis, shares);
            let mut image = combine(&self.images, shares);
            let length = norm(&vector);
            vector.iter_mut().for_each(|number| *number /= length);
            image.iter_mut().zip(&vector).for_each(|(number, own)| *number -= value * own);
            (Eigen { value: *value, vector }, norm(&image))
        });
        made.collect()
    }

    /// Keeps the best approximations and what was not multiplied yet.
    fn restart(&mut self, rotation: &[Eigen], keep: usize) {
        let kept = &rotation[..keep.min(rotation.len())];
        let open = self.basis.split_off(self.images.len());
        let basis = kept.iter().map(|eigen| combine(&self.basis, &eigen.vector)).collect();
        let images = kept.iter().map(|eigen| combine(&self.images, &eigen.vector)).collect();
        (self.basis, self.images) = (basis, images);
        self.inner = (0..kept.len())
            .map(|row| {
                let of = |column: usize| if row == column { kept[row].value } else { 0.0 };
                (0..kept.len()).map(of).collect()
            })
            .collect();
        for vector in open {
            self.push(vector);
        }
    }
}

/// The sum of vectors in these shares.
fn combine(vectors: &[Vec<f64>], shares: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; vectors.first().map_or(0, Vec::len)];
    for (vector, share) in vectors.iter().zip(shares) {
        sum.iter_mut().zip(vector).for_each(|(sum, number)| *sum += share * number);
    }
    sum
}

pub(super) fn norm(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}

/// The numbered start vector: no eigenvector of real votes is at right angles to it.
fn start(size: usize, number: u64) -> Vec<f64> {
    let mut state = number << 32;
    let mut draw = || {
        state += 1;
        (mix(state) >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    };
    (0..size).map(|_| draw()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A symmetric matrix of numbers.
    struct Plain(Vec<Vec<f64>>);

    impl Symmetric for Plain {
        fn size(&self) -> usize {
            self.0.len()
        }

        fn trace(&self) -> f64 {
            (0..self.0.len()).map(|at| self.0[at][at]).sum()
        }

        fn times(&self, vector: &[f64]) -> Vec<f64> {
            self.0.iter().map(|row| dot(row, vector)).collect()
        }
    }

    /// Products of so many random vectors with themselves: a covariance of that rank.
    fn covariance(size: usize, rank: usize, seed: u64) -> Plain {
        let vectors: Vec<Vec<f64>> =
            (0..rank as u64).map(|at| start(size, seed * 1_000 + at + 50)).collect();
        let cell = |row: usize, at: usize| vectors.iter().map(|v| v[row] * v[at]).sum();
        Plain((0..size).map(|row| (0..size).map(|at| cell(row, at)).collect()).collect())
    }

    fn found_right(matrix: &Plain, found: &[Eigen]) {
        let all = small::eigen(&matrix.0);
        for (own, expected) in found.iter().zip(&all) {
            let largest = all[0].value.max(1e-300);
            assert!(
                (own.value - expected.value).abs() < 1e-10 * largest,
                "{} {}",
                own.value,
                expected.value
            );
            let image = matrix.times(&own.vector);
            let off = image.iter().zip(&own.vector).map(|(i, v)| (i - own.value * v).powi(2));
            assert!(off.sum::<f64>().sqrt() < 1e-9 * largest);
            assert!((norm(&own.vector) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_largest_are_found_in_a_space_that_is_restarted() {
        for (size, rank) in [(1, 1), (2, 5), (3, 1), (30, 4), (60, 90), (150, 40)] {
            let matrix = covariance(size, rank, size as u64);
            for space in [0, 20 * size, SPACE_MAX] {
                let found = largest_within(&matrix, 2, space);
                assert_eq!(found.len(), size.min(2));
                found_right(&matrix, &found);
            }
        }
    }

    #[test]
    fn equal_eigenvalues_are_all_found() {
        let mut matrix = covariance(40, 3, 9);
        // Two blocks that are the same.
        let one = matrix.0.clone();
        let row = |row: usize| {
            let at = |at: usize| if row / 40 == at / 40 { one[row % 40][at % 40] } else { 0.0 };
            (0..80).map(at).collect()
        };
        matrix.0 = (0..80).map(row).collect();
        for space in [0, SPACE_MAX] {
            let found = largest_within(&matrix, 2, space);
            found_right(&matrix, &found);
            assert!((found[0].value - found[1].value).abs() < 1e-10 * found[0].value);
            assert!(dot(&found[0].vector, &found[1].vector).abs() < 1e-9);
        }
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert!(largest(&Plain(Vec::new()), 2).is_empty());
        let zero = largest(&Plain(vec![vec![0.0; 9]; 9]), 2);
        assert!(zero.iter().all(|eigen| eigen.value == 0.0 && norm(&eigen.vector) > 0.99));
    }
}
