//! The first line of a table: which column is which, by name.

use crate::app::cli::script::problem::did_you_mean;
use crate::app::cli::text::quoted;

/// A column that is looked for: what it may be called, the best name first.
pub type Wanted = &'static [&'static str];

/// Who voted.
pub const PARTICIPANT: Wanted =
    &["participant", "voter-id", "voter_id", "participant-id", "participant_id"];
/// On what.
pub const STATEMENT: Wanted =
    &["statement", "comment-id", "comment_id", "statement-id", "statement_id"];
/// What.
pub const VOTE: Wanted = &["vote"];
/// When.
pub const TIME: Wanted = &["timestamp", "t", "time"];

/// What marks the votes of a Polis export.
const OF_POLIS: [&str; 2] = ["comment-id", "voter-id"];

/// The first line of a table as it names its columns: in small letters, without spaces around.
#[derive(Debug, Clone)]
pub struct Named {
    names: Vec<String>,
}

impl Named {
    /// From the cells of the first line.
    #[must_use]
    pub fn of<'a>(cells: impl IntoIterator<Item = &'a [u8]>) -> Named {
        let name = |cell| String::from_utf8_lossy(cell).trim().to_lowercase();
        Named { names: cells.into_iter().map(name).collect() }
    }

    /// How many columns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The name of a column.
    #[must_use]
    pub fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    /// The column of one of these names, when there is one.
    ///
    /// # Errors
    /// When there are two.
    pub fn find(&self, wanted: Wanted) -> Result<Option<usize>, String> {
        let is_one = |at: &usize| wanted.contains(&self.names[*at].as_str());
        let mut found = (0..self.names.len()).filter(is_one);
        match (found.next(), found.next()) {
            (Some(one), Some(other)) => {
                let (one, other) = (self.name(one), self.name(other));
                Err(format!("columns {one} and {other} say the same thing; keep one"))
            }
            (found, _) => Ok(found),
        }
    }

    /// The column of one of these names.
    ///
    /// # Errors
    /// When there is none, or two.
    pub fn need(&self, wanted: Wanted) -> Result<usize, String> {
        self.find(wanted)?.ok_or_else(|| {
            let near = wanted.iter().find_map(|name| {
                let near = did_you_mean(name, self.names.iter().map(String::as_str));
                (!near.is_empty()).then(|| near.replace("did you mean", "is it"))
            });
            let others = match wanted {
                [_, others @ ..] if !others.is_empty() => format!(" (or {})", others.join(", ")),
                _ => String::new(),
            };
            let rule = "the first line must name it";
            let near = near.unwrap_or_default();
            format!("column {}{others} is missing; {rule}{near}", wanted[0])
        })
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    /// Why this is no first line at all, where that is plain to see.
    fn is_something_else(&self) -> Option<String> {
        let first = self.names.join(",");
        let is_value = |name: &String| name.parse::<f64>().is_ok() || name.is_empty();
        if self.names.iter().all(is_value) {
            let remedy = "write one above it, such as participant,statement,vote";
            return Some(format!("{} names no columns; {remedy}", quoted(&first)));
        }
        if self.names.len() == 1 && first.contains([';', '\t']) {
            let found = quoted(&first);
            return Some(format!("{found} is not parted by commas; save the table with commas"));
        }
        if self.has("n-votes") || self.has("n-agree") {
            let remedy = "give votes.csv, or the folder that holds both";
            return Some(format!("this table has a row for each participant; {remedy}"));
        }
        if self.has("comment-body") || (self.has("id") && self.has("text")) {
            let remedy = "give votes.csv, or the folder that holds both";
            return Some(format!("this table lists statements, not votes; {remedy}"));
        }
        None
    }
}

/// Which columns of a table of votes are which.
#[derive(Debug, Clone)]
pub struct Columns {
    /// The names.
    pub named: Named,
    /// Who.
    pub participant: usize,
    /// On what.
    pub statement: usize,
    /// What.
    pub vote: usize,
    /// When.
    pub time: Option<usize>,
    /// Whether the names are those of a Polis export.
    pub is_polis: bool,
}

impl Columns {
    /// By the names.
    ///
    /// # Errors
    /// Everything that is missing, or what the table is instead.
    pub fn of(named: Named) -> Result<Columns, Vec<String>> {
        if let Some(other) = named.is_something_else() {
            return Err(vec![other]);
        }
        let needed = [PARTICIPANT, STATEMENT, VOTE].map(|wanted| named.need(wanted));
        match (needed, named.find(TIME)) {
            ([Ok(participant), Ok(statement), Ok(vote)], Ok(time)) => {
                let is_polis = OF_POLIS.iter().all(|name| named.has(name));
                Ok(Columns { named, participant, statement, vote, time, is_polis })
            }
            (needed, time) => {
                Err(needed.into_iter().filter_map(Result::err).chain(time.err()).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(line: &str) -> Result<Columns, Vec<String>> {
        Columns::of(Named::of(line.split(',').map(str::as_bytes)))
    }

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let polis = columns("timestamp,datetime,comment-id,voter-id,vote").expect("of Polis");
        assert_eq!(
            (polis.participant, polis.statement, polis.vote, polis.time),
            (3, 2, 4, Some(0))
        );
        assert!(polis.is_polis);
        let plain = columns("Vote, statement ,extra,PARTICIPANT").expect("plain");
        assert_eq!((plain.participant, plain.statement, plain.vote, plain.time), (3, 1, 0, None));
        assert!(!plain.is_polis);
    }

    #[test]
    fn what_is_missing_is_named_with_what_looks_like_it() {
        let told = columns("particpant,statement,value").expect_err("two are missing");
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("column participant (or voter-id, "), "{}", told[0]);
        assert!(told[0].ends_with("must name it; is it `particpant`?"), "{}", told[0]);
        assert_eq!(told[1], "column vote is missing; the first line must name it");
    }

    #[test]
    fn another_table_is_told_from_votes() {
        for (line, told) in [
            ("0,1,1", "`0,1,1` names no columns"),
            ("", "`` names no columns"),
            ("participant;statement;vote", "not parted by commas"),
            ("participant,group-id,n-votes,n-agree", "a row for each participant"),
            ("comment-id,comment-body", "lists statements, not votes"),
            ("id,text,moderated,meta", "lists statements, not votes"),
            ("vote,participant,voter-id,statement", "columns participant and voter-id say"),
        ] {
            let found = columns(line).expect_err(line);
            assert!(found[0].contains(told), "{line}: {found:?}");
        }
    }
}
