//! Pabulib's files of participatory budgets (.pb): the sections META, PROJECTS and VOTES, fields
//! parted by semicolons.

use std::collections::{BTreeMap, BTreeSet};

use csv::{ReaderBuilder, StringRecord};

use crate::app::cli::decide::election::{Asked, Candidate, Election, Row, Said};
use crate::app::cli::decide::mark;
use crate::app::cli::failure::Failure;
use crate::app::cli::lines::Lines;
use crate::app::cli::problems::{Problems, quoted};
use crate::app::cli::script::problem::did_you_mean;
use crate::domain::charter::BallotKind;
use crate::domain::limits::GRADE_MAX;

const SECTIONS: [&str; 3] = ["META", "PROJECTS", "VOTES"];
const VOTE_TYPES: [&str; 5] = ["approval", "choose-1", "ordinal", "cumulative", "scoring"];

/// How far a file has been read.
struct Reading<'a> {
    asked: &'a Asked,
    problems: Problems,
    election: Election,
    section: Option<usize>,
    /// The columns of the section, once its first line was read.
    columns: Option<BTreeMap<String, usize>>,
    meta: BTreeMap<String, (String, u64)>,
    voters: BTreeSet<String>,
    votes: u64,
    form: Form,
}

/// What the votes of the file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Approval,
    Ordinal,
    Points,
}

/// Reads a file of Pabulib.
///
/// # Errors
/// Every problem in it by line.
pub fn read(asked: &Asked, problems: Problems, text: &str) -> Result<Election, Failure> {
    let mut reader = ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut lines = Lines::of(text.as_bytes());
    let mut record = StringRecord::new();
    let mut reading = Reading {
        asked,
        problems,
        election: Election::default(),
        section: None,
        columns: None,
        meta: BTreeMap::new(),
        voters: BTreeSet::new(),
        votes: 0,
        form: Form::Approval,
    };
    reading.election.given.by_id = true;
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = lines.at(record.position());
                reading.take(&record, line);
            }
            Err(error) => {
                let line = lines.at(error.position());
                reading.problems.on_line(line, format!("cannot be read: {error}"));
            }
        }
        if reading.election.roll.is_full() || reading.problems.is_enough() {
            break;
        }
    }
    reading.finish()
}

