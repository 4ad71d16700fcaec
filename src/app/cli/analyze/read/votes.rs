//! Tables of votes. Plain rows are read byte by byte as they stand in a block of the file; rows
//! with quotes in them, and rows with which something is wrong, go by the CSV reader.

use csv::{ByteRecord, ReaderBuilder};

use crate::analysis::opinion::{Arrival, Vote};
use crate::app::cli::analyze::read::header::{Columns, Named};
use crate::app::cli::analyze::read::ids::{self, Interner};
use crate::app::cli::analyze::read::limits::{Limits, PROBLEMS, ROW_BYTES_MAX};
use crate::app::cli::analyze::read::row::{Id, Role, plain, roles};
use crate::app::cli::failure::Failure;
use crate::app::cli::lines::Lines;
use crate::app::cli::problems::Problems;

/// About as many bytes go by the CSV reader at once: to start one costs as much as many rows.
const CAREFUL_BYTES: usize = 1 << 16;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// What a vote is, and what to do about one that is something else.
const VOTE_RULE: &str = "a vote is 1, 0 or -1, without spaces; mend it, or leave the row out";
const ID_RULE: &str = "an id is text in UTF-8 without spaces around it; mend it";
const TIME_RULE: &str = "a time is a whole number of milliseconds; mend it, or drop the column";

/// What a table of votes says, in the order of its rows.
#[derive(Debug)]
pub struct Votes {
    /// The votes, with the sign that the file has.
    pub votes: Vec<Arrival>,
    /// When each was given, where a column says so.
    pub times: Option<Vec<i64>>,
    /// Who voted.
    pub participants: Interner,
    /// On what.
    pub statements: Interner,
    /// Whether its columns are named as in a Polis export.
    pub is_polis: bool,
}

/// Reads the bytes of a whole table.
///
/// # Errors
/// Every problem in it by line and column.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Votes, Failure> {
    let mut reader = VotesReader::new(file, Limits::default());
    reader.block(bytes);
    reader.finish()
}

/// Reads a table block by block.
#[derive(Debug)]
pub struct VotesReader {
    problems: Problems,
    limits: Limits,
    columns: Option<Columns>,
    roles: Vec<Role>,
    /// The line that comes next.
    line: u64,
    has_begun: bool,
    /// Bytes of a row that has not ended yet.
    open: Vec<u8>,
    within: Within,
    is_stopped: bool,
    found: Votes,
    times: Vec<i64>,
}

impl VotesReader {
    /// Of a file of this name.
    #[must_use]
    pub fn new(file: &str, limits: Limits) -> VotesReader {
        let found = Votes {
            votes: Vec::new(),
            times: None,
            participants: Interner::new(limits.participants),
            statements: Interner::new(limits.statements),
            is_polis: false,
        };
        VotesReader {
            problems: Problems::of(file, PROBLEMS),
            limits,
            columns: None,
            roles: Vec::new(),
            line: 1,
            has_begun: false,
            open: Vec::new(),
            within: Within::Start,
            is_stopped: false,
            found,
            times: Vec::new(),
        }
    }

