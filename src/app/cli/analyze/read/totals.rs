//! What a Polis export says beside its votes: totals of each participant, and the topic.

use csv::{ReaderBuilder, StringRecord};

use crate::app::cli::analyze::read::header::{Named, PARTICIPANT, Wanted};
use crate::app::cli::analyze::read::limits::PROBLEMS;
use crate::app::cli::failure::Failure;
use crate::app::cli::lines::Lines;
use crate::app::cli::problems::Problems;

const AGREES: Wanted = &["n-agree", "n_agree", "agrees"];
const DISAGREES: Wanted = &["n-disagree", "n_disagree", "disagrees"];
const TOTAL_RULE: &str = "a total is a whole number from 0 to 4294967295; mend it";

/// How often a participant agreed and disagreed, by id.
pub type Totals = (Box<str>, (u32, u32));

/// Reads `participants-votes.csv`.
///
/// # Errors
/// Every problem in it by line and column.
pub fn participants(file: &str, text: &str) -> Result<Vec<Totals>, Failure> {
    let mut problems = Problems::of(file, PROBLEMS);
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let named = Named::of(header.iter().map(str::as_bytes));
    let columns = [PARTICIPANT, AGREES, DISAGREES].map(|wanted| named.need(wanted));
    let [Ok(participant), Ok(agrees), Ok(disagrees)] = columns else {
        columns.into_iter().filter_map(Result::err).for_each(|told| problems.on_line(1, told));
        return Err(problems.failure());
    };
    let mut lines = Lines::of(text.as_bytes());
    let mut record = StringRecord::new();
    let mut all = Vec::new();
    // The text is UTF-8 and in memory, so a record cannot fail.
    while reader.read_record(&mut record).unwrap_or(false) && !problems.is_enough() {
        let line = lines.at(record.position());
        if record.len() != header.len() {
            let (found, wanted) = (record.len(), header.len());
            let message = format!("{found} cells; the first line has {wanted}; give each as many");
            problems.on_line(line, message);
            continue;
        }
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let mut total = |at: usize| {
            let total = cell(at).parse::<u32>().ok();
            if total.is_none() {
                problems.cell(line, named.name(at), cell(at).as_bytes(), TOTAL_RULE);
            }
            total
        };
        if let (Some(agrees), Some(disagrees)) = (total(agrees), total(disagrees)) {
            all.push((cell(participant).into(), (agrees, disagrees)));
        }
    }
    problems.or(all)
}

/// The topic that `summary.csv` names: a key and its value on each line.
#[must_use]
pub fn topic(text: &str) -> Option<String> {
    let reader =
        ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let found = reader
        .into_records()
        .filter_map(Result::ok)
        .find(|record| record.get(0).is_some_and(|key| key.trim().eq_ignore_ascii_case("topic")));
    // A value with commas and without quotes stands in several cells.
    let found = found.map(|record| record.iter().skip(1).collect::<Vec<_>>().join(","));
    found.map(|topic| topic.trim().to_owned()).filter(|topic| !topic.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_read_by_name_and_problems_told() {
        let table = "participant,xid,n-disagree,n-agree,0,1\n4,,2,3,1,-1\n";
        let read = participants("p.csv", table).expect("sound");
        assert_eq!(read, [("4".into(), (3, 2))]);
        let told = participants("p.csv", "participant,n-votes\n").expect_err("missing").message;
        assert_eq!(told.lines().count(), 3, "{told}");
        let wrong = "participant,n-agree,n-disagree\n1,x,0\n1,2\n";
        let told = participants("p.csv", wrong).expect_err("wrong").message;
        assert!(told.starts_with("p.csv:2: column n-agree is `x`; a total is"), "{told}");
        assert!(told.contains("\np.csv:3: 2 cells; the first line has 3;"), "{told}");
    }

    #[test]
    fn the_topic_is_a_line_of_the_summary() {
        assert_eq!(topic("topic,Bikes, and cars\nurl,x\n").as_deref(), Some("Bikes, and cars"));
        assert_eq!(topic("url,x\n"), None);
        assert_eq!(topic("topic,\n"), None);
    }
}
