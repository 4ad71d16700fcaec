//! How generated people form an opinion from round to round.
//!
//! An opinion lies between 0 and 1 and is told on the scale of the charter. What people hear of
//! each other is what a closed round shows: the mean of the parties, each party weighing the same.

use crate::app::cli::load::profile::Opinions;
use crate::app::cli::load::random::Random;

/// The distance within which somebody of bounded confidence listens.
const CONFIDENCE: f64 = 0.2;
/// The share of the items on which an abstainer passes; on the others there is no answer.
const PASSES: f64 = 0.6;

/// A way of forming an opinion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Model {
    /// Never moves, and belongs to one of two far camps.
    Stubborn,
    /// Friedkin & Johnsen 1990: so much of what others think, the rest of what one thought first.
    Mover {
        /// From 0 (never moves) to 1 (forgets where it began).
        susceptibility: f64,
    },
    /// Hegselmann & Krause 2002: the mean of all opinions near one's own.
    Bounded,
    /// Passes or says nothing.
    Abstainer,
    /// A mover who says nothing in the first round.
    Late,
}

/// What somebody says on an item in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    Nothing,
    /// A pass.
    Pass,
    /// A stance on the scale.
    Stance(i32),
}

/// The opinions of everybody on every item.
#[derive(Debug)]
pub struct Minds {
    models: Vec<Model>,
    parties: Vec<u32>,
    items: usize,
    first: Vec<f64>,
    now: Vec<f64>,
}

impl Minds {
    /// People with opinions of their own; `parties` gives the party of each.
    #[must_use]
    pub fn new(parties: Vec<u32>, items: usize, mix: &Opinions, random: &mut Random) -> Minds {
        let models: Vec<Model> = parties.iter().map(|_| model(mix, random)).collect();
        let mut first = Vec::with_capacity(models.len() * items);
        for (model, party) in models.iter().zip(&parties) {
            for item in 0..items {
                first.push(match model {
                    // Who are one camp on one item are one camp on all: that is what divides.
                    Model::Stubborn if party % 2 == 0 => random.between(0.0, 0.15),
                    Model::Stubborn => random.between(0.85, 1.0),
                    // Items differ in how far people begin apart.
                    _ => 0.5 + (random.unit() - 0.5) * (0.4 + 0.6 * ((item % 4) as f64 / 3.0)),
                });
            }
        }
        Minds { models, parties, items, now: first.clone(), first }
    }

    /// Everybody hears the last round and moves.
    pub fn hear(&mut self) {
        for item in 0..self.items {
            let heard = self.mean_of_parties(item);
            let near = Near::of((0..self.models.len()).map(|member| self.at(member, item)));
            for member in 0..self.models.len() {
                let place = member * self.items + item;
                self.now[place] = match self.models[member] {
                    Model::Stubborn | Model::Abstainer => self.now[place],
                    Model::Mover { susceptibility } => {
                        susceptibility * heard + (1.0 - susceptibility) * self.first[place]
                    }
                    Model::Late => f64::midpoint(heard, self.first[place]),
                    Model::Bounded => near.mean(self.now[place]),
                };
            }
        }
    }

    /// What a member says on an item in a round, on a scale.
    pub fn said(
        &self,
        (member, item): (usize, usize),
        round: u32,
        (lo, hi): (i32, i32),
        random: &mut Random,
    ) -> Said {
        match self.models[member] {
            Model::Abstainer if random.unit() < PASSES => Said::Pass,
            Model::Abstainer => Said::Nothing,
            Model::Late if round == 1 => Said::Nothing,
            _ => {
                let told = f64::from(lo) + self.at(member, item) * f64::from(hi - lo);
                Said::Stance((told.round() as i32).clamp(lo, hi))
            }
        }
    }

    fn at(&self, member: usize, item: usize) -> f64 {
        self.now[member * self.items + item]
    }

    fn mean_of_parties(&self, item: usize) -> f64 {
        let parties = self.parties.iter().max().map_or(0, |last| *last as usize + 1);
        let mut sums = vec![(0.0, 0.0); parties];
        for (member, party) in self.parties.iter().enumerate() {
            let (sum, number) = &mut sums[*party as usize];
            *sum += self.at(member, item);
            *number += 1.0;
        }
        let means: Vec<f64> =
            sums.iter().filter(|(_, n)| *n > 0.0).map(|(sum, n)| sum / n).collect();
        means.iter().sum::<f64>() / means.len().max(1) as f64
    }
}