    /// Whether nothing more is read, because too much is wrong.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.is_stopped || self.problems.is_enough()
    }

    /// Takes the next bytes; a row may go on in the next block.
    pub fn block(&mut self, bytes: &[u8]) {
        if self.is_stopped() {
            return;
        }
        let bytes = if self.has_begun { bytes } else { self.begun(bytes) };
        let mut at = 0;
        while at < bytes.len() && !self.is_stopped() {
            if self.open.is_empty() && self.columns.is_some() {
                at = self.plain_rows(bytes, at);
            }
            at = self.careful_rows(bytes, at);
        }
    }

    /// What follows the first bytes, which tell of a byte order mark.
    fn begun<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let missing = BOM.len().saturating_sub(self.open.len());
        let (first, rest) = bytes.split_at(missing.min(bytes.len()));
        self.open.extend_from_slice(first);
        self.has_begun = self.open.len() >= BOM.len();
        if self.open == BOM {
            self.open.clear();
        }
        self.within = self.open.iter().fold(Within::Start, |within, byte| within.after(*byte));
        if self.open.starts_with(b"\xff\xfe") || self.open.starts_with(b"\xfe\xff") {
            self.stop("this is UTF-16; save the file as UTF-8");
        }
        rest
    }

    /// Reads rows as long as they are plain, and says where the first other one begins.
    fn plain_rows(&mut self, bytes: &[u8], start: usize) -> usize {
        let mut at = start;
        let has_times = self.found.times.is_some();
        while let Some(row) = plain(&self.roles, bytes, at) {
            let participant = place(&mut self.found.participants, row.participant);
            let statement = place(&mut self.found.statements, row.statement);
            let (Some(participant), Some(statement)) = (participant, statement) else { break };
            if self.found.votes.len() >= self.limits.votes {
                break;
            }
            self.found.votes.push(Arrival::new(participant, statement, row.vote));
            if has_times {
                self.times.push(row.time);
            }
            self.line += 1;
            at = row.next;
        }
        at
    }

    /// Takes rows that are not plain: the first line alone and so a row that two blocks share,
    /// others with what follows.
    fn careful_rows(&mut self, bytes: &[u8], start: usize) -> usize {
        let is_alone = self.columns.is_none() || !self.open.is_empty();
        let most = if is_alone { 1 } else { CAREFUL_BYTES };
        let mut at = start;
        for (place, byte) in bytes.iter().enumerate().skip(start) {
            self.within = self.within.after(*byte);
            if *byte == b'\n' && self.within == Within::Start {
                at = place + 1;
                if at - start >= most {
                    break;
                }
            }
        }
        let has_ended = at > start;
        // Before the first end of a row its bytes are kept until it comes; what comes after the
        // last end is looked at once more, from its beginning.
        let end = if has_ended { at } else { bytes.len() };
        self.open.extend_from_slice(bytes.get(start..end).unwrap_or_default());
        if has_ended {
            self.within = Within::Start;
            self.read_open();
        } else if self.open.len() > ROW_BYTES_MAX {
            let rule = format!("this row has more than {ROW_BYTES_MAX} bytes (ROW_BYTES_MAX)");
            self.stop(&format!("{rule}; look for a quote that is not closed"));
        }
        end
    }

    fn stop(&mut self, message: &str) {
        self.problems.on_line(self.line, message);
        self.is_stopped = true;
    }

    /// Reads whole rows by the CSV reader.
    fn read_open(&mut self) {
        let mut open = std::mem::take(&mut self.open);
        // Only the first mark of a file says something about it. The CSV reader would drop one in
        // front of any row that it is given first, and skips an empty line.
        let is_marked = open.starts_with(BOM);
        if is_marked {
            open.insert(0, b'\n');
        }
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(open.len().clamp(64, CAREFUL_BYTES))
            .from_reader(&open[..]);
        let mut lines = Lines::of(&open);
        let mut record = ByteRecord::new();
        // Reading bytes from memory fails on nothing; a row ends the loop when there is no more.
        while !self.is_stopped() && reader.read_byte_record(&mut record).unwrap_or(false) {
            let line = self.line + lines.at(record.position()) - 1 - u64::from(is_marked);
            match self.columns.take() {
                None => self.begin(&record, line),
                Some(columns) => {
                    self.careful_row(&columns, &record, line);
                    self.columns = Some(columns);
                }
            }
        }
        self.line += open.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.line -= u64::from(is_marked);
    }

    /// Takes the first line.
    fn begin(&mut self, record: &ByteRecord, line: u64) {
        match Columns::of(Named::of(record)) {
            Ok(columns) => {
                self.roles = roles(&columns);
                self.found.times = columns.time.map(|_| Vec::new());
                self.found.is_polis = columns.is_polis;
                self.columns = Some(columns);
            }
            Err(told) => {
                told.iter().for_each(|message| self.problems.on_line(line, message));
                self.is_stopped = true;
            }
        }
    }

    fn careful_row(&mut self, columns: &Columns, record: &ByteRecord, line: u64) {
        if record.len() != columns.named.len() {
            let (found, wanted) = (record.len(), columns.named.len());
            let remedy = "give each row as many, and put quotes around a comma in a text";
            let message = format!("{found} cells; the first line has {wanted}; {remedy}");
            self.problems.on_line(line, message);
            return;
        }
        let problems = &mut self.problems;
        let mut cell = |at: usize, rule: &str, is_sound: &dyn Fn(&[u8]) -> bool| {
            let value = record.get(at).unwrap_or_default();
            let sound = is_sound(value);
            if !sound {
                problems.cell(line, columns.named.name(at), value, rule);
            }
            sound.then_some(value)
        };
        let is_id = |value: &[u8]| {
            let text = std::str::from_utf8(value);
            text.is_ok_and(|text| !text.is_empty() && text.trim_ascii().len() == text.len())
        };
        let participant = cell(columns.participant, ID_RULE, &is_id);
        let statement = cell(columns.statement, ID_RULE, &is_id);
        let vote = cell(columns.vote, VOTE_RULE, &|value| vote(value).is_some()).and_then(vote);
        let timed = columns
            .time
            .map(|at| cell(at, TIME_RULE, &|value| time(value).is_some()).and_then(time));
        let (Some(participant), Some(statement), Some(vote)) = (participant, statement, vote)
        else {
            return;
        };
        if timed == Some(None) {
            return;
        }
        self.take(line, (id(participant), id(statement), vote), timed.flatten());
    }

    fn take(&mut self, line: u64, vote: (Id<'_>, Id<'_>, Vote), time: Option<i64>) {
        let (participant, statement, value) = vote;
        let participant = place(&mut self.found.participants, participant);
        let statement = place(&mut self.found.statements, statement);
        let most = match (participant, statement) {
            _ if self.found.votes.len() >= self.limits.votes => (self.limits.votes, "votes"),
            (Some(participant), Some(statement)) => {
                self.found.votes.push(Arrival::new(participant, statement, value));
                self.times.extend(time);
                return;
            }
            (None, _) => (self.limits.participants, "participants"),
            (_, None) => (self.limits.statements, "statements"),
        };
        let (most, of_what) = most;
        let remedy = "analyze a part of them";
        self.problems.on_line(line, format!("more than {most} {of_what} are not read; {remedy}"));
        self.is_stopped = true;
    }

    /// What the table says.
    ///
    /// # Errors
    /// Every problem in it by line and column.
    pub fn finish(mut self) -> Result<Votes, Failure> {
        if !self.is_stopped() {
            self.read_open();
        }
        if self.columns.is_none() && !self.is_stopped {
            let remedy = "its first line names the columns, such as participant,statement,vote";
            self.problems.whole(format!("the file is empty; {remedy}"));
        }
        if let Some(times) = &mut self.found.times {
            *times = self.times;
        }
        self.problems.or(self.found)
    }
}

