//! Half an hour of mixed load and faults on one server: nothing is lost, and memory stays flat.

use std::time::{Duration, Instant};

use crate::kills::setting;
use crate::load::{Books, HIDDEN, KILLS, Load};
use crate::readers::Readers;
use crate::server::{Faults, Ground};
use crate::{Fallible, Told};

/// Minutes unless `TORTURE_MINUTES` says otherwise.
const MINUTES_DEFAULT: u64 = 30;
const MIB: u64 = 1024 * 1024;
/// What the last third of the time may take beside the middle third, in percent.
const GROWTH_PERCENT_MAX: u64 = 115;

pub async fn run() -> Fallible<Told> {
    let minutes = setting("TORTURE_MINUTES", MINUTES_DEFAULT);
    let seed = setting("TORTURE_SEED", 1);
    let ground = Ground::new()?;
    // Syncs fail now and then, and pages take their time now and then.
    let faults = Faults(vec!["fdatasync,fsync:error=EIO:when=900+1013".into()]);
    let server = ground.must_start(&faults).await?;
    let (begun, time) = (Instant::now(), Duration::from_secs(60 * minutes));
    let mut books = Books::default();
    let mut memory: Vec<(Duration, u64)> = Vec::new();
    while begun.elapsed() < time {
        let profile = if books.loads % 2 == 0 { KILLS } else { HIDDEN };
        let mut load = tokio::spawn(Load::start(&ground.url(), profile, seed + books.loads)?.end());
        // A load may be over before anybody found a round to read.
        tokio::select! {
            readers = Readers::stopped(&ground, 4) => {
                let readers = readers?;
                books.add((&mut load).await??);
                drop(readers);
            }
            played = &mut load => books.add(played??),
        }
        memory.push((begun.elapsed(), server.memory()?));
    }
    drop(server);
    let third = |from: u32| {
        let within = |at: &Duration| (time * from / 3..time * (from + 1) / 3).contains(at);
        let of: Vec<u64> = memory.iter().filter(|(at, _)| within(at)).map(|(_, b)| *b).collect();
        of.iter().sum::<u64>() / of.len().max(1) as u64 / MIB
    };
    let (first, middle, last) = (third(0), third(1), third(2));
    let flat = last * 100 <= middle * GROWTH_PERCENT_MAX;
    let line = format!("{minutes} min, memory by thirds {first}, {middle}, {last} MiB; {books}");
    Ok(Told { line, sound: books.is_sound() && flat })
}
