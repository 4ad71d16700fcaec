//! The opinion map: everything that is computed of a conversation.

use crate::analysis::opinion::compat::{Axes, History, Tick};
use crate::analysis::opinion::conversation::{Conversation, Principal};
use crate::analysis::opinion::order::{self, Order};
use crate::analysis::opinion::points::{self, Point, distance};
use crate::analysis::opinion::priority::{importance, priority};
use crate::analysis::opinion::selection::{Representative, Shared, representative, shared};
use crate::analysis::opinion::stable::{self, Base, OneGroup};
use crate::analysis::opinion::statistics::{Counts, GroupStatement, Side, Statistics};
use crate::analysis::opinion::totals::Totals;
use crate::analysis::opinion::voices::Voices;

/// How groups are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// From the votes alone, bit for bit.
    #[default]
    Stable,
    /// As Polis does, from the order in which participants appear too.
    Compat,
}

/// A group of people who think alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its middle on the map.
    pub center: Point,
    /// The number of its people.
    pub people: u64,
    /// Their weight; where all voices are equal, their number.
    pub weight: f64,
    /// The statements that tell it from the others.
    pub representative: Vec<Representative>,
}

/// How a participant lies on the map. Each is a distance in the units of the map, or one minus it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Person {
    /// One minus the distance from the middle of all: 1 in the middle.
    pub centricness: f64,
    /// One minus the distance from the middle of the own group: 1 in its middle.
    pub coreness: f64,
    /// How far the participant lies out from the middle of the own group, away from the middle of
    /// all; below zero toward it.
    pub extremeness: f64,
}

/// The opinion map of a conversation.
#[derive(Debug, Clone)]
pub struct OpinionMap {
    /// How the groups were made.
    pub mode: Mode,
    /// The number of participants that gave a vote.
    pub participants: u64,
    /// The number of statements with a vote, those that were moderated away included.
    pub statements: u64,
    /// The number of votes.
    pub votes: u64,
    /// The variance along both axes, and that of all statements together; 0 where there is none.
    pub variance: [f64; 2],
    /// The variance of all statements together.
    pub whole_variance: f64,
    /// The axes, by statement.
    pub axes: Vec<Point>,
    /// Where participants lie, by position.
    pub places: Vec<Point>,
    /// Where statements lie, by position.
    pub statement_places: Vec<Point>,
    /// The group of each participant, by position; `None` for who gave too few votes.
    pub labels: Vec<Option<usize>>,
    /// The groups.
    pub groups: Vec<Group>,
    /// For each number of groups that was tried, the mean silhouette, from -1 to 1.
    pub silhouettes: Vec<(usize, f64)>,
    /// The clusters that groups are made of.
    pub base: Vec<Base>,
    /// Why everybody is one group, where that is so.
    pub one: Option<OneGroup>,
    /// The votes of each group.
    pub statistics: Statistics,
    /// The statements with which most agree.
    pub agreed: Vec<Shared>,
    /// The statements against which most are.
    pub rejected: Vec<Shared>,
    /// In stable mode, the middles of the groups for each number of them.
    tried: Vec<Vec<Point>>,
    totals: Totals,
    out: Vec<bool>,
    meta: Vec<bool>,
    voices: Voices,
}

impl OpinionMap {
    /// The map, in stable mode.
    #[must_use]
    pub fn stable(conversation: &Conversation) -> OpinionMap {
        let order = order::canonical(conversation);
        let principal = conversation.principal(&order.columns, 2);
        let drawn = Drawn::places(conversation, &order, &principal);
        let grouping = stable::group(conversation, &drawn.places);
        Drawn {
            labels: grouping.labels,
            centers: grouping.centers,
            silhouettes: (grouping.tried.iter())
                .map(|(silhouette, centers)| (centers.len(), *silhouette))
                .collect(),
            tried: grouping.tried.into_iter().map(|(_, centers)| centers).collect(),
            base: grouping.base,
            one: grouping.one,
            ..drawn
        }
        .told(conversation, &order.columns)
    }

    /// The map at a first look at all votes, in either mode.
    #[must_use]
    pub fn first(conversation: &Conversation, mode: Mode) -> OpinionMap {
        match mode {
            Mode::Stable => OpinionMap::stable(conversation),
            Mode::Compat => OpinionMap::compat(conversation, &mut History::default(), Axes::Exact),
        }
    }

