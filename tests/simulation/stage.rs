//! What all tasks of a world share, and how a caller gets an answer to a write.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use beraad::domain::event::Event;
use beraad::domain::ids::DeliberationId;
use beraad::log::codec;
use tonic::service::Routes;

use crate::asks::{Answer, Ask, Failed, Who};
use crate::chance::Chance;
use crate::clock::SimClock;
use crate::disk::Disk;
use crate::mirror::{Fate, Mirror};
use crate::trace::Trace;

/// What all tasks of a world share.
pub struct Stage {
    pub seed: u64,
    pub ids: Vec<DeliberationId>,
    pub clock: Arc<SimClock>,
    pub trace: Arc<Trace>,
    pub disk: Arc<Disk>,
    pub healed: AtomicBool,
    mirror: Mutex<Mirror>,
}

/// How a try ended.
type Tried = Result<Answer, Failed>;

impl Stage {
    /// The stage of a seed, with nothing on it.
    pub fn new(seed: u64) -> Stage {
        let (clock, trace) = (Arc::new(SimClock::default()), Arc::new(Trace::default()));
        let disk = Arc::new(Disk::new(seed, clock.clone(), trace.clone()));
        let count = 1 + Chance::new(seed, 2).below(3);
        let id = |n| DeliberationId::parse(&format!("d{n}")).expect("an id");
        let (healed, mirror) = (AtomicBool::new(false), Mutex::default());
        Stage { seed, ids: (0..count).map(id).collect(), clock, trace, disk, healed, mirror }
    }

    /// What the callers know.
    pub fn mirror(&self) -> MutexGuard<'_, Mirror> {
        self.mirror.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a line of the trace.
    pub fn line(&self, line: impl std::fmt::Display) {
        self.trace.line(format!("{:>8} {line}", self.clock.elapsed()));
    }

    /// Notes that a promise was not kept.
    pub fn broke(&self, check: &'static str, detail: String) {
        self.line(format!("BROKEN {check}: {detail}"));
        self.mirror().broke(check, detail);
    }

    /// Nothing fails any more.
    pub fn heal(&self) {
        self.line("from now on nothing fails");
        self.disk.heal();
        self.healed.store(true, Ordering::Relaxed);
    }

    /// Whether nothing fails any more.
    pub fn is_healed(&self) -> bool {
        self.healed.load(Ordering::Relaxed)
    }

    /// The events that are durable.
    pub fn events(&self, id: &DeliberationId) -> Vec<(u64, Event)> {
        let commits = self.disk.commits(id);
        let events = commits.iter().flat_map(|commit| &commit.events);
        events.map(|e| (e.sequence, codec::decode(e).expect("an event"))).collect()
    }

