//! The table of forums: who said what before and after, checked before anything is written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};

use crate::app::cli::failure::Failure;
use crate::app::cli::lines::Lines;

/// Problems that are listed before the rest is only counted.
const PROBLEMS_SHOWN_MAX: usize = 50;
/// Bytes in a table: forty times all published forums together.
const FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// What stands where somebody gave no answer.
const MISSING: &str = "NA";

/// A forum: one case of one survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The survey.
    pub survey: String,
    /// The case.
    pub name: String,
    /// The considerations that somebody answered, in order.
    pub items: Vec<String>,
    /// Who took part, in the order of the file.
    pub people: Vec<Person>,
}

/// Somebody's answers on the items of the case, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Number within the case.
    pub number: String,
    /// Before (stage 1) and after (stage 2); `None` for no answer.
    pub answers: [Vec<Option<i32>>; 2],
}

/// Reads every case of a table, in the order of the file.
///
/// # Errors
/// When the file cannot be read, or with every problem in it by line and column.
pub fn read(path: &Path) -> Result<Vec<Case>, Failure> {
    let shown = path.display().to_string();
    let cannot = |error| Failure::io(format!("table {shown} cannot be read: {error}"));
    let size = std::fs::metadata(path).map_err(cannot)?.len();
    if size > FILE_BYTES_MAX {
        let rule = format!("has {size} bytes; a table has at most {FILE_BYTES_MAX}");
        return Err(Failure::input(format!("{shown} {rule} (FILE_BYTES_MAX)")));
    }
    checked(path, &std::fs::read(path).map_err(cannot)?)
}

/// The cases in the bytes of a table.
///
/// # Errors
/// Every problem in it by line and column.
pub fn checked(path: &Path, bytes: &[u8]) -> Result<Vec<Case>, Failure> {
    let shown = path.display().to_string();
    parse(bytes).map_err(|problems| {
        let listed = problems.iter().take(PROBLEMS_SHOWN_MAX);
        let mut lines: Vec<String> =
            listed.map(|(line, problem)| format!("{shown}:{line}: {problem}")).collect();
        let more = problems.len().saturating_sub(PROBLEMS_SHOWN_MAX);
        if more > 0 {
            lines.push(format!("… and {more} more"));
        }
        lines.push("nothing was written".to_owned());
        Failure::input(lines.join("\n"))
    })
}

type Problems = Vec<(u64, String)>;

/// The columns of a table.
struct Columns {
    survey: usize,
    case: usize,
    stage: usize,
    person: usize,
    items: Vec<(usize, String)>,
}

fn parse(bytes: &[u8]) -> Result<Vec<Case>, Problems> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return Err(vec![(1, format!("this is not a CSV table: {error}"))]),
    };
    let columns = columns(&header)?;
    let mut problems = Problems::new();
    let mut forums = Forums::default();
    let mut lines = Lines::of(bytes);
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = lines.at(record.position());
                if record.len() != header.len() {
                    let (found, wanted) = (record.len(), header.len());
                    let problem = format!("{found} columns; the header has {wanted}");
                    problems.push((line, problem));
                    continue;
                }
                forums.take(&columns, &record, line, &mut problems);
            }
            Err(error) => {
                let line = lines.at(error.position());
                problems.push((line, format!("cannot be read: {error}; save it as UTF-8")));
            }
        }
    }
    if forums.order.is_empty() && problems.is_empty() {
        problems.push((1, "no rows; give at least one person".into()));
    }
    if problems.is_empty() { Ok(forums.finish(&columns)) } else { Err(problems) }
}

fn columns(header: &StringRecord) -> Result<Columns, Problems> {
    let mut problems = Problems::new();
    let mut find = |name: &str| {
        let found = header.iter().position(|column| column == name);
        if found.is_none() {
            problems.push((1, format!("column {name} is missing; the header must name it")));
        }
        found.unwrap_or_default()
    };
    let (survey, case) = (find("survey"), find("case"));
    let (stage, person) = (find("stage_id"), find("pnum"));
    let is_item = |name: &str| {
        let number = name.strip_prefix('C');
        number.is_some_and(|digits| digits.parse::<u32>().is_ok_and(|number| number > 0))
    };
    let numbered = header.iter().enumerate();
    let items: Vec<(usize, String)> = numbered
        .filter(|(_, name)| is_item(name))
        .map(|(column, name)| (column, name.to_owned()))
        .collect();
    if items.is_empty() {
        problems.push((1, "no considerations; name their columns C1, C2 and so on".into()));
    }
    let mut seen = BTreeSet::new();
    for name in header.iter().filter(|name| !seen.insert(*name)) {
        problems.push((1, format!("column {name} stands there twice; keep one")));
    }
    let columns = Columns { survey, case, stage, person, items };
    if problems.is_empty() { Ok(columns) } else { Err(problems) }
}

/// The answers of one person, by stage and column.
type Answers = [Option<Vec<Option<i32>>>; 2];

#[derive(Default)]
struct Forums {
    order: Vec<(String, String)>,
    people: BTreeMap<(String, String), Vec<(String, Answers)>>,
}

