//! Eigenvalues the slow and simple way.

/// The eigenvalues of a symmetric matrix, largest first, by turning pairs of axes until nothing is
/// left beside the diagonal (Jacobi 1846).
pub fn eigenvalues(mut a: Vec<Vec<f64>>) -> Vec<f64> {
    let size = a.len();
    for _ in 0..60 {
        for p in 0..size {
            for q in p + 1..size {
                if a[p][q].abs() < 1e-300 {
                    continue;
                }
                let ratio = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
                let tan = ratio.signum() / (ratio.abs() + ratio.hypot(1.0));
                let cos = 1.0 / tan.hypot(1.0);
                let sin = tan * cos;
                for row in &mut a {
                    (row[p], row[q]) = (cos * row[p] - sin * row[q], sin * row[p] + cos * row[q]);
                }
                let (above, below) = a.split_at_mut(q);
                for (above, below) in above[p].iter_mut().zip(&mut below[0]) {
                    (*above, *below) = (cos * *above - sin * *below, sin * *above + cos * *below);
                }
            }
        }
    }
    let mut values: Vec<f64> = (0..size).map(|at| a[at][at]).collect();
    values.sort_by(|left, right| right.total_cmp(left));
    values
}