/// Where in a row a byte stands, as the CSV reader sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// At the beginning of a cell.
    Start,
    /// In a cell without quotes around it, in which a quote is a letter as any other.
    Cell,
    /// Between quotes.
    Quotes,
    /// After a quote that closes, or is the first of two that mean one.
    Closing,
}

impl Within {
    fn after(self, byte: u8) -> Within {
        match (self, byte) {
            (Within::Start | Within::Closing, b'"') => Within::Quotes,
            (Within::Quotes, b'"') => Within::Closing,
            (Within::Quotes, _) => Within::Quotes,
            (_, b',' | b'\n' | b'\r') => Within::Start,
            _ => Within::Cell,
        }
    }
}

#[inline]
fn place(interner: &mut Interner, id: Id<'_>) -> Option<usize> {
    let place = match id {
        Id::Number(number) => interner.number(number),
        // A text that is not UTF-8 gets no place here and is told where rows are read with care.
        Id::Text(text) => interner.text(std::str::from_utf8(text).ok()?),
    };
    place.map(|place| place as usize)
}

fn id(value: &[u8]) -> Id<'_> {
    ids::number(value).map_or(Id::Text(value), Id::Number)
}

fn vote(value: &[u8]) -> Option<Vote> {
    match value {
        b"1" => Some(Vote::Agree),
        b"0" => Some(Vote::Pass),
        b"-1" => Some(Vote::Disagree),
        _ => None,
    }
}

fn time(value: &[u8]) -> Option<i64> {
    std::str::from_utf8(value).ok()?.parse().ok()
}

#[cfg(test)]
mod tests;
