//! Ballots as a table: a row for each ballot, a column for each option.

use csv::{ReaderBuilder, StringRecord};

use crate::app::cli::decide::election::{Asked, Candidate, Candidates, Election, Row, Said};
use crate::app::cli::decide::mark;
use crate::app::cli::failure::Failure;
use crate::app::cli::lines::Lines;
use crate::app::cli::problems::{Problems, quoted};
use crate::domain::charter::BallotKind;
use crate::domain::limits::GRADE_MAX;

/// Columns that are no options.
const PARTY: &str = "party";
const MEMBER: &str = "member";
const GROUP: &str = "group";
const COUNT: &str = "count";

#[derive(Debug, Default)]
struct Columns {
    party: Option<usize>,
    member: Option<usize>,
    group: Option<usize>,
    count: Option<usize>,
    options: Vec<usize>,
    all: usize,
}

/// Reads a table.
///
/// # Errors
/// Every problem in it by line and column.
pub fn read(asked: &Asked, mut problems: Problems, text: &str) -> Result<Election, Failure> {
    let mut reader =
        ReaderBuilder::new().delimiter(separator(text)).flexible(true).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            problems.on_line(1, format!("this is no table: {error}"));
            return Err(problems.failure());
        }
    };
    let mut election = Election::default();
    let columns = columns(&header, &mut election.options, &mut problems);
    if columns.options.is_empty() {
        let needs = "no column names an option; the first line names a column for each";
        problems.on_line(1, needs);
        return Err(problems.failure());
    }
    let mut lines = Lines::of(text.as_bytes());
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = lines.at(record.position());
                take(asked, &columns, (&record, line), &mut election, &mut problems);
            }
            Err(error) => {
                problems.on_line(lines.at(error.position()), format!("cannot be read: {error}"));
            }
        }
        if election.roll.is_full() || problems.is_enough() {
            break;
        }
    }
    problems.or(election)
}

/// What parts the columns: of comma, semicolon and tab, the one that the first line has most of.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut is_quoted = false;
    for byte in text.bytes().take_while(|byte| *byte != b'\n') {
        is_quoted ^= byte == b'"';
        let found = counts.iter_mut().find(|(separator, _)| *separator == byte && !is_quoted);
        found.into_iter().for_each(|(_, count)| *count += 1);
    }
    // Of equals the first.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| byte)
}

fn columns(header: &StringRecord, options: &mut Candidates, problems: &mut Problems) -> Columns {
    let mut columns = Columns { all: header.len(), ..Columns::default() };
    for (at, name) in header.iter().enumerate() {
        let name = name.trim();
        let special = match name.to_lowercase().as_str() {
            PARTY => Some(&mut columns.party),
            MEMBER => Some(&mut columns.member),
            GROUP => Some(&mut columns.group),
            COUNT => Some(&mut columns.count),
            _ => None,
        };
        let (number, name) = (at + 1, name.to_owned());
        if let Some(special) = special {
            if special.replace(at).is_some() {
                let twice = format!("column {number}: {name} is there twice; keep one");
                problems.on_line(1, twice);
            }
            continue;
        }
        columns.options.push(at);
        let added = options.add(Candidate { id: name.clone(), name, cost: None });
        if let Err(message) = added {
            problems.on_line(1, format!("column {number}: {message}"));
        }
    }
    columns
}

fn take(
    asked: &Asked,
    columns: &Columns,
    (record, line): (&StringRecord, u64),
    election: &mut Election,
    problems: &mut Problems,
) {
    if record.len() != columns.all {
        let (found, wanted) = (record.len(), columns.all);
        problems.on_line(line, format!("{found} columns; the first line has {wanted}"));
        return;
    }
    let before = problems.count();
    let said = said(asked, columns, (record, line), &election.options, problems);
    let text = |column: Option<usize>| {
        let text = column.and_then(|column| record.get(column)).map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let count = text(columns.count).map(|text| mark::whole(&text, "a count"));
    let count = count.transpose().unwrap_or_else(|message| {
        problems.on_line(line, format!("column {COUNT}: {message}"));
        None
    });
    if problems.count() > before {
        return;
    }
    let (party, member, group) = (text(columns.party), text(columns.member), text(columns.group));
    let row = Row { party, member, group, count, said };
    if let Err(message) = election.roll.add(row) {
        problems.on_line(line, message);
    }
}

/// What the cells of the options say; `None` where one option at a time is decided and no cell
/// says anything, or where a cell is wrong.
fn said(
    asked: &Asked,
    columns: &Columns,
    (record, line): (&StringRecord, u64),
    options: &Candidates,
    problems: &mut Problems,
) -> Option<Said> {
    let cells = columns.options.iter().enumerate();
    let cells = cells.map(|(option, column)| (option, record.get(*column).unwrap_or("").trim()));
    let filled = cells.filter(|(_, cell)| !cell.is_empty());
    let mut wrong = |option: usize, message: String| {
        let name = options.all().get(option).map_or("", |option| option.id.as_str());
        problems.on_line(line, format!("column {name}: {message}"));
    };
    let (all, max) = (columns.options.len(), asked.grade_max.unwrap_or(GRADE_MAX));
    let read = match asked.kind() {
        BallotKind::Ranking => {
            let places = marks(filled, &mut wrong, mark::place);
            let places = places.into_iter().map(|(option, place)| (place, option)).collect();
            mark::ranking(all, &mark::levels(places))
        }
        BallotKind::Grades => {
            let grades = marks(filled, &mut wrong, |cell| mark::grade(cell, max));
            mark::grades(all, max, &grades)
        }
        BallotKind::Seats | BallotKind::Budget => {
            let approved = marks(filled, &mut wrong, mark::approves);
            let approved = approved.into_iter().filter(|(_, approves)| *approves);
            mark::approvals(all, &approved.map(|(option, _)| option).collect::<Vec<_>>())
        }
        kind @ (BallotKind::Consent | BallotKind::Vote) => {
            let mut each = vec![None; all].into_boxed_slice();
            for (option, stance) in marks(filled, &mut wrong, |cell| mark::stance(kind, cell)) {
                each[option] = Some(stance);
            }
            return each.iter().any(Option::is_some).then_some(Said::Each(each));
        }
    };
    read.map_err(|message| problems.on_line(line, format!("{}: {message}", quoted("ballot")))).ok()
}

/// What each cell says, those apart that say nothing sound.
fn marks<'a, T>(
    cells: impl Iterator<Item = (usize, &'a str)>,
    wrong: &mut impl FnMut(usize, String),
    read: impl Fn(&str) -> Result<T, String>,
) -> Vec<(usize, T)> {
    let mut marks = Vec::new();
    for (option, cell) in cells {
        match read(cell) {
            Ok(mark) => marks.push((option, mark)),
            Err(message) => wrong(option, message),
        }
    }
    marks
}
