//! What one deliberation will be sent, from the seed alone.

use crate::app::cli::load::ledger::Cast;
use crate::app::cli::load::opinion::{Minds, Said};
use crate::app::cli::load::profile::Profile;
use crate::app::cli::load::random::Random;

/// Looks, in each round, whether something is seen that must not be yet.
const PROBES: usize = 3;

/// One call of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// A stance on its own.
    One(Cast),
    /// A batch.
    Batch(Vec<Cast>),
    /// A message of the stream.
    Message(Vec<Cast>),
    /// Two edits of the same version of a proposal, by two members, at the same moment.
    Clash {
        /// The proposal, by position.
        proposal: u32,
        /// The members, by position.
        members: [u32; 2],
    },
    /// Somebody tries to see what others said.
    Probe,
}

/// A deliberation to be.
#[derive(Debug)]
pub struct Plan {
    /// The party of each member, by position, ascending.
    pub parties: Vec<u32>,
    minds: Minds,
    random: Random,
}

impl Plan {
    /// Deliberation `number` of a seed.
    #[must_use]
    pub fn new(profile: &Profile, seed: u64, number: u32) -> Plan {
        let mut random = Random::new(seed, u64::from(number));
        let parties = seats(profile, &mut random);
        let items = profile.statements as usize;
        let minds = Minds::new(parties.clone(), items, &profile.opinions, &mut random);
        Plan { parties, minds, random }
    }

    /// The calls of the next round, in the order in which they leave.
    pub fn round(&mut self, profile: &Profile, round: u32) -> Vec<Job> {
        if round > 1 {
            self.minds.hear();
        }
        let mut casts = self.casts(profile, round);
        self.random.shuffle(&mut casts);
        let again = (casts.len() as f64 * profile.restated).round() as usize;
        let restated = casts.iter().take(again).filter_map(|cast| another(*cast, profile.scale));
        let mut jobs: Vec<Job> = restated.map(Job::One).collect();
        let ways = profile.ways;
        let all = u64::from(ways.unary + ways.batch + ways.stream);
        let share = |weight: u32| casts.len() as u64 * u64::from(weight) / all;
        let (unary, batch) = (share(ways.unary) as usize, share(ways.batch) as usize);
        let size = profile.batch as usize;
        let (unary, batch) = match (ways.stream, ways.batch) {
            (0, 0) => (casts.len(), 0),
            (0, _) => (unary, casts.len() - unary),
            _ => (unary, batch),
        };
        let (single, many) = casts.split_at(unary);
        let (batched, streamed) = many.split_at(batch);
        jobs.extend(single.iter().copied().map(Job::One));
        jobs.extend(batched.chunks(size).map(|casts| Job::Batch(casts.to_vec())));
        jobs.extend(streamed.chunks(size).map(|casts| Job::Message(casts.to_vec())));
        jobs.extend((0..profile.clashes).map(|clash| self.clash(profile, clash)));
        jobs.extend((0..PROBES).map(|_| Job::Probe));
        self.random.shuffle(&mut jobs);
        jobs
    }

    fn casts(&mut self, profile: &Profile, round: u32) -> Vec<Cast> {
        let mut casts = Vec::new();
        for member in 0..self.parties.len() {
            for item in 0..profile.statements as usize {
                let place = (member, item);
                let said = self.minds.said(place, round, profile.scale, &mut self.random);
                let answer = match said {
                    Said::Nothing => continue,
                    Said::Pass => None,
                    Said::Stance(value) => Some(value),
                };
                casts.push(Cast { member: member as u32, item: item as u16, answer });
            }
        }
        casts
    }

    fn clash(&mut self, profile: &Profile, clash: u32) -> Job {
        let one = self.random.below(self.parties.len());
        let others = self.parties.len() - 1;
        let other = (one + 1 + self.random.below(others)) % self.parties.len();
        let proposal = clash % profile.proposals;
        Job::Clash { proposal, members: [one as u32, other as u32] }
    }
}

/// Each party has a member, and the others join where they like: some parties are large.
fn seats(profile: &Profile, random: &mut Random) -> Vec<u32> {
    let weights: Vec<f64> = (0..profile.parties).map(|_| random.between(0.2, 3.0)).collect();
    let mut sums = Vec::with_capacity(weights.len());
    let mut sum = 0.0;
    for weight in weights {
        sum += weight;
        sums.push(sum);
    }
    let mut parties: Vec<u32> = (0..profile.parties).collect();
    for _ in profile.parties..profile.members {
        let place = random.between(0.0, sum);
        let party = sums.partition_point(|sum| *sum <= place).min(sums.len() - 1);
        parties.push(party as u32);
    }
    parties.sort_unstable();
    parties
}

/// The same member on the same item with another answer.
fn another(cast: Cast, (lo, hi): (i32, i32)) -> Option<Cast> {
    let answer = match cast.answer? {
        value if value < hi => value + 1,
        _ => lo,
    };
    Some(Cast { answer: Some(answer), ..cast })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::cli::load::profile::read;

    fn casts(jobs: &[Job]) -> usize {
        let size = |job: &Job| match job {
            Job::One(_) => 1,
            Job::Batch(casts) | Job::Message(casts) => casts.len(),
            Job::Clash { .. } | Job::Probe => 0,
        };
        jobs.iter().map(size).sum()
    }

    #[test]
    fn the_same_seed_gives_the_same_calls() {
        let profile = read("smoke").expect("ours");
        let jobs = |seed| {
            let mut plan = Plan::new(&profile, seed, 0);
            [plan.round(&profile, 1), plan.round(&profile, 2)]
        };
        assert_eq!(jobs(5), jobs(5));
        assert_ne!(jobs(5), jobs(6));
    }

    #[test]
    fn every_party_has_a_member_and_every_stance_leaves_once() {
        let profile = read("smoke").expect("ours");
        let mut plan = Plan::new(&profile, 1, 0);
        assert_eq!(plan.parties.len(), profile.members as usize);
        for party in 0..profile.parties {
            assert!(plan.parties.contains(&party));
        }
        let jobs = plan.round(&profile, 1);
        let again = plan.round(&profile, 2);
        assert!(casts(&again) > casts(&jobs), "late-comers speak in round 2");
        let clashes = jobs.iter().filter(|job| matches!(job, Job::Clash { .. }));
        for clash in clashes {
            let Job::Clash { members: [one, other], .. } = clash else { continue };
            assert_ne!(one, other);
        }
    }
}
