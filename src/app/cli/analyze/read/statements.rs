//! Tables of statements: `statements.csv`, or `comments.csv` of a Polis export with its totals.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use crate::app::cli::analyze::read::header::{Named, Wanted};
use crate::app::cli::analyze::read::limits::{PROBLEMS, STATEMENTS_MAX};
use crate::app::cli::failure::Failure;
use crate::app::cli::lines::Lines;
use crate::app::cli::problems::Problems;
use crate::app::cli::text::quoted;

const ID: Wanted = &["id", "comment-id", "comment_id", "statement", "statement-id", "statement_id"];
const TEXT: Wanted = &["text", "comment-body", "comment_body", "body", "txt"];
const MODERATED: Wanted = &["moderated", "mod"];
const META: Wanted = &["meta", "is_meta", "is-meta"];
const AGREES: Wanted = &["agrees", "n-agree"];
const DISAGREES: Wanted = &["disagrees", "n-disagree"];

const ID_RULE: &str = "an id is text without spaces around it; mend it";
const MODERATED_RULE: &str = "moderated is -1 (out), 0 (not yet) or 1 (in); mend it";
const META_RULE: &str = "meta is 1 or true, 0 or false, or empty; mend it";
const TOTAL_RULE: &str = "a total is a whole number from 0 to 4294967295; mend it";

/// A statement as a table lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: Box<str>,
    /// Its text.
    pub text: Box<str>,
    /// -1 out, 0 not moderated, 1 in.
    pub moderated: i8,
    /// Whether it asks who somebody is.
    pub is_meta: bool,
    /// How many agree and how many disagree, where the table says so.
    pub totals: Option<(u32, u32)>,
}

struct Columns {
    named: Named,
    id: usize,
    text: usize,
    moderated: Option<usize>,
    meta: Option<usize>,
    totals: Option<(usize, usize)>,
}

fn columns(header: &StringRecord) -> Result<Columns, Vec<String>> {
    let named = Named::of(header.iter().map(str::as_bytes));
    let needed = [ID, TEXT].map(|wanted| named.need(wanted));
    let others = [MODERATED, META, AGREES, DISAGREES].map(|wanted| named.find(wanted));
    match (needed, others) {
        ([Ok(id), Ok(text)], [Ok(moderated), Ok(meta), Ok(agrees), Ok(disagrees)]) => {
            Ok(Columns { named, id, text, moderated, meta, totals: agrees.zip(disagrees) })
        }
        (needed, others) => {
            let others = others.into_iter().filter_map(Result::err);
            Err(needed.into_iter().filter_map(Result::err).chain(others).collect())
        }
    }
}

/// Reads the text of a table.
///
/// # Errors
/// Every problem in it by line and column.
pub fn parse(file: &str, text: &str) -> Result<Vec<Listed>, Failure> {
    let mut problems = Problems::of(file, PROBLEMS);
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    if header.is_empty() {
        problems.whole("the file is empty; its first line names the columns, such as id,text");
        return Err(problems.failure());
    }
    let columns = match columns(&header) {
        Ok(columns) => columns,
        Err(told) => {
            told.iter().for_each(|message| problems.on_line(1, message));
            return Err(problems.failure());
        }
    };
    let mut lines = Lines::of(text.as_bytes());
    let mut record = StringRecord::new();
    let mut listed = Vec::new();
    let mut lines_of: HashMap<Box<str>, u64> = HashMap::new();
    // The text is UTF-8 and in memory, so a record cannot fail.
    while reader.read_record(&mut record).unwrap_or(false) && !problems.is_enough() {
        let line = lines.at(record.position());
        let Some(one) = statement(&columns, &record, line, &mut problems) else { continue };
        if let Some(before) = lines_of.insert(one.id.clone(), line) {
            let id = quoted(&one.id);
            let message = format!("id {id} is on line {before} as well; keep one of them");
            problems.on_line(line, message);
        }
        listed.push(one);
        if listed.len() > STATEMENTS_MAX {
            let rule = format!("more than {STATEMENTS_MAX} statements are not read");
            problems.on_line(line, format!("{rule}; analyze a part of them"));
            break;
        }
    }
    problems.or(listed)
}

