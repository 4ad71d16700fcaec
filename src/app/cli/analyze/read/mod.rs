//! Everything that reads a conversation: an export of Polis, a table of votes, or a log of our own.
//! What a file is, its content tells; what is wrong with it is told with file, line, column, value,
//! rule and remedy, and nothing is analyzed then.

mod arrange;
mod file;
mod header;
mod ids;
mod limits;
mod locate;
mod log;
mod row;
mod sign;
mod statements;
mod totals;
mod votes;

use std::fmt;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

pub use arrange::{Statement, renumber};
pub use ids::{Ids, Interner};
pub use limits::Limits;
pub use log::{Logged, replay};
pub use sign::{Comparison, Sign};
pub use votes::{Votes, VotesReader, parse as votes};

use crate::analysis::opinion::Arrival;
use crate::app::cli::analyze::read::file::Opened;
use crate::app::cli::analyze::read::limits::NAMED_MAX;
use crate::app::cli::analyze::read::locate::Files;
use crate::app::cli::analyze::read::sign::{compare, counts, establish};
use crate::app::cli::analyze::read::statements::Listed;
use crate::app::cli::analyze::read::totals::Totals;
use crate::app::cli::failure::Failure;
use crate::app::cli::text::count;

/// How a source is to be read.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    /// The format; left out, the content tells.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// The statements: a CSV file with id and text; left out, statements.csv or comments.csv
    /// beside the votes.
    #[arg(long, value_name = "FILE")]
    pub statements: Option<PathBuf>,
    /// Which vote agrees: 1, as in the exports of Polis, or -1, as in its database. Left out, 1,
    /// held against the totals of an export.
    #[arg(
        long,
        value_name = "1|-1",
        allow_hyphen_values = true,
        value_parser = parse_agree_value
    )]
    pub agree_value: Option<i8>,
}

/// A format of conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A folder with comments.csv and votes.csv as Polis exports them.
    Polis,
    /// A table of votes.
    Votes,
    /// A log that `beraad export` wrote.
    Log,
}

fn parse_agree_value(text: &str) -> Result<i8, String> {
    match text {
        "1" | "+1" => Ok(1),
        "-1" => Ok(-1),
        _ => Err("the value of a vote that agrees is 1 or -1".to_owned()),
    }
}

/// What was read.
#[derive(Debug)]
pub enum Source {
    /// Votes on statements.
    Conversation(Box<Conversation>),
    /// A deliberation, whose stances are still to be gathered as votes.
    Log(Box<Logged>),
}

/// Votes of participants on statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Those with votes in the order of the first vote, then those without in the order of the
    /// table that lists them.
    pub statements: Vec<Statement>,
    /// Those who voted, in the order of their first vote.
    pub participants: Ids,
    /// In the order in which they were given: by time where the source has times, and as the file
    /// has them otherwise and among equals. Of several votes of one participant on one statement
    /// all are there, and the last counts. 1 agrees.
    pub votes: Vec<Arrival>,
    /// When each vote was given, in milliseconds from whichever start the source has.
    pub times: Option<Vec<i64>>,
    /// The party of each participant, where a source has parties.
    pub parties: Option<Vec<u32>>,
    /// Where it comes from.
    pub origin: Origin,
    /// What the reader of the analysis should know.
    pub warnings: Vec<Warning>,
}

/// Where a conversation comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What kind of source it is.
    pub kind: Kind,
    /// The files that were read, the votes first.
    pub files: Vec<String>,
    /// What the conversation is called, where the source says so.
    pub title: Option<String>,
    /// Which value of the source agrees, and how that is known; in the votes here it is 1.
    pub sign: Sign,
}

/// A kind of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Votes and comments as Polis exports them.
    PolisExport,
    /// A table of votes.
    Votes,
}

impl Kind {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::PolisExport => "polis",
            Kind::Votes => "votes",
        }
    }
}

/// What the reader of an analysis should know of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// Statements with votes that the table of statements lacks; they have no text.
    Unlisted {
        /// The table.
        file: String,
        /// How many.
        count: usize,
        /// The first of them.
        first: Vec<Box<str>>,
    },
    /// Totals that do not tell which vote agrees, or that say otherwise than was asked.
    Totals(Comparison),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::Unlisted { file, count: many, first } => {
                let more = if *many > first.len() { ", …" } else { "" };
                let what = count(*many, "statement", "statements");
                let named = first.join(", ");
                write!(f, "{file} does not list {what} with votes ({named}{more}): without text")
            }
            Warning::Totals(one) => {
                write!(f, "the totals do not confirm which vote agrees: {one}")?;
                let of = one.of;
                let named = one.most.iter().map(|(id, [agree, disagree], [plus, minus])| {
                    format!("{of} {id} {agree} and {disagree} against {plus} and {minus}")
                });
                let named: Vec<String> = named.collect();
                if named.is_empty() { Ok(()) } else { write!(f, "; most: {}", named.join(", ")) }
            }
        }
    }
}

/// Reads what lies at a path.
///
/// # Errors
/// Every problem of a file at once, or a file that cannot be read.
pub fn read(path: &Path, options: &Options) -> Result<Source, Failure> {
    if path.is_dir() {
        if options.format == Some(Format::Log) {
            let shown = path.display();
            return Err(Failure::input(format!("{shown} is a folder; a log is a file; name it")));
        }
        return conversation(locate::in_folder(path)?, options);
    }
    let is_log = match options.format {
        Some(format) => format == Format::Log,
        None => Opened::at(path)?.first()? == Some(b'{'),
    };
    if is_log {
        return log::read(path).map(|logged| Source::Log(Box::new(logged)));
    }
    // A file that is not there is told as that, and not as a folder that cannot be listed.
    Opened::at(path)?;
    let files = locate::beside(path)?;
    conversation(files, options)
}