    /// The map as the reference makes it, going on from what it kept of the map before.
    #[must_use]
    pub fn compat(conversation: &Conversation, history: &mut History, axes: Axes) -> OpinionMap {
        let tick = history.tick(conversation, axes);
        let order = Order::by_number(conversation);
        Drawn::of_tick(tick, conversation).told(conversation, &order.columns)
    }

    /// The map with groups that are given: what follows from them, for each participant the group.
    ///
    /// # Panics
    /// When there is not one label for each participant.
    #[must_use]
    pub fn given(conversation: &Conversation, labels: Vec<Option<usize>>) -> OpinionMap {
        assert_eq!(labels.len(), conversation.votes().rows(), "a label for each participant");
        let order = Order::by_number(conversation);
        let principal = conversation.principal(&order.columns, 2);
        let drawn = Drawn::places(conversation, &order, &principal);
        let groups = labels.iter().flatten().max().map_or(0, |most| most + 1);
        let center = |group: usize| {
            let members = || (0..labels.len()).filter(|row| labels[*row] == Some(group));
            let count = members().count().max(1) as f64;
            [0, 1].map(|axis| members().map(|row| drawn.places[row][axis]).sum::<f64>() / count)
        };
        let centers = (0..groups).map(center).collect();
        Drawn { labels, centers, ..drawn }.told(conversation, &order.columns)
    }

    /// The votes on a statement of all participants, as they were given.
    #[must_use]
    pub fn counts(&self, column: usize) -> Counts {
        Counts::of(&self.totals, &self.voices, column)
    }

    /// The mean vote on a statement, from -1 to 1; 0 where it was moderated away.
    #[must_use]
    pub fn mean(&self, column: usize) -> f64 {
        if self.out[column] { 0.0 } else { self.totals.mean(column) }
    }

    /// How far a statement lies from the middle of the map.
    #[must_use]
    pub fn extremity(&self, column: usize) -> f64 {
        points::length(self.statement_places[column])
    }

    /// The group of each participant if there were so many, in stable mode; `None` where that many
    /// cannot be made.
    #[must_use]
    pub fn grouping_of(&self, groups: usize) -> Option<Vec<Option<usize>>> {
        let centers = self.tried.iter().find(|centers| centers.len() == groups)?;
        let label = |(label, place): (&Option<usize>, &Point)| {
            label.map(|_| stable::nearest(*place, centers))
        };
        Some(self.labels.iter().zip(&self.places).map(label).collect())
    }

    /// What a group thinks of a statement beside the others.
    #[must_use]
    pub fn group_statement(&self, group: usize, column: usize) -> GroupStatement {
        self.statistics.of(group, column, self.out[column])
    }

    /// The probability that every group takes a side, from 0 to 1.
    #[must_use]
    pub fn group_aware_consensus(&self, column: usize, side: Side) -> f64 {
        self.statistics.group_aware_consensus(column, side)
    }

    /// How much a statement matters to the map.
    #[must_use]
    pub fn importance(&self, column: usize) -> f64 {
        importance(self.statistics.grouped(column), self.extremity(column))
    }

    /// The weight with which a statement is drawn for somebody who has not answered it.
    #[must_use]
    pub fn priority(&self, column: usize) -> f64 {
        priority(self.statistics.grouped(column), self.extremity(column), self.meta[column])
    }

    /// How a participant lies on the map; `None` for who is in no group.
    #[must_use]
    pub fn person(&self, row: usize) -> Option<Person> {
        let group = self.labels.get(row).copied().flatten()?;
        let (at, own) = (self.places[row], self.groups[group].center);
        let whole: f64 = self.groups.iter().map(|group| group.weight).sum();
        let all = [0, 1].map(|axis| {
            self.groups.iter().map(|group| group.weight * group.center[axis]).sum::<f64>() / whole
        });
        let out = [own[0] - all[0], own[1] - all[1]];
        let length = points::length(out);
        let along = (at[0] - own[0]) * out[0] + (at[1] - own[1]) * out[1];
        Some(Person {
            centricness: 1.0 - distance(at, all),
            coreness: 1.0 - distance(at, own),
            extremeness: if length > 0.0 { along / length } else { 0.0 },
        })
    }
}

