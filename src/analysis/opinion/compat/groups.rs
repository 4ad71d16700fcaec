//! Groups of base clusters, and how many of them.

use crate::analysis::opinion::compat::kmeans::{Cluster, Weighted, bits, first_distinct, kmeans};
use crate::analysis::opinion::points::{Point, distance, square_distance};

/// The most base clusters.
pub const BASE_MAX: usize = 100;

/// How often base clusters move, and groups.
const BASE_MOVES: usize = 100;
const GROUP_MOVES: usize = 20;

/// The most groups that are tried.
pub const GROUPS_MAX: usize = 5;

/// Two points of a cluster are equally far from its centre, of which rounding makes a little less.
const TIE: f64 = 1.0 - 1e-9;

/// How often a number of groups must be the best one in a row before it is taken over.
const STEADY: usize = 4;

/// The largest number of groups that is tried for so many base clusters.
#[must_use]
pub fn max_groups(base: usize) -> usize {
    GROUPS_MAX.min(2 + base / 12)
}

/// Clusters the participants, starting from those of the tick before.
pub(super) fn base_clusters(data: &[Weighted], before: Option<&[Cluster]>) -> Vec<Cluster> {
    clustered(data, before, BASE_MAX, BASE_MOVES)
}

/// Clusters the base clusters into so many groups, starting from those of the tick before.
pub(super) fn groups(data: &[Weighted], before: Option<&[Cluster]>, k: usize) -> Vec<Cluster> {
    clustered(data, before, k, GROUP_MOVES)
}

fn clustered(
    data: &[Weighted],
    before: Option<&[Cluster]>,
    k: usize,
    moves: usize,
) -> Vec<Cluster> {
    let start = match before {
        Some(before) => clean_start(data, before, k),
        None => first_distinct(data, k),
    };
    kmeans(data, start, moves)
}

/// The clusters of the tick before, on today's points: gone members and empty clusters dropped,
/// those at one place made one, and new ones at the points farthest from all centres.
fn clean_start(data: &[Weighted], before: &[Cluster], k: usize) -> Vec<Cluster> {
    let by_key: std::collections::BTreeMap<usize, &Weighted> =
        data.iter().map(|point| (point.key, point)).collect();
    let mut clusters: Vec<Cluster> =
        before.iter().filter_map(|cluster| recenter(cluster, &by_key)).collect();
    clusters = merged(clusters);
    let distinct = {
        let mut places: Vec<[u64; 2]> = data.iter().map(|point| bits(point.at)).collect();
        places.sort_unstable();
        places.dedup();
        places.len()
    };
    while clusters.len() < k.min(distinct) {
        let mut farthest: Option<(f64, &Weighted)> = None;
        for point in data {
            let nearest = |cluster: &Cluster| square_distance(cluster.center, point.at);
            let near = clusters.iter().map(nearest).fold(f64::INFINITY, f64::min);
            if farthest.is_none_or(|(most, _)| near >= most * TIE) {
                farthest = Some((near, point));
            }
        }
        let Some((_, point)) = farthest else { break };
        // It leaves the cluster it was in.
        for cluster in &mut clusters {
            cluster.members.retain(|member| *member != point.key);
        }
        clusters = clusters.iter().filter_map(|cluster| recenter(cluster, &by_key)).collect();
        let id = clusters.iter().map(|cluster| cluster.id + 1).max().unwrap_or(0);
        clusters.push(Cluster { id, center: point.at, members: vec![point.key] });
    }
    clusters
}

/// A cluster at the mean of where its members are now; `None` when all are gone.
fn recenter(
    cluster: &Cluster,
    data: &std::collections::BTreeMap<usize, &Weighted>,
) -> Option<Cluster> {
    let members: Vec<usize> =
        cluster.members.iter().copied().filter(|key| data.contains_key(key)).collect();
    let weight: f64 = members.iter().map(|key| data[key].weight).sum();
    if members.is_empty() || weight <= 0.0 {
        return None;
    }
    let sum = |axis: usize| -> f64 {
        members.iter().map(|key| data[key].weight * data[key].at[axis]).sum()
    };
    let center: Point = [sum(0) / weight, sum(1) / weight];
    Some(Cluster { id: cluster.id, center, members })
}

/// Clusters at exactly the same place as one, with the id of the larger, of equals the later.
fn merged(clusters: Vec<Cluster>) -> Vec<Cluster> {
    let mut kept: Vec<Cluster> = Vec::new();
    for cluster in clusters {
        let same = |other: &&mut Cluster| bits(other.center) == bits(cluster.center);
        match kept.iter_mut().find(same) {
            Some(other) => {
                if cluster.members.len() >= other.members.len() {
                    other.id = cluster.id;
                }
                other.members.extend(cluster.members);
            }
            None => kept.push(cluster),
        }
    }
    kept
}

/// The mean silhouette of base clusters in groups (Rousseeuw 1987), each counting once; 0 for one
/// that is a group by itself.
#[must_use]
pub fn silhouette(base: &[Point], group: &[usize]) -> f64 {
    let groups = group.iter().max().map_or(0, |most| most + 1);
    let mut sizes = vec![0usize; groups];
    group.iter().for_each(|group| sizes[*group] += 1);
    let mut sum = 0.0;
    let mut to = vec![0.0; groups];
    for (at, point) in base.iter().enumerate() {
        to.fill(0.0);
        for (other, group) in base.iter().zip(group) {
            to[*group] += distance(*point, *other);
        }
        let own = group[at];
        if sizes[own] > 1 {
            let within = to[own] / (sizes[own] - 1) as f64;
            let beside = (0..groups).filter(|other| *other != own && sizes[*other] > 0);
            let beside = beside.map(|other| to[other] / sizes[other] as f64);
            let beside = beside.fold(f64::INFINITY, f64::min);
            let most = within.max(beside);
            if beside.is_finite() && most > 0.0 {
                sum += (beside - within) / most;
            }
        }
    }
    if base.is_empty() { 0.0 } else { sum / base.len() as f64 }
}

/// How many groups were best of late, and which number is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Smoother {
    /// The number that was best last.
    pub last: usize,
    /// How often in a row.
    pub count: usize,
    /// The number that is taken; 0 before the first tick.
    pub smoothed: usize,
}

impl Smoother {
    /// After a tick in which so many groups were best, of at most so many.
    #[must_use]
    pub fn after(self, best: usize, most: usize) -> Smoother {
        let count = if best == self.last { self.count + 1 } else { 1 };
        let kept = if self.smoothed == 0 { best } else { self.smoothed };
        let smoothed = if count >= STEADY { best } else { kept };
        Smoother { last: best, count, smoothed: smoothed.min(most) }
    }
}