/// Reads the votes in a file, packed with gzip or not.
///
/// # Errors
/// Every problem in it by line and column.
pub fn votes_of(path: &Path) -> Result<Votes, Failure> {
    let mut reader = VotesReader::new(&path.display().to_string(), Limits::default());
    Opened::at(path)?.blocks(|block| {
        reader.block(block);
        !reader.is_stopped()
    })?;
    reader.finish()
}

/// What else is known of votes.
#[derive(Debug, Default)]
struct Beside {
    statements: Option<(String, Vec<Listed>)>,
    participants: Option<(String, Vec<Totals>)>,
    title: Option<String>,
}

fn conversation(mut files: Files, options: &Options) -> Result<Source, Failure> {
    if options.statements.is_some() {
        files.statements.clone_from(&options.statements);
    }
    let votes = votes_of(&files.votes)?;
    let shown = files.votes.display().to_string();
    let needs_polis = options.format == Some(Format::Polis);
    if needs_polis && (!votes.is_polis || files.statements.is_none()) {
        let rule = "an export of Polis has comment-id and voter-id in votes.csv, and comments.csv";
        let remedy = "complete it, or leave --format out";
        return Err(Failure::input(format!("{shown} is no such thing: {rule}; {remedy}")));
    }
    let text = |path: &Option<PathBuf>| -> Result<Option<(String, String)>, Failure> {
        let Some(path) = path else { return Ok(None) };
        Ok(Some((path.display().to_string(), Opened::at(path)?.text()?)))
    };
    let mut beside = Beside::default();
    if let Some((file, text)) = text(&files.statements)? {
        let listed = statements::parse(&file, &text)?;
        beside.statements = Some((file, listed));
    }
    if let Some((file, text)) = text(&files.participants)? {
        let listed = totals::participants(&file, &text)?;
        beside.participants = Some((file, listed));
    }
    beside.title = text(&files.summary)?.and_then(|(_, text)| totals::topic(&text));
    let mut conversation = assemble(&shown, votes, beside, options)?;
    if let Some(summary) = files.summary {
        conversation.origin.files.push(summary.display().to_string());
    }
    Ok(Source::Conversation(Box::new(conversation)))
}

/// A conversation from the bytes of its tables: votes, and statements where there are any.
///
/// # Errors
/// Every problem in them.
pub fn from_bytes(
    votes: (&str, &[u8]),
    statements: Option<(&str, &[u8])>,
    options: &Options,
) -> Result<Conversation, Failure> {
    let found = votes::parse(votes.0, votes.1)?;
    let mut beside = Beside::default();
    if let Some((file, bytes)) = statements {
        let text = crate::app::cli::lines::utf8(bytes).map_err(|(line, column)| {
            Failure::input(format!("{file}:{line}:{column}: this byte is no UTF-8"))
        })?;
        beside.statements = Some((file.to_owned(), statements::parse(file, text)?));
    }
    assemble(votes.0, found, beside, options)
}

fn assemble(
    shown: &str,
    votes: Votes,
    beside: Beside,
    options: &Options,
) -> Result<Conversation, Failure> {
    let is_export = votes.is_polis && beside.statements.is_some();
    let arranged = arrange::by_time(votes);
    let mut files = vec![shown.to_owned()];
    let (listing, listed) = beside.statements.unzip();
    files.extend(listing.clone());
    let listed = listed.unwrap_or_default();
    let places = arrange::places(&arranged.statements, &listed);
    let mut compared = Vec::new();
    let has_totals = listed.iter().any(|one| one.totals.is_some());
    if has_totals || beside.participants.is_some() {
        let (statements, participants) = (arranged.statements.len(), arranged.participants.len());
        let counted = counts(&arranged.votes, statements, participants);
        if let Some(file) = listing.as_ref().filter(|_| has_totals) {
            let each = listed.iter().zip(&places);
            let stated = each.filter_map(|(one, at)| Some((&*one.id, *at, one.totals?)));
            compared.push(compare(file, "statement", &counted.0, stated));
        }
        if let Some((file, totals)) = beside.participants {
            let known: std::collections::HashMap<_, u32> =
                arranged.participants.iter().zip(0..).collect();
            let stated =
                totals.iter().map(|(id, totals)| (&**id, known.get(&**id).copied(), *totals));
            compared.push(compare(&file, "participant", &counted.1, stated));
            files.push(file);
        }
    }
    let established = establish(shown, options.agree_value, compared)?;
    let mut votes = arranged.votes;
    if established.sign.agree_value == -1 {
        let opposite = |one: &Arrival| Arrival::new(one.row(), one.column(), one.vote().opposite());
        votes.iter_mut().for_each(|one| *one = opposite(one));
    }
    let (statements, unlisted) = arrange::statements(&arranged.statements, listed, &places);
    let mut warnings: Vec<Warning> = established.doubts.into_iter().map(Warning::Totals).collect();
    if let Some(file) = listing.filter(|_| !unlisted.is_empty()) {
        let count = unlisted.len();
        let order = unlisted.iter().map(|id| &**id).collect::<Ids>().order();
        let first = order.iter().take(NAMED_MAX).map(|at| unlisted[*at as usize].clone());
        let first = first.collect();
        warnings.push(Warning::Unlisted { file, count, first });
    }
    let kind = if is_export { Kind::PolisExport } else { Kind::Votes };
    Ok(Conversation {
        statements,
        participants: arranged.participants,
        votes,
        times: arranged.times,
        parties: None,
        origin: Origin { kind, files, title: beside.title, sign: established.sign },
        warnings,
    })
}
