//! PrefLib's modern text formats: orders (.soc, .soi, .toc, .toi) and categories (.cat).
//!
//! Lines `# KEY: value` name alternatives and say how many there are of what; each other line is a
//! number of voters and their order, `12: 1,{2,3},4`.

use std::collections::BTreeMap;

use crate::app::cli::decide::election::{Asked, Candidate, Election, Row, Said};
use crate::app::cli::decide::limits::OPTIONS_MAX;
use crate::app::cli::decide::mark;
use crate::app::cli::failure::Failure;
use crate::app::cli::problems::{Problems, quoted};
use crate::domain::charter::BallotKind;

/// The lines that begin with `#`.
#[derive(Debug, Default)]
struct Header {
    names: BTreeMap<usize, String>,
    categories: usize,
    is_categories: bool,
    numbers: BTreeMap<&'static str, (u64, u64)>,
}

const ALTERNATIVES: &str = "NUMBER ALTERNATIVES";
const VOTERS: &str = "NUMBER VOTERS";
const ORDERS: &str = "NUMBER UNIQUE ORDERS";
const PREFERENCES: &str = "NUMBER UNIQUE PREFERENCES";
const CATEGORIES: &str = "NUMBER CATEGORIES";
const NUMBERS: [&str; 5] = [ALTERNATIVES, VOTERS, ORDERS, PREFERENCES, CATEGORIES];
const ALTERNATIVE_NAME: &str = "ALTERNATIVE NAME ";
const CATEGORY_NAME: &str = "CATEGORY NAME ";

/// A line with voters: where it begins to say something, and what it says.
type Line<'a> = (u64, &'a str);

/// The column of what is wrong, and what it is.
type Wrong = (u64, String);

/// Options in order, best first.
type Levels = Result<Vec<Vec<usize>>, Wrong>;

/// Reads a file of PrefLib.
///
/// # Errors
/// Every problem in it by line and column.
pub fn read(
    asked: &Asked,
    mut problems: Problems,
    text: &str,
    is_cat: bool,
) -> Result<Election, Failure> {
    let mut header = Header { is_categories: is_cat, ..Header::default() };
    let mut rows: Vec<Line> = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        match content.trim_start().strip_prefix('#') {
            Some(setting) => header.take(line, setting, &mut problems),
            None if content.trim().is_empty() => {}
            None => rows.push((line, content)),
        }
    }
    let mut election = Election::default();
    header.options(&mut election, &mut problems);
    if !header.counts(asked) {
        let held = if header.is_categories { "categories" } else { "orders" };
        problems.whole(asked.other_form(&format!("the file holds {held}")));
    }
    if election.options.all().is_empty() || problems.count() > 0 {
        return Err(problems.failure());
    }
    let (mut all, lines) = (0_u64, rows.len() as u64);
    for (line, content) in rows {
        let options = election.options.all().len();
        let read = voters(content).and_then(|(count, order)| {
            let levels = header.levels(order, options)?;
            Ok((count, levels))
        });
        match read {
            Ok((count, levels)) => {
                all = all.saturating_add(count);
                let said = header.said(asked, &levels, options);
                let row = said.map(|said| Row { count: Some(count), said, ..Row::default() });
                if let Err(message) = row.and_then(|row| election.roll.add(row)) {
                    problems.on_line(line, message);
                }
            }
            Err((column, message)) => problems.at((line, column), message),
        }
        if election.roll.is_full() || problems.is_enough() {
            break;
        }
    }
    if problems.count() == 0 {
        header.differs(VOTERS, all, "the lines hold", &mut problems);
        header.differs(ORDERS, lines, "there are lines", &mut problems);
        header.differs(PREFERENCES, lines, "there are lines", &mut problems);
    }
    problems.or(election)
}

impl Header {
    fn take(&mut self, line: u64, setting: &str, problems: &mut Problems) {
        let Some((key, value)) = setting.split_once(':') else { return };
        let (key, value) = (key.trim().to_uppercase(), value.trim());
        if let Some(known) = NUMBERS.into_iter().find(|known| *known == key) {
            match value.parse() {
                Ok(number) => drop(self.numbers.insert(known, (number, line))),
                Err(_) => {
                    let found = quoted(value);
                    problems.on_line(line, format!("{known}: {found}; write a whole number"));
                }
            }
        } else if key == "DATA TYPE" {
            self.is_categories = value.eq_ignore_ascii_case("cat");
        } else if key.starts_with(CATEGORY_NAME) {
            self.categories += 1;
        } else if let Some(number) = key.strip_prefix(ALTERNATIVE_NAME) {
            let number: Option<usize> = number.trim().parse().ok();
            let Some(number) = number.filter(|number| (1..=OPTIONS_MAX).contains(number)) else {
                let rule = format!("alternatives are numbered from 1 to {OPTIONS_MAX}");
                problems.on_line(line, format!("{}: {rule}", quoted(&key)));
                return;
            };
            if self.names.insert(number, value.to_owned()).is_some() {
                problems.on_line(line, format!("alternative {number} has two names; keep one"));
            }
        }
    }