/// Opinions in order, with the sums up to each, so that the mean near a place is two lookups.
struct Near {
    sorted: Vec<f64>,
    sums: Vec<f64>,
}

impl Near {
    fn of(opinions: impl Iterator<Item = f64>) -> Near {
        let mut sorted: Vec<f64> = opinions.collect();
        sorted.sort_by(f64::total_cmp);
        let mut sums = vec![0.0];
        for opinion in &sorted {
            sums.push(sums.last().copied().unwrap_or_default() + opinion);
        }
        Near { sorted, sums }
    }

    fn mean(&self, own: f64) -> f64 {
        let from = self.sorted.partition_point(|other| *other < own - CONFIDENCE);
        let to = self.sorted.partition_point(|other| *other <= own + CONFIDENCE);
        match to - from {
            0 => own,
            n => ((self.sums[to] - self.sums[from]) / n as f64).clamp(0.0, 1.0),
        }
    }
}

fn model(mix: &Opinions, random: &mut Random) -> Model {
    let weights = [mix.stubborn, mix.movers, mix.bounded, mix.abstainers, mix.late];
    let all: u32 = weights.iter().sum();
    let mut place = random.below(all as usize) as u32;
    let chosen = weights.iter().position(|weight| match place.checked_sub(*weight) {
        Some(rest) => {
            place = rest;
            false
        }
        None => true,
    });
    match chosen {
        Some(0) => Model::Stubborn,
        Some(2) => Model::Bounded,
        Some(3) => Model::Abstainer,
        Some(4) => Model::Late,
        _ => Model::Mover { susceptibility: random.between(0.2, 0.8) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(mix: Opinions) -> Minds {
        let parties = (0..40).map(|member| member % 4).collect();
        Minds::new(parties, 4, &mix, &mut Random::new(7, 0))
    }

    const NONE: Opinions = Opinions { stubborn: 0, movers: 0, bounded: 0, abstainers: 0, late: 0 };

    fn spread(minds: &Minds) -> f64 {
        let (mut lo, mut hi) = (f64::MAX, f64::MIN);
        for opinion in &minds.now {
            (lo, hi) = (lo.min(*opinion), hi.max(*opinion));
        }
        hi - lo
    }

    #[test]
    fn camps_stay_where_they_are_and_movers_come_together() {
        let mut camps = only(Opinions { stubborn: 1, ..NONE });
        let before = camps.now.clone();
        camps.hear();
        assert_eq!(camps.now, before);
        assert!(spread(&camps) > 0.7);
        let mut movers = only(Opinions { movers: 1, ..NONE });
        let before = spread(&movers);
        movers.hear();
        assert!(spread(&movers) < before);
    }

    #[test]
    fn bounded_confidence_ends_in_groups_further_apart_than_the_bound() {
        let mut minds = only(Opinions { bounded: 1, ..NONE });
        (0..60).for_each(|_| minds.hear());
        for item in 0..4 {
            let mut opinions: Vec<f64> = (0..40).map(|member| minds.at(member, item)).collect();
            opinions.sort_by(f64::total_cmp);
            for pair in opinions.windows(2) {
                let apart = pair[1] - pair[0];
                assert!(!(1e-9..=CONFIDENCE).contains(&apart), "{apart}");
            }
        }
    }

    #[test]
    fn abstainers_give_no_stance_and_late_ones_come_in_round_two() {
        let mut random = Random::new(1, 1);
        let silent = only(Opinions { abstainers: 1, ..NONE });
        let said =
            |minds: &Minds, round, random: &mut Random| minds.said((0, 0), round, (-2, 2), random);
        assert!(!matches!(said(&silent, 1, &mut random), Said::Stance(_)));
        let late = only(Opinions { late: 1, ..NONE });
        assert_eq!(said(&late, 1, &mut random), Said::Nothing);
        assert!(matches!(said(&late, 2, &mut random), Said::Stance(_)));
    }
}
