//! A table of votes, read on one core.

use std::fmt::Write as _;
use std::hint::black_box;

use beraad::app::cli::analyze::read;
use tokio::time::Instant;

use crate::Fallible;
use crate::conditions::Run;
use crate::opinions::made_up;
use crate::rows::{ratios, summary};
use crate::table::{self, Row, Verdict};

const GOAL_MB: f64 = 300.0;

pub(super) fn measure(run: &mut Run) -> Fallible<()> {
    let mut text = String::from("participant,statement,vote\n");
    let mut votes = 0;
    for one in made_up(100_000, 500, 5_000_000, 1) {
        let (row, column, vote) = (one.row(), one.column(), one.vote().sign());
        writeln!(text, "{row},{column},{vote}")?;
        votes += 1;
    }
    let bytes = text.as_bytes();
    let megabytes = bytes.len() as f64 / 1e6;
    let (mut own, mut other) = (Vec::new(), Vec::new());
    for _ in 0..run.repetitions() + 2 {
        let begin = Instant::now();
        let found = read::votes("votes.csv", bytes);
        own.push(megabytes / begin.elapsed().as_secs_f64());
        let found = found.map_err(|_| "the table is not read")?;
        if found.votes.len() != votes {
            return Err("votes were lost on the way".into());
        }
        let begin = Instant::now();
        black_box(records(bytes)?);
        other.push(megabytes / begin.elapsed().as_secs_f64());
    }
    let speed = summary(&own)?;
    let crate_speed = summary(&other)?.median;
    run.note(Row {
        measure: "reading a votes.csv of 5M votes".to_owned(),
        ratio: format!("{} as fast as the csv crate", table::times(ratios(&own, &other)?)),
        goal: format!("≥ {GOAL_MB:.0} MB/s on one core"),
        verdict: Verdict::of(speed.median >= GOAL_MB),
        figures: format!(
            "{:.0} MB/s ({:.0}–{:.0}) of {megabytes:.0} MB; the csv crate, fields as bytes only, \
             {crate_speed:.0} MB/s",
            speed.median, speed.least, speed.most
        ),
    });
    Ok(())
}

/// Reads records with the csv crate, and does nothing with them.
fn records(bytes: &[u8]) -> Fallible<usize> {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let mut length = 0;
    while reader.read_byte_record(&mut record)? {
        length += record.len();
    }
    Ok(length)
}
