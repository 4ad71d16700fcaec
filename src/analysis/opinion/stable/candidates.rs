//! Groupings of base clusters: from many starts, the one in which people are closest to their own
//! group beside the next.

use std::collections::BTreeSet;

use crate::analysis::opinion::points::{Point, distance, square_distance};
use crate::analysis::opinion::stable::Base;

/// The directions in which starts are looked for.
const DIRECTIONS: usize = 16;

/// How often groups are moved at most.
const MOVES_MAX: usize = 30;

/// A grouping.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// The middle of each group, from left to right.
    pub(super) centers: Vec<Point>,
    /// The group of each base cluster.
    pub(super) labels: Vec<usize>,
    /// The mean silhouette.
    pub(super) score: f64,
    /// The weight and the silhouette of each base cluster.
    pub(super) each: Vec<(f64, f64)>,
}

/// The best grouping for each number of groups from two up to the most, where there is one whose
/// groups have so many people at least.
pub(super) fn best_by_number(base: &[Base], least: u64, most: usize) -> Vec<Candidate> {
    let apart = Distances::new(base);
    let orders = Orders::new(base);
    let places = Places::new(base);
    let best = |k: usize| {
        let mut best: Option<Candidate> = None;
        let mut visited = BTreeSet::new();
        for start in starts(base, &orders, k) {
            if start.len() < k {
                continue;
            }
            let settled = settle(base, &places, start, &mut visited);
            let Some((centers, labels)) =
                settled.filter(|(_, labels)| fits(base, labels, k, least))
            else {
                continue;
            };
            let each = silhouettes(base, &apart, &labels, k);
            let whole: f64 = each.iter().map(|(weight, _)| weight).sum();
            let score = each.iter().map(|(weight, own)| weight * own).sum::<f64>() / whole;
            if best.as_ref().is_none_or(|best| score > best.score) {
                best = Some(Candidate { centers, labels, score, each });
            }
        }
        best.map(from_left_to_right)
    };
    let tried = 2..=most.min(base.len());
    tried.filter_map(best).collect()
}

/// The weighted middle of all.
pub(super) fn mean(base: &[Base]) -> Point {
    let whole: f64 = base.iter().map(|base| base.weight).sum();
    [0, 1].map(|axis| base.iter().map(|b| b.weight * b.center[axis]).sum::<f64>() / whole)
}

/// Centres to start from: points far from each other, beginning with the farthest in each of some
/// directions; parts of equal weight around the middle; and slices of equal weight along some
/// directions.
fn starts(base: &[Base], orders: &Orders, k: usize) -> Vec<Vec<Point>> {
    let mut starts = Vec::new();
    let mut firsts = Vec::new();
    for direction in 0..DIRECTIONS {
        let first = orders.farthest[direction];
        if !firsts.contains(&first) {
            firsts.push(first);
            starts.push(far_apart(base, first, k));
        }
        // Along a direction is the same backwards.
        if direction < DIRECTIONS / 2 {
            starts.push(slices(base, k, 0.0, &orders.along[direction]));
        }
        let moved = direction as f64 / DIRECTIONS as f64 / k as f64;
        starts.push(slices(base, k, moved, &orders.around));
    }
    starts
}

/// Base clusters in order, by position; the same for every number of groups.
struct Orders {
    /// The farthest in each direction.
    farthest: Vec<usize>,
    /// Along half of the directions: the others are the same backwards.
    along: Vec<Vec<usize>>,
    /// Around the middle.
    around: Vec<usize>,
}

