//! What a load measured: outcomes and latencies per call, the warm-up apart.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use hdrhistogram::Histogram;
use tokio::time::Instant;

use crate::app::cli::load::rpc::Rpc;

/// The longest latency that is told as it is, in microseconds: an hour.
const LONGEST_US: u64 = 3_600_000_000;
/// Digits of a latency that are kept.
const DIGITS: u8 = 3;

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// With an answer.
    Acknowledged,
    /// With a refusal for this reason.
    Refused(String),
    /// Without anybody knowing, until patience was at an end.
    Unknown,
}

/// What came of the calls of one method.
#[derive(Debug, Clone)]
pub struct Series {
    /// Acknowledged calls.
    pub acknowledged: u64,
    /// What they wrote or read: stances, for the calls that cast them.
    pub amount: u64,
    /// Refused calls, by reason.
    pub refused: BTreeMap<String, u64>,
    /// Calls of which nobody knows what became of them.
    pub unknown: u64,
    /// Attempts whose outcome was unknown at first.
    pub unknown_attempts: u64,
    /// Attempts that the server put off.
    pub put_off: u64,
    /// Microseconds from the moment a call was to leave to its last answer.
    pub latency_us: Histogram<u64>,
}

impl Default for Series {
    fn default() -> Series {
        let latency_us = Histogram::new_with_bounds(1, LONGEST_US, DIGITS);
        Series {
            acknowledged: 0,
            amount: 0,
            refused: BTreeMap::new(),
            unknown: 0,
            unknown_attempts: 0,
            put_off: 0,
            latency_us: latency_us.expect("the bounds are sound"),
        }
    }
}

/// One call, as it is noted.
#[derive(Debug)]
pub struct Call {
    /// When it was to leave.
    pub since: Instant,
    /// How it ended.
    pub ended: Ended,
    /// Stances in it.
    pub amount: u64,
    /// Attempts whose outcome was unknown at first.
    pub unknown_attempts: u64,
    /// Attempts that the server put off.
    pub put_off: u64,
}

/// The series of all methods.
#[derive(Debug, Default)]
pub struct Meter {
    warm_up: Duration,
    began: OnceLock<Instant>,
    measured: Mutex<BTreeMap<&'static str, Series>>,
    warm: Mutex<BTreeMap<&'static str, Series>>,
}

impl Meter {
    /// A meter that keeps the first while of the load apart.
    #[must_use]
    pub fn new(warm_up: Duration) -> Meter {
        Meter { warm_up, ..Meter::default() }
    }

    /// The load begins, unless it did already.
    pub fn begin(&self) {
        self.began.get_or_init(Instant::now);
    }

    /// Seconds since the warm-up ended; 0 until then.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        let since = self.began.get().map(|began| began.elapsed());
        since.map_or(0.0, |since| since.saturating_sub(self.warm_up).as_secs_f64())
    }

    /// Notes a call.
    pub fn note(&self, rpc: &Rpc, call: Call) {
        let warms =
            rpc.load && self.began.get().is_none_or(|began| call.since < *began + self.warm_up);
        let into = if warms { &self.warm } else { &self.measured };
        let latency = u64::try_from(call.since.elapsed().as_micros()).unwrap_or(LONGEST_US);
        let mut into = into.lock().expect("no panic while it is held");
        let series = into.entry(rpc.name).or_default();
        series.unknown_attempts += call.unknown_attempts;
        series.put_off += call.put_off;
        match call.ended {
            Ended::Acknowledged => {
                series.acknowledged += 1;
                series.amount += call.amount;
            }
            Ended::Refused(reason) => *series.refused.entry(reason).or_default() += 1,
            Ended::Unknown => series.unknown += 1,
        }
        series.latency_us.saturating_record(latency.max(1));
    }

    /// What was measured, after the warm-up and during it.
    #[must_use]
    pub fn finish(self) -> (BTreeMap<&'static str, Series>, BTreeMap<&'static str, Series>) {
        let inner = |one: Mutex<_>| one.into_inner().expect("no panic while it is held");
        (inner(self.measured), inner(self.warm))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::cli::load::rpc;

    fn call(since: Instant) -> Call {
        let ended = Ended::Acknowledged;
        Call { since, ended, amount: 2, unknown_attempts: 0, put_off: 0 }
    }

    #[tokio::test(start_paused = true)]
    async fn latency_counts_from_the_moment_a_call_was_to_leave_and_warm_up_stands_apart() {
        let meter = Meter::new(Duration::from_secs(1));
        meter.begin();
        let began = Instant::now();
        tokio::time::advance(Duration::from_secs(3)).await;
        meter.note(&rpc::CAST, call(began));
        meter.note(&rpc::CAST, call(began + Duration::from_secs(2)));
        meter.note(&rpc::OPEN, call(began));
        assert!((meter.seconds() - 2.0).abs() < 1e-9);
        let (measured, warm) = meter.finish();
        let max = |series: &Series| series.latency_us.max() / 1_000_000;
        assert_eq!((max(&warm["CastStance"]), warm["CastStance"].acknowledged), (3, 1));
        assert_eq!((max(&measured["CastStance"]), measured["CastStance"].amount), (1, 2));
        assert_eq!(measured["OpenRound"].acknowledged, 1, "leading a round never warms up");
    }
}
