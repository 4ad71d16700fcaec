//! Nine conversations, in a running process, from arrivals to the whole map.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::Read;
use std::path::{Path, PathBuf};

use beraad::analysis::opinion::{
    Arrival, Axes, Conversation, History, Mode, OpinionMap, Standing, Vote,
};
use tokio::time::Instant;

use super::{Votes, cases, least, library, milliseconds, threads};
use crate::Fallible;
use crate::conditions::Run;
use crate::opinions::made_up;
use crate::table::{Row, Verdict};

const GOAL: &str = "geometric mean ≥ 100 ×, each ≥ 50 ×";
/// People, statements and votes of the conversations, for where these are not there.
const SHAPES: [(usize, usize, usize); 9] = [
    (186, 54, 2_872),
    (2_031, 896, 225_524),
    (1_226, 152, 61_384),
    (139, 43, 5_303),
    (313, 66, 14_328),
    (34, 43, 638),
    (377, 150, 14_995),
    (536, 314, 29_719),
    (1_921, 197, 49_443),
];
/// Calls of the library, and of ours beside, of which the fastest counts.
const CALLS: (usize, usize) = (5, 40);

pub(super) fn measure(run: &mut Run) -> Fallible<()> {
    let (real, folders) = folders(run)?;
    let (calls, own_calls) = if run.quick { (1, 5) } else { CALLS };
    let (mut stable, mut compat) = (Vec::new(), Vec::new());
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let votes = read(&folder)?;
        let calls = calls.to_string();
        let told = library(&["reddwarf", &calls], &folder)?;
        let other = told.map(|told| least(&milliseconds(&told)));
        for (mode, list) in [(Mode::Stable, &mut stable), (Mode::Compat, &mut compat)] {
            list.push((name.clone(), own_ms(&votes, mode, own_calls), other));
        }
    }
    let of = if real { "nine conversations" } else { "nine made-up conversations" };
    for (mode, list) in [("stable", stable), ("compat", compat)] {
        run.note(row(&format!("map of {of}, {mode}, in a running process"), &list));
    }
    Ok(())
}

fn row(measure: &str, list: &[(String, f64, Option<f64>)]) -> Row {
    let (mut ratios, mut figures) = (Vec::new(), String::new());
    for (name, own, other) in list {
        let _ = write!(figures, "{name} {own:.2} ms");
        if let Some(other) = other {
            let ratio = other / own;
            let _ = write!(figures, ", red-dwarf {other:.0} ms ({ratio:.0} ×)");
            ratios.push(ratio);
        }
        figures.push_str("; ");
    }
    let figures = figures.trim_end_matches("; ").to_owned();
    if ratios.len() < list.len() || list.is_empty() {
        let why = "red-dwarf is not there; scripts/bench.sh installs it";
        return Row { figures, ..Row::not_run(measure, GOAL, why) };
    }
    let mean = (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
    let worst = least(&ratios);
    Row {
        measure: measure.to_owned(),
        ratio: format!("{mean:.0} × as fast as red-dwarf (each at least {worst:.0} ×)"),
        goal: GOAL.to_owned(),
        verdict: Verdict::of(mean >= 100.0 && worst >= 50.0),
        figures,
    }
}

/// The fastest of some calls, in milliseconds.
fn own_ms(votes: &Votes, mode: Mode, calls: usize) -> f64 {
    let call = |_| {
        let begin = Instant::now();
        let standing = votes.standing.clone();
        let conversation =
            Conversation::new(votes.people, standing, &votes.arrivals, None, threads());
        black_box(match mode {
            Mode::Stable => OpinionMap::stable(&conversation),
            Mode::Compat => OpinionMap::compat(&conversation, &mut History::default(), Axes::Exact),
        });
        begin.elapsed().as_secs_f64() * 1e3
    };
    least(&(0..calls).map(call).collect::<Vec<_>>())
}

/// The conversations' folders, and whether they are real.
fn folders(run: &Run) -> Fallible<(bool, Vec<PathBuf>)> {
    if let Some(folder) = cases() {
        let inside: Result<Vec<PathBuf>, _> =
            fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect();
        let mut folders: Vec<PathBuf> =
            inside?.into_iter().filter(|path| path.join("votes.csv.gz").exists()).collect();
        folders.sort();
        return Ok((true, folders));
    }
    let mut folders = Vec::new();
    for (number, (people, statements, votes)) in SHAPES.into_iter().enumerate() {
        let folder = run.cache.join(format!("conversation-{people}-{statements}"));
        fs::create_dir_all(&folder)?;
        let mut text = String::from("participant,statement,vote\n");
        for one in made_up(people, statements, votes, number as u64) {
            let (row, column, vote) = (one.row(), one.column(), one.vote().sign());
            let _ = writeln!(text, "{row},{column},{vote}");
        }
        fs::write(folder.join("votes.csv"), text)?;
        let mut text = String::from("id,text,moderated,meta\n");
        for statement in 0..statements {
            let _ = writeln!(text, "{statement},a,{},0", i32::from(statement % 9 != 8) * 2 - 1);
        }
        fs::write(folder.join("statements.csv"), text)?;
        folders.push(folder);
    }
    Ok((false, folders))
}

fn read(folder: &Path) -> Fallible<Votes> {
    let (mut people, mut statements) = (BTreeMap::new(), BTreeMap::new());
    let mut arrivals = Vec::new();
    for row in table(folder, "votes.csv")? {
        let row: Vec<i64> = row.iter().map(|cell| cell.parse()).collect::<Result<_, _>>()?;
        let [person, statement, vote] = row[..] else { return Err("three cells a vote".into()) };
        let next = people.len();
        let person = *people.entry(person).or_insert(next);
        let next = statements.len();
        let statement = *statements.entry(statement).or_insert(next);
        let vote = Vote::of(vote).ok_or("a vote is -1, 0 or 1")?;
        arrivals.push(Arrival::new(person, statement, vote));
    }
    let mut standing = vec![Standing::default(); statements.len()];
    for row in table(folder, "statements.csv")? {
        let cell = |at: usize| row.get(at).unwrap_or_default();
        if let Some(at) = statements.get(&cell(0).parse::<i64>()?) {
            standing[*at] = Standing { out: cell(2) == "-1", meta: cell(3) == "1" };
        }
    }
    Ok(Votes { people: people.len(), standing, arrivals })
}

fn table(folder: &Path, name: &str) -> Fallible<Vec<csv::StringRecord>> {
    let packed = folder.join(format!("{name}.gz"));
    let mut text = String::new();
    match packed.exists() {
        true => flate2::read::MultiGzDecoder::new(File::open(packed)?).read_to_string(&mut text)?,
        false => File::open(folder.join(name))?.read_to_string(&mut text)?,
    };
    Ok(csv::Reader::from_reader(text.as_bytes()).into_records().collect::<Result<_, _>>()?)
}