impl Orders {
    fn new(base: &[Base]) -> Orders {
        let (mut farthest, mut orders) = (Vec::new(), Vec::new());
        for direction in 0..DIRECTIONS {
            let angle = std::f64::consts::TAU * direction as f64 / DIRECTIONS as f64;
            let (sin, cos) = libm::sincos(angle);
            let along = |base: &Base| base.center[0] * cos + base.center[1] * sin;
            farthest.push(by_most(base, along));
            if direction < DIRECTIONS / 2 {
                orders.push(order(base, along));
            }
        }
        let middle = mean(base);
        let turned = |base: &Base| {
            let [x, y] = [base.center[0] - middle[0], base.center[1] - middle[1]];
            libm::atan2(y, x)
        };
        Orders { farthest, along: orders, around: order(base, turned) }
    }
}

fn order(base: &[Base], of: impl Fn(&Base) -> f64) -> Vec<usize> {
    let mut order: Vec<(f64, usize)> = base.iter().map(of).zip(0..).collect();
    order.sort_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
    order.into_iter().map(|(_, at)| at).collect()
}

/// The first of those for which something is largest.
fn by_most(base: &[Base], of: impl Fn(&Base) -> f64) -> usize {
    let mut best = (f64::NEG_INFINITY, 0);
    for (at, base) in base.iter().enumerate() {
        let value = of(base);
        if value > best.0 {
            best = (value, at);
        }
    }
    best.1
}

fn far_apart(base: &[Base], first: usize, k: usize) -> Vec<Point> {
    let mut chosen = vec![base[first].center];
    while chosen.len() < k {
        let next = by_most(base, |base| {
            let apart = |chosen: &Point| square_distance(base.center, *chosen);
            chosen.iter().map(apart).fold(f64::INFINITY, f64::min)
        });
        chosen.push(base[next].center);
    }
    chosen
}

/// The middles of k slices of equal weight in this order, the cuts moved on by a
/// share of the whole; fewer where a slice is empty.
fn slices(base: &[Base], k: usize, moved: f64, order: &[usize]) -> Vec<Point> {
    let whole: f64 = base.iter().map(|base| base.weight).sum();
    let mut sums = vec![([0.0; 2], 0.0); k];
    let mut before = 0.0;
    for at in order {
        let own = base[*at];
        let share = (before + own.weight / 2.0) / whole + 1.0 - moved;
        let slice = (((share * k as f64) as usize) % k).min(k - 1);
        let (sum, weight) = &mut sums[slice];
        *sum = [sum[0] + own.weight * own.center[0], sum[1] + own.weight * own.center[1]];
        *weight += own.weight;
        before += own.weight;
    }
    let filled = sums.into_iter().filter(|(_, weight)| *weight > 0.0);
    filled.map(|(sum, weight)| sum.map(|sum| sum / weight)).collect()
}

/// The middles of base clusters, coordinate by coordinate, so that a processor can look at several
/// at once.
struct Places {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Places {
    fn new(base: &[Base]) -> Places {
        let axis = |axis: usize| base.iter().map(|base| base.center[axis]).collect();
        Places { x: axis(0), y: axis(1) }
    }