impl Reading<'_> {
    fn take(&mut self, record: &StringRecord, line: u64) {
        let first = record.get(0).unwrap_or_default().trim();
        if record.iter().all(|field| field.trim().is_empty()) {
            return;
        }
        if let Some(section) = SECTIONS.iter().position(|name| name.eq_ignore_ascii_case(first))
            && record.iter().skip(1).all(|field| field.trim().is_empty())
        {
            let expected = self.section.map_or(0, |section| section + 1);
            if section != expected {
                let order = SECTIONS.join(", ");
                let rule = format!("the sections are {order}, once each in this order");
                self.problems.on_line(line, format!("section {first}: {rule}"));
            }
            (self.section, self.columns) = (Some(section), None);
            if section == 2 {
                self.votes_begin(line);
            }
            return;
        }
        let Some(section) = self.section else {
            if self.problems.count() == 0 {
                let found = quoted(first);
                self.problems.on_line(line, format!("{found}; a file begins with a line META"));
            }
            return;
        };
        if self.columns.is_none() {
            self.open(section, record, line);
            return;
        }
        match section {
            0 => self.setting(record, line),
            1 => self.project(record, line),
            _ => self.vote(record, line),
        }
    }

    /// The first line of a section names its columns.
    fn open(&mut self, section: usize, record: &StringRecord, line: u64) {
        let named = record.iter().enumerate();
        let columns: BTreeMap<String, usize> =
            named.map(|(at, name)| (name.trim().to_lowercase(), at)).collect();
        let needed: &[&str] = match section {
            0 => &[],
            1 => &["project_id", "cost"],
            _ => &["voter_id", "vote"],
        };
        for name in needed.iter().filter(|name| !columns.contains_key(**name)) {
            let near = did_you_mean(name, columns.keys().map(String::as_str));
            let section = SECTIONS[section];
            let rule = format!("the first line of {section} names it{near}");
            self.problems.on_line(line, format!("column {name} is missing; {rule}"));
        }
        self.columns = Some(columns);
    }

    fn field<'a>(&self, record: &'a StringRecord, name: &str) -> &'a str {
        let column = self.columns.as_ref().and_then(|columns| columns.get(name));
        column.and_then(|column| record.get(*column)).unwrap_or_default().trim()
    }

    fn setting(&mut self, record: &StringRecord, line: u64) {
        let key = record.get(0).unwrap_or_default().trim().to_lowercase();
        let value = record.get(1).unwrap_or_default().trim().to_owned();
        if self.meta.contains_key(&key) {
            self.problems.on_line(line, format!("{} is there twice; keep one", quoted(&key)));
        }
        self.meta.insert(key, (value, line));
    }

    fn project(&mut self, record: &StringRecord, line: u64) {
        let id = self.field(record, "project_id").to_owned();
        let cost = money(self.field(record, "cost"));
        let name = Some(self.field(record, "name")).filter(|name| !name.is_empty());
        let name = name.map_or_else(|| id.clone(), str::to_owned);
        if let Err(message) = &cost {
            self.problems.on_line(line, format!("cost: {message}"));
        }
        if let Err(message) = self.election.options.add(Candidate { id, name, cost: cost.ok() }) {
            self.problems.on_line(line, message);
        }
    }

    /// What the settings say, before the first vote.
    fn votes_begin(&mut self, line: u64) {
        let given = &mut self.election.given;
        if let Some((text, line)) = self.meta.get("budget") {
            match money(text) {
                Ok(budget) => given.budget = Some(budget),
                Err(message) => self.problems.on_line(*line, format!("budget: {message}")),
            }
        }
        if let Some((text, line)) = self.meta.get("max_points") {
            let most: Option<u32> = text.parse().ok();
            match most.filter(|most| (1..=GRADE_MAX).contains(most)) {
                Some(most) => given.grade_max = Some(most),
                None if self.asked.kind() == BallotKind::Grades => {
                    let rule = format!("a whole number from 1 to {GRADE_MAX}");
                    self.problems.on_line(*line, format!("max_points: {}: {rule}", quoted(text)));
                }
                None => {}
            }
        }
        let known = VOTE_TYPES.join(", ");
        let Some((vote_type, at)) = self.meta.get("vote_type") else {
            let message = format!("META has no vote_type; give one of {known}");
            self.problems.on_line(line, message);
            return;
        };
        self.form = match vote_type.to_lowercase().as_str() {
            "approval" | "choose-1" => Form::Approval,
            "ordinal" => Form::Ordinal,
            "cumulative" | "scoring" => Form::Points,
            other => {
                let near = did_you_mean(other, VOTE_TYPES);
                let found = quoted(vote_type);
                let message = format!("vote_type {found}; give one of {known}{near}");
                self.problems.on_line(*at, message);
                return;
            }
        };
        let counts = match self.asked.kind() {
            BallotKind::Seats | BallotKind::Budget => true,
            BallotKind::Ranking => self.form == Form::Ordinal,
            BallotKind::Grades => self.form == Form::Points,
            BallotKind::Consent | BallotKind::Vote => false,
        };
        if !counts {
            let held = format!("vote_type is {vote_type}");
            self.problems.on_line(*at, self.asked.other_form(&held));
        }
    }

    fn vote(&mut self, record: &StringRecord, line: u64) {
        self.votes += 1;
        let voter = self.field(record, "voter_id").to_owned();
        if voter.is_empty() {
            self.problems.on_line(line, "voter_id is empty; give each voter an id");
        } else if self.voters.contains(&voter) {
            let found = quoted(&voter);
            self.problems.on_line(line, format!("voter {found} has two votes; keep one"));
        } else {
            self.voters.insert(voter);
        }
        if self.problems.count() > 0 && self.election.options.all().is_empty() {
            return;
        }
        let said = self.said(self.field(record, "vote"), self.field(record, "points"));
        let row = said.map(|said| Row { said: Some(said), ..Row::default() });
        if let Err(message) = row.and_then(|row| self.election.roll.add(row)) {
            self.problems.on_line(line, message);
        }
    }

    fn said(&self, vote: &str, points: &str) -> Result<Said, String> {
        let options = &self.election.options;
        let named = vote.split(',').map(str::trim).filter(|id| !id.is_empty());
        let listed = named.map(|id| options.place(id)).collect::<Result<Vec<usize>, String>>();
        let listed = listed.map_err(|message| format!("vote: {message}"))?;
        let all = options.all().len();
        if self.form != Form::Points {
            return match self.asked.kind() {
                BallotKind::Ranking => {
                    let levels: Vec<Vec<usize>> = listed.iter().map(|one| vec![*one]).collect();
                    mark::ranking(all, &levels)
                }
                _ => mark::approvals(all, &listed),
            };
        }
        let points: Vec<&str> = points.split(',').map(str::trim).collect();
        let points = if points == [""] { Vec::new() } else { points };
        if points.len() != listed.len() {
            let (projects, points) = (listed.len(), points.len());
            let remedy = "give as many points as projects, in the same order";
            return Err(format!("{points} points for {projects} projects; {remedy}"));
        }
        let each = listed.into_iter().zip(points);
        if self.asked.kind() == BallotKind::Grades {
            let max = self.asked.grade_max.or(self.election.given.grade_max).unwrap_or(GRADE_MAX);
            let grade = |(option, points)| Ok((option, mark::grade(points, max)?));
            let graded = each.map(grade).collect::<Result<Vec<_>, String>>();
            return mark::grades(all, max, &graded.map_err(|why| format!("points: {why}"))?);
        }
        let mut approved = Vec::new();
        for (option, points) in each {
            let has: Option<u64> = points.parse().ok();
            let has = has.ok_or_else(|| {
                format!("points: {}: points are whole numbers from 0; mend it", quoted(points))
            })?;
            if has > 0 {
                approved.push(option);
            }
        }
        mark::approvals(all, &approved)
    }

    fn finish(mut self) -> Result<Election, Failure> {
        let missing = self.section.map_or(0, |section| section + 1);
        for section in &SECTIONS[missing..] {
            self.problems.whole(format!("section {section} is missing; give it a line of its own"));
        }
        let projects = self.election.options.all().len() as u64;
        if projects == 0 && missing > 1 {
            self.problems.whole("no projects; PROJECTS lists at least one");
        }
        for (key, found) in [("num_projects", projects), ("num_votes", self.votes)] {
            let Some((said, line)) = self.meta.get(key).filter(|_| missing == 3) else { continue };
            if said.parse() != Ok(found) {
                let remedy = "mend the one that is wrong";
                let message = format!("{key} says {}, and there are {found}", quoted(said));
                self.problems.on_line(*line, format!("{message}; {remedy}"));
            }
        }
        self.problems.or(self.election)
    }
}

/// Whole units of money; decimals that say nothing are let pass.
fn money(text: &str) -> Result<u64, String> {
    let (units, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_whole = decimals.bytes().all(|digit| digit == b'0');
    if is_whole {
        return mark::whole(units, "an amount");
    }
    let remedy = "write all amounts in cents";
    Err(format!("{}: an amount is a whole number; {remedy}", quoted(text)))
}