    /// Does once what has this key, and tries until it is known what became of it.
    pub async fn once(
        &self,
        routes: &Routes,
        (id, key, who): (&DeliberationId, &str, &Who),
        ask: impl FnOnce() -> Ask,
        chance: &mut Chance,
    ) -> Result<Answer, String> {
        let number = {
            let mut mirror = self.mirror();
            let found = mirror.find(id, key);
            found.unwrap_or_else(|| mirror.add(id, key, who.clone(), ask()))
        };
        let known = matches!(self.mirror().intents[number].fate, Fate::Acknowledged(_));
        if known && chance.one_in(4) {
            // Whoever lost what was answered asks again.
            self.attempt(routes, number, chance).await;
        }
        loop {
            let fate = self.mirror().intents[number].fate.clone();
            match fate {
                Fate::Acknowledged(answer) => return Ok(*answer),
                Fate::Refused(reason) => return Err(reason),
                Fate::Unwritten | Fate::Unknown => self.attempt(routes, number, chance).await,
            }
            let pause = *chance.pick(&[0, 3, 40, 700]);
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
    }

    /// Tries a write once, or twice at the same time, and notes what is known of it then.
    pub async fn attempt(&self, routes: &Routes, number: usize, chance: &mut Chance) {
        let (before, word) = {
            let intent = &mut self.mirror().intents[number];
            let before = intent.fate.clone();
            if !matches!(before, Fate::Acknowledged(_)) {
                intent.fate = Fate::Unknown;
            }
            (before, format!("{} {} {}", intent.deliberation, number, intent.ask.word()))
        };
        let ended = if chance.one_in(8) {
            let patience = [self.patience(chance), self.patience(chance)];
            let (one, other) = tokio::join!(
                self.tried(routes, number, patience[0]),
                self.tried(routes, number, patience[1]),
            );
            self.line(format!("{word}: {} and {}", told(&one), told(&other)));
            vec![one, other]
        } else {
            let ended = self.tried(routes, number, self.patience(chance)).await;
            self.line(format!("{word}: {}", told(&ended)));
            vec![ended]
        };
        let fate = self.fate(number, before, ended);
        self.mirror().intents[number].fate = fate;
    }

    /// How long the caller waits for an answer before it gives up.
    fn patience(&self, chance: &mut Chance) -> Duration {
        let impatient = chance.one_in(6) && !self.is_healed();
        let wait = *chance.pick(&[1, 20, 300, 5_000]);
        Duration::from_millis(if impatient { wait } else { 120_000 })
    }

    async fn tried(&self, routes: &Routes, number: usize, patience: Duration) -> Tried {
        let (ask, who) = {
            let intent = &self.mirror().intents[number];
            (intent.ask.clone(), intent.who.clone())
        };
        match tokio::time::timeout(patience, ask.send(routes.clone(), &who)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(status)) => Err(Failed::of(&status)),
            Err(_) => {
                let intent = &mut self.mirror().intents[number];
                intent.loose |= matches!(intent.ask, Ask::Stream(_));
                Err(Failed::Unknown("no patience".to_owned()))
            }
        }
    }

    /// What is known of a write after these tries.
    fn fate(&self, number: usize, before: Fate, ended: Vec<Tried>) -> Fate {
        let mut fate = before;
        let fresh = !matches!(fate, Fate::Acknowledged(_));
        let unknown = ended.iter().any(|tried| matches!(tried, Err(Failed::Unknown(_))));
        for tried in ended {
            fate = match (fate, tried) {
                (fate, Err(Failed::Wrong(what))) => {
                    self.broke("answers", format!("write {number}: {what}"));
                    fate
                }
                (Fate::Acknowledged(first), Ok(answer)) => {
                    if *first != answer {
                        let detail = format!("write {number}: {first:?}, and then {answer:?}");
                        self.broke("same answer", detail);
                    }
                    Fate::Acknowledged(first)
                }
                (Fate::Acknowledged(first), Err(Failed::Refused(reason))) => {
                    // Two at the same time may see two states, one of them before the write.
                    if !fresh {
                        let detail = format!("write {number} was acknowledged, then {reason}");
                        self.broke("same answer", detail);
                    }
                    Fate::Acknowledged(first)
                }
                (Fate::Acknowledged(first), Err(_)) => Fate::Acknowledged(first),
                (_, Ok(answer)) if answer.written.is_none() => Fate::Refused("all of it".into()),
                (_, Ok(answer)) => Fate::Acknowledged(Box::new(answer)),
                (_, Err(Failed::Refused(_))) if unknown => Fate::Unknown,
                (_, Err(Failed::Refused(reason))) => Fate::Refused(reason),
                (_, Err(Failed::Unknown(_))) => Fate::Unknown,
                (Fate::Unknown, Err(Failed::NotWritten)) => Fate::Unknown,
                (_, Err(Failed::NotWritten)) => Fate::Unwritten,
            };
        }
        fate
    }
}

fn told(tried: &Tried) -> String {
    match tried {
        Ok(answer) => match &answer.written {
            Some(written) => format!("written at {}", written.sequence),
            None => "nothing to write".to_owned(),
        },
        Err(failed) => format!("{failed:?}"),
    }
}
