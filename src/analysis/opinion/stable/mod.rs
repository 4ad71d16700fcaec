//! Groups that follow from the votes alone, bit for bit: not from the order of participants,
//! statements or votes, not from restarts, threads, or what was computed before.

mod base;
mod candidates;
mod spots;

use crate::analysis::opinion::conversation::Conversation;
use crate::analysis::opinion::parts::{in_parts, parts_for, ranges};
use crate::analysis::opinion::points::{Point, square_distance};
use crate::analysis::opinion::stable::candidates::Candidate;

/// Who answered so many statements is on the map, or as many as there are.
pub const ANSWERS_MIN: usize = 7;

/// So many participants are let in at least, those with most answers.
pub const PARTICIPANTS_MIN: usize = 15;

/// The most groups that are tried.
pub const GROUPS_MAX: usize = 5;

/// A group has so many people at least, or two in a hundred of those on the map if that is more.
pub const PEOPLE_MIN: usize = 5;

/// Below this mean silhouette there is no substantial structure (Kaufman and Rousseeuw 1990,
/// Finding Groups in Data, table 4), and everybody is one group.
pub const SILHOUETTE_MIN: f64 = 0.25;

/// One-sided, at 95 %: how sure it must be that more groups describe the map better.
const SURE: f64 = 1.6449;

/// A cluster of people close to each other, of which groups are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Base {
    /// Its middle.
    pub center: Point,
    /// Their weight.
    pub weight: f64,
    /// Their number.
    pub people: u64,
    /// The group it lies in.
    pub group: usize,
}

/// Why everybody is one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OneGroup {
    /// Nobody voted.
    NoVotes,
    /// There are too few people for two groups.
    TooFewPeople,
    /// All of them lie at one place.
    NoVariation,
    /// No grouping has groups that are large enough, or is clear enough.
    NoStructure,
}

/// The groups of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// The group of each participant, by position; `None` for who is not on the map.
    pub labels: Vec<Option<usize>>,
    /// The middle of each group, from left to right.
    pub centers: Vec<Point>,
    /// For each number of groups that can be made their mean silhouette, from -1 to 1, and the
    /// middles of the groups.
    pub tried: Vec<(f64, Vec<Point>)>,
    /// The clusters that groups are made of.
    pub base: Vec<Base>,
    /// Why there is only one group.
    pub one: Option<OneGroup>,
}

/// Groups those who answered enough.
pub(super) fn group(conversation: &Conversation, places: &[Point]) -> Grouping {
    let inside = on_the_map(conversation);
    let threads = conversation.threads();
    let spots = spots::spots(conversation, places, &inside, threads);
    let people: u64 = spots.iter().map(|spot| spot.people).sum();
    let base = base::split(spots);
    let least = (PEOPLE_MIN as u64).max(people.div_ceil(50));
    let tried = candidates::best_by_number(&base, least, GROUPS_MAX);
    let chosen = chosen(&tried);
    let one = match chosen {
        Some(_) => None,
        None if people == 0 => Some(OneGroup::NoVotes),
        None if people < 2 * PEOPLE_MIN as u64 => Some(OneGroup::TooFewPeople),
        None if base.len() == 1 => Some(OneGroup::NoVariation),
        None => Some(OneGroup::NoStructure),
    };
    let centers = match chosen {
        Some(candidate) => candidate.centers.clone(),
        None if people == 0 => Vec::new(),
        None => vec![candidates::mean(&base)],
    };
    let labels = labels(places, &inside, &centers, threads);
    let base = base.into_iter().enumerate().map(|(at, base)| Base {
        group: chosen.map_or(0, |candidate| candidate.labels[at]),
        ..base
    });
    let base = base.collect();
    let tried = tried.into_iter().map(|tried| (tried.score, tried.centers)).collect();
    Grouping { labels, centers, tried, base, one }
}

/// The grouping that is taken: the one with fewest groups, unless it is sure that more describe the
/// map better, and none when even the best is not clear.
fn chosen(tried: &[Candidate]) -> Option<&Candidate> {
    let mut chosen = tried.first()?;
    for more in &tried[1..] {
        if surely_better(more, chosen) {
            chosen = more;
        }
    }
    (chosen.score >= SILHOUETTE_MIN).then_some(chosen)
}

/// Whether one grouping has the larger mean silhouette, beside what the difference would vary if
/// other clusters of people had been drawn: the standard error of the bootstrap, which for a mean
/// needs no drawing (Efron and Tibshirani 1993, section 5.3).
fn surely_better(more: &Candidate, fewer: &Candidate) -> bool {
    let pairs = || more.each.iter().zip(&fewer.each);
    let whole: f64 = more.each.iter().map(|(weight, _)| weight).sum();
    let mean = pairs().map(|((w, a), (_, b))| w * (a - b)).sum::<f64>() / whole;
    let spread = |((w, a), (_, b)): (&(f64, f64), &(f64, f64))| (w * (a - b - mean)).powi(2);
    let error = pairs().map(spread).sum::<f64>().sqrt() / whole;
    mean > SURE * error
}

/// Who is on the map: those who answered enough, or else the number of answers that lets in enough
/// people, and everybody who gave as many.
fn on_the_map(conversation: &Conversation) -> Vec<bool> {
    let votes = conversation.votes();
    let columns = votes.columns();
    let seen = (0..columns).filter(|column| conversation.totals().all(*column) > 0).count();
    let mut least = ANSWERS_MIN.min(seen).max(1);
    let inside = (0..votes.rows()).filter(|row| votes.count(*row) >= least).count();
    if inside < PARTICIPANTS_MIN {
        let mut counts: Vec<usize> =
            (0..votes.rows()).map(|row| votes.count(row)).filter(|count| *count > 0).collect();
        counts.sort_unstable_by(|left, right| right.cmp(left));
        let last = counts.get(PARTICIPANTS_MIN - 1).or(counts.last());
        least = last.map_or(least, |last| least.min(*last));
    }
    (0..votes.rows()).map(|row| votes.count(row) >= least).collect()
}

/// The group whose middle is nearest, of equals the first.
fn labels(
    places: &[Point],
    inside: &[bool],
    centers: &[Point],
    threads: usize,
) -> Vec<Option<usize>> {
    let parts = ranges(places.len(), parts_for(4 * places.len(), threads));
    let found = in_parts(parts, |rows| {
        rows.map(|row| inside[row].then(|| nearest(places[row], centers))).collect::<Vec<_>>()
    });
    found.into_iter().flatten().collect()
}

/// The nearest of some places, of equals the first.
pub(super) fn nearest(place: Point, centers: &[Point]) -> usize {
    let mut best = (f64::INFINITY, 0);
    for (at, center) in centers.iter().enumerate() {
        let distance = square_distance(place, *center);
        if distance < best.0 {
            best = (distance, at);
        }
    }
    best.1
}