fn statement(
    columns: &Columns,
    record: &StringRecord,
    line: u64,
    problems: &mut Problems,
) -> Option<Listed> {
    let (found, wanted) = (record.len(), columns.named.len());
    if found != wanted {
        let remedy = "give each row as many, and put quotes around a text with commas";
        problems.on_line(line, format!("{found} cells; the first line has {wanted}; {remedy}"));
        return None;
    }
    let cell = |at: usize| record.get(at).unwrap_or_default();
    let mut sound = true;
    let mut wrong = |at: usize, rule: &str| {
        problems.cell(line, columns.named.name(at), cell(at).as_bytes(), rule);
        sound = false;
    };
    let id = cell(columns.id);
    if id.is_empty() || id.trim_ascii().len() != id.len() {
        wrong(columns.id, ID_RULE);
    }
    let moderated = columns.moderated.map_or(Some(0), |at| moderated(cell(at)));
    if let (None, Some(at)) = (moderated, columns.moderated) {
        wrong(at, MODERATED_RULE);
    }
    let meta = columns.meta.map_or(Some(false), |at| truth(cell(at)));
    if let (None, Some(at)) = (meta, columns.meta) {
        wrong(at, META_RULE);
    }
    let mut total = |at: usize| {
        let total = cell(at).parse::<u32>().ok();
        if total.is_none() {
            wrong(at, TOTAL_RULE);
        }
        total
    };
    let totals = columns.totals.and_then(|(agrees, disagrees)| {
        let (agrees, disagrees) = (total(agrees), total(disagrees));
        agrees.zip(disagrees)
    });
    sound.then(|| Listed {
        id: id.into(),
        text: cell(columns.text).trim().into(),
        moderated: moderated.unwrap_or_default(),
        is_meta: meta.unwrap_or_default(),
        totals,
    })
}

fn moderated(text: &str) -> Option<i8> {
    match text {
        "1" => Some(1),
        "0" | "" => Some(0),
        "-1" => Some(-1),
        _ => None,
    }
}

fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "1" | "true" | "t" => Some(true),
        "0" | "false" | "f" | "" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tables_of_statements_are_read_by_name() {
        let plain = "id,text,moderated,meta\n0,\"One,\ntwo\",1,0\n1, Three ,-1,1\n";
        let plain = parse("s.csv", plain).expect("sound");
        assert_eq!((&*plain[0].text, plain[0].moderated, plain[0].totals), ("One,\ntwo", 1, None));
        assert_eq!((&*plain[1].text, plain[1].moderated, plain[1].is_meta), ("Three", -1, true));
        let polis = "comment-body,extra,disagrees,agrees,comment-id,is_meta\r\nA,,2,3,7,TRUE\r\n";
        let polis = parse("comments.csv", polis).expect("sound");
        assert_eq!((polis[0].totals, &*polis[0].id, polis[0].is_meta), (Some((3, 2)), "7", true));
        assert_eq!(polis[0].moderated, 0, "no column says so");
    }

    #[test]
    fn every_problem_is_told_by_line_and_column() {
        let table = "comment-id,agrees,disagrees,moderated,comment-body,meta\n\
                     1,2,3,2,a,maybe\n1,-1,NaN,0,b\n2,-1,NaN,0,b,\n2,0,0,0,c,0\n,0,0,0,d,0\n";
        let told = parse("c.csv", table).expect_err("problems").message;
        let told: Vec<&str> = told.lines().collect();
        assert_eq!(told.len(), 7, "{told:#?}");
        assert!(told[0].starts_with("c.csv:2: column moderated is `2`; moderated is -1 (out)"));
        assert!(told[1].starts_with("c.csv:2: column meta is `maybe`; meta is 1"));
        assert!(told[2].starts_with("c.csv:3: 5 cells; the first line has 6;"));
        assert!(told[3].starts_with("c.csv:4: column agrees is `-1`; a total is"));
        assert!(told[4].starts_with("c.csv:4: column disagrees is `NaN`; a total is"));
        assert!(told[5].starts_with("c.csv:6: column comment-id is ``; an id is"));
        assert_eq!(told[6], "nothing was analyzed");
    }

    #[test]
    fn an_id_that_is_there_twice_is_told_with_both_lines() {
        let told = parse("s.csv", "id,text\n3,a\n\n3,b\n").expect_err("twice").message;
        assert!(told.starts_with("s.csv:4: id `3` is on line 2 as well; keep one"), "{told}");
    }

    #[test]
    fn a_table_without_its_columns_or_without_anything_is_told() {
        for (table, expected) in [
            ("", "s.csv: the file is empty; its first line"),
            ("id,txet\n", "s.csv:1: column text (or comment-body, "),
            ("id,comment-id,text\n", "s.csv:1: columns id and comment-id say the same"),
        ] {
            let told = parse("s.csv", table).expect_err(table).message;
            assert!(told.starts_with(expected), "{told}");
        }
    }
}
