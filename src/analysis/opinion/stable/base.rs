//! Base clusters: people close to each other, by halving what is spread most.

use crate::analysis::opinion::points::Point;
use crate::analysis::opinion::stable::Base;
use crate::analysis::opinion::stable::spots::Spot;

/// The most base clusters.
const BASE_MAX: usize = 100;

/// Some spots, with how far they are spread.
struct Part {
    spots: Vec<Spot>,
    center: Point,
    weight: f64,
    /// The sums of squares and products of the distances from the middle.
    spread: [f64; 3],
}

impl Part {
    fn new(spots: Vec<Spot>) -> Part {
        let weight: f64 = spots.iter().map(|spot| spot.weight).sum();
        let mean = |axis: usize| -> f64 {
            spots.iter().map(|spot| spot.weight * spot.at[axis]).sum::<f64>() / weight
        };
        let center = match spots.as_slice() {
            [one] => one.at,
            _ => [mean(0), mean(1)],
        };
        let mut spread = [0.0; 3];
        for spot in &spots {
            let [x, y] = [spot.at[0] - center[0], spot.at[1] - center[1]];
            for (sum, product) in spread.iter_mut().zip([x * x, x * y, y * y]) {
                *sum += spot.weight * product;
            }
        }
        Part { spots, center, weight, spread }
    }

    fn squares(&self) -> f64 {
        if self.spots.len() == 1 { 0.0 } else { self.spread[0] + self.spread[2] }
    }

    /// Halves it at its middle, across the direction in which it is spread most.
    fn halve(self) -> [Part; 2] {
        let [xx, xy, yy] = self.spread;
        let half = (xx - yy) / 2.0;
        let root = (half * half + xy * xy).sqrt();
        // The direction of the larger eigenvalue of [[xx, xy], [xy, yy]].
        let direction = match half >= 0.0 {
            true => [half + root, xy],
            false => [xy, root - half],
        };
        let direction = if root > 0.0 { direction } else { [1.0, 0.0] };
        let center = self.center;
        let along = |spot: &Spot| {
            (spot.at[0] - center[0]) * direction[0] + (spot.at[1] - center[1]) * direction[1]
        };
        let (mut lower, mut upper): (Vec<Spot>, Vec<Spot>) =
            self.spots.into_iter().partition(|spot| along(spot) < 0.0);
        // Rounding can leave all on one side.
        if lower.is_empty() {
            lower.push(upper.remove(0));
        } else if upper.is_empty() {
            upper.extend(lower.pop());
        }
        [Part::new(lower), Part::new(upper)]
    }
}

/// At most a hundred clusters, in the order of their places.
pub(super) fn split(spots: Vec<Spot>) -> Vec<Base> {
    if spots.is_empty() {
        return Vec::new();
    }
    let mut parts = vec![Part::new(spots)];
    while parts.len() < BASE_MAX {
        let mut widest = (0.0, None);
        for (at, part) in parts.iter().enumerate() {
            if part.squares() > widest.0 {
                widest = (part.squares(), Some(at));
            }
        }
        let Some(at) = widest.1 else { break };
        let [lower, upper] = parts.swap_remove(at).halve();
        parts.extend([lower, upper]);
    }
    let base = |part: &Part| Base {
        center: part.center,
        weight: part.weight,
        people: part.spots.iter().map(|spot| spot.people).sum(),
        group: 0,
    };
    let mut bases: Vec<Base> = parts.iter().map(base).collect();
    bases.sort_by(|left, right| {
        let (left, right) = (left.center, right.center);
        left[0].total_cmp(&right[0]).then(left[1].total_cmp(&right[1]))
    });
    bases
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(x: f64, y: f64, people: u64) -> Spot {
        Spot { at: [x, y], weight: people as f64, people }
    }

    #[test]
    fn a_few_spots_are_a_cluster_each() {
        let spots: Vec<Spot> = (0..30).map(|at| spot(f64::from(at), 0.0, 2)).collect();
        let base = split(spots.clone());
        assert_eq!(base.len(), 30);
        assert!(base.iter().zip(&spots).all(|(base, spot)| base.center == spot.at));
        assert!(split(Vec::new()).is_empty());
    }

    #[test]
    fn many_spots_are_a_hundred_clusters_of_everybody() {
        let mut spots: Vec<Spot> = (0..40)
            .flat_map(|x| (0..40).map(move |y| spot(f64::from(x), f64::from(y * y), 3)))
            .collect();
        spots.sort_by(|left, right| left.at[0].total_cmp(&right.at[0]));
        let base = split(spots);
        assert_eq!(base.len(), BASE_MAX);
        assert_eq!(base.iter().map(|base| base.people).sum::<u64>(), 4_800);
        assert!(base.windows(2).all(|pair| pair[0].center[0] <= pair[1].center[0]));
    }
}
