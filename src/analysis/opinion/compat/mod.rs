//! Groups as Polis makes them, to the letter: for comparison with maps that exist. They depend on
//! the order in which participants appear and on when the map was computed before.

mod groups;
mod kmeans;
mod power;

pub use groups::{Smoother, max_groups};
pub use kmeans::Cluster;

use std::collections::BTreeMap;

use crate::analysis::opinion::compat::kmeans::Weighted;
use crate::analysis::opinion::compat::power::Power;
use crate::analysis::opinion::conversation::{Conversation, Principal};
use crate::analysis::opinion::order::Order;
use crate::analysis::opinion::points::{self, Point};

/// Who answered so many statements is in the conversation, or as many as there are.
const ANSWERS_MIN: usize = 7;

/// So many participants are let in at least, those with most answers.
const PARTICIPANTS_MIN: usize = 15;

/// What is kept from one computation to the next.
#[derive(Debug, Clone, Default)]
pub struct History {
    inside: Vec<bool>,
    base: Option<Vec<Cluster>>,
    groups: BTreeMap<usize, Vec<Cluster>>,
    smoother: Smoother,
    axes: Option<[Vec<f64>; 2]>,
}

/// How the axes are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axes {
    /// As they are.
    Exact,
    /// By the reference's hundred steps from the axes before, or from a vector of ones.
    Steps,
}

/// The outcome of one computation.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// The variance of all statements together.
    pub trace: f64,
    /// The variance along both axes.
    pub variance: Vec<f64>,
    /// The axes, by statement.
    pub axes: Vec<Point>,
    /// Where participants are, by position.
    pub places: Vec<Point>,
    /// The clusters of participants that groups are made of, by position.
    pub base: Vec<Cluster>,
    /// The mean silhouette for each number of groups that was tried.
    pub silhouettes: BTreeMap<usize, f64>,
    /// How the number of groups was chosen.
    pub smoother: Smoother,
    /// The groups, of base clusters by their number.
    pub groups: Vec<Cluster>,
    /// The group of each participant, by position in `groups`; `None` for who is not in the
    /// conversation.
    pub labels: Vec<Option<usize>>,
}

impl History {
    /// Computes groups on today's votes, going on from the computation before.
    pub fn tick(&mut self, conversation: &Conversation, axes: Axes) -> Tick {
        let columns = conversation.votes().columns();
        self.let_in(conversation);
        let order = Order::by_number(conversation);
        let (principal, axes) = match axes {
            Axes::Exact => {
                let principal = conversation.principal(&order.columns, 2);
                let axes = principal.axes(&order, columns);
                (principal, axes)
            }
            Axes::Steps => self.steps(conversation, &order.columns),
        };
        let (votes, out) = (conversation.votes(), conversation.out());
        let threads = conversation.threads();
        let places = points::participants(votes, conversation.totals(), &axes, &out, threads);
        let data = self.inside.iter().enumerate().filter(|(_, inside)| **inside);
        let data: Vec<Weighted> = data
            .map(|(row, _)| {
                let weight = conversation.voices().weight(conversation.voices().units(row));
                Weighted { key: row, at: places[row], weight }
            })
            .collect();
        let base = groups::base_clusters(&data, self.base.as_deref());
        let (silhouettes, tried) = self.group(&base, &data);
        let most = max_groups(base.len());
        let best = silhouettes.iter().rev().fold((most, f64::MIN), |best, (k, score)| {
            if *score > best.1 { (*k, *score) } else { best }
        });
        self.smoother = self.smoother.after(best.0, most);
        let groups = tried.get(&self.smoother.smoothed).cloned().unwrap_or_default();
        let labels = labels(&base, &groups, votes.rows());
        self.base = Some(base.clone());
        self.groups = tried;
        Tick {
            trace: principal.trace,
            variance: principal.found.iter().map(|eigen| eigen.value).collect(),
            axes,
            places,
            base,
            silhouettes,
            smoother: self.smoother,
            groups,
            labels,
        }
    }

    /// Lets in who answered enough, and for good.
    fn let_in(&mut self, conversation: &Conversation) {
        let votes = conversation.votes();
        let totals = conversation.totals();
        self.inside.resize(votes.rows(), false);
        let statements = (0..votes.columns()).filter(|column| totals.all(*column) > 0).count();
        let least = ANSWERS_MIN.min(statements);
        for row in 0..votes.rows() {
            let count = votes.count(row);
            self.inside[row] |= count > 0 && count >= least;
        }
        let inside = self.inside.iter().filter(|inside| **inside).count();
        if inside < PARTICIPANTS_MIN {
            let mut others: Vec<usize> = (0..votes.rows())
                .filter(|row| !self.inside[*row] && votes.count(*row) > 0)
                .collect();
            others.sort_by_key(|row| std::cmp::Reverse(votes.count(*row)));
            for row in others.into_iter().take(PARTICIPANTS_MIN - inside) {
                self.inside[row] = true;
            }
        }
    }

    /// Groups the base clusters in each number of groups, with the silhouette of each.
    fn group(
        &self,
        base: &[Cluster],
        data: &[Weighted],
    ) -> (BTreeMap<usize, f64>, BTreeMap<usize, Vec<Cluster>>) {
        let weight: BTreeMap<usize, f64> =
            data.iter().map(|point| (point.key, point.weight)).collect();
        let mut points: Vec<Weighted> = base
            .iter()
            .map(|cluster| {
                let weight = cluster.members.iter().map(|row| weight[row]).sum();
                Weighted { key: cluster.id, at: cluster.center, weight }
            })
            .collect();
        points.sort_by_key(|point| point.key);
        let places: Vec<Point> = points.iter().map(|point| point.at).collect();
        let (mut silhouettes, mut tried) = (BTreeMap::new(), BTreeMap::new());
        for k in 2..=max_groups(base.len()) {
            let groups = groups::groups(&points, self.groups.get(&k).map(Vec::as_slice), k);
            let of = group_of(&groups);
            let label: Vec<usize> = points.iter().map(|point| of[&point.key]).collect();
            silhouettes.insert(k, groups::silhouette(&places, &label));
            tried.insert(k, groups);
        }
        (silhouettes, tried)
    }

    /// The axes by the reference's way.
    fn steps(&mut self, conversation: &Conversation, order: &[usize]) -> (Principal, Vec<Point>) {
        let columns = conversation.votes().columns();
        let power = Power { order, columns, before: self.axes.as_ref() };
        let Some(found) = conversation.with_covariance(order, &power) else {
            return (Principal { trace: 0.0, found: Vec::new() }, vec![[0.0; 2]; columns]);
        };
        let axes = (0..columns).map(|column| [found.1[0][column], found.1[1][column]]).collect();
        self.axes = Some(found.1);
        (found.0, axes)
    }
}

/// The group of each base cluster, by position in the list.
fn group_of(groups: &[Cluster]) -> BTreeMap<usize, usize> {
    let pairs = groups.iter().enumerate();
    pairs.flat_map(|(at, group)| group.members.iter().map(move |base| (*base, at))).collect()
}

fn labels(base: &[Cluster], groups: &[Cluster], rows: usize) -> Vec<Option<usize>> {
    let of = group_of(groups);
    let mut labels = vec![None; rows];
    for cluster in base {
        for row in &cluster.members {
            labels[*row] = of.get(&cluster.id).copied();
        }
    }
    labels
}
