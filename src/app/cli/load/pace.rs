//! When calls leave: in a closed loop when another was answered, in an open one at their moment.

use std::f64::consts::TAU;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use crate::app::cli::load::profile::Pace;

/// Calls of an open loop on their way at once. Beyond it calls wait, and their latency counts the
/// wait.
const IN_FLIGHT_MAX: usize = 20_000;
const DAY_SECONDS: f64 = 86_400.0;
/// How much busier than the mean the busiest moment of a day is, and the stillest less.
const EVENING: f64 = 0.8;

/// Gives every call its moment.
#[derive(Debug)]
pub struct Pacer {
    pace: Pace,
    slots: Arc<Semaphore>,
    /// Of an open loop at a rate: the moment of the next call, while rounds are open.
    next: Mutex<(usize, Option<Instant>)>,
}

/// The calls of one round.
#[derive(Debug)]
pub struct Lane<'a> {
    pacer: &'a Pacer,
    begun: Instant,
    calls: usize,
    given: usize,
}

/// The turn of one call.
#[derive(Debug)]
pub struct Turn {
    /// When it was to leave.
    pub at: Instant,
    _slot: OwnedSemaphorePermit,
}

impl Pacer {
    /// A pacer.
    #[must_use]
    pub fn new(pace: Pace) -> Pacer {
        let slots = match pace {
            Pace::Concurrency(calls) => calls as usize,
            Pace::Rate(_) | Pace::Days { .. } => IN_FLIGHT_MAX,
        };
        Pacer { pace, slots: Arc::new(Semaphore::new(slots)), next: Mutex::new((0, None)) }
    }

    /// Begins a round of so many calls.
    #[must_use]
    pub fn lane(&self, calls: usize) -> Lane<'_> {
        self.next.lock().expect("no panic while it is held").0 += 1;
        Lane { pacer: self, begun: Instant::now(), calls, given: 0 }
    }

    /// The next moment at a rate. It goes on from the last one however late it is, so that a slow
    /// server delays no call; only while no round is open time stands still.
    fn moment(&self, rate: f64) -> Instant {
        let mut next = self.next.lock().expect("no panic while it is held");
        let at = next.1.unwrap_or_else(Instant::now);
        next.1 = Some(at + Duration::from_secs_f64(1.0 / rate));
        at
    }
}

impl Lane<'_> {
    /// Waits for the next turn.
    pub async fn turn(&mut self) -> Turn {
        let slots = Arc::clone(&self.pacer.slots);
        let slot = async { slots.acquire_owned().await.expect("it is never closed") };
        let share = self.given as f64 / self.calls.max(1) as f64;
        self.given += 1;
        let at = match self.pacer.pace {
            Pace::Concurrency(_) => {
                let slot = slot.await;
                return Turn { at: Instant::now(), _slot: slot };
            }
            Pace::Rate(rate) => self.pacer.moment(rate),
            Pace::Days { days, time_factor } => {
                let seconds = day_moment(share, days) * DAY_SECONDS / time_factor;
                self.begun + Duration::from_secs_f64(seconds)
            }
        };
        sleep_until(at).await;
        Turn { at, _slot: slot.await }
    }
}

impl Drop for Lane<'_> {
    fn drop(&mut self) {
        let mut next = self.pacer.next.lock().expect("no panic while it is held");
        next.0 -= 1;
        if next.0 == 0 {
            next.1 = None;
        }
    }
}

/// The day at which a share of all has come, when days begin at the stillest hour and how many come
/// at a moment is `1 - EVENING · cos(2π · day)`.
fn day_moment(share: f64, days: f64) -> f64 {
    let come = |day: f64| (day - EVENING * (TAU * day).sin() / TAU) / come_in_all(days);
    let (mut lo, mut hi) = (0.0, days);
    for _ in 0..50 {
        let middle = f64::midpoint(lo, hi);
        if come(middle) < share { lo = middle } else { hi = middle }
    }
    lo
}

fn come_in_all(days: f64) -> f64 {
    days - EVENING * (TAU * days).sin() / TAU
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_rate_is_kept_while_nothing_answers() {
        let pacer = Pacer::new(Pace::Rate(10.0));
        let mut lane = pacer.lane(5);
        let began = Instant::now();
        let mut turns = Vec::new();
        for _ in 0..5 {
            turns.push(lane.turn().await);
        }
        let moments: Vec<u128> = turns.iter().map(|turn| (turn.at - began).as_millis()).collect();
        assert_eq!(moments, [0, 100, 200, 300, 400]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_late_does_not_move_the_moments_after() {
        let pacer = Pacer::new(Pace::Rate(10.0));
        let mut lane = pacer.lane(3);
        let began = Instant::now();
        let first = lane.turn().await;
        tokio::time::advance(Duration::from_secs(1)).await;
        let (second, third) = (lane.turn().await, lane.turn().await);
        assert_eq!(first.at, began);
        assert_eq!((second.at - began).as_millis(), 100);
        assert_eq!((third.at - began).as_millis(), 200);
    }

    #[tokio::test(start_paused = true)]
    async fn a_closed_loop_waits_for_an_answer() {
        let pacer = Pacer::new(Pace::Concurrency(1));
        let mut lane = pacer.lane(2);
        let first = lane.turn().await;
        let soon = tokio::time::timeout(Duration::from_secs(1), lane.turn()).await;
        assert!(soon.is_err(), "the only slot is taken");
        drop(first);
        lane.turn().await;
    }

    #[test]
    fn evenings_are_busier_than_nights() {
        let between = |from: f64, to: f64| {
            let come = (0..7_000).map(|n| day_moment(f64::from(n) / 7_000.0, 7.0).fract());
            come.filter(|day| (from..to).contains(day)).count()
        };
        assert!(between(0.4, 0.6) > 3 * between(0.0, 0.1) + 3 * between(0.9, 1.0));
        assert!(day_moment(0.0, 7.0) < 0.2 && day_moment(0.9999, 7.0) <= 7.0);
    }
}
