//! Made-up conversations: people of four minds about statements, from a seed.

use beraad::analysis::opinion::{Arrival, Vote};

/// In how many ways people think.
const MINDS: usize = 4;

/// Numbers that look random and follow from a seed (`SplitMix64`; Steele, Lea and Flood 2014).
pub struct Draw(u64);

impl Draw {
    /// From this seed.
    pub fn new(seed: u64) -> Draw {
        Draw(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below this one.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

/// So many votes of so many people, in an order that has nothing to do with who gave them. Each
/// votes on as many statements as another does too few, up to four fifths more or less than the
/// mean, and on none twice.
pub fn made_up(people: usize, statements: usize, votes: usize, seed: u64) -> Vec<Arrival> {
    let mut draw = Draw::new(seed);
    // Of each mind what it thinks: for most statements one answer is likelier.
    let leaning: Vec<usize> = (0..MINDS * statements).map(|_| draw.below(3)).collect();
    let mut order: Vec<usize> = (0..statements).collect();
    let mut arrivals = Vec::with_capacity(votes);
    let mut spread = 0;
    for person in 0..people {
        let (done, left) = (arrivals.len(), people - person);
        let mean = (votes - done) / left;
        let count = match person % 2 {
            _ if left == 1 => votes - done,
            0 => {
                spread = draw.below(mean.min(statements - mean.min(statements)) * 4 / 5 + 1);
                mean + spread
            }
            _ => mean.saturating_sub(spread),
        };
        let leaning = &leaning[person % MINDS * statements..][..statements];
        for at in 0..count.min(statements) {
            order.swap(at, at + draw.below(statements - at));
            let statement = order[at];
            let vote = match draw.below(10) {
                0..7 => leaning[statement],
                other => other % 3,
            };
            arrivals.push(Arrival::new(person, statement, Vote::ALL[vote]));
        }
    }
    for at in (1..arrivals.len()).rev() {
        arrivals.swap(at, draw.below(at + 1));
    }
    arrivals
}

/// The most memory that this process ever held, in bytes, as the kernel counts it.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