/// A map of which only the places and groups are known.
struct Drawn {
    mode: Mode,
    variance: [f64; 2],
    whole_variance: f64,
    axes: Vec<Point>,
    places: Vec<Point>,
    labels: Vec<Option<usize>>,
    centers: Vec<Point>,
    silhouettes: Vec<(usize, f64)>,
    tried: Vec<Vec<Point>>,
    base: Vec<Base>,
    one: Option<OneGroup>,
}

impl Drawn {
    /// Where everybody is, without groups.
    fn places(conversation: &Conversation, order: &Order, principal: &Principal) -> Drawn {
        let axes = principal.axes(order, conversation.votes().columns());
        let places = points::participants(
            conversation.votes(),
            conversation.totals(),
            &axes,
            &conversation.out(),
            conversation.threads(),
        );
        let variance = |at: usize| principal.found.get(at).map_or(0.0, |found| found.value);
        Drawn {
            mode: Mode::Stable,
            variance: [variance(0), variance(1)],
            whole_variance: principal.trace,
            axes,
            places,
            labels: Vec::new(),
            centers: Vec::new(),
            silhouettes: Vec::new(),
            tried: Vec::new(),
            base: Vec::new(),
            one: None,
        }
    }

    fn of_tick(tick: Tick, conversation: &Conversation) -> Drawn {
        let variance = |at: usize| tick.variance.get(at).copied().unwrap_or(0.0);
        let voices = conversation.voices();
        let base = tick.base.iter().map(|cluster| Base {
            center: cluster.center,
            weight: cluster.members.iter().map(|row| voices.weight(voices.units(*row))).sum(),
            people: cluster.members.len() as u64,
            group: cluster.members.first().and_then(|row| tick.labels[*row]).unwrap_or(0),
        });
        Drawn {
            mode: Mode::Compat,
            variance: [variance(0), variance(1)],
            whole_variance: tick.trace,
            base: base.collect(),
            centers: tick.groups.iter().map(|group| group.center).collect(),
            silhouettes: tick.silhouettes.into_iter().collect(),
            tried: Vec::new(),
            axes: tick.axes,
            places: tick.places,
            labels: tick.labels,
            one: None,
        }
    }

    /// With everything that follows.
    fn told(self, conversation: &Conversation, order: &[usize]) -> OpinionMap {
        let (votes, voices) = (conversation.votes(), conversation.voices());
        let totals = conversation.totals();
        let out = conversation.out();
        let count = self.centers.len();
        let groups = Totals::by_group(
            votes,
            voices,
            (count, |row| self.labels[row]),
            conversation.threads(),
        );
        let (mut people, mut units) = (vec![0u64; count], vec![0u64; count]);
        for (row, group) in self.labels.iter().enumerate() {
            if let Some(group) = group {
                people[*group] += 1;
                units[*group] += voices.units(row);
            }
        }
        let sizes: Vec<f64> = units.iter().map(|units| voices.weight(*units)).collect();
        let statistics = Statistics::new(groups, sizes.clone(), voices.clone());
        let group = |group: usize| Group {
            center: self.centers[group],
            people: people[group],
            weight: sizes[group],
            representative: match count {
                1 => Vec::new(),
                _ => representative(order, |column| statistics.of(group, column, false)),
            },
        };
        let groups = (0..count).map(group).collect();
        let all = |column: usize| Counts::of(totals, voices, column);
        let columns = votes.columns();
        OpinionMap {
            mode: self.mode,
            participants: voices.present() as u64,
            statements: (0..columns).filter(|column| totals.all(*column) > 0).count() as u64,
            votes: votes.len() as u64,
            variance: self.variance,
            whole_variance: self.whole_variance,
            statement_places: points::statements(totals, &self.axes, &out),
            agreed: shared(order, all, Side::Agree),
            rejected: shared(order, all, Side::Disagree),
            meta: (0..columns).map(|column| conversation.is_meta(column)).collect(),
            axes: self.axes,
            places: self.places,
            labels: self.labels,
            groups,
            silhouettes: self.silhouettes,
            tried: self.tried,
            base: self.base,
            one: self.one,
            statistics,
            totals: totals.clone(),
            out,
            voices: voices.clone(),
        }
    }
}
