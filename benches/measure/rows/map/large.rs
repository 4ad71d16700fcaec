//! Large conversations, each in a process of its own, so that what it takes is told exactly.

use std::fs;
use std::hint::black_box;
use std::io::Write as _;
use std::process::{Command, Stdio};

use beraad::analysis::opinion::{Arrival, Conversation, OpinionMap, Standing};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{library, milliseconds, threads};
use crate::Fallible;
use crate::conditions::Run;
use crate::opinions::{made_up, peak_memory};
use crate::rows::{ratios, summary};
use crate::table::{self, Row, Verdict};

/// People, statements and votes.
const CITY: [usize; 3] = [100_000, 500, 5_000_000];
const COUNTRY: [usize; 3] = [1_000_000, 1_000, 50_000_000];
const MIB: f64 = (1 << 20) as f64;
/// A tick: so many votes at a time.
const TICK: usize = 1_000;

/// The process that makes one map: what it took, as JSON.
pub fn child(shape: &[String]) -> Fallible<()> {
    let shape: Vec<usize> = shape.iter().map(|word| word.parse()).collect::<Result<_, _>>()?;
    let [people, statements, votes] = shape[..] else { return Err("three numbers".into()) };
    let arrivals = made_up(people, statements, votes, 1);
    let begin = Instant::now();
    let sum: u64 = arrivals.iter().map(|one| (one.row() ^ one.column()) as u64).sum();
    black_box(sum);
    let stream = begin.elapsed().as_secs_f64();
    let before = peak_memory();
    let begin = Instant::now();
    let map = OpinionMap::stable(&conversation(people, statements, &arrivals));
    let seconds = begin.elapsed().as_secs_f64();
    let groups = map.groups.len();
    let told = json!({
        "seconds": [seconds], "stream": stream, "before": before, "peak": peak_memory(),
        "groups": groups,
    });
    println!("{told}");
    Ok(())
}

fn conversation(people: usize, statements: usize, arrivals: &[Arrival]) -> Conversation {
    let standing = vec![Standing::default(); statements];
    Conversation::new(people, standing, arrivals, None, threads())
}

/// What children told of maps of this shape.
struct Cold {
    ms: Vec<f64>,
    stream_ms: Vec<f64>,
    peak: f64,
    before: f64,
    groups: u64,
}

fn cold(shape: [usize; 3], repetitions: usize) -> Fallible<Cold> {
    let mut cold =
        Cold { ms: Vec::new(), stream_ms: Vec::new(), peak: 0.0, before: 0.0, groups: 0 };
    for _ in 0..repetitions {
        let run = Command::new(std::env::current_exe()?)
            .arg("--map")
            .args(shape.map(|number| number.to_string()))
            .stderr(Stdio::inherit())
            .output()?;
        let told: Value = serde_json::from_slice(&run.stdout)?;
        cold.ms.extend(milliseconds(&told));
        cold.stream_ms.extend(told["stream"].as_f64().map(|seconds| seconds * 1e3));
        cold.peak = cold.peak.max(told["peak"].as_f64().ok_or("the kernel does not tell")?);
        cold.before = told["before"].as_f64().unwrap_or_default();
        cold.groups = told["groups"].as_u64().unwrap_or_default();
    }
    Ok(cold)
}

impl Cold {
    fn told(&self) -> Fallible<String> {
        let us: Vec<f64> = self.ms.iter().map(|ms| ms * 1e3).collect();
        let (time, groups) = (table::ms(summary(&us)?), self.groups);
        let (peak, before) = (self.peak / MIB, self.before / MIB);
        let threads = threads();
        Ok(format!(
            "{time} on {threads} threads, at most {peak:.0} MiB, {before:.0} MiB of it before \
             the map was made; {groups} groups"
        ))
    }
}

