//! k-means as the reference does it: from given clusters, until no centre moves by a hundredth.

use crate::analysis::opinion::points::{Point, square_distance};

/// Centres that moved less than this have settled.
const SETTLED: f64 = 0.01;

/// A cluster of points.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Its number, kept from tick to tick.
    pub id: usize,
    /// The weighted mean of its points.
    pub center: Point,
    /// The points in it, by key, in order of the data.
    pub members: Vec<usize>,
}

/// A point that is clustered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weighted {
    /// What members are known by.
    pub(super) key: usize,
    pub(super) at: Point,
    pub(super) weight: f64,
}

/// The first so many distinct points as clusters of their own.
pub(super) fn first_distinct(data: &[Weighted], k: usize) -> Vec<Cluster> {
    let mut distinct: Vec<Cluster> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for point in data {
        if distinct.len() == k {
            break;
        }
        if seen.insert(bits(point.at)) {
            let id = distinct.len();
            distinct.push(Cluster { id, center: point.at, members: vec![point.key] });
        }
    }
    distinct
}

/// A point as something that can be told from others; both zeros are one.
pub(super) fn bits(point: Point) -> [u64; 2] {
    point.map(|number| (number + 0.0).to_bits())
}

/// Moves clusters until their centres settle, or so many times.
pub(super) fn kmeans(data: &[Weighted], mut clusters: Vec<Cluster>, most: usize) -> Vec<Cluster> {
    for _ in 0..most {
        let before = sorted_centers(&clusters);
        step(data, &mut clusters);
        let after = sorted_centers(&clusters);
        let settled = before
            .iter()
            .zip(&after)
            .all(|(before, after)| square_distance(*before, *after) < SETTLED * SETTLED);
        if settled {
            break;
        }
    }
    clusters
}

fn sorted_centers(clusters: &[Cluster]) -> Vec<Point> {
    let mut centers: Vec<Point> = clusters.iter().map(|cluster| cluster.center).collect();
    centers.sort_by(|left, right| left[0].total_cmp(&right[0]).then(left[1].total_cmp(&right[1])));
    centers
}

/// Gives each point to its nearest centre, of equals the last; clusters without points go, the
/// others move to the mean of their points.
fn step(data: &[Weighted], clusters: &mut Vec<Cluster>) {
    let nearest = Nearest::new(clusters);
    clusters.iter_mut().for_each(|cluster| cluster.members.clear());
    let mut sums = vec![([0.0; 2], 0.0); clusters.len()];
    for point in data {
        let at = nearest.of(point.at);
        clusters[at].members.push(point.key);
        let (sum, weight) = &mut sums[at];
        *sum = [sum[0] + point.weight * point.at[0], sum[1] + point.weight * point.at[1]];
        *weight += point.weight;
    }
    for (cluster, (sum, weight)) in clusters.iter_mut().zip(sums) {
        if weight > 0.0 {
            cluster.center = sum.map(|sum| sum / weight);
        }
    }
    clusters.retain(|cluster| !cluster.members.is_empty());
}

/// Centres in order of their first coordinate: those too far along it need no look.
struct Nearest {
    sorted: Vec<(f64, f64, usize)>,
}

impl Nearest {
    fn new(clusters: &[Cluster]) -> Nearest {
        let mut sorted: Vec<_> = (clusters.iter().enumerate())
            .map(|(at, cluster)| (cluster.center[0], cluster.center[1], at))
            .collect();
        sorted.sort_by(|left, right| left.0.total_cmp(&right.0));
        Nearest { sorted }
    }

    fn of(&self, point: Point) -> usize {
        let start = self.sorted.partition_point(|center| center.0 < point[0]);
        let (mut best, mut at) = (f64::INFINITY, 0);
        let mut look = |&(x, y, place): &(f64, f64, usize)| {
            let along = x - point[0];
            if along * along > best {
                return false;
            }
            let distance = square_distance([x, y], point);
            if distance < best || (distance == best && place > at) {
                (best, at) = (distance, place);
            }
            true
        };
        let (mut lower, mut upper) = (start, start);
        loop {
            let up = upper < self.sorted.len() && look(&self.sorted[upper]);
            upper = if up { upper + 1 } else { self.sorted.len() };
            let down = lower > 0 && look(&self.sorted[lower - 1]);
            lower = if down { lower - 1 } else { 0 };
            if !up && !down {
                return at;
            }
        }
    }
}