    /// The nearest of at most eight centres for each, of equals the first: those that differ by
    /// less than one part in 2^49 are equal. The place of a centre stands in the last three bits
    /// of the distance to it, so that the smaller of two numbers carries it along.
    fn nearest(&self, centers: &[Point], best: &mut Vec<f64>, labels: &mut Vec<u8>) {
        best.clear();
        best.resize(self.x.len(), f64::INFINITY);
        for (label, center) in (0..).zip(centers) {
            take_nearer((&self.x, &self.y), *center, label, best);
        }
        labels.clear();
        labels.extend(best.iter().map(|best| (best.to_bits() & LABEL) as u8));
    }
}

/// The bits that hold the place of a centre, and the most centres that they can tell apart.
const LABEL: u64 = 7;
const CENTERS_MAX: usize = LABEL as usize + 1;

/// Keeps for each place the smaller of what it has and the distance to this centre.
fn take_nearer((across, up): (&[f64], &[f64]), [x, y]: Point, label: u64, best: &mut [f64]) {
    let size = across.len();
    let (up, best) = (&up[..size], &mut best[..size]);
    for at in 0..size {
        let (right, above) = (across[at] - x, up[at] - y);
        let distance = right * right + above * above;
        let labelled = f64::from_bits(distance.to_bits() & !LABEL | label);
        best[at] = if labelled < best[at] { labelled } else { best[at] };
    }
}

/// Groups by the first base cluster in each, so that a grouping has one name.
fn renumbered(labels: &mut [u8], k: usize) {
    let mut number = [u8::MAX; CENTERS_MAX];
    let number = &mut number[..k];
    let mut next = 0;
    for label in labels {
        let number = &mut number[usize::from(*label)];
        if *number == u8::MAX {
            *number = next;
            next += 1;
        }
        *label = *number;
    }
}

/// Moves centres until nobody changes group; `None` when a group is lost, or when it comes by a
/// grouping that was visited before: from there it would go the same way.
fn settle(
    base: &[Base],
    places: &Places,
    mut centers: Vec<Point>,
    visited: &mut BTreeSet<Vec<u8>>,
) -> Option<(Vec<Point>, Vec<usize>)> {
    let k = centers.len();
    let (mut labels, mut now, mut best) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..MOVES_MAX {
        places.nearest(&centers, &mut best, &mut now);
        renumbered(&mut now, k);
        if now == labels {
            break;
        }
        if !visited.insert(now.clone()) {
            return None;
        }
        std::mem::swap(&mut labels, &mut now);
        let mut sums = [([0.0; 2], 0.0); CENTERS_MAX];
        let sums = &mut sums[..k];
        for (base, label) in base.iter().zip(&labels) {
            let (sum, weight) = &mut sums[usize::from(*label)];
            let [x, y] = base.center;
            *sum = [sum[0] + base.weight * x, sum[1] + base.weight * y];
            *weight += base.weight;
        }
        if sums.iter().any(|(_, weight)| *weight == 0.0) {
            return None;
        }
        for (center, (sum, weight)) in centers.iter_mut().zip(sums) {
            *center = sum.map(|sum| sum / *weight);
        }
    }
    Some((centers, labels.into_iter().map(usize::from).collect()))
}

/// Whether every group has so many people at least.
fn fits(base: &[Base], labels: &[usize], k: usize, least: u64) -> bool {
    let mut people = vec![0; k];
    base.iter().zip(labels).for_each(|(base, label)| people[*label] += base.people);
    people.iter().all(|people| *people >= least)
}

/// The same grouping with its groups from left to right.
fn from_left_to_right(found: Candidate) -> Candidate {
    let mut order: Vec<usize> = (0..found.centers.len()).collect();
    order.sort_by(|left, right| {
        let (left, right) = (found.centers[*left], found.centers[*right]);
        left[0].total_cmp(&right[0]).then(left[1].total_cmp(&right[1]))
    });
    let mut place = vec![0; order.len()];
    order.iter().enumerate().for_each(|(at, group)| place[*group] = at);
    Candidate {
        centers: order.into_iter().map(|group| found.centers[group]).collect(),
        labels: found.labels.into_iter().map(|label| place[label]).collect(),
        ..found
    }
}

/// The distance between each two base clusters, times the weight of the one whose row it is.
struct Distances {
    size: usize,
    cells: Vec<f64>,
}

impl Distances {
    fn new(base: &[Base]) -> Distances {
        let size = base.len();
        let mut cells = vec![0.0; size * size];
        for (at, left) in base.iter().enumerate() {
            for (other, right) in base.iter().enumerate().take(at) {
                let apart = distance(left.center, right.center);
                cells[at * size + other] = left.weight * apart;
                cells[other * size + at] = right.weight * apart;
            }
        }
        Distances { size, cells }
    }

