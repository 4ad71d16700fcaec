//! `beraad decide`: a decision rule over a file of ballots, without a server, read aloud.

mod count;
mod document;
mod election;
mod limits;
mod mark;
mod node;
mod pabulib;
mod preflib;
mod settings;
mod table;
mod tell;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, ValueEnum};

use crate::app::cli::decide::election::{Asked, Election};
use crate::app::cli::decide::limits::FILE_BYTES_MAX;
use crate::app::cli::decide::limits::PROBLEMS;
use crate::app::cli::decide::settings::{Options, settle};
use crate::app::cli::decide::tell::Decided;
use crate::app::cli::failure::Failure;
use crate::app::cli::lines::utf8;
use crate::app::cli::output::Output;
use crate::app::cli::page::Lang;
use crate::app::cli::problems::Problems;
use crate::domain::charter::Rule;

/// Runs a decision rule over a file of ballots, and reads the outcome aloud.
#[derive(Debug, Args)]
pub struct Decide {
    /// The ballots: CSV, JSON, PrefLib (.soc, .soi, .toc, .toi, .cat) or Pabulib (.pb).
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The rule.
    #[arg(long, value_name = "RULE", value_parser = rules())]
    rule: Rule,
    /// The format of the file; left out, its extension or else its content tells.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    options: Options,
    /// The language of the sentences.
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
}

/// A format of ballots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A row for each ballot.
    Csv,
    /// One document.
    Json,
    /// Orders or categories.
    Preflib,
    /// A participatory budget.
    Pabulib,
}

impl Format {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Preflib => "preflib",
            Format::Pabulib => "pabulib",
        }
    }

    /// By the extension of the file, or else by how its text begins.
    fn of(extension: &str, text: &str) -> Format {
        match extension {
            "csv" | "tsv" => return Format::Csv,
            "json" => return Format::Json,
            "soc" | "soi" | "toc" | "toi" | "cat" => return Format::Preflib,
            "pb" => return Format::Pabulib,
            _ => {}
        }
        let text = text.trim_start();
        let first = text.lines().next().unwrap_or_default();
        match first.chars().next() {
            Some('{' | '[') => Format::Json,
            Some('#') => Format::Preflib,
            _ if first.trim_end_matches(';').trim().eq_ignore_ascii_case("META") => Format::Pabulib,
            _ => Format::Csv,
        }
    }
}

const RULES: [Rule; 15] = [
    Rule::Consent,
    Rule::SupermajorityFloor,
    Rule::Condorcet,
    Rule::Schulze,
    Rule::RankedPairs,
    Rule::MajorityJudgment,
    Rule::Star,
    Rule::Score,
    Rule::Approval,
    Rule::EqualShares,
    Rule::SequentialPhragmen,
    Rule::BudgetGreedy,
    Rule::BudgetEqualShares,
    Rule::BudgetEqualSharesAdd1,
    Rule::BudgetEqualSharesAdd1Greedy,
];

fn rules() -> impl TypedValueParser<Value = Rule> {
    PossibleValuesParser::new(RULES.map(Rule::as_str)).try_map(|name| {
        let found = RULES.into_iter().find(|rule| rule.as_str() == name);
        found.ok_or_else(|| format!("no rule is called `{name}`"))
    })
}

/// Decides.
///
/// # Errors
/// Every problem of the file and of the settings at once, or a file that cannot be read.
pub fn run(command: &Decide, output: Output) -> Result<(), Failure> {
    let bytes = read(&command.file)?;
    let decided = decide(command, &bytes)?;
    output.conclusion(&decided.lines(command.lang).join("\n"))?;
    if output.json { output.document(&decided.document()) } else { Ok(()) }
}

/// What comes of bytes as a file of this name under a rule, as JSON, with one seat, a budget of 100
/// and grades up to 5 where nothing says otherwise; for tests of the readers.
///
/// # Errors
/// What is wrong with them.
pub fn ballots_decided(name: &str, rule: &str, bytes: &[u8]) -> Result<String, String> {
    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        decide: Decide,
    }
    let words = ["", "--rule", rule, name];
    let mut line = Line::try_parse_from(words).map_err(|error| error.to_string())?;
    line.decide.options.grade_max = Some(5);
    line.decide.options.seats = Some(1);
    line.decide.options.budget = Some(100);
    let decided = decide(&line.decide, bytes).map_err(|failure| failure.message)?;
    let nl = decided.lines(Lang::Nl).join("\n");
    Ok(format!("{nl}\n{}", decided.document()))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let shown = path.display();
    let cannot = |error| Failure::io(format!("{shown} cannot be read: {error}"));
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot)?;
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        let rule = format!("has more than {FILE_BYTES_MAX} bytes (FILE_BYTES_MAX)");
        return Err(Failure::input(format!("{shown} {rule}; write equal ballots with a count")));
    }
    Ok(bytes)
}

fn decide(command: &Decide, bytes: &[u8]) -> Result<Decided, Failure> {
    let file = command.file.display().to_string();
    let mut problems = Problems::of(&file, PROBLEMS);
    let text = match utf8(bytes) {
        Ok(text) => text,
        Err(place) => {
            problems.at(place, "this byte is no UTF-8; save the file as UTF-8");
            return Err(problems.failure());
        }
    };
    let extension = command.file.extension().and_then(|extension| extension.to_str());
    let extension = extension.unwrap_or_default().to_ascii_lowercase();
    let format = command.format.unwrap_or_else(|| Format::of(&extension, text));
    let asked = Asked { rule: command.rule, grade_max: command.options.grade_max };
    let mut election = match format {
        Format::Csv => table::read(&asked, problems, text),
        Format::Json => document::read(&asked, problems, text),
        Format::Preflib => preflib::read(&asked, problems, text, extension == "cat"),
        Format::Pabulib => pabulib::read(&asked, problems, text),
    }?;
    let mut problems = Problems::of(&file, PROBLEMS);
    let settled = settle(&asked, &command.options, &mut election, &mut problems);
    let Some(settled) = settled else { return Err(problems.failure()) };
    let Election { options, given, roll } = election;
    let ballots = roll.ballots();
    let (groups, cast) = roll.finish();
    let size = (options.all().len(), groups.len());
    let decided = count::decided(command.rule, &settled, size, cast);
    let (told, answered) =
        decided.ok_or_else(|| Failure::internal("the settings of this rule are not complete"))?;
    Ok(Decided {
        file,
        format,
        rule: command.rule,
        options: options.all().to_vec(),
        names: options.all().iter().map(|option| option.name.clone()).collect(),
        grades: given.grade_labels,
        groups,
        answered,
        ballots,
        settled,
        told,
    })
}
