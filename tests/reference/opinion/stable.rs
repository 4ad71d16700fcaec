//! What stable mode promises: groups that follow from the votes alone, and are no worse than those
//! of the reference.

use beraad::analysis::opinion::{
    Arrival, Axes, Conversation, History, OpinionMap, Point, Standing,
};

use super::Tally;
use super::case::Case;

pub fn promises(case: &Case, tally: &mut Tally) {
    let map = OpinionMap::stable(&case.conversation());
    for seed in 1..=4 {
        let shuffled = Shuffled::of(case, seed);
        // All at once, and in small parts with a look at the map in between; one thread, or two.
        let threads = seed as usize % 2 + 1;
        let all = &shuffled.arrivals;
        let (first, later) = all.split_at(if seed < 3 { all.len() } else { all.len() / 3 });
        let standing = shuffled.standing.clone();
        let mut conversation = Conversation::new(case.rows.len(), standing, first, None, threads);
        for (at, part) in later.chunks(later.len() / 40 + 1).enumerate() {
            conversation.add(part, &[]);
            if at % 20 == 0 {
                let _ = OpinionMap::stable(&conversation);
            }
        }
        same(case, &map, &OpinionMap::stable(&conversation), &shuffled, tally);
    }
    no_worse(case, &map, tally);
}

/// A conversation in which participants, statements and arrivals have changed places.
struct Shuffled {
    rows: Vec<usize>,
    columns: Vec<usize>,
    standing: Vec<Standing>,
    arrivals: Vec<Arrival>,
}

impl Shuffled {
    fn of(case: &Case, seed: u64) -> Shuffled {
        let mut state = seed;
        let mut below = |n: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as usize % n
        };
        let mut shuffle = |n: usize| {
            let mut places: Vec<usize> = (0..n).collect();
            (1..n).rev().for_each(|at| places.swap(at, below(at + 1)));
            places
        };
        let (rows, columns) = (shuffle(case.rows.len()), shuffle(case.columns.len()));
        let mut standing = vec![Standing::default(); columns.len()];
        for (column, place) in columns.iter().enumerate() {
            standing[*place] = case.standing[column];
        }
        let order = shuffle(case.arrivals.len());
        let moved = |at: usize| {
            let arrival = case.arrivals[at];
            Arrival::new(rows[arrival.row()], columns[arrival.column()], arrival.vote())
        };
        let arrivals = order.into_iter().map(moved).collect();
        Shuffled { rows, columns, standing, arrivals }
    }
}

/// Bit for bit.
fn same(case: &Case, map: &OpinionMap, other: &OpinionMap, shuffled: &Shuffled, tally: &mut Tally) {
    let bits = |place: Point| place.map(f64::to_bits);
    for row in 0..case.rows.len() {
        let there = shuffled.rows[row];
        tally.same("stable/labels", map.labels[row], other.labels[there]);
        tally.same("stable/places", bits(map.places[row]), bits(other.places[there]));
    }
    for column in 0..case.columns.len() {
        let there = shuffled.columns[column];
        tally.same("stable/axes", bits(map.axes[column]), bits(other.axes[there]));
        for group in 0..map.groups.len() {
            let of = |map: &OpinionMap, column| map.group_statement(group, column);
            tally.same("stable/statistics", of(map, column), of(other, there));
        }
        let priorities = (map.priority(column), other.priority(there));
        tally.same("stable/priority", priorities.0.to_bits(), priorities.1.to_bits());
    }
    tally.same("stable/silhouettes", &map.silhouettes, &other.silhouettes);
    tally.same("stable/base", &map.base, &other.base);
    for (group, other) in map.groups.iter().zip(&other.groups) {
        tally.same("stable/people", group.people, other.people);
        tally.same("stable/center", bits(group.center), bits(other.center));
        let figures = |group: &beraad::analysis::opinion::Group| -> Vec<_> {
            group.representative.iter().map(|one| one.figures).collect()
        };
        tally.same("stable/representative", figures(group), figures(other));
    }
}

/// On the same places and at the reference's number of groups, people are at least as close to
/// their own group beside the next.
fn no_worse(case: &Case, map: &OpinionMap, tally: &mut Tally) {
    let tick = History::default().tick(&case.conversation(), Axes::Exact);
    let k = tick.groups.len();
    let Some(own) = map.grouping_of(k) else {
        let told = || format!("no grouping in {k} groups");
        return tally.is("stable/silhouette", false, told);
    };
    let theirs = mean_silhouette(&tick.labels, &tick.places, k);
    let own = mean_silhouette(&own, &map.places, k);
    let told = || format!("{own} in {k} groups, and the reference {theirs}");
    tally.is("stable/silhouette", own >= theirs, told);
}

/// The mean silhouette of people, person by person.
fn mean_silhouette(labels: &[Option<usize>], places: &[Point], k: usize) -> f64 {
    let people: Vec<(usize, Point)> =
        labels.iter().zip(places).filter_map(|(group, at)| Some(((*group)?, *at))).collect();
    let mut sizes = vec![0.0; k];
    people.iter().for_each(|(group, _)| sizes[*group] += 1.0);
    let silhouette = |(group, at): &(usize, Point)| {
        let mut sums = vec![0.0; k];
        for (other, there) in &people {
            sums[*other] += (at[0] - there[0]).hypot(at[1] - there[1]);
        }
        let within = sums[*group] / (sizes[*group] - 1.0);
        let beside = (0..k).filter(|other| other != group).map(|other| sums[other] / sizes[other]);
        let beside = beside.fold(f64::INFINITY, f64::min);
        if sizes[*group] > 1.0 { (beside - within) / beside.max(within) } else { 0.0 }
    };
    people.iter().map(silhouette).sum::<f64>() / people.len() as f64
}
