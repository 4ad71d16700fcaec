//! The process is killed at every point between a request and its answer, and goes on each time.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::load::{Books, HIDDEN, KILLS, Load};
use crate::server::{ASK_AGAIN, Faults, Ground, Server};
use crate::{Fallible, Told};

/// Kills unless `TORTURE_KILLS` says otherwise.
const KILLS_DEFAULT: u64 = 60;
/// A server whose fault does not come in this time is killed all the same.
const LIFE_MAX: Duration = Duration::from_secs(4);

/// Where a server dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Point {
    /// With requests read from a connection and not yet judged.
    Received,
    /// Between two pages of the write-ahead log.
    Appending,
    /// Written and not yet synced.
    Unsynced,
    /// Synced, and nobody was told.
    Durable,
    /// While answers are being sent.
    Answering,
    /// At any moment, from outside.
    Anywhere,
}

const POINTS: [Point; 6] = [
    Point::Received,
    Point::Appending,
    Point::Unsynced,
    Point::Durable,
    Point::Answering,
    Point::Anywhere,
];

impl Point {
    /// What is done to the system calls, and after which time the server is killed from outside.
    fn faults(self, chance: &mut Chance) -> (Faults, Duration) {
        let signal = |call: &str, when: u64| Faults::one(format!("{call}:signal=KILL:when={when}"));
        let soon = Duration::from_millis(chance.between(150, 900));
        match self {
            Point::Received => (signal("recvfrom", chance.between(50, 1_500)), LIFE_MAX),
            Point::Appending => (signal("pwrite64", chance.between(20, 900)), LIFE_MAX),
            Point::Unsynced => (signal("fdatasync,fsync", chance.between(5, 120)), LIFE_MAX),
            // The writer lingers behind each sync, so that a kill nearly always meets it there.
            Point::Durable => (Faults::one("fdatasync,fsync:delay_exit=60000"), soon),
            Point::Answering => (signal("writev", chance.between(50, 1_500)), LIFE_MAX),
            Point::Anywhere => (Faults::default(), soon),
        }
    }
}

/// Numbers from a seed (SplitMix64), so that a run can be repeated.
pub struct Chance(pub u64);

impl Chance {
    pub fn between(&mut self, lo: u64, hi: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        lo + (z ^ (z >> 31)) % (hi - lo)
    }
}

/// A number from the environment.
pub fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

pub async fn run() -> Fallible<Told> {
    let (wanted, seed) = (setting("TORTURE_KILLS", KILLS_DEFAULT), setting("TORTURE_SEED", 1));
    let ground = Ground::new()?;
    let mut chance = Chance(seed);
    let mut deaths: BTreeMap<Point, u64> = BTreeMap::new();
    let (mut kills, mut books) = (0, Books::default());
    let mut server = Some(ground.must_start(&Faults::default()).await?);
    while kills < wanted {
        let profile = if books.loads % 3 == 2 { HIDDEN } else { KILLS };
        let load = Load::start(&ground.url(), profile, seed + books.loads)?;
        let mut ending = tokio::spawn(load.end());
        // The load connects first: who finds nobody at the beginning gives up at once.
        sleep(Duration::from_millis(300)).await;
        while kills < wanted && !ending.is_finished() {
            drop(server.take());
            let point = POINTS[(kills % POINTS.len() as u64) as usize];
            let (faults, life) = point.faults(&mut chance);
            if let Some(started) = ground.start(&faults, &[]).await? {
                live(started, life, &ending).await?;
            }
            kills += 1;
            *deaths.entry(point).or_default() += 1;
        }
        server = Some(match server.take() {
            Some(server) => server,
            None => ground.must_start(&Faults::default()).await?,
        });
        books.add((&mut ending).await??);
    }
    let where_they_died: Vec<String> =
        deaths.iter().map(|(point, number)| format!("{number} {point:?}")).collect();
    let line = format!("{kills} kills ({}): {books}", where_they_died.join(", "));
    Ok(Told { line: line.to_lowercase(), sound: books.is_sound() && kills >= wanted })
}

/// Lets a server live until its fault comes, its time is over, or nobody needs it any more.
async fn live(
    mut server: Server,
    life: Duration,
    ending: &tokio::task::JoinHandle<Fallible<Books>>,
) -> Fallible<()> {
    let until = Instant::now() + life;
    while Instant::now() < until && !server.ended()? && !ending.is_finished() {
        sleep(ASK_AGAIN).await;
    }
    server.kill()
}