impl Forums {
    fn take(
        &mut self,
        columns: &Columns,
        record: &StringRecord,
        line: u64,
        problems: &mut Problems,
    ) {
        let found = problems.len();
        let mut text = |column: usize, name: &str| {
            let text = record.get(column).unwrap_or_default().trim().to_owned();
            if text.is_empty() || text == MISSING {
                problems.push((line, format!("column {name} is empty; fill it in")));
            }
            text
        };
        let forum = (text(columns.survey, "survey"), text(columns.case, "case"));
        let number = text(columns.person, "pnum");
        let stage = match record.get(columns.stage).map(str::trim) {
            Some("1") => 0,
            Some("2") => 1,
            other => {
                let given = other.unwrap_or_default();
                let problem = format!("column stage_id is `{given}`; write 1 before, 2 after");
                problems.push((line, problem));
                0
            }
        };
        let mut answers = Vec::with_capacity(columns.items.len());
        for (column, name) in &columns.items {
            let given = record.get(*column).unwrap_or_default().trim();
            let answer = given.parse::<i32>().ok();
            if answer.is_none() && given != MISSING {
                let problem = format!("column {name} is `{given}`; write a whole number or NA");
                problems.push((line, problem));
            }
            answers.push(answer);
        }
        if problems.len() > found {
            return;
        }
        if !self.people.contains_key(&forum) {
            self.order.push(forum.clone());
        }
        let people = self.people.entry(forum).or_default();
        let known = people.iter().position(|(known, _)| *known == number);
        let person = known.unwrap_or(people.len());
        if known.is_none() {
            people.push((number.clone(), [None, None]));
        }
        if people[person].1[stage].replace(answers).is_some() {
            let stage = stage + 1;
            let problem = format!("person {number} has stage {stage} twice; keep one row");
            problems.push((line, problem));
        }
    }

    fn finish(mut self, columns: &Columns) -> Vec<Case> {
        let order = std::mem::take(&mut self.order);
        let case = |forum: (String, String)| {
            let people = self.people.remove(&forum).unwrap_or_default();
            case_of(columns, forum, people)
        };
        order.into_iter().map(case).collect()
    }
}

/// A case with only the considerations that somebody in it answered.
fn case_of(
    columns: &Columns,
    (survey, name): (String, String),
    people: Vec<(String, Answers)>,
) -> Case {
    let answered = |column: usize| {
        let all = people.iter().flat_map(|(_, stages)| stages.iter().flatten());
        all.into_iter().any(|answers| answers[column].is_some())
    };
    let kept: Vec<usize> = (0..columns.items.len()).filter(|column| answered(*column)).collect();
    let pick = |stage: Option<Vec<Option<i32>>>| match stage {
        Some(answers) => kept.iter().map(|column| answers[*column]).collect(),
        None => vec![None; kept.len()],
    };
    let person = |(number, [before, after]): (String, Answers)| Person {
        number,
        answers: [pick(before), pick(after)],
    };
    Case {
        survey,
        name,
        items: kept.iter().map(|column| columns.items[*column].1.clone()).collect(),
        people: people.into_iter().map(person).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_a_row_before_and_a_row_after() {
        let table = "survey,case,stage_id,pnum,C1,C2,C3\ns,c,1,7,1,NA,2\ns,c,2,7,3,NA,NA\n";
        let cases = parse(table.as_bytes()).expect("a sound table");
        assert_eq!(cases.len(), 1);
        assert_eq!(cases[0].items, ["C1", "C3"], "nobody answered C2");
        let [before, after] = &cases[0].people[0].answers;
        assert_eq!((before, after), (&vec![Some(1), Some(2)], &vec![Some(3), None]));
    }

    #[test]
    fn every_problem_is_told_with_line_column_and_remedy() {
        let table = "survey,case,stage_id,pnum,C1,C2\n\
                     s,c,3,7,1,2\ns,c,1,8,x,1.5\ns,c,1,9,1\ns,c,1,6,1,1\ns,c,1,6,1,1\n";
        let told: Vec<String> = parse(table.as_bytes())
            .expect_err("problems")
            .into_iter()
            .map(|(line, problem)| format!("{line}: {problem}"))
            .collect();
        assert_eq!(
            told,
            [
                "2: column stage_id is `3`; write 1 before, 2 after",
                "3: column C1 is `x`; write a whole number or NA",
                "3: column C2 is `1.5`; write a whole number or NA",
                "4: 5 columns; the header has 6",
                "6: person 6 has stage 1 twice; keep one row",
            ]
        );
    }

    #[test]
    fn lines_are_counted_alike_however_they_end() {
        let table = "survey,case,stage_id,pnum,C1\ns,c,1,8,x\n\ns,c,1,9,y\n";
        for table in [table.to_owned(), table.replace('\n', "\r\n")] {
            let problems = parse(table.as_bytes()).expect_err("problems");
            let lines: Vec<u64> = problems.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [2, 4], "{table:?}");
        }
    }

    #[test]
    fn a_header_without_what_is_needed_is_told_at_once() {
        let problems = parse(b"survey,case\n").expect_err("problems");
        assert_eq!(problems.len(), 3, "{problems:?}");
    }
}