    /// The options: those with a name, and without names as many as the header says.
    fn options(&self, election: &mut Election, problems: &mut Problems) {
        let named = self.names.keys().last().copied().unwrap_or_default();
        let said = self.numbers.get(ALTERNATIVES).map(|(number, _)| *number);
        let most = OPTIONS_MAX as u64;
        if let Some(said) = said.filter(|said| *said > most) {
            problems.whole(format!("{said} alternatives; at most {most} (OPTIONS_MAX)"));
            return;
        }
        let all = if named > 0 { named } else { said.unwrap_or_default() as usize };
        if named > 0 {
            self.differs(ALTERNATIVES, named as u64, "the names go up to", problems);
        }
        if self.categories > 0 {
            let categories = self.categories as u64;
            self.differs(CATEGORIES, categories, "the categories with a name are", problems);
        }
        if all == 0 {
            problems.whole(format!("no alternatives; the header gives `# {ALTERNATIVES}: 3`"));
        }
        for number in 1..=all {
            let id = number.to_string();
            let name = self.names.get(&number).cloned().unwrap_or_else(|| id.clone());
            if let Err(message) = election.options.add(Candidate { id, name, cost: None }) {
                problems.whole(format!("alternative {number}: {message}"));
            }
        }
    }

    fn differs(&self, key: &str, found: u64, what: &str, problems: &mut Problems) {
        if let Some((said, line)) = self.numbers.get(key).filter(|(said, _)| *said != found) {
            let remedy = "mend the one that is wrong";
            problems.on_line(*line, format!("{key} says {said}, and {what} {found}; {remedy}"));
        }
    }

    /// Whether the rule can count what the file holds.
    fn counts(&self, asked: &Asked) -> bool {
        match asked.kind() {
            BallotKind::Ranking => true,
            BallotKind::Seats | BallotKind::Budget => self.is_categories,
            BallotKind::Grades | BallotKind::Consent | BallotKind::Vote => false,
        }
    }

    fn said(
        &self,
        asked: &Asked,
        levels: &[Vec<usize>],
        options: usize,
    ) -> Result<Option<Said>, String> {
        match asked.kind() {
            BallotKind::Ranking => mark::ranking(options, levels).map(Some),
            _ => {
                // A ballot is sound when no category names what another names.
                mark::ranking(options, levels)?;
                let first = levels.first().map(Vec::as_slice).unwrap_or_default();
                mark::approvals(options, first).map(Some)
            }
        }
    }

    /// The levels of an order that begins in this column.
    fn levels(&self, (from, order): (u64, &str), options: usize) -> Levels {
        let levels = Order { options, levels: Vec::new(), open: None }.read(order, from)?;
        let most = self.numbers.get(CATEGORIES).map(|(most, _)| *most);
        let most = most.filter(|most| self.is_categories && levels.len() as u64 > *most);
        if let Some(most) = most {
            let found = levels.len();
            let message = format!("{found} categories; the header says {most}; mend one of both");
            return Err((from, message));
        }
        Ok(levels)
    }
}

/// How many voters, and their order with the column in which it begins.
fn voters(content: &str) -> Result<(u64, (u64, &str)), Wrong> {
    let Some((count, order)) = content.split_once(':') else {
        let remedy = "write the number of voters, a colon and their order, as 12: 1,{2,3},4";
        return Err((1, format!("no colon; {remedy}")));
    };
    let voters = mark::whole(count.trim(), "a number of voters").map_err(|why| (1, why))?;
    Ok((voters, (count.chars().count() as u64 + 2, order)))
}

/// An order while it is read.
struct Order {
    options: usize,
    levels: Vec<Vec<usize>>,
    /// The level between braces, with the column in which it began.
    open: Option<(u64, Vec<usize>)>,
}

impl Order {
    fn read(mut self, order: &str, from: u64) -> Levels {
        let (mut number, mut began, mut is_over) = (String::new(), from, false);
        let (mut after_brace, mut after_comma) = (false, None);
        for (column, letter) in (from..).zip(order.chars()) {
            match letter {
                ',' | '}' if number.is_empty() => {
                    let is_empty_level = letter == '}' && self.open.is_some();
                    if !after_brace && !is_empty_level {
                        return Err((column, "an alternative is missing here".to_owned()));
                    }
                }
                ',' | '}' => self.name(&std::mem::take(&mut number), began)?,
                '{' if number.is_empty() && self.open.is_none() && !after_brace => {
                    self.open = Some((column, Vec::new()));
                }
                ' ' | '\t' | '\r' => {
                    is_over = !number.is_empty();
                    continue;
                }
                letter if letter.is_ascii_digit() && !after_brace && !is_over => {
                    began = if number.is_empty() { column } else { began };
                    number.push(letter);
                }
                letter => {
                    let found = quoted(&letter.to_string());
                    let remedy = "an order holds numbers, commas and braces, as 1,{2,3},4";
                    return Err((column, format!("{found} does not belong here; {remedy}")));
                }
            }
            (after_brace, is_over) = (letter == '}', false);
            after_comma = (letter == ',').then_some(column);
            if letter == '}' {
                let Some((_, level)) = self.open.take() else {
                    return Err((column, "no brace is open here; take it out".to_owned()));
                };
                self.levels.push(level);
            }
        }
        if !number.is_empty() {
            self.name(&number, began)?;
        }
        if let Some(column) = after_comma {
            return Err((column, "nothing follows this comma; take it out".to_owned()));
        }
        match self.open {
            Some((column, _)) => Err((column, "this brace is not closed; add a }".to_owned())),
            None => Ok(self.levels),
        }
    }

    fn name(&mut self, number: &str, column: u64) -> Result<(), Wrong> {
        let options = self.options;
        let option: Option<usize> = number.parse().ok();
        let Some(option) = option.filter(|option| (1..=options).contains(option)) else {
            let rule = format!("alternatives are numbered from 1 to {options}");
            return Err((column, format!("{}: {rule}", quoted(number))));
        };
        match &mut self.open {
            Some((_, level)) => level.push(option - 1),
            None => self.levels.push(vec![option - 1]),
        }
        Ok(())
    }
}
