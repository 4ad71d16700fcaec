//! Whether promises were kept: one voice a party, whatever the number of its promises.

use crate::analysis::exact;
use crate::analysis::figure::{Measured, Undefined, Value};
use crate::analysis::means::{lowest, mean_of_parts};
use crate::analysis::ownership::evenness::evenness;

/// How a promise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was kept.
    Kept,
    /// It was not.
    Broken,
    /// Its date has passed and nobody said that it was kept.
    Overdue,
    /// Its date has not come.
    Open,
    /// All other parties let it off: it does not count.
    Waived,
}

/// What became of the promises.
#[derive(Debug, Clone, PartialEq)]
pub struct Commitments {
    /// For each party kept / (kept + broken + overdue).
    pub fulfilment: Vec<Measured>,
    /// The mean over the parties of which something was due.
    pub mean: Measured,
    /// The least of them.
    pub min: Measured,
    /// The party with the least, when there is one.
    pub worst_off: Option<usize>,
    /// How many parties had something due.
    pub due: u64,
    /// The share of the parties that made a promise.
    pub coverage: Measured,
    /// How evenly the promises are spread over the parties: Pielou's J of their numbers.
    pub evenness: Measured,
}

/// What became of promises, each of a party.
#[must_use]
pub fn commitments(parties: usize, made: &[(usize, Standing)]) -> Commitments {
    let mut kept = vec![0_u64; parties];
    let mut due = vec![0_u64; parties];
    let mut counts = vec![0_u128; parties];
    for (party, standing) in made.iter().filter(|(_, standing)| *standing != Standing::Waived) {
        counts[*party] += 1;
        kept[*party] += u64::from(*standing == Standing::Kept);
        due[*party] += u64::from(*standing != Standing::Open);
    }
    let share = |(kept, due): (&u64, &u64)| match due {
        0 => Err(Undefined::NothingDue),
        _ => Ok(Value::Exact(exact::ratio_of_counts(*kept, *due))),
    };
    let fulfilment: Vec<Measured> = kept.iter().zip(&due).map(share).collect();
    let (least, worst_off) = lowest(&fulfilment);
    let promised = counts.iter().filter(|count| **count > 0).count() as u64;
    Commitments {
        mean: mean_of_parts(kept.iter().copied().zip(due.iter().copied()))
            .ok_or(Undefined::NothingDue),
        min: least.ok_or(Undefined::NothingDue),
        worst_off,
        due: due.iter().filter(|due| **due > 0).count() as u64,
        coverage: match parties {
            0 => Err(Undefined::NoEligibleParties),
            _ => Ok(Value::Exact(exact::ratio_of_counts(promised, parties as u64))),
        },
        evenness: evenness(&counts).map(|even| even.pielou),
        fulfilment,
    }
}