/// A hundred thousand people, beside a dense computation.
pub(super) fn measure(run: &mut Run) -> Fallible<()> {
    let [people, statements, votes] = CITY;
    let cold = cold(CITY, run.repetitions() + 2)?;
    let file = run.cache.join("arrivals");
    write_arrivals(&file, &made_up(people, statements, votes, 1))?;
    let (people, statements) = (people.to_string(), statements.to_string());
    let dense = library(&["dense", &people, &statements], &file)?;
    let _ = fs::remove_file(&file);
    let (median, peak) = (summary(&cold.ms)?.median, cold.peak / MIB);
    let mut figures = cold.told()?;
    let mut ratio = String::new();
    if let Some(dense) = dense {
        let dense_ms = summary(&milliseconds(&dense))?.median;
        let dense_mib = dense["peak"].as_f64().unwrap_or_default() / MIB;
        ratio = format!("{:.1} × as fast as dense numpy without groups", dense_ms / median);
        figures = format!("{figures}; dense numpy {dense_ms:.0} ms, {dense_mib:.0} MiB");
    }
    run.note(Row {
        measure: "map of 100k people, 500 statements and 5M votes, from arrivals".to_owned(),
        ratio,
        goal: "< 250 ms, < 200 MiB with the arrivals".to_owned(),
        verdict: Verdict::of(median < 250.0 && peak < 200.0),
        figures,
    });
    Ok(())
}

/// Arrivals as a baseline reads them.
fn write_arrivals(path: &std::path::Path, arrivals: &[Arrival]) -> Fallible<()> {
    let mut file = std::io::BufWriter::new(fs::File::create(path)?);
    for one in arrivals {
        file.write_all(&(one.row() as u32).to_le_bytes())?;
        let code = one.column() as u32 * 3 + one.vote() as u32;
        file.write_all(&code.to_le_bytes())?;
    }
    Ok(file.flush()?)
}

/// A million people, beside walking through their votes once.
pub(super) fn measure_million(run: &mut Run) -> Fallible<()> {
    let cold = cold(COUNTRY, run.repetitions())?;
    let (median, peak) = (summary(&cold.ms)?.median, cold.peak / MIB);
    let times = table::times(ratios(&cold.ms, &cold.stream_ms)?);
    let stream = summary(&cold.stream_ms)?.median;
    run.note(Row {
        measure: "map of 1M people, 1000 statements and 50M votes, from arrivals".to_owned(),
        ratio: format!("{times} as long as reading them in memory once"),
        goal: "< 3 s, < 1 GiB with the arrivals".to_owned(),
        verdict: Verdict::of(median < 3_000.0 && peak < 1_024.0),
        figures: format!("{}; reading them once {stream:.0} ms", cold.told()?),
    });
    Ok(())
}

/// More votes on a map that is there, which must then be that of all votes at once.
pub(super) fn tick(run: &mut Run) -> Fallible<()> {
    let [people, statements, votes] = CITY;
    let mut arrivals = made_up(people, statements, votes, 1);
    let mut kept = conversation(people, statements, &arrivals);
    let _ = OpinionMap::stable(&kept);
    let (mut times, mut last) = (Vec::new(), None);
    for seed in 0..run.repetitions() as u64 * 3 + 1 {
        let more = made_up(people, statements, TICK, seed + 2);
        let begin = Instant::now();
        kept.add(&more, &[]);
        last = Some(OpinionMap::stable(&kept));
        times.push(begin.elapsed().as_secs_f64() * 1e6);
        arrivals.extend(more);
    }
    let cold = OpinionMap::stable(&conversation(people, statements, &arrivals));
    // Every number of both, to the last bit.
    if format!("{:?}", last.ok_or("a map")?) != format!("{cold:?}") {
        return Err("a map that was kept up to date is not that of all votes at once".into());
    }
    // The first one makes room for more.
    let first = times.remove(0) / 1e3;
    let median = summary(&times)?.median / 1e3;
    run.note(Row {
        measure: format!("{TICK} more votes on the map of 100k people"),
        ratio: String::new(),
        goal: "< 30 ms, and the same map bit for bit".to_owned(),
        verdict: Verdict::of(median < 30.0),
        figures: format!("{}, the first {first:.1} ms", table::ms(summary(&times)?)),
    });
    Ok(())
}