    fn of(&self, at: usize) -> &[f64] {
        &self.cells[at * self.size..(at + 1) * self.size]
    }
}

/// The weight and silhouette of each base cluster (Rousseeuw 1987), as if all its people lay at its
/// middle: each person's mean distance to the others of the own group beside that to the people of
/// the next.
fn silhouettes(base: &[Base], apart: &Distances, labels: &[usize], k: usize) -> Vec<(f64, f64)> {
    let size = base.len();
    let mut weights = vec![0.0; k];
    base.iter().zip(labels).for_each(|(base, label)| weights[*label] += base.weight);
    // For each group the distances of everybody to all its people together.
    let mut sums = vec![0.0; k * size];
    for (other, label) in labels.iter().enumerate() {
        let sums = &mut sums[label * size..(label + 1) * size];
        sums.iter_mut().zip(apart.of(other)).for_each(|(sum, apart)| *sum += apart);
    }
    let each = base.iter().zip(labels).enumerate().map(|(at, (own, group))| {
        let sum = |group: usize| sums[group * size + at];
        // The person itself is one of its group, and at no distance.
        let others = weights[*group] - 1.0;
        if others <= 0.0 {
            return (own.weight, 0.0);
        }
        let within = sum(*group) / others;
        let beside = (0..k).filter(|other| other != group);
        let beside = beside.map(|other| sum(other) / weights[other]);
        let beside = beside.fold(f64::INFINITY, f64::min);
        let most = within.max(beside);
        let silhouette = if most > 0.0 { (beside - within) / most } else { 0.0 };
        (own.weight, silhouette)
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(places: &[(f64, f64, u64)]) -> Vec<Base> {
        let base = |(x, y, people): &(f64, f64, u64)| Base {
            center: [*x, *y],
            weight: *people as f64,
            people: *people,
            group: 0,
        };
        places.iter().map(base).collect()
    }

    /// Each number of groups once, and of that many groups; nearly everybody at one place leaves
    /// slices empty.
    #[test]
    fn a_grouping_has_as_many_groups_as_it_is_tried_for() {
        let lumps = base(&[(0.0, 0.0, 900), (1.0, 0.1, 5), (1.5, 3.0, 6), (4.0, 1.0, 5)]);
        let found = best_by_number(&lumps, 5, 5);
        assert_eq!(found.iter().map(|one| one.centers.len()).collect::<Vec<_>>(), [2, 3, 4]);
        for one in &found {
            let used: std::collections::BTreeSet<_> = one.labels.iter().collect();
            assert_eq!(used.len(), one.centers.len());
        }
    }

    /// Person by person, all people of a cluster at its middle.
    #[test]
    fn silhouettes_are_what_plain_counting_gives() {
        let lumps =
            base(&[(0.0, 0.0, 3), (0.5, 0.25, 1), (2.0, 1.0, 2), (2.5, -1.0, 4), (9.0, 9.0, 1)]);
        let labels = [0, 0, 1, 1, 2];
        let people: Vec<usize> =
            (0..5).flat_map(|at| std::iter::repeat_n(at, lumps[at].people as usize)).collect();
        let found = silhouettes(&lumps, &Distances::new(&lumps), &labels, 3);
        for (at, (weight, own)) in found.into_iter().enumerate() {
            assert_eq!(weight, lumps[at].people as f64);
            let mean = |group: usize| {
                let inside = people.iter().filter(|other| labels[**other] == group);
                let sum: f64 =
                    inside.clone().map(|o| distance(lumps[at].center, lumps[*o].center)).sum();
                let others = inside.count() - usize::from(group == labels[at]);
                if others == 0 { f64::NAN } else { sum / others as f64 }
            };
            let within = mean(labels[at]);
            let beside = (0..3).filter(|group| *group != labels[at]).map(mean);
            let beside = beside.fold(f64::INFINITY, f64::min);
            let plain = if within.is_nan() { 0.0 } else { (beside - within) / beside.max(within) };
            assert!((own - plain).abs() < 1e-12, "{at}: {own} {plain}");
        }
    }
}
